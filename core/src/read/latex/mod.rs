//! LaTeX → Document: text with `\footnote{…}`, and what is left of LaTeX in texts that were LaTeX once.
//!
//! This is no TeX: nothing is expanded or loaded. Commands of the text itself are read (italics,
//! accents, notes, headings, links), the others are dropped and their arguments kept as text.

mod letters;
#[cfg(test)]
mod tests;

use ibidem_citations::{BlockKind, NoteNumber, RunStyle, Span};

use super::builder::Builder;
use super::leading_number;
use crate::document::{Document, MarkerShape, PieceKind};
use letters::{accented, named_letter};

/// Deeper groups are read as if they stood beside each other.
const DEPTH: usize = 200;
/// The longest argument that is looked for, in bytes; an unclosed brace must not make this quadratic.
const LONGEST_ARGUMENT: usize = 50_000;

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

/// Reads LaTeX.
pub(super) fn read(source: &str) -> Document {
    let start = source.find("\\begin{document}").map_or(0, |at| at + "\\begin{document}".len());
    let end = source.find("\\end{document}").filter(|end| *end >= start).unwrap_or(source.len());
    let mut reader =
        Reader { source, out: Builder::default(), notes: Vec::new(), counted: 0, unclosed: 0, due: None };
    reader.preamble(start);
    reader.stretch(start, end, 0);
    reader.out.close();
    reader.write_notes();
    let has_notes = reader.counted > 0;
    let mut document = reader.out.finish();
    if !has_notes {
        super::plain::find_markers(&mut document);
    }
    document
}

/// A note whose text waits for the end of the body.
struct Waiting {
    number: NoteNumber,
    text: Span,
}

struct Reader<'a> {
    source: &'a str,
    out: Builder,
    notes: Vec<Waiting>,
    /// How many of them have a number.
    counted: u32,
    /// How many arguments were not closed.
    unclosed: usize,
    /// The number that the next note of a printed list has.
    due: Option<u32>,
}

impl Reader<'_> {
    /// Title and author are said in the preamble, or right behind it.
    fn preamble(&mut self, end: usize) {
        let before = self.source.get(..end.max(2_000).min(self.source.len())).unwrap_or(self.source);
        let argument = |name: &str| {
            let at = before.find(name)? + name.len();
            let close = closing(self.source, at)?;
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
                // A comment ends its line, and takes the line end with it.
                let line = rest.find('\n').map_or(end, |length| at + length + 1);
                line + leading_blanks(self.source, line, end)
            }
            '{' | '}' => at + 1,
            '~' => self.replaced(" ", at, at + 1),
            '$' => {
                // Formulas stay as they are typed.
                let close = rest.get(1..).and_then(|rest| rest.find(['$', '\n'])).map_or(end, |i| at + i + 2);
                self.verbatim(at, close.min(end));
                close
            }
            '\n' => self.line_end(at, end),
            c if c.is_whitespace() => {
                self.out.space(Span::new(at, at + c.len_utf8()));
                at + c.len_utf8()
            }
            '`' | '\'' | '-' | '<' | '>' | ',' => self.ligature(at, rest),
            _ => {
                let plain = rest.find([
                    '\\', '%', '{', '}', '~', '$', '`', '\'', '-', '<', '>', ',', ' ', '\n', '\t', '\r',
                ]);
                let close = plain
                    .filter(|length| *length > 0)
                    .map_or(if plain == Some(0) { at + first.len_utf8() } else { end }, |length| at + length);
                self.verbatim(at, close);
                close
            }
        }
    }

    fn verbatim(&mut self, start: usize, end: usize) {
        self.ensure_open(start);
        let text = self.source.get(start..end).unwrap_or_default();
        self.out.verbatim(text, start);
    }

    fn replaced(&mut self, text: &str, start: usize, end: usize) -> usize {
        if text == " " {
            self.out.space(Span::new(start, end));
        } else {
            self.ensure_open(start);
            self.out.push(text, Span::new(start, end));
        }
        end
    }

    /// Opens a paragraph, or a note of a printed list: `[12] Author`, `12. Author`.
    fn ensure_open(&mut self, at: usize) {
        if self.out.is_open() {
            return;
        }
        let rest = self.source.get(at..).unwrap_or_default();
        let line: String = rest.chars().take(40).take_while(|c| *c != '\n').collect();
        let number = leading_number(&line);
        let kind = number
            .as_ref()
            .map_or(PieceKind::Text(BlockKind::Paragraph), |(number, _)| PieceKind::Numbered(number.clone()));
        self.out.open(kind, false);
        if let Some((number, length)) = number {
            self.out.skip(length);
            if let NoteNumber::Integer(number) = number {
                self.due = number.checked_add(1);
            }
        }
    }

    /// One line end is a blank; a blank line ends the paragraph, and so does a line that starts the next note of a list.
    fn line_end(&mut self, at: usize, end: usize) -> usize {
        let behind = at + leading_blanks(self.source, at, end);
        let blanks = self.source.get(at..behind).unwrap_or_default();
        let rest = self.source.get(behind..end).unwrap_or_default();
        let line: String = rest.chars().take(12).collect();
        let is_due = leading_number(&line)
            .is_some_and(|(number, _)| Some(number) == self.due.map(NoteNumber::Integer));
        if blanks.matches('\n').count() > 1 || is_due {
            self.close_paragraph(at);
        } else {
            self.out.space(Span::new(at, at + 1));
        }
        behind
    }

    /// Notes are one piece: their paragraphs are parted by a blank.
    fn close_paragraph(&mut self, source: usize) {
        match self.out.kind() {
            Some(PieceKind::Note(_)) => {
                self.out.space(Span::new(source, source));
            }
            _ => self.out.close(),
        }
    }

    /// Two grave accents, two apostrophes, “--”, “---”, “<<”, “,,”: what TeX sets as one sign.
    fn ligature(&mut self, at: usize, rest: &str) -> usize {
        const SIGNS: [(&str, &str); 9] = [
            ("---", "—"),
            ("--", "–"),
            ("``", "“"),
            ("''", "”"),
            ("`", "‘"),
            ("<<", "«"),
            (">>", "»"),
            (",,", "„"),
            ("'", "’"),
        ];
        if let Some((typed, sign)) = SIGNS.iter().find(|(typed, _)| rest.starts_with(typed)) {
            self.replaced(sign, at, at + typed.len())
        } else {
            self.verbatim(at, at + 1);
            at + 1
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
            let close = if close == behind { behind + blank(self.source, behind) } else { close };
            return self.replaced(letter, at, close.min(end));
        }
        match name {
            "footnote" | "endnote" | "thanks" | "footnotetext" => self.note(name, at, behind, end),
            "emph" | "textit" | "textsl" | "it" | "em" | "itshape" => {
                self.run(behind, end, depth, name, RunStyle::Italic)
            }
            "textsuperscript" => self.run(behind, end, depth, name, RunStyle::Raised),
            "textbf" | "bf" | "bfseries" => self.run(behind, end, depth, name, RunStyle::Bold),
            "href" => self.link(behind, end, depth),
            "enquote" | "textquote" | "glqq" => self.quoted(at, behind, end, depth),
            "chapter" | "section" | "subsection" | "subsubsection" | "paragraph" | "part" => {
                self.heading(name, behind, end, depth)
            }
            "par" | "item" | "maketitle" | "newpage" | "clearpage" | "bigskip" | "medskip" | "smallskip"
            | "noindent" | "caption" => {
                self.close_paragraph(at);
                behind
            }
            "begin" | "end" => {
                self.close_paragraph(at);
                self.skip_arguments(behind, end)
            }
            // What these name is no text.
            "label" | "ref" | "pageref" | "index" | "vspace" | "hspace" | "includegraphics" | "cite"
            | "bibliography" | "bibliographystyle" | "footnotemark" | "usepackage" | "documentclass"
            | "setcounter" | "input" | "include" | "pagestyle" | "thispagestyle" | "markboth" | "title"
            | "author" | "date" | "addcontentsline" | "hypersetup" | "selectlanguage" | "autocite"
            | "footcite" | "parencite" | "textcite" | "nocite" | "printbibliography" => {
                self.skip_arguments(behind, end)
            }
            // The text of an unknown command stays; a blank behind its name is none.
            _ => {
                let behind = self.skip_options(behind, end);
                behind + blank(self.source, behind)
            }
        }
    }

    /// `\&`, `\,`, `\"u`, `\\`.
    fn sign(&mut self, at: usize, end: usize, rest: &str) -> usize {
        let Some(sign) = rest.chars().next() else { return end };
        let behind = at + 1 + sign.len_utf8();
        if let Some((text, close)) = accented(self.source, at, end) {
            return self.replaced(&text, at, close);
        }
        match sign {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                self.ensure_open(at);
                self.out.push(rest.get(..1).unwrap_or_default(), Span::new(at, behind));
                behind
            }
            '\\' | ' ' | '\n' | ',' | ';' | ':' | '!' => self.replaced(" ", at, behind),
            _ => behind,
        }
    }

    /// `\footnote{text}`: its marker stays here, its text goes behind the body.
    fn note(&mut self, name: &str, at: usize, behind: usize, end: usize) -> usize {
        let open = self.skip_options(behind, end);
        let Some(close) = self.closing(open, end) else { return behind };
        let text = Span::new(open + 1, close);
        let is_note = matches!(self.out.kind(), Some(PieceKind::Note(_)));
        // A note within a note is read where it stands.
        if is_note {
            self.out.space(Span::new(at, open));
            return open + 1;
        }
        let number = if name == "thanks" {
            NoteNumber::Label("*".to_owned())
        } else {
            self.counted += 1;
            NoteNumber::Integer(self.counted)
        };
        if name != "footnotetext" {
            if !self.out.is_open() {
                self.out.open(PieceKind::Text(BlockKind::Paragraph), false);
            }
            let start = self.out.at();
            self.out.push(&format!("[{number}]"), Span::new(at, close + 1));
            self.out.marker(start, number.clone(), Span::new(at, close + 1), MarkerShape::Declared);
        }
        self.notes.push(Waiting { number, text });
        close + 1
    }

    fn write_notes(&mut self) {
        for note in std::mem::take(&mut self.notes) {
            self.out.open(PieceKind::Note(note.number), false);
            self.stretch(note.text.start, note.text.end, 1);
            self.out.close();
        }
    }

    /// `\emph{text}`, and `{\em text}` to the end of its group.
    fn run(&mut self, behind: usize, end: usize, depth: usize, name: &str, style: RunStyle) -> usize {
        let is_switch = matches!(name, "it" | "em" | "itshape" | "bf" | "bfseries");
        let (first, last) = if is_switch {
            let first = behind + blank(self.source, behind);
            (first, end_of_group(self.source, first, end))
        } else {
            let Some(close) = self.closing(behind, end) else { return behind };
            (behind + 1, close)
        };
        if depth >= DEPTH {
            return first;
        }
        self.ensure_open(first);
        let start = self.out.at();
        self.stretch(first, last, depth + 1);
        self.out.run(start, style);
        last + usize::from(!is_switch)
    }

    /// `\href{address}{text}`
    fn link(&mut self, behind: usize, end: usize, depth: usize) -> usize {
        let close =
            self.closing(behind, end).filter(|close| self.source.get(close + 1..close + 2) == Some("{"));
        let Some(close) = close.filter(|_| depth < DEPTH) else { return behind };
        let Some(last) = self.closing(close + 1, end) else { return close + 1 };
        let target = self.source.get(behind + 1..close).unwrap_or_default().replace('\\', "");
        self.ensure_open(close);
        let start = self.out.at();
        self.stretch(close + 2, last, depth + 1);
        self.out.run(start, RunStyle::Link { target });
        last + 1
    }

    /// `\enquote{text}` of csquotes.
    fn quoted(&mut self, at: usize, behind: usize, end: usize, depth: usize) -> usize {
        let Some(close) = self.closing(behind, end).filter(|_| depth < DEPTH) else { return behind };
        self.replaced("“", at, behind + 1);
        self.stretch(behind + 1, close, depth + 1);
        self.replaced("”", close, close + 1)
    }

    fn heading(&mut self, name: &str, behind: usize, end: usize, depth: usize) -> usize {
        let open = self.skip_options(behind, end);
        let Some(close) = self.closing(open, end).filter(|_| depth < DEPTH) else { return behind };
        let level = match name {
            "part" | "chapter" => 1,
            "section" => 2,
            "subsection" => 3,
            _ => 4,
        };
        self.out.open(PieceKind::Text(BlockKind::Heading { level }), false);
        self.stretch(open + 1, close, depth + 1);
        self.out.close();
        close + 1
    }

    /// Behind `[options]`.
    fn skip_options(&mut self, at: usize, end: usize) -> usize {
        let rest = self.source.get(at..end).unwrap_or_default();
        let options = rest.starts_with('[').then(|| rest.find([']', '\n', '{'])).flatten();
        options.filter(|i| rest[*i..].starts_with(']')).map_or(at, |i| at + i + 1)
    }

    /// Behind all `[options]` and `{arguments}`.
    fn skip_arguments(&mut self, at: usize, end: usize) -> usize {
        let mut at = self.skip_options(at, end);
        while self.source.get(at..at + 1) == Some("{") {
            let Some(close) = self.closing(at, end) else { return at };
            at = self.skip_options(close + 1, end);
        }
        at
    }

    /// The brace that closes the one at a byte.
    fn closing(&mut self, open: usize, end: usize) -> Option<usize> {
        if self.unclosed > 100 {
            return None;
        }
        let close = closing(self.source, open).filter(|close| *close < end);
        self.unclosed += usize::from(close.is_none() && self.source.get(open..open + 1) == Some("{"));
        close
    }
}

fn closing(source: &str, open: usize) -> Option<usize> {
    let rest = source.get(open..)?.strip_prefix('{')?;
    let mut depth = 1_usize;
    let mut escaped = false;
    for (i, byte) in rest.bytes().enumerate().take(LONGEST_ARGUMENT) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + 1 + i);
        }
    }
    None
}

/// The end of the group around a byte, or of the stretch.
fn end_of_group(source: &str, at: usize, end: usize) -> usize {
    let mut depth = 0_usize;
    for (i, byte) in source.get(at..end).unwrap_or_default().bytes().enumerate().take(LONGEST_ARGUMENT) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return at + i,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    end
}

fn leading_blanks(source: &str, at: usize, end: usize) -> usize {
    let rest = source.get(at..end).unwrap_or_default();
    rest.len() - rest.trim_start().len()
}

/// The one blank behind the name of a command.
fn blank(source: &str, at: usize) -> usize {
    usize::from(source.get(at..at + 1) == Some(" "))
}
