//! The program's library: the pipeline as a few calls.

pub mod checkers;
pub mod config;
pub mod document;
pub mod fix;
#[cfg(fuzzing)]
pub mod fuzzing;
mod headings;
pub mod http;
pub mod ignores;
mod metadata;
pub mod notes;
pub mod pdf;
pub mod plugin;
pub mod process;
pub mod read;
pub mod reading;
mod references;
pub mod rendering;
pub mod report;
pub mod restyling;
pub mod styles;

pub use reading::Reading;
