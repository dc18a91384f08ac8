//! A work as it was read from a document → the item that a style prints.
//!
//! Texts become one line without anything invisible; a date that no calendar has loses what is
//! impossible, and one that says that there is none is left out: styles have a term of their own for
//! that. A title that is certainly not English tells so, and keeps its small letters.

use crate::csl_json::{JsonDate, JsonItem, JsonName, JsonValue};
use crate::export::{plain, real, says_that_there_is_none};
use crate::{Date, Name, Value, Variable, Work};

/// The item under the id of the work.
pub(super) fn print_ready(work: &Work) -> JsonItem {
    let mut item = JsonItem::new(work.id.to_string(), work.item.kind.name());
    for field in &work.item.fields {
        let value = match &field.value {
            Value::Text(text) => Some(plain(text)).filter(|text| !text.is_empty()).map(JsonValue::Text),
            Value::Names(names) => {
                let names: Vec<_> = names.iter().filter_map(person).collect();
                (!names.is_empty()).then_some(JsonValue::Names(names))
            }
            Value::Date(date) => normal_date(date).map(JsonValue::Date),
        };
        if let Some(value) = value {
            item.set(field.variable.name(), value);
        }
    }
    if !work.item.has(Variable::Language)
        && let Some(language) = foreign_language(work.item.title())
    {
        item.set(Variable::Language.name(), JsonValue::Text(language.to_owned()));
    }
    item
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

fn person(name: &Name) -> Option<JsonName> {
    let mut name = JsonName::from(name);
    let parts = [
        &mut name.family,
        &mut name.given,
        &mut name.dropping_particle,
        &mut name.non_dropping_particle,
        &mut name.suffix,
        &mut name.literal,
    ];
    for part in parts {
        *part = plain(part);
    }
    (!name.family.is_empty() || !name.given.is_empty() || !name.literal.is_empty()).then_some(name)
}

fn normal_date(date: &Date) -> Option<JsonDate> {
    let literal = date.literal.as_deref().map(plain).filter(|literal| !literal.is_empty());
    if date.parts.is_empty() && literal.as_deref().is_none_or(says_that_there_is_none) {
        return None;
    }
    let parts = date.parts.iter().take(2).map(|parts| real(*parts)).collect();
    Some(JsonDate::from(&Date { parts, literal, ..date.clone() }))
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
