//! Two lists of names that should be of the same people: in what they differ.

use ibidem_sdk::Name;

use super::words::{fold, is_slip, words};

/// Names beyond this many say nothing more of whose work it is.
const MOST_NAMES: usize = 50;

/// What sets two lists of names apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeopleDifference {
    /// One name is the other with a letter wrong.
    Slip {
        /// The name in the first list, as printed.
        one: String,
        /// The name in the other.
        other: String,
    },
    /// Two initials of one family name.
    Initials {
        /// The name in the first list, as printed.
        one: String,
        /// The name in the other.
        other: String,
    },
    /// The first of the names that stand in one of the lists only.
    Others {
        /// The name.
        name: String,
    },
}

/// The letters of the families in order: the key by which people are found.
pub fn families(names: &[Name]) -> Vec<String> {
    names.iter().take(MOST_NAMES).map(|name| fold(name.short())).filter(|family| !family.is_empty()).collect()
}

/// In what two lists of names differ; nothing where the same people can be meant.
///
/// Initials stand for names, a given name may be missing, the order of the parts is free, and a
/// shorter list is a longer one cut.
///
/// ```
/// use ibidem_duplicates::likeness::people_difference;
/// use ibidem_sdk::Name;
/// let vandermeer = |given: &str| [Name::person(given, "Vandermeer")];
/// assert!(people_difference(&vandermeer("D. A."), &vandermeer("Diederik Augustijn")).is_none());
/// assert!(people_difference(&vandermeer("Augustijn"), &vandermeer("Diederik Augustin")).is_some());
/// ```
pub fn people_difference(one: &[Name], other: &[Name]) -> Option<PeopleDifference> {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let is_turned = one.len() > other.len();
    let mut found: Option<PeopleDifference> = None;
    for name in short.iter().take(MOST_NAMES) {
        let differences = long.iter().take(MOST_NAMES).map(|with| person_difference(name, with));
        let mut best = Some(PeopleDifference::Others { name: name.full() });
        for difference in differences {
            if rank(difference.as_ref()) < rank(best.as_ref()) {
                best = difference;
            }
        }
        if rank(best.as_ref()) > rank(found.as_ref()) {
            found = best;
        }
    }
    match found {
        Some(PeopleDifference::Slip { one, other }) if is_turned => {
            Some(PeopleDifference::Slip { one: other, other: one })
        }
        Some(PeopleDifference::Initials { one, other }) if is_turned => {
            Some(PeopleDifference::Initials { one: other, other: one })
        }
        found => found,
    }
}

fn rank(difference: Option<&PeopleDifference>) -> u8 {
    match difference {
        None => 0,
        Some(PeopleDifference::Slip { .. }) => 1,
        Some(PeopleDifference::Initials { .. }) => 2,
        Some(PeopleDifference::Others { .. }) => 3,
    }
}

/// The parts of a name, folded; initials set close are taken apart.
fn parts(name: &Name) -> Vec<String> {
    let full = name.full();
    let mut parts = Vec::new();
    for word in words(&full) {
        let is_initials = word.printed.chars().count() <= 3 && word.printed.chars().all(char::is_uppercase);
        if is_initials {
            parts.extend(word.folded.chars().map(String::from));
        } else {
            parts.push(word.folded);
        }
    }
    parts
}

fn person_difference(one: &Name, other: &Name) -> Option<PeopleDifference> {
    let (a, b) = (parts(one), parts(other));
    let differ = || PeopleDifference::Others { name: one.full() };
    let pair = || (one.full(), other.full());
    // What has no partner in the other name, either way.
    let rest = |from: &[String], of: &[String]| -> Vec<String> {
        from.iter().filter(|part| !of.iter().any(|with| stands_for(part, with))).cloned().collect()
    };
    let (only_a, only_b) = (rest(&a, &b), rest(&b, &a));
    let shares_long = a.iter().any(|part| part.chars().count() > 1 && b.contains(part));
    if only_a.is_empty() || only_b.is_empty() {
        // “V.” alone is no “Vandermeer”.
        return (!shares_long).then(differ);
    }
    let is_initial = |part: &String| part.chars().count() == 1;
    let (fewer, more) = if only_a.len() <= only_b.len() { (&only_a, &only_b) } else { (&only_b, &only_a) };
    let slipped = |part: &String| more.iter().any(|with| is_slip(part, with));
    let families = (fold(one.short()), fold(other.short()));
    let same_family = families.0 == families.1;
    if only_a.iter().all(is_initial) && only_b.iter().all(is_initial) && same_family {
        let (one, other) = pair();
        return Some(PeopleDifference::Initials { one, other });
    }
    let is_anchored = shares_long || a.len() == 1 || b.len() == 1 || only_a.len() < a.len();
    if fewer.iter().all(slipped) && is_anchored {
        let (one, other) = pair();
        return Some(PeopleDifference::Slip { one, other });
    }
    Some(differ())
}

/// Whether two parts are one: the same, or an initial of it.
fn stands_for(one: &str, other: &str) -> bool {
    let is_initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    one == other || is_initial(one, other) || is_initial(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: (&str, &str), other: (&str, &str), expected: u8) {
        let (one, other) = (Name::person(one.0, one.1), Name::person(other.0, other.1));
        let found = people_difference(&[one], &[other]);
        assert_eq!(rank(found.as_ref()), expected, "{found:?}");
    }

    #[test]
    fn names_of_one_person() {
        check(("E. P.", "Thompson"), ("", "Thompson"), 0);
        check(("EP", "Thompson"), ("Edward Palmer", "Thompson"), 0);
        check(("Ling", "Xiao"), ("Xiao", "Ling"), 0);
        check(("Jean-Paul", "Sartre"), ("Jean Paul", "Sartre"), 0);
        check(("Émile", "Zola"), ("Emile", "Zola"), 0);
    }

    #[test]
    fn names_with_a_slip() {
        check(("Carl E.", "Schorske"), ("", "Schorkse"), 1);
        check(("Augustijn", "Vandermeer"), ("Diederik Augustin", "Vandermeer"), 1);
        check(("Liza", "Curtis"), ("Lisa", "Curtis"), 1);
    }

    #[test]
    fn names_of_two() {
        check(("E. P.", "Thompson"), ("E. R.", "Thompson"), 2);
        check(("Edward", "Thompson"), ("Dorothy", "Thompson"), 3);
        check(("Peter", "Gay"), ("Carl", "Schorske"), 3);
        check(("", "Mann"), ("", "Lenz"), 3);
    }

    #[test]
    fn a_shorter_list_is_a_longer_one_cut() {
        let list =
            |families: &[&str]| families.iter().map(|family| Name::person("", *family)).collect::<Vec<_>>();
        assert_eq!(people_difference(&list(&["Gay"]), &list(&["Schorske", "Gay"])), None);
        assert_eq!(people_difference(&[], &list(&["Gay"])), None);
    }
}
