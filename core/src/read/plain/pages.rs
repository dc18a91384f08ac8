//! Lines → what each of them is on its page: running head, text, the start of a note, or more of one.

use std::collections::BTreeMap;

use ibidem_citations::NoteNumber;

use super::Line;
use super::numbers::{due_number, glued_number};

/// How many lines at the edge of a page can be its head or foot.
const EDGE: usize = 2;
/// How many lines of a page are tried as the start of its notes.
const TRIED: usize = 20;

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Text, or what is to be told from the text itself.
    Text,
    /// A running head or a page number.
    Furniture,
    /// A note at the foot of the page begins; its number has so many bytes.
    Note { number: NoteNumber, length: usize },
    /// More of the notes at the foot of the page.
    More,
}

/// Tells of each line what it is on its page; form feeds part the pages.
pub(super) fn parts(lines: &[Line<'_>]) -> Vec<Part> {
    let mut parts = vec![Part::Text; lines.len()];
    let mut pages = pages(lines);
    if pages.len() < 2 && !lines.iter().any(|line| super::is_notes_heading(line.text.trim())) {
        pages = super::feet::pages(lines);
    } else if pages.len() < 2 {
        return parts;
    }
    mark_furniture(lines, &pages, &mut parts);
    let mut last = 0;
    for page in &pages {
        last = mark_notes(lines, page.clone(), last, &mut parts);
    }
    parts
}

/// The lines of each page.
fn pages(lines: &[Line<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut pages = Vec::new();
    let mut start = 0;
    for (i, line) in lines.iter().enumerate() {
        if i > start && line.text.starts_with('\u{C}') {
            pages.push(start..i);
            start = i;
        }
    }
    if start < lines.len() {
        pages.push(start..lines.len());
    }
    pages
}

/// Marks the lines at the edges of pages that are numbers, or come again on other pages.
fn mark_furniture(lines: &[Line<'_>], pages: &[std::ops::Range<usize>], parts: &mut [Part]) {
    let mut edges: Vec<usize> = Vec::new();
    for page in pages {
        let filled =
            || page.clone().filter(|i| lines.get(*i).is_some_and(|line| !line.text.trim().is_empty()));
        edges.extend(filled().take(EDGE));
        edges.extend(filled().rev().take(EDGE));
    }
    edges.sort_unstable();
    edges.dedup();
    let head = |i: &usize| lines.get(*i).map(|line| without_number(line.text)).unwrap_or_default();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for i in &edges {
        *counts.entry(head(i)).or_default() += 1;
    }
    for i in edges {
        let head = head(&i);
        let comes_again = head.chars().count() >= 4 && counts.get(&head).is_some_and(|count| *count >= 2);
        let is_number = head.is_empty();
        if let Some(part) = parts.get_mut(i).filter(|_| comes_again || is_number) {
            *part = Part::Furniture;
        }
    }
}

/// A line without the number of the page and what stands around that.
fn without_number(line: &str) -> String {
    line.trim()
        .trim_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || "|-–—[]".contains(c))
        .to_owned()
}

/// Finds the notes at the foot of a page; gives the number of the last.
///
/// They go up one by one from the last of the page before, or from 1, and the first of them is
/// called further up on the page. A list in the text would stand above them: the last start counts.
fn mark_notes(lines: &[Line<'_>], page: std::ops::Range<usize>, last: u32, parts: &mut [Part]) -> u32 {
    let mut firsts = vec![last.saturating_add(1)];
    if last > 0 {
        firsts.push(1);
    }
    for first in firsts {
        let is_text = |i: &usize| parts.get(*i) == Some(&Part::Text);
        let starts = page.clone().rev().filter(is_text).filter(|i| starts_note(lines, *i, first).is_some());
        let above = |i: usize| lines.get(page.start..i).unwrap_or_default();
        let start = starts.take(TRIED).find(|i| is_called(above(*i), first));
        let Some(start) = start else { continue };
        let mut due = first;
        for i in start..page.end {
            let Some(part) = parts.get_mut(i).filter(|part| **part == Part::Text) else { continue };
            *part = match starts_note(lines, i, due) {
                Some((number, length)) => {
                    due = due.saturating_add(1);
                    Part::Note { number, length }
                }
                None => Part::More,
            };
        }
        return due - 1;
    }
    last
}

pub(super) fn starts_note(lines: &[Line<'_>], i: usize, due: u32) -> Option<(NoteNumber, usize)> {
    let line = lines.get(i)?.text.trim();
    due_number(line, due).or_else(|| glued_number(line, due))
}

/// Whether a marker of this number stands in some lines.
pub(super) fn is_called(lines: &[Line<'_>], number: u32) -> bool {
    let digits = number.to_string();
    let raised: String = digits
        .chars()
        .filter_map(|c| {
            ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'].get(c.to_digit(10)? as usize).copied()
        })
        .collect();
    let bracketed = [format!("[{digits}]"), format!("({digits})"), raised];
    lines.iter().any(|line| {
        bracketed.iter().any(|marker| line.text.contains(marker.as_str()))
            || line.text.match_indices(digits.as_str()).any(|(at, _)| {
                let before = line.text.get(..at).and_then(|before| before.chars().next_back());
                let behind = line.text.get(at + digits.len()..).and_then(|behind| behind.chars().next());
                before.is_some_and(|c| c.is_lowercase() || ".,;:!?”\"’)»".contains(c))
                    && behind.is_none_or(|c| !c.is_alphanumeric())
            })
    })
}
