//! LaTeX → Document: text with `\footnote{…}` and `\cite{…}`, and what is left of LaTeX in texts that were LaTeX once.
//!
//! This is no TeX. Commands of the text itself are read (italics, accents, notes, headings, links,
//! citations), macros of the author stand for what they are defined as, the files that the source names
//! are read where it names them; of all other commands the arguments are kept as text.

mod blocks;
mod citing;
mod expanding;
mod files;
mod letters;
mod macros;
mod notes;
mod packages;
#[cfg(test)]
mod tests;
mod typing;
mod walk;

use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use ibidem_citations::{BlockKind, NoteNumber, RunStyle, Span};

use super::builder::Builder;
use super::keys::{self, Met};
use super::leading_number;
use super::sources::Sources;
use crate::document::{Document, Fault, PieceKind};
use blocks::Environment;
use expanding::{Budget, Frame};
pub(super) use files::references;
use letters::{accented, named_letter};
use macros::Macros;
use notes::Waiting;
use packages::Settings;
use walk::{Braces, Sign, walk};

/// Deeper groups are read as if they stood beside each other.
const DEPTH: usize = 200;

/// The most braces without an end that are told of.
const MOST_UNCLOSED: usize = 5;

/// Whether a text is LaTeX: by commands that nothing else has.
pub(super) fn is_latex(text: &str) -> bool {
    const SIGNS: [&str; 8] = [
        "\\footnote{",
        "\\emph{",
        "\\textit{",
        "\\documentclass",
        "\\section{",
        "\\textsc{",
        "\\endnote{",
        "\\begin{",
    ];
    SIGNS.iter().map(|sign| text.matches(sign).take(3).count()).sum::<usize>() >= 2
}

/// Reads LaTeX: a source of which the first `own` bytes are the document, and the rest the files that it names.
pub(super) fn read(source: &str, own: usize, sources: &Sources) -> Document {
    let (start, end) = body(source, Span::new(0, own));
    let mut reader = Reader::new(source, own, sources, start);
    reader.preamble(start);
    reader.stretch(start, end, 0);
    reader.out.close();
    reader.write_notes();
    reader.finish()
}

/// Where the text of a file begins and ends: between `\begin{document}` and `\end{document}`, if it has them.
fn body(source: &str, file: Span) -> (usize, usize) {
    let (mut start, mut end) = (file.start, file.end);
    walk(source, file, |sign| {
        let Sign::Command(at, name, behind) = sign else { return };
        let argument = || source.get(behind..).is_some_and(|rest| rest.starts_with("{document}"));
        if name == "begin" && start == file.start && argument() {
            start = behind + "{document}".len();
        } else if name == "end" && end == file.end && argument() {
            end = at;
        }
    });
    (start.min(end), end)
}

struct Reader<'a> {
    source: &'a str,
    /// How many bytes of it are the document itself.
    own: usize,
    sources: &'a Sources,
    braces: Braces,
    macros: Macros,
    settings: Settings,
    out: Builder,
    notes: Vec<Waiting>,
    /// How many notes have a number.
    counted: u32,
    /// How many notes there are.
    ties: usize,
    /// Marks whose texts come later: their number and tie.
    marked: VecDeque<(u32, usize)>,
    /// The last note of each number.
    numbered: HashMap<u32, usize>,
    /// The note that has a label.
    labels: HashMap<String, (NoteNumber, usize)>,
    /// The number that the next note of a printed list has.
    due: Option<u32>,
    /// What the next paragraph is.
    block: BlockKind,
    environments: Vec<Environment>,
    /// The macro that is being read, if it is one.
    frame: Rc<Frame>,
    budget: Budget,
    /// The parts that are being read, the innermost last.
    including: Vec<usize>,
    /// Where the words stand that end something, as far as they were looked for: from where, and the place.
    ends: HashMap<String, (usize, Option<usize>)>,
    keys: Met,
    faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str, own: usize, sources: &'a Sources, start: usize) -> Self {
        let parts: Vec<Span> = sources.texts(own).into_iter().map(|(_, span)| span).collect();
        let files: Vec<Span> = std::iter::once(Span::new(0, own)).chain(parts.iter().copied()).collect();
        let braces = Braces::of(source, &files);
        let preamble = Span::new(0, start);
        let mut macros = Macros::default();
        macros.learn(source, &braces, preamble, true);
        for part in &parts {
            macros.learn(source, &braces, *part, false);
        }
        let settings = packages::settings(source, parts.iter().copied().chain([preamble]));
        Self {
            source,
            own,
            sources,
            braces,
            macros,
            settings,
            out: Builder::default(),
            notes: Vec::new(),
            counted: 0,
            ties: 0,
            marked: VecDeque::new(),
            numbered: HashMap::new(),
            labels: HashMap::new(),
            due: None,
            block: BlockKind::Paragraph,
            environments: Vec::new(),
            frame: Rc::default(),
            budget: Budget::of(source.len()),
            including: Vec::new(),
            ends: HashMap::new(),
            keys: Met::default(),
            faults: Vec::new(),
        }
    }

    fn finish(mut self) -> Document {
        self.name_lists();
        let unclosed = self.braces.unclosed().take(MOST_UNCLOSED);
        let unclosed = unclosed.map(|at| Fault { at, message: "this brace is never closed".to_owned() });
        // A text in which commands are left over need not be sound.
        if self.ties > 0 || self.own != self.source.len() {
            self.faults.extend(unclosed);
        }
        let has_notes = self.ties > 0;
        let mut document = self.out.finish();
        let (keys, faults) = keys::settle(self.keys, self.source, self.sources, self.own);
        document.keys = keys;
        document.faults = self.faults.into_iter().chain(faults).collect();
        if !has_notes {
            super::plain::find_markers(&mut document);
        }
        document
    }

    /// Title and author are said in the preamble, or right behind it.
    fn preamble(&mut self, end: usize) {
        let before = self.source.get(..end.max(2_000).min(self.own)).unwrap_or(self.source);
        let argument = |name: &str| {
            let at = before.find(name)? + name.len();
            let close = self.braces.close(at)?;
            let text = self.source.get(at + 1..close)?;
            let text = text.split("\\thanks").next().unwrap_or_default().replace("\\\\", " ");
            Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let (title, author) = (argument("\\title"), argument("\\author"));
        let metadata = &mut self.out.document().metadata;
        metadata.title = title;
        for author in author.iter().flat_map(|author| author.split("\\and")) {
            metadata.authors.extend(ibidem_citations::parse::names(author.trim()));
        }
    }

    /// Reads a stretch of the source: the body, a note, an argument.
    fn stretch(&mut self, start: usize, end: usize, depth: usize) {
        let mut at = start;
        while at < end {
            at = self.step(at, end, depth).max(at + 1);
        }
    }

    /// Reads what starts at a byte; gives the byte behind it.
    fn step(&mut self, at: usize, end: usize, depth: usize) -> usize {
        let Some(rest) = self.source.get(at..end) else { return at + 1 };
        let Some(first) = rest.chars().next() else { return end };
        match first {
            '\\' => self.command(at, end, depth),
            '%' => {
                // A comment ends its line, and takes the line end and the blanks that follow with it.
                let line = rest.find('\n').map_or(end, |length| at + length + 1);
                let behind = self.source.get(line..end).unwrap_or_default();
                line + (behind.len() - behind.trim_start_matches([' ', '\t']).len())
            }
            '{' | '}' => at + 1,
            '~' => self.replaced(" ", at, at + 1),
            '#' if self.frame.is_macro() => self.parameter(at, end, depth),
            '$' => {
                // Formulas stay as they are typed.
                let close = rest.get(1..).and_then(|rest| rest.find(['$', '\n'])).map_or(end, |i| at + i + 2);
                self.verbatim(at, close.min(end));
                close
            }
            '\n' => self.line_end(at, end),
            c if c.is_whitespace() => {
                self.blank(Span::new(at, at + c.len_utf8()));
                at + c.len_utf8()
            }
            '`' | '\'' | '-' | '<' | '>' | ',' => self.ligature(at, rest),
            _ => {
                let plain = rest.find([
                    '\\', '%', '{', '}', '~', '$', '`', '\'', '-', '<', '>', ',', ' ', '\n', '\t', '\r', '#',
                ]);
                let close = plain
                    .filter(|length| *length > 0)
                    .map_or(if plain == Some(0) { at + first.len_utf8() } else { end }, |length| at + length);
                self.verbatim(at, close);
                close
            }
        }
    }

    fn command(&mut self, at: usize, end: usize, depth: usize) -> usize {
        let rest = self.source.get(at + 1..end).unwrap_or_default();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if letters == 0 {
            return self.sign(at, end, rest);
        }
        let name = rest.get(..letters).unwrap_or_default();
        let star = usize::from(rest.as_bytes().get(letters) == Some(&b'*'));
        let behind = at + 1 + letters + star;
        if let Some(letter) = named_letter(name) {
            let close = behind + usize::from(self.source.get(behind..behind + 2) == Some("{}")) * 2;
            let close = if close == behind { behind + typing::blank(self.source, behind) } else { close };
            return self.replaced(letter, at, close.min(end));
        }
        let name = self.macros.alias(name, self.source);
        let close = match self.note_command(name, at, behind, end) {
            Some(close) => Some(close),
            None => self.citing_command(name, at, (behind, end), depth),
        };
        let close = match close {
            Some(close) => Some(close),
            None => self.block_command(name, at, (behind, end), depth),
        };
        match close {
            Some(close) => close,
            None => self.text_command(name, at, (behind, end), depth),
        }
    }

    /// Commands that set text apart, and those that are none of the text.
    fn text_command(&mut self, name: &str, at: usize, (behind, end): (usize, usize), depth: usize) -> usize {
        match name {
            "emph" | "textit" | "textsl" | "it" | "em" | "itshape" => {
                self.run(behind, end, depth, name, RunStyle::Italic)
            }
            "textsuperscript" => self.run(behind, end, depth, name, RunStyle::Raised),
            "textbf" | "bf" | "bfseries" => self.run(behind, end, depth, name, RunStyle::Bold),
            "textsc" => self.run(behind, end, depth, name, RunStyle::SmallCaps),
            "href" => self.link(behind, end, depth),
            "url" | "nolinkurl" => self.address(behind, end),
            "verb" | "lstinline" => {
                let length = walk::verb_end(self.source.get(behind..end).unwrap_or_default()).unwrap_or(0);
                self.verbatim(behind + 1.min(length), (behind + length).saturating_sub(1).max(behind));
                behind + length
            }
            "iffalse" => self.find_end(behind, end, "\\fi").map_or(behind, |length| behind + length),
            "enquote" | "textquote" | "glqq" => self.quoted(at, behind, end, depth),
            "IfNoValueTF" | "IfValueTF" => self.choice(name, behind, end, depth),
            // What these name is no text.
            "label" | "ref" | "pageref" | "autoref" | "cref" | "index" | "vspace" | "hspace"
            | "includegraphics" | "bibliographystyle" | "usepackage" | "documentclass" | "setcounter"
            | "addtocounter" | "stepcounter" | "pagestyle" | "thispagestyle" | "markboth" | "title"
            | "author" | "date" | "addcontentsline" | "hypersetup" | "selectlanguage"
            | "printbibliography" | "defcitealias" | "setlength" | "addtolength" | "newtheorem"
            | "DeclareFieldFormat" | "graphicspath" | "captionsetup" | "geometry" | "phantomsection"
            | "counterwithin" | "counterwithout" | "newcounter" | "newlength" => {
                self.skip_arguments(behind, end)
            }
            _ if name == "let" || macros::is_defining(name) => {
                let defined = match name {
                    "let" => macros::alias(self.source, behind),
                    _ => macros::definition(self.source, &self.braces, name, behind),
                };
                match defined {
                    Some(definition) => {
                        let close = definition.behind;
                        self.macros.define(definition);
                        close.min(end)
                    }
                    None => behind,
                }
            }
            _ => {
                if let Some(found) = self.macros.find(name) {
                    return self.expand(&found, at, (behind, end), depth);
                }
                // The text of an unknown command stays; a blank behind its name is none.
                let behind = self.skip_options(behind, end);
                behind + typing::blank(self.source, behind)
            }
        }
    }

    fn fault(&mut self, at: usize, message: &str) {
        // One word is enough, however often it happens.
        if !self.faults.iter().any(|fault| fault.message == message) {
            self.faults.push(Fault { at, message: message.to_owned() });
        }
    }

    /// Behind `[options]`.
    fn skip_options(&mut self, at: usize, end: usize) -> usize {
        let rest = walk::within(self.source.get(at..end).unwrap_or_default(), walk::LONGEST);
        let options = rest.starts_with('[').then(|| rest.find([']', '\n', '{'])).flatten();
        options.filter(|i| rest[*i..].starts_with(']')).map_or(at, |i| at + i + 1)
    }

    /// Behind all `[options]` and `{arguments}`.
    fn skip_arguments(&mut self, at: usize, end: usize) -> usize {
        let mut at = self.skip_options(at, end);
        while let Some(close) = self.closing(at, end) {
            at = self.skip_options(close + 1, end);
        }
        at
    }

    /// The brace that closes the one at a byte, within a stretch.
    fn closing(&self, open: usize, end: usize) -> Option<usize> {
        self.braces.close(open).filter(|close| *close < end)
    }
}
