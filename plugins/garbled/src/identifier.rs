//! Numbers with a check digit, behind their label.

use ibidem_sdk::{Paper, Span};

/// What the digits of a number say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// It can exist.
    Sound,
    /// It has so many digits, which are too many or too few.
    Length(usize),
    /// Its last digit does not follow from the others.
    Digit {
        /// What stands there.
        found: char,
        /// What would follow.
        expected: char,
    },
}

impl Check {
    /// Compares the last digit with what follows from the others.
    pub(crate) fn digit(found: u32, expected: u32) -> Self {
        let sign = |value| char::from_digit(value, 10).unwrap_or('X');
        if found == expected {
            Self::Sound
        } else {
            Self::Digit { found: sign(found), expected: sign(expected) }
        }
    }
}

/// The values of the digits of a number; `X` at its end is ten.
pub(crate) fn values(number: &str) -> Vec<u32> {
    let value = |c: char| if matches!(c, 'x' | 'X') { Some(10) } else { c.to_digit(10) };
    number.chars().filter_map(value).collect()
}

/// Finds the numbers of notes that stand behind a label: `ISBN-13: 978-0-394-50596-1`.
pub(crate) fn labelled(paper: &Paper, label: &str) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    for note in &paper.notes {
        let text = paper.text_of(note.span);
        for (at, _) in text.match_indices(label) {
            let start = at + label.len();
            let is_word = text.get(..at).is_some_and(|before| !before.ends_with(char::is_alphabetic));
            if let Some(number) = text.get(start..).filter(|_| is_word).and_then(number_behind) {
                let span = Span::new(number.start, number.end).shifted(note.span.start + start);
                found.push((span, paper.text_of(span).to_owned()));
            }
        }
    }
    found
}

/// The number behind a label, between which `-13`, `(print)`, a colon can stand.
fn number_behind(text: &str) -> Option<Span> {
    let length_mark =
        ["-13", "-10", "\u{2011}13", " 13:", " 10:"].into_iter().find(|mark| text.starts_with(*mark));
    // “ISBN-13” is a label, “ISBN 13” the start of a number.
    let skipped = length_mark.map_or(0, str::len);
    let rest = text.get(skipped..)?;
    let lead: usize = rest
        .chars()
        .take_while(|c| matches!(c, ':' | '.' | ' ' | '\u{a0}' | '=' | '#'))
        .map(char::len_utf8)
        .sum();
    let number = rest.get(lead..)?;
    let is_dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\u{2212}');
    let mut length = 0;
    let mut gap = 0;
    for c in number.chars() {
        let is_part = c.is_ascii_digit() || (matches!(c, 'x' | 'X') && length > 0);
        if is_part {
            length += gap + c.len_utf8();
            gap = 0;
            if matches!(c, 'x' | 'X') {
                break;
            }
        } else if (is_dash(c) || matches!(c, ' ' | '\u{a0}')) && gap == 0 {
            gap = c.len_utf8();
        } else {
            break;
        }
    }
    let start = skipped + lead;
    let number = Span::new(start, start + length);
    let is_number = values(number.of(text)).len() >= 4;
    let text_behind = text.get(number.end..)?;
    // Behind a year or a page that follows without a comma, the number has no certain end.
    let is_closed = !text_behind.starts_with(|c: char| c.is_alphanumeric());
    let is_spaced = number.of(text).contains([' ', '\u{a0}']);
    let is_whole = !is_spaced || matches!(values(number.of(text)).len(), 8 | 10 | 13);
    (is_number && is_closed && is_whole).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(number_behind(text).map(|span| span.of(text)), expected, "in {text:?}");
    }

    #[test]
    fn numbers_behind_their_label() {
        check(": 978-0-394-50596-1.", Some("978-0-394-50596-1"));
        check("-13: 9780394505967)", Some("9780394505967"));
        check(" 080442957X, 24", Some("080442957X"));
        check(" 978 3 16 148410 0", Some("978 3 16 148410 0"));
        check(" 0378–5955 (print)", Some("0378–5955"));
    }

    #[test]
    fn numbers_without_a_certain_end() {
        check(" 978 0 394 50596 7 24", None);
        check(" missing, 1980", None);
        check("-13", None);
        check(" 24", None);
    }
}
