//! What is typed and what is printed → where they differ, and in what.

use std::ops::Range;

use crate::printed::Piece;

/// A word or a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// As it is written.
    pub(crate) text: String,
    /// Its bytes in the text that it is a part of.
    pub(crate) place: Range<usize>,
    /// The CSL variable of which it is a part.
    pub(crate) variable: Option<String>,
    pub(crate) is_word: bool,
}

/// In what two stretches differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Order,
    Missing,
    Extra,
    Abbreviation,
    Case,
    Punctuation,
    Wording,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Abbreviation => "abbreviation",
            Self::Case => "case",
            Self::Punctuation => "punctuation",
            Self::Wording => "wording",
        }
    }
}

/// A stretch in which what is typed is not what is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) kind: Kind,
    /// The variable that it lies in, if it lies in one.
    pub(crate) variable: Option<String>,
    /// Tokens of the typed text.
    pub(crate) typed: Range<usize>,
    /// Tokens of the printed text.
    pub(crate) printed: Range<usize>,
}

/// The tokens of a text whose bytes from `start` on belong to variables.
pub(crate) fn tokens(text: &str, variable_at: impl Fn(usize) -> Option<String>) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut word: Option<usize> = None;
    let mut push = |range: Range<usize>, is_word: bool| {
        let variable = variable_at(range.start);
        tokens.push(Token { text: text[range.clone()].to_owned(), place: range, variable, is_word });
    };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = matches!(c, '\'' | '’') && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if c.is_alphanumeric() || word.is_some() && joins {
            word.get_or_insert(at);
            continue;
        }
        if let Some(start) = word.take() {
            push(start..at, true);
        }
        if !c.is_whitespace() && !c.is_control() {
            push(at..at + c.len_utf8(), false);
        }
    }
    if let Some(start) = word {
        push(start..text.len(), true);
    }
    // The point of the sentence stands behind the citation as often as in it.
    if tokens.last().is_some_and(|last| last.text == ".") {
        tokens.pop();
    }
    tokens
}

/// The text of pieces, and their tokens.
pub(crate) fn printed_tokens(pieces: &[Piece]) -> (String, Vec<Token>) {
    let mut text = String::new();
    let mut parts: Vec<(Range<usize>, &Option<String>)> = Vec::new();
    for piece in pieces {
        let from = text.len();
        text.push_str(&piece.text);
        parts.push((from..text.len(), &piece.variable));
    }
    let tokens = tokens(&text, |at| {
        parts.iter().find(|(range, _)| range.contains(&at)).and_then(|(_, variable)| (*variable).clone())
    });
    (text, tokens)
}

/// Where two lists of tokens differ, in order.
pub(crate) fn differences(typed: &[Token], printed: &[Token]) -> Vec<Difference> {
    let mut found = Vec::new();
    let (mut left, mut right) = (0, 0);
    for (i, j) in common(typed, printed).into_iter().chain([(typed.len(), printed.len())]) {
        if left < i || right < j {
            found.push(named(typed, left..i, printed, right..j));
        }
        (left, right) = (i + 1, j + 1);
    }
    joined(found, typed, printed)
}

/// No more marks than this stand between two differences that are one: `",` for `,”`.
const FEW_MARKS: usize = 2;

/// Makes one of two differences between which nothing but a mark or two stands, if one is of marks alone.
fn joined(found: Vec<Difference>, typed: &[Token], printed: &[Token]) -> Vec<Difference> {
    let mut joined: Vec<Difference> = Vec::new();
    for one in found {
        let between = joined.last().map(|before| before.typed.end..one.typed.start);
        let is_near = between.and_then(|between| typed.get(between)).is_some_and(|between| {
            !between.is_empty() && between.len() <= FEW_MARKS && between.iter().all(|token| !token.is_word)
        });
        let is_mark = |one: &Difference| one.kind == Kind::Punctuation;
        match joined.last_mut().filter(|before| is_near && (is_mark(before) || is_mark(&one))) {
            Some(before) => {
                let (left, right) =
                    (before.typed.start..one.typed.end, before.printed.start..one.printed.end);
                *before = named(typed, left, printed, right);
            }
            None => joined.push(one),
        }
    }
    joined
}

/// The longest common run of tokens, as pairs of indexes.
fn common(typed: &[Token], printed: &[Token]) -> Vec<(usize, usize)> {
    let width = printed.len() + 1;
    let mut lengths = vec![0_u32; (typed.len() + 1) * width];
    for i in (0..typed.len()).rev() {
        for j in (0..printed.len()).rev() {
            let here = i * width + j;
            let skipped = lengths[here + width].max(lengths[here + 1]);
            // A word is worth more than a mark, so that marks do not draw words apart.
            let worth = if typed[i].is_word { 4 } else { 1 };
            let matched = lengths[here + width + 1] + worth;
            lengths[here] = if is_same(&typed[i], &printed[j]) { matched.max(skipped) } else { skipped };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < typed.len() && j < printed.len() {
        let here = i * width + j;
        let worth = if typed[i].is_word { 4 } else { 1 };
        if is_same(&typed[i], &printed[j]) && lengths[here] == lengths[here + width + 1] + worth {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[here + width] >= lengths[here + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

fn is_same(typed: &Token, printed: &Token) -> bool {
    typed.text == printed.text
        || typed.is_word && printed.is_word && unified(&typed.text) == unified(&printed.text)
        || !typed.is_word && !printed.is_word && mark(&typed.text) == mark(&printed.text)
}

fn unified(word: &str) -> String {
    word.replace('’', "'")
}

/// Straight and curved marks, and dashes of any length, are the business of other rules.
fn mark(text: &str) -> &str {
    match text {
        "“" | "”" | "„" | "\"" => "\"",
        "‘" | "’" | "‚" | "'" => "'",
        "–" | "—" | "-" | "‑" => "-",
        other => other,
    }
}

fn named(typed: &[Token], left: Range<usize>, printed: &[Token], right: Range<usize>) -> Difference {
    let old = typed.get(left.clone()).unwrap_or_default();
    let new = printed.get(right.clone()).unwrap_or_default();
    let variable = shared_variable(new).or_else(|| shared_variable(old));
    Difference { kind: kind(old, new), variable, typed: left, printed: right }
}

fn kind(old: &[Token], new: &[Token]) -> Kind {
    let words = |tokens: &[Token]| -> Vec<String> {
        tokens.iter().filter(|token| token.is_word).map(|token| unified(&token.text)).collect()
    };
    let (old, new) = (words(old), words(new));
    let lower = |words: &[String]| -> Vec<String> { words.iter().map(|word| word.to_lowercase()).collect() };
    let sorted = |mut words: Vec<String>| {
        words.sort_unstable();
        words
    };
    if old.is_empty() && new.is_empty() || old == new {
        Kind::Punctuation
    } else if lower(&old) == lower(&new) {
        Kind::Case
    } else if sorted(lower(&old)) == sorted(lower(&new)) {
        Kind::Order
    } else if old.is_empty() {
        Kind::Missing
    } else if new.is_empty() {
        Kind::Extra
    } else if old.len() == new.len()
        && lower(&old).iter().zip(lower(&new)).all(|(old, new)| is_short_for(old, &new))
    {
        Kind::Abbreviation
    } else {
        Kind::Wording
    }
}

/// Abbreviations of other words than those for which they stand: numero, not number.
const OF_OTHER_WORDS: [(&str, &str); 4] =
    [("no", "number"), ("nos", "numbers"), ("pp", "pages"), ("ff", "following")];

/// `vol` for `volume`, `C` for `Carl`, or the other way round.
fn is_short_for(left: &str, right: &str) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    let mut rest = long.chars();
    left == right
        || OF_OTHER_WORDS.contains(&(short, long))
        || short.chars().next() == long.chars().next() && short.chars().all(|c| rest.any(|other| other == c))
}

fn shared_variable(tokens: &[Token]) -> Option<String> {
    let mut variables = tokens.iter().filter(|token| token.is_word).map(|token| &token.variable);
    let first = variables.next()?.clone()?;
    variables.all(|variable| variable.as_ref() == Some(&first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, printed: &str, expected: &[(Kind, &str, &str)]) {
        let (left, right) = (tokens(typed, |_| None), tokens(printed, |_| None));
        let of = |tokens: &[Token], range: &Range<usize>| {
            tokens[range.clone()].iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
        };
        let found: Vec<_> = differences(&left, &right)
            .iter()
            .map(|one| (one.kind, of(&left, &one.typed), of(&right, &one.printed)))
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|(kind, old, new)| (*kind, (*old).to_owned(), (*new).to_owned())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_difference_is_named() {
        check(
            "Lee, Docks, 3.",
            "Lee, “Docks,” 3",
            &[(Kind::Punctuation, "", "“"), (Kind::Punctuation, "", "”")],
        );
        check("Lee, “Docks”, 3", "Lee, “Docks,” 3", &[(Kind::Punctuation, "” ,", ", ”")]);
        check("Lee, Docks And Piers, 3", "Lee, Docks and Piers, 3", &[(Kind::Case, "And", "and")]);
        check("Docks, volume 3", "Docks, vol. 3", &[(Kind::Abbreviation, "volume", "vol .")]);
        check("Lee, Docks, 3", "Lee, Docks, Murray, 3", &[(Kind::Missing, "", "Murray ,")]);
        check("Lee, Docks, vol. 2, 3", "Lee, Docks, 3", &[(Kind::Extra, "vol . 2 ,", "")]);
        check("“Lee's” – x", "\"Lee’s\" - x.", &[]);
    }
}
