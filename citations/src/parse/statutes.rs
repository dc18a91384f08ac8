//! Statutes and treaties, behind their titles: chapters, sections, the days of treaties.

use super::dates::{date_at, year_at};
use super::law::{behind_section, skip};
use super::reference::Draft;
use super::token::Tokens;
use crate::{Date, Span, Value, Variable};

/// “SBC 2014, c 15, s 7”, “33 USC § 1251 (1972)”, “s 35, Part I of …”.
pub(super) fn statute(draft: &mut Draft<'_>, start: usize, end: usize) -> Option<usize> {
    let tokens = &draft.tokens;
    let label = |i: usize| {
        let word = tokens.str(i);
        let next = skip(tokens, i + 1, ".");
        (matches!(
            word,
            "s" | "ss" | "art" | "arts" | "§" | "c" | "ch" | "reg" | "r" | "sch" | "Art" | "para"
        ) && tokens.is_number(next))
        .then_some(next)
    };
    let mut found = false;
    let mut fields: Vec<(Variable, Span)> = Vec::new();
    let mut locator = None;
    let mut issued = None;
    let mut i = start;
    while i < end {
        // “Pub. L. No. 88-352, § 703, 78 Stat. 241” (Bluebook 12.4)
        let public = tokens.str(i) == "Pub" && tokens.str(skip(tokens, i + 1, ".")) == "L";
        if public && let Some(number) = (i..end.min(i + 8)).find(|i| tokens.is_number(*i)) {
            found = true;
            let last = if tokens.is_any(number + 1, "-–") && tokens.is_number(number + 2) {
                number + 3
            } else {
                number + 1
            };
            fields.push((Variable::Number, tokens.span(number, last)));
            i = last;
            continue;
        }
        if tokens.is_number(i) && tokens.str(i + 1) == "Stat" {
            found = true;
            i += 1;
            while i < end && !tokens.is_number(i) {
                i += 1;
            }
            i += 1;
            continue;
        }
        // “*Native Title Act 1993* (Cth)”: whose law it is (AGLC 3.1.4).
        if tokens.is(i, '(')
            && let Some(close) = tokens.closing(i, end.min(i + 24))
            && (!(i..close).any(|i| tokens.is_number(i)) || tokens.str(i + 1) == "codified")
        {
            i = close + 1;
            continue;
        }
        if let Some(number) = label(i) {
            found = true;
            let last = numbers_end(tokens, i, number, end);
            let chapter = matches!(tokens.str(i), "c" | "ch");
            if chapter {
                fields.push((Variable::Number, tokens.span(i, last)));
            } else if locator.is_none() {
                let kind = if tokens.lower(i).starts_with("art") {
                    crate::LocatorLabel::ArticleLocator
                } else {
                    crate::LocatorLabel::Section
                };
                locator = Some((kind, tokens.span(number, last)));
            }
            i = last;
        } else if let Some((year, behind)) = year_at(tokens, i) {
            issued.get_or_insert((Date::year(year), tokens.span(i, behind)));
            i = behind;
        } else if tokens.is_number(i) && tokens.is_capital(i + 1) && i == start {
            fields.push((Variable::Volume, tokens.span(i, i + 1)));
            i += 1;
        } else if tokens.is_capital(i)
            && !fields.iter().any(|(variable, _)| *variable == Variable::ContainerTitle)
            && locator.is_none()
        {
            let first = i;
            while i < end && (tokens.is_capital(i) || tokens.is(i, '.') && tokens.is_capital(i + 1)) {
                i += 1;
            }
            // “1st Sess, 42nd Leg”: when a bill was read is not where it is printed.
            let roman = tokens.span(first, i).of(tokens.text).chars().all(|c| "IVXLC".contains(c));
            let session = roman || ["Sess", "Parl", "Leg", "Cong", "Reg"].contains(&tokens.str(i - 1));
            if !session {
                fields.push((Variable::ContainerTitle, tokens.span(first, i)));
            }
        } else {
            i += 1;
        }
    }
    if !found {
        return None;
    }
    for (variable, span) in fields {
        draft.set_text(variable, span, 0.8);
    }
    let own = issued.or_else(|| year_of_title(draft));
    if let Some((date, span)) = own {
        draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.85);
    }
    if let Some((label, span)) = locator {
        let value = span.of(draft.tokens.text).to_owned();
        draft.locator = Some(crate::Locator { label, value, span });
    }
    Some(end)
}

/// Behind the numbers that a label of a statute has: “35(2)(b)”, “34, 37”, “45c”.
fn numbers_end(tokens: &Tokens<'_>, label: usize, number: usize, end: usize) -> usize {
    let mut last = number + 1;
    while tokens.is_any(last, "-–—.") && tokens.is_number(last + 1)
        || tokens.is(last, '(') && !tokens.list[last].spaced && tokens.is(last + 2, ')')
    {
        last += if tokens.is(last, '(') { 3 } else { 2 };
    }
    // “ss 34, 37”
    while matches!(tokens.str(label), "ss" | "arts") && tokens.is(last, ',') && tokens.is_number(last + 1) {
        last += 2;
    }
    if tokens.is(label, '§') { last.max(behind_section(tokens, number, end)) } else { last }
}

/// “Human Rights Act 1998”
fn year_of_title(draft: &Draft<'_>) -> Option<(Date, Span)> {
    let span = draft.item.span(Variable::Title)?;
    let digits = draft.item.title().rsplit(' ').next()?;
    let year: i32 = digits.parse().ok().filter(|year| (1200..2200).contains(year))?;
    Some((Date::year(year), Span::new(span.end - digits.len(), span.end)))
}

/// “21 May 1997, 36 ILM 700”: treaties have their day before the report.
pub(super) fn treaty_date(draft: &mut Draft<'_>, start: usize) -> usize {
    let Some((date, behind)) = date_at(&draft.tokens, start) else { return start };
    let span = draft.tokens.span(start, behind);
    draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.95);
    skip(&draft.tokens, behind, ",")
}

/// “art. 1, Mar. 6, 1948, 9 U.S.T. 621”: the article stands before the day of a treaty (Bluebook 21.4).
pub(super) fn treaty_article(draft: &mut Draft<'_>, start: usize) -> usize {
    let tokens = &draft.tokens;
    let number = skip(tokens, start + 1, ".");
    if !matches!(tokens.lower(start), "art" | "arts" | "§") || !tokens.is_number(number) {
        return start;
    }
    let last = behind_section(tokens, number, tokens.len());
    let span = tokens.span(number, last);
    let value = span.of(tokens.text).to_owned();
    draft.locator = Some(crate::Locator { label: crate::LocatorLabel::ArticleLocator, value, span });
    skip(&draft.tokens, last, ",")
}

pub(crate) fn is_statute_title(title: &str) -> bool {
    const WORDS: [&str; 17] = [
        "Act",
        "Code",
        "Charter",
        "Constitution",
        "Regulations",
        "Regulation",
        "Ordinance",
        "Statute",
        "Bill",
        "Order",
        "Rules",
        "Directive",
        "Loi",
        "Gesetz",
        "Ley",
        "Acts",
        "Amendment",
    ];
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).collect();
    words.iter().any(|word| WORDS.contains(word)) && words.len() <= 24
}

pub(super) fn is_treaty_title(title: &str) -> bool {
    const WORDS: [&str; 7] =
        ["Convention", "Treaty", "Covenant", "Protocol", "Agreement", "Vertrag", "Traité"];
    title.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
}
