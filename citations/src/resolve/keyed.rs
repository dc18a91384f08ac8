//! Keys → items that are tied surely: what the author has said need not be told by likeness.

use std::collections::HashMap;

use super::matching::Choice;
use super::{Read, Resolver};
use crate::{Citation, CitationItem, Form, Item, Locator, Note, Paper, Span};

/// What a document says by keys, led to the notes of its paper.
#[derive(Clone, Debug, Default)]
pub struct Keyed {
    /// What an entry of a list holds as data, by the index of its note.
    pub entries: HashMap<usize, Item>,
    /// What is cited by keys, in the order of the text.
    pub items: Vec<KeyedItem>,
}

/// A work that is cited by its key.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyedItem {
    /// From its key to its locator, without prefix and suffix.
    pub span: Span,
    /// The index of the note that lists it; none where no list has its key.
    pub entry: Option<usize>,
    /// The place within the work.
    pub locator: Option<Locator>,
    /// The words before it.
    pub prefix: Option<Span>,
    /// The words behind it that are no locator.
    pub suffix: Option<Span>,
    /// Whether it belongs to the citation before it: `\cite{a,b}`.
    pub continues: bool,
}

impl Keyed {
    /// What an entry lists, as its data say.
    pub(super) fn entry(&self, note: usize, span: Span) -> Option<Vec<Citation>> {
        let item = CitationItem::of_entry(span, self.entries.get(&note)?.clone());
        Some(vec![Citation { span, items: vec![item] }])
    }

    /// Reads a note: what is cited by keys, and what the words between them say.
    pub(super) fn read(&self, paper: &Paper, note: &Note, read: Read) -> Vec<Citation> {
        let first = self.items.partition_point(|item| item.span.start < note.span.start);
        let items = self.items.get(first..).unwrap_or_default();
        let items = items.iter().take_while(|item| item.span.start < note.span.end);
        let mut citations = Vec::new();
        let mut from = note.span.start;
        for item in items {
            let start = item.prefix.map_or(item.span.start, |prefix| prefix.start);
            add_words(paper, Span::new(from, start.max(from)), read, &mut citations);
            add(item, &mut citations);
            from = item.suffix.map_or(item.span.end, |suffix| suffix.end);
        }
        add_words(paper, Span::new(from, note.span.end.max(from)), read, &mut citations);
        citations
    }
}

fn add_words(paper: &Paper, span: Span, read: Read, citations: &mut Vec<Citation>) {
    if paper.text_of(span).contains(char::is_alphabetic) {
        citations.extend(read(paper, span));
    }
}

fn add(keyed: &KeyedItem, citations: &mut Vec<Citation>) {
    let item = CitationItem {
        span: keyed.span,
        form: Form::Short,
        back_reference: None,
        locator: keyed.locator.clone(),
        prefix: keyed.prefix,
        suffix: keyed.suffix,
        as_cited: Item::default(),
        mention: None,
    };
    match citations.last_mut().filter(|_| keyed.continues) {
        Some(citation) => {
            citation.span = citation.span.to(item.span);
            citation.items.push(item);
        }
        None => citations.push(Citation { span: item.span, items: vec![item] }),
    }
}

impl Resolver {
    /// The work of an item that is cited by its key; nothing, if no list has the key.
    pub(super) fn by_key(&self, entry: Option<usize>) -> Option<Choice> {
        let work = *self.work_of_entry.get(&entry?)?;
        Some(Choice { work, confidence: 1.0, ambiguous: false, others: Vec::new() })
    }
}
