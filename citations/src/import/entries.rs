//! BibLaTeX → its entries: where each begins and ends, so that one broken entry leaves the others whole.

use crate::Span;

/// One `@type{…}` of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RawEntry {
    /// From `@` to behind the closing brace.
    pub(super) span: Span,
    /// Whether that brace is there.
    pub(super) is_whole: bool,
}

/// Whether a text that begins with `@` or a comment has an entry with a key, or a definition.
pub(super) fn is_one(text: &str) -> bool {
    let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).take(1000);
    line_starts.filter_map(|at| text.get(at..)).any(|line| {
        let line = line.trim_start_matches([' ', '\t']);
        let Some(open) = opening(line) else { return false };
        let kind = line.get(1..open).unwrap_or_default().trim();
        let inside = line.get(open + 1..).unwrap_or_default().trim_start();
        let key = inside.split(',').next().unwrap_or_default();
        let is_key =
            inside.contains(',') && !key.is_empty() && key.len() < 200 && !key.contains(['=', '{', '\n']);
        is_key || ["string", "preamble", "comment"].iter().any(|known| kind.eq_ignore_ascii_case(known))
    })
}

/// Finds the entries of a text.
pub(super) fn find(text: &str) -> Vec<RawEntry> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'@')) {
        let start = at + start;
        let Some(open) = text.get(start..).and_then(opening) else {
            at = start + 1;
            continue;
        };
        let (end, is_whole) = end_of(bytes, start + open);
        found.push(RawEntry { span: Span::new(start, end), is_whole });
        at = end;
    }
    found
}

/// Where the brace of `@type{` stands, in a text that begins with `@`.
fn opening(text: &str) -> Option<usize> {
    let name = text.strip_prefix('@')?;
    let length = name.bytes().take(64).take_while(u8::is_ascii_alphabetic).count();
    let blank = name.bytes().skip(length).take(64).take_while(u8::is_ascii_whitespace).count();
    let open = 1 + length + blank;
    (length > 0 && text.as_bytes().get(open) == Some(&b'{')).then_some(open)
}

/// The end of the entry whose brace opens at `open`: behind its closing brace, or before the line
/// on which the next entry begins, or the end of the text.
fn end_of(bytes: &[u8], open: usize) -> (usize, bool) {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (i, byte) in bytes.iter().enumerate().skip(open) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return (i + 1, true);
                }
            }
            b'@' if bytes.get(i.wrapping_sub(1)) == Some(&b'\n') => {
                let rest = bytes.get(i..bytes.len().min(i + 160)).unwrap_or_default();
                let rest = rest.utf8_chunks().next().map_or("", |chunk| chunk.valid());
                if opening(rest).is_some() {
                    return (i, false);
                }
            }
            _ => {}
        }
    }
    (bytes.len(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, bool)]) {
        let found: Vec<_> =
            find(text).into_iter().map(|entry| (entry.span.of(text), entry.is_whole)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn entries_end_at_their_brace() {
        check("x@ y @a{k, t={\\}}} z @b {l}", &[("@a{k, t={\\}}}", true), ("@b {l}", true)]);
    }

    #[test]
    fn entry_without_end_ends_where_the_next_begins() {
        check("@a{k, t={x\n@b{l}\n", &[("@a{k, t={x\n", false), ("@b{l}", true)]);
    }

    #[test]
    fn mail_and_prose_are_no_entries() {
        check("ann@example.org, @home {x", &[("@home {x", false)]);
        assert!(!is_one("@ann said {that}"));
        assert!(!is_one("% a comment of LaTeX\n\\section{x}"));
        assert!(is_one("% refs\n\n@book{a:1,\n  title={T}}"));
    }
}
