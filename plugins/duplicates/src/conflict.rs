//! A finding on values of one variable that contradict each other.

use ibidem_sdk::{Finding, Rule, Severity, Span};

use crate::citing::{MOST_PLACES, Printed, quoted};

/// Two values of one variable and what is known of them.
pub(crate) struct Conflict<'a, 'p> {
    pub(crate) rule: &'a Rule,
    /// The variable in words: “date”, “author”.
    pub(crate) what: &'a str,
    /// The title of the work.
    pub(crate) title: &'a str,
    /// The values, in the order of the paper; two or more.
    pub(crate) values: Vec<&'a Printed<'p>>,
    /// The value that something outside of the citations speaks for, and what that is.
    pub(crate) backed: Option<(usize, &'a str)>,
}

impl Conflict<'_, '_> {
    /// The finding: at the value for which least speaks, else at the later one.
    pub(crate) fn finding(&self, severity: Severity) -> Option<Finding> {
        let counts: Vec<usize> = self.values.iter().map(|printed| printed.places.len()).collect();
        let weight = |n: usize| (self.backed.is_some_and(|(backed, _)| backed == n), counts.get(n).copied());
        // Of equal ones the later is called odd: a reader meets the first one first.
        let odd = (0..self.values.len()).min_by(|a, b| weight(*a).cmp(&weight(*b)).then(b.cmp(a)))?;
        let place = self.values.get(odd)?.span();
        let said: Vec<String> = self
            .values
            .iter()
            .take(4)
            .map(|printed| format!("{} in {}", quoted(printed.text), printed.notes()))
            .collect();
        let mut message = format!(
            "The {} of {} is given in {} ways: {}.",
            self.what,
            quoted(self.title),
            number(self.values.len()),
            said.join(", ")
        );
        let majority = counts.iter().max().copied().unwrap_or_default();
        let leaders = counts.iter().filter(|count| **count == majority).count();
        if let Some((backed, reason)) = self.backed
            && let Some(printed) = self.values.get(backed)
        {
            message = format!("{message} {reason} speaks for {}.", quoted(printed.text));
        } else if leaders == 1 && majority > 1 && counts.len() == 2 {
            let most = self.values.get(counts.iter().position(|count| *count == majority)?)?;
            message = format!("{message} Most have {}.", quoted(most.text));
        }
        let mut finding = Finding::new(self.rule, place, message).at(severity);
        let values: Vec<String> = self
            .values
            .iter()
            .map(|printed| format!("{}: {}", printed.notes(), printed.text.trim()))
            .collect();
        for printed in &self.values {
            for (_, span) in &printed.places {
                finding = relate(finding, *span, printed.text);
            }
        }
        finding = finding.with_evidence("values", values);
        Some(match self.backed {
            Some((backed, reason)) => {
                let value = self.values.get(backed).map(|printed| printed.text).unwrap_or_default();
                finding.with_evidence("backed", value).with_evidence("by", reason)
            }
            None => finding,
        })
    }
}

/// Adds a place that says something else, unless it is the finding's own, or there are too many.
pub(crate) fn relate(finding: Finding, span: Span, text: &str) -> Finding {
    if span == finding.span || finding.related.len() >= MOST_PLACES {
        return finding;
    }
    let message = format!("here it is {}", quoted(text));
    finding.with_related(span, message)
}

fn number(n: usize) -> String {
    match n {
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        n => n.to_string(),
    }
}
