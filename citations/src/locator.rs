//! The place within a work that a citation points to.

use serde::{Deserialize, Serialize};

use crate::Span;

/// A locator: its kind, and its value as written (“130-131”, “xii”).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Locator {
    /// What the value counts.
    pub label: LocatorLabel,
    /// The value as written, without its label.
    pub value: String,
    /// Where the value stands.
    pub span: Span,
}

/// The locator terms of CSL 1.0.2 that occur in notes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LocatorLabel {
    /// A page; also where no label is printed.
    #[default]
    Page,
    /// An article of a statute or treaty.
    ArticleLocator,
    /// A chapter.
    Chapter,
    /// A column.
    Column,
    /// A figure.
    Figure,
    /// A folio.
    Folio,
    /// A line.
    Line,
    /// A note within the cited work.
    Note,
    /// A paragraph.
    Paragraph,
    /// A part.
    Part,
    /// A section.
    Section,
    /// An entry of a dictionary (“s.v.”).
    SubVerbo,
    /// A table.
    Table,
    /// A verse.
    Verse,
    /// A volume.
    Volume,
}

impl LocatorLabel {
    /// The CSL term.
    pub fn term(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::ArticleLocator => "article-locator",
            Self::Chapter => "chapter",
            Self::Column => "column",
            Self::Figure => "figure",
            Self::Folio => "folio",
            Self::Line => "line",
            Self::Note => "note",
            Self::Paragraph => "paragraph",
            Self::Part => "part",
            Self::Section => "section",
            Self::SubVerbo => "sub-verbo",
            Self::Table => "table",
            Self::Verse => "verse",
            Self::Volume => "volume",
        }
    }
}
