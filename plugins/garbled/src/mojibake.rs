#![doc = include_str!("mojibake.md")]

use ibidem_sdk::{Finding, Findings, Host, Paper, Rule, Safety, Severity, Span};

use crate::Registered;
use crate::word::word_around;

const RULE: Rule = Rule { name: "mojibake", severity: Severity::Error, page: include_str!("mojibake.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    let characters: Vec<(usize, char)> = paper.text.char_indices().collect();
    let mut i = 0;
    while let Some((start, _)) = characters.get(i) {
        let Some((length, meant)) = misread(&characters, i) else {
            i += 1;
            continue;
        };
        let end = characters.get(i + length).map_or(paper.text.len(), |(at, _)| *at);
        let span = Span::new(*start, end);
        let word = word_around(&paper.text, span);
        let right = paper.text_of(word).replace(paper.text_of(span), &meant.to_string());
        let message = format!(
            "“{}” is “{right}”, read in the wrong encoding: “{}” stands for “{meant}”.",
            paper.text_of(word),
            paper.text_of(span),
        );
        findings.push(Finding::new(&RULE, span, message).with_fix(Safety::Safe, span, meant.to_string()));
        i += length;
    }
}

/// How many characters are the bytes of one, read as Windows-1252, and which one.
///
/// `é` is the bytes C3 A9, which read so are `Ã©`; `“` is E2 80 9C, which read so is `â€œ`.
fn misread(characters: &[(usize, char)], i: usize) -> Option<(usize, char)> {
    let byte = |n: usize| characters.get(i + n).and_then(|(_, c)| windows_1252(*c));
    let letter = |n: usize| characters.get(i + n).is_some_and(|(_, c)| c.is_alphabetic());
    let first = byte(0)?;
    let (length, meant) = match first {
        0xC2 | 0xC3 => (2, decoded(&[first, byte(1)?])?),
        // Of the characters of three bytes, those of punctuation alone are certain.
        0xE2 => (3, decoded(&[first, byte(1).filter(|byte| *byte == 0x80)?, byte(2)?])?),
        _ => return None,
    };
    if length == 3 {
        return Some((length, meant));
    }
    let (_, second) = characters.get(i + 1)?;
    // “Â»” and “Ã”” can end a word in capitals: French and Portuguese have these letters.
    let is_possible_text =
        matches!(second, '»' | '«' | '”' | '“' | '’' | '‘' | '–' | '—' | '…' | '\u{a0}' | '°' | '·')
            && !(letter(2)
                && i.checked_sub(1).and_then(|i| characters.get(i)).is_some_and(|(_, c)| c.is_lowercase()));
    (!is_possible_text && (meant.is_alphabetic() || first == 0xC2)).then_some((length, meant))
}

fn decoded(bytes: &[u8]) -> Option<char> {
    std::str::from_utf8(bytes).ok()?.chars().next()
}

/// The byte that Windows-1252 shows as a character, of those that are not ASCII.
fn windows_1252(c: char) -> Option<u8> {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    if let Some(at) = HIGH.iter().position(|high| *high == c) {
        return u8::try_from(0x80 + at).ok();
    }
    u8::try_from(u32::from(c)).ok().filter(|byte| *byte >= 0xA0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[char]) {
        let characters: Vec<(usize, char)> = text.char_indices().collect();
        let found: Vec<char> =
            (0..characters.len()).filter_map(|i| misread(&characters, i)).map(|(_, c)| c).collect();
        assert_eq!(found, expected, "in {text}");
    }

    #[test]
    fn characters_read_in_the_wrong_encoding() {
        check("DÃ©tente", &['é']);
        check("BrÃ¼cke und StraÃŸe", &['ü', 'ß']);
        check("the â€œcommonâ€\u{9d} home â€“ and Putinâ€™s", &['“', '”', '–', '’']);
        check("Â© 2012", &['©']);
    }

    #[test]
    fn letters_that_are_meant() {
        for text in
            ["Détente", "IRMÃ”", "GRÂ»", "São", "« ÂME »", "5 € ‰", "Ã la", "â la", "Åse", "1° Âge", "Â "]
        {
            check(text, &[]);
        }
    }
}
