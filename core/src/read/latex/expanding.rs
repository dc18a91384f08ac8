//! Macros and included files: text that stands elsewhere than where it is read.

use std::rc::Rc;

use ibidem_citations::Span;

use super::files::named;
use super::macros::{Macro, Parameter, option, past_blanks};
use super::{DEPTH, Reader, body, typing};

/// Macros within macros beyond this depth are not read.
const DEEPEST_MACRO: usize = 50;

/// Files within files beyond this depth are not read.
const DEEPEST_FILE: usize = 64;

/// The most macros that are read.
const MOST_MACROS: usize = 200_000;

/// The most that is read of macros and of files that are read again, beside the length of the source, in bytes.
const MOST_BYTES: usize = 8 << 20;

/// The macro that is being read: what it was given, and where it stands.
#[derive(Debug, Default)]
pub(super) struct Frame {
    given: Vec<Given>,
    at: Option<Span>,
    depth: usize,
}

/// What was given for a parameter.
#[derive(Clone, Debug)]
enum Given {
    /// A stretch of the source, and the macro in which it stands.
    Stretch(Span, Rc<Frame>),
    /// A star.
    Star,
    /// Nothing.
    Nothing,
}

/// What may still be read beyond the source itself.
#[derive(Debug)]
pub(super) struct Budget {
    macros: usize,
    bytes: usize,
}

impl Budget {
    pub(super) fn of(source: usize) -> Self {
        Self { macros: MOST_MACROS, bytes: source + MOST_BYTES }
    }

    fn take(&mut self, macros: usize, bytes: usize) -> bool {
        let left = (self.macros.checked_sub(macros), self.bytes.checked_sub(bytes));
        let (Some(macros), Some(bytes)) = left else { return false };
        (self.macros, self.bytes) = (macros, bytes);
        true
    }
}

impl Frame {
    /// Whether a macro is being read.
    pub(super) fn is_macro(&self) -> bool {
        self.at.is_some()
    }

    /// Where the macro stands.
    pub(super) fn at(&self) -> Option<Span> {
        self.at
    }
}

impl Reader<'_> {
    /// Reads what a macro stands for.
    pub(super) fn expand(
        &mut self,
        found: &Macro,
        at: usize,
        (behind, end): (usize, usize),
        depth: usize,
    ) -> usize {
        let mut given = Vec::new();
        let mut close = behind;
        for parameter in &found.parameters {
            given.push(self.given(parameter, &mut close, end));
        }
        if found.parameters.is_empty() {
            let braces = self.source.get(close..close + 2) == Some("{}");
            close += if braces { 2 } else { typing::blank(self.source, close) };
        }
        let close = close.min(end);
        if depth >= DEPTH || self.frame.depth >= DEEPEST_MACRO || !self.budget.take(1, found.body.len()) {
            self.fault(at, "macros stand for more macros than are read");
            return close;
        }
        let place = self.place(at, close);
        let frame = Rc::new(Frame { given, at: Some(place), depth: self.frame.depth + 1 });
        self.within(frame, found.body, depth + 1);
        close
    }

    fn given(&mut self, parameter: &Parameter, close: &mut usize, end: usize) -> Given {
        let at = past_blanks(self.source, *close);
        match parameter {
            Parameter::Star if self.source.get(*close..*close + 1) == Some("*") => {
                *close += 1;
                Given::Star
            }
            Parameter::Star => Given::Nothing,
            Parameter::Optional(default) => {
                match option(self.source, at).filter(|(_, behind)| *behind <= end) {
                    Some((span, behind)) => {
                        *close = behind;
                        Given::Stretch(span, Rc::clone(&self.frame))
                    }
                    None => default.map_or(Given::Nothing, |span| Given::Stretch(span, Rc::default())),
                }
            }
            Parameter::Mandatory => {
                if let Some(brace) = self.closing(at, end) {
                    *close = brace + 1;
                    return Given::Stretch(Span::new(at + 1, brace), Rc::clone(&self.frame));
                }
                // One letter is an argument too.
                let letter = self.source.get(at..end).and_then(|rest| rest.chars().next());
                let letter = letter.filter(|c| c.is_alphanumeric()).map_or(0, char::len_utf8);
                *close = if letter > 0 { at + letter } else { *close };
                Given::Stretch(Span::new(at, at + letter), Rc::clone(&self.frame))
            }
        }
    }

    /// Reads a stretch that stands in another macro, or in none.
    pub(super) fn within(&mut self, frame: Rc<Frame>, span: Span, depth: usize) {
        let own = std::mem::replace(&mut self.frame, frame);
        self.stretch(span.start, span.end, depth);
        self.frame = own;
    }

    /// `#1`
    pub(super) fn parameter(&mut self, at: usize, end: usize, depth: usize) -> usize {
        let digit = self.source.get(at + 1..end).and_then(|rest| rest.chars().next());
        let Some(digit) = digit.and_then(|c| c.to_digit(10)) else { return at + 1 };
        if let Some(Given::Stretch(span, frame)) = self.given_as(digit).cloned()
            && depth < DEPTH
        {
            if self.budget.take(1, span.len()) {
                self.within(frame, span, depth + 1);
            } else {
                self.fault(at, "macros stand for more macros than are read");
            }
        }
        at + 2
    }

    fn given_as(&self, digit: u32) -> Option<&Given> {
        self.frame.given.get((digit as usize).checked_sub(1)?)
    }

    /// What a stretch means that is a parameter alone: what was given for it, and where that stands.
    pub(super) fn meant(&self, span: Span) -> (Span, Rc<Frame>) {
        let (mut span, mut frame) = (span, Rc::clone(&self.frame));
        for _ in 0..DEEPEST_MACRO {
            let digit =
                span.of(self.source).trim().strip_prefix('#').and_then(|digit| digit.parse::<usize>().ok());
            let given = digit.and_then(|digit| frame.given.get(digit.checked_sub(1)?)).cloned();
            match given {
                Some(Given::Stretch(inner, its)) => (span, frame) = (inner, its),
                Some(Given::Star | Given::Nothing) => return (Span::new(span.start, span.start), frame),
                None => break,
            }
        }
        (span, frame)
    }

    /// `\IfNoValueTF{#1}{none}{some}`
    pub(super) fn choice(&mut self, name: &str, behind: usize, end: usize, depth: usize) -> usize {
        let Some(first) = self.closing(behind, end) else { return behind };
        let Some(second) = self.closing(first + 1, end) else { return behind };
        let Some(third) = self.closing(second + 1, end) else { return behind };
        let asked = Span::new(behind + 1, first).of(self.source).trim();
        let digit = asked.strip_prefix('#').and_then(|digit| digit.parse().ok());
        let is_nothing =
            digit.and_then(|digit| self.given_as(digit)).is_some_and(|given| matches!(given, Given::Nothing));
        let takes_first = is_nothing == (name == "IfNoValueTF");
        let (from, to) = if takes_first { (first + 2, second) } else { (second + 2, third) };
        self.stretch(from, to, depth);
        third + 1
    }

    /// `\input{chapter}`: its text is read here.
    pub(super) fn include(
        &mut self,
        name: &str,
        at: usize,
        behind: usize,
        end: usize,
        depth: usize,
    ) -> usize {
        let asking = self.sources.part_at(at, self.own);
        for file in named(self.source, name, behind) {
            let Some(part) = self.sources.part(asking, &file.name) else { continue };
            if name != "input" {
                self.close_paragraph(at);
            }
            let span = self.sources.span(part, self.own);
            if self.including.contains(&part) {
                self.fault(at, "a file includes itself, and was read once");
            } else if self.including.len() >= DEEPEST_FILE
                || depth >= DEPTH
                || !self.budget.take(1, span.len())
            {
                self.fault(at, "files include more files than are read");
            } else {
                self.including.push(part);
                let (start, end) = body(self.source, span);
                self.within(Rc::default(), Span::new(start, end), depth);
                self.including.pop();
            }
        }
        let is_bare = name == "input" && self.source.get(behind..behind + 1) == Some(" ");
        if is_bare {
            let rest = self.source.get(behind + 1..end).unwrap_or_default();
            return behind + 1 + rest.find(char::is_whitespace).unwrap_or(rest.len());
        }
        self.skip_arguments(behind, end)
    }
}
