//! Papers made by rendering: the works are invented, and what a style prints is what is typed.

use std::fmt::Write as _;

use ibidem_citations::csl_json::JsonItem;
use ibidem_citations::style::csl::{Citation, Cite, CslStyle, Output, Processor};

use crate::chance::Chance;
use crate::made_works::works;

/// How a made paper is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// Footnotes as Markdown has them, and italics.
    Markdown,
    /// Notes at the end with their numbers, and no italics.
    Text,
}

/// Writes a paper in a style that cites so many invented works.
///
/// A style of notes gets notes with first, later and repeated citations, and its bibliography if
/// `listed`; any other gets citations in the text, and its list of references.
pub fn made_paper(style: &CslStyle, seed: u64, count: usize, writing: Writing, listed: bool) -> String {
    let items: Vec<JsonItem> = works(seed, count).iter().map(JsonItem::read).collect();
    let ids: Vec<String> = items.iter().map(|item| item.id.clone()).collect();
    let is_book: Vec<bool> = items.iter().map(|item| item.kind != "webpage").collect();
    let mut chance = Chance::new(seed, "citations");
    let mut order: Vec<usize> = Vec::new();
    for i in 0..ids.len() {
        order.push(i);
        match chance.below(6) {
            0 => order.push(i),
            1 | 2 => order.push(chance.below(i + 1)),
            _ => {}
        }
    }
    let output = if writing == Writing::Markdown { Output::Markdown } else { Output::Text };
    let processor = Processor::new(style, None, items);
    let is_note = style.is_note();
    let citations: Vec<Citation> = (1..)
        .zip(&order)
        .map(|(note, &work)| {
            let has_locator = is_book[work] && (is_note || chance.below(4) == 0);
            let locator = has_locator.then(|| (20 + chance.below(200)).to_string());
            let cite = Cite { id: ids[work].clone(), locator, ..Cite::default() };
            Citation { note: if is_note { note } else { 0 }, cites: vec![cite], ..Citation::default() }
        })
        .collect();
    let printed: Vec<String> =
        processor.citations(&citations).iter().map(|citation| citation.written(output)).collect();
    let mut text = String::from(if writing == Writing::Markdown {
        "# Harbors and Towns\n\n"
    } else {
        "Harbors and Towns\n\n"
    });
    body(&mut text, &printed, is_note, writing);
    if is_note {
        notes(&mut text, &printed, writing);
    }
    if listed || !is_note {
        list(&mut text, &processor, output, writing);
    }
    text
}

const SENTENCES: &[&str] = &[
    "The towns along the river kept careful accounts of what passed their gates",
    "Few of the early registers survive in a state that allows comparison",
    "Contemporaries disagreed about the causes of the decline",
    "Later writers have returned to this question again and again",
    "The records of the guild point in another direction",
];

fn body(text: &mut String, printed: &[String], is_note: bool, writing: Writing) {
    for (i, citation) in printed.iter().enumerate() {
        let sentence = SENTENCES[i % SENTENCES.len()];
        let _ = match (is_note, writing) {
            (true, Writing::Markdown) => write!(text, "{sentence}.[^{}]", i + 1),
            (true, Writing::Text) => write!(text, "{sentence}.[{}]", i + 1),
            (false, _) => write!(text, "{sentence} {citation}."),
        };
        text.push_str(if i % 5 == 4 { "\n\n" } else { " " });
    }
    text.push_str("\n\n");
}

fn notes(text: &mut String, printed: &[String], writing: Writing) {
    if writing == Writing::Text {
        text.push_str("Notes\n\n");
    }
    for (note, number) in printed.iter().zip(1..) {
        let _ = match writing {
            Writing::Markdown => writeln!(text, "[^{number}]: {note}"),
            Writing::Text => writeln!(text, "{number}. {note}"),
        };
    }
    text.push('\n');
}

fn list(text: &mut String, processor: &Processor, output: Output, writing: Writing) {
    let entries = processor.bibliography();
    if entries.is_empty() {
        return;
    }
    text.push_str(if writing == Writing::Markdown { "## References\n\n" } else { "References\n\n" });
    for entry in entries {
        let written = entry.rendered.written(output);
        let line: Vec<&str> = written.split_whitespace().collect();
        let _ = writeln!(text, "{}\n", line.join(" "));
    }
}
