//! How alike two titles, names or addresses are.

use unicode_normalization::UnicodeNormalization;

use crate::Name;

/// Longer titles are compared by their first words.
const MOST_WORDS: usize = 60;

/// The words of a title, without case, accents, marks and a leading article.
pub(crate) fn words(title: &str) -> Vec<String> {
    const ARTICLES: [&str; 17] =
        ["the", "a", "an", "der", "die", "das", "ein", "eine", "le", "la", "les", "un", "une", "el", "los", "il", "de"];
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for c in title.nfkd().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            word.push(c);
        } else if matches!(c, '\'' | '’' | 'ʼ' | '`') || ('\u{300}'..='\u{36F}').contains(&c) {
            // “Pakistan’s” is one word; accents are combining after decomposition.
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
            if words.len() >= MOST_WORDS {
                break;
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    if words.len() > 1 && words.first().is_some_and(|first| ARTICLES.contains(&first.as_str())) {
        words.remove(0);
    }
    words
}

/// How alike two whole titles are, 0 to 1; a missing subtitle costs little.
pub(crate) fn titles(one: &[String], other: &[String]) -> f32 {
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let common = in_order(one, other);
    let longer = one.len().max(other.len());
    ratio(common, longer)
}

/// How well a short title stands for a whole one, 0 to 1.
pub(crate) fn short_title(short: &[String], whole: &[String]) -> f32 {
    if short.is_empty() || whole.is_empty() {
        return 0.0;
    }
    let common = in_order(short, whole);
    let covered = ratio(common, short.len());
    let starts = short.iter().zip(whole).take_while(|(a, b)| alike(a, b)).count() == short.len().min(whole.len());
    // One word in the middle of a long title says less than the first words do.
    let weight = if starts || common >= 3 || common == whole.len() { 1.0 } else { 0.9 };
    covered * weight
}

#[expect(clippy::cast_precision_loss, reason = "counts of words are small")]
fn ratio(part: usize, whole: usize) -> f32 {
    part as f32 / whole as f32
}

/// The number of words that both have in the same order (longest common subsequence).
fn in_order(one: &[String], other: &[String]) -> usize {
    let mut row = vec![0_usize; other.len() + 1];
    for a in one {
        let mut diagonal = 0;
        for (j, b) in other.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if alike(a, b) { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row[other.len()]
}

/// Whether two words are one but for a letter: “Shangre” and “Shangri”.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let digits = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
    // Numbers tell works apart; short words differ by a letter too often.
    if short.len() < 5 || long.len() - short.len() > 2 || digits(short) || digits(long) {
        return false;
    }
    one_edit(short, long)
}

/// Whether one letter was changed, added or dropped.
fn one_edit(short: &str, long: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (short.chars().collect(), long.chars().collect());
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let behind = |skip: usize| b.get(same + skip..).unwrap_or_default();
    match b.len() - a.len() {
        0 => a.get(same + 1..).unwrap_or_default() == behind(1),
        1 => a.get(same..).unwrap_or_default() == behind(1),
        _ => false,
    }
}

/// The name by which a person is found: the family name without case and accents.
pub(crate) fn family(name: &Name) -> String {
    words(name.short()).concat()
}

/// Whether two lists can name the same people: the shorter one's families are all in the longer one.
pub(crate) fn people(one: &[Name], other: &[Name]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.iter().all(|name| long.iter().any(|other| person(name, other)))
}

/// Whether two names can be of one person; “Ling Xiao” may be printed either way round.
fn person(one: &Name, other: &Name) -> bool {
    let (a, b) = (family(one), family(other));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    if alike(&a, &b) {
        return initials_agree(one, other);
    }
    let all = |name: &Name| words(&name.full());
    let (one, other) = (all(one), all(other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    // A family name of two words cited by its last, or the other way round.
    let contained = short.iter().all(|word| long.iter().any(|other| alike(word, other)));
    contained && short.iter().any(|word| word.len() > 2)
}

fn initials_agree(one: &Name, other: &Name) -> bool {
    let first = |name: &Name| name.given.as_deref().and_then(|given| words(given).first().and_then(|word| word.chars().next()));
    match (first(one), first(other)) {
        (Some(a), Some(b)) => a == b || one.given.as_deref().is_some_and(|given| shares_word(given, other.given.as_deref().unwrap_or_default())),
        _ => true,
    }
}

/// “Debidatta Aurobinda” and “Aurobinda” are one.
fn shares_word(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    one.iter().any(|word| word.len() > 2 && other.iter().any(|other| alike(word, other)))
}

/// An address without what does not change where it leads.
pub(crate) fn address(url: &str) -> String {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    bare.split('#').next().unwrap_or_default().trim_end_matches('/').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn check_short(short: &str, whole: &str) -> f32 {
        short_title(&words(short), &words(whole))
    }

    #[test]
    fn short_titles_stand_for_whole_ones() {
        assert!(check_short("Fin-de-siècle Vienna", "Fin-de-Siecle Vienna: Politics and Culture") > 0.95);
        assert!(check_short("Making", "The Making of the English Working Class") > 0.85);
        assert!(check_short("Shangre La", "From Chicago to Shangri La") > 0.8);
        assert!(check_short("Whigs and Hunters", "The Making of the English Working Class") < 0.5);
    }

    #[test]
    fn numbers_tell_works_apart() {
        assert!(titles(&words("Annual Report 2001"), &words("Annual Report 2002")) < 0.7);
        assert!(titles(&words("Volume I"), &words("Volume II")) < 0.7);
    }

    #[test]
    fn people_by_any_form_of_their_name() {
        let same = |one: &str, other: &str| people(&parse::names(one), &parse::names(other));
        assert!(same("E. P. Thompson", "Thompson"));
        assert!(same("Debidatta Aurobina Mahapatra", "Aurobinda Mahapatra"));
        assert!(same("Xiao Ling", "Ling Xiao"));
        assert!(same("Carl Schorske and Peter Gay", "Schorske"));
        assert!(!same("Edward Thompson", "Dorothy Thompson"));
        assert!(!same("E. P. Thompson", "Eric Hobsbawm"));
    }

    #[test]
    fn one_letter_is_forgiven() {
        assert!(alike("aurobina", "aurobinda"));
        assert!(alike("shangre", "shangri"));
        assert!(!alike("1985", "1986"));
        assert!(!alike("war", "was"));
    }
}
