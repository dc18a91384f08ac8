//! Text of a document → text that no form takes for its own syntax: one line, nothing invisible.

/// Makes one line of a text: runs of blanks and control characters become one space, and what
/// would turn the direction of the text around it is left out.
///
/// ```
/// use ibidem_citations::export::plain;
///
/// assert_eq!(plain(" Fin\u{7}-de-siècle\r\n  Vienna\u{202e} "), "Fin -de-siècle Vienna");
/// ```
pub fn plain(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        if (c.is_whitespace() && !is_fixed_space(c)) || c.is_control() {
            gap = !line.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            line.push(' ');
        }
        line.push(c);
    }
    line
}

/// A no-break space says something that a blank does not.
fn is_fixed_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}')
}

/// Overrides and isolates of direction, byte order marks, soft hyphens, noncharacters.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}
