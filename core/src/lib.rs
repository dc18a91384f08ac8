//! The program's library: the pipeline as a few calls.

pub mod checkers;
pub mod config;
pub mod document;
pub mod fix;
pub mod ignores;
mod metadata;
pub mod notes;
pub mod pasted;
pub mod plugin;
pub mod read;
pub mod reading;
mod references;
pub mod report;
pub mod styles;

pub use reading::Reading;
