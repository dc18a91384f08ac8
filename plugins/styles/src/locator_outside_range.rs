#![doc = include_str!("locator_outside_range.md")]

use std::collections::BTreeMap;

use ibidem_sdk::{Finding, Findings, Form, Kind, LocatorLabel, Span, Variable, WorkId};

use crate::desk::{Desk, letters};

crate::registered!("locator-outside-range", Warning, "locator_outside_range.md");

/// A tie that is less sure than this proves nothing.
const SUREST_DOUBT: f32 = 0.9;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let ranges = ranges(desk);
    for cited in &desk.items {
        let Some(locator) = cited.item.locator.as_ref().filter(|locator| locator.label == LocatorLabel::Page)
        else {
            continue;
        };
        let Some((from, to, at)) = cited.work().and_then(|work| ranges.get(&work)) else { continue };
        // “Darnton, Great Cat Massacre, 5” is the book, even where a chapter of it was cited before.
        let short = letters(cited.facts().title());
        let whole = cited.work().and_then(|work| desk.paper.bibliography.work(work));
        if !whole.is_some_and(|work| letters(work.item.title()).contains(&short)) {
            continue;
        }
        // An “Ibid.” behind a note in which nothing was read may take up what stands there.
        let sure = cited.item.form == Form::Full
            || cited.item.mention.as_ref().is_some_and(|mention| {
                !mention.ambiguous && (cited.item.form == Form::Short || mention.confidence >= SUREST_DOUBT)
            });
        let Some(page) = first_page(&locator.value).filter(|_| sure) else { continue };
        if page < *from || page > *to {
            let message =
                format!("Page {page} lies outside of the article, which runs from page {from} to page {to}.");
            findings.push(
                Finding::new(&RULE, locator.span, message).with_related(*at, "the pages of the article"),
            );
        }
    }
}

/// The pages of the articles and chapters that have a printed range, and where it is printed.
fn ranges(desk: &Desk<'_>) -> BTreeMap<WorkId, (u32, u32, Span)> {
    let mut ranges: BTreeMap<WorkId, (u32, u32, Span)> = BTreeMap::new();
    for cited in desk.full.iter().filter(|cited| matches!(cited.kind(), Kind::ArticleJournal | Kind::Chapter))
    {
        let (Some(work), Some(page), Some(span)) =
            (cited.work(), cited.facts().text(Variable::Page), cited.span(Variable::Page))
        else {
            continue;
        };
        // A reprint has pages of its own, and which of the two is cited later cannot be told.
        let end = desk.paper.note_at(cited.item.span.start).map_or(cited.item.span.end, |note| note.span.end);
        let text = desk.paper.text_of(Span::new(cited.item.span.start, end)).to_lowercase();
        if ["repr.", "reprint", "nachdr", "wieder in", "rééd"].iter().any(|sign| text.contains(sign)) {
            continue;
        }
        if let Some((from, to)) = range(page) {
            let known = ranges.entry(work).or_insert((from, to, span));
            // Two citations that disagree on the pages are another rule's matter.
            (known.0, known.1) = (known.0.min(from), known.1.max(to));
        }
    }
    ranges
}

fn range(page: &str) -> Option<(u32, u32)> {
    let (from, to) = page.trim().split_once(['-', '–'])?;
    let (from, to) = (from.trim(), to.trim());
    let is_number =
        |text: &str| !text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(from) || !is_number(to) {
        return None;
    }
    let kept = from.get(..from.len().saturating_sub(to.len()))?;
    let (from, to) = (from.parse().ok()?, format!("{kept}{to}").parse().ok()?);
    (from < to).then_some((from, to))
}

/// The first page of a locator that is a plain number or range.
fn first_page(value: &str) -> Option<u32> {
    let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
    let rest = value.get(digits.len()..)?;
    let is_plain = rest.is_empty() || rest.starts_with(['-', '–', ',', ' ', 'n', 'f']);
    (is_plain && digits.len() <= 6).then(|| digits.parse().ok())?
}
