//! Note text in, bibliography out.
//!
//! The types are those of the Citation Style Language (CSL 1.0.2): a [`Note`] holds
//! [`Citation`]s, a citation holds [`CitationItem`]s, and each item is tied to the [`Work`]
//! that it cites. [`Paper`] is all of it at once, and all that a checker sees.
//!
//! This crate opens no file and no socket, and knows no file format and no checker.
//! Without features it is the types alone.

mod bibliography;
mod citation;
mod date;
mod item;
mod keys;
mod locator;
mod month;
mod name;
mod note;
mod paper;
mod span;
mod work;
mod written;

#[cfg(feature = "export")]
pub mod csl_json;
#[cfg(feature = "export")]
pub mod export;
#[cfg(feature = "import")]
pub mod import;
#[cfg(feature = "parse")]
pub mod label;
#[cfg(feature = "parse")]
mod language;
#[cfg(feature = "parse")]
pub mod parse;
#[cfg(feature = "parse")]
pub mod resolve;
#[cfg(feature = "parse")]
pub mod split;
#[cfg(feature = "style")]
pub mod style;

pub use bibliography::Bibliography;
pub use citation::{BackReference, Citation, CitationItem, Form, Mention, Position};
pub use date::{Date, DateParts};
pub use item::{Field, Item, Kind, Value, Variable};
pub use keys::{CitedKey, Keys, ListedKey};
pub use locator::{Locator, LocatorLabel};
pub use month::{MONTHS, month_number};
pub use name::Name;
pub use note::{Note, NoteFlag, NoteKind, NoteNumber};
pub use paper::{Address, Block, BlockKind, Marker, Metadata, Paper, Run, RunStyle};
pub use span::Span;
pub use work::{ItemPlace, ManagedWork, Work, WorkId};
