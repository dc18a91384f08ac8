#![doc = include_str!("date_contradicts_url.md")]

use std::ops::Range;

use ibidem_sdk::{
    CitationItem, Date, DateParts, Finding, Findings, Host, Item, Kind, MONTHS, Paper, Rule, Severity, Span,
    Variable,
};

use crate::Registered;
use crate::address::{Parts, archived};
use crate::calendar::{Stretch, in_words};

const RULE: Rule = Rule {
    name: "date-contradicts-url",
    severity: Severity::Error,
    page: include_str!("date_contradicts_url.md"),
};

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

/// The web began in 1991; what is printed with an earlier date and put up later is a reprint.
const FIRST_YEAR_OF_THE_WEB: i32 = 1991;

/// A date that an address carries, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
struct UrlDate {
    /// The dates that it can mean; more than one where day and month are of doubtful order.
    meanings: Vec<DateParts>,
    /// Its bytes of the address.
    at: Range<usize>,
    /// Whether it dates a page, or the volume of a periodical.
    dates: Dated,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dated {
    Page,
    Volume,
}

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    for (_, item) in paper.items() {
        if let Some(finding) = contradiction(paper, item) {
            findings.push(finding);
        }
    }
}

fn contradiction(paper: &Paper, item: &CitationItem) -> Option<Finding> {
    let cited = &item.as_cited;
    let printed = cited.date(Variable::Issued)?;
    let printed_at = cited.span(Variable::Issued)?;
    if printed.circa || printed.season.is_some() || is_access_date(paper, printed_at) {
        return None;
    }
    let url = cited.text(Variable::Url)?;
    let days = printed_days(printed)?;
    let dates = dates_in(url);
    let other_dates = [Variable::OriginalDate, Variable::EventDate].map(|variable| cited.date(variable));
    let agrees = |date: &UrlDate| {
        let others = other_dates.iter().flatten().filter_map(|other| printed_days(other));
        others.chain([days]).any(|days| gap(date, days) == Some(0))
    };
    if dates.iter().any(agrees) {
        return None;
    }
    let (date, severity) = dates.iter().find_map(|date| Some((date, weigh(date, printed, days, item)?)))?;
    let said = in_words(*date.meanings.first()?);
    let what = match date.dates {
        Dated::Page => "its own web address carries the date",
        Dated::Volume => "the file at its own web address belongs to a volume of",
    };
    let conclusion = match severity {
        Severity::Error => "one of the two is wrong",
        _ => "the difference may be that between print and screen, or a slip",
    };
    let quote = paper.text_of(printed_at).trim();
    let message = format!("This is dated {quote}, but {what} {said}: {conclusion}.");
    let place = place_of(paper, item, url.get(date.at.clone()).unwrap_or_default());
    Some(
        Finding::new(&RULE, printed_at, message)
            .at(severity)
            .with_related(place, format!("the address says {said}"))
            .with_evidence("printed", numerals(*printed.parts.first()?))
            .with_evidence("address", numerals(*date.meanings.first()?)),
    )
}

/// Whether words for access stand before a date, so that it is none of publication.
fn is_access_date(paper: &Paper, date: Span) -> bool {
    const WORDS: [&str; 14] = [
        "access",
        "retriev",
        "visited",
        "viewed",
        "checked",
        "abgerufen",
        "abruf",
        "zugriff",
        "aufgerufen",
        "eingesehen",
        "stand",
        "consult",
        "acced",
        "visitato",
    ];
    let before = paper.text.get(..date.start).unwrap_or_default();
    // Twenty characters hold “(zuletzt abgerufen am ”.
    let near: String = before.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect();
    let near = near.rsplit(['.', ',', '”', '"', '>']).next().unwrap_or_default().to_lowercase();
    WORDS.iter().any(|word| near.contains(word))
}

fn printed_days(date: &Date) -> Option<Stretch> {
    date.parts.iter().map(|parts| Stretch::of(*parts)).reduce(|a, b| Some(a?.to(b?)))?
}

/// The days between an address' date and a printed one.
fn gap(date: &UrlDate, printed: Stretch) -> Option<i64> {
    date.meanings.iter().filter_map(|meaning| Stretch::of(*meaning)).map(|days| days.gap(printed)).min()
}

/// How grave the difference is; none where it proves nothing.
fn weigh(date: &UrlDate, printed: &Date, days: Stretch, item: &CitationItem) -> Option<Severity> {
    let parts = printed.first()?;
    let year = date.meanings.first()?.year;
    if parts.year < FIRST_YEAR_OF_THE_WEB && year >= FIRST_YEAR_OF_THE_WEB {
        return None;
    }
    let cited = &item.as_cited;
    let kind = cited.kind;
    if date.dates == Dated::Volume {
        // A volume can appear in the year after the one for which it is counted.
        return Some(if year.abs_diff(parts.year) <= 1 { Severity::Info } else { Severity::Error });
    }
    if !is_dated_by_its_page(kind) && !is_daily(cited) {
        return None;
    }
    let days_apart = gap(date, days)?;
    if parts.day.is_none() {
        // A monthly is dated ahead of the day on which it is put up.
        return (days_apart > 62).then_some(Severity::Error);
    }
    // A newspaper prints a day after its site; a weekly is dated by the end of its week.
    let leeway = if kind == Kind::ArticleMagazine { 7 } else { 2 };
    Some(if days_apart <= leeway { Severity::Info } else { Severity::Error })
}

/// Whether works of a type are dated by the day on which their page appears.
///
/// A speech, a treaty, a judgment or a report is put up long after the date that it bears.
fn is_dated_by_its_page(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Article
            | Kind::ArticleNewspaper
            | Kind::ArticleMagazine
            | Kind::Webpage
            | Kind::PostWeblog
            | Kind::Post
    )
}

/// Whether a part of something names the day, and neither volume nor publisher.
///
/// Such a journal or collection is a newspaper or magazine, whatever its name sounds like.
fn is_daily(cited: &Item) -> bool {
    let other = [Variable::Volume, Variable::Publisher, Variable::PublisherPlace, Variable::Editor];
    matches!(cited.kind, Kind::ArticleJournal | Kind::Chapter | Kind::Document)
        && cited.has(Variable::ContainerTitle)
        && cited.date(Variable::Issued).and_then(Date::first).is_some_and(|date| date.day.is_some())
        && !other.into_iter().any(|variable| cited.has(variable))
}

/// Where the date stands in the printed address; the whole address or item where it is not printed so.
fn place_of(paper: &Paper, item: &CitationItem, needle: &str) -> Span {
    let whole = item.as_cited.span(Variable::Url).unwrap_or(item.span);
    // Converters leave the address of a link clean, and its text with escapes.
    let escaped = needle.replace('_', "\\_");
    let found =
        [needle, &escaped].into_iter().find_map(|form| Some((paper.text_of(whole).rfind(form)?, form.len())));
    match found {
        Some((at, length)) if length > 0 => Span::new(whole.start + at, whole.start + at + length),
        _ => whole,
    }
}

fn numerals(date: DateParts) -> String {
    date.known().iter().map(|part| format!("{part:02}")).collect::<Vec<_>>().join("-")
}

/// Finds the dates in path and file name of an address.
fn dates_in(url: &str) -> Vec<UrlDate> {
    let page = archived(url);
    let skipped = url.len() - page.len();
    let Some(parts) = Parts::of(page) else { return Vec::new() };
    let Some(path_at) = page.find(parts.host).map(|at| at + parts.host.len()) else { return Vec::new() };
    let path_at = page.get(path_at..).and_then(|tail| tail.find('/')).map_or(page.len(), |at| at + path_at);
    let segments = placed_segments(parts.path, skipped + path_at);
    let mut found: Vec<UrlDate> = Vec::new();
    // Such folders are named for the day on which somebody stored a file.
    if !segments.iter().any(|(segment, _)| is_store(segment)) {
        found.extend(date_in_folders(&segments));
        found.extend(segments.iter().filter_map(|(segment, at)| date_in_name(segment, *at)));
    }
    found.extend(segments.iter().filter_map(|(segment, at)| volume_in_name(segment, *at)));
    found
}

fn placed_segments(path: &str, from: usize) -> Vec<(&str, usize)> {
    let mut at = from;
    let mut segments = Vec::new();
    for segment in path.split('/') {
        if !segment.is_empty() {
            segments.push((segment, at));
        }
        at += segment.len() + 1;
    }
    segments
}

fn is_store(segment: &str) -> bool {
    const STORES: [&str; 19] = [
        "uploads",
        "upload",
        "wp-content",
        "files",
        "file",
        "media",
        "assets",
        "images",
        "image",
        "img",
        "download",
        "downloads",
        "attachments",
        "storage",
        "static",
        "eli",
        "legislation",
        "onthisday",
        "on-this-day",
    ];
    STORES.iter().any(|store| segment.eq_ignore_ascii_case(store))
}

/// `/2012/07/02/`, `/2012/jul/02/`, and before a slug `/2012/07/`.
fn date_in_folders(segments: &[(&str, usize)]) -> Option<UrlDate> {
    segments.windows(2).enumerate().find_map(|(i, pair)| {
        let [(year, start), (month, month_at)] = pair else { return None };
        let year = year_of(year)?;
        let month = month_of(month)?;
        let month_end = month_at + segments.get(i + 1)?.0.len();
        let next = segments.get(i + 2);
        let day = next.and_then(|(day, _)| number(day, 2)).and_then(|day| u8::try_from(day).ok());
        let date = DateParts { year, month: Some(month), day };
        if let (Some((text, at)), Some(_), Some(_)) = (next, day, Stretch::of(date)) {
            return Some(page_date(vec![date], *start..at + text.len()));
        }
        // Two numbers and no slug may count anything: an act and its chapter, a report and its part.
        let month_date = DateParts { day: None, ..date };
        next.filter(|(slug, _)| is_slug(slug)).map(|_| page_date(vec![month_date], *start..month_end))
    })
}

fn page_date(meanings: Vec<DateParts>, at: Range<usize>) -> UrlDate {
    UrlDate { meanings, at, dates: Dated::Page }
}

/// `2011-11-11`, `28-08-2012`, `28.08.2012`, between other signs than digits.
fn date_in_name(segment: &str, at: usize) -> Option<UrlDate> {
    segment.char_indices().find_map(|(i, c)| {
        let before = segment.get(..i)?;
        // Behind digits and a separator stands a part of a longer number: 6-2012-07-02.
        let stem = before.strip_suffix(['-', '.', '_']).unwrap_or(before);
        if !c.is_ascii_digit() || stem.ends_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let name: String = segment.get(i..)?.chars().take(10).collect();
        let behind = segment.get(i + name.len()..)?;
        if behind.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let meanings = full_date(&name)?;
        Some(page_date(meanings, at + i..at + i + name.len()))
    })
}

fn full_date(name: &str) -> Option<Vec<DateParts>> {
    let separator = ['-', '.'].into_iter().find(|separator| name.matches(*separator).count() == 2)?;
    let mut parts = name.split(separator);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    let two = |text: &str| (text.len() == 2).then(|| number(text, 2)).flatten();
    let date = |year: &str, month: &str, day: &str| {
        let month = u8::try_from(two(month)?).ok();
        let day = u8::try_from(two(day)?).ok();
        let date = DateParts { year: year_of(year)?, month, day };
        Stretch::of(date).map(|_| date)
    };
    // American file names put the month first.
    let meanings =
        [date(first, second, third), date(third, second, first), date(third, first, second)].into_iter();
    let mut meanings: Vec<DateParts> = meanings.flatten().collect();
    meanings.dedup();
    (!meanings.is_empty()).then_some(meanings)
}

/// The year of `Vol_19_Issue_1_2012.pdf`.
fn volume_in_name(segment: &str, at: usize) -> Option<UrlDate> {
    let lower = segment.to_ascii_lowercase();
    let words: Vec<(usize, &str)> = words_of(&lower).collect();
    let is_volume = |word: &str| matches!(word, "vol" | "volume" | "bd" | "band" | "tome" | "tomo");
    let is_issue = |word: &str| {
        matches!(word, "issue" | "iss" | "no" | "nr" | "number" | "heft" | "num" | "numero" | "fasc")
    };
    let volume = words.iter().position(|(_, word)| is_volume(word))?;
    let rest = words.get(volume + 1..)?;
    let [(_, number_of_volume), (_, issue), (_, number_of_issue), (year_at, year), ..] = rest else {
        return None;
    };
    number(number_of_volume, 4)?;
    number(number_of_issue, 4)?;
    let date = DateParts { year: year_of(year).filter(|_| is_issue(issue))?, month: None, day: None };
    let start = at + words.get(volume)?.0;
    Some(UrlDate { meanings: vec![date], at: start..at + year_at + year.len(), dates: Dated::Volume })
}

/// The runs of letters and the runs of digits of a file name, with their places.
fn words_of(name: &str) -> impl Iterator<Item = (usize, &str)> {
    let class = |c: char| (c.is_alphabetic(), c.is_ascii_digit());
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = name.get(at..)?;
        let skipped = rest.find(|c| class(c) != (false, false))?;
        let rest = rest.get(skipped..)?;
        let first = rest.chars().next()?;
        let length = rest.find(|c| class(c) != class(first)).unwrap_or(rest.len());
        let start = at + skipped;
        at = start + length;
        Some((start, rest.get(..length)?))
    })
}

fn year_of(text: &str) -> Option<i32> {
    let year = (text.len() == 4).then(|| number(text, 4)).flatten()?;
    i32::try_from(year).ok().filter(|year| (1800..2100).contains(year))
}

/// `07`, or the English name or its first three letters; a bare `7` may count anything.
fn month_of(text: &str) -> Option<u8> {
    if let Some(month) = number(text, 2) {
        return u8::try_from(month).ok().filter(|month| (1..=12).contains(month));
    }
    let is_named = |month: &str| {
        month.eq_ignore_ascii_case(text)
            || month.get(..3).is_some_and(|month| month.eq_ignore_ascii_case(text))
    };
    let named = MONTHS.iter().position(|month| is_named(month))?;
    u8::try_from(named + 1).ok()
}

fn number(text: &str, longest: usize) -> Option<u32> {
    let is_number = !text.is_empty() && text.len() <= longest && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// Two words or more, joined as in `russia-pakistan_relations`; or a page of some name, `pak-russia.htm`.
fn is_slug(segment: &str) -> bool {
    let words = segment.split(['-', '_', '+', '.']).filter(|word| word.chars().any(char::is_alphabetic));
    words.count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: &[(&str, &str)]) {
        let dates = dates_in(url);
        let found: Vec<(String, &str)> =
            dates.iter().map(|date| (numerals(date.meanings[0]), &url[date.at.clone()])).collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(date, at)| (date.as_str(), *at)).collect();
        assert_eq!(found, expected, "in {url}");
    }

    #[test]
    fn dates_of_pages() {
        check("http://a.example/articles/2012/07/02/b.html", &[("2012-07-02", "2012/07/02")]);
        check("http://a.example/2003/feb/pak-russia.htm", &[("2003-02", "2003/feb")]);
        check("https://a.example/world/2016/jun/24/brexit", &[("2016-06-24", "2016/jun/24")]);
        check("https://a.example/2016/06/brexit-has-won.html", &[("2016-06", "2016/06")]);
        check("a.example/politics/28-08-2012/122006-a_b/", &[("2012-08-28", "28-08-2012")]);
        check("http://a.example/2011-11-11-road", &[("2011-11-11", "2011-11-11")]);
        check("http://a.example/silk-road-2011-11-11.html", &[("2011-11-11", "2011-11-11")]);
        check("http://a.example/Nazir_Vol_19_Issue_1_2012.pdf", &[("2012", "Vol_19_Issue_1_2012")]);
        check("http://a.example/images/vol19no1-2012.pdf", &[("2012", "vol19no1-2012")]);
    }

    #[test]
    fn numbers_that_are_no_dates() {
        for url in [
            "http://a.example/6_3_2012_TheMaturing",
            "http://a.example/Todays-News-2-135657-A-brief-recap",
            "http://a.example/milestones/1953-1960",
            "http://a.example/ukpga/2010/12/section/3",
            "http://a.example/eli/dir/2016/09/some-directive/oj",
            "http://a.example/20120702/",
            "http://a.example/wp-content/uploads/2013/05/the-report.pdf",
            "http://a.example/files/report-2013-05-06.pdf",
            "http://a.example/olympics/2012/news-of-the-day.html",
            "http://a.example/10.1000/2012/13/a-b",
            "http://a.example/?date=2012-07-02",
            "http://a.example/1-2012-07-02-3",
            "http://a.example/2012-31-42",
        ] {
            check(url, &[]);
        }
    }

    #[test]
    fn the_day_of_an_archived_copy_is_none_of_the_page() {
        check(
            "https://web.archive.org/web/2013/05/06/http://a.example/2012/07/02/b",
            &[("2012-07-02", "2012/07/02")],
        );
    }

    #[test]
    fn an_odd_order_of_day_and_month_means_both() {
        let dates = dates_in("http://a.example/05-06-2012/x");
        assert_eq!(dates[0].meanings.len(), 2);
    }
}
