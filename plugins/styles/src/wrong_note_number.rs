#![doc = include_str!("wrong_note_number.md")]

use std::collections::{BTreeMap, BTreeSet};

use ibidem_sdk::{BackReference, Finding, Findings, Form, NoteNumber, Severity, Span, Variable, WorkId};

use crate::desk::{Cited, Desk, is_legal, letters, true_notes};
use crate::profile::Profile;

crate::registered!("wrong-note-number", Warning, "wrong_note_number.md");

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let numbered = desk.numbered();
    let last = desk.paper.notes.iter().filter_map(|note| match note.number {
        NoteNumber::Integer(n) => Some(n),
        NoteNumber::Label(_) => None,
    });
    let last = last.max().unwrap_or_default();
    let first_named = first_named(desk);
    without_number(desk, findings);
    without_bracket(desk, findings);
    for cited in &desk.items {
        let Some(BackReference::Supra { note: Some(number) }) = &cited.item.back_reference else { continue };
        let Ok(wanted) = number.trim().parse::<u32>() else { continue };
        let Some(name) = name(desk, cited) else { continue };
        let right = first_named.get(&letters(name)).copied().filter(|note| *note != cited.note);
        match numbered.get(number.trim()) {
            None if wanted > last => {
                let message = format!("Note {wanted} is pointed to, but the document has only {last} notes.");
                findings.push(with_right(
                    desk,
                    Finding::new(&RULE, cited.item.span, message).at(Severity::Error),
                    right,
                ));
            }
            Some(target) if !names(desk, *target, name) => {
                // Only where another note has the author is it sure that this one is the wrong one.
                let Some(right) = right else { continue };
                let message = format!(
                    "“{name}” is said to be cited in note {wanted}, which does not name this author; note {} does.",
                    desk.paper.notes.get(right).map(|note| note.number.to_string()).unwrap_or_default()
                );
                let finding = Finding::new(&RULE, cited.item.span, message).at(Severity::Error);
                let target = desk.paper.notes.get(*target).map(|note| note.span);
                let finding = match target {
                    Some(span) => finding.with_related(span, "the note that is pointed to"),
                    None => finding,
                };
                findings.push(with_right(desk, finding, Some(right)));
            }
            _ => {}
        }
    }
}

/// “supra note” and “wie Anm.” whose number was never filled in, where the others have theirs.
fn without_number(desk: &Desk<'_>, findings: &mut Findings) {
    const LABELS: [&str; 8] =
        ["supra note", "supra n.", "wie Anm.", "s. Anm.", "see note", "see n.", "voir note", "siehe Anm."];
    let mut numbered = 0_usize;
    let mut open = Vec::new();
    for (_, note) in true_notes(desk.paper) {
        let text = desk.paper.text_of(note.span);
        for label in LABELS {
            for (at, _) in text.match_indices(label) {
                let behind = text.get(at + label.len()..).unwrap_or_default();
                let rest = behind.trim_start_matches(['s', ' ', '\u{a0}', '.']);
                if rest.starts_with(|c: char| c.is_ascii_digit()) {
                    numbered += 1;
                } else if behind.is_empty()
                    || behind.starts_with([',', ')', ' ', ';', '_', '?'])
                        && !rest.starts_with(char::is_alphabetic)
                {
                    open.push(Span::new(at, at + label.len()).shifted(note.span.start));
                }
            }
        }
    }
    if numbered < 2 || open.len() * 2 > numbered {
        return;
    }
    for span in open {
        let message = format!(
            "“{}” has no number: the reader cannot tell which note is meant.",
            desk.paper.text_of(span)
        );
        findings.push(Finding::new(&RULE, span, message));
    }
}

/// Short forms without “(n 5)” in notes that follow OSCOLA.
fn without_bracket(desk: &Desk<'_>, findings: &mut Findings) {
    if !desk.follows(Profile::Oscola) {
        return;
    }
    let full: BTreeSet<WorkId> = desk.full.iter().filter_map(Cited::work).collect();
    for cited in desk.comparable.iter().filter(|cited| cited.item.form == Form::Short) {
        let is_tied = cited.work().is_some_and(|work| full.contains(&work));
        // A second work of the same note needs no number.
        let is_first =
            desk.items_of(cited.note).first().is_some_and(|first| first.item.span == cited.item.span);
        let named = cited.facts().names(Variable::Author).first().is_some_and(|name| name.family.is_some());
        if is_tied && is_first && named && cited.item.back_reference.is_none() && !is_legal(cited.kind()) {
            let message = format!(
                "“{}” lacks the number of the note that has the full citation: OSCOLA (1.2.1) writes it as “(n 5)”.",
                desk.paper.text_of(cited.item.span)
            );
            findings.push(Finding::new(&RULE, cited.item.span, message));
        }
    }
}

/// The first note that cites each name in full.
fn first_named(desk: &Desk<'_>) -> BTreeMap<String, usize> {
    let mut named = BTreeMap::new();
    for cited in &desk.full {
        for name in cited.facts().names(Variable::Author).iter().chain(cited.facts().names(Variable::Editor))
        {
            named.entry(letters(name.short())).or_insert(cited.note);
        }
    }
    named
}

/// The name before “supra”, where it is that of a person.
fn name<'a>(desk: &Desk<'a>, cited: &Cited<'a>) -> Option<&'a str> {
    let names = cited.facts().names(Variable::Author);
    let name = names.first()?.family.as_deref()?;
    let text = desk.paper.text_of(cited.item.span);
    // “infra” and “below” point forward on purpose.
    let is_forward = ["infra", "below", "unten", "ci-dessous", "following"]
        .iter()
        .any(|word| text.to_lowercase().contains(word));
    (name.chars().count() >= 3 && !is_forward).then_some(name)
}

/// Whether a note names an author, or cites the work by a form that stands for the name.
fn names(desk: &Desk<'_>, note: usize, name: &str) -> bool {
    if letters(desk.text(note)).contains(&letters(name)) {
        return true;
    }
    // “Ibid.” and “Id.” name nobody, and cite the work all the same.
    desk.items_of(note).iter().any(|cited| {
        let work = cited.work().and_then(|work| desk.paper.bibliography.work(work));
        work.is_some_and(|work| {
            work.item.names(Variable::Author).iter().any(|author| letters(author.short()) == letters(name))
        })
    })
}

fn with_right(desk: &Desk<'_>, finding: Finding, right: Option<usize>) -> Finding {
    match right.and_then(|right| desk.paper.notes.get(right)) {
        Some(note) => finding.with_related(note.span, "the note that names this author"),
        None => finding,
    }
}
