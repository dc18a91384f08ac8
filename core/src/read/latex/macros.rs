//! Macros of the author: what they take, and what they stand for.

use std::collections::HashMap;
use std::rc::Rc;

use ibidem_citations::Span;

use super::walk::{Braces, LONGEST, Sign, name_at, walk};

/// What a macro takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Parameter {
    /// `{text}`
    Mandatory,
    /// `[text]`, with what stands for it where it is left away.
    Optional(Option<Span>),
    /// `*`
    Star,
}

/// A macro of the author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Macro {
    pub(super) parameters: Vec<Parameter>,
    /// What it stands for, in the source.
    pub(super) body: Span,
    /// Whether that is text: what is made for TeX alone is none.
    is_text: bool,
}

impl Macro {
    fn of(parameters: Vec<Parameter>, body: Span, source: &str) -> Self {
        /// Longer bodies are no text that a sentence has again and again.
        const LONGEST_BODY: usize = 4_000;
        const PROGRAMS: [&str; 9] =
            ["\\if", "\\csname", "\\expandafter", "\\else", "@", "\\fi", "\\begin{", "\\set", "\\relax"];
        const TELLING: [&str; 4] = ["note", "cite", "\\NoValue", "\\IfNoValue"];
        let said = body.of(source);
        let has = |signs: &[&str]| signs.iter().any(|sign| said.contains(sign));
        let is_text = said.len() <= LONGEST_BODY && (!has(&PROGRAMS) || has(&TELLING));
        Self { parameters, body, is_text }
    }
}

/// The macros of a document.
#[derive(Debug, Default)]
pub(super) struct Macros(HashMap<String, Rc<Macro>>);

/// A definition, and the byte behind it.
pub(super) struct Definition {
    name: String,
    made: Option<Macro>,
    pub(super) behind: usize,
}

/// Commands that define others.
const DEFINING: [&str; 14] = [
    "newcommand",
    "renewcommand",
    "providecommand",
    "DeclareRobustCommand",
    "newrobustcmd",
    "renewrobustcmd",
    "NewDocumentCommand",
    "RenewDocumentCommand",
    "ProvideDocumentCommand",
    "DeclareDocumentCommand",
    "def",
    "gdef",
    "edef",
    "xdef",
];

impl Macros {
    /// Takes in the macros that a stretch defines; of a name that is known already, only where `again` says so.
    pub(super) fn learn(&mut self, source: &str, braces: &Braces, stretch: Span, again: bool) {
        let mut found = Vec::new();
        walk(source, stretch, |sign| {
            if let Sign::Command(_, name, behind) = sign {
                if DEFINING.contains(&name) {
                    found.extend(definition(source, braces, name, behind));
                } else if name == "let" {
                    found.extend(alias(source, behind));
                }
            }
        });
        for definition in found {
            if again || !self.0.contains_key(&definition.name) {
                self.define(definition);
            }
        }
    }

    pub(super) fn define(&mut self, definition: Definition) {
        match definition.made {
            Some(made) => {
                self.0.insert(definition.name, Rc::new(made));
            }
            None => {
                self.0.remove(&definition.name);
            }
        }
    }

    /// The command that a name stands for and nothing else: `\newcommand{\fn}{\footnote}`.
    pub(super) fn alias<'a>(&self, name: &'a str, source: &'a str) -> &'a str {
        /// Names that stand for each other have an end.
        const LONGEST: usize = 16;
        let mut name = name;
        for _ in 0..LONGEST {
            let Some(found) = self.0.get(name).filter(|found| found.parameters.is_empty()) else { break };
            let Some(command) = found.body.of(source).trim().strip_prefix('\\') else { break };
            if command.is_empty() || !command.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                break;
            }
            name = command;
        }
        name
    }

    /// The macro of a name, if it stands for text.
    pub(super) fn find(&self, name: &str) -> Option<Rc<Macro>> {
        self.0.get(name).filter(|found| found.is_text).cloned()
    }
}

/// Whether a command defines another one.
pub(super) fn is_defining(name: &str) -> bool {
    DEFINING.contains(&name)
}

/// Reads what stands behind a command that defines another.
pub(super) fn definition(source: &str, braces: &Braces, command: &str, behind: usize) -> Option<Definition> {
    let at = behind + usize::from(source.get(behind..behind + 1) == Some("*"));
    if command.ends_with("def") {
        return plain_definition(source, braces, at);
    }
    let at = past_blanks(source, at);
    // `\newcommand{\fn}` and `\newcommand\fn`.
    let (name, at) = if source.get(at..at + 1) == Some("{") {
        let close = braces.close(at)?;
        (source.get(at + 1..close)?.trim(), close + 1)
    } else {
        let name = name_at(source, at + 1, source.len());
        (source.get(at..at + 1 + name.len())?, at + 1 + name.len())
    };
    let name = name.strip_prefix('\\')?.to_owned();
    let (parameters, at) = if command.contains("Document") {
        let open = past_blanks(source, at);
        let close = braces.close(open)?;
        (signature(source, Span::new(open + 1, close), braces), close + 1)
    } else {
        counted(source, at)?
    };
    let open = past_blanks(source, at);
    let close = braces.close(open)?;
    let made = parameters.map(|parameters| Macro::of(parameters, Span::new(open + 1, close), source));
    Some(Definition { name, made, behind: close + 1 })
}

/// `\let\fn=\footnote`
pub(super) fn alias(source: &str, behind: usize) -> Option<Definition> {
    let command = |at: usize| {
        let name = source
            .get(at..at + 1)
            .filter(|sign| *sign == "\\")
            .map(|_| name_at(source, at + 1, source.len()))?;
        (!name.is_empty()).then_some((name, at + 1 + name.len()))
    };
    let (name, at) = command(past_blanks(source, behind))?;
    let at = past_blanks(source, at);
    let at = past_blanks(source, at + usize::from(source.get(at..at + 1) == Some("=")));
    let (_, close) = command(at)?;
    let made = Some(Macro::of(Vec::new(), Span::new(at, close), source));
    Some(Definition { name: name.to_owned(), made, behind: close })
}

/// `[2][default]`
fn counted(source: &str, at: usize) -> Option<(Option<Vec<Parameter>>, usize)> {
    let mut at = past_blanks(source, at);
    let mut parameters = Vec::new();
    if let Some((count, behind)) = option(source, at) {
        let count = count.of(source).trim().parse::<usize>().ok().filter(|count| *count <= 9)?;
        parameters = vec![Parameter::Mandatory; count];
        at = past_blanks(source, behind);
        if let Some((default, behind)) = option(source, at) {
            if let Some(first) = parameters.first_mut() {
                *first = Parameter::Optional(Some(default));
            }
            at = behind;
        }
    }
    Some((Some(parameters), at))
}

/// `s O{default} o m` of xparse; none where it has what is not read.
fn signature(source: &str, span: Span, braces: &Braces) -> Option<Vec<Parameter>> {
    let mut parameters = Vec::new();
    let mut at = span.start;
    while at < span.end {
        match source.get(at..)?.chars().next()? {
            'm' => parameters.push(Parameter::Mandatory),
            'o' => parameters.push(Parameter::Optional(None)),
            's' => parameters.push(Parameter::Star),
            'O' => {
                let open = past_blanks(source, at + 1);
                let close = braces.close(open)?;
                parameters.push(Parameter::Optional(Some(Span::new(open + 1, close))));
                at = close;
            }
            '+' | '!' => {}
            c if c.is_whitespace() => {}
            _ => return None,
        }
        at += 1;
    }
    (parameters.len() <= 9).then_some(parameters)
}

/// `\def\fn#1#2{…}`
fn plain_definition(source: &str, braces: &Braces, at: usize) -> Option<Definition> {
    let at = past_blanks(source, at);
    let name =
        source.get(at..at + 1).filter(|sign| *sign == "\\").map(|_| name_at(source, at + 1, source.len()))?;
    let from = at + 1 + name.len();
    let rest = source.get(from..)?;
    let open = from + rest.bytes().take(200).position(|byte| byte == b'{')?;
    let close = braces.close(open)?;
    let pattern = source.get(from..open)?;
    let count = pattern.matches('#').count();
    // What parts its arguments by signs of its own is not read.
    let is_simple = count <= 9 && pattern.trim() == "#1#2#3#4#5#6#7#8#9".get(..2 * count).unwrap_or_default();
    let made =
        is_simple.then(|| Macro::of(vec![Parameter::Mandatory; count], Span::new(open + 1, close), source));
    Some(Definition { name: name.to_owned(), made, behind: close + 1 })
}

/// What stands in `[…]` at a byte, and the byte behind it; braces guard a bracket.
pub(super) fn option(source: &str, at: usize) -> Option<(Span, usize)> {
    let rest = source.as_bytes().get(at..)?;
    if rest.first() != Some(&b'[') {
        return None;
    }
    let mut depth = 0_usize;
    let mut escaped = false;
    for (i, byte) in rest.iter().enumerate().take(LONGEST).skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' => depth = depth.checked_sub(1)?,
            b']' if depth == 0 => return Some((Span::new(at + 1, at + i), at + i + 1)),
            _ => {}
        }
    }
    None
}

/// The byte behind blanks, of which at most one is a line end.
pub(super) fn past_blanks(source: &str, at: usize) -> usize {
    let rest = source.get(at..).unwrap_or_default();
    let length = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    let is_paragraph = rest.get(..length).is_some_and(|blanks| blanks.matches('\n').count() > 1);
    if is_paragraph { at } else { at + length }
}
