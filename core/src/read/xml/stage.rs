//! Articles and editions → pieces: paragraphs, and the notes that stand in them or behind them.

use ibidem_citations::{BlockKind, Span};

use super::flow::{Declared, Flow};
use super::notes::Notes;
use crate::document::PieceKind;

/// A document in the making, by its elements: what is open, and which notes are still to come.
pub(in crate::read) struct Stage<'a> {
    pub(in crate::read) flow: Flow<'a>,
    pub(in crate::read) notes: Notes,
    /// The elements of notes within paragraphs, which come behind the body.
    later: Vec<usize>,
    note: Option<Declared>,
    /// Whether the note has a paragraph already.
    is_begun: bool,
    has_paragraph: bool,
    /// How deep sections are nested.
    pub(in crate::read) sections: u8,
    pub(in crate::read) quotes: usize,
    pub(in crate::read) cells: usize,
    pub(in crate::read) items: usize,
}

impl<'a> Stage<'a> {
    pub(in crate::read) fn new(source: &'a str) -> Self {
        Self {
            flow: Flow::new(source),
            notes: Notes::default(),
            later: Vec::new(),
            note: None,
            is_begun: false,
            has_paragraph: false,
            sections: 0,
            quotes: 0,
            cells: 0,
            items: 0,
        }
    }

    /// Whether a paragraph is open.
    pub(in crate::read) fn has_paragraph(&self) -> bool {
        self.has_paragraph
    }

    /// Whether a note is being read.
    pub(in crate::read) fn is_in_note(&self) -> bool {
        self.note.is_some()
    }

    /// Begins a piece; those of a note after its first go on with it.
    pub(in crate::read) fn begin(&mut self, kind: PieceKind, at: usize) {
        let continues = self.note.is_some() && std::mem::replace(&mut self.is_begun, true);
        self.flow.begin(kind, continues, at);
        self.has_paragraph = true;
    }

    /// Begins a paragraph of what is open: a note, a table, a list, a quotation, the text.
    pub(in crate::read) fn begin_paragraph(&mut self, at: usize) {
        let kind = match (&self.note, self.cells, self.items, self.quotes) {
            (Some(note), ..) => note.piece(),
            (_, 1.., ..) => PieceKind::Text(BlockKind::Verbatim),
            (_, _, 1.., _) => PieceKind::Text(BlockKind::ListItem),
            (.., 1..) => PieceKind::Text(BlockKind::Quote),
            _ => PieceKind::Text(BlockKind::Paragraph),
        };
        self.begin(kind, at);
    }

    /// Begins a heading.
    pub(in crate::read) fn begin_heading(&mut self, level: u8, at: usize) {
        self.begin(PieceKind::Text(BlockKind::Heading { level }), at);
    }

    /// A list of references without a heading gets one, so that it is known as what it is.
    pub(in crate::read) fn head_references(&mut self, at: usize) {
        self.begin_heading(2, at);
        self.flow.push("References", Span::new(at, at));
        self.end();
    }

    /// Ends the piece that is open.
    pub(in crate::read) fn end(&mut self) {
        self.flow.end();
        self.has_paragraph = false;
    }

    /// A section begins.
    pub(in crate::read) fn begin_section(&mut self) {
        self.sections = self.sections.saturating_add(1).min(6);
    }

    /// A section ends.
    pub(in crate::read) fn end_section(&mut self) {
        self.sections = self.sections.saturating_sub(1);
    }

    /// A marker of a note stands here.
    pub(in crate::read) fn marker(&mut self, tie: usize, source: Span) {
        self.flow.marker(&self.notes.number(tie), tie, source, self.note.is_some());
    }

    /// Meets the element of a note: within a paragraph it is called, and comes later; else it stands here.
    /// Says whether it does.
    pub(in crate::read) fn meet_note(&mut self, element: usize, source: Span, has_paragraphs: bool) -> bool {
        let Some(tie) = self.notes.of_element(element) else { return false };
        if self.has_paragraph {
            self.marker(tie, source);
            self.later.push(element);
            return false;
        }
        self.begin_note(element, source, has_paragraphs);
        true
    }

    /// Begins a note; one without paragraphs has its text at once.
    pub(in crate::read) fn begin_note(&mut self, element: usize, source: Span, has_paragraphs: bool) {
        let Some(tie) = self.notes.of_element(element) else { return };
        self.note = Some(Declared { number: self.notes.number(tie), tie, source });
        self.is_begun = false;
        if !has_paragraphs {
            self.begin_paragraph(source.start);
        }
    }

    /// Ends a note.
    pub(in crate::read) fn end_note(&mut self) {
        self.end();
        self.note = None;
    }

    /// The elements of the notes that were called and are still to be read.
    pub(in crate::read) fn take_called(&mut self) -> Vec<usize> {
        self.end();
        std::mem::take(&mut self.later)
    }
}
