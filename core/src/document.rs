//! bytes → Document: the text of one file, and where each byte of it came from.

use ibidem_citations::{BlockKind, Metadata, NoteNumber, Run, Span};

/// What a reader makes of one file: its text in file order, without markup.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The text; blocks are parted by a blank line.
    pub text: String,
    /// Where each byte of the text stands in the source.
    pub map: SourceMap,
    /// Paragraphs, headings, rules and definitions of notes, in file order.
    pub blocks: Vec<Piece>,
    /// Stretches that are set apart.
    pub runs: Vec<Run>,
    /// Markers that the format itself declares or that look like one, in file order.
    pub markers: Vec<RawMarker>,
    /// What the document says of itself in a header made for that.
    pub metadata: Metadata,
    /// What had to be guessed about the file as a whole.
    pub guesses: Vec<Guess>,
}

/// A block of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its text.
    pub span: Span,
    /// What it is.
    pub kind: PieceKind,
}

/// What a block of the file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// A block of text.
    Text(BlockKind),
    /// An item of a numbered list, with its printed number.
    Numbered(NoteNumber),
    /// The text of a note, as the format declares it; paragraphs after the first repeat the label.
    Note(NoteNumber),
    /// A rule or a page break, without text.
    Rule,
}

/// A marker: where it stands in the text, from which it is left out, and where in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMarker {
    /// The place in [`Document::text`].
    pub at: usize,
    /// What it says.
    pub number: NoteNumber,
    /// Its bytes in the source, markup included.
    pub source: Span,
    /// Whether the format itself says that it is one.
    pub declared: bool,
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
}

/// Leads from bytes of a text back to bytes of the source file.
///
/// Pieces are in order of the text. What the source has between them is markup.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    pieces: Vec<MapPiece>,
}

#[derive(Clone, Copy, Debug)]
struct MapPiece {
    text: Span,
    source: Span,
}

impl MapPiece {
    /// Text and source are the same bytes, so that offsets inside correspond.
    fn is_verbatim(self) -> bool {
        self.text.len() == self.source.len()
    }
}

impl SourceMap {
    /// Adds a piece behind those that are there; `text` and `source` of one length are the same bytes.
    pub fn push(&mut self, text: Span, source: Span) {
        if let Some(last) = self.pieces.last_mut()
            && last.text.end == text.start
            && last.source.end == source.start
            && last.is_verbatim()
            && text.len() == source.len()
        {
            last.text.end = text.end;
            last.source.end = source.end;
            return;
        }
        self.pieces.push(MapPiece { text, source });
    }

    /// The source of a stretch of text: from the first of its bytes to the last, markup between them included.
    pub fn source(&self, span: Span) -> Span {
        if span.is_empty() {
            let at = self.source_of_point(span.start);
            return Span::new(at, at);
        }
        let first = self.pieces.partition_point(|piece| piece.text.end <= span.start);
        let behind = self.pieces.partition_point(|piece| piece.text.start < span.end);
        let Some(touched) = self.pieces.get(first..behind).filter(|touched| !touched.is_empty()) else {
            let at = self.source_of_point(span.start);
            return Span::new(at, at);
        };
        // A stretch that runs over a page break can come from a later place first.
        touched.iter().map(|piece| piece_source(*piece, span)).reduce(Span::to).unwrap_or_default()
    }

    fn source_of_point(&self, at: usize) -> usize {
        let i = self.pieces.partition_point(|piece| piece.text.end < at);
        match self.pieces.get(i) {
            Some(piece) if piece.is_verbatim() && at >= piece.text.start => {
                piece.source.start + (at - piece.text.start)
            }
            Some(piece) => piece.source.start,
            None => self.pieces.last().map_or(0, |piece| piece.source.end),
        }
    }
}

fn piece_source(piece: MapPiece, span: Span) -> Span {
    if !piece.is_verbatim() {
        return piece.source;
    }
    let start = span.start.max(piece.text.start) - piece.text.start;
    let end = span.end.min(piece.text.end) - piece.text.start;
    Span::new(piece.source.start + start, piece.source.start + end)
}
