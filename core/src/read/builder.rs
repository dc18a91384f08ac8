//! Puts a document together, piece by piece; shared by the readers.

use ibidem_citations::{NoteNumber, Run, RunStyle, Span};

use crate::document::{Document, MarkerShape, Piece, PieceKind, RawMarker};

/// A document in the making.
#[derive(Default)]
pub(crate) struct Builder {
    document: Document,
    open: Option<Piece>,
}

impl Builder {
    /// Starts a piece; one that is open is closed.
    pub(crate) fn open(&mut self, kind: PieceKind, continues: bool) {
        self.close();
        let at = self.at();
        self.open = Some(Piece { span: Span::new(at, at), kind, continues, skip: 0 });
    }

    /// Whether a piece is open.
    pub(crate) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// What the piece is that is open.
    pub(crate) fn kind(&self) -> Option<&PieceKind> {
        self.open.as_ref().map(|piece| &piece.kind)
    }

    /// Says how long the number at the start of the open piece is.
    pub(crate) fn skip(&mut self, length: usize) {
        if let Some(piece) = &mut self.open {
            piece.skip = length;
        }
    }

    /// Ends the piece that is open; one without text is dropped.
    pub(crate) fn close(&mut self) {
        let Some(mut piece) = self.open.take() else { return };
        let text = &self.document.text[piece.span.start..];
        let end = piece.span.start + text.trim_end().len();
        if end == piece.span.start {
            return;
        }
        piece.span.end = end;
        self.document.pieces.push(piece);
        self.document.text.push('\n');
    }

    /// Adds a rule or page break.
    pub(crate) fn rule(&mut self) {
        self.close();
        let at = self.at();
        self.document.pieces.push(Piece {
            span: Span::new(at, at),
            kind: PieceKind::Rule,
            continues: false,
            skip: 0,
        });
    }

    /// Adds text that stands in the source from `source` on, byte for byte.
    pub(crate) fn verbatim(&mut self, text: &str, source: usize) {
        // A soft hyphen is a hint for setting lines and no part of a word.
        let mut from = 0;
        for (at, hyphen) in text.match_indices('\u{AD}') {
            self.push(&text[from..at], Span::new(source + from, source + at));
            from = at + hyphen.len();
        }
        self.push(&text[from..], Span::new(source + from, source + text.len()));
    }

    /// Adds text that stands for other bytes of the source.
    pub(crate) fn push(&mut self, text: &str, source: Span) {
        if text.is_empty() {
            return;
        }
        let at = self.at();
        self.document.text.push_str(text);
        self.document.map.push(Span::new(at, self.at()), source);
    }

    /// Takes back the text from a place on.
    pub(crate) fn take_back(&mut self, from: usize) {
        self.document.text.truncate(from);
        self.document.map.truncate(from);
    }

    /// Adds a space for white space of the source, unless there is one.
    pub(crate) fn space(&mut self, source: Span) {
        if !self.document.text.ends_with([' ', '\n']) && !self.document.text.is_empty() {
            self.push(" ", source);
        }
    }

    /// The end of the text so far.
    pub(crate) fn at(&self) -> usize {
        self.document.text.len()
    }

    /// The text since a place.
    pub(crate) fn since(&self, at: usize) -> &str {
        self.document.text.get(at..).unwrap_or_default()
    }

    /// Sets the text since a place apart.
    pub(crate) fn run(&mut self, start: usize, style: RunStyle) {
        let span = Span::new(start, self.at());
        if !span.is_empty() {
            self.document.runs.push(Run { span, style });
        }
    }

    /// Sets the text since a place apart, as one with what stands right before it and looks the same.
    pub(crate) fn run_on(&mut self, start: usize, style: RunStyle) {
        // Runs of several styles can end where this one starts; more than a few do not.
        let before = self.document.runs.iter_mut().rev().take(8);
        let end = self.document.text.len();
        match before.into_iter().find(|run| run.span.end == start && run.style == style) {
            Some(run) => run.span.end = end,
            None => self.run(start, style),
        }
    }

    /// Marks the text since a place as a marker.
    pub(crate) fn marker(&mut self, start: usize, number: NoteNumber, source: Span, shape: MarkerShape) {
        let span = Span::new(start, self.at());
        self.document.markers.push(RawMarker { span, number, source, shape, tie: None });
    }

    /// The document so far, for what no other call offers.
    pub(crate) fn document(&mut self) -> &mut Document {
        &mut self.document
    }

    /// The whole document.
    pub(crate) fn finish(mut self) -> Document {
        self.close();
        // Runs are noted when they end; an outer one goes before the inner ones.
        self.document.runs.sort_by_key(|run| (run.span.start, std::cmp::Reverse(run.span.end)));
        self.document.markers.sort_by_key(|marker| marker.span);
        self.document
    }
}

/// The number that a superscript text is, if it is one: `7`, `*`, `12`, not `st`.
pub(crate) fn marker_number(text: &str) -> Option<NoteNumber> {
    let text = text.trim().trim_matches(['[', ']', '(', ')']).trim_end_matches(['.', ',']);
    let is_sign = !text.is_empty() && text.chars().all(|c| "*†‡§¶".contains(c)) && text.chars().count() <= 4;
    let is_number = !text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_sign || is_number).then(|| NoteNumber::read(text))
}

/// The numbers that a superscript text is: `7`, `7,8`, `1–3`.
pub(crate) fn marker_numbers(text: &str) -> Option<Vec<NoteNumber>> {
    /// A wider range is one of pages or years.
    const WIDEST: u32 = 12;
    let mut numbers = Vec::new();
    for part in text.split([',', ';']) {
        let ends =
            part.split_once(['-', '–', '—']).map(|(first, last)| (first.trim().parse(), last.trim().parse()));
        match ends {
            Some((Ok(first), Ok(last))) if first < last && last - first < WIDEST => {
                numbers.extend((first..=last).map(NoteNumber::Integer));
            }
            Some(_) => return None,
            None => numbers.push(marker_number(part)?),
        }
    }
    (!numbers.is_empty()).then_some(numbers)
}

/// The number written in superscript digits at the start of a text, and its length in bytes.
pub(crate) fn raised_digits(text: &str) -> Option<(NoteNumber, usize)> {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digits: String = text
        .chars()
        .map_while(|c| RAISED.iter().position(|raised| *raised == c))
        .take(6)
        .filter_map(|d| char::from_digit(u32::try_from(d).ok()?, 10))
        .collect();
    let length = text.chars().take(digits.len()).map(char::len_utf8).sum();
    (!digits.is_empty()).then(|| (NoteNumber::read(&digits), length))
}
