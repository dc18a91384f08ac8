//! Source → its commands and braces, past comments and what is printed verbatim.

use ibidem_citations::Span;

/// What stands in a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign<'a> {
    /// `{`
    Open(usize),
    /// `}`
    Close(usize),
    /// A command: where its backslash stands, its name, and the byte behind that.
    Command(usize, &'a str, usize),
    /// A comment, or what no command is read in.
    Quiet(Span),
}

/// Environments whose text is no LaTeX.
const VERBATIM: [&str; 8] =
    ["verbatim", "verbatim*", "Verbatim", "lstlisting", "minted", "comment", "filecontents", "filecontents*"];

/// What stands between marks or brackets is looked for this far, in bytes: what is never closed must not cost much.
pub(super) const LONGEST: usize = 1_000;

/// The start of a text, of at most so many bytes.
pub(super) fn within(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

/// Shows the signs of a stretch in their order.
pub(super) fn walk<'a>(source: &'a str, stretch: Span, mut show: impl FnMut(Sign<'a>)) {
    let bytes = source.as_bytes().get(..stretch.end.min(source.len())).unwrap_or_default();
    // What is opened once without an end is not looked for again.
    let mut endless: Vec<String> = Vec::new();
    let mut at = stretch.start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' => show(Sign::Open(at)),
            b'}' => show(Sign::Close(at)),
            b'%' => {
                let end = line_end(bytes, at);
                show(Sign::Quiet(Span::new(at, end)));
                at = end;
                continue;
            }
            b'\\' => {
                let name = name_at(source, at + 1, stretch.end);
                if name.is_empty() {
                    at += 2;
                    continue;
                }
                let behind = at + 1 + name.len();
                show(Sign::Command(at, name, behind));
                let quiet = quiet_end(source, name, behind, stretch.end, &mut endless);
                if let Some(end) = quiet {
                    show(Sign::Quiet(Span::new(behind, end)));
                }
                at = quiet.unwrap_or(behind);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
}

/// The letters of a command’s name.
pub(super) fn name_at(source: &str, at: usize, end: usize) -> &str {
    let rest = source.as_bytes().get(at..end).unwrap_or_default();
    // “@” is a letter in packages.
    let length = rest.iter().take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'@').count();
    source.get(at..at + length).unwrap_or_default()
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())
}

/// Where that ends which follows a command and is not read: `\verb|…|`, `\begin{verbatim}…`, `\iffalse…\fi`.
fn quiet_end(
    source: &str,
    name: &str,
    behind: usize,
    end: usize,
    endless: &mut Vec<String>,
) -> Option<usize> {
    let rest = source.get(behind..end)?;
    match name {
        "verb" | "lstinline" => verb_end(rest).map(|length| behind + length),
        "begin" => {
            let is_named =
                |name: &&&str| rest.strip_prefix('{')?.strip_prefix(**name)?.strip_prefix('}').map(|_| ());
            let environment = VERBATIM.iter().find(|name| is_named(name).is_some())?;
            find_end(rest, &format!("\\end{{{environment}}}"), endless).map(|length| behind + length)
        }
        "iffalse" => find_end(rest, "\\fi", endless).map(|length| behind + length),
        _ => None,
    }
}

fn find_end(rest: &str, word: &str, endless: &mut Vec<String>) -> Option<usize> {
    if endless.iter().any(|known| known == word) {
        return None;
    }
    let found = rest.find(word);
    if found.is_none() {
        endless.push(word.to_owned());
    }
    found
}

/// The length of `|text|` behind `\verb`, with its marks.
pub(super) fn verb_end(rest: &str) -> Option<usize> {
    let star = usize::from(rest.starts_with('*'));
    let mark =
        rest.get(star..)?.chars().next().filter(|c| c.is_ascii_punctuation() && *c != '{' && *c != '[')?;
    let line = within(rest.get(star + 1..)?, LONGEST).split('\n').next()?;
    line.find(mark).map(|at| star + 1 + at + 1)
}

/// The pairs of braces of a source.
#[derive(Debug, Default)]
pub(super) struct Braces {
    /// Where each opens, and where it closes, in order.
    pairs: Vec<(usize, Option<usize>)>,
}

impl Braces {
    /// Finds the pairs of each file of a source by itself.
    pub(super) fn of(source: &str, files: &[Span]) -> Self {
        let mut pairs: Vec<(usize, Option<usize>)> = Vec::new();
        for file in files {
            let mut open: Vec<usize> = Vec::new();
            walk(source, *file, |sign| match sign {
                Sign::Open(at) => {
                    open.push(pairs.len());
                    pairs.push((at, None));
                }
                Sign::Close(at) => {
                    if let Some(pair) = open.pop().and_then(|i| pairs.get_mut(i)) {
                        pair.1 = Some(at);
                    }
                }
                Sign::Command(..) | Sign::Quiet(_) => {}
            });
        }
        Self { pairs }
    }

    /// The brace that closes the one at a byte.
    pub(super) fn close(&self, open: usize) -> Option<usize> {
        let i = self.pairs.binary_search_by_key(&open, |(open, _)| *open).ok()?;
        self.pairs.get(i)?.1
    }

    /// Where braces open that nothing closes.
    pub(super) fn unclosed(&self) -> impl Iterator<Item = usize> + '_ {
        self.pairs.iter().filter(|(_, close)| close.is_none()).map(|(open, _)| *open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(source: &str) -> Vec<&str> {
        let mut found = Vec::new();
        walk(source, Span::new(0, source.len()), |sign| {
            if let Sign::Command(_, name, _) = sign {
                found.push(name);
            }
        });
        found
    }

    #[test]
    fn comments_and_verbatim_text_have_no_commands() {
        assert_eq!(commands("\\a % \\b\n\\c 5\\% \\d"), ["a", "c", "d"]);
        assert_eq!(commands("\\verb|\\a| \\b"), ["verb", "b"]);
        assert_eq!(commands("\\begin{verbatim}\\a\\end{verbatim}\\b"), ["begin", "end", "b"]);
        assert_eq!(commands("\\iffalse\\a\\fi\\b"), ["iffalse", "fi", "b"]);
        assert_eq!(commands("\\begin{verbatim}\\a"), ["begin", "a"]);
    }

    #[test]
    fn braces_pair_past_escapes_and_comments() {
        let source = "{a\\}b%}\n{c}}{";
        let braces = Braces::of(source, &[Span::new(0, source.len())]);
        assert_eq!((braces.close(0), braces.close(8)), (Some(11), Some(10)));
        assert_eq!(braces.unclosed().collect::<Vec<_>>(), [12]);
    }
}
