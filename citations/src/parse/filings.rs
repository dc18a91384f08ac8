//! Hearings, regulations, and what was filed in a case.

use super::dates::year_at;
use super::law::behind_section;
use super::reference::Draft;
use crate::{Date, Value, Variable};

/// “*Minimum Maintenance Standards*, O Reg 239/02, s 16.3(1)”, “SOR/2002-222, s 3” (McGill Guide 2.5).
pub(super) fn regulation(draft: &mut Draft<'_>, start: usize, end: usize) -> Option<usize> {
    let tokens = &draft.tokens;
    let labelled =
        (start..end.min(start + 4)).find(|i| matches!(tokens.str(*i), "Reg" | "SOR" | "SI" | "DORS"))?;
    if draft.item.title().is_empty() || (start..labelled).any(|i| !tokens.is_capital(i) && !tokens.is(i, '.'))
    {
        return None;
    }
    let first = labelled + 1 + usize::from(tokens.is_any(labelled + 1, "./"));
    let last = first + 2 + usize::from(tokens.is_number(first + 2));
    if !tokens.is_number(first) || !tokens.is_any(first + 1, "/-") || last > first + 3 {
        return None;
    }
    let number = tokens.span(first, last);
    let section = (last..end.min(last + 4))
        .find(|i| matches!(tokens.str(*i), "s" | "ss" | "art" | "§") && tokens.is_number(i + 1));
    let place = section.map(|at| tokens.span(at + 1, behind_section(tokens, at + 1, end)));
    draft.set_text(Variable::Number, number, 0.85);
    draft.hints.source = true;
    if let Some(span) = place {
        let value = span.of(draft.tokens.text).to_owned();
        draft.locator = Some(crate::Locator { label: crate::LocatorLabel::Section, value, span });
    }
    draft.hints.legislation = true;
    Some(end)
}

/// “*Title: Hearing on H.R. 2217 Before the Subcomm. on Courts*, 111th Cong. 27–31 (2009)” (Bluebook 13.3).
pub(super) fn hearing(draft: &mut Draft<'_>, start: usize, end: usize) -> Option<usize> {
    let tokens = &draft.tokens;
    let title = draft.item.title();
    let named = title.contains("Hearing") && (title.contains("Comm") || title.contains("Before"));
    let congress = (start..end.min(start + 6)).find(|i| tokens.str(*i) == "Cong")?;
    let page = congress + 1 + usize::from(tokens.is(congress + 1, '.'));
    if !named {
        return None;
    }
    if tokens.is_number(page) {
        let mut last = page + 1;
        while tokens.is_any(last, "-–—,") && tokens.is_number(last + 1) {
            last += 2;
        }
        let span = tokens.span(page, last);
        let value = span.of(tokens.text).to_owned();
        draft.locator = Some(crate::Locator { label: crate::LocatorLabel::Page, value, span });
    }
    let year = (page..end).find(|i| tokens.is(*i, '(') && year_at(tokens, i + 1).is_some());
    if let Some((open, (year, behind))) = year.and_then(|open| Some((open, year_at(tokens, open + 1)?))) {
        let span = tokens.span(open + 1, behind);
        draft.item.set(Variable::Issued, Value::Date(Date::year(year)), Some(span), 0.95);
    }
    draft.hints.hearing = true;
    Some(end)
}

/// “Brief of Amicus Curiae Am. Ins. Ass’n at 4, *Severance*, …”, “Complaint ¶¶ 14–19, *Katinka v. Marsh*, …”:
/// what was filed in a case (Bluebook 10.8.3); the case is what is cited. Gives the first token of its name.
pub(super) fn filing(draft: &mut Draft<'_>, start: usize, end: usize) -> Option<usize> {
    let tokens = &draft.tokens;
    let filed = matches!(
        tokens.str(start),
        "Complaint"
            | "Brief"
            | "Petition"
            | "Motion"
            | "Answer"
            | "Transcript"
            | "Memorandum"
            | "Affidavit"
            | "Declaration"
            | "Reply"
            | "Indictment"
    );
    let place = (start + 1..end.min(start + 30)).find(|i| {
        let at = tokens.str(*i) == "at" || tokens.is_any(*i, "¶§");
        at && (tokens.is_number(i + 1) || tokens.is_any(i + 1, "¶§"))
    });
    let place = place.filter(|_| filed)?;
    let number = (place + 1..end).find(|i| tokens.is_number(*i))?;
    let mut last = number + 1;
    while tokens.is_any(last, "-–—") && tokens.is_number(last + 1) {
        last += 2;
    }
    let case = last + 1;
    // What follows must be a case: in italics, or with two parties.
    let named = tokens.list.get(case).is_some_and(|token| token.italic)
        || (case..end.min(case + 16)).any(|i| tokens.str(i) == "v" && tokens.is(i + 1, '.'));
    if !tokens.is(last, ',') || !named {
        return None;
    }
    let span = tokens.span(number, last);
    let label =
        if tokens.str(place) == "at" { crate::LocatorLabel::Page } else { crate::LocatorLabel::Paragraph };
    let value = span.of(tokens.text).to_owned();
    draft.locator = Some(crate::Locator { label, value, span });
    draft.hints.filed = true;
    Some(case)
}
