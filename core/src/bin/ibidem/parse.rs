//! `ibidem parse`: pasted references → entries.

use std::fs;
use std::io::{self, BufWriter, ErrorKind, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use ibidem::report::answers::Answer;
use ibidem_citations::export::{self, ExchangeForm};
use ibidem_citations::resolve::{item, resolve_lines};
use ibidem_citations::{Note, NoteKind, NoteNumber, Paper, Span, parse};

/// Reads pasted references, one a line, and prints them as entries.
///
/// A line is an entry of a reference list or a whole note; a number before it is set aside.
/// Without options, one JSON object a line (--format jsonl). With --to, the works as data for other
/// programs, each once. Nothing is asked of the network.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ibidem parse references.txt                          one answer a line, as JSON
  ibidem parse references.txt --to bibtex > refs.bib   entries for LaTeX
  pbpaste | ibidem parse - --to csl-json               what was just copied, for Zotero")]
pub(crate) struct Arguments {
    /// The file of references, UTF-8; - reads standard input.
    #[arg(value_name = "REFS.txt")]
    path: PathBuf,
    /// The form of the answers.
    #[arg(long, value_enum, default_value_t = Format::Jsonl, conflicts_with = "to")]
    format: Format,
    /// Writes the works as data for other programs: csl-json, biblatex, bibtex, ris or yaml.
    #[arg(long, value_name = "FORM", value_parser = form)]
    to: Option<ExchangeForm>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// One JSON object a line: what was read in that line, empty lines included.
    Jsonl,
}

fn form(name: &str) -> Result<ExchangeForm, String> {
    let names = || ExchangeForm::ALL.iter().map(|form| form.name()).collect::<Vec<_>>().join(", ");
    ExchangeForm::read(name).ok_or_else(|| format!("the forms are {}", names()))
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let text = read(&arguments.path)?;
    match (arguments.to, arguments.format) {
        (Some(form), _) => {
            let paper = paper(&text);
            crate::output::print(export::write(&paper.bibliography, form).as_bytes())?;
        }
        (None, Format::Jsonl) => match answer(&text, io::stdout().lock()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
            other => other?,
        },
    }
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes).map(drop)
    } else {
        fs::read(path).map(|found| bytes = found)
    };
    read.with_context(|| format!("cannot read {}", path.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(&text).to_owned())
}

/// Answers each line by a line, so that the k-th answer is that to the k-th reference.
fn answer(text: &str, out: impl Write) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    for line in text.lines() {
        let items: Vec<_> = parse::line(line, &[]).into_iter().map(item).collect();
        serde_json::to_writer(&mut out, &Answer::new(line, &items))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// A paper whose notes are the lines.
fn paper(text: &str) -> Paper {
    let mut paper = Paper { text: text.to_owned(), ..Paper::default() };
    let mut start = 0;
    for (i, line) in text.split_inclusive('\n').enumerate() {
        let number = u32::try_from(i + 1).unwrap_or(u32::MAX);
        paper.notes.push(Note {
            id: format!("n{number}"),
            number: NoteNumber::Integer(number),
            kind: NoteKind::Reference,
            span: Span::new(start, start + line.trim_end().len()),
            raw: line.trim_end().to_owned(),
            anchors: Vec::new(),
            flags: Vec::new(),
            citations: Vec::new(),
        });
        start += line.len();
    }
    resolve_lines(&mut paper);
    paper
}
