//! One line of pasted text → the references in it.

use super::{Passage, Reference, by_labels, by_rules};
use crate::label::borders;
use crate::label::model::{self, Model};
use crate::split::split;
use crate::{Run, Span};

/// Reads the references of one line: an entry of a list, or a whole note.
///
/// A number that a list or a note prints before its text is set aside. Spans are bytes of the line.
///
/// ```
/// use ibidem_citations::parse::line;
///
/// let read = line("12. Carl E. Schorske, Fin-de-siècle Vienna (New York: Knopf, 1980), 45.", &[]);
/// assert_eq!(read.len(), 1);
/// assert_eq!(read[0].item.title(), "Fin-de-siècle Vienna");
/// ```
pub fn line(text: &str, runs: &[Run]) -> Vec<Reference> {
    line_of(Passage { text, span: Span::new(0, text.len()), runs })
}

/// Reads the references of a line that is part of a longer text; spans are bytes of that text.
pub fn line_of(passage: Passage<'_>) -> Vec<Reference> {
    line_by(passage, model::shipped(), model::shipped_borders())
}

/// Reads the references of one line by these models: that of the labels, and that of the borders.
///
/// What was pasted has lost its italics, and often its quotation marks: there the labels are better
/// than the rules, which need them. Without a model the rules read alone.
pub fn line_by(
    passage: Passage<'_>,
    labels: Option<&Model<'_>>,
    borders: Option<&Model<'_>>,
) -> Vec<Reference> {
    let start = passage.span.start + behind_number(passage.as_str());
    let passage = passage.part(Span::new(start, passage.span.end));
    let parts = match borders {
        Some(model) => borders::references(passage, model),
        None => split(passage).into_iter().map(|part| part.span).collect(),
    };
    let read = |span: Span| match labels {
        Some(model) => by_labels(passage.part(span), model),
        None => by_rules(passage.part(span)),
    };
    let says_something =
        |read: &Reference| !read.item.fields.is_empty() || read.back.is_some() || read.locator.is_some();
    parts.into_iter().map(read).filter(says_something).collect()
}

/// Where the text of a line begins, in bytes: behind “12.”, “\[12\]”, “(12)”, “12 ”.
pub fn behind_number(text: &str) -> usize {
    let lead = text.len() - text.trim_start().len();
    let rest = &text[lead..];
    let bracketed = rest.starts_with(['[', '(']);
    let digits_at = usize::from(bracketed);
    let digits = rest[digits_at..].bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=3).contains(&digits) {
        return lead;
    }
    let behind = &rest[digits_at + digits..];
    let sign = usize::from(behind.starts_with(if bracketed { [']', ')'] } else { ['.', ')'] }));
    if bracketed && sign == 0 {
        return lead;
    }
    let text_behind = behind[sign..].trim_start();
    let spaced = text_behind.len() < behind[sign..].len();
    // “4 July 1999”, “42 U.S.C.”: a number that belongs to what follows it.
    let begins = sign == 1 || text_behind.starts_with(|c: char| c.is_uppercase() || "“‘«„\"'".contains(c));
    if spaced && begins && !text_behind.is_empty() { text.len() - text_behind.len() } else { lead }
}

#[cfg(test)]
mod tests {
    use super::behind_number;

    #[test]
    fn numbers_of_lists_are_set_aside() {
        let cases = [
            ("12. Schorske", "Schorske"),
            ("[12] Schorske", "Schorske"),
            ("(63) Kamerlin", "Kamerlin"),
            ("33 Grossberg", "Grossberg"),
            ("1984 was a year", "1984 was a year"),
            ("4 et seq.", "4 et seq."),
            ("(1991) 25 N.S.W.L.R. 32", "(1991) 25 N.S.W.L.R. 32"),
            ("7.", "7."),
        ];
        for (line, expected) in cases {
            assert_eq!(&line[behind_number(line)..], expected, "{line}");
        }
    }
}
