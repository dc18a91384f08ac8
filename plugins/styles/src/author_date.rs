//! Citations by author and year in the body: `(Smith 2010, 5)`.

use ibidem_sdk::{Paper, Span, month_number};

/// An author and a year in parentheses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InText {
    /// The family name of the first author.
    pub(crate) family: String,
    /// From the name to the year.
    pub(crate) span: Span,
}

/// Words in parentheses before a year that are no names.
const OTHERS: [&str; 24] = [
    "Spring", "Summer", "Fall", "Autumn", "Winter", "Act", "Article", "Treaty", "Law", "See", "In", "From",
    "Since", "Until", "Table", "Figure", "Vol", "No", "Ch", "Chapter", "Tab", "Abb", "The", "AD",
];

/// Finds the citations by author and year of the body, in order.
pub(crate) fn in_text(paper: &Paper) -> Vec<InText> {
    let body = paper.text_of(paper.body);
    let mut found = Vec::new();
    for (open, _) in body.match_indices('(') {
        let rest = body.get(open + 1..).unwrap_or_default();
        let Some(close) = rest.find([')', '(']).filter(|close| *close < 300) else { continue };
        let mut start = open + 1;
        for part in rest.get(..close).unwrap_or_default().split(';') {
            found.extend(read(part).map(|(family, length, lead)| InText {
                family,
                span: Span::new(start + lead, start + length).shifted(paper.body.start),
            }));
            start += part.len() + 1;
        }
    }
    found
}

/// The family name of `see Smith and Jones 2010, 5`, the length up to the year, and that of what leads in.
fn read(part: &str) -> Option<(String, usize, usize)> {
    let year = part.match_indices(['1', '2']).map(|(at, _)| at).find(|at| {
        let digits = part.get(*at..).unwrap_or_default().bytes().take_while(u8::is_ascii_digit).count();
        digits == 4 && part.get(..*at).is_some_and(|before| before.ends_with([' ', ',']))
    })?;
    let before = part.get(..year)?;
    let mut lead = before.len() - before.trim_start().len();
    let mut words = before.trim_start();
    // “see also Smith 2010”: what leads in is small.
    while words.starts_with(char::is_lowercase) {
        let (word, rest) = words.split_once(' ')?;
        lead += word.len() + 1;
        words = rest;
    }
    let family: String =
        words.chars().take_while(|c| c.is_alphabetic() || matches!(c, '-' | '’' | '\'')).collect();
    let rest = words.get(family.len()..)?;
    let behind = rest.trim_matches([' ', ',']);
    let is_joint = behind.is_empty()
        || ["and ", "& ", "et al", "und ", "et ", "u. a"].iter().any(|joint| behind.starts_with(joint));
    let is_name = family.starts_with(char::is_uppercase)
        && family.chars().count() >= 3
        && !family.chars().all(char::is_uppercase);
    (is_name && is_joint && !OTHERS.contains(&family.as_str()) && month_number(&family).is_none())
        .then_some((family, year + 4, lead))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(part: &str, expected: Option<&str>) {
        assert_eq!(read(part).map(|(family, ..)| family).as_deref(), expected, "{part}");
    }

    #[test]
    fn names_before_years() {
        check("Smith 2010, 5", Some("Smith"));
        check(" see also Brandt and Lee, 1999", Some("Brandt"));
        check("Hofer et al. 2001", Some("Hofer"));
        check("May 2010", None);
        check("founded in 1999", None);
        check("WHO 2010", None);
        check("Treaty of Linz 1900", None);
        check("2010", None);
    }
}
