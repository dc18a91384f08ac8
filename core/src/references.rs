//! bytes → Paper, for files of references: BibLaTeX, BibTeX, CSL-JSON, RIS, Hayagriva YAML.
//!
//! Each entry is a note of a reference list with one full citation, so that the same checkers and
//! exports serve a list of references as serve a paper.

use ibidem_citations::import::{self, Entry, Imported, SourceForm};
use ibidem_citations::style::plain_reference;
use ibidem_citations::{
    Bibliography, Citation, CitationItem, Item, ItemPlace, Mention, Note, NoteKind, NoteNumber, Paper,
    Position, Span, Value, Work, WorkId,
};

use crate::document::SourceMap;

/// The most entries of a file that are read.
const MOST_ENTRIES: usize = 100_000;

/// A list of references as a paper, and the way back to its source.
pub(crate) struct References {
    pub(crate) paper: Paper,
    pub(crate) map: SourceMap,
    /// The form in which the file was read.
    pub(crate) form: SourceForm,
    /// How many entries over the limit were left out.
    pub(crate) over_limit: usize,
    /// What could not be read of the file.
    pub(crate) faults: Vec<import::Fault>,
}

/// Reads a file of references in the form that its content shows; nothing where the text is none.
pub(crate) fn read(text: &str) -> Option<References> {
    Some(read_as(text, import::sniff(text)?))
}

/// Reads a file of references in a form, whatever it looks like.
pub(crate) fn read_as(text: &str, form: SourceForm) -> References {
    let Imported { mut entries, faults } = import::read(text, form);
    let over_limit = entries.len().saturating_sub(MOST_ENTRIES);
    entries.truncate(MOST_ENTRIES);
    let mut paper = Paper::default();
    let mut map = SourceMap::default();
    for (i, entry) in entries.into_iter().enumerate() {
        add(entry, i, text, &mut paper, &mut map);
    }
    References { paper, map, form, over_limit, faults }
}

fn add(entry: Entry, i: usize, source: &str, paper: &mut Paper, map: &mut SourceMap) {
    let Entry { id, mut item, span: place, .. } = entry;
    let span = print(&mut item, place, source, &mut paper.text, map);
    let work = WorkId(u32::try_from(i + 1).unwrap_or(u32::MAX));
    let mention =
        Mention { work, position: Position::First, confidence: 1.0, ambiguous: false, others: Vec::new() };
    let cited = CitationItem { mention: Some(mention), ..CitationItem::of_entry(span, item.clone()) };
    let number = u32::try_from(i + 1).unwrap_or(u32::MAX);
    paper.notes.push(Note {
        id: format!("n{}", i + 1),
        number: if id.is_empty() { NoteNumber::Integer(number) } else { NoteNumber::Label(id) },
        kind: NoteKind::Reference,
        span,
        raw: place.of(source).to_owned(),
        anchors: Vec::new(),
        flags: Vec::new(),
        citations: vec![Citation { span, items: vec![cited] }],
    });
    let mentions = vec![ItemPlace { note: i, citation: 0, item: 0 }];
    let Bibliography { works } = &mut paper.bibliography;
    works.push(Work { id: work, item, first_cited: span, mentions });
}

/// Writes an entry behind a text, and leads its fields to where they are written; gives where it stands.
pub(crate) fn print(
    item: &mut Item,
    place: Span,
    source: &str,
    text: &mut String,
    map: &mut SourceMap,
) -> Span {
    let start = text.len();
    text.push_str(&plain_reference(item));
    let span = Span::new(start, text.len());
    text.push('\n');
    // The text is made from the item: a value is where it is printed, if it is.
    for field in &mut item.fields {
        field.span = match &field.value {
            Value::Text(value) if !value.is_empty() => {
                span.of(text).find(value.as_str()).map(|at| Span::new(start + at, start + at + value.len()))
            }
            _ => None,
        };
    }
    lay_out(item, span, place, source, map);
    span
}

/// Leads each value that the entry has word for word, and once, to its place there, and all else to the entry.
fn lay_out(item: &Item, span: Span, place: Span, source: &str, map: &mut SourceMap) {
    let entry = place.of(source);
    let mut values: Vec<(Span, Span)> = Vec::new();
    for field in &item.fields {
        let (Value::Text(text), Some(at)) = (&field.value, field.span) else { continue };
        let mut found = entry.match_indices(text.as_str());
        if let (Some((start, _)), None) = (found.next(), found.next()) {
            values.push((at, Span::new(place.start + start, place.start + start + text.len())));
        }
    }
    values.sort_unstable();
    let mut end = span.start;
    for (at, there) in values {
        // A value within another one is led along with it.
        if at.start < end || at.end > span.end {
            continue;
        }
        if at.start > end {
            map.push(Span::new(end, at.start), place);
        }
        map.push(at, there);
        end = at.end;
    }
    if end < span.end {
        map.push(Span::new(end, span.end), place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BIB: &str = "% Refs.\n@book{s80, author = {Schorske, Carl E.}, title = {Vienna}, date = {1980}}\n@book{x, title = {Y";

    #[test]
    fn each_entry_is_a_note_with_one_work() {
        let references = read(BIB).expect("this is a list of references");
        let paper = &references.paper;
        assert_eq!(paper.notes.len(), 1);
        assert_eq!(paper.notes[0].number, NoteNumber::Label("s80".to_owned()));
        assert_eq!(paper.text_of(paper.notes[0].span), "Carl E. Schorske, Vienna, 1980");
        assert_eq!(paper.bibliography.works.len(), 1);
        assert_eq!(references.faults.len(), 1);
    }

    #[test]
    fn findings_lead_to_the_entry() {
        let references = read(BIB).expect("this is a list of references");
        let source = references.map.source(references.paper.notes[0].span);
        assert!(source.of(BIB).starts_with("@book{s80") && source.of(BIB).ends_with("{1980}}"));
    }

    #[test]
    fn values_lead_to_their_own_place() {
        let references = read(BIB).expect("this is a list of references");
        let title = references.paper.bibliography.works[0].item.span(ibidem_citations::Variable::Title);
        let source = references.map.source(title.expect("the title is printed"));
        assert_eq!(source.of(BIB), "Vienna");
    }

    #[test]
    fn papers_are_no_references() {
        assert!(read("Vienna.[^1]\n\n[^1]: @smith, {x}.").is_none());
        assert!(read("[1] Smith, *Vienna* (1980).").is_none());
    }
}
