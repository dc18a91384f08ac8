#![doc = include_str!("missing_access_date.md")]

use ibidem_sdk::{Finding, Findings, Kind, Severity, Span, Variable};

use crate::desk::{Cited, Desk, is_legal, is_set_apart, web_address};

crate::registered!("missing-access-date", Warning, "missing_access_date.md");

/// Online sources with an access date before the others must have one.
const SIBLINGS: usize = 3;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    // In German notes titles stand bare: then a bare title is one.
    let in_words = |cited: &&Cited<'_>| needs_day(cited) && has_day(desk, cited);
    let dated: Vec<&Cited<'_>> = desk.full.iter().filter(in_words).collect();
    let stand_bare = dated.iter().filter(|cited| is_set_apart(desk, cited)).count() * 2 < dated.len();
    let is_title = |cited: &Cited<'_>| stand_bare || is_set_apart(desk, cited);
    let online: Vec<&Cited<'_>> =
        desk.full.iter().filter(|cited| needs_day(cited) && is_title(cited)).collect();
    let count = |holds: &dyn Fn(&Cited<'_>) -> bool| online.iter().filter(|cited| holds(cited)).count();
    let is_dated = |cited: &Cited<'_>| cited.has(Variable::Issued);
    let (with, dated) = (count(&|cited| has_day(desk, cited)), count(&is_dated));
    let dated_with = count(&|cited| is_dated(cited) && has_day(desk, cited));
    if with < SIBLINGS {
        return;
    }
    // Many manuals ask for the day of access only where no other date is printed.
    let undated_need = with * 4 >= online.len() || (with - dated_with) * 4 >= online.len() - dated;
    let dated_need = dated_with >= SIBLINGS && dated_with * 2 > dated;
    for cited in &online {
        let wanted = if is_dated(cited) { dated_need } else { undated_need };
        if wanted && !has_day(desk, cited) {
            findings.push(report(desk, cited, with, online.len()));
        }
    }
}

fn needs_day(cited: &Cited<'_>) -> bool {
    let is_published = cited.has(Variable::Page) && cited.kind() == Kind::ArticleJournal;
    web_address(cited).is_some() && cited.has(Variable::Title) && !is_legal(cited.kind()) && !is_published
}

/// Whether a day of access is printed, behind the item too, and in words that the parser does not know.
fn has_day(desk: &Desk<'_>, cited: &Cited<'_>) -> bool {
    const WORDS: [&str; 16] = [
        "access",
        "retrieved",
        "visited",
        "viewed",
        "consult",
        "zugriff",
        "abgerufen",
        "aufgerufen",
        "stand:",
        "eingesehen",
        "zuletzt",
        "besucht",
        "consulta",
        "effective",
        "last modified",
        "page consultée",
    ];
    let Some(note) = desk.paper.notes.get(cited.note) else { return true };
    let next = desk.items_of(cited.note).iter().find(|other| other.item.span.start >= cited.item.span.end);
    let end = next.map_or(note.span.end, |next| next.item.span.start);
    let behind = desk.paper.text_of(Span::new(cited.item.span.start, end)).to_lowercase();
    cited.has(Variable::Accessed) || WORDS.iter().any(|word| behind.contains(word))
}

fn report(desk: &Desk<'_>, cited: &Cited<'_>, with: usize, total: usize) -> Finding {
    let at = cited.span(Variable::Url).unwrap_or(cited.item.span);
    let is_dated = cited.has(Variable::Issued);
    let why = if is_dated { "" } else { ", and no other date says which state of the page is meant" };
    let title = cited.facts().title();
    let message = format!(
        "The online source “{title}” has no access date{why}: {with} of the {total} online sources of this document give one."
    );
    let finding = Finding::new(&RULE, at, message).with_evidence("with", with).with_evidence("online", total);
    let sibling = desk.full.iter().find_map(|other| other.span(Variable::Accessed));
    let finding = match sibling {
        Some(span) => finding.with_evidence("example", desk.paper.text_of(span)),
        None => finding,
    };
    if is_dated { finding.at(Severity::Info) } else { finding }
}
