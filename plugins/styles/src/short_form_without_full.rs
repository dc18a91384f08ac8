#![doc = include_str!("short_form_without_full.md")]

use std::collections::BTreeSet;

use ibidem_sdk::{BackReference, Block, BlockKind, Finding, Findings, Form, NoteKind, Paper, Span, Variable};

use crate::author_date::{InText, in_text};
use crate::desk::{Cited, Desk, letters};

crate::registered!("short-form-without-full", Warning, "short_form_without_full.md");

/// Short forms that lead to a work before one that does not is an exception.
const TIED: usize = 3;

/// Short forms without a work that one document can have by mistake.
const MOST: usize = 40;

/// Citations by author and year that the list has before one that it lacks is an exception.
const LISTED: usize = 5;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    not_listed(desk, findings);
    let full: BTreeSet<_> =
        desk.items.iter().filter(|cited| cited.item.form == Form::Full).filter_map(Cited::work).collect();
    let short = || desk.items.iter().filter(|cited| cited.item.form == Form::Short);
    let is_tied = |cited: &Cited<'_>| cited.work().is_some_and(|work| full.contains(&work));
    let tied = short().filter(|cited| is_tied(cited)).count();
    let loose: Vec<&Cited<'_>> = short().filter(|cited| !is_tied(cited) && is_sure(desk, cited)).collect();
    // A document that cites by short forms throughout has its full citations elsewhere.
    if tied < TIED || loose.len() * 3 > tied || loose.len() > MOST {
        return;
    }
    for cited in loose {
        if is_named_elsewhere(desk, cited) {
            continue;
        }
        let list = if desk.has_list() { " nor in the list of references" } else { "" };
        let message = format!(
            "“{}” is a short form, but no note cites the work in full{list}: the reader cannot find it.",
            desk.paper.text_of(cited.item.span)
        );
        findings.push(Finding::new(&RULE, cited.item.span, message));
    }
}

/// Authors cited by name and year whom the list of references does not have.
fn not_listed(desk: &Desk<'_>, findings: &mut Findings) {
    let entries =
        desk.paper.notes.iter().filter(|note| note.kind == NoteKind::Reference).map(|note| note.span);
    // Hyphens and accents differ between text and list; letters survive.
    let listed: BTreeSet<String> = entries
        .chain(list(desk.paper))
        .flat_map(|span| desk.paper.text_of(span).split(|c: char| !(c.is_alphabetic() || "-’'".contains(c))))
        .map(letters)
        .collect();
    if listed.is_empty() {
        return;
    }
    let cited = in_text(desk.paper);
    let (known, open): (Vec<&InText>, Vec<&InText>) =
        cited.iter().partition(|cited| listed.contains(&letters(&cited.family)));
    if known.len() < LISTED || open.len() * 5 > known.len() {
        return;
    }
    let mut said: BTreeSet<String> = BTreeSet::new();
    for cited in open {
        if said.insert(letters(&cited.family)) {
            let message = format!(
                "“{}” is cited in the text, but the list of references has no work of {}.",
                desk.paper.text_of(cited.span),
                cited.family
            );
            findings.push(Finding::new(&RULE, cited.span, message));
        }
    }
}

/// The part of the body under a heading for references, up to the next heading.
fn list(paper: &Paper) -> Option<Span> {
    const HEADINGS: [&str; 9] = [
        "references",
        "bibliography",
        "works cited",
        "literature cited",
        "literatur",
        "literaturverzeichnis",
        "bibliographie",
        "références",
        "sources",
    ];
    let is_heading = |block: &&Block| matches!(block.kind, BlockKind::Heading { .. });
    let mut headings = paper.blocks.iter().filter(is_heading).skip_while(|block| {
        let heading = paper.text_of(block.span).trim().to_lowercase();
        !HEADINGS.contains(&heading.as_str())
    });
    let start = headings.next()?.span.end;
    Some(Span::new(start, headings.next().map_or(paper.body.end, |next| next.span.start)))
}

/// A family name and a set-apart title, a page, and nothing else: neither a classic nor a law.
fn is_sure(desk: &Desk<'_>, cited: &Cited<'_>) -> bool {
    let facts = cited.facts();
    let names = facts.names(Variable::Author);
    let family = names.first().and_then(|name| name.family.as_deref()).unwrap_or_default();
    let Some(title) = cited.span(Variable::Title) else { return false };
    let Some(author) = cited.span(Variable::Author) else { return false };
    let page = cited.item.locator.as_ref();
    // “Plato, Republic 514a”: editions of classics have numbers of their own.
    let is_page = page.is_some_and(|page| {
        page.label == ibidem_sdk::LocatorLabel::Page
            && page.value.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '–' | ',' | ' '))
    });
    let joined = author.end <= title.start && desk.between(author, title).starts_with(',');
    let behind_title = page.map_or("", |page| desk.between(title, page.span));
    // Between title and page only “p.” may stand: books and cantos have numbers of their own.
    let label: String = behind_title.chars().filter(|c| c.is_alphabetic()).collect();
    let is_set_off = behind_title.contains(',')
        && matches!(
            label.as_str(),
            "" | "p" | "pp" | "S" | "opcitp" | "opcitpp" | "opcit" | "artcitép" | "artcitp" | "aaOS"
        );
    let extra = [
        Variable::Issued,
        Variable::ContainerTitle,
        Variable::Publisher,
        Variable::PublisherPlace,
        Variable::Url,
        Variable::Archive,
    ];
    is_page
        && joined
        && is_set_off
        && cited.item.prefix.is_none()
        && family.chars().count() >= 3
        && names.iter().all(|name| name.literal.is_none())
        && crate::desk::is_set_apart(desk, cited)
        && !matches!(cited.item.back_reference, Some(BackReference::Ibid | BackReference::Idem))
        && !extra.iter().any(|variable| cited.has(*variable))
        && !crate::desk::is_legal(cited.kind())
}

/// Whether another note has the author's name, in a citation that the parser may have misread.
fn is_named_elsewhere(desk: &Desk<'_>, cited: &Cited<'_>) -> bool {
    let name = cited.facts().names(Variable::Author).first().map_or("", |name| name.short());
    let title = letters(cited.facts().title());
    let notes = desk.paper.notes.iter().enumerate().filter(|(i, _)| *i != cited.note);
    let mut texts = notes.map(|(_, note)| desk.paper.text_of(note.span)).filter(|text| text.contains(name));
    let first_words: String = title.chars().take(8).collect();
    texts.any(|text| letters(text).contains(&first_words))
}
