#![doc = include_str!("repeated_full_citation.md")]

use ibidem_sdk::{
    Finding, Findings, Form, Item, Kind, NoteFlag, NoteKind, Paper, Rule, Severity, Variable, Work,
};

use crate::citing::{Citing, MOST_PLACES, has_own_rules, notes, quoted};
use crate::{Reading, Registered};

const RULE: Rule = Rule {
    name: "repeated-full-citation",
    severity: Severity::Warning,
    page: include_str!("repeated_full_citation.md"),
};

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

/// Short forms that a paper must have before they count as its habit.
const HABIT: usize = 2;

fn check(reading: &Reading<'_>, findings: &mut Findings) {
    let paper = reading.paper;
    let repeated: Vec<(Citing<'_>, Vec<Citing<'_>>)> =
        paper.bibliography.works.iter().filter_map(|work| repetition(paper, work)).collect();
    let repetitions: usize = repeated.iter().map(|(_, again)| again.len()).sum();
    let short = short_forms(paper);
    // A paper that repeats more often than it shortens does so on purpose.
    if short < HABIT || short <= repetitions {
        return;
    }
    for (first, again) in repeated {
        if let Some(finding) = report(&first, &again) {
            findings.push(finding);
        }
    }
}

fn report(first: &Citing<'_>, again: &[Citing<'_>]) -> Option<Finding> {
    let (second, further) = again.split_first()?;
    let title = match first.cited().title() {
        "" => "This work".to_owned(),
        title => quoted(title),
    };
    let message = format!(
        "{title} is cited in full in {}, and in full again in {}; elsewhere this document uses a short form.",
        notes(std::iter::once(first.note)),
        notes(again.iter().map(|citing| citing.note)),
    );
    let finding = Finding::new(&RULE, second.item.span, message);
    let mut finding = finding.with_related(first.item.span, "cited in full before");
    for citing in further.iter().take(MOST_PLACES) {
        finding = finding.with_related(citing.item.span, "and in full again");
    }
    Some(finding)
}

/// Short forms and op. cit. of works that were cited before, each in another note than the last mention.
fn short_forms(paper: &Paper) -> usize {
    let first = |work: &Work| work.mentions.first().map(|place| place.note);
    let of_work = |work: &Work| {
        let later = work.mentions.iter().filter(|place| Some(place.note) != first(work));
        later
            .filter_map(|place| Citing::at(paper, place))
            .filter(|citing| citing.item.form == Form::Short && !citing.is_listed())
            .count()
    };
    paper.bibliography.works.iter().map(of_work).sum()
}

/// The first full citation of a work in the notes, and the later ones.
fn repetition<'a>(paper: &'a Paper, work: &Work) -> Option<(Citing<'a>, Vec<Citing<'a>>)> {
    if has_own_rules(work.item.kind) {
        return None;
    }
    let mut full = work.mentions.iter().filter_map(|place| Some((place.note, Citing::at(paper, place)?)));
    let mut full =
        full.by_ref().filter(|(_, citing)| citing.is_full() && citing.note.kind != NoteKind::Reference);
    let (at, first) = full.next()?;
    let again: Vec<Citing<'_>> = full
        .filter(|(note, citing)| {
            *note != at && says_as_much(citing.cited(), first.cited()) && !is_restarted(paper, at, *note)
        })
        .map(|(_, citing)| citing)
        .collect();
    (!again.is_empty()).then_some((first, again))
}

/// Whether the later citation could as well have been the first.
fn says_as_much(later: &Item, first: &Item) -> bool {
    use Variable::{
        Archive, Author, ContainerTitle, Doi, Issue, Issued, Page, Publisher, PublisherPlace, Title, Url,
        Volume,
    };
    let facts = [Archive, ContainerTitle, Doi, Issue, Issued, Page, Publisher, PublisherPlace, Url, Volume];
    let count = |item: &Item| facts.into_iter().filter(|variable| item.has(*variable)).count();
    // A page range is as often left away or read as a locator.
    let enough = count(later) + 1 >= count(first) && count(later) > 0;
    let dated = !first.has(Issued) || later.has(Issued) || first.has(Url) && later.has(Url);
    // Without a title, all that is known is where it stands: two documents of one series are alike in that.
    let named = first.has(Title) && later.has(Title);
    let signed = !first.has(Author) || later.has(Author);
    // “Thompson, Making, 1963” has a year and no more: a short form of another kind.
    let placed = [ContainerTitle, Publisher, PublisherPlace, Url, Doi, Archive]
        .into_iter()
        .any(|variable| later.has(variable));
    enough && dated && named && signed && (placed || first.kind == Kind::Thesis)
}

/// Whether the count of notes begins anew between two: a chapter cites in full again.
fn is_restarted(paper: &Paper, from: usize, to: usize) -> bool {
    let between = paper.notes.get(from + 1..=to).unwrap_or_default();
    between.iter().any(|note| note.flags.contains(&NoteFlag::RepeatedNumber))
}
