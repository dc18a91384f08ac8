#![doc = include_str!("mixed_et_al.md")]

use ibidem_sdk::{Findings, RunStyle, Span};

use crate::desk::{Desk, true_notes};
use crate::habit::{Bar, Sample, report};

crate::registered!("mixed-et-al", Info, "mixed_et_al.md");

const BAR: Bar = Bar { samples: 4, share: 70 };

/// What stands for the authors who are not named.
const WORDS: [(&str, &str); 7] = [
    ("et al.", "“et al.”"),
    ("et al", "“et al” without a point"),
    ("and others", "“and others”"),
    ("u. a.", "“u. a.”"),
    ("u.a.", "“u.a.” without a space"),
    ("et alii", "“et alii”"),
    ("& al.", "“& al.”"),
];

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let (mut words, mut types) = (Vec::new(), Vec::new());
    for (i, note) in true_notes(desk.paper) {
        let text = desk.paper.text_of(note.span);
        for (span, form) in found(text) {
            let span = span.shifted(note.span.start);
            words.push(Sample::new(i, span, form));
            let is_italic = desk.paper.runs_in(span).any(|run| run.style == RunStyle::Italic);
            types.push(Sample::new(
                i,
                span,
                if is_italic { "“et al.” in italics" } else { "“et al.” in roman type" },
            ));
        }
    }
    crate::add(findings, report(desk, &RULE, &words, "notes that leave authors out", BAR));
    crate::add(findings, report(desk, &RULE, &types, "notes that leave authors out", BAR));
}

/// The words behind a name, each place once.
fn found(text: &str) -> Vec<(Span, &'static str)> {
    let mut found: Vec<(Span, &'static str)> = Vec::new();
    for (word, form) in WORDS {
        for (at, _) in text.match_indices(word) {
            let before = text.get(..at).unwrap_or_default();
            let behind = text.get(at + word.len()..).unwrap_or_default();
            let name = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
            let is_behind_name = before.ends_with(' ') && name.starts_with(char::is_uppercase);
            let is_word = !behind.starts_with(|c: char| c.is_alphanumeric());
            let span = Span::new(at, at + word.len());
            if is_behind_name && is_word && !found.iter().any(|(other, _)| other.overlaps(span)) {
                found.push((span, form));
            }
        }
    }
    found.sort_by_key(|(span, _)| *span);
    found
}
