#![doc = include_str!("unregistered_identifier.md")]

use ibidem_sdk::{Finding, Rule, Severity};

use crate::Registered;
use crate::identifier::Identifier;
use crate::manuscript::Manuscript;
use crate::outcome::Outcome;
use crate::registry::Registration;

const RULE: Rule = Rule {
    name: "unregistered-identifier",
    severity: Severity::Error,
    page: include_str!("unregistered_identifier.md"),
};

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, report };

fn report(_manuscript: &Manuscript<'_>, outcome: &Outcome) -> Option<Finding> {
    let identifier =
        outcome.target.identifier.as_ref().filter(|identifier| !matches!(identifier, Identifier::Doi(_)))?;
    if outcome.registration != Some(Registration::Unregistered) {
        return None;
    }
    let (name, registry) = (identifier.name(), identifier.registry());
    let message = format!("No work has {name}: {registry} does not know it. It may be mistyped.");
    let mut finding = Finding::new(&RULE, outcome.target.span(), message)
        .with_evidence(identifier.kind(), identifier.value());
    for place in outcome.target.places.iter().skip(1) {
        finding = finding.with_related(*place, "cited here again");
    }
    Some(finding)
}
