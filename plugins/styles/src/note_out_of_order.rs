#![doc = include_str!("note_out_of_order.md")]

use ibidem_sdk::{Finding, Findings, Note, NoteNumber};

use crate::desk::{Desk, true_notes};

crate::registered!("note-out-of-order", Error, "note_out_of_order.md");

/// Markers in order before one out of it is an exception.
const LEAST: usize = 4;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut marked: Vec<(usize, u32, &Note)> = true_notes(desk.paper)
        .filter_map(|(_, note)| match (&note.number, note.anchors.first()) {
            (NoteNumber::Integer(number), Some(at)) => Some((*at, *number, note)),
            _ => None,
        })
        .collect();
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

/// Whether a number goes back, other than to 1, where a chapter begins.
fn is_break(before: u32, after: u32) -> bool {
    after <= before && after != 1
}
