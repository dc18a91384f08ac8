#![doc = include_str!("missing_entry.md")]

use std::collections::BTreeMap;

use ibidem_sdk::{Finding, Findings, Span};

use crate::desk::Desk;

crate::registered!("missing-entry", Error, "missing_entry.md");

/// Further places of one key that are told.
const MOST_PLACES: usize = 20;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let keys = &desk.paper.keys;
    if !keys.is_whole {
        return;
    }
    let mut places: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for cited in keys.cited.iter().filter(|cited| !cited.is_listed) {
        places.entry(&cited.key).or_default().push(cited.span);
    }
    let mut found: Vec<(&str, Vec<Span>)> = places.into_iter().collect();
    found.sort_by_key(|(_, places)| places.first().copied());
    for (key, places) in found {
        let Some((first, others)) = places.split_first() else { continue };
        let message = format!("No list of references of the document has an entry with the key “{key}”.");
        let mut finding = Finding::new(&RULE, *first, message);
        for other in others.iter().take(MOST_PLACES) {
            finding = finding.with_related(*other, "cited here too");
        }
        findings.push(finding);
    }
}
