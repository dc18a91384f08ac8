#![doc = include_str!("long_ibid_chain.md")]

use ibidem_sdk::{BackReference, Finding, Findings, Span};

use crate::desk::{Desk, true_notes};

crate::registered!("long-ibid-chain", Info, "long_ibid_chain.md");

/// Notes in a row that are nothing but “Ibid.” before they are many.
const LONG: usize = 7;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut chain: Vec<Span> = Vec::new();
    let end = |chain: &mut Vec<Span>, findings: &mut Findings| {
        if let Some(first) = chain.first().filter(|_| chain.len() >= LONG) {
            let message = format!(
                "{} notes in a row are “Ibid.”: a reader who looks for the work has to turn back page after page.",
                chain.len()
            );
            let mut finding = Finding::new(&RULE, *first, message);
            for span in chain.iter().skip(1) {
                finding = finding.with_related(*span, "the same");
            }
            findings.push(finding);
        }
        chain.clear();
    };
    for (i, note) in true_notes(desk.paper) {
        let items = desk.items_of(i);
        let is_ibid = !items.is_empty()
            && items.iter().all(|cited| matches!(cited.item.back_reference, Some(BackReference::Ibid)));
        if is_ibid {
            chain.push(note.span);
        } else {
            end(&mut chain, findings);
        }
    }
    end(&mut chain, findings);
}
