#![doc = include_str!("note_out_of_order.md")]

use ibidem_sdk::{Finding, Findings, Note, NoteNumber, Severity, Span};

use crate::desk::{Desk, true_notes};

crate::registered!("note-out-of-order", Error, "note_out_of_order.md");

/// Markers in order before one out of it is an exception.
const LEAST: usize = 4;

/// Notes with one marker each before one with two is an exception.
const SINGLE: usize = 10;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let notes: Vec<&Note> = true_notes(desk.paper).map(|(_, note)| note).collect();
    out_of_order(&notes, findings);
    repeated_marker(desk, &notes, findings);
}

fn out_of_order(notes: &[&Note], findings: &mut Findings) {
    let mut marked: Vec<(usize, u32, &Note)> =
        notes.iter().filter_map(|note| Some((*note.anchors.first()?, integer(note)?, *note))).collect();
    marked.sort_by_key(|(at, number, _)| (*at, *number));
    let steps = || marked.windows(2).filter_map(|pair| Some((pair.first()?, pair.get(1)?)));
    let (breaks, whole): (Vec<_>, Vec<_>) =
        steps().partition(|((_, before, _), (_, after, _))| is_break(*before, *after));
    // Where they are often out of order, the document numbers by another system.
    if whole.len() < LEAST || breaks.len() * 10 > whole.len() + 10 {
        return;
    }
    for ((_, before, earlier), (_, after, note)) in breaks {
        let message = format!(
            "The marker of note {after} stands behind that of note {before}: the notes are out of order."
        );
        findings.push(
            Finding::new(&RULE, note.span, message)
                .with_related(earlier.span, "the note whose marker comes first"),
        );
    }
}

fn integer(note: &Note) -> Option<u32> {
    match note.number {
        NoteNumber::Integer(number) => Some(number),
        NoteNumber::Label(_) => None,
    }
}

/// Whether a number goes back, other than to 1, where a chapter begins.
fn is_break(before: u32, after: u32) -> bool {
    after <= before && after != 1
}

/// A marker that stands twice, in a document where no other does.
fn repeated_marker(desk: &Desk<'_>, notes: &[&Note], findings: &mut Findings) {
    let single = notes.iter().filter(|note| note.anchors.len() == 1).count();
    let mut repeated = notes.iter().enumerate().filter(|(_, note)| note.anchors.len() > 1);
    let (Some((i, note)), None) = (repeated.next(), repeated.next()) else { return };
    let (Some(number), [_, second]) = (integer(note), note.anchors.as_slice()) else { return };
    if single < SINGLE {
        return;
    }
    let next = notes.get(i + 1);
    let is_shifted = next.is_some_and(|next| next.anchors.is_empty());
    // Markdown allows a second marker to one note; right behind the first it is more likely a slip.
    let is_beside = next.and_then(|next| next.anchors.first()).is_none_or(|at| second < at);
    if !is_shifted && !is_beside {
        return;
    }
    let why = if is_shifted { format!(", and none points to note {}", number + 1) } else { String::new() };
    let message = format!("The marker {number} stands twice in the text{why}.");
    let finding =
        Finding::new(&RULE, note.span, message).with_related(word_before(desk, *second), "the second marker");
    findings.push(if is_shifted { finding } else { finding.at(Severity::Warning) });
}

/// The word that a marker follows.
fn word_before(desk: &Desk<'_>, at: usize) -> Span {
    let before = desk.paper.text.get(..at).unwrap_or_default();
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    Span::new(at - word.len(), at)
}
