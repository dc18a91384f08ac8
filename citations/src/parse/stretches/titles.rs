//! Titles, and what they stand in: parted by quotation marks and sentences.

use super::{Mending, is_institution};
use crate::label::Label;

impl Mending<'_, '_> {
    /// “‘Metaphor.’ Oxford English Dictionary”: behind the quotation mark stands what the title stands in.
    pub(super) fn part_quoted_title(&mut self) {
        let known = self.position(Label::Title).or_else(|| self.position(Label::Container));
        let Some(stretch) = known.and_then(|at| self.stretches.get(at).copied()) else { return };
        let is_both = stretch.label == Label::Title && !self.has(Label::Container)
            || stretch.label == Label::Container && !self.has(Label::Title);
        let Some(close) = self.closing_quote(stretch.start, stretch.end).filter(|_| is_both) else { return };
        let behind = close + 1;
        let first = self.words(behind, stretch.end).next();
        let Some(first) = first else { return };
        // “‘Power’ and its discontents” goes on as a sentence does; “The ‘Third Way’ …” begins before the mark.
        let begins_anew = self.tokens.is_capital(first)
            || matches!(self.tokens.lower(first), "in" | "dans" | "en" | "apud");
        let is_ended =
            self.tokens.is_any(close.saturating_sub(1), ".,?!") || self.tokens.is_any(behind, ".,");
        if begins_anew && is_ended {
            self.give(stretch.start, behind, Label::Title);
            self.give(behind, stretch.end, Label::Container);
        }
    }

    /// The mark that closes the quotation with which a stretch begins.
    fn closing_quote(&self, start: usize, end: usize) -> Option<usize> {
        let closes = match () {
            () if self.tokens.is(start, '“') => "”",
            () if self.tokens.is(start, '„') => "“”\"",
            () if self.tokens.is(start, '«') => "»",
            () if self.tokens.is(start, '"') => "\"",
            () => return None,
        };
        (start + 1..end).find(|i| self.tokens.is_any(*i, closes))
    }

    /// “A title. Journal of Harbors 3”: of two sentences before a volume or a page the last is what it stands in.
    pub(super) fn part_periodical(&mut self) {
        const MOST: usize = 12;
        let is_book =
            [Label::Place, Label::Publisher, Label::Editor, Label::Genre, Label::Series, Label::Archive];
        if self.has(Label::Title) == self.has(Label::Container)
            || is_book.iter().any(|label| self.has(*label))
        {
            return;
        }
        let Some(at) = self.position(Label::Title).or_else(|| self.position(Label::Container)) else {
            return;
        };
        let stretch = self.stretches[at];
        let goes_on = self.stretches.get(at + 1).is_some_and(|next| {
            matches!(
                next.label,
                Label::Volume | Label::Issue | Label::Page | Label::Locator | Label::Date | Label::Accessed
            )
        });
        let is_end = |i: &usize| {
            self.tokens.is_any(*i, ".?!")
                && self.is_full_word(i - 1)
                && self.words(i + 1, stretch.end).next().is_some_and(|word| self.tokens.is_capital(word))
        };
        let end = (stretch.start + 1..stretch.end).rev().find(is_end);
        let Some(end) = end.filter(|end| goes_on && self.words(end + 1, stretch.end).count() <= MOST) else {
            return;
        };
        // “Adv. Theor. Math. Phys.” is one name.
        let is_abbreviated = (stretch.start..end).any(|i| self.tokens.is(i, '.'));
        let is_sentence = self.words(stretch.start, end).count() >= 3 && !is_abbreviated;
        if self.tokens.is_any(stretch.start, "“„«\"'‘") || !is_sentence {
            return;
        }
        self.give(stretch.start, end + 1, Label::Title);
        self.give(end + 1, stretch.end, Label::Container);
    }

    /// “Revised Edition” at the end of a title.
    pub(super) fn part_edition(&mut self) {
        const WORDS: [&str; 18] = [
            "rev",
            "revised",
            "edition",
            "ed",
            "edn",
            "second",
            "third",
            "fourth",
            "fifth",
            "2nd",
            "3rd",
            "4th",
            "new",
            "enlarged",
            "expanded",
            "auflage",
            "aufl",
            "erweiterte",
        ];
        let Some(stretch) = self.stretches.iter().find(|it| it.label == Label::Title).copied() else {
            return;
        };
        let last = (stretch.start + 1..stretch.end)
            .rev()
            .find(|i| self.tokens.is_any(*i, ".,") && self.words(*i, stretch.end).next().is_some());
        let Some(last) = last else { return };
        let is_edition = self.words(last, stretch.end).all(|i| WORDS.contains(&self.tokens.lower(i)));
        let follows = self.stretches.iter().any(|it| it.label == Label::Edition && it.start == stretch.end);
        let is_said = self
            .words(last, stretch.end)
            .any(|i| matches!(self.tokens.lower(i), "edition" | "ed" | "edn" | "auflage" | "aufl"));
        if is_edition && (is_said || follows) {
            self.give(last + 1, stretch.end, Label::Edition);
        }
    }

    /// A book of editors whose title was taken for what it stands in; a journal taken for a press.
    pub(super) fn name_title(&mut self) {
        if let Some(title) = self.position(Label::Title)
            && let Some(next) = self.stretches.get(title + 1).copied()
            && !self.has(Label::Container)
        {
            // “Atm. Environ., 2008”
            let is_short = self.words(next.start, next.end).count() > 1
                && self
                    .words(next.start, next.end)
                    .all(|i| self.tokens.is(i + 1, '.') && !is_institution(self.tokens.lower(i)));
            if next.label == Label::Publisher && is_short && !self.has(Label::Place) {
                self.stretches[title + 1].label = Label::Container;
                return;
            }
        }
        let (Some(editor), Some(container)) = (self.position(Label::Editor), self.position(Label::Container))
        else {
            return;
        };
        let is_part = [Label::Title, Label::Author, Label::Volume, Label::Issue, Label::Page];
        let is_within = self.stretches.get(container).is_some_and(|stretch| {
            (stretch.start.saturating_sub(1)..stretch.end.min(stretch.start + 2))
                .any(|i| matches!(self.tokens.lower(i), "in" | "dans" | "en" | "apud"))
        });
        if editor < container && !is_within && !is_part.iter().any(|label| self.has(*label)) {
            self.stretches[container].label = Label::Title;
        }
    }

    /// “Available:”, “Retrieved … from LexisNexis”: how it was had is no part of the work.
    pub(super) fn drop_words_of_access(&mut self) {
        const WORDS: [&str; 5] = ["available", "retrieved", "accessed", "abgerufen", "disponible"];
        for at in 0..self.stretches.len() {
            let stretch = self.stretches[at];
            let words: Vec<usize> = self.words(stretch.start, stretch.end).collect();
            match stretch.label {
                Label::Title | Label::Container if words.len() > 1 => {
                    let Some(last) = words.last().copied() else { continue };
                    let is_set_off = self.tokens.is_any(last - 1, ".?!,") && self.tokens.is_capital(last);
                    if is_set_off && WORDS.contains(&self.tokens.lower(last)) {
                        self.give(last, stretch.end, Label::Other);
                    }
                }
                Label::Publisher => {
                    let follows =
                        at.checked_sub(1).is_some_and(|at| self.stretches[at].label == Label::Accessed);
                    let from = words.first().is_some_and(|first| self.tokens.lower(*first) == "from");
                    if follows || from {
                        self.stretches[at].label = Label::Other;
                    }
                }
                _ => {}
            }
        }
    }
}
