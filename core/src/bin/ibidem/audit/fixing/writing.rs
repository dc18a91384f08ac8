//! Bytes → file: whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use ibidem::report::escape::escaped;

/// What may stand where a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// Nothing.
    New,
    /// Any file but a document of the run.
    Overwrite,
    /// The document itself.
    InPlace,
}

/// How often a name for a temporary file is looked for.
const TRIES: u32 = 100;

/// Writes the corrected bytes of a document, with the permissions of that document.
pub(super) fn write(
    bytes: &[u8],
    target: &Path,
    (document, source): (&Path, &[u8]),
    manner: Manner,
) -> anyhow::Result<()> {
    let cannot = || format!("cannot write {}", escaped(&target.to_string_lossy()));
    match manner {
        Manner::New => create(target, document, bytes).with_context(cannot),
        Manner::Overwrite => replace(target, document, bytes).with_context(cannot),
        Manner::InPlace => {
            // A link stays a link: the file that it leads to is replaced.
            let target = document.canonicalize().with_context(cannot)?;
            if fs::read(&target).with_context(cannot)? != source {
                bail!(anyhow!("it has changed since it was read").context(cannot()));
            }
            replace(&target, document, bytes).with_context(cannot)
        }
    }
}

/// Writes a file where there is none.
fn create(target: &Path, document: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).open(target)?;
    fill(file, document, bytes).inspect_err(|_| {
        // Half a copy must not pass for a whole one.
        let _ = fs::remove_file(target);
    })
}

/// Puts a file in the place of another, which is there whole until the new one is.
fn replace(target: &Path, document: &Path, bytes: &[u8]) -> io::Result<()> {
    let (temporary, file) = temporary_beside(target)?;
    fill(file, document, bytes).and_then(|()| fs::rename(&temporary, target)).inspect_err(|_| {
        let _ = fs::remove_file(&temporary);
    })
}

fn temporary_beside(target: &Path) -> io::Result<(PathBuf, File)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let process = std::process::id();
    for i in 0..TRIES {
        let path = target.with_file_name(format!(".{name}.{process}-{i}.tmp"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::from(ErrorKind::AlreadyExists))
}

fn fill(mut file: File, document: &Path, bytes: &[u8]) -> io::Result<()> {
    // Before the first byte, so that nobody reads a private paper in its copy.
    file.set_permissions(fs::metadata(document)?.permissions())?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with a document, and what becomes of it.
    fn check(name: &str, manner: Manner, source: &[u8], expected: Result<&[u8], &str>) {
        let folder = std::env::temp_dir().join(format!("ibidem-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let document = folder.join("paper.md");
        fs::write(&document, "as it is").unwrap();
        let written = write(b"corrected", &document, (&document, source), manner);
        let found = written.map(|()| fs::read(&document).unwrap()).map_err(|error| format!("{error:#}"));
        let left = folder.read_dir().unwrap().count();
        fs::remove_dir_all(&folder).unwrap();
        match expected {
            Ok(bytes) => assert_eq!(found.as_deref(), Ok(bytes)),
            Err(end) => assert!(found.as_ref().is_err_and(|error| error.ends_with(end)), "{found:?}"),
        }
        assert_eq!(left, 1);
    }

    #[test]
    fn a_document_that_has_changed_since_it_was_read_is_left_alone() {
        check("same", Manner::InPlace, b"as it is", Ok(b"corrected"));
        check("changed", Manner::InPlace, b"as it was", Err("paper.md: it has changed since it was read"));
    }

    #[test]
    fn a_new_file_takes_no_other_files_place() {
        check("new", Manner::New, b"as it is", Err("exists (os error 17)"));
        check("force", Manner::Overwrite, b"as it is", Ok(b"corrected"));
    }
}
