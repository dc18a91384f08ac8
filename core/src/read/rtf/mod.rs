//! RTF → Document: its notes with the numbers that are printed, its text as changes accepted would leave it.
//!
//! Rich Text Format 1.9.1. Notes stand in groups within the text and are read behind it; what is made for
//! programs, pictures, running heads and comments are left out.

mod numbering;
mod pages;
mod state;
mod token;
mod writing;

use std::collections::HashMap;

use encoding_rs::Encoding;
use ibidem_citations::{BlockKind, Metadata, NoteNumber, RunStyle, Span, parse};

use super::builder::marker_number;
use super::xml::flow::{Declared, Flow};
use crate::document::Document;
use numbering::{Counting, numerals};
use state::{Purpose, State};
use token::{Token, Tokens};

/// Groups nested deeper than this are read as if they were not there.
const DEEPEST: usize = 10_000;

/// Reads a document.
pub(super) fn read(source: &str) -> Document {
    let mut walk = Walk::new(source);
    walk.read(Span::new(0, source.len()), State::default());
    walk.flow.end();
    for Called { note, has_own_label, state } in std::mem::take(&mut walk.later) {
        let start = note.source.start + 1;
        let inner = Span::new(start, note.source.end.saturating_sub(1).max(start));
        walk.label = has_own_label.then(|| note.number.to_string());
        walk.note = Some(note);
        walk.is_begun = false;
        walk.has_paragraph = false;
        walk.read(inner, state);
        walk.flow.end();
    }
    let Walk { flow, metadata, .. } = walk;
    let (mut document, paragraphs) = flow.finish();
    document.paragraphs = paragraphs;
    document.metadata = metadata;
    document
}

/// A note that is read behind the text.
struct Called {
    note: Declared,
    /// Whether its author has set a sign instead of a number.
    has_own_label: bool,
    state: State,
}

struct Walk<'a> {
    source: &'a str,
    flow: Flow<'a>,
    encoding: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    /// Levels of headings by the number of their style; 0 is the title.
    headings: HashMap<i32, u8>,
    metadata: Metadata,
    footnotes: Counting,
    endnotes: Counting,
    ties: usize,
    /// Where the document wants the next number: the sign of an automatic note.
    automatic: Option<usize>,
    /// Where the raised text begins that was read last.
    raised_at: Option<usize>,
    later: Vec<Called>,
    note: Option<Declared>,
    /// The author's own sign of the note, which stands before its text.
    label: Option<String>,
    is_begun: bool,
    kind: BlockKind,
    is_centered: bool,
    has_paragraph: bool,
    /// Bytes in a code page that wait to be read, and their place.
    bytes: Vec<u8>,
    bytes_at: Span,
    /// The first half of a character beyond the first plane.
    half: Option<u16>,
    /// What groups for programs hold: the name of a font or style, the title, the instruction of a field.
    held: String,
    entry: i32,
    instruction: String,
}

impl<'a> Walk<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            source,
            flow: Flow::new(source),
            encoding: encoding_rs::WINDOWS_1252,
            fonts: HashMap::new(),
            headings: HashMap::new(),
            metadata: Metadata::default(),
            footnotes: Counting::default(),
            endnotes: Counting::default(),
            ties: 0,
            automatic: None,
            raised_at: None,
            later: Vec::new(),
            note: None,
            label: None,
            is_begun: false,
            kind: BlockKind::Paragraph,
            is_centered: false,
            has_paragraph: false,
            bytes: Vec::new(),
            bytes_at: Span::new(0, 0),
            half: None,
            held: String::new(),
            entry: 0,
            instruction: String::new(),
        }
    }

    fn read(&mut self, part: Span, state: State) {
        let mut tokens = Tokens::new(self.source, part);
        let mut above: Vec<(State, usize)> = Vec::new();
        let mut too_deep = 0_usize;
        let mut state = state;
        // Whether the next word says what its group is for, and whether a reader may leave it out.
        let (mut is_first, mut may_be_left_out) = (false, false);
        let mut to_skip = 0_usize;
        while let Some((token, span)) = tokens.next() {
            if !matches!(token, Token::Byte(_)) {
                self.flush(&state);
            }
            if matches!(token, Token::Open | Token::Close) {
                to_skip = 0;
            }
            match token {
                Token::Open if above.len() >= DEEPEST => too_deep += 1,
                Token::Close if too_deep > 0 => too_deep -= 1,
                Token::Open => {
                    above.push((state, span.start));
                    (is_first, may_be_left_out) = (true, false);
                    continue;
                }
                Token::Close => {
                    let Some((outer, _)) = above.pop() else { continue };
                    self.close(state, outer);
                    state = outer;
                }
                Token::Symbol('*') if is_first => {
                    may_be_left_out = true;
                    continue;
                }
                Token::Symbol(symbol) => self.symbol(symbol, span, &state),
                Token::Byte(_) if to_skip > 0 => to_skip -= 1,
                Token::Byte(byte) => self.byte(byte, span),
                Token::Word("u", Some(number)) => {
                    self.numbered(number, span, &state);
                    to_skip = state.substitutes;
                    is_first = false;
                    continue;
                }
                Token::Word("bin", Some(length)) => tokens.pass(usize::try_from(length).unwrap_or_default()),
                Token::Word("footnote", _)
                    if state.is_shown() && self.note.is_none() && !above.is_empty() =>
                {
                    let start = above.last().map_or(span.start, |(_, start)| *start);
                    let outer = above.pop().map_or(state, |(outer, _)| outer);
                    let (end, is_endnote) = end_of_group(&mut tokens);
                    self.call(Span::new(start, end), is_endnote, outer);
                    state = outer;
                }
                Token::Word(name, number) => {
                    if is_first && state.purpose != Purpose::Nothing {
                        self.enter(name, may_be_left_out, &mut state);
                    }
                    self.word(name, number, span, &mut state);
                }
                Token::Text(text) => {
                    let skipped: usize = text.chars().take(to_skip).map(char::len_utf8).sum();
                    to_skip = to_skip.saturating_sub(text.chars().count());
                    self.text(text.get(skipped..).unwrap_or_default(), span.start + skipped, &state);
                }
            }
            is_first = false;
        }
        self.flush(&state);
    }

    /// What the first word of a group makes it.
    fn enter(&mut self, name: &str, may_be_left_out: bool, state: &mut State) {
        state.purpose = match name {
            "fonttbl" => Purpose::Fonts,
            "stylesheet" => Purpose::Styles,
            "fldinst" => {
                self.instruction.clear();
                Purpose::Instruction
            }
            "info" => Purpose::Title,
            "colortbl" | "pict" | "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl"
            | "footerr" | "footerf" | "annotation" | "objdata" | "nonshppict" | "listtext" | "pntext"
            | "xe" | "tc" | "ftnsep" | "ftnsepc" | "aftnsep" | "aftnsepc" | "ftncn" | "aftncn"
            | "bkmkstart" | "bkmkend" => Purpose::Nothing,
            "footnote" | "fldrslt" | "shptxt" | "result" | "formfield" => state.purpose,
            // Words that only a later program knows, and that say so.
            _ if may_be_left_out && !matches!(state.purpose, Purpose::Fonts | Purpose::Styles) => {
                Purpose::Nothing
            }
            _ => state.purpose,
        };
    }

    fn close(&mut self, state: State, outer: State) {
        match state.purpose {
            Purpose::Title | Purpose::Author if outer.purpose == Purpose::Title => {
                let text = std::mem::take(&mut self.held);
                let text = text.trim();
                if state.purpose == Purpose::Author && !text.is_empty() {
                    self.metadata.authors = text
                        .split(';')
                        .map(str::trim)
                        .filter(|name| !name.is_empty())
                        .map(parse::name)
                        .collect();
                }
                if state.purpose == Purpose::Title && !text.is_empty() && self.metadata.title.is_none() {
                    self.metadata.title = Some(text.to_owned());
                }
            }
            Purpose::Styles => {
                let name = std::mem::take(&mut self.held);
                let name = name.trim().trim_end_matches(';').to_lowercase();
                let level = name.strip_prefix("heading ").and_then(|level| level.trim().parse::<u8>().ok());
                match level {
                    Some(level @ 1..=9) => drop(self.headings.insert(self.entry, level.min(6))),
                    _ if name == "title" => drop(self.headings.insert(self.entry, 1)),
                    _ => {}
                }
            }
            _ => {}
        }
        if let Some(key) = state.link.filter(|_| outer.link.is_none()) {
            self.flow.close_runs(key);
        }
        self.restyle(&state, &outer);
    }

    fn word(&mut self, name: &str, number: Option<i32>, span: Span, state: &mut State) {
        if state.purpose != Purpose::Text {
            self.word_for_programs(name, number, state);
            return;
        }
        let before = *state;
        if state.set(name, number) {
            self.restyle(&before, state);
        } else if let Some(c) = character(name) {
            self.character(c, span, state);
        } else {
            self.lay_out(name, number, span, state);
            self.set_up(name, number);
        }
    }

    /// A word in a group that no reader sees.
    fn word_for_programs(&mut self, name: &str, number: Option<i32>, state: &mut State) {
        match (state.purpose, name, number) {
            (Purpose::Fonts, "f", Some(number)) | (Purpose::Styles, "s", Some(number)) => self.entry = number,
            (Purpose::Fonts, "fcharset", Some(number)) => {
                if let Some(encoding) = pages::of_character_set(number) {
                    self.fonts.insert(self.entry, encoding);
                }
            }
            (Purpose::Title | Purpose::Author, "title", _) => self.held.clear(),
            (Purpose::Title | Purpose::Author, "author", _) => {
                self.held.clear();
                state.purpose = Purpose::Author;
            }
            (Purpose::Title | Purpose::Author, word, _) if word != "info" && self.held.is_empty() => {
                state.purpose = Purpose::Nothing;
            }
            (_, "uc", _) => drop(state.set(name, number)),
            _ => {}
        }
    }

    /// Words that end paragraphs, and say what they are.
    fn lay_out(&mut self, name: &str, number: Option<i32>, span: Span, state: &mut State) {
        let is_open = self.flow.out.is_open();
        match name {
            "par" | "sect" | "page" | "cell" | "row" | "nestcell" => {
                self.flow.end();
                self.has_paragraph = false;
                if name == "sect" {
                    self.footnotes.meet_section();
                    self.endnotes.meet_section();
                }
            }
            "pard" if !is_open => {
                self.kind = BlockKind::Paragraph;
                self.has_paragraph = false;
                self.is_centered = false;
            }
            "intbl" if !is_open => self.kind = BlockKind::Verbatim,
            "qc" => self.is_centered = true,
            "ql" | "qr" | "qj" => self.is_centered = false,
            // The first line of a text that is set so is its title, whatever its style is called.
            "fs" if self.is_centered && self.is_at_start() && number >= Some(32) => self.heading(1),
            "outlinelevel" if !is_open => {
                if let Some(level @ 0..=8) = number {
                    self.heading(u8::try_from(level).unwrap_or(0) + 1);
                }
            }
            "s" if !is_open => {
                if let Some(level) = number.and_then(|number| self.headings.get(&number).copied()) {
                    self.heading(level);
                }
            }
            "line" | "tab" | "softline" | "emspace" | "enspace" | "qmspace" => self.space(span, state),
            // The number of an automatic note, before the note in the text and within it.
            "chftn" if self.note.is_none() => self.automatic = Some(span.start),
            "fldrslt" => {
                if let Some(target) = address(&self.instruction) {
                    state.link = Some(span.start);
                    self.flow.open_run(span.start, RunStyle::Link { target });
                }
                self.instruction.clear();
            }
            _ => {}
        }
    }

    /// Words that hold for the whole document.
    fn set_up(&mut self, name: &str, number: Option<i32>) {
        match name {
            "ansicpg" => self.encoding = pages::of_code_page(number.unwrap_or(1252)),
            "mac" => self.encoding = encoding_rs::MACINTOSH,
            "ftnstart" | "aftnstart" => {
                let first = number.and_then(|number| u32::try_from(number).ok()).unwrap_or(1);
                self.counting(name.starts_with('a')).begin_with(first);
            }
            "ftnrestart" | "ftnrstpg" | "sftnrestart" | "aftnrestart" | "saftnrestart" => {
                self.counting(name.trim_start_matches('s').starts_with('a')).begins_anew = true;
            }
            _ => {
                if let Some(numerals) = numerals(name) {
                    self.counting(name.trim_start_matches('s').starts_with('a')).numerals = numerals;
                }
            }
        }
    }

    fn counting(&mut self, is_endnote: bool) -> &mut Counting {
        if is_endnote { &mut self.endnotes } else { &mut self.footnotes }
    }

    fn is_at_start(&self) -> bool {
        self.flow.out.at() == 0 && !self.flow.out.is_open()
    }

    fn heading(&mut self, level: u8) {
        if self.note.is_none() {
            self.kind = BlockKind::Heading { level: level.min(6) };
            self.has_paragraph = false;
        }
    }

    /// A note is called here; its group is read behind the text.
    fn call(&mut self, group: Span, is_endnote: bool, state: State) {
        let label = if self.automatic.take().is_some() { None } else { self.own_label() };
        let has_own_label = label.is_some();
        let number = label.unwrap_or_else(|| self.counting(is_endnote).next());
        self.shows(group.start, &state);
        let tie = self.ties;
        self.ties += 1;
        self.flow.marker(&number, tie, group, false);
        let mut plain = state;
        plain.plain();
        let note = Declared { number, tie, source: group };
        self.later.push(Called { note, has_own_label, state: plain });
    }

    /// Whether a text is the sign of the note before the text of the note itself.
    fn is_own_label(&mut self, text: &str) -> bool {
        self.label.take().is_some_and(|label| text.trim() == label)
    }

    /// A sign that the author has set instead of a number: what stands raised just before the note.
    fn own_label(&mut self) -> Option<NoteNumber> {
        let at = self.raised_at.take()?;
        let label = marker_number(self.flow.out.since(at)).filter(|_| self.flow.out.is_open())?;
        self.flow.out.take_back(at);
        Some(label)
    }
}

/// The end of the group that is open, and whether it is an endnote.
fn end_of_group(tokens: &mut Tokens<'_>) -> (usize, bool) {
    let (mut depth, mut is_endnote) = (1_usize, false);
    while let Some((token, span)) = tokens.next() {
        match token {
            Token::Open => depth += 1,
            Token::Close => {
                depth -= 1;
                if depth == 0 {
                    return (span.end, is_endnote);
                }
            }
            Token::Word("ftnalt", _) if depth == 1 => is_endnote = true,
            Token::Word("bin", Some(length)) => tokens.pass(usize::try_from(length).unwrap_or_default()),
            _ => {}
        }
    }
    (tokens.at(), is_endnote)
}

/// The character that a word of control stands for.
fn character(name: &str) -> Option<char> {
    Some(match name {
        "emdash" => '—',
        "endash" => '–',
        "lquote" => '‘',
        "rquote" => '’',
        "ldblquote" => '“',
        "rdblquote" => '”',
        "bullet" => '•',
        _ => return None,
    })
}

/// The address of `HYPERLINK "https://…"`.
fn address(instruction: &str) -> Option<String> {
    let rest = instruction.trim_start();
    let rest = rest
        .get(.."HYPERLINK".len())
        .filter(|name| name.eq_ignore_ascii_case("HYPERLINK"))
        .map(|name| &rest[name.len()..])?;
    let (_, quoted) = rest.split_once('"')?;
    // `\l` leads to a place in the document itself.
    if rest.trim_start().starts_with("\\l") {
        return None;
    }
    let (target, _) = quoted.split_once('"')?;
    target.contains(':').then(|| target.to_owned())
}

#[cfg(test)]
mod tests;
