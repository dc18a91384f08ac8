#![doc = include_str!("mixed_spacing.md")]

use std::collections::BTreeMap;

use ibidem_sdk::{Findings, Span};

use crate::desk::{Desk, true_notes};
use crate::habit::{CLEAR, Sample, named, report};

crate::registered!("mixed-spacing", Info, "mixed_spacing.md");

/// Abbreviations that a number follows.
const LABELS: [&str; 14] =
    ["vol", "vols", "no", "nos", "p", "pp", "S", "Bd", "H", "Nr", "Vol", "No", "ch", "t"];

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let (mut labels, mut pairs) = (Vec::new(), Vec::new());
    let mut dashes = Dashes::default();
    for (i, note) in true_notes(desk.paper) {
        let text = desk.paper.text_of(note.span);
        labels.extend(labelled(text).map(|(span, form)| Sample::new(i, span.shifted(note.span.start), form)));
        pairs.extend(paired(text).map(|(span, form)| Sample::new(i, span.shifted(note.span.start), form)));
        dashes.read(i, text, note.span.start);
    }
    crate::add(findings, report(desk, &RULE, &labels, "numbers behind “vol.”, “no.” or “p.”", CLEAR));
    crate::add(findings, report(desk, &RULE, &pairs, "abbreviations of two words", CLEAR));
    let spaced = dashes.deviating();
    if let Some(first) = spaced.first() {
        let message = format!(
            "“{}” has a dash between spaces, where the other notes join the same words with a hyphen.",
            desk.paper.text_of(first.span)
        );
        crate::add(findings, named(&RULE, &spaced.iter().collect::<Vec<_>>(), message));
    }
}

/// Finds `vol. 60` and `vol.60`.
fn labelled(text: &str) -> impl Iterator<Item = (Span, &'static str)> {
    text.match_indices('.').filter_map(|(at, _)| {
        let before = text.get(..at)?;
        let label = before.rsplit(|c: char| !c.is_alphabetic()).next()?;
        let start = at - label.len();
        let is_label = LABELS.contains(&label) && !before.get(..start)?.ends_with(['/', '_', '-', '.', '=']);
        let behind = text.get(at + 1..)?;
        let word = behind.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
        if !is_label || !word.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let form = if word.len() == behind.len() {
            "no space behind the abbreviation"
        } else {
            "a space behind the abbreviation"
        };
        Some((Span::new(start, text.len() - word.len() + 1), form))
    })
}

/// Finds `op. cit.` and `op.cit.`, which are written alike throughout.
fn paired(text: &str) -> impl Iterator<Item = (Span, &'static str)> {
    const PAIRS: [(&str, &str, &str); 4] = [
        ("op.", "cit", "no space within “op. cit.”"),
        ("loc.", "cit", "no space within “loc. cit.”"),
        ("art.", "cit", "no space within “art. cit.”"),
        ("a.", "a.", "no space within “a. a. O.”"),
    ];
    PAIRS.iter().flat_map(move |(first, second, close)| {
        text.match_indices(first).filter_map(move |(at, _)| {
            let is_word = !text.get(..at)?.ends_with(|c: char| c.is_alphanumeric() || c == '.');
            let behind = text.get(at + first.len()..)?;
            let word = behind.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
            let end = text.len() - word.len() + second.len();
            let form = if word.len() == behind.len() { *close } else { "a space within the abbreviation" };
            (is_word && word.starts_with(second)).then_some((Span::new(at, end), form))
        })
    })
}

/// Pairs of capital words that a hyphen or a spaced dash joins.
#[derive(Default)]
struct Dashes {
    joined: BTreeMap<String, usize>,
    spaced: Vec<(String, Sample)>,
}

impl Dashes {
    fn read(&mut self, note: usize, text: &str, start: usize) {
        for (at, dash) in text.match_indices(['-', '–', '‑']) {
            let (before, behind) =
                (text.get(..at).unwrap_or_default(), text.get(at + dash.len()..).unwrap_or_default());
            let is_spaced = before.ends_with(' ') && behind.starts_with(' ');
            let first = before.trim_end().rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            let second = behind.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            if !first.starts_with(char::is_uppercase) || !second.starts_with(char::is_uppercase) {
                continue;
            }
            let key = format!("{first}-{second}");
            if is_spaced {
                let span = Span::new(at - 1 - first.len(), at + dash.len() + 1 + second.len()).shifted(start);
                self.spaced.push((key, Sample::new(note, span, "a dash between spaces")));
            } else if !before.ends_with(' ') && !behind.starts_with(' ') {
                *self.joined.entry(key).or_default() += 1;
            }
        }
    }

    /// The spaced pairs that the notes mostly join.
    fn deviating(self) -> Vec<Sample> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (key, _) in &self.spaced {
            *counts.entry(key).or_default() += 1;
        }
        let joined = &self.joined;
        let is_odd = |key: &str| {
            joined.get(key).is_some_and(|n| *n >= 3 && *n > counts.get(key).copied().unwrap_or_default())
        };
        self.spaced.iter().filter(|(key, _)| is_odd(key)).map(|(_, sample)| *sample).collect()
    }
}
