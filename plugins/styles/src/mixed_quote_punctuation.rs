#![doc = include_str!("mixed_quote_punctuation.md")]

use ibidem_sdk::{Findings, Span, Variable};

use crate::desk::Desk;
use crate::habit::{Bar, Sample, report};

crate::registered!("mixed-quote-punctuation", Warning, "mixed_quote_punctuation.md");

const INSIDE: &str = "the comma inside the closing quotation mark";
const OUTSIDE: &str = "comma or full stop outside the closing quotation mark";

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut samples = Vec::new();
    for cited in &desk.comparable {
        let Some(title) = cited.span(Variable::Title) else { continue };
        let behind = desk.paper.text.get(title.end..).unwrap_or_default();
        if let Some((length, form)) = form(behind) {
            samples.push(Sample::new(cited.note, Span::new(title.start, title.end + length), form));
        }
    }
    let bar = Bar { samples: 8, share: 75 };
    crate::add(findings, report(desk, &RULE, &samples, "quoted titles", bar));
}

/// What follows a quoted title: a comma before the mark, or a point behind it.
///
/// A full stop before the mark can belong to a quoted sentence; only the comma never does.
fn form(behind: &str) -> Option<(usize, &'static str)> {
    let mut letters = behind.chars();
    match (letters.next()?, letters.next()?) {
        (',', mark) if is_mark(mark) => Some((1 + mark.len_utf8(), INSIDE)),
        (mark, ',' | '.') if is_mark(mark) => Some((mark.len_utf8() + 1, OUTSIDE)),
        _ => None,
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '\'')
}
