//! Loaded checkers: found, opened in a worker process, spoken with.
//!
//! A plugin's library is never opened in the auditing process. [`discovery`] says which
//! libraries there are, [`worker`] starts the program once more for each of them and speaks
//! [`protocol`] with it, and [`host`] is what runs there. What a plugin asks of the program goes
//! through [`service`].

mod answer;
mod backlog;
pub mod cache;
mod calls;
mod chunk;
pub mod discovery;
pub mod host;
mod inbox;
mod loaded;
pub mod lock;
pub mod manifest;
pub mod network;
pub mod options;
mod outbox;
pub mod protocol;
pub mod render;
pub mod service;
mod speech;
pub mod trial;
pub mod worker;

pub(crate) use loaded::{Job, LoadedPlugin};
pub(crate) use worker::Launch;
