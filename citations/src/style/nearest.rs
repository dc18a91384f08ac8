//! The names that someone may have meant.

/// The names most like a wrong one, the likest first; at most three, none if all are far off.
///
/// ```
/// use ibidem_citations::style::nearest;
///
/// assert_eq!(nearest("chicgo-notes", ["apa", "chicago-notes", "mla"]), ["chicago-notes"]);
/// ```
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wrong = wrong.to_lowercase();
    let mut scored: Vec<_> =
        names.into_iter().filter_map(|name| Some((score(&wrong, name)?, name))).collect();
    scored.sort_unstable();
    scored.dedup();
    scored.into_iter().map(|(_, name)| name).take(3).collect()
}

/// Smaller is nearer; nothing where the names have little in common.
fn score(wrong: &str, name: &str) -> Option<usize> {
    let lower = name.to_lowercase();
    let distance = distance(wrong, &lower);
    if distance <= wrong.chars().count().div_ceil(3) {
        return Some(distance);
    }
    // “chicgo” means what starts like it.
    let heads = lower.match_indices('-').filter_map(|(end, _)| lower.get(..end));
    let nearest_head = heads.map(|head| self::distance(wrong, head)).min().unwrap_or(usize::MAX);
    if nearest_head > 0 && nearest_head <= wrong.chars().count() / 4 {
        return Some(50 + nearest_head * 10 + lower.len());
    }
    // “apa-7th-edition” has most of its words in the names of what is meant.
    if let Some(shared) = shared_words(wrong, &lower) {
        return Some(90 - shared);
    }
    // “chicago” means one of the names that start so; “cite-them-right” the one that ends so.
    let is_part = wrong.len() >= 3 && lower.contains(wrong);
    is_part.then(|| 100 + usize::from(!lower.starts_with(wrong)) * 100 + lower.len())
}

/// The share of the words, in tenths, that two names of several words have in common; nothing where it is small.
///
/// What the wrong name says first counts twice: the name of the manual or journal, not “notes” or “edition”.
fn shared_words(wrong: &str, name: &str) -> Option<usize> {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let (asked, known) = (words(wrong), words(name));
    let first = asked.first().filter(|_| asked.len() >= 3)?;
    if !known.contains(first) {
        return None;
    }
    let shared = asked.iter().filter(|word| known.contains(word)).count() + 1;
    let tenths = shared * 20 / (asked.len() + known.len() + 2);
    (tenths >= 6).then_some(tenths)
}

/// Letters to insert, delete or change on the way from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut next = vec![i + 1];
        for ((b, pair), left) in to.iter().zip(row.windows(2)).zip(0..) {
            let (&[diagonal, above], Some(&before)) = (pair, next.get(left)) else { break };
            next.push((diagonal + usize::from(a != *b)).min(above + 1).min(before + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wrong: &str, expected: &[&str]) {
        let names = ["apa", "chicago-author-date", "chicago-notes", "harvard-cite-them-right", "ieee", "mla"];
        assert_eq!(nearest(wrong, names), expected);
    }

    #[test]
    fn slips_and_parts_of_names() {
        check("APA", &["apa"]);
        check("iee", &["ieee"]);
        check("chicago", &["chicago-notes", "chicago-author-date"]);
        check("cite-them-right", &["harvard-cite-them-right"]);
        check("chicago-note", &["chicago-notes"]);
        check("chicgo", &["chicago-notes", "chicago-author-date"]);
        check("chicago-notes-17th", &["chicago-notes"]);
        check("harvard-medical-school-thesis-2010", &[]);
        check("xyzzy", &[]);
        check("", &[]);
    }
}
