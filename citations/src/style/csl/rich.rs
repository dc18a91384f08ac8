//! The text of a field → parts: the markup of CSL-JSON, quotes and apostrophes.
//!
//! A tag that is never closed, or closed without having been opened, is text.

use super::element::{Baseline, FontStyle, FontVariant, FontWeight};
use super::locale::Locale;
use super::tree::{Mark, Origin, Part};

/// What is open at a place of the text.
struct Frame {
    kind: Kind,
    /// As written, for when it is never closed.
    written: String,
    parts: Vec<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Root,
    Italic,
    Bold,
    Superscript,
    Subscript,
    SmallCaps,
    NoCase,
    NoDecor,
    OtherSpan,
    /// By the character that closes it.
    Quote(char),
}

enum Token<'a> {
    Text(&'a str),
    Open(Kind, &'a str),
    Close(Kind, &'a str),
    /// Opens if nothing like it is open, else closes.
    Straight {
        mark: char,
        may_open: bool,
        may_close: bool,
    },
}

/// Reads a text whose quotes are no quotes: a name.
pub(super) fn tagged(text: &str, origin: &Origin) -> Part {
    read(text, origin, None)
}

/// Reads the text of a field.
pub(super) fn parts(text: &str, origin: &Origin, locale: &Locale) -> Part {
    if !text.contains(['<', '"', '\'', '“', '”', '‘', '’', '«', '»']) {
        return Part::text(text, origin.clone());
    }
    read(text, origin, Some(locale))
}

fn read(text: &str, origin: &Origin, locale: Option<&Locale>) -> Part {
    let mut frames = vec![Frame { kind: Kind::Root, written: String::new(), parts: Vec::new() }];
    let mut at = 0;
    while let Some(token) = next_token(text, &mut at, locale) {
        match token {
            Token::Text(text) => push(&mut frames, text, origin),
            Token::Open(kind, written) => open(&mut frames, kind, written),
            Token::Close(kind, written) => {
                if !close(&mut frames, kind, origin) {
                    push(&mut frames, written, origin);
                }
            }
            Token::Straight { mark, may_open, may_close } => {
                let is_open = frames.iter().any(|frame| frame.kind == Kind::Quote(mark));
                let written = if mark == '\'' { "’" } else { "\"" };
                if may_close && is_open && close(&mut frames, Kind::Quote(mark), origin) {
                    continue;
                }
                if may_open && !is_open {
                    open(&mut frames, Kind::Quote(mark), written);
                } else {
                    push(&mut frames, written, origin);
                }
            }
        }
    }
    while frames.len() > 1 {
        unopen(&mut frames, origin);
    }
    let mut parts = frames.pop().map(|frame| frame.parts).unwrap_or_default();
    if parts.len() == 1 { parts.remove(0) } else { Part::list(parts, "") }
}

fn push(frames: &mut [Frame], text: &str, origin: &Origin) {
    let Some(frame) = frames.last_mut() else { return };
    if let Some(Part { content: super::tree::Content::Text(last, _), mark: Mark::None, .. }) =
        frame.parts.last_mut()
    {
        last.push_str(text);
    } else {
        frame.parts.push(Part::text(text, origin.clone()));
    }
}

/// Deeper than anyone writes; what recurses into parts is the caller's stack.
const DEEPEST: usize = 40;

fn open(frames: &mut Vec<Frame>, kind: Kind, written: &str) {
    if frames.len() > DEEPEST {
        return;
    }
    frames.push(Frame { kind, written: written.to_owned(), parts: Vec::new() });
}

/// Closes the innermost of a kind; what is open within it was never closed.
fn close(frames: &mut Vec<Frame>, kind: Kind, origin: &Origin) -> bool {
    let is_it = |frame: &Frame| frame.kind == kind || (kind == Kind::OtherSpan && is_span(frame.kind));
    let Some(index) = frames.iter().rposition(is_it) else { return false };
    while frames.len() > index + 1 {
        unopen(frames, origin);
    }
    if let Some(frame) = frames.pop() {
        let part = dressed(frame.kind, Part::list(frame.parts, ""));
        if let Some(around) = frames.last_mut() {
            around.parts.push(part);
        }
    }
    true
}

fn is_span(kind: Kind) -> bool {
    matches!(kind, Kind::SmallCaps | Kind::NoCase | Kind::NoDecor | Kind::OtherSpan)
}

/// Makes text of what was opened and never closed.
fn unopen(frames: &mut Vec<Frame>, origin: &Origin) {
    if let Some(frame) = frames.pop() {
        if frame.written.starts_with('<') {
            // No word, and so in no case.
            if let Some(around) = frames.last_mut() {
                around.parts.push(Part::text(frame.written, origin.clone()).marked(Mark::NoCase));
            }
        } else {
            push(frames, &frame.written, origin);
        }
        if let Some(around) = frames.last_mut() {
            around.parts.extend(frame.parts);
        }
    }
}

fn dressed(kind: Kind, mut part: Part) -> Part {
    part.mark = Mark::Markup;
    match kind {
        Kind::Italic => part.format.style = Some(FontStyle::Italic),
        Kind::Bold => part.format.weight = Some(FontWeight::Bold),
        Kind::Superscript => part.format.position = Some(Baseline::Superscript),
        Kind::Subscript => part.format.position = Some(Baseline::Subscript),
        Kind::SmallCaps => part.format.variant = Some(FontVariant::SmallCaps),
        Kind::NoCase => part.mark = Mark::NoCase,
        Kind::NoDecor => part.mark = Mark::NoDecor,
        Kind::Quote(close) => {
            part.quotes = true;
            if close == '’' {
                part.mark = Mark::SingleQuotes;
            }
        }
        Kind::Root | Kind::OtherSpan => {}
    }
    part
}

fn next_token<'a>(text: &'a str, at: &mut usize, locale: Option<&Locale>) -> Option<Token<'a>> {
    let start = *at;
    let rest = &text[start..];
    if rest.is_empty() {
        return None;
    }
    for (offset, c) in rest.char_indices() {
        let special = match c {
            '<' => tag(&rest[offset..]),
            '"' | '\'' | '“' | '”' | '‘' | '’' | '«' | '»' => {
                locale.and_then(|locale| quote(text, start + offset, c, locale))
            }
            _ => None,
        };
        if let Some((token, length)) = special {
            if offset > 0 {
                *at = start + offset;
                return Some(Token::Text(&rest[..offset]));
            }
            *at = start + length;
            return Some(token);
        }
    }
    *at = text.len();
    Some(Token::Text(rest))
}

fn tag(rest: &str) -> Option<(Token<'_>, usize)> {
    let length = rest.bytes().take(120).position(|byte| byte == b'>')? + 1;
    let written = &rest[..length];
    let inner = written[1..length - 1].trim();
    let token = match inner.strip_prefix('/') {
        Some(name) => {
            Token::Close(simple_tag(name.trim()).or((name == "span").then_some(Kind::OtherSpan))?, written)
        }
        None => match simple_tag(inner) {
            Some(kind) => Token::Open(kind, written),
            None => Token::Open(span(inner)?, written),
        },
    };
    Some((token, length))
}

fn simple_tag(name: &str) -> Option<Kind> {
    Some(match name {
        "i" | "em" => Kind::Italic,
        "b" | "strong" => Kind::Bold,
        "sup" => Kind::Superscript,
        "sub" => Kind::Subscript,
        "sc" => Kind::SmallCaps,
        _ => return None,
    })
}

fn span(inner: &str) -> Option<Kind> {
    let attributes = inner.strip_prefix("span")?.replace(' ', "");
    Some(if attributes.contains("nocase") {
        Kind::NoCase
    } else if attributes.contains("nodecor") {
        Kind::NoDecor
    } else if attributes.contains("small-caps") {
        Kind::SmallCaps
    } else {
        return None;
    })
}

/// A quotation mark at a place, if it is one there.
fn quote<'a>(text: &'a str, at: usize, c: char, locale: &Locale) -> Option<(Token<'a>, usize)> {
    let before = text[..at].chars().next_back();
    let after = text[at + c.len_utf8()..].chars().next();
    let written = &text[at..at + c.len_utf8()];
    let is_local = |side: usize| locale.quotes.iter().any(|pair| pair[side].trim() == written);
    let token = match c {
        '"' | '\'' => {
            let opens = before.is_none_or(|c| c.is_whitespace() || "([{-–—/“‘\"'>".contains(c))
                && after.is_some_and(|c| !c.is_whitespace());
            let closes =
                before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(|c| !c.is_alphanumeric());
            Token::Straight { mark: c, may_open: opens, may_close: closes }
        }
        '“' => Token::Open(Kind::Quote('”'), written),
        '”' => Token::Close(Kind::Quote('”'), written),
        '‘' if before.is_none_or(|c| !c.is_alphanumeric()) => Token::Open(Kind::Quote('’'), written),
        '’' if after.is_none_or(|c| !c.is_alphanumeric()) => Token::Close(Kind::Quote('’'), written),
        '«' if is_local(0) => Token::Open(Kind::Quote('»'), written),
        '»' if is_local(1) => Token::Close(Kind::Quote('»'), written),
        _ => return None,
    };
    Some((token, c.len_utf8()))
}
