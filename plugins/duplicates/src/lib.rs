//! One work, cited as if it were two, or two ways.
//!
//! A rule is a file and a page of the same name, and one line in `RULES`. What they share is in
//! [`likeness`], which knows nothing of papers and checkers.

pub mod likeness;

mod citing;
mod conflict;
mod lost;
mod twins;

mod conflicting_facts;
mod copied_page;
mod duplicate_key;
mod duplicate_work;
mod inconsistent_author;
mod inconsistent_container;
mod inconsistent_title;
mod repeated_full_citation;

use ibidem_sdk::{Checker, Findings, Host, Level, Options, Paper, Rule};

ibidem_sdk::export_checker!(ibidem_duplicates_plugin, Duplicates, manifest = include_str!("../plugin.toml"));

/// Lines of the log that say which works were held apart, at most.
const MOST_LINES: usize = 50;

/// A rule and what looks for its faults.
struct Registered {
    rule: Rule,
    check: fn(&Reading<'_>, &mut Findings),
}

/// A paper, and what the rules of this plugin look at more than once.
struct Reading<'a> {
    paper: &'a Paper,
    /// Works that may be one.
    twins: Vec<twins::Twins<'a>>,
}

/// The rules, in the order in which they are run.
const RULES: &[Registered] = &[
    conflicting_facts::REGISTERED,
    copied_page::REGISTERED,
    duplicate_key::REGISTERED,
    duplicate_work::REGISTERED,
    inconsistent_author::REGISTERED,
    inconsistent_container::REGISTERED,
    inconsistent_title::REGISTERED,
    repeated_full_citation::REGISTERED,
];

/// Finds works that are cited as if they were two, or in two ways.
pub struct Duplicates {
    rules: Vec<Rule>,
}

impl Checker for Duplicates {
    fn open(_options: Options) -> Result<Self, String> {
        Ok(Self { rules: RULES.iter().map(|registered| registered.rule).collect() })
    }

    fn rules(&self) -> &[Rule] {
        &self.rules
    }

    fn check(&self, paper: &Paper, host: &Host<'_>, findings: &mut Findings) {
        let reading = Reading { paper, twins: twins::twins(paper) };
        for registered in RULES {
            (registered.check)(&reading, findings);
        }
        for line in twins::held_apart(&reading.twins).take(MOST_LINES) {
            host.log(Level::Info, &line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages() {
        ibidem_sdk::testing::check_pages(&Duplicates::open(Options::default()).unwrap());
    }
}
