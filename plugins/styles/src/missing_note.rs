#![doc = include_str!("missing_note.md")]

use std::collections::BTreeMap;

use ibidem_sdk::{Finding, Findings, NoteNumber, Span};

use crate::desk::{Desk, true_notes};

crate::registered!("missing-note", Error, "missing_note.md");

/// Notes that there must be before a number is believed to be a marker.
const LEAST: usize = 3;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut anchors: BTreeMap<u32, usize> = BTreeMap::new();
    for (_, note) in true_notes(desk.paper) {
        if let (NoteNumber::Integer(number), Some(at)) = (&note.number, note.anchors.first()) {
            anchors.entry(*number).or_insert(*at);
        }
    }
    let loose = &desk.paper.unmatched_markers;
    if anchors.len() < LEAST || loose.len() > anchors.len() {
        return;
    }
    for marker in loose {
        let NoteNumber::Integer(number) = marker.number else { continue };
        let before = number.checked_sub(1).and_then(|number| anchors.get(&number));
        let after = anchors.get(&(number + 1));
        // Numbers of all kinds are raised; a marker stands between its neighbors.
        let is_between =
            before.is_some_and(|at| *at <= marker.at) && after.is_none_or(|after| marker.at <= *after);
        if is_between && !anchors.contains_key(&number) {
            let message =
                format!("The marker {number} has no note: the notes go from {} to the next one.", number - 1);
            findings.push(Finding::new(&RULE, word_before(desk, marker.at), message));
        }
    }
}

/// The word that a marker follows.
fn word_before(desk: &Desk<'_>, at: usize) -> Span {
    let before = desk.paper.text.get(..at).unwrap_or_default();
    let word = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
    let end = before.trim_end().len();
    Span::new(end - word.len(), end)
}
