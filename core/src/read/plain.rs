//! Plain text → Document: paragraphs, and markers by their letters alone.

use ibidem_citations::{BlockKind, NoteNumber, Span};

use super::builder::{Builder, raised_digits};
use super::markdown::written_marker;
use crate::document::{Document, PieceKind, RawMarker};

/// Reads plain text.
pub(super) fn read(text: &str) -> Document {
    let lines = lines(text);
    let wrapped = is_wrapped(&lines);
    let mut out = Builder::default();
    let mut expected = None;
    let mut after_blank = true;
    for line in &lines {
        if line.text.contains('\u{C}') {
            out.rule();
        }
        let trimmed = line.text.trim();
        if trimmed.is_empty() {
            out.close();
            after_blank = true;
            continue;
        }
        let number = leading_number(trimmed);
        // Notes often follow each other without a blank line; their numbers tell.
        let next =
            number.as_ref().is_some_and(|(number, _)| after_blank || Some(number) == expected.as_ref());
        if is_rule(trimmed) {
            out.rule();
        } else {
            if after_blank || !wrapped || next || !out.is_open() {
                open(&mut out, number.as_ref().filter(|_| next).map(|(number, _)| number));
            }
            if next && let Some((NoteNumber::Integer(n), _)) = &number {
                expected = Some(NoteNumber::Integer(n.saturating_add(1)));
            }
            append(&mut out, line, trimmed);
        }
        after_blank = false;
    }
    let mut document = out.finish();
    find_markers(&mut document);
    document
}

struct Line<'a> {
    text: &'a str,
    start: usize,
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        lines.push(Line { text: line, start });
        start += line.len();
    }
    lines
}

/// Whether lines were broken at a width: then a paragraph is several lines, else each line is one.
fn is_wrapped(lines: &[Line<'_>]) -> bool {
    let lengths: Vec<usize> =
        lines.iter().map(|line| line.text.trim().chars().count()).filter(|length| *length > 0).collect();
    let long = lengths.iter().filter(|length| **length > 110).count();
    // Lines that fill most of a page's width and go on in the next one.
    let full = lines
        .windows(2)
        .filter(|pair| matches!(pair, [one, next] if one.text.trim().chars().count() >= 45 && !next.text.trim().is_empty()))
        .count();
    long * 20 <= lengths.len() && full * 5 >= lengths.len() * 2
}

fn open(out: &mut Builder, number: Option<&NoteNumber>) {
    let kind = number.map_or(PieceKind::Text(BlockKind::Paragraph), |n| PieceKind::Numbered(n.clone()));
    out.open(kind, false);
}

fn append(out: &mut Builder, line: &Line<'_>, trimmed: &str) {
    let indent = line.text.len() - line.text.trim_start().len();
    let start = line.start + indent;
    // “inter-⏎governmental” is one word; whether the hyphen belongs to it cannot be known.
    let hyphenated = out.since(0).ends_with('-') && !out.since(0).ends_with(" -");
    if !hyphenated {
        out.space(Span::new(line.start.saturating_sub(1), start.min(line.start)));
    }
    // The number of a note is no part of its text; for the layout it stays, and is cut there.
    out.verbatim(trimmed, start);
}

/// `12. `, `12) `, `[12] `, `(12) `, `¹² ` at the start of a line, and the length of it.
pub(crate) fn leading_number(text: &str) -> Option<(NoteNumber, usize)> {
    if let Some((number, length)) = raised_digits(text) {
        return Some((number, length));
    }
    let bracket = text.chars().next().filter(|c| "[(".contains(*c));
    let inside = text.strip_prefix(['[', '(']).unwrap_or(text);
    let digits = inside.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 6 {
        return None;
    }
    let (number, rest) = inside.split_at(digits);
    let closed = match bracket {
        Some('[') => rest.strip_prefix(']'),
        Some(_) => rest.strip_prefix(')'),
        None => rest.strip_prefix(['.', ')']),
    };
    let rest = closed.filter(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))?;
    Some((NoteNumber::read(number), text.len() - rest.trim_start().len()))
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3
        && (line.bytes().all(|b| b == b'-' || b == b' ')
            || line.bytes().all(|b| b == b'_')
            || line.bytes().all(|b| b == b'*' || b == b' '))
}

fn find_markers(document: &mut Document) {
    let text = std::mem::take(&mut document.text);
    let mut at = 0;
    while let Some(found) = text[at..].find(['[', '⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'])
    {
        let start = at + found;
        let rest = &text[start..];
        at = start + rest.chars().next().map_or(1, char::len_utf8);
        if let Some((number, length, shape)) = written_marker(rest) {
            let span = Span::new(start, start + length);
            let source = document.map.source(span);
            document.markers.push(RawMarker { span, number, source, shape, tie: None });
            at = span.end;
        }
    }
    document.text = text;
}
