//! Source → syntax tree, flat and bounded.
//!
//! The parser calls itself for what is nested, without a limit, and so does what drops its tree.
//! Each level takes a sign or a keyword: texts are parsed in pieces that have no more of these than
//! a stack was made for, on a thread with that stack.

use ibidem_citations::Span;
use typst_syntax::{SyntaxKind, SyntaxNode};

use crate::document::Fault;

/// The most signs of a piece; a book of 500 pages that is one file has as many.
const MOST_SIGNS: usize = 32_000;

/// The stack for one level, in bytes: 2 KB were measured at most.
const LEVEL: usize = 4 << 10;

/// The most faults of syntax that are told.
const MOST_FAULTS: usize = 5;

/// Words that can stand before themselves.
const KEYWORDS: [&str; 12] =
    ["not", "if", "else", "for", "while", "let", "set", "show", "context", "return", "include", "import"];

/// A node of the tree; its children stand behind it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) kind: SyntaxKind,
    /// Its bytes in the source of the whole.
    pub(super) span: Span,
    /// The node behind the last one within it.
    behind: usize,
}

/// The trees of all files of a document, each under one node.
#[derive(Debug, Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    pub(super) faults: Vec<Fault>,
}

impl Tree {
    /// Parses a stretch of the source; gives the node of the whole.
    pub(super) fn parse(&mut self, source: &str, stretch: Span) -> usize {
        let root = self.nodes.len();
        self.nodes.push(Node { kind: SyntaxKind::Markup, span: stretch, behind: root });
        for piece in pieces(source, stretch) {
            self.parse_piece(source, piece);
        }
        self.nodes[root].behind = self.nodes.len();
        root
    }

    /// The node of a number; of none, an empty one.
    pub(super) fn node(&self, node: usize) -> Node {
        let nothing = Node { kind: SyntaxKind::End, span: Span::default(), behind: node };
        self.nodes.get(node).copied().unwrap_or(nothing)
    }

    pub(super) fn kind(&self, node: usize) -> SyntaxKind {
        self.node(node).kind
    }

    pub(super) fn span(&self, node: usize) -> Span {
        self.node(node).span
    }

    /// The children of a node, in order.
    pub(super) fn children(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let behind = self.node(node).behind;
        std::iter::successors(Some(node + 1), |child| Some(self.node(*child).behind))
            .take_while(move |child| *child < behind)
    }

    /// The first child of a kind.
    pub(super) fn child(&self, node: usize, kind: SyntaxKind) -> Option<usize> {
        self.children(node).find(|child| self.kind(*child) == kind)
    }

    /// The children of a node that are neither blanks, comments nor signs of grammar.
    pub(super) fn expressions(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        self.children(node).filter(|child| is_expression(self.kind(*child)))
    }

    /// All nodes within one, itself included.
    pub(super) fn within(&self, node: usize) -> std::ops::Range<usize> {
        node..self.node(node).behind.max(node + 1).min(self.nodes.len())
    }

    fn parse_piece(&mut self, source: &str, piece: Span) {
        let text = piece.of(source);
        let signs = signs(text);
        let parsed = (signs <= MOST_SIGNS)
            .then(|| {
                std::thread::scope(|scope| {
                    let thread =
                        std::thread::Builder::new().stack_size((1 << 20) + signs.saturating_mul(LEVEL));
                    let first = self.nodes.len();
                    let thread = thread.spawn_scoped(scope, move || flat(text, piece.start, first)).ok()?;
                    thread.join().ok()
                })
            })
            .flatten();
        if let Some((nodes, faults)) = parsed {
            self.nodes.extend(nodes);
            let room = MOST_FAULTS.saturating_sub(self.faults.len());
            self.faults.extend(faults.into_iter().take(room));
        } else {
            let behind = self.nodes.len() + 1;
            self.nodes.push(Node { kind: SyntaxKind::Text, span: piece, behind });
            self.faults.push(Fault {
                at: piece.start,
                message: format!(
                    "a paragraph with more than {MOST_SIGNS} signs of markup was read as plain text"
                ),
            });
        }
    }
}

/// Parses a text, and lays its tree out flat; `first` is the number of its first node.
fn flat(text: &str, base: usize, first: usize) -> (Vec<Node>, Vec<Fault>) {
    let root = typst_syntax::parse(text);
    let (mut nodes, mut faults): (Vec<Node>, Vec<Fault>) = (Vec::new(), Vec::new());
    let mut at = base;
    let mut open: Vec<(std::slice::Iter<'_, SyntaxNode>, Option<usize>)> = vec![(root.children(), None)];
    while let Some((children, node)) = open.last_mut() {
        let Some(child) = children.next() else {
            if let Some(node) = *node {
                let behind = first + nodes.len();
                if let Some(node) = nodes.get_mut(node) {
                    node.behind = behind;
                }
            }
            open.pop();
            continue;
        };
        let own = nodes.len();
        let span = Span::new(at, at + child.len());
        nodes.push(Node { kind: child.kind(), span, behind: first + own + 1 });
        if child.kind() == SyntaxKind::Error && faults.len() < MOST_FAULTS {
            let told = child.errors().into_iter().next();
            let message =
                told.map_or_else(|| "this is no Typst".to_owned(), |error| error.message.to_string());
            faults.push(Fault { at: span.start, message });
        }
        if child.children().len() == 0 {
            at = span.end;
        } else {
            open.push((child.children(), Some(own)));
        }
    }
    (nodes, faults)
}

/// The stretches that are parsed by themselves: mostly the whole, else groups of paragraphs.
fn pieces(source: &str, stretch: Span) -> Vec<Span> {
    let text = stretch.of(source);
    if signs(text) <= MOST_SIGNS {
        return vec![stretch];
    }
    let mut pieces: Vec<Span> = Vec::new();
    let (mut start, mut count) = (0, 0);
    let mut at = 0;
    for paragraph in text.split_inclusive("\n\n") {
        let own = signs(paragraph);
        if at > start && count + own > MOST_SIGNS {
            pieces.push(Span::new(start, at));
            (start, count) = (at, 0);
        }
        at += paragraph.len();
        count += own;
    }
    pieces.push(Span::new(start, at));
    pieces.into_iter().map(|piece| piece.shifted(stretch.start)).collect()
}

/// How many signs a text has, each of which may open a level.
fn signs(text: &str) -> usize {
    let is_sign = |c: char| !c.is_alphanumeric() && !c.is_whitespace() && !",.;'\"’“”–".contains(c);
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    text.chars().filter(|c| is_sign(*c)).count() + words.filter(|word| KEYWORDS.contains(word)).count()
}

/// Whether nodes of a kind say something in code.
fn is_expression(kind: SyntaxKind) -> bool {
    use SyntaxKind as K;
    !kind.is_grouping()
        && !matches!(
            kind,
            K::Space
                | K::Parbreak
                | K::LineComment
                | K::BlockComment
                | K::Comma
                | K::Semicolon
                | K::Colon
                | K::Hash
                | K::Plus
                | K::Eq
                | K::Arrow
                | K::End
        )
}
