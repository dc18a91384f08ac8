#![doc = include_str!("invisible_character.md")]

use ibidem_sdk::{Finding, Findings, Host, Paper, Rule, Safety, Severity, Span};

use crate::Registered;
use crate::word::word_around;

const RULE: Rule = Rule {
    name: "invisible-character",
    severity: Severity::Warning,
    page: include_str!("invisible_character.md"),
};

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    for note in &paper.notes {
        let text = paper.text_of(note.span);
        let has_other_direction = text.chars().any(is_right_to_left);
        for (at, c) in text.char_indices() {
            let Some(name) = name_of(c) else { continue };
            // Hebrew and Arabic among Latin letters need marks of direction.
            if is_direction(c) && has_other_direction {
                continue;
            }
            let span = Span::new(at, at + c.len_utf8()).shifted(note.span.start);
            let word = word_around(&paper.text, span);
            let seen = paper.text_of(word).replace(c, "");
            let message = format!(
                "{name} (U+{:04X}) stands unseen in “{}”: a search for the word does not find it.",
                u32::from(c),
                seen.trim()
            );
            let finding = Finding::new(&RULE, word, message);
            findings.push(finding.with_fix(Safety::Safe, span, ""));
        }
    }
}

/// The names of characters that nobody sees and nobody types.
///
/// The zero-width joiner and non-joiner are not among them: Persian and Hindi spell with them.
fn name_of(c: char) -> Option<&'static str> {
    match c {
        '\u{200b}' => Some("A space of no width"),
        '\u{ad}' => Some("A soft hyphen"),
        '\u{2060}' | '\u{feff}' => Some("A joiner of no width"),
        _ if is_direction(c) => Some("A mark of writing direction"),
        '\u{fffc}' => Some("The place of a lost object"),
        '\t' | '\n' | '\r' => None,
        _ if c.is_control() => Some("A control character"),
        _ => None,
    }
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}') && !is_direction(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(note: &str, expected: usize) {
        let paper = ibidem_sdk::testing::paper(&format!("1. {note}"));
        let mut findings = Findings::default();
        super::check(&paper, &Host::new("2026-01-01"), &mut findings);
        assert_eq!(findings.into_vec().len(), expected, "in {note:?}");
    }

    #[test]
    fn characters_that_nobody_sees() {
        check("Carl\u{200b}Schorske, Vien\u{ad}na, 24\u{202e}.", 3);
        check("Schorske,\u{7} Vienna", 1);
        check("\u{feff}Schorske", 1);
    }

    #[test]
    fn characters_that_belong_there() {
        check("Schorske,\u{a0}Vienna,\u{202f}24\u{2009}–\u{2011}", 0);
        check("می\u{200c}خواهم", 0);
        check("Talmud, \u{200f}שבת\u{200e}, 31a", 0);
    }
}
