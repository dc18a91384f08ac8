//! What an element prints, as a tree: delimiters, affixes and quotes are joined only at the end.
//!
//! Until then, names can be taken out (collapsing, suppressed authors) or replaced (subsequent
//! authors), and every leaf knows which variable or term it came from.

use std::sync::Arc;

use super::element::{Display, Format, Look};

/// A part of a rendered entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    pub(super) content: Content,
    pub(super) format: Format,
    pub(super) quotes: bool,
    pub(super) prefix: String,
    pub(super) suffix: String,
    pub(super) display: Option<Display>,
    pub(super) mark: Mark,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    Text(String, Origin),
    List { parts: Vec<Part>, delimiter: String },
}

impl Default for Content {
    fn default() -> Self {
        Self::List { parts: Vec::new(), delimiter: String::new() }
    }
}

/// Where a piece of text comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The style: an affix, a delimiter or a fixed text.
    #[default]
    Style,
    /// A variable of the item.
    Variable(Arc<str>),
    /// A term of the locale.
    Term(Arc<str>),
    /// The prefix or suffix that the author of a citation gave to one item of it.
    Cite,
}

/// What a part is for those who change the tree afterwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mark {
    #[default]
    None,
    /// The names of one `names` element.
    Names,
    /// One name among them.
    Name,
    YearSuffix,
    /// The year to which a suffix is added.
    Year,
    CitationNumber,
    /// Text of a field whose case is not changed.
    NoCase,
    /// Text of a field that no formatting around it touches.
    NoDecor,
    /// Markup of a field: flips what stands around it.
    Markup,
    /// Text that someone set in single quotes: they stay, unless other quotes stand around.
    SingleQuotes,
    /// No part of its own: its parts belong to what stands around (the children of a condition).
    Loose,
}

impl Part {
    pub(super) fn text(text: impl Into<String>, origin: Origin) -> Self {
        Self { content: Content::Text(text.into(), origin), ..Self::default() }
    }

    pub(super) fn list(parts: Vec<Self>, delimiter: impl Into<String>) -> Self {
        Self { content: Content::List { parts, delimiter: delimiter.into() }, ..Self::default() }
    }

    /// Puts the looks of an element on it.
    pub(super) fn with(mut self, look: &Look) -> Self {
        let is_dressed =
            !self.format.is_plain() || self.quotes || !self.prefix.is_empty() || !self.suffix.is_empty();
        if is_dressed && !is_bare(look) {
            self = Self::list(vec![self], "");
        }
        if look.strip_periods {
            self.each_text(&mut |text| text.retain(|c| c != '.'));
        }
        if !look.format.is_plain() {
            self.format = look.format;
        }
        self.quotes |= look.quotes;
        if !look.prefix.is_empty() {
            self.prefix.clone_from(&look.prefix);
        }
        if !look.suffix.is_empty() {
            self.suffix.clone_from(&look.suffix);
        }
        self.display = look.display.or(self.display);
        self
    }

    pub(super) fn marked(mut self, mark: Mark) -> Self {
        self.mark = mark;
        self
    }

    /// Calls with every text of a field or term.
    pub(super) fn each_text(&mut self, change: &mut impl FnMut(&mut String)) {
        match &mut self.content {
            Content::Text(text, _) => change(text),
            Content::List { parts, .. } => parts.iter_mut().for_each(|part| part.each_text(change)),
        }
    }

    /// Whether it prints nothing, affixes aside.
    pub(super) fn is_empty(&self) -> bool {
        match &self.content {
            Content::Text(text, _) => text.is_empty(),
            Content::List { parts, .. } => parts.iter().all(Self::is_empty),
        }
    }

    /// The first part with a mark, in reading order.
    pub(super) fn find(&self, mark: Mark) -> Option<&Self> {
        if self.mark == mark {
            return Some(self);
        }
        match &self.content {
            Content::Text(..) => None,
            Content::List { parts, .. } => parts.iter().find_map(|part| part.find(mark)),
        }
    }

    pub(super) fn find_mut(&mut self, mark: Mark) -> Option<&mut Self> {
        if self.mark == mark {
            return Some(self);
        }
        match &mut self.content {
            Content::Text(..) => None,
            Content::List { parts, .. } => parts.iter_mut().find_map(|part| part.find_mut(mark)),
        }
    }

    /// Empties a part, so that no delimiter or affix of it is printed.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

fn is_bare(look: &Look) -> bool {
    look.format.is_plain() && !look.quotes && look.prefix.is_empty() && look.suffix.is_empty()
}
