//! Dates (CSL 1.0.2, “Date”).

use std::borrow::Cow;
use std::sync::Arc;

use super::element::{DateElement, DatePart, DatePartForm, DatePartName, DateShown, TermForm};
use super::numbers;
use super::scene::{Printed, Scene, Track};
use super::tree::{Mark, Origin, Part};
use crate::csl_json::{JsonDate, JsonDateParts};

impl Scene<'_> {
    /// Renders a `date` element.
    pub(super) fn date(&self, element: &DateElement, track: &mut Track) -> Printed {
        let variable = &element.variable;
        // Cites are alike also when they differ in another date than that of the work.
        if track.is_used(variable) || (self.comparing && &**variable != "issued") {
            return Printed::variable(None);
        }
        let Some(date) = self.item.date(variable) else { return Printed::variable(None) };
        let origin = Origin::Variable(Arc::clone(variable));
        let Some(parts) = self.date_parts(element) else { return Printed::variable(None) };
        if self.sort.is_some() {
            return Printed::variable(Some(Part::text(sort_key(date, Some(&parts)), origin)));
        }
        if date.parts.is_empty() {
            let Some(literal) = &date.literal else { return Printed::variable(None) };
            let mut shown = vec![super::rich::parts(literal, &origin, self.locale).marked(Mark::Year)];
            shown.extend(self.year_suffix(variable, track));
            return Printed::variable(Some(self.dressed(Part::list(shown, ""), &element.look)));
        }
        let delimiter = self.delimiter(element);
        let mut rendered = match *date.parts {
            [from, to] if to != from => self.range(&parts, from, to, delimiter, &origin),
            [from, ..] => {
                let shown = parts.iter().filter_map(|part| self.part(part, from, &origin));
                Part::list(shown.collect(), delimiter)
            }
            [] => return Printed::variable(None),
        };
        if rendered.is_empty() {
            return Printed::variable(None);
        }
        if let Some(suffix) = self.year_suffix_if_due(variable, &rendered, track)
            && let Some(year) = last_year(&mut rendered)
        {
            let mut bare = std::mem::take(year);
            let (prefix, after) = (std::mem::take(&mut bare.prefix), std::mem::take(&mut bare.suffix));
            *year = Part { prefix, suffix: after, ..Part::list(vec![bare, suffix], "") };
        }
        if self.outer.is_some() {
            track.used.push(Arc::clone(variable));
        }
        Printed::variable(Some(self.dressed(rendered, &element.look)))
    }

    fn year_suffix_if_due(&self, variable: &str, rendered: &Part, track: &mut Track) -> Option<Part> {
        rendered.find(Mark::Year)?;
        self.year_suffix(variable, track)
    }

    /// The letter that sets a work of one author and year apart, unless the style prints it elsewhere.
    pub(super) fn year_suffix(&self, variable: &str, track: &mut Track) -> Option<Part> {
        if variable != "issued" || track.year_suffix_done || self.sheet.prints_year_suffix {
            return None;
        }
        let suffix = self.distinction.year_suffix?;
        track.year_suffix_done = true;
        Some(
            Part::text(numbers::letters(suffix), Origin::Variable("year-suffix".into()))
                .marked(Mark::YearSuffix),
        )
    }

    fn delimiter<'b>(&'b self, element: &'b DateElement) -> &'b str {
        match element.form.and_then(|form| self.locale.date(form)) {
            Some(date) => &date.delimiter,
            None => &element.delimiter,
        }
    }

    /// The parts to print: the element's own, or those of the locale with the element's looks.
    fn date_parts<'b>(&'b self, element: &'b DateElement) -> Option<Vec<Cow<'b, DatePart>>> {
        let Some(form) = element.form else { return Some(element.parts.iter().map(Cow::Borrowed).collect()) };
        let of_locale = self.locale.date(form)?;
        let is_shown = |name: DatePartName| match element.shown {
            DateShown::Year => name == DatePartName::Year,
            DateShown::YearMonth => name != DatePartName::Day,
            DateShown::YearMonthDay => true,
        };
        let parts = of_locale.parts.iter().filter(|part| is_shown(part.name)).map(|part| {
            let Some(own) = element.parts.iter().find(|own| own.name == part.name) else {
                return Cow::Borrowed(part);
            };
            let mut merged = part.clone();
            merged.form = own.form.or(part.form);
            merged.range_delimiter = own.range_delimiter.clone().or(part.range_delimiter.clone());
            merged.look.format = if own.look.format.is_plain() { part.look.format } else { own.look.format };
            merged.look.case = own.look.case.or(part.look.case);
            merged.look.strip_periods |= own.look.strip_periods;
            Cow::Owned(merged)
        });
        Some(parts.collect())
    }

    /// A range: what both ends share is printed once.
    fn range(
        &self,
        parts: &[Cow<'_, DatePart>],
        from: JsonDateParts,
        to: JsonDateParts,
        delimiter: &str,
        origin: &Origin,
    ) -> Part {
        let shown = |name| parts.iter().any(|part| part.name == name);
        let is_open = to.year == 0;
        // The largest part that differs, among those that are shown.
        let differs = if from.year != to.year {
            DatePartName::Year
        } else if from.month != to.month && shown(DatePartName::Month) {
            DatePartName::Month
        } else if from.day != to.day && shown(DatePartName::Day) {
            DatePartName::Day
        } else {
            let same = parts.iter().filter_map(|part| self.part(part, from, origin));
            return Part::list(same.collect(), delimiter);
        };
        let joint =
            parts.iter().find(|part| part.name == differs).and_then(|part| part.range_delimiter.as_deref());
        let joint = joint.unwrap_or("–");
        let is_doubled = |part: &DatePart| part.name >= differs;
        let doubled: Vec<&DatePart> =
            parts.iter().map(|part| &**part).filter(|part| is_doubled(part)).collect();
        let start = parts.iter().position(|part| is_doubled(part)).unwrap_or_default();
        let end = parts.iter().rposition(|part| is_doubled(part)).unwrap_or_default();
        let side = |date: JsonDateParts, open_end: bool, open_start: bool| -> Vec<Part> {
            let mut side: Vec<Part> = Vec::new();
            for part in &doubled {
                side.extend(self.part(part, date, origin));
            }
            if let Some(last) = side.last_mut().filter(|_| open_end) {
                last.suffix.clear();
            }
            if let Some(first) = side.first_mut().filter(|_| open_start) {
                first.prefix.clear();
            }
            side
        };
        let mut out = Vec::new();
        for part in &parts[..start] {
            out.extend(self.part(part, from, origin));
        }
        let first = side(from, true, false);
        let second = if is_open { Vec::new() } else { side(to, false, true) };
        out.push(Part::list(
            vec![
                Part::list(first, delimiter),
                Part::text(joint, Origin::Style),
                Part::list(second, delimiter),
            ],
            "",
        ));
        for part in parts.get(end + 1..).unwrap_or_default() {
            if !is_doubled(part) {
                out.extend(self.part(part, from, origin));
            }
        }
        Part::list(out, delimiter)
    }

    /// One part of a date.
    fn part(&self, part: &DatePart, date: JsonDateParts, origin: &Origin) -> Option<Part> {
        let text = match part.name {
            DatePartName::Year => self.year(date.year, part.form)?,
            DatePartName::Month => self.month(date.month?, part.form)?,
            DatePartName::Day => self.day(date, part.form)?,
        };
        let rendered = self.dressed(Part::text(text, origin.clone()), &part.look);
        Some(if part.name == DatePartName::Year { rendered.marked(Mark::Year) } else { rendered })
    }

    fn year(&self, year: i32, form: Option<DatePartForm>) -> Option<String> {
        let term = |name| self.locale.term(name, TermForm::Long, false).unwrap_or_default();
        Some(match year {
            0 => return None,
            ..0 => format!("{}{}", year.unsigned_abs(), term("bc")),
            1..1000 if form != Some(DatePartForm::Short) => format!("{year}{}", term("ad")),
            _ if form == Some(DatePartForm::Short) => format!("{:02}", year % 100),
            _ => year.to_string(),
        })
    }

    fn month(&self, month: u8, form: Option<DatePartForm>) -> Option<String> {
        if month > 12 {
            let season = (month - 1) % 4 + 1;
            return self
                .locale
                .term(&format!("season-{season:02}"), TermForm::Long, false)
                .map(str::to_owned);
        }
        Some(match form {
            Some(DatePartForm::Numeric) => month.to_string(),
            Some(DatePartForm::NumericLeadingZeros) => format!("{month:02}"),
            _ => {
                let form = if form == Some(DatePartForm::Short) { TermForm::Short } else { TermForm::Long };
                self.locale.term(&format!("month-{month:02}"), form, false).unwrap_or_default().to_owned()
            }
        })
    }

    fn day(&self, date: JsonDateParts, form: Option<DatePartForm>) -> Option<String> {
        let day = date.day?;
        Some(match form {
            Some(DatePartForm::NumericLeadingZeros) => format!("{day:02}"),
            Some(DatePartForm::Ordinal) if !self.locale.limit_day_ordinals || day == 1 => {
                let gender = date.month.and_then(|month| self.locale.gender(&format!("month-{month:02}")));
                format!("{day}{}", self.locale.ordinal_suffix(u64::from(day), gender))
            }
            _ => day.to_string(),
        })
    }
}

/// The last year of a range, which takes the suffix.
fn last_year(part: &mut Part) -> Option<&mut Part> {
    if part.mark == Mark::Year {
        return Some(part);
    }
    match &mut part.content {
        super::tree::Content::Text(..) => None,
        super::tree::Content::List { parts, .. } => parts.iter_mut().rev().find_map(last_year),
    }
}

/// A date as a sort key: years before our era sort backwards, absent parts first.
pub(super) fn sort_key(date: &JsonDate, shown: Option<&[Cow<'_, DatePart>]>) -> String {
    let shows = |name| shown.is_none_or(|parts| parts.iter().any(|part| part.name == name));
    if date.parts.is_empty() {
        return date.literal.clone().unwrap_or_default();
    }
    let one = |parts: &JsonDateParts| {
        let year = if parts.year < 0 {
            format!("A{:09}", 1_000_000_000 + i64::from(parts.year))
        } else {
            format!("B{:09}", parts.year)
        };
        let year = if shows(DatePartName::Year) { year } else { String::new() };
        let month = parts.month.filter(|_| shows(DatePartName::Month)).unwrap_or(0);
        let day = parts.day.filter(|_| shows(DatePartName::Day)).unwrap_or(0);
        format!("{year}{month:02}{day:02}")
    };
    date.parts.iter().map(one).collect::<Vec<_>>().join("-")
}
