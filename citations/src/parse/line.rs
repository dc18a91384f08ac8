//! One line of pasted text → the references in it.

use super::{Passage, Reference, by_labels, by_rules};
use crate::label::borders;
use crate::label::model::{self, BorderModel, LabelModel};
use crate::split::split;
use crate::{Run, Span, Variable};

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
    labels: Option<&LabelModel<'_>>,
    borders: Option<&BorderModel<'_>>,
) -> Vec<Reference> {
    let start = passage.span.start + behind_number(passage.as_str());
    let passage = passage.part(Span::new(start, passage.span.end));
    let parts = match borders {
        Some(model) => borders::references(passage, model),
        None => split(passage).into_iter().map(|part| part.span).collect(),
    };
    let is_note = parts.len() > 1;
    let read = |span: Span| {
        let part = passage.part(behind_lead(passage.text, span));
        match labels {
            Some(model) => by_labels(part, model),
            None => by_rules(part),
        }
    };
    let says_something =
        |read: &Reference| !read.item.fields.is_empty() || read.back.is_some() || read.locator.is_some();
    let is_reference = |read: &Reference| says_something(read) && !(is_note && is_sentence(passage, read));
    parts.into_iter().map(read).filter(is_reference).collect()
}

/// A reference without the words that lead to it: “Ausführlicher bei Gessner 1976”.
fn behind_lead(text: &str, span: Span) -> Span {
    const MOST: usize = 4;
    let part = span.of(text);
    let mut at = 0;
    for word in part.split_inclusive(' ').take(MOST) {
        at += word.len();
        if !word.trim_end().chars().all(char::is_alphabetic) {
            break;
        }
        if word == "bei " && part[at..].starts_with(char::is_uppercase) {
            return Span::new(span.start + at, span.end);
        }
    }
    span
}

/// Whether nothing but a title was found in a stretch that is as long as a sentence: then it is one, beside the
/// references of the note.
fn is_sentence(passage: Passage<'_>, read: &Reference) -> bool {
    const FEWEST_WORDS: usize = 8;
    let text = read.span.of(passage.text).trim_start();
    let is_title_alone = read.item.fields.iter().all(|field| field.variable == Variable::Title);
    is_title_alone
        && read.back.is_none()
        && read.locator.is_none()
        && !text.starts_with(['“', '„', '«', '‘', '"', '\''])
        && text.split_whitespace().count() >= FEWEST_WORDS
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
    use super::{behind_number, line};

    #[test]
    fn what_leads_to_a_reference_is_no_part_of_it() {
        for (note, start) in [
            ("Ausführlicher bei Gessner 1976, S. 12.", "Gessner"),
            ("Klassisch bei Carlin / Howard 1967.", "Carlin"),
        ] {
            let read = line(note, &[]);
            assert!(read[0].span.of(note).starts_with(start), "{note}: {:?}", read[0].span);
        }
    }

    #[test]
    fn a_case_is_not_cut() {
        for note in ["R. v. L. (1991) 103 A.L.R. 577", "Harbor v. Ferris (1994) A.S.C. 56 (N.S.W.C.A.)."] {
            assert_eq!(line(note, &[]).len(), 1, "{note}");
        }
    }

    #[test]
    fn names_alone_are_no_reference() {
        let cases = [
            ("Ferris, Brandt, and Harrow 2000, 541.", 1),
            ("Ferris, Paul; Brandt, Anna (1995), \"Salt Roads\", Harbor Quarterly 144 (1): 101–124.", 1),
            (
                "Ferris, Paul, 1979; Thinking about Harbors: A First Account, Harbor Quarterly, vol. 9, pp. 1–20.",
                1,
            ),
            ("Ferris 1974; Brandt 1976.", 2),
            ("Ferris, Salt Roads; Brandt, Harbors, 50.", 2),
            ("Ibid.; Brandt, Salt Roads, 50.", 2),
        ];
        for (note, number) in cases {
            assert_eq!(line(note, &[]).len(), number, "{note}");
        }
    }

    #[test]
    fn a_sentence_between_references_is_none() {
        let note = "J. Ferris, Salt Roads (1999) 12. Such devices have been commonly used over the last years in all \
                    of the towns. See P. Brandt, ‘Harbors’ (1997) 11 Harbor Quarterly 100.";
        let read = line(note, &[]);
        assert_eq!(read.len(), 2, "{read:?}");
    }

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
