//! Where sentences begin and end, and what is quoted in them.

use ibidem_sdk::Span;

/// Splits a block of text into its sentences, closing marks included.
pub(crate) fn sentences(text: &str, block: Span) -> Vec<Span> {
    let held = block.of(text);
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in held.char_indices() {
        if !matches!(c, '.' | '!' | '?') || at < start {
            continue;
        }
        let rest = held.get(at + c.len_utf8()..).unwrap_or_default();
        let closing = rest.len() - rest.trim_start_matches(['"', '”', '’', '»', ')', ']', '“']).len();
        let behind = rest.get(closing..).unwrap_or_default();
        let next = behind.trim_start();
        let gap = behind.len() - next.len();
        let starts =
            next.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "“\"„«‘(".contains(c));
        if gap > 0 && starts && !(c == '.' && is_abbreviated(held.get(start..at).unwrap_or_default())) {
            let end = at + c.len_utf8() + closing;
            found.push(Span::new(start, end).shifted(block.start));
            start = end + gap;
        }
    }
    let rest = held.get(start..).unwrap_or_default().trim_end();
    if !rest.is_empty() {
        found.push(Span::new(start, start + rest.len()).shifted(block.start));
    }
    found
}

/// Whether a point behind these words belongs to an abbreviation or an initial.
fn is_abbreviated(before: &str) -> bool {
    const KNOWN: [&str; 26] = [
        "mr", "mrs", "ms", "dr", "prof", "st", "gen", "col", "sen", "rep", "gov", "capt", "lt", "sgt", "jr",
        "sr", "vs", "no", "vol", "pp", "cf", "etc", "hr", "fr", "nr", "bzw",
    ];
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let word = word.trim_start_matches(['"', '“', '„', '«']);
    word.chars().count() == 1 && word.starts_with(char::is_uppercase)
        || word.contains('.')
        || KNOWN.contains(&word.to_lowercase().as_str())
}

/// Finds what stands between double quotation marks, marks included.
pub(crate) fn quoted(text: &str, block: Span) -> Vec<Span> {
    let held = block.of(text);
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in held.char_indices() {
        match (open, c) {
            (None, '"') if !is_attribute(held.get(..at).unwrap_or_default()) => open = Some((at, '"')),
            (None, '“') => open = Some((at, '”')),
            (None, '„') => open = Some((at, '“')),
            (None, '«') => open = Some((at, '»')),
            (Some((from, mark)), _) if c == mark || mark == '“' && c == '”' => {
                found.push(Span::new(from, at + c.len_utf8()).shifted(block.start));
                open = None;
            }
            _ => {}
        }
    }
    found
}

/// The marks of `<a href="…">`, and those of inches.
fn is_attribute(before: &str) -> bool {
    before.ends_with(['=', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = sentences(text, Span::new(0, text.len()));
        let found: Vec<&str> = found.into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_end_behind_their_marks() {
        check("He went. “Why?” She knew.", &["He went.", "“Why?”", "She knew."]);
        check(
            "Mr. Lee and J. K. Raman of the U.S. Navy left. so",
            &["Mr. Lee and J. K. Raman of the U.S. Navy left. so"],
        );
        check("", &[]);
    }

    #[test]
    fn marks_of_several_languages() {
        let text = "“a b” „c“ «d» \"e\" <a href=\"f\">";
        let found: Vec<&str> =
            quoted(text, Span::new(0, text.len())).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["“a b”", "„c“", "«d»", "\"e\""]);
    }
}
