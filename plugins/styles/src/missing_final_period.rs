#![doc = include_str!("missing_final_period.md")]

use ibidem_sdk::{Finding, Findings, NoteFlag, RunStyle, Safety, Severity, Span};

use crate::desk::{Desk, true_notes};
use crate::habit::{Sample, named};

crate::registered!("missing-final-period", Warning, "missing_final_period.md");

/// Notes that there must be before they have a habit.
const LEAST: usize = 8;

/// How a note ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Stop,
    Address {
        stopped: bool,
    },
    Open,
    /// Cut off, or ending in what is no sentence.
    Other,
}

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let ends: Vec<(usize, Span, End)> = true_notes(desk.paper)
        .filter(|(_, note)| {
            !note.flags.contains(&NoteFlag::JoinedOverPage) || ends_in_address(desk, note.span)
        })
        .map(|(i, note)| (i, last_word(desk, note.span), end(desk, note.span)))
        .collect();
    let count = |wanted: &[End]| ends.iter().filter(|(_, _, end)| wanted.contains(end)).count();
    let (stopped, open) = (count(&[End::Stop]), count(&[End::Open]));
    if stopped < LEAST || open * 5 > stopped {
        return;
    }
    for (_, span, _) in ends.iter().filter(|(_, _, end)| *end == End::Open) {
        let message = format!(
            "The note ends without a full stop; {stopped} other notes of this document end with one."
        );
        let place = Span::new(span.end, span.end);
        findings.push(Finding::new(&RULE, *span, message).with_fix(Safety::Safe, place, "."));
    }
    after_addresses(&ends, findings);
}

/// One finding for the notes that end in an address without a full stop, where others put one.
fn after_addresses(ends: &[(usize, Span, End)], findings: &mut Findings) {
    let with = ends.iter().filter(|(_, _, end)| *end == End::Address { stopped: true }).count();
    let open: Vec<Sample> = ends
        .iter()
        .filter(|(_, _, end)| *end == End::Address { stopped: false })
        .map(|(note, span, _)| Sample::new(*note, *span, "no full stop after the address"))
        .collect();
    if with == 0 {
        return;
    }
    let message = format!(
        "{} {} a web address have no full stop, {with} {} one, as the notes that end in words do.",
        open.len(),
        if open.len() == 1 { "note that ends in" } else { "notes that end in" },
        if with == 1 { "has" } else { "have" }
    );
    let all: Vec<&Sample> = open.iter().collect();
    crate::add(findings, named(&RULE, &all, message).map(|finding| finding.at(Severity::Info)));
}

fn ends_in_address(desk: &Desk<'_>, note: Span) -> bool {
    matches!(end(desk, note), End::Address { .. })
}

fn end(desk: &Desk<'_>, note: Span) -> End {
    let text = desk.paper.text_of(note).trim_end();
    let inner = text.trim_end_matches(['"', '”', '“', '’', '\'', '»', ')', ']', '*', '_', '>', '›']);
    let last = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    let is_link = desk.paper.runs_in(note).last().is_some_and(|run| {
        matches!(run.style, RunStyle::Link { .. }) && run.span.end + 2 >= note.start + text.len()
    });
    if is_link
        || last.contains("://")
        || last.starts_with("www.")
        || last.contains("doi.org")
        || last.starts_with("10.") && last.contains('/')
    {
        return End::Address { stopped: text.ends_with('.') };
    }
    match inner.chars().next_back() {
        Some('.' | '!' | '?' | '…' | '。') => End::Stop,
        Some(c) if c.is_alphanumeric() && text.chars().count() > 3 => End::Open,
        _ => End::Other,
    }
}

/// The last word of a note.
fn last_word(desk: &Desk<'_>, note: Span) -> Span {
    let text = desk.paper.text_of(note).trim_end();
    let word = text.rsplit(char::is_whitespace).next().unwrap_or(text);
    Span::new(note.start + text.len() - word.len(), note.start + text.len())
}
