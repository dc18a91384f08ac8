//! The words of a file name against the words of a title.

use std::collections::HashMap;

use crate::address::{Parts, archived, bare};

/// A word of a file name that is almost the word of the title in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Oddity {
    /// What the file name has.
    pub(crate) word: String,
    /// What the title has.
    pub(crate) title_word: String,
}

/// Titles and file names with more words than this are not compared.
const LONGEST: usize = 60;

/// Words around the odd one that must agree before it counts.
const AGREEING: usize = 3;

/// Finds the one word in which a file name differs from a title by a slip of the hand.
///
/// File names shorten and paraphrase titles, and follow other spellings; so the words around it must
/// agree, and it must be garbled, not inflected or spelt after another rule.
pub(crate) fn odd_word(url: &str, title: &str) -> Option<Oddity> {
    let path = Parts::of(archived(url))?.path;
    let slug = words(path.rsplit('/').find(|segment| !segment.is_empty())?);
    let title = words(title);
    // Their table has a cell for each pair of words.
    if slug.len().max(title.len()) > LONGEST {
        return None;
    }
    let pairs = aligned(&slug, &title);
    if pairs.len() < AGREEING {
        return None;
    }
    let mut odd = None;
    // Between two pairs, and before the first of them, one word of each may be left.
    let mut before = (0, 0);
    for (in_slug, in_title) in pairs {
        if in_slug == before.0 + 1
            && in_title == before.1 + 1
            && let (Some(word), Some(title_word)) = (slug.get(before.0), title.get(before.1))
            && is_garbled(word, title_word)
        {
            if odd.is_some() {
                return None;
            }
            odd = Some(Oddity { word: word.clone(), title_word: title_word.clone() });
        }
        before = (in_slug + 1, in_title + 1);
    }
    odd
}

/// How a file name differs from the title that it else follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// One word has another letter.
    Word {
        /// What the file name has.
        word: String,
        /// What the title has.
        title_word: String,
    },
    /// Two words have changed places.
    Order {
        /// What the title has first.
        first: String,
        /// What the title has second.
        second: String,
    },
}

/// Finds the one word that a file name spells by another letter than the title, or two that have changed places.
///
/// The file name must follow the title from its start: what is shortened or paraphrased contradicts nothing.
pub(crate) fn difference(url: &str, title: &str) -> Option<Difference> {
    let path = Parts::of(archived(url))?.path;
    let name = path.rsplit('/').find(|segment| !segment.is_empty())?;
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let slug = words(&name.replace("%E2%80%99", "").replace("%E2%80%93", " "));
    let title = words(title);
    let length = slug.len().min(title.len());
    // Whole titles say more than starts of titles.
    let least = if slug.len() == title.len() { 4 } else { 5 };
    if length < least || slug.len().abs_diff(title.len()) > 4 || title.len() > LONGEST {
        return None;
    }
    let mut odd = slug.iter().zip(&title).enumerate().filter(|(_, (word, other))| !agree(word, other));
    let (at, (word, title_word)) = odd.next()?;
    let (next, last) = (odd.next(), odd.next());
    match (next, last) {
        (None, _) if is_one_letter(word, title_word) || has_exchanged_letters(word, title_word) => {
            Some(Difference::Word { word: word.clone(), title_word: title_word.clone() })
        }
        (Some((other_at, (other, title_other))), None)
            if word == title_other
                && other == title_word
                && other_at <= at + 2
                && word.len() >= 3
                && other.len() >= 3 =>
        {
            Some(Difference::Order { first: title_word.clone(), second: title_other.clone() })
        }
        _ => None,
    }
}

/// Whether two neighboring letters have changed places; “theatre” and “theater” are spellings.
fn has_exchanged_letters(a: &str, b: &str) -> bool {
    let is_spelling = |a: &str, b: &str| a.ends_with("re") && b.ends_with("er");
    let (one, other): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let differing: Vec<usize> =
        one.iter().zip(&other).enumerate().filter(|(_, (a, b))| a != b).map(|(i, _)| i).collect();
    let are_neighbors = matches!(differing.as_slice(), [i, j] if i + 1 == *j && *i > 0
        && one.get(*i) == other.get(*j) && one.get(*j) == other.get(*i));
    one.len() == other.len() && one.len() >= 4 && are_neighbors && !is_spelling(a, b) && !is_spelling(b, a)
}

/// Whether two words of one length differ in one letter in their midst or at their end.
fn is_one_letter(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let is_word = |word: &[char]| word.len() >= 5 && word.iter().all(char::is_ascii_lowercase);
    is_word(&a)
        && is_word(&b)
        && a.len() == b.len()
        && a.first() == b.first()
        && a.iter().zip(&b).filter(|(a, b)| a != b).count() == 1
}

/// The words of a title or file name, in small letters.
fn words(text: &str) -> Vec<String> {
    let plain: String = text.chars().filter(|c| !matches!(c, '\'' | '’')).collect();
    let plain = plain.replace("%20", " ");
    let parts = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    parts.map(str::to_lowercase).collect()
}

/// Pairs of words that agree, in the order of both: the longest such row.
fn aligned(slug: &[String], title: &[String]) -> Vec<(usize, usize)> {
    let mut best = vec![vec![0_usize; title.len() + 1]; slug.len() + 1];
    let at = |table: &[Vec<usize>], i: usize, j: usize| {
        table.get(i).and_then(|row| row.get(j)).copied().unwrap_or_default()
    };
    for (i, word) in slug.iter().enumerate().rev() {
        for (j, other) in title.iter().enumerate().rev() {
            let value = if agree(word, other) {
                at(&best, i + 1, j + 1) + 1
            } else {
                at(&best, i + 1, j).max(at(&best, i, j + 1))
            };
            if let Some(cell) = best.get_mut(i).and_then(|row| row.get_mut(j)) {
                *cell = value;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while let (Some(word), Some(other)) = (slug.get(i), title.get(j)) {
        if agree(word, other) {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if at(&best, i + 1, j) >= at(&best, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// Whether two words are one, less the ending of a genitive or plural.
fn agree(a: &str, b: &str) -> bool {
    a == b || a.strip_suffix('s') == Some(b) || b.strip_suffix('s') == Some(a)
}

/// Whether a word is another one, garbled: with several letters wrong, or two that have changed places.
///
/// A single other letter can be another spelling: defence and defense, organise and organize.
fn is_garbled(word: &str, right: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (word.chars().collect(), right.chars().collect());
    let is_word = |word: &[char]| word.len() >= 5 && word.iter().all(char::is_ascii_lowercase);
    if !is_word(&a) || !is_word(&b) || a.first() != b.first() || a.last() != b.last() {
        return false;
    }
    let distance = distance(&a, &b);
    are_exchanged(&a, &b) || (distance >= 3 && distance * 2 <= a.len().max(b.len()))
}

/// Whether two neighboring letters within a word have changed places; centre and center are spellings.
fn are_exchanged(a: &[char], b: &[char]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let differing: Vec<(&char, &char)> = a.iter().zip(b).filter(|(a, b)| a != b).collect();
    let start = a.iter().zip(b).position(|(a, b)| a != b).unwrap_or_default();
    let adjacent = a.get(start + 1) != b.get(start + 1);
    matches!(differing.as_slice(), [(a, b), (c, d)] if a == d && b == c) && adjacent && start + 2 < a.len()
}

/// How many letters must be changed, added or dropped to make one word of the other.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (other, above) in b.iter().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(letter != other)).min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// How often each word stands in a document.
pub(crate) struct Words {
    all: HashMap<String, usize>,
    in_addresses: HashMap<String, usize>,
}

impl Words {
    /// Counts the words of a text, and apart those of its addresses.
    pub(crate) fn of(text: &str) -> Self {
        let count = |text: &str, counts: &mut HashMap<String, usize>| {
            for word in words(text) {
                *counts.entry(word).or_default() += 1;
            }
        };
        let (mut all, mut in_addresses) = (HashMap::new(), HashMap::new());
        count(text, &mut all);
        for address in bare(text) {
            count(address.of(text), &mut in_addresses);
        }
        Self { all, in_addresses }
    }

    /// How often a word stands in the document.
    pub(crate) fn count(&self, word: &str) -> usize {
        self.all.get(word).copied().unwrap_or_default()
    }

    /// How often it does so within addresses.
    pub(crate) fn count_in_addresses(&self, word: &str) -> usize {
        self.in_addresses.get(word).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: &str, title: &str, expected: Option<(&str, &str)>) {
        let found = odd_word(&format!("http://a.example/2012/{file}"), title);
        let found = found.as_ref().map(|odd| (odd.word.as_str(), odd.title_word.as_str()));
        assert_eq!(found, expected, "{file}");
    }

    #[test]
    fn words_that_are_garbled() {
        check(
            "gorabchovs_harbor-visit_and_trade_178.html",
            "Gorbachov’s Harbor Visit and Trade",
            Some(("gorabchovs", "gorbachovs")),
        );
        check("the-hrabour-of-the-monsoon", "The Harbour of the Monsoon", Some(("hrabour", "harbour")));
        check(
            "valdinimir-stays-in-the-harbour",
            "Vladimir Stays in the Harbour",
            Some(("valdinimir", "vladimir")),
        );
    }

    #[test]
    fn words_that_are_spelt_otherwise() {
        let none = None;
        check("the-defense-of-the-harbour", "The Defence of the Harbour", none);
        check("the-theater-of-the-harbour", "The Theatre of the Harbour", none);
        check("the-harbours-of-the-monsoon", "The Harbour of the Monsoon", none);
        check("harbour-monsoon", "The Harbuor of the Monsoon", none);
        check("the-ships-of-the-monsoon", "The Sailors of the Monsoon", none);
        check("die-bruecke-von-linz-und-wien", "Die Brücke von Linz und Wien", none);
        check("", "", none);
    }
}
