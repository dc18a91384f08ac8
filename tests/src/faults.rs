//! Sample papers with faults that an editor listed by hand, and what the program finds of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::samples::{Recorded, root};

/// What was found of the faults of one paper.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The name of its folder.
    pub name: String,
    /// The notes of the paper.
    pub notes: usize,
    /// By severity: how many faults the list requires, and how many of them are found.
    pub by_severity: BTreeMap<String, (usize, usize)>,
    /// Findings of severity error or warning that the list does not explain.
    pub false_alarms: usize,
    /// What is missed and what is false, a line each.
    pub faults: Vec<String>,
}

impl Found {
    /// Recall by severity, and the false alarms in a hundred notes, as they are recorded.
    pub fn figures(&self) -> BTreeMap<String, f64> {
        let share = |(all, found): &(usize, usize)| thousandths(*found, *all);
        let mut figures: BTreeMap<String, f64> =
            self.by_severity.iter().map(|(severity, counts)| (severity.clone(), share(counts))).collect();
        figures.insert("silence".to_owned(), 1.0 - thousandths(self.false_alarms, self.notes));
        figures
    }
}

/// A share in thousandths, rounded down; 1 of nothing.
fn thousandths(part: usize, whole: usize) -> f64 {
    let n = (part * 1000).checked_div(whole).unwrap_or(1000);
    f64::from(u32::try_from(n).unwrap_or(u32::MAX)) / 1000.0
}

/// Audits every paper that has a list of its faults, in order of their names.
///
/// # Panics
///
/// Panics where a paper or its list cannot be read, or the program prints no JSON.
pub fn measure(program: &Path) -> Vec<Found> {
    let folders = fs::read_dir(root().join("tests/documents")).expect("there are sample papers");
    let folders = folders.filter_map(|entry| Some(entry.ok()?.path()));
    let mut folders: Vec<PathBuf> = folders.filter(|folder| folder.join("faults.json").is_file()).collect();
    folders.sort();
    folders.iter().map(|folder| paper(program, folder)).collect()
}

fn paper(program: &Path, folder: &Path) -> Found {
    let list = fs::read(folder.join("faults.json")).expect("the list can be read");
    let list: Vec<Value> = serde_json::from_slice(&list).expect("the list is JSON");
    let mut audit = Command::new(program);
    audit.arg("audit").arg(folder.join("paper.md"));
    audit.args(["--offline", "--format", "json", "--now", "2026-01-01"]);
    let output = audit.output().expect("the program runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("the audit prints JSON");
    let findings = report["findings"].as_array().cloned().unwrap_or_default();
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let notes = report["files"][0]["notes"].as_u64().and_then(|n| usize::try_from(n).ok());
    let mut found = Found { name, notes: notes.unwrap_or_default(), ..Found::default() };
    let mut explained = vec![false; findings.len()];
    for fault in &list {
        let mut is_found = false;
        for (finding, explained) in findings.iter().zip(&mut explained) {
            if speaks_of(finding, fault) {
                *explained = true;
                is_found |= fault["severity"] != "error" || is_loud(finding);
            }
        }
        if fault["optional"] != true {
            found.count(fault, is_found);
        }
    }
    for (finding, _) in findings.iter().zip(explained).filter(|(finding, said)| !said && is_loud(finding)) {
        found.false_alarms += 1;
        found
            .faults
            .push(format!("false: {} note {}: {}", finding["rule"], finding["note"], finding["message"]));
    }
    found
}

impl Found {
    fn count(&mut self, fault: &Value, is_found: bool) {
        let severity = fault["severity"].as_str().unwrap_or_default().to_owned();
        let (all, found) = self.by_severity.entry(severity).or_default();
        *all += 1;
        *found += usize::from(is_found);
        if !is_found {
            self.faults
                .push(format!("missed: notes {}: {} {}", fault["notes"], fault["rules"], fault["why"]));
        }
    }
}

fn is_loud(finding: &Value) -> bool {
    finding["severity"] == "error" || finding["severity"] == "warning"
}

/// Whether a finding is of one of the fault's rules, and names one of its notes or quotes its words.
fn speaks_of(finding: &Value, fault: &Value) -> bool {
    let holds = |list: &Value, value: &Value| list.as_array().is_some_and(|list| list.contains(value));
    let related = finding["related"].as_array().map(Vec::as_slice).unwrap_or_default();
    let names = std::iter::once(finding).chain(related).any(|place| holds(&fault["notes"], &place["note"]));
    let quotes = fault["quote"]
        .as_str()
        .is_some_and(|words| finding["quote"].as_str().is_some_and(|q| q.contains(words)));
    holds(&fault["rules"], &finding["rule"]) && (names || quotes)
}

/// The file in which the figures are recorded.
pub fn record_path() -> PathBuf {
    root().join(".ci/faults.json")
}

/// The recorded figures by paper; none where the file is missing.
///
/// # Panics
///
/// Panics where the file is no JSON of figures.
pub fn recorded() -> Recorded {
    let Ok(text) = fs::read_to_string(record_path()) else { return Recorded::new() };
    serde_json::from_str(&text).expect("the recorded figures are a map of maps")
}

/// What of the recorded figures is not reached, a line each.
pub fn shortfalls(all: &[Found]) -> Vec<String> {
    let mut falls = Vec::new();
    for (name, least) in recorded() {
        let now = all.iter().find(|found| found.name == name).map(Found::figures).unwrap_or_default();
        for (figure, least) in least {
            let now = now.get(&figure).copied().unwrap_or_default();
            if now < least {
                falls.push(format!("{name}: {figure} {now:.3}, recorded {least:.3}"));
            }
        }
    }
    falls
}
