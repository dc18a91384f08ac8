//! Loaded checkers: found, opened in a worker process, spoken with.
//!
//! A plugin's library is never opened in the auditing process. [`discovery`] says which
//! libraries there are, [`worker`] starts the program once more for each of them and speaks
//! [`protocol`] with it, and [`host`] is what runs there.

mod answer;
mod chunk;
pub mod confine;
pub mod discovery;
pub mod host;
mod loaded;
pub mod lock;
pub mod manifest;
pub mod options;
pub mod protocol;
pub mod service;
pub mod trial;
mod trust;
pub mod worker;

pub(crate) use loaded::{Job, Launch, LoadedPlugin};
