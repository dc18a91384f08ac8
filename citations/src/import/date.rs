//! Dates as text → dates: EDTF, as BibLaTeX writes them, and what is near to it.

use crate::export::plain;
use crate::{Date, DateParts};

/// Reads a date: `1980`, `1980-04-09`, `1958/1963`, `1958--1963`, `1605~`, `2001-23`; anything else
/// is kept in words. Nothing where the text is blank.
pub(super) fn read(text: &str) -> Option<Date> {
    let text = plain(text);
    if text.is_empty() {
        return None;
    }
    Some(in_parts(&text).unwrap_or_else(|| Date { literal: Some(text), ..Date::default() }))
}

fn in_parts(text: &str) -> Option<Date> {
    let bare = text.trim_start_matches("circa ").trim_start_matches("c. ");
    let mut date = Date { circa: bare.len() < text.len(), ..Date::default() };
    let ends: Vec<&str> = if bare.contains('/') {
        bare.split('/').collect()
    } else if bare.contains("--") {
        bare.split("--").collect()
    } else {
        bare.split('–').collect()
    };
    if ends.len() > 2 {
        return None;
    }
    for end in ends.into_iter().map(str::trim) {
        if end.is_empty() || end == ".." {
            // A range that is open at one end has no form in CSL.
            return None;
        }
        let known = end.trim_end_matches(['~', '?', '%']);
        date.circa |= known.len() < end.len();
        let (parts, season) = one(known)?;
        date.season = date.season.or(season);
        date.parts.push(parts);
    }
    Some(date)
}

/// One date, and the season that a month from 21 on means.
fn one(text: &str) -> Option<(DateParts, Option<u8>)> {
    let text = text.split_once('T').map_or(text, |(day, _)| day);
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let mut numbers = digits.split('-');
    let year = numbers.next().filter(|year| (1..=6).contains(&year.len()) && is_number(year))?;
    // EDTF counts a year 0, CSL does not.
    let year = match sign * year.parse::<i32>().ok()? {
        year if year < 0 || text.starts_with('-') || digits.starts_with("0000") => year - 1,
        year => year,
    };
    let rest: Vec<u8> = numbers
        .map(|part| Some(part).filter(|part| part.len() <= 2 && is_number(part))?.parse().ok())
        .collect::<Option<_>>()?;
    let parts = |month, day| DateParts { year, month, day };
    match rest.as_slice() {
        [] => Some((parts(None, None), None)),
        [season @ 21..=24] => Some((parts(None, None), Some(season - 20))),
        [month] => Some((parts(Some(*month), None), None)),
        [month, day] => Some((parts(Some(*month), Some(*day)), None)),
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number of a month: `4`, `apr`, `April`.
pub(super) fn month(text: &str) -> Option<u8> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = text.trim().trim_end_matches('.').to_lowercase();
    let named = MONTHS.iter().zip(1..).find(|(name, _)| text.starts_with(**name)).map(|(_, month)| month);
    named.or_else(|| text.parse().ok().filter(|month| (1..=12).contains(month)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &Date) {
        assert_eq!(read(text).as_ref(), Some(expected), "{text}");
    }

    #[test]
    fn edtf() {
        check("1980", &Date::year(1980));
        check("1980-04-09", &Date::new(1980, Some(4), Some(9)));
        check("1605~", &Date { circa: true, ..Date::year(1605) });
        check("2001-23", &Date { season: Some(3), ..Date::year(2001) });
        check("-0043", &Date::year(-44));
        check("0000", &Date::year(-1));
        check("2020-05-06T10:00:00Z", &Date::new(2020, Some(5), Some(6)));
    }

    #[test]
    fn ranges() {
        for text in ["1958/1963", "1958--1963", "1958–1963"] {
            assert_eq!(read(text).map(|date| date.parts.len()), Some(2), "{text}");
        }
    }

    #[test]
    fn words_and_odd_dates_are_kept_in_words() {
        for text in ["forthcoming", "1990/", "19x5", "1-2-3-4", "99999999999", "2001-1234"] {
            check(text, &Date { literal: Some(text.to_owned()), ..Date::default() });
        }
        assert_eq!(read(" \u{0} "), None);
    }

    #[test]
    fn months_by_name_and_number() {
        assert_eq!(
            ["apr", "April", "4", "04", "13", "x"].map(month),
            [Some(4), Some(4), Some(4), Some(4), None, None]
        );
    }
}
