//! What an element is evaluated in: item, place in the document, and what disambiguation asks.

use std::sync::Arc;

use super::element::{Area, Names, SortKey};
use super::locale::Locale;
use super::name_registry::NameRegistry;
use super::read::Sheet;
use super::tree::Part;
use crate::csl_json::JsonItem;

/// Where something is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Citation,
    Bibliography,
}

/// Position of a cite (CSL 1.0.2, “Choose”, `position`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Position {
    /// Not cited before.
    #[default]
    First,
    /// Cited before.
    Subsequent,
    /// The same as the cite before it.
    Ibid,
    /// The same as the cite before it, at another place of the work.
    IbidWithLocator,
}

/// One work within a citation, as the document gives it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cite {
    /// Id of the item.
    pub id: String,
    /// `12–15`, or `ch. 3` with the label left open.
    pub locator: Option<String>,
    /// The kind of locator: `page` (also if absent), `chapter` …
    pub label: Option<String>,
    /// Text before it, perhaps with markup.
    pub prefix: Option<String>,
    /// Text after it, perhaps with markup.
    pub suffix: Option<String>,
    /// The author stands in the sentence: print the rest.
    pub suppress_author: bool,
    /// Print the author alone.
    pub author_only: bool,
    /// Its position, where the document says it; else it is found out.
    pub position: Option<Position>,
    /// Whether the work was cited a few notes before, where the document says it.
    pub near_note: Option<bool>,
}

/// What the place of a cite in the document tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) position: Position,
    pub(super) near: bool,
    /// The note in which the work was first cited.
    pub(super) first_note: Option<u32>,
}

/// What sets an item apart from others that would print the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Distinction {
    /// For each list of names in order: how many names to show at least.
    pub(super) names: Vec<usize>,
    /// For each list of names, for each name: how much of the given name.
    pub(super) givens: Vec<Vec<Given>>,
    /// The condition `disambiguate="true"` holds.
    pub(super) condition: bool,
    /// 0 for `a`.
    pub(super) year_suffix: Option<usize>,
}

/// How much of a given name is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Given {
    /// As the style has it.
    #[default]
    Plain,
    Initials,
    Full,
}

/// All that is fixed while one item is rendered.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) locale: &'a Locale,
    pub(super) item: &'a JsonItem,
    pub(super) place: Place,
    pub(super) area: &'a Area,
    pub(super) cite: Option<&'a Cite>,
    pub(super) standing: Standing,
    pub(super) number: Option<usize>,
    pub(super) distinction: &'a Distinction,
    pub(super) registry: Option<&'a NameRegistry>,
    /// Present while a sort key is rendered.
    pub(super) sort: Option<&'a SortKey>,
    /// Cites are compared, not printed.
    pub(super) comparing: bool,
    /// The names for which something stands in: what stands in takes over their looks.
    pub(super) outer: Option<&'a Names>,
}

/// What rendering one item gathers on its way.
#[derive(Debug, Default)]
pub(super) struct Track {
    /// Variables that stood in for names: not printed again.
    pub(super) used: Vec<Arc<str>>,
    pub(super) year_suffix_done: bool,
    /// Each list of names that was rendered: how many names it has, and how many were shown.
    pub(super) lists: Vec<NamesShown>,
    /// Something was printed: a term is not the first word any more.
    pub(super) printed: bool,
    pub(super) depth: usize,
    /// How many elements were evaluated.
    pub(super) steps: usize,
}

impl Track {
    /// Whether a variable stood in for names.
    pub(super) fn is_used(&self, variable: &str) -> bool {
        self.used.iter().any(|used| &**used == variable)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NamesShown {
    pub(super) all: usize,
    pub(super) shown: usize,
    /// How given names can still be expanded in this list.
    pub(super) most: Given,
}

/// What an element printed, and whether it called variables (CSL 1.0.2, “Group”).
#[derive(Debug, Default)]
pub(super) struct Printed {
    pub(super) part: Option<Part>,
    pub(super) tried: bool,
    pub(super) found: bool,
}

impl Printed {
    /// The text of a variable; nothing where it is empty.
    pub(super) fn variable(part: Option<Part>) -> Self {
        let part = part.filter(|part| !part.is_empty());
        Self { found: part.is_some(), part, tried: true }
    }

    /// Text that calls no variable.
    pub(super) fn fixed(part: Part) -> Self {
        Self { part: Some(part).filter(|part| !part.is_empty()), tried: false, found: false }
    }
}
