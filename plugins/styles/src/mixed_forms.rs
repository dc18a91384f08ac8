#![doc = include_str!("mixed_forms.md")]

use ibidem_sdk::{Finding, Findings};

use crate::desk::{Compared, Desk};

crate::registered!("mixed-forms", Info, "mixed_forms.md");

/// A form that fewer places have, in percent of all, is nobody's habit.
const NO_HABIT: usize = 55;

/// Forms without a habit before the document has none.
const LEAST: usize = 3;

/// Looks at what the rules before it have compared, so it must be run behind them.
fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let compared = desk.compared();
    let open: Vec<&Compared> = compared.iter().filter(|form| form.share < NO_HABIT).collect();
    let Some(first) = open.iter().map(|form| form.at).min() else { return };
    if open.len() < LEAST || open.len() * 2 <= compared.len() {
        return;
    }
    let mut names: Vec<&str> = open.iter().map(|form| form.what).collect();
    names.dedup();
    let message = format!(
        "The notes follow no form of their own: of {} matters that can be compared, {} are done now this way and now \
         that ({}). Choose a manual before the single notes are mended.",
        compared.len(),
        open.len(),
        names.join(", ")
    );
    findings.push(Finding::new(&RULE, first, message).with_evidence("open", open.len()));
}
