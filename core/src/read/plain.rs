//! Plain text → Document: paragraphs, and markers by their letters alone.

mod feet;
mod hyphens;
mod numbers;
mod pages;

use ibidem_citations::{BlockKind, NoteNumber, Span};

use super::builder::Builder;
use crate::document::{Document, PieceKind, PlacedNote};
pub(super) use hyphens::Hyphens;
pub(super) use numbers::find_markers;
pub(crate) use numbers::{due_number, leading_number};
use pages::Part;

/// Reads plain text.
pub(super) fn read(text: &str) -> Document {
    let lines = lines(text);
    let parts = pages::parts(&lines);
    let paged = parts.iter().any(|part| *part != Part::Text);
    let wrapped = paged || is_wrapped(&lines);
    let mut reader = Reader {
        out: Builder::default(),
        hyphens: Hyphens::of(if wrapped { text } else { "" }),
        wrapped,
        due: None,
        after_blank: true,
        in_section: false,
        in_list: false,
    };
    for (line, part) in lines.iter().zip(parts) {
        if line.text.contains('\u{C}') {
            reader.end_page();
        }
        match part {
            Part::Text => reader.text(line),
            Part::Furniture => {}
            Part::Note { number, length } => reader.note(line, number, length),
            Part::More => reader.more(line),
        }
    }
    let mut document = reader.out.finish();
    find_markers(&mut document);
    document
}

#[allow(clippy::struct_excessive_bools, reason = "each is a state of its own, in any combination")]
struct Reader<'a> {
    out: Builder,
    hyphens: Hyphens<'a>,
    /// Whether a paragraph is several lines.
    wrapped: bool,
    /// The number that the next note of a list has.
    due: Option<u32>,
    after_blank: bool,
    /// Whether a heading for notes has come.
    in_section: bool,
    /// Whether a heading for a reference list has come.
    in_list: bool,
}

impl Reader<'_> {
    fn end_page(&mut self) {
        self.out.rule();
        self.after_blank = true;
    }

    fn text(&mut self, line: &Line<'_>) {
        let trimmed = line.text.trim();
        if trimmed.is_empty() {
            self.out.close();
            self.after_blank = true;
            return;
        }
        if is_rule(trimmed) {
            self.out.rule();
            self.after_blank = false;
            return;
        }
        // Notes often follow each other without a blank line; their numbers tell.
        let due = self.due.and_then(|due| {
            // Under their heading, notes are known by less than a point or bracket.
            let plain = || leading_number(trimmed).filter(|(number, _)| *number == NoteNumber::Integer(due));
            if self.in_section { due_number(trimmed, due) } else { plain() }
        });
        let number = due.clone().or_else(|| leading_number(trimmed).filter(|_| self.after_blank));
        // Entries of a list often follow each other without a blank line; hanging indents and names tell.
        let is_entry =
            self.in_list && !line.text.starts_with([' ', '\t']) && starts_entry(trimmed, self.out.since(0));
        if self.after_blank || !self.wrapped || number.is_some() || is_entry || !self.out.is_open() {
            open(&mut self.out, number.as_ref().map(|(number, _)| number));
            self.skip(number.as_ref().map_or(0, |(_, length)| *length));
        }
        if let Some((NoteNumber::Integer(n), _)) = &number {
            self.due = Some(n.saturating_add(1));
        } else if is_notes_heading(trimmed) {
            self.due = Some(1);
            self.in_section = true;
            self.in_list = false;
        } else if is_list_heading(trimmed) {
            self.in_list = true;
        }
        append(&mut self.out, &self.hyphens, line, trimmed);
        self.after_blank = false;
    }

    /// A note at the foot of the page begins.
    fn note(&mut self, line: &Line<'_>, number: NoteNumber, length: usize) {
        let placed = PlacedNote { number, tie: None, source: None, kind: None };
        self.out.open(PieceKind::Placed(placed), false);
        self.skip(length);
        append(&mut self.out, &self.hyphens, line, line.text.trim());
        self.after_blank = false;
    }

    /// The notes at the foot of the page go on.
    fn more(&mut self, line: &Line<'_>) {
        let trimmed = line.text.trim();
        if trimmed.is_empty() {
            self.after_blank = true;
            return;
        }
        if is_rule(trimmed) {
            return;
        }
        if self.after_blank
            && let Some(PieceKind::Placed(placed)) = self.out.kind().cloned()
        {
            self.out.open(PieceKind::Placed(placed), true);
        }
        append(&mut self.out, &self.hyphens, line, trimmed);
        self.after_blank = false;
    }

    fn skip(&mut self, length: usize) {
        self.out.skip(length);
    }
}

/// A line alone that says that notes come.
fn is_notes_heading(line: &str) -> bool {
    let line = line.trim_end_matches([':', '.']).to_lowercase();
    ["notes", "endnotes", "footnotes", "anmerkungen", "fußnoten", "notas", "note", "noten"]
        .contains(&line.as_str())
}

/// A line alone that says that a reference list comes.
fn is_list_heading(line: &str) -> bool {
    let line = line.trim_end_matches([':', '.']).to_lowercase();
    [
        "references",
        "bibliography",
        "works cited",
        "literatur",
        "literaturverzeichnis",
        "bibliographie",
        "sources",
    ]
    .contains(&line.as_str())
}

/// “Brandt, Paul. …” behind a finished entry.
fn starts_entry(line: &str, before: &str) -> bool {
    let (family, rest) = line.split_once(',').unwrap_or(("", ""));
    let is_name = family.starts_with(char::is_uppercase) && family.split_whitespace().count() <= 3;
    let given = rest.trim_start().starts_with(char::is_uppercase);
    let dashes = line.starts_with("——") || line.starts_with("___") || line.starts_with("---");
    let finished = before.trim_end().ends_with(['.', ')', '/', ']'])
        || before.trim_end().ends_with(|c: char| c.is_ascii_digit());
    (is_name && given || dashes) && finished
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

fn append(out: &mut Builder, hyphens: &Hyphens<'_>, line: &Line<'_>, trimmed: &str) {
    let indent = line.text.len() - line.text.trim_start().len();
    let start = line.start + indent;
    // “Uni-⏎versity” is one word; the hyphen goes where it only breaks the line.
    let hyphenated = out.since(0).ends_with('-') && !out.since(0).ends_with(" -");
    if hyphenated && hyphens.breaks_line(out.since(0), trimmed) {
        out.take_back(out.at() - 1);
    }
    if !hyphenated {
        out.space(Span::new(line.start.saturating_sub(1), start.min(line.start)));
    }
    // The number of a note is no part of its text; for the layout it stays, and is cut there.
    let mut from = 0;
    // “``so''--”: what is left of LaTeX where only its commands were taken out.
    let is_tex = trimmed.contains("``") || trimmed.contains("''") || trimmed.contains("--");
    while let Some((at, typed, sign)) = next_tex_sign(trimmed, from).filter(|_| is_tex) {
        out.verbatim(&trimmed[from..at], start + from);
        out.push(sign, Span::new(start + at, start + at + typed));
        from = at + typed;
    }
    out.verbatim(&trimmed[from..], start + from);
}

/// The next of LaTeX's signs from a place on: where it stands, how long it is, and what it means.
fn next_tex_sign(text: &str, from: usize) -> Option<(usize, usize, &'static str)> {
    let rest = text.get(from..)?;
    let found = ["``", "''", "---", "--"].into_iter().filter_map(|sign| Some((rest.find(sign)?, sign)));
    // The longer of two that start at one place comes first.
    let (at, sign) = found.min_by_key(|(at, sign)| (*at, std::cmp::Reverse(sign.len())))?;
    let is_row = sign == "---" && rest[at..].starts_with("----");
    let meaning = match sign {
        "``" => "“",
        "''" => "”",
        _ if is_row => return None,
        "---" => "—",
        _ => "–",
    };
    Some((from + at, sign.len(), meaning))
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3
        && (line.bytes().all(|b| b == b'-' || b == b' ')
            || line.bytes().all(|b| b == b'_')
            || line.bytes().all(|b| b == b'*' || b == b' '))
}
