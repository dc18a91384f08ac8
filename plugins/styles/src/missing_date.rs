#![doc = include_str!("missing_date.md")]

use std::collections::BTreeSet;

use ibidem_sdk::{Finding, Findings, Kind, Severity, Variable};

use crate::desk::{Cited, Desk, is_set_apart, web_address};

crate::registered!("missing-date", Warning, "missing_date.md");

/// Dated citations of a kind before one without a date is an exception.
const SIBLINGS: usize = 2;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let known = Dated::of(desk);
    for cited in &desk.full {
        let is_dated =
            cited.has(Variable::Issued) || cited.has(Variable::EventDate) || has_date_words(desk, cited);
        if is_dated || !cited.has(Variable::Title) {
            continue;
        }
        if web_address(cited).is_some() {
            crate::add(findings, of_page(desk, cited));
        } else if let Some(what) = dateless(desk, cited, &known) {
            let at = [Variable::Publisher, Variable::ContainerTitle, Variable::Title]
                .into_iter()
                .find_map(|v| cited.span(v));
            let message = format!(
                "{what} “{}” is cited without its year: which edition or issue is meant cannot be told.",
                cited.facts().title()
            );
            findings.push(Finding::new(&RULE, at.unwrap_or(cited.item.span), message));
        }
    }
}

/// What the dated citations of the document are.
struct Dated<'a> {
    journals: usize,
    newspapers: usize,
    places: BTreeSet<&'a str>,
}

impl<'a> Dated<'a> {
    fn of(desk: &Desk<'a>) -> Self {
        let dated = || desk.full.iter().filter(|cited| cited.has(Variable::Issued));
        let count = |kind: Kind| dated().filter(|cited| cited.kind() == kind).count();
        let places = dated().filter_map(|cited| cited.facts().text(Variable::PublisherPlace)).collect();
        Self { journals: count(Kind::ArticleJournal), newspapers: count(Kind::ArticleNewspaper), places }
    }
}

/// What a printed source without a date is, where its siblings have one.
fn dateless(desk: &Desk<'_>, cited: &Cited<'_>, known: &Dated<'_>) -> Option<&'static str> {
    let has_container = cited.has(Variable::ContainerTitle) && is_set_apart(desk, cited);
    // A case is cited like an unsigned article, and its year may stand elsewhere.
    let is_signed = cited.has(Variable::Author);
    match cited.kind() {
        Kind::Book if is_dateless_book(desk, cited) || is_placed(desk, cited, known) => Some("The book"),
        Kind::ArticleJournal
            if has_container && is_signed && cited.has(Variable::Volume) && known.journals >= SIBLINGS =>
        {
            Some("The article")
        }
        Kind::ArticleNewspaper if has_container && known.newspapers >= SIBLINGS => {
            Some("The newspaper article")
        }
        _ => None,
    }
}

/// Whether a place that the document knows from other imprints stands between the title and the page.
fn is_placed(desk: &Desk<'_>, cited: &Cited<'_>, known: &Dated<'_>) -> bool {
    let (Some(title), Some(locator)) = (cited.span(Variable::Title), cited.item.locator.as_ref()) else {
        return false;
    };
    let gap = desk.between(title, locator.span);
    cited.has(Variable::Author)
        && is_set_apart(desk, cited)
        && gap.split(',').any(|part| known.places.contains(part.trim()))
}

/// “n.d.”, “forthcoming”, and dates that the parser could not take apart.
fn has_date_words(desk: &Desk<'_>, cited: &Cited<'_>) -> bool {
    const WORDS: [&str; 14] = [
        "n.d.",
        "n. d.",
        "o. j.",
        "o.j.",
        "s. d.",
        "s.d.",
        "undated",
        "forthcoming",
        "in press",
        "im druck",
        "à paraître",
        "im erscheinen",
        "not dated",
        "no date",
    ];
    let text = desk.paper.text_of(cited.item.span);
    let lower = text.to_lowercase();
    // A year anywhere outside of title and address can be the date, in a place where the parser did not look.
    let mut outside = text.to_owned();
    for variable in [Variable::Url, Variable::Title, Variable::Accessed] {
        if let Some(span) = cited.span(variable).filter(|span| !span.is_empty()) {
            outside = outside.replace(desk.paper.text_of(span), " ");
        }
    }
    WORDS.iter().any(|word| lower.contains(word)) || has_year(&outside)
}

fn has_year(text: &str) -> bool {
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers.filter(|number| number.len() == 4).any(|number| number.starts_with(['1', '2']))
}

fn of_page(desk: &Desk<'_>, cited: &Cited<'_>) -> Option<Finding> {
    // A sentence that ends in an address names a place, not a publication.
    let at = cited.span(Variable::Title)?;
    let is_quoted = desk.paper.text.get(..at.start)?.ends_with(['"', '“', '„', '«', '\'', '‘', ' ']);
    let title = cited.facts().title();
    let is_sentence = title.ends_with(" at")
        || title.starts_with(char::is_lowercase)
        || !is_quoted
        || title.contains("available");
    if is_sentence || !is_set_apart(desk, cited) {
        return None;
    }
    let is_accessed = cited.has(Variable::Accessed);
    let rest =
        if is_accessed { "only the day of access is printed" } else { "no day of access stands in for it" };
    let message =
        format!("“{title}” has no publication date, and {rest}: the reader cannot tell how old it is.");
    let finding = Finding::new(&RULE, at, message);
    Some(if is_accessed { finding.at(Severity::Info) } else { finding })
}

fn is_dateless_book(desk: &Desk<'_>, cited: &Cited<'_>) -> bool {
    cited.kind() == Kind::Book
        && cited.has(Variable::Author)
        && cited.has(Variable::Publisher)
        && cited.has(Variable::PublisherPlace)
        && !cited.has(Variable::Volume)
        && is_set_apart(desk, cited)
}
