//! Editors, translators and others behind a title.

use super::Tail;
use crate::Variable;
use crate::language::is_abbreviation;
use crate::parse::head::looks_like_names;
use crate::parse::names::names;
use crate::parse::reference::trimmed;

impl Tail<'_, '_> {
    /// “ed. X and Y”, “edited by X”, “trans. X”, “hrsg. von X”.
    pub(super) fn people(&mut self, word: &str, i: usize, value: usize) -> Option<usize> {
        if self.place_only {
            return None;
        }
        let tokens = self.tokens();
        let variable = match word {
            "dir" | "directed" if tokens.lower(value) == "by" => Variable::Director,
            "ed" | "eds" | "edited" | "hg" | "hrsg" | "éd" | "dir" | "editor" | "editors"
            | "herausgegeben" | "redigé" => Variable::Editor,
            // “sous la direction de Michel Mollat”, “textes réunis par X”
            "sous" if matches!(tokens.lower(i + 2), "direction" | "dir") && !self.draft.hints.thesis => {
                Variable::Editor
            }
            "textes" | "édité" | "dirigé" | "réunis" if (i..i + 4).any(|i| tokens.lower(i) == "par") => {
                Variable::Editor
            }
            "aus" if tokens.lower(i + 1) == "dem" => Variable::Translator,
            "trans" | "transl" | "translated" | "übers" | "übersetzt" | "traduit" | "trad" => {
                Variable::Translator
            }
            "interview" | "interviewed" if tokens.lower(i + 1) == "by" => Variable::Interviewer,
            "by" | "von" if self.draft.hints.review && self.open.is_none() => Variable::ReviewedAuthor,
            "by" if self.draft.hints.entry => Variable::Author,
            _ => return None,
        };
        // “Trans. from the Spanish by Ruth Hollis”
        let english = matches!(word, "trans" | "translated") && tokens.lower(value) == "from";
        let from_language = (english || matches!(word, "aus" | "trad" | "traduit" | "traduction"))
            && (i..i + 6).any(|i| matches!(tokens.lower(i), "von" | "par" | "by"));
        let directed = word == "sous";
        let mut first = if from_language {
            self.behind_language(i)?
        } else if directed {
            i + 3 + usize::from(tokens.is(i + 3, '.'))
        } else if matches!(word, "textes" | "édité" | "dirigé" | "réunis") {
            (i..i + 4).find(|i| tokens.lower(*i) == "par")? + 1
        } else {
            value
        };
        // “ed. and trans. X”
        while first < self.end
            && matches!(
                tokens.lower(first),
                "by" | "von" | "vom" | "par" | "and" | "trans" | "ed" | "with" | "de" | "v"
            )
            || tokens.is(first, '.')
        {
            first += 1;
        }
        // “hrsg. v. der Akademie”: the article is no part of the name.
        if matches!(tokens.str(first), "der" | "dem" | "the" | "die") && tokens.is_capital(first + 1) {
            first += 1;
        }
        let last = self.names_end(first);
        let span = trimmed(tokens.text, tokens.span(first, last));
        if last <= first || !looks_like_names(tokens, first, last) || span.is_empty() {
            // “(eds.)” behind names that stand before: the names were those of the editors.
            return None;
        }
        let people = names(span.of(tokens.text));
        self.flush(i);
        if variable == Variable::Interviewer {
            self.draft.hints.interview = true;
        }
        // “trans. and ed. X”: the same people did both.
        let both = (i + 1..i + 5).any(|i| matches!(self.tokens().lower(i), "and" | "und" | "et"))
            && (i + 1..first).any(|i| matches!(self.tokens().lower(i), "ed" | "eds" | "edited" | "trans"));
        if both {
            let other = if variable == Variable::Editor { Variable::Translator } else { Variable::Editor };
            self.draft.set_names(other, people.clone(), span, 0.85);
        }
        self.draft.hints.editors |= variable == Variable::Editor;
        self.draft.set_names(variable, people, span, 0.9);
        Some(last)
    }

    /// “aus dem Französischen von X”: gives the token behind “von”.
    pub(super) fn behind_language(&self, i: usize) -> Option<usize> {
        (i + 1..self.end.min(i + 8))
            .find(|i| matches!(self.tokens().lower(*i), "von" | "par" | "by"))
            .map(|von| von + 1)
    }

    /// Where names end: before a bracket, a date, a keyword, the next title.
    pub(super) fn names_end(&self, first: usize) -> usize {
        let tokens = self.tokens();
        (first..self.end)
            .find(|i| {
                let keyword = matches!(
                    tokens.lower(*i),
                    "vol" | "trans" | "ed" | "pp" | "p" | "in" | "no" | "translated" | "edited" | "s" | "bd"
                );
                let point = tokens.is(*i, '.')
                    && tokens.is_word(i.wrapping_sub(1))
                    && !is_abbreviation(tokens.str(i - 1));
                let list_end = tokens.is(*i, ',') && !self.names_go_on(i + 1);
                tokens.is_any(*i, "([;:\"“‘")
                    || tokens.is_number(*i)
                    || tokens.list[*i].italic
                    || self.draft.taken[*i]
                    || keyword && !tokens.is_capital(*i)
                    || point
                    || list_end
            })
            .unwrap_or(self.end)
    }

    /// Behind a comma the list goes on with “and X” or with another name and “and”.
    pub(super) fn names_go_on(&self, i: usize) -> bool {
        let tokens = self.tokens();
        if matches!(tokens.lower(i), "and" | "und" | "et" | "y" | "jr" | "&") || tokens.is(i, '&') {
            return true;
        }
        let end = (i..self.end.min(i + 12))
            .find(|i| tokens.is_any(*i, ",([;:") || tokens.is_number(*i))
            .unwrap_or(self.end);
        tokens.is(end, ',')
            && looks_like_names(tokens, i, end)
            && matches!(tokens.lower(end + 1), "and" | "und" | "et" | "y")
    }
}
