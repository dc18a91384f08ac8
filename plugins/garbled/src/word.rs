//! The word around a stretch of text.

use ibidem_sdk::Span;

/// Characters on either side of a stretch that are taken for its word at most.
const LONGEST: usize = 80;

/// A stretch, and what stands before and behind it up to the next space.
pub(crate) fn word_around(text: &str, span: Span) -> Span {
    let before = text.get(..span.start).unwrap_or_default();
    let behind = text.get(span.end..).unwrap_or_default();
    let lead: usize =
        before.chars().rev().take(LONGEST).take_while(|c| !c.is_whitespace()).map(char::len_utf8).sum();
    let tail: usize =
        behind.chars().take(LONGEST).take_while(|c| !c.is_whitespace()).map(char::len_utf8).sum();
    Span::new(span.start - lead, span.end + tail)
}
