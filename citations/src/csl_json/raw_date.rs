//! A date as text (`raw`, EDTF, or what someone typed) → its parts.

use super::{JsonDate, JsonDateParts};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const SEASONS: [(&str, u8); 5] = [("spr", 13), ("sum", 14), ("aut", 15), ("fal", 15), ("win", 16)];

/// Reads a date; what is none is kept as a literal.
pub(super) fn read(text: &str) -> Option<JsonDate> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let literal = || JsonDate { literal: Some(text.to_owned()), ..JsonDate::default() };
    if text.len() > 200 {
        return Some(literal());
    }
    let (bare, circa) = without_doubt(text);
    let parts = match range(&bare) {
        Some((from, to)) => match (single(from), single(to)) {
            (Some(from), Some(to)) => Some(vec![from, to]),
            (Some(from), None) if matches!(to.trim(), "" | "..") => {
                Some(vec![from, JsonDateParts::default()])
            }
            _ => None,
        },
        None => spelled_range(&bare).or_else(|| single(&bare).map(|one| vec![one])),
    };
    Some(parts.map_or_else(literal, |parts| JsonDate { parts, circa, literal: None }))
}

/// The month number (13 to 16) of a season, named or numbered.
pub(super) fn season(text: &str) -> Option<u8> {
    match text.trim().parse::<u8>() {
        Ok(n @ 1..=4) => Some(n + 12),
        Ok(n @ 13..=16) => Some(n),
        Ok(n @ 21..=24) => Some(n - 8),
        Ok(_) => None,
        Err(_) => word(text),
    }
    .filter(|month| *month > 12)
}

/// Takes away “circa”, “c.”, “?”, “~” and brackets around the whole.
fn without_doubt(text: &str) -> (String, bool) {
    let mut bare = text.to_owned();
    let mut circa = false;
    for end in ["?", "~", "%"] {
        if bare.contains(end) {
            bare = bare.replace(end, "");
            circa = true;
        }
    }
    let lower = bare.to_lowercase();
    for start in ["circa ", "ca. ", "ca ", "c. ", "c.", "c "] {
        if lower.starts_with(start) {
            bare = bare.get(start.len()..).unwrap_or_default().to_owned();
            circa = true;
            break;
        }
    }
    if let Some(inner) = bare.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        bare = inner.to_owned();
        circa = true;
    }
    (bare.trim().to_owned(), circa)
}

/// The two ends of `1999/2001`, `May 1999–June 2000`.
fn range(text: &str) -> Option<(&str, &str)> {
    for border in ['–', '—'] {
        if let Some(ends) = text.split_once(border) {
            return Some(ends);
        }
    }
    match text.matches('/').count() {
        1 => text.split_once('/').filter(|(from, _)| single(from).is_some()),
        // 10/12/1999 is a date.
        _ => None,
    }
}

/// `May 3-5, 1999`, `June-July 2000`, `1999-2001`.
fn spelled_range(text: &str) -> Option<Vec<JsonDateParts>> {
    let (from, to) = text.split_once('-')?;
    if to.contains('-') || from.is_empty() {
        return None;
    }
    let ends_in_year = year(from.trim()).filter(|_| from.trim().len() >= 3);
    if let (Some(first), Some(last)) = (ends_in_year, year(to.trim()).filter(|_| to.trim().len() >= 3)) {
        return Some(
            vec![first, last].into_iter().map(|year| JsonDateParts { year, ..Default::default() }).collect(),
        );
    }
    if !text.contains(char::is_alphabetic) {
        return None;
    }
    let last = single(to).or_else(|| {
        // “May 3-5, 1999”: the month stands before.
        let month = from.split_whitespace().find_map(word)?;
        let (day, year_text) = to.split_once([',', ' '])?;
        let day = day.trim().parse().ok().filter(|day| (1..=31).contains(day))?;
        Some(JsonDateParts {
            year: year(year_text.trim_matches([',', ' ']))?,
            month: Some(month),
            day: Some(day),
        })
    })?;
    let first = single(from).or_else(|| single(&format!("{} {}", from.trim(), last.year)))?;
    Some(vec![first, last])
}

/// One date.
fn single(text: &str) -> Option<JsonDateParts> {
    let text = text.trim().trim_end_matches('.');
    let day_part = text.split_once('T').filter(|(day, _)| day.len() >= 8).map_or(text, |(day, _)| day);
    numeric(day_part).or_else(|| spelled(text))
}

/// `1999`, `-44`, `1999-05`, `1999-05-03`, `1999/05/03`, `5/3/1999`.
fn numeric(text: &str) -> Option<JsonDateParts> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix(['Y', 'y']).unwrap_or(text)),
    };
    let separator = if digits.contains('/') { '/' } else { '-' };
    let fields: Vec<&str> = digits.split(separator).collect();
    if fields.len() > 3
        || fields.iter().any(|field| field.is_empty() || !field.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    let numbers: Vec<i32> = fields.iter().map(|field| field.parse().ok()).collect::<Option<_>>()?;
    let small = |n: i32, most: u8| u8::try_from(n).ok().filter(|n| (1..=most).contains(n));
    match *numbers {
        [year] => Some(JsonDateParts { year: sign * year, ..Default::default() }),
        [year, month] if fields[0].len() > 2 => {
            let month = month_number(month)?;
            Some(JsonDateParts { year: sign * year, month: Some(month), day: None })
        }
        [month, year] if fields[1].len() == 4 => {
            Some(JsonDateParts { year, month: Some(small(month, 12)?), day: None })
        }
        [year, month, day] if fields[0].len() > 2 => {
            let month = if month == 0 { None } else { Some(month_number(month)?) };
            Some(JsonDateParts { year: sign * year, month, day: small(day, 31).filter(|_| month.is_some()) })
        }
        [month, day, year] if fields[2].len() == 4 => {
            let (month, day) = if month > 12 { (day, month) } else { (month, day) };
            Some(JsonDateParts { year, month: Some(small(month, 12)?), day: Some(small(day, 31)?) })
        }
        _ => None,
    }
}

fn month_number(n: i32) -> Option<u8> {
    match n {
        1..=16 => u8::try_from(n).ok(),
        21..=24 => u8::try_from(n - 8).ok(),
        _ => None,
    }
}

/// `May 3, 1999`, `3 May 1999`, `Spring 1999`, `44 BC`.
fn spelled(text: &str) -> Option<JsonDateParts> {
    let mut parts = JsonDateParts::default();
    let mut has_year = false;
    for token in text.split([' ', ',', '\u{a0}']).filter(|token| !token.is_empty()) {
        let token = token.trim_matches('.');
        let digits = token.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let lower = token.to_lowercase();
        if matches!(lower.as_str(), "bc" | "b.c" | "bce") && has_year {
            parts.year = -parts.year;
        } else if matches!(lower.as_str(), "ad" | "a.d" | "ce") && has_year {
        } else if let Some(month) = word(token).filter(|_| parts.month.is_none()) {
            parts.month = Some(month);
        } else if let Ok(n) = digits.parse::<i32>() {
            let is_day = parts.day.is_none() && (1..=31).contains(&n) && digits.len() <= 2;
            if is_day {
                parts.day = u8::try_from(n).ok();
            } else if has_year || digits.len() < 3 {
                return None;
            } else {
                parts.year = n;
                has_year = true;
            }
        } else {
            return None;
        }
    }
    (has_year && (parts.day.is_none() || parts.month.is_some())).then_some(parts)
}

fn year(text: &str) -> Option<i32> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The month or season that a word begins like.
fn word(text: &str) -> Option<u8> {
    let lower = text.trim_matches('.').to_lowercase();
    if lower.len() < 3 || !lower.chars().all(char::is_alphabetic) {
        return None;
    }
    let month = MONTHS.iter().position(|month| lower.starts_with(month));
    month
        .and_then(|index| u8::try_from(index + 1).ok())
        .or_else(|| SEASONS.iter().find(|(season, _)| lower.starts_with(season)).map(|(_, month)| *month))
}
