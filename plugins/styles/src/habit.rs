//! What most of a document's comparable notes do, and which of them do otherwise.
//!
//! A rule of the document's own habits collects [`Sample`]s; [`report`] makes one finding of
//! those that the minority has, and none where no habit is clear.

use std::collections::BTreeMap;

use ibidem_sdk::{Finding, Rule, Span};

use crate::desk::Desk;

/// One place that has one of several forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sample {
    /// Index of its note.
    pub(crate) note: usize,
    /// What shows the form.
    pub(crate) span: Span,
    /// The form, in words that go on “… have”: “the comma inside the quotation marks”.
    pub(crate) form: &'static str,
}

impl Sample {
    pub(crate) fn new(note: usize, span: Span, form: &'static str) -> Self {
        Self { note, span, form }
    }
}

/// How much must speak for a habit before what departs from it is named.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bar {
    /// Samples that there must be.
    pub(crate) samples: usize,
    /// The share of the commonest form, in percent.
    pub(crate) share: usize,
}

/// Enough for a matter of uniformity.
pub(crate) const CLEAR: Bar = Bar { samples: 6, share: 70 };

/// Enough where an editor must act.
pub(crate) const STRICT: Bar = Bar { samples: 6, share: 75 };

/// The samples against the habit.
struct Split<'a> {
    majority: &'a str,
    count: usize,
    deviating: Vec<&'a Sample>,
}

fn split(samples: &[Sample], bar: Bar) -> Option<Split<'_>> {
    if samples.len() < bar.samples {
        return None;
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for sample in samples {
        *counts.entry(sample.form).or_default() += 1;
    }
    let (majority, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    let deviating: Vec<&Sample> = samples.iter().filter(|sample| sample.form != majority).collect();
    let is_clear = count * 100 >= samples.len() * bar.share;
    (is_clear && !deviating.is_empty()).then_some(Split { majority, count, deviating })
}

/// One finding for all places that have another form than most, where most have one.
///
/// `what` names the places in the plural: “citations of journals”. Where no form is that of most, the desk
/// keeps that for the rule of documents without any habit.
pub(crate) fn report(
    desk: &Desk<'_>,
    rule: &Rule,
    samples: &[Sample],
    what: &'static str,
    bar: Bar,
) -> Option<Finding> {
    if samples.len() >= bar.samples {
        desk.compare(what, share(samples), samples.first().map(|sample| sample.span));
    }
    finding(rule, samples, what, bar)
}

/// The share of the commonest form, in percent.
fn share(samples: &[Sample]) -> usize {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for sample in samples {
        *counts.entry(sample.form).or_default() += 1;
    }
    counts.into_values().max().unwrap_or_default() * 100 / samples.len().max(1)
}

fn finding(rule: &Rule, samples: &[Sample], what: &str, bar: Bar) -> Option<Finding> {
    let split = split(samples, bar)?;
    let (total, minority) = (samples.len(), split.deviating.len());
    let forms = forms(&split.deviating);
    let verb = if minority == 1 { "has" } else { "have" };
    let message = format!(
        "{minority} of {total} {what} {verb} {forms}, where the other {} {} {}: choose one form.",
        split.count,
        if split.count == 1 { "has" } else { "have" },
        split.majority
    );
    let mut finding = named(rule, &split.deviating, message)?;
    finding = finding.with_evidence("deviating", minority).with_evidence("majority", split.count);
    Some(finding)
}

/// One finding that names every sample, each note once.
pub(crate) fn named(rule: &Rule, samples: &[&Sample], message: String) -> Option<Finding> {
    let first = samples.first()?;
    let mut finding = Finding::new(rule, first.span, message);
    let mut last = first.note;
    for sample in samples.iter().skip(1) {
        if sample.note != last {
            last = sample.note;
            finding = finding.with_related(sample.span, sample.form);
        }
    }
    Some(finding)
}

/// The forms of some samples, the first one first: “a; b”.
fn forms(samples: &[&Sample]) -> String {
    let mut forms: Vec<&str> = Vec::new();
    for sample in samples {
        if !forms.contains(&sample.form) {
            forms.push(sample.form);
        }
    }
    forms.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(forms: &str) -> Vec<Sample> {
        let of = |(i, form)| {
            let form = if form == 'a' {
                "a"
            } else if form == 'b' {
                "b"
            } else {
                "c"
            };
            Sample::new(i, Span::new(i, i + 1), form)
        };
        forms.chars().enumerate().map(of).collect()
    }

    fn check(forms: &str, deviating: &[usize]) {
        let samples = samples(forms);
        let found: Vec<usize> = split(&samples, CLEAR)
            .map(|split| split.deviating.iter().map(|sample| sample.note).collect())
            .unwrap_or_default();
        assert_eq!(found, deviating, "{forms}");
    }

    #[test]
    fn a_habit_must_be_clear() {
        check("aaaaab", &[5]);
        check("abaaaacaa", &[1, 6]);
        check("aaaab", &[]);
        check("aaabbb", &[]);
        check("abcabcabc", &[]);
        check("aaaaaaaa", &[]);
    }

    #[test]
    fn both_counts_are_said() {
        let rule = Rule { name: "mixed", severity: ibidem_sdk::Severity::Info, page: "" };
        let finding = finding(&rule, &samples("aaabaaab"), "notes", CLEAR).unwrap();
        assert_eq!(finding.message, "2 of 8 notes have b, where the other 6 have a: choose one form.");
        assert_eq!(finding.related.len(), 1);
    }
}
