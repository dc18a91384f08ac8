//! What a command says behind a key, `\cite[p.~12]{key}` → the locator that it is.

use crate::{Locator, LocatorLabel, Span};

/// Labels of locators, in lower case and without point.
const LABELS: [(&str, LocatorLabel); 42] = [
    ("p", LocatorLabel::Page),
    ("pp", LocatorLabel::Page),
    ("page", LocatorLabel::Page),
    ("pages", LocatorLabel::Page),
    ("pg", LocatorLabel::Page),
    ("s", LocatorLabel::Page),
    ("seite", LocatorLabel::Page),
    ("seiten", LocatorLabel::Page),
    ("pág", LocatorLabel::Page),
    ("blz", LocatorLabel::Page),
    ("с", LocatorLabel::Page),
    ("art", LocatorLabel::ArticleLocator),
    ("arts", LocatorLabel::ArticleLocator),
    ("article", LocatorLabel::ArticleLocator),
    ("ch", LocatorLabel::Chapter),
    ("chap", LocatorLabel::Chapter),
    ("chaps", LocatorLabel::Chapter),
    ("chapter", LocatorLabel::Chapter),
    ("kap", LocatorLabel::Chapter),
    ("col", LocatorLabel::Column),
    ("cols", LocatorLabel::Column),
    ("sp", LocatorLabel::Column),
    ("fig", LocatorLabel::Figure),
    ("figure", LocatorLabel::Figure),
    ("abb", LocatorLabel::Figure),
    ("fol", LocatorLabel::Folio),
    ("fols", LocatorLabel::Folio),
    ("bl", LocatorLabel::Folio),
    ("l", LocatorLabel::Line),
    ("ll", LocatorLabel::Line),
    ("line", LocatorLabel::Line),
    ("n", LocatorLabel::Note),
    ("nn", LocatorLabel::Note),
    ("anm", LocatorLabel::Note),
    ("para", LocatorLabel::Paragraph),
    ("rn", LocatorLabel::Paragraph),
    ("part", LocatorLabel::Part),
    ("sec", LocatorLabel::Section),
    ("section", LocatorLabel::Section),
    ("s.v", LocatorLabel::SubVerbo),
    ("vol", LocatorLabel::Volume),
    ("bd", LocatorLabel::Volume),
];

/// Reads the locator that a text is as a whole: “12”, “55--58”, “pp. 3f.”, “ch. 2”, “xii”; nothing where it says more.
pub fn postnote(text: &str, span: Span) -> Option<Locator> {
    let said = span.of(text);
    let lead = said.len() - said.trim_start().len();
    let words = said.trim();
    let (label, skip) = label(words);
    let value = words.get(skip..).unwrap_or_default();
    let value = value.trim_end_matches('.');
    let start = span.start + lead + skip;
    let is_value = label.is_some_and(|label| label == LocatorLabel::SubVerbo) || is_number(value);
    (is_value && !value.is_empty()).then(|| Locator {
        label: label.unwrap_or_default(),
        value: value.to_owned(),
        span: Span::new(start, start + value.len()),
    })
}

/// The label at the start of a text, and its length with the blanks behind it.
fn label(words: &str) -> (Option<LocatorLabel>, usize) {
    let signs = words.len() - words.trim_start_matches(['§', '¶']).len();
    let length = if signs > 0 {
        signs
    } else {
        words
            .find(|c: char| !(c.is_alphabetic() || c == '.' && words.starts_with("s.v")))
            .unwrap_or(words.len())
    };
    let word = words.get(..length).unwrap_or_default().trim_end_matches('.').to_lowercase();
    let found = match word.as_str() {
        word if word.starts_with('§') => Some(LocatorLabel::Section),
        word if word.starts_with('¶') => Some(LocatorLabel::Paragraph),
        word => LABELS.iter().find(|(known, _)| *known == word).map(|(_, label)| *label),
    };
    let rest = words.get(length..).unwrap_or_default();
    let value = rest.trim_start_matches(['.', ' ', '\u{a0}', '~']);
    match found {
        Some(label) if !value.is_empty() => (Some(label), words.len() - value.len()),
        _ => (None, 0),
    }
}

/// Numbers, Roman ones too, and what joins them: “130–31”, “12, 15 and 18”, “45ff.”, “514a”, “3:12”.
fn is_number(value: &str) -> bool {
    const JOINTS: [&str; 8] = ["f", "ff", "and", "et", "und", "y", "passim", "n"];
    let mut words =
        value.split(|c: char| c.is_whitespace() || "-–—,;:/.()§".contains(c)).filter(|word| !word.is_empty());
    let is_one = |word: &str| {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let rest = word.get(digits..).unwrap_or_default();
        let is_roman = rest.len() <= 8 && rest.to_lowercase().bytes().all(|byte| b"ivxlcdm".contains(&byte));
        digits > 0 && rest.len() <= 2 || digits == 0 && is_roman || JOINTS.contains(&word)
    };
    let starts = words.clone().next().is_some_and(|word| !JOINTS.contains(&word));
    starts && words.all(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(LocatorLabel, &str)>) {
        let found = postnote(text, Span::new(0, text.len()));
        let found = found.as_ref().map(|locator| (locator.label, locator.value.as_str()));
        assert_eq!(found, expected, "{text}");
        if let Some(locator) = postnote(text, Span::new(0, text.len())) {
            assert_eq!(locator.span.of(text), locator.value);
        }
    }

    #[test]
    fn pages_need_no_label() {
        for value in ["12", "55–58", "130-31", "xii", "12, 15 and 18", "45ff", "514a"] {
            check(value, Some((LocatorLabel::Page, value)));
        }
        check(" p. 12. ", Some((LocatorLabel::Page, "12")));
        check("pp.\u{a0}3f.", Some((LocatorLabel::Page, "3f")));
        check("S. 12", Some((LocatorLabel::Page, "12")));
    }

    #[test]
    fn other_labels_are_told() {
        check("ch. 2", Some((LocatorLabel::Chapter, "2")));
        check("§ 35(2)", Some((LocatorLabel::Section, "35(2)")));
        check("vol. 2", Some((LocatorLabel::Volume, "2")));
        check("s.v. Salt", Some((LocatorLabel::SubVerbo, "Salt")));
    }

    #[test]
    fn sentences_are_no_locators() {
        check("emphasis added", None);
        check("12, emphasis added", None);
        check("and passim", None);
        check("p.", None);
        check("", None);
    }
}
