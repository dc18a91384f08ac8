#![doc = include_str!("missing_page.md")]

use std::collections::BTreeSet;

use ibidem_sdk::{Finding, Findings, Kind, LocatorLabel, Span, Variable, WorkId};

use crate::desk::{Cited, Desk};

crate::registered!("missing-page", Warning, "missing_page.md");

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    of_cases(desk, findings);
    let journals: Vec<&Cited<'_>> = desk.full.iter().filter(|cited| is_article(cited)).collect();
    let paged = journals.iter().filter(|cited| has_page(desk, cited)).count();
    let pinpointed: BTreeSet<WorkId> =
        desk.items.iter().filter(|cited| has_page_locator(desk, cited)).filter_map(Cited::work).collect();
    for cited in journals {
        // A journal on the web may have no pages, unless another note gives one.
        let is_paged =
            !cited.has(Variable::Url) || cited.work().is_some_and(|work| pinpointed.contains(&work));
        if has_page(desk, cited) || paged < 2 || !is_paged {
            continue;
        }
        let container = cited.facts().text(Variable::ContainerTitle).unwrap_or_default();
        let at = cited.span(Variable::ContainerTitle).unwrap_or(cited.item.span);
        let message = format!(
            "The article “{}” in {container} is cited without its pages and without the page meant: \
             {paged} other articles of this document have them.",
            cited.facts().title()
        );
        findings.push(Finding::new(&RULE, at, message));
    }
}

/// Cases with volume and reporter and no page, where another case of that reporter has one.
fn of_cases(desk: &Desk<'_>, findings: &mut Findings) {
    let cases = || desk.items.iter().filter(|cited| cited.kind() == Kind::LegalCase);
    let paged: BTreeSet<&str> = cases()
        .filter(|cited| cited.has(Variable::Page))
        .filter_map(|cited| cited.facts().text(Variable::ContainerTitle))
        .collect();
    for cited in cases().filter(|cited| !cited.has(Variable::Page)) {
        let text = desk.paper.text_of(cited.item.span);
        let Some((start, reporter)) = reporter(text).filter(|(_, reporter)| paged.contains(reporter)) else {
            continue;
        };
        let message =
            format!("The case is cited without its first page in {reporter}, which the other cases have.");
        let span = Span::new(start, start + reporter.len()).shifted(cited.item.span.start);
        findings.push(Finding::new(&RULE, span, message));
    }
}

/// The reporter of `347 U.S. (1954)`: between a number and a year in parentheses.
fn reporter(text: &str) -> Option<(usize, &str)> {
    let open = text.find(" (")?;
    let year = text.get(open + 2..)?.split(')').next()?;
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let before = text.get(..open)?;
    let number = before.rfind(|c: char| c.is_ascii_digit())? + 1;
    let name = before.get(number..)?.trim_start();
    let is_name = name.starts_with(char::is_uppercase) && name.chars().count() <= 20;
    is_name.then_some((open - name.len(), name))
}

/// Whether a citation points to a page, not to a paragraph.
fn has_page_locator(desk: &Desk<'_>, cited: &Cited<'_>) -> bool {
    let text = desk.paper.text_of(cited.item.span);
    let is_other = ["para", "§", "sec.", "Abs."].iter().any(|label| text.contains(label));
    !is_other && cited.item.locator.as_ref().is_some_and(|locator| locator.label == LocatorLabel::Page)
}

/// An article in a printed volume of a journal.
fn is_article(cited: &Cited<'_>) -> bool {
    cited.kind() == Kind::ArticleJournal
        && cited.has(Variable::Title)
        && cited.has(Variable::ContainerTitle)
        && cited.has(Variable::Issued)
        && (cited.has(Variable::Volume) || cited.has(Variable::Issue))
}

fn has_page(desk: &Desk<'_>, cited: &Cited<'_>) -> bool {
    cited.has(Variable::Page)
        || cited.item.locator.is_some()
        || cited.has(Variable::Doi)
        || has_number_behind(desk, cited)
}

/// Whether a number stands behind volume and date: a page in a form that the parser does not know, or an
/// article's number.
fn has_number_behind(desk: &Desk<'_>, cited: &Cited<'_>) -> bool {
    let spans = [Variable::Volume, Variable::Issue, Variable::Issued, Variable::ContainerTitle];
    let last = spans.into_iter().filter_map(|variable| cited.span(variable)).map(|span| span.end).max();
    let note_end = desk.paper.notes.get(cited.note).map_or(cited.item.span.end, |note| note.span.end);
    let url = cited.span(Variable::Url).map_or(note_end, |url| url.start);
    let accessed = cited.span(Variable::Accessed).map_or(note_end, |accessed| accessed.start);
    let behind = desk.paper.text_of(Span::new(
        last.unwrap_or(cited.item.span.end),
        url.min(accessed).max(cited.item.span.start),
    ));
    let lower = behind.to_lowercase();
    behind.contains(|c: char| c.is_ascii_digit())
        || ["doi", "forthcoming", "passim"].iter().any(|word| lower.contains(word))
}
