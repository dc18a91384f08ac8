//! What of the findings is not shown, and by whose word: configuration, comments, a baseline.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, bail};
use clap::Args;
use ibidem::Reading;
use ibidem::config::{self, Config};
use ibidem::ignores::Ignores;
use ibidem::report::{Found, Report};
use serde::{Deserialize, Serialize};

/// How a user decides about what is hidden.
#[derive(Args, Clone, Debug, Default)]
#[group(skip)]
pub(crate) struct Choice {
    /// Reads no ibidem.toml of the document's project, and no ignore comments.
    #[arg(long)]
    isolated: bool,
    /// Shows what ibidem.toml, ignore comments and the baseline hide; it is not counted as a fault.
    #[arg(long)]
    show_ignored: bool,
    /// Hides the findings that this file accepts.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Writes the findings of this run as accepted into a file.
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    write_baseline: Option<PathBuf>,
}

/// What hides findings of this run.
pub(crate) struct Hiding {
    arguments: Choice,
    pub(crate) config: Config,
    baseline: Mutex<Accepted>,
}

/// How often each finding is accepted.
type Accepted = BTreeMap<Key, usize>;

/// What makes a finding the same after the document has changed elsewhere: not its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Key {
    file: String,
    rule: String,
    quote: String,
}

/// The file of a baseline.
#[derive(Serialize, Deserialize)]
struct BaselineFile {
    format: u32,
    accepted: Vec<Key>,
}

impl Hiding {
    /// Reads the configuration of the documents, and the baseline.
    pub(crate) fn of(arguments: &Choice, documents: &[PathBuf]) -> anyhow::Result<Self> {
        let project = if arguments.isolated { None } else { config::shared_project_file(documents)? };
        let config = Config::load(config::user_file().as_deref(), project.as_deref())?;
        let baseline = arguments.baseline.as_deref().map(read).transpose()?.unwrap_or_default();
        Ok(Self { arguments: arguments.clone(), config, baseline: Mutex::new(baseline) })
    }

    /// The ignore comments of a document.
    pub(crate) fn ignores(&self, source: &[u8]) -> Ignores {
        if self.arguments.isolated {
            Ignores::default()
        } else {
            Ignores::read(&String::from_utf8_lossy(source))
        }
    }

    /// Adds the ignore comments of the files that a document includes.
    pub(crate) fn add_parts(&self, ignores: &mut Ignores, reading: &Reading) {
        if !self.arguments.isolated {
            reading.part_texts().for_each(|(name, text)| ignores.add_part(name, text));
        }
    }

    /// Gives a finding of a rule the severity of the configuration, and says by whose word it is hidden.
    pub(crate) fn judge(
        &self,
        found: &mut Found,
        rule: &str,
        ignores: &Ignores,
        file: &str,
    ) -> Option<String> {
        if let Some((level, said)) = self.config.level(&found.plugin, rule) {
            let Some(severity) = level.severity() else { return Some(said.to_owned()) };
            // What could not be decided stays so, whatever its rule is called.
            if found.severity != ibidem_sdk::Severity::Undecided {
                found.severity = severity;
            }
        }
        let place = found.place.as_ref()?;
        if ignores.hides(&found.plugin, rule, place.part.as_deref(), place.line) {
            return Some(format!("an ignore comment in {file}"));
        }
        let mut baseline = self.baseline.lock().unwrap_or_else(PoisonError::into_inner);
        let left = baseline.get_mut(&key(found, file)).filter(|left| **left > 0)?;
        *left -= 1;
        Some("the baseline".to_owned())
    }

    /// Whether hidden findings are shown all the same.
    pub(crate) fn shows(&self) -> bool {
        self.arguments.show_ignored
    }

    /// Writes what was found as accepted, where the user asks for it.
    pub(crate) fn write_baseline(&self, report: &Report) -> anyhow::Result<()> {
        let Some(path) = &self.arguments.write_baseline else { return Ok(()) };
        let accepted = report.findings.iter().filter(|found| found.hidden_by.is_none());
        let accepted = accepted.filter_map(|found| {
            // What the program itself could not do is nothing to be accepted.
            found.place.as_ref()?;
            let file = report.files.get(found.file?)?;
            Some(key(found, &file.path))
        });
        let file = BaselineFile { format: 1, accepted: accepted.collect() };
        let text = format!("{}\n", serde_json::to_string_pretty(&file)?);
        std::fs::write(path, text).with_context(|| format!("cannot write the baseline {}", path.display()))
    }
}

fn key(found: &Found, file: &str) -> Key {
    let quote = found.place.as_ref().map_or_else(String::new, |place| place.quote.clone());
    Key { file: file.to_owned(), rule: found.rule.clone(), quote }
}

fn read(path: &Path) -> anyhow::Result<Accepted> {
    let text = std::fs::read(path).with_context(|| format!("cannot read the baseline {}", path.display()))?;
    let file: BaselineFile =
        serde_json::from_slice(&text).with_context(|| format!("{} is no baseline", path.display()))?;
    if file.format != 1 {
        bail!("{} is a baseline of format {}, this program reads 1", path.display(), file.format);
    }
    let mut accepted = Accepted::new();
    for key in file.accepted {
        *accepted.entry(key).or_default() += 1;
    }
    Ok(accepted)
}
