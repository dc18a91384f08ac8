//! Text of an RTF document → pieces, runs and characters of the [`Document`](crate::document::Document).

use ibidem_citations::{RunStyle, Span};

use super::Walk;
use super::state::{Purpose, State};
use crate::document::PieceKind;

impl Walk<'_> {
    /// Opens and closes the runs in which two states differ.
    pub(super) fn restyle(&mut self, before: &State, after: &State) {
        /// Keys beyond all places of a source.
        const KEYS: [usize; 4] = [usize::MAX, usize::MAX - 1, usize::MAX - 2, usize::MAX - 3];
        let styles = [
            (before.italic, after.italic, RunStyle::Italic),
            (before.bold, after.bold, RunStyle::Bold),
            (before.raised, after.raised, RunStyle::Raised),
            (before.small_capitals, after.small_capitals, RunStyle::SmallCaps),
        ];
        for (key, (was, is, style)) in KEYS.into_iter().zip(styles) {
            if is && !was {
                self.flow.open_run(key, style);
            } else if was && !is {
                self.flow.close_runs(key);
            }
        }
        if after.raised && !before.raised {
            self.raised_at = self.flow.out.is_open().then(|| self.flow.out.at());
        }
    }

    pub(super) fn paragraph(&mut self, at: usize) {
        let kind = match &self.note {
            Some(note) => note.piece(),
            None => PieceKind::Text(self.kind),
        };
        let continues = self.note.is_some() && std::mem::replace(&mut self.is_begun, true);
        self.flow.begin(kind, continues, at);
        self.has_paragraph = true;
    }

    /// Makes sure that there is a paragraph for what is shown.
    pub(super) fn shows(&mut self, at: usize, state: &State) -> bool {
        if !state.is_shown() {
            return false;
        }
        if !self.has_paragraph {
            self.paragraph(at);
        }
        true
    }

    pub(super) fn text(&mut self, text: &str, at: usize, state: &State) {
        match state.purpose {
            Purpose::Text => {}
            Purpose::Instruction => return self.instruction.push_str(text),
            Purpose::Nothing | Purpose::Fonts => return,
            Purpose::Styles | Purpose::Title | Purpose::Author => return self.held.push_str(text),
        }
        if text.trim().is_empty() && !self.flow.out.is_open()
            || self.is_own_label(text)
            || !self.shows(at, state)
        {
            return;
        }
        let mut from = 0;
        for word in text.split_inclusive([' ', '\t']) {
            let body = word.trim_end_matches([' ', '\t']);
            self.flow.verbatim(body, at + from);
            if body.len() < word.len() {
                self.flow.space(Span::new(at + from + body.len(), at + from + word.len()));
            }
            from += word.len();
        }
    }

    pub(super) fn space(&mut self, span: Span, state: &State) {
        if state.is_shown() {
            self.flow.space(span);
        }
    }

    pub(super) fn character(&mut self, c: char, span: Span, state: &State) {
        match state.purpose {
            Purpose::Text => {
                // A blank parts the number of a note from its text.
                if (self.flow.out.is_open() || !c.is_whitespace()) && self.shows(span.start, state) {
                    self.flow.character(c, span);
                }
            }
            Purpose::Instruction => self.instruction.push(c),
            Purpose::Styles | Purpose::Title | Purpose::Author => self.held.push(c),
            Purpose::Nothing | Purpose::Fonts => {}
        }
    }

    pub(super) fn symbol(&mut self, symbol: char, span: Span, state: &State) {
        match symbol {
            '~' => self.character('\u{A0}', span, state),
            '_' => self.character('\u{2011}', span, state),
            '\\' | '{' | '}' => self.character(symbol, span, state),
            '\r' | '\n' => {
                self.flow.end();
                self.has_paragraph = false;
            }
            '\t' => self.space(span, state),
            // `\-` says where a word may be broken; `\|`, `\:` and the rest are for programs.
            _ => {}
        }
    }

    pub(super) fn byte(&mut self, byte: u8, span: Span) {
        if self.bytes.is_empty() {
            self.bytes_at = span;
        }
        self.bytes.push(byte);
        self.bytes_at.end = span.end;
    }

    /// Reads the bytes that wait: a character can have two.
    pub(super) fn flush(&mut self, state: &State) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let encoding = self.fonts.get(&state.font).copied().unwrap_or(self.encoding);
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        let count = text.chars().count();
        // Each byte takes four signs of the source.
        let each = if count == bytes.len() { "\\'00".len() } else { 0 };
        for (i, c) in text.chars().enumerate() {
            let start = self.bytes_at.start + i * each;
            let span = if each == 0 {
                self.bytes_at
            } else {
                Span::new(start, (start + each).min(self.bytes_at.end))
            };
            self.character(c, span, state);
        }
    }

    /// `\u8220`: a unit of UTF-16.
    pub(super) fn numbered(&mut self, number: i32, span: Span, state: &State) {
        let unit = u16::try_from(number.rem_euclid(0x1_0000)).unwrap_or_default();
        let units = [self.half.take().unwrap_or(unit), unit];
        let is_pair = (0xD800..0xDC00).contains(&units[0]) && (0xDC00..0xE000).contains(&unit);
        if (0xD800..0xDC00).contains(&unit) {
            self.half = Some(unit);
            return;
        }
        let units = if is_pair { &units[..] } else { &units[1..] };
        for c in char::decode_utf16(units.iter().copied()) {
            self.character(c.unwrap_or(char::REPLACEMENT_CHARACTER), span, state);
        }
    }
}
