//! Two titles → whether they can be of one work.

use crate::words::{is_ideograph, words};

/// How like two titles are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Likeness {
    /// They have nothing to do with each other.
    #[default]
    None,
    /// They share words; one work may have both.
    Near,
    /// They are one title: whole, shortened, or with the name of a site around it.
    Same,
}

/// What parts the title of a page from the name of its site.
const SEPARATORS: [&str; 18] = [
    " | ", " - ", " – ", " — ", " — ", " » ", " « ", " · ", " • ", " :: ", ": ", " / ", "_", "|", "»", " > ",
    "：", "｜",
];

/// A title that pages are compared with.
#[derive(Clone, Debug)]
pub(crate) struct Title {
    words: Vec<String>,
    weight: f32,
}

impl Title {
    pub(crate) fn new(text: &str) -> Self {
        let words = words(text);
        let weight = words.iter().map(|word| weight(word)).sum();
        Self { words, weight }
    }

    /// Whether it says enough to be missed on a page.
    pub(crate) fn says_something(&self) -> bool {
        self.weight >= 1.5
    }

    /// Whether it consists of these words.
    pub(crate) fn has_words(&self, words: &[String]) -> bool {
        self.words == words
    }

    /// Whether most words of the shorter one are in both.
    pub(crate) fn shares_with(&self, other: &Title) -> bool {
        let common = self.common(other);
        common >= 1.0 && common >= 0.6 * self.weight.min(other.weight)
    }

    /// How like a title on a page is to it; `sites` are names of the site, which say nothing.
    pub(crate) fn likeness(&self, found: &str, sites: &[Title]) -> Likeness {
        pieces(found).iter().map(|piece| self.likeness_of_piece(piece, sites)).max().unwrap_or_default()
    }

    fn likeness_of_piece(&self, piece: &str, sites: &[Title]) -> Likeness {
        let found = Title::new(piece);
        if self.words.is_empty() || found.words.is_empty() {
            return Likeness::None;
        }
        if self.words == found.words {
            return Likeness::Same;
        }
        if sites.iter().any(|site| site.words == found.words) {
            return Likeness::None;
        }
        let common = self.common(&found);
        let (of_this, of_found) = (common / self.weight, common / found.weight);
        let is_same = (of_this >= 0.75 && common >= 1.6)
            || (of_found >= 0.8 && common >= 2.0)
            || (of_found >= 0.99 && common >= 1.0 && of_this >= 0.4);
        if is_same && !self.numbers_disagree(&found) {
            Likeness::Same
        } else if (of_this >= 0.4 && common >= 1.0) || (of_found >= 0.5 && common >= 1.6) {
            Likeness::Near
        } else {
            Likeness::None
        }
    }

    /// The weight of the words that both have.
    fn common(&self, other: &Title) -> f32 {
        let mut free: Vec<Option<&str>> = other.words.iter().map(|word| Some(word.as_str())).collect();
        let mut common = 0.0;
        for word in &self.words {
            let exact = free.iter_mut().find(|other| other.is_some_and(|other| other == word));
            let place = match exact {
                Some(place) => Some(place),
                None => free.iter_mut().find(|other| other.is_some_and(|other| is_form_of(word, other))),
            };
            if let Some(place) = place {
                *place = None;
                common += weight(word);
            }
        }
        common
    }

    /// Whether both have numbers, and none in common: “Report 7” is not “Report 8”.
    fn numbers_disagree(&self, other: &Title) -> bool {
        let numbers = |title: &Title| -> Vec<String> {
            title.words.iter().filter(|word| word.bytes().all(|b| b.is_ascii_digit())).cloned().collect()
        };
        let (here, there) = (numbers(self), numbers(other));
        !here.is_empty() && !there.is_empty() && !here.iter().any(|number| there.contains(number))
    }

    /// The largest share of it that stands together somewhere in a text.
    pub(crate) fn share_in(&self, text: &[String]) -> f32 {
        let width = self.words.len() * 2 + 2;
        if self.words.is_empty() || self.words.len() > 60 {
            return 0.0;
        }
        // A window that begins with none of its words is worse than the next one that does.
        let starts = text.iter().enumerate().filter(|(_, word)| self.words.contains(word)).map(|(i, _)| i);
        let mut best: f32 = 0.0;
        for start in starts.take(5_000) {
            let window = text.get(start..text.len().min(start + width)).unwrap_or_default();
            let common: f32 =
                self.words.iter().filter(|word| window.contains(word)).map(|word| weight(word)).sum();
            best = best.max(common / self.weight);
        }
        best
    }
}

/// How much a word says: little where it is short.
fn weight(word: &str) -> f32 {
    let is_long = word.chars().count() > 3;
    if is_long || word.chars().all(|c| c.is_ascii_digit()) {
        1.0
    } else if word.chars().any(is_ideograph) {
        0.5
    } else {
        0.3
    }
}

/// Whether two words differ only by an ending or by a letter.
fn is_form_of(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 5 || !short.is_ascii() || !long.is_ascii() || long.bytes().any(|c| c.is_ascii_digit()) {
        return false;
    }
    if long.starts_with(short) {
        return long.len() - short.len() <= 2;
    }
    let start = short.bytes().zip(long.bytes()).take_while(|(a, b)| a == b).count();
    let end = short.bytes().rev().zip(long.bytes().rev()).take_while(|(a, b)| a == b).count();
    start >= 2 && long.len() - short.len() <= 1 && start + end + 1 >= long.len()
}

/// A title, its parts, and what is left of it without the first or the last part.
pub(crate) fn pieces(title: &str) -> Vec<&str> {
    let is_ascii = title.is_ascii();
    let mut cuts: Vec<(usize, usize)> = SEPARATORS
        .iter()
        // Few are in any title, and to see that takes less than to begin a search.
        .filter(|separator| (separator.is_ascii() || !is_ascii) && title.contains(**separator))
        .flat_map(|separator| title.match_indices(separator).map(|(at, found)| (at, at + found.len())))
        .collect();
    cuts.sort_unstable();
    let mut pieces = vec![title];
    let mut from = 0;
    for (start, end) in cuts.iter().copied().take(12) {
        if start >= from {
            pieces.extend(title.get(from..start));
            from = end;
        }
    }
    if from > 0 {
        pieces.extend(title.get(from..));
        let first_end = cuts.first().map_or(0, |cut| cut.1);
        let last_start = cuts.last().map_or(title.len(), |cut| cut.0);
        pieces.extend(title.get(first_end..));
        pieces.extend(title.get(..last_start));
    }
    pieces.retain(|piece| !piece.trim().is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cited: &str, found: &str, expected: Likeness) {
        let likeness = Title::new(cited).likeness(found, &[Title::new("The Herald")]);
        assert_eq!(likeness, expected, "{cited} and {found}");
    }

    #[test]
    fn one_title_in_many_forms() {
        for found in [
            "The Lost Votes of Kettering Ward",
            "The Lost Votes of Kettering Ward | The Herald",
            "The Herald: THE LOST VOTES OF KETTERING WARD",
            "Lost votes in Kettering ward",
            "The Lost Votes of Kettering W…",
            "Lost Votes - The Herald",
        ] {
            check("The Lost Votes of Kettering Ward", found, Likeness::Same);
        }
        check("Pegel", "Pegel - Kurznotiz", Likeness::Same);
        check("Das Brückenfest", "Das Bruckenfest", Likeness::Same);
        check("Reka i gorod", "Река и город", Likeness::Same);
        check(
            "最後のれんが工場が百年の歴史に幕",
            "最後のれんが工場、百年の歴史に幕 - 川辺新聞",
            Likeness::Same,
        );
    }

    #[test]
    fn other_titles() {
        check("The Lost Votes of Kettering Ward", "The Herald", Likeness::None);
        check("The Lost Votes of Kettering Ward", "Page not found | The Herald", Likeness::None);
        check("The Slow Opera", "A night of long silences", Likeness::None);
        check("Report number 7 on river policy", "Report number 8 on river policy", Likeness::Near);
        check("Flood Report 2010", "Flood report 2012", Likeness::Near);
        check("", "x", Likeness::None);
        check("x", "", Likeness::None);
    }

    #[test]
    fn a_title_within_a_text() {
        let title = Title::new("Der Stadtbrand von 1712");
        assert!(title.share_in(&words("Wir lesen: „Der Stadtbrand von 1712“, ein Aufsatz.")) > 0.99);
        assert!(title.share_in(&words("Reifen zum Bestpreis von heute")) < 0.4);
    }
}
