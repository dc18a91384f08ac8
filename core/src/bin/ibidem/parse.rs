//! `ibidem parse`: pasted references → data.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use ibidem::pasted;
use ibidem::report::parsed::ParsedLine;
use ibidem_citations::export;

use crate::bibliography::Form;

/// Reads pasted references, one a line, into data for other programs.
///
/// Each line is one reference, whatever its style; empty lines are passed over. A number or bullet
/// at its start is no part of it. Nothing is asked of the network.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ibidem parse refs.txt --to bibtex > refs.bib
  ibidem parse refs.txt --format jsonl
  pbpaste | ibidem parse - --to csl-json")]
pub(crate) struct Arguments {
    /// The file, or - for standard input.
    #[arg(value_name = "REFS.txt")]
    path: PathBuf,
    /// Writes the references as data in this form.
    #[arg(long, value_enum, value_name = "FORM", conflicts_with = "format")]
    to: Option<Form>,
    /// How to answer otherwise.
    #[arg(long, value_enum, default_value_t = Output::Jsonl)]
    format: Output,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Output {
    /// One JSON object for each line of the file, in its order.
    Jsonl,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let text = text(&arguments.path)?;
    if let Some(form) = arguments.to {
        crate::output::print(export::write(&pasted::bibliography(&text), form.into()).as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let Output::Jsonl = arguments.format;
    for line in text.lines() {
        crate::output::json(&ParsedLine::new(&pasted::reference(line)), false)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn text(path: &Path) -> anyhow::Result<String> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        let limit = ibidem::read::LARGEST_FILE;
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes).context("cannot read standard input")?;
        bytes
    } else {
        ibidem::read::load(path)?
    };
    Ok(pasted::text(bytes))
}
