//! Papers with a defect each → precision and recall by kind of defect and by rule.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::defect::{DEFECTS, Defect};
use crate::paper::{Paper, printed};

/// What was planted, and what was found of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Papers with this defect.
    pub planted: usize,
    /// Those in which a finding names it.
    pub found: usize,
    /// Findings that the clean paper does not have.
    pub raised: usize,
    /// Those of them that speak of the defect.
    pub right: usize,
}

impl Tally {
    /// The share that was found, in thousandths; nothing where none was planted.
    pub fn recall(&self) -> Option<usize> {
        (self.found * 1000).checked_div(self.planted)
    }

    /// The share of right findings, in thousandths; nothing where none was raised.
    pub fn precision(&self) -> Option<usize> {
        (self.right * 1000).checked_div(self.raised)
    }
}

/// The figures of a run.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// By kind of defect.
    pub by_defect: BTreeMap<String, Tally>,
    /// By rule: defects count for the rule that is first in charge of them, also where another one spoke.
    pub by_rule: BTreeMap<String, Tally>,
    /// What went wrong, a line each.
    pub faults: Vec<String>,
}

/// A finding, as far as two runs are compared by it.
type Key = (String, String, String);

/// Plants every defect at some places of every paper, and audits the papers.
///
/// # Panics
///
/// Panics where the program cannot be run, or the folder cannot be written.
pub fn measure(folder: &Path, seed: u64, most: usize) -> Figures {
    let papers = Paper::all();
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).expect("the folder can be made");
    let mut files: BTreeMap<String, (usize, &Defect, String)> = BTreeMap::new();
    for (n, paper) in papers.iter().enumerate() {
        let clean = format!("{n:02}-clean.{}", paper.ending);
        write(folder, &clean, &paper.source);
        for (kind, defect) in DEFECTS.iter().enumerate() {
            for (place, planted) in defect.plant(paper, seed, most).into_iter().enumerate() {
                let file = format!("{n:02}-{kind:02}-{place}.{}", paper.ending);
                write(folder, &file, &planted.source);
                files.insert(file, (n, defect, planted.note));
            }
        }
    }
    let findings = audit(folder);
    let mut figures = Figures::default();
    let none = Vec::new();
    for (file, (n, defect, note)) in &files {
        let clean = findings.get(&format!("{n:02}-clean.{}", papers[*n].ending)).unwrap_or(&none);
        let found = findings.get(file).unwrap_or(&none);
        let place = format!("{} in {}, note {note} ({file})", defect.name, papers[*n].name);
        figures.count(defect, note, clean, found, &place);
    }
    figures
}

impl Figures {
    fn count(&mut self, defect: &Defect, note: &str, clean: &[Value], found: &[Value], place: &str) {
        let known: BTreeSet<Key> = clean.iter().map(key).collect();
        let tally = self.by_defect.entry(defect.name.to_owned()).or_default();
        tally.planted += 1;
        let is_said = |finding: &&Value| defect.rules.contains(&rule(finding)) && touches(finding, note);
        let is_found = found.iter().any(|finding| is_said(&finding));
        tally.found += usize::from(is_found);
        let in_charge = tally_of(&mut self.by_rule, defect.rules.first().copied().unwrap_or_default());
        in_charge.planted += 1;
        in_charge.found += usize::from(is_found);
        if !is_found {
            self.faults.push(format!("missed: {place}"));
        }
        for finding in found.iter().filter(|finding| !known.contains(&key(finding))) {
            let is_loud = matches!(finding["severity"].as_str(), Some("error" | "warning"));
            // A group of notes whose form is in the minority changes with every note: its counts are no finding.
            if !is_loud {
                continue;
            }
            let is_right = defect.rules.contains(&rule(finding)) || defect.also.contains(&rule(finding));
            for tally in
                [tally_of(&mut self.by_rule, rule(finding)), tally_of(&mut self.by_defect, defect.name)]
            {
                tally.raised += 1;
                tally.right += usize::from(is_right);
            }
            if !is_right {
                let message = finding["message"].as_str().unwrap_or_default();
                self.faults.push(format!(
                    "wrong: {place}: {} note {}: {message}",
                    rule(finding),
                    finding["note"]
                ));
            }
        }
    }
}

fn tally_of<'a>(tallies: &'a mut BTreeMap<String, Tally>, name: &str) -> &'a mut Tally {
    tallies.entry(name.to_owned()).or_default()
}

fn rule(finding: &Value) -> &str {
    finding["rule"].as_str().unwrap_or_default()
}

fn key(finding: &Value) -> Key {
    (
        rule(finding).to_owned(),
        printed(&finding["note"]),
        finding["quote"].as_str().unwrap_or_default().to_owned(),
    )
}

/// Whether a finding names a note, as its own or as a related one.
fn touches(finding: &Value, note: &str) -> bool {
    let related = finding["related"].as_array().map(Vec::as_slice).unwrap_or_default();
    std::iter::once(finding).chain(related).any(|place| printed(&place["note"]) == note)
}

fn write(folder: &Path, file: &str, source: &str) {
    fs::write(folder.join(file), source).expect("the paper can be written");
}

/// Audits all files of a folder in one run: their findings by the name of the file.
fn audit(folder: &Path) -> BTreeMap<String, Vec<Value>> {
    let mut command = Command::new(ibidem_tests::program());
    // The papers are of no other day than their own.
    command.arg("audit").arg(folder).args(["--offline", "--format", "json", "--now", "2026-01-31"]);
    let output = command.output().expect("the program runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("the audit prints JSON");
    let mut findings: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for finding in report["findings"].as_array().into_iter().flatten() {
        let file = finding["file"].as_str().unwrap_or_default();
        let name = Path::new(file).file_name().unwrap_or_default().to_string_lossy().into_owned();
        findings.entry(name).or_default().push(finding.clone());
    }
    findings
}

/// The file in which the figures are recorded.
pub fn record_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("figures.json")
}

/// The recorded figures: recall and precision of each kind of defect, in thousandths.
///
/// # Panics
///
/// Panics where the file is no JSON of figures.
pub fn recorded() -> BTreeMap<String, BTreeMap<String, usize>> {
    let Ok(text) = fs::read_to_string(record_path()) else { return BTreeMap::new() };
    serde_json::from_str(&text).expect("the recorded figures are a map of maps")
}

/// What of the recorded figures is not reached, a line each.
pub fn shortfalls(figures: &Figures) -> Vec<String> {
    let mut falls = Vec::new();
    for (name, least) in recorded() {
        let tally = figures.by_defect.get(&name).cloned().unwrap_or_default();
        for (figure, now) in [("recall", tally.recall()), ("precision", tally.precision())] {
            let least = least.get(figure).copied().unwrap_or_default();
            let now = now.unwrap_or_default();
            if now < least {
                falls.push(format!("{name}: {figure} {now}, recorded {least} of 1000"));
            }
        }
    }
    falls
}
