//! The files that a source names: chapters, modules, lists of references.

use ibidem_citations::Span;
use typst_syntax::SyntaxKind;

use super::scope::{Arguments, callee, string};
use super::tree::Tree;
use crate::read::sources::Reference;

/// Finds the files that a text names.
pub(in crate::read) fn references(text: &str) -> Vec<Reference> {
    let mut tree = Tree::default();
    let root = tree.parse(text, Span::new(0, text.len()));
    tree.within(root)
        .flat_map(|node| {
            let at = tree.span(node).start;
            let named = |name: String, is_list: bool| {
                // A path from the root of the project, which is mostly the folder of the document.
                let paths = vec![name.trim_start_matches('/').to_owned()];
                Reference { at, paths, name, is_needed: true, is_list }
            };
            match tree.kind(node) {
                SyntaxKind::ModuleInclude | SyntaxKind::ModuleImport => {
                    file(&tree, text, node).map(|name| named(name, false)).into_iter().collect::<Vec<_>>()
                }
                SyntaxKind::FuncCall if callee(&tree, text, node) == Some("bibliography") => {
                    lists(&tree, text, node).into_iter().map(|name| named(name, true)).collect()
                }
                _ => Vec::new(),
            }
        })
        .collect()
}

/// The file that `include` or `import` names; none for a package, which is no part of the paper.
pub(super) fn file(tree: &Tree, source: &str, node: usize) -> Option<String> {
    let name = string(tree, source, tree.child(node, SyntaxKind::Str)?)?;
    (!name.starts_with('@') && !name.is_empty()).then_some(name)
}

/// The files that `bibliography` names: one, or an array of them.
pub(super) fn lists(tree: &Tree, source: &str, call: usize) -> Vec<String> {
    let arguments = Arguments::of(tree, source, call);
    let strings = arguments.positional.iter().flat_map(|argument| match tree.kind(*argument) {
        SyntaxKind::Array => tree.expressions(*argument).collect(),
        _ => vec![*argument],
    });
    strings.filter_map(|node| string(tree, source, node)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_modules_and_lists_are_named() {
        let text = "#include \"a/b.typ\"\n#import \"lib.typ\": note\n#import \"@preview/x:0.1.0\": *\n\
            // #include \"gone.typ\"\n`#include \"raw.typ\"`\n#bibliography((\"a.bib\", \"/b.yml\"), style: \"apa\")";
        let found: Vec<(String, bool)> =
            references(text).into_iter().map(|found| (found.paths.concat(), found.is_list)).collect();
        let expected = [("a/b.typ", false), ("lib.typ", false), ("a.bib", true), ("b.yml", true)];
        assert_eq!(found, expected.map(|(name, is_list)| (name.to_owned(), is_list)));
    }
}
