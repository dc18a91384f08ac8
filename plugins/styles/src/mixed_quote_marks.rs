#![doc = include_str!("mixed_quote_marks.md")]

use ibidem_sdk::{Findings, Span, Variable};

use crate::desk::Desk;
use crate::habit::{CLEAR, Sample, report};

crate::registered!("mixed-quote-marks", Info, "mixed_quote_marks.md");

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut samples = Vec::new();
    for cited in &desk.comparable {
        let Some(title) = cited.span(Variable::Title) else { continue };
        let before = desk.paper.text.get(..title.start).unwrap_or_default();
        let Some(mark) = before.chars().next_back() else { continue };
        // Only marks of one shape are comparable: a French title may keep its guillemets.
        let form = match mark {
            '"' => "straight quotation marks",
            '“' | '”' => "curly quotation marks",
            _ => continue,
        };
        samples.push(Sample::new(cited.note, Span::new(title.start - mark.len_utf8(), title.end), form));
    }
    crate::add(findings, report(desk, &RULE, &samples, "quoted titles", CLEAR));
}
