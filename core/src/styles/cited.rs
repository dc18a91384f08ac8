//! Paper → the items and citations of a CSL processor.

use std::collections::HashMap;

use ibidem_citations::csl_json::JsonItem;
use ibidem_citations::style::csl::{Citation, Cite};
use ibidem_citations::style::print_ready;
use ibidem_citations::{
    BackReference, CitationItem, Form, Note, NoteKind, NoteNumber, Paper, Span, Variable, WorkId,
};

use super::unread::{behind_lead, names_more, says_more};

/// Ties that are less sure than this are not rendered: a wrong work would be printed.
const SUREST: f32 = 0.5;

/// The works of a paper and what its notes cite of them, as a CSL processor takes them.
#[derive(Debug, Default)]
pub(crate) struct Cited {
    /// The works, in order of first citation; their ids are those of the paper.
    pub(crate) items: Vec<JsonItem>,
    /// What is rendered, in the order of the notes.
    pub(crate) groups: Vec<Group>,
    /// For each group what is asked of the processor.
    pub(crate) citations: Vec<Citation>,
}

/// Items of one note that are rendered together, or one that is not rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// Index of the note.
    pub(crate) note: usize,
    /// From the first item to the last.
    pub(crate) span: Span,
    /// Its items, as indexes of citation and item within the note.
    pub(crate) places: Vec<(usize, usize)>,
    /// Why it must stay as it stands, if it must.
    pub(crate) kept: Option<&'static str>,
}

/// Which items of a citation are rendered in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Together {
    /// Those between which nothing stands but punctuation and their own prefixes and suffixes.
    Neighbors,
    /// None: each by itself.
    None,
}

impl Cited {
    pub(crate) fn of(paper: &Paper, together: Together) -> Self {
        let language = paper.language.as_deref();
        let items = paper.bibliography.works.iter().map(|work| print_ready(work, language));
        let mut cited = Self { items: items.collect(), ..Self::default() };
        let numbers = note_numbers(&paper.notes);
        let mut places = Places::default();
        for (i, note) in paper.notes.iter().enumerate().filter(|(_, note)| note.kind != NoteKind::Reference) {
            for (c, citation) in note.citations.iter().enumerate() {
                for (n, item) in citation.items.iter().enumerate() {
                    let before = citation.items.get(..n).and_then(<[_]>::last);
                    let mut group =
                        Group { note: i, span: item.span, places: vec![(c, n)], kept: kept(item) };
                    let mut joins = false;
                    // What a style is told by need not be all that is said.
                    if together == Together::Neighbors {
                        group.kept = group.kept.or_else(|| lost(paper, item));
                        group.span.start = behind_lead(paper, item);
                        joins = group.span.start == item.span.start
                            && before.is_some_and(|before| are_neighbors(paper, before, item));
                    }
                    cited.add(paper, item, group, numbers[i], joins, &mut places);
                }
            }
        }
        cited
    }

    fn add(
        &mut self,
        paper: &Paper,
        item: &CitationItem,
        group: Group,
        note: u32,
        joins: bool,
        places: &mut Places,
    ) {
        let mut cite = if group.kept.is_none() {
            cite(paper, item, places)
        } else {
            places.before = None;
            // What is not rendered still stands between two notes: no ibid refers over it.
            Cite::default()
        };
        if joins
            && group.kept.is_none()
            && let Some((last, citation)) = self.groups.last_mut().zip(self.citations.last_mut())
            && last.kept.is_none()
        {
            cite.prefix = item.prefix.map(|span| paper.text_of(span).trim().to_owned());
            let before = last
                .places
                .last()
                .and_then(|(c, n)| paper.notes.get(last.note)?.citations.get(*c)?.items.get(*n));
            let suffix =
                before.and_then(|before| before.suffix).map(|span| paper.text_of(span).trim().to_owned());
            if let Some(before) = citation.cites.last_mut() {
                before.suffix = suffix.map(|suffix| format!(" {suffix}"));
            }
            last.span = last.span.to(group.span);
            last.places.extend(group.places);
            citation.cites.push(cite);
            return;
        }
        self.citations.push(Citation { note, cites: vec![cite], unsorted: true, ..Citation::default() });
        self.groups.push(group);
    }
}

/// What was cited before, and where in it.
#[derive(Default)]
struct Places {
    before: Option<(WorkId, Place)>,
    last: HashMap<WorkId, Place>,
}

/// Label and value of a locator.
type Place = Option<(&'static str, String)>;

fn cite(paper: &Paper, item: &CitationItem, places: &mut Places) -> Cite {
    let Some(work) = item.mention.as_ref().map(|mention| mention.work) else { return Cite::default() };
    let volume = paper.bibliography.work(work).and_then(|work| work.item.text(Variable::Volume));
    let own = item.locator.as_ref().map(|locator| {
        // “2:33” of a work that is volume 2: the style prints the volume itself.
        let page = volume.and_then(|volume| locator.value.strip_prefix(volume)?.strip_prefix(':'));
        let value = page.map_or(locator.value.as_str(), str::trim_start);
        (locator.label.term(), value.to_owned())
    });
    // “Ibid.” alone means the very place; a style that does not say so has to print it.
    let place = own.or_else(|| match item.back_reference {
        Some(BackReference::LocCit) => places.last.get(&work).cloned().flatten(),
        _ if item.form == Form::Ibid => {
            places.before.as_ref().filter(|(before, _)| *before == work).and_then(|(_, place)| place.clone())
        }
        _ => None,
    });
    places.before = Some((work, place.clone()));
    places.last.insert(work, place.clone());
    let (label, locator) = place.unzip();
    Cite { id: work.to_string(), locator, label: label.map(str::to_owned), ..Cite::default() }
}

fn kept(item: &CitationItem) -> Option<&'static str> {
    match &item.mention {
        None => Some("no work was found for it"),
        Some(mention) if mention.ambiguous => Some("it can be more than one work"),
        Some(mention) if mention.confidence < SUREST => Some("its work is not sure"),
        Some(_) => None,
    }
}

/// What would be lost of an item if it were rendered.
fn lost(paper: &Paper, item: &CitationItem) -> Option<&'static str> {
    if says_more(paper, item) {
        Some("it says more than was read of it")
    } else if names_more(paper, item) {
        Some("it names an author, and its work was read without one")
    } else {
        None
    }
}

/// Whether all that stands between two items is their own: punctuation, prefix and suffix.
fn are_neighbors(paper: &Paper, before: &CitationItem, item: &CitationItem) -> bool {
    let between = Span::new(before.span.end, item.span.start.max(before.span.end));
    let owned = [before.suffix, item.prefix];
    let is_owned = |at: usize| owned.iter().flatten().any(|span| (span.start..span.end).contains(&at));
    let mut letters = paper.text_of(between).char_indices().filter(|(_, c)| c.is_alphanumeric());
    letters.all(|(at, _)| is_owned(between.start + at))
}

/// The printed numbers where they count up; else the notes are counted.
fn note_numbers(notes: &[Note]) -> Vec<u32> {
    let printed = |note: &Note| match note.number {
        NoteNumber::Integer(number) if note.kind != NoteKind::Reference => Some(number),
        _ => None,
    };
    let mut last = 0;
    let mut counts_up = true;
    let mut numbers = Vec::with_capacity(notes.len());
    for note in notes {
        if let Some(number) = printed(note) {
            counts_up &= number > last;
            last = number;
        }
        numbers.push(last);
    }
    if !counts_up {
        numbers = (1..).take(notes.len()).collect();
    }
    numbers
}
