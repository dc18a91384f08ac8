#![doc = include_str!("mixed_quote_punctuation.md")]

use std::collections::BTreeMap;

use ibidem_sdk::{Finding, Findings, Span, Variable};

use crate::desk::{Desk, letters};
use crate::habit::{Bar, Sample, report};

crate::registered!("mixed-quote-punctuation", Warning, "mixed_quote_punctuation.md");

/// Pairs that a finding names at most.
const MOST_PAIRS: usize = 24;

const INSIDE: &str = "the comma inside the closing quotation mark";
const OUTSIDE: &str = "comma or full stop outside the closing quotation mark";

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut samples = Vec::new();
    for cited in &desk.comparable {
        let Some(title) = cited.span(Variable::Title) else { continue };
        let behind = desk.paper.text.get(title.end..).unwrap_or_default();
        if let Some((length, form)) = form(behind) {
            samples.push(Sample::new(cited.note, Span::new(title.start, title.end + length), form));
        }
    }
    crate::add(findings, both_ways(desk, &samples));
    let bar = Bar { samples: 8, share: 75 };
    crate::add(findings, report(desk, &RULE, &samples, "quoted titles", bar));
}

/// The titles that stand with the comma inside in one note and outside in another, in one finding.
///
/// Whatever the habit is, one and the same title cannot have both.
fn both_ways(desk: &Desk<'_>, samples: &[Sample]) -> Option<Finding> {
    let mut titles: BTreeMap<String, Vec<&Sample>> = BTreeMap::new();
    for sample in samples {
        // Letters alone: the mark and what stands beside it are what is compared.
        titles.entry(letters(desk.paper.text_of(sample.span))).or_default().push(sample);
    }
    let count = |samples: &[&Sample], form| samples.iter().filter(|sample| sample.form == form).count();
    titles.retain(|_, samples| count(samples, INSIDE) > 0 && count(samples, OUTSIDE) > 0);
    let mut odd: Vec<(&Sample, &Sample)> = Vec::new();
    for samples in titles.values() {
        // Which is the odd one is for the habit to say; here the rarer form of the title is named.
        let rare = if count(samples, INSIDE) <= count(samples, OUTSIDE) { INSIDE } else { OUTSIDE };
        let witness = samples.iter().find(|sample| sample.form != rare)?;
        odd.extend(samples.iter().filter(|sample| sample.form == rare).map(|sample| (*sample, *witness)));
    }
    odd.sort_by_key(|(sample, _)| sample.span);
    let (first, witness) = odd.first()?;
    let message = format!(
        "{} and {}: one title has the comma inside the closing quotation mark here, and outside it there.",
        desk.paper.text_of(first.span),
        desk.paper.text_of(witness.span)
    );
    let mut finding = Finding::new(&RULE, first.span, message);
    for (i, (sample, witness)) in odd.iter().take(MOST_PAIRS).enumerate() {
        if i > 0 {
            finding = finding.with_related(sample.span, sample.form);
        }
        finding = finding.with_related(witness.span, witness.form);
    }
    Some(finding)
}

/// What follows a quoted title: a comma before the mark, or a point behind it.
///
/// A full stop before the mark can belong to a quoted sentence; only the comma never does.
fn form(behind: &str) -> Option<(usize, &'static str)> {
    let mut letters = behind.chars();
    match (letters.next()?, letters.next()?) {
        (',', mark) if is_mark(mark) => Some((1 + mark.len_utf8(), INSIDE)),
        (mark, ',' | '.') if is_mark(mark) => Some((mark.len_utf8() + 1, OUTSIDE)),
        _ => None,
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '\'')
}
