//! All that a checker of ibidem depends on.
//!
//! A checker implements [`Checker`], and names itself once with [`export_checker!`]; the
//! program loads it in a worker process of its own.

pub use ibidem_citations::*;

pub mod abi;
mod checker;
mod finding;
pub mod http;
mod record;
mod rule;
#[cfg(feature = "schema")]
pub mod schema;
#[cfg(feature = "testing")]
pub mod testing;

pub use checker::{Answers, CallError, Checker, Host, Level, Options};
pub use finding::{Edit, Finding, Findings, Fix, Related, Safety};
pub use record::Record;
pub use rule::{Rule, Severity};
