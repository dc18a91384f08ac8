//! All that is known of one document: what checkers see.

use serde::{Deserialize, Serialize};

use crate::written::{WrittenBlock, WrittenRun};
use crate::{Bibliography, CitationItem, Date, Keys, ManagedWork, Name, Note, NoteNumber, Span};

/// One document: its text, its notes, and the bibliography that they imply.
///
/// All spans are bytes of [`Paper::text`], which holds the body first and then every note,
/// each in one piece even where the source has it on two pages; behind them stand keys of entries
/// that nothing cites.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Paper {
    /// Body and notes, without markup.
    pub text: String,
    /// The body: all of the text that is no note.
    pub body: Span,
    /// BCP 47 tag of the body's language, where it could be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What the document says of itself.
    #[serde(default)]
    pub metadata: Metadata,
    /// Paragraphs and headings of the body, in order.
    #[serde(default)]
    pub blocks: Vec<Block>,
    /// Stretches of body and notes that are set apart, in order of their start.
    #[serde(default)]
    pub runs: Vec<Run>,
    /// Notes in the order of the document.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// Markers in the body to which no note belongs.
    #[serde(default)]
    pub unmatched_markers: Vec<Marker>,
    /// Addresses of the web, in the body and in the notes, in order.
    #[serde(default)]
    pub addresses: Vec<Address>,
    /// The cited works.
    #[serde(default)]
    pub bibliography: Bibliography,
    /// What is cited by keys, where the document cites so.
    #[serde(default, skip_serializing_if = "Keys::is_empty")]
    pub keys: Keys,
    /// What reference managers keep of the works in fields of the document, beside what is printed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub managed: Vec<ManagedWork>,
}

impl Paper {
    /// The text of a span.
    pub fn text_of(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// The note in which a byte of the text lies, or none for the body.
    pub fn note_at(&self, at: usize) -> Option<&Note> {
        // Notes lie behind the body, in order and without overlap.
        let i = self.notes.partition_point(|note| note.span.start <= at);
        self.notes[..i].last().filter(|note| at < note.span.end.max(note.span.start + 1))
    }

    /// The runs that share text with a span, in order.
    pub fn runs_in(&self, span: Span) -> impl Iterator<Item = &Run> {
        let first = self.runs.partition_point(|run| run.span.start < span.start);
        // A run that starts before the span can reach into it; runs nest at most a few deep.
        let first = first.saturating_sub(8);
        self.runs[first..]
            .iter()
            .take_while(move |run| run.span.start < span.end)
            .filter(move |run| run.span.overlaps(span))
    }

    /// Every cited item with its note, in order.
    pub fn items(&self) -> impl Iterator<Item = (&Note, &CitationItem)> {
        self.notes.iter().flat_map(|note| note.items().map(move |item| (note, item)))
    }
}

/// What a document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Metadata {
    /// Its own title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its authors, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Name>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<Date>,
}

/// A paragraph or heading of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "WrittenBlock")]
pub struct Block {
    /// Its text.
    pub span: Span,
    /// What it is.
    #[serde(flatten)]
    pub kind: BlockKind,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
    },
    /// An item of a list.
    ListItem,
    /// A block quotation.
    Quote,
    /// A cell of a table, or a block of code.
    Verbatim,
}

/// A stretch of text that is set apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "WrittenRun")]
pub struct Run {
    /// The stretch.
    pub span: Span,
    /// How it is set apart.
    #[serde(flatten)]
    pub style: RunStyle,
}

/// How a run is set apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "style")]
pub enum RunStyle {
    /// Italics, or what stands for them.
    Italic,
    /// Bold type.
    Bold,
    /// Small capitals.
    SmallCaps,
    /// Superscript that is no marker: the “st” of “21st”.
    Raised,
    /// Text of a link.
    Link {
        /// The address, unescaped.
        target: String,
    },
}

/// A marker in the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Marker {
    /// Where it stands; it is not part of the text.
    pub at: usize,
    /// What it says.
    pub number: NoteNumber,
}

/// An address of the web.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Address {
    /// Its letters in the text, or those of its link.
    pub span: Span,
    /// The address, without markup and the point of the sentence.
    pub url: String,
}
