//! CSL 1.0.2: styles, items and citations → what is printed, piece by piece.
//!
//! Data goes one way, and the files are named for its stations:
//!
//! ```text
//! XML ─read→ Sheet ┐
//! CSL-JSON → item  ├─render (names, dates, numbers)→ Part ─collapse, subsequent→ Part ─flat, punctuation→ Rendered ─write→ text
//! locale files     ┘
//! ```
//!
//! # Use
//!
//! - [`CslStyle`] is a style that was read: [`CslStyle::parse`], [`CslStyle::parse_with_parent`] for
//!   a dependent one, [`CslStyle::embedded`] by name.
//! - [`Processor::new`] takes a style, a locale for styles that name none, and the items
//!   ([`JsonItem`](crate::csl_json::JsonItem); [`JsonItem::of`](crate::csl_json::JsonItem::of) makes
//!   one of our own) in the order in which they are cited. It sorts, numbers and disambiguates them.
//! - [`Processor::bibliography`] gives one [`RenderedEntry`] for each item that prints something, in
//!   the order of the style.
//! - [`Processor::citations`] takes all [`Citation`]s of a document in order, each with the note in
//!   which it stands and its [`Cite`]s (locator, label, prefix, suffix), finds the positions, and
//!   gives one [`Rendered`] for each.
//! - [`Rendered::written`] writes it as text, HTML, Markdown, LaTeX or Typst; [`Rendered::pieces`]
//!   tells of every stretch of text which variable or term it is.
//! - [`Jobs`] answers rendering jobs line by line.
//!
//! Nothing here fails on an item: what is missing prints nothing, what cannot be read as a date or a
//! number is printed as text.
//!
//! ```
//! use ibidem_citations::csl_json::JsonItem;
//! use ibidem_citations::style::csl::{Citation, Cite, CslStyle, Output, Processor};
//!
//! let item = serde_json::json!({
//!     "id": "schorske", "type": "book", "title": "Fin-de-siècle Vienna",
//!     "author": [{ "family": "Schorske", "given": "Carl E." }],
//!     "publisher": "Knopf", "issued": { "date-parts": [[1980]] },
//! });
//! let style = CslStyle::embedded("apa").unwrap();
//! let processor = Processor::new(&style, None, vec![JsonItem::read(&item)]);
//! let entries = processor.bibliography();
//! assert_eq!(entries[0].rendered.written(Output::Html), "Schorske, C. E. (1980). <i>Fin-de-siècle Vienna</i>. Knopf.");
//! let cite = Cite { id: "schorske".into(), locator: Some("24".into()), ..Cite::default() };
//! let citation = Citation { cites: vec![cite], ..Citation::default() };
//! assert_eq!(processor.citations(&[citation])[0].written(Output::Text), "(Schorske, 1980, p. 24)");
//! ```

mod case;
mod citation;
mod citation_label;
mod collapse;
mod dates;
mod disambiguate;
mod element;
mod flat;
mod job;
mod locale;
mod name_form;
mod name_registry;
mod names;
mod numbers;
mod pages;
mod position;
mod processor;
mod punctuation;
mod read;
mod read_names;
mod render;
mod rich;
mod scene;
mod sort;
mod subsequent;
mod tree;
mod write;

pub use citation::Citation;
pub use element::Display;
pub use job::Jobs;
pub use numbers::roman;
pub use processor::{CslStyle, Processor, RenderedEntry};
pub use scene::{Cite, Position};
pub use tree::Origin;
pub use write::{Output, Piece, Rendered};
