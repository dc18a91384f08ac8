//! Law reports, statutes and treaties, and journals cited as law reviews are.
//!
//! “[1986] 1 SCR 103 at 135”, “410 U.S. 113, 120 (1973)”, “2013 ONERT 41”, “SBC 2014, c 15, s 7”,
//! “(2000) 25:1 Alta L Rev 221” (McGill Guide, OSCOLA, Bluebook).

use super::dates::{date_at, year_at};
use super::filings::{hearing, regulation};
use super::reference::Draft;
use super::sources::{self, Source};
pub(crate) use super::statutes::is_statute_title;
use super::statutes::{is_treaty_title, statute, treaty_article, treaty_date};
use super::token::Tokens;
use crate::{Date, Span, Value, Variable};

/// A report: where in which series something is printed.
#[derive(Debug, Default)]
struct Report {
    issued: Option<(Span, Date)>,
    volume: Option<Span>,
    issue: Option<Span>,
    series: Option<Span>,
    number: Option<Span>,
    /// A court and a number, without volume: “2013 ONERT 41”.
    neutral: bool,
    end: usize,
}

/// Reads what stands behind the title of a case, statute or treaty; gives the token behind it.
pub(crate) fn read(draft: &mut Draft<'_>, start: usize, end: usize) -> usize {
    let title = draft.item.title().to_owned();
    let unsigned = draft.item.names(Variable::Author).is_empty();
    let is_case = super::kind::is_case(&draft.item);
    let is_statute = unsigned && is_statute_title(&title);
    let is_treaty = unsigned && is_treaty_title(&title);
    if draft.hints.filed && !is_case {
        // “Brief of Amicus Curiae at 4, *Severance*, 370 S.W.3d 705”: the case by its short name.
        return end;
    }
    if unsigned && let Some(behind) = hearing(draft, skip(&draft.tokens, start, ","), end) {
        return behind;
    }
    let first = skip(&draft.tokens, start, ",");
    if is_statute
        && !is_case
        && let Some(behind) = statute(draft, first, end)
    {
        draft.hints.legislation = true;
        return behind;
    }
    if unsigned
        && !is_case
        && let Some(behind) = regulation(draft, first, end)
    {
        return behind;
    }
    let first = if is_treaty { treaty_article(draft, first) } else { first };
    let first = if is_treaty { treaty_date(draft, first) } else { first };
    let filed = if is_case { docket(draft, first, end) } else { first };
    let is_filed = filed > first;
    let first = filed;
    if !is_case && let Some(behind) = short_report(draft, first, end) {
        return behind;
    }
    let Some(report) = report_at(&draft.tokens, first, end) else {
        draft.hints.case |= is_case;
        if is_filed {
            // “No. 17-cv-3211 (E.D.N.Y. May 26, 2017)”
            return behind_parallel(draft, &Report { end: first, ..Report::default() }, end);
        }
        return start;
    };
    draft.hints.case |= is_case;
    draft.hints.treaty |= is_treaty && !is_case;
    // “65 Fed. Reg. 55,217”: what an authority has ordained.
    let gazette = report.series.is_some_and(|series| series.of(draft.tokens.text).starts_with("Fed. Reg"));
    draft.hints.legislation |= gazette && unsigned && !is_case;
    // “[2001] UKHL 26, [2001] 2 AC 532”: the report says more than the neutral citation.
    let second =
        draft.tokens.is(report.end, ',').then(|| report_at(&draft.tokens, report.end + 1, end)).flatten();
    let decided = report.issued.clone();
    // “[1973] SCR 313, [1973] 4 WWR 1”: a series of reports says enough; a court (“UKHL”) does not.
    let is_court = report.series.is_some_and(|series| !series.of(draft.tokens.text).ends_with(['R', '.']));
    let report = match second
        .filter(|second| is_case && is_court && report.volume.is_none() && second.series.is_some())
    {
        // The year of the decision stands in the neutral citation.
        Some(second) => Report { issued: decided.or(second.issued.clone()), ..second },
        None => report,
    };
    set(draft, &report);
    if is_treaty && !is_case {
        // “2515 UNTS 3, art 9, Can TS 2010 No 8 (entered into force 3 May 2008)”
        let article = (report.end..end).find(|i| matches!(draft.tokens.lower(*i), "art" | "arts"));
        if let Some(article) = article {
            treaty_article(draft, article);
        }
        return end;
    }
    if is_case {
        return behind_parallel(draft, &report, end);
    }
    pages_and_year(draft, &report, end).unwrap_or(report.end)
}

/// “144 U. Pa. L. Rev. 2021, 2025 (1996)”: the place and the year, behind the page on which the article begins (Bluebook 16.4).
fn pages_and_year(draft: &mut Draft<'_>, report: &Report, end: usize) -> Option<usize> {
    let tokens = &draft.tokens;
    if report.issued.is_some() || report.volume.is_none() {
        return None;
    }
    let open = (report.end..end.min(report.end + 14)).find(|i| tokens.is(*i, '('))?;
    let (date, behind) = date_at(tokens, open + 1)?;
    if !tokens.is(behind, ')') {
        return None;
    }
    let first = skip(tokens, report.end, ",");
    let span = tokens.span(open + 1, behind);
    let is_range = |i: usize| tokens.is_number(i) || tokens.is_any(i, "-–—,");
    let last = (first..open).take_while(|i| is_range(*i)).last();
    let place = last.filter(|_| tokens.is(report.end, ',') && tokens.is_number(first));
    if let Some(last) = place {
        let pages = tokens.span(first, last + 1);
        let value = pages.of(tokens.text).trim_end_matches(',').to_owned();
        draft.locator = Some(crate::Locator { label: crate::LocatorLabel::Page, value, span: pages });
    }
    draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.95);
    Some(behind + 1)
}

/// “*Nebbia*, 291 U.S. at 539 (Holmes, J., dissenting)”, “*Brandt*, 2009 WL 411230, at *5”: a case named by
/// one party, and where in its report (Bluebook 10.9): a short form, which says nothing else.
fn short_report(draft: &mut Draft<'_>, start: usize, end: usize) -> Option<usize> {
    let tokens = &draft.tokens;
    let title = draft.title.filter(|title| !title.quoted && title.end - title.start <= 6)?;
    if !tokens.is_number(start) || !draft.item.names(Variable::Author).is_empty() || title.end > start {
        return None;
    }
    let at = (start + 2..end.min(start + 9)).find(|i| tokens.lower(*i) == "at")?;
    let named =
        (start + 1..at).all(|i| is_series_part(tokens, i) || tokens.is_number(i) || tokens.is(i, ','));
    let number = at + 1 + usize::from(tokens.is(at + 1, '*'));
    if !named || !tokens.is_capital(start + 1) || !tokens.is_number(number) {
        return None;
    }
    let mut last = number + 1;
    while tokens.is_any(last, "-–—") && tokens.is_number(last + 1) {
        last += 2;
    }
    let span = tokens.span(number, last);
    let value = span.of(tokens.text).to_owned();
    draft.locator = Some(crate::Locator { label: crate::LocatorLabel::Page, value, span });
    Some(end)
}

/// “No. 08-cv-1190, 2009 WL 411230”: the number of a case at its court (Bluebook 10.8.1).
fn docket(draft: &mut Draft<'_>, start: usize, end: usize) -> usize {
    let tokens = &draft.tokens;
    let first = skip(tokens, start + 1, ".");
    let labelled = matches!(tokens.str(start), "No" | "Nos");
    let stop = (first..end.min(first + 16)).find(|i| tokens.is_any(*i, ",("));
    let Some(stop) = stop.filter(|stop| labelled && *stop > first) else { return start };
    let number = tokens.span(first, stop);
    draft.set_text(Variable::Number, number, 0.9);
    if let Some((date, _)) = date_at(&draft.tokens, stop + 1) {
        // “No. 17-cv-3211 (May 26, 2017)”
        let behind = date_at(&draft.tokens, stop + 1).map_or(stop, |(_, behind)| behind);
        if date.first().is_some_and(|parts| parts.day.is_some()) {
            let span = draft.tokens.span(stop + 1, behind);
            draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.9);
        }
    }
    skip(&draft.tokens, stop, ",")
}

fn set(draft: &mut Draft<'_>, report: &Report) {
    if let Some((span, date)) = &report.issued {
        draft.item.set(Variable::Issued, Value::Date(date.clone()), Some(*span), 0.95);
    }
    let number = if report.neutral { Variable::Number } else { Variable::Page };
    let fields = [
        (Variable::Volume, report.volume),
        (Variable::Issue, report.issue),
        (Variable::ContainerTitle, report.series),
        (number, report.number),
    ];
    for (variable, span) in fields {
        if let Some(span) = span {
            draft.set_text(variable, span, 0.9);
        }
    }
}

/// Reads a report, if one starts at a token and goes to its page.
fn report_at(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Report> {
    let mut report = Report::default();
    let mut i = start;
    if let Some((span, date, behind)) = year_in_brackets(tokens, i) {
        (report.issued, i) = (Some((span, date)), skip(tokens, behind, ","));
    } else if let Some((year, behind)) = year_at(tokens, i).filter(|(_, behind)| tokens.is_capital(*behind)) {
        report.issued = Some((tokens.span(i, behind), Date::year(year)));
        report.neutral = true;
        i = behind;
    } else if date_at(tokens, i).is_some() {
        return None;
    }
    if tokens.is_number(i) && !report.neutral {
        report.volume = Some(tokens.span(i, i + 1));
        i += 1;
        if tokens.is_any(i, ":.") && tokens.is_number(i + 1) && !tokens.list[i].spaced {
            report.issue = Some(tokens.span(i + 1, i + 2));
            i += 2;
        }
        // “23(4) *Anglo-American Law Review* 397” (AGLC 5.5)
        let bracketed = tokens.is(i, '(')
            && !tokens.list[i].spaced
            && tokens.is_number(i + 1)
            && tokens.is(i + 2, ')')
            && tokens.is_capital(i + 3);
        if bracketed {
            report.issue = Some(tokens.span(i + 1, i + 2));
            i += 3;
        }
    }
    let series = i;
    // “LR 3 HL 330”: the volume stands within the name of the series.
    while i < end && i < series + 14 && is_series_part(tokens, i) {
        i += 1;
    }
    if i == series || !tokens.is_capital(series) || report.issued.is_none() && report.volume.is_none() {
        return None;
    }
    report.series = Some(tokens.span(series, i));
    let inner = tokens.is_number(i) && tokens.is_capital(i + 1) && report.volume.is_none();
    if inner {
        report.volume = Some(tokens.span(i, i + 1));
        i += 1;
        while i < end && is_series_part(tokens, i) {
            i += 1;
        }
    }
    // “26 DLR (4th) 200”: the series of the reports.
    if tokens.is(i, '(') && tokens.is(i + 3, ')') && tokens.is_number(i + 1)
        || tokens.is(i, '(') && tokens.is(i + 2, ')')
    {
        i = tokens.closing(i, end)? + 1;
    }
    // “22 U.S. (9 Wheat.) 1”: the reporter who printed them (Bluebook 10.3.2).
    let reporter = (tokens.is(i, '(') && tokens.is_number(i + 1) && tokens.is_capital(i + 2))
        .then(|| tokens.closing(i, end.min(i + 7)))
        .flatten()
        .filter(|close| tokens.is_number(close + 1));
    if let Some(close) = reporter {
        i = close + 1;
    }
    // “[1990] ECR I-4023”
    let part = tokens.str(i) == "I" && tokens.is_any(i + 1, "-–") && tokens.is_number(i + 2);
    if part {
        i += 2;
    }
    if !tokens.is_number(i) {
        return None;
    }
    let behind = sources::long_number(tokens, i);
    report.number = Some(tokens.span(i, behind));
    report.end = behind;
    // “[2002] HCA 28”: a court, and the number of its judgment.
    report.neutral |=
        report.issued.is_some() && report.volume.is_none() && is_court(tokens, series, report.series);
    let ends = behind >= end
        || tokens.is_any(behind, ",.;([–-]")
        || matches!(tokens.lower(behind), "at" | "para" | "paras" | "à" | "aux" | "au")
        || tokens.is(behind, '[');
    ends.then_some(report)
}

/// “UKHL”, “HCA”, “FCAFC”: the letters of a court; “SCR” and “ECR” are series of reports.
fn is_court(tokens: &Tokens<'_>, first: usize, series: Option<Span>) -> bool {
    let word = tokens.str(first);
    let alone = series.is_some_and(|series| series.len() == word.len());
    alone && word.len() >= 3 && !word.ends_with('R') && word.chars().all(|c| c.is_ascii_uppercase())
}

fn is_series_part(tokens: &Tokens<'_>, i: usize) -> bool {
    let small = matches!(tokens.str(i), "of" | "the" | "and" | "for" | "in" | "on" | "de" | "du" | "d");
    let ordinal = tokens.is_number(i) && matches!(tokens.str(i + 1), "d" | "th" | "nd" | "rd");
    tokens.is_capital(i)
        || small
        || tokens.is_any(i, ".&’'-")
        || ordinal
        || matches!(tokens.str(i), "th" | "nd" | "rd" | "d")
}

/// “42 U.S.C. § 1983 (2018)”, “16 C.F.R. § 310.4”: a section of a code, which has no title (Bluebook 12.3).
pub(crate) fn provision(draft: &mut Draft<'_>, start: usize, end: usize) -> Option<usize> {
    if let Some(behind) = source(draft, start, end) {
        return Some(behind);
    }
    let tokens = &draft.tokens;
    let section = (start + 2..end.min(start + 10)).find(|i| tokens.is_any(*i, "§"))?;
    let named = (start + 1..section).all(|i| tokens.is_capital(i) || tokens.is(i, '.'));
    if !tokens.is_number(start) || !named || !tokens.is_capital(start + 1) {
        return None;
    }
    let number = (section + 1..end).find(|i| !tokens.is_any(*i, "§"))?;
    let last = behind_section(tokens, number, end);
    let (volume, code) = (tokens.span(start, start + 1), tokens.span(start + 1, section));
    let place = tokens.span(number, last);
    let year = tokens.is(last, '(').then(|| year_at(tokens, last + 1)).flatten();
    let year = year.map(|(year, behind)| (Date::year(year), tokens.span(last + 1, behind)));
    let value = place.of(tokens.text).to_owned();
    draft.hints.legislation = true;
    draft.set_text(Variable::Volume, volume, 0.9);
    draft.set_text(Variable::ContainerTitle, code, 0.9);
    if let Some((date, span)) = year {
        draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.9);
    }
    draft.locator = Some(crate::Locator { label: crate::LocatorLabel::Section, value, span: place });
    Some(end)
}

/// Sources of law that stand without a title set apart.
fn source(draft: &mut Draft<'_>, start: usize, end: usize) -> Option<usize> {
    let found = sources::source_at(&draft.tokens, start, end)?;
    draft.hints.source = true;
    match found.source {
        Source::Bill => draft.hints.bill = true,
        Source::Report => draft.hints.report = true,
        Source::Hearing => draft.hints.hearing = true,
        Source::Legislation => draft.hints.legislation = true,
        Source::Case => draft.hints.case = true,
        Source::Treaty => draft.hints.treaty = true,
    }
    let texts = [
        (Variable::Title, found.title),
        (Variable::Number, found.number),
        (Variable::Volume, found.volume),
        (Variable::ContainerTitle, found.container),
        (Variable::Page, found.page),
        (Variable::Authority, found.authority),
    ];
    for (variable, span) in texts {
        if let Some(span) = span {
            draft.set_text(variable, span, 0.85);
        }
    }
    if let Some((date, span)) = found.issued {
        draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.9);
    }
    if let Some((label, span)) = found.locator {
        let value = span.of(draft.tokens.text).trim_start_matches('*').to_owned();
        draft.locator = Some(crate::Locator { label, value, span });
    }
    Some(end)
}

/// Behind the number of a section: “45c(a)(1)”, “310.4”, “12–14”.
pub(super) fn behind_section(tokens: &Tokens<'_>, number: usize, end: usize) -> usize {
    let glued = |i: usize| tokens.list.get(i).is_some_and(|token| !token.spaced);
    let mut last = number + 1;
    while last < end {
        let joined =
            tokens.is_any(last, ".-–—") && glued(last) && glued(last + 1) && tokens.is_number(last + 1);
        let group = tokens.is_any(last, "([") && glued(last) && tokens.is_any(last + 2, ")]");
        // “106(1)–(3)”
        let groups = tokens.is_any(last, "-–")
            && tokens.is(last + 1, '(')
            && glued(last)
            && glued(last + 1)
            && tokens.is(last + 3, ')');
        if groups {
            last += 4;
            continue;
        }
        let letter = tokens.is_word(last) && glued(last) && tokens.str(last).chars().count() <= 2;
        last += match (joined, group, letter) {
            (true, ..) => 2,
            (_, true, _) => 3,
            (_, _, true) => 1,
            _ => return last,
        };
    }
    last.min(end)
}

/// “[1986]”, “(1868)”.
fn year_in_brackets(tokens: &Tokens<'_>, i: usize) -> Option<(Span, Date, usize)> {
    let opens = tokens.is_any(i, "([");
    let (date, behind) = date_at(tokens, i + 1).filter(|_| opens)?;
    tokens.is_any(behind, ")]").then(|| (tokens.span(i + 1, behind), date, behind + 1))
}

/// Behind the first report of a case come others of the same case, the court, and what became of it.
fn behind_parallel(draft: &mut Draft<'_>, report: &Report, end: usize) -> usize {
    let tokens = &draft.tokens;
    let mut i = report.end;
    // “(FCA) at para 9”: the court stands before the place.
    if let Some(close) = tokens
        .is(i, '(')
        .then(|| tokens.closing(i, end))
        .flatten()
        .filter(|close| tokens.lower(close + 1) == "at")
    {
        i = close + 1;
    }
    // “(CA) 230”, “, para 12”
    if let Some(close) = tokens
        .is(i, '(')
        .then(|| tokens.closing(i, end))
        .flatten()
        .filter(|close| tokens.is_number(close + 1))
    {
        let court = tokens.span(i + 1, close);
        let page = tokens.span(close + 1, close + 2);
        let value = page.of(tokens.text).to_owned();
        draft.locator = Some(crate::Locator { label: crate::LocatorLabel::Page, value, span: page });
        draft.set_text(Variable::Authority, court, 0.7);
        return end;
    }
    // “HCA 28, [14], [89]” (AGLC 2.2.3)
    let listed = if tokens.is(i, ',') && tokens.is(i + 1, '[') { i + 1 } else { i };
    if let Some(paragraph) = bracketed_paragraph(tokens, listed) {
        draft.locator = Some(crate::Locator {
            label: crate::LocatorLabel::Paragraph,
            value: paragraph.of(tokens.text).to_owned(),
            span: paragraph,
        });
        return end;
    }
    let para = tokens.is(i, ',')
        && (tokens.lower(i + 1).starts_with("para") || tokens.lower(i + 1) == "at" && tokens.is(i + 2, '*'));
    let i_para = if para { i + 1 } else { i };
    i = i_para;
    // “à la p 409”, “aux para 12–14”
    let french = matches!(tokens.lower(i), "à" | "aux" | "au");
    i += if french { (i..i + 4).take_while(|i| !tokens.is_number(i + 1)).count() } else { 0 };
    let pinpoint = french && tokens.is_number(i + 1)
        || matches!(tokens.lower(i), "at" | "para" | "paras")
        || tokens.is(i, ',') && tokens.is_number(i + 1) && report_at(tokens, i + 1, end).is_none();
    if pinpoint {
        let first = if tokens.is(i, ',') || tokens.lower(i) == "at" { i + 1 } else { i };
        let number = (first..end.min(first + 4)).find(|i| tokens.is_number(*i));
        let paragraph = (i..end.min(first + 2)).any(|i| tokens.lower(i).starts_with("para"));
        if let Some(number) = number {
            let mut last = number + 1;
            while tokens.is_any(last, "-–—") && tokens.is_number(last + 1) {
                last += 2;
            }
            let span = tokens.span(number, last);
            let label = if paragraph { crate::LocatorLabel::Paragraph } else { crate::LocatorLabel::Page };
            draft.locator = Some(crate::Locator { label, value: span.of(tokens.text).to_owned(), span });
            i = last;
        }
    }
    let tokens = &draft.tokens;
    // “(1855)”, “(2d Cir. 1993)”: the year, where the report does not say it.
    let group = tokens.is(i, '(').then(|| tokens.closing(i, end)).flatten();
    if let Some(close) = group {
        // “(D. Me. Feb. 18, 2009)”: the day begins with its month.
        let dated = (i + 1..close).find_map(|i| {
            let month = tokens.is_word(i) && super::month_name(tokens.str(i));
            let (date, behind) = date_at(tokens, i).filter(|_| month || year_at(tokens, i).is_some())?;
            Some((i, date, behind))
        });
        if let Some((at, date, behind)) = dated {
            let span = tokens.span(at, behind);
            let court = tokens.span(i + 1, at);
            if date.first().is_some_and(|parts| parts.day.is_some()) {
                // The day says more than the year of the report.
                draft.item.fields.retain(|field| field.variable != Variable::Issued);
            }
            draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.95);
            if at > i + 1 {
                draft.set_text(Variable::Authority, court, 0.8);
            }
        } else {
            let court = tokens.span(i + 1, close);
            draft.set_text(Variable::Authority, court, 0.7);
        }
    }
    end
}

/// “[27]”, “[48]–[49]”: paragraphs behind a report.
fn bracketed_paragraph(tokens: &Tokens<'_>, i: usize) -> Option<Span> {
    // “[1973] 4 WWR 1” is a year.
    let single = |i: usize| {
        tokens.is(i, '[') && tokens.is_number(i + 1) && tokens.str(i + 1).len() <= 3 && tokens.is(i + 2, ']')
    };
    if !single(i) {
        return None;
    }
    let second = tokens.is_any(i + 3, "-–") && single(i + 4);
    Some(tokens.span(i + 1, if second { i + 6 } else { i + 2 }))
}

pub(super) fn skip(tokens: &Tokens<'_>, i: usize, signs: &str) -> usize {
    if tokens.is_any(i, signs) { i + 1 } else { i }
}
