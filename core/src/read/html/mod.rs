//! HTML → Document: pages as they are found, with each byte of their text led back to the file.
//!
//! The tokens come from html5gum, which follows the standard and says of each token where it stands.
//! The tree over them is our own, and flat. That of html5ever has no places in the source, asks of
//! each paragraph whether any of the open elements is one, so that nesting costs the square of its
//! depth, and moves text about where tables or emphasis are wrongly nested: exact spans would be lost.
//! Here an element is a stretch of the list of events, and every question about it is one of numbers.
//!
//! ```text
//! source ─page→ elements and events ─links→ markers, notes, back-links ─body→ Document
//! ```

mod body;
mod extent;
mod head;
mod links;
mod page;
mod reference;
mod shape;
#[cfg(test)]
mod tests;

use crate::document::{Document, Guess};
use page::Page;
use reference::References;

/// Reads an HTML page.
pub(super) fn read(source: &str) -> Document {
    let page = Page::read(source);
    let mut references = References::default();
    let plan = links::plan(&page, &mut references);
    let head = head::read(&page, &plan, &mut references);
    let mut document = body::write(&page, &plan, &mut references);
    document.metadata = head.metadata;
    document.language = head.language;
    if page.too_deep > 0 {
        document.guesses.push(Guess::Depth { count: page.too_deep });
    }
    document
}
