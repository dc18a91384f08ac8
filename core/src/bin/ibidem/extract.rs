//! `ibidem extract`: file → everything that was found in it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use ibidem::Reading;
use ibidem::read::Format;
use ibidem::report::extract::Extract;

/// Prints everything found in a document: its notes, what they cite, and the works.
///
/// One JSON object a file; of several files one object a line. Spans are bytes of the source file.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ibidem extract paper.md --format json > paper.json
  ibidem extract paper.md | jq '.notes[] | select(.items[].form == \"ibid\") | .number'
  ibidem extract --from plain notes.dat")]
pub(crate) struct Arguments {
    /// The documents.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = Output::Json)]
    format: Output,
    /// Reads the files in this format, whatever they look like: docx, epub, html, jats, latex, markdown, odt, pdf, plain, rtf, tei, typst; biblatex, bibtex, csl-json, ris, yaml.
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Output {
    /// JSON, as the documentation describes it.
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Output::Json = arguments.format;
    let from = arguments.from.as_deref().map(Format::named).transpose()?;
    let mut incomplete = false;
    for path in &arguments.paths {
        let reading = match Reading::open_as(path, from) {
            Ok(reading) => reading,
            // Of several files one that cannot be read does not keep the others from being read.
            Err(error) if arguments.paths.len() > 1 => {
                anstream::eprintln!("ibidem: {:#}", anyhow::Error::from(error));
                incomplete = true;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let name = path.to_string_lossy();
        crate::output::unread(&reading, &name);
        let extract = Extract::new(&reading, &name);
        crate::output::json(&extract, arguments.paths.len() == 1)?;
    }
    Ok(if incomplete { ExitCode::from(3) } else { ExitCode::SUCCESS })
}
