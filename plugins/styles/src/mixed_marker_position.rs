#![doc = include_str!("mixed_marker_position.md")]

use ibidem_sdk::{Findings, Span};

use crate::desk::{Desk, true_notes};
use crate::habit::{Bar, Sample, report};

crate::registered!("mixed-marker-position", Info, "mixed_marker_position.md");

const BAR: Bar = Bar { samples: 8, share: 75 };

const BEHIND: &str = "the marker behind the punctuation";
const BEFORE: &str = "the marker before the punctuation";
const BARE: &str = "the marker at the end of a sentence without a full stop";

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    // German has a meaning for each of the two places.
    if desk.paper.language.as_deref().is_some_and(|language| language.starts_with("de")) {
        return;
    }
    let mut samples = Vec::new();
    for (i, note) in true_notes(desk.paper) {
        for at in &note.anchors {
            samples.extend(sample(desk, i, *at));
        }
    }
    let Some(mut finding) = report(desk, &RULE, &samples, "markers at punctuation", BAR) else { return };
    // The words stand in the body; the notes say which markers they carry.
    let places: Vec<Span> =
        std::iter::once(finding.span).chain(finding.related.iter().map(|related| related.span)).collect();
    for sample in samples.iter().filter(|sample| places.contains(&sample.span)) {
        if let Some(note) = desk.paper.notes.get(sample.note) {
            finding = finding.with_related(note.span, sample.form);
        }
    }
    findings.push(finding);
}

/// How a marker stands to the end of its sentence or clause; none where it stands within one.
fn sample(desk: &Desk<'_>, note: usize, at: usize) -> Option<Sample> {
    let body = desk.paper.body;
    let before = desk.paper.text.get(body.start..at)?;
    let behind = desk.paper.text.get(at..body.end)?;
    let word = before.rsplit(char::is_whitespace).next()?;
    let inner = word.trim_end_matches(['"', '”', '’', '\'', ')', '»', ']']);
    let mut next = behind.chars();
    let first = next.next().unwrap_or('\n');
    let form = if inner.ends_with(['.', ',', ';', ':', '!', '?']) {
        BEHIND
    } else if matches!(first, '.' | ',' | ';' | ':') {
        BEFORE
    } else if first == ' '
        && next.next()?.is_uppercase()
        && word.ends_with(char::is_lowercase)
        && next.next()?.is_lowercase()
    {
        BARE
    } else {
        return None;
    };
    (!word.is_empty()).then(|| Sample::new(note, Span::new(at - word.len(), at), form))
}
