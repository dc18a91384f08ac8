#![doc = include_str!("mixed_ibid_style.md")]

use ibidem_sdk::{BackReference, Findings, RunStyle, Span};

use crate::desk::Desk;
use crate::habit::{CLEAR, Sample, report};

crate::registered!("mixed-ibid-style", Info, "mixed_ibid_style.md");

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let (mut types, mut points) = (Vec::new(), Vec::new());
    for cited in
        desk.comparable.iter().filter(|cited| matches!(cited.item.back_reference, Some(BackReference::Ibid)))
    {
        let text = desk.paper.text_of(cited.item.span);
        let word = text.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum::<usize>();
        if word == 0 {
            continue;
        }
        let span = Span::new(cited.item.span.start, cited.item.span.start + word);
        let is_italic = desk.paper.runs_in(span).any(|run| run.style == RunStyle::Italic);
        types.push(Sample::new(
            cited.note,
            span,
            if is_italic { "it in italics" } else { "it in roman type" },
        ));
        let has_point = text.get(word..).is_some_and(|rest| rest.starts_with('.'));
        points.push(Sample::new(
            cited.note,
            span,
            if has_point { "a point behind it" } else { "no point behind it" },
        ));
    }
    crate::add(findings, report(&RULE, &types, "notes with “Ibid.”", CLEAR));
    crate::add(findings, report(&RULE, &points, "notes with “Ibid.”", CLEAR));
}
