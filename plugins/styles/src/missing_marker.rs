#![doc = include_str!("missing_marker.md")]

use ibidem_sdk::{Finding, Findings, Note, NoteNumber};

use crate::desk::{Desk, true_notes};

crate::registered!("missing-marker", Error, "missing_marker.md");

/// Notes with a marker before one without is an exception.
const LEAST: usize = 5;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let notes: Vec<&Note> = true_notes(desk.paper).map(|(_, note)| note).collect();
    let marked = notes.iter().filter(|note| !note.anchors.is_empty()).count();
    let bare = notes.len() - marked;
    // Where many markers are missing, they were lost in reading.
    if marked < LEAST || bare * 10 > marked {
        return;
    }
    for (i, note) in notes.iter().enumerate().filter(|(_, note)| note.anchors.is_empty()) {
        let NoteNumber::Integer(number) = note.number else { continue };
        let before = i.checked_sub(1).and_then(|i| notes.get(i)).and_then(|note| note.anchors.last());
        let after = notes.get(i + 1).and_then(|note| note.anchors.first());
        let first = i == 0 || before.is_some();
        let last = i + 1 == notes.len() || after.is_some();
        if !first || !last || is_unread(desk, number, before, after) {
            continue;
        }
        let message = format!(
            "No marker in the text points to note {number}, although the notes beside it have theirs."
        );
        findings.push(Finding::new(&RULE, note.span, message));
    }
}

/// Whether the number stands between the markers beside it, in a form that was not read as a marker.
fn is_unread(desk: &Desk<'_>, number: u32, before: Option<&usize>, after: Option<&usize>) -> bool {
    let body = desk.paper.body;
    let (from, to) = (before.copied().unwrap_or(body.start), after.copied().unwrap_or(body.end));
    let between = desk.paper.text.get(from..to).unwrap_or_default();
    // Markers of the wrong number, and marker signs, stand in for it too.
    let is_other = desk.paper.unmatched_markers.iter().any(|marker| from <= marker.at && marker.at <= to);
    is_other || between.split(|c: char| !c.is_ascii_digit()).any(|digits| digits == number.to_string())
}
