#![doc = include_str!("implausible_date.md")]

use ibidem_sdk::{
    CitationItem, Date, DateParts, Finding, Findings, Form, Host, Item, Note, Paper, Rule, Severity, Span,
    Variable,
};

use crate::Registered;
use crate::calendar::{Stretch, in_words, month_length};

const RULE: Rule =
    Rule { name: "implausible-date", severity: Severity::Error, page: include_str!("implausible_date.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

/// Days by which a date may lie ahead: issues of journals are dated in advance.
const AHEAD: i64 = 400;

fn check(paper: &Paper, host: &Host<'_>, findings: &mut Findings) {
    let now = day_of(host.now());
    for note in &paper.notes {
        for item in note.items() {
            for variable in [Variable::Issued, Variable::Accessed, Variable::EventDate] {
                let found = check_date(paper, item, variable, now);
                if let Some(finding) = found {
                    findings.push(finding);
                }
            }
            if let Some(finding) = seen_before_published(paper, note, item) {
                findings.push(finding);
            }
        }
    }
    for finding in later_than_document(paper) {
        findings.push(finding);
    }
    if let Some(now) = now {
        for finding in lives(paper, now.year) {
            findings.push(finding);
        }
    }
}

/// Reads `2026-01-31`.
fn day_of(now: &str) -> Option<DateParts> {
    let mut parts = now.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    Some(DateParts { year, month: parts.next()?.parse().ok(), day: parts.next()?.parse().ok() })
}

/// A day that no calendar has, or one that has not come yet.
fn check_date(
    paper: &Paper,
    item: &CitationItem,
    variable: Variable,
    now: Option<DateParts>,
) -> Option<Finding> {
    let span = item.as_cited.span(variable)?;
    let date = single(item.as_cited.date(variable)?)?;
    let printed = paper.text_of(span);
    if let (Some(month), Some(day)) = (date.month, date.day)
        && !names_calendar(paper.text_of(item.span))
    {
        let length = month_length(i64::from(date.year), month)?;
        if day > length || day == 0 {
            let message = format!("There is no such day as “{printed}”: the month has {length} days.");
            return Some(Finding::new(&RULE, span, message));
        }
    }
    let now = Stretch::of(now?)?;
    let said = Stretch::of(date)?;
    let allowed = if variable == Variable::Accessed { 2 } else { AHEAD };
    let is_ahead = said.is_after(now) && said.gap(now) > allowed;
    let is_year = is_ahead && (2000..3000).contains(&date.year) && is_surely_year(paper, item, span, date);
    (is_year && !is_forthcoming(paper.text_of(item.span))).then(|| {
        let what = if variable == Variable::Accessed { "The day of access" } else { "The date" };
        Finding::new(&RULE, span, format!("{what} “{printed}” lies in the future."))
    })
}

/// Whether a note says by which calendar it dates: in some there are days that ours does not have.
fn names_calendar(text: &str) -> bool {
    const SIGNS: [&str; 8] =
        ["O.S.", "O. S.", "Old Style", "calendar", "Julian", "Kalender", "a. St.", "calendrier"];
    SIGNS.iter().any(|sign| text.contains(sign))
}

/// Whether a note says that the work is yet to come out.
fn is_forthcoming(text: &str) -> bool {
    const SIGNS: [&str; 9] = [
        "forthcoming",
        "in press",
        "to appear",
        "im erscheinen",
        "im druck",
        "erscheint",
        "à paraître",
        "en prensa",
        "in corso di stampa",
    ];
    let text = text.to_lowercase();
    SIGNS.iter().any(|sign| text.contains(sign))
}

/// By how many days a source can be seen before the day that it bears.
///
/// Weeklies print the day until which they are on sale. Issues of journals, and what is dated by its
/// month or year alone, can be read up to two years before.
fn advance(cited: &Item, issued: DateParts) -> i64 {
    let is_in_issue = cited.has(Variable::Volume) || cited.has(Variable::Issue) || cited.has(Variable::Doi);
    match issued.day {
        Some(_) if !is_in_issue => 7,
        _ => 730,
    }
}

/// Whether a number of four digits is a year and no page: with a month, behind an imprint, or at the end of the
/// parenthesis.
fn is_surely_year(paper: &Paper, item: &CitationItem, span: Span, date: DateParts) -> bool {
    let behind = paper.text.get(span.end..).unwrap_or_default();
    let is_printed = paper.text_of(span).contains(&date.year.to_string());
    let has_imprint = item.as_cited.has(Variable::Publisher) && item.as_cited.has(Variable::PublisherPlace);
    item.form == Form::Full && is_printed && (date.month.is_some() || behind.starts_with(')') || has_imprint)
}

/// The one date of a field that has no range and no words in its place.
fn single(date: &Date) -> Option<DateParts> {
    let is_plain = date.parts.len() == 1 && date.literal.is_none() && !date.circa;
    date.first().filter(|_| is_plain)
}

/// A page that was seen before it was published.
fn seen_before_published(paper: &Paper, note: &Note, item: &CitationItem) -> Option<Finding> {
    let cited = &item.as_cited;
    let (issued_at, accessed_at) = (cited.span(Variable::Issued)?, cited.span(Variable::Accessed)?);
    let issued = single(cited.date(Variable::Issued)?)?;
    let accessed = single(cited.date(Variable::Accessed)?)?;
    let (published, seen) = (Stretch::of(issued)?, Stretch::of(accessed)?);
    // With several works in a note, a date can belong to the neighbor.
    let is_alone = note.items().count() == 1;
    (is_alone && published.is_after(seen) && published.gap(seen) > advance(cited, issued)).then(|| {
        let message = format!(
            "The source is dated {}, and was accessed on {}, before it was published: one of the two is wrong.",
            in_words(issued),
            in_words(accessed)
        );
        Finding::new(&RULE, accessed_at, message)
            .with_related(issued_at, format!("“{}”, the date of publication", paper.text_of(issued_at)))
    })
}

/// Works that are dated later than the document that cites them.
fn later_than_document(paper: &Paper) -> Vec<Finding> {
    let Some(own) = paper.metadata.issued.as_ref().and_then(Date::first) else { return Vec::new() };
    let mut found = Vec::new();
    for (_, item) in paper.items() {
        let Some(date) = item.as_cited.date(Variable::Issued).and_then(single) else { continue };
        let Some(span) = item.as_cited.span(Variable::Issued) else { continue };
        if date.year > own.year + 1 && date.year < 3000 && is_surely_year(paper, item, span, date) {
            let message = format!(
                "The work is dated {}, later than the document itself, which is of {}.",
                date.year, own.year
            );
            found.push(Finding::new(&RULE, span, message));
        }
    }
    // Where many are later, the date of the document is the wrong one.
    if found.len() > 2 { Vec::new() } else { found }
}

/// Years of birth and death behind a name: `(1904-2205)`.
#[derive(Clone, Copy)]
struct Life {
    born: i32,
    died: i32,
    at: Span,
}

fn lives(paper: &Paper, now: i32) -> Vec<Finding> {
    let found: Vec<Life> = bracketed_years(&paper.text);
    let backwards = found.iter().filter(|life| life.died < life.born && life.born <= now).map(|life| {
        let message = format!(
            "Somebody is said to have been born in {} and to have died in {}, before that.",
            life.born, life.died
        );
        Finding::new(&RULE, life.at, message)
    });
    let backwards: Vec<Finding> = backwards.collect();
    let is_odd = |life: &Life| life.born < 2000 && life.died > now && life.died - life.born > 110;
    let sound = found.iter().filter(|life| life.died <= now && (15..=110).contains(&(life.died - life.born)));
    let sound: Vec<&Life> = sound.collect();
    let odd = found.iter().filter(|life| is_odd(life));
    odd.filter(|life| {
        // Projections end in round years; beside the years of another life these are years of a life too.
        let i = sound.partition_point(|other| other.at.end < life.at.start);
        let beside = [i.checked_sub(1), Some(i)].into_iter().flatten().filter_map(|i| sound.get(i));
        life.died % 5 != 0
            || life.died % 10 != 0 && beside.into_iter().any(|other| distance(other.at, life.at) < 400)
    })
    .map(|life| {
        let message = format!(
            "Somebody is said to have lived from {} to {}: the second year lies in the future.",
            life.born, life.died
        );
        Finding::new(&RULE, life.at, message)
    })
    .chain(backwards)
    .collect()
}

fn distance(a: Span, b: Span) -> usize {
    if a.start < b.start { b.start.saturating_sub(a.end) } else { a.start.saturating_sub(b.end) }
}

/// Finds `(1904-2205)` behind a person's name.
fn bracketed_years(text: &str) -> Vec<Life> {
    let mut found = Vec::new();
    for (open, _) in text.match_indices('(') {
        let rest = text.get(open + 1..).unwrap_or_default();
        let Some(inner) = rest.find(')').filter(|end| *end <= 14).and_then(|end| rest.get(..end)) else {
            continue;
        };
        let Some((born, died)) = inner.split_once(['-', '–']) else { continue };
        let year = |text: &str| text.trim().parse::<i32>().ok().filter(|_| text.trim().len() == 4);
        let (Some(born), Some(died)) = (year(born), year(died)) else { continue };
        let before = text.get(..open).unwrap_or_default();
        // “Smith (1990–89)” and “Salt Roads (1974–1850)” can be anything; a life lasts as long as one.
        let is_life = born < died || (15..=110).contains(&(born - died));
        if follows_name(before) && is_life {
            found.push(Life { born, died, at: Span::new(open, open + inner.len() + 2) });
        }
    }
    found
}

/// Whether the two words before a bracket can be a person's name.
fn follows_name(before: &str) -> bool {
    let mut words = before.trim_end().rsplit(char::is_whitespace);
    let is_name = |word: Option<&str>| {
        let word = word.unwrap_or_default();
        word.chars().next().is_some_and(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '’' | '\''))
    };
    let last = words.next();
    is_name(last) && last.is_some_and(|word| word.contains(char::is_lowercase)) && is_name(words.next())
}
