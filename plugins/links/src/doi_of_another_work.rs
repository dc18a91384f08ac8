#![doc = include_str!("doi_of_another_work.md")]

use ibidem_sdk::{Finding, Rule, Severity};

use crate::Registered;
use crate::manuscript::Manuscript;
use crate::outcome::Outcome;

const RULE: Rule = Rule {
    name: "doi-of-another-work",
    severity: Severity::Error,
    page: include_str!("doi_of_another_work.md"),
};

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, report };

fn report(_manuscript: &Manuscript<'_>, outcome: &Outcome) -> Option<Finding> {
    let doi = outcome.target.doi()?;
    let work = outcome.work.as_ref().filter(|work| work.is_another_work(&outcome.target.cited))?;
    let title = work.titles.first()?;
    let families = work.families.join(", ");
    let message = format!(
        "The DOI {doi} belongs to another work: Crossref has “{title}” by {families} under it, and neither that title \
         nor one of these names is in the citation."
    );
    let finding = Finding::new(&RULE, outcome.target.span(), message).with_evidence("doi", doi);
    Some(
        finding
            .with_evidence("registered_title", title.as_str())
            .with_evidence("registered_authors", families),
    )
}
