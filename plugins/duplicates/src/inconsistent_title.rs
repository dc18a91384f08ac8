#![doc = include_str!("inconsistent_title.md")]

use ibidem_sdk::{Finding, Findings, Form, Kind, Paper, Rule, Severity, Value, Variable};

use crate::citing::{Citing, MOST_PLACES, Printed, addresses, loose_citings, quoted, values};
use crate::likeness::{DifferenceKind, Extent, TitleDifference, Word, difference, fold, words};
use crate::twins::Decision;
use crate::{Reading, Registered, lost};

pub(crate) const RULE: Rule = Rule {
    name: "inconsistent-title",
    severity: Severity::Error,
    page: include_str!("inconsistent_title.md"),
};

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

/// One form of a title.
struct TitleForm<'a> {
    printed: Printed<'a>,
    words: Vec<Word>,
    is_whole: bool,
    /// Whether one of the citations that print it is surely of this work.
    is_sure: bool,
}

fn check(reading: &Reading<'_>, findings: &mut Findings) {
    let paper = reading.paper;
    for work in &paper.bibliography.works {
        let kind = work.item.kind;
        // Cases and statutes are cited under short names that the reader is told.
        if work.mentions.len() < 2
            || matches!(
                kind,
                Kind::LegalCase | Kind::Legislation | Kind::Bill | Kind::Regulation | Kind::Treaty
            )
        {
            continue;
        }
        if let Some(finding) = finding(paper, &loose_citings(paper, work)) {
            findings.push(finding);
        }
    }
    for twins in &reading.twins {
        if let Decision::Title(told) = &twins.decision {
            let [whole, other] = [twins.earlier, twins.later].map(|citing| TitleForm::by(paper, citing));
            findings.push(report(
                &whole,
                &[(&other, told.clone())],
                &addresses(&[twins.earlier, twins.later]),
            ));
        }
    }
    for finding in lost::titles(paper) {
        findings.push(finding);
    }
}

impl<'a> TitleForm<'a> {
    fn by(paper: &'a Paper, citing: Citing<'a>) -> Self {
        let printed = Printed::by(paper, citing, Variable::Title);
        Self { words: words(citing.cited().title()), printed, is_whole: true, is_sure: true }
    }
}

fn finding(paper: &Paper, citings: &[Citing<'_>]) -> Option<Finding> {
    let forms = forms(paper, citings);
    let (whole, others) = forms.split_first()?;
    if !whole.is_whole {
        return None;
    }
    let mut odd: Vec<(&TitleForm<'_>, TitleDifference)> = Vec::new();
    for other in others {
        let extent = if other.is_whole { Extent::Whole } else { Extent::Short };
        let found = difference(&whole.words, &other.words, extent);
        // Other words can be those of another work; a slip explains why the tie is unsure.
        odd.extend(
            found
                .filter(|found| other.is_sure || found.kind == DifferenceKind::Slip)
                .map(|found| (other, found)),
        );
    }
    let worst = odd.iter().map(|(_, found)| found.kind).max()?;
    let severity = if worst >= DifferenceKind::Slip { Severity::Error } else { Severity::Warning };
    odd.retain(|(_, found)| (found.kind >= DifferenceKind::Slip) == (severity == Severity::Error));
    Some(report(whole, &odd, &addresses(citings)).at(severity))
}

/// The forms of a title, the fullest first.
fn forms<'a>(paper: &'a Paper, citings: &[Citing<'a>]) -> Vec<TitleForm<'a>> {
    let whole = |value: &'a Value| match value {
        Value::Text(title) if !title.contains('…') && !title.contains("...") => Some(tidy(title)),
        _ => None,
    };
    let mut forms: Vec<TitleForm<'a>> = Vec::new();
    for is_whole in [true, false] {
        let these: Vec<Citing<'a>> =
            citings.iter().copied().filter(|citing| (citing.item.form == Form::Full) == is_whole).collect();
        for (title, printed) in values(paper, &these, Variable::Title, whole) {
            let is_sure = printed.places.iter().any(|(citing, _)| citing.is_sure());
            forms.push(TitleForm { printed, words: words(&title), is_whole, is_sure });
        }
    }
    // Which one is called odd does not depend on the order of the notes, as far as another reason is known.
    if let Some(fullest) = forms.iter().filter(|form| form.is_whole).map(|form| form.words.len()).max() {
        let at =
            forms.iter().position(|form| form.is_whole && form.words.len() == fullest).unwrap_or_default();
        let first = forms.remove(at);
        forms.insert(0, first);
    }
    forms
}

/// A title less what is typography: marks of quotation, kinds of dashes, broken lines.
///
/// A space beside a hyphen is a fault of the hyphen, and not of the title.
fn tidy(title: &str) -> String {
    let plain: String = title
        .chars()
        .filter(|c| !"\"“”„«»".contains(*c))
        .map(|c| match c {
            '–' | '—' | '‐' | '‑' | '−' => '-',
            '’' | '‘' | '`' | 'ʼ' => '\'',
            _ => c,
        })
        .collect();
    let spaced = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.replace(" - ", "-").replace("- ", "-").replace(" -", "-")
}

fn report(whole: &TitleForm<'_>, odd: &[(&TitleForm<'_>, TitleDifference)], urls: &[&str]) -> Finding {
    let is_ending = |found: &TitleDifference| {
        fold(&found.one).trim_end_matches('s') == fold(&found.other).trim_end_matches('s')
    };
    let supported = |word: &str| {
        let word = fold(word);
        // A slug is as good as a title page, as long as the word is no common one.
        word.len() >= 5 && urls.iter().any(|url| slug_words(url).contains(&word))
    };
    let notes_of_odd: usize = odd.iter().map(|(form, _)| form.printed.places.len()).sum();
    let votes_for_whole = odd
        .iter()
        .filter(|(_, found)| !is_ending(found) && supported(&found.one) && !supported(&found.other))
        .count();
    let votes_for_odd = odd
        .iter()
        .filter(|(_, found)| !is_ending(found) && supported(&found.other) && !supported(&found.one))
        .count();
    let is_whole_odd = votes_for_odd > votes_for_whole
        || votes_for_odd == votes_for_whole
            && notes_of_odd >= 2
            && whole.printed.places.len() == 1
            && odd.len() == 1;
    let (first, told) = match odd.first() {
        Some((form, found)) => (&form.printed, found),
        None => return Finding::new(&RULE, whole.printed.span(), "the title is given in two forms"),
    };
    let are_equal = votes_for_whole == votes_for_odd && whole.printed.places.len() == notes_of_odd;
    // Where nothing else tells, the later one is called odd: a reader meets the first one first.
    let is_whole_odd = is_whole_odd || are_equal && whole.printed.span() > first.span();
    let place = if is_whole_odd { whole.printed.span() } else { first.span() };
    let mut finding = Finding::new(&RULE, place, message(&whole.printed, first, told));
    let speaks_for = match (votes_for_whole > 0, votes_for_odd > 0) {
        (true, false) => Some(whole.printed.text),
        (false, true) => Some(first.text),
        _ => None,
    };
    if let Some(title) = speaks_for {
        finding.message = format!("{} The web address speaks for {}.", finding.message, quoted(title));
        finding = finding.with_evidence("web-address", title);
    }
    let all = std::iter::once(&whole.printed).chain(odd.iter().map(|(form, _)| &form.printed));
    let mut values = Vec::new();
    for printed in all {
        values.push(format!("{}: {}", printed.notes(), printed.text.trim()));
        for (_, span) in printed.places.iter().filter(|(_, span)| *span != place) {
            if finding.related.len() < MOST_PLACES {
                finding = finding.with_related(*span, format!("here it is {}", quoted(printed.text)));
            }
        }
    }
    finding.with_evidence("values", values)
}

fn message(whole: &Printed<'_>, other: &Printed<'_>, told: &TitleDifference) -> String {
    let (one, two) = (quoted(whole.text), quoted(other.text));
    let (in_one, in_two) = (whole.notes(), other.notes());
    match told.kind {
        DifferenceKind::Case => {
            format!("One title in two kinds of capitals: {one} in {in_one}, {two} in {in_two}.")
        }
        DifferenceKind::Spacing | DifferenceKind::Accents => {
            format!("One title, spelt in two ways: “{}” in {in_one}, “{}” in {in_two}.", told.one, told.other)
        }
        DifferenceKind::Slip => {
            format!("One work, two titles: “{}” in {in_one}, “{}” in {in_two}.", told.one, told.other)
        }
        DifferenceKind::Words => format!("One work, two titles: {one} in {in_one}, {two} in {in_two}."),
    }
}

/// The words of the path of an address.
fn slug_words(url: &str) -> Vec<String> {
    let path = url.split("://").last().and_then(|rest| rest.split_once('/')).map_or("", |(_, path)| path);
    path.split(|c: char| !c.is_alphanumeric()).take(200).map(fold).collect()
}
