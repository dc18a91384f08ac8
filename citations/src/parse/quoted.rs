//! Titles set apart: in quotation marks, or in italics.

use super::token::{Kind, Tokens};

/// A stretch of tokens that is set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Title {
    /// Its first token, the quotation mark included.
    pub(crate) start: usize,
    /// The token behind it, and behind the closing mark.
    pub(crate) end: usize,
    pub(crate) quoted: bool,
}

impl Title {
    /// Its words: without quotation marks.
    pub(crate) fn inner(self) -> (usize, usize) {
        if self.quoted { (self.start + 1, self.end - 1) } else { (self.start, self.end) }
    }
}

/// Reads the title in quotation marks that starts at a token.
pub(crate) fn quoted_at(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Title> {
    let Kind::Sign(open) = tokens.list.get(start)?.kind else { return None };
    let close = match open {
        '“' => {
            closing_pair(tokens, start, end, '“', &['”']).or_else(|| closing_same(tokens, start, end, '“'))?
        }
        '„' => closing_pair(tokens, start, end, '„', &['“', '”', '‟'])?,
        '«' => closing_pair(tokens, start, end, '«', &['»'])?,
        '»' => closing_pair(tokens, start, end, '»', &['«'])?,
        '"' | '”' => closing_same(tokens, start, end, open)?,
        '‘' | '‚' | '\'' | '’' | '‛' | '`' => closing_single(tokens, start, end)?,
        _ => return None,
    };
    (close > start + 1).then_some(Title { start, end: close + 1, quoted: true })
}

fn closing_pair(tokens: &Tokens<'_>, start: usize, end: usize, open: char, close: &[char]) -> Option<usize> {
    let mut depth = 0_usize;
    for i in start..end {
        if tokens.is(i, open) {
            depth += 1;
        } else if close.iter().any(|close| tokens.is(i, *close)) {
            depth -= 1;
            if depth == 0 {
                return Some(i);
            }
        }
    }
    None
}

/// Straight marks: one that stands before a word opens, one behind a word closes.
fn closing_same(tokens: &Tokens<'_>, start: usize, end: usize, mark: char) -> Option<usize> {
    let mut depth = 1_usize;
    for i in start + 1..end {
        if !tokens.is_any(i, "\"“”") || !tokens.is(i, mark) && mark == '"' {
            continue;
        }
        let spaced = tokens.list[i].spaced;
        let next_spaced =
            tokens.list.get(i + 1).is_none_or(|next| next.spaced || matches!(next.kind, Kind::Sign(_)));
        if spaced && !next_spaced {
            depth += 1;
        } else {
            depth -= 1;
            if depth == 0 {
                return Some(i);
            }
        }
    }
    None
}

/// Single marks: a genitive is no closing mark, so the sign behind it decides.
fn closing_single(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<usize> {
    let opens = start == 0 || tokens.list[start].spaced || tokens.is_any(start - 1, "([—–");
    let glued = tokens.list.get(start + 1).is_some_and(|next| !next.spaced);
    if !opens || !glued {
        return None;
    }
    let marks: Vec<usize> =
        (start + 2..end).filter(|i| tokens.is_any(*i, "’'‘") && !tokens.list[*i].spaced).collect();
    let ends = |i: &usize| {
        let next = *i + 1;
        next >= end
            || tokens.is_any(*i - 1, "?!,.")
            || tokens.is_any(next, ",.;:)(][<")
            || matches!(tokens.lower(next), "in" | "and" | "ed" | "trans")
            || tokens.list[next].italic
    };
    let close = marks.iter().copied().find(ends)?;
    // “‘chips’ have been disputed; see J. Haas, ‘Trouble’,”: no title goes on behind a semicolon to
    // where another one begins.
    let opens = |i: usize| tokens.is(i, '‘') && tokens.list[i].spaced;
    let next = (start + 1..close).find(|i| opens(*i));
    let parted = next.and_then(|next| (start + 1..next).find(|i| tokens.is(*i, ';')));
    match parted {
        Some(parted) => marks.iter().copied().rfind(|mark| *mark < parted),
        None => Some(close),
    }
}

/// Reads the italics that start at a token; a roman word or two inside do not end them.
pub(crate) fn italic_at(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Title> {
    if !tokens.list.get(start)?.italic
        || matches!(tokens.list[start].kind, Kind::Sign(c) if !"¿¡“‘'„«\"".contains(c))
    {
        return None;
    }
    let mut last = start;
    let mut i = start;
    while i < end && (tokens.list[i].italic || is_ex_rel(tokens, i)) {
        // “*State* ex rel. *Thornton v. Hay*” (Bluebook 10.2.1)
        i += if tokens.list[i].italic { 0 } else { 3 };
        last = i;
        i += 1;
    }
    let words = (start..=last).filter(|i| tokens.is_word(*i) || tokens.is_number(*i)).count();
    let first = tokens.lower(start);
    let is_latin = words <= 3
        && [
            "ibid", "ibidem", "ib", "id", "idem", "eadem", "op", "loc", "art", "et", "see", "cf", "passim",
            "supra", "infra", "in", "v", "s", "ebd", "ebenda", "a", "vgl", "voir", "above", "below", "sic",
            "trans", "ed", "eds", "and", "contra", "accord", "but", "also", "with",
        ]
        .contains(&first)
        && !tokens.str(start).starts_with(char::is_uppercase)
        || words <= 2
            && matches!(
                first,
                "ibid"
                    | "ibidem"
                    | "idem"
                    | "op"
                    | "loc"
                    | "see"
                    | "cf"
                    | "ebd"
                    | "ebenda"
                    | "id"
                    | "vgl"
                    | "voir"
            );
    // “André Pelletier *et al.*”
    let is_latin = is_latin
        || words == 2 && first == "et" && tokens.str(start + 1) == "al"
        || words == 1 && first == "al" && tokens.lower(start.wrapping_sub(1)) == "et";
    (!is_latin && words > 0).then_some(Title { start, end: last + 1, quoted: false })
}

fn is_ex_rel(tokens: &Tokens<'_>, i: usize) -> bool {
    let next = tokens.list.get(i + 3).is_some_and(|next| next.italic);
    next && tokens.str(i) == "ex" && tokens.str(i + 1) == "rel" && tokens.is(i + 2, '.')
}
