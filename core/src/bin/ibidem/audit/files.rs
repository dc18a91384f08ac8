//! Paths → files: folders are walked, and every file has a name that says nothing of the machine.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use ibidem::read;

/// A file to be audited, and the path under which it is reported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) shown: String,
}

/// Endings of the files that are read in a folder; a file that is named is read whatever its ending.
pub(crate) const ENDINGS: [&str; 15] = [
    "docx", "odt", "rtf", "epub", "md", "markdown", "txt", "text", "html", "htm", "xhtml", "tex", "latex",
    "typ", "pdf",
];

/// Endings of those that may include others.
const INCLUDING: [&str; 3] = ["tex", "latex", "typ"];

/// Folders in folders beyond this depth are not entered.
const DEEPEST: usize = 256;

/// Finds the files of the named paths, each once: in the order of the paths, and sorted in folders.
pub(crate) fn find(paths: &[PathBuf]) -> Vec<File> {
    let mut found: Vec<PathBuf> = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut below = Vec::new();
            walk(path, 0, &mut below);
            found.extend(without_included(below));
        } else {
            found.push(path.clone());
        }
    }
    let mut seen = BTreeSet::new();
    found.retain(|path| seen.insert(path.clone()));
    let shared = shared_folder(&found);
    let current = std::env::current_dir().unwrap_or_default();
    found
        .into_iter()
        .map(|path| {
            let below = |folder: &Path| path.strip_prefix(folder).ok().map(Path::to_owned);
            // Only absolute paths tell where on the machine a file lies.
            let relative = if path.is_absolute() { below(&current).or_else(|| below(&shared)) } else { None };
            let shown = relative.unwrap_or_else(|| path.clone()).to_string_lossy().into_owned();
            File { path, shown }
        })
        .collect()
}

/// Adds the documents of a folder; a folder that cannot be read stands for itself, and fails to be read.
fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = sorted_entries(folder) else {
        found.push(folder.to_owned());
        return;
    };
    // What was printed from a file that lies beside it has the same notes.
    let is_print =
        |path: &Path| has_ending(path, "pdf") && entries.iter().any(|other| is_source(other, path));
    for path in entries.iter().filter(|path| !is_print(path)) {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if is_hidden {
            continue;
        }
        // A link to a folder can lead back up.
        let is_link = path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
        if path.is_dir() {
            if !is_link && depth < DEEPEST {
                walk(path, depth + 1, found);
            }
        } else if has_known_ending(path) {
            found.push(path.clone());
        }
    }
}

/// Leaves out the files that others include: a chapter is read as part of its book.
fn without_included(files: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut included = BTreeSet::new();
    for file in files.iter().filter(|file| INCLUDING.iter().any(|known| has_ending(file, known))) {
        // Of two that include each other the first stays.
        if !file.canonicalize().is_ok_and(|file| included.contains(&file)) {
            included.extend(read::included(file).iter().filter_map(|part| part.canonicalize().ok()));
        }
    }
    let is_own = |file: &PathBuf| file.canonicalize().map_or(true, |file| !included.contains(&file));
    files.into_iter().filter(is_own).collect()
}

fn sorted_entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries =
        folder.read_dir()?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    Ok(entries)
}

fn has_known_ending(path: &Path) -> bool {
    ENDINGS.iter().any(|known| has_ending(path, known))
}

fn has_ending(path: &Path, known: &str) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(known))
}

/// Whether a file is of the name of a PDF, and is read as well.
fn is_source(path: &Path, pdf: &Path) -> bool {
    path.file_stem() == pdf.file_stem() && !has_ending(path, "pdf") && has_known_ending(path)
}

/// The folder that all absolute paths share.
fn shared_folder(paths: &[PathBuf]) -> PathBuf {
    let mut folders = paths.iter().filter(|path| path.is_absolute()).filter_map(|path| path.parent());
    let Some(first) = folders.next() else { return PathBuf::new() };
    folders.fold(first.to_owned(), |shared, folder| {
        let same = shared.components().zip(folder.components()).take_while(|(a, b)| a == b);
        same.map(|(component, _)| component).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paths: &[&str], expected: &[&str]) {
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        let shown: Vec<String> = find(&paths).into_iter().map(|file| file.shown).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn absolute_paths_lose_what_they_share() {
        check(&["/nowhere/a/paper.md"], &["paper.md"]);
        check(&["/nowhere/a/paper.md", "/nowhere/b/paper.md"], &["a/paper.md", "b/paper.md"]);
        check(&["../paper.md", "/nowhere/paper.md"], &["../paper.md", "paper.md"]);
    }

    #[test]
    fn a_file_named_twice_is_audited_once() {
        check(&["missing.md", "missing.md"], &["missing.md"]);
    }

    #[test]
    fn the_print_of_a_document_is_left_out_of_its_folder() {
        let folder = std::env::temp_dir().join(format!("ibidem-prints-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for name in ["paper.tex", "paper.pdf", "scan.pdf", "paper.bib"] {
            std::fs::write(folder.join(name), "").unwrap();
        }
        let shown: Vec<String> =
            find(std::slice::from_ref(&folder)).into_iter().map(|file| file.shown).collect();
        assert_eq!(shown, ["paper.tex", "scan.pdf"]);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_chapter_is_left_to_its_book() {
        let folder = std::env::temp_dir().join(format!("ibidem-chapters-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("chapters")).unwrap();
        for (name, text) in [
            ("book.tex", "\\documentclass{book}\\begin{document}\\input{chapters/one}\\end{document}"),
            ("chapters/alone.tex", "\\section{Salt} Salt.\\footnote{Doe.}"),
            ("chapters/one.tex", "\\section{Sugar} Sugar.\\footnote{Roe.}\\input{chapters/two}"),
            ("chapters/two.tex", "\\input{chapters/one}"),
        ] {
            std::fs::write(folder.join(name), text).unwrap();
        }
        let shown = |paths: &[PathBuf]| -> Vec<String> {
            find(paths).into_iter().map(|file| file.shown.replace('\\', "/")).collect()
        };
        assert_eq!(shown(std::slice::from_ref(&folder)), ["book.tex", "chapters/alone.tex"]);
        // Who names a chapter wants it.
        assert_eq!(shown(&[folder.join("chapters/one.tex")]), ["one.tex"]);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn folders_are_walked_in_order() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bin/ibidem/explain");
        let shown: Vec<String> = find(&[root]).into_iter().map(|file| file.shown).collect();
        assert!(shown.len() > 1 && shown.is_sorted(), "{shown:?}");
        assert!(
            shown.iter().all(|name| Path::new(name).extension().is_some_and(|ending| ending == "md")),
            "{shown:?}"
        );
    }
}
