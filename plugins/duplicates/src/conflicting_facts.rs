#![doc = include_str!("conflicting_facts.md")]

use ibidem_sdk::{Date, Finding, Findings, Item, Kind, Paper, Rule, Severity, Value, Variable, Work};

use crate::citing::{Citing, Printed, addresses, citings, has_own_rules, numerals, values};
use crate::conflict::Conflict;
use crate::likeness::{fold, is_slip, words};
use crate::twins::{Decision, Twins, are_one_name, is_serial};
use crate::{Reading, Registered};

const RULE: Rule =
    Rule { name: "conflicting-facts", severity: Severity::Error, page: include_str!("conflicting_facts.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(reading: &Reading<'_>, findings: &mut Findings) {
    let paper = reading.paper;
    for work in &paper.bibliography.works {
        if work.mentions.len() < 2 || has_own_rules(work.item.kind) {
            continue;
        }
        let citings: Vec<Citing<'_>> = citings(paper, work).into_iter().filter(Citing::is_full).collect();
        if citings.len() < 2 {
            continue;
        }
        let found = [
            dates(paper, work, &citings),
            pages(paper, work, &citings),
            places(paper, work, &citings),
            publishers(paper, work, &citings),
        ];
        for finding in found.into_iter().flatten() {
            findings.push(finding);
        }
    }
    for twins in &reading.twins {
        if let Decision::Conflict(variable) = twins.decision
            && let Some(finding) = between(paper, twins, variable)
        {
            findings.push(finding);
        }
    }
}

/// Two works of the bibliography that are one but for this variable.
fn between(paper: &Paper, twins: &Twins<'_>, variable: Variable) -> Option<Finding> {
    let values = [twins.earlier, twins.later];
    let printed = values.map(|citing| Printed::by(paper, citing, variable));
    let backed = (variable == Variable::Issued).then(|| {
        let dates: Vec<Option<&Date>> = values.iter().map(|citing| citing.cited().date(variable)).collect();
        backed_by_address(&dates, &addresses(&values))
    });
    let conflict = Conflict {
        rule: &RULE,
        what: name(variable),
        title: twins.earlier.cited().title(),
        values: printed.iter().collect(),
        backed: backed.flatten().map(|n| (n, "The web address")),
    };
    conflict.finding(Severity::Error)
}

fn name(variable: Variable) -> &'static str {
    match variable {
        Variable::Issued => "date",
        Variable::PublisherPlace => "place",
        Variable::Page => "page range",
        Variable::Doi => "DOI",
        other => other.name(),
    }
}

fn dates(paper: &Paper, work: &Work, citings: &[Citing<'_>]) -> Option<Finding> {
    let found = values(paper, citings, Variable::Issued, |value| match value {
        Value::Date(date) => Some(date).filter(|date| is_plain(date)),
        _ => None,
    });
    let (first, _) = found.first()?;
    if !found.iter().any(|(date, _)| !date.agrees_with(first)) {
        return None;
    }
    let is_reprint = |citing: &Citing<'_>| {
        [Variable::OriginalDate, Variable::Edition, Variable::Translator]
            .iter()
            .any(|variable| citing.cited().has(*variable))
    };
    let is_serial =
        citings.iter().any(|citing| is_serial(citing.cited()) && !is_in_periodical(citing.cited()));
    if is_serial || citings.iter().any(is_reprint) || may_have_been_updated(work, citings) {
        return None;
    }
    let dates: Vec<Option<&Date>> = found.iter().map(|(date, _)| Some(*date)).collect();
    let backed = backed_by_address(&dates, &addresses(citings));
    let printed: Vec<&Printed<'_>> = found.iter().map(|(_, printed)| printed).collect();
    Conflict {
        rule: &RULE,
        what: "date",
        title: work.item.title(),
        values: printed,
        backed: backed.map(|n| (n, "The web address")),
    }
    .finding(Severity::Error)
}

fn is_in_periodical(item: &Item) -> bool {
    item.has(Variable::ContainerTitle)
}

/// Whether a date is one day, month or year, and said to be so.
fn is_plain(date: &Date) -> bool {
    !date.circa && date.literal.is_none() && date.season.is_none() && date.parts.len() == 1
}

/// Whether a page without print was looked at on two days: it can have changed its date between them.
fn may_have_been_updated(work: &Work, citings: &[Citing<'_>]) -> bool {
    let is_page = matches!(
        work.item.kind,
        Kind::Webpage | Kind::Post | Kind::PostWeblog | Kind::Dataset | Kind::Software
    );
    let mut accesses = citings.iter().filter_map(|citing| citing.cited().date(Variable::Accessed));
    let first = accesses.next();
    is_page && accesses.any(|date| Some(date) != first)
}

/// The one date whose year, month and day stand in an address, if the others' do not.
fn backed_by_address(dates: &[Option<&Date>], urls: &[&str]) -> Option<usize> {
    let is_in = |date: &Date| {
        let numerals = numerals(date);
        let forms = [numerals.clone(), numerals.replace('-', "/"), numerals.replace('-', "")];
        numerals.len() >= 4 && urls.iter().any(|url| forms.iter().any(|form| url.contains(form.as_str())))
    };
    let mut backed = dates.iter().enumerate().filter(|(_, date)| date.is_some_and(is_in));
    let (n, _) = backed.next()?;
    backed.next().is_none().then_some(n)
}

/// Ranges of pages of one article that cannot both be right.
fn pages(paper: &Paper, work: &Work, citings: &[Citing<'_>]) -> Option<Finding> {
    let found = values(paper, citings, Variable::Page, |value| match value {
        Value::Text(pages) => range(pages),
        _ => None,
    });
    let (whole, others) = found.split_first()?;
    let (_, other) = others.iter().find(|(other, _)| are_at_odds(whole.0, *other))?;
    let values = vec![&whole.1, other];
    Conflict { rule: &RULE, what: "page range", title: work.item.title(), values, backed: None }
        .finding(Severity::Error)
}

/// “123–45” as 123 and 145; nothing for a single page, or for anything that is no range of numbers.
pub(crate) fn range(pages: &str) -> Option<(u32, u32)> {
    let (first, last) = pages.trim().split_once(['-', '–', '—', '‐', '‑', '−'])?;
    let (first, last) = (first.trim(), last.trim());
    let is_number =
        |text: &str| !text.is_empty() && text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(first) || !is_number(last) {
        return None;
    }
    let cut = first.len().saturating_sub(last.len());
    let whole = format!("{}{last}", first.get(..cut).unwrap_or_default());
    let range = (first.parse().ok()?, whole.parse().ok()?);
    (range.0 < range.1).then_some(range)
}

/// Whether two ranges share one end, and the other end looks mistyped.
///
/// A note can point to the first pages of an article; such a range is part of the other one, and short.
fn are_at_odds(one: (u32, u32), other: (u32, u32)) -> bool {
    let shares_end = (one.0 == other.0) != (one.1 == other.1);
    let lengths = (one.1 - one.0, other.1 - other.0);
    let (short, long) = (lengths.0.min(lengths.1), lengths.0.max(lengths.1));
    shares_end && short >= 3 && short * 2 > long
}

/// Two places for one book of one publisher.
fn places(paper: &Paper, work: &Work, citings: &[Citing<'_>]) -> Option<Finding> {
    let named = |variable: Variable| values(paper, citings, variable, text).len() == 1;
    if work.item.kind != Kind::Book || !named(Variable::Publisher) {
        return None;
    }
    let found = values(paper, citings, Variable::PublisherPlace, text);
    let [(one, first), (other, second)] = found.as_slice() else { return None };
    let are_several =
        |place: &str| place.contains(['/', '&', ';', ',']) || place.contains(" and ") || place.contains(" u");
    let is_exonym = are_one_place(&fold(first.text), &fold(second.text));
    if are_several(first.text)
        || are_several(second.text)
        || one.starts_with(other.as_str())
        || other.starts_with(one.as_str())
        || is_exonym
    {
        return None;
    }
    let values = vec![first, second];
    // Houses print several towns, and both can stand in the book.
    Conflict { rule: &RULE, what: "place", title: work.item.title(), values, backed: None }
        .finding(Severity::Warning)
}

/// Whether two names of towns are one town in two languages.
fn are_one_place(one: &str, other: &str) -> bool {
    const TOWNS: &[&[&str]] = &[
        &["vienna", "wien", "vienne"],
        &["munich", "munchen", "muenchen"],
        &["cologne", "koln", "koeln"],
        &["zurich", "zuerich"],
        &["geneva", "genf", "geneve", "ginevra"],
        &["prague", "prag", "praha"],
        &["warsaw", "warschau", "warszawa", "varsovie"],
        &["moscow", "moskau", "moskva", "moscou"],
        &["rome", "rom", "roma"],
        &["milan", "mailand", "milano"],
        &["florence", "florenz", "firenze"],
        &["venice", "venedig", "venezia", "venise"],
        &["turin", "torino"],
        &["naples", "neapel", "napoli"],
        &["london", "londres", "londra"],
        &["brussels", "bruxelles", "brussel", "brussel"],
        &["thehague", "denhaag", "sgravenhage", "lahaye"],
        &["copenhagen", "kopenhagen", "kbenhavn", "kobenhavn"],
        &["lisbon", "lisboa", "lissabon"],
        &["seville", "sevilla"],
        &["athens", "athen", "athenes"],
        &["basel", "basle", "bale"],
        &["newyork", "newyorkny"],
        &["bombay", "mumbai"],
        &["calcutta", "kolkata"],
        &["petersburg", "stpetersburg", "leningrad", "petrograd"],
    ];
    TOWNS.iter().any(|names| names.contains(&one) && names.contains(&other))
}

/// One publisher, spelt in two ways.
fn publishers(paper: &Paper, work: &Work, citings: &[Citing<'_>]) -> Option<Finding> {
    let found = values(paper, citings, Variable::Publisher, text);
    let [(_, first), (_, second)] = found.as_slice() else { return None };
    let (one, other) = (words(first.text), words(second.text));
    let slips = one.iter().zip(&other).filter(|(a, b)| is_slip(&a.folded, &b.folded)).count();
    let same = one.iter().zip(&other).filter(|(a, b)| a.folded == b.folded).count();
    if one.len() != other.len()
        || slips != 1
        || same + 1 != one.len()
        || !are_one_name(first.text, second.text) && one.len() > 2
    {
        return None;
    }
    let values = vec![first, second];
    Conflict { rule: &RULE, what: "publisher", title: work.item.title(), values, backed: None }
        .finding(Severity::Warning)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(fold(text)),
        _ => None,
    }
}

/// Whether an item's page is the range of a whole piece.
pub(crate) fn whole_range(item: &Item) -> Option<(u32, u32)> {
    range(item.text(Variable::Page)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_pages() {
        assert_eq!(range("123–45"), Some((123, 145)));
        assert_eq!(range("123-145"), Some((123, 145)));
        for text in ["123", "", "-", "xii-xx", "5-3", "1-2-3", "é-é", "99999999-3"] {
            assert_eq!(range(text), None, "{text}");
        }
    }

    #[test]
    fn ranges_at_odds() {
        assert!(are_at_odds((123, 145), (132, 145)));
        assert!(are_at_odds((123, 145), (123, 154)));
        assert!(!are_at_odds((123, 145), (130, 131)));
        assert!(!are_at_odds((123, 145), (123, 125)));
        assert!(!are_at_odds((123, 145), (123, 145)));
    }
}
