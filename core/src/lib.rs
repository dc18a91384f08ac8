//! The program's library: the pipeline as a few calls.

pub mod checkers;
pub mod document;
pub mod plugin;
pub mod read;
pub mod reading;
pub mod report;

pub use reading::Reading;
