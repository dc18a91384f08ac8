//! Who wrote, edited and translated: where their names begin and end.

use super::{Mending, Stretch, is_article};
use crate::label::Label;

impl Mending<'_, '_> {
    /// “Title. Edited by A. Bee”: whoever edits or translates is no part of what the words stand behind.
    pub(super) fn part_roles(&mut self) {
        for i in 0..self.tokens.len() {
            let Some(stretch) = self.stretches.iter().copied().find(|it| (it.start..it.end).contains(&i))
            else {
                continue;
            };
            // “Hrsg. von”
            let behind = if self.tokens.is(i + 1, '.') { i + 2 } else { i + 1 };
            let next = self.tokens.lower(behind);
            let label = match self.tokens.lower(i) {
                "edited" | "compiled" if next == "by" => Label::Editor,
                "herausgegeben" | "hrsg" | "hg" if next == "von" => Label::Editor,
                "translated" if matches!(next, "by" | "from") => Label::Translator,
                "übersetzt" | "übers" if matches!(next, "von" | "aus") => Label::Translator,
                "traduit" if matches!(next, "par" | "de") => Label::Translator,
                "tr" | "trans" | "transl" | "übers"
                    if behind == i + 2 && stretch.label == Label::Author && !self.tokens.is_capital(i) =>
                {
                    Label::Translator
                }
                _ => continue,
            };
            let is_misplaced = match stretch.label {
                Label::Author | Label::Title => true,
                Label::Container | Label::Publisher | Label::Series => i > stretch.start,
                _ => false,
            };
            let begins = i == stretch.start || self.tokens.is_any(i - 1, ".,;(");
            let first = if next == "." || self.tokens.is_capital(behind) { behind } else { behind + 1 };
            let named = self.words(first, stretch.end).take(2).all(|word| self.tokens.is_capital(word));
            if is_misplaced && begins && named && first < stretch.end {
                self.give(i, stretch.end, label);
            }
        }
    }

    /// “Adamson, Joni, Mei Mei Evans, and Rachel Stein, eds.”: all who stand before the word are editors.
    pub(super) fn gather_editors(&mut self) {
        const MOST: usize = 40;
        let Some(first) = self.position(Label::Author).or_else(|| self.position(Label::Editor)) else {
            return;
        };
        let Some(start) = self.stretches.get(first).map(|stretch| stretch.start) else { return };
        if self.words(0, start).next().is_some_and(|word| self.tokens.is_word(word)) {
            return;
        }
        let end = self.tokens.len().min(start + MOST);
        let is_role = |i: usize| {
            matches!(
                self.tokens.lower(i),
                "ed" | "eds" | "hrsg" | "hg" | "hgg" | "éd" | "éds" | "dir" | "coord"
            )
        };
        let Some(role) = (start + 2..end).find(|i| is_role(*i)) else { return };
        let is_name = |i: usize| {
            self.tokens.is_capital(i)
                || self.tokens.is_any(i, ",.&;-–(")
                || matches!(self.tokens.lower(i), "and" | "und" | "et" | "y" | "e")
                || is_particle(self.tokens.lower(i))
        };
        // A word behind a full name and a point is of a title: “Leach, Neil. Rethinking …”
        let ends_name = |i: usize| self.tokens.is(i, '.') && i > start && self.is_full_word(i - 1);
        let is_bracketed = self.tokens.is(role - 1, '(');
        let is_set_off = is_bracketed || self.tokens.is(role - 1, ',');
        let is_word =
            |i: usize| !is_name(i) || ends_name(i) || is_article(self.tokens.lower(i)) && i + 1 != role;
        // “The Medieval Alexander, ed. by D. J. A. Ross”
        let leads = self
            .words(role + 1, end)
            .next()
            .is_some_and(|i| matches!(self.tokens.lower(i), "by" | "von" | "par" | "da"));
        if !is_set_off || leads || (start..role).any(is_word) {
            return;
        }
        let mut behind = role + 1;
        while self.tokens.is_any(behind, ".)") {
            behind += 1;
        }
        self.give(start, behind, Label::Editor);
    }

    /// Editors who stand apart from the word that says so.
    pub(super) fn complete_editors(&mut self) {
        let Some(at) = self.position(Label::Editor) else { return };
        let Some(before) = at.checked_sub(1) else { return };
        let (stretch, editors) = (self.stretches[before], self.stretches[at]);
        if stretch.end != editors.start {
            return;
        }
        // “In M. Bar-Asher, A. Dotan (eds)”: an initial is no end of a title.
        let last = self.words(stretch.start, stretch.end).next_back();
        let within =
            last.and_then(|last| last.checked_sub(1)).filter(|within| self.tokens.lower(*within) == "in");
        let is_initial = last.is_some_and(|last| self.tokens.str(last).chars().count() == 1);
        // “In Lynn Choi, Yunheung Paek, editors, …”: what they stand in comes behind them.
        let named = self.stretches[at + 1..].iter().any(|it| it.label == Label::Container);
        let is_name = self.words(stretch.start, stretch.end).count() == 3
            && self.tokens.lower(stretch.start) == "in"
            && self
                .words(stretch.start, stretch.end)
                .all(|i| self.tokens.is_capital(i) || i == stretch.start)
            && self.tokens.is(stretch.end - 1, ',');
        let start = match stretch.label {
            Label::Title => within.filter(|within| is_initial && *within > stretch.start),
            Label::Container if named && is_name => Some(stretch.start),
            // “(M. F. Lipson, K. Asakawa, eds.)” behind what they edited.
            Label::Author if before > 1 => Some(stretch.start),
            _ => None,
        };
        if let Some(start) = start {
            self.give(start, editors.end, Label::Editor);
        }
    }

    /// “Rona Goffen - Bellini archeologico”: a dash parts who wrote from what was written.
    pub(super) fn part_at_dash(&mut self) {
        // “Gaetano Cozzi - Michael Knapton, La repubblica”: where both are told, the dash is between authors.
        if self.has(Label::Author) && self.has(Label::Title) {
            return;
        }
        let Some(first) = self.stretches.first().copied() else { return };
        let end = self.tokens.len().min(first.start + 10);
        let is_dash = |i: &usize| {
            let behind = self.tokens.list.get(i + 1).is_some_and(|next| next.spaced);
            self.tokens.is_any(*i, "-–—") && self.tokens.list[*i].spaced && behind
        };
        let Some(dash) = (first.start + 1..end).find(is_dash) else { return };
        let is_name = |i: usize| {
            self.tokens.is_capital(i) || self.tokens.is(i, '.') || is_particle(self.tokens.lower(i))
        };
        let names = self.words(first.start, dash).count();
        if !(2..=4).contains(&names) || !(first.start..dash).all(is_name) {
            return;
        }
        let is_told = |stretch: &Stretch| matches!(stretch.label, Label::Author | Label::Title);
        let told =
            self.stretches.iter().take_while(|stretch| is_told(stretch)).last().map(|stretch| stretch.end);
        let Some(told) = told.filter(|end| *end > dash + 1) else { return };
        // “G. Scattolin - T. Talamini, Un edificio”; “Die Kunstdenkmäler von Bayern - Unterfranken”
        let is_list = self.has(Label::Author) && (dash..told).any(|i| self.tokens.is(i, ','));
        if is_list || is_article(self.tokens.lower(first.start)) {
            return;
        }
        self.give(first.start, dash, Label::Author);
        self.give(dash + 1, told, Label::Title);
    }

    /// “Tavo, Felise. Woman, Mother and Bride”: a point behind a whole name ends the names.
    pub(super) fn end_names(&mut self) {
        if !self.has(Label::Title)
            && !self.has(Label::Container)
            && let Some(stretch) = self.stretches.iter().find(|it| it.label == Label::Author).copied()
        {
            // “Ovid. Metamorphoseon.”, “Forster, E. M. Howards End.”: something was written.
            let whole = |i: &usize| self.is_point(*i) && self.is_full_word(i - 1) && *i + 1 < stretch.end;
            let whole = (stretch.start + 1..stretch.end).find(whole);
            if let Some(end) = whole.or_else(|| self.behind_initials(stretch)) {
                self.give(end + 1, stretch.end, Label::Title);
            }
            return;
        }
        for at in 0..self.stretches.len().saturating_sub(1) {
            let (stretch, next) = (self.stretches[at], self.stretches[at + 1]);
            if (stretch.label, next.label) != (Label::Author, Label::Title) || next.start != stretch.end {
                continue;
            }
            let last = self.tokens.is_any(stretch.end - 1, ",:");
            let ends = |i: &usize| self.is_point(*i) && self.is_full_word(i - 1);
            let end = (stretch.start + 1..stretch.end).find(ends);
            let Some(end) = end.filter(|end| last && self.words(end + 1, stretch.end).count() <= 3) else {
                continue;
            };
            if self.words(end + 1, stretch.end).next().is_some() {
                self.give(end + 1, stretch.end, Label::Title);
                return;
            }
        }
    }

    /// The point behind “Forster, E. M.” and “Said, Edward W.”, where words follow that are no more names.
    fn behind_initials(&self, stretch: Stretch) -> Option<usize> {
        let is_initial = |i: usize| self.tokens.is_word(i) && self.tokens.str(i).chars().count() == 1;
        let is_inverted = self.is_full_word(stretch.start) && self.tokens.is(stretch.start + 1, ',');
        let mut initial = stretch.start + 2;
        while self.is_full_word(initial) {
            initial += 1;
        }
        let mut end = initial;
        while is_initial(end) && self.is_point(end + 1) {
            end += 2;
        }
        // Another comma begins another name.
        let goes_on = self.words(end, stretch.end).next().is_some()
            && !(end..stretch.end).any(|i| self.tokens.is(i, ','))
            && self.words(end, stretch.end).all(|i| self.tokens.str(i).chars().count() > 2);
        (is_inverted && end > initial && end < stretch.end && goes_on).then(|| end - 1)
    }
}

/// Words in small letters within names.
fn is_particle(word: &str) -> bool {
    matches!(word, "von" | "van" | "der" | "de" | "da" | "dei" | "del" | "di" | "du" | "la" | "le")
}
