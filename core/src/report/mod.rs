//! Findings → report: what was found, as text and as JSON.
//!
//! A [`Report`] is all that is printed: it holds quotes and places, and no paper, so that a
//! run over thousands of files keeps none of them in memory.

pub mod answers;
pub mod bibliography;
pub mod escape;
mod excerpt;
pub mod extract;
mod found;
pub mod json;
pub mod margin;
mod placed_record;
pub mod text;

pub use excerpt::Excerpt;
pub use found::{Found, FoundEdit, FoundFix, Place, RelatedPlace, SheetPlace, SheetQuad};
pub use placed_record::PlacedRecord;

use std::collections::BTreeMap;

use ibidem_sdk::Severity;

/// The id under which the program itself reports.
pub const CORE: &str = "core";

/// What one run has found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The files, in the order in which they were named and walked.
    pub files: Vec<FileEntry>,
    /// The plugins, in order of their ids.
    pub plugins: Vec<PluginEntry>,
    /// The findings by file, and in the order of its text.
    pub findings: Vec<Found>,
    /// The records of the plugins by the name under which they are printed, each in the order of the files.
    pub records: BTreeMap<String, Vec<PlacedRecord>>,
    /// What was found and is not shown.
    pub hidden: Hidden,
    /// Whether the user ended the run before it was through.
    pub is_interrupted: bool,
}

/// One file of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Its path as it was named, or below the folder that was named.
    pub path: String,
    /// Whether it could be read.
    pub is_read: bool,
    /// How many notes it has.
    pub notes: usize,
    /// How many works they cite.
    pub works: usize,
}

/// One plugin of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginEntry {
    /// Its id.
    pub id: String,
    /// Its version; unknown where it could not be loaded.
    pub version: Option<String>,
    /// From where it was loaded; unknown where it was not.
    pub from: Option<String>,
    /// Whether it came to an end on every file.
    pub has_failed: bool,
}

/// How much is not shown, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Findings of rules that `--only` or `--skip` leaves out.
    pub by_choice: usize,
    /// Guesses of the reader, which `--show-guesses` shows.
    pub guesses: usize,
    /// Findings that a file hides, by that file: `ibidem.toml`.
    pub by_word: BTreeMap<String, usize>,
}

impl Report {
    /// How many findings have a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let shown = self.findings.iter().filter(|found| found.hidden_by.is_none());
        shown.filter(|found| found.severity == severity).count()
    }

    /// Whether the user ended the run, a file could not be read, or a plugin did not come to an end.
    pub fn is_incomplete(&self) -> bool {
        self.is_interrupted
            || self.files.iter().any(|file| !file.is_read)
            || self.plugins.iter().any(|plugin| plugin.has_failed)
    }

    /// Whether there is something that an editor must mend.
    pub fn has_faults(&self) -> bool {
        let mut shown = self.findings.iter().filter(|found| found.hidden_by.is_none());
        shown.any(|found| found.severity >= Severity::Warning)
    }
}
