//! What the targets of `cargo fuzz` need beside [`Reading::from_bytes`].

use crate::Reading;
use crate::pdf::Extracted;

/// Reads what a process that opens a PDF says, one message to a line, however it lies.
pub fn pages(said: &[u8]) -> Reading {
    Reading::of_extracted(Extracted::of_lines(said))
}
