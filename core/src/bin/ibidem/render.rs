//! `ibidem render`: items → what a style prints for them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use ibidem::rendering::{self, Items};
use ibidem::report::escape::escaped;
use ibidem_citations::style::csl::{Jobs, Output, Processor};
use ibidem_citations::style::locale_name;

/// Renders references in a CSL style: a bibliography, or the citations of a document.
///
/// Items are CSL-JSON, BibLaTeX, BibTeX, RIS or Hayagriva YAML. With --citations, the citations are
/// rendered as the document has them one behind the other: first, later, ibid.
/// With --job, each line of a file, or of standard input, is a job in JSON, answered by one line at
/// once; docs/styles.md has its fields.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ibidem render --style apa items.json                          the bibliography
  ibidem render --style chicago-notes items.json --citations notes.json
  ibidem render --style ./my-journal.csl refs.bib --format html
  ibidem render --style mhra-notes refs.ris --styles ~/csl-styles --locale en-GB
  jq -c . jobs.json | ibidem render --job -                     for other programs")]
pub(crate) struct Arguments {
    /// The items.
    #[arg(value_name = "ITEMS", required_unless_present = "job")]
    items: Option<PathBuf>,
    /// The style: its name, title or ISSN, or a CSL file.
    #[arg(long, value_name = "NAME|FILE.csl", required_unless_present = "job")]
    style: Option<String>,
    /// Renders these citations of the items instead of the bibliography.
    #[arg(long, value_name = "FILE")]
    citations: Option<PathBuf>,
    /// How the references are written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The language of the style’s own words; that of the style, or American English, by default.
    #[arg(long, value_name = "LOCALE")]
    locale: Option<String>,
    /// Answers jobs, one a line; - reads standard input.
    #[arg(long, value_name = "FILE|-", conflicts_with_all = ["items", "style", "citations", "format", "locale"])]
    job: Option<PathBuf>,
    #[command(flatten)]
    places: crate::styles::Places,
}

/// How rendered text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Plain text, a paragraph for each.
    #[default]
    Text,
    /// HTML, with the class names of other CSL processors.
    Html,
    /// Markdown, as Pandoc has it.
    Markdown,
    /// LaTeX.
    Latex,
    /// Typst.
    Typst,
}

impl From<Format> for Output {
    fn from(format: Format) -> Self {
        match format {
            Format::Text => Self::Text,
            Format::Html => Self::Html,
            Format::Markdown => Self::Markdown,
            Format::Latex => Self::Latex,
            Format::Typst => Self::Typst,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if let Some(jobs) = &arguments.job {
        return answer_all(jobs);
    }
    let (Some(path), Some(name)) = (&arguments.items, &arguments.style) else {
        bail!("name the items and a --style");
    };
    let found = arguments.places.shelf()?.find(name)?;
    let style = found.csl()?;
    let locale =
        arguments.locale.as_deref().map(locale_name).transpose()?.or_else(|| found.dependent_locale());
    let Items { items, faults } =
        rendering::read_items(&text(path)?).with_context(|| format!("cannot render {}", path.display()))?;
    for (line, fault) in faults {
        anstream::eprintln!("ibidem: line {line}: {}", escaped(&fault));
    }
    let citations = arguments.citations.as_deref().map(|path| {
        rendering::read_citations(&text(path)?, style.is_note(), &items)
            .with_context(|| format!("cannot render {}", path.display()))
    });
    let citations = citations.transpose()?;
    let processor = match locale {
        Some(locale) => Processor::with_locale(&style, &locale, items),
        None => Processor::new(&style, None, items),
    };
    let output = arguments.format.into();
    let text = if let Some(citations) = citations {
        let notes: Vec<_> = processor.citations(&citations).iter().map(|note| note.written(output)).collect();
        rendering::joined(&notes, output, "csl-notes")
    } else if style.has_bibliography() {
        let entries: Vec<_> =
            processor.bibliography().iter().map(|entry| entry.rendered.written(output)).collect();
        rendering::joined(&entries, output, "csl-bib-body")
    } else {
        bail!("the style “{}” has no bibliography; --citations renders its notes", style.title());
    };
    let text = if output == Output::Text { lines_escaped(&text) } else { text };
    crate::output::print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// What comes from a file is shown with its control characters escaped; line ends are ours.
pub(crate) fn lines_escaped(text: &str) -> String {
    text.split('\n').map(escaped).collect::<Vec<_>>().join("\n")
}

fn text(path: &Path) -> anyhow::Result<String> {
    let bytes = ibidem::read::load(path)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Answers each line with one line, at once.
fn answer_all(path: &Path) -> anyhow::Result<ExitCode> {
    let mut lines: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        Box::new(BufReader::new(file))
    };
    let mut jobs = Jobs::default();
    let mut line = Vec::new();
    let mut out = io::stdout().lock();
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line).context("cannot read the jobs")? == 0 {
            return Ok(ExitCode::SUCCESS);
        }
        let job = String::from_utf8_lossy(&line);
        if job.trim().is_empty() {
            continue;
        }
        let answer = answer(&mut jobs, job.trim());
        match writeln!(out, "{answer}").and_then(|()| out.flush()) {
            // Whoever asks has enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(ExitCode::SUCCESS),
            other => other?,
        }
    }
}

/// A fault of the evaluator is the answer to its job alone: the next one starts anew.
fn answer(jobs: &mut Jobs, job: &str) -> String {
    catch_unwind(AssertUnwindSafe(|| jobs.answer(job))).unwrap_or_else(|_| {
        *jobs = Jobs::default();
        let id = serde_json::from_str::<serde_json::Value>(job).ok().and_then(|job| job.get("id").cloned());
        serde_json::json!({ "id": id, "error": "this job cannot be rendered" }).to_string()
    })
}
