//! Signs of a page → lines: what stands beside each other on one line of one column.

use crate::pdf::page::{GlyphRun, Page};

/// A line of a column. Lengths are hundredths of a point; y grows upwards.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// What is set on it, from left to right.
    pub(super) runs: Vec<GlyphRun>,
    /// The page, from 0.
    pub(super) page: usize,
    /// The column of a part of a page, counted through the document.
    pub(super) block: usize,
    /// Which line of its page it is, from 1: from the top.
    pub(super) number: usize,
    /// Which line of its page it is as it is read.
    pub(super) order: usize,
    pub(super) left: i32,
    pub(super) right: i32,
    /// On what most of it stands.
    pub(super) y: i32,
    /// The size of most of it.
    pub(super) size: i32,
}

impl Line {
    fn of(run: GlyphRun, page: usize) -> Self {
        let mut line = Self { runs: vec![run], page, ..Self::default() };
        line.measure();
        line
    }

    fn add(&mut self, run: GlyphRun) {
        self.runs.push(run);
        self.measure();
    }

    fn measure(&mut self) {
        let weight = |run: &GlyphRun| run.text.chars().filter(|sign| !sign.is_whitespace()).count();
        // Of the sizes on a line the commonest; a number of a note in front of two words is no measure.
        let size = self.runs.iter().map(|run| {
            let same = self.runs.iter().filter(|other| (other.size - run.size).abs() <= run.size / 25);
            (same.map(weight).sum::<usize>(), run.size, run.y)
        });
        if let Some((_, size, y)) = size.max_by_key(|(weight, size, _)| (*weight, *size)) {
            (self.size, self.y) = (size, y);
        }
        self.left = self.runs.iter().map(GlyphRun::left).min().unwrap_or_default();
        self.right = self.runs.iter().map(GlyphRun::right).max().unwrap_or_default();
    }

    /// Its text, without the blanks at its ends.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (i, run) in self.runs.iter().enumerate() {
            if i > 0 && self.is_parted(i) {
                text.push(' ');
            }
            text.push_str(&run.text);
        }
        text.trim().to_owned()
    }

    /// Whether a blank stands before a run that neither it nor the one before has.
    pub(super) fn is_parted(&self, i: usize) -> bool {
        let Some([before, run]) = self.runs.get(i.saturating_sub(1)..=i) else { return false };
        let is_apart = run.left() - before.right() > before.size.min(run.size) * 3 / 20;
        is_apart && !before.text.ends_with(' ') && !run.text.starts_with(' ')
    }

    /// Whether a run stands higher than its line, and is smaller.
    pub(super) fn is_raised(&self, run: &GlyphRun) -> bool {
        let rise = run.y - self.y;
        run.size < self.size * 9 / 10 && rise > self.size / 8 && rise < self.size
            // A number that is as large, and clearly higher.
            || run.size <= self.size && rise > self.size / 5 && rise < self.size
    }
}

/// What stands close together, before anything is known of columns.
pub(super) fn pieces(page: Page, index: usize) -> Vec<Line> {
    let mut pieces: Vec<Line> = Vec::new();
    for run in page.runs {
        if run.text.trim().is_empty() || run.is_turned {
            continue;
        }
        let follows = |line: &&mut Line| {
            let Some(before) = line.runs.last() else { return false };
            let size = before.size.max(run.size);
            let gap = run.left() - before.right();
            !run.starts_line
                && (run.y - line.y).abs() <= size * 3 / 5
                && (-size..size * 7 / 10).contains(&gap)
        };
        match pieces.last_mut().filter(follows) {
            Some(line) => line.add(run),
            None => pieces.push(Line::of(run, index)),
        }
    }
    pieces
}

/// Puts pieces of one line together, unless a gutter between columns parts them.
pub(super) fn join(mut pieces: Vec<Line>, gutters: &[i32]) -> Vec<Line> {
    /// Among how many lines above a piece that of its own is looked for.
    const NEAR: usize = 24;
    pieces.sort_by_key(|piece| (std::cmp::Reverse(piece.y), piece.left));
    let mut lines: Vec<Line> = Vec::new();
    for piece in pieces {
        let near = lines.len().saturating_sub(NEAR);
        let own = lines.iter().skip(near).position(|line| belongs(line, &piece, gutters));
        match own {
            Some(i) => {
                let line = &mut lines[near + i];
                line.runs.extend(piece.runs);
                line.runs.sort_by_key(GlyphRun::left);
                line.measure();
            }
            None => lines.push(piece),
        }
    }
    lines
}

/// Whether two pieces stand on one line of one column.
fn belongs(line: &Line, piece: &Line, gutters: &[i32]) -> bool {
    let (small, large) = if line.size < piece.size { (line, piece) } else { (piece, line) };
    let rise = small.y - large.y;
    let gap = (piece.left - line.right).max(line.left - piece.right);
    let is_level = rise.abs() <= large.size / 5;
    // A number in front of what it counts, or behind what it belongs to.
    let is_number = || small.left < large.left && is_label(&small.text());
    let is_raised = small.size <= large.size * 9 / 10
        && (0..large.size * 3 / 5).contains(&rise)
        && gap < if is_number() { large.size * 6 } else { large.size * 3 / 2 };
    let (left, right) = if line.left < piece.left { (line, piece) } else { (piece, line) };
    let is_parted = gutters.iter().any(|gutter| left.right <= *gutter && right.left >= *gutter);
    let overlap = line.right.min(piece.right) - line.left.max(piece.left);
    (is_level || is_raised) && !is_parted && overlap <= large.size / 2
}

/// The number or sign of a note alone, which can stand far before its text.
fn is_label(text: &str) -> bool {
    text.len() <= 5
        && (text.bytes().all(|byte| byte.is_ascii_digit()) || text.chars().all(|c| "*†‡§¶".contains(c)))
}
