//! Editions: “2nd ed.”, “3., überarb. Aufl.”.

use super::Tail;
use crate::parse::reference::trimmed;
use crate::{Span, Variable};

impl Tail<'_, '_> {
    /// “2nd ed.”, “3rd rev. edn”, “rev. ed.”, “2., überarb. Aufl.”.
    pub(super) fn edition(&mut self, i: usize) -> Option<usize> {
        if self.place_only {
            return None;
        }
        let tokens = self.tokens();
        let is_edition = |i: usize| {
            matches!(
                tokens.lower(i),
                "ed" | "edn"
                    | "edition"
                    | "aufl"
                    | "auflage"
                    | "éd"
                    | "édition"
                    | "ausg"
                    | "ausgabe"
                    | "edición"
                    | "edizione"
                    | "druk"
            )
        };
        let starts = tokens.is_number(i) && tokens.str(i).len() <= 2
            || matches!(
                tokens.lower(i),
                "corrected"
                    | "rev"
                    | "revised"
                    | "new"
                    | "first"
                    | "second"
                    | "third"
                    | "fourth"
                    | "fifth"
                    | "sixth"
                    | "enlarged"
                    | "expanded"
                    | "neue"
                    | "nouvelle"
                    | "ungekürzte"
            );
        if !starts {
            return None;
        }
        let at = (i + 1..self.end.min(i + 8)).find(|i| is_edition(*i))?;
        let between = (i + 1..at).all(|i| {
            tokens.is_any(i, ".,&")
                || matches!(
                    tokens.lower(i),
                    "st" | "nd"
                        | "rd"
                        | "d"
                        | "th"
                        | "e"
                        | "è"
                        | "ème"
                        | "rev"
                        | "revised"
                        | "and"
                        | "u"
                        | "und"
                        | "überarb"
                        | "überarbeitete"
                        | "erw"
                        | "erweiterte"
                        | "durchges"
                        | "verb"
                        | "verbesserte"
                        | "aktual"
                        | "aktualisierte"
                        | "neu"
                        | "bearb"
                        | "neubearb"
                        | "enlarged"
                        | "expanded"
                        | "updated"
                        | "ª"
                        | "a"
                        | "er"
                        | "ed"
                        | "vollst"
                        | "unveränd"
                        | "unveränderte"
                        | "full"
                )
        });
        if !between {
            return None;
        }
        self.flush(i);
        let span = self.tokens().span(i, at);
        let tokens = self.tokens();
        // CSL 1.0.2: “2nd” is a numeric edition too; the word for edition is the style's.
        let value = trimmed(tokens.text, span);
        let value = if value.of(tokens.text) == "rev" { Span::new(value.start, span.end) } else { value };
        self.draft.set_text(Variable::Edition, value, 0.95);
        Some(if self.tokens().is(at + 1, '.') { at + 2 } else { at + 1 })
    }
}
