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
        let mut at = 0;
        let mut spaced = false;
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let start = at;
            at += c.len_utf8();
            if c.is_whitespace() {
                spaced = true;
                continue;
            }
            let kind = if c.is_ascii_digit() {
                at = while_ascii(text, at, u8::is_ascii_digit);
                Kind::Number
            } else if c.is_alphabetic() {
                at = word_end(text, at);
                Kind::Word
            } else {
                Kind::Sign(c)
            };
            list.push(Token { span: Span::new(base + start, base + at), kind, italic: false, spaced });
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
                let from = self.lower.len();
                self.lower.push_str(text);
                if let Some(added) = self.lower.get_mut(from..) {
                    added.make_ascii_lowercase();
                }
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

    /// The tokens of a part of the passage that begins and ends with one of them.
    pub(crate) fn part(&self, span: Span) -> Self {
        let first = self.list.partition_point(|token| token.span.start < span.start);
        let end = self.list.partition_point(|token| token.span.start < span.end);
        let mut list = self.list.get(first..end).unwrap_or_default().to_vec();
        if let Some(token) = list.first_mut() {
            token.spaced = false;
        }
        let lower_end =
            |i: usize| i.checked_sub(1).and_then(|i| self.lower_ends.get(i)).copied().unwrap_or(0);
        let from = lower_end(first);
        let lower = self.lower.get(from..lower_end(end)).unwrap_or_default().to_owned();
        let ends = self.lower_ends.get(first..end).unwrap_or_default();
        Self { text: self.text, list, lower, lower_ends: ends.iter().map(|end| end - from).collect() }
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

/// The end of the signs of ASCII from a place on that are of a kind.
fn while_ascii(text: &str, from: usize, is: impl Fn(&u8) -> bool) -> usize {
    let bytes = text.as_bytes().get(from..).unwrap_or_default();
    from + bytes.iter().take_while(|byte| is(byte)).count()
}

/// The end of a word of which the letters up to a place are known.
fn word_end(text: &str, from: usize) -> usize {
    let mut end = from;
    loop {
        // Most letters are of ASCII, and need no table.
        end = while_ascii(text, end, u8::is_ascii_alphanumeric);
        let mut rest = text.get(end..).unwrap_or_default().chars();
        let Some(next) = rest.next() else { return end };
        let inside = is_inside_word(next) && rest.next().is_some_and(char::is_alphanumeric);
        if !next.is_alphanumeric() && !is_combining(next) && !inside {
            return end;
        }
        end += next.len_utf8();
    }
}

/// What joins the parts of a word: “Fin-de-siècle”, “O’Brien”, “don't”.
fn is_inside_word(c: char) -> bool {
    matches!(c, '\'' | '’' | '-' | '‐' | '‑' | '_' | 'ʼ' | '\u{AD}')
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}' | '\u{200C}' | '\u{200D}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each token as it is read: text, lower case, kind, and whether it is in italics or behind a blank.
    fn read(tokens: &Tokens<'_>) -> Vec<String> {
        let seen = |i: usize| format!("{:?} {} {}", tokens.list[i], tokens.str(i), tokens.lower(i));
        (0..tokens.len()).map(seen).collect()
    }

    #[test]
    fn words_numbers_and_signs() {
        let text = "D’Arcy’s Fin-de-siècle, ﬁg. 2a—№5 e\u{301}t\u{e9}- «Река» 10.";
        let tokens = Tokens::read(Passage { text, span: Span::new(0, text.len()), runs: &[] });
        let words: Vec<&str> = (0..tokens.len()).map(|i| tokens.str(i)).collect();
        let expected = [
            "D’Arcy’s",
            "Fin-de-siècle",
            ",",
            "ﬁg",
            ".",
            "2",
            "a",
            "—",
            "№",
            "5",
            "e\u{301}t\u{e9}",
            "-",
            "«",
            "Река",
            "»",
            "10",
            ".",
        ];
        assert_eq!(words, expected);
        assert_eq!((tokens.lower(3), tokens.lower(13)), ("fig", "река"));
    }

    /// A part of what was read is what reading the part gives.
    #[test]
    fn a_part_is_read_alike() {
        let text = "See also Ann Ferris, Salt Roads (1999), 5–7; ﬁg. 2: «Река», p. 3.";
        let italic = Span::new(21, 31);
        let runs = [Run { span: italic, style: RunStyle::Italic }];
        let whole = Passage { text, span: Span::new(0, text.len()), runs: &runs };
        let tokens = Tokens::read(whole);
        for first in 0..tokens.len() {
            for end in first + 1..=tokens.len() {
                let span = tokens.span(first, end);
                assert_eq!(
                    read(&tokens.part(span)),
                    read(&Tokens::read(whole.part(span))),
                    "{first} to {end}"
                );
            }
        }
    }
}
