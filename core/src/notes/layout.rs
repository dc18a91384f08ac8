//! The text of a paper, copied together from the text of its document.

use ibidem_citations::resolve::ManagedCite;
use ibidem_citations::{Block, BlockKind, Run, Span};

use super::Part;
use crate::document::{CitedByKey, Document, SourceMap};

/// A paper's text in the making.
pub(super) struct Layout<'a> {
    document: &'a Document,
    source: &'a str,
    text: String,
    map: SourceMap,
    runs: Vec<Run>,
    blocks: Vec<Block>,
    cited: Vec<CitedByKey>,
    managed: Vec<ManagedCite>,
    block_start: usize,
    block_kind: BlockKind,
}

/// A paper’s text with all that lies over it.
pub(super) struct Finished {
    pub(super) text: String,
    pub(super) runs: Vec<Run>,
    pub(super) blocks: Vec<Block>,
    pub(super) map: SourceMap,
    /// What is cited by keys.
    pub(super) cited: Vec<CitedByKey>,
    /// What a reference manager has printed.
    pub(super) managed: Vec<ManagedCite>,
}

impl<'a> Layout<'a> {
    pub(super) fn new(document: &'a Document, source: &'a str) -> Self {
        Self {
            document,
            source,
            text: String::with_capacity(document.text.len()),
            map: SourceMap::default(),
            runs: Vec::new(),
            blocks: Vec::new(),
            cited: Vec::new(),
            managed: Vec::new(),
            block_start: 0,
            block_kind: BlockKind::Paragraph,
        }
    }

    pub(super) fn at(&self) -> usize {
        self.text.len()
    }

    /// Starts a block; one that goes on in the middle of a sentence after a page break joins the last.
    pub(super) fn open_block(&mut self, piece: Span, kind: BlockKind, after_break: bool) {
        let text = piece.of(&self.document.text);
        let goes_on = after_break
            && kind == BlockKind::Paragraph
            && text.starts_with(char::is_lowercase)
            && self.blocks.last().is_some_and(|last| {
                last.kind == BlockKind::Paragraph
                    && !last.span.of(&self.text).ends_with(['.', '!', '?', ':', '”', '"'])
            });
        if let Some(last) = self.blocks.pop_if(|_| goes_on) {
            self.text.truncate(last.span.end);
            if !self.text.ends_with('-') {
                self.text.push(' ');
            }
            (self.block_start, self.block_kind) = (last.span.start, last.kind);
        } else {
            (self.block_start, self.block_kind) = (self.at(), kind);
        }
    }

    pub(super) fn close_block(&mut self) {
        let end = self.block_start + self.text[self.block_start..].trim_end().len();
        if end > self.block_start {
            self.blocks.push(Block { span: Span::new(self.block_start, end), kind: self.block_kind });
            self.text.push_str("\n\n");
        }
    }

    /// The place of a marker among the finished blocks: what stood between two of them is at the end of the first.
    pub(super) fn settled(&self, at: usize) -> usize {
        let i = self.blocks.partition_point(|block| block.span.start <= at);
        let end = i.checked_sub(1).map_or(0, |i| self.blocks[i].span.end);
        // A block that was joined to this one since can have a character where the gap was.
        let at = at.min(end);
        // No character is longer than four bytes.
        (at.saturating_sub(3)..=at).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }

    /// Ends the body and gives its span.
    pub(super) fn end_body(&self) -> Span {
        Span::new(0, self.blocks.last().map_or(0, |block| block.span.end))
    }

    /// Adds a note; gives its span and its source text, which `source` places where it is no whole lines.
    pub(super) fn note(&mut self, parts: &[Part], inline: bool, source: Option<Span>) -> (Span, String) {
        let start = self.at();
        let mut raw = String::new();
        for (i, part) in parts.iter().enumerate() {
            let text = part.span.of(&self.document.text);
            let lead = text.len() - text.trim_start().len();
            let span = Span::new(part.span.start + lead, part.span.start + text.trim_end().len().max(lead));
            if i > 0 {
                self.text.push(if part.joined { ' ' } else { '\n' });
            }
            self.copy(span);
            if source.is_none() {
                raw.push_str(if i > 0 { "\n" } else { "" });
                raw.push_str(self.raw(span, inline));
            }
        }
        if let Some(source) = source {
            // A page can have all its notes on one line.
            raw.push_str(source.of(self.source).trim());
        }
        let span = Span::new(start, self.at());
        self.text.push_str("\n\n");
        (span, raw)
    }

    /// The source of a stretch, with the markup at its ends: to the borders of its lines.
    fn raw(&self, span: Span, inline: bool) -> &'a str {
        let source = self.document.map.source(span);
        if inline {
            return source.of(self.source);
        }
        let before = self.source.get(..source.start).unwrap_or_default();
        let behind = self.source.get(source.end..).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = source.end + behind.find('\n').unwrap_or(behind.len());
        self.source.get(start..end).unwrap_or_default().trim()
    }

    /// Copies a stretch of the document, with its runs and the way back to its source.
    pub(super) fn copy(&mut self, span: Span) {
        if span.is_empty() {
            return;
        }
        let at = self.at();
        self.text.push_str(span.of(&self.document.text));
        self.map.copy(&self.document.map, span, at);
        let runs = &self.document.runs;
        // A run that starts before the stretch can reach into it; runs nest at most a few deep.
        let first = runs.partition_point(|run| run.span.start < span.start).saturating_sub(8);
        for run in runs[first..].iter().take_while(|run| run.span.start < span.end) {
            let inside = Span::new(run.span.start.max(span.start), run.span.end.min(span.end));
            if run.span.overlaps(span) && !inside.is_empty() {
                let moved = Span::new(at + inside.start - span.start, at + inside.end - span.start);
                self.runs.push(Run { span: moved, style: run.style.clone() });
            }
        }
        let cited = &self.document.keys.cited;
        let first = cited.partition_point(|one| one.at.start < span.start);
        for one in cited[first..].iter().take_while(|one| one.at.end <= span.end) {
            // Words before and behind are copied with the key, unless the stretch was cut within them.
            let moved = |part: Span| Span::new(at + part.start - span.start, at + part.end - span.start);
            let inside = |part: &Span| span.contains(*part);
            self.cited.push(CitedByKey {
                at: moved(one.at),
                span: moved(if inside(&one.span) { one.span } else { one.at }),
                prefix: one.prefix.filter(inside).map(moved),
                postnote: one.postnote.filter(inside).map(moved),
                ..one.clone()
            });
        }
        let cites = &self.document.managed.cites;
        let first = cites.partition_point(|cite| cite.span.end <= span.start);
        for cite in cites[first..].iter().take_while(|cite| cite.span.start < span.end) {
            let inside = Span::new(cite.span.start.max(span.start), cite.span.end.min(span.end));
            let moved = Span::new(at + inside.start - span.start, at + inside.end - span.start);
            self.managed.push(ManagedCite { span: moved, works: cite.works.clone() });
        }
    }

    pub(super) fn finish(self) -> Finished {
        let Self { text, runs, blocks, map, cited, managed, .. } = self;
        Finished { text, runs, blocks, map, cited, managed }
    }
}
