//! Citations by key: `@key[p. 4]`, `#cite(<key>, supplement: [p. 4])`.

use std::rc::Rc;

use ibidem_citations::Span;
use typst_syntax::SyntaxKind;

use super::notes::Content;
use super::scope::{Arguments, Definition, Frame, callee, string};
use super::{DEPTH, Reader, name_of_label};
use crate::document::CitedByKey;

/// One work that is cited.
#[derive(Clone, Debug)]
pub(super) struct Cited {
    key: String,
    /// Where the key stands.
    at: Span,
    /// The expression behind it: mostly pages.
    supplement: Option<usize>,
    frame: Rc<Frame>,
    manner: Manner,
}

/// How a citation is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// As the style has it.
    Auto,
    /// Words of the sentence.
    Textual,
    /// Not at all.
    Unprinted,
}

impl Reader<'_> {
    /// Reads a citation and those that stand beside it, which are one with it; gives how many elements
    /// behind the first one belong to it, and nothing where it is no citation.
    pub(super) fn citations(&mut self, node: usize, behind: &[usize], depth: usize) -> Option<usize> {
        let first = self.cited(node)?;
        let (mut used, mut end) = (0, self.whole.tree.span(node).end);
        let mut all = vec![first];
        for (i, next) in behind.iter().enumerate() {
            match self.whole.tree.kind(*next) {
                SyntaxKind::Space | SyntaxKind::Hash => {}
                _ => {
                    let Some(cited) = self.cited(*next) else { break };
                    if cited.manner != Manner::Auto || all.iter().any(|one| one.manner != Manner::Auto) {
                        break;
                    }
                    all.push(cited);
                    (used, end) = (i + 1, self.whole.tree.span(*next).end);
                }
            }
        }
        let source = Span::new(self.whole.tree.span(node).start, end);
        match all.first().map(|first| first.manner) {
            Some(Manner::Unprinted) => self.keys.unprinted.extend(all.into_iter().map(|one| one.key)),
            Some(Manner::Auto) if !self.is_in_note() && self.whole.settings.cites_in_notes => {
                // The blank before a note is not printed.
                if self.out.is_open() && self.out.since(0).ends_with(' ') {
                    self.out.take_back(self.out.at() - 1);
                }
                self.note(Content::Cited(all), source);
            }
            Some(manner) => {
                let brackets = manner == Manner::Auto && !self.is_in_note();
                self.ensure_open();
                if brackets {
                    self.out.push("(", self.place(Span::new(source.start, source.start + 1)));
                }
                self.write_cited(&all, depth);
                if brackets {
                    self.out.push(")", self.place(Span::new(source.end - 1, source.end)));
                }
            }
            None => {}
        }
        Some(used)
    }

    /// What an element cites, if it does so: `@key`, `#cite(<key>)`, `<key>` as an attribution.
    fn cited(&self, node: usize) -> Option<Cited> {
        let tree = &self.whole.tree;
        let one = |key: &str, at: Span, supplement| {
            let manner = Manner::Auto;
            let known = !self.whole.labels.contains(key) && !key.is_empty();
            known.then(|| Cited {
                key: key.to_owned(),
                at,
                supplement,
                frame: Rc::clone(&self.frame),
                manner,
            })
        };
        match tree.kind(node) {
            SyntaxKind::Ref => {
                let marker = tree.child(node, SyntaxKind::RefMarker)?;
                let span = tree.span(marker);
                let key = Span::new(span.start + 1, span.end);
                one(key.of(self.whole.source), key, tree.child(node, SyntaxKind::ContentBlock))
            }
            // The attribution of a quotation.
            SyntaxKind::Label => {
                let span = tree.span(node);
                let key = Span::new(span.start + 1, span.end.saturating_sub(1).max(span.start + 1));
                one(key.of(self.whole.source), key, None)
            }
            SyntaxKind::FuncCall if callee(tree, self.whole.source, node) == Some("cite") => self.cite(node),
            _ => None,
        }
    }

    /// `#cite(<key>, supplement: [p. 4], form: "prose")`
    fn cite(&self, node: usize) -> Option<Cited> {
        let whole = self.whole;
        if matches!(whole.scope.find("cite"), Some(Definition::Function(..))) {
            return None;
        }
        let arguments = Arguments::of(&whole.tree, whole.source, node);
        let (label, _) = self.meant(*arguments.positional.first()?);
        let span = whole.tree.span(label);
        let (key, at) = match whole.tree.kind(label) {
            SyntaxKind::Label => {
                let inside = Span::new(span.start + 1, span.end.saturating_sub(1).max(span.start + 1));
                (name_of_label(whole.text(label)).to_owned(), inside)
            }
            // `label("key")`, for keys with signs that no label in angle brackets can have.
            SyntaxKind::FuncCall if callee(&whole.tree, whole.source, label) == Some("label") => {
                let name = *Arguments::of(&whole.tree, whole.source, label).positional.first()?;
                (string(&whole.tree, whole.source, name)?, whole.tree.span(name))
            }
            _ => return None,
        };
        let manner = match arguments.named("form").map(|form| whole.text(form)) {
            None | Some("\"normal\"" | "auto") => Manner::Auto,
            Some("none") => Manner::Unprinted,
            Some(_) => Manner::Textual,
        };
        let supplement = arguments.named("supplement");
        Some(Cited { key, at, supplement, frame: Rc::clone(&self.frame), manner })
    }

    /// Writes what is cited: “smith1999, p. 12; lee2001”.
    pub(super) fn write_cited(&mut self, cited: &[Cited], depth: usize) {
        for (i, one) in cited.iter().enumerate() {
            let source = one.frame.at.unwrap_or(one.at);
            if i > 0 {
                self.out.push("; ", Span::new(source.start, source.start));
            }
            let start = self.out.at();
            self.out.push(&one.key, source);
            let at = Span::new(start, self.out.at());
            let postnote =
                one.supplement.and_then(|supplement| self.postnote(supplement, one, source, depth));
            let span = Span::new(start, self.out.at());
            let key = one.key.clone();
            let continues = i > 0;
            let cited = CitedByKey { key, at, span, prefix: None, postnote, continues, is_listed: false };
            self.keys.cited.push(cited);
        }
    }

    fn postnote(&mut self, supplement: usize, one: &Cited, source: Span, depth: usize) -> Option<Span> {
        let from = self.out.at();
        self.out.push(", ", Span::new(source.end, source.end));
        let start = self.out.at();
        if depth < DEPTH {
            let own = std::mem::replace(&mut self.frame, Rc::clone(&one.frame));
            self.expression(supplement, depth + 1);
            self.frame = own;
        }
        let end = start + self.out.since(start).trim_end().len();
        self.out.take_back(if end > start { end } else { from });
        (end > start).then(|| Span::new(start, end))
    }
}
