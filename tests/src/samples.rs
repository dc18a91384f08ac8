//! The sample papers of `tests/documents`, and the figures recorded for them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::figures::{self, Comparison};

/// Figures by their names, for each sample by its name.
pub type Recorded = BTreeMap<String, BTreeMap<String, f64>>;

/// One paper with its labels.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The name of its folder.
    pub name: String,
    /// The paper itself.
    pub paper: PathBuf,
    /// What is right for it.
    pub labels: Value,
}

impl Sample {
    /// Runs `ibidem extract` on the paper and compares what it prints with the labels.
    ///
    /// # Errors
    ///
    /// Says what the program said where it failed or printed no JSON.
    pub fn measure(&self, program: &Path) -> Result<Comparison, String> {
        Ok(figures::compare(&self.labels, &extract(program, &self.paper)?))
    }
}

/// The file in which the figures are recorded.
pub fn record_path() -> PathBuf {
    root().join(".ci/figures.json")
}

/// The figures recorded for the samples; none where the file is missing.
///
/// # Panics
///
/// Panics where the file is no JSON of figures.
pub fn recorded() -> Recorded {
    let Ok(text) = fs::read_to_string(record_path()) else { return Recorded::new() };
    serde_json::from_str(&text).expect("the recorded figures are a map of maps")
}

/// The samples that have labels of notes, in order of their names.
///
/// # Panics
///
/// Panics where a folder has labels and no paper.
pub fn samples() -> Vec<Sample> {
    let mut folders: Vec<PathBuf> = documents().filter(|folder| folder.join("gold.json").is_file()).collect();
    folders.sort();
    folders.iter().map(|folder| read_sample(folder)).collect()
}

/// Runs `ibidem extract` on a file and reads the JSON that it prints.
///
/// # Errors
///
/// Says what the program said where it failed or printed no JSON.
pub fn extract(program: &Path, paper: &Path) -> Result<Value, String> {
    let mut command = Command::new(program);
    let run = command.arg("extract").arg(paper).args(["--format", "json"]).output();
    let run = run.map_err(|error| format!("cannot run {}: {error}", program.display()))?;
    if !run.status.success() {
        return Err(format!("extract ends with {}: {}", run.status, String::from_utf8_lossy(&run.stderr)));
    }
    serde_json::from_slice(&run.stdout).map_err(|error| format!("extract prints no JSON: {error}"))
}

/// The recorded figures that these figures do not reach, each with both values.
pub fn shortfalls(comparison: &Comparison, recorded: &BTreeMap<String, f64>) -> Vec<String> {
    let falls = recorded.iter().filter(|(name, least)| figure(comparison, name) < **least);
    falls
        .map(|(name, least)| format!("{name} {:.3}, recorded {least:.3}", figure(comparison, name)))
        .collect()
}

/// A figure in the precision in which it is recorded, rounded down.
pub fn figure(comparison: &Comparison, name: &str) -> f64 {
    let exact = comparison.figures.get(name).copied().unwrap_or(0.0);
    (exact * 1000.0 + 1e-6).floor() / 1000.0
}

/// The root of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn documents() -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(root().join("tests/documents")).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path()))
}

fn read_sample(folder: &Path) -> Sample {
    let papers = ["paper.md", "paper.txt", "paper.html"].map(|name| folder.join(name));
    let paper = papers.into_iter().find(|paper| paper.is_file()).expect("a sample has a paper");
    let labels = fs::read(folder.join("gold.json")).expect("the labels can be read");
    Sample {
        name: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        paper,
        labels: serde_json::from_slice(&labels).expect("the labels are JSON"),
    }
}
