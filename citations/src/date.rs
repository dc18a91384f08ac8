//! A date, as CSL-JSON has it.

use serde::{Deserialize, Serialize};

/// A date or a range of dates, as precise as it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub struct Date {
    /// One date, or two for a range; empty where only [`Date::literal`] is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<DateParts>,
    /// CSL season, 1 (spring) to 4 (winter).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<u8>,
    /// “circa 1900”, and a year in square brackets.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub circa: bool,
    /// What cannot be said in parts: “n.d.”, “forthcoming”.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub literal: Option<String>,
}

/// Year, and perhaps month and day, all as printed: an impossible day is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DateParts {
    /// The year; negative before the common era.
    pub year: i32,
    /// 1 to 12.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<u8>,
    /// 1 to 31, unless the printed day is impossible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<u8>,
}

impl Date {
    /// A single date.
    pub fn new(year: i32, month: Option<u8>, day: Option<u8>) -> Self {
        Self { parts: vec![DateParts { year, month, day }], ..Self::default() }
    }

    /// A year alone.
    pub fn year(year: i32) -> Self {
        Self::new(year, None, None)
    }

    /// The first, or only, date.
    pub fn first(&self) -> Option<DateParts> {
        self.parts.first().copied()
    }

    /// Whether both can be the same date, one perhaps more precise than the other.
    pub fn agrees_with(&self, other: &Date) -> bool {
        let (Some(a), Some(b)) = (self.first(), other.first()) else { return true };
        let same = |a: Option<u8>, b: Option<u8>| a.is_none() || b.is_none() || a == b;
        a.year == b.year && same(a.month, b.month) && same(a.day, b.day)
    }
}

impl DateParts {
    /// The parts that are known, year first: the inner list of CSL-JSON's `date-parts`.
    pub fn known(self) -> Vec<i32> {
        let month = self.month.map(i32::from);
        let day = month.and(self.day.map(i32::from));
        [Some(self.year), month, day].into_iter().flatten().collect()
    }
}
