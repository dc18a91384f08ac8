//! Numbers that say what they are.

use super::Mending;
use crate::label::Label;
use crate::parse::month_name;

impl Mending<'_, '_> {
    /// “v. 435, n. 7039”: a number that says what it is. “(August–September, 1921)”: months are no publisher.
    pub(super) fn name_numbers(&mut self) {
        for at in 0..self.stretches.len() {
            let stretch = self.stretches[at];
            let before = at.checked_sub(1).map(|before| self.stretches[before].label);
            let mut words = self.words(stretch.start, stretch.end);
            let (first, second) = (words.next(), words.next());
            let announces = first.is_some_and(|i| {
                matches!(self.tokens.lower(i), "n" | "no" | "nr" | "núm" | "num" | "heft" | "h" | "№" | "iss")
            });
            let is_number = second.is_some_and(|i| self.tokens.is_number(i)) && words.next().is_none();
            drop(words);
            let is_loose = matches!(stretch.label, Label::Part | Label::Other | Label::Locator | Label::Note);
            // Elsewhere “n. 24” is another note, and “h.” the hours.
            let follows = match before {
                Some(Label::Volume) => true,
                Some(Label::Date | Label::Container) => {
                    !first.is_some_and(|i| matches!(self.tokens.lower(i), "n" | "h"))
                        || self.tokens.is(stretch.start + 1, '°')
                }
                _ => false,
            };
            if announces && is_number && is_loose && follows && !self.has(Label::Issue) {
                self.stretches[at].label = Label::Issue;
            }
            // “H. 1–2, 133–154”
            let behind = second.map_or(0, |i| if self.is_range(i) { i + 3 } else { i + 1 });
            let is_issue = first.is_some_and(|i| matches!(self.tokens.lower(i), "h" | "heft" | "no" | "nr"));
            if is_issue && stretch.label == Label::Page && self.tokens.is(behind, ',') && behind < stretch.end
            {
                self.give(stretch.start, behind, Label::Issue);
                return;
            }
            let mut words = self.words(stretch.start, stretch.end);
            let is_month = |i: usize| self.tokens.lower(i).split(['-', '–']).all(month_name);
            let is_months = first.is_some() && words.all(is_month);
            drop(words);
            if is_months && matches!(stretch.label, Label::Publisher | Label::Place) {
                self.stretches[at].label = Label::Date;
            }
        }
    }

    /// Whether a number begins a range: “1–2”.
    fn is_range(&self, i: usize) -> bool {
        self.tokens.is_number(i) && self.tokens.is_any(i + 1, "-–—") && self.tokens.is_number(i + 2)
    }
}
