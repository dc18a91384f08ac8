#![doc = include_str!("inconsistent_author.md")]

use ibidem_sdk::{Finding, Findings, Kind, Name, Paper, Rule, Severity, Value, Variable, Work};

use crate::citing::{Citing, Printed, citings, loose_citings, notes, quoted, values};
use crate::conflict::{Conflict, relate};
use crate::likeness::{PeopleDifference, aligned, families, fold, is_small, people_difference, words};
use crate::twins::Decision;
use crate::{Reading, Registered, lost};

pub(crate) const RULE: Rule = Rule {
    name: "inconsistent-author",
    severity: Severity::Error,
    page: include_str!("inconsistent_author.md"),
};

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(reading: &Reading<'_>, findings: &mut Findings) {
    let paper = reading.paper;
    for work in &paper.bibliography.works {
        // A case has parties, and what looks like its author is one of them.
        if matches!(
            work.item.kind,
            Kind::LegalCase | Kind::Legislation | Kind::Bill | Kind::Regulation | Kind::Treaty
        ) {
            continue;
        }
        let found = spelling(paper, work, &loose_citings(paper, work))
            .or_else(|| unnamed(paper, &citings(paper, work)));
        if let Some(finding) = found {
            findings.push(finding);
        }
    }
    for twins in &reading.twins {
        if let Decision::Authors(_) = twins.decision {
            let printed =
                [twins.earlier, twins.later].map(|citing| Printed::by(paper, citing, Variable::Author));
            let values = printed.iter().collect();
            let title = twins.earlier.cited().title();
            let conflict = Conflict { rule: &RULE, what: "author", title, values, backed: None };
            if let Some(finding) = conflict.finding(Severity::Error) {
                findings.push(finding);
            }
        }
    }
    for finding in lost::authors(paper) {
        findings.push(finding);
    }
}

/// Authors of one work that are spelt in two ways.
fn spelling(paper: &Paper, work: &Work, citings: &[Citing<'_>]) -> Option<Finding> {
    let names = |value: &'_ Value| match value {
        Value::Names(names) if !names.is_empty() => {
            Some(names.iter().map(|name| fold(&name.full())).collect::<Vec<_>>())
        }
        _ => None,
    };
    let found = values(paper, citings, Variable::Author, names);
    let list = |printed: &Printed<'_>| -> Vec<Name> {
        let first = printed.places.first();
        first.map(|(citing, _)| citing.cited().names(Variable::Author).to_vec()).unwrap_or_default()
    };
    let lists: Vec<Vec<Name>> = found.iter().map(|(_, printed)| list(printed)).collect();
    let reference = (0..lists.len()).max_by_key(|n| {
        let full = found
            .get(*n)
            .is_some_and(|(_, printed)| printed.places.iter().any(|(citing, _)| citing.is_full()));
        let parts: usize = lists
            .get(*n)
            .map_or(0, |list| list.iter().map(|name| name.full().split_whitespace().count()).sum());
        (full, parts, std::cmp::Reverse(*n))
    })?;
    let whole = lists.get(reference)?;
    let is_odd = |n: &usize| {
        *n != reference
            && lists.get(*n).is_some_and(|other| match people_difference(whole, other) {
                Some(PeopleDifference::Slip { .. } | PeopleDifference::Initials { .. }) => true,
                // Another author: the title alone ties the two, so it has to say enough, and both names must be read.
                Some(PeopleDifference::Others { .. }) => {
                    let is_sure = found.get(*n).is_some_and(|(_, printed)| {
                        printed.places.iter().any(|(citing, _)| citing.is_sure())
                    });
                    is_sure && are_other_people(whole, other) && says_enough(&found, *n, work)
                }
                None => false,
            })
    };
    let odd: Vec<usize> = (0..lists.len()).filter(is_odd).collect();
    if odd.is_empty() {
        return None;
    }
    // Forms that say no more than their agreeing with the whole name stay out of the message.
    let values =
        std::iter::once(reference).chain(odd).filter_map(|n| found.get(n).map(|(_, printed)| printed));
    let mut finding = Conflict {
        rule: &RULE,
        what: "author",
        title: work.item.title(),
        values: values.collect(),
        backed: None,
    }
    .finding(Severity::Error)?;
    for (_, printed) in &found {
        for (_, span) in &printed.places {
            if !finding.related.iter().any(|related| related.span == *span) {
                finding = relate(finding, *span, printed.text);
            }
        }
    }
    Some(finding)
}

/// Whether two lists name persons, and no institution that may be another's publisher or office.
fn are_other_people(one: &[Name], other: &[Name]) -> bool {
    let are_persons = |names: &[Name]| {
        !names.is_empty() && names.iter().all(|name| name.family.is_some() && name.literal.is_none())
    };
    are_persons(one) && are_persons(other)
}

/// Whether the title of a citation under another author is long enough to be this work's alone.
fn says_enough(found: &[(Vec<String>, Printed<'_>)], n: usize, work: &Work) -> bool {
    let Some((citing, _)) = found.get(n).and_then(|(_, printed)| printed.places.first()) else {
        return false;
    };
    let (title, whole) = (words(citing.cited().title()), words(work.item.title()));
    let telling = title.iter().filter(|word| !is_small(&word.folded)).count();
    // The name of an editor or translator of the same work is no other author.
    let named: Vec<String> = [
        Variable::Editor,
        Variable::Translator,
        Variable::ContainerAuthor,
        Variable::Interviewer,
        Variable::ReviewedAuthor,
    ]
    .into_iter()
    .flat_map(|variable| families(work.item.names(variable)))
    .collect();
    let is_named =
        families(citing.cited().names(Variable::Author)).iter().any(|family| named.contains(family));
    telling >= 4 && aligned(&title, &whole).len() == title.len() && !is_named
}

/// An author who is named in a later short form only.
fn unnamed(paper: &Paper, citings: &[Citing<'_>]) -> Option<Finding> {
    let full: Vec<&Citing<'_>> = citings.iter().filter(|citing| citing.is_full()).collect();
    let first = full.first()?;
    let short = citings.iter().find(|citing| !citing.is_full() && is_by_a_person(citing))?;
    let says_names =
        |citing: &Citing<'_>| citing.cited().fields.iter().any(|field| field.variable.holds_names());
    if full.iter().copied().any(says_names) {
        return None;
    }
    // The name can stand where it was not read as one: then the whole note has it.
    let family = families(short.cited().names(Variable::Author)).into_iter().next()?;
    let stands = |citing: &Citing<'_>| {
        words(paper.text_of(citing.note.span)).iter().any(|word| word.folded.contains(&family))
    };
    if full.iter().copied().any(|citing| stands(citing) || citing.note.span.len() > 2000) {
        return None;
    }
    let (title, whole) = (words(short.cited().title()), words(first.cited().title()));
    let telling = title.iter().filter(|word| !is_small(&word.folded)).count();
    if telling < 3 || aligned(&title, &whole).len() < title.len() {
        return None;
    }
    let author = short.cited().names(Variable::Author).first()?.full();
    let message = format!(
        "{} is cited without an author in {}, but as a work of {author} in {}: the full citation should name the author.",
        quoted(first.cited().title()),
        notes(std::iter::once(first.note)),
        notes(std::iter::once(short.note)),
    );
    let finding = Finding::new(&RULE, first.span(Variable::Title), message).at(Severity::Warning);
    Some(
        finding
            .with_related(short.span(Variable::Author), format!("here it is a work of {author}"))
            .with_evidence("author", author),
    )
}

fn is_by_a_person(citing: &Citing<'_>) -> bool {
    let authors = citing.cited().names(Variable::Author);
    authors.first().is_some_and(|name| {
        name.family.is_some() && name.literal.is_none() && name.short().chars().count() > 2
    })
}
