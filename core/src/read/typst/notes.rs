//! Notes: their marks in the text, their numbers, and their texts behind the body.

use std::rc::Rc;

use ibidem_citations::{NoteKind, NoteNumber, Span};
use typst_syntax::SyntaxKind;

use super::citing::Cited;
use super::scope::{Arguments, Frame};
use super::{Reader, name_of_label};
use crate::document::{MarkerShape, PieceKind, PlacedNote};

/// A note whose text waits for the end of the body.
pub(super) struct Waiting {
    number: NoteNumber,
    tie: usize,
    /// Where it stands in the source.
    source: Span,
    content: Content,
    frame: Rc<Frame>,
}

/// What a note says.
pub(super) enum Content {
    /// Expressions.
    Text(Vec<usize>),
    /// What is cited there.
    Cited(Vec<Cited>),
}

impl Reader<'_> {
    /// `#footnote[text]`, `#footnote(<label>)`; a label behind it is its name.
    pub(super) fn footnote(&mut self, node: usize, arguments: &Arguments, behind: &[usize], depth: usize) {
        let span = self.whole.tree.span(node);
        if let Some(first) = arguments.positional.first() {
            let (label, _) = self.meant(*first);
            if self.whole.tree.kind(label) == SyntaxKind::Label {
                return self.refer(name_of_label(self.whole.text(label)), span);
            }
        }
        // A note within a note is read where it stands.
        if self.is_in_note() {
            self.blank(span);
            return self.bodies(arguments, depth);
        }
        if arguments.positional.is_empty() {
            return;
        }
        self.note(Content::Text(arguments.positional.clone()), span);
        self.attach(behind);
    }

    /// A mark here, and its note behind the body.
    pub(super) fn note(&mut self, content: Content, source: Span) {
        self.counted = self.counted.saturating_add(1);
        self.ties += 1;
        let (number, tie) = (NoteNumber::Integer(self.counted), self.ties);
        self.put_mark(&number, tie, source);
        let source = self.place(source);
        self.notes.push(Waiting { number, tie, source, content, frame: Rc::clone(&self.frame) });
    }

    /// Names the last note by the label that stands behind it.
    pub(super) fn attach(&mut self, behind: &[usize]) {
        let tree = &self.whole.tree;
        let label = behind.iter().find(|node| tree.kind(**node) != SyntaxKind::Space);
        let label = label.filter(|label| tree.kind(**label) == SyntaxKind::Label);
        if let (Some(label), Some(note)) = (label, self.notes.last()) {
            let name = name_of_label(self.whole.text(*label)).to_owned();
            self.labels.insert(name, (note.number.clone(), note.tie));
        }
    }

    /// A further mark of the note with a label.
    fn refer(&mut self, label: &str, source: Span) {
        match self.labels.get(label).cloned() {
            Some((number, tie)) => self.put_mark(&number, tie, source),
            None => self.is_ahead = true,
        }
    }

    /// `@label`: a further mark of a note; of all else that has a label, what is said beside it.
    pub(super) fn cross_reference(&mut self, node: usize, depth: usize) {
        let tree = &self.whole.tree;
        let Some(marker) = tree.child(node, SyntaxKind::RefMarker) else { return };
        let label = self.whole.text(marker).trim_start_matches('@');
        if self.labels.contains_key(label) {
            self.refer(label, tree.span(node));
        } else if let Some(supplement) = tree.child(node, SyntaxKind::ContentBlock) {
            self.is_ahead = true;
            self.expression(supplement, depth + 1);
        } else {
            self.is_ahead = true;
        }
    }

    /// `#counter(footnote).update(0)`
    pub(super) fn count_anew(&mut self, node: usize, arguments: &Arguments) {
        let is_of_notes = self.whole.text(node).starts_with("counter(footnote)");
        let count = arguments.positional.first().and_then(|count| self.whole.text(*count).parse().ok());
        if let Some(count) = count.filter(|_| is_of_notes) {
            self.counted = count;
        }
    }

    fn put_mark(&mut self, number: &NoteNumber, tie: usize, source: Span) {
        self.ensure_open();
        let place = self.place(source);
        let start = self.out.at();
        self.out.push(&format!("[{number}]"), place);
        self.out.marker(start, number.clone(), place, MarkerShape::Declared);
        if let Some(marker) = self.out.document().markers.last_mut() {
            marker.tie = Some(tie);
        }
    }

    pub(super) fn write_notes(&mut self) {
        for note in std::mem::take(&mut self.notes) {
            let Waiting { number, tie, source, content, frame } = note;
            let kind = Some(NoteKind::Footnote);
            let placed = PlacedNote { number, tie: Some(tie), source: Some(source), kind };
            self.out.open(PieceKind::Placed(placed), false);
            let own = std::mem::replace(&mut self.frame, frame);
            match content {
                Content::Text(nodes) => nodes.into_iter().for_each(|node| self.expression(node, 1)),
                Content::Cited(cited) => {
                    self.write_cited(&cited, 1);
                    // Styles of notes end each with a point.
                    if !self.out.since(0).trim_end().ends_with('.') {
                        self.out.push(".", source);
                    }
                }
            }
            self.frame = own;
            self.out.close();
        }
    }
}
