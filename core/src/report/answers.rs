//! Pasted references → JSON: what `ibidem parse --format jsonl` answers to a line.
//!
//! This form is a promise: fields are added, never renamed. Spans are bytes of the line.

use ibidem_citations::export::CslItem;
use ibidem_citations::{BackReference, CitationItem, Form, Item, Locator, Span};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// The references of one line.
#[derive(Serialize)]
pub struct Answer<'a> {
    items: Vec<ItemAnswer<'a>>,
}

#[derive(Serialize)]
struct ItemAnswer<'a> {
    form: Form,
    #[serde(skip_serializing_if = "Option::is_none")]
    back_reference: Option<&'a BackReference>,
    span: Span,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<&'a str>,
    locator: Option<LocatorAnswer<'a>>,
    as_cited: CslItem<'a>,
    confidence: Confidence<'a>,
}

#[derive(Serialize)]
struct LocatorAnswer<'a> {
    label: &'static str,
    value: &'a str,
}

/// How sure the reading of each variable is, 0 to 1.
struct Confidence<'a>(&'a Item);

impl Serialize for Confidence<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(item) = self;
        let mut map = serializer.serialize_map(Some(item.fields.len()))?;
        for field in &item.fields {
            let rounded = (f64::from(field.confidence) * 100.0).round() / 100.0;
            map.serialize_entry(field.variable.name(), &rounded)?;
        }
        map.end()
    }
}

impl<'a> Answer<'a> {
    /// The answer to a line: its items, as [`item`](ibidem_citations::resolve::item) makes them.
    pub fn new(line: &'a str, items: &'a [CitationItem]) -> Self {
        Self { items: items.iter().map(|item| answer(line, item)).collect() }
    }
}

fn answer<'a>(line: &'a str, item: &'a CitationItem) -> ItemAnswer<'a> {
    ItemAnswer {
        form: item.form,
        back_reference: item.back_reference.as_ref(),
        span: item.span,
        prefix: item.prefix.map(|prefix| prefix.of(line).trim()),
        locator: item.locator.as_ref().map(locator),
        as_cited: CslItem { id: None, item: &item.as_cited },
        confidence: Confidence(&item.as_cited),
    }
}

fn locator(locator: &Locator) -> LocatorAnswer<'_> {
    LocatorAnswer { label: locator.label.term(), value: &locator.value }
}
