#![doc = include_str!("unregistered_doi.md")]

use ibidem_sdk::{Finding, Rule, Severity};

use crate::Registered;
use crate::manuscript::Manuscript;
use crate::outcome::Outcome;
use crate::registry::Registration;

const RULE: Rule =
    Rule { name: "unregistered-doi", severity: Severity::Error, page: include_str!("unregistered_doi.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, report };

fn report(_manuscript: &Manuscript<'_>, outcome: &Outcome) -> Option<Finding> {
    let doi = outcome.target.doi()?;
    if outcome.registration != Some(Registration::Unregistered) {
        return None;
    }
    let message =
        format!("No work has the DOI {doi}: the registry at doi.org does not know it. It may be mistyped.");
    let mut finding = Finding::new(&RULE, outcome.target.span(), message).with_evidence("doi", doi);
    for place in outcome.target.places.iter().skip(1) {
        finding = finding.with_related(*place, "cited here again");
    }
    Some(finding)
}
