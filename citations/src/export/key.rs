//! Citation keys: `schorske1980fin`.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::{Bibliography, Item, Variable};

/// The key of each work, in their order: family name, year and first word of the title.
///
/// Keys are ASCII letters and digits, unique, and the same at every run. Works that would share a
/// key are told apart by `-2`, `-3` … in order of first citation.
pub fn citation_keys(bibliography: &Bibliography) -> Vec<String> {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let keys = bibliography.works.iter().map(|work| key(&work.item));
    keys.map(|key| {
        let times = used.entry(key.clone()).or_default();
        *times += 1;
        if *times == 1 { key } else { format!("{key}-{times}") }
    })
    .collect()
}

/// Words that say nothing at the head of a title, in the languages that scholars cite most.
const EMPTY_WORDS: &[&str] = &[
    "a", "an", "the", "on", "of", "in", "and", "der", "die", "das", "den", "dem", "des", "ein", "eine", "le",
    "la", "les", "l", "un", "une", "du", "de", "el", "los", "las", "il", "lo", "gli", "i", "het", "een", "o",
    "os", "as", "um", "uma", "d",
];

fn key(item: &Item) -> String {
    let name = [Variable::Author, Variable::Editor, Variable::ContainerAuthor]
        .into_iter()
        .find_map(|variable| item.names(variable).first())
        .map(|name| match (&name.family, &name.literal) {
            (Some(family), _) => letters(family),
            (None, Some(literal)) => first_word(literal),
            (None, None) => letters(name.short()),
        })
        .unwrap_or_default();
    let year = item.date(Variable::Issued).and_then(crate::Date::first).map(|date| date.year);
    let year = year.filter(|year| *year > 0).map(|year| year.to_string()).unwrap_or_default();
    let titles = [Variable::Title, Variable::ContainerTitle, Variable::Authority, Variable::Publisher];
    let word = titles.into_iter().filter_map(|variable| item.text(variable)).map(first_word);
    let host = || item.text(Variable::Url).map(host).filter(|host| !host.is_empty());
    let word = word.into_iter().find(|word| !word.is_empty()).or_else(host).unwrap_or_default();
    // A key that starts with a digit is refused by some programs.
    let key = if name.is_empty() { format!("{word}{year}") } else { format!("{name}{year}{word}") };
    if key.starts_with(|c: char| c.is_ascii_alphabetic()) { key } else { format!("work{key}") }
}

/// The longest part of a site's name: `example` of `https://www.example.org/x`.
fn host(url: &str) -> String {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    let host = behind.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let labels = host.split('.').filter(|label| *label != "www" && label.len() > 1);
    letters(labels.max_by_key(|label| label.len()).unwrap_or_default())
}

fn first_word(text: &str) -> String {
    let words = || text.split(|c: char| !c.is_alphanumeric()).map(letters).filter(|word| !word.is_empty());
    words().find(|word| !EMPTY_WORDS.contains(&word.as_str())).or_else(|| words().next()).unwrap_or_default()
}

/// The letters and digits of a word in ASCII, lower case; at most 24.
fn letters(word: &str) -> String {
    let mut ascii = String::new();
    for c in word.to_lowercase().nfkd() {
        match c {
            'ß' => ascii.push_str("ss"),
            'æ' => ascii.push_str("ae"),
            'œ' => ascii.push_str("oe"),
            'ø' => ascii.push('o'),
            'ł' => ascii.push('l'),
            'đ' | 'ð' => ascii.push('d'),
            'þ' => ascii.push_str("th"),
            'ı' => ascii.push('i'),
            c if c.is_ascii_alphanumeric() => ascii.push(c),
            _ => {}
        }
    }
    ascii.truncate(24);
    ascii
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;
    use crate::{Kind, Name, Value};

    fn check(family: &str, title: &str, expected: &str) {
        let item = sample::item(
            Kind::Book,
            &[
                (Variable::Author, Value::Names(vec![Name::person("", family)])),
                (Variable::Title, Value::Text(title.into())),
                (Variable::Issued, Value::Date(crate::Date::year(1999))),
            ],
        );
        assert_eq!(key(&item), expected);
    }

    #[test]
    fn keys_are_readable_ascii() {
        check("Schorske", "Fin-de-siècle Vienna", "schorske1999fin");
        check("Ågren-Łuczak", "The Élite", "agrenluczak1999elite");
        check("Weiß", "Œuvres", "weiss1999oeuvres");
        check("de la Fontaine", "L’âge", "delafontaine1999age");
    }

    #[test]
    fn key_without_latin_letters_is_still_a_key() {
        check("司馬遷", "史記", "work1999");
        check("", "2001: A Space Odyssey", "work20011999");
    }

    #[test]
    fn work_without_title_is_named_for_its_site() {
        let url = Value::Text("https://www.harbor.example/a?b".into());
        assert_eq!(key(&sample::item(Kind::Webpage, &[(Variable::Url, url)])), "example");
    }

    #[test]
    fn works_that_share_a_key_are_counted() {
        let bibliography = sample::bibliography_of(&vec![sample::book(); 3]);
        assert_eq!(
            citation_keys(&bibliography),
            ["schorske1980fin", "schorske1980fin-2", "schorske1980fin-3"]
        );
    }
}
