#![doc = include_str!("retracted_work.md")]

use ibidem_sdk::{Finding, Rule, Severity};
use serde_json::json;

use crate::Registered;
use crate::manuscript::Manuscript;
use crate::outcome::Outcome;
use crate::registry::Update;

const RULE: Rule =
    Rule { name: "retracted-work", severity: Severity::Error, page: include_str!("retracted_work.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, report };

fn report(_manuscript: &Manuscript<'_>, outcome: &Outcome) -> Option<Finding> {
    let identifier = outcome.target.identifier.as_ref()?;
    let work = outcome.work.as_ref()?;
    // The gravest first; among equals, as the record has them.
    let update =
        work.updates.iter().find(|update| update.is_retraction()).or_else(|| work.updates.first())?;
    let (done, other) = (update.participle(), &update.doi);
    let message = if update.is_notice {
        format!(
            "What is cited under {} is a notice: by it, {other} was {done}. Cite it only if the notice itself is meant.",
            identifier.name()
        )
    } else if other.is_empty() {
        format!("This work was {done}: {} says so of it.", identifier.registry())
    } else {
        format!("This work was {done}: Crossref has the notice {other} of it.")
    };
    let severity = if update.is_retraction() { Severity::Error } else { Severity::Warning };
    let describe = |update: &Update| {
        let relation = if update.is_notice { "update-to" } else { "updated-by" };
        json!({ "type": update.kind, "doi": update.doi, "relation": relation, "source": update.source })
    };
    let updates: Vec<_> = work.updates.iter().map(describe).collect();
    let finding = Finding::new(&RULE, outcome.target.span(), message)
        .at(severity)
        .with_evidence(identifier.kind(), identifier.value());
    Some(finding.with_evidence("updates", updates))
}
