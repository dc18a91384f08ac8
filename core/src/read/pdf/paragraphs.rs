//! Lines → paragraphs: where one ends and the next begins, over columns and pages.

use std::collections::{BTreeMap, BTreeSet};

use ibidem_citations::{BlockKind, NoteNumber};

use super::feet::Role;
use super::headings::is_section_heading;
use super::line::Line;
use crate::pdf::page::style;
use crate::read::leading_number;

/// Lines that belong together.
#[derive(Clone, Debug)]
pub(super) struct Paragraph {
    pub(super) lines: Vec<Line>,
    pub(super) kind: Kind,
}

/// What lines that belong together are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Body(BlockKind),
    Note {
        number: NoteNumber,
        /// How many bytes of its first line are its number.
        skip: usize,
    },
    /// A further paragraph of the note before.
    More,
}

/// The margins of a column, and how its lines are set.
#[derive(Clone, Copy, Debug, Default)]
struct Margins {
    left: i32,
    right: i32,
    /// Whether lines end at the right margin, so that one that does not is the last of its paragraph.
    is_justified: bool,
    /// Whether the first lines of paragraphs begin at the margin, and all others behind it.
    is_hanging: bool,
    /// From line to line.
    leading: i32,
}

/// Puts the lines of a document together.
pub(super) fn paragraphs(lines: Vec<(Line, Role)>, body: i32) -> Vec<Paragraph> {
    let (text, notes): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(_, role)| *role == Role::Body);
    let text: Vec<Line> = text.into_iter().map(|(line, _)| line).collect();
    let mut paragraphs = of_body(&text, body);
    paragraphs.extend(of_notes(&notes));
    // A paragraph stands where it begins, and what it has on the next page with it.
    paragraphs.sort_by_key(|paragraph| paragraph.lines.first().map(|line| (line.block, line.order)));
    paragraphs
}

fn of_body(lines: &[Line], body: i32) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut counted = None;
    let mut before = Margins::default();
    // A list is set otherwise than what stands above its heading.
    let goes_on = |line: &Line, next: &Line| {
        let is_size = (line.size - next.size).abs() * 12 <= line.size.max(next.size);
        line.block == next.block && is_size && !is_section_heading(&line.text())
    };
    for stretch in lines.chunk_by(goes_on) {
        let margins = Margins::of(stretch);
        for (i, line) in stretch.iter().enumerate() {
            let number = leading_number(&line.text()).and_then(|(number, _)| match number {
                NoteNumber::Integer(n) => Some(n),
                NoteNumber::Label(_) => None,
            });
            // An entry of a numbered list.
            let counts_on = number.is_some_and(|n| n == 1 || Some(n) == counted);
            if counts_on {
                counted = number.map(|n| n.saturating_add(1));
            }
            let last = paragraphs.last_mut().and_then(|paragraph| paragraph.lines.last());
            let begins = last.is_none_or(|last| {
                counts_on || begins_paragraph(last, line, if i > 0 { margins } else { before }, margins)
            });
            match paragraphs.last_mut().filter(|_| !begins) {
                Some(paragraph) => paragraph.lines.push(line.clone()),
                None => paragraphs
                    .push(Paragraph { lines: vec![line.clone()], kind: Kind::Body(BlockKind::Paragraph) }),
            }
        }
        before = margins;
    }
    let common = common_sizes(&paragraphs);
    for paragraph in &mut paragraphs {
        // What is set as much else is, is no heading for its size.
        let is_common = paragraph.lines.first().is_some_and(|line| common.contains(&size_class(line)));
        let plain = if is_common { paragraph.lines[0].size.max(body) } else { body };
        paragraph.kind = Kind::Body(kind_of(paragraph, plain));
    }
    paragraphs
}

fn size_class(line: &Line) -> i32 {
    (line.size + 25) / 50
}

/// The sizes in which a good part of the text is set.
fn common_sizes(paragraphs: &[Paragraph]) -> BTreeSet<i32> {
    let mut lines: BTreeMap<i32, usize> = BTreeMap::new();
    // A heading has few lines.
    for paragraph in paragraphs.iter().filter(|paragraph| paragraph.lines.len() >= 3) {
        for line in &paragraph.lines {
            *lines.entry(size_class(line)).or_default() += 1;
        }
    }
    let all: usize = lines.values().sum();
    lines.into_iter().filter(|(_, count)| count * 12 >= all).map(|(size, _)| size).collect()
}

/// Whether a line begins a paragraph behind the line `last`, which stands between the margins `before`.
fn begins_paragraph(last: &Line, line: &Line, before: Margins, margins: Margins) -> bool {
    let size = last.size.max(line.size);
    if is_section_heading(&last.text()) || is_section_heading(&line.text()) {
        return true;
    }
    if (last.size - line.size).abs() * 12 > size || is_bold(last) != is_bold(line) {
        return true;
    }
    let is_at_margin = line.left <= margins.left + size * 2 / 5;
    let was_at_margin = last.left <= before.left + size * 2 / 5;
    if last.block == line.block {
        // What stood between them were notes.
        if line.order != last.order + 1 {
            return true;
        }
        let gap = last.y - line.y;
        if gap * 20 > margins.leading.max(size) * 27 {
            return true;
        }
        if margins.is_hanging {
            return is_at_margin;
        }
        let is_indented = line.left - last.left > size * 7 / 10;
        // Lines of a quotation are all indented.
        if is_indented && was_at_margin
            || !was_at_margin && is_at_margin && ends_sentence(last) && is_short(last, before)
        {
            return true;
        }
    } else if margins.is_hanging {
        return is_at_margin;
    } else if !is_at_margin && line.left < margins.left + size * 5 {
        return true;
    }
    is_short(last, before) && ends_sentence(last)
}

/// Whether a line ends before its column does.
fn is_short(line: &Line, margins: Margins) -> bool {
    let missing = margins.right - line.right;
    if margins.is_justified { missing > line.size } else { missing * 4 > margins.right - margins.left }
}

fn ends_sentence(line: &Line) -> bool {
    let text = line.text();
    // The number of a note stands behind the point.
    let text = text.trim_end_matches(|c: char| c.is_ascii_digit());
    text.ends_with(['.', '?', '!', ':', '”', '"', '»', ')', '’', ']'])
}

fn is_bold(line: &Line) -> bool {
    line.runs.iter().all(|run| run.style & style::BOLD != 0)
}

impl Margins {
    fn of(block: &[Line]) -> Self {
        let mut lefts: Vec<i32> = block.iter().map(|line| line.left).collect();
        let mut rights: Vec<i32> = block.iter().map(|line| line.right).collect();
        lefts.sort_unstable();
        rights.sort_unstable();
        // A margin is where several lines stand; of few lines, the outermost.
        let several = (block.len() / 8).min(block.len().saturating_sub(1));
        let near = |x: i32| block.iter().filter(|line| (line.left - x).abs() < 150).count();
        let left = lefts.iter().copied().find(|x| near(*x) > several.min(3)).or(lefts.first().copied());
        let right = rights.get(block.len().saturating_sub(1 + several.min(2))).copied();
        let (left, right) = (left.unwrap_or_default(), right.unwrap_or_default());
        let full = block.iter().filter(|line| (line.right - right).abs() < 200).count();
        let mut leadings: Vec<i32> = block.windows(2).map(|pair| pair[0].y - pair[1].y).collect();
        leadings.sort_unstable();
        let leading = leadings.get(leadings.len() / 2).copied().unwrap_or_default();
        let mut margins =
            Self { left, right, is_justified: full * 2 > block.len(), is_hanging: false, leading };
        margins.is_hanging = margins.hangs(block);
        margins
    }

    /// Whether it is the lines at the margin that follow upon the ends of paragraphs.
    fn hangs(self, block: &[Line]) -> bool {
        let is_indented = |line: &Line| {
            let indent = line.left - self.left;
            (line.size * 7 / 10..line.size * 6).contains(&indent)
        };
        let indented = block.iter().filter(|line| is_indented(line)).count();
        let ends = |pair: &&[Line]| is_short(&pair[0], self) || ends_sentence(&pair[0]);
        let follow = |indented: bool| {
            block.windows(2).filter(ends).filter(|pair| is_indented(&pair[1]) == indented).count()
        };
        if indented < 2 || indented * 3 < block.len() {
            return false;
        }
        // Entries begin with a name; what goes on, anywhere in a sentence.
        let share = |indented: bool| {
            let lines = || block.iter().filter(|line| is_indented(line) == indented);
            let small = lines().filter(|line| line.text().starts_with(char::is_lowercase)).count();
            small * 100 / lines().count().max(1)
        };
        match (share(false), share(true)) {
            (margin, behind) if margin + 20 <= behind => true,
            (margin, behind) if behind + 20 <= margin => false,
            _ => follow(false) > follow(true),
        }
    }
}

fn kind_of(paragraph: &Paragraph, body: i32) -> BlockKind {
    let Some(first) = paragraph.lines.first() else { return BlockKind::Paragraph };
    let last = paragraph.lines.last().map(Line::text).unwrap_or_default();
    let is_short = paragraph.lines.len() <= 4 && !last.ends_with([',', ';']);
    let has_words = first.text().chars().any(char::is_alphabetic);
    if !is_short || !has_words {
        return BlockKind::Paragraph;
    }
    match first.size * 100 / body.max(1) {
        150.. => BlockKind::Heading { level: 1 },
        125.. => BlockKind::Heading { level: 2 },
        // Larger than most, and no sentence: the entries of a list may be set larger than the text.
        108.. if paragraph.lines.len() <= 2 || !last.ends_with('.') => BlockKind::Heading { level: 3 },
        95.. if paragraph.lines.len() <= 2 && is_bold(first) && !last.ends_with('.') => {
            BlockKind::Heading { level: 4 }
        }
        _ => BlockKind::Paragraph,
    }
}

fn of_notes(lines: &[(Line, Role)]) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    // The margins of the notes of each column.
    for block in lines.chunk_by(|(line, _), (next, _)| line.block == next.block) {
        let only: Vec<Line> = block.iter().map(|(line, _)| line.clone()).collect();
        let margins = Margins::of(&only);
        let indent =
            block.iter().find(|(_, role)| matches!(role, Role::Note { .. })).map(|(line, _)| line.left);
        for (line, role) in block {
            if let Role::Note { number, skip } = role {
                let kind = Kind::Note { number: number.clone(), skip: *skip };
                paragraphs.push(Paragraph { lines: vec![line.clone()], kind });
                continue;
            }
            let Some(paragraph) = paragraphs.last_mut() else { continue };
            let is_new = paragraph.lines.last().is_some_and(|last| {
                let is_indented = line.left > margins.left + line.size * 7 / 10
                    && indent.is_none_or(|indent| (line.left - indent).abs() < line.size * 3 / 2);
                last.block == line.block && is_indented && is_short(last, margins) && ends_sentence(last)
            });
            if is_new {
                paragraphs.push(Paragraph { lines: vec![line.clone()], kind: Kind::More });
            } else {
                paragraph.lines.push(line.clone());
            }
        }
    }
    paragraphs
}
