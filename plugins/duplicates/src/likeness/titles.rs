//! Two forms of one title: in what they differ.

use super::words::{Word, aligned, is_article, is_count, is_slip, is_small};

/// What sets two forms of one title apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitleDifference {
    /// The words of the first form, as printed.
    pub one: String,
    /// The words of the other form in their place.
    pub other: String,
    /// What kind of difference it is.
    pub kind: DifferenceKind,
}

/// How two forms of one title differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DifferenceKind {
    /// Accents alone: “Siecle” and “Siècle”.
    Accents,
    /// Small and capital letters.
    Case,
    /// One word or two: “Postwar” and “Post-war”.
    Spacing,
    /// A letter or two: “Kalenga” and “Kalinga”.
    Slip,
    /// Other words.
    Words,
}

/// How much of a title a citation is expected to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it, less perhaps a subtitle.
    Whole,
    /// As many words as tell which work is meant.
    Short,
}

/// A stretch in which the words of two forms differ.
struct Gap<'a> {
    one: &'a [Word],
    other: &'a [Word],
    /// Whether words that agree stand on both sides.
    is_enclosed: bool,
}

/// In what two forms of one title differ, gravest first; nothing where they agree as far as they go,
/// or where they are rather titles of two parts of a whole.
///
/// A missing subtitle, a missing article at the beginning, other marks, and what a short form leaves
/// out are no difference.
///
/// ```
/// use ibidem_duplicates::likeness::{DifferenceKind, Extent, difference, words};
/// let between = |one, other| difference(&words(one), &words(other), Extent::Short).map(|found| found.kind);
/// assert_eq!(between("From Chicago to Tarragona Bay", "Chicago to Tarragina Bay"), Some(DifferenceKind::Slip));
/// assert_eq!(between("The Making of the English Working Class", "Making"), None);
/// assert_eq!(between("Civilization, Part One", "Civilization, Part Two"), None);
/// ```
pub fn difference(one: &[Word], other: &[Word], extent: Extent) -> Option<TitleDifference> {
    let (one, other) = (without_article(one), without_article(other));
    let pairs = aligned(one, other);
    let gaps = gaps(one, other, &pairs);
    // What a short form leaves out tells nothing apart.
    let is_left_out = |gap: &Gap<'_>| extent == Extent::Short && gap.other.is_empty();
    if gaps.iter().any(|gap| gap.counts() && !is_left_out(gap)) {
        return None;
    }
    let telling = |words: &[Word]| words.iter().filter(|word| !is_small(&word.folded)).count();
    let agreeing =
        pairs.iter().filter(|(i, _)| one.get(*i).is_some_and(|word| !is_small(&word.folded))).count();
    let differing: usize = gaps.iter().map(|gap| telling(gap.one).min(telling(gap.other))).sum();
    let found = gaps.iter().filter_map(|gap| weigh(gap, extent, agreeing, differing));
    found.max_by_key(|found| found.kind).or_else(|| surface(one, other, &pairs))
}

/// Whether two titles tell parts of a whole apart: volumes, years, “Part I” and “Part II”.
pub fn are_parts(one: &[Word], other: &[Word]) -> bool {
    gaps(one, other, &aligned(one, other)).iter().any(Gap::counts)
}

impl Gap<'_> {
    /// Whether what differs counts.
    fn counts(&self) -> bool {
        let count = |words: &[Word]| words.iter().any(|word| is_count(&word.folded));
        count(self.one) && (count(self.other) || self.other.is_empty())
            || count(self.other) && self.one.is_empty()
    }
}

fn without_article(words: &[Word]) -> &[Word] {
    match words {
        [first, rest @ ..] if is_article(&first.folded) && !rest.is_empty() => rest,
        _ => words,
    }
}

fn gaps<'a>(one: &'a [Word], other: &'a [Word], pairs: &[(usize, usize)]) -> Vec<Gap<'a>> {
    let mut gaps = Vec::new();
    let (mut i, mut j) = (0, 0);
    let ends = std::iter::once((one.len(), other.len()));
    for (n, (next_i, next_j)) in pairs.iter().copied().chain(ends).enumerate() {
        let gap = Gap {
            one: one.get(i..next_i).unwrap_or_default(),
            other: other.get(j..next_j).unwrap_or_default(),
            is_enclosed: n > 0 && n < pairs.len(),
        };
        if !gap.one.is_empty() || !gap.other.is_empty() {
            gaps.push(gap);
        }
        (i, j) = (next_i + 1, next_j + 1);
    }
    gaps
}

/// What a stretch says of two forms of a title, if it says anything.
fn weigh(gap: &Gap<'_>, extent: Extent, agreeing: usize, differing: usize) -> Option<TitleDifference> {
    let found = |kind| Some(TitleDifference { one: print(gap.one), other: print(gap.other), kind });
    let joined = |words: &[Word]| words.iter().map(|word| word.folded.as_str()).collect::<String>();
    if joined(gap.one) == joined(gap.other) {
        return found(DifferenceKind::Spacing);
    }
    // “Govt.” is short for another word, and no slip.
    let is_shortened = |short: &[Word], whole: &[Word]| {
        let letters = |words: &[Word]| joined(words).chars().count();
        short.iter().any(|word| word.is_cut) && letters(short) + 2 <= letters(whole)
    };
    if is_shortened(gap.one, gap.other) || is_shortened(gap.other, gap.one) {
        return None;
    }
    if let Some((a, b)) = slip(gap.one, gap.other).filter(|_| agreeing > 0) {
        let kind = DifferenceKind::Slip;
        return Some(TitleDifference { one: a.printed.clone(), other: b.printed.clone(), kind });
    }
    let is_replaced = !gap.one.is_empty() && !gap.other.is_empty();
    // Who quotes most of a title to the word means its other words as well.
    let is_mostly_quoted = agreeing >= 3 && differing <= 1 && gap.one.len().max(gap.other.len()) <= 2;
    match extent {
        Extent::Whole if gap.is_enclosed && agreeing >= 2 => found(DifferenceKind::Words),
        Extent::Whole if is_replaced && is_mostly_quoted => found(DifferenceKind::Words),
        Extent::Short if is_replaced && gap.is_enclosed && is_mostly_quoted => found(DifferenceKind::Words),
        _ => None,
    }
}

/// The first word of a stretch that is the word in its place with a slip of the hand.
///
/// Where one stretch is longer, its words are counted from the side where the other one stops.
fn slip<'a>(one: &'a [Word], other: &'a [Word]) -> Option<(&'a Word, &'a Word)> {
    let is_ending = |a: &str, b: &str| a.strip_suffix('s') == Some(b) || b.strip_suffix('s') == Some(a);
    let is_number = |(a, b): &(&Word, &Word)| a.folded.chars().count() > 3 && is_ending(&a.folded, &b.folded);
    let is_slipped = |(a, b): &(&Word, &Word)| is_slip(&a.folded, &b.folded);
    if one.len() == other.len() {
        return one.iter().zip(other).find(|pair| is_slipped(pair) || is_number(pair));
    }
    one.iter().zip(other).chain(one.iter().rev().zip(other.iter().rev())).find(is_slipped)
}

fn print(words: &[Word]) -> String {
    words.iter().map(|word| word.printed.as_str()).collect::<Vec<_>>().join(" ")
}

/// A difference in case or accents of words that agree.
fn surface(one: &[Word], other: &[Word], pairs: &[(usize, usize)]) -> Option<TitleDifference> {
    let of = |pair: &(usize, usize)| one.get(pair.0).zip(other.get(pair.1));
    let words: Vec<(&Word, &Word)> = pairs.iter().filter_map(of).collect();
    let is_sign = |word: &Word| word.printed == "&";
    let accents =
        words.iter().find(|(a, b)| !is_sign(a) && !is_sign(b) && bare(&a.printed) != bare(&b.printed));
    if let Some((a, b)) = accents {
        let (one, other) = (a.printed.clone(), b.printed.clone());
        return Some(TitleDifference { one, other, kind: DifferenceKind::Accents });
    }
    if let Some((a, b)) = words.iter().find(|(a, b)| apostrophe(&a.printed) != apostrophe(&b.printed)) {
        let (one, other) = (a.printed.clone(), b.printed.clone());
        return Some(TitleDifference { one, other, kind: DifferenceKind::Accents });
    }
    // Titles in capitals are set so by the typesetter.
    let shouts = |words: &[Word]| {
        let long = || words.iter().filter(|word| word.printed.chars().count() > 3);
        long().count() > 0 && long().all(|word| word.printed.to_uppercase() == word.printed)
    };
    if shouts(one) || shouts(other) {
        return None;
    }
    // Small words follow one style or another, and the first word begins a sentence.
    let is_other = |(a, b): &&(&Word, &Word)| {
        !is_small(&a.folded) && a.folded.len() > 3 && starts_big(a) != starts_big(b)
    };
    let cased: Vec<_> = words.iter().skip(1).filter(is_other).collect();
    let (a, b) = cased.first().filter(|_| cased.len() >= 2)?;
    Some(TitleDifference { one: a.printed.clone(), other: b.printed.clone(), kind: DifferenceKind::Case })
}

/// How many letters stand before the apostrophe within a word; one at its end may close a quotation.
fn apostrophe(printed: &str) -> Option<usize> {
    let letters: Vec<char> = printed.chars().collect();
    let at = letters.iter().position(|c| matches!(c, '\'' | '’' | 'ʼ'))?;
    (at + 1 < letters.len()).then_some(at)
}

fn starts_big(word: &Word) -> bool {
    word.printed.starts_with(char::is_uppercase)
}

/// A word in small letters, its accents kept, its marks not.
fn bare(printed: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    printed.nfc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn check(one: &str, other: &str, extent: Extent, expected: Option<(&str, &str, DifferenceKind)>) {
        let found = difference(&words(one), &words(other), extent);
        let found = found.as_ref().map(|found| (found.one.as_str(), found.other.as_str(), found.kind));
        assert_eq!(found, expected, "{one} | {other}");
    }

    #[test]
    fn whole_titles() {
        use DifferenceKind::{Accents, Case, Slip, Spacing, Words};
        let whole = |one, other, expected| check(one, other, Extent::Whole, expected);
        whole(
            "Moderne Wahlen. Eine Geschichte der Demokratie im 19. Jahrhundert",
            "Moderne Walhen. Eine Geschichte der Demokratie im 19. Jahrhundert",
            Some(("Wahlen", "Walhen", Slip)),
        );
        whole(
            "The Concept of Russian Foreign Policy",
            "Concept of the Foreign Policy of the Russian Federation",
            Some(("Russian", "the", Words)),
        );
        whole("Fin-de-siècle Vienna", "Fin-de-siecle Vienna", Some(("siècle", "siecle", Accents)));
        whole(
            "The Postwar Order of Europe",
            "The Post-war Order of Europe",
            Some(("Postwar", "Post war", Spacing)),
        );
        whole(
            "Wealth and Poverty of Nations",
            "Wealth and poverty of nations",
            Some(("Poverty", "poverty", Case)),
        );
        whole("The Printed Word in Milan", "The Printed Wrod in Milan", Some(("Word", "Wrod", Slip)));
        whole("Ties a Reality That India Knows", "Ties a Reality India Knows", Some(("That", "", Words)));
    }

    #[test]
    fn forms_that_agree() {
        for (one, other) in [
            ("Fin-de-siècle Vienna: Politics and Culture", "Fin-de-Siècle Vienna"),
            ("The Making of the English Working Class", "Making of the English Working Class"),
            ("War & Peace", "War and Peace"),
            ("“The Nation’s Debt”", "'The Nation's Debt'"),
            ("Annual Report 2001 of the Bank", "Annual Report 2002 of the Bank"),
            ("A History of Wales, Part I", "A History of Wales, Part II"),
            ("THE HARBOR OF THE MONSOON", "The Harbor of the Monsoon"),
            ("Proc. of the Bank", "Proceedings of the Bank"),
            ("", ""),
            ("Зимний дворец", "Зимний дворец"),
        ] {
            check(one, other, Extent::Whole, None);
            check(other, one, Extent::Whole, None);
        }
    }

    #[test]
    fn short_forms_choose_their_words() {
        let short = |whole, short| check(whole, short, Extent::Short, None);
        short("The Making of the English Working Class", "Working Class");
        short("The Making of the English Working Class", "English Class");
        short("The Age of Revolution", "Age of Empire");
        short("Vienna: A History of the Ring and its Builders", "History of Vienna");
        check(
            "What Lies Beneath? Rumor and Rope",
            "What Lies Beenath?",
            Extent::Short,
            Some(("Beneath", "Beenath", DifferenceKind::Slip)),
        );
        let whole = "Beneficial Use, Waste, and Forfeiture: The Inefficient Search for Water Use";
        check(
            whole,
            "Beneifcial Use",
            Extent::Short,
            Some(("Beneficial", "Beneifcial", DifferenceKind::Slip)),
        );
        check(
            "Growing Ties Live With Reality",
            "Growing Ties Live On Reality",
            Extent::Short,
            Some(("With", "On", DifferenceKind::Words)),
        );
    }
}
