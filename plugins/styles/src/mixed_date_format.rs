#![doc = include_str!("mixed_date_format.md")]

use ibidem_sdk::{Findings, Variable};

use crate::desk::Desk;
use crate::habit::{Bar, Sample, report};

crate::registered!("mixed-date-format", Info, "mixed_date_format.md");

const BAR: Bar = Bar { samples: 5, share: 70 };

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let (mut days, mut months) = (Vec::new(), Vec::new());
    for cited in &desk.comparable {
        for variable in [Variable::Issued, Variable::Accessed, Variable::EventDate] {
            let (Some(span), Some(date)) = (cited.span(variable), cited.facts().date(variable)) else {
                continue;
            };
            let Some(first) = date.first().filter(|_| date.parts.len() == 1) else { continue };
            let text = desk.paper.text_of(span);
            if first.day.is_some() {
                days.extend(day_form(text).map(|form| Sample::new(cited.note, span, form)));
            } else if first.month.is_some() {
                months.extend(month_form(text).map(|form| Sample::new(cited.note, span, form)));
            }
        }
    }
    crate::add(findings, report(desk, &RULE, &days, "dates with a day", BAR));
    crate::add(findings, report(desk, &RULE, &months, "dates of a month", BAR));
}

fn day_form(text: &str) -> Option<&'static str> {
    // “accessed May 4”: the words before the date are none of it.
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let start = words.iter().position(|word| is_number(word))?;
    let is_first = start > 0 && words.get(start - 1).is_some_and(|word| is_month(word));
    let has_later_month = words.iter().skip(start).any(|word| is_month(word));
    Some(match (is_first, has_later_month) {
        (true, _) => "the month before the day",
        (false, true) => "the day before the month",
        (false, false) => "the date in figures",
    })
}

/// Whether a word is the name of a month: one that starts like one, in the languages that are read.
fn is_month(word: &str) -> bool {
    const STARTS: [&str; 24] = [
        "jan", "feb", "fév", "mar", "mär", "apr", "avr", "may", "mai", "jun", "juin", "jul", "juil", "aug",
        "aoû", "sep", "oct", "okt", "nov", "dec", "dez", "déc", "ene", "ago",
    ];
    let word = word.to_lowercase();
    word.starts_with(char::is_alphabetic) && STARTS.iter().any(|start| word.starts_with(start))
}

fn month_form(text: &str) -> Option<&'static str> {
    let is_word = text.starts_with(char::is_alphabetic) && text.ends_with(|c: char| c.is_ascii_digit());
    let form =
        if text.contains(',') { "a comma between month and year" } else { "no comma between month and year" };
    is_word.then_some(form)
}
