//! The names of the months: one table for all that read or print dates.

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

/// The number of a month, 1 to 12, by its name or abbreviation in one of several languages.
///
/// ```
/// assert_eq!(ibidem_citations::month_number("janv"), Some(1));
/// assert_eq!(ibidem_citations::month_number("Spring"), None);
/// ```
pub fn month_number(word: &str) -> Option<u8> {
    // English, German, French, Spanish, Italian, Portuguese, Dutch, Russian (genitive).
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
    let found = NAMES.iter().position(|names| is_among(word, names))?;
    u8::try_from(found + 1).ok()
}

/// Whether a word is among others that are written in lower case.
pub(crate) fn is_among(word: &str, others: &[&str]) -> bool {
    if word.is_ascii() {
        others.iter().any(|other| word.eq_ignore_ascii_case(other))
    } else {
        others.contains(&word.to_lowercase().as_str())
    }
}
