#![doc = include_str!("missing_author.md")]

use std::collections::BTreeMap;

use ibidem_sdk::{Finding, Findings, Kind, Span, Variable, WorkId};

use crate::desk::{Cited, Desk};

crate::registered!("missing-author", Warning, "missing_author.md");

/// Articles with an author before one without is an exception.
const SIBLINGS: usize = 3;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut named: BTreeMap<WorkId, Span> = BTreeMap::new();
    for cited in &desk.items {
        if let (Some(work), Some(span)) = (cited.work(), cited.span(Variable::Author)) {
            named.entry(work).or_insert(span);
        }
    }
    let learned = || desk.full.iter().filter(|cited| is_learned(cited));
    let signed = learned().filter(|cited| cited.has(Variable::Author)).count();
    let unsigned = learned().filter(|cited| is_unsigned(desk, cited)).count();
    for cited in desk.full.iter().filter(|cited| is_unsigned(desk, cited)) {
        let title = cited.facts().title();
        let at = cited.span(Variable::Title).unwrap_or(cited.item.span);
        let known = cited.work().and_then(|work| named.get(&work));
        if let Some(span) = known {
            let author = desk.paper.text_of(*span);
            let message =
                format!("The full citation of “{title}” names no author; another note gives “{author}”.");
            findings.push(
                Finding::new(&RULE, at, message).with_related(*span, "the author, as another note has it"),
            );
        } else if is_learned(cited) && signed >= SIBLINGS && unsigned * 3 <= signed && !is_rubric(title) {
            let message = format!(
                "“{title}” is cited without its author: the other {signed} articles in journals and books name theirs."
            );
            findings.push(Finding::new(&RULE, at, message));
        }
    }
}

/// An article of a journal or collection, which somebody has signed.
fn is_learned(cited: &Cited<'_>) -> bool {
    let is_numbered = cited.has(Variable::Volume) && cited.has(Variable::ContainerTitle);
    cited.kind() == Kind::ArticleJournal && is_numbered && cited.has(Variable::Issued)
}

/// Whether nothing stands before the title that could be a name.
fn is_unsigned(desk: &Desk<'_>, cited: &Cited<'_>) -> bool {
    const ROLES: [Variable; 5] = [
        Variable::Author,
        Variable::Editor,
        Variable::ContainerAuthor,
        Variable::Translator,
        Variable::Interviewer,
    ];
    let Some(at) = cited.span(Variable::Title) else { return false };
    let before = desk.paper.text_of(Span::new(cited.item.span.start, at.start));
    let before_note = desk
        .paper
        .notes
        .get(cited.note)
        .map_or("", |note| desk.paper.text_of(Span::new(note.span.start, at.start)));
    // A note that says “Smith's article” in words has an author too.
    let is_bare = !before.chars().any(char::is_alphabetic)
        && before_note.chars().filter(|c| c.is_alphabetic()).count() < 12;
    is_bare && before.ends_with(['"', '“', '„', '‘', '\'', ' ']) && !ROLES.iter().any(|role| cited.has(*role))
}

/// Standing heads of journals, which nobody signs.
fn is_rubric(title: &str) -> bool {
    const HEADS: [&str; 20] = [
        "editor",
        "note",
        "introduct",
        "review",
        "obituar",
        "news",
        "correspond",
        "letter",
        "miscell",
        "index",
        "preface",
        "foreword",
        "in memoriam",
        "erratum",
        "correction",
        "announcement",
        "minutes",
        "proceedings",
        "nachruf",
        "vorwort",
    ];
    let lower = title.to_lowercase();
    HEADS.iter().any(|head| lower.contains(head))
}
