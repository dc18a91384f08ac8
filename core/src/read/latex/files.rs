//! The files that a source names: chapters, packages of its own, lists of references.

use ibidem_citations::Span;

use super::walk::{LONGEST, Sign, walk, within};
use crate::read::sources::Reference;

/// Finds the files that a text names.
pub(in crate::read) fn references(text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    walk(text, Span::new(0, text.len()), |sign| {
        if let Sign::Command(at, name, behind) = sign {
            let names = named(text, name, behind);
            found.extend(names.into_iter().map(|Named { name, paths, is_needed, is_list }| Reference {
                at,
                name,
                paths,
                is_needed,
                is_list,
            }));
        }
    });
    found
}

/// A file as a command names it.
pub(super) struct Named {
    /// The name by which it is found again.
    pub(super) name: String,
    paths: Vec<String>,
    is_needed: bool,
    pub(super) is_list: bool,
}

impl Named {
    fn text(name: &str) -> Self {
        Self { name: name.to_owned(), paths: endings(name, "tex"), is_needed: true, is_list: false }
    }

    fn package(name: &str, ending: &str) -> Self {
        let paths = vec![format!("{name}.{ending}")];
        Self { name: format!("{name}.{ending}"), paths, is_needed: false, is_list: false }
    }

    fn list(name: &str) -> Self {
        Self { name: name.to_owned(), paths: endings(name, "bib"), is_needed: true, is_list: true }
    }
}

/// TeX adds the ending first, and takes the bare name if there is no such file.
fn endings(name: &str, ending: &str) -> Vec<String> {
    let whole = format!("{name}.{ending}");
    if name.ends_with(&format!(".{ending}")) {
        vec![name.to_owned(), whole]
    } else {
        vec![whole, name.to_owned()]
    }
}

/// The files that a command names with its arguments, which stand at `behind`.
pub(super) fn named(text: &str, command: &str, behind: usize) -> Vec<Named> {
    let rest = text.get(behind..).unwrap_or_default();
    let list = |of: fn(&str) -> Named| {
        let names = argument(rest).map_or("", |(names, _)| names);
        names.split(',').filter_map(plain).map(|name| of(&name)).collect::<Vec<_>>()
    };
    match command {
        "input" | "include" | "subfile" | "subfileinclude" => {
            let bare = || rest.strip_prefix(' ').and_then(|rest| rest.split_whitespace().next());
            let name = argument(rest).map(|(name, _)| name).or_else(|| bare().filter(|_| command == "input"));
            name.and_then(plain).map(|name| Named::text(&name)).into_iter().collect()
        }
        "import" | "subimport" | "includefrom" | "inputfrom" | "subincludefrom" | "subinputfrom" => {
            let Some((folder, behind)) = argument(rest) else { return Vec::new() };
            let name = rest.get(behind..).and_then(argument).map(|(name, _)| name);
            let whole = name.map(|name| format!("{}/{}", folder.trim().trim_end_matches('/'), name.trim()));
            whole.as_deref().and_then(plain).map(|name| Named::text(&name)).into_iter().collect()
        }
        "bibliography" | "nobibliography" | "addbibresource" | "addglobalbib" | "addsectionbib" => {
            list(Named::list)
        }
        "usepackage" | "RequirePackage" => list(|name| Named::package(name, "sty")),
        "documentclass" | "LoadClass" => list(|name| Named::package(name, "cls")),
        _ => Vec::new(),
    }
}

/// A name without quotation marks; none where it is the parameter of a macro.
fn plain(name: &str) -> Option<String> {
    let name = name.trim().trim_matches('"');
    (!name.is_empty() && !name.contains('#')).then(|| name.to_owned())
}

/// The first argument in braces, past a star and options, and the byte behind it.
pub(super) fn argument(rest: &str) -> Option<(&str, usize)> {
    let mut at = usize::from(rest.starts_with('*'));
    loop {
        at += rest.get(at..)?.len() - rest.get(at..)?.trim_start().len();
        // Longer options and arguments name no files.
        let sample = within(rest.get(at..)?, 4 * LONGEST);
        if sample.starts_with('[') {
            at += sample.find(']')? + 1;
        } else {
            let inside = sample.strip_prefix('{')?;
            let close = inside.find('}')?;
            return Some((inside.get(..close)?, at + 1 + close + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> =
            references(text).into_iter().map(|reference| reference.paths.join("|")).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn chapters_and_lists_are_named_in_many_ways() {
        check("\\input{a/b}", &["a/b.tex|a/b"]);
        check("\\input a.tex \\include{b}", &["a.tex|a.tex.tex", "b.tex|b"]);
        check("\\bibliography{a, b}", &["a.bib|a", "b.bib|b"]);
        check("\\addbibresource[datatype=bibtex]{x.bib}", &["x.bib|x.bib.bib"]);
        check("\\import{ch/}{one}\\subfile{two}", &["ch/one.tex|ch/one", "two.tex|two"]);
        check("\\usepackage[a,\n b]{x,y}", &["x.sty", "y.sty"]);
    }

    #[test]
    fn what_is_no_name_is_let_alone() {
        check("% \\input{a}\n\\newcommand{\\x}[1]{\\input{#1}}\\input", &[]);
    }
}
