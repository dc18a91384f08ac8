#![doc = include_str!("identifier_of_another_work.md")]

use ibidem_sdk::{Finding, Rule, Severity};

use crate::Registered;
use crate::identifier::Identifier;
use crate::manuscript::Manuscript;
use crate::outcome::Outcome;

const RULE: Rule = Rule {
    name: "identifier-of-another-work",
    severity: Severity::Error,
    page: include_str!("identifier_of_another_work.md"),
};

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, report };

fn report(_manuscript: &Manuscript<'_>, outcome: &Outcome) -> Option<Finding> {
    let identifier =
        outcome.target.identifier.as_ref().filter(|identifier| !matches!(identifier, Identifier::Doi(_)))?;
    let work = outcome.work.as_ref().filter(|work| work.is_another_work(&outcome.target.cited))?;
    let (title, families) = (work.titles.first()?, work.families.join(", "));
    let (name, registry) = (identifier.name(), identifier.registry());
    let message = format!(
        "The citation gives {name}, which belongs to another work: {registry} has “{title}” by {families} under it, and \
         neither that title nor one of these names is in the citation."
    );
    let finding = Finding::new(&RULE, outcome.target.span(), message)
        .with_evidence(identifier.kind(), identifier.value());
    Some(
        finding
            .with_evidence("registered_title", title.as_str())
            .with_evidence("registered_authors", families),
    )
}
