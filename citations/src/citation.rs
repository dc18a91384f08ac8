//! What one note cites at one point, and how each item is tied to its work.

use serde::{Deserialize, Serialize};

use crate::written::WrittenBackReference;
use crate::{Item, Locator, Span, WorkId};

/// All that one note cites at one point, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Citation {
    /// From the first word of the first item to the last of the last.
    pub span: Span,
    /// The cited works, in order; never empty.
    pub items: Vec<CitationItem>,
}

/// One cited work within a citation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CitationItem {
    /// The item without its prefix and suffix.
    pub span: Span,
    /// How much of the work is said.
    pub form: Form,
    /// The words by which it points back, if it does so by words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_reference: Option<BackReference>,
    /// The place within the work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<Locator>,
    /// “See also”, “quoted in”: the words before the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Span>,
    /// What stands behind the item and belongs to it: “emphasis added”.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<Span>,
    /// The variables as this very item prints them.
    pub as_cited: Item,
    /// The tie to the work; absent where no work was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention: Option<Mention>,
}

impl CitationItem {
    /// An item that names a work in full, and nothing beside it.
    pub fn of_entry(span: Span, as_cited: Item) -> Self {
        Self {
            span,
            form: Form::Full,
            back_reference: None,
            locator: None,
            prefix: None,
            suffix: None,
            as_cited,
            mention: None,
        }
    }
}

/// How much of the work an item says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// All that is needed to find it.
    Full,
    /// Author, title or both; or op. cit.
    Short,
    /// Ibid., idem, ebd.: the work cited just before.
    Ibid,
}

/// The words by which an item points to another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "kind", from = "WrittenBackReference")]
pub enum BackReference {
    /// The work cited just before.
    Ibid,
    /// The author named just before.
    Idem,
    /// The work of this author cited before.
    OpCit,
    /// The very place cited before.
    LocCit,
    /// The work in the note with this number, here or later.
    Supra {
        /// The number as printed, if one is.
        note: Option<String>,
    },
}

/// A citation item tied to its work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mention {
    /// The work.
    pub work: WorkId,
    /// CSL position.
    pub position: Position,
    /// How sure the tie is, 0 to 1.
    pub confidence: f32,
    /// Whether another reading is as good; the others are in [`Mention::others`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ambiguous: bool,
    /// Other works that it could be, likeliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<WorkId>,
}

/// CSL 1.0.2, “Note-style citations”: where an item stands among the mentions of its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// The first mention.
    First,
    /// Any later one.
    Subsequent,
    /// The same work as just before, at the same place.
    Ibid,
    /// The same work as just before, at another place.
    IbidWithLocator,
}
