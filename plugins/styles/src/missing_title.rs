#![doc = include_str!("missing_title.md")]

use std::collections::BTreeMap;

use ibidem_sdk::{Finding, Findings, Kind, Span, Variable};

use crate::desk::{Cited, Desk, letters};

crate::registered!("missing-title", Info, "missing_title.md");

/// Articles with a title before one without is an exception.
const SIBLINGS: usize = 4;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut containers: BTreeMap<String, Span> = BTreeMap::new();
    let articles = || desk.full.iter().filter(|cited| cited.kind() == Kind::ArticleJournal);
    for cited in articles() {
        if let (Some(name), Some(span)) =
            (cited.facts().text(Variable::ContainerTitle), cited.span(Variable::ContainerTitle))
        {
            containers.entry(letters(name)).or_insert(span);
        }
    }
    let titled = articles().filter(|cited| cited.has(Variable::Title)).count();
    if titled < SIBLINGS {
        return;
    }
    for cited in desk.full.iter().filter(|cited| is_dated(cited)) {
        let Some((journal, at)) = journal(cited) else { continue };
        // Only the document itself can tell that what stands there is a journal and no title.
        if let Some(known) = containers.get(&letters(journal)) {
            let message = format!(
                "An article in {journal} is cited without its title; {titled} other articles of this document have theirs."
            );
            findings.push(
                Finding::new(&RULE, at, message).with_related(*known, "the journal, as another note has it"),
            );
        }
    }
}

/// A dated citation without imprint, as journals are cited.
fn is_dated(cited: &Cited<'_>) -> bool {
    let is_imprinted = cited.has(Variable::Publisher) || cited.has(Variable::PublisherPlace);
    cited.has(Variable::Author) && cited.has(Variable::Issued) && !is_imprinted
}

/// What stands behind the author: read as a container, or taken for a title.
fn journal<'a>(cited: &Cited<'a>) -> Option<(&'a str, Span)> {
    let has = |variable| Some((cited.facts().text(variable)?, cited.span(variable)?));
    match (has(Variable::Title), has(Variable::ContainerTitle)) {
        (Some(title), None) => Some(title),
        (None, container) => container,
        _ => None,
    }
}
