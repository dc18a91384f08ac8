//! A work as it was read from a document → the item that a style prints.
//!
//! Texts become one line without anything invisible; a date that no calendar has loses what is
//! impossible, and one that says that there is none is left out: styles have a term of their own for
//! that. A title that is certainly not English tells so, and keeps its small letters.

use crate::csl_json::{JsonDate, JsonItem, JsonName, JsonValue};
use crate::export::{plain, real, says_that_there_is_none};
use crate::{Date, Kind, Name, Value, Variable, Work};

/// The item that a style prints, under the id of the work.
///
/// `language` is that of the document, as a BCP 47 tag: where it is not English, a title without any
/// English word is not taken for an English one.
pub fn print_ready(work: &Work, language: Option<&str>) -> JsonItem {
    let mut item = JsonItem::new(work.id.to_string(), work.item.kind.name());
    let has_doi = work.item.has(Variable::Doi);
    for field in &work.item.fields {
        let value = match &field.value {
            // The address of a DOI says nothing that the DOI does not.
            Value::Text(text) if has_doi && field.variable == Variable::Url && text.contains("doi.org/") => {
                None
            }
            Value::Text(text) => {
                let text = plain(text);
                let is_genre = field.variable == Variable::Genre && work.item.kind == Kind::Thesis;
                // Styles that want the word say it themselves.
                let bare = text.strip_prefix("unpublished ").filter(|_| is_genre).unwrap_or(&text);
                Some(bare.to_owned()).filter(|text| !text.is_empty()).map(JsonValue::Text)
            }
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
        && let Some(language) = foreign_language(work.item.title(), language)
    {
        item.set(Variable::Language.name(), JsonValue::Text(language.to_owned()));
    }
    item
}

/// Words of English that its neighbors do not have.
const ENGLISH: &[&str] = &[
    "the", "of", "and", "to", "for", "with", "from", "by", "at", "its", "their", "how", "why", "what", "is",
];

/// Function words of other languages: those of the first list are a sure sign where they are small; of those
/// of the second, which names and English have, too, it takes two.
const FOREIGN: [(&str, &[&str], &[&str]); 5] = [
    (
        "de",
        &["und", "für", "zur", "zum", "dem", "als", "im", "über", "ohne", "oder", "eine", "einer", "ihre"],
        &["der", "die", "das", "des", "den", "von", "vom", "ein", "eine", "am", "in", "aus", "zu", "bis"],
    ),
    (
        "fr",
        &["les", "une", "aux", "dans", "sur", "et"],
        &["le", "la", "de", "du", "des", "l", "d", "au", "en", "un", "par", "à"],
    ),
    ("es", &["los", "las", "una", "hacia"], &["el", "la", "de", "del", "en", "y", "un"]),
    ("it", &["gli", "nel", "nella", "dei", "degli"], &["il", "la", "di", "del", "della", "e", "un", "le"]),
    ("nl", &["een", "het", "naar"], &["de", "van", "der", "den", "en", "op", "in", "te"]),
];

/// The language of a title that is certainly not English, so that it keeps its small letters.
///
/// Told by function words in small letters, and by the language of the document.
fn foreign_language<'a>(title: &str, document: Option<&'a str>) -> Option<&'a str> {
    let lower = title.to_lowercase();
    let all: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let small = || title.split(|c: char| !c.is_alphanumeric()).skip(1);
    if let Some((language, ..)) = FOREIGN.iter().find(|(_, sure, _)| small().any(|word| sure.contains(&word)))
    {
        return Some(language);
    }
    if all.is_empty() || all.iter().any(|word| ENGLISH.contains(word)) {
        return None;
    }
    let distinct = |list: &[&str]| list.iter().filter(|word| all.contains(word)).count();
    let likely = FOREIGN.iter().map(|(language, _, likely)| (distinct(likely), *language));
    // The first of the languages that have as many.
    let best = likely.rev().max_by_key(|(count, _)| *count).filter(|(count, _)| *count >= 2);
    best.map(|(_, language)| language).or(document.filter(|tag| !tag.starts_with("en")))
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
        let check = |title, expected| assert_eq!(foreign_language(title, None), expected, "{title}");
        check("Jahrbuch für Wirtschaftsgeschichte", Some("de"));
        check("Verspätung als Prinzip", Some("de"));
        check("Die Verwandlung der Welt. Eine Geschichte des 19. Jahrhunderts", Some("de"));
        check("Surveiller dans les prisons", Some("fr"));
        check("La vie de la cour", Some("fr"));
        check("Rogier van der Weyden in the Prado", None);
        check("Les Misérables Revisited", None);
        check("The Life of Carlos de la Torre", None);
        check("Die Another Day", None);
        check("Simón Bolívar", None);
        check("", None);
    }

    #[test]
    fn what_is_not_english_is_in_the_language_of_its_document() {
        let check = |title, expected| assert_eq!(foreign_language(title, Some("de")), expected, "{title}");
        check("Das Salz", Some("de"));
        check("The salt of the earth", None);
        check("Le sel dans la vallée", Some("fr"));
        assert_eq!(foreign_language("Salt roads", Some("en")), None);
    }
}
