//! A line as text: what stands in it byte by byte, and where on the page.

use super::line::Line;
use crate::pdf::page::Link;

/// The text of a line, with what is said of its parts.
#[derive(Clone, Debug, Default)]
pub(super) struct Flat {
    pub(super) text: String,
    pub(super) parts: Vec<Part>,
    /// The left end of each sign, and the right end of the last.
    pub(super) x: Vec<i32>,
}

/// A stretch of one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) style: u8,
    pub(super) is_raised: bool,
    /// The link of the page that it is part of.
    pub(super) link: Option<usize>,
}

impl Flat {
    pub(super) fn of(line: &Line, links: &[Link]) -> Self {
        let middle = line.y + line.size / 4;
        let near: Vec<(usize, &Link)> =
            links.iter().enumerate().filter(|(_, link)| (link.bottom..link.top).contains(&middle)).collect();
        let link_at = |x: i32| near.iter().find(|(_, link)| (link.left..link.right).contains(&x));
        let mut flat = Self::default();
        for (i, run) in line.runs.iter().enumerate() {
            if line.is_parted(i) {
                flat.push(' ', run.left(), flat.parts.last().cloned());
            }
            let is_raised = line.is_raised(run);
            for (sign, ends) in run.text.chars().zip(run.x.windows(2)) {
                if flat.text.is_empty() && sign.is_whitespace() {
                    continue;
                }
                let link = link_at(ends[0].midpoint(ends[1])).map(|(i, _)| *i);
                let part = Part { start: 0, end: 0, style: run.style, is_raised, link };
                flat.push(sign, ends[0], Some(part));
            }
        }
        let whole = flat.text.trim_end().len();
        let kept = flat.text[..whole].chars().count();
        flat.text.truncate(whole);
        flat.x.truncate(kept);
        flat.x.push(line.right);
        flat.parts.retain(|part| part.start < whole);
        if let Some(last) = flat.parts.last_mut() {
            last.end = last.end.min(whole);
        }
        flat
    }

    fn push(&mut self, sign: char, x: i32, part: Option<Part>) {
        let start = self.text.len();
        self.text.push(sign);
        self.x.push(x);
        let end = self.text.len();
        let Some(part) = part else { return };
        match self.parts.last_mut() {
            Some(last)
                if (last.style, last.is_raised, last.link) == (part.style, part.is_raised, part.link) =>
            {
                last.end = end;
            }
            _ => self.parts.push(Part { start, end, ..part }),
        }
    }

    /// The link at the start of the line, or at its end.
    pub(super) fn link_at_end(&self) -> Option<usize> {
        self.parts.last()?.link
    }

    pub(super) fn link_at_start(&self) -> Option<usize> {
        self.parts.first()?.link
    }
}
