//! A plugin's own tests: documents with the findings expected of them, and what every plugin must bear.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ibidem_sdk::{Finding, Paper};
use serde::Deserialize;
use serde_json::{Map, Value, json};

mod bearing;

use crate::Reading;
use crate::checkers::{CheckerInfo, Checkers, Failure, Settings};

use super::manifest::Manifest;
use super::options::OptionSchema;
use super::protocol::Phase;

/// One test, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it is called.
    pub name: String,
    /// What is wrong, if anything is: lines for its author.
    pub wrong: Option<String>,
}

/// The plugin under test.
pub struct Trial<'a> {
    settings: &'a Settings,
    folder: &'a Path,
    id: String,
    options: BTreeMap<String, OptionSchema>,
}

/// A test's document, with what belongs to it.
struct Sample {
    name: String,
    paper: Paper,
    options: Map<String, Value>,
    expected: PathBuf,
}

/// A paper as JSON, for what no document can say.
#[derive(Deserialize)]
struct RequestFile {
    paper: Paper,
}

/// The endings of the documents in a plugin's folder `tests`.
const DOCUMENTS: [&str; 3] = ["md", "txt", "request.json"];

impl<'a> Trial<'a> {
    /// Starts the plugin of a folder once, to see whether it starts; `settings` name it and no other.
    pub fn start(
        settings: &'a Settings,
        folder: &'a Path,
        manifest: &Manifest,
    ) -> Result<(Self, CheckerInfo), Failure> {
        let checkers = Checkers::start(settings);
        let Some(info) = checkers.infos().next() else {
            return Err(Failure::new(Phase::Load, "there is no plugin".to_owned()));
        };
        if let Some(failure) = &info.failure {
            return Err(failure.clone());
        }
        let options = manifest.options.clone().unwrap_or_default();
        Ok((Self { settings, folder, id: info.id.clone(), options }, info.clone()))
    }

    /// Runs all tests; those whose expected findings are to be written pass with what is found.
    pub fn run(&self, bless: bool) -> std::io::Result<Vec<Case>> {
        let samples = self.samples()?;
        let mut cases = Vec::new();
        for sample in &samples {
            let wrong = match sample {
                Ok(sample) => self.compare(sample, bless)?,
                Err((_, wrong)) => Some(wrong.clone()),
            };
            let name = sample.as_ref().map_or_else(|(name, _)| name, |sample| &sample.name).clone();
            cases.push(Case { name, wrong });
        }
        let samples: Vec<Sample> = samples.into_iter().flatten().collect();
        cases.extend(self.bear(&samples));
        Ok(cases)
    }

    fn samples(&self) -> std::io::Result<Vec<Result<Sample, (String, String)>>> {
        let folder = self.folder.join("tests");
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let entries = folder.read_dir()?.map(|entry| Ok(entry?.path()));
        let mut paths = entries.collect::<std::io::Result<Vec<PathBuf>>>()?;
        paths.sort();
        let named = paths.iter().filter_map(|path| {
            let file = path.file_name()?.to_str()?;
            let name = DOCUMENTS.iter().find_map(|ending| file.strip_suffix(&format!(".{ending}")))?;
            Some(read_sample(path, name).map_err(|wrong| (name.to_owned(), wrong)))
        });
        Ok(named.collect())
    }

    fn compare(&self, sample: &Sample, bless: bool) -> std::io::Result<Option<String>> {
        let found = match self.find(&sample.paper, sample.options.clone(), self.settings.limits.notes) {
            Ok(found) => found,
            Err(failure) => return Ok(Some(in_words(&failure))),
        };
        let found = printed(&found, &sample.paper);
        if bless {
            std::fs::write(&sample.expected, found)?;
            return Ok(None);
        }
        let file = sample.expected.file_name().unwrap_or_default().to_string_lossy();
        Ok(match std::fs::read_to_string(&sample.expected) {
            Ok(expected) if expected == found => None,
            Ok(expected) => Some(format!("differs from {file}:\n{}", difference(&expected, &found))),
            Err(_) => Some(format!("there is no {file}; --bless writes it. Found:\n{found}")),
        })
    }

    /// What the plugin finds, in a worker of its own.
    fn find(
        &self,
        paper: &Paper,
        options: Map<String, Value>,
        chunk: usize,
    ) -> Result<Vec<Finding>, Failure> {
        let mut settings = self.settings.clone();
        settings.options = BTreeMap::from([(self.id.clone(), options)]);
        settings.limits.notes = chunk;
        let outcome = Checkers::start(&settings).check(paper).into_iter().next();
        let outcome = outcome.ok_or_else(|| Failure::new(Phase::Load, "there is no plugin".to_owned()))?;
        outcome.failure.map_or(Ok(outcome.findings), Err)
    }
}

fn read_sample(path: &Path, name: &str) -> Result<Sample, String> {
    let options = path.with_file_name(format!("{name}.options.toml"));
    let options = match std::fs::read_to_string(&options) {
        Ok(text) => toml::from_str(&text).map_err(|error| format!("its options are no TOML: {error}"))?,
        Err(_) => Map::new(),
    };
    let paper = if path.extension().is_some_and(|ending| ending == "json") {
        let text = std::fs::read(path).map_err(|error| error.to_string())?;
        let file: RequestFile = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
        file.paper
    } else {
        Reading::open(path).map_err(|error| error.to_string())?.paper
    };
    let expected = path.with_file_name(format!("{name}.expected.json"));
    Ok(Sample { name: name.to_owned(), paper, options, expected })
}

fn in_words(failure: &Failure) -> String {
    let log = failure.log.trim_end();
    let gap = if log.is_empty() { "" } else { "\n" };
    format!("failed ({}): {}{gap}{log}", failure.phase, failure.cause)
}

/// Findings as their author reads them: by their words instead of their bytes.
fn printed(findings: &[Finding], paper: &Paper) -> String {
    let entry = |finding: &Finding| {
        let mut entry = json!({
            "rule": finding.rule,
            "severity": finding.severity,
            "note": paper.note_at(finding.span.start).map(|note| &note.number),
            "quote": paper.text_of(finding.span),
            "message": finding.message,
        });
        if !finding.related.is_empty() {
            let related = finding.related.iter().map(|related| paper.text_of(related.span));
            entry["related"] = related.collect();
        }
        if let Some(fix) = &finding.fix {
            let edits = fix.edits.iter().map(|edit| json!([paper.text_of(edit.span), edit.text]));
            entry["fix"] = json!({"safety": fix.safety, "edits": edits.collect::<Vec<_>>()});
        }
        entry
    };
    let entries: Vec<Value> = findings.iter().map(entry).collect();
    format!("{:#}\n", Value::Array(entries))
}

/// The lines that only one of two texts has, in order.
fn difference(expected: &str, found: &str) -> String {
    let (expected, found): (Vec<_>, Vec<_>) = (expected.lines().collect(), found.lines().collect());
    let same = |a: &mut dyn Iterator<Item = (&&str, &&str)>| a.take_while(|(a, b)| a == b).count();
    let first = same(&mut expected.iter().zip(&found));
    let most = expected.len().min(found.len()) - first;
    let last = same(&mut expected.iter().rev().zip(found.iter().rev())).min(most);
    let part = |lines: &[&str], sign: char| {
        lines[first..lines.len() - last].iter().map(|line| format!("{sign} {line}")).collect::<Vec<_>>()
    };
    [part(&expected, '-'), part(&found, '+')].concat().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_the_lines_that_differ() {
        assert_eq!(difference("a\nb\nc\n", "a\nx\nc\n"), "- b\n+ x");
        assert_eq!(difference("a\n", "a\nb\n"), "+ b");
        assert_eq!(difference("a\na\n", "a\n"), "- a");
        assert_eq!(difference("[]\n", "[\n  1\n]\n"), "- []\n+ [\n+   1\n+ ]");
    }
}
