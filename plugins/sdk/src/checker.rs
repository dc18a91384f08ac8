//! What a checker is, and what it may ask of the program.

use crate::{Findings, Paper, Rule};

/// A checker: reads a paper, adds findings.
///
/// It cannot fail: what it could not decide is a finding of severity
/// [`Undecided`](crate::Severity::Undecided). Same paper, same findings, same order.
pub trait Checker: Sized + Send + Sync + 'static {
    /// Makes the checker from its options, or says which option is wrong.
    fn open(options: Options) -> Result<Self, String>;

    /// The rules under which it reports; findings under others are refused.
    fn rules(&self) -> &[Rule];

    /// Adds the findings for a paper.
    fn check(&self, paper: &Paper, host: &Host<'_>, findings: &mut Findings);
}

/// The options of a checker, as its user's configuration has them.
#[derive(Clone, Debug, Default)]
pub struct Options {
    values: serde_json::Map<String, serde_json::Value>,
}

impl Options {
    /// Options from a JSON object.
    pub fn new(values: serde_json::Map<String, serde_json::Value>) -> Self {
        Self { values }
    }

    /// The value of an option.
    pub fn get(&self, name: &str) -> Option<&serde_json::Value> {
        self.values.get(name)
    }
}

/// The program, as a checker sees it.
pub struct Host<'a> {
    now: &'a str,
}

impl<'a> Host<'a> {
    /// A host at a given day (`YYYY-MM-DD`).
    pub fn new(now: &'a str) -> Self {
        Self { now }
    }

    /// The day of the audit (`YYYY-MM-DD`): the clock is an input.
    pub fn now(&self) -> &'a str {
        self.now
    }
}
