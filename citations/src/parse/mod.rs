//! An item's text → CSL variables, each with its span and how sure it is.
//!
//! What is sure goes first: addresses, identifiers, access dates. Titles show themselves by
//! quotation marks and italics; what stands before them are people, what stands behind them is
//! read from left to right. A trained labeller can take the place of the function [`reference()`].

mod addresses;
mod archive;
mod back;
mod dates;
mod entry;
mod head;
mod kind;
mod law;
mod names;
mod plain;
mod quoted;
mod reference;
mod tail;
mod token;

pub use addresses::addresses;
pub use dates::{date, find_date};
pub use names::{name, names};
pub use reference::{Reference, entry, reference};
pub use token::Passage;

pub(crate) use back::back_at;
pub(crate) use head::ends_sentence;
pub(crate) use quoted::{italic_at, quoted_at};
pub(crate) use reference::is_sub_verbo;
pub(crate) use token::Tokens;

/// Whether a word is the name of a month.
pub(crate) fn month_name(word: &str) -> bool {
    dates::month(word).is_some()
}
