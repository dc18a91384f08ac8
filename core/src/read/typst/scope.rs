//! What names stand for: definitions of the author, arguments of calls, settings.

use std::collections::HashMap;
use std::rc::Rc;

use ibidem_citations::Span;
use ibidem_citations::style::csl::CslStyle;
use typst_syntax::SyntaxKind;

use super::tree::Tree;

/// What a name was defined as.
#[derive(Clone, Debug)]
pub(super) enum Definition {
    /// A function: its parameters and its body.
    Function(Vec<Parameter>, usize),
    /// An expression.
    Value(usize),
    /// Another name.
    Alias(String),
}

/// A parameter of a function, with what stands for it where nothing is given.
#[derive(Clone, Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) default: Option<usize>,
    /// Takes all positional arguments that no other parameter takes: `..rest`.
    pub(super) is_rest: bool,
}

/// The function that is being read: what it was given, and where it is called.
#[derive(Debug, Default)]
pub(super) struct Frame {
    pub(super) given: HashMap<String, (usize, Rc<Frame>)>,
    /// What each `..rest` was given.
    pub(super) rest: HashMap<String, (Vec<usize>, Rc<Frame>)>,
    /// Where the text of its body is taken to stand.
    pub(super) at: Option<Span>,
    pub(super) depth: usize,
    /// The name of the function.
    pub(super) name: Option<String>,
}

/// The arguments of a call.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    pub(super) positional: Vec<usize>,
    pub(super) named: Vec<(String, usize)>,
}

impl Arguments {
    pub(super) fn of(tree: &Tree, source: &str, call: usize) -> Self {
        let mut arguments = Self::default();
        let Some(list) = tree.child(call, SyntaxKind::Args) else { return arguments };
        for argument in tree.expressions(list) {
            match tree.kind(argument) {
                SyntaxKind::Named => arguments.named.extend(named(tree, source, argument)),
                // `..rest` is read as what it stands for, where it is read.
                _ => arguments.positional.push(argument),
            }
        }
        arguments
    }

    pub(super) fn named(&self, name: &str) -> Option<usize> {
        self.named.iter().find(|(own, _)| own == name).map(|(_, node)| *node)
    }
}

/// `name: expression`
fn named(tree: &Tree, source: &str, node: usize) -> Option<(String, usize)> {
    let mut parts = tree.expressions(node);
    let name = tree.span(parts.next()?).of(source).to_owned();
    Some((name, parts.next()?))
}

/// The name of the function that is called, without the module that it is from.
pub(super) fn callee<'a>(tree: &Tree, source: &'a str, call: usize) -> Option<&'a str> {
    let function = tree.children(call).next()?;
    let name = match tree.kind(function) {
        SyntaxKind::Ident => function,
        SyntaxKind::FieldAccess => {
            tree.children(function).filter(|node| tree.kind(*node) == SyntaxKind::Ident).last()?
        }
        _ => return None,
    };
    Some(tree.span(name).of(source))
}

/// The text of a string in quotation marks.
pub(super) fn string(tree: &Tree, source: &str, node: usize) -> Option<String> {
    if tree.kind(node) != SyntaxKind::Str {
        return None;
    }
    let inside = tree.span(node).of(source).strip_prefix('"')?;
    let inside = inside.strip_suffix('"').unwrap_or(inside);
    let mut text = String::new();
    let mut rest = inside;
    while let Some(at) = rest.find('\\') {
        text.push_str(rest.get(..at)?);
        let escape = rest.get(at..)?;
        let (c, length) = escaped(escape);
        text.push(c);
        rest = escape.get(length..)?;
    }
    text.push_str(rest);
    Some(text)
}

/// The character that an escape stands for, and its length: `\#`, `\u{1f600}`.
pub(super) fn escaped(escape: &str) -> (char, usize) {
    let hexadecimal = escape.strip_prefix("\\u{").and_then(|rest| rest.split_once('}'));
    if let Some((digits, _)) = hexadecimal
        && let Some(c) = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)
    {
        return (c, "\\u{}".len() + digits.len());
    }
    let c = escape.chars().nth(1).unwrap_or('\\');
    let length = if escape.len() > 1 { 1 + c.len_utf8() } else { 1 };
    (if c == 'n' || c == 't' || c == 'r' { ' ' } else { c }, length)
}

/// What the author has defined, whichever file it stands in.
#[derive(Debug, Default)]
pub(super) struct Scope {
    names: HashMap<String, Definition>,
}

impl Scope {
    pub(super) fn find(&self, name: &str) -> Option<&Definition> {
        self.names.get(name)
    }

    /// Learns the definitions of a file.
    pub(super) fn learn(&mut self, tree: &Tree, source: &str, root: usize) {
        for node in tree.within(root) {
            let defined = match tree.kind(node) {
                SyntaxKind::LetBinding => definition(tree, source, node),
                SyntaxKind::RenamedImportItem => {
                    let mut parts = tree.expressions(node).filter(|part| tree.kind(*part) != SyntaxKind::As);
                    let old = parts.next().map(|part| tree.span(part).of(source).to_owned());
                    let new = parts.next().map(|part| tree.span(part).of(source).to_owned());
                    new.zip(old.map(Definition::Alias))
                }
                _ => None,
            };
            if let Some((name, definition)) = defined {
                self.names.entry(name).or_insert(definition);
            }
        }
    }
}

fn definition(tree: &Tree, source: &str, node: usize) -> Option<(String, Definition)> {
    let mut parts = tree.expressions(node).filter(|part| tree.kind(*part) != SyntaxKind::Let);
    let first = parts.next()?;
    match tree.kind(first) {
        SyntaxKind::Closure => {
            let name = tree.span(tree.child(first, SyntaxKind::Ident)?).of(source);
            Some((name.to_owned(), function(tree, source, first)?))
        }
        SyntaxKind::Ident => {
            let name = tree.span(first).of(source).to_owned();
            let value = parts.next()?;
            let definition = match tree.kind(value) {
                SyntaxKind::Closure => function(tree, source, value)?,
                SyntaxKind::Ident => Definition::Alias(tree.span(value).of(source).to_owned()),
                SyntaxKind::FuncCall if callee(tree, source, value) == Some("with") => {
                    let access = tree.children(value).next()?;
                    let function = tree.child(access, SyntaxKind::Ident)?;
                    Definition::Alias(tree.span(function).of(source).to_owned())
                }
                _ => Definition::Value(value),
            };
            Some((name, definition))
        }
        _ => None,
    }
}

/// `(a, b: [x]) => body`
fn function(tree: &Tree, source: &str, closure: usize) -> Option<Definition> {
    let body = tree.expressions(closure).last()?;
    let list = tree.child(closure, SyntaxKind::Params)?;
    let parameters = tree.expressions(list).filter_map(|parameter| match tree.kind(parameter) {
        SyntaxKind::Named => {
            let (name, default) = named(tree, source, parameter)?;
            Some(Parameter { name, default: Some(default), is_rest: false })
        }
        SyntaxKind::Ident => {
            let name = tree.span(parameter).of(source).to_owned();
            Some(Parameter { name, default: None, is_rest: false })
        }
        SyntaxKind::Spread => {
            let name = tree.child(parameter, SyntaxKind::Ident)?;
            Some(Parameter { name: tree.span(name).of(source).to_owned(), default: None, is_rest: true })
        }
        _ => None,
    });
    (body != list).then(|| Definition::Function(parameters.collect(), body))
}

/// What the document says of itself.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// Citations of the text are notes.
    pub(super) cites_in_notes: bool,
    pub(super) title: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) language: Option<String>,
}

impl Settings {
    /// Reads the settings of the files; of the same said twice, the last one counts.
    pub(super) fn of(tree: &Tree, source: &str, roots: impl Iterator<Item = usize>) -> Self {
        let mut settings = Self::default();
        for node in roots.flat_map(|root| tree.within(root)) {
            let kind = tree.kind(node);
            if kind != SyntaxKind::FuncCall && kind != SyntaxKind::SetRule {
                continue;
            }
            let name = match kind {
                SyntaxKind::SetRule => {
                    tree.child(node, SyntaxKind::Ident).map(|name| tree.span(name).of(source))
                }
                _ => callee(tree, source, node),
            };
            let arguments = Arguments::of(tree, source, node);
            let is_set = kind == SyntaxKind::SetRule;
            match name {
                Some("bibliography") => settings.style(tree, source, &arguments),
                Some("cite") if is_set => settings.style(tree, source, &arguments),
                Some("text") if is_set => {
                    let language = arguments.named("lang").and_then(|node| string(tree, source, node));
                    settings.language = settings.language.take().or(language);
                }
                // `#show: template.with(title: [Salt])`
                Some("document" | "with") if is_set || name == Some("with") => {
                    settings.metadata(tree, source, &arguments);
                }
                _ => {}
            }
        }
        settings
    }

    fn style(&mut self, tree: &Tree, source: &str, arguments: &Arguments) {
        if let Some(style) = arguments.named("style").and_then(|node| string(tree, source, node)) {
            self.cites_in_notes = is_note_style(&style);
        }
    }

    fn metadata(&mut self, tree: &Tree, source: &str, arguments: &Arguments) {
        let title = arguments.named("title").map(|node| words(tree, source, node));
        self.title = self.title.take().or(title.filter(|title| !title.is_empty()));
        let authors = arguments.named("author").or(arguments.named("authors"));
        if let Some(authors) = authors.filter(|_| self.authors.is_empty()) {
            let list = match tree.kind(authors) {
                SyntaxKind::Array => tree.expressions(authors).collect(),
                _ => vec![authors],
            };
            let name = |node: usize| match tree.kind(node) {
                SyntaxKind::Dict => {
                    let pairs = tree.expressions(node).filter_map(|pair| named(tree, source, pair));
                    pairs.filter(|(key, _)| key == "name").map(|(_, value)| words(tree, source, value)).next()
                }
                _ => Some(words(tree, source, node)),
            };
            self.authors = list.into_iter().filter_map(name).filter(|name| !name.is_empty()).collect();
        }
    }
}

/// The plain words of an expression.
fn words(tree: &Tree, source: &str, node: usize) -> String {
    let mut text = String::new();
    for node in tree.within(node) {
        match tree.kind(node) {
            SyntaxKind::Text => text.push_str(tree.span(node).of(source)),
            SyntaxKind::Space => text.push(' '),
            SyntaxKind::Str => text.push_str(&string(tree, source, node).unwrap_or_default()),
            SyntaxKind::SmartQuote => text.push('’'),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the citations of a style are notes. Of a style in a file of its own, the name tells.
fn is_note_style(style: &str) -> bool {
    CslStyle::embedded(style).map_or_else(|_| style.contains("note"), |style| style.is_note())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(source: &str) -> Settings {
        let mut tree = Tree::default();
        let root = tree.parse(source, Span::new(0, source.len()));
        Settings::of(&tree, source, std::iter::once(root))
    }

    #[test]
    fn the_style_says_whether_a_citation_is_a_note() {
        let check = |source: &str, expected: bool| {
            assert_eq!(settings(source).cites_in_notes, expected, "{source}");
        };
        check("#bibliography(\"a.bib\", style: \"chicago-notes\")", true);
        check("#set bibliography(style: \"csl/my-footnotes.csl\")", true);
        check("#set cite(style: \"chicago-author-date\")", false);
        check("#bibliography(\"a.bib\", style: \"apa\")", false);
        check("#bibliography(\"a.bib\")", false);
    }

    #[test]
    fn title_and_authors_are_said_to_the_document_or_to_a_template() {
        let found = settings(
            "#set document(title: [Salt _and_ Sea], author: (\"Ann Lee\", \"Bo Ek\"))\n#set text(lang: \"sv\")",
        );
        assert_eq!(found.title.as_deref(), Some("Salt and Sea"));
        assert_eq!(found.authors, ["Ann Lee", "Bo Ek"]);
        assert_eq!(found.language.as_deref(), Some("sv"));
        let found =
            settings("#show: paper.with(title: \"Salt\", authors: ((name: \"Ann Lee\", mail: \"x\"),))");
        assert_eq!((found.title.as_deref(), found.authors), (Some("Salt"), vec!["Ann Lee".to_owned()]));
    }
}
