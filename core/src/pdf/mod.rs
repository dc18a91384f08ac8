//! bytes → pages: what a PDF sets on each of its pages, and where.
//!
//! Any PDF may be hostile, and PDFium, which reads it, is not thread-safe: it is opened in a process of
//! its own, [`host`], which has no network, no files and little memory. What that process says of the
//! pages comes back through `process.rs`. What the pages mean is not known here.

pub mod host;
mod library;
pub(crate) mod page;
mod process;

pub(crate) use process::{Extracted, PdfError, extract};

use std::path::PathBuf;
use std::sync::OnceLock;

/// The program that can be started as [`host`].
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Says which program can be started as `PROGRAM pdf-host`; without one no PDF is read.
///
/// A library cannot know whether the program that it is part of has such a command.
pub fn serve_with(program: PathBuf) {
    // Who says so twice says the same.
    let _ = PROGRAM.set(program);
}
