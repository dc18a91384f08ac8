//! How alike two references are: words of titles, names of people, whole records.
//!
//! Pure: text in, numbers and reasons out. What [`words`] and [`difference`] say of titles and
//! [`people_difference`] says of names, the rules of this crate report.


mod people;
mod titles;
mod words;

pub use people::{PeopleDifference, families, people_difference};
pub use titles::{DifferenceKind, Extent, TitleDifference, are_parts, difference};
pub use words::{MOST_WORDS, Word, aligned, fold, is_article, is_count, is_slip, is_small, words};
