//! Paper → Findings: runs the checkers, each in its worker.

use ibidem_sdk::{Finding, Severity};

/// One checker, as it has introduced itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckerInfo {
    /// The id of its plugin: `garbled`.
    pub id: String,
    /// Its version.
    pub version: String,
    /// From where it was loaded, without absolute paths: `bundled`, `beside the program`, `--plugin`.
    pub from: &'static str,
    /// Its rules, in its own order.
    pub rules: Vec<RuleInfo>,
}

/// A rule, as its checker has introduced it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// Its name.
    pub name: String,
    /// The default severity of its findings.
    pub severity: Severity,
    /// Its page in Markdown.
    pub page: String,
}

/// What one checker had to say of one paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The id of the plugin.
    pub plugin: String,
    /// Its findings in its own order, each validated; those made before a failure are kept.
    pub findings: Vec<Finding>,
    /// Why it did not come to an end, if so.
    pub failure: Option<Failure>,
}

/// Why a checker did not come to an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What it was doing: `load`, `open`, `check`, `answer`.
    pub phase: &'static str,
    /// What happened, in words: `ended by signal 11 (SIGSEGV)`.
    pub cause: String,
}
