#![doc = include_str!("moved_link.md")]

use ibidem_sdk::{Finding, Rule, Safety, Severity};

use crate::Registered;
use crate::manuscript::Manuscript;
use crate::outcome::Outcome;
use crate::record::evidence;

const RULE: Rule = Rule { name: "moved-link", severity: Severity::Info, page: include_str!("moved_link.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, report };

fn report(manuscript: &Manuscript<'_>, outcome: &Outcome) -> Option<Finding> {
    if !outcome.is_permanent() {
        return None;
    }
    let target = &outcome.target;
    let fragment =
        target.url.split_once('#').map_or_else(String::new, |(_, fragment)| format!("#{fragment}"));
    let moved = format!("{}{fragment}", outcome.answer.final_url);
    let message = format!("The page has moved for good: the address now leads to {moved}.");
    let mut finding = Finding::new(&RULE, target.span(), message).with_evidence("moved_to", moved.as_str());
    finding.evidence.extend(evidence(outcome));
    for place in &target.places {
        // Where a link has words for its text, there is nothing to correct in it.
        if manuscript.paper.text_of(*place) == target.url {
            finding = finding.with_fix(Safety::Safe, *place, moved.as_str());
        }
    }
    Some(finding)
}
