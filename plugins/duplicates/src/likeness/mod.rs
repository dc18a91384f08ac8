//! How alike two references are: words of titles, names of people, whole records.
//!
//! Pure: text in, numbers and reasons out. What [`difference`] says of titles and
//! [`people_difference`] says of names, the rules of this crate report; [`link`] ties records of any
//! origin to works, and [`weigh`] says why.

mod people;
mod records;
mod titles;
mod words;

pub use people::{PeopleDifference, families, people_difference};
pub use records::{Evidence, Profile, Record, link, weigh};
pub use titles::{DifferenceKind, Extent, TitleDifference, are_parts, difference};
pub use words::{MOST_WORDS, Word, aligned, fold, is_article, is_count, is_slip, is_small, words};
