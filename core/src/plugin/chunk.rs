//! Paper → a small paper of some of its notes, for checkers that look at one note at a time.
//!
//! A chunk is a paper like any other, so that a checker need not know of chunks: its text is the
//! text of its notes, without a body, and its bibliography holds the works that they cite.
//!
//! It is written as JSON straight from the paper; nothing of that is copied before.

use std::ops::Range;

use ibidem_sdk::{
    Address, BackReference, Citation, CitationItem, Field, Finding, Form, Item, ItemPlace, Kind, Locator,
    LocatorLabel, Mention, Metadata, Note, NoteFlag, NoteKind, NoteNumber, Paper, Record, Run, RunStyle,
    Span, Value, Variable, Work, WorkId,
};
use serde::{Serialize, Serializer};

/// Some notes of a paper.
pub(crate) struct Chunk<'a> {
    paper: &'a Paper,
    notes: &'a [Note],
    cut: Cut,
}

impl<'a> Chunk<'a> {
    /// Takes these notes out of a paper.
    pub(crate) fn of(paper: &'a Paper, notes: Range<usize>) -> Self {
        let chosen = paper.notes.get(notes.clone()).unwrap_or_default();
        let start = chosen.first().map_or(0, |note| note.span.start);
        let window = Span::new(start, chosen.iter().map(|note| note.span.end).max().unwrap_or(start));
        Self { paper, notes: chosen, cut: Cut { window, first: notes.start, end: notes.end } }
    }

    /// Its text: all that a finding can be about.
    pub(crate) fn text(&self) -> &'a str {
        self.paper.text_of(self.cut.window)
    }

    /// Puts a finding about the chunk where it stands in the paper.
    pub(crate) fn place(&self, mut finding: Finding) -> Finding {
        let shift = |span: &mut Span| *span = span.shifted(self.cut.window.start);
        shift(&mut finding.span);
        finding.related.iter_mut().for_each(|related| shift(&mut related.span));
        finding.fix.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|edit| shift(&mut edit.span));
        finding
    }

    /// Puts a record about the chunk where it stands in the paper.
    pub(crate) fn place_record(&self, record: Record) -> Record {
        match record.span() {
            Some(span) => record.at(span.shifted(self.cut.window.start)),
            None => record,
        }
    }

    fn addresses(&self) -> impl Iterator<Item = &'a Address> {
        let Cut { window, .. } = self.cut;
        let first = self.paper.addresses.partition_point(|address| address.span.start < window.start);
        let addresses = self.paper.addresses[first..].iter();
        addresses.take_while(move |address| address.span.start < window.end)
    }

    fn works(&self) -> impl Iterator<Item = &'a Work> {
        // Mostly a note cites one work; growing costs more here than the rest.
        let mut cited: Vec<WorkId> = Vec::with_capacity(2 * self.notes.len());
        let items = self.notes.iter().flat_map(Note::items);
        cited.extend(items.filter_map(|item| Some(item.mention.as_ref()?.work)));
        cited.sort_unstable();
        cited.dedup();
        let bibliography = &self.paper.bibliography;
        cited.into_iter().filter_map(move |id| bibliography.work(id))
    }
}

/// What is cut out of a paper.
#[derive(Clone, Copy)]
struct Cut {
    window: Span,
    /// Indexes of the first note, and of the one behind the last.
    first: usize,
    end: usize,
}

impl Cut {
    /// The span within the chunk, or none where it stands elsewhere.
    fn span(self, span: Span) -> Option<Span> {
        let start = self.window.start;
        self.window.contains(span).then(|| Span::new(span.start - start, span.end - start))
    }

    /// A span that every part of a note has; one that lies elsewhere is left empty.
    fn inner(self, span: Span) -> Span {
        self.span(span).unwrap_or_default()
    }

    fn each<T>(self, parts: &[T]) -> Each<'_, T> {
        Each { cut: self, parts }
    }

    fn part<T>(self, of: &T) -> Part<'_, T> {
        Part { cut: self, of }
    }
}

/// A part of a paper as it reads in a chunk.
struct Part<'a, T> {
    cut: Cut,
    of: &'a T,
}

/// Several parts.
struct Each<'a, T> {
    cut: Cut,
    parts: &'a [T],
}

impl<T> Each<'_, T> {
    fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

impl<'a, T> Serialize for Each<'a, T>
where
    Part<'a, T>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.parts.iter().map(|part| Part { cut: self.cut, of: part }))
    }
}

// What follows has the members of the types that it stands for; a test compares them.

#[derive(Serialize)]
struct CutPaper<'a> {
    text: &'a str,
    body: Span,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    metadata: &'a Metadata,
    blocks: [(); 0],
    runs: Vec<Part<'a, Run>>,
    notes: Each<'a, Note>,
    unmatched_markers: [(); 0],
    addresses: Vec<Part<'a, Address>>,
    bibliography: CutBibliography<'a>,
}

#[derive(Serialize)]
struct CutBibliography<'a> {
    works: Vec<CutWork<'a>>,
}

impl Serialize for Chunk<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (cut, paper) = (self.cut, self.paper);
        let runs = paper.runs_in(cut.window).filter(|run| cut.window.contains(run.span));
        let addresses = self.addresses().filter(|address| cut.window.contains(address.span));
        let written = CutPaper {
            text: self.text(),
            body: Span::default(),
            language: paper.language.as_deref(),
            metadata: &paper.metadata,
            blocks: [],
            runs: runs.map(|run| cut.part(run)).collect(),
            notes: cut.each(self.notes),
            unmatched_markers: [],
            addresses: addresses.map(|address| cut.part(address)).collect(),
            bibliography: CutBibliography { works: self.works().map(|work| self.work(work)).collect() },
        };
        written.serialize(serializer)
    }
}

#[derive(Serialize)]
struct CutRun<'a> {
    span: Span,
    #[serde(flatten)]
    style: &'a RunStyle,
}

impl Serialize for Part<'_, Run> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        CutRun { span: self.cut.inner(self.of.span), style: &self.of.style }.serialize(serializer)
    }
}

#[derive(Serialize)]
struct CutAddress<'a> {
    span: Span,
    url: &'a str,
}

impl Serialize for Part<'_, Address> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        CutAddress { span: self.cut.inner(self.of.span), url: &self.of.url }.serialize(serializer)
    }
}

/// Its places in the body stay behind with the body.
#[derive(Serialize)]
struct CutNote<'a> {
    id: &'a str,
    number: &'a NoteNumber,
    kind: NoteKind,
    span: Span,
    raw: &'a str,
    #[serde(skip_serializing_if = "<[NoteFlag]>::is_empty")]
    flags: &'a [NoteFlag],
    #[serde(skip_serializing_if = "Each::is_empty")]
    citations: Each<'a, Citation>,
}

impl Serialize for Part<'_, Note> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Note { id, number, kind, span, raw, anchors: _, flags, citations } = self.of;
        let (span, citations) = (self.cut.inner(*span), self.cut.each(citations));
        CutNote { id, number, kind: *kind, span, raw, flags, citations }.serialize(serializer)
    }
}

#[derive(Serialize)]
struct CutCitation<'a> {
    span: Span,
    items: Each<'a, CitationItem>,
}

impl Serialize for Part<'_, Citation> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Citation { span, items } = self.of;
        CutCitation { span: self.cut.inner(*span), items: self.cut.each(items) }.serialize(serializer)
    }
}

#[derive(Serialize)]
struct CutCitationItem<'a> {
    span: Span,
    form: Form,
    #[serde(skip_serializing_if = "Option::is_none")]
    back_reference: Option<&'a BackReference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locator: Option<CutLocator<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suffix: Option<Span>,
    as_cited: Part<'a, Item>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mention: Option<&'a Mention>,
}

#[derive(Serialize)]
struct CutLocator<'a> {
    label: LocatorLabel,
    value: &'a str,
    span: Span,
}

impl Serialize for Part<'_, CitationItem> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cut = self.cut;
        let CitationItem { span, form, back_reference, locator, prefix, suffix, as_cited, mention } = self.of;
        let locator = locator.as_ref().map(|Locator { label, value, span }| CutLocator {
            label: *label,
            value,
            span: cut.inner(*span),
        });
        let (prefix, suffix) =
            (prefix.and_then(|span| cut.span(span)), suffix.and_then(|span| cut.span(span)));
        let (back_reference, mention) = (back_reference.as_ref(), mention.as_ref());
        let (span, as_cited) = (cut.inner(*span), cut.part(as_cited));
        let written =
            CutCitationItem { span, form: *form, back_reference, locator, prefix, suffix, as_cited, mention };
        written.serialize(serializer)
    }
}

#[derive(Serialize)]
struct CutItem<'a> {
    #[serde(rename = "type")]
    kind: Kind,
    fields: Each<'a, Field>,
}

impl Serialize for Part<'_, Item> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Item { kind, fields } = self.of;
        CutItem { kind: *kind, fields: self.cut.each(fields) }.serialize(serializer)
    }
}

#[derive(Serialize)]
struct CutField<'a> {
    variable: Variable,
    value: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<Span>,
    confidence: f32,
}

impl Serialize for Part<'_, Field> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Field { variable, value, span, confidence } = self.of;
        let span = span.and_then(|span| self.cut.span(span));
        CutField { variable: *variable, value, span, confidence: *confidence }.serialize(serializer)
    }
}

/// A work as these notes cite it; its variables are those of the whole paper.
#[derive(Serialize)]
struct CutWork<'a> {
    id: WorkId,
    item: Part<'a, Item>,
    first_cited: Span,
    mentions: Each<'a, ItemPlace>,
}

impl Serialize for Part<'_, ItemPlace> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let note = self.of.note.saturating_sub(self.cut.first);
        ItemPlace { note, ..*self.of }.serialize(serializer)
    }
}

impl<'a> Chunk<'a> {
    fn work(&self, work: &'a Work) -> CutWork<'a> {
        let cut = self.cut;
        // Mentions are in order, and a work of a reference list can have a hundred thousand.
        let before = |note: usize| work.mentions.partition_point(|place| place.note < note);
        let mentions = work.mentions.get(before(cut.first)..before(cut.end)).unwrap_or_default();
        let mentions = cut.each(mentions);
        let place = mentions.parts.first().and_then(|place| {
            let note = self.notes.get(place.note.saturating_sub(cut.first))?;
            note.citations.get(place.citation)?.items.get(place.item)
        });
        let first_cited = place.and_then(|item| cut.span(item.span)).unwrap_or_default();
        CutWork { id: work.id, item: cut.part(&work.item), first_cited, mentions }
    }
}

#[cfg(test)]
mod tests {
    use ibidem_sdk::{Rule, Safety, Severity};

    use super::*;
    use crate::Reading;

    const PAPER: &str = "\
Vienna *was* built.[^1] It grew.[^2] It shrank.[^3] It grew again.[^4]

[^1]: Carl E. Schorske, *Fin-de-siècle Vienna* (New York: Knopf, 1980), 24.
[^2]: Paul Brandt, *Salt Roads* (London: Murray, 1999), 24, <http://salt.example/roads>.
[^3]: Schorske, *Fin-de-siècle Vienna*, 31; quoted in Brandt, *Salt Roads*, 7.
[^4]: Ibid., 9.
";

    fn paper() -> Paper {
        Reading::from_bytes(PAPER.as_bytes().to_vec(), None, None).paper
    }

    /// A chunk as a checker reads it.
    fn chunk_of(paper: &Paper, notes: Range<usize>) -> Paper {
        serde_json::from_str(&serde_json::to_string(&Chunk::of(paper, notes)).unwrap()).unwrap()
    }

    /// Where nothing is left out, a chunk is written like the paper, member for member.
    #[test]
    fn a_chunk_is_written_as_a_paper_is() {
        let mut paper = paper();
        paper.language = Some("en".to_owned());
        let notes = paper.notes.len();
        // A reference list alone has no body, and then nothing is cut off.
        let whole = chunk_of(&paper, 0..notes);
        assert!(whole.notes.iter().flat_map(Note::items).any(|item| item.locator.is_some()));
        let text = serde_json::to_string(&whole).unwrap();
        assert_eq!(serde_json::to_string(&Chunk::of(&whole, 0..notes)).unwrap(), text);
    }

    /// Every span of a value in JSON, as the text that it stands for.
    fn quotes(value: &serde_json::Value, text: &str, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(members) => {
                for (name, value) in members {
                    if let ("span" | "first_cited", Some([start, end])) =
                        (name.as_str(), value.as_array().map(Vec::as_slice))
                    {
                        let at =
                            |value: &serde_json::Value| usize::try_from(value.as_u64().unwrap()).unwrap();
                        found.push(text.get(at(start)..at(end)).unwrap().to_owned());
                    }
                    quotes(value, text, found);
                }
            }
            serde_json::Value::Array(values) => values.iter().for_each(|value| quotes(value, text, found)),
            _ => {}
        }
    }

    #[test]
    fn notes_read_the_same_in_a_chunk() {
        let paper = paper();
        assert_eq!(paper.notes.len(), 4);
        for range in [0..4, 0..1, 1..3, 2..4, 3..4] {
            let chunk = chunk_of(&paper, range.clone());
            let all = |notes: &[Note], text: &str| {
                let mut found = Vec::new();
                quotes(&serde_json::to_value(notes).unwrap(), text, &mut found);
                found
            };
            let expected = all(&paper.notes[range.clone()], &paper.text);
            assert!(expected.len() >= 2 * range.len());
            assert_eq!(all(&chunk.notes, &chunk.text), expected);
        }
    }

    #[test]
    fn a_chunk_has_the_works_that_it_cites() {
        let paper = paper();
        let chunk = chunk_of(&paper, 2..4);
        let works = &chunk.bibliography.works;
        assert_eq!(works.len(), 2);
        for work in works {
            let whole = paper.bibliography.work(work.id).unwrap();
            assert_eq!(work.item.title(), whole.item.title());
            assert!(work.item.fields.iter().all(|field| field.span.is_none()), "they stand elsewhere");
            let place = work.mentions[0];
            let item = &chunk.notes[place.note].citations[place.citation].items[place.item];
            assert_eq!(item.span, work.first_cited);
            assert_eq!(item.mention.as_ref().unwrap().work, work.id);
        }
        assert_eq!(chunk_of(&paper, 3..4).bibliography.works.len(), 1);
    }

    #[test]
    fn the_body_stays_behind() {
        let chunk = chunk_of(&paper(), 0..2);
        assert!(
            chunk.text.starts_with("Carl E. Schorske") && chunk.body.is_empty() && chunk.blocks.is_empty()
        );
        assert!(chunk.runs.iter().all(|run| chunk.text_of(run.span) != "was"));
        assert_eq!(chunk.runs.iter().filter(|run| chunk.text_of(run.span) == "Salt Roads").count(), 1);
        let addresses: Vec<_> = chunk.addresses.iter().map(|address| chunk.text_of(address.span)).collect();
        assert_eq!(addresses, ["http://salt.example/roads"]);
        assert!(chunk.notes.iter().all(|note| note.anchors.is_empty()));
    }

    #[test]
    fn findings_are_put_where_they_stand_in_the_paper() {
        let paper = paper();
        let chunk = Chunk::of(&paper, 1..3);
        let start = chunk.text().find("Murray").unwrap();
        let span = Span::new(start, start + 6);
        let rule = Rule { name: "publisher", severity: Severity::Info, page: "" };
        let finding =
            Finding::new(&rule, span, "x").with_related(span, "y").with_fix(Safety::Safe, span, "z");
        let placed = chunk.place(finding);
        let edit = &placed.fix.as_ref().unwrap().edits[0];
        for span in [placed.span, placed.related[0].span, edit.span] {
            assert_eq!(paper.text_of(span), "Murray");
            assert_eq!(paper.note_at(span.start).unwrap().id, "n2");
        }
    }

    #[test]
    fn a_paper_without_notes_has_an_empty_chunk() {
        assert_eq!(chunk_of(&Paper::default(), 0..0), Paper::default());
    }
}
