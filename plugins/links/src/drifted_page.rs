#![doc = include_str!("drifted_page.md")]

use ibidem_sdk::{Finding, Rule, Severity};

use crate::Registered;
use crate::dead_link::with_copy;
use crate::manuscript::Manuscript;
use crate::outcome::Outcome;
use crate::verdict::Reason;

const RULE: Rule =
    Rule { name: "drifted-page", severity: Severity::Warning, page: include_str!("drifted_page.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, report };

fn report(manuscript: &Manuscript<'_>, outcome: &Outcome) -> Option<Finding> {
    if outcome.judgement.reason != Reason::Drift {
        return None;
    }
    let cited = &outcome.target.cited;
    let mut lacks = vec!["the cited title"];
    if !cited.authors.is_empty() {
        lacks.push("the author");
    }
    if cited.issued.is_some() {
        lacks.push("the date");
    }
    let lacks = match lacks.as_slice() {
        [title] => format!("{title} is not on it"),
        [title, other] => format!("neither {title} nor {other} is on it"),
        _ => "neither title nor author nor date of the citation is on it".to_owned(),
    };
    let message = format!(
        "Another page now stands at this address: it is headed “{}”, and {lacks}.",
        outcome.judgement.evidence.shown_title
    );
    Some(with_copy(Finding::new(&RULE, outcome.target.span(), message), manuscript, outcome))
}
