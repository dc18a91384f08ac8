//! What follows from the entry before: a dash for the same authors (CSL 1.0.2,
//! `subsequent-author-substitute`); and the alignment of what follows the first field.

use super::element::{BibliographyOptions, Display, Format, SubstituteRule};
use super::flat;
use super::tree::{Content, Mark, Origin, Part};

/// Replaces names that the entry before has, too.
#[derive(Debug)]
pub(super) struct Subsequent<'a> {
    options: &'a BibliographyOptions,
    before: Vec<String>,
    whole: String,
}

impl<'a> Subsequent<'a> {
    pub(super) fn new(options: &'a BibliographyOptions) -> Self {
        Self { options, before: Vec::new(), whole: String::new() }
    }

    pub(super) fn replace(&mut self, entry: &mut Part) {
        let Some(substitute) = &self.options.subsequent_author_substitute else { return };
        let Some(names) = entry.find_mut(Mark::Names) else {
            self.before.clear();
            return;
        };
        let mut own = Vec::new();
        texts(names, &mut own);
        if own.is_empty() {
            // A dash stands for names and for what is printed like them, never for the work's own title.
            if prints_title(names) {
                self.before.clear();
                return;
            }
            own.push(flat::plain(names));
        }
        // “and others” behind the names is part of who they are.
        let whole = flat::plain(list_of_names(names).unwrap_or(names));
        let same = own.iter().zip(&self.before).take_while(|(own, before)| own == before).count();
        let all = same == own.len() && same == self.before.len() && same > 0 && whole == self.whole;
        match self.options.substitute_rule {
            SubstituteRule::CompleteAll if all => all_names(names, substitute),
            SubstituteRule::CompleteEach if all => each_name(names, substitute, own.len()),
            SubstituteRule::PartialEach if same > 0 => each_name(names, substitute, same),
            SubstituteRule::PartialFirst if same > 0 => each_name(names, substitute, 1),
            _ => {}
        }
        self.before = own;
        self.whole = whole;
    }
}

/// Whether the title of the work stands for its names.
fn prints_title(part: &Part) -> bool {
    match &part.content {
        Content::Text(_, Origin::Variable(name)) => &**name == "title",
        Content::Text(..) => false,
        Content::List { parts, .. } => parts.iter().any(prints_title),
    }
}

/// The list in which the names stand, without labels.
fn list_of_names(part: &Part) -> Option<&Part> {
    let Content::List { parts, .. } = &part.content else { return None };
    if parts.iter().any(|part| part.mark == Mark::Name) {
        return Some(part);
    }
    parts.iter().find_map(list_of_names)
}

fn texts(part: &Part, found: &mut Vec<String>) {
    if part.mark == Mark::Name {
        found.push(flat::plain(part));
    } else if let Content::List { parts, .. } = &part.content {
        for part in parts {
            texts(part, found);
        }
    }
}

/// One substitute for all names; labels stay.
fn all_names(part: &mut Part, substitute: &str) {
    fn list_within(part: &mut Part) -> Option<&mut Part> {
        let Content::List { parts, .. } = &part.content else { return None };
        if parts.iter().any(|part| part.mark == Mark::Name) {
            return Some(part);
        }
        let Content::List { parts, .. } = &mut part.content else { return None };
        parts.iter_mut().find_map(list_within)
    }
    let substitute = Part::text(substitute, Origin::Style);
    match list_within(part) {
        Some(list) => list.content = Content::List { parts: vec![substitute], delimiter: String::new() },
        None => part.content = Content::List { parts: vec![substitute], delimiter: String::new() },
    }
}

/// A substitute for each of the first names.
fn each_name(part: &mut Part, substitute: &str, count: usize) {
    fn walk(part: &mut Part, substitute: &str, left: &mut usize) {
        if *left == 0 {
            return;
        }
        if part.mark == Mark::Name {
            *part = Part::text(substitute, Origin::Style).marked(Mark::Name);
            *left -= 1;
        } else if let Content::List { parts, .. } = &mut part.content {
            for part in parts {
                walk(part, substitute, left);
            }
        }
    }
    let mut left = count;
    walk(part, substitute, &mut left);
}

/// Puts the suffix of the layout into the block that ends the entry, if one does.
pub(super) fn end_last_block(entry: &mut Part, suffix: &str) -> bool {
    let Content::List { parts, .. } = &mut entry.content else { return false };
    let Some(last) = parts.iter_mut().rev().find(|part| !part.is_empty()) else { return false };
    if last.display.is_none() {
        return end_last_block(last, suffix);
    }
    let inner = std::mem::take(&mut last.content);
    let mut inner = Part { content: inner, format: last.format, quotes: last.quotes, ..Part::default() };
    std::mem::swap(&mut inner.prefix, &mut last.prefix);
    std::mem::swap(&mut inner.suffix, &mut last.suffix);
    last.format = Format::default();
    last.quotes = false;
    last.content = Content::List {
        parts: vec![inner, Part::text(suffix.trim_end(), Origin::Style)],
        delimiter: String::new(),
    };
    true
}

/// Puts the first field into the margin, and the others beside it (CSL 1.0.2, `second-field-align`).
pub(super) fn align_second_field(layout: &mut Part) {
    let Content::List { parts, .. } = &mut layout.content else { return };
    let Some(first) = parts.iter().position(|part| !part.is_empty()) else { return };
    let rest = parts.split_off(first + 1);
    let first = parts.pop().unwrap_or_default();
    let mut margin = Part::list(vec![first], "");
    margin.display = Some(Display::LeftMargin);
    let mut beside = Part::list(rest, "");
    beside.display = Some(Display::RightInline);
    *parts = vec![margin, beside];
}
