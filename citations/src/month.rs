//! The names of the months: one table for all that read or print dates.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The months in English, in order.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The names and abbreviations of the months, in lower case: English, German, French, Spanish, Italian,
/// Portuguese, Dutch, Russian (genitive).
const NAMES: [&[&str]; 12] = [
    &[
        "january",
        "jan",
        "januar",
        "jänner",
        "janvier",
        "janv",
        "enero",
        "ene",
        "gennaio",
        "gen",
        "janeiro",
        "januari",
        "января",
    ],
    &[
        "february",
        "feb",
        "febr",
        "februar",
        "février",
        "févr",
        "fév",
        "febrero",
        "febbraio",
        "fevereiro",
        "fev",
        "februari",
        "февраля",
    ],
    &["march", "mar", "märz", "mars", "marzo", "março", "maart", "марта"],
    &["april", "apr", "avril", "avr", "abril", "abr", "aprile", "апреля"],
    &["may", "mai", "mayo", "maggio", "mag", "maio", "mei", "мая"],
    &["june", "jun", "juni", "juin", "junio", "giugno", "giu", "junho", "июня"],
    &["july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho", "июля"],
    &["august", "aug", "août", "aout", "agosto", "ago", "augustus", "августа"],
    &[
        "september",
        "sept",
        "sep",
        "septembre",
        "septiembre",
        "setiembre",
        "settembre",
        "sett",
        "set",
        "setembro",
        "сентября",
    ],
    &[
        "october",
        "oct",
        "oktober",
        "okt",
        "octobre",
        "octubre",
        "ottobre",
        "ott",
        "outubro",
        "out",
        "октября",
    ],
    &["november", "nov", "novembre", "noviembre", "novembro", "ноября"],
    &[
        "december",
        "dec",
        "dezember",
        "dez",
        "décembre",
        "déc",
        "diciembre",
        "dic",
        "dicembre",
        "dezembro",
        "декабря",
    ],
];

/// The number of a month, 1 to 12, by its name or abbreviation in one of several languages.
///
/// ```
/// assert_eq!(ibidem_citations::month_number("janv"), Some(1));
/// assert_eq!(ibidem_citations::month_number("Spring"), None);
/// ```
pub fn month_number(word: &str) -> Option<u8> {
    // Asked of most words of a note, of which hardly any is a month.
    const LONGEST: usize = 24;
    static NUMBERS: LazyLock<HashMap<&str, u8>> = LazyLock::new(|| {
        let of_month =
            |(names, number): (&'static [&'static str], u8)| names.iter().map(move |name| (*name, number));
        NAMES.into_iter().zip(1..).flat_map(of_month).collect()
    });
    if word.len() > LONGEST {
        return None;
    }
    if !word.is_ascii() {
        return NUMBERS.get(word.to_lowercase().as_str()).copied();
    }
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..word.len())?;
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    NUMBERS.get(std::str::from_utf8(lower).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_of_one_month() {
        for (names, number) in NAMES.into_iter().zip(1..) {
            for name in names {
                assert_eq!(month_number(name), Some(number), "{name}");
                assert_eq!(month_number(&name.to_uppercase()), Some(number), "{name}");
            }
        }
        for word in ["", "Spring", "Januaryjanuaryjanuaryjanuary", "é"] {
            assert_eq!(month_number(word), None, "{word}");
        }
    }
}
