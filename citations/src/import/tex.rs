//! Values of BibLaTeX fields → text, with the `biblatex` crate for the commands of LaTeX.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use biblatex::{Bibliography, Chunks, ChunksExt as _, RawBibliography, RawChunk, RawEntry, Spanned};

/// The longest value that is read, in bytes: the crate's time grows with the square of it.
const LONGEST: usize = 1 << 16;

/// The deepest nesting of braces that is read: the crate recurses for each.
const DEEPEST: usize = 64;

/// Values of `@string`, by their name in lower case.
pub(super) type Strings = HashMap<String, String>;

/// A field of an entry, as written: several pieces where it is joined by `#`.
pub(super) type Pieces<'a> = [Spanned<RawChunk<'a>>];

/// Joins the pieces of a value and puts in what `@string` defines.
pub(super) fn joined(pieces: &Pieces<'_>, strings: &Strings) -> Result<String, String> {
    let mut text = String::new();
    for piece in pieces {
        match piece.v {
            RawChunk::Normal(literal) => text.push_str(literal),
            // A name without definition is mostly that of a month.
            RawChunk::Abbreviation(name) => {
                text.push_str(strings.get(&name.to_lowercase()).map_or(name, String::as_str));
            }
        }
        // Definitions made of definitions can grow without end.
        if text.len() > LONGEST {
            return Err(format!("is longer than {LONGEST} bytes"));
        }
    }
    Ok(text)
}

/// Reads a value: its chunks, as the crate has them.
pub(super) fn chunks(field: &str, value: &str) -> Result<Chunks, String> {
    let deepest = value.bytes().scan(0_usize, |depth, byte| {
        match byte {
            b'{' => *depth += 1,
            b'}' => *depth = depth.saturating_sub(1),
            _ => {}
        }
        Some(*depth)
    });
    if deepest.max().unwrap_or_default() > DEEPEST {
        return Err(format!("has more than {DEEPEST} braces in each other"));
    }
    // In addresses a tie is a letter, and in dates it says “circa”.
    let is_verbatim = matches!(field, "url" | "doi" | "file" | "eprint" | "year") || field.ends_with("date");
    let value = if is_verbatim { value.to_owned() } else { without_ties(value) };
    let pieces = vec![Spanned::zero(RawChunk::Normal(value.as_str()))];
    let pair = biblatex::Pair::new(Spanned::zero(field), Spanned::zero(pieces));
    let entry = RawEntry { key: Spanned::zero("k"), kind: Spanned::zero("misc"), fields: vec![pair] };
    let entries = vec![Spanned::zero(entry)];
    let raw = RawBibliography { preamble: String::new(), entries, abbreviations: Vec::new() };
    let read = catch_unwind(AssertUnwindSafe(|| Bibliography::from_raw(raw)));
    let bibliography =
        read.map_err(|_| "cannot be read".to_owned())?.map_err(|error| error.kind.to_string())?;
    let entry = bibliography.iter().next();
    Ok(entry.and_then(|entry| entry.fields.get(field)).cloned().unwrap_or_default())
}

/// The plain text of chunks, without the commands of type: `\emph{Vienna}` is `Vienna`.
pub(super) fn text(chunks: &Chunks) -> String {
    without_commands(&chunks.format_verbatim())
}

/// A tie is a blank; the crate takes it for a letter.
fn without_ties(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut escaped = false;
    for c in value.chars() {
        text.push(if c == '~' && !escaped { ' ' } else { c });
        escaped = c == '\\' && !escaped;
    }
    text
}

/// Leaves the argument of each `\command{argument}` that the crate did not know.
fn without_commands(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut left = String::with_capacity(text.len());
    let mut open: Vec<bool> = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '\\' {
            let name = rest.bytes().skip(1).take_while(u8::is_ascii_alphabetic).count();
            if name > 0 && rest.as_bytes().get(1 + name) == Some(&b'{') {
                open.push(true);
                rest = rest.get(name + 2..).unwrap_or_default();
                continue;
            }
        }
        match c {
            '{' => open.push(false),
            '}' if open.pop() == Some(true) => {
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            _ => {}
        }
        left.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: &str) {
        assert_eq!(chunks("title", value).map(|chunks| text(&chunks)).as_deref(), Ok(expected));
    }

    #[test]
    fn commands_of_latex() {
        check(
            "Fin-de-si{\\`e}cle {V}ienna \\& \\emph{Wien} 1900--1910",
            "Fin-de-siècle Vienna & Wien 1900–1910",
        );
        check("\\textbf{\\textit{A}} b~c\\textasciitilde{}", "A b c~");
    }

    #[test]
    fn long_and_deep_values_are_refused() {
        assert!(chunks("title", &format!("{}x{}", "\\emph{".repeat(100), "}".repeat(100))).is_err());
        let long = "x".repeat(LONGEST + 1);
        assert!(joined(&[Spanned::zero(RawChunk::Normal(&long))], &Strings::new()).is_err());
    }
}
