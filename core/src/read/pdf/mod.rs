//! PDF → Document: what is set on pages, put back into paragraphs and notes.
//!
//! A PDF says where signs stand and nothing of what they are. Lines are made of signs that stand beside
//! each other (`line.rs`), columns of lines (`columns.rs`); heads and page numbers are known by their coming
//! again (`furniture.rs`), notes by their place, size and numbers (`feet.rs`), paragraphs by indents and
//! short lines (`paragraphs.rs`). The source of which the document tells is the text of the lines, one
//! behind the other; [`Sheets`] leads from there to the pages.

mod columns;
mod feet;
mod flat;
mod furniture;
mod headings;
mod line;
mod paragraphs;
mod setting;
mod sheets;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::document::Document;
use crate::pdf::Extracted;
use crate::pdf::page::Page;
use crate::reading::Unread;
use feet::Feet;
use line::Line;
pub use sheets::{Quad, Sheets};

/// Reads what stands on the pages; gives the text of the lines, too, of which places are told.
pub(crate) fn read(extracted: Extracted) -> (String, Document, Sheets) {
    let Extracted { title, pages, .. } = extracted;
    let (mut rules, mut links) = (Vec::new(), Vec::new());
    let mut lines = Vec::new();
    let mut next_block = 0;
    for (i, mut page) in pages.into_iter().enumerate() {
        rules.push(std::mem::take(&mut page.rules));
        links.push(std::mem::take(&mut page.links));
        let pieces = furniture::without_line_numbers(line::pieces(page, i));
        let gutters = columns::gutters(&pieces);
        lines.push(columns::order(line::join(pieces, &gutters), &gutters, &mut next_block));
    }
    let sheets = Sheets::of(&lines, &links);
    let body = body_size(&lines);
    furniture::remove(&mut lines);

    let mut feet = Feet::new(body);
    let mut told = Vec::new();
    for (page, rules) in lines.into_iter().zip(rules) {
        let roles = feet.roles(&page, &rules);
        told.extend(page.into_iter().zip(roles));
    }
    let paragraphs = paragraphs::paragraphs(told, body);
    let mut document = setting::set(&paragraphs, &sheets, &links);
    document.metadata.title = title.filter(|title| is_title(title));
    (sheets.text().to_owned(), document, sheets)
}

/// What of a PDF cannot be read; places are told as pages.
pub(crate) fn unread(extracted: &Extracted) -> Vec<Unread> {
    let mut unread: Vec<Unread> =
        extracted.unread.iter().map(|(page, cause)| Unread::of_page(*page, cause.clone())).collect();
    let scans: Vec<usize> = numbered(extracted, |page| page.runs.is_empty() && page.has_pictures);
    if let Some(first) = scans.first() {
        let message = format!(
            "a picture without text, as of a scan{}; a program for text recognition (OCR) makes it readable",
            others(&scans)
        );
        unread.push(Unread::of_page(*first, message));
    }
    let lost = |page: &Page| {
        let signs: usize = page.runs.iter().map(|run| run.x.len()).sum();
        page.unmapped * 20 > signs + page.unmapped
    };
    let unmapped = numbered(extracted, lost);
    if let Some(first) = unmapped.first() {
        let message = format!(
            "a font does not say which letters its signs are{}; what is read of them has gaps",
            others(&unmapped)
        );
        unread.push(Unread::of_page(*first, message));
    }
    unread
}

/// The numbers of the pages of a kind, from 1.
fn numbered(extracted: &Extracted, is_such: impl Fn(&Page) -> bool) -> Vec<usize> {
    let pages = extracted.pages.iter().enumerate();
    pages.filter(|(_, page)| is_such(page)).map(|(i, _)| i + 1).collect()
}

/// How many other pages are like the first.
fn others(numbers: &[usize]) -> String {
    match numbers.len() {
        0 | 1 => String::new(),
        2 => ", as on one other page".to_owned(),
        count => format!(", as on {} other pages", count - 1),
    }
}

/// The size in which most of the text is set.
fn body_size(pages: &[Vec<Line>]) -> i32 {
    /// Shorter lines are those of tables and labels.
    const SHORTEST: usize = 30;
    let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
    for line in pages.iter().flatten() {
        let signs: usize = line.runs.iter().map(|run| run.x.len()).sum();
        let counts = if signs < SHORTEST { 1 } else { signs };
        *sizes.entry((line.size + 25) / 50 * 50).or_default() += counts;
    }
    sizes.into_iter().max_by_key(|(_, signs)| *signs).map_or(1_000, |(size, _)| size)
}

/// Whether what a file says is a title, and not its name or that of a program.
fn is_title(title: &str) -> bool {
    let title = title.trim();
    let lower = title.to_lowercase();
    let is_name = [".doc", ".docx", ".indd", ".tex", ".pdf", ".qxd", ".dvi", ".odt", ".rtf"]
        .iter()
        .any(|ending| lower.ends_with(ending));
    title.split_whitespace().count() >= 3 && !is_name && !lower.starts_with("microsoft word")
}
