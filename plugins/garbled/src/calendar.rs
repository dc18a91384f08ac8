//! Days, months and years as stretches of days that can be compared.

use ibidem_sdk::DateParts;

/// First and last day of a date, in days from 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    first: i64,
    last: i64,
}

impl Stretch {
    /// The days that a date can mean, or none where there is no such day.
    pub(crate) fn of(date: DateParts) -> Option<Self> {
        let year = i64::from(date.year);
        let Some(month) = date.month else {
            return Some(Self { first: day_number(year, 1, 1), last: day_number(year, 12, 31) });
        };
        let length = month_length(year, month)?;
        let (first, last) = match date.day {
            Some(day) if (1..=length).contains(&day) => (day, day),
            Some(_) => return None,
            None => (1, length),
        };
        Some(Self { first: day_number(year, month, first), last: day_number(year, month, last) })
    }

    /// The smallest stretch that holds both.
    pub(crate) fn to(self, other: Self) -> Self {
        Self { first: self.first.min(other.first), last: self.last.max(other.last) }
    }

    /// Whether it begins when the other one is over.
    pub(crate) fn is_after(self, other: Self) -> bool {
        self.first > other.last
    }

    /// The days between both; 0 where they share one.
    pub(crate) fn gap(self, other: Self) -> i64 {
        (other.first - self.last).max(self.first - other.last).max(0)
    }
}

/// The length of a month of the Gregorian calendar, or none where there is no such month.
pub(crate) fn month_length(year: i64, month: u8) -> Option<u8> {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => Some(29),
        2 => Some(28),
        _ => None,
    }
}

/// Days from 1 January 1970, counted in years that start in March, so that leap days come last.
fn day_number(year: i64, month: u8, day: u8) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let from_march = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * from_march + 2) / 5 + i64::from(day) - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

/// A date in words: “2 July 2012”, “July 2012”, “2012”.
pub(crate) fn in_words(date: DateParts) -> String {
    let month = date.month.and_then(|month| ibidem_sdk::MONTHS.get(usize::from(month).checked_sub(1)?));
    match (date.day, month) {
        (Some(day), Some(month)) => format!("{day} {month} {}", date.year),
        (None, Some(month)) => format!("{month} {}", date.year),
        _ => date.year.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(year: i32, month: u8, day: u8) -> Stretch {
        let part = |n| (n > 0).then_some(n);
        Stretch::of(DateParts { year, month: part(month), day: part(day) }).unwrap()
    }

    #[test]
    fn gaps() {
        assert_eq!(stretch(1970, 1, 1), Stretch { first: 0, last: 0 });
        assert_eq!(stretch(2012, 2, 28).gap(stretch(2012, 3, 1)), 2);
        assert_eq!(stretch(2011, 2, 28).gap(stretch(2011, 3, 1)), 1);
        assert_eq!(stretch(2012, 7, 0).gap(stretch(2012, 7, 31)), 0);
        assert_eq!(stretch(2012, 8, 2).gap(stretch(2012, 7, 0)), 2);
        assert_eq!(stretch(2012, 0, 0).gap(stretch(2013, 1, 1)), 1);
    }

    #[test]
    fn there_is_no_such_day() {
        assert_eq!(Stretch::of(DateParts { year: 2011, month: Some(2), day: Some(29) }), None);
        assert_eq!(Stretch::of(DateParts { year: 2011, month: Some(13), day: None }), None);
    }
}
