//! bytes → Document: the text of one file, and where each byte of it came from.

use ibidem_citations::import;
use ibidem_citations::{BlockKind, Metadata, NoteKind, NoteNumber, Run, Span};

/// What a reader makes of one file: its text in file order, without markup.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The text; pieces are parted by a line end.
    pub text: String,
    /// Where each byte of the text stands in the source.
    pub map: SourceMap,
    /// Paragraphs, headings, rules and definitions of notes, in file order.
    pub pieces: Vec<Piece>,
    /// Stretches that are set apart, in order of their start.
    pub runs: Vec<Run>,
    /// What is a marker or looks like one, in file order.
    pub markers: Vec<RawMarker>,
    /// Notes that stand within the text of a piece, in file order.
    pub inline_notes: Vec<Span>,
    /// What the document says of itself in a header made for that.
    pub metadata: Metadata,
    /// The language that the document says it is in, as the first part of a BCP 47 tag.
    pub language: Option<String>,
    /// What had to be guessed in reading it.
    pub guesses: Vec<Guess>,
    /// Where paragraphs begin in the source, for formats whose lines mean nothing to an author.
    pub paragraphs: Vec<usize>,
    /// What it says by keys.
    pub keys: DocumentKeys,
    /// What could not be read of it.
    pub faults: Vec<Fault>,
}

/// A part of a source that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The byte of the source at which it stands.
    pub at: usize,
    /// What is wrong with it, without full stop.
    pub message: String,
}

/// A file that a document includes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePart {
    /// Its path from the folder of the document.
    pub name: String,
    /// Its bytes in the source, where it stands behind the document.
    pub span: Span,
}

/// What a document says by keys, and what its lists have of them.
#[derive(Clone, Debug, Default)]
pub struct DocumentKeys {
    /// What is cited by keys and printed, in the order of the text.
    pub cited: Vec<CitedByKey>,
    /// The entries that are cited, in the order of the lists; their spans are bytes of the source.
    pub entries: Vec<import::Entry>,
    /// Keys of the entries that nothing cites, and where they stand in the source.
    pub uncited: Vec<(String, Span)>,
    /// Keys that an entry has after another one, and where both stand in the source, the later one first.
    pub repeated: Vec<(String, Span, Span)>,
    /// Whether lists are named, and all files of the document could be read.
    pub is_whole: bool,
}

/// A work that is cited by its key.
#[derive(Clone, Debug, PartialEq)]
pub struct CitedByKey {
    /// The key; where a list has it under another name, that one.
    pub key: String,
    /// Where the key stands in [`Document::text`].
    pub at: Span,
    /// From its key to its locator.
    pub span: Span,
    /// The words before it.
    pub prefix: Option<Span>,
    /// What is said behind it: a locator, or other words.
    pub postnote: Option<Span>,
    /// Whether it belongs to the citation before it.
    pub continues: bool,
    /// Whether a list has an entry for it.
    pub is_listed: bool,
}

/// A block of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its text.
    pub span: Span,
    /// What it is.
    pub kind: PieceKind,
    /// Whether it is a further paragraph of the list item or note before it.
    pub continues: bool,
    /// How many bytes at its start are its printed number and the blank behind that.
    pub skip: usize,
}

/// What a block of the file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// A block of text.
    Text(BlockKind),
    /// An item of a numbered list, with its printed number.
    Numbered(NoteNumber),
    /// The text of a note, as the format declares it.
    Note(NoteNumber),
    /// The text of a note that stands where it is printed: known by its links, or by its place on the page.
    Placed(PlacedNote),
    /// An entry of a list of references that is written out under a key.
    Entry(String),
    /// A rule or a page break, without text.
    Rule,
}

/// A note that stands where it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedNote {
    /// Its printed number.
    pub number: NoteNumber,
    /// By what its markers name it, where they do so otherwise than by its number.
    pub tie: Option<usize>,
    /// Its bytes in the source, markup included, where they are no whole lines.
    pub source: Option<Span>,
    /// Where it is printed, if its format says so.
    pub kind: Option<NoteKind>,
}

/// Text that is a marker, or could be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMarker {
    /// Its text in [`Document::text`].
    pub span: Span,
    /// What it says.
    pub number: NoteNumber,
    /// Its bytes in the source, markup included.
    pub source: Span,
    /// How sure it is that this is a marker.
    pub shape: MarkerShape,
    /// The note that it names otherwise than by a number: the [`PlacedNote::tie`] of that.
    pub tie: Option<usize>,
}

/// How a marker is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkerShape {
    /// The format says that it is one: `[^7]`.
    Declared,
    /// Set as superscript: `<sup>7</sup>`, `⁷`, and perhaps an exponent.
    Raised,
    /// In brackets: `[7]`, and perhaps something else.
    Bracketed,
    /// A number right behind a word or its point, as where the raising was lost.
    Plain,
}

/// Something about the file that had to be guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guess {
    /// The encoding, where it is not UTF-8.
    Encoding {
        /// The name of the encoding.
        name: &'static str,
        /// How many places could not be decoded and read U+FFFD.
        lost: usize,
    },
    /// NUL bytes were read as spaces.
    NulBytes {
        /// How many.
        count: usize,
    },
    /// Parts of a package end in the middle, and were read that far.
    Broken {
        /// How many.
        count: usize,
    },
    /// Elements were nested over the limit, and read as if they stood beside each other.
    Depth {
        /// How many.
        count: usize,
    },
}

/// Leads from bytes of a text back to bytes of the source file.
///
/// Pieces are in order of the text; what the source has between them is markup.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    pieces: Vec<MapPiece>,
    /// Whether the next piece stands apart from the last one in the source.
    is_parted: bool,
}

#[derive(Clone, Copy, Debug)]
struct MapPiece {
    text: Span,
    source: Span,
    /// What stands before this piece in the text does not stand before it in the source.
    jump: bool,
}

impl MapPiece {
    /// Text and source are of one length, so that offsets inside correspond.
    fn is_even(self) -> bool {
        self.text.len() == self.source.len()
    }

    fn source_of(self, span: Span) -> Span {
        if !self.is_even() {
            return self.source;
        }
        let start = span.start.max(self.text.start) - self.text.start;
        let end = span.end.min(self.text.end) - self.text.start;
        Span::new(self.source.start + start, self.source.start + end)
    }
}

impl SourceMap {
    /// Adds a piece behind those that are there. Where `text` and `source` are of one length, each
    /// byte of the one is taken to stand for the same byte of the other.
    pub fn push(&mut self, text: Span, source: Span) {
        self.push_piece(MapPiece { text, source, jump: false });
    }

    /// Forgets what stands from `end` on; a piece that goes beyond it is shortened, if it is even.
    pub(crate) fn truncate(&mut self, end: usize) {
        while self.pieces.last().is_some_and(|last| last.text.start >= end) {
            self.pieces.pop();
        }
        if let Some(last) = self.pieces.last_mut().filter(|last| last.text.end > end) {
            if last.is_even() {
                last.source.end = last.source.start + (end - last.text.start);
            }
            last.text.end = end;
        }
    }

    /// Says that the next piece stands apart from the last one in the source, as behind a page break.
    pub(crate) fn part(&mut self) {
        self.is_parted = true;
    }

    fn push_piece(&mut self, piece: MapPiece) {
        let piece = MapPiece { jump: piece.jump || std::mem::take(&mut self.is_parted), ..piece };
        if let Some(last) = self.pieces.last_mut()
            && !piece.jump
            && (last.text.end, last.source.end) == (piece.text.start, piece.source.start)
            && last.is_even()
            && piece.is_even()
        {
            last.text.end = piece.text.end;
            last.source.end = piece.source.end;
            return;
        }
        self.pieces.push(piece);
    }

    /// Adds what another map says of `span`, for a copy of that text which starts at `at`.
    pub fn copy(&mut self, other: &SourceMap, span: Span, at: usize) {
        let first = other.pieces.partition_point(|piece| piece.text.end <= span.start);
        let mut jump = true;
        for piece in other.pieces[first..].iter().take_while(|piece| piece.text.start < span.end) {
            let start = piece.text.start.max(span.start);
            let end = piece.text.end.min(span.end);
            let text = Span::new(at + start - span.start, at + end - span.start);
            let source = piece.source_of(Span::new(start, end));
            self.push_piece(MapPiece { text, source, jump: jump || piece.jump });
            jump = false;
        }
    }

    /// The source of a stretch of text, from its first byte to its last, markup between them included.
    ///
    /// Of a stretch that the source has in several places, as over a page break, the longest.
    pub fn source(&self, span: Span) -> Span {
        let sources = self.sources(span);
        // The first of equally long ones.
        sources.into_iter().rev().max_by_key(|source| source.len()).unwrap_or_else(|| {
            let at = self.source_of_point(span.start);
            Span::new(at, at)
        })
    }

    /// The source of a stretch of text, one span for each place that the source has of it.
    pub fn sources(&self, span: Span) -> Vec<Span> {
        let mut sources: Vec<Span> = Vec::new();
        if span.is_empty() {
            return sources;
        }
        let first = self.pieces.partition_point(|piece| piece.text.end <= span.start);
        for piece in self.pieces[first..].iter().take_while(|piece| piece.text.start < span.end) {
            let source = piece.source_of(span);
            match sources.last_mut() {
                Some(last) if !piece.jump && last.start <= source.start => {
                    last.end = last.end.max(source.end);
                }
                _ => sources.push(source),
            }
        }
        sources
    }

    /// The pieces of a stretch of text with their sources, in its order.
    ///
    /// Where the two are of one length, each byte stands for the same byte; else the whole for the whole.
    pub(crate) fn pieces(&self, span: Span) -> impl Iterator<Item = (Span, Span)> {
        let first = self.pieces.partition_point(|piece| piece.text.end <= span.start);
        let pieces = self.pieces[first..].iter().take_while(move |piece| piece.text.start < span.end);
        pieces.map(move |piece| {
            let text = Span::new(piece.text.start.max(span.start), piece.text.end.min(span.end));
            (text, piece.source_of(span))
        })
    }

    /// Translates the source side: from bytes of a decoded text to bytes of the file.
    pub fn translate(&mut self, to_file: impl Fn(Span) -> Vec<(Span, Span)>) {
        let pieces = std::mem::take(&mut self.pieces);
        for piece in pieces {
            let parts = to_file(piece.source);
            if !piece.is_even() {
                let whole = parts.iter().map(|(_, file)| *file).reduce(Span::to).unwrap_or(piece.source);
                self.pieces.push(MapPiece { source: whole, ..piece });
                continue;
            }
            for (i, (decoded, file)) in parts.into_iter().enumerate() {
                let start = piece.text.start + (decoded.start - piece.source.start);
                let text = Span::new(start, start + decoded.len());
                self.push_piece(MapPiece { text, source: file, jump: piece.jump && i == 0 });
            }
        }
    }

    /// Parts what stands in different files of the source, each of which starts at one of these bytes.
    pub(crate) fn part_files(&mut self, starts: &[usize]) {
        let file = |at: usize| starts.partition_point(|start| *start <= at);
        let mut before = None;
        for piece in &mut self.pieces {
            let own = file(piece.source.start);
            piece.jump |= before.is_some_and(|before| before != own);
            before = Some(own);
        }
    }

    fn source_of_point(&self, at: usize) -> usize {
        let i = self.pieces.partition_point(|piece| piece.text.end < at);
        match self.pieces.get(i) {
            Some(piece) if piece.is_even() && at >= piece.text.start => {
                piece.source.start + (at - piece.text.start)
            }
            Some(piece) => piece.source.start,
            None => self.pieces.last().map_or(0, |piece| piece.source.end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize) -> Span {
        Span::new(start, end)
    }

    /// Source `a *b* c`, text `a b c`.
    fn with_markup() -> SourceMap {
        let mut map = SourceMap::default();
        map.push(span(0, 2), span(0, 2));
        map.push(span(2, 3), span(3, 4));
        map.push(span(3, 5), span(5, 7));
        map
    }

    #[test]
    fn markup_between_is_included() {
        assert_eq!(with_markup().source(span(0, 5)), span(0, 7));
        assert_eq!(with_markup().source(span(2, 3)), span(3, 4));
    }

    #[test]
    fn uneven_pieces_map_as_a_whole() {
        let mut map = SourceMap::default();
        map.push(span(0, 1), span(0, 5)); // “&” from “&amp;”
        map.push(span(1, 3), span(5, 7));
        assert_eq!(map.source(span(0, 1)), span(0, 5));
        assert_eq!(map.source(span(0, 2)), span(0, 6));
    }

    #[test]
    fn a_stretch_over_a_page_break_has_two_sources() {
        let source = with_markup();
        let mut map = SourceMap::default();
        map.copy(&source, span(4, 5), 0);
        map.copy(&source, span(0, 2), 1);
        assert_eq!(map.sources(span(0, 3)), [span(6, 7), span(0, 2)]);
        assert_eq!(map.source(span(0, 3)), span(0, 2));
    }

    #[test]
    fn an_empty_span_maps_to_an_empty_span() {
        assert_eq!(with_markup().source(span(4, 4)), span(6, 6));
        assert_eq!(SourceMap::default().source(span(3, 3)), span(0, 0));
    }
}
