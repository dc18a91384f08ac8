#![doc = include_str!("inconsistent_container.md")]

use std::collections::BTreeMap;

use ibidem_sdk::{Finding, Findings, Item, Kind, Paper, Rule, Severity, Variable};

use crate::citing::{Citing, MOST_PLACES, notes, quoted};
use crate::likeness::{Word, is_article, is_slip, words};
use crate::{Reading, Registered};

const RULE: Rule = Rule {
    name: "inconsistent-container",
    severity: Severity::Warning,
    page: include_str!("inconsistent_container.md"),
};

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

/// One name of a periodical, and who prints it.
struct Named<'a> {
    /// As first printed.
    text: &'a str,
    words: Vec<Word>,
    citings: Vec<Citing<'a>>,
}

impl Named<'_> {
    /// The places that stand beside the name: two papers of one name are told apart by them.
    fn towns(&self) -> Vec<&str> {
        self.citings.iter().filter_map(|citing| citing.cited().text(Variable::PublisherPlace)).collect()
    }

    fn has_article(&self) -> bool {
        self.words.len() > 1 && self.words.first().is_some_and(|word| is_article(&word.folded))
    }
}

fn check(reading: &Reading<'_>, findings: &mut Findings) {
    let paper = reading.paper;
    let names = names(paper);
    for same in by_core(&names).values() {
        let (with, without): (Vec<&Named<'_>>, Vec<_>) = same.iter().partition(|named| named.has_article());
        if let ([with, ..], [without, ..]) = (with.as_slice(), without.as_slice())
            && can_be_one(with, without)
        {
            let (odd, usual) =
                if with.citings.len() < without.citings.len() { (with, without) } else { (without, with) };
            // One against one is no habit that a reader could see broken.
            if usual.citings.len() > odd.citings.len() {
                findings.push(report(odd, usual, "with and without its article"));
            }
        }
    }
    for (odd, usual) in misspelt(&names) {
        findings.push(report(odd, usual, "in two spellings"));
    }
}

/// The names of periodicals, in order of their first citation in full.
fn names(paper: &Paper) -> Vec<Named<'_>> {
    let mut names: Vec<Named<'_>> = Vec::new();
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    for (note, item) in paper.items() {
        let citing = Citing { note, item };
        let Some(name) =
            citing.cited().text(Variable::ContainerTitle).filter(|_| is_in_periodical(citing.cited()))
        else {
            continue;
        };
        if !citing.is_full() || citing.cited().span(Variable::ContainerTitle).is_none() {
            continue;
        }
        let words = words(name);
        let key = words.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ");
        let n = *at.entry(key).or_insert(names.len());
        match names.get_mut(n) {
            Some(named) => named.citings.push(citing),
            None => names.push(Named { text: name, words, citings: vec![citing] }),
        }
    }
    names
}

fn is_in_periodical(item: &Item) -> bool {
    matches!(item.kind, Kind::ArticleJournal | Kind::ArticleNewspaper | Kind::ArticleMagazine)
}

/// Names by their words less the article.
fn by_core<'a, 'n>(names: &'n [Named<'a>]) -> BTreeMap<String, Vec<&'n Named<'a>>> {
    let mut same: BTreeMap<String, Vec<&Named<'_>>> = BTreeMap::new();
    for named in names {
        let words = if named.has_article() { named.words.get(1..).unwrap_or_default() } else { &named.words };
        let core = words.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ");
        same.entry(core).or_default().push(named);
    }
    same
}

/// Whether no town tells two names apart.
fn can_be_one(one: &Named<'_>, other: &Named<'_>) -> bool {
    let (towns, others) = (one.towns(), other.towns());
    towns.is_empty() || others.is_empty() || towns.iter().any(|town| others.contains(town))
}

/// Names that are printed once, and are one slip away from a name that is printed more often.
fn misspelt<'a, 'n>(names: &'n [Named<'a>]) -> Vec<(&'n Named<'a>, &'n Named<'a>)> {
    // Names meet that share all words but one; the odd word is left open.
    let mut open: BTreeMap<String, Vec<&Named<'_>>> = BTreeMap::new();
    let mut found = Vec::new();
    for named in names.iter().filter(|named| named.words.len() <= 8) {
        for n in 0..named.words.len() {
            let rest = named
                .words
                .iter()
                .enumerate()
                .map(|(i, word)| if i == n { "*" } else { word.folded.as_str() });
            let key = if named.words.len() == 1 {
                let first: String = named.words.iter().flat_map(|word| word.folded.chars()).take(3).collect();
                format!("* {first}")
            } else {
                rest.collect::<Vec<_>>().join(" ")
            };
            let block = open.entry(key).or_default();
            for other in block.iter().rev().take(8) {
                let (odd, usual) = if named.citings.len() <= other.citings.len() {
                    (named, *other)
                } else {
                    (*other, named)
                };
                if odd.citings.len() == 1 && usual.citings.len() >= 2 && is_misspelt(odd, usual) {
                    found.push((odd, usual));
                }
            }
            block.push(named);
        }
    }
    found
}

/// Whether one word of a name has a slip within it: “Annals” and “Annales”, “Physica A” and “Physica B” are names.
fn is_misspelt(odd: &Named<'_>, usual: &Named<'_>) -> bool {
    let ends_alike = |a: &str, b: &str| {
        let tail = |word: &str| word.chars().rev().take(2).collect::<Vec<_>>();
        a.chars().next() == b.chars().next() && tail(a) == tail(b)
    };
    let mut differing = odd.words.iter().zip(&usual.words).filter(|(a, b)| a.folded != b.folded);
    let Some((a, b)) = differing.next() else { return false };
    odd.words.len() == usual.words.len()
        && differing.next().is_none()
        && a.folded.chars().count() >= 5
        && is_slip(&a.folded, &b.folded)
        && ends_alike(&a.folded, &b.folded)
        && can_be_one(odd, usual)
}

fn report(odd: &Named<'_>, usual: &Named<'_>, how: &str) -> Finding {
    let message = format!(
        "One periodical is named {how}: {} in {}, {} in {}.",
        quoted(odd.text),
        notes(odd.citings.iter().map(|citing| citing.note)),
        quoted(usual.text),
        notes(usual.citings.iter().map(|citing| citing.note)),
    );
    let mut spans = odd.citings.iter().map(|citing| citing.span(Variable::ContainerTitle));
    let mut finding = Finding::new(&RULE, spans.next().unwrap_or_default(), message);
    for span in spans.take(MOST_PLACES) {
        finding = finding.with_related(span, "and here");
    }
    let usual_span = usual.citings.first().map(|citing| citing.span(Variable::ContainerTitle));
    if let Some(span) = usual_span {
        finding = finding.with_related(span, format!("elsewhere it is {}", quoted(usual.text)));
    }
    finding.with_evidence("odd", odd.citings.len()).with_evidence("usual", usual.citings.len())
}
