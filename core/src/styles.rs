//! The name or file that the user gives → a CSL style.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use ibidem_citations::style::{Style, StyleError};
use thiserror::Error;

/// Why a style could not be had.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FindStyleError {
    /// The file cannot be read.
    #[error("cannot read style {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is larger than any style.
    #[error("style {} is larger than {} MB", path.display(), LARGEST >> 20)]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// The file is not in UTF-8, as CSL files are.
    #[error("style {} is not in UTF-8", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
    },
    /// The file holds no style that can be rendered.
    #[error("cannot use style {}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: StyleError,
    },
    /// No style has this name.
    #[error(transparent)]
    Unknown(StyleError),
}

/// The largest style of the CSL repository has a quarter of a megabyte.
const LARGEST: u64 = 16 << 20;

/// Finds a style: a file if the name ends in `.csl` or has a folder in it, else an embedded one.
pub fn find(name: &str) -> Result<Style, FindStyleError> {
    let path = Path::new(name);
    let is_file = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csl"))
        || path.components().count() > 1;
    if is_file { open(path) } else { Style::embedded(name).map_err(FindStyleError::Unknown) }
}

fn open(path: &Path) -> Result<Style, FindStyleError> {
    let path_of = || path.to_owned();
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    let length = read.map_err(|source| FindStyleError::Io { path: path_of(), source })?;
    if length as u64 > LARGEST {
        return Err(FindStyleError::TooLarge { path: path_of() });
    }
    let Ok(xml) = str::from_utf8(&bytes) else {
        return Err(FindStyleError::NotUtf8 { path: path_of() });
    };
    let xml = xml.trim_start_matches('\u{feff}');
    Style::parse(xml).map_err(|source| FindStyleError::Unusable { path: path_of(), source })
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn name_without_folder_is_an_embedded_style() {
        assert!(find("apa").is_ok());
        let error = find("aqa").expect_err("no such style");
        assert_eq!(error.to_string(), "no style is named “aqa”; did you mean “apa”?");
    }

    #[test]
    fn missing_file_is_told_by_its_path() {
        let error = find("no/such.csl").expect_err("no such file");
        assert_eq!(error.to_string(), "cannot read style no/such.csl");
        assert!(error.source().is_some());
    }

    #[test]
    fn file_that_is_no_style_is_told_by_its_path() {
        let error = find(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).expect_err("no style");
        assert!(matches!(error, FindStyleError::Unusable { .. }), "{error}");
    }
}
