//! Notes → items: one reference of each kind and culture, as it is read.
//!
//! The snapshot is reviewed like code: what stands there is what the program understands.

#![cfg(feature = "parse")]

use std::fmt::Write as _;

use ibidem_citations::resolve::resolve;
use ibidem_citations::{CitationItem, Field, Note, NoteKind, NoteNumber, Paper, Run, RunStyle, Span, Value};

/// Each paragraph of the file is a paper of one note a line; `*…*` is italics.
#[test]
fn references_are_read_as_reviewed() {
    let cases = include_str!("references.txt");
    let mut printed = String::new();
    for case in cases.split("\n\n").filter(|case| !case.trim().is_empty()) {
        let notes: Vec<&str> = case.lines().filter(|line| !line.starts_with('#')).collect();
        let paper = read(&notes);
        for note in &paper.notes {
            let _ = writeln!(printed, "{}. {}", note.number, paper.text_of(note.span));
            for item in note.items() {
                let _ = writeln!(printed, "{}", shown(item));
            }
        }
        printed.push('\n');
    }
    insta::assert_snapshot!(printed);
}

/// A paper of nothing but notes.
fn read(notes: &[&str]) -> Paper {
    let mut paper = Paper::default();
    for (i, line) in notes.iter().enumerate() {
        let start = paper.text.len();
        for (j, part) in line.split('*').enumerate() {
            let at = paper.text.len();
            paper.text.push_str(part);
            if j % 2 == 1 {
                paper.runs.push(Run { span: Span::new(at, paper.text.len()), style: RunStyle::Italic });
            }
        }
        let number = u32::try_from(i + 1).expect("there are few notes");
        paper.notes.push(Note {
            id: format!("n{number}"),
            number: NoteNumber::Integer(number),
            kind: NoteKind::Footnote,
            span: Span::new(start, paper.text.len()),
            raw: (*line).to_owned(),
            anchors: Vec::new(),
            flags: Vec::new(),
            citations: Vec::new(),
        });
        paper.text.push_str("\n\n");
    }
    resolve(&mut paper);
    paper
}

/// “   full book w1 @45 | author: Shimko, Keith L. | title: …”
fn shown(item: &CitationItem) -> String {
    let form = serde_json::to_value(item.form).expect("a form is a word");
    let mut line = format!("   {} {}", form.as_str().unwrap_or_default(), item.as_cited.kind.name());
    match &item.mention {
        Some(mention) => {
            let sure = if mention.ambiguous { "?" } else { "" };
            let _ = write!(line, " {}{sure}", mention.work);
        }
        None => line.push_str(" -"),
    }
    if let Some(locator) = &item.locator {
        let _ = write!(line, " @{} {}", locator.label.term(), locator.value);
    }
    for field in &item.as_cited.fields {
        let _ = write!(line, " | {}: {}", field.variable.name(), value(field));
    }
    line
}

fn value(field: &Field) -> String {
    match &field.value {
        Value::Text(text) => text.clone(),
        Value::Names(names) => {
            let names: Vec<String> = names
                .iter()
                .map(|name| match (&name.literal, &name.given) {
                    (Some(literal), _) => format!("[{literal}]"),
                    (None, Some(given)) => format!("{}, {given}", name.short()),
                    (None, None) => name.short().to_owned(),
                })
                .collect();
            names.join("; ")
        }
        Value::Date(date) => {
            let parts: Vec<String> = date
                .parts
                .iter()
                .map(|parts| parts.known().iter().map(ToString::to_string).collect::<Vec<_>>().join("-"))
                .collect();
            parts.join("/")
        }
    }
}
