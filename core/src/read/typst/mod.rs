//! Typst → Document: text with `#footnote[…]`, `@key` and `#cite(<key>)`.
//!
//! Nothing is computed. Markup is read, and of the functions those that make text, notes, citations and
//! lists; functions of the author stand for their bodies; of all others what they are given as text is kept.
//! Set and show rules change nothing, loops are left out, and of a condition all branches are read.

mod calls;
mod citing;
mod files;
mod notes;
mod scope;
#[cfg(test)]
mod tests;
mod tree;
mod typing;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use ibidem_citations::{BlockKind, NoteNumber, RunStyle, Span};
use typst_syntax::SyntaxKind;

use super::builder::Builder;
use super::keys::{self, Met};
use super::sources::Sources;
use crate::document::{Document, Fault, PieceKind};
pub(super) use files::references;
use notes::Waiting;
use scope::{Frame, Scope, Settings};
use tree::Tree;

/// What is nested deeper is read as plain text.
const DEPTH: usize = 100;

/// Files within files, and functions within functions, beyond this depth are not read.
const DEEPEST: usize = 50;

/// The most functions of the author that are read.
const MOST_CALLS: usize = 200_000;

/// The most that is read of functions and of files that are read again, beside the length of the source, in bytes.
const MOST_BYTES: usize = 8 << 20;

/// Whether a text is Typst: by what nothing else has.
pub(super) fn is_typst(text: &str) -> bool {
    const SIGNS: [&str; 12] = [
        "#footnote[",
        "#footnote(",
        "#bibliography(",
        "#cite(<",
        "#quote(",
        "#quote[",
        "#set text(",
        "#set page(",
        "#set document(",
        "#show: ",
        "#import \"@preview/",
        "#include \"",
    ];
    SIGNS.iter().map(|sign| text.matches(sign).take(3).count()).sum::<usize>() >= 2
}

/// Reads Typst: a source of which the first `own` bytes are the document, and the rest the files that it names.
pub(super) fn read(source: &str, own: usize, sources: &Sources) -> Document {
    let whole = Whole::of(source, own, sources);
    let mut reader = Reader::new(&whole, HashMap::new());
    reader.document();
    if reader.is_ahead {
        // A note can be called before it stands; what it is called is known by now.
        let labels = std::mem::take(&mut reader.labels);
        reader = Reader::new(&whole, labels);
        reader.document();
    }
    reader.finish()
}

/// All files of a document, parsed.
struct Whole<'a> {
    source: &'a str,
    /// How many bytes of it are the document itself.
    own: usize,
    sources: &'a Sources,
    tree: Tree,
    /// The node of each file; none is the document itself.
    roots: HashMap<Option<usize>, usize>,
    scope: Scope,
    settings: Settings,
    /// Labels that the document sets: a reference to one is no citation.
    labels: HashSet<String>,
}

impl<'a> Whole<'a> {
    fn of(source: &'a str, own: usize, sources: &'a Sources) -> Self {
        let mut tree = Tree::default();
        let files = sources.texts(own).into_iter().map(|(part, span)| (Some(part), span));
        let files: Vec<(Option<usize>, Span)> =
            std::iter::once((None, Span::new(0, own))).chain(files).collect();
        let roots: Vec<(Option<usize>, usize)> =
            files.into_iter().map(|(part, span)| (part, tree.parse(source, span))).collect();
        let mut scope = Scope::default();
        for (_, root) in &roots {
            scope.learn(&tree, source, *root);
        }
        // The document has the last word on what its modules set.
        let settings = Settings::of(&tree, source, roots.iter().rev().map(|(_, root)| *root));
        let labels = roots.iter().flat_map(|(_, root)| set_labels(&tree, source, *root)).collect();
        Self { source, own, sources, tree, roots: roots.into_iter().collect(), scope, settings, labels }
    }

    fn text(&self, node: usize) -> &'a str {
        self.tree.span(node).of(self.source)
    }
}

/// The labels that stand in markup.
fn set_labels(tree: &Tree, source: &str, root: usize) -> Vec<String> {
    let markup = tree.within(root).filter(|node| tree.kind(*node) == SyntaxKind::Markup);
    let labels =
        markup.flat_map(|node| tree.children(node).filter(|child| tree.kind(*child) == SyntaxKind::Label));
    labels.map(|label| name_of_label(tree.span(label).of(source)).to_owned()).collect()
}

/// `<name>`
fn name_of_label(label: &str) -> &str {
    label.trim_start_matches('<').trim_end_matches('>')
}

struct Reader<'a> {
    whole: &'a Whole<'a>,
    out: Builder,
    notes: Vec<Waiting>,
    /// How many notes have a number.
    counted: u32,
    /// How many notes there are.
    ties: usize,
    /// The note that has a label.
    labels: HashMap<String, (NoteNumber, usize)>,
    /// Whether a note was called before it was read.
    is_ahead: bool,
    /// The function that is being read, if it is one.
    frame: Rc<Frame>,
    /// How many functions may still be read.
    calls_left: usize,
    /// How many bytes may still be read of functions, and of files that are read again.
    bytes_left: usize,
    /// The files that are being read, the innermost last.
    including: Vec<usize>,
    /// What paragraphs are.
    block: BlockKind,
    keys: Met,
    faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    fn new(whole: &'a Whole<'a>, labels: HashMap<String, (NoteNumber, usize)>) -> Self {
        Self {
            whole,
            out: Builder::default(),
            notes: Vec::new(),
            counted: 0,
            ties: 0,
            labels,
            is_ahead: false,
            frame: Rc::default(),
            calls_left: MOST_CALLS,
            bytes_left: whole.source.len() + MOST_BYTES,
            including: Vec::new(),
            block: BlockKind::Paragraph,
            keys: Met::default(),
            faults: Vec::new(),
        }
    }

    fn document(&mut self) {
        if let Some(root) = self.whole.roots.get(&None) {
            self.markup(*root, 0);
        }
        self.out.close();
        self.write_notes();
    }

    fn finish(mut self) -> Document {
        let settings = &self.whole.settings;
        let mut document = self.out.finish();
        document.metadata.title.clone_from(&settings.title);
        let authors = settings.authors.iter().flat_map(|author| ibidem_citations::parse::names(author));
        document.metadata.authors.extend(authors);
        document.language.clone_from(&settings.language);
        self.keys.lists = self.whole.lists();
        let (keys, faults) = keys::settle(self.keys, self.whole.source, self.whole.sources, self.whole.own);
        document.keys = keys;
        let of_syntax = self.whole.tree.faults.iter().cloned();
        document.faults = of_syntax.chain(self.faults).chain(faults).collect();
        if self.ties == 0 {
            super::plain::find_markers(&mut document);
        }
        document
    }

    /// Reads what stands in markup.
    fn markup(&mut self, node: usize, depth: usize) {
        let children: Vec<usize> = self.whole.tree.children(node).collect();
        let mut i = 0;
        while let Some(child) = children.get(i) {
            let behind = children.get(i + 1..).unwrap_or_default();
            i += 1 + self.citations(*child, behind, depth).unwrap_or_else(|| {
                self.element(*child, behind, depth);
                0
            });
        }
    }

    /// Reads one element of markup; `behind` are those that follow it.
    fn element(&mut self, node: usize, behind: &[usize], depth: usize) {
        use SyntaxKind as K;
        let tree = &self.whole.tree;
        let span = tree.span(node);
        match tree.kind(node) {
            K::Text | K::Link | K::Equation | K::Error | K::RawTrimmed => self.verbatim(span),
            K::Space | K::Linebreak => self.blank(span),
            K::Parbreak => self.close_paragraph(span.start),
            K::Escape => {
                let (c, _) = scope::escaped(self.whole.text(node));
                self.replaced(c.encode_utf8(&mut [0; 4]), span);
            }
            K::Shorthand => self.shorthand(node),
            K::SmartQuote => self.quotation_mark(node),
            K::Emph => self.run(node, RunStyle::Italic, depth),
            K::Strong => self.run(node, RunStyle::Bold, depth),
            K::Raw => self.raw(node),
            K::Heading => self.heading(node, depth),
            K::ListItem | K::EnumItem | K::TermItem => self.item(node, depth),
            K::Ref => self.cross_reference(node, depth),
            K::FuncCall => self.call(node, behind, depth),
            // What is set or shown is no text, and comments are none.
            K::Label | K::Hash | K::Semicolon | K::LineComment | K::BlockComment | K::Shebang => {}
            _ => self.expression(node, depth),
        }
    }

    /// Reads what an expression stands for.
    fn expression(&mut self, node: usize, depth: usize) {
        use SyntaxKind as K;
        let tree = &self.whole.tree;
        if depth >= DEPTH {
            return self.plain(node);
        }
        match tree.kind(node) {
            K::Markup => self.markup(node, depth + 1),
            K::ContentBlock | K::CodeBlock | K::Code | K::Parenthesized | K::Binary | K::Contextual => {
                for child in tree.expressions(node).collect::<Vec<_>>() {
                    self.expression(child, depth + 1);
                }
            }
            K::Conditional => self.conditional(node, depth),
            K::Str => {
                let text = scope::string(tree, self.whole.source, node).unwrap_or_default();
                self.replaced(&text, tree.span(node));
            }
            K::Ident => self.value(node, depth),
            K::Spread => self.rest(node, depth),
            K::FuncCall => self.call(node, &[], depth),
            K::ModuleInclude => self.include(node, depth),
            K::Emph | K::Strong | K::Raw | K::Heading | K::Ref | K::Equation => {
                self.element(node, &[], depth);
            }
            _ => {}
        }
    }

    /// Both branches, unless one is shut off by its author: `#if false [ … ]`.
    fn conditional(&mut self, node: usize, depth: usize) {
        let tree = &self.whole.tree;
        let parts: Vec<usize> = tree.expressions(node).collect();
        let said = parts.iter().find(|part| tree.kind(**part) == SyntaxKind::Bool);
        let said = said.map(|part| self.whole.text(*part) == "true");
        let mut is_else = false;
        for part in parts {
            match tree.kind(part) {
                SyntaxKind::Else => is_else = true,
                SyntaxKind::ContentBlock | SyntaxKind::CodeBlock | SyntaxKind::Conditional
                    if said != Some(is_else) =>
                {
                    self.expression(part, depth + 1);
                }
                _ => {}
            }
        }
    }

    /// `#include "chapter.typ"`
    fn include(&mut self, node: usize, depth: usize) {
        let whole = self.whole;
        let Some(name) = files::file(&whole.tree, whole.source, node) else { return };
        let asking = whole.sources.part_at(whole.tree.span(node).start, whole.own);
        let Some(part) = whole.sources.part(asking, &name) else { return };
        let Some(root) = whole.roots.get(&Some(part)) else { return };
        if self.including.contains(&part) || self.including.len() >= DEEPEST || !self.take_call(node, *root) {
            return;
        }
        self.including.push(part);
        self.close_paragraph(whole.tree.span(node).start);
        self.markup(*root, depth + 1);
        self.close_paragraph(whole.tree.span(*root).end);
        self.including.pop();
    }

    /// The text of what is nested too deep.
    fn plain(&mut self, node: usize) {
        let at = self.whole.tree.span(node).start;
        self.fault(at, "what is nested deeper than 100 levels was read as plain text");
        for node in self.whole.tree.within(node) {
            match self.whole.tree.kind(node) {
                SyntaxKind::Text => self.verbatim(self.whole.tree.span(node)),
                SyntaxKind::Space => self.blank(self.whole.tree.span(node)),
                _ => {}
            }
        }
    }

    fn fault(&mut self, at: usize, message: &str) {
        // One word is enough, however often it happens.
        if !self.faults.iter().any(|fault| fault.message == message) {
            self.faults.push(Fault { at, message: message.to_owned() });
        }
    }

    /// Whether what is read is the text of a note.
    fn is_in_note(&self) -> bool {
        matches!(self.out.kind(), Some(PieceKind::Placed(_)))
    }
}

impl Whole<'_> {
    /// The parts that are lists, in the order in which they are named.
    fn lists(&self) -> Vec<usize> {
        let mut calls: Vec<usize> = self
            .roots
            .values()
            .flat_map(|root| self.tree.within(*root))
            .filter(|node| {
                self.tree.kind(*node) == SyntaxKind::FuncCall
                    && scope::callee(&self.tree, self.source, *node) == Some("bibliography")
            })
            .collect();
        calls.sort_unstable();
        let lists = calls.into_iter().flat_map(|call| {
            let asking = self.sources.part_at(self.tree.span(call).start, self.own);
            let names = files::lists(&self.tree, self.source, call);
            names.into_iter().filter_map(move |name| self.sources.part(asking, &name))
        });
        lists.collect()
    }
}
