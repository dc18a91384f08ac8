//! The notes of a paper in a style, written out.

use ibidem::report::escape::escaped;
use ibidem::restyling::{self, RestyledNote};
use ibidem_citations::style::csl::CslStyle;
use ibidem_citations::{NoteNumber, Paper};

use crate::render::{Format, lines_escaped};

/// Renders the notes, and says on standard error what stays as it stands.
pub(super) fn text(paper: &Paper, style: &CslStyle, locale: Option<&str>, format: Format) -> String {
    if !style.is_note() {
        anstream::eprintln!(
            "ibidem: the style “{}” cites in the text: the notes hold what it prints there",
            escaped(style.title())
        );
    }
    let notes = restyling::notes(paper, style, locale, format.into());
    for note in &notes {
        for kept in &note.kept {
            anstream::eprintln!(
                "ibidem: note {}: “{}” stays as it stands: {}",
                escaped(&note.number.to_string()),
                escaped(&kept.text),
                kept.why
            );
        }
    }
    let written: Vec<String> = notes.iter().map(|note| written(note, format)).collect();
    let between = if matches!(format, Format::Text) { "" } else { "\n" };
    lines_escaped(&written.join(between))
}

/// One note with its number, as documents of the form have it.
fn written(note: &RestyledNote, format: Format) -> String {
    let (number, text) = (&note.number, note.text.trim());
    match format {
        Format::Text => format!("{number}. {text}\n"),
        Format::Markdown => format!("[^{number}]: {text}\n"),
        Format::Html => format!("<p class=\"csl-note\"><sup>{}</sup> {text}</p>\n", in_html(number)),
        Format::Latex => match number {
            NoteNumber::Integer(number) => format!("\\footnotetext[{number}]{{{text}}}\n"),
            NoteNumber::Label(label) => format!("\\textsuperscript{{{label}}}~{text}\n"),
        },
        Format::Typst => format!("#super[{number}] {text}\n"),
    }
}

fn in_html(number: &NoteNumber) -> String {
    number.to_string().replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;")
}
