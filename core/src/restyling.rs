//! Paper → its notes in another style: what they cite is rendered anew, what they say stays.

use ibidem_citations::style::csl::{CslStyle, Origin, Output, Piece, Processor, Rendered};
use ibidem_citations::{Note, NoteKind, NoteNumber, Paper, RunStyle, Span};

use crate::styles::cited::{Cited, Group, Together};

/// A note in a style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestyledNote {
    /// Its printed number.
    pub number: NoteNumber,
    /// What it says now, in the markup that was asked for.
    pub text: String,
    /// Citations that stay as they stand, and why.
    pub kept: Vec<Kept>,
}

/// A citation that was not rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The citation as it stands.
    pub text: String,
    /// Why it stays so.
    pub why: &'static str,
}

/// Renders what every note cites anew: first, later and ibid forms with their locators.
///
/// Prose around citations stays. A citation whose work is not known for sure stays as it is.
/// Entries of a list of references are no notes. The locale is that of the style unless one is given.
pub fn notes(paper: &Paper, style: &CslStyle, locale: Option<&str>, output: Output) -> Vec<RestyledNote> {
    let Cited { items, groups, citations } = Cited::of(paper, Together::Neighbors);
    let processor = match locale {
        Some(locale) => Processor::with_locale(style, locale, items),
        None => Processor::new(style, None, items),
    };
    let rendered = processor.citations(&citations);
    let mut parts = groups.iter().zip(&rendered).peekable();
    let mut restyled = Vec::new();
    for (i, note) in paper.notes.iter().enumerate().filter(|(_, note)| note.kind != NoteKind::Reference) {
        let mut text =
            NewText { paper, output, note, at: note.span.start, text: String::new(), kept: Vec::new() };
        while let Some((group, rendered)) = parts.next_if(|(group, _)| group.note == i) {
            text.add(group, rendered);
        }
        restyled.push(text.ended());
    }
    restyled
}

/// The text of a note, as far as it is written.
struct NewText<'a> {
    paper: &'a Paper,
    output: Output,
    note: &'a Note,
    /// Up to where the old text is used up.
    at: usize,
    text: String,
    kept: Vec<Kept>,
}

impl NewText<'_> {
    fn add(&mut self, group: &Group, rendered: &Rendered) {
        if let Some(why) = group.kept {
            self.kept.push(Kept { text: self.paper.text_of(group.span).to_owned(), why });
            return;
        }
        let pieces = rendered.pieces();
        if !names_work(&pieces) || group.span.start < self.at {
            let why = "the style prints nothing that names the work";
            self.kept.push(Kept { text: self.paper.text_of(group.span).to_owned(), why });
            return;
        }
        self.prose(group.span.start);
        let before = self.paper.text_of(Span::new(self.note.span.start, group.span.start)).trim_end();
        let behind = self.paper.text_of(Span::new(group.span.end, self.note.span.end.max(group.span.end)));
        let mut written = with_case(rendered.written(self.output), &pieces, before);
        let ends_with_point = pieces.last().is_some_and(|piece| piece.text.trim_end().ends_with('.'));
        let mut taken = 0;
        if behind.trim() == "." || ends_with_point && behind.starts_with('.') {
            // The style says how a note ends, and one point is enough.
            taken = behind.find('.').map_or(0, |at| at + 1);
        } else if ends_with_point
            && !behind.trim().is_empty()
            && ends_by_layout(&pieces)
            && !starts_sentence(behind)
        {
            written.truncate(written.trim_end().trim_end_matches('.').len());
        }
        self.text.push_str(&written);
        self.at = group.span.end + taken;
    }

    /// Takes over what was typed up to a place, with its italics.
    fn prose(&mut self, end: usize) {
        let span = Span::new(self.at, end.max(self.at));
        let text = self.paper.text_of(span);
        let mut at = span.start;
        for run in self.paper.runs_in(span).filter(|run| run.style == RunStyle::Italic) {
            let (start, stop) = (run.span.start.max(at), run.span.end.min(span.end));
            if start >= stop {
                continue;
            }
            self.text.push_str(&self.output.escaped(self.paper.text_of(Span::new(at, start))));
            self.text.push_str(&self.output.emphasized(self.paper.text_of(Span::new(start, stop))));
            at = stop;
        }
        if at < span.start + text.len() {
            self.text.push_str(&self.output.escaped(self.paper.text_of(Span::new(at, span.end))));
        }
        self.at = span.end;
    }

    fn ended(mut self) -> RestyledNote {
        self.prose(self.note.span.end);
        let text = self.text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        RestyledNote { number: self.note.number.clone(), text, kept: self.kept }
    }
}

/// “ibid.” is capitalized where the note or a sentence begins, and only there.
fn with_case(written: String, pieces: &[Piece], before: &str) -> String {
    let Some(first) = pieces.first() else { return written };
    let begins = before.is_empty() || before.ends_with(['.', '?', '!']);
    let is_ibid = matches!(&first.origin, Origin::Term(term) if &**term == "ibid");
    // Tags of markup can stand before the word, so it is looked for as it is.
    let Some(at) = written.find(first.text.trim()).filter(|_| is_ibid) else { return written };
    let (head, tail) = written.split_at(at);
    let mut letters = tail.chars();
    let Some(letter) = letters.next() else { return written };
    let cased: String =
        if begins { letter.to_uppercase().collect() } else { letter.to_lowercase().collect() };
    format!("{head}{cased}{}", letters.as_str())
}

/// Whether a reader can tell which work is meant: a date alone says nothing.
fn names_work(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| match &piece.origin {
        Origin::Variable(name) => {
            !matches!(&**name, "issued" | "accessed" | "locator" | "page" | "publisher-place" | "year-suffix")
        }
        // “Ibid.”
        Origin::Term(term) => matches!(&**term, "ibid" | "idem" | "op-cit" | "loc-cit"),
        // Some styles write it themselves: “ebd.”, “a. a. O.”
        Origin::Style => piece.text.chars().filter(|c| c.is_alphabetic()).count() > 2,
        Origin::Cite => false,
    })
}

/// Whether the last point is the style’s own, and not that of an abbreviation.
fn ends_by_layout(pieces: &[Piece]) -> bool {
    pieces.last().is_some_and(|piece| piece.origin == Origin::Style)
}

fn starts_sentence(behind: &str) -> bool {
    behind.trim_start().starts_with(char::is_uppercase) && behind.starts_with(char::is_whitespace)
}
