//! Title case: small words as they were typed.

use super::markup::Piece;
use crate::export::plain;
use crate::{Item, Variable};

use super::quotes::typographic;

/// Articles, prepositions, conjunctions and particles: in a title in title case they keep the case
/// in which they were typed, as other CSL processors have it.
const SMALL_WORDS: &[&str] = &[
    "a",
    "about",
    "above",
    "across",
    "after",
    "against",
    "al",
    "along",
    "amid",
    "among",
    "an",
    "and",
    "apud",
    "around",
    "as",
    "at",
    "before",
    "behind",
    "below",
    "beneath",
    "beside",
    "between",
    "beyond",
    "but",
    "by",
    "c",
    "ca",
    "circa",
    "d",
    "da",
    "de",
    "del",
    "della",
    "den",
    "der",
    "des",
    "despite",
    "di",
    "down",
    "du",
    "during",
    "et",
    "except",
    "for",
    "from",
    "front",
    "in",
    "inside",
    "into",
    "la",
    "le",
    "m",
    "n",
    "near",
    "nor",
    "of",
    "off",
    "on",
    "onto",
    "or",
    "over",
    "per",
    "qua",
    "s",
    "since",
    "so",
    "t",
    "than",
    "the",
    "through",
    "throughout",
    "till",
    "to",
    "toward",
    "towards",
    "und",
    "under",
    "underneath",
    "until",
    "up",
    "upon",
    "v",
    "van",
    "via",
    "von",
    "vs",
    "with",
    "within",
    "without",
    "y",
    "yet",
];

/// Gives small words the letter back with which they were typed, in every title of the item.
///
/// Hayagriva capitalizes some (“Fin-De-Siècle”, “Board V. Lund”, “Rumor, And the Press”), and
/// makes others small (“Review of the Quiet Frontier”, where the title of a book starts).
pub(super) fn restore(pieces: &mut [Piece], item: &Item) {
    let titles = [
        Variable::Title,
        Variable::ContainerTitle,
        Variable::CollectionTitle,
        Variable::ReviewedTitle,
        Variable::VolumeTitle,
        Variable::EventTitle,
    ];
    for title in titles.into_iter().filter_map(|variable| item.text(variable)) {
        let title: Vec<char> = typographic(&plain(title)).chars().collect();
        for piece in &mut *pieces {
            if let Some(text) = restored(&piece.text, &title) {
                piece.text = text;
            }
        }
    }
}

/// The text with the small words of the title restored; nothing where nothing changes.
fn restored(text: &str, title: &[char]) -> Option<String> {
    let mut text: Vec<char> = text.chars().collect();
    let is_same = |window: &[char]| window.iter().zip(title).all(|(a, b)| a == b || lower(*a) == lower(*b));
    let start = text.windows(title.len().max(1)).position(is_same)?;
    let words = words(title);
    if is_lowered(text.get(start..)?, title, &words) {
        return None;
    }
    let mut changed = false;
    for (from, to) in words {
        let word: String = title.get(from..to)?.iter().copied().map(lower).collect();
        let is_inside = from > 0 && to < title.len() && !after_colon(title, from);
        if is_inside && SMALL_WORDS.contains(&word.as_str()) {
            let letter = text.get_mut(start + from)?;
            let typed = title.get(from)?;
            changed |= letter != typed;
            *letter = *typed;
        }
    }
    changed.then(|| text.into_iter().collect())
}

/// Whether the style has made another word than a small one small: it wants sentence case.
fn is_lowered(text: &[char], title: &[char], words: &[(usize, usize)]) -> bool {
    words.iter().any(|(from, to)| {
        let word: String = title.get(*from..*to).unwrap_or_default().iter().copied().map(lower).collect();
        let (typed, printed) = (title.get(*from), text.get(*from));
        !SMALL_WORDS.contains(&word.as_str())
            && typed.is_some_and(|c| c.is_uppercase())
            && printed.is_some_and(|c| c.is_lowercase())
    })
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Whether a subtitle starts here.
fn after_colon(title: &[char], at: usize) -> bool {
    let before = title.get(..at).unwrap_or_default();
    before
        .iter()
        .rev()
        .find(|c| !c.is_whitespace())
        .is_some_and(|c| matches!(c, ':' | '?' | '!' | '.' | '“' | '‘'))
}

/// Start and end of each run of letters.
fn words(title: &[char]) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (i, c) in title.iter().enumerate() {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(i),
            (false, Some(from)) => {
                words.push((from, i));
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| (from, title.len())));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(printed: &str, title: &str, expected: &str) {
        let title: Vec<char> = title.chars().collect();
        assert_eq!(restored(printed, &title).unwrap_or_else(|| printed.to_owned()), expected);
    }

    #[test]
    fn small_words_are_small_again() {
        check("Harbor Board V. Lund, ", "Harbor Board v. Lund", "Harbor Board v. Lund, ");
        check("Fin-De-Siècle Vienna.", "Fin-de-siècle Vienna", "Fin-de-Siècle Vienna.");
        check(
            "Strike Ends After Eleven Days",
            "Strike ends after eleven days",
            "Strike Ends after Eleven Days",
        );
    }

    #[test]
    fn sentence_case_stays() {
        check("Review of the quiet frontier", "Review of The Quiet Frontier", "Review of the quiet frontier");
    }

    #[test]
    fn what_the_document_has_large_stays() {
        check("Life After Death", "Life After Death", "Life After Death");
        check("After All: Von Kleist", "After all: von Kleist", "After All: Von Kleist");
        check("Another Title", "After all", "Another Title");
        check("x", "", "x");
    }
}
