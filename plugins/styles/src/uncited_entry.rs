#![doc = include_str!("uncited_entry.md")]

use ibidem_sdk::{Finding, Findings};

use crate::desk::Desk;

crate::registered!("uncited-entry", Info, "uncited_entry.md");

/// More entries than these are one finding.
const EACH: usize = 10;

/// Entries of such a finding that are named.
const MOST_NAMED: usize = 20;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let keys = &desk.paper.keys;
    let uncited = &keys.uncited;
    if !keys.is_whole {
        return;
    }
    if uncited.len() <= EACH {
        for entry in uncited {
            let message = format!("The entry “{}” is cited nowhere.", entry.key);
            findings.push(Finding::new(&RULE, entry.span, message));
        }
        return;
    }
    let Some((first, others)) = uncited.split_first() else { return };
    let message = format!("{} entries of the lists of references are cited nowhere.", uncited.len());
    let mut finding = Finding::new(&RULE, first.span, message).with_evidence("entries", uncited.len());
    for entry in others.iter().take(MOST_NAMED) {
        finding = finding.with_related(entry.span, "");
    }
    findings.push(finding);
}
