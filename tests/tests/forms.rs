//! One document in many forms: the same notes, works and findings from each.

#![expect(clippy::print_stdout, reason = "a test says what it skips")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ibidem::Reading;
use ibidem_tests::program;
use ibidem_tests::samples::root;
use serde_json::Value;

/// The same text of fifty notes.
const FORMS: [&str; 10] = [
    "pandoc_50notes.docx",
    "pandoc_50notes.odt",
    "lo_50notes.odt",
    "pandoc_50notes.epub",
    "pandoc_50notes.html",
    "pandoc_50notes.jats.xml",
    "pandoc_50notes.rtf",
    "pandoc_50notes.tei.xml",
    "pandoc_50notes.md",
    "pandoc_50notes.tex",
];

fn folder() -> Option<PathBuf> {
    let folder = root().join("../shared/samples");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}

/// The sample in Markdown as an author of Typst would have typed it.
fn in_typst(folder: &Path) -> PathBuf {
    let markdown = fs::read_to_string(folder.join("pandoc_50notes.md")).expect("the sample can be read");
    let (body, definitions) = markdown.split_once("\n[^n1]: ").expect("the notes stand behind the body");
    let body = body.split_once("---\n\n").expect("the header ends").1;
    let mut typst = "#set document(title: [Fifty Notes], author: \"Test Author\")\n\n".to_owned();
    let mut body = typed(body);
    for (i, definition) in format!("1]: {definitions}").split("\n[^n").enumerate() {
        let (_, note) = definition.split_once("]: ").expect("a note follows its number");
        let note = typed(note.trim()).replace("\n\n    ", "\n\n");
        let mark = format!("\\[^n{}\\]", i + 1);
        assert!(body.contains(&mark), "{mark}");
        body = body.replace(&mark, &format!("#footnote[{note}]"));
    }
    typst.push_str(&body);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fifty.typ");
    fs::write(&path, typst).expect("the form can be written");
    path
}

/// A text of Markdown in Typst: headings, italics, raised text, links.
fn typed(markdown: &str) -> String {
    let mut typst = String::new();
    let (mut is_italic, mut is_raised) = (false, false);
    let mut rest = markdown;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        match c {
            '*' => {
                is_italic = !is_italic;
                typst.push_str(if is_italic { "#emph[" } else { "]" });
            }
            '^' if !rest.starts_with("^n") => {
                is_raised = !is_raised;
                typst.push_str(if is_raised { "#super[" } else { "]" });
            }
            '<' => {
                length = rest.find('>').expect("the address ends") + 1;
                let _ = write!(typst, "#link(\"{}\")", &rest[1..length - 1]);
            }
            '[' if !rest.starts_with("[^") => {
                let (words, behind) = rest[1..].split_once("](").expect("a link follows");
                let (address, _) = behind.split_once(')').expect("the address ends");
                length = words.len() + address.len() + "[]()".len();
                let _ = write!(typst, "#link(\"{address}\")[{words}]");
            }
            '#' => typst.push('='),
            '[' | ']' | '_' | '@' | '$' => typst.extend(['\\', c]),
            _ => typst.push(c),
        }
        rest = &rest[length..];
    }
    typst
}

/// Number and text of each note, and how often it is called; blanks are one, whatever the form makes of them.
fn notes(path: &Path) -> Vec<(String, String, usize)> {
    let paper = Reading::open(path).expect("the sample can be read").paper;
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let note = |note: &ibidem_citations::Note| {
        (note.number.to_string(), squeezed(paper.text_of(note.span)), note.anchors.len())
    };
    paper.notes.iter().map(note).collect()
}

#[test]
fn every_form_gives_the_same_notes() {
    let Some(folder) = folder() else { return };
    let expected = notes(&folder.join(FORMS[0]));
    assert_eq!(expected.len(), 50);
    assert!(expected.iter().all(|(.., anchors)| *anchors == 1));
    for form in FORMS {
        let found = notes(&folder.join(form));
        for (expected, found) in expected.iter().zip(&found) {
            assert_eq!(found, expected, "{form}");
        }
        assert_eq!(found.len(), expected.len(), "{form}");
    }
    assert_eq!(notes(&in_typst(&folder)), expected);
}

#[test]
fn the_sample_of_typst_is_read() {
    let Some(folder) = folder() else { return };
    let reading = Reading::open(&folder.join("sample.typ")).expect("the sample can be read");
    assert!(reading.unread.is_empty(), "{:?}", reading.unread);
    let found: Vec<(String, &str, usize)> = reading
        .paper
        .notes
        .iter()
        .map(|note| (note.number.to_string(), reading.paper.text_of(note.span), note.anchors.len()))
        .collect();
    let expected = [
        ("1", "Ann Author, Book (Paris: Press, 2001), 4. x", 1),
        ("2", "Second note with [brackets] and “quotes”.", 2),
    ];
    assert_eq!(found[..2], expected.map(|(number, text, anchors)| (number.to_owned(), text, anchors)));
    assert_eq!(found.len(), 3, "the entry that is cited: {found:?}");
    assert_eq!(found[2].0, "smith1999");
}

/// Of each finding its rule and the number of its note.
fn findings(path: &Path) -> BTreeSet<(String, String)> {
    let output = Command::new(program())
        .args(["audit", "--offline", "--isolated", "--format", "json"])
        .arg(path)
        .output()
        .expect("the program runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    let found = report["findings"].as_array().expect("findings are a list").iter();
    found.map(|finding| (finding["rule"].to_string(), finding["note"].to_string())).collect()
}

#[test]
fn every_form_gives_the_same_findings() {
    let Some(folder) = folder() else { return };
    let expected = findings(&folder.join(FORMS[0]));
    assert!(!expected.is_empty());
    for form in FORMS {
        assert_eq!(findings(&folder.join(form)), expected, "{form}");
    }
    assert_eq!(findings(&in_typst(&folder)), expected);
}
