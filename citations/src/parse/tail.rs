//! What stands behind the title: container, numbers, imprint, dates, pages.

mod brackets;
mod container;
mod edition;
mod numbers;
mod people;
mod settle;
mod words;

use super::dates::date_at;
use super::head::{abbreviations_in_row, ends_sentence};
use super::reference::Draft;
use super::token::Tokens;
use crate::language::is_abbreviation;
use crate::{LocatorLabel, Span, Value, Variable};

/// Words that were not recognized, between two signs.
#[derive(Clone, Copy, Debug)]
struct Loose {
    start: usize,
    end: usize,
    /// A colon stands behind it: “New York: Knopf”.
    colon: bool,
    /// A number or a date follows it: “Journal of Salt 8”.
    numbered: bool,
}

/// A page or pages that were printed.
#[derive(Clone, Debug)]
struct Pages {
    label: LocatorLabel,
    value: Span,
    /// “p. 7”, “S. 7”, “at 7”.
    labelled: bool,
    bracketed: bool,
}

/// Reads what stands behind the title, from left to right.
pub(crate) struct Tail<'d, 'a> {
    draft: &'d mut Draft<'a>,
    end: usize,
    loose: Vec<Loose>,
    open: Option<usize>,
    pages: Vec<Pages>,
    /// Behind ibid. and its like there is nothing but a place.
    place_only: bool,
    after_colon: bool,
    after_container: bool,
}

impl<'d, 'a> Tail<'d, 'a> {
    /// Reads the tokens from `start` to `end`.
    pub(crate) fn read(draft: &'d mut Draft<'a>, start: usize, end: usize, place_only: bool) {
        let mut tail = Tail {
            draft,
            end,
            loose: Vec::new(),
            open: None,
            pages: Vec::new(),
            place_only,
            after_colon: false,
            after_container: false,
        };
        let mut i = start;
        while i < end {
            i = tail.step(i).max(i + 1);
        }
        tail.flush(end);
        tail.settle_loose();
        tail.settle_pages();
    }

    fn tokens(&self) -> &Tokens<'a> {
        &self.draft.tokens
    }

    /// Reads what starts at a token; gives the token behind it.
    fn step(&mut self, i: usize) -> usize {
        if self.draft.taken.get(i).copied().unwrap_or(false) {
            self.flush(i);
            return i + 1;
        }
        if self.open.is_some()
            && let Some(close) = self.state_in_brackets(i)
        {
            return close + 1;
        }
        if self.tokens().is_any(i, "([") {
            self.flush(i);
            let next = self.group(i);
            self.after_container = false;
            return next;
        }
        if let Some(next) = self.labelled(i).or_else(|| self.set_apart(i)).or_else(|| self.dated(i)) {
            return next;
        }
        if self.tokens().is_number(i) {
            return self.bare_number(i);
        }
        if self.tokens().is_word(i) {
            if let Some(next) = self.plain_container(i) {
                return next;
            }
            if let Some(next) = self.roman_volume(i) {
                return next;
            }
            if self.is_newspaper_page(i) {
                self.flush(i);
                self.push_pages(LocatorLabel::Page, i, i + 1, false, false);
                return i + 1;
            }
            if self.is_roman_page(i) {
                self.flush(i);
                self.push_pages(LocatorLabel::Page, i, i + 1, false, false);
                return self.range_end(i + 1);
            }
            self.open.get_or_insert(i);
            return i + 1;
        }
        self.sign(i)
    }

    /// “Cambridge (Mass.)”: a state is part of the town before it.
    fn state_in_brackets(&self, i: usize) -> Option<usize> {
        let tokens = self.tokens();
        let close = if tokens.is(i + 2, '.') { i + 3 } else { i + 2 };
        let state = matches!(
            tokens.str(i + 1),
            "Mass"
                | "MA"
                | "Conn"
                | "CT"
                | "NJ"
                | "Ill"
                | "IL"
                | "Md"
                | "MD"
                | "Cal"
                | "CA"
                | "Calif"
                | "NY"
                | "Pa"
                | "PA"
                | "Ma"
                | "Ont"
                | "UK"
                | "Engl"
                | "USA"
        );
        (tokens.is(i, '(') && state && tokens.is(close, ')')).then_some(close)
    }

    fn sign(&mut self, i: usize) -> usize {
        let tokens = self.tokens();
        let inside =
            self.open.is_some() && (tokens.is_any(i, "&-–’'/+") || tokens.is(i, '.') && !self.is_stop(i));
        if inside {
            return i + 1;
        }
        let colon = tokens.is(i, ':');
        // “Cambridge, Mass.: MIT Press”
        let abbreviated = i > 0 && tokens.is(i - 1, '.');
        self.flush(i);
        self.after_colon = colon;
        if colon
            && let Some(last) =
                self.loose.last_mut().filter(|last| last.end == i || last.end + 1 == i && abbreviated)
        {
            last.colon = true;
        }
        i + 1
    }

    /// Whether a point ends a stretch of words, rather than an abbreviation.
    fn is_stop(&self, i: usize) -> bool {
        let tokens = self.tokens();
        if abbreviations_in_row(tokens, i) {
            return false;
        }
        !(i > 0 && tokens.is_word(i - 1) && is_abbreviation(tokens.str(i - 1)) && i + 1 < self.end)
            || ends_sentence(tokens, i)
    }

    /// Ends the stretch of unrecognized words before a token.
    fn flush(&mut self, i: usize) {
        if let Some(start) = self.open.take() {
            self.loose.push(Loose { start, end: i, colon: false, numbered: false });
        }
    }

    fn mark_numbered(&mut self, i: usize) {
        if let Some(last) = self.loose.last_mut().filter(|last| i - last.end <= 1) {
            last.numbered = true;
        }
    }

    /// A date that stands free: “October 4, 2012”, and a year behind an imprint.
    fn dated(&mut self, i: usize) -> Option<usize> {
        if self.place_only {
            return None;
        }
        let (date, next) = date_at(self.tokens(), i)?;
        let has_month = date.first().is_some_and(|parts| parts.month.is_some()) || date.season.is_some();
        if !has_month && (self.draft.item.has(Variable::Issued) || !self.is_free_year(i, next)) {
            return None;
        }
        self.flush(i);
        self.mark_numbered(i);
        let span = self.tokens().span(i, next);
        let confidence = if has_month { 0.97 } else { 0.85 };
        self.draft.item.set(Variable::Issued, Value::Date(date), Some(span), confidence);
        Some(next)
    }

    /// A bare year, not a number that happens to have four digits: something ends behind it.
    fn is_free_year(&self, i: usize, next: usize) -> bool {
        let tokens = self.tokens();
        let ends = next >= self.end
            || tokens.is_any(next, ",.;:)]([")
            || self.draft.taken.get(next).copied().unwrap_or(false);
        let page = self.after_colon && self.draft.item.has(Variable::Volume);
        let _ = i;
        ends && !page
    }
}
