//! Comments of a document that say what is not to be shown: `<!-- ibidem: ignore RULE -->`.
//!
//! A comment speaks for the paragraph in which it stands; one that stands alone speaks for the
//! next. `ignore-file` speaks for the whole document. What it hides is counted.

use std::collections::BTreeMap;
use std::ops::Range;

/// What the comments of a document say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignores {
    said: Vec<(Range<usize>, Vec<String>)>,
    /// What the files say that the document includes, by their names.
    parts: BTreeMap<String, Ignores>,
}

/// How comments begin and end: those of Markdown and HTML, and that of LaTeX.
const FORMS: [(&str, &str); 2] = [("<!--", "-->"), ("%", "\n")];

impl Ignores {
    /// Reads the comments of a source text.
    pub fn read(source: &str) -> Self {
        if !source.contains("ibidem:") {
            return Self::default();
        }
        let paragraphs = paragraphs(source);
        let said = FORMS.iter().flat_map(|form| comments(source, *form)).filter_map(|(at, text)| {
            let order = text.trim().strip_prefix("ibidem:")?.trim_start();
            let (whole, names) = match order.strip_prefix("ignore-file") {
                Some(names) => (true, names),
                None => (false, order.strip_prefix("ignore")?),
            };
            // “ignored” is a word, and no order.
            let names = names.strip_prefix(char::is_whitespace)?;
            let names: Vec<_> = names.split([',', ' ']).filter(|name| !name.is_empty()).collect();
            let line = source.get(..at)?.matches('\n').count() + 1;
            let lines = if whole { 0..usize::MAX } else { scope(&paragraphs, line) };
            Some((lines, names.into_iter().map(str::to_owned).collect()))
        });
        Self { said: said.collect(), parts: BTreeMap::new() }
    }

    /// Adds the comments of a file that the document includes.
    pub fn add_part(&mut self, name: &str, source: &str) {
        let own = Self::read(source);
        if own != Self::default() {
            self.parts.insert(name.to_owned(), own);
        }
    }

    /// Whether a finding of a rule on a line, from 1, is not to be shown; `part` is the file that the document
    /// includes and that has the line. What the document says for all of itself, it says for these too.
    pub fn hides(&self, plugin: &str, rule: &str, part: Option<&str>, line: usize) -> bool {
        let full = format!("{plugin}/{rule}");
        let names = |name: &String| name == rule || *name == full;
        let hides = |ignores: &Self, line: usize| {
            let said = ignores.said.iter().filter(|(lines, _)| lines.contains(&line));
            said.flat_map(|(_, names)| names).any(names)
        };
        match part {
            None => hides(self, line),
            Some(part) => {
                hides(self, usize::MAX - 1) || self.parts.get(part).is_some_and(|own| hides(own, line))
            }
        }
    }
}

/// The comments of a form: where each begins, and what it says.
fn comments<'a>(
    source: &'a str,
    (open, close): (&'a str, &'a str),
) -> impl Iterator<Item = (usize, &'a str)> {
    source.match_indices(open).map(move |(at, _)| {
        let text = &source[at + open.len()..];
        (at, text.split(close).next().unwrap_or_default())
    })
}

/// A paragraph: its lines, and whether it holds nothing but comments.
struct Paragraph {
    lines: Range<usize>,
    is_comment: bool,
}

fn paragraphs(source: &str) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut is_open = false;
    for (i, text) in source.lines().enumerate() {
        let (line, text) = (i + 1, text.trim());
        let is_comment = (text.starts_with("<!--") && text.ends_with("-->")) || text.starts_with('%');
        match paragraphs.last_mut() {
            _ if text.is_empty() => is_open = false,
            Some(last) if is_open => {
                last.lines.end = line + 1;
                last.is_comment &= is_comment;
            }
            _ => {
                paragraphs.push(Paragraph { lines: line..line + 1, is_comment });
                is_open = true;
            }
        }
    }
    paragraphs
}

/// The lines for which a comment on a line speaks.
fn scope(paragraphs: &[Paragraph], line: usize) -> Range<usize> {
    let Some(i) = paragraphs.iter().position(|paragraph| paragraph.lines.contains(&line)) else {
        return line..line + 1;
    };
    let own = &paragraphs[i];
    match paragraphs.get(i + 1) {
        Some(next) if own.is_comment => own.lines.start..next.lines.end,
        _ => own.lines.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, hidden: &[usize]) {
        let ignores = Ignores::read(source);
        let lines =
            (1..=source.lines().count()).filter(|line| ignores.hides("garbled", "stray-space", None, *line));
        assert_eq!(lines.collect::<Vec<_>>(), hidden, "{source}");
    }

    #[test]
    fn a_comment_speaks_for_its_paragraph() {
        check("a\n\nb <!-- ibidem: ignore stray-space -->\nc\n\nd\n", &[3, 4]);
        check("a\nb % ibidem: ignore stray-space\n\nc\n", &[1, 2]);
        check("a <!-- ibidem: ignore garbled/stray-space, mojibake --> b\n", &[1]);
    }

    #[test]
    fn a_comment_that_stands_alone_speaks_for_the_next_paragraph() {
        check("a\n\n<!-- ibidem: ignore stray-space -->\n\nb\nc\n\nd\n", &[3, 4, 5, 6]);
        check("% ibidem: ignore stray-space\nb\n\nc\n", &[1, 2]);
    }

    #[test]
    fn a_comment_can_speak_for_the_whole_document() {
        check("a\n\nb\n\n<!-- ibidem: ignore-file stray-space -->\n", &[1, 2, 3, 4, 5]);
    }

    #[test]
    fn included_files_speak_for_themselves() {
        let mut ignores = Ignores::read("a % ibidem: ignore mojibake\n\n% ibidem: ignore-file dead-link\n");
        ignores.add_part("one.tex", "\n\nb % ibidem: ignore stray-space\n");
        let hides = |rule, line| ignores.hides("garbled", rule, Some("one.tex"), line);
        assert!(hides("stray-space", 3) && hides("dead-link", 1));
        assert!(!hides("mojibake", 1) && !hides("stray-space", 1));
        assert!(!ignores.hides("garbled", "stray-space", None, 3));
    }

    #[test]
    fn nothing_else_is_hidden() {
        check("a <!-- ibidem: ignore mojibake -->\n", &[]);
        check("a <!-- ibidem: ignored stray-space -->\n", &[]);
        check("a <!-- ibidem: ignore -->\n", &[]);
        check("a <!-- ignore stray-space -->\n", &[]);
        check("ibidem: ignore stray-space\n", &[]);
        check("<!-- ibidem: ignore other/stray-space -->\n", &[]);
    }
}
