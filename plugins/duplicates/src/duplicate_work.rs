#![doc = include_str!("duplicate_work.md")]

use std::collections::HashSet;

use ibidem_sdk::{Date, Finding, Findings, Paper, Rule, Severity, Span, Variable, Work};

use crate::citing::{Citing, MOST_PLACES, has_own_rules, notes, quoted};
use crate::likeness::{aligned, are_parts, words};
use crate::twins::{Decision, address, read_alike};
use crate::{Reading, Registered};

const RULE: Rule =
    Rule { name: "duplicate-work", severity: Severity::Warning, page: include_str!("duplicate_work.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(reading: &Reading<'_>, findings: &mut Findings) {
    let paper = reading.paper;
    let mut reported: HashSet<Span> = HashSet::new();
    for work in &paper.bibliography.works {
        let listed = listed(paper, work);
        let Some((first, again)) = listed.split_first() else { continue };
        let again: Vec<Citing<'_>> =
            again.iter().copied().filter(|later| is_same(paper, first, later)).collect();
        if let Some((second, further)) = again.split_first() {
            reported.insert(second.item.span);
            findings.push(report(first, second, further));
        }
    }
    for twins in &reading.twins {
        let is_new = reported.insert(twins.later.item.span);
        if is_new && twins.decision == Decision::Same && twins.earlier.is_listed() && twins.later.is_listed()
        {
            findings.push(report(&twins.earlier, &twins.later, &[]));
        }
    }
}

/// The entries of a reference list that are of this work.
fn listed<'a>(paper: &'a Paper, work: &Work) -> Vec<Citing<'a>> {
    let places = work.mentions.iter().filter_map(|place| Citing::at(paper, place));
    places
        .filter(|citing| citing.is_listed() && citing.is_full() && !has_own_rules(citing.cited().kind))
        .collect()
}

/// Whether two entries that the resolver took for one work are one without a doubt.
fn is_same(paper: &Paper, first: &Citing<'_>, later: &Citing<'_>) -> bool {
    use Variable::{Author, Issued, Page, Url};
    let (one, other) = (first.cited(), later.cited());
    let (title, again) = (words(one.title()), words(other.title()));
    let shorter = title.len().min(again.len());
    let agree = shorter > 0 && aligned(&title, &again).len() == shorter && !are_parts(&title, &again);
    let pages = one.text(Page).zip(other.text(Page)).is_none_or(|(one, other)| one == other);
    let same_address = one.text(Url).zip(other.text(Url)).map(|(one, other)| address(one) == address(other));
    let dates = one.date(Issued).zip(other.date(Issued));
    let same_date = dates.is_none_or(|(one, other)| one.agrees_with(other));
    let is_day = dates.is_some_and(|(one, _)| one.first().is_some_and(|date| date.day.is_some()));
    let signed = !one.names(Author).is_empty() && !other.names(Author).is_empty();
    // An entry is one line of the list, and the same entry in two notes is none.
    let apart = first.note.id != later.note.id;
    agree
        && read_alike(paper, first, later)
        && pages
        && same_date
        && same_address != Some(false)
        && apart
        && (signed || is_day || same_address == Some(true))
        && !are_lettered(one.date(Issued), other.date(Issued))
}

/// “2010a” and “2010b”: the author says that they are two.
fn are_lettered(one: Option<&Date>, other: Option<&Date>) -> bool {
    let letter = |date: Option<&Date>| date.and_then(|date| date.literal.clone());
    letter(one) != letter(other)
}

fn report(first: &Citing<'_>, second: &Citing<'_>, further: &[Citing<'_>]) -> Finding {
    let title = quoted(first.cited().title());
    let times = match further.len() {
        0 => "twice".to_owned(),
        n => format!("{} times", n + 2),
    };
    let message = format!("{title} stands {times} in {}.", notes(std::iter::once(first.note)));
    let finding =
        Finding::new(&RULE, second.item.span, message).with_related(first.item.span, "the same work");
    let further = further.iter().take(MOST_PLACES);
    further.fold(finding, |finding, citing| finding.with_related(citing.item.span, "and again"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::twins::twins;
    use ibidem_sdk::NoteKind;

    fn check_list(list: &str, expected: usize) {
        let mut paper = ibidem_sdk::testing::paper(list);
        paper.notes.iter_mut().for_each(|note| note.kind = NoteKind::Reference);
        let mut findings = Findings::default();
        check(&Reading { paper: &paper, twins: twins(&paper) }, &mut findings);
        let found = findings.into_vec();
        assert_eq!(found.len(), expected, "{list}: {found:#?}");
    }

    #[test]
    fn entries_of_a_list() {
        check_list(
            "1. Brandt, Paul, *Salt Roads of the Alps* (London: Murray, 1999).\n\
             2. Raman, Priya, *A Harbor for the Monsoon* (New York: Knopf, 2001).\n\
             3. Brandt, P., *Salt Roads of the Alps* (London: Murray, 1999).",
            1,
        );
        check_list(
            "1. Lena Hofer, Die Brücke von Linz, Wien: Zsolnay 1998.\n\
             2. Lena Hofer, Die Brücke von Linz, 2. Aufl., Wien: Zsolnay 2004.",
            0,
        );
        check_list(
            "1. Brandt, Paul, *A History of Salt, vol. 1* (London: Murray, 1999).\n\
             2. Brandt, Paul, *A History of Salt, vol. 2* (London: Murray, 1999).",
            0,
        );
    }
}
