//! Paper → a small paper of some of its notes, for checkers that look at one note at a time.
//!
//! A chunk is a paper like any other, so that a checker need not know of chunks: its text is the
//! text of its notes, without a body, and its bibliography holds the works that they cite.

use std::collections::BTreeSet;
use std::ops::Range;

use ibidem_sdk::{
    Address, Bibliography, CitationItem, Finding, Item, Note, Paper, Record, Span, Work, WorkId,
};

/// Some notes of a paper, and where their text begins in it.
pub(crate) struct Chunk {
    pub(crate) paper: Paper,
    offset: usize,
}

impl Chunk {
    /// Takes these notes out of a paper.
    pub(crate) fn of(paper: &Paper, notes: Range<usize>) -> Self {
        let chosen = paper.notes.get(notes.clone()).unwrap_or_default();
        let start = chosen.first().map_or(0, |note| note.span.start);
        let window = Span::new(start, chosen.iter().map(|note| note.span.end).max().unwrap_or(start));
        let cut = Cut { window, first_note: notes.start };
        let small = Paper {
            text: paper.text_of(window).to_owned(),
            body: Span::new(0, 0),
            language: paper.language.clone(),
            metadata: paper.metadata.clone(),
            blocks: Vec::new(),
            runs: cut.all(paper.runs_in(window), |run| &mut run.span),
            notes: chosen.iter().map(|note| cut.note(note)).collect(),
            unmatched_markers: Vec::new(),
            addresses: cut.all(addresses_in(paper, window), |address| &mut address.span),
            bibliography: cut.bibliography(paper, chosen, &notes),
        };
        Self { paper: small, offset: start }
    }

    /// Puts a finding about the chunk where it stands in the paper.
    pub(crate) fn place(&self, mut finding: Finding) -> Finding {
        let shift = |span: &mut Span| *span = span.shifted(self.offset);
        shift(&mut finding.span);
        finding.related.iter_mut().for_each(|related| shift(&mut related.span));
        finding.fix.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|edit| shift(&mut edit.span));
        finding
    }
}

impl Chunk {
    /// Puts a record about the chunk where it stands in the paper.
    pub(crate) fn place_record(&self, record: Record) -> Record {
        match record.span() {
            Some(span) => record.at(span.shifted(self.offset)),
            None => record,
        }
    }
}

fn addresses_in(paper: &Paper, window: Span) -> impl Iterator<Item = &Address> {
    let first = paper.addresses.partition_point(|address| address.span.start < window.start);
    paper.addresses[first..].iter().take_while(move |address| address.span.start < window.end)
}

/// What is cut out of a paper.
#[derive(Clone, Copy)]
struct Cut {
    window: Span,
    first_note: usize,
}

impl Cut {
    /// The span within the chunk, or none where it stands elsewhere.
    fn span(self, span: Span) -> Option<Span> {
        let start = self.window.start;
        self.window.contains(span).then(|| Span::new(span.start - start, span.end - start))
    }

    /// A span that every part of a note has; one that lies elsewhere is left empty.
    fn inner(self, span: &mut Span) {
        *span = self.span(*span).unwrap_or_default();
    }

    fn all<'a, T: Clone + 'a>(
        self,
        items: impl Iterator<Item = &'a T>,
        span: impl Fn(&mut T) -> &mut Span,
    ) -> Vec<T> {
        let cut = items.filter_map(|item| {
            let mut item = item.clone();
            *span(&mut item) = self.span(*span(&mut item))?;
            Some(item)
        });
        cut.collect()
    }

    fn note(self, note: &Note) -> Note {
        // The places in the body stay behind with the body.
        let mut note = Note { anchors: Vec::new(), ..note.clone() };
        self.inner(&mut note.span);
        for citation in &mut note.citations {
            self.inner(&mut citation.span);
            citation.items.iter_mut().for_each(|item| self.citation_item(item));
        }
        note
    }

    fn citation_item(self, item: &mut CitationItem) {
        self.inner(&mut item.span);
        item.locator.iter_mut().for_each(|locator| self.inner(&mut locator.span));
        item.prefix = item.prefix.and_then(|span| self.span(span));
        item.suffix = item.suffix.and_then(|span| self.span(span));
        self.item(&mut item.as_cited);
    }

    fn item(self, item: &mut Item) {
        for field in &mut item.fields {
            field.span = field.span.and_then(|span| self.span(span));
        }
    }

    fn bibliography(self, paper: &Paper, notes: &[Note], range: &Range<usize>) -> Bibliography {
        let items = notes.iter().flat_map(Note::items);
        let cited: BTreeSet<WorkId> = items.filter_map(|item| Some(item.mention.as_ref()?.work)).collect();
        let works = cited.iter().filter_map(|id| paper.bibliography.work(*id));
        Bibliography { works: works.map(|work| self.work(paper, work, range)).collect() }
    }

    /// A work as these notes cite it; its variables are those of the whole paper.
    fn work(self, paper: &Paper, work: &Work, notes: &Range<usize>) -> Work {
        let mut item = work.item.clone();
        self.item(&mut item);
        // Mentions are in order, and a work of a reference list can have a hundred thousand.
        let first = work.mentions.partition_point(|place| place.note < notes.start);
        let mentions = work.mentions[first..].iter().take_while(|place| place.note < notes.end);
        let mut mentions: Vec<_> = mentions.copied().collect();
        let place = mentions.first().and_then(|place| {
            paper.notes.get(place.note)?.citations.get(place.citation)?.items.get(place.item)
        });
        let first_cited = place.and_then(|item| self.span(item.span)).unwrap_or_default();
        for place in &mut mentions {
            place.note -= self.first_note;
        }
        Work { id: work.id, item, first_cited, mentions }
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
            let chunk = Chunk::of(&paper, range.clone()).paper;
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
        let chunk = Chunk::of(&paper, 2..4).paper;
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
        assert_eq!(Chunk::of(&paper, 3..4).paper.bibliography.works.len(), 1);
    }

    #[test]
    fn the_body_stays_behind() {
        let chunk = Chunk::of(&paper(), 0..2).paper;
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
        let start = chunk.paper.text.find("Murray").unwrap();
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
        let chunk = Chunk::of(&Paper::default(), 0..0);
        assert_eq!(chunk.paper, Paper::default());
    }
}
