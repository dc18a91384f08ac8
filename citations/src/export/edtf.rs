//! Date → EDTF (ISO 8601-2), the form of dates in BibLaTeX.

use super::plain;
use crate::{Date, DateParts};

/// The date in EDTF, or nothing where it has no year of four digits.
///
/// A day that its month does not have is left out: biber rejects the whole date for it.
/// [`is_faithful`] says whether anything was left out.
pub(super) fn edtf(date: &Date) -> Option<String> {
    let mut dates = Vec::new();
    for parts in date.parts.iter().take(2) {
        let season = date.season.filter(|_| date.parts.len() == 1);
        dates.push(one(*parts, season, date.circa)?);
    }
    (!dates.is_empty()).then(|| dates.join("/"))
}

/// Whether EDTF says all that the date says.
pub(super) fn is_faithful(date: &Date) -> bool {
    let parts = |parts: &DateParts| (-9998..=9999).contains(&parts.year) && real(*parts) == *parts;
    !date.parts.is_empty()
        && date.parts.len() <= 2
        && date.parts.iter().all(parts)
        && date.literal.is_none()
        && (date.season.is_none() || date.parts.len() == 1)
}

/// The date for a reader, with nothing left out: `2010-02-30`, `1958/1963`, `forthcoming`.
pub(super) fn as_written(date: &Date) -> String {
    let one = |parts: &DateParts| {
        let known = parts.known();
        known.iter().map(|part| format!("{part:02}")).collect::<Vec<_>>().join("-")
    };
    let mut words = Vec::new();
    if date.circa {
        words.push("circa".to_owned());
    }
    if let Some(season) = date.season.and_then(season_name) {
        words.push(season.to_owned());
    }
    if !date.parts.is_empty() {
        words.push(date.parts.iter().map(one).collect::<Vec<_>>().join("/"));
    }
    words.extend(date.literal.as_deref().map(plain).filter(|literal| !literal.is_empty()));
    words.join(" ")
}

/// The parts that a calendar can have: an impossible month takes its day with it.
pub(crate) fn real(parts: DateParts) -> DateParts {
    let month = parts.month.filter(|month| (1..=12).contains(month));
    let day = month.and_then(|month| parts.day.filter(|day| (1..=days(parts.year, month)).contains(day)));
    DateParts { month, day, ..parts }
}

/// The English name of a CSL season.
pub(super) fn season_name(season: u8) -> Option<&'static str> {
    ["Spring", "Summer", "Autumn", "Winter"].get(usize::from(season).checked_sub(1)?).copied()
}

/// Whether a date in words only says that there is none: “n.d.”, “o. J.”, “s. d.”.
#[cfg(any(test, feature = "style"))]
pub(crate) fn says_that_there_is_none(literal: &str) -> bool {
    let letters: String = literal.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    matches!(
        letters.as_str(),
        "nd" | "oj" | "sd" | "undated" | "nodate" | "ohnejahr" | "sansdate" | "sinfecha" | "zj"
    )
}

fn one(parts: DateParts, season: Option<u8>, circa: bool) -> Option<String> {
    // EDTF counts a year 0, CSL does not: −1 is 1 BC in CSL, and 0000 in EDTF.
    let year = if parts.year < 0 { parts.year + 1 } else { parts.year };
    let year = match year {
        0..=9999 => format!("{year:04}"),
        -9999..0 => format!("-{:04}", year.unsigned_abs()),
        _ => return None,
    };
    let parts = real(parts);
    let rest = match (parts.month, parts.day, season.filter(|season| (1..=4).contains(season))) {
        (Some(month), Some(day), _) => format!("-{month:02}-{day:02}"),
        (Some(month), None, _) => format!("-{month:02}"),
        // Seasons are the months 21 to 24.
        (None, _, Some(season)) => format!("-{}", 20 + season),
        (None, _, None) => String::new(),
    };
    Some(format!("{year}{rest}{}", if circa { "~" } else { "" }))
}

fn days(year: i32, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(first: (i32, Option<u8>, Option<u8>), last: (i32, Option<u8>, Option<u8>)) -> Date {
        let parts = |(year, month, day)| DateParts { year, month, day };
        Date { parts: vec![parts(first), parts(last)], ..Date::default() }
    }

    #[test]
    fn dates_are_as_precise_as_printed() {
        assert_eq!(edtf(&Date::year(1980)).as_deref(), Some("1980"));
        assert_eq!(edtf(&Date::new(1980, Some(4), None)).as_deref(), Some("1980-04"));
        assert_eq!(edtf(&Date::new(1980, Some(4), Some(9))).as_deref(), Some("1980-04-09"));
        assert_eq!(edtf(&range((1958, None, None), (1963, None, None))).as_deref(), Some("1958/1963"));
        let months = range((1990, Some(5), None), (1990, Some(6), None));
        assert_eq!(edtf(&months).as_deref(), Some("1990-05/1990-06"));
    }

    #[test]
    fn seasons_doubt_and_years_before_our_era() {
        assert_eq!(edtf(&Date { season: Some(3), ..Date::year(2001) }).as_deref(), Some("2001-23"));
        assert_eq!(edtf(&Date { circa: true, ..Date::year(1605) }).as_deref(), Some("1605~"));
        assert_eq!(edtf(&Date::year(-44)).as_deref(), Some("-0043"));
        assert_eq!(edtf(&Date::year(-1)).as_deref(), Some("0000"));
        assert_eq!(edtf(&Date::year(98)).as_deref(), Some("0098"));
    }

    #[test]
    fn impossible_day_is_left_out_and_told() {
        let date = Date::new(2011, Some(2), Some(29));
        assert_eq!(edtf(&date).as_deref(), Some("2011-02"));
        assert!(!is_faithful(&date));
        assert_eq!(as_written(&date), "2011-02-29");
        assert!(is_faithful(&Date::new(2012, Some(2), Some(29))));
    }

    #[test]
    fn words_are_no_edtf() {
        let forthcoming = Date { literal: Some("forthcoming".into()), ..Date::default() };
        assert_eq!(edtf(&forthcoming), None);
        assert_eq!(as_written(&forthcoming), "forthcoming");
        assert_eq!(edtf(&Date::year(12_000)), None);
    }

    #[test]
    fn no_date_in_several_languages() {
        for literal in ["n.d.", "n. d.", "o. J.", "s.d.", "Undated"] {
            assert!(says_that_there_is_none(literal), "{literal}");
        }
        assert!(!says_that_there_is_none("forthcoming"));
    }
}
