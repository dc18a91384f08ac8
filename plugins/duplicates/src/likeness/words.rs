//! The words of a title, and how they stand against those of another.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Titles are compared by this many words: longer ones are no titles any more.
pub const MOST_WORDS: usize = 80;

/// Words with more letters than this are compared as they are.
const LONGEST_WORD: usize = 40;

/// A word of a title: how it is printed, and what is left of it without case, accents and marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As printed, without the marks around it.
    pub printed: String,
    /// In small letters, without accents and apostrophes.
    pub folded: String,
    /// Whether a point follows, as after an abbreviation.
    pub is_cut: bool,
}

/// The first [`MOST_WORDS`] words of a text, in order.
///
/// ```
/// use ibidem_duplicates::likeness::words;
/// let folded: Vec<String> = words("Fin-de-siècle Vienna’s “Ring”").into_iter().map(|word| word.folded).collect();
/// assert_eq!(folded, ["fin", "de", "siecle", "viennas", "ring"]);
/// ```
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut printed = String::new();
    for c in text.chars() {
        let joins = matches!(c, '\'' | '’' | 'ʼ' | '`') || is_combining_mark(c);
        if c.is_alphanumeric() || joins && !printed.is_empty() {
            printed.push(c);
        } else if c == '&' {
            close(&mut printed, false, &mut words);
            words.push(Word { printed: "&".to_owned(), folded: "and".to_owned(), is_cut: false });
        } else {
            close(&mut printed, c == '.', &mut words);
        }
        if words.len() >= MOST_WORDS {
            return words;
        }
    }
    close(&mut printed, false, &mut words);
    words
}

fn close(printed: &mut String, is_cut: bool, words: &mut Vec<Word>) {
    if !printed.is_empty() {
        let printed = std::mem::take(printed);
        words.push(Word { folded: fold(&printed), printed, is_cut });
    }
}

/// A text in small letters, without accents and marks; spaces go as well.
pub fn fold(text: &str) -> String {
    let letters = text.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    letters.fold(String::with_capacity(text.len()), |mut folded, c| {
        match c {
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ł' => folded.push('l'),
            _ => folded.push(c),
        }
        folded
    })
}

/// Whether a word binds others and says nothing of the matter.
pub fn is_small(folded: &str) -> bool {
    const SMALL: &[&str] = &[
        "a", "an", "and", "at", "by", "for", "from", "in", "into", "its", "of", "on", "or", "the", "to",
        "with", "as", "is", "das", "dem", "den", "der", "des", "die", "ein", "eine", "im", "am", "auf",
        "aus", "bei", "fur", "mit", "nach", "und", "uber", "vom", "von", "zu", "zum", "zur", "aux", "au",
        "d", "dans", "de", "du", "en", "et", "l", "la", "le", "les", "par", "pour", "sur", "un", "une", "el",
        "los", "las", "y", "del", "il", "lo", "gli", "di", "da", "della", "delle", "e", "che", "s",
    ];
    SMALL.contains(&folded)
}

/// Whether a title may begin with the word or do without it: an article.
pub fn is_article(folded: &str) -> bool {
    const ARTICLES: &[&str] = &[
        "the", "a", "an", "der", "die", "das", "ein", "eine", "le", "la", "les", "l", "un", "une", "el",
        "los", "las", "il", "lo", "gli",
    ];
    ARTICLES.contains(&folded)
}

/// Whether a word counts: a number, a Roman numeral, an ordinal, a part of a whole.
///
/// Such words tell the parts of a whole apart, and are never a slip for another word.
pub fn is_count(folded: &str) -> bool {
    const ORDINALS: &[&str] = &[
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "last",
        "eins",
        "zwei",
        "drei",
        "vier",
        "erster",
        "erste",
        "ersten",
        "zweiter",
        "zweite",
        "zweiten",
        "dritter",
        "dritte",
        "dritten",
        "vierter",
        "vierte",
        "un",
        "deux",
        "trois",
        "quatre",
        "premier",
        "premiere",
        "deuxieme",
        "troisieme",
        "quatrieme",
        "early",
        "late",
        "later",
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "spring",
        "summer",
        "autumn",
        "winter",
        "male",
        "female",
        "men",
        "women",
    ];
    let is_roman = !folded.is_empty()
        && folded != "civil"
        && folded.len() <= 7
        && folded.bytes().all(|b| b"ivxlc".contains(&b));
    is_roman || folded.chars().any(char::is_numeric) || ORDINALS.contains(&folded)
}

/// Whether one word is the other with a slip of the hand: a letter changed, added, dropped, or two
/// neighbors exchanged; in words of eight letters and more, two such slips.
///
/// ```
/// use ibidem_duplicates::likeness::is_slip;
/// assert!(is_slip("kalinga", "kalenga") && is_slip("vienna", "vinena"));
/// assert!(!is_slip("war", "was") && !is_slip("1985", "1986") && !is_slip("same", "same"));
/// ```
pub fn is_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let shorter = one.len().min(other.len());
    let is_word = |word: &[char]| word.iter().all(|c| c.is_alphabetic()) && word.len() <= LONGEST_WORD;
    if one == other || shorter < 4 || !is_word(&one) || !is_word(&other) {
        return false;
    }
    edits(&one, &other) <= if shorter >= 8 { 2 } else { 1 }
}

/// How many letters must be changed, added, dropped or exchanged with their neighbor.
fn edits(one: &[char], other: &[char]) -> usize {
    if one.len().abs_diff(other.len()) > 2 {
        return usize::MAX;
    }
    let mut two_above: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let changed = at(&above, j) + usize::from(a != b);
            let mut least = changed.min(at(&above, j + 1) + 1).min(at(&row, j) + 1);
            let is_exchange = i > 0 && j > 0 && one.get(i - 1) == Some(b) && other.get(j - 1) == Some(a);
            if is_exchange {
                least = least.min(at(&two_above, j - 1) + 1);
            }
            row.push(least);
        }
        two_above = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or_default()
}

/// Words that agree in both rows, in the order of both: the longest such list of pairs of indexes.
pub fn aligned(one: &[Word], other: &[Word]) -> Vec<(usize, usize)> {
    let width = other.len() + 1;
    let mut table = vec![0_u16; (one.len() + 1) * width];
    let at = |table: &[u16], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or_default();
    for (i, word) in one.iter().enumerate().rev() {
        for (j, with) in other.iter().enumerate().rev() {
            let value = if word.folded == with.folded {
                at(&table, i + 1, j + 1) + 1
            } else {
                at(&table, i + 1, j).max(at(&table, i, j + 1))
            };
            if let Some(cell) = table.get_mut(i * width + j) {
                *cell = value;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while let (Some(word), Some(with)) = (one.get(i), other.get(j)) {
        if word.folded == with.folded {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if at(&table, i + 1, j) >= at(&table, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_hand() {
        for (one, other) in
            [("schorske", "schorkse"), ("aurobina", "aurobinda"), ("lisa", "liza"), ("москва", "моксва")]
        {
            assert!(is_slip(one, other), "{one} {other}");
        }
        for (one, other) in
            [("age", "ages"), ("1859", "1869"), ("revolution", "empire"), ("", ""), ("vol2", "vol3")]
        {
            assert!(!is_slip(one, other), "{one} {other}");
        }
    }

    #[test]
    fn rows_are_aligned_in_order() {
        let pairs = aligned(
            &words("Concept of Russian Foreign Policy"),
            &words("Concept of the Foreign Policy of the Russian Federation"),
        );
        assert_eq!(pairs, [(0, 0), (1, 1), (3, 3), (4, 4)]);
        assert!(aligned(&[], &words("x")).is_empty());
    }

    #[test]
    fn what_counts() {
        assert!(["ii", "2nd", "zweiter", "1998"].into_iter().all(is_count));
        assert!(!["making", "class", ""].into_iter().any(is_count));
    }
}
