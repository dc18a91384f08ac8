//! `ibidem bibliography`: file → the works that it cites.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use ibidem::rendering;
use ibidem::report::escape::escaped;
use ibidem::styles::FoundStyle;
use ibidem::{Reading, report};
use ibidem_citations::export::{self, ExchangeForm};
use ibidem_citations::style::{self, Markup, RenderedWork, locale_name, plain_reference};
use ibidem_citations::{Bibliography, Paper};

use crate::render::{Format, lines_escaped};

mod notes;

/// Prints the works that the notes of a paper cite, each once.
///
/// Without options, a list in order of first citation: each work with its type and the notes that
/// cite it. With --style, a bibliography as a style guide asks for it; with --to, data for other
/// programs. Nothing is asked of the network.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ibidem bibliography paper.md                                 the works, and the notes that cite them
  ibidem bibliography paper.md --style chicago-notes           the bibliography to print
  ibidem bibliography paper.md --style apa --format html > bibliography.html
  ibidem bibliography paper.md --style ./my-journal.csl        a style of the CSL repository
  ibidem bibliography paper.md --style apa --locale de-DE      in German
  ibidem bibliography paper.md --to biblatex > paper.bib       for LaTeX
  ibidem bibliography paper.md --to csl-json > paper.json      for Zotero and pandoc
  ibidem bibliography refs.ris --style apa                     a list of references, printed
  ibidem bibliography paper.md --notes --style mhra-notes      every note in another style

Styles at hand are chicago-notes, chicago-author-date, apa, mla, ieee, harvard-cite-them-right and
many more; a name that is not known is answered with those like it.")]
pub(crate) struct Arguments {
    /// The document.
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Reads the document in this format, whatever it looks like: docx, epub, html, jats, latex, markdown, odt, pdf, plain, rtf, tei, typst; biblatex, bibtex, csl-json, ris, yaml.
    #[arg(long, value_name = "FORMAT", value_parser = ibidem::read::Format::named)]
    from: Option<ibidem::read::Format>,
    /// Prints the works as a CSL style has them: its name, title or ISSN, or a CSL file.
    #[arg(long, value_name = "NAME|FILE.csl")]
    style: Option<String>,
    #[command(flatten)]
    places: crate::styles::Places,
    /// The language of the style's own words; that of the style, or American English, by default.
    #[arg(long, value_name = "LOCALE", requires = "style")]
    locale: Option<String>,
    /// How to write the works or notes in a style.
    #[arg(long, value_enum, requires = "style")]
    format: Option<Format>,
    /// Prints the notes instead of the works: what each cites is rendered anew, what it says stays.
    #[arg(long, requires = "style")]
    notes: bool,
    /// Writes the works as data for other programs.
    #[arg(long, value_enum, value_name = "FORM", conflicts_with = "style")]
    to: Option<Form>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Form {
    /// CSL-JSON, for Zotero and pandoc.
    CslJson,
    /// BibLaTeX, for biber.
    Biblatex,
    /// Classic BibTeX.
    Bibtex,
    /// RIS, for EndNote and Mendeley.
    Ris,
    /// Hayagriva YAML, for Typst.
    Yaml,
}

impl From<Form> for ExchangeForm {
    fn from(form: Form) -> Self {
        match form {
            Form::CslJson => Self::CslJson,
            Form::Biblatex => Self::Biblatex,
            Form::Bibtex => Self::Bibtex,
            Form::Ris => Self::Ris,
            Form::Yaml => Self::Yaml,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    // A slip in the name of the style is told before a long paper is read.
    let style = arguments.style.as_deref().map(|name| arguments.places.shelf()?.find(name)).transpose()?;
    let locale = arguments.locale.as_deref().map(locale_name).transpose()?;
    let reading = Reading::open_as(&arguments.path, arguments.from)?;
    crate::output::unread(&reading, &arguments.path.to_string_lossy());
    let paper = reading.paper;
    if paper.bibliography.works.is_empty() {
        say_why_empty(arguments, &paper);
    }
    let locale = locale.or_else(|| style.as_ref()?.dependent_locale());
    let format = arguments.format.unwrap_or_default();
    let text = match &style {
        Some(style) if arguments.notes => notes::text(&paper, &style.csl()?, locale.as_deref(), format),
        Some(style) => in_style(&paper, style, locale.as_deref(), format)?,
        None => match arguments.to {
            Some(form) => export::write(&paper.bibliography, form.into()),
            None if paper.bibliography.works.is_empty() => String::new(),
            None => report::bibliography::list(&paper, terminal_columns()),
        },
    };
    crate::output::print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The works in a style; what it does not print stands at the end.
fn in_style(
    paper: &Paper,
    found: &FoundStyle,
    locale: Option<&str>,
    format: Format,
) -> anyhow::Result<String> {
    let language = paper.language.as_deref();
    let rendered = style::render(&paper.bibliography, &found.style()?, locale, language)?;
    warn_of_fallbacks(&rendered, &paper.bibliography);
    Ok(match format {
        Format::Text => paragraphs(&rendered),
        Format::Html => html(&rendered),
        Format::Markdown | Format::Latex | Format::Typst => {
            let written = rendered.iter().map(|work| work.rendered().written(format.into()));
            let entries: Vec<String> = written.collect();
            lines_escaped(&rendering::joined(&entries, format.into(), "csl-bib-body"))
        }
    })
}

fn say_why_empty(arguments: &Arguments, paper: &Paper) {
    let path = escaped(&arguments.path.to_string_lossy());
    match paper.notes.len() {
        0 => anstream::eprintln!("ibidem: {path} has no notes, so there is no bibliography"),
        1 => anstream::eprintln!("ibidem: the one note of {path} cites no work that could be recognized"),
        n => anstream::eprintln!("ibidem: the {n} notes of {path} cite no work that could be recognized"),
    }
}

fn warn_of_fallbacks(rendered: &[RenderedWork], bibliography: &Bibliography) {
    for work in rendered {
        let Some(cause) = &work.fallback else { continue };
        let item = bibliography.work(work.work).map(|work| plain_reference(&work.item)).unwrap_or_default();
        anstream::eprintln!(
            "ibidem: printed plainly, not in the style: {} ({})",
            escaped(&item),
            escaped(cause)
        );
    }
}

fn paragraphs(rendered: &[RenderedWork]) -> String {
    let lines = rendered.iter().map(|work| format!("{}\n", escaped(&work.written(Markup::Text))));
    lines.collect::<Vec<_>>().join("\n")
}

/// A fragment to be set into a page, with the class names of other CSL processors.
fn html(rendered: &[RenderedWork]) -> String {
    let mut html = String::from("<div class=\"csl-bib-body\">\n");
    for work in rendered {
        html.push_str("<p class=\"csl-entry\">");
        html.push_str(&work.written(Markup::Html));
        html.push_str("</p>\n");
    }
    html.push_str("</div>\n");
    html
}

/// How wide the terminal is; nothing in a pipe or file, where the same paper must print the same.
fn terminal_columns() -> Option<usize> {
    #[cfg(unix)]
    return rustix::termios::tcgetwinsize(std::io::stdout())
        .ok()
        .map(|size| usize::from(size.ws_col))
        .filter(|columns| *columns > 0);
    #[cfg(not(unix))]
    None
}
