//! Reading → JSON: notes, items and works, as `ibidem extract` prints them.
//!
//! Spans are bytes of the source file; what stands in a file that the document includes has `span` null, and
//! `place` names that file, and what stands in a PDF has there its page and the parts of the
//! lines. This form is a promise: fields are added, never renamed.

use std::borrow::Cow;

use ibidem_citations::export::CslItem;
use ibidem_citations::{
    BackReference, CitationItem, Form, Locator, Note, NoteFlag, NoteKind, NoteNumber, Position, Span, WorkId,
};
use serde::Serialize;

use super::SheetPlace;
use super::json::Spot;
use crate::Reading;
use crate::document::Guess;

/// Everything that was found in one document.
#[derive(Serialize)]
pub struct Extract<'a> {
    format: u32,
    document: DocumentEntry<'a>,
    notes: Notes<'a>,
    works: Works<'a>,
}

#[derive(Serialize)]
struct DocumentEntry<'a> {
    path: &'a str,
    from: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    author: &'a [ibidem_citations::Name],
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<DateEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'a str>,
    addresses: Vec<AddressEntry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unmatched_markers: Vec<MarkerEntry<'a>>,
    #[serde(skip_serializing_if = "is_zero")]
    notes_over_limit: usize,
}

#[derive(Serialize)]
struct DateEntry {
    #[serde(rename = "date-parts")]
    date_parts: Vec<Vec<i32>>,
}

#[derive(Serialize)]
struct AddressEntry<'a> {
    url: &'a str,
    #[serde(flatten)]
    spot: Spot<'a>,
}

#[derive(Serialize)]
struct MarkerEntry<'a> {
    number: &'a NoteNumber,
    #[serde(flatten)]
    spot: Spot<'a>,
}

#[derive(Serialize)]
struct NoteEntry<'a> {
    id: &'a str,
    number: &'a NoteNumber,
    kind: NoteKind,
    text: &'a str,
    #[serde(flatten)]
    spot: Spot<'a>,
    /// Every place of the source that has a part of it; given where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    spans: Vec<AnySpot<'a>>,
    anchors: Vec<AnySpot<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    flags: &'a [NoteFlag],
    /// What it cites; an entry of a reference list cites nothing.
    items: Vec<ItemEntry<'a>>,
    /// What an entry of a reference list lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    listed: Vec<ItemEntry<'a>>,
}

#[derive(Serialize)]
struct ItemEntry<'a> {
    form: Form,
    #[serde(skip_serializing_if = "Option::is_none")]
    back_reference: Option<&'a BackReference>,
    work: Option<WorkId>,
    locator: Option<LocatorEntry<'a>>,
    #[serde(flatten)]
    spot: Spot<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<&'a str>,
    position: Option<Position>,
    confidence: f32,
    ambiguous: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    others: &'a [WorkId],
    #[serde(skip_serializing_if = "Option::is_none")]
    as_cited: Option<CslItem<'a>>,
}

#[derive(Serialize)]
pub(super) struct LocatorEntry<'a> {
    label: &'static str,
    value: &'a str,
}

/// A work with its id in the extract.
struct CslItemOwned<'a> {
    id: String,
    item: &'a ibidem_citations::Item,
}

impl Serialize for CslItemOwned<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        CslItem { id: Some(&self.id), item: self.item }.serialize(serializer)
    }
}

/// The notes, each made when it is written: a long book has a hundred thousand.
struct Notes<'a>(&'a Reading);

impl Serialize for Notes<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(reading) = self;
        let notes = reading.paper.notes.iter().zip(&reading.anchors);
        serializer.collect_seq(notes.map(|(note, anchors)| note_entry(reading, note, anchors)))
    }
}

/// The works, in order of first citation.
struct Works<'a>(&'a Reading);

impl Serialize for Works<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let works = self.0.paper.bibliography.works.iter();
        serializer.collect_seq(works.map(|work| CslItemOwned { id: work.id.to_string(), item: &work.item }))
    }
}

impl<'a> Extract<'a> {
    /// Makes the extract of a document; `path` as the user named it.
    pub fn new(reading: &'a Reading, path: &'a str) -> Self {
        Self {
            format: 1,
            document: document_entry(reading, path),
            notes: Notes(reading),
            works: Works(reading),
        }
    }
}

fn document_entry<'a>(reading: &'a Reading, path: &'a str) -> DocumentEntry<'a> {
    let paper = &reading.paper;
    let metadata = &paper.metadata;
    let issued = metadata
        .issued
        .as_ref()
        .map(|date| DateEntry { date_parts: date.parts.iter().map(|parts| parts.known()).collect() });
    let encoding = reading.guesses.iter().find_map(|guess| match guess {
        Guess::Encoding { name, .. } => Some(*name),
        Guess::Broken { .. } | Guess::NulBytes { .. } | Guess::Depth { .. } => None,
    });
    let markers = paper.unmatched_markers.iter().zip(&reading.unmatched);
    DocumentEntry {
        path,
        from: reading.format.name(),
        title: metadata.title.as_deref(),
        author: &metadata.authors,
        issued,
        language: paper.language.as_deref(),
        encoding,
        addresses: paper
            .addresses
            .iter()
            .map(|address| AddressEntry {
                url: &address.url,
                spot: spot(reading, reading.source(address.span)),
            })
            .collect(),
        unmatched_markers: markers
            .map(|(marker, span)| MarkerEntry { number: &marker.number, spot: spot(reading, *span) })
            .collect(),
        notes_over_limit: reading.notes_over_limit,
    }
}

/// One of several places: bytes of the document, or of a file that it includes; or parts of a page.
#[derive(Serialize)]
#[serde(untagged)]
enum AnySpot<'a> {
    Own(Span),
    Sheet(SheetPlace),
    Part { part: &'a str, span: Span },
}

fn spot(reading: &Reading, source: Span) -> Spot<'_> {
    let (part, span) = reading.in_file(source);
    let sheet = SheetPlace::of_sources(reading, &[source]);
    Spot::of(part.map(|part| part.name.as_str()), sheet.map(Cow::Owned), span)
}

fn any_spots<'a>(reading: &'a Reading, sources: &[Span]) -> Vec<AnySpot<'a>> {
    let spots = sources.iter().map(|source| match reading.in_file(*source) {
        (Some(part), span) => AnySpot::Part { part: &part.name, span },
        (None, span) => {
            SheetPlace::of_sources(reading, &[*source]).map_or(AnySpot::Own(span), AnySpot::Sheet)
        }
    });
    spots.collect()
}

fn note_entry<'a>(reading: &'a Reading, note: &'a Note, anchors: &[Span]) -> NoteEntry<'a> {
    let spans = reading.sources(note.span);
    let entries = note.items().map(|item| item_entry(reading, item));
    let (listed, items) = match note.kind {
        NoteKind::Reference => (entries.collect(), Vec::new()),
        NoteKind::Footnote | NoteKind::Endnote => (Vec::new(), entries.collect()),
    };
    NoteEntry {
        id: &note.id,
        number: &note.number,
        kind: note.kind,
        text: reading.paper.text_of(note.span),
        spot: spot(reading, spans.first().copied().unwrap_or_else(|| reading.source(note.span))),
        spans: if spans.len() > 1 { any_spots(reading, &spans) } else { Vec::new() },
        anchors: any_spots(reading, anchors),
        flags: &note.flags,
        items,
        listed,
    }
}

fn item_entry<'a>(reading: &'a Reading, item: &'a CitationItem) -> ItemEntry<'a> {
    let mention = item.mention.as_ref();
    ItemEntry {
        form: item.form,
        back_reference: item.back_reference.as_ref(),
        work: mention.map(|mention| mention.work),
        locator: item.locator.as_ref().map(locator_entry),
        spot: spot(reading, reading.source(item.span)),
        prefix: item.prefix.map(|prefix| reading.paper.text_of(prefix).trim()),
        position: mention.map(|mention| mention.position),
        confidence: mention.map_or(0.0, |mention| (mention.confidence * 100.0).round() / 100.0),
        ambiguous: mention.is_some_and(|mention| mention.ambiguous),
        others: mention.map_or(&[], |mention| &mention.others),
        as_cited: (!item.as_cited.fields.is_empty()).then_some(CslItem { id: None, item: &item.as_cited }),
    }
}

pub(super) fn locator_entry(locator: &Locator) -> LocatorEntry<'_> {
    LocatorEntry { label: locator.label.term(), value: &locator.value }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(n: &usize) -> bool {
    *n == 0
}
