//! One document in many forms: the same notes, works and findings from each.

#![expect(clippy::print_stdout, reason = "a test says what it skips")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use ibidem::Reading;
use ibidem_tests::program;
use ibidem_tests::samples::root;
use serde_json::Value;

/// The same text of fifty notes.
const FORMS: [&str; 10] = [
    "pandoc_50notes.docx",
    "pandoc_50notes.odt",
    "lo_50notes.odt",
    "pandoc_50notes.epub",
    "pandoc_50notes.html",
    "pandoc_50notes.jats.xml",
    "pandoc_50notes.rtf",
    "pandoc_50notes.tei.xml",
    "pandoc_50notes.md",
    "pandoc_50notes.tex",
];

fn folder() -> Option<PathBuf> {
    let folder = root().join("../shared/samples");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}

/// Number and text of each note, and how often it is called; blanks are one, whatever the form makes of them.
fn notes(path: &Path) -> Vec<(String, String, usize)> {
    let paper = Reading::open(path).expect("the sample can be read").paper;
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let note = |note: &ibidem_citations::Note| {
        (note.number.to_string(), squeezed(paper.text_of(note.span)), note.anchors.len())
    };
    paper.notes.iter().map(note).collect()
}

#[test]
fn every_form_gives_the_same_notes() {
    let Some(folder) = folder() else { return };
    let expected = notes(&folder.join(FORMS[0]));
    assert_eq!(expected.len(), 50);
    assert!(expected.iter().all(|(.., anchors)| *anchors == 1));
    for form in FORMS {
        let found = notes(&folder.join(form));
        for (expected, found) in expected.iter().zip(&found) {
            assert_eq!(found, expected, "{form}");
        }
        assert_eq!(found.len(), expected.len(), "{form}");
    }
}

/// Of each finding its rule and the number of its note.
fn findings(path: &Path) -> BTreeSet<(String, String)> {
    let output = Command::new(program())
        .args(["audit", "--offline", "--isolated", "--format", "json"])
        .arg(path)
        .output()
        .expect("the program runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    let found = report["findings"].as_array().expect("findings are a list").iter();
    found.map(|finding| (finding["rule"].to_string(), finding["note"].to_string())).collect()
}

#[test]
fn every_form_gives_the_same_findings() {
    let Some(folder) = folder() else { return };
    let expected = findings(&folder.join(FORMS[0]));
    assert!(!expected.is_empty());
    for form in FORMS {
        assert_eq!(findings(&folder.join(form)), expected, "{form}");
    }
}
