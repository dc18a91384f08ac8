//! Item → the CSL-JSON item of Hayagriva, in the shape from which it loses least.
//!
//! Hayagriva's own entries know no interview, review, letter, dataset, map, hearing, treaty or
//! magazine, and have no container of a web page; its CSL-JSON items have them all. Against what
//! it does to those items:
//!
//! - A range of dates panics. The first date is handed over, and [`dates`](super::dates) sets the
//!   second one in afterwards.
//! - A date in words is dropped. It is handed over as the year [`YEAR_IN_WORDS`], and replaced afterwards.
//! - A family name of several words (“Ortega y Gasset”) is cut before its last word, unless the name
//!   has a declared particle. So its first word is declared as one, and joined to it again.
//! - A person with a family name only is read as one with a particle. It is handed over as literal.
//! - Months and days are taken for indexes without a check. What no calendar has is left out.
//! - The place of an archive is looked for under a name that CSL has not.
//! - Years before our era are counted with a year 0, which CSL has not.

use std::collections::BTreeMap;

use hayagriva::citationberg::json::{
    DateValue, Item as CslItem, LiteralName, NameItem, NameValue, Value as CslValue, VecDate, VecDateRange,
};

use super::dates::YEAR_IN_WORDS;
use super::mend::{HAS_AUTHOR, SECOND_CONTAINER};
use super::quotes::typographic;
use crate::export::{plain, real, says_that_there_is_none};
use crate::{Date, DateParts, Item, Name, Value, Variable, Work};

/// Which end of a range of dates is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RangeEnd {
    First,
    Last,
}

/// The work as Hayagriva reads it; its id is that of the work.
pub(super) fn normalize(work: &Work, end: RangeEnd) -> CslItem {
    let mut map = BTreeMap::new();
    let mut put = |name: &str, value: CslValue| map.insert(name.to_owned(), value);
    put("id", CslValue::String(work.id.to_string()));
    put("type", CslValue::String(work.item.kind.name().to_owned()));
    for field in &work.item.fields {
        let value = match &field.value {
            Value::Text(text) => text_value(field.variable, text),
            Value::Names(names) => people(names),
            Value::Date(date) => normal_date(date, end).map(CslValue::Date),
        };
        if let Some(value) = value {
            // Hayagriva reads `archive-place` in styles, and asks items for `archive_place`.
            let name = if field.variable == Variable::ArchivePlace {
                "archive_place"
            } else {
                field.variable.name()
            };
            put(name, value);
        }
    }
    if let Some(container) = map.get(Variable::ContainerTitle.name()).cloned() {
        map.insert(SECOND_CONTAINER.to_string(), container);
    }
    if map.contains_key(Variable::Author.name()) {
        map.insert(HAS_AUTHOR.to_string(), CslValue::String("author".to_owned()));
    }
    if !work.item.has(Variable::Language)
        && let Some(language) = foreign_language(work.item.title())
    {
        map.insert(Variable::Language.name().to_owned(), CslValue::String(language.to_owned()));
    }
    CslItem(map)
}

/// The language of a title that is certainly not English, so that it keeps its small letters.
///
/// Told by function words in small letters that neither English nor names have.
fn foreign_language(title: &str) -> Option<&'static str> {
    const WORDS: [(&str, &[&str]); 5] = [
        (
            "de",
            &[
                "und", "für", "zur", "zum", "dem", "als", "im", "über", "ohne", "oder", "eine", "einer",
                "ihre",
            ],
        ),
        ("fr", &["les", "une", "aux", "dans", "sur", "et"]),
        ("es", &["los", "las", "una", "hacia"]),
        ("it", &["gli", "nel", "nella", "dei", "degli"]),
        ("nl", &["een", "het", "naar"]),
    ];
    let words = || title.split(|c: char| !c.is_alphanumeric()).skip(1);
    WORDS.iter().find(|(_, list)| words().any(|word| list.contains(&word))).map(|(language, _)| *language)
}

fn text_value(variable: Variable, text: &str) -> Option<CslValue> {
    let text = plain(text);
    // A quotation mark in an identifier is part of it.
    let is_prose = !matches!(
        variable,
        Variable::Url | Variable::Doi | Variable::Isbn | Variable::Issn | Variable::Pmid | Variable::Pmcid
    );
    let text = if is_prose { typographic(&text) } else { text };
    (!text.is_empty()).then_some(CslValue::String(text))
}

/// Whether both ends of some date of the item are printed.
pub(super) fn has_range(item: &Item) -> bool {
    Variable::ALL.iter().filter_map(|variable| item.date(*variable)).any(|date| date.parts.len() > 1)
}

fn people(names: &[Name]) -> Option<CslValue> {
    let names: Vec<_> = names.iter().filter_map(person).collect();
    (!names.is_empty()).then_some(CslValue::Names(names))
}

fn person(name: &Name) -> Option<NameValue> {
    let part = |part: &Option<String>| part.as_deref().map(plain).filter(|part| !part.is_empty());
    let literal = |literal: String| NameValue::Literal(LiteralName { literal });
    let Some(family) = part(&name.family) else {
        let whole = part(&name.literal).unwrap_or_else(|| plain(&name.full()));
        return (!whole.is_empty()).then(|| literal(whole));
    };
    let given = part(&name.given);
    let dropping = part(&name.dropping_particle);
    let declared = part(&name.non_dropping_particle);
    let suffix = part(&name.suffix);
    if given.is_none() && dropping.is_none() && suffix.is_none() {
        return Some(literal(declared.map_or(family.clone(), |particle| format!("{particle} {family}"))));
    }
    let (particle, family) = match (declared, family.split_once(' ')) {
        (Some(particle), _) => (Some(particle), family),
        (None, Some((first, rest))) => (Some(first.to_owned()), rest.to_owned()),
        (None, None) => (None, family),
    };
    Some(NameValue::Item(NameItem {
        family,
        given,
        non_dropping_particle: particle,
        dropping_particle: dropping,
        suffix,
        comma_suffix: None,
    }))
}

fn normal_date(date: &Date, end: RangeEnd) -> Option<DateValue> {
    let (parts, season) = match (date.parts.as_slice(), end) {
        ([], _) => {
            // Styles have a term of their own for what has no date.
            let literal = date.literal.as_deref().map(plain)?;
            if literal.is_empty() || says_that_there_is_none(&literal) {
                return None;
            }
            (DateParts { year: YEAR_IN_WORDS.into(), ..DateParts::default() }, None)
        }
        ([only], _) => (*only, date.season),
        ([first, ..], RangeEnd::First) => (*first, None),
        ([.., last], RangeEnd::Last) => (*last, None),
    };
    let parts = real(parts);
    let year = if parts.year < 0 { parts.year + 1 } else { parts.year };
    let known = [Some(i16::try_from(year).ok()?), parts.month.map(i16::from), parts.day.map(i16::from)];
    let season = season.filter(|season| (1..=4).contains(season) && parts.month.is_none());
    Some(DateValue::DateParts {
        date_parts: VecDateRange(vec![VecDate(known.into_iter().map_while(|part| part).collect())]),
        literal: None,
        season: season.map(|season| season.to_string()),
        circa: date.circa,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_in_other_languages_are_known_by_small_words() {
        let check = |title, expected| assert_eq!(foreign_language(title), expected, "{title}");
        check("Jahrbuch für Wirtschaftsgeschichte", Some("de"));
        check("Verspätung als Prinzip", Some("de"));
        check("Surveiller dans les prisons", Some("fr"));
        check("Rogier van der Weyden in the Prado", None);
        check("Les Misérables Revisited", None);
        check("The Life of Carlos de la Torre", None);
        check("", None);
    }
}
