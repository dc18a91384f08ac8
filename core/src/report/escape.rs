//! Text of documents and plugins, made harmless for a terminal.

/// Writes out what a terminal would obey or hide: control characters, changes of direction, invisible signs.
///
/// Broken lines and tabs read as spaces, so that the text stays on one line.
pub fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => shown.push(' '),
            _ if is_unseen(c) => shown.extend(c.escape_unicode()),
            _ => shown.push(c),
        }
    }
    shown
}

/// Whether a character acts on the text around it, or cannot be seen.
///
/// U+200C and U+200D are letters to Persian and Hindi, and stay.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The columns that a text takes on a terminal, nearly: what matters is that marks stand beneath it.
pub fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// The columns of one character.
pub fn width_of(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{591}'..='\u{5bd}'
        | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}'
        | '\u{200c}'..='\u{200d}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        assert_eq!(escaped("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(escaped("a\u{9b}31mb\u{7}"), "a\\u{9b}31mb\\u{7}");
        assert_eq!(escaped("\u{202e}cod.exe\u{2066}"), "\\u{202e}cod.exe\\u{2066}");
        assert_eq!(escaped("zero\u{200b}width\u{feff}"), "zero\\u{200b}width\\u{feff}");
        assert_eq!(escaped("two\r\nlines\tand"), "two  lines and");
    }

    #[test]
    fn letters_stay() {
        let text = "Détente “Übung” می\u{200c}خواهم 東京";
        assert_eq!(escaped(text), text);
    }

    #[test]
    fn columns() {
        assert_eq!(width("De\u{301}tente"), 7);
        assert_eq!(width("東京"), 4);
        assert_eq!(width("Über"), 4);
    }
}
