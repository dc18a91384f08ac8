//! Calls of functions: those of Typst that make text, and those of the author.

use std::rc::Rc;

use ibidem_citations::{BlockKind, RunStyle};
use typst_syntax::SyntaxKind;

use super::scope::{Arguments, Definition, Frame, callee, string};
use super::{DEEPEST, DEPTH, Reader};
use crate::document::PieceKind;

impl Reader<'_> {
    /// Reads a call; `behind` is what follows it in markup.
    pub(super) fn call(&mut self, node: usize, behind: &[usize], depth: usize) {
        if depth >= DEPTH {
            return self.plain(node);
        }
        let whole = self.whole;
        let arguments = Arguments::of(&whole.tree, whole.source, node);
        let Some(name) = callee(&whole.tree, whole.source, node) else {
            return self.contents(&arguments, depth);
        };
        let mut name = name.to_owned();
        for _ in 0..DEEPEST {
            match whole.scope.find(&name) {
                // `std.footnote`, called by what the author has put in its place.
                Some(Definition::Function(..)) if self.frame.name.as_deref() == Some(&name) => break,
                Some(Definition::Function(parameters, body)) => {
                    let wanted =
                        parameters.iter().filter(|own| own.default.is_none() && !own.is_rest).count();
                    let mut given = arguments.positional.iter();
                    let mut frame = self.frame_of(node, Some(name));
                    for parameter in parameters {
                        if parameter.is_rest {
                            // Those behind it have theirs, too.
                            let count = arguments.positional.len().saturating_sub(wanted);
                            let rest = given.by_ref().take(count).copied().collect();
                            frame.rest.insert(parameter.name.clone(), (rest, Rc::clone(&self.frame)));
                            continue;
                        }
                        let argument = match parameter.default {
                            Some(default) => Some(arguments.named(&parameter.name).unwrap_or(default)),
                            None => given.next().copied(),
                        };
                        if let Some(argument) = argument {
                            let own = (argument, Rc::clone(&self.frame));
                            frame.given.insert(parameter.name.clone(), own);
                        }
                    }
                    if self.take_call(node, *body) {
                        let outer = std::mem::replace(&mut self.frame, Rc::new(frame));
                        self.expression(*body, depth + 1);
                        self.frame = outer;
                    }
                    self.attach(behind);
                    return;
                }
                Some(Definition::Alias(other)) if *other != name => name.clone_from(other),
                _ => break,
            }
        }
        self.built_in(&name, node, &arguments, behind, depth);
    }

    /// What reads the body of a function, or a definition, that is named at a node.
    fn frame_of(&self, node: usize, name: Option<String>) -> Frame {
        let at = Some(self.place(self.whole.tree.span(node)));
        Frame { at, name, depth: self.frame.depth + 1, ..Frame::default() }
    }

    /// Whether what stands elsewhere may be read once more: the body of a function, a file.
    pub(super) fn take_call(&mut self, node: usize, body: usize) -> bool {
        let length = self.whole.tree.span(body).len();
        let is_deep = self.frame.depth >= DEEPEST;
        if self.calls_left == 0 || self.bytes_left < length || is_deep {
            let at = self.whole.tree.span(node).start;
            self.fault(at, "functions stand for more text than is read");
            return false;
        }
        self.calls_left -= 1;
        self.bytes_left -= length;
        true
    }

    fn built_in(&mut self, name: &str, node: usize, arguments: &Arguments, behind: &[usize], depth: usize) {
        match name {
            "footnote" | "endnote" => self.footnote(node, arguments, behind, depth),
            "cite" => {
                self.citations(node, &[], depth);
            }
            "quote" => self.quotation(node, arguments, depth),
            "bibliography" => {
                let tree = &self.whole.tree;
                let is_full = arguments.named("full").is_some_and(|full| {
                    tree.kind(full) == SyntaxKind::Bool && self.whole.text(full) == "true"
                });
                self.keys.all |= is_full;
            }
            "link" => self.link(arguments, depth),
            "emph" => self.styled(arguments, RunStyle::Italic, depth),
            "strong" => self.styled(arguments, RunStyle::Bold, depth),
            "smallcaps" => self.styled(arguments, RunStyle::SmallCaps, depth),
            "super" => self.styled(arguments, RunStyle::Raised, depth),
            "text" => {
                let style = arguments.named("style").filter(|style| self.whole.text(*style) == "\"italic\"");
                match style {
                    Some(_) => self.styled(arguments, RunStyle::Italic, depth),
                    None => self.bodies(arguments, depth),
                }
            }
            "heading" => {
                let level = arguments.named("level").or(arguments.named("depth"));
                let level = level.and_then(|level| self.whole.text(level).parse().ok()).unwrap_or(1);
                self.set_heading(level, arguments.positional.last().copied(), depth);
            }
            "sub" | "underline" | "highlight" | "overline" | "upper" | "lower" | "strike" => {
                self.bodies(arguments, depth);
            }
            "parbreak" | "pagebreak" | "colbreak" => self.close_paragraph(self.whole.tree.span(node).start),
            "linebreak" | "h" | "v" => self.blank(self.whole.tree.span(node)),
            "update" => self.count_anew(node, arguments),
            // What these are given is no text of the paper.
            "raw" | "image" | "counter" | "state" | "label" | "ref" | "outline" | "metadata" | "hide"
            | "lorem" | "read" | "plugin" | "eval" | "query" | "locate" | "numbering" | "step"
            | "display" | "with" => {}
            _ => self.contents(arguments, depth),
        }
    }

    /// What a name stands for: what a function was given, or a definition.
    pub(super) fn value(&mut self, node: usize, depth: usize) {
        let name = self.whole.text(node);
        if let Some((given, frame)) = self.frame.given.get(name).cloned() {
            if self.take_call(node, given) {
                let own = std::mem::replace(&mut self.frame, frame);
                self.expression(given, depth + 1);
                self.frame = own;
            }
            return;
        }
        if let Some(Definition::Value(value)) = self.whole.scope.find(name)
            && self.take_call(node, *value)
        {
            let frame = self.frame_of(node, None);
            let outer = std::mem::replace(&mut self.frame, Rc::new(frame));
            self.expression(*value, depth + 1);
            self.frame = outer;
        }
    }

    /// What `..rest` stands for: all that a function was given beside what it names.
    pub(super) fn rest(&mut self, node: usize, depth: usize) {
        let tree = &self.whole.tree;
        let Some(name) = tree.child(node, SyntaxKind::Ident) else { return };
        let Some((given, frame)) = self.frame.rest.get(self.whole.text(name)).cloned() else { return };
        for argument in given {
            if self.take_call(node, argument) {
                let own = std::mem::replace(&mut self.frame, Rc::clone(&frame));
                self.expression(argument, depth + 1);
                self.frame = own;
            }
        }
    }

    /// The expression that a name stands for, and the function in which that stands.
    pub(super) fn meant(&self, node: usize) -> (usize, Rc<Frame>) {
        let (mut node, mut frame) = (node, Rc::clone(&self.frame));
        for _ in 0..DEEPEST {
            if self.whole.tree.kind(node) != SyntaxKind::Ident {
                break;
            }
            let name = self.whole.text(node);
            if let Some((given, outer)) = frame.given.get(name).cloned() {
                (node, frame) = (given, outer);
            } else if let Some(Definition::Value(value)) = self.whole.scope.find(name) {
                node = *value;
            } else {
                break;
            }
        }
        (node, frame)
    }

    /// The texts that a function is given which is made for text.
    pub(super) fn bodies(&mut self, arguments: &Arguments, depth: usize) {
        for argument in &arguments.positional {
            self.expression(*argument, depth + 1);
        }
    }

    /// The texts that any function is given; strings may say something else to it.
    fn contents(&mut self, arguments: &Arguments, depth: usize) {
        let named = arguments.named.iter().map(|(_, node)| *node);
        for argument in arguments.positional.iter().copied().chain(named) {
            let is_text = matches!(
                self.whole.tree.kind(argument),
                SyntaxKind::ContentBlock | SyntaxKind::FuncCall | SyntaxKind::CodeBlock | SyntaxKind::Spread
            );
            let is_given = self.whole.tree.kind(argument) == SyntaxKind::Ident
                && self.frame.given.contains_key(self.whole.text(argument));
            if is_text || is_given {
                self.expression(argument, depth + 1);
                // Cells and captions are no one sentence.
                self.blank(self.whole.tree.span(argument));
            }
        }
    }

    fn styled(&mut self, arguments: &Arguments, style: RunStyle, depth: usize) {
        self.ensure_open();
        let start = self.out.at();
        self.bodies(arguments, depth);
        if self.out.at() > start {
            self.out.run(start, style);
        }
    }

    /// `#link("https://example.org")[text]`; without a text, the address is printed.
    fn link(&mut self, arguments: &Arguments, depth: usize) {
        let Some(first) = arguments.positional.first() else { return };
        let (address, _) = self.meant(*first);
        let target = string(&self.whole.tree, self.whole.source, address);
        self.ensure_open();
        let start = self.out.at();
        match (arguments.positional.get(1), &target) {
            (Some(body), _) => self.expression(*body, depth + 1),
            (None, Some(_)) => self.expression(*first, depth + 1),
            (None, None) => {}
        }
        if let Some(target) = target.filter(|_| self.out.at() > start) {
            self.out.run(start, RunStyle::Link { target });
        }
    }

    /// `#quote(block: true, attribution: [Ann Lee, _Quays_, 4])[text]`
    fn quotation(&mut self, node: usize, arguments: &Arguments, depth: usize) {
        let span = self.whole.tree.span(node);
        let is_block = arguments.named("block").is_some_and(|block| self.whole.text(block) == "true");
        let attribution = arguments.named("attribution").map(|attribution| self.meant(attribution).0);
        let cites = attribution.is_some_and(|node| self.whole.tree.kind(node) == SyntaxKind::Label);
        if is_block && !self.is_in_note() {
            let outer = std::mem::replace(&mut self.block, BlockKind::Quote);
            self.out.open(PieceKind::Text(BlockKind::Quote), false);
            self.bodies(arguments, depth);
            if let Some(attribution) = attribution {
                self.ensure_open();
                self.attribution(attribution, cites, depth);
            }
            self.close_paragraph(span.end);
            self.block = outer;
            return;
        }
        self.replaced("“", span);
        self.bodies(arguments, depth);
        self.replaced("”", span);
        if let Some(attribution) = attribution.filter(|_| cites) {
            self.attribution(attribution, true, depth);
        }
    }

    fn attribution(&mut self, node: usize, cites: bool, depth: usize) {
        let span = self.whole.tree.span(node);
        self.blank(span);
        if cites {
            self.citations(node, &[], depth);
        } else {
            self.replaced("— ", span);
            self.expression(node, depth + 1);
        }
    }
}
