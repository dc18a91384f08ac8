//! Source of an RTF document → its tokens: groups, words of control, text.
//!
//! Rich Text Format 1.9.1. Nothing is refused: what is no word of control is text.

use ibidem_citations::Span;

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    /// A word of control, with its number.
    Word(&'a str, Option<i32>),
    /// `\~`, `\-`, `\*` and their like.
    Symbol(char),
    /// `\'e9`: a byte in some code page.
    Byte(u8),
    /// Text without line ends, which mean nothing.
    Text(&'a str),
}

/// Reads a stretch of a source, token by token.
pub(super) struct Tokens<'a> {
    source: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(source: &'a str, part: Span) -> Self {
        Self { source, at: part.start, end: part.end.min(source.len()) }
    }

    /// Where the next token begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Passes over bytes that are no text.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.end);
        while !self.source.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    fn rest(&self) -> &'a str {
        self.source.get(self.at..self.end).unwrap_or_default()
    }

    fn control(&mut self) -> Token<'a> {
        let rest = self.rest();
        let behind = rest.get(1..).unwrap_or_default();
        let name = behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        if name == 0 {
            let Some(symbol) = behind.chars().next() else {
                self.at = self.end;
                return Token::Symbol('\\');
            };
            let hex = behind.get(1..3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
            if let ('\'', Some(byte)) = (symbol, hex) {
                self.at += "\\'00".len();
                return Token::Byte(byte);
            }
            self.at += 1 + symbol.len_utf8();
            return Token::Symbol(symbol);
        }
        let number = behind.get(name..).unwrap_or_default();
        let sign = usize::from(number.starts_with('-'));
        let digits = number.get(sign..).unwrap_or_default().bytes().take_while(u8::is_ascii_digit).count();
        let length = if digits == 0 { 0 } else { sign + digits };
        let value = number.get(..length).and_then(|digits| digits.parse().ok());
        // One blank behind it belongs to it.
        let blank = usize::from(number.get(length..).is_some_and(|rest| rest.starts_with(' ')));
        self.at += 1 + name + length + blank;
        Token::Word(behind.get(..name).unwrap_or_default(), value)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (Token<'a>, Span);

    fn next(&mut self) -> Option<Self::Item> {
        let line_ends = self.rest().len() - self.rest().trim_start_matches(['\r', '\n', '\0']).len();
        self.at += line_ends;
        let start = self.at;
        let rest = self.rest();
        let token = match rest.bytes().next()? {
            b'{' => {
                self.at += 1;
                Token::Open
            }
            b'}' => {
                self.at += 1;
                Token::Close
            }
            b'\\' => self.control(),
            _ => {
                let length = rest.find(['{', '}', '\\', '\r', '\n', '\0']).unwrap_or(rest.len());
                self.at += length;
                Token::Text(rest.get(..length).unwrap_or_default())
            }
        };
        Some((token, Span::new(start, self.at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_told_apart() {
        let source = "{\\b1 A\\u-12 ?\\'e9\\~b\r\nc\\par}\\";
        let tokens: Vec<_> =
            Tokens::new(source, Span::new(0, source.len())).map(|(token, _)| token).collect();
        let expected = [
            Token::Open,
            Token::Word("b", Some(1)),
            Token::Text("A"),
            Token::Word("u", Some(-12)),
            Token::Text("?"),
            Token::Byte(0xE9),
            Token::Symbol('~'),
            Token::Text("b"),
            Token::Text("c"),
            Token::Word("par", None),
            Token::Close,
            Token::Symbol('\\'),
        ];
        assert_eq!(tokens, expected);
    }

    #[test]
    fn every_byte_is_passed_once() {
        for source in ["\\'", "\\'é", "\\é", "\\u99999999999 x", "\\-", "}}}", "a\u{0}b", "\\a-"] {
            let mut tokens = Tokens::new(source, Span::new(0, source.len()));
            let mut at = 0;
            for (_, span) in tokens.by_ref() {
                assert!(span.start >= at && span.end > span.start, "{source}");
                at = span.end;
            }
            assert_eq!(tokens.at(), source.len(), "{source}");
        }
    }
}
