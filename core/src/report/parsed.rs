//! Pasted references → JSON: one object a line, in the order of the lines.
//!
//! This form is a promise: fields are added, never renamed.

use ibidem_citations::export::CslItem;
use ibidem_citations::parse::Reference;
use ibidem_citations::{BackReference, Form, Span};
use serde::Serialize;

use super::extract::{LocatorEntry, locator_entry};

/// What was read of one line.
#[derive(Serialize)]
pub struct ParsedLine<'a> {
    items: Vec<ParsedItem<'a>>,
}

#[derive(Serialize)]
struct ParsedItem<'a> {
    form: Form,
    #[serde(skip_serializing_if = "Option::is_none")]
    back_reference: Option<&'a BackReference>,
    locator: Option<LocatorEntry<'a>>,
    /// Bytes of the line.
    span: Span,
    as_cited: CslItem<'a>,
}

impl<'a> ParsedLine<'a> {
    /// Makes the answer to one line; a line in which nothing was found has no items.
    pub fn new(read: &'a Reference) -> Self {
        let is_empty = read.item.fields.is_empty() && read.back.is_none();
        let form = match read.back {
            Some(BackReference::Ibid | BackReference::Idem) => Form::Ibid,
            Some(_) => Form::Short,
            None => Form::Full,
        };
        let item = ParsedItem {
            form,
            back_reference: read.back.as_ref(),
            locator: read.locator.as_ref().map(locator_entry),
            span: read.span,
            as_cited: CslItem { id: None, item: &read.item },
        };
        Self { items: if is_empty { Vec::new() } else { vec![item] } }
    }
}
