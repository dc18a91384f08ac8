#![doc = include_str!("insecure_link.md")]

use ibidem_sdk::{Finding, Rule, Safety, Severity};

use crate::Registered;
use crate::dead_link::host_of;
use crate::manuscript::Manuscript;
use crate::outcome::Outcome;

const RULE: Rule =
    Rule { name: "insecure-link", severity: Severity::Info, page: include_str!("insecure_link.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, report };

fn report(manuscript: &Manuscript<'_>, outcome: &Outcome) -> Option<Finding> {
    let secure = outcome.secure.as_deref()?;
    let target = &outcome.target;
    let host = host_of(&target.url);
    let message =
        format!("The address begins with http, and {host} shows the same page encrypted: {secure}.");
    let mut finding = Finding::new(&RULE, target.span(), message).with_evidence("secure", secure);
    for place in &target.places {
        if manuscript.paper.text_of(*place) == target.url {
            finding = finding.with_fix(Safety::Safe, *place, secure);
        }
    }
    Some(finding)
}
