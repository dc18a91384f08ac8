//! What is known of each style at hand, and by which signs it is found.

use ibidem_citations::style::{EmbeddedStyle, StyleInfo};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A style at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The name of its file without `.csl`, or that of the embedded style.
    pub name: String,
    /// What it says of itself.
    pub info: StyleInfo,
    /// Whether the program carries it.
    pub is_embedded: bool,
}

impl Listed {
    pub(super) fn embedded(style: EmbeddedStyle) -> Self {
        Self { name: style.name().to_owned(), info: style.info(), is_embedded: true }
    }

    /// Whether two styles print the same: the same style, or dependents of one in one locale.
    pub(super) fn prints_as(&self, other: &Self) -> bool {
        let root = |one: &Self| one.info.parent_slug().unwrap_or(&one.name).to_owned();
        self.name == other.name
            || root(self) == root(other) && self.info.default_locale == other.info.default_locale
    }

    /// The words by which it can be searched.
    pub(super) fn searched(&self) -> String {
        let info = &self.info;
        let format = info.citation_format.iter().chain(&info.class);
        let words = [&self.name, &info.title].into_iter().chain(&info.title_short);
        words.chain(&info.issns).chain(&info.fields).chain(format).cloned().collect::<Vec<_>>().join(" ")
    }
}

/// A sign by which a style is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// Its address.
    Address(String),
    /// Its ISSN, eight signs.
    Issn(String),
    /// Its name, its title or the title of its journal, folded.
    Title(String),
    /// Its short title, folded.
    ShortTitle(String),
}

impl Key {
    /// What a name can be, the surest first.
    pub(super) fn of(name: &str) -> Vec<Self> {
        let folded = fold(name);
        let mut keys = Vec::new();
        if name.contains("://") {
            keys.push(Self::Address(bare(name)));
        }
        keys.extend(issn(name).map(Self::Issn));
        if !folded.is_empty() {
            keys.extend([Self::Title(folded.clone()), Self::ShortTitle(folded)]);
        }
        keys
    }

    pub(super) fn fits(&self, listed: &Listed) -> bool {
        let info = &listed.info;
        match self {
            Self::Address(address) => bare(&info.id) == *address,
            Self::Issn(wanted) => info.issns.iter().any(|one| issn(one).as_ref() == Some(wanted)),
            Self::Title(title) => fold(&info.title) == *title || fold(&listed.name) == *title,
            Self::ShortTitle(title) => info.title_short.as_deref().is_some_and(|short| fold(short) == *title),
        }
    }
}

/// An address without what varies in writing it.
fn bare(address: &str) -> String {
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    address.trim_start_matches("www.").trim_end_matches('/').to_lowercase()
}

/// The eight signs of an ISSN.
fn issn(text: &str) -> Option<String> {
    let signs: String = text.trim().chars().filter(|c| *c != '-').collect();
    let bytes = signs.as_bytes();
    let is_one = bytes.len() == 8
        && bytes[..7].iter().all(u8::is_ascii_digit)
        && (bytes[7].is_ascii_digit() || bytes[7].eq_ignore_ascii_case(&b'x'));
    is_one.then(|| signs.to_uppercase())
}

/// Words in lower case, without marks and accents, one blank between them; “&” is “and”.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let text = text.replace('&', " and ");
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            folded.push(c);
        } else if !matches!(c, '\'' | '’') && !folded.ends_with(' ') && !folded.is_empty() {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_compared_without_accents_and_marks() {
        assert_eq!(fold("Études & Récits: l’Année (Paris)"), "etudes and recits lannee paris");
        assert_eq!(fold("—"), "");
    }

    #[test]
    fn issns_with_and_without_dash() {
        assert_eq!(issn("0178-766x").as_deref(), Some("0178766X"));
        assert_eq!(issn("01787667").as_deref(), Some("01787667"));
        assert_eq!(issn("apa"), None);
    }
}
