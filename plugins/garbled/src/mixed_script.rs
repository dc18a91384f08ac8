#![doc = include_str!("mixed_script.md")]

use ibidem_sdk::{Finding, Findings, Host, Paper, Rule, Safety, Severity, Span};

use crate::Registered;

const RULE: Rule =
    Rule { name: "mixed-script", severity: Severity::Warning, page: include_str!("mixed_script.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

/// Letters of Cyrillic and Greek that look like one of the Latin alphabet.
const LOOKALIKES: &[(char, char)] = &[
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('У', 'Y'),
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('х', 'x'),
    ('у', 'y'),
    ('і', 'i'),
    ('ѕ', 's'),
    ('ј', 'j'),
    ('І', 'I'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('Χ', 'X'),
    ('ο', 'o'),
    ('ν', 'v'),
];

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    let text = &paper.text;
    let mut start = None;
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        match (start, c.is_alphabetic()) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                start = None;
                if let Some(finding) = in_word(text, Span::new(from, at)) {
                    findings.push(finding);
                }
            }
            _ => {}
        }
    }
}

/// A Latin word in which letters of another alphabet hide.
fn in_word(text: &str, span: Span) -> Option<Finding> {
    let word = span.of(text);
    if word.is_ascii() {
        return None;
    }
    let is_latin = |c: &char| c.is_ascii_alphabetic() || ('À'..='ɏ').contains(c);
    let latin = word.chars().filter(is_latin).count();
    let hidden: Vec<(usize, char, char)> = word
        .char_indices()
        .filter_map(|(at, c)| {
            LOOKALIKES.iter().find(|(other, _)| *other == c).map(|(_, right)| (at, c, *right))
        })
        .collect();
    // Everything else must be Latin, and more of it: “Δt” and “βcarotene” are meant.
    if hidden.is_empty() || latin < 3 || latin <= hidden.len() || latin + hidden.len() != word.chars().count()
    {
        return None;
    }
    let (_, wrong, right) = hidden.first()?;
    let script = if ('Ͱ'..='Ͽ').contains(wrong) { "Greek" } else { "Cyrillic" };
    let message = format!(
        "In “{word}” a {script} letter stands for the Latin “{right}”: the word looks right, and no search finds it."
    );
    let mut finding = Finding::new(&RULE, span, message);
    for (at, wrong, right) in hidden {
        let place = Span::new(at, at + wrong.len_utf8()).shifted(span.start);
        finding = finding.with_fix(Safety::Safe, place, right.to_string());
    }
    Some(finding)
}
