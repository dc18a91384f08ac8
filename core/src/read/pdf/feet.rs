//! Lines of a page → which of them are notes at its foot, and where each note begins.

use ibidem_citations::NoteNumber;

use super::headings::is_list_heading;
use super::line::Line;
use crate::pdf::page::Rule;
use crate::read::builder::{marker_number, raised_digits};
use crate::read::{due_number, leading_number};

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Body,
    /// A note begins; its number takes so many bytes of the text of the line.
    Note {
        number: NoteNumber,
        skip: usize,
    },
    /// The note before goes on.
    More,
}

/// A number in front of a line that may be that of a note.
struct Start {
    number: NoteNumber,
    skip: usize,
    is_raised: bool,
    /// Whether nothing but a blank parts it from what follows.
    is_loose: bool,
}

/// Tells notes from the body, page by page.
pub(super) struct Feet {
    /// The size of most of the text.
    body: i32,
    /// The size of the notes, once some are known.
    notes: Option<i32>,
    /// The number that comes next; none before the first note.
    due: Option<u32>,
    /// Whether a list of references has begun, whose entries have numbers, too.
    in_list: bool,
    /// Whether the last note may go on.
    has_note: bool,
}

impl Feet {
    pub(super) fn new(body: i32) -> Self {
        Self { body, notes: None, due: None, in_list: false, has_note: false }
    }

    /// The roles of the lines of a page, of which those of a block stand below each other.
    pub(super) fn roles(&mut self, page: &[Line], rules: &[Rule]) -> Vec<Role> {
        let called = called(page, self.body);
        let mut roles = Vec::with_capacity(page.len());
        // Below the heading of a list all is different, however small both are.
        let parts = page.chunk_by(|line, next| line.block == next.block && !is_list_heading(&next.text()));
        for part in parts {
            if part.first().is_some_and(|line| is_list_heading(&line.text())) {
                self.in_list = true;
            }
            let first = self.first_of_notes(part, rules, &called);
            for line in &part[..first] {
                self.look_for_list(line);
                roles.push(Role::Body);
            }
            self.read_notes(&part[first..], &mut roles);
        }
        roles
    }

    fn look_for_list(&mut self, line: &Line) {
        let text = line.text();
        if is_list_heading(&text) {
            self.in_list = true;
        } else if line.size > self.body * 21 / 20 && text.chars().any(char::is_alphabetic) {
            self.in_list = false;
        }
    }

    /// The line of a block at which its notes begin; its length, if there are none.
    fn first_of_notes(&self, block: &[Line], rules: &[Rule], called: &[u32]) -> usize {
        self.below_rule(block, rules)
            .or_else(|| self.smaller(block, called))
            .or_else(|| self.as_large(block, called))
            .unwrap_or(block.len())
    }

    /// Notes below a rule, which is the surest sign where a number follows.
    fn below_rule(&self, block: &[Line], rules: &[Rule]) -> Option<usize> {
        let left = block.iter().map(|line| line.left).min()?;
        let right = block.iter().map(|line| line.right).max()?;
        let mut below: Vec<(usize, &Rule)> = rules
            .iter()
            .filter(|rule| rule.left < right && rule.right > left)
            .filter_map(|rule| {
                let first = block.iter().position(|line| line.y < rule.y)?;
                let is_between = first == 0 || !underlines(rule, &block[first - 1]);
                (is_between && rule.y - block[first].y > block[first].size / 2).then_some((first, rule))
            })
            .collect();
        below.sort_by_key(|(first, rule)| (std::cmp::Reverse(*first), rule.y));
        let is_foot = |first: usize| {
            let lines = &block[first..];
            lines.iter().all(|line| line.size <= self.body * 26 / 25)
        };
        let begins = |first: usize| {
            block.get(first).and_then(|line| start_of(line, self.due)).is_some_and(|start| {
                // Rules stand in tables, too: a number that counts on says which one is meant.
                self.is_due(&start, !start.is_loose && (start.is_raised || self.due.is_none()))
            })
        };
        let mut feet = below.iter().filter(|(first, _)| is_foot(*first));
        if let Some((first, _)) = feet.clone().find(|(first, _)| begins(*first)) {
            return Some(*first);
        }
        // The rest of a note from the page before stands below a rule as well: a short one, on the left.
        let (first, _) = feet.find(|(first, rule)| {
            let is_short = (rule.right - rule.left) * 3 < (right - left) * 2;
            is_short && (rule.left - left).abs() < self.body && self.goes_on(&block[*first..])
        })?;
        Some(*first)
    }

    /// Whether lines can be the rest of the note before: what begins among them is due.
    fn goes_on(&self, lines: &[Line]) -> bool {
        let is_size = |line: &Line| self.notes.is_none_or(|notes| (line.size - notes).abs() <= notes / 20);
        self.has_note && !self.in_list && lines.first().is_some_and(is_size)
    }

    /// Notes that are set smaller than the text.
    fn smaller(&self, block: &[Line], called: &[u32]) -> Option<usize> {
        let is_small = |line: &&Line| {
            line.size <= self.body * 24 / 25
                && self.notes.is_none_or(|notes| (line.size - notes).abs() <= notes / 12)
        };
        let small = block.iter().rev().take_while(is_small).count();
        let top = block.len() - small;
        let begins = |line: &Line| {
            start_of(line, self.due).is_some_and(|start| {
                let is_called = matches!(start.number, NoteNumber::Integer(n) if called.contains(&n));
                // In a list of references, and where nothing calls it, a number is more likely that of an entry.
                self.is_due(&start, start.is_raised || is_called && !start.is_loose)
                    && (!self.in_list || start.is_raised)
                    && (!start.is_loose || is_called)
            })
        };
        let lines = &block[top..];
        match lines.iter().position(begins) {
            Some(0) => Some(top),
            Some(begin) => {
                // What stands above: the rest of a note, or a quotation, which is set small, too.
                let above = &lines[..begin];
                let is_rest = self.goes_on(above) && is_set_off(block, top) && !is_set_off(lines, begin);
                Some(if is_rest { top } else { top + begin })
            }
            // Some line of the text stands above the rest of a note, or it is no foot.
            None => (top > 0 && self.notes.is_some() && self.goes_on(lines) && is_set_off(block, top))
                .then_some(top),
        }
    }

    /// Notes as large as the text: a raised number that is due and was called above.
    fn as_large(&self, block: &[Line], called: &[u32]) -> Option<usize> {
        let first = block.iter().position(|line| {
            start_of(line, self.due).is_some_and(|start| {
                let is_called = matches!(start.number, NoteNumber::Integer(n) if called.contains(&n));
                start.is_raised && is_called && self.is_due(&start, false)
            })
        })?;
        let is_last = block[first..].iter().all(|line| line.size <= self.body * 26 / 25);
        is_last.then_some(first)
    }

    /// Whether a number can be that of the next note. Where other signs speak for it, counting may begin anew.
    fn is_due(&self, start: &Start, may_restart: bool) -> bool {
        match (&start.number, self.due) {
            (NoteNumber::Integer(n), None) => *n == 1 || start.is_raised && may_restart,
            (NoteNumber::Integer(n), Some(due)) => {
                // A number can be missing, where its note was not told from the text.
                *n == due || may_restart && (*n == 1 || start.is_raised && (due..due + 4).contains(n))
            }
            (NoteNumber::Label(_), _) => may_restart,
        }
    }

    fn read_notes(&mut self, lines: &[Line], roles: &mut Vec<Role>) {
        let mut left = None;
        for line in lines {
            let start = start_of(line, self.due).filter(|start| {
                // Numbers stand below each other; a year at the start of a line stands elsewhere.
                let reach = if start.is_loose { line.size / 3 } else { line.size * 3 / 2 };
                let is_below = left.is_none_or(|left: i32| (line.left - left).abs() <= reach);
                let is_next = self.is_due(start, start.is_raised);
                if start.is_raised { is_next } else { is_next && is_below }
            });
            match start {
                Some(start) => {
                    if let NoteNumber::Integer(n) = start.number {
                        self.due = Some(n.saturating_add(1));
                    }
                    left.get_or_insert(line.left);
                    self.notes.get_or_insert(line.size);
                    self.has_note = true;
                    roles.push(Role::Note { number: start.number, skip: start.skip });
                }
                None if self.has_note => roles.push(Role::More),
                None => roles.push(Role::Body),
            }
        }
    }
}

/// Whether a rule belongs to the line above it, as below the text of a link.
fn underlines(rule: &Rule, line: &Line) -> bool {
    let is_near = line.y - rule.y < line.size / 2;
    let is_within = rule.left >= line.left - 100 && rule.right <= line.right + 100;
    line.y - rule.y < line.size / 8 || is_near && is_within
}

/// Whether more white stands above a line than between the lines below it.
fn is_set_off(lines: &[Line], at: usize) -> bool {
    let above = at.checked_sub(1).and_then(|before| Some(lines.get(before)?.y - lines.get(at)?.y));
    let below = lines.get(at..).unwrap_or_default().windows(2).map(|pair| pair[0].y - pair[1].y).min();
    match (above, below) {
        (Some(above), Some(below)) => above * 4 > below * 5,
        // A page may begin with the rest of a note.
        (None, _) => true,
        (Some(above), None) => lines.get(at).is_some_and(|line| above * 2 > line.size * 3),
    }
}

/// The number with which a line begins.
fn start_of(line: &Line, due: Option<u32>) -> Option<Start> {
    let first = line.runs.first()?;
    let text = line.text();
    if line.is_raised(first) && line.runs.len() > 1 {
        let number = marker_number(first.text.trim())?;
        return Some(Start { number, skip: first.text.trim().len(), is_raised: true, is_loose: false });
    }
    if let Some((number, skip)) = raised_digits(&text) {
        return Some(Start { number, skip, is_raised: true, is_loose: false });
    }
    let due = due.unwrap_or(1);
    let numbered = |(number, skip)| Start { number, skip, is_raised: false, is_loose: false };
    // “S. 198.” and “B. Lee” are no misread digits.
    let has_digit =
        text.trim_start_matches(['[', '(']).starts_with(|c: char| c.is_ascii_digit() || "lI".contains(c));
    let counted = |due| due_number(&text, due).filter(|_| has_digit);
    leading_number(&text)
        .or_else(|| counted(due))
        .or_else(|| counted(1))
        .map(numbered)
        .or_else(|| loose_number(&text, due))
        .or_else(|| {
            let sign = text.chars().next().filter(|c| "*†‡§¶".contains(*c))?;
            let length = text.chars().take_while(|c| *c == sign).count() * sign.len_utf8();
            let number = marker_number(&text[..length])?;
            Some(Start { number, skip: length, is_raised: false, is_loose: false })
        })
}

/// `12 vgl. …`, `12 § 3 BGB`: the number that is due, in front of a word in small letters or a section.
fn loose_number(text: &str, due: u32) -> Option<Start> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u32 = text.get(..digits)?.parse().ok().filter(|number| *number == due)?;
    let rest = text.get(digits..).filter(|rest| rest.starts_with([' ', '\u{A0}']))?;
    let is_word = rest.trim_start().starts_with(|c: char| c.is_alphabetic() || c == '§');
    is_word.then_some(Start {
        number: NoteNumber::Integer(number),
        skip: digits,
        is_raised: false,
        is_loose: true,
    })
}

/// The numbers that the text of a page calls: raised ones.
fn called(page: &[Line], body: i32) -> Vec<u32> {
    let mut called = Vec::new();
    for line in page.iter().filter(|line| line.size >= body * 9 / 10) {
        for run in line.runs.iter().skip(1).filter(|run| line.is_raised(run)) {
            if let Some(numbers) = crate::read::builder::marker_numbers(run.text.trim()) {
                called.extend(numbers.iter().filter_map(|number| match number {
                    NoteNumber::Integer(n) => Some(*n),
                    NoteNumber::Label(_) => None,
                }));
            }
        }
    }
    called
}
