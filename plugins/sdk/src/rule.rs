//! A rule, and how grave its faults are.

use serde::{Deserialize, Serialize};

/// A rule: its name, its default severity, and its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Named for the fault, in kebab-case: `dead-link`.
    pub name: &'static str,
    /// The severity of its findings, unless a finding says otherwise.
    pub severity: Severity,
    /// Its page in Markdown: what it finds, why it matters, flagged and clean examples.
    pub page: &'static str,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Could not be decided; never counted as a fault.
    Undecided,
    /// Worth knowing.
    Info,
    /// An editor must mend it.
    Warning,
    /// A reader is misled, or the work cannot be found.
    Error,
}

impl Severity {
    /// The word for it, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
