//! One work, cited as if it were two, or two ways.
//!
//! A rule is a file and a page of the same name, and one line in [`RULES`]. What they share is in
//! [`likeness`], which knows nothing of papers and checkers.

pub mod likeness;

mod citing;
mod inconsistent_title;

use ibidem_sdk::{Checker, Findings, Host, Options, Paper, Rule};

ibidem_sdk::export_checker!(ibidem_duplicates_plugin, Duplicates, manifest = include_str!("../plugin.toml"));

/// A rule and what looks for its faults.
struct Registered {
    rule: Rule,
    check: fn(&Paper, &mut Findings),
}

/// The rules, in the order in which they are run.
const RULES: &[Registered] = &[inconsistent_title::REGISTERED];

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

    fn check(&self, paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
        for registered in RULES {
            (registered.check)(paper, findings);
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
