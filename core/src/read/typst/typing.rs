//! Letters, blanks and signs, and the blocks of a text.

use ibidem_citations::{BlockKind, NoteNumber, RunStyle, Span};
use typst_syntax::SyntaxKind;

use super::{DEPTH, Reader};
use crate::document::PieceKind;

impl Reader<'_> {
    /// Where text is from: its own place, or that of the call whose function has it.
    pub(super) fn place(&self, span: Span) -> Span {
        self.frame.at.unwrap_or(span)
    }

    pub(super) fn ensure_open(&mut self) {
        if !self.out.is_open() {
            self.out.open(PieceKind::Text(self.block), false);
        }
    }

    pub(super) fn verbatim(&mut self, span: Span) {
        let text = span.of(self.whole.source);
        self.ensure_open();
        match self.frame.at {
            Some(place) => self.out.push(text, place),
            None => self.out.verbatim(text, span.start),
        }
    }

    pub(super) fn replaced(&mut self, text: &str, span: Span) {
        self.ensure_open();
        self.out.push(text, self.place(span));
    }

    pub(super) fn blank(&mut self, span: Span) {
        if self.out.is_open() {
            self.out.space(self.place(span));
        }
    }

    /// Notes are one piece: their paragraphs are parted by a blank.
    pub(super) fn close_paragraph(&mut self, at: usize) {
        if self.is_in_note() {
            self.blank(Span::new(at, at));
        } else {
            self.out.close();
        }
    }

    /// `~`, `--`, `---`, `...`, `-?`: what is set as one sign.
    pub(super) fn shorthand(&mut self, node: usize) {
        let span = self.whole.tree.span(node);
        let sign = match self.whole.text(node) {
            "~" => return self.blank(span),
            "-?" => return,
            "--" => "–",
            "---" => "—",
            "..." => "…",
            // A minus sign stands before numbers, and reads as the hyphen that was typed.
            other => other,
        };
        self.replaced(sign, span);
    }

    /// A straight quotation mark is set as an opening or closing one, by what stands before it.
    pub(super) fn quotation_mark(&mut self, node: usize) {
        let before = self.out.since(0).chars().next_back().filter(|_| self.out.is_open());
        let opens = before.is_none_or(|c| c.is_whitespace() || "([{“‘–—/".contains(c));
        let sign = match (self.whole.text(node), opens) {
            ("\"", true) => "“",
            ("\"", false) => "”",
            (_, true) => "‘",
            (_, false) => "’",
        };
        self.replaced(sign, self.whole.tree.span(node));
    }

    /// `_text_`, `*text*`
    pub(super) fn run(&mut self, node: usize, style: RunStyle, depth: usize) {
        if depth >= DEPTH {
            return self.plain(node);
        }
        self.ensure_open();
        let start = self.out.at();
        if let Some(body) = self.whole.tree.child(node, SyntaxKind::Markup) {
            self.markup(body, depth + 1);
        }
        if self.out.at() > start {
            self.out.run(start, style);
        }
    }

    /// Raw text is printed as it stands, and nothing in it is markup.
    pub(super) fn raw(&mut self, node: usize) {
        let tree = &self.whole.tree;
        let is_block = self.whole.text(node).starts_with("```") && self.whole.text(node).contains('\n');
        if is_block && !self.is_in_note() {
            self.out.open(PieceKind::Text(BlockKind::Verbatim), false);
        }
        let start = self.out.at();
        for child in tree.children(node).collect::<Vec<_>>() {
            match tree.kind(child) {
                SyntaxKind::Text => self.verbatim(tree.span(child)),
                // The line ends between lines; those at the fences are no text.
                SyntaxKind::RawTrimmed if self.out.since(start).ends_with(|c: char| c != '\n') => {
                    self.verbatim(tree.span(child));
                }
                _ => {}
            }
        }
        if is_block {
            self.close_paragraph(tree.span(node).end);
        }
    }

    /// `== Heading`
    pub(super) fn heading(&mut self, node: usize, depth: usize) {
        let marker = self.whole.tree.child(node, SyntaxKind::HeadingMarker);
        let level = marker.map_or(1, |marker| self.whole.tree.span(marker).len()).clamp(1, 6);
        let body = self.whole.tree.child(node, SyntaxKind::Markup);
        self.set_heading(u8::try_from(level).unwrap_or(1), body, depth);
    }

    pub(super) fn set_heading(&mut self, level: u8, body: Option<usize>, depth: usize) {
        if !self.is_in_note() {
            self.out.open(PieceKind::Text(BlockKind::Heading { level }), false);
        }
        if let Some(body) = body {
            self.expression(body, depth + 1);
        }
        self.close_paragraph(0);
    }

    /// `- item`, `7. item`, `/ term: meaning`
    pub(super) fn item(&mut self, node: usize, depth: usize) {
        if depth >= DEPTH {
            return self.plain(node);
        }
        let tree = &self.whole.tree;
        let number = tree.child(node, SyntaxKind::EnumMarker).and_then(|marker| {
            self.whole.text(marker).trim_end_matches('.').parse().ok().map(NoteNumber::Integer)
        });
        if !self.is_in_note() {
            let kind = number.map_or(PieceKind::Text(BlockKind::ListItem), PieceKind::Numbered);
            self.out.open(kind, false);
        }
        for body in tree.children(node).collect::<Vec<_>>() {
            match tree.kind(body) {
                SyntaxKind::Markup => self.markup(body, depth + 1),
                SyntaxKind::Colon => self.verbatim(tree.span(body)),
                SyntaxKind::Space if self.out.is_open() => self.blank(tree.span(body)),
                _ => {}
            }
        }
        self.close_paragraph(tree.span(node).end);
    }
}
