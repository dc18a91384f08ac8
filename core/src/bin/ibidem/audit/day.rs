//! The day of the audit.

use std::time::{SystemTime, UNIX_EPOCH};

/// The day on which the program runs, in UTC: `2026-01-31`.
pub(crate) fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    from_number(seconds / 86_400)
}

/// Reads a day, and refuses one that no calendar has.
pub(crate) fn read(text: &str) -> Result<String, String> {
    let refused = || format!("“{text}” is not a day such as 2026-01-31");
    let parts: Vec<u64> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    let [year, month, day] = parts.as_slice() else { return Err(refused()) };
    let is_written_so = text == format!("{year:04}-{month:02}-{day:02}");
    let exists = (1..=12).contains(month) && (1..=length(*year, *month)).contains(day);
    if is_written_so && exists && *year <= 9999 { Ok(text.to_owned()) } else { Err(refused()) }
}

fn length(year: u64, month: u64) -> u64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// The day so many days after 1 January 1970.
fn from_number(mut days: u64) -> String {
    let mut year = 1970;
    loop {
        let in_year = if is_leap(year) { 366 } else { 365 };
        if days < in_year {
            break;
        }
        days -= in_year;
        year += 1;
    }
    let mut month = 1;
    while days >= length(year, month) {
        days -= length(year, month);
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_from_numbers() {
        assert_eq!(from_number(0), "1970-01-01");
        assert_eq!(from_number(11_016), "2000-02-29");
        assert_eq!(from_number(20_453), "2025-12-31");
    }

    #[test]
    fn days_that_no_calendar_has() {
        assert_eq!(read("2024-02-29").as_deref(), Ok("2024-02-29"));
        for text in
            ["2023-02-29", "2023-13-01", "2023-1-1", "today", "", "2023-01-01-01", "20230101", "-1-01-01"]
        {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
