//! A name in a document → the file that it means, if it may be read.

use std::path::{Component, Path, PathBuf};

/// How many folders above the document’s own are looked at for the root of its project.
const HIGHEST: usize = 6;

/// What lies at the root of a project.
const ROOT_MARKS: [&str; 5] = [".git", "ibidem.toml", ".latexmkrc", "latexmkrc", "typst.toml"];

/// The folders in which a document’s files are looked for.
pub(super) struct Room {
    /// The document’s folder.
    folder: PathBuf,
    /// The folder above which nothing is read, with no link left in its path.
    root: Option<PathBuf>,
    /// The document itself.
    own: Option<PathBuf>,
}

/// A file that was found.
pub(super) struct Found {
    /// Its path, with no link left in it.
    pub(super) path: PathBuf,
    /// Its path from the document’s folder.
    pub(super) shown: String,
    /// The folder of that.
    pub(super) folder: String,
}

impl Room {
    /// The room of a document: its project, if there are signs of one, else the folder above its own.
    pub(super) fn of(document: &Path) -> Self {
        let folder = document.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = folder.map_or_else(|| PathBuf::from("."), Path::to_owned);
        let whole = folder.canonicalize().ok();
        let marked = whole.as_deref().and_then(|whole| {
            let mut above = whole.ancestors().take(HIGHEST);
            above.find(|folder| ROOT_MARKS.iter().any(|mark| folder.join(mark).exists()))
        });
        let root = marked.or_else(|| whole.as_deref().map(|whole| whole.parent().unwrap_or(whole)));
        Self { root: root.map(Path::to_owned), own: document.canonicalize().ok(), folder }
    }

    /// Finds the file that a name means for a document, or for its part in `folder`.
    pub(super) fn find(&self, folder: &str, name: &str, paths: &[String]) -> Result<Found, String> {
        if name.contains('\\') {
            return Err(format!("the file “{name}” is named by a command, and was not read"));
        }
        let mut why = format!("the file “{name}” was not found");
        // LaTeX reads from the document’s folder; Typst, and subfiles, from the part’s own.
        let folders = if folder.is_empty() { vec![""] } else { vec!["", folder] };
        for path in paths {
            for folder in &folders {
                match self.look(folder, path) {
                    Ok(Some(found)) => return Ok(found),
                    Ok(None) => {}
                    Err(reason) => why = format!("the file “{name}” {reason}, and was not read"),
                }
            }
        }
        Err(why)
    }

    fn look(&self, folder: &str, path: &str) -> Result<Option<Found>, &'static str> {
        let shown = plain(folder, path)?;
        let Ok(whole) = self.folder.join(&shown).canonicalize() else { return Ok(None) };
        let Some(root) = &self.root else { return Ok(None) };
        if !whole.starts_with(root) {
            return Err("lies outside of the folder of the document and its project");
        }
        if !whole.is_file() {
            return Err("is no regular file");
        }
        if self.own.as_ref() == Some(&whole) {
            return Err("is the document itself");
        }
        let folder = shown.parent().unwrap_or(Path::new(""));
        let (folder, shown) = (slashed(folder), slashed(&shown));
        Ok(Some(Found { path: whole, shown, folder }))
    }
}

/// A path from the document’s folder, with what leads up at its start alone.
fn plain(folder: &str, path: &str) -> Result<PathBuf, &'static str> {
    if path.contains('\0') || path.len() > 1_000 {
        return Err("has no name of a file");
    }
    let mut plain: Vec<Component<'_>> = Vec::new();
    let path = Path::new(path);
    for component in Path::new(folder).components().chain(path.components()) {
        match component {
            Component::CurDir => {}
            Component::Normal(_) => plain.push(component),
            Component::ParentDir => match plain.last() {
                Some(Component::Normal(_)) => {
                    plain.pop();
                }
                _ => plain.push(component),
            },
            Component::RootDir | Component::Prefix(_) => return Err("is named by an absolute path"),
        }
    }
    Ok(plain.into_iter().collect())
}

/// A path as it is shown on every system.
fn slashed(path: &Path) -> String {
    let parts = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_up_at_their_start_alone() {
        let check = |folder: &str, path: &str, expected: Result<&str, &str>| {
            assert_eq!(
                plain(folder, path).map(|path| slashed(&path)).as_deref(),
                expected.as_ref().map(|s| *s)
            );
        };
        check("", "a/./b.tex", Ok("a/b.tex"));
        check("chapters", "../refs.bib", Ok("refs.bib"));
        check("", "../refs.bib", Ok("../refs.bib"));
        check("", "a/../../b", Ok("../b"));
        check("", "/etc/passwd", Err("is named by an absolute path"));
    }
}
