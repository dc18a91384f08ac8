//! The words, numbers and signs of a passage, with how they are set.

use crate::{Run, RunStyle, Span};

/// A passage of a paper: an item, or the note around it.
#[derive(Clone, Copy, Debug)]
pub struct Passage<'a> {
    /// The paper's text.
    pub text: &'a str,
    /// The passage within it.
    pub span: Span,
    /// Runs that touch the passage, in order.
    pub runs: &'a [Run],
}

impl<'a> Passage<'a> {
    /// The text of the passage.
    pub fn as_str(&self) -> &'a str {
        self.span.of(self.text)
    }

    /// A part of the passage.
    #[must_use]
    pub fn part(&self, span: Span) -> Self {
        Self { span, ..*self }
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, with apostrophes and hyphens inside.
    Word,
    /// Digits alone.
    Number,
    /// One sign.
    Sign(char),
}

/// A word, a number or a sign.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
    pub(crate) italic: bool,
    /// White space stands before it.
    pub(crate) spaced: bool,
}

/// The tokens of a passage, with its text.
pub(crate) struct Tokens<'a> {
    pub(crate) text: &'a str,
    pub(crate) list: Vec<Token>,
    /// The tokens in lower case, one behind the other: the parser asks for each of them many times.
    lower: String,
    /// Where each ends there.
    lower_ends: Vec<usize>,
}

impl<'a> Tokens<'a> {
    /// Reads a passage.
    pub(crate) fn read(passage: Passage<'a>) -> Self {
        let text = passage.as_str();
        let base = passage.span.start;
        let mut list = Vec::with_capacity(text.len() / 4);
        let mut characters = text.char_indices().peekable();
        let mut spaced = false;
        while let Some((start, c)) = characters.next() {
            if c.is_whitespace() {
                spaced = true;
                continue;
            }
            let mut end = start + c.len_utf8();
            let kind = if c.is_numeric() && c.is_ascii_digit() {
                while let Some((i, next)) = characters.next_if(|(_, next)| next.is_ascii_digit()) {
                    end = i + next.len_utf8();
                }
                Kind::Number
            } else if c.is_alphabetic() {
                while let Some((i, next)) = characters.peek().copied() {
                    let behind = text[i + next.len_utf8()..].chars().next();
                    let inside = is_inside_word(next) && behind.is_some_and(char::is_alphanumeric);
                    if !next.is_alphanumeric() && !is_combining(next) && !inside {
                        break;
                    }
                    characters.next();
                    end = i + next.len_utf8();
                }
                Kind::Word
            } else {
                Kind::Sign(c)
            };
            let span = Span::new(base + start, base + end);
            list.push(Token { span, kind, italic: false, spaced });
            spaced = false;
        }
        let mut tokens = Self { text: passage.text, list, lower: String::new(), lower_ends: Vec::new() };
        tokens.set_lower(text.len());
        tokens.set_italics(passage.runs);
        tokens
    }

    fn set_lower(&mut self, about: usize) {
        self.lower.reserve(about);
        self.lower_ends.reserve(self.list.len());
        for token in &self.list {
            let text = token.span.of(self.text);
            if text.is_ascii() {
                self.lower.extend(text.chars().map(|c| c.to_ascii_lowercase()));
            } else {
                // “ﬁg. 2”: converters of PDF keep ligatures.
                let lower = text.to_lowercase();
                self.lower.push_str(&lower.replace('ﬁ', "fi").replace('ﬂ', "fl").replace('ﬀ', "ff"));
            }
            self.lower_ends.push(self.lower.len());
        }
    }

    fn set_italics(&mut self, runs: &[Run]) {
        for run in runs.iter().filter(|run| run.style == RunStyle::Italic) {
            let first = self.list.partition_point(|token| token.span.end <= run.span.start);
            for token in self.list[first..].iter_mut().take_while(|token| token.span.start < run.span.end) {
                token.italic = true;
            }
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The text of a token; nothing behind the last.
    pub(crate) fn str(&self, i: usize) -> &'a str {
        self.list.get(i).map_or("", |token| token.span.of(self.text))
    }

    /// Whether a token is this sign.
    pub(crate) fn is(&self, i: usize, sign: char) -> bool {
        self.list.get(i).is_some_and(|token| token.kind == Kind::Sign(sign))
    }

    /// Whether a token is one of these signs.
    pub(crate) fn is_any(&self, i: usize, signs: &str) -> bool {
        matches!(self.list.get(i), Some(Token { kind: Kind::Sign(c), .. }) if signs.contains(*c))
    }

    /// Whether a token is a word.
    pub(crate) fn is_word(&self, i: usize) -> bool {
        self.list.get(i).is_some_and(|token| token.kind == Kind::Word)
    }

    /// Whether a token is a number.
    pub(crate) fn is_number(&self, i: usize) -> bool {
        self.list.get(i).is_some_and(|token| token.kind == Kind::Number)
    }

    /// Whether a token is a word that starts with a capital letter.
    pub(crate) fn is_capital(&self, i: usize) -> bool {
        self.is_word(i) && self.str(i).starts_with(char::is_uppercase)
    }

    /// The value of a number.
    pub(crate) fn number(&self, i: usize) -> Option<u32> {
        if self.is_number(i) { self.str(i).parse().ok() } else { None }
    }

    /// A token in lower case; nothing behind the last.
    pub(crate) fn lower(&self, i: usize) -> &str {
        let Some(end) = self.lower_ends.get(i) else { return "" };
        let start = i.checked_sub(1).and_then(|before| self.lower_ends.get(before)).unwrap_or(&0);
        self.lower.get(*start..*end).unwrap_or_default()
    }

    /// From the start of one token to the end of the one before `end`.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        match (self.list.get(start), end.checked_sub(1).and_then(|last| self.list.get(last))) {
            (Some(first), Some(last)) if end > start => Span::new(first.span.start, last.span.end),
            (Some(first), _) => Span::new(first.span.start, first.span.start),
            _ => Span::default(),
        }
    }

    /// The token that closes the bracket which token `open` opens, at most a few hundred on.
    pub(crate) fn closing(&self, open: usize, end: usize) -> Option<usize> {
        let (opening, closing) = match self.list.get(open)?.kind {
            Kind::Sign('(') => ('(', ')'),
            Kind::Sign('[') => ('[', ']'),
            _ => return None,
        };
        let mut depth = 0_usize;
        for i in open..end.min(open + 400) {
            if self.is(i, opening) {
                depth += 1;
            } else if self.is(i, closing) {
                depth -= 1;
                if depth == 0 {
                    return Some(i);
                }
            }
        }
        None
    }
}

/// What joins the parts of a word: “Fin-de-siècle”, “O’Brien”, “don't”.
fn is_inside_word(c: char) -> bool {
    matches!(c, '\'' | '’' | '-' | '‐' | '‑' | '_' | 'ʼ' | '\u{AD}')
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}' | '\u{200C}' | '\u{200D}')
}
