#![doc = include_str!("reversed_range.md")]

use ibidem_sdk::{
    CitationItem, Finding, Findings, Host, LocatorLabel, Paper, Rule, Severity, Span, Variable,
};

use crate::Registered;

const RULE: Rule =
    Rule { name: "reversed-range", severity: Severity::Error, page: include_str!("reversed_range.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    for (_, item) in paper.items() {
        for span in page_ranges(item) {
            let text = paper.text_of(span);
            for (range, first, last) in reversed(text) {
                let message = format!(
                    "The pages run backwards, from {first} to {last}: two digits have changed places, or one of the \
                     pages is wrong."
                );
                findings.push(Finding::new(&RULE, range.shifted(span.start), message));
            }
        }
    }
}

/// Where an item prints pages.
fn page_ranges(item: &CitationItem) -> impl Iterator<Item = Span> {
    let locator = item.locator.as_ref().filter(|locator| locator.label == LocatorLabel::Page);
    let locator = locator.map(|locator| locator.span);
    let page = item.as_cited.span(Variable::Page).filter(|page| Some(*page) != locator);
    [locator, page].into_iter().flatten()
}

/// Finds ranges that run backwards, with their pages as printed.
fn reversed(text: &str) -> Vec<(Span, &str, &str)> {
    let is_dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2014}');
    let mut found = Vec::new();
    for (at, dash) in text.match_indices(is_dash) {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + dash.len()..).unwrap_or_default();
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let first_length = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        let last_length = digits(behind);
        let (Some(first), Some(last)) =
            (before.get(before.len() - first_length..), behind.get(..last_length))
        else {
            continue;
        };
        let lead = before.get(..before.len() - first_length).unwrap_or_default();
        let tail = behind.get(last_length..).unwrap_or_default();
        // 12a-b, A12-14, 3.12-14, 1-2-3 and 12/13-14 count something else than pages alone.
        let is_part = |c: char| c.is_alphanumeric() || is_dash(c) || matches!(c, '/' | '.');
        let part_behind = tail.starts_with(|c: char| is_part(c) && c != '.')
            || tail.starts_with('.') && tail.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
        if lead.ends_with(is_part) || part_behind {
            continue;
        }
        if runs_backwards(first, last) {
            let start = at - first_length;
            found.push((Span::new(start, at + dash.len() + last_length), first, last));
        }
    }
    found
}

/// Whether the second of two pages comes before the first; 130-31 is short for 130-131.
fn runs_backwards(first: &str, last: &str) -> bool {
    let (Ok(from), Ok(_)) = (first.parse::<u64>(), last.parse::<u64>()) else { return false };
    if last.len() > first.len() {
        return false;
    }
    let whole = format!("{}{last}", first.get(..first.len() - last.len()).unwrap_or_default());
    // 138-31 can be a volume and its number; of two whole numbers the order is plain.
    whole.len() == last.len() && whole.parse::<u64>().is_ok_and(|to| to < from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = reversed(text).into_iter().map(|(span, _, _)| span.of(text)).collect();
        assert_eq!(found, expected, "in {text}");
    }

    #[test]
    fn pages_that_run_backwards() {
        check("55-50", &["55-50"]);
        check("12, 245–213.", &["245–213"]);
    }

    #[test]
    fn pages_that_do_not() {
        for text in [
            "50-55", "130-31", "138-31", "1234–9", "99-101", "12a-11", "A55-50", "3.55-50", "1-3-2",
            "55-50/3", "55-", "55-55",
        ] {
            check(text, &[]);
        }
    }
}
