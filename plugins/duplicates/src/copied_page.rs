#![doc = include_str!("copied_page.md")]

use std::collections::VecDeque;

use ibidem_sdk::{Finding, Findings, Rule, Severity, Variable};

use crate::citing::{Citing, notes, quoted};
use crate::conflicting_facts::whole_range;
use crate::likeness::{aligned, fold, words};
use crate::{Reading, Registered};

const RULE: Rule =
    Rule { name: "copied-page", severity: Severity::Warning, page: include_str!("copied_page.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

/// A range is copied from what stands just above; further apart, two alike are chance.
const NEAR: usize = 2;

/// Shorter articles begin and end on the same pages by chance, or share them: letters, short reviews.
const SHORTEST: u32 = 4;

fn check(reading: &Reading<'_>, findings: &mut Findings) {
    let paper = reading.paper;
    let mut before: VecDeque<(Citing<'_>, (u32, u32))> = VecDeque::new();
    for (note, item) in paper.items() {
        let citing = Citing { note, item };
        let range =
            whole_range(citing.cited()).filter(|(first, last)| *first > 1 && last - first >= SHORTEST);
        let Some(range) = range.filter(|_| citing.is_full() && !citing.cited().title().is_empty()) else {
            continue;
        };
        let copied =
            before.iter().find(|(earlier, other)| *other == range && are_two_works(earlier, &citing));
        if let Some((earlier, _)) = copied {
            findings.push(report(earlier, &citing));
        }
        before.push_back((citing, range));
        if before.len() > NEAR {
            before.pop_front();
        }
    }
}

/// Whether two items cannot be of one work: their titles share less than half of their words.
fn are_two_works(one: &Citing<'_>, other: &Citing<'_>) -> bool {
    let work = |citing: &Citing<'_>| citing.item.mention.as_ref().map(|mention| mention.work);
    let container = |citing: &Citing<'_>| citing.cited().text(Variable::ContainerTitle).map(fold);
    let (title, with) = (words(one.cited().title()), words(other.cited().title()));
    let is_other_title = aligned(&title, &with).len() * 2 < title.len().min(with.len());
    // A reprint keeps its pages only by chance, but a review can bear the title of what it reviews.
    let are_pieces = container(one).is_some() && container(other).is_some();
    work(one) != work(other) && is_other_title && are_pieces
}

fn report(earlier: &Citing<'_>, later: &Citing<'_>) -> Finding {
    let message = format!(
        "{} and {} have the very same pages in {}: one of the two was probably copied from the other.",
        quoted(earlier.cited().title()),
        quoted(later.cited().title()),
        notes([earlier.note, later.note].into_iter()),
    );
    Finding::new(&RULE, later.span(Variable::Page), message)
        .with_related(earlier.span(Variable::Page), "the same pages")
}
