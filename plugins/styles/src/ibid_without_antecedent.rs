#![doc = include_str!("ibid_without_antecedent.md")]

use ibidem_sdk::{BackReference, Finding, Findings, Note};

use crate::desk::{Cited, Desk, true_notes};
use crate::profile::Profile;

crate::registered!("ibid-without-antecedent", Warning, "ibid_without_antecedent.md");

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut before: Option<(usize, &Note)> = None;
    for (i, note) in true_notes(desk.paper) {
        let first = desk.items_of(i).first().filter(|cited| opens_note(desk, note, cited));
        if let Some(cited) = first {
            match before {
                None => {
                    let message = "“Ibid.” stands in the first note, where nothing was cited before.";
                    findings.push(Finding::new(&RULE, cited.item.span, message));
                }
                Some((j, earlier)) if desk.items_of(j).is_empty() && is_talk(desk.text(j)) => {
                    let message = format!(
                        "“Ibid.” points to the note before, but note {} cites nothing: it only comments.",
                        earlier.number
                    );
                    let finding = Finding::new(&RULE, cited.item.span, message);
                    findings.push(finding.with_related(earlier.span, "the note before"));
                }
                Some(_) => {}
            }
        }
        // By the Bluebook, a note that cites nothing does not break the chain.
        let is_passed_over = desk.follows(Profile::Bluebook) && desk.items_of(i).is_empty();
        if !is_passed_over {
            before = Some((i, note));
        }
    }
}

/// Whether “Ibid.” comes first in its note, so that it points to the note before.
fn opens_note(desk: &Desk<'_>, note: &Note, cited: &Cited<'_>) -> bool {
    let text = desk.paper.text_of(note.span);
    let at = cited.item.span.start.saturating_sub(note.span.start);
    let before = text.get(..at).unwrap_or_default();
    matches!(cited.item.back_reference, Some(BackReference::Ibid))
        && before.chars().filter(|c| c.is_alphabetic()).count() <= 12
}

/// Whether a note surely cites nothing: no figure, no italics or quotation marks, hardly a name.
fn is_talk(text: &str) -> bool {
    let words = text.split_whitespace().skip(1);
    let names = words.filter(|word| word.starts_with(char::is_uppercase)).count();
    !text.is_empty() && !text.contains(|c: char| c.is_ascii_digit() || "\"“”„«»‘*/".contains(c)) && names == 0
}
