//! Short forms that lead nowhere, because a letter of the name or of the title is wrong.

use std::collections::{BTreeMap, HashMap};

use ibidem_sdk::{Finding, Form, Paper, Variable};

use crate::citing::{Citing, notes, quoted};
use crate::conflict::relate;
use crate::inconsistent_author::RULE as AUTHOR;
use crate::inconsistent_title::RULE as TITLE;
use crate::likeness::{Word, aligned, families, fold, is_slip, is_small, words};

/// Works that are looked at under one word: one that stands in more titles tells none of them.
const MOST_WORKS: usize = 16;

/// Citations that are looked at: where more lead nowhere, it is no slip of the hand.
const MOST_LOST: usize = 500;

/// A name this short is a slip away from many others.
const SHORTEST_NAME: usize = 5;

/// The works that are cited in full, by the words of their titles and by their authors.
struct Shelf<'a> {
    works: Vec<(Citing<'a>, Vec<Word>)>,
    by_word: HashMap<String, Vec<usize>>,
    by_family: BTreeMap<String, Vec<usize>>,
    /// The families of a length, for names without a title.
    by_length: BTreeMap<usize, Vec<String>>,
}

impl<'a> Shelf<'a> {
    fn of(paper: &'a Paper) -> Self {
        let mut shelf = Self {
            works: Vec::new(),
            by_word: HashMap::new(),
            by_family: BTreeMap::new(),
            by_length: BTreeMap::new(),
        };
        for work in &paper.bibliography.works {
            let full = work
                .mentions
                .iter()
                .filter_map(|place| Citing::at(paper, place))
                .find(|citing| citing.is_full() && citing.is_sure());
            let Some(citing) = full else { continue };
            let (n, title) = (shelf.works.len(), words(citing.cited().title()));
            let people =
                [Variable::Author, Variable::Editor].map(|variable| families(citing.cited().names(variable)));
            for family in people.into_iter().flatten() {
                let works = shelf.by_family.entry(family.clone()).or_default();
                if works.is_empty() {
                    shelf.by_length.entry(family.chars().count()).or_default().push(family);
                }
                keep(works, n);
            }
            for word in title.iter().filter(|word| !is_small(&word.folded)) {
                keep(shelf.by_word.entry(word.folded.clone()).or_default(), n);
            }
            shelf.works.push((citing, title));
        }
        shelf
    }

    fn works<'s>(
        &'s self,
        numbers: Option<&'s Vec<usize>>,
    ) -> impl Iterator<Item = &'s (Citing<'a>, Vec<Word>)> {
        numbers.into_iter().flatten().filter_map(|n| self.works.get(*n))
    }

    /// The one family among those cited that a name is a slip away from.
    fn near(&self, family: &str) -> Option<&str> {
        let length = family.chars().count();
        if length < SHORTEST_NAME || self.by_family.contains_key(family) {
            return None;
        }
        let around =
            self.by_length.range(length.saturating_sub(1)..=length + 1).flat_map(|(_, families)| families);
        let mut near = around.filter(|other| is_slip(family, other));
        let found = near.next()?;
        near.next().is_none().then_some(found)
    }
}

fn keep(works: &mut Vec<usize>, n: usize) {
    if works.len() < MOST_WORKS && works.last() != Some(&n) {
        works.push(n);
    }
}

/// Citations that are tied to no work, or not surely: a name and a title make a thin full citation.
fn unsure(paper: &Paper) -> impl Iterator<Item = Citing<'_>> {
    let all = paper.items().map(|(note, item)| Citing { note, item });
    all.filter(|citing| citing.item.form != Form::Ibid && !citing.is_sure()).take(MOST_LOST)
}

/// Finds short forms in which a letter of the author's name is wrong.
pub(crate) fn authors(paper: &Paper) -> Vec<Finding> {
    let shelf = Shelf::of(paper);
    // A finding on the work that it is tied to has said it before.
    unsure(paper).filter_map(|short| lost_author(paper, &short, &shelf)).collect()
}

fn lost_author(paper: &Paper, short: &Citing<'_>, shelf: &Shelf<'_>) -> Option<Finding> {
    let author = short.cited().names(Variable::Author).first()?;
    let family = fold(author.short());
    let title = words(short.cited().title());
    let telling = title.iter().find(|word| !is_small(&word.folded));
    let (full, _) = if let Some(word) = telling {
        let is_meant = |(full, whole): &&(Citing<'_>, Vec<Word>)| {
            let named = families(full.cited().names(Variable::Author));
            let is_near = !named.contains(&family) && named.iter().any(|other| is_slip(&family, other));
            is_near && aligned(&title, whole).len() == title.len()
        };
        shelf.works(shelf.by_word.get(&word.folded)).find(is_meant)?
    } else {
        shelf.works(shelf.by_family.get(shelf.near(&family)?)).next()?
    };
    // The work that it is tied to is the rule's own business.
    let work = |citing: &Citing<'_>| citing.item.mention.as_ref().map(|mention| mention.work);
    if work(short).is_some() && work(short) == work(full) {
        return None;
    }
    let (span, full_span) = (short.span(Variable::Author), full.span(Variable::Author));
    let message = format!(
        "No work of {} is cited; {} cites {} by {}: a letter of the name seems wrong.",
        quoted(paper.text_of(span)),
        notes(std::iter::once(full.note)),
        quoted(full.cited().title()),
        quoted(paper.text_of(full_span)),
    );
    Some(relate(Finding::new(&AUTHOR, span, message), full_span, paper.text_of(full_span)))
}

/// Finds short forms in which a letter of the title is wrong, so that no work of the author fits.
pub(crate) fn titles(paper: &Paper) -> Vec<Finding> {
    let shelf = Shelf::of(paper);
    unsure(paper).filter_map(|short| lost_title(paper, &short, &shelf)).collect()
}

fn lost_title(paper: &Paper, short: &Citing<'_>, shelf: &Shelf<'_>) -> Option<Finding> {
    let family = families(short.cited().names(Variable::Author)).into_iter().next()?;
    let title = words(short.cited().title());
    let mut meant = shelf.works(shelf.by_family.get(&family)).filter_map(|(full, whole)| {
        let stands = |word: &Word| whole.iter().any(|other| other.folded == word.folded);
        let mut odd = title.iter().filter(|word| !stands(word));
        let word = odd.next().filter(|word| word.folded.chars().count() >= SHORTEST_NAME)?;
        let near = whole.iter().find(|other| is_slip(&word.folded, &other.folded))?;
        odd.next().is_none().then_some((full, word, near))
    });
    let (full, word, near) = meant.next()?;
    // The work that it is tied to is the rule's own business.
    let work = |citing: &Citing<'_>| citing.item.mention.as_ref().map(|mention| mention.work);
    if work(short).is_some() && work(short) == work(full) {
        return None;
    }
    let span = short.span(Variable::Title);
    let message = format!(
        "No work of this author has “{}” in its title; {} cites {}: “{}” may be meant.",
        word.printed,
        notes(std::iter::once(full.note)),
        quoted(full.cited().title()),
        near.printed,
    );
    let full_span = full.span(Variable::Title);
    Some(relate(Finding::new(&TITLE, span, message), full_span, paper.text_of(full_span)))
}
