//! Pages without form feeds: where text goes over into notes and back, a page ends.
//!
//! Converters of PDF often leave out the form feeds, and with them all that tells where a page ends.
//! What is left are the numbers: notes count on, and each is called in the text that stands above it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Line;
use super::numbers::{glued_numbers, leading_number};
use super::pages::starts_note;

/// The pages of a text whose notes stand below what they belong to, and begin with nothing but a number;
/// none where there are no such notes.
pub(super) fn pages(lines: &[Line<'_>]) -> Vec<Range<usize>> {
    let feet = Feet { lines, calls: calls(lines) };
    let mut pages = Vec::new();
    let (mut start, mut last, mut count) = (0, 0, 0);
    let mut i = 0;
    while i < lines.len() {
        let Some(notes) = feet.notes_from(start, i, last) else {
            i += 1;
            continue;
        };
        pages.push(start..notes.end);
        count += notes.count;
        (start, last, i) = (notes.end, notes.last, notes.end);
    }
    // Two numbers can be a chance, three in their places are none.
    if count < 3 {
        return Vec::new();
    }
    if start < lines.len() {
        pages.push(start..lines.len());
    }
    pages
}

/// For each number, the lines that call a note of it.
fn calls(lines: &[Line<'_>]) -> BTreeMap<u32, Vec<usize>> {
    let mut calls: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (i, line) in lines.iter().enumerate() {
        for (_, number) in glued_numbers(line.text) {
            calls.entry(number).or_default().push(i);
        }
    }
    calls
}

struct Feet<'l, 'a> {
    lines: &'l [Line<'a>],
    calls: BTreeMap<u32, Vec<usize>>,
}

/// Notes that stand below each other.
struct Notes {
    /// The line behind them.
    end: usize,
    /// The number of the last of them.
    last: u32,
    count: u32,
}

impl Feet<'_, '_> {
    fn text(&self, i: usize) -> &str {
        self.lines.get(i).map_or("", |line| line.text.trim())
    }

    /// Whether a line begins the note of this number, and a line of the page above the notes calls it.
    fn begins(&self, i: usize, number: u32, above: &Range<usize>) -> bool {
        let called = || {
            let lines = self.calls.get(&number).map_or(&[][..], Vec::as_slice);
            lines.get(lines.partition_point(|line| *line < above.start)).is_some_and(|line| *line < above.end)
        };
        starts_note(self.lines, i, number).is_some() && called()
    }

    /// The notes that begin at a line of a page, if their numbers go on from the last one, or begin anew.
    fn notes_from(&self, page: usize, first: usize, last: u32) -> Option<Notes> {
        let before = first.checked_sub(1).filter(|before| *before >= page);
        let opens = before.is_none_or(|i| self.text(i).is_empty() || super::is_rule(self.text(i)));
        // “1. Ann” and “[1] Ann” are told without pages.
        if !opens || leading_number(self.text(first)).is_some() {
            return None;
        }
        let above = page..first;
        let number = [last.saturating_add(1), 1].into_iter().find(|due| self.begins(first, *due, &above))?;
        let mut due = number.saturating_add(1);
        let mut end = first + 1;
        while end < self.lines.len() {
            // Behind a blank line nothing but a further note goes on.
            let blank = self.text(end).is_empty();
            let next = (end..self.lines.len()).find(|i| !self.text(*i).is_empty());
            let Some(next) = next else { break };
            if self.begins(next, due, &above) {
                due = due.saturating_add(1);
            } else if blank {
                break;
            }
            end = next + 1;
        }
        let (count, text) = (due - number, self.lines.get(first..end).unwrap_or_default());
        let letters: usize = text.iter().map(|line| line.text.trim().len()).sum();
        let finished = self.text(end - 1).ends_with(['.', '”', '/', ')', '"']);
        // “2 Libraries” is a heading.
        (count > 1 || letters >= 12 && finished).then_some(Notes { end, last: due - 1, count })
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    #[test]
    fn notes_end_pages() {
        let text = "Order came.1 It had come,2 and went.\n\n1 Ann Blair. Book. London: X, 2010.\n2 Ibid., p. 3.\n\n\
                    2   C. van Aken\n\nMore of it.3\n\n3Karl May. Buch. Radebeul: Y,\n1893, p. 4.\n\n4\n\n2 Libraries\n\nThe end.\n";
        let lines = lines(text);
        let pages = pages(&lines);
        let last = |page: &Range<usize>| lines.get(page.end - 1).map_or("", |line| line.text.trim());
        assert_eq!(pages.iter().map(last).collect::<Vec<_>>(), ["2 Ibid., p. 3.", "1893, p. 4.", "The end."]);
    }

    #[test]
    fn numbers_that_nothing_calls_are_no_notes() {
        let text =
            "In 1 we begin.\n\n1 Introduction to it.\n\n2 Further remarks here.\n\n3 Conclusion of all.\n";
        assert!(pages(&lines(text)).is_empty());
    }
}
