//! Which plugins there are, and where.
//!
//! Only plugins that are shipped or that the user names are run: never one that lies in the
//! working directory or on the PATH.

use std::path::{Path, PathBuf};

use super::host::{self, Code};
use super::manifest::{FILE_NAME, Manifest, library_file, symbol_of, version_numbers};

/// The ids of the shipped plugins, in the order in which they report.
pub const SHIPPED: &[&str] = &["garbled"];

/// A plugin that was found, or looked for in vain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its id, as far as that can be known without opening its code.
    pub id: String,
    /// Where it was found.
    pub origin: Origin,
    /// Its code, or why there is none to run.
    pub code: Result<Code, String>,
    /// The version of the same plugin that is linked into the program, if there is one.
    pub bundled: Option<String>,
}

/// Where a plugin was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the program's folder.
    Beside,
    /// In `../lib/ibidem` from there.
    LibraryFolder,
    /// In the program itself.
    Bundled,
    /// Where the user said.
    Named,
    /// Nowhere.
    Missing,
}

impl Origin {
    /// In words, without absolute paths.
    pub fn words(self) -> &'static str {
        match self {
            Self::Beside => "beside the program",
            Self::LibraryFolder => "../lib/ibidem",
            Self::Bundled => "bundled",
            Self::Named => "--plugin",
            Self::Missing => "nowhere",
        }
    }
}

/// Finds the shipped plugins, then those that the user names, in this order.
///
/// A named plugin takes the place of a shipped one of the same id.
pub fn discover(program: &Path, named: &[PathBuf]) -> Vec<Found> {
    let named: Vec<_> = named.iter().map(|path| find_named(path)).collect();
    let shipped = SHIPPED.iter().filter(|id| named.iter().all(|named| named.id != **id));
    let mut found: Vec<_> = shipped.map(|id| find_shipped(id, program)).collect();
    found.extend(named);
    found
}

fn find_shipped(id: &str, program: &Path) -> Found {
    let folder = program.parent().unwrap_or(Path::new("/"));
    let file = library_file(id);
    let places = [
        (Origin::Beside, folder.join(&file)),
        (Origin::LibraryFolder, folder.join("../lib/ibidem").join(&file)),
    ];
    let bundled = host::bundled_manifest(id).map(|manifest| manifest.version);
    let id = id.to_owned();
    if let Some((origin, path)) = places.into_iter().find(|(_, path)| path.is_file()) {
        let symbol = symbol_of(&path);
        return Found { id, origin, code: Ok(Code::Library { path, symbol }), bundled };
    }
    if bundled.is_some() {
        return Found { code: Ok(Code::Bundled(id.clone())), id, origin: Origin::Bundled, bundled };
    }
    let cause = format!("{file} lies neither beside the program nor in ../lib/ibidem");
    Found { id, origin: Origin::Missing, code: Err(cause), bundled }
}

/// Takes a library file, or a folder with a manifest.
fn find_named(path: &Path) -> Found {
    // Links are not followed: the name that the user gives says which table is meant.
    let located = std::path::absolute(path).and_then(|path| Ok((path.metadata()?, path)));
    let (id, code) = match located {
        Ok((metadata, path)) if metadata.is_dir() => find_in_folder(&path),
        Ok((metadata, path)) if metadata.is_file() => {
            let symbol = symbol_of(&path);
            (id_of(&path), Ok(Code::Library { path, symbol }))
        }
        Ok((_, path)) => (id_of(&path), Err(format!("{} is neither file nor folder", file_name(&path)))),
        Err(error) => {
            (id_of(path), Err(format!("cannot find {}: {}", file_name(path), without_code(&error))))
        }
    };
    Found { id, origin: Origin::Named, code, bundled: None }
}

fn find_in_folder(folder: &Path) -> (String, Result<Code, String>) {
    let manifest = match Manifest::open(folder) {
        Ok(manifest) => manifest,
        Err(error) => {
            let source = std::error::Error::source(&error).map(|source| format!(": {source}"));
            return (id_of(folder), Err(format!("{error}{}", source.unwrap_or_default())));
        }
    };
    let path = manifest.library_in(folder);
    if !path.is_file() {
        let cause = format!("there is no {} beside its {FILE_NAME}", file_name(&path));
        return (manifest.id, Err(cause));
    }
    let symbol = manifest.symbol.unwrap_or_else(|| symbol_of(&path));
    (manifest.id, Ok(Code::Library { path, symbol }))
}

/// Whether a loaded plugin gives way to the one that is linked in.
pub(crate) fn is_older(loaded: &str, bundled: &str) -> bool {
    version_numbers(loaded) < version_numbers(bundled)
}

/// The id that a file suggests: `garbled` of `libibidem_garbled.so`.
fn id_of(path: &Path) -> String {
    let symbol = symbol_of(path);
    let name = symbol.strip_suffix("_plugin").unwrap_or(&symbol);
    name.strip_prefix("ibidem_").unwrap_or(name).replace('_', "-")
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The words of an error of the system, without its number.
fn without_code(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_suggests_its_id() {
        let library = PathBuf::from("/usr/lib").join(library_file("bad-dates"));
        assert_eq!(id_of(&library), "bad-dates");
        assert_eq!(id_of(Path::new("notes/words.so")), "words");
    }

    #[test]
    fn an_older_library_gives_way() {
        assert!(is_older("0.9.9", "0.10.0"));
        assert!(!is_older("0.10.0", "0.10.0"));
        assert!(!is_older("1.0", "0.10.0"));
    }

    #[test]
    fn nothing_is_found_in_the_working_directory() {
        let found = discover(Path::new("/nowhere/bin/ibidem"), &[]);
        assert_eq!(found.len(), SHIPPED.len());
        for found in found {
            assert!(matches!(found.origin, Origin::Bundled | Origin::Missing), "{found:?}");
            assert_eq!(found.code.is_ok(), found.origin == Origin::Bundled);
        }
    }

    #[test]
    fn a_named_plugin_takes_the_place_of_a_shipped_one() {
        let file = library_file("garbled");
        let found = discover(Path::new("/nowhere/bin/ibidem"), &[PathBuf::from("/nowhere").join(&file)]);
        assert_eq!(found.len(), SHIPPED.len());
        let named = found.iter().find(|found| found.id == "garbled").unwrap();
        assert_eq!(named.origin, Origin::Named);
        assert_eq!(named.code, Err(format!("cannot find {file}: no such file or directory")));
    }
}
