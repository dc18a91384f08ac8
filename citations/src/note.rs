//! A footnote, an endnote, or an entry of a reference list.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Citation, CitationItem, Span};

/// One note: its number, where it stands, and what it cites.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Note {
    /// Unique in the paper: `n1`, `n2` …
    pub id: String,
    /// The printed number, which may occur twice.
    pub number: NoteNumber,
    /// Where notes of this kind stand.
    pub kind: NoteKind,
    /// Its text within [`Paper::text`](crate::Paper::text), without its number.
    pub span: Span,
    /// Its source text, markup and all.
    pub raw: String,
    /// Where its markers stand in the body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub anchors: Vec<usize>,
    /// What had to be guessed about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<NoteFlag>,
    /// What it cites; empty for a note that only talks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
}

impl Note {
    /// The cited items of all its citations, in order.
    pub fn items(&self) -> impl DoubleEndedIterator<Item = &CitationItem> {
        self.citations.iter().flat_map(|citation| &citation.items)
    }
}

/// A printed number: an integer, or a label such as `*` or `iv`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum NoteNumber {
    /// 1, 2, 3.
    Integer(u32),
    /// `*`, `†`, `iv`, or the label of a Markdown note.
    Label(String),
}

impl NoteNumber {
    /// Reads a printed number.
    pub fn read(label: &str) -> Self {
        label.parse().map_or_else(|_| Self::Label(label.to_owned()), Self::Integer)
    }
}

impl fmt::Display for NoteNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(n) => write!(f, "{n}"),
            Self::Label(label) => f.write_str(label),
        }
    }
}

/// Where a note stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// At the foot of the page, or of unknown place.
    Footnote,
    /// In a section of its own.
    Endnote,
    /// An entry of a reference list.
    Reference,
}

/// A guess that the reader had to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NoteFlag {
    /// Its text was put together over a page break.
    JoinedOverPage,
    /// No rule, heading or other sign of notes stands before it.
    NoRuleBefore,
    /// Its number does not follow the one before.
    OutOfSequence,
    /// Its number was used before.
    RepeatedNumber,
    /// No marker in the body points to it.
    WithoutMarker,
    /// More than one marker in the body points to it.
    SeveralMarkers,
}

impl NoteFlag {
    /// What was guessed, in words for the reader of a report.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::JoinedOverPage => "joined over a page break",
            Self::NoRuleBefore => "no rule or heading before it",
            Self::OutOfSequence => "its number does not follow the one before",
            Self::RepeatedNumber => "its number was used before",
            Self::WithoutMarker => "no marker in the text points to it",
            Self::SeveralMarkers => "several markers point to it",
        }
    }
}
