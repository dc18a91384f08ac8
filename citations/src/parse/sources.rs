//! Sources of law that stand without a title set apart: bills, reports of committees, executive orders, constitutions, codes, restatements, and the decisions of German courts.
//!
//! The splitter and the parser ask the same function, so that what is found is also read.

use super::dates::{date_at, year_at};
use super::law::behind_section;
use super::sources_of_europe::{
    french_code, french_decision, french_law, german_court, german_decision, german_law, german_reports,
    lettered_code,
};
use super::statutes::{is_statute_title, is_treaty_title};
use super::token::Tokens;
use crate::{Date, LocatorLabel, Span};

/// What a source is, for its CSL type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Bill,
    Report,
    Hearing,
    Legislation,
    Case,
    Treaty,
}

/// A source of law, and what it says of itself.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) source: Source,
    pub(crate) title: Option<Span>,
    pub(crate) number: Option<Span>,
    pub(crate) volume: Option<Span>,
    pub(crate) container: Option<Span>,
    pub(crate) page: Option<Span>,
    pub(crate) authority: Option<Span>,
    pub(crate) locator: Option<(LocatorLabel, Span)>,
    pub(crate) issued: Option<(Date, Span)>,
}

impl Found {
    pub(super) fn new(source: Source) -> Self {
        Self {
            source,
            title: None,
            number: None,
            volume: None,
            container: None,
            page: None,
            authority: None,
            locator: None,
            issued: None,
        }
    }
}

/// Reads the source of law that starts at a token.
pub(crate) fn source_at(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    let end = end.min(tokens.len());
    if let Some(found) = french_law(tokens, start, end) {
        return Some(found);
    }
    if let Some(found) = lettered_code(tokens, start, end) {
        return Some(found);
    }
    if !tokens.is_capital(start) && !tokens.is_number(start) {
        return None;
    }
    congress(tokens, start, end)
        .or_else(|| titled_bill(tokens, start, end))
        .or_else(|| treaty(tokens, start, end))
        .or_else(|| european_case(tokens, start, end))
        .or_else(|| french_code(tokens, start, end))
        .or_else(|| french_decision(tokens, start, end))
        .or_else(|| state_bill(tokens, start, end))
        .or_else(|| record(tokens, start, end))
        .or_else(|| executive_order(tokens, start, end))
        .or_else(|| act_of_day(tokens, start, end))
        .or_else(|| constitution(tokens, start, end))
        .or_else(|| sections(tokens, start, end))
        .or_else(|| federal_rule(tokens, start, end))
        .or_else(|| german_reports(tokens, start, end))
        .or_else(|| german_decision(tokens, start, end))
        .or_else(|| german_court(tokens, start, end))
        .or_else(|| german_law(tokens, start, end))
}

/// “H.R. Rep. No. 92-911, at 5 (1972)”, “H.R. 4412, 98th Cong. § 3 (1984)” (Bluebook 13.2, 13.4).
fn congress(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    let mut i = start;
    while i < start + 4
        && (matches!(tokens.str(i), "H" | "R" | "S" | "H.R" | "Con" | "Res") || tokens.is(i, '.'))
    {
        i += 1;
    }
    if i == start || !tokens.is(start + 1, '.') {
        return None;
    }
    let labelled = matches!(tokens.str(i), "Rep" | "Doc" | "Exec");
    let number = if labelled {
        let no = (i..end.min(i + 5)).find(|i| tokens.str(*i) == "No")?;
        after_point(tokens, no + 1)
    } else {
        i
    };
    if !tokens.is_number(number) {
        return None;
    }
    let last = joined_number(tokens, number);
    let congress = (last..end.min(last + 5)).any(|i| tokens.str(i) == "Cong");
    if !labelled && !congress {
        return None;
    }
    let mut found = Found::new(if labelled { Source::Report } else { Source::Bill });
    found.title = Some(tokens.span(start, last));
    found.number = Some(tokens.span(number, last));
    found.locator = section(tokens, last, end).or_else(|| at_page(tokens, last, end));
    found.issued = year_in_brackets(tokens, last, end);
    Some(found)
}

/// “Culinary Works Protection Act, H.R. 2217, 111th Cong. § 3(a) (2009)”: a bill with its name.
fn titled_bill(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    let comma = (start + 1..end.min(start + 30)).find(|i| tokens.is(*i, ','))?;
    let name = tokens.span(start, comma).of(tokens.text);
    let found = is_statute_title(name).then(|| congress(tokens, comma + 1, end)).flatten()?;
    let title = Some(tokens.span(start, comma));
    (found.source == Source::Bill && tokens.is_capital(start)).then_some(Found { title, ..found })
}

/// “Berne Convention for the Protection of Literary and Artistic Works art. 2(1), Sept. 9, 1886, … 828 U.N.T.S. 221”
/// (Bluebook 21.4), where the name is not set apart.
fn treaty(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    let stop = (start + 2..end.min(start + 40)).find(|i| {
        tokens.is(*i, ',')
            || matches!(tokens.str(*i), "art" | "arts") && tokens.is_number(after_point(tokens, i + 1))
    })?;
    if !is_treaty_title(tokens.span(start, stop).of(tokens.text))
        || (start..stop).any(|i| tokens.list[i].italic)
    {
        return None;
    }
    let series = (stop..end.saturating_sub(2)).find(|i| {
        tokens.is_number(*i)
            && (matches!(tokens.str(i + 1), "UNTS" | "UST" | "LNTS" | "ILM" | "ETS" | "CTS" | "BTS")
                || matches!(tokens.str(i + 1), "U" | "L" | "T" | "I" | "E" | "C") && tokens.is(i + 2, '.'))
    })?;
    let page = (series + 2..end.min(series + 10)).find(|i| tokens.is_number(*i))?;
    let mut found = Found::new(Source::Treaty);
    found.title = Some(tokens.span(start, stop));
    if !tokens.is(stop, ',') {
        let first = after_point(tokens, stop + 1);
        found.locator =
            Some((LocatorLabel::ArticleLocator, tokens.span(first, behind_section(tokens, first, end))));
    }
    found.issued = (stop..series).find_map(|i| {
        let (date, behind) = date_at(tokens, i).filter(|_| tokens.is_any(i - 1, ",("))?;
        Some((date, tokens.span(i, behind)))
    });
    found.volume = Some(tokens.span(series, series + 1));
    found.container = Some(tokens.span(series + 1, page));
    found.page = Some(tokens.span(page, page + 1));
    Some(found)
}

/// “Case C-310/17, Levola Hengelo BV v. Smilde Foods BV, ECLI:EU:C:2018:899, ¶ 42 (Nov. 13, 2018)”, where the
/// parties are not set apart.
fn european_case(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    if !matches!(tokens.str(start), "Case" | "Cases") {
        return None;
    }
    let comma = (start + 1..end.min(start + 8)).find(|i| tokens.is(*i, ','))?;
    let slash = (start + 1..comma).any(|i| tokens.is(i, '/'));
    let next = (comma + 1..end.min(comma + 30)).find(|i| tokens.is(*i, ','))?;
    let parties = (comma + 1..next).any(|i| tokens.str(i) == "v");
    if !slash || !parties || (comma + 1..next).any(|i| tokens.list[i].italic) {
        return None;
    }
    let mut found = Found::new(Source::Case);
    found.number = Some(tokens.span(start + 1, comma));
    found.title = Some(tokens.span(comma + 1, next));
    let sign = (next..end).find(|i| tokens.is_any(*i, "¶") || matches!(tokens.str(*i), "para" | "paras"));
    if let Some(number) = sign.and_then(|sign| (sign + 1..end.min(sign + 4)).find(|i| tokens.is_number(*i))) {
        found.locator = Some((LocatorLabel::Paragraph, tokens.span(number, range(tokens, number, end))));
    }
    found.issued = date_in_brackets(tokens, next, end);
    Some(found)
}

/// “Assembly Bill 1130, 2021–22 Reg. Sess. (Cal. 2021)” (Bluebook 13.2).
fn state_bill(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    let house =
        matches!(tokens.str(start), "Assembly" | "Senate" | "House") && tokens.str(start + 1) == "Bill";
    let number = after_point(tokens, start + 2 + usize::from(tokens.str(start + 2) == "No"));
    if !house || !tokens.is_number(number) {
        return None;
    }
    let mut found = Found::new(Source::Bill);
    found.title = Some(tokens.span(start, number + 1));
    found.number = Some(tokens.span(number, number + 1));
    found.locator = section(tokens, number, end);
    found.issued = year_in_brackets(tokens, number, end);
    Some(found)
}

/// “130 Cong. Rec. 18,204 (1984)” (Bluebook 13.5).
fn record(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    if !tokens.is_number(start) || tokens.str(start + 1) != "Cong" {
        return None;
    }
    let rec = after_point(tokens, start + 2);
    if tokens.str(rec) != "Rec" {
        return None;
    }
    let page = after_point(tokens, rec + 1);
    let mut found = Found::new(Source::Hearing);
    found.volume = Some(tokens.span(start, start + 1));
    found.container = Some(tokens.span(start + 1, after_point(tokens, rec + 1)));
    if tokens.is_number(page) {
        let last = long_number(tokens, page);
        found.page = Some(tokens.span(page, last));
        found.locator = further_page(tokens, last, end);
    }
    found.issued = date_in_brackets(tokens, page, end);
    Some(found)
}

/// “Exec. Order No. 11,593, 36 Fed. Reg. 8921 (May 13, 1971)” (Bluebook 14.7).
fn executive_order(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    let second = after_point(tokens, start + 1);
    let order = matches!(tokens.str(start), "Exec" | "Executive") && tokens.str(second) == "Order";
    let label = if order { second } else { start };
    if !order && tokens.str(start) != "Proclamation" {
        return None;
    }
    let no = label + 1;
    let number = after_point(tokens, if tokens.str(no) == "No" { no + 1 } else { no });
    if !tokens.is_number(number) {
        return None;
    }
    let last = long_number(tokens, number);
    let mut found = Found::new(Source::Legislation);
    found.title = Some(tokens.span(start, last));
    found.number = Some(tokens.span(number, last));
    let volume = last + usize::from(tokens.is(last, ','));
    if tokens.is_number(volume) && matches!(tokens.str(volume + 1), "Fed" | "C") {
        let page = (volume + 2..end.min(volume + 7)).find(|i| tokens.is_number(*i));
        if let Some(page) = page {
            found.volume = Some(tokens.span(volume, volume + 1));
            found.container = Some(tokens.span(volume + 1, page));
            found.page = Some(tokens.span(page, long_number(tokens, page)));
        }
    }
    found.issued = date_in_brackets(tokens, last, end);
    Some(found)
}

/// “Act of Aug. 7, 1789, ch. 9, 1 Stat. 53” (Bluebook 12.4): an act that has no name but its day.
fn act_of_day(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    if tokens.str(start) != "Act" || tokens.str(start + 1) != "of" {
        return None;
    }
    let (date, behind) = date_at(tokens, start + 2)?;
    date.first().filter(|parts| parts.day.is_some())?;
    let mut found = Found::new(Source::Legislation);
    found.title = Some(tokens.span(start, behind));
    found.issued = Some((date, tokens.span(start + 2, behind)));
    found.locator = section(tokens, behind, end);
    Some(found)
}

/// “U.S. Const. art. I, § 8, cl. 3” (Bluebook 11).
fn constitution(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    let at = (start..end.min(start + 7)).find(|i| tokens.str(*i) == "Const")?;
    if at == start || !(start..at).all(|i| tokens.is_capital(i) || tokens.is(i, '.')) {
        return None;
    }
    let first = after_point(tokens, at + 1);
    let mut last = (first..end).find(|i| tokens.is_any(*i, "(;[")).unwrap_or(end);
    while last > first && tokens.is_any(last - 1, ".,") {
        last -= 1;
    }
    let mut found = Found::new(Source::Legislation);
    found.title = Some(tokens.span(start, first));
    if first < last {
        found.locator = Some((LocatorLabel::Section, tokens.span(first, last)));
    }
    Some(found)
}

/// “N.Y. Arts & Cult. Aff. Law § 25.07(4) (West 2019)”, “Restatement (Second) of Torts § 871 (Am. L. Inst. 1979)” (Bluebook 12.3, 12.9).
fn sections(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    let sign = (start + 1..end.min(start + 16)).find(|i| tokens.is(*i, '§'))?;
    let restatement = tokens.str(start) == "Restatement";
    let code = (start..sign).all(|i| tokens.is_capital(i) || tokens.is_any(i, ".&’'"))
        && (start + 1..sign).any(|i| {
            matches!(tokens.str(i), "Law" | "Code" | "Stat" | "Ann" | "Laws" | "Rev" | "Comp" | "Act" | "Gen")
        });
    // “ALR I 22, §§ 170–186”: the letters of a code, and its parts.
    let word = tokens.str(start);
    let lettered = word.chars().filter(|c| c.is_uppercase()).count() >= 2
        && word.chars().count() <= 7
        && sign <= start + 6
        && (start + 1..sign).all(|i| {
            tokens.is_number(i) || tokens.is(i, ',') || tokens.str(i).chars().all(|c| "IVX".contains(c))
        });
    if !restatement && !code && !lettered || tokens.is_number(start) {
        return None;
    }
    let mut found = Found::new(Source::Legislation);
    found.title = Some(tokens.span(start, if lettered { start + 1 } else { sign }));
    found.locator = section(tokens, sign, end);
    found.issued = year_in_brackets(tokens, sign, end);
    Some(found)
}

/// “Fed. R. Civ. P. 12(b)(6)” (Bluebook 12.9.3).
fn federal_rule(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    let rule = after_point(tokens, start + 1);
    if tokens.str(start) != "Fed" || tokens.str(rule) != "R" {
        return None;
    }
    let number = (rule + 1..end.min(rule + 9)).find(|i| tokens.is_number(*i))?;
    let named = (rule + 1..number).all(|i| tokens.is_capital(i) || tokens.is(i, '.'));
    let last = behind_section(tokens, number, end);
    let mut found = Found::new(Source::Legislation);
    found.title = Some(tokens.span(start, number));
    found.locator = Some((LocatorLabel::Section, tokens.span(number, last)));
    named.then_some(found)
}

pub(super) fn after_point(tokens: &Tokens<'_>, i: usize) -> usize {
    i + usize::from(tokens.is(i, '.'))
}

/// “114-814”
fn joined_number(tokens: &Tokens<'_>, number: usize) -> usize {
    let joined = tokens.is_any(number + 1, "-–") && tokens.is_number(number + 2);
    number + if joined { 3 } else { 1 }
}

/// The token behind “55,217”: three digits glued to a comma go on with a number.
pub(super) fn long_number(tokens: &Tokens<'_>, number: usize) -> usize {
    let glued = |i: usize| tokens.list.get(i).is_some_and(|token| !token.spaced);
    let thousands = tokens.str(number).len() <= 3
        && tokens.is(number + 1, ',')
        && glued(number + 1)
        && glued(number + 2)
        && tokens.is_number(number + 2)
        && tokens.str(number + 2).len() == 3;
    number + if thousands { 3 } else { 1 }
}

/// “, 55,220”: the page that is cited, behind the first one.
fn further_page(tokens: &Tokens<'_>, i: usize, end: usize) -> Option<(LocatorLabel, Span)> {
    let page = i + 1;
    (tokens.is(i, ',') && tokens.is_number(page) && page < end).then(|| {
        let last = range(tokens, long_number(tokens, page) - 1, end);
        (LocatorLabel::Page, tokens.span(page, last))
    })
}

/// The token behind “205”, “205–10”, “205 f.”.
pub(super) fn range(tokens: &Tokens<'_>, number: usize, end: usize) -> usize {
    let mut last = number + 1;
    while last + 1 < end && tokens.is_any(last, "-–—") && tokens.is_number(last + 1) {
        last += 2;
    }
    if matches!(tokens.str(last), "f" | "ff") { after_point(tokens, last + 1).min(end) } else { last }
}

/// “§ 25.07(4)”, “§§ 1346(b), 2680”, “§ 323 cmt. a”.
fn section(tokens: &Tokens<'_>, from: usize, end: usize) -> Option<(LocatorLabel, Span)> {
    let sign = (from..end.min(from + 12)).find(|i| tokens.is(*i, '§'))?;
    let first = (sign + 1..end).find(|i| !tokens.is(*i, '§'))?;
    let mut last = behind_section(tokens, first, end);
    let several = tokens.is(sign + 1, '§');
    while several && tokens.is(last, ',') && tokens.is_number(last + 1) {
        last = behind_section(tokens, last + 1, end);
    }
    if tokens.str(last) == "cmt" {
        let letter = after_point(tokens, last + 1);
        last = if tokens.is_word(letter) { letter + 1 } else { last };
    }
    Some((LocatorLabel::Section, tokens.span(first, last)))
}

/// “, at 5”, “at 7–8”.
fn at_page(tokens: &Tokens<'_>, from: usize, end: usize) -> Option<(LocatorLabel, Span)> {
    let at = (from..end.min(from + 3)).find(|i| tokens.str(*i) == "at")?;
    tokens.is_number(at + 1).then(|| (LocatorLabel::Page, tokens.span(at + 1, range(tokens, at + 1, end))))
}

/// “(1984)”, “(West 2019)”: the last year of the first group that has one.
fn year_in_brackets(tokens: &Tokens<'_>, from: usize, end: usize) -> Option<(Date, Span)> {
    let open = (from..end).filter(|i| tokens.is(*i, '('));
    let mut years = open.filter_map(|open| {
        let close = tokens.closing(open, end)?;
        let at = close.checked_sub(1)?;
        let (year, behind) = year_at(tokens, at)?;
        (tokens.str(at).len() == 4 && behind == close).then(|| (Date::year(year), tokens.span(at, behind)))
    });
    years.next()
}

/// “(May 13, 1971)”, “(1984)”.
fn date_in_brackets(tokens: &Tokens<'_>, from: usize, end: usize) -> Option<(Date, Span)> {
    let open = (from..end).find(|i| tokens.is(*i, '(') && date_at(tokens, i + 1).is_some())?;
    let (date, behind) = date_at(tokens, open + 1)?;
    Some((date, tokens.span(open + 1, behind)))
}
