//! How a text cites of which neither notes nor a list of references are there: the shape of what stands
//! in brackets, whatever the names and numbers: “(Lee 2015)”, “[Lee15]”, “[3]”.

use std::collections::BTreeSet;

use ibidem_citations::csl_json::JsonItem;
use ibidem_citations::style::csl::{Citation, Cite, Output, Processor};
use ibidem_citations::{Date, Item, Kind, Name, Paper, Value, Variable};

use super::detecting::KnownStyle;

/// Fewer brackets that can be citations say nothing.
const FEWEST: usize = 5;

/// Longer brackets hold more than a citation.
const LONGEST: usize = 60;

/// The citations of a text, as shapes.
#[derive(Debug)]
pub(super) struct Shapes(Vec<String>);

impl Shapes {
    /// Nothing for a text in which too little looks like a citation.
    pub(super) fn of(paper: &Paper) -> Option<Self> {
        // Plain text can have the marks of Markdown.
        let body = paper.text_of(paper.body).replace('\\', "");
        let mut found = Vec::new();
        for (open, close) in [('(', ')'), ('[', ']')] {
            for (at, _) in body.match_indices(open) {
                let inner = body.get(at + 1..).and_then(|rest| rest.split(close).next()).unwrap_or_default();
                let holds = inner.chars().any(|c| c.is_ascii_digit()) && inner.chars().count() <= LONGEST;
                if holds && !inner.contains(open) {
                    found
                        .extend(inner.split(';').map(|part| shape(&format!("{open}{}{close}", part.trim()))));
                }
            }
        }
        (found.len() >= FEWEST).then_some(Self(found))
    }

    /// How many citations there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The share of the citations that have a shape of the style, and its shapes.
    pub(super) fn share(&self, known: &KnownStyle) -> (f64, BTreeSet<String>) {
        let shapes = if known.style.is_note() { BTreeSet::new() } else { printed(known) };
        let like = self.0.iter().filter(|shape| shapes.contains(*shape)).count();
        (count(like) / count(self.0.len()), shapes)
    }
}

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, f64::from)
}

/// The shapes of a style for one, two and many authors, with a page and without.
fn printed(known: &KnownStyle) -> BTreeSet<String> {
    let items: Vec<JsonItem> =
        [1, 2, 4].iter().map(|authors| JsonItem::of(&work(*authors), authors.to_string())).collect();
    let cites =
        items.iter().flat_map(|item| [(item.id.clone(), None), (item.id.clone(), Some("24".to_owned()))]);
    let citations: Vec<Citation> = cites
        .map(|(id, locator)| Citation {
            cites: vec![Cite { id, locator, ..Cite::default() }],
            ..Citation::default()
        })
        .collect();
    let processor = Processor::new(&known.style, None, items);
    processor.citations(&citations).iter().map(|citation| shape(&citation.written(Output::Text))).collect()
}

/// An invented book of so many authors.
fn work(authors: usize) -> Item {
    let mut item = Item::new(Kind::Book);
    let families = ["Ellingsen", "Verhoeven", "Okafor", "Wirth"];
    let names = families.iter().take(authors).map(|family| Name::person("Mara", *family)).collect();
    item.set(Variable::Author, Value::Names(names), None, 1.0);
    item.set(Variable::Title, Value::Text("Ledgers".to_owned()), None, 1.0);
    item.set(Variable::Issued, Value::Date(Date::year(1987)), None, 1.0);
    item
}

/// Names become `A`, years `1999`, other numbers `9`, two digits that end a word `99`; all else stays.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let is_word = c.is_alphabetic();
        let same = |other: char| {
            if is_word { other.is_alphabetic() || "'’-".contains(other) } else { other.is_ascii_digit() }
        };
        let length = if is_word || c.is_ascii_digit() {
            rest.find(|other| !same(other)).unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        let (part, behind) = rest.split_at(length);
        rest = behind;
        let joins = shape.ends_with('A');
        match c {
            _ if is_word && c.is_uppercase() => {
                // “Le Roy Ladurie” is one name.
                let goes_on = shape.ends_with("A ");
                if goes_on {
                    shape.pop();
                } else {
                    shape.push('A');
                }
            }
            _ if c.is_ascii_digit() => shape.push_str(match part.len() {
                4 => "1999",
                2 if joins => "99",
                _ => "9",
            }),
            '\u{a0}' | '\u{202f}' => shape.push(' '),
            '’' => shape.push('\''),
            _ => shape.push_str(part),
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_do_not_count() {
        assert_eq!(shape("(Ellingsen & Le Roy Ladurie, 2015, p. 24)"), shape("(Lee & Roy, 1987, p. 3)"));
        assert_eq!(shape("[SaQu70]"), shape("[Elli87]"));
        assert_ne!(shape("(Lee 2015)"), shape("(Lee, 2015)"));
        assert_eq!(shape("[12]"), shape("[3]"));
        assert_eq!(shape("(O’Malley et al. 2015)"), "(A et al. 1999)");
    }
}
