//! Joining the cites of a citation (CSL 1.0.2, “Cite grouping” and “Cite collapsing”).

use std::collections::HashMap;

use super::citation::Placed;
use super::disambiguate::names_text;
use super::element::{Collapse, Element};
use super::flat;
use super::numbers;
use super::processor::Processor;
use super::tree::{Mark, Origin, Part};

/// A rendered cite and what it can be collapsed by.
struct Rendered<'a> {
    placed: Placed<'a>,
    part: Part,
    names: Option<String>,
    /// What stands between it and the cite before.
    delimiter: String,
}

/// All cites, one behind the other.
pub(super) fn joined(processor: &Processor, cites: &[Placed<'_>]) -> Part {
    let layout = processor.sheet.citation.delimiter.as_str();
    let mut rendered: Vec<Rendered<'_>> = cites
        .iter()
        .enumerate()
        .map(|(at, placed)| {
            let part = processor.cite(placed, at == 0);
            let names = if placed.cite.suppress_author { None } else { names_text(&part) };
            Rendered { placed: *placed, part, names, delimiter: layout.to_owned() }
        })
        .filter(|cite| !cite.part.is_empty() || has_affix(&cite.placed))
        .collect();
    let options = &processor.sheet.citation_options;
    match options.collapse {
        Some(Collapse::CitationNumber) => return by_number(processor, rendered),
        Some(_) => by_names(processor, &mut rendered),
        None if options.cite_group_delimiter.is_some() => by_names(processor, &mut rendered),
        None => {}
    }
    let mut parts = Vec::with_capacity(rendered.len() * 2);
    for (at, cite) in rendered.into_iter().enumerate() {
        // A prefix that brings its own punctuation needs no delimiter before it.
        let prefix = cite.placed.cite.prefix.as_deref().unwrap_or_default().trim_start();
        if at > 0 && prefix.starts_with([',', '.', ';', ':']) {
            parts.push(Part::text("", Origin::Style));
        } else if at > 0 {
            parts.push(Part::text(cite.delimiter.clone(), Origin::Style));
        }
        parts.push(processor.with_affixes(&cite.placed, cite.part));
    }
    Part::list(parts, "")
}

fn has_affix(placed: &Placed<'_>) -> bool {
    let has = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
    has(&placed.cite.prefix) || has(&placed.cite.suffix)
}

fn has_locator(placed: &Placed<'_>) -> bool {
    placed.cite.locator.as_deref().is_some_and(|text| !text.is_empty())
}

/// `1, 2, 3, 5` → `1–3, 5`.
fn by_number(processor: &Processor, rendered: Vec<Rendered<'_>>) -> Part {
    let layout = &processor.sheet.citation.delimiter;
    let after = processor.sheet.citation_options.after_collapse_delimiter.as_ref().unwrap_or(layout);
    let is_bare = |cite: &Rendered<'_>| {
        let Some(number) = cite.part.find(Mark::CitationNumber).map(flat::plain) else { return false };
        let text = flat::plain(&cite.part);
        let bare = |text: &str| text.trim().trim_matches(|c: char| "()[].,".contains(c)).to_owned();
        !has_affix(&cite.placed) && !has_locator(&cite.placed) && bare(&text) == bare(&number)
    };
    let numbers: Vec<Option<usize>> =
        rendered.iter().map(|cite| is_bare(cite).then(|| processor.numbers[cite.placed.item])).collect();
    let mut parts: Vec<Part> = Vec::new();
    let mut at = 0;
    let mut was_range = false;
    let mut rendered: Vec<Option<Rendered<'_>>> = rendered.into_iter().map(Some).collect();
    while at < rendered.len() {
        let mut end = at;
        while end + 1 < numbers.len()
            && numbers[end].is_some()
            && numbers[end + 1] == numbers[end].map(|n| n + 1)
        {
            end += 1;
        }
        if at > 0 {
            parts.push(Part::text(if was_range { after.clone() } else { layout.clone() }, Origin::Style));
        }
        let mut take = |index: usize| {
            rendered[index]
                .take()
                .map(|cite| processor.with_affixes(&cite.placed, cite.part))
                .unwrap_or_default()
        };
        parts.push(take(at));
        was_range = end >= at + 2;
        if was_range {
            parts.push(Part::text("–", Origin::Style));
            parts.push(take(end));
            at = end + 1;
        } else {
            at += 1;
        }
    }
    Part::list(parts, "")
}

/// Cites of the same names stand together, and the names only with the first.
fn by_names(processor: &Processor, rendered: &mut Vec<Rendered<'_>>) {
    let options = &processor.sheet.citation_options;
    let layout = processor.sheet.citation.delimiter.as_str();
    let within = options.cite_group_delimiter.as_deref();
    // Without one, a comma; but where the layout prints names itself, without a macro, its delimiter.
    let within = within.unwrap_or(if prints_names(&processor.sheet.citation.layout) { layout } else { ", " });
    let after = options.after_collapse_delimiter.as_deref().unwrap_or(layout);
    let between_suffixes = options.year_suffix_delimiter.as_deref();
    let between_suffixes = between_suffixes.or(options.cite_group_delimiter.as_deref()).unwrap_or(layout);
    let collapses = options.collapse.is_some();
    let by_suffix = matches!(options.collapse, Some(Collapse::YearSuffix | Collapse::YearSuffixRanged));
    if !processor.sheet.citation.sort.is_empty() {
        group(rendered);
    }
    let mut start = 0;
    while start < rendered.len() {
        let mut end = start + 1;
        while end < rendered.len()
            && rendered[start].names.is_some()
            && rendered[end].names == rendered[start].names
            && (!collapses || !has_prefix(&rendered[end].placed))
        {
            end += 1;
        }
        after.clone_into(&mut rendered[start].delimiter);
        let mut year: Option<String> =
            (by_suffix && !has_locator(&rendered[start].placed) && !has_suffix(&rendered[start].placed))
                .then(|| year_text(&rendered[start].part))
                .flatten();
        for at in start + 1..end {
            let is_located =
                options.after_collapse_delimiter.is_some() && has_locator(&rendered[at - 1].placed);
            rendered[at].delimiter = if is_located { after.to_owned() } else { within.to_owned() };
            if !collapses {
                continue;
            }
            let own = year_text(&rendered[at].part).filter(|_| by_suffix);
            if let Some(names) = rendered[at].part.find_mut(Mark::Names) {
                names.clear();
            }
            let is_plain = !has_locator(&rendered[at].placed);
            if own.is_some()
                && own == year
                && is_plain
                && let Some(suffix) = rendered[at].part.find(Mark::YearSuffix).cloned()
            {
                rendered[at].part = suffix;
                between_suffixes.clone_into(&mut rendered[at].delimiter);
            }
            year = own.filter(|_| is_plain && !has_suffix(&rendered[at].placed));
        }
        start = end;
    }
    rendered.retain(|cite| !cite.part.is_empty() || has_affix(&cite.placed));
    if options.collapse == Some(Collapse::YearSuffixRanged) {
        ranges(processor, rendered);
    }
}

/// Whether elements print names themselves, not by a macro.
fn prints_names(elements: &[Element]) -> bool {
    elements.iter().any(|element| match element {
        Element::Names(_) => true,
        Element::Group(group) => prints_names(&group.children),
        Element::Choose(choose) => {
            choose.branches.iter().any(|branch| prints_names(&branch.children))
                || prints_names(&choose.otherwise)
        }
        _ => false,
    })
}

/// Brings cites of the same names together, at the place of the first.
fn group(rendered: &mut Vec<Rendered<'_>>) {
    let mut first_at: HashMap<String, usize> = HashMap::new();
    let mut order: Vec<(usize, usize)> = Vec::new();
    for (at, cite) in rendered.iter().enumerate() {
        let first = match &cite.names {
            Some(names) => *first_at.entry(names.clone()).or_insert(at),
            None => at,
        };
        order.push((first, at));
    }
    order.sort_unstable();
    let mut taken: Vec<Option<Rendered<'_>>> = std::mem::take(rendered).into_iter().map(Some).collect();
    for (_, at) in order {
        rendered.extend(taken[at].take());
    }
}

fn has_prefix(placed: &Placed<'_>) -> bool {
    placed.cite.prefix.as_deref().is_some_and(|text| !text.is_empty())
}

fn has_suffix(placed: &Placed<'_>) -> bool {
    placed.cite.suffix.as_deref().is_some_and(|text| !text.is_empty())
}

/// What a cite prints besides names and year suffix; nothing if it has no suffix.
fn year_text(part: &Part) -> Option<String> {
    part.find(Mark::YearSuffix)?;
    let mut rest = part.clone();
    if let Some(names) = rest.find_mut(Mark::Names) {
        names.clear();
    }
    if let Some(suffix) = rest.find_mut(Mark::YearSuffix) {
        suffix.clear();
    }
    Some(flat::plain(&rest))
}

/// `a, b, c` → `a–c`.
fn ranges(processor: &Processor, rendered: &mut Vec<Rendered<'_>>) {
    let suffix = |cite: &Rendered<'_>| processor.distinctions[cite.placed.item].year_suffix;
    let is_bare = |cite: &Rendered<'_>| cite.part.mark == Mark::YearSuffix && !has_affix(&cite.placed);
    let mut at = 0;
    while at < rendered.len() {
        let mut end = at;
        while end + 1 < rendered.len()
            && is_bare(&rendered[end + 1])
            && suffix(&rendered[end + 1]) == suffix(&rendered[end]).map(|n| n + 1)
        {
            end += 1;
        }
        if end >= at + 2 && suffix(&rendered[at]).is_some() {
            let last = suffix(&rendered[end]).map(numbers::letters).unwrap_or_default();
            debug_assert!(!last.is_empty());
            rendered.drain(at + 1..end);
            "–".clone_into(&mut rendered[at + 1].delimiter);
            end = at + 1;
        }
        at = end + 1;
    }
}
