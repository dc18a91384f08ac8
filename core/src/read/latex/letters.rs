//! Letters and signs that LaTeX writes as commands.

use unicode_normalization::UnicodeNormalization as _;

/// `\ss`, `\o`, `\aa`, `\textendash`: letters and signs that have a name.
pub(super) fn named_letter(name: &str) -> Option<&'static str> {
    Some(match name {
        "ss" => "ß",
        "o" => "ø",
        "O" => "Ø",
        "l" => "ł",
        "L" => "Ł",
        "aa" => "å",
        "AA" => "Å",
        "ae" => "æ",
        "AE" => "Æ",
        "oe" => "œ",
        "OE" => "Œ",
        "i" => "ı",
        "textendash" => "–",
        "textemdash" => "—",
        "ldots" | "dots" | "textellipsis" => "…",
        "textquoteright" => "’",
        "textquoteleft" => "‘",
        "textquotedblleft" => "“",
        "textquotedblright" => "”",
        "S" => "§",
        "P" => "¶",
        "dag" => "†",
        "og" => "« ",
        "fg" => " »",
        _ => return None,
    })
}

/// `\"u`, `\'{e}`, `\c{c}`: a letter with its accent, and the byte behind it.
pub(super) fn accented(source: &str, at: usize, end: usize) -> Option<(String, usize)> {
    let rest = source.get(at + 1..end)?;
    let accent = rest.chars().next()?;
    let combining = match accent {
        '"' => '\u{308}',
        '\'' => '\u{301}',
        '`' => '\u{300}',
        '^' => '\u{302}',
        '~' => '\u{303}',
        '=' => '\u{304}',
        '.' => '\u{307}',
        _ => return None,
    };
    let behind = rest.get(1..)?.trim_start();
    let braced = behind.strip_prefix('{');
    let inside = braced.unwrap_or(behind);
    let inside_letter =
        inside.strip_prefix("\\i").filter(|rest| !rest.starts_with(|c: char| c.is_alphabetic()));
    let letter = if inside_letter.is_some() { 'i' } else { inside.chars().next()? };
    if !letter.is_alphabetic() {
        return None;
    }
    let rest_of = inside_letter.or_else(|| inside.get(letter.len_utf8()..))?;
    let rest_of = if braced.is_some() { rest_of.strip_prefix('}')? } else { rest_of };
    let close = end - rest_of.len();
    Some(([letter, combining].iter().collect::<String>().nfc().collect(), close))
}
