//! A line → where its references begin and end, and what is prose between them.
//!
//! A second, small model of the same kind, with three labels.

use super::model::{BorderModel, Told};
use super::observed::Observed;
use crate::Span;
use crate::parse::{Passage, Tokens, sure_spans};

/// What a token is to the references of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Border {
    /// No part of a reference: words of the author's, the number of the note.
    Prose,
    /// The first token of a reference.
    First,
    /// Another token of it.
    Inside,
}

impl Border {
    /// How many there are.
    pub const COUNT: usize = 3;
}

impl Told<{ Self::COUNT }> for Border {
    const ADDRESS: Option<usize> = None;

    fn of(column: usize) -> Self {
        [Self::Prose, Self::First, Self::Inside].get(column).copied().unwrap_or(Self::Prose)
    }

    fn column(self) -> usize {
        self as usize
    }
}

/// Finds the references of a passage.
pub fn references(passage: Passage<'_>, model: &BorderModel<'_>) -> Vec<Span> {
    let mut tokens = Tokens::read(passage);
    tokens.list.truncate(MOST_TOKENS);
    let observed = Observed::of_note(passage, &tokens, &sure_spans(passage, &tokens));
    let borders = model.label::<Border>(&observed).labels;
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (i, border) in borders.iter().enumerate() {
        // What comes with an address is part of what stands before it.
        let goes_on = observed.is_address(i) || is_within_case(&tokens, i);
        let border =
            if *border == Border::First && goes_on && !found.is_empty() { Border::Inside } else { *border };
        match (border, found.last_mut()) {
            (Border::Inside, Some((_, end))) if *end == i || observed.is_address(i) => *end = i + 1,
            // Inside without a beginning: the beginning was taken for prose.
            (Border::First | Border::Inside, _) => found.push((i, i + 1)),
            _ => {}
        }
    }
    join_names(&mut found, &tokens);
    found.retain(|(start, end)| (*start..*end).any(|i| tokens.is_word(i) || tokens.is_number(i)));
    found.into_iter().map(|(start, end)| tokens.span(start, end)).collect()
}

/// Names alone are no reference, so they are those of what follows: “Ferris, Brandt, | and Harrow 2000”,
/// “Ferris, Paul; | Brandt, Anna (1995)”. So it is with “Ferris, Paul, 1979; | Thinking about Harbors”.
fn join_names(found: &mut Vec<(usize, usize)>, tokens: &Tokens<'_>) {
    let joins = |i: usize| tokens.is_any(i, ",;") || matches!(tokens.str(i), "and" | "und" | "et" | "&");
    found.dedup_by(|next, names| {
        let go_on = if tokens.is(next.0 - 1, ';') {
            are_of_list(tokens, *names, *next) || are_of_title(tokens, *names, *next)
        } else {
            are_names(tokens, names.0, names.1)
        };
        let is_joined = go_on && (names.1..next.0).all(joins);
        if is_joined {
            names.1 = next.1;
        }
        is_joined
    });
}

fn are_names(tokens: &Tokens<'_>, start: usize, end: usize) -> bool {
    let is_back = |i| matches!(tokens.lower(i), "ibid" | "ibidem" | "id" | "idem" | "ebd" | "ebenda" | "ivi");
    (start..end).all(|i| tokens.is_capital(i) && !is_back(i) || tokens.is_any(i, ",;./-’"))
}

fn year_at(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<usize> {
    (start..end).find(|i| tokens.number(*i).is_some_and(|n| (1400..2200).contains(&n)))
}

/// “Ferris, PL; Brandt, A (2007)”: names, the last of them before the year. “Ferris, Salt Roads; Brandt,
/// Harbors, 50” has titles.
fn are_of_list(tokens: &Tokens<'_>, names: (usize, usize), next: (usize, usize)) -> bool {
    const MOST: usize = 8;
    are_names(tokens, names.0, names.1)
        && year_at(tokens, next.0, next.1.min(next.0 + MOST))
            .is_some_and(|year| (next.0..year).any(|i| tokens.is(i, ',')))
}

/// “Ferris, Paul, 1979; Thinking about Harbors: A First Account, in: …”: a semicolon in place of the colon, as scans
/// read it; what follows has no names and no year of its own.
fn are_of_title(tokens: &Tokens<'_>, names: (usize, usize), next: (usize, usize)) -> bool {
    year_at(tokens, names.0, names.1).is_some_and(|year| {
        are_names(tokens, names.0, year) && (year + 1..names.1).all(|i| !tokens.is_word(i))
    }) && next.1 - next.0 >= FEWEST_OF_TITLE
        && year_at(tokens, next.0, next.1).is_none()
        && are_plain_words(tokens, next.0, next.0 + FEWEST_OF_TITLE / 2)
}

/// Whether no name ends here, as before “, Salt Roads” or “, op. cit.”.
fn are_plain_words(tokens: &Tokens<'_>, start: usize, end: usize) -> bool {
    !(start..end).any(|i| tokens.is_any(i, ",.("))
}

/// A title behind names and year, with where it stands, has at least so many tokens.
const FEWEST_OF_TITLE: usize = 10;

/// Whether no reference can begin at a token of a case: “R. v. | L.”, “(1991) 103 | A.L.R. 577”.
fn is_within_case(tokens: &Tokens<'_>, i: usize) -> bool {
    let Some(last) = i.checked_sub(1) else { return false };
    let versus = if tokens.is(last, '.') { last.saturating_sub(1) } else { last };
    let is_letter = |i: usize| tokens.is_capital(i) && tokens.str(i).len() == 1 && tokens.is(i + 1, '.');
    let letters = (0..MOST_LETTERS).take_while(|n| is_letter(i + 2 * n)).count();
    let is_reporter = letters > 1 && tokens.is_number(i + 2 * letters);
    let is_numbered = tokens.is_number(last) || tokens.is_any(last, ")]");
    matches!(tokens.str(versus), "v" | "vs") || is_reporter && is_numbered
}

/// No reporter is named by more: “N.S.W.L.R.”
const MOST_LETTERS: usize = 8;

/// Longer lines are cut up to here.
const MOST_TOKENS: usize = 4_000;
