#![doc = include_str!("mixed_initials.md")]

use ibidem_sdk::{Findings, Variable};

use crate::desk::Desk;
use crate::habit::{CLEAR, Sample, report};

crate::registered!("mixed-initials", Info, "mixed_initials.md");

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut samples = Vec::new();
    for cited in &desk.comparable {
        for variable in [Variable::Author, Variable::Editor, Variable::Translator] {
            let Some(span) = cited.span(variable) else { continue };
            let forms: Vec<&'static str> = cited
                .facts()
                .names(variable)
                .iter()
                .filter_map(|name| form(name.given.as_deref()?))
                .collect();
            // Names of one item share a span, and so count once.
            if let Some(first) = forms.first().filter(|first| forms.iter().all(|form| form == *first)) {
                samples.push(Sample::new(cited.note, span, first));
            }
        }
    }
    crate::add(findings, report(desk, &RULE, &samples, "names with several initials", CLEAR));
}

/// How two initials or more stand to each other.
fn form(given: &str) -> Option<&'static str> {
    let letters = given.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = given.chars().filter(|c| c.is_uppercase()).count();
    if letters < 2 || letters != capitals || letters > 4 || given.contains('-') {
        return None;
    }
    Some(match (given.contains('.'), given.contains([' ', '\u{a0}'])) {
        (true, true) => "initials with points and spaces",
        (true, false) => "initials with points and no spaces",
        (false, true) => "initials with spaces and no points",
        (false, false) => "initials without points and spaces",
    })
}
