//! What a document says by keys: `\cite{smith1999}` of LaTeX, `@smith1999` of Typst.

use serde::{Deserialize, Serialize};

use crate::Span;

/// The keys that a document cites, and those of its lists of references that it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Keys {
    /// Every key that is cited, in the order of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cited: Vec<CitedKey>,
    /// Entries that nothing cites, in the order of the lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uncited: Vec<ListedKey>,
    /// Further entries under a key that an earlier one has; programs take the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeated: Vec<ListedKey>,
    /// Whether the document names its lists, and all of its files could be read: only then does a key lack its
    /// entry, or an entry its citation.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_whole: bool,
}

/// A key where it is cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CitedKey {
    /// The key.
    pub key: String,
    /// Where it stands in [`Paper::text`](crate::Paper::text).
    pub span: Span,
    /// Whether a list has an entry for it.
    pub is_listed: bool,
}

/// The key of an entry of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListedKey {
    /// The key.
    pub key: String,
    /// Where it stands in [`Paper::text`](crate::Paper::text), which has it behind the notes.
    pub span: Span,
    /// Where the earlier entry of this key stands, of one that is there again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Span>,
}

impl Keys {
    /// Whether the document has no keys.
    pub fn is_empty(&self) -> bool {
        self.cited.is_empty() && self.uncited.is_empty() && self.repeated.is_empty() && !self.is_whole
    }
}
