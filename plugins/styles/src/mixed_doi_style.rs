#![doc = include_str!("mixed_doi_style.md")]

use ibidem_sdk::{Findings, Span};

use crate::desk::Desk;
use crate::habit::{Bar, Sample, report};

crate::registered!("mixed-doi-style", Info, "mixed_doi_style.md");

const BAR: Bar = Bar { samples: 4, share: 70 };

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut samples = Vec::new();
    for (i, note) in desk.paper.notes.iter().enumerate() {
        let text = desk.paper.text_of(note.span);
        for (at, _) in text.match_indices("10.") {
            let before = text.get(..at).unwrap_or_default();
            let number =
                text.get(at..).unwrap_or_default().split(char::is_whitespace).next().unwrap_or_default();
            let prefix = number.get(3..7).unwrap_or_default();
            if prefix.len() < 4 || !prefix.bytes().all(|byte| byte.is_ascii_digit()) || !number.contains('/')
            {
                continue;
            }
            if let Some((form, length)) = form(before) {
                let end = at + number.trim_end_matches(['.', ',', ';', ')', '>']).len();
                samples.push(Sample::new(i, Span::new(at - length, end).shifted(note.span.start), form));
            }
        }
    }
    crate::add(findings, report(desk, &RULE, &samples, "DOIs", BAR));
}

/// What stands before the number, and how long it is.
fn form(before: &str) -> Option<(&'static str, usize)> {
    const FORMS: [(&str, &str); 8] = [
        ("https://doi.org/", "the address https://doi.org/"),
        ("http://doi.org/", "the address http://doi.org/"),
        ("http://dx.doi.org/", "the old address http://dx.doi.org/"),
        ("https://dx.doi.org/", "the old address https://dx.doi.org/"),
        ("doi:", "“doi:”"),
        ("doi: ", "“doi: ” with a space"),
        ("DOI: ", "“DOI: ”"),
        ("DOI : ", "« DOI : »"),
    ];
    FORMS.iter().find(|(start, _)| before.ends_with(start)).map(|(start, form)| (*form, start.len()))
}
