//! Letters, blanks and signs: how text is typed in LaTeX.

use ibidem_citations::{BlockKind, NoteNumber, RunStyle, Span};

use super::{DEPTH, PieceKind, Reader, accented, leading_number};

impl Reader<'_> {
    /// Where text is from: its own place, or that of the macro that stands for it.
    pub(super) fn place(&self, start: usize, end: usize) -> Span {
        self.frame.at().unwrap_or(Span::new(start, end))
    }

    pub(super) fn verbatim(&mut self, start: usize, end: usize) {
        self.ensure_open(start);
        let text = self.source.get(start..end).unwrap_or_default();
        match self.frame.at() {
            Some(place) => self.out.push(text, place),
            None => self.out.verbatim(text, start),
        }
    }

    pub(super) fn replaced(&mut self, text: &str, start: usize, end: usize) -> usize {
        if text == " " {
            self.blank(Span::new(start, end));
        } else {
            self.ensure_open(start);
            self.out.push(text, self.place(start, end));
        }
        end
    }

    pub(super) fn blank(&mut self, source: Span) {
        if self.out.is_open() {
            self.out.space(self.place(source.start, source.end));
        }
    }

    /// Opens a paragraph, or a note of a printed list: `[12] Author`, `12. Author`.
    pub(super) fn ensure_open(&mut self, at: usize) {
        if self.out.is_open() {
            return;
        }
        let rest = self.source.get(at..).unwrap_or_default();
        let line: String = rest.chars().take(40).take_while(|c| *c != '\n').collect();
        let number =
            leading_number(&line).filter(|_| self.block == BlockKind::Paragraph && !self.frame.is_macro());
        let kind = number
            .as_ref()
            .map_or(PieceKind::Text(self.block), |(number, _)| PieceKind::Numbered(number.clone()));
        self.out.open(kind, false);
        if let Some((number, length)) = number {
            self.out.skip(length);
            if let NoteNumber::Integer(number) = number {
                self.due = number.checked_add(1);
            }
        }
    }

    /// One line end is a blank; a blank line ends the paragraph, and so does a line that starts the next note of a list.
    pub(super) fn line_end(&mut self, at: usize, end: usize) -> usize {
        let behind = at + leading_blanks(self.source, at, end);
        let blanks = self.source.get(at..behind).unwrap_or_default();
        let rest = self.source.get(behind..end).unwrap_or_default();
        let line: String = rest.chars().take(12).collect();
        let is_due = leading_number(&line)
            .is_some_and(|(number, _)| Some(number) == self.due.map(NoteNumber::Integer));
        if blanks.matches('\n').count() > 1 || is_due {
            self.close_paragraph(at);
        } else {
            self.blank(Span::new(at, at + 1));
        }
        behind
    }

    /// Notes and entries are one piece: their paragraphs are parted by a blank.
    pub(super) fn close_paragraph(&mut self, source: usize) {
        match self.out.kind() {
            Some(PieceKind::Placed(_) | PieceKind::Entry(_)) => {
                self.out.space(self.place(source, source));
            }
            _ => self.out.close(),
        }
    }

    /// Two grave accents, two apostrophes, “--”, “---”, “<<”, “,,”: what TeX sets as one sign.
    pub(super) fn ligature(&mut self, at: usize, rest: &str) -> usize {
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

    /// `\&`, `\,`, `\"u`, `\\`, `\[…\]`.
    pub(super) fn sign(&mut self, at: usize, end: usize, rest: &str) -> usize {
        let Some(sign) = rest.chars().next() else { return end };
        let behind = at + 1 + sign.len_utf8();
        if let Some((text, close)) = accented(self.source, at, end) {
            return self.replaced(&text, at, close);
        }
        match sign {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                self.ensure_open(at);
                self.out.push(rest.get(..1).unwrap_or_default(), self.place(at, behind));
                behind
            }
            '[' | '(' => self.formula(at, behind, end, if sign == '[' { "\\]" } else { "\\)" }),
            '\\' | ' ' | '\n' | ',' | ';' | ':' | '!' => self.replaced(" ", at, behind),
            _ => behind,
        }
    }

    /// Formulas stay as they are typed.
    fn formula(&mut self, at: usize, behind: usize, end: usize, close: &str) -> usize {
        let Some(length) = self.find_end(behind, end, close) else { return behind };
        self.verbatim(at, behind + length + close.len());
        behind + length + close.len()
    }

    /// How far it is to a word that ends something.
    pub(super) fn find_end(&mut self, from: usize, end: usize, word: &str) -> Option<usize> {
        let known = self.ends.get(word).copied();
        let place = match known {
            Some((searched, place)) if searched <= from && place.is_none_or(|place| from <= place) => place,
            _ => {
                let place =
                    self.source.get(from..).and_then(|rest| rest.find(word)).map(|length| from + length);
                self.ends.insert(word.to_owned(), (from, place));
                place
            }
        };
        place.filter(|place| place + word.len() <= end).map(|place| place - from)
    }

    /// `\emph{text}`, and `{\em text}` to the end of its group.
    pub(super) fn run(
        &mut self,
        behind: usize,
        end: usize,
        depth: usize,
        name: &str,
        style: RunStyle,
    ) -> usize {
        let is_switch = matches!(name, "it" | "em" | "itshape" | "bf" | "bfseries");
        if depth >= DEPTH {
            return behind;
        }
        let (first, last) = if is_switch {
            let first = behind + blank(self.source, behind);
            (first, end_of_group(self.source, first, end))
        } else {
            let Some(close) = self.closing(behind, end) else { return behind };
            (behind + 1, close)
        };
        if style == RunStyle::Raised && self.note_again(first, last) {
            return last + usize::from(!is_switch);
        }
        self.ensure_open(first);
        let start = self.out.at();
        self.stretch(first, last, depth + 1);
        self.out.run(start, style);
        last + usize::from(!is_switch)
    }

    /// `\href{address}{text}`
    pub(super) fn link(&mut self, behind: usize, end: usize, depth: usize) -> usize {
        let behind = self.skip_options(behind, end);
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

    /// `\url{address}`: no sign of it is a command but those that its author has escaped.
    pub(super) fn address(&mut self, behind: usize, end: usize) -> usize {
        let Some(close) = self.closing(behind, end) else { return behind };
        let inside = Span::new(behind + 1, close);
        // The parameter of a macro is no address yet.
        if inside.of(self.source).contains('#') && self.frame.is_macro() {
            self.stretch(inside.start, inside.end, DEPTH);
            return close + 1;
        }
        let mut from = inside.start;
        for (at, _) in inside.of(self.source).match_indices('\\') {
            let at = inside.start + at;
            let is_escape = self
                .source
                .get(at + 1..)
                .is_some_and(|rest| rest.starts_with(['%', '#', '&', '_', '~', '{', '}']));
            if is_escape && at >= from {
                self.verbatim(from, at);
                from = at + 1;
            }
        }
        self.verbatim(from, close);
        close + 1
    }

    /// `\enquote{text}` of csquotes.
    pub(super) fn quoted(&mut self, at: usize, behind: usize, end: usize, depth: usize) -> usize {
        let Some(close) = self.closing(behind, end).filter(|_| depth < DEPTH) else { return behind };
        self.replaced("“", at, behind + 1);
        self.stretch(behind + 1, close, depth + 1);
        self.replaced("”", close, close + 1)
    }
}

/// The end of the group around a byte, or of the stretch.
fn end_of_group(source: &str, at: usize, end: usize) -> usize {
    /// Longer groups are taken to have no end; an unclosed brace must not make this quadratic.
    const LONGEST: usize = 50_000;
    let mut depth = 0_usize;
    for (i, byte) in source.get(at..end).unwrap_or_default().bytes().enumerate().take(LONGEST) {
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
pub(super) fn blank(source: &str, at: usize) -> usize {
    usize::from(source.get(at..at + 1) == Some(" "))
}
