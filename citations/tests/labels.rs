//! Pasted references → items, by the models that the program carries.

#![cfg(feature = "parse")]

use ibidem_citations::parse::line;
use ibidem_citations::{BackReference, Item, Kind, Variable};

/// The one reference of a line.
fn item(text: &str) -> Item {
    let mut read = line(text, &[]);
    assert_eq!(read.len(), 1, "{text}: {:?}", read.iter().map(|read| read.span.of(text)).collect::<Vec<_>>());
    read.remove(0).item
}

fn check(text: &str, expected: &[(Variable, &str)]) {
    let item = item(text);
    for (variable, value) in expected {
        assert_eq!(item.text(*variable), Some(*value), "{variable:?} of {text}");
    }
}

#[test]
fn titles_need_neither_italics_nor_quotation_marks() {
    check(
        "Bordwell, David. Narration in the Fiction Film. Madison: University of Wisconsin Press, 1985.",
        &[
            (Variable::Title, "Narration in the Fiction Film"),
            (Variable::PublisherPlace, "Madison"),
            (Variable::Publisher, "University of Wisconsin Press"),
        ],
    );
    check(
        "Granovetter, M. (1973). The strength of weak ties. American Journal of Sociology, 78(6), 1360-1380.",
        &[
            (Variable::Title, "The strength of weak ties"),
            (Variable::ContainerTitle, "American Journal of Sociology"),
            (Variable::Volume, "78"),
            (Variable::Issue, "6"),
            (Variable::Page, "1360-1380"),
        ],
    );
}

#[test]
fn german_references_by_author_and_year() {
    check(
        "Luhmann, Niklas, 1969: Legitimation durch Verfahren. Neuwied.",
        &[(Variable::Title, "Legitimation durch Verfahren"), (Variable::PublisherPlace, "Neuwied")],
    );
}

#[test]
fn addresses_are_no_matter_of_labels() {
    let item = item("Smith, John (2019). Salt. https://example.org/salt?a=1. doi:10.1000/xyz123");
    assert_eq!(item.text(Variable::Url), Some("https://example.org/salt?a=1"));
    assert_eq!(item.text(Variable::Doi), Some("10.1000/xyz123"));
}

#[test]
fn ibid_is_no_matter_of_labels() {
    let read = line("Ibid., 45.", &[]);
    assert_eq!(read.first().and_then(|read| read.back.clone()), Some(BackReference::Ibid));
}

#[test]
fn two_references_of_a_note_are_two() {
    let text = "See Charles A. Reich, ‘The New Property’ (1964) 73 Yale Law J. 733; Niklas Luhmann, Law as a Social System (2004) 12.";
    let read = line(text, &[]);
    let titles: Vec<&str> = read.iter().map(|read| read.item.title()).collect();
    assert_eq!(titles, ["The New Property", "Law as a Social System"]);
}

#[test]
fn a_case_is_a_case() {
    assert_eq!(item("Balfour v. Balfour [1919] 2 K.B. 571.").kind, Kind::LegalCase);
}

#[test]
fn nothing_is_nothing() {
    assert!(line("", &[]).is_empty());
    assert!(line(" … — ;;; ", &[]).is_empty());
}

#[test]
fn long_lines_end() {
    let long = "Smith, J. (1990) Salt. ".repeat(4_000);
    assert!(!line(&long, &[]).is_empty());
    let marks = "‘(«[".repeat(20_000);
    let _ = line(&marks, &[]);
}
