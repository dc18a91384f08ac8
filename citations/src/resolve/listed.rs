//! Entries of a reference list → works that the notes can mean.
//!
//! Readers turn to the list for what a short form leaves out, wherever it stands. So its works are
//! known before the first note is read; a work is cited where a note cites it, and listed here.

use super::matching::{Choice, Profile};
use super::{Resolver, is_empty, item, work_numbers};
use crate::parse::{Passage, entry};
use crate::{
    Citation, Form, ItemPlace, ManagedWork, Mention, Note, NoteKind, Paper, Position, Span, Variable, WorkId,
};

/// An entry, and the work that it lists.
pub(super) struct Listed {
    place: ItemPlace,
    work: WorkId,
    confidence: f32,
}

/// Whether a note is an entry of a reference list.
pub(super) fn is_entry(note: &Note) -> bool {
    note.kind == NoteKind::Reference
}

/// Reads one entry: its first paragraph is one reference; what follows are remarks.
pub(super) fn read_entry(paper: &Paper, span: Span) -> Vec<Citation> {
    let text = span.of(&paper.text);
    let length = text.find('\n').unwrap_or(text.len());
    let span = Span::new(span.start, span.start + length);
    let runs: Vec<crate::Run> = paper.runs_in(span).cloned().collect();
    let read = entry(Passage { text: &paper.text, span, runs: &runs });
    if is_empty(&read) {
        return Vec::new();
    }
    let mut listed = item(read);
    // There is no shorter form in a list: an entry says all that its author says of the work.
    if listed.back_reference.is_none() {
        listed.form = Form::Full;
    }
    vec![Citation { span: listed.span, items: vec![listed] }]
}

impl Resolver {
    /// Takes the works of an entry into the catalog.
    pub(super) fn list(&mut self, note: usize, citations: &mut [Citation]) {
        for (citation, read) in citations.iter_mut().enumerate() {
            for (item, listed) in read.items.iter_mut().enumerate() {
                if listed.back_reference.is_some() && !listed.as_cited.has(Variable::Author) {
                    // “———. *Title*”: the author of the entry before.
                    self.same_author(listed);
                }
                let profile = Profile::new(&listed.as_cited);
                let choice = match self.catalog.same(&listed.as_cited, &profile) {
                    Some(choice) => choice,
                    None => self.new_work(listed, profile, 0.95),
                };
                let Choice { work, confidence, .. } = choice;
                self.listed.push(Listed { place: ItemPlace { note, citation, item }, work, confidence });
                self.work_of_entry.insert(note, work);
                self.last = Some(super::Cited { work, note, alone: true });
            }
        }
    }

    /// Ties each entry to its work; the notes have been read.
    pub(super) fn mention_listed(&mut self, citations: &mut [Vec<Citation>]) {
        for listed in std::mem::take(&mut self.listed) {
            let ItemPlace { note, citation, item } = listed.place;
            let entry = citations
                .get_mut(note)
                .and_then(|read| read.get_mut(citation))
                .and_then(|read| read.items.get_mut(item));
            let Some(entry) = entry else { continue };
            let is_cited = self.catalog.is_mentioned(listed.work);
            let position = if is_cited { Position::Subsequent } else { Position::First };
            entry.mention = Some(Mention {
                work: listed.work,
                position,
                confidence: listed.confidence,
                ambiguous: false,
                others: Vec::new(),
            });
            self.catalog.mention(listed.work, listed.place);
        }
    }

    /// Numbers the works anew: those that notes cite in the order of their first citation, then the others.
    pub(super) fn put_works_in_order(
        &mut self,
        paper: &Paper,
        citations: &mut [Vec<Citation>],
        managed: &mut [ManagedWork],
    ) {
        let is_cited = |place: &ItemPlace| paper.notes.get(place.note).is_some_and(|note| !is_entry(note));
        let numbers = self.catalog.put_in_order(|work| work.mentions.iter().copied().find(is_cited));
        let renumber = |work: &mut WorkId| *work = work_numbers(&numbers, *work);
        let items = citations.iter_mut().flatten().flat_map(|citation| &mut citation.items);
        for mention in items.filter_map(|item| item.mention.as_mut()) {
            renumber(&mut mention.work);
            mention.others.iter_mut().for_each(renumber);
        }
        for managed in managed {
            renumber(&mut managed.work);
        }
        let spans = |place: ItemPlace| {
            let item = citations.get(place.note)?.get(place.citation)?.items.get(place.item)?;
            Some(item.span)
        };
        self.catalog.set_first_cited(|work| work.mentions.iter().copied().find(is_cited).and_then(spans));
    }
}
