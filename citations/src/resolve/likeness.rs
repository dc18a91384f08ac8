//! How alike two titles, names or addresses are.

use unicode_normalization::UnicodeNormalization;

use crate::Name;

/// Longer titles are compared by their first words.
const MOST_WORDS: usize = 60;

/// The words of a title, without case, accents, marks and a leading article.
pub(crate) fn words(title: &str) -> Vec<String> {
    const ARTICLES: [&str; 17] = [
        "the", "a", "an", "der", "die", "das", "ein", "eine", "le", "la", "les", "un", "une", "el", "los",
        "il", "de",
    ];
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    // Takes a character, and says whether there is room for more.
    let mut take = |c: char| {
        if c.is_alphanumeric() {
            word.push(c);
        } else if matches!(c, '\'' | '’' | 'ʼ' | '`') || ('\u{300}'..='\u{36F}').contains(&c) {
            // “Pakistan’s” is one word; accents are combining after decomposition.
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        words.len() < MOST_WORDS
    };
    // Most titles are ASCII, and decomposing costs more than all the rest.
    if title.is_ascii() {
        title.bytes().all(|byte| take(char::from(byte.to_ascii_lowercase())));
    } else {
        title.nfkd().flat_map(char::to_lowercase).all(&mut take);
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
    if one == other {
        return 1.0;
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
    let starts =
        short.iter().zip(whole).take_while(|(a, b)| alike(a, b)).count() == short.len().min(whole.len());
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

/// Whether two words are one but for a letter: “Tarragina” and “Tarragona”.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    // One letter leaves the first or the last as it was; most words are told apart here.
    let (first, last) = (one.as_bytes().first(), one.as_bytes().last());
    if first != other.as_bytes().first() && last != other.as_bytes().last() {
        return false;
    }
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

/// A name, ready to be compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Person {
    /// The family name without case and accents.
    pub(crate) family: String,
    given: Vec<String>,
    all: Vec<String>,
}

impl Person {
    /// Prepares a name.
    pub(crate) fn new(name: &Name) -> Self {
        Self {
            family: words(name.short()).concat(),
            given: name.given.as_deref().map(words).unwrap_or_default(),
            all: words(&name.full()),
        }
    }

    /// Whether both can be of one person; “Ling Xiao” may be printed either way round.
    fn can_be(&self, other: &Person) -> bool {
        if self.family.is_empty() || other.family.is_empty() {
            return false;
        }
        if alike(&self.family, &other.family) {
            return self.given_agrees(other);
        }
        let (short, long) = if self.all.len() <= other.all.len() { (self, other) } else { (other, self) };
        // A family name of two words cited by its last, or the other way round.
        let contained = short.all.iter().all(|word| long.all.iter().any(|other| alike(word, other)));
        contained && short.all.iter().any(|word| word.len() > 2)
    }

    /// “E. P.” and “Edward” agree, “Edward” and “Dorothy” do not; “Diederik Augustijn” and “Augustijn” are one.
    fn given_agrees(&self, other: &Person) -> bool {
        let initial = |person: &Person| person.given.first().and_then(|word| word.chars().next());
        match (initial(self), initial(other)) {
            (Some(one), Some(two)) => {
                let shared =
                    |word: &String| word.len() > 2 && other.given.iter().any(|other| alike(word, other));
                one == two || self.given.iter().any(shared)
            }
            _ => true,
        }
    }
}

/// Whether two lists can name the same people: the shorter one's are all in the longer one.
pub(crate) fn people(one: &[Person], other: &[Person]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    all_among(short, long)
}

/// Whether each of some people is among others.
pub(crate) fn all_among(some: &[Person], others: &[Person]) -> bool {
    some.iter().all(|name| others.iter().any(|other| name.can_be(other)))
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
        assert!(check_short("Tarragina Bay", "From Chicago to Tarragona Bay") > 0.8);
        assert!(check_short("Whigs and Hunters", "The Making of the English Working Class") < 0.5);
    }

    #[test]
    fn numbers_tell_works_apart() {
        assert!(titles(&words("Annual Report 2001"), &words("Annual Report 2002")) < 0.7);
        assert!(titles(&words("Volume I"), &words("Volume II")) < 0.7);
    }

    #[test]
    fn people_by_any_form_of_their_name() {
        let prepare = |names: &str| parse::names(names).iter().map(Person::new).collect::<Vec<_>>();
        let same = |one: &str, other: &str| people(&prepare(one), &prepare(other));
        assert!(same("E. P. Thompson", "Thompson"));
        assert!(same("Diederik Augustin Vandermeer", "Augustijn Vandermeer"));
        assert!(same("Xiao Ling", "Ling Xiao"));
        assert!(same("Carl Schorske and Peter Gay", "Schorske"));
        assert!(!same("Edward Thompson", "Dorothy Thompson"));
        assert!(!same("E. P. Thompson", "Eric Hobsbawm"));
    }

    #[test]
    fn one_letter_is_forgiven() {
        assert!(alike("aurobina", "aurobinda"));
        assert!(alike("kalenga", "kalinga"));
        assert!(!alike("1985", "1986"));
        assert!(!alike("war", "was"));
    }
}
