//! Hyphens at the ends of lines: those that break a word, and those that belong to it.

use std::collections::HashSet;

/// The words of a text, as far as they tell whether a hyphen belongs to one.
pub(in crate::read) struct Hyphens<'a> {
    words: HashSet<&'a str>,
}

impl<'a> Hyphens<'a> {
    /// Gathers the words of a text; none where no line ends with a hyphen.
    pub(in crate::read) fn of(text: &'a str) -> Self {
        let mut words = HashSet::new();
        let broken = |line: &str| line.trim_end().ends_with('-');
        if !text.lines().any(broken) {
            return Self { words };
        }
        let mut begins_broken = false;
        for line in text.lines() {
            // The halves of a broken word are no words.
            let whole = line.split_whitespace().skip(usize::from(begins_broken));
            words.extend(
                whole
                    .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-'))
                    .filter(|word| !word.is_empty() && !word.ends_with('-')),
            );
            begins_broken = broken(line);
        }
        Self { words }
    }

    /// Whether the hyphen at the end of `before` only breaks the line, and the word goes on in `next`.
    ///
    /// It is kept in “nineteenth-⏎century”, whose halves are words of the text while the whole is none, in
    /// compounds that the text has elsewhere, before capitals and numbers, and in addresses.
    pub(in crate::read) fn breaks_line(&self, before: &str, next: &str) -> bool {
        let before = before.strip_suffix('-').unwrap_or(before);
        let head = before.trim_end_matches(char::is_alphabetic);
        let left = &before[head.len()..];
        let right_end = next.find(|c: char| !c.is_alphabetic()).unwrap_or(next.len());
        let right = &next[..right_end];
        let plain = head.chars().next_back().is_none_or(|c| c.is_whitespace() || "(“„«‘[\"'*_".contains(c));
        let lower = right.starts_with(char::is_lowercase) && !next[right_end..].starts_with(['/', '-']);
        if !plain || !lower || left.chars().count() < 2 || right.chars().count() < 2 {
            return false;
        }
        let whole = self.words.contains(format!("{left}{right}").as_str());
        let compound = self.words.contains(format!("{left}-{right}").as_str());
        let halves = self.words.contains(left) && self.words.contains(right);
        whole || !compound && !halves
    }
}

#[cfg(test)]
mod tests {
    use super::Hyphens;

    #[test]
    fn a_word_is_put_together_and_a_compound_stays() {
        let text = "The nineteenth century had a well-known Uni-\nversity, a wide nineteenth-\ncentury press, and well-\nknown men.";
        let hyphens = Hyphens::of(text);
        let joins = |before: &str, next: &str| hyphens.breaks_line(before, next);
        assert!(joins("had a Uni-", "versity, a wide"));
        assert!(!joins("a wide nineteenth-", "century press"));
        assert!(!joins("and well-", "known men"));
        assert!(!joins("https://example.org/long-", "path/on"));
        assert!(!joins("the Anglo-", "American trade"));
        assert!(!joins("pages 12-", "14"));
    }
}
