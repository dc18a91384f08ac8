#![doc = include_str!("mixed_page_range.md")]

use ibidem_sdk::{Findings, LocatorLabel, Span, Variable};

use crate::desk::Desk;
use crate::habit::{Bar, Sample, report};

crate::registered!("mixed-page-range", Info, "mixed_page_range.md");

const BAR: Bar = Bar { samples: 6, share: 70 };

/// A system of shortening the second number, and its name.
type System = (fn(&str, &str) -> String, &'static str);

const SYSTEMS: [System; 4] = [
    (|_, to| to.to_owned(), "both pages in full"),
    (chicago, "the second page shortened as in Chicago"),
    (two_figures, "the second page shortened to two figures"),
    (fewest, "the second page shortened to the figures that change"),
];

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let ranges = ranges(desk);
    // A range often fits several systems; the document has the one that fits most of them.
    let fits = |system: &System| {
        ranges.iter().filter(|range| range.printed == system.0(&range.from, &range.to)).count()
    };
    let Some(system) = SYSTEMS.iter().rev().max_by_key(|system| fits(system)) else { return };
    let form = |range: &Range| {
        if range.printed == system.0(&range.from, &range.to) {
            system.1
        } else {
            "another form of page ranges"
        }
    };
    let samples: Vec<Sample> =
        ranges.iter().map(|range| Sample::new(range.note, range.span, form(range))).collect();
    crate::add(findings, report(desk, &RULE, &samples, "page ranges", BAR));
}

struct Range {
    note: usize,
    span: Span,
    from: String,
    /// The second page in full.
    to: String,
    printed: String,
}

/// The ranges in which a figure could be saved.
fn ranges(desk: &Desk<'_>) -> Vec<Range> {
    let mut found = Vec::new();
    for cited in &desk.comparable {
        let page = cited.facts().text(Variable::Page).zip(cited.span(Variable::Page));
        let locator = cited.item.locator.as_ref().filter(|locator| locator.label == LocatorLabel::Page);
        let locator = locator.map(|locator| (locator.value.as_str(), locator.span));
        for (value, span) in page.into_iter().chain(locator) {
            found.extend(range(value).map(|(from, to, printed)| Range {
                note: cited.note,
                span,
                from,
                to,
                printed,
            }));
        }
    }
    found
}

fn range(value: &str) -> Option<(String, String, String)> {
    let (from, printed) = value.trim().split_once(['-', '–'])?;
    let is_number =
        |text: &str| !text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(from) || !is_number(printed) || printed.len() > from.len() || from.len() < 2 {
        return None;
    }
    let kept = from.get(..from.len() - printed.len())?;
    let to = format!("{kept}{printed}");
    let first_differs = from.bytes().next() != to.bytes().next();
    let backwards = to.parse::<u32>().ok()? <= from.parse::<u32>().ok()?;
    (!first_differs && !backwards).then(|| (from.to_owned(), to, printed.to_owned()))
}

/// The figures from the first that differs.
fn changed<'a>(from: &str, to: &'a str) -> &'a str {
    let same = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    to.get(same..).unwrap_or(to)
}

/// The Chicago Manual of Style, 17th ed., 9.61.
fn chicago(from: &str, to: &str) -> String {
    let number: u32 = from.parse().unwrap_or_default();
    let changed = changed(from, to);
    if number < 100 || number.is_multiple_of(100) || changed.len() + 1 > from.len() && from.len() >= 4 {
        to.to_owned()
    } else if number % 100 < 10 {
        changed.to_owned()
    } else {
        two_figures(from, to)
    }
}

fn two_figures(from: &str, to: &str) -> String {
    let length = changed(from, to).len().max(2);
    to.get(to.len().saturating_sub(length)..).unwrap_or(to).to_owned()
}

fn fewest(from: &str, to: &str) -> String {
    changed(from, to).to_owned()
}
