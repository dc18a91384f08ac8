//! Cited pages that are gone, have changed, or have an archived copy.
#![allow(dead_code, reason = "being built")]

mod cited;
mod dates;
mod judge;
mod likeness;
mod page;
pub mod verdict;
mod words;
