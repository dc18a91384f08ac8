//! Labels of tokens → stretches of one label, mended where words and signs say surely what the model does not.
//!
//! A rule here is one of print, not of the papers that the model was measured on: a state stands behind its town,
//! “Edited by” begins with editors, a quoted title ends with its quotation mark.

mod numbers;
mod people;
mod places;
mod titles;

use super::token::Tokens;
use crate::label::Label;
use crate::label::model::Labelling;

/// Tokens in a row that have one label.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) label: Label,
    pub(super) start: usize,
    pub(super) end: usize,
    /// The probability of its least sure token.
    pub(super) sure: f32,
}

/// What is less probable than this gives way to what stands around it.
const UNSURE: f32 = 0.6;

/// How sure a stretch is that a rule has made.
const BY_RULE: f32 = 0.9;

/// Makes stretches of labels.
pub(super) fn stretches(tokens: &Tokens<'_>, taken: &[bool], labelling: &Labelling) -> Vec<Stretch> {
    let stretches = joined(of_labels(tokens, taken, labelling));
    let mut mending = Mending { tokens, stretches };
    mending.part_quoted_title();
    mending.part_roles();
    mending.gather_editors();
    mending.complete_editors();
    mending.part_at_dash();
    mending.end_names();
    mending.part_periodical();
    mending.part_edition();
    mending.complete_places();
    mending.name_numbers();
    mending.drop_words_of_access();
    mending.name_title();
    mending.stretches
}

fn of_labels(tokens: &Tokens<'_>, taken: &[bool], labelling: &Labelling) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for (i, (label, sure)) in labelling.labels.iter().zip(&labelling.sure).enumerate() {
        if taken.get(i).copied().unwrap_or(false) {
            continue;
        }
        let is_sign = !tokens.is_word(i) && !tokens.is_number(i);
        match stretches.last_mut().filter(|last| last.label == *label && last.end == i) {
            Some(last) => {
                last.end = i + 1;
                // How a sign is labelled changes no value.
                if !is_sign {
                    last.sure = last.sure.min(*sure);
                }
            }
            None => stretches.push(Stretch {
                label: *label,
                start: i,
                end: i + 1,
                sure: if is_sign { 1.0 } else { *sure },
            }),
        }
    }
    stretches
}

/// Joins what a few unsure tokens part: “Title (1784–1788) title”.
fn joined(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        let apart = joined.len().checked_sub(2).and_then(|i| joined.get(i).copied());
        let between = joined.last().copied();
        if let (Some(before), Some(between)) = (apart, between)
            && before.label == stretch.label
            && matches!(stretch.label, Label::Title | Label::Container | Label::Author)
            && between.end - between.start <= 3
            && (between.sure < UNSURE || between.label == Label::Other && between.sure < 0.9)
        {
            joined.pop();
            if let Some(last) = joined.last_mut() {
                last.end = stretch.end;
                last.sure = last.sure.min(between.sure).min(stretch.sure);
            }
            continue;
        }
        joined.push(stretch);
    }
    joined
}

/// A reference while its stretches are mended.
struct Mending<'t, 'a> {
    tokens: &'t Tokens<'a>,
    stretches: Vec<Stretch>,
}

impl Mending<'_, '_> {
    fn has(&self, label: Label) -> bool {
        self.stretches.iter().any(|stretch| stretch.label == label)
    }

    fn position(&self, label: Label) -> Option<usize> {
        self.stretches.iter().position(|stretch| stretch.label == label)
    }

    /// Gives tokens a label, whatever stretches they are in.
    fn give(&mut self, start: usize, end: usize, label: Label) {
        if start >= end {
            return;
        }
        let mut given: Vec<Stretch> = Vec::with_capacity(self.stretches.len() + 2);
        for stretch in &self.stretches {
            if stretch.start < start {
                given.push(Stretch { end: stretch.end.min(start), ..*stretch });
            }
            if stretch.end > end {
                given.push(Stretch { start: stretch.start.max(end), ..*stretch });
            }
        }
        given.push(Stretch { label, start, end, sure: BY_RULE });
        given.sort_by_key(|stretch| stretch.start);
        // What now stands beside its like is one with it.
        self.stretches.clear();
        for stretch in given {
            match self.stretches.last_mut() {
                Some(last) if last.label == stretch.label && last.end == stretch.start => {
                    last.end = stretch.end;
                    last.sure = last.sure.min(stretch.sure);
                }
                _ => self.stretches.push(stretch),
            }
        }
    }

    /// The words and numbers of a stretch of tokens.
    fn words(&self, start: usize, end: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        (start..end).filter(|i| self.tokens.is_word(*i) || self.tokens.is_number(*i))
    }

    /// Whether a word is no initials: “JA”, “Fr”.
    fn is_full_word(&self, i: usize) -> bool {
        let letters = self.tokens.str(i).chars().count();
        let is_capitals = self.tokens.str(i).chars().all(char::is_uppercase);
        self.tokens.is_word(i) && letters > if is_capitals { 4 } else { 3 }
    }

    /// Whether a token is a point as it stands at the end of a sentence.
    fn is_point(&self, i: usize) -> bool {
        let is_spaced = |i: usize| self.tokens.list.get(i).is_some_and(|token| token.spaced);
        self.tokens.is(i, '.') && !is_spaced(i) && is_spaced(i + 1)
    }
}

fn is_institution(word: &str) -> bool {
    matches!(
        word,
        "university"
            | "univ"
            | "universität"
            | "université"
            | "institute"
            | "inst"
            | "college"
            | "school"
            | "press"
            | "pr"
            | "verlag"
            | "verl"
            | "publishers"
            | "publ"
            | "society"
            | "soc"
            | "laboratory"
            | "center"
            | "centre"
            | "department"
            | "inc"
            | "ltd"
            | "books"
            | "academy"
    )
}

fn is_article(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "der"
            | "die"
            | "das"
            | "le"
            | "la"
            | "les"
            | "il"
            | "lo"
            | "gli"
            | "i"
            | "el"
            | "los"
            | "las"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;
    use crate::parse::Passage;

    /// What becomes of a reference whose pieces have these labels: the words of each stretch.
    fn mended(pieces: &[(Label, &str)]) -> Vec<(Label, String)> {
        let text: String = pieces.iter().map(|(_, piece)| *piece).collect();
        let span = Span::new(0, text.len());
        let tokens = Tokens::read(Passage { text: &text, span, runs: &[] });
        let mut ends = Vec::new();
        for (label, piece) in pieces {
            ends.push((ends.last().map_or(0, |(end, _)| *end) + piece.len(), *label));
        }
        let label_at =
            |at: usize| ends.iter().find(|(end, _)| at < *end).map_or(Label::Other, |(_, label)| *label);
        let labels: Vec<Label> = tokens.list.iter().map(|token| label_at(token.span.start)).collect();
        let labelling = Labelling { sure: vec![0.99; labels.len()], labels };
        let is_sign = |c: char| c.is_whitespace() || ".,;:“”()[]-".contains(c);
        stretches(&tokens, &[], &labelling)
            .into_iter()
            .map(|it| (it.label, tokens.span(it.start, it.end).of(&text).trim_matches(is_sign).to_owned()))
            .filter(|(_, words)| !words.is_empty())
            .collect()
    }

    fn check(pieces: &[(Label, &str)], expected: &[(Label, &str)]) {
        let found = mended(pieces);
        let found: Vec<(Label, &str)> = found.iter().map(|(label, words)| (*label, words.as_str())).collect();
        assert_eq!(found, expected);
    }

    use Label::{
        Author, Container, Date, Edition, Editor, Issue, Page, Place, Publisher, Title, Translator, Volume,
    };

    #[test]
    fn a_quotation_ends_the_title() {
        check(
            &[(Author, "Ann Ferris, "), (Title, "“Salt Roads.” Harbor Quarterly "), (Volume, "3")],
            &[(Author, "Ann Ferris"), (Title, "Salt Roads"), (Container, "Harbor Quarterly"), (Volume, "3")],
        );
        let goes_on = [(Title, "“Salt” and its roads in the north. "), (Place, "London, "), (Date, "1999")];
        assert_eq!(mended(&goes_on)[0].1, "Salt” and its roads in the north");
    }

    #[test]
    fn of_two_sentences_the_last_is_the_journal() {
        check(
            &[(Title, "How were the salt roads paved? Harbor Quarterly "), (Volume, "3"), (Page, ", 12–19")],
            &[
                (Title, "How were the salt roads paved?"),
                (Container, "Harbor Quarterly"),
                (Volume, "3"),
                (Page, "12–19"),
            ],
        );
        for whole in [
            vec![(Title, "Salt roads of the north. A history "), (Place, "London "), (Date, "1999")],
            vec![(Container, "Adv. Harb. Res. "), (Volume, "3")],
        ] {
            assert_eq!(mended(&whole).len(), whole.len(), "{whole:?}");
        }
    }

    #[test]
    fn editors_are_told_by_the_word_behind_them() {
        check(
            &[
                (Author, "Ferris, Ann, "),
                (Title, "and Paul Brandt, eds. Salt Roads. "),
                (Place, "London "),
                (Date, "1999"),
            ],
            &[
                (Editor, "Ferris, Ann, and Paul Brandt, eds"),
                (Title, "Salt Roads"),
                (Place, "London"),
                (Date, "1999"),
            ],
        );
        let by = [
            (Author, "G. Ferris, "),
            (Title, "The Salt Roads, "),
            (Editor, "ed. by Paul Brandt, "),
            (Date, "1999"),
        ];
        check(
            &by,
            &[
                (Author, "G. Ferris"),
                (Title, "The Salt Roads"),
                (Editor, "ed. by Paul Brandt"),
                (Date, "1999"),
            ],
        );
    }

    #[test]
    fn who_edits_or_translates_says_so() {
        check(
            &[
                (Author, "Ferris, Ann. "),
                (Title, "Salt Roads. "),
                (Author, "Edited by Paul Brandt. "),
                (Place, "London"),
            ],
            &[
                (Author, "Ferris, Ann"),
                (Title, "Salt Roads"),
                (Editor, "Edited by Paul Brandt"),
                (Place, "London"),
            ],
        );
        check(
            &[(Author, "Ferris, A. Der Salzweg. "), (Title, "Hrsg. von P. Brandt. "), (Place, "Berlin")],
            &[
                (Author, "Ferris, A"),
                (Title, "Der Salzweg"),
                (Editor, "Hrsg. von P. Brandt"),
                (Place, "Berlin"),
            ],
        );
        check(
            &[(Title, "Salt Roads, "), (Author, "A. Ferris, tr. P. Brandt "), (Place, "London")],
            &[(Title, "Salt Roads"), (Author, "A. Ferris"), (Translator, "tr. P. Brandt"), (Place, "London")],
        );
    }

    #[test]
    fn a_point_behind_a_whole_name_ends_the_names() {
        check(
            &[(Author, "Ferris, Felise. Salt, "), (Title, "Roads and Harbors. "), (Place, "London")],
            &[(Author, "Ferris, Felise"), (Title, "Salt, Roads and Harbors"), (Place, "London")],
        );
        check(
            &[(Author, "Ferris, E. M. Salt Roads. "), (Place, "London")],
            &[(Author, "Ferris, E. M"), (Title, "Salt Roads"), (Place, "London")],
        );
        check(
            &[(Author, "Ferris, Anna M. Tollwood. "), (Place, "London")],
            &[(Author, "Ferris, Anna M"), (Title, "Tollwood"), (Place, "London")],
        );
        for whole in ["C. W. Ferris, K. S. Brandt, J. A. Wheel, ", "H.B. Meyer ", "E. R. SCHMITT. "] {
            assert_eq!(mended(&[(Author, whole), (Date, "2017")]).len(), 2, "{whole}");
        }
        check(
            &[(Author, "Rona Ferris - Salt roads of the north. "), (Place, "London")],
            &[(Author, "Rona Ferris"), (Title, "Salt roads of the north"), (Place, "London")],
        );
    }

    #[test]
    fn a_state_stands_behind_its_town() {
        check(
            &[
                (Title, "Salt Roads That Last, La Habra, "),
                (Place, "Calif.: "),
                (Publisher, "Center for Roads"),
            ],
            &[(Title, "Salt Roads That Last"), (Place, "La Habra, Calif"), (Publisher, "Center for Roads")],
        );
        check(
            &[(Title, "Salt Roads. "), (Place, "Marrakech, "), (Publisher, "Morocco, "), (Date, "2008")],
            &[(Title, "Salt Roads"), (Place, "Marrakech, Morocco"), (Date, "2008")],
        );
        let press =
            [(Title, "Salt Roads. "), (Publisher, "Roads Press, Harbor University, "), (Place, "Ohio")];
        assert_eq!(mended(&press)[2], (Place, "Ohio".to_owned()));
    }

    #[test]
    fn numbers_and_editions_say_what_they_are() {
        check(
            &[(Volume, "37 "), (Page, "H. 1–2, 133–154")],
            &[(Volume, "37"), (Issue, "H. 1–2"), (Page, "133–154")],
        );
        check(
            &[(Title, "Salt Roads. Revised Edition. "), (Place, "London")],
            &[(Title, "Salt Roads"), (Edition, "Revised Edition"), (Place, "London")],
        );
        check(
            &[(Title, "Salt Roads "), (Publisher, "(August–September, "), (Date, "1921)")],
            &[(Title, "Salt Roads"), (Date, "August–September"), (Date, "1921")],
        );
    }
}
