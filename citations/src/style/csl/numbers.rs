//! Numbers: what is one, in what form it is written, whether it is plural (CSL 1.0.2, “Number”).

use super::element::{NumberForm, TermForm};
use super::locale::{Gender, Locale};

/// A number with what stands before and after it (`D2`, `2b`), or a mark between two.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Number { before: &'a str, digits: &'a str, after: &'a str },
    Joint(char),
}

/// Takes a numeric text apart; nothing where it is not numeric.
fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    loop {
        let end = rest.find(|c: char| c.is_whitespace() || "-–,&".contains(c)).unwrap_or(rest.len());
        let word = &rest[..end];
        let start = word.find(|c: char| c.is_ascii_digit())?;
        let digits_end =
            word[start..].find(|c: char| !c.is_ascii_digit()).map_or(word.len(), |at| start + at);
        let (before, after) = (&word[..start], &word[digits_end..]);
        let is_letters = |text: &str| text.chars().all(|c| c.is_alphabetic() || "./:'’()".contains(c));
        if !is_letters(before) || !after.chars().all(|c| c.is_alphanumeric() || "./:'’()°".contains(c)) {
            return None;
        }
        pieces.push(Piece::Number { before, digits: &word[start..digits_end], after });
        rest = rest[end..].trim_start();
        let Some(joint) = rest.chars().next() else { return Some(pieces) };
        if !"-–,&".contains(joint) {
            return None;
        }
        pieces.push(Piece::Joint(joint));
        rest = rest[joint.len_utf8()..].trim_start();
    }
}

/// Whether a text counts as numeric: `2`, `D2`, `2nd`, `2, 3 & 5–7`; not `second`, `2nd edition`.
pub(super) fn is_numeric(text: &str) -> bool {
    pieces(text).is_some()
}

/// Whether a label before it stands in the plural.
pub(super) fn is_plural(text: &str, is_count: bool) -> bool {
    let text = text.trim();
    if is_count {
        return text.parse::<u64>().is_ok_and(|n| n != 1);
    }
    let bare = text.replace("\\-", "").replace("\\–", "");
    let words: Vec<&str> = bare.split_inclusive(['-', '–', '—', ',', '&', ';']).collect();
    let counts = words.windows(2).any(|pair| {
        let [before, after] = pair else { return false };
        before
            .trim_end_matches(['-', '–', '—', ',', '&', ';'])
            .split_whitespace()
            .next_back()
            .is_some_and(is_counted)
            && after
                .split_whitespace()
                .next()
                .is_some_and(|word| is_counted(word.trim_end_matches(['-', '–', '—', ',', '&', ';'])))
    });
    counts || bare.split_whitespace().any(|word| matches!(word, "and" | "et" | "und"))
}

/// Whether a word is a number, arabic or Roman.
pub(super) fn is_counted(word: &str) -> bool {
    let is_roman = |word: &str| word.bytes().all(|byte| b"ivxlcdmIVXLCDM".contains(&byte));
    !word.is_empty() && (word.bytes().any(|byte| byte.is_ascii_digit()) || is_roman(word))
}

/// A number in the form that a style asks for; what is not numeric stays as it is.
pub(super) fn written(text: &str, form: NumberForm, variable: &str, locale: &Locale) -> String {
    let Some(pieces) = pieces(text) else { return text.to_owned() };
    let gender = locale.gender(variable);
    let mut out = String::new();
    for piece in &pieces {
        match piece {
            Piece::Number { before, digits, after } => {
                out.push_str(before);
                let plain = before.is_empty() && after.is_empty();
                match digits.parse::<u64>() {
                    Ok(number) if plain => out.push_str(&one(number, form, gender, locale)),
                    _ => out.push_str(digits),
                }
                out.push_str(after);
            }
            Piece::Joint(',') => out.push_str(", "),
            Piece::Joint('&') => {
                let and = locale.term("and", TermForm::Symbol, false).unwrap_or("&");
                out.extend([" ", and, " "]);
            }
            Piece::Joint(_) => {
                out.push_str(locale.term("page-range-delimiter", TermForm::Long, false).unwrap_or("–"));
            }
        }
    }
    out
}

fn one(number: u64, form: NumberForm, gender: Option<Gender>, locale: &Locale) -> String {
    match form {
        NumberForm::Numeric => number.to_string(),
        NumberForm::Ordinal => format!("{number}{}", locale.ordinal_suffix(number, gender)),
        NumberForm::LongOrdinal => match locale.long_ordinal(number, gender) {
            Some(word) => word.to_owned(),
            None => format!("{number}{}", locale.ordinal_suffix(number, gender)),
        },
        NumberForm::Roman => roman(number),
    }
}

/// Roman numerals, in small letters; from six thousand on, as it is (CSL 1.0.2, Number).
pub fn roman(mut number: u64) -> String {
    const NUMERALS: [(u64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if number >= 6000 {
        return number.to_string();
    }
    let mut out = String::new();
    for (value, numeral) in NUMERALS {
        while number >= value {
            out.push_str(numeral);
            number -= value;
        }
    }
    out
}

/// The year suffix of an index: `a` to `z`, `aa` …
pub(super) fn letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut n = index;
    loop {
        let letter = u8::try_from(n % 26).unwrap_or_default();
        letters.push(char::from(b'a' + letter));
        if n < 26 {
            break;
        }
        n = n / 26 - 1;
    }
    letters.iter().rev().collect()
}

/// A number as a sort key: the first number filled up with zeros.
pub(super) fn sortable(text: &str) -> String {
    let mut out = String::new();
    let mut digits = String::new();
    for c in text.chars().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() {
            digits.push(c);
        } else {
            if !digits.is_empty() {
                out.extend(std::iter::repeat_n('0', 8_usize.saturating_sub(digits.len())));
                out.push_str(&digits);
                digits.clear();
            }
            if c != '\0' {
                out.push(c);
            }
        }
    }
    out
}
