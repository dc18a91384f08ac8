#![doc = include_str!("missing_publisher.md")]

use ibidem_sdk::{Finding, Findings, Kind, Variable};

use crate::desk::{Cited, Desk};

crate::registered!("missing-publisher", Info, "missing_publisher.md");

/// Books with a publisher before one without is an exception.
const SIBLINGS: usize = 4;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let books: Vec<&Cited<'_>> = desk.full.iter().filter(|cited| is_placed_book(cited)).collect();
    let (with, without): (Vec<&Cited<'_>>, Vec<&Cited<'_>>) =
        books.into_iter().partition(|cited| cited.has(Variable::Publisher));
    if with.len() < SIBLINGS || without.len() * 4 > with.len() {
        return;
    }
    for cited in without {
        let at = cited.span(Variable::PublisherPlace).unwrap_or(cited.item.span);
        let message = format!(
            "“{}” is cited without its publisher, which the other {} books of this document have.",
            cited.facts().title(),
            with.len()
        );
        findings.push(Finding::new(&RULE, at, message));
    }
}

/// A modern book with a place: before about 1900 the house was often left away.
fn is_placed_book(cited: &Cited<'_>) -> bool {
    let year = cited.facts().date(Variable::Issued).and_then(ibidem_sdk::Date::first).map(|date| date.year);
    let place = cited.facts().text(Variable::PublisherPlace).unwrap_or_default();
    // “IV (1978)” is a volume.
    cited.kind() == Kind::Book && place.contains(char::is_lowercase) && year.is_some_and(|year| year >= 1900)
}
