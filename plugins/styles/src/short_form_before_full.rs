#![doc = include_str!("short_form_before_full.md")]

use std::collections::BTreeMap;

use ibidem_sdk::{BackReference, Finding, Findings, Form, NoteKind, NoteNumber, Span, Variable, WorkId};

use crate::desk::{Cited, Desk, letters};

crate::registered!("short-form-before-full", Warning, "short_form_before_full.md");

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut first_full: BTreeMap<WorkId, (usize, Span)> = BTreeMap::new();
    for cited in &desk.full {
        if let Some(work) = cited.work() {
            first_full.entry(work).or_insert((cited.note, cited.item.span));
        }
    }
    // What the list of references has in full can be cited short from the first note on.
    for listed in desk.full.iter().filter(|cited| is_listed(desk, cited)).filter_map(Cited::work) {
        first_full.remove(&listed);
    }
    let mut said: Vec<WorkId> = Vec::new();
    for cited in desk.items.iter().filter(|cited| cited.item.form == Form::Short) {
        let Some(work) = cited.work().filter(|work| !said.contains(work)) else { continue };
        let Some((note, full)) = first_full.get(&work).filter(|(note, _)| *note > cited.note) else {
            continue;
        };
        // A note without a marker is read out of its place; its number tells where it belongs.
        let number_of = |note: usize| match desk.paper.notes.get(note).map(|note| &note.number) {
            Some(NoteNumber::Integer(number)) => Some(*number),
            _ => None,
        };
        if number_of(*note) < number_of(cited.note) || !is_named(desk, cited, work) || points_elsewhere(cited)
        {
            continue;
        }
        said.push(work);
        let number = desk.paper.notes.get(*note).map(|note| note.number.to_string()).unwrap_or_default();
        let message = format!(
            "“{}” is a short form, but the work is cited in full only later, in note {number}.",
            desk.paper.text_of(cited.item.span)
        );
        findings.push(Finding::new(&RULE, cited.item.span, message).with_related(*full, "the full citation"));
    }
}

fn is_listed(desk: &Desk<'_>, cited: &Cited<'_>) -> bool {
    desk.paper.notes.get(cited.note).is_some_and(|note| note.kind == NoteKind::Reference)
}

/// Whether the short form names author and title as the full citation does.
fn is_named(desk: &Desk<'_>, cited: &Cited<'_>, work: WorkId) -> bool {
    let Some(work) = desk.paper.bibliography.work(work) else { return false };
    let family =
        |names: &[ibidem_sdk::Name]| names.first().and_then(|name| name.family.as_deref()).map(letters);
    let (own, full) =
        (family(cited.facts().names(Variable::Author)), family(work.item.names(Variable::Author)));
    let (title, whole) = (letters(cited.facts().title()), letters(work.item.title()));
    own.is_some() && own == full && title.len() >= 4 && whole.contains(&title)
}

/// A date makes it another work of that name; “infra” says that it comes later.
fn points_elsewhere(cited: &Cited<'_>) -> bool {
    cited.has(Variable::Issued) || matches!(cited.item.back_reference, Some(BackReference::Supra { .. }))
}
