//! Dates as they are printed, in the languages of the field.

use super::token::{Passage, Tokens};
pub(crate) use crate::month_number as month;
use crate::{Date, DateParts, Span};

/// Reads a text that is a date.
pub fn date(text: &str) -> Option<Date> {
    let tokens = tokens(text);
    let (date, end) = date_at(&tokens, 0)?;
    (end == tokens.len()).then_some(date)
}

/// Finds the first full or monthly date in a text.
pub fn find_date(text: &str) -> Option<Date> {
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|i| {
        Some(date_at(&tokens, i)?.0).filter(|date| date.first().is_some_and(|parts| parts.month.is_some()))
    })
}

fn tokens(text: &str) -> Tokens<'_> {
    Tokens::read(Passage { text, span: Span::new(0, text.len()), runs: &[] })
}

/// The number of a season in CSL: 1 is spring.
fn season(word: &str) -> Option<u8> {
    const SEASONS: [&[&str]; 4] = [
        &["spring", "frühling", "frühjahr", "printemps", "primavera"],
        &["summer", "sommer", "été", "verano", "estate"],
        &["autumn", "fall", "herbst", "automne", "otoño", "autunno"],
        &["winter", "hiver", "invierno", "inverno"],
    ];
    let found = SEASONS.iter().position(|names| is_among(word, names))?;
    u8::try_from(found + 1).ok()
}

/// Whether a word is among others that are written in lower case.
fn is_among(word: &str, others: &[&str]) -> bool {
    if word.is_ascii() {
        others.iter().any(|other| word.eq_ignore_ascii_case(other))
    } else {
        others.contains(&word.to_lowercase().as_str())
    }
}

/// Reads the date that starts at a token; gives it with the token behind it.
pub(crate) fn date_at(tokens: &Tokens<'_>, i: usize) -> Option<(Date, usize)> {
    month_first(tokens, i)
        .or_else(|| day_first(tokens, i))
        .or_else(|| digits_only(tokens, i))
        .or_else(|| year_first(tokens, i))
        .or_else(|| season_date(tokens, i))
        .or_else(|| year_date(tokens, i))
}

/// “October 4, 2012”, “Oct. 4 2012”, “April 2007”, “February, 2003”, “July–August 2001”.
fn month_first(tokens: &Tokens<'_>, start: usize) -> Option<(Date, usize)> {
    if !tokens.is_word(start) || !looks_like_month(tokens, start) {
        return None;
    }
    // “janvier-mars” is one word.
    let (name, second) = tokens.str(start).split_once(['-', '–']).unwrap_or((tokens.str(start), ""));
    let month = month(name)?;
    let mut i = skip(tokens, start + 1, ".");
    let mut last_month = self::month(second).filter(|_| !second.is_empty());
    if tokens.is_any(i, "-–—/")
        && let Some(second) = self::month(tokens.str(i + 1))
    {
        last_month = Some(second);
        i = skip(tokens, i + 2, ".");
    }
    let mut day = None;
    if let Some((found, next)) = day_at(tokens, i).filter(|_| last_month.is_none()) {
        // “May 2004”: the number is a year, not a day.
        (day, i) = (Some(found), next);
    }
    let mut last_day = None;
    if day.is_some()
        && tokens.is_any(i, "-–—")
        && let Some((second, next)) = day_at(tokens, i + 1)
    {
        (last_day, i) = (Some(second), next);
    }
    i = skip(tokens, i, ",");
    if matches!(tokens.lower(i), "de" | "del") {
        i += 1;
    }
    let (year, end) = year_at(tokens, i)?;
    let first = DateParts { year, month: Some(month), day };
    let mut parts = vec![first];
    if last_month.is_some() || last_day.is_some() {
        parts.push(DateParts { year, month: last_month.or(Some(month)), day: last_day });
    }
    Some((Date { parts, ..Date::default() }, end))
}

/// “May” and “March” are words, “Mar” and “Set” too: a month has a number behind it.
fn looks_like_month(tokens: &Tokens<'_>, i: usize) -> bool {
    let mut next = skip(tokens, i + 1, ".,");
    if tokens.is_any(next, "-–—/") {
        next = skip(tokens, next + 2, ".,");
    }
    tokens.is_number(next) || matches!(tokens.str(next), "de" | "del")
}

/// “4 October 2012”, “4. Oktober 2012”, “1er mai 1999”, “3–5 May 2004”, “4th of May, 2001”, “4 de mayo de 2001”.
fn day_first(tokens: &Tokens<'_>, start: usize) -> Option<(Date, usize)> {
    let (day, mut i) = day_at(tokens, start)?;
    let mut last_day = None;
    if tokens.is_any(i, "-–—")
        && let Some((second, next)) = day_at(tokens, i + 1)
    {
        (last_day, i) = (Some(second), next);
    }
    i = skip(tokens, i, ".");
    if matches!(tokens.lower(i), "of" | "de") {
        i += 1;
    }
    let month = month(tokens.str(i)).filter(|_| tokens.is_word(i))?;
    i = skip(tokens, i + 1, ".");
    i = skip(tokens, i, ",");
    if matches!(tokens.lower(i), "de" | "del") {
        i += 1;
    }
    let (year, end) = year_at(tokens, i)?;
    let mut parts = vec![DateParts { year, month: Some(month), day: Some(day) }];
    if last_day.is_some() {
        parts.push(DateParts { year, month: Some(month), day: last_day });
    }
    Some((Date { parts, ..Date::default() }, end))
}

/// “2012-10-04”, “04.10.2012”, “4/10/2012”.
fn digits_only(tokens: &Tokens<'_>, i: usize) -> Option<(Date, usize)> {
    let (first, second, third) = (tokens.number(i)?, tokens.number(i + 2)?, tokens.number(i + 4)?);
    let separated = |sign: &char| tokens.is(i + 1, *sign) && tokens.is(i + 3, *sign);
    if !['-', '.', '/', '‑'].iter().any(separated) {
        return None;
    }
    let small = |number: u32| u8::try_from(number).ok().filter(|number| (1..=31).contains(number));
    let length = |i: usize| tokens.str(i).len();
    let (year, month, day) = if length(i) == 4 {
        (first, small(second)?, small(third)?)
    } else if length(i + 4) == 4 {
        // Day first, as in most of the world, unless the second number can be no month.
        let (day, month) = (small(first)?, small(second)?);
        if month > 12 { (third, day, month) } else { (third, month, day) }
    } else {
        return None;
    };
    if !(1000..2200).contains(&year) || month > 12 {
        return None;
    }
    let date = Date::new(i32::try_from(year).ok()?, Some(month), Some(day));
    Some((date, i + 5))
}

/// “1998 May 14”, “2012 Nov” (Citing Medicine); what stands behind must end the date.
fn year_first(tokens: &Tokens<'_>, start: usize) -> Option<(Date, usize)> {
    let (year, next) = year_at(tokens, start)?;
    let month = month(tokens.str(next)).filter(|_| tokens.is_capital(next))?;
    let behind = skip(tokens, next + 1, ".");
    let ends = |i: usize| i >= tokens.len() || tokens.is_any(i, ".,;:)]");
    if let Some((day, end)) = day_at(tokens, behind).filter(|(_, end)| ends(*end)) {
        return Some((Date::new(year, Some(month), Some(day)), end));
    }
    ends(next + 1).then(|| (Date::new(year, Some(month), None), next + 1))
}

/// “Spring 1999”, “Winter 1999/2000”.
fn season_date(tokens: &Tokens<'_>, start: usize) -> Option<(Date, usize)> {
    let season = tokens.is_word(start).then(|| season(tokens.str(start))).flatten()?;
    let (date, end) = year_date(tokens, skip(tokens, start + 1, ","))?;
    Some((Date { season: Some(season), ..date }, end))
}

/// “1999”, “1999–2000”, “1999/2000”, “[1999]”, “c. 1900”, “2012a”.
fn year_date(tokens: &Tokens<'_>, start: usize) -> Option<(Date, usize)> {
    let circa = matches!(tokens.lower(start), "c" | "ca" | "circa");
    let mut i = if circa { skip(tokens, start + 1, ".") } else { start };
    let bracket = tokens.is(i, '[');
    i += usize::from(bracket);
    let (year, mut end) = year_at(tokens, i)?;
    let mut parts = vec![DateParts { year, month: None, day: None }];
    if tokens.is_any(end, "-–—/") && !tokens.list.get(end).is_some_and(|token| token.spaced) {
        if let Some((last, next)) = year_at(tokens, end + 1).filter(|(last, _)| *last >= year) {
            parts.push(DateParts { year: last, month: None, day: None });
            end = next;
        } else if let Some(short) = tokens.number(end + 1).filter(|_| tokens.str(end + 1).len() == 2) {
            // “1999–05” would be a month; “1998–99” is a range.
            let last = year - year % 100 + i32::try_from(short).ok()?;
            if last > year {
                parts.push(DateParts { year: last, month: None, day: None });
                end += 2;
            }
        }
    }
    if bracket {
        if !tokens.is(end, ']') {
            return None;
        }
        end += 1;
    }
    Some((Date { parts, circa: circa || bracket, ..Date::default() }, end))
}

/// A year of four digits, with the letter that tells two works of a year apart.
pub(crate) fn year_at(tokens: &Tokens<'_>, i: usize) -> Option<(i32, usize)> {
    let digits = tokens.str(i);
    if !tokens.is_number(i) || digits.len() != 4 {
        return None;
    }
    let year: i32 = digits.parse().ok().filter(|year| (1400..2200).contains(year))?;
    let letter = tokens.list.get(i + 1).is_some_and(|token| !token.spaced && token.span.len() == 1)
        && tokens.str(i + 1).starts_with(|c: char| ('a'..='h').contains(&c));
    Some((year, i + 1 + usize::from(letter)))
}

/// A day: a number of one or two digits; an impossible one is kept as printed.
fn day_at(tokens: &Tokens<'_>, i: usize) -> Option<(u8, usize)> {
    let digits = tokens.str(i);
    if !tokens.is_number(i) || digits.len() > 2 {
        return None;
    }
    let day = digits.parse().ok().filter(|day| (1..=39).contains(day))?;
    let ordinal = tokens.list.get(i + 1).is_some_and(|token| !token.spaced)
        && matches!(tokens.lower(i + 1), "st" | "nd" | "rd" | "th" | "er" | "º");
    Some((day, i + 1 + usize::from(ordinal)))
}

fn skip(tokens: &Tokens<'_>, i: usize, signs: &str) -> usize {
    if tokens.is_any(i, signs) { i + 1 } else { i }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&[i32]]) {
        let found = date(text).unwrap_or_else(|| panic!("no date in {text:?}"));
        let parts: Vec<Vec<i32>> = found.parts.iter().map(|parts| parts.known()).collect();
        assert_eq!(parts, expected, "{text:?}");
    }

    #[test]
    fn dates_as_they_are_printed() {
        check("October 4, 2012", &[&[2012, 10, 4]]);
        check("Oct. 4, 2012", &[&[2012, 10, 4]]);
        check("4 October 2012", &[&[2012, 10, 4]]);
        check("4. Oktober 2012", &[&[2012, 10, 4]]);
        check("1er mai 1999", &[&[1999, 5, 1]]);
        check("4 de mayo de 2001", &[&[2001, 5, 4]]);
        check("April 2007", &[&[2007, 4]]);
        check("February, 2003", &[&[2003, 2]]);
        check("July–August 2001", &[&[2001, 7], &[2001, 8]]);
        check("3–5 May 2004", &[&[2004, 5, 3], &[2004, 5, 5]]);
        check("2012-10-04", &[&[2012, 10, 4]]);
        check("04.10.2012", &[&[2012, 10, 4]]);
        check("1998–99", &[&[1998], &[1999]]);
        check("31 June 2001", &[&[2001, 6, 31]]);
        check("2012a", &[&[2012]]);
        assert_eq!(date("Spring 1999").and_then(|date| date.season), Some(1));
    }

    #[test]
    fn words_that_are_no_dates() {
        for text in ["May", "March on", "12", "123", "12345", "page 1999x", "4 apples"] {
            assert_eq!(date(text), None, "{text:?}");
        }
    }
}
