//! Days of the calendar: how far apart, and how they are written.

use ibidem_sdk::{DateParts, MONTHS};

/// A day.
#[expect(clippy::struct_field_names, reason = "the day of the month has no other name")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day {
    pub(crate) year: i32,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

impl Day {
    /// A date as a day: the middle of a month or year of which no more is said.
    pub(crate) fn of(date: DateParts) -> Self {
        let month = date.month.filter(|month| (1..=12).contains(month));
        let day = month.and(date.day).filter(|day| (1..=31).contains(day));
        match (month, day) {
            (None, _) => Self { year: date.year, month: 7, day: 1 },
            (Some(month), None) => Self { year: date.year, month, day: 15 },
            (Some(month), Some(day)) => Self { year: date.year, month, day },
        }
    }

    /// The day of `20150401…` or `2015-04-01…`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| *c != '-').take_while(char::is_ascii_digit).collect();
        let year = digits.get(..4)?.parse().ok()?;
        let part = |from: usize| digits.get(from..from + 2).map_or(Some(1), |part| part.parse().ok());
        let (month, day) = (part(4)?, part(6)?);
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Self { year, month, day })
    }

    /// Days since the first of March of the year 0, in the Gregorian calendar.
    fn number(self) -> i64 {
        // March first, so that the day of the leap year comes last.
        let (year, month) = if self.month > 2 {
            (i64::from(self.year), i64::from(self.month) - 3)
        } else {
            (i64::from(self.year) - 1, i64::from(self.month) + 9)
        };
        year * 365 + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400)
            + (153 * month + 2) / 5
            + i64::from(self.day)
    }

    /// How many days lie between both.
    pub(crate) fn distance(self, other: Self) -> u64 {
        self.number().abs_diff(other.number())
    }

    /// The day as `2015-04-01`.
    pub(crate) fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// The name of the month, in English.
    pub(crate) fn month_name(self) -> &'static str {
        MONTHS.get(usize::from(self.month).wrapping_sub(1)).copied().unwrap_or_default()
    }

    /// Noon of the day as HTTP writes it (RFC 9110, 5.6.7): `Mon, 15 Jun 2020 12:00:00 GMT`.
    pub(crate) fn http_date(self) -> String {
        const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        // Day 1 of `number` was a Wednesday, in the calendar of today drawn out to the past.
        let weekday = usize::try_from((self.number() + 1).rem_euclid(7)).unwrap_or_default();
        let weekday = WEEKDAYS.get(weekday).copied().unwrap_or_default();
        let month = self.month_name().get(..3).unwrap_or_default();
        format!("{weekday}, {:02} {month} {:04} 12:00:00 GMT", self.day, self.year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        let day = |text: &str| Day::read(text).unwrap();
        assert_eq!(day("20200301").distance(day("2020-02-28")), 2);
        assert_eq!(day("20190301").distance(day("20190228123000")), 1);
        assert_eq!(day("2021-01-01").distance(day("2020-01-01")), 366);
        assert_eq!(Day::read("2020"), Some(Day { year: 2020, month: 1, day: 1 }));
        assert_eq!(day("20200615").http_date(), "Mon, 15 Jun 2020 12:00:00 GMT");
        assert_eq!(day("20000229").http_date(), "Tue, 29 Feb 2000 12:00:00 GMT");
        assert_eq!(day("19991231").http_date(), "Fri, 31 Dec 1999 12:00:00 GMT");
        assert_eq!((Day::read("202013"), Day::read("x"), Day::read("")), (None, None, None));
    }
}
