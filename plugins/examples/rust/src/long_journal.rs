#![doc = include_str!("long_journal.md")]

use ibidem_sdk::{Finding, Findings, Paper, Rule, Safety, Severity, Variable};

pub(crate) const RULE: Rule =
    Rule { name: "long-journal", severity: Severity::Warning, page: include_str!("long_journal.md") };

pub(crate) fn check(paper: &Paper, abbreviations: &[(String, String)], findings: &mut Findings) {
    for (_, item) in paper.items() {
        let journal = item.as_cited.text(Variable::ContainerTitle);
        let (Some(journal), Some(span)) = (journal, item.as_cited.span(Variable::ContainerTitle)) else {
            continue;
        };
        if let Some((_, short)) = abbreviations.iter().find(|(title, _)| is_same(title, journal)) {
            let message = format!("The house writes “{short}” for “{journal}”.");
            findings.push(Finding::new(&RULE, span, message).with_fix(Safety::Safe, span, short));
        }
    }
}

/// The article is left out as often as not: “The American Historical Review”.
fn is_same(title: &str, journal: &str) -> bool {
    let bare = |text: &str| text.strip_prefix("The ").unwrap_or(text).to_lowercase();
    bare(title) == bare(journal)
}
