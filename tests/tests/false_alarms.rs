//! How often the shipped checkers accuse a clean note.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot do")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ibidem_tests::program;
use serde_json::Value;

/// Faults that the sample papers have: paper, rule, note.
///
/// The labels of the papers do not list faults; each of these was looked up in its paper.
const FAULTS: &[(&str, &str, &str)] = &[
    ("corridor/paper.md", "bare-url", "25"),
    ("corridor/paper.md", "mixed-quote-punctuation", "4"),
    ("html-word/paper.html", "ibid-after-several-works", "8"),
    ("pdf-markdown/paper.md", "missing-access-date", "42"),
    ("pdf-markdown/paper.md", "missing-date", "42"),
    ("pdf-markdown/paper.md", "tertiary-source", "31"),
    ("plain-superscript/paper.txt", "conflicting-facts", "7"),
    ("plain-superscript/paper.txt", "ibid-after-several-works", "6"),
    ("plain-superscript/paper.txt", "repeated-full-citation", "18"),
    ("vermeer/paper.md", "implausible-date", "12"),
    ("zeitgeschichte/paper.md", "ibid-after-several-works", "28"),
];

/// The papers that are clean, or whose faults are known.
fn papers() -> Vec<PathBuf> {
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("documents");
    let folders =
        fs::read_dir(documents).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let is_clean = |folder: &PathBuf| !folder.to_string_lossy().contains("with-faults");
    let mut papers: Vec<PathBuf> = folders
        .filter(is_clean)
        .flat_map(|folder| {
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>()
        })
        .filter(|path| {
            path.extension().is_some_and(|ending| ["md", "txt", "html"].iter().any(|known| ending == *known))
        })
        .collect();
    papers.sort();
    papers
}

fn audit(paper: &Path) -> Value {
    let mut command = Command::new(program());
    let output = command
        .arg("audit")
        .arg(paper)
        .args(["--offline", "--format", "json", "--now", "2026-01-01"])
        .output();
    let output = output.unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{}: {error}", paper.display()))
}

/// Folder and file of a paper.
fn name(paper: &Path) -> String {
    let parts: Vec<_> =
        paper.components().rev().take(2).map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.into_iter().rev().collect::<Vec<_>>().join("/")
}

fn number(finding: &Value) -> String {
    finding["note"]
        .as_u64()
        .map_or_else(|| finding["note"].as_str().unwrap_or("text").to_owned(), |n| n.to_string())
}

#[test]
fn at_most_one_clean_note_in_a_hundred_is_accused() {
    let (mut notes, mut alarms, mut known) = (0, Vec::new(), BTreeSet::new());
    for paper in papers() {
        let report = audit(&paper);
        let name = name(&paper);
        notes += report["files"][0]["notes"].as_u64().unwrap_or_default();
        for finding in report["findings"].as_array().unwrap() {
            let (rule, number) = (finding["rule"].as_str().unwrap(), number(finding));
            let fault = FAULTS.iter().find(|fault| **fault == (name.as_str(), rule, number.as_str()));
            if let Some(fault) = fault {
                known.insert(*fault);
            } else if matches!(finding["severity"].as_str(), Some("error" | "warning")) {
                alarms
                    .push(format!("{name} note {number}: {rule}: {}", finding["message"].as_str().unwrap()));
            }
        }
    }
    assert!(notes >= 600, "only {notes} notes were read");
    assert!(
        alarms.len() as u64 * 100 <= notes,
        "{} false alarms in {notes} notes:\n{}",
        alarms.len(),
        alarms.join("\n")
    );
    assert_eq!(known.len(), FAULTS.len(), "of the known faults only these were found: {known:#?}");
}
