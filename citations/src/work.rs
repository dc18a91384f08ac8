//! A cited work.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Item, Span};

/// What is cited: CSL type and variables, and every place that cites it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Work {
    /// Unique in the paper, in order of first citation.
    pub id: WorkId,
    /// Its variables: those of its first full citation, and what later ones add.
    ///
    /// Where citations disagree, the first one stands here; each citation keeps its own values in
    /// [`CitationItem::as_cited`](crate::CitationItem::as_cited).
    pub item: Item,
    /// The first item that cites it.
    pub first_cited: Span,
    /// The items that cite it, in order.
    pub mentions: Vec<ItemPlace>,
}

/// A work as a reference manager has it: what a field of Zotero, Mendeley or EndNote carries.
///
/// What no citation prints of it was taken over into [`Work::item`]; where the two disagree, that has
/// what is printed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ManagedWork {
    /// The work that it is.
    pub work: WorkId,
    /// Its type and variables, none of which has a span.
    pub item: Item,
}

/// Names a work: `w1`, `w2` …
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkId(pub u32);

impl WorkId {
    /// The work that a text such as `w12` names.
    pub(crate) fn of_written(text: &str) -> Option<Self> {
        text.strip_prefix('w')?.parse().ok().map(Self)
    }
}

impl fmt::Display for WorkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "w{}", self.0)
    }
}

/// Where an item stands: indexes of its note, its citation, and itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ItemPlace {
    /// Index in [`Paper::notes`](crate::Paper::notes).
    pub note: usize,
    /// Index in [`Note::citations`](crate::Note::citations).
    pub citation: usize,
    /// Index in [`Citation::items`](crate::Citation::items).
    pub item: usize,
}
