//! Notes: their marks in the text, their numbers, and their texts behind the body.

use std::rc::Rc;

use ibidem_citations::{BlockKind, NoteKind, NoteNumber, Span};

use super::citing::Cited;
use super::expanding::Frame;
use super::macros::option;
use super::{PieceKind, Reader};
use crate::document::{MarkerShape, PlacedNote};

/// A note whose text waits for the end of the body.
pub(super) struct Waiting {
    number: NoteNumber,
    tie: usize,
    kind: NoteKind,
    /// Where it stands in the source.
    source: Span,
    content: Content,
    frame: Rc<Frame>,
}

/// What a note says.
pub(super) enum Content {
    /// A stretch of the source.
    Text(Span),
    /// What a command cites.
    Cited(Vec<Cited>),
}

impl Reader<'_> {
    /// Commands that make notes, or marks of notes; gives the byte behind what it has read.
    pub(super) fn note_command(&mut self, name: &str, at: usize, behind: usize, end: usize) -> Option<usize> {
        match name {
            "footnote" | "endnote" | "thanks" | "sidenote" | "marginnote" | "pagenote" => {
                Some(self.note(name, at, behind, end))
            }
            "footnotetext" => Some(self.note_text(at, behind, end)),
            "footnotemark" => Some(self.mark(at, behind)),
            "footref" => {
                let close = self.closing(behind, end)?;
                self.refer(Span::new(behind + 1, close).of(self.source), Span::new(at, close + 1));
                Some(close + 1)
            }
            "setcounter" => {
                let value = self.source.get(behind..end)?.strip_prefix("{footnote}{")?.split('}').next()?;
                self.counted = value.trim().parse().ok()?;
                None
            }
            _ => None,
        }
    }

    /// Whether what is read is the text of a note.
    pub(super) fn is_in_note(&self) -> bool {
        matches!(self.out.kind(), Some(PieceKind::Placed(_)))
    }

    /// `\footnote{text}`: its marker stays here, its text goes behind the body.
    fn note(&mut self, name: &str, at: usize, behind: usize, end: usize) -> usize {
        let own = self.own_number(behind);
        let open = self.skip_options(behind, end);
        let open = open + super::typing::blank(self.source, open);
        let Some(close) = self.closing(open, end) else { return behind };
        // A note within a note is read where it stands.
        if self.is_in_note() {
            self.blank(Span::new(at, open));
            return open + 1;
        }
        let number = match (name, own) {
            ("thanks", _) => NoteNumber::Label("*".to_owned()),
            (_, Some(own)) => NoteNumber::Integer(own),
            _ => self.next_number(),
        };
        let kind =
            if matches!(name, "endnote" | "pagenote") { NoteKind::Endnote } else { NoteKind::Footnote };
        self.call(number, kind, Content::Text(Span::new(open + 1, close)), Span::new(at, close + 1));
        close + 1
    }

    /// A mark here, and its note behind the body.
    pub(super) fn call(&mut self, number: NoteNumber, kind: NoteKind, content: Content, source: Span) {
        let tie = self.next_tie();
        self.put_mark(&number, tie, source);
        self.wait(Waiting { number, tie, kind, source, content, frame: Rc::clone(&self.frame) });
    }

    fn wait(&mut self, note: Waiting) {
        if let Content::Text(span) = &note.content {
            for label in
                span.of(self.source).split("\\label{").skip(1).filter_map(|rest| rest.split('}').next())
            {
                self.labels.insert(label.to_owned(), (note.number.clone(), note.tie));
            }
        }
        if let NoteNumber::Integer(number) = note.number {
            self.numbered.insert(number, note.tie);
        }
        self.notes.push(note);
    }

    /// A mark whose text is still to come.
    fn await_text(&mut self, number: u32, tie: usize) {
        /// The text of an earlier mark will not come any more.
        const MOST: usize = 1_000;
        if self.marked.len() >= MOST {
            self.marked.pop_front();
        }
        self.marked.push_back((number, tie));
    }

    pub(super) fn next_number(&mut self) -> NoteNumber {
        self.counted = self.counted.saturating_add(1);
        NoteNumber::Integer(self.counted)
    }

    fn next_tie(&mut self) -> usize {
        self.ties += 1;
        self.ties
    }

    fn put_mark(&mut self, number: &NoteNumber, tie: usize, source: Span) {
        if !self.out.is_open() {
            self.out.open(PieceKind::Text(BlockKind::Paragraph), false);
        }
        let place = self.place(source.start, source.end);
        let start = self.out.at();
        self.out.push(&format!("[{number}]"), place);
        self.out.marker(start, number.clone(), place, MarkerShape::Declared);
        if let Some(marker) = self.out.document().markers.last_mut() {
            marker.tie = Some(tie);
        }
    }

    /// `\footnotemark`, `\footnotemark[3]`: the text comes later, or stands at a note before.
    fn mark(&mut self, at: usize, behind: usize) -> usize {
        let (said, close) =
            option(self.source, behind).map_or((None, behind), |(span, close)| (Some(span), close));
        let source = Span::new(at, close);
        match said.map(|span| span.of(self.source).trim()) {
            None => {
                let NoteNumber::Integer(number) = self.next_number() else { return close };
                let tie = self.next_tie();
                self.await_text(number, tie);
                self.put_mark(&NoteNumber::Integer(number), tie, source);
            }
            Some(said) if said.contains("\\value{footnote}") => self.mark_number(self.counted, source),
            Some(said) => {
                if let Ok(number) = said.parse() {
                    self.mark_number(number, source);
                } else {
                    let label = said.split("\\ref{").nth(1).and_then(|rest| rest.split('}').next());
                    self.refer(label.unwrap_or_default(), source);
                }
            }
        }
        close
    }

    /// A mark of a number: of the last note that has it, or of one whose text is still to come.
    fn mark_number(&mut self, number: u32, source: Span) {
        let wanted = NoteNumber::Integer(number);
        let known = self.numbered.get(&number).copied();
        let tie = known.unwrap_or_else(|| {
            let tie = self.next_tie();
            self.await_text(number, tie);
            tie
        });
        self.put_mark(&wanted, tie, source);
    }

    /// A further mark of the note with a label.
    fn refer(&mut self, label: &str, source: Span) {
        if let Some((number, tie)) = self.labels.get(label).cloned() {
            self.put_mark(&number, tie, source);
        }
    }

    /// `\textsuperscript{\ref{label}}` of a note’s label.
    pub(super) fn note_again(&mut self, first: usize, last: usize) -> bool {
        let inside = Span::new(first, last).of(self.source).trim();
        let label = inside.strip_prefix("\\ref{").and_then(|rest| rest.strip_suffix('}'));
        let known = label.filter(|label| self.labels.contains_key(*label) && !self.is_in_note());
        if let Some(label) = known {
            self.refer(label, Span::new(first, last));
        }
        known.is_some()
    }

    /// `\footnotetext{text}`: the text of the earliest mark that has none yet.
    fn note_text(&mut self, at: usize, behind: usize, end: usize) -> usize {
        let own = self.own_number(behind);
        let open = self.skip_options(behind, end);
        let Some(close) = self.closing(open, end) else { return behind };
        self.text_of_mark(own, Content::Text(Span::new(open + 1, close)), Span::new(at, close + 1));
        close + 1
    }

    /// A note whose mark stands elsewhere.
    pub(super) fn text_of_mark(&mut self, own: Option<u32>, content: Content, source: Span) {
        let i = self.marked.iter().position(|(number, _)| own.is_none_or(|own| own == *number));
        let (number, tie) = match i {
            Some(i) => self.marked.remove(i).unwrap_or_default(),
            None => (own.unwrap_or(self.counted.max(1)), self.next_tie()),
        };
        let number = NoteNumber::Integer(number);
        let frame = Rc::clone(&self.frame);
        self.wait(Waiting { number, tie, kind: NoteKind::Footnote, source, content, frame });
    }

    /// `\footnote[7]{…}`
    fn own_number(&self, behind: usize) -> Option<u32> {
        let (said, _) = option(self.source, behind)?;
        said.of(self.source).trim().parse().ok()
    }

    /// Notes begin anew with a chapter, if the class has it so.
    pub(super) fn begin_chapter(&mut self) {
        if self.settings.counts_by_chapter {
            self.counted = 0;
        }
    }

    pub(super) fn write_notes(&mut self) {
        for note in std::mem::take(&mut self.notes) {
            let Waiting { number, tie, kind, source, content, frame } = note;
            let source = frame.at().unwrap_or(source);
            let placed = PlacedNote { number, tie: Some(tie), source: Some(source), kind: Some(kind) };
            self.out.open(PieceKind::Placed(placed), false);
            match content {
                Content::Text(text) => self.within(frame, text, 1),
                Content::Cited(cited) => {
                    let own = std::mem::replace(&mut self.frame, frame);
                    self.write_cited(&cited, 1);
                    // BibLaTeX ends such a note with a point.
                    if !self.out.since(0).trim_end().ends_with('.') {
                        self.out.push(".", source);
                    }
                    self.frame = own;
                }
            }
            self.out.close();
        }
    }

    /// The lists of references that a stretch names, wherever it does so.
    pub(super) fn name_lists(&mut self) {
        let parts = self.sources.texts(self.own).into_iter().map(|(part, span)| (Some(part), span));
        for (asking, span) in std::iter::once((None, Span::new(0, self.own))).chain(parts) {
            for reference in super::references(span.of(self.source)).into_iter().filter(|found| found.is_list)
            {
                self.keys.lists.extend(self.sources.part(asking, &reference.name));
            }
        }
    }
}
