#![doc = include_str!("missing_title.md")]

use ibidem_sdk::{Finding, Findings, Kind, Variable};

use crate::desk::{Cited, Desk};

crate::registered!("missing-title", Info, "missing_title.md");

/// Articles with a title before one without is an exception.
const SIBLINGS: usize = 4;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let articles = || desk.full.iter().filter(|cited| is_article(cited));
    let titled = articles().filter(|cited| cited.has(Variable::Title)).count();
    let untitled = articles().filter(|cited| !cited.has(Variable::Title)).count();
    if titled < SIBLINGS || untitled * 5 > titled {
        return;
    }
    for cited in articles().filter(|cited| !cited.has(Variable::Title) && cited.has(Variable::Author)) {
        let (Some(author), Some(container)) = (cited.span(Variable::Author), cited.span(Variable::ContainerTitle)) else {
            continue;
        };
        // Only where nothing at all stands between author and journal.
        if author.end <= container.start && desk.between(author, container).chars().all(|c| !c.is_alphanumeric()) {
            let message = format!(
                "The article in {} is cited without its title; the other {titled} have theirs.",
                desk.paper.text_of(container)
            );
            findings.push(Finding::new(&RULE, author.to(container), message));
        }
    }
}

fn is_article(cited: &Cited<'_>) -> bool {
    cited.kind() == Kind::ArticleJournal && cited.has(Variable::ContainerTitle) && cited.has(Variable::Volume)
}
