//! Numbers of notes as word processors print them.

use ibidem_citations::NoteNumber;
use ibidem_citations::style::csl::roman;

/// How the numbers of notes are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Numerals {
    #[default]
    Decimal,
    LowerRoman,
    UpperRoman,
    LowerLetter,
    UpperLetter,
    /// *, †, ‡, §, **, …
    Signs,
}

impl Numerals {
    /// Finds the form by its name in `WordprocessingML` (ECMA-376, 17.18.59); what is rarer counts as decimal.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "lowerRoman" => Self::LowerRoman,
            "upperRoman" => Self::UpperRoman,
            "lowerLetter" => Self::LowerLetter,
            "upperLetter" => Self::UpperLetter,
            "chicago" => Self::Signs,
            _ => Self::Decimal,
        }
    }

    /// The number as it is printed.
    pub(super) fn write(self, n: u32) -> NoteNumber {
        match self {
            Self::Decimal => NoteNumber::Integer(n),
            Self::LowerRoman => NoteNumber::Label(roman(n.into())),
            Self::UpperRoman => NoteNumber::Label(roman(n.into()).to_uppercase()),
            Self::LowerLetter => NoteNumber::Label(repeated("abcdefghijklmnopqrstuvwxyz", n)),
            Self::UpperLetter => NoteNumber::Label(repeated("ABCDEFGHIJKLMNOPQRSTUVWXYZ", n)),
            Self::Signs => NoteNumber::Label(repeated("*†‡§", n)),
        }
    }
}

/// The nth sign; behind the last, the first doubled.
fn repeated(signs: &str, n: u32) -> String {
    let count = u32::try_from(signs.chars().count()).unwrap_or(1).max(1);
    let n = n.max(1) - 1;
    let sign = signs.chars().nth((n % count) as usize).unwrap_or('*');
    std::iter::repeat_n(sign, (n / count) as usize % 100 + 1).collect()
}

/// The value of a Roman number in letters of one case; none where it is not written as usual.
pub(super) fn roman_value(text: &str) -> Option<u32> {
    let lower = text.to_lowercase();
    let value = |letter: char| {
        let place = "ivxlcdm".find(letter)?;
        [1_u32, 5, 10, 50, 100, 500, 1000].get(place).copied()
    };
    let values: Vec<u32> = lower.chars().map(value).collect::<Option<_>>().filter(|_| lower.len() <= 15)?;
    let next = values.iter().skip(1).chain([&0]);
    let (more, less): (u32, u32) = values.iter().zip(next).fold((0, 0), |(more, less), (own, next)| {
        if own < next { (more, less + own) } else { (more + own, less) }
    });
    let sum = more.checked_sub(less)?;
    (sum > 0 && roman(sum.into()) == lower).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_word_prints_them() {
        let check = |numerals: Numerals, n, expected: &str| {
            assert_eq!(numerals.write(n).to_string(), expected);
        };
        check(Numerals::Decimal, 12, "12");
        check(Numerals::LowerRoman, 44, "xliv");
        check(Numerals::UpperRoman, 9, "IX");
        check(Numerals::LowerLetter, 27, "aa");
        check(Numerals::Signs, 2, "†");
        check(Numerals::Signs, 5, "**");
    }

    #[test]
    fn roman_numbers_are_read_as_they_are_written() {
        for n in [1, 4, 9, 14, 40, 49, 99, 400, 944, 1999] {
            assert_eq!(roman_value(&roman(n.into())), Some(n));
        }
        for word in ["", "iiii", "mix it", "vx", "civil", "i1"] {
            assert_eq!(roman_value(word), None, "{word}");
        }
    }
}
