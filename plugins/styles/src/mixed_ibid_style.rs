#![doc = include_str!("mixed_ibid_style.md")]

use ibidem_sdk::{BackReference, Findings, RunStyle, Span};

use crate::desk::{Cited, Desk, is_legal};
use crate::habit::{CLEAR, Sample, named, report};
use crate::profile::{Manual, Profile};

crate::registered!("mixed-ibid-style", Info, "mixed_ibid_style.md");

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let (mut types, mut points, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
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
        lengths.extend(match text.get(..word).unwrap_or_default().to_lowercase().as_str() {
            "ibid" | "ebd" => Some(Sample::new(cited.note, span, "the short word")),
            "ibidem" | "ebenda" => Some(Sample::new(cited.note, span, "the word in full")),
            _ => None,
        });
        let has_point = text.get(word..).is_some_and(|rest| rest.starts_with('.'));
        points.push(Sample::new(
            cited.note,
            span,
            if has_point { "a point behind it" } else { "no point behind it" },
        ));
    }
    if let Some(manual) = desk.manual {
        against_manual(desk, manual, findings);
    }
    // What the manual wants has been said.
    if desk.manual.is_some_and(|manual| manual.is_named) {
        return;
    }
    crate::add(findings, report(desk, &RULE, &lengths, "notes with “Ibid.” or its like", CLEAR));
    crate::add(findings, report(desk, &RULE, &types, "notes with “Ibid.”", CLEAR));
    crate::add(findings, report(desk, &RULE, &points, "notes with “Ibid.”", CLEAR));
}

/// Back-references in a form that the manual does not have, a finding for each form.
///
/// A learned manual speaks only of what few notes do: a house may follow it in all but one point.
fn against_manual(desk: &Desk<'_>, manual: Manual, findings: &mut Findings) {
    let pointing: Vec<&Cited<'_>> =
        desk.comparable.iter().filter(|cited| cited.item.back_reference.is_some()).collect();
    let mut odd: Vec<(&'static str, Vec<Sample>)> = Vec::new();
    for cited in &pointing {
        for form in odd_forms(desk, manual.profile, cited) {
            let word = word_of(desk, cited);
            let span = if is_ibid(cited) { word } else { cited.item.span };
            let sample = Sample::new(cited.note, span, form);
            match odd.iter_mut().find(|(known, _)| *known == form) {
                Some((_, samples)) => samples.push(sample),
                None => odd.push((form, vec![sample])),
            }
        }
    }
    for (form, samples) in odd {
        let is_rare = samples.len() * 5 <= pointing.len();
        if manual.is_named || is_rare && form.starts_with("a word") {
            let all: Vec<&Sample> = samples.iter().collect();
            let verb = if all.len() == 1 { "has" } else { "have" };
            let title = manual.profile.title();
            let message = format!(
                "{} of {} back-references {verb} {form}: {title} does not.",
                all.len(),
                pointing.len()
            );
            crate::add(findings, named(&RULE, &all, message));
        }
    }
}

fn is_ibid(cited: &Cited<'_>) -> bool {
    matches!(cited.item.back_reference, Some(BackReference::Ibid))
}

/// The first word of an item.
fn word_of(desk: &Desk<'_>, cited: &Cited<'_>) -> Span {
    let text = desk.paper.text_of(cited.item.span);
    let length = text.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum::<usize>();
    Span::new(cited.item.span.start, cited.item.span.start + length)
}

/// The forms of a back-reference that a manual does not have.
fn odd_forms(desk: &Desk<'_>, profile: Profile, cited: &Cited<'_>) -> Vec<&'static str> {
    let text = desk.paper.text_of(cited.item.span);
    let lower = text.to_lowercase();
    let mut odd = Vec::new();
    match &cited.item.back_reference {
        // Chicago 14.36, MHRA 11.3, OSCOLA 1.2.2; the Bluebook knows neither.
        Some(BackReference::OpCit | BackReference::LocCit) => {
            odd.push("a word that tells too little, “op. cit.”")
        }
        Some(BackReference::Idem) if profile == Profile::Oscola => odd.push("a word of Latin, “idem”"),
        Some(BackReference::Supra { .. }) if profile == Profile::Oscola && lower.contains("supra") => {
            odd.push("a word of Latin, “supra”");
        }
        // Bluebook 4.2(a): cases, constitutions and statutes have short forms of their own.
        Some(BackReference::Supra { .. })
            if profile == Profile::Bluebook
                && cited
                    .work()
                    .and_then(|work| desk.paper.bibliography.work(work))
                    .is_some_and(|work| is_legal(work.item.kind)) =>
        {
            odd.push("“supra” for a case or statute");
        }
        Some(BackReference::Ibid) => odd.extend(odd_ibid(desk, profile, cited, &lower)),
        _ => {}
    }
    odd
}

fn odd_ibid(desk: &Desk<'_>, profile: Profile, cited: &Cited<'_>, lower: &str) -> Option<&'static str> {
    let word = word_of(desk, cited);
    let printed = desk.paper.text_of(word);
    let is_italic = desk.paper.runs_in(word).any(|run| run.style == RunStyle::Italic);
    let has_point = lower.get(printed.len()..).is_some_and(|rest| rest.starts_with('.'));
    match (printed.to_lowercase().as_str(), profile) {
        ("ibid", Profile::Bluebook) => Some("“Ibid.” for “Id.”"),
        ("id", Profile::Bluebook) if !is_italic => Some("“Id.” in roman type"),
        ("ibid", Profile::Chicago | Profile::Mhra | Profile::Oscola) if is_italic => {
            Some("“Ibid.” in italics")
        }
        ("ibid", Profile::Chicago | Profile::Mhra) if !has_point => Some("“Ibid” without its point"),
        ("ibid", Profile::Oscola) if printed.starts_with('I') => Some("“ibid” with a capital letter"),
        // At the end of a note the point is that of the sentence.
        ("ibid", Profile::Oscola) if has_point && lower.len() > printed.len() + 1 => {
            Some("“ibid” with a point")
        }
        _ => None,
    }
}
