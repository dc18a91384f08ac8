#![doc = include_str!("mixed_abbreviation.md")]

use std::collections::BTreeMap;

use ibidem_sdk::{Finding, Findings, Kind, LocatorLabel, Span, Variable};

use crate::desk::{Cited, Desk, is_legal};
use crate::profile::{Profile, has_label};

crate::registered!("mixed-abbreviation", Info, "mixed_abbreviation.md");

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    if let Some(finding) = page_labels(desk) {
        findings.push(finding);
    }
    // Each name of a journal, with its places in order of the document.
    let mut names: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for cited in &desk.items {
        if let (Some(name), Some(span)) =
            (cited.facts().text(Variable::ContainerTitle), cited.span(Variable::ContainerTitle))
        {
            names.entry(name).or_default().push(span);
        }
    }
    // Full names by the first letters of their words: a short name can only stand for one of those.
    let mut full: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for name in names.keys().filter(|name| !is_abbreviated(name)) {
        full.entry(initials(name)).or_default().push(name);
    }
    for (short, places) in names.iter().filter(|(name, _)| is_abbreviated(name)) {
        let candidates = full.get(&initials(short)).into_iter().flatten();
        let mut meant = candidates.filter(|name| stands_for(short, name));
        let (Some(long), None) = (meant.next(), meant.next()) else { continue };
        let Some(others) = names.get(long) else { continue };
        // The rarer form is the one to mend.
        let (odd, usual, odd_name, usual_name) = if places.len() <= others.len() {
            (places, others, short, long)
        } else {
            (others, places, long, short)
        };
        let (Some(first), Some(witness)) = (odd.first(), usual.first()) else { continue };
        let message =
            format!("The journal is called “{odd_name}” here and “{usual_name}” elsewhere: choose one form.");
        let mut finding = Finding::new(&RULE, *first, message);
        for span in odd.iter().skip(1) {
            finding = finding.with_related(*span, "the same form");
        }
        findings.push(finding.with_related(*witness, "the other form"));
    }
}

/// “p.” where the named manual has none, or pages without it where the manual wants it.
fn page_labels(desk: &Desk<'_>) -> Option<Finding> {
    let manual = desk.manual.filter(|manual| manual.is_named)?;
    let wants_label = manual.profile == Profile::Mhra;
    let page = |cited: &&Cited<'_>| {
        let locator = cited.item.locator.as_ref().filter(|locator| locator.label == LocatorLabel::Page)?;
        // MHRA writes articles of journals without it, but for the page in parentheses.
        let is_free = wants_label && (cited.kind() == Kind::ArticleJournal || is_legal(cited.kind()));
        let is_odd = has_label(desk.paper, locator.span.start) != wants_label;
        (is_odd && !is_free && locator.value.starts_with(|c: char| c.is_ascii_digit()))
            .then_some(locator.span)
    };
    let odd: Vec<Span> = desk.comparable.iter().filter_map(|cited| page(&cited)).collect();
    let (first, others) = odd.split_first()?;
    let (verb, form) = if odd.len() == 1 { ("stands", "A page") } else { ("stand", "Pages") };
    let message = format!(
        "{form} {verb} {} “p.”, in {} place{}: {} has {}.",
        if wants_label { "without" } else { "with" },
        odd.len(),
        if odd.len() == 1 { "" } else { "s" },
        manual.profile.title(),
        if wants_label { "it" } else { "none" },
    );
    let finding = Finding::new(&RULE, *first, message);
    Some(others.iter().fold(finding, |finding, span| finding.with_related(*span, "here as well")))
}

fn is_abbreviated(name: &str) -> bool {
    words(name).any(|word| word.ends_with('.') && word.len() > 1) || is_acronym(name)
}

/// “MLR” for the Modern Law Review.
fn is_acronym(name: &str) -> bool {
    (3..=6).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    const SMALL: [&str; 16] = [
        "the", "of", "and", "for", "in", "a", "der", "die", "das", "für", "und", "de", "la", "des", "et", "&",
    ];
    name.split_whitespace().filter(|word| !SMALL.contains(&word.to_lowercase().as_str()))
}

fn initials(name: &str) -> String {
    if is_acronym(name) {
        return name.to_lowercase();
    }
    words(name).filter_map(|word| word.chars().next()).flat_map(char::to_lowercase).collect()
}

/// Whether each word of a short name is the start, or the frame, of the word in its place.
fn stands_for(short: &str, long: &str) -> bool {
    let frame = |short: &str, long: &str| {
        let short = short.trim_end_matches('.').to_lowercase();
        let long = long.to_lowercase();
        let mut letters = long.chars();
        short.chars().all(|c| letters.any(|letter| letter == c))
    };
    // The letters of an acronym were compared as initials.
    is_acronym(short)
        || words(short).count() >= 2
            && words(short).count() == words(long).count()
            && words(short).zip(words(long)).all(|(short, long)| frame(short, long))
}
