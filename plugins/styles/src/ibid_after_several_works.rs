#![doc = include_str!("ibid_after_several_works.md")]

use std::collections::BTreeSet;

use ibidem_sdk::{BackReference, Finding, Findings, Note, Variable};

use crate::desk::{Cited, Desk, true_notes};
use crate::profile::Profile;

crate::registered!("ibid-after-several-works", Warning, "ibid_after_several_works.md");

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut before: Option<(usize, &Note)> = None;
    for (i, note) in true_notes(desk.paper) {
        let first = desk.items_of(i).first();
        if let (Some(cited), Some((j, earlier))) = (first.filter(|cited| is_bare(desk, note, cited)), before)
        {
            let works = independent(desk, j);
            if works > 1 {
                let message = format!(
                    "“Ibid.” follows note {}, which cites {} works: the reader cannot tell which one is meant.",
                    earlier.number, works
                );
                let finding = Finding::new(&RULE, cited.item.span, message);
                findings.push(finding.with_related(earlier.span, "the note with several works"));
            }
        }
        before = Some((i, note));
    }
}

/// “Ibid.” at the start of a note, with nothing that says which work.
fn is_bare(desk: &Desk<'_>, note: &Note, cited: &Cited<'_>) -> bool {
    let before = desk.paper.text_of(note.span);
    let before = before.get(..cited.item.span.start.saturating_sub(note.span.start)).unwrap_or_default();
    matches!(cited.item.back_reference, Some(BackReference::Ibid))
        && before.chars().filter(|c| c.is_alphabetic()).count() <= 12
        && cited.item.as_cited.fields.is_empty()
        // OSCOLA 1.2.2: “ibid” alone may stand for all the works of the note before.
        && !(desk.follows(Profile::Oscola) && cited.item.locator.is_none())
}

/// How many works of a note stand beside each other.
///
/// One that is quoted in another, or named in parentheses, does not come between “Ibid.” and its work.
fn independent(desk: &Desk<'_>, note: usize) -> usize {
    let Some(held) = desk.paper.notes.get(note) else { return 0 };
    let text = desk.paper.text_of(held.span);
    let (mut works, mut unknown) = (BTreeSet::new(), 0);
    let mut is_complete = true;
    for cited in desk.items_of(note) {
        let at = cited.item.span.start.saturating_sub(held.span.start);
        let before = text.get(..at).unwrap_or_default();
        let is_enclosed = before.matches(['(', '[']).count() > before.matches([')', ']']).count();
        let stop = before.trim_end();
        // Only what a semicolon sets apart, or a full stop behind a whole citation, is surely another work and no
        // second half of a title.
        let is_apart = stop.is_empty()
            || stop.ends_with(';')
            || stop.ends_with('.') && is_complete
            || cited.item.prefix.is_some() && is_complete;
        is_complete = cited.has(Variable::Issued) || cited.item.locator.is_some();
        if is_linked(desk, cited) || is_enclosed {
            continue;
        }
        match cited.work() {
            Some(work) if is_apart => _ = works.insert(work),
            // A short form whose work cannot be told is another work all the same, where it is set apart and whole.
            None if stop.ends_with(';') && cited.has(Variable::Author) && cited.has(Variable::Title) => {
                unknown += 1;
            }
            _ => {}
        }
    }
    works.len() + unknown
}

/// “quoted in”, “citing”, “reviewed by”: one work within another.
fn is_linked(desk: &Desk<'_>, cited: &Cited<'_>) -> bool {
    const LINKS: [&str; 13] = [
        "quot",
        "cit",
        "review",
        "reprint",
        "translat",
        "zit",
        "rez",
        "cité",
        "in ",
        "aff",
        "rev",
        "originally",
        "nachdruck",
    ];
    let prefix = cited.item.prefix.map_or("", |prefix| desk.paper.text_of(prefix)).to_lowercase();
    LINKS.iter().any(|link| prefix.starts_with(link))
}
