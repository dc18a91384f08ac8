//! Telling cites apart that would print the same (CSL 1.0.2, “Disambiguation”).
//!
//! The steps, each for those that the one before left alike: more names and more of given names,
//! the condition `disambiguate="true"`, year suffixes in the order of the bibliography.

use std::collections::BTreeMap;

use super::element::{CitationOptions, GivennameRule};
use super::flat;
use super::name_registry::NameRegistry;
use super::processor::Processor;
use super::scene::{Cite, Distinction, Given, NamesShown, Place, Position, Standing, Track};
use super::tree::{Mark, Part};
use crate::csl_json::JsonValue;

/// One thing that can be tried on all cites of a set.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Show so many names of a list.
    Names { list: usize, count: usize },
    /// Show more of one given name.
    Given { list: usize, name: usize, given: Given },
}

/// Finds what sets each item apart.
pub(super) fn run(processor: &mut Processor) {
    let options = processor.sheet.citation_options.clone();
    if options.add_givenname && options.rule != GivennameRule::ByCite {
        processor.registry = Some(registry(processor, options.rule));
    }
    let wanted = options.add_names
        || options.add_givenname
        || options.add_year_suffix
        || processor.sheet.asks_disambiguate;
    if !wanted || processor.items.len() < 2 {
        return;
    }
    let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &item in &processor.sorted {
        let key = cite(processor, item, &Distinction::default()).0;
        alike.entry(key).or_default().push(item);
    }
    for items in alike.into_values().filter(|items| items.len() > 1) {
        let mut open = Vec::new();
        apart_by_names(processor, &options, items, &Distinction::default(), 0, &mut open);
        for (items, distinction) in open {
            apart_by_condition(processor, &options, &items, &distinction);
        }
    }
}

/// All persons in the lists of names that citations print.
fn registry(processor: &Processor, rule: GivennameRule) -> NameRegistry {
    let mut registry = NameRegistry::new(rule, processor.sheet.initialize_with_hyphen);
    for item in &processor.items {
        for (_, value) in item.fields() {
            if let JsonValue::Names(names) = value {
                let primary =
                    matches!(rule, GivennameRule::PrimaryName | GivennameRule::PrimaryNameWithInitials);
                let count = if primary { 1 } else { names.len() };
                names.iter().take(count).for_each(|name| registry.add(name));
            }
        }
    }
    registry
}

/// What the item prints as a later cite, and its lists of names.
fn cite(processor: &Processor, item: usize, distinction: &Distinction) -> (String, Vec<NamesShown>) {
    let mut scene = processor.scene(item, Place::Citation, distinction);
    let ambiguous = Cite::default();
    scene.cite = Some(&ambiguous);
    scene.number = None;
    scene.comparing = true;
    scene.standing = Standing { position: Position::Subsequent, near: true, first_note: None };
    let mut track = Track::default();
    let part = scene.layout(&mut track);
    (flat::plain(&part), track.lists)
}

fn keys(processor: &Processor, items: &[usize], distinction: &Distinction) -> BTreeMap<String, Vec<usize>> {
    let mut keys: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &item in items {
        keys.entry(cite(processor, item, distinction).0).or_default().push(item);
    }
    keys
}

/// The steps for a set, name by name: show it, then its initials, then all of its given name.
fn steps(processor: &Processor, options: &CitationOptions, items: &[usize]) -> Vec<Step> {
    let lists: Vec<Vec<NamesShown>> =
        items.iter().map(|&item| cite(processor, item, &Distinction::default()).1).collect();
    let count = lists.iter().map(Vec::len).max().unwrap_or_default();
    let givens = options.add_givenname && options.rule == GivennameRule::ByCite;
    let mut steps = Vec::new();
    for list in 0..count {
        let of_all = || lists.iter().filter_map(|lists| lists.get(list));
        let all = of_all().map(|shown| shown.all).max().unwrap_or_default();
        let shown = of_all().map(|shown| shown.shown).min().unwrap_or_default();
        let expands = of_all().any(|shown| shown.most == Given::Full);
        for name in 0..all.min(MOST_NAMES) {
            if name >= shown {
                if !options.add_names {
                    break;
                }
                steps.push(Step::Names { list, count: name + 1 });
            }
            if givens && expands {
                steps.push(Step::Given { list, name, given: Given::Initials });
                steps.push(Step::Given { list, name, given: Given::Full });
            }
        }
    }
    steps
}

/// No list is told apart by more names than this.
const MOST_NAMES: usize = 60;

fn apply(step: Step, distinction: &Distinction) -> Distinction {
    let mut next = distinction.clone();
    match step {
        Step::Names { list, count } => {
            if next.names.len() <= list {
                next.names.resize(list + 1, 0);
            }
            next.names[list] = next.names[list].max(count);
        }
        Step::Given { list, name, given } => {
            if next.givens.len() <= list {
                next.givens.resize(list + 1, Vec::new());
            }
            let givens = &mut next.givens[list];
            if givens.len() <= name {
                givens.resize(name + 1, Given::Plain);
            }
            givens[name] = given;
        }
    }
    next
}

/// Tries the steps in order; what none of them tells apart stays open.
fn apart_by_names(
    processor: &mut Processor,
    options: &CitationOptions,
    items: Vec<usize>,
    base: &Distinction,
    from: usize,
    open: &mut Vec<(Vec<usize>, Distinction)>,
) {
    if items.len() > 1 && (options.add_names || options.add_givenname) {
        let steps = steps(processor, options, &items);
        let mut tried = base.clone();
        for (at, step) in steps.iter().enumerate().skip(from) {
            let next = apply(*step, &tried);
            let keys = keys(processor, &items, &next);
            if keys.len() > 1 {
                for items in keys.into_values() {
                    apart_by_names(processor, options, items, &next, at + 1, open);
                }
                return;
            }
            // A name stays shown while later ones are tried; a given name that tells nothing does not.
            if matches!(step, Step::Names { .. }) {
                tried = next;
            }
        }
    }
    for &item in &items {
        processor.distinctions[item] = base.clone();
    }
    if items.len() > 1 {
        open.push((items, base.clone()));
    }
}

fn apart_by_condition(
    processor: &mut Processor,
    options: &CitationOptions,
    items: &[usize],
    base: &Distinction,
) {
    let mut open = vec![(items.to_vec(), base.clone())];
    if processor.sheet.asks_disambiguate {
        let next = Distinction { condition: true, ..base.clone() };
        let keys = keys(processor, items, &next);
        if keys.len() > 1 {
            for &item in items {
                processor.distinctions[item] = next.clone();
            }
            open = keys
                .into_values()
                .filter(|items| items.len() > 1)
                .map(|items| (items, next.clone()))
                .collect();
        }
    }
    if !options.add_year_suffix {
        return;
    }
    for (items, base) in open {
        let mut in_order: Vec<usize> = items;
        let place = |item: &usize| processor.numbers[*item];
        in_order.sort_by_key(place);
        for (index, item) in in_order.into_iter().enumerate() {
            processor.distinctions[item] = Distinction { year_suffix: Some(index), ..base.clone() };
        }
    }
}

/// The text of the first names that a part prints.
pub(super) fn names_text(part: &Part) -> Option<String> {
    part.find(Mark::Names).map(flat::plain).filter(|text| !text.is_empty())
}
