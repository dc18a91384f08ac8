//! A line → where its references begin and end, and what is prose between them.
//!
//! A second, small model of the same kind: it labels each token as the first of a reference, as
//! inside one, or as prose.

use super::labels::Label;
use super::model::Model;
use super::observed::Observed;
use crate::Span;
use crate::parse::{Passage, Tokens, sure_spans};

/// The label of the first token of a reference.
pub const FIRST: Label = Label::Lead;
/// The label of its other tokens.
pub const INSIDE: Label = Label::Title;
/// The label of prose, and of numbers before a note.
pub const PROSE: Label = Label::Other;

/// Finds the references of a passage.
pub fn references(passage: Passage<'_>, model: &Model<'_>) -> Vec<Span> {
    let mut tokens = Tokens::read(passage);
    tokens.list.truncate(MOST_TOKENS);
    let observed = Observed::new(passage, &tokens, &sure_spans(passage, &tokens));
    let labels = model.label(&observed).labels;
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        // What comes with an address is part of what stands before it.
        let goes_on = observed.is_address(i) || is_within_case(&tokens, i);
        let label = if *label == FIRST && goes_on && !found.is_empty() { INSIDE } else { *label };
        match (label, found.last_mut()) {
            (INSIDE, Some((_, end))) if *end == i || observed.is_address(i) => *end = i + 1,
            // Inside without a beginning: the beginning was taken for prose.
            (FIRST | INSIDE, _) => found.push((i, i + 1)),
            _ => {}
        }
    }
    found.retain(|(start, end)| (*start..*end).any(|i| tokens.is_word(i) || tokens.is_number(i)));
    found.into_iter().map(|(start, end)| tokens.span(start, end)).collect()
}

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
