//! An item's text → CSL variables, each with its span and how sure it is.
//!
//! What is sure goes first: addresses, identifiers, access dates. Titles show themselves by
//! quotation marks and italics; what stands before them are people, what stands behind them is
//! read from left to right. A trained labeller can take the place of the function [`reference()`].

mod addresses;
mod archive;
mod back;
mod coded;
mod dates;
mod entry;
mod filings;
mod head;
mod kind;
mod labelled;
mod law;
mod letters;
mod line;
mod names;
mod plain;
mod postnote;
mod quoted;
mod reference;
mod sentences;
mod sources;
mod sources_of_europe;
mod statutes;
mod straight;
mod stretches;
mod tail;
mod title;
mod title_end;
mod token;

pub use addresses::addresses;
pub(crate) use addresses::shows_title;
pub use dates::{date, find_date};
pub use line::{behind_number, line, line_by, line_of};
pub use names::{name, names};
pub use postnote::postnote;
pub use reference::{Reference, by_given_labels, by_labels, by_rules, entry, reference};
pub use token::Passage;

pub(crate) use back::back_at;
pub(crate) use entry::dated_entry_at;
pub(crate) use head::ends_sentence;
pub(crate) use quoted::{italic_at, quoted_at};
pub(crate) use reference::reference_of;
pub(crate) use sentences::{Part as SentencePart, part_at, signed_at};
pub(crate) use sources::source_at;
pub(crate) use title::is_sub_verbo;
pub(crate) use token::{Kind as TokenKind, Tokens};

/// The addresses, identifiers and access dates of a passage: what is known without guessing.
pub(crate) fn sure_spans(passage: Passage<'_>, tokens: &Tokens<'_>) -> Vec<crate::Span> {
    addresses::claims(passage, tokens).taken
}

/// Whether a word is the name of a month.
pub(crate) fn month_name(word: &str) -> bool {
    dates::month(word).is_some()
}
