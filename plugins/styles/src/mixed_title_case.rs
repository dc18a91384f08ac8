#![doc = include_str!("mixed_title_case.md")]

use ibidem_sdk::{Findings, Variable};

use crate::desk::{Desk, is_set_apart};
use crate::habit::{Bar, Sample, report};

crate::registered!("mixed-title-case", Info, "mixed_title_case.md");

const BAR: Bar = Bar { samples: 8, share: 75 };

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut samples = Vec::new();
    for cited in desk.comparable.iter().filter(|cited| is_set_apart(desk, cited)) {
        let (Some(title), Some(span)) = (cited.facts().text(Variable::Title), cited.span(Variable::Title))
        else {
            continue;
        };
        if let Some(form) = form(title) {
            samples.push(Sample::new(cited.note, span, form));
        }
    }
    crate::add(findings, report(desk, &RULE, &samples, "English titles", BAR));
}

/// How an English title is capitalized; none for what is too short, or not English.
fn form(title: &str) -> Option<&'static str> {
    const ENGLISH: [&str; 16] = [
        "the", "of", "and", "for", "with", "to", "from", "that", "by", "its", "is", "into", "as", "on", "at",
        "an",
    ];
    const FOREIGN: [&str; 20] = [
        "der", "die", "das", "und", "des", "im", "le", "la", "les", "du", "et", "el", "y", "de", "il",
        "della", "zur", "von", "une", "dans",
    ];
    let words: Vec<&str> = title
        .split(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '–')))
        .filter(|word| !word.is_empty())
        .collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.to_lowercase().as_str()));
    if words.len() < 4 || words.len() > 60 || !has(&ENGLISH) || has(&FOREIGN) {
        return None;
    }
    // The first word is capital in every style; short words are small in all of them.
    let heavy: Vec<&&str> =
        words.iter().skip(1).filter(|word| word.chars().count() >= 4 && !is_particle(word)).collect();
    let small = heavy.iter().filter(|word| word.starts_with(char::is_lowercase)).count();
    match (heavy.len(), small) {
        (0..=1, _) => None,
        (_, 0) => Some("capitals on all words of weight"),
        (_, 1) if heavy.len() > 4 => None,
        _ => Some("small letters on words of weight"),
    }
}

/// Longer words that headlines write small as well.
fn is_particle(word: &str) -> bool {
    const WORDS: [&str; 24] = [
        "with", "from", "into", "over", "upon", "than", "that", "towards", "toward", "between", "through",
        "under", "after", "before", "about", "against", "during", "without", "within", "among", "across",
        "when", "since", "until",
    ];
    WORDS.contains(&word.to_lowercase().as_str())
}
