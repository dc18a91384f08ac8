//! Elements → Document: what the readers of XML and RTF have in common in writing it.

use ibidem_citations::{BlockKind, NoteNumber, RunStyle, Span};

use super::reference;
use crate::document::{Document, MarkerShape, PieceKind, PlacedNote};
use crate::read::builder::Builder;

/// A document in the making: pieces that open at their first text, runs that go on over pieces.
pub(in crate::read) struct Flow<'a> {
    pub(in crate::read) out: Builder,
    source: &'a str,
    /// What the next text belongs to.
    next: PieceKind,
    continues: bool,
    /// Runs that are open: by what they are closed, where they start, and their style.
    runs: Vec<(usize, usize, RunStyle)>,
    /// Where the paragraphs begin in the source.
    paragraphs: Vec<usize>,
}

impl<'a> Flow<'a> {
    pub(in crate::read) fn new(source: &'a str) -> Self {
        Self {
            out: Builder::default(),
            source,
            next: PieceKind::Text(BlockKind::Paragraph),
            continues: false,
            runs: Vec::new(),
            paragraphs: Vec::new(),
        }
    }

    /// Begins a paragraph, of which the next text is the first.
    pub(in crate::read) fn begin(&mut self, kind: PieceKind, continues: bool, at: usize) {
        self.end();
        self.paragraphs.push(at);
        self.next = kind;
        self.continues = continues;
    }

    /// Ends the paragraph that is open; runs go on in the next.
    pub(in crate::read) fn end(&mut self) {
        if !self.out.is_open() {
            return;
        }
        let at = self.out.at();
        for (_, start, style) in &self.runs {
            if at > *start {
                self.out.run(*start, style.clone());
            }
        }
        self.out.close();
        let at = self.out.at();
        for (_, start, _) in &mut self.runs {
            *start = at;
        }
    }

    fn ready(&mut self) {
        if !self.out.is_open() {
            self.out.open(self.next.clone(), self.continues);
            let at = self.out.at();
            for (_, start, _) in &mut self.runs {
                *start = (*start).max(at);
            }
        }
    }

    /// Text of the source with its references; blanks are made one where they do not count.
    pub(in crate::read) fn text(&mut self, span: Span, preserves: bool) {
        let text = span.of(self.source);
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let blank = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_whitespace()).len();
            if blank > 0 {
                let source = Span::new(span.start + at, span.start + at + blank);
                if preserves && self.out.is_open() {
                    self.out.push(&" ".repeat(blank), source);
                } else if self.out.is_open() {
                    self.out.space(source);
                }
                at += blank;
            } else if let Some((meaning, length)) = reference(rest) {
                self.character(meaning, Span::new(span.start + at, span.start + at + length));
                at += length;
            } else {
                self.ready();
                // An ampersand that begins no reference is one itself.
                let first = rest.chars().next().map_or(1, char::len_utf8);
                let more = rest.get(first..).unwrap_or_default();
                let end = more.find(|c: char| c == '&' || c.is_ascii_whitespace());
                let end = end.map_or(rest.len(), |end| end + first);
                self.out.verbatim(rest.get(..end).unwrap_or_default(), span.start + at);
                at += end;
            }
        }
    }

    /// Text that stands in the source just so.
    pub(in crate::read) fn verbatim(&mut self, text: &str, at: usize) {
        if !text.is_empty() {
            self.ready();
            self.out.verbatim(text, at);
        }
    }

    /// A character that stands for other bytes of the source.
    pub(in crate::read) fn character(&mut self, c: char, source: Span) {
        match c {
            // A hint for setting lines, and no part of a word.
            '\u{AD}' => {}
            c if c.is_ascii_whitespace() => self.space(source),
            c => {
                self.ready();
                self.out.push(c.encode_utf8(&mut [0; 4]), source);
            }
        }
    }

    /// Text that stands for other bytes of the source.
    pub(in crate::read) fn push(&mut self, text: &str, source: Span) {
        if !text.is_empty() {
            self.ready();
            self.out.push(text, source);
        }
    }

    /// A space, unless there is one.
    pub(in crate::read) fn space(&mut self, source: Span) {
        if self.out.is_open() {
            self.out.space(source);
        }
    }

    /// Sets apart what follows, until [`Flow::close_runs`] of the same key.
    pub(in crate::read) fn open_run(&mut self, key: usize, style: RunStyle) {
        if !self.runs.iter().any(|(_, _, open)| *open == style) {
            self.runs.push((key, self.out.at(), style));
        }
    }

    /// Ends the runs of a key.
    pub(in crate::read) fn close_runs(&mut self, key: usize) {
        while let Some(place) = self.runs.iter().rposition(|(open, ..)| *open == key) {
            let (_, start, style) = self.runs.remove(place);
            // Word parts what looks alike wherever it was once changed.
            self.out.run_on(start, style);
        }
    }

    /// A marker that the format declares; within a note it is no text, and only says that its note is called.
    pub(in crate::read) fn marker(&mut self, number: &NoteNumber, tie: usize, source: Span, in_note: bool) {
        self.ready();
        let start = self.out.at();
        if !in_note {
            self.out.push(&number.to_string(), source);
        }
        self.out.marker(start, number.clone(), source, MarkerShape::Declared);
        if let Some(marker) = self.out.document().markers.last_mut() {
            marker.tie = Some(tie);
        }
    }

    /// The document, and where its paragraphs begin in the source.
    pub(in crate::read) fn finish(mut self) -> (Document, Vec<usize>) {
        self.end();
        (self.out.finish(), self.paragraphs)
    }
}

/// What a note is that its format declares.
#[derive(Clone, Debug)]
pub(in crate::read) struct Declared {
    pub(in crate::read) number: NoteNumber,
    pub(in crate::read) tie: usize,
    /// Its element.
    pub(in crate::read) source: Span,
}

impl Declared {
    pub(in crate::read) fn piece(&self) -> PieceKind {
        PieceKind::Placed(PlacedNote {
            number: self.number.clone(),
            tie: Some(self.tie),
            source: Some(self.source),
            kind: None,
        })
    }
}
