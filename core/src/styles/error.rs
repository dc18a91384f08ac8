//! Why a style could not be had.

use std::io;
use std::path::PathBuf;

use ibidem_citations::style::StyleError;
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
    /// The folder or archive cannot be read.
    #[error("cannot read the styles in {}", path.display())]
    Place {
        /// The folder or archive.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// What should hold styles is neither folder nor archive.
    #[error("{} holds no styles: expected a folder, or an archive (zip, tar, tar.gz), of CSL files", path.display())]
    NoPlace {
        /// What was named.
        path: PathBuf,
    },
    /// The file is larger than any style.
    #[error("style {file} is larger than {} MB", LARGEST >> 20)]
    TooLarge {
        /// The file.
        file: String,
    },
    /// The file is not in UTF-8, as CSL files are.
    #[error("style {file} is not in UTF-8")]
    NotUtf8 {
        /// The file.
        file: String,
    },
    /// The file holds no style that can be rendered.
    #[error("cannot use style {file}")]
    Unusable {
        /// The file.
        file: String,
        /// What is wrong with it.
        source: StyleError,
    },
    /// The style prints as another one, which is not at hand.
    #[error(
        "style {file} is dependent: it prints as “{parent}”, which is not at hand; put {parent}.csl beside it, or name its folder by --styles"
    )]
    WithoutParent {
        /// The file.
        file: String,
        /// The name of its parent.
        parent: String,
    },
    /// No style has this name.
    #[error("no style is named “{name}”{}", advice(nearest, *searched))]
    Unknown {
        /// The name.
        name: String,
        /// Names like it.
        nearest: Vec<String>,
        /// Whether folders or archives were searched, beside the embedded styles.
        searched: bool,
    },
    /// Several styles have this title, and print differently.
    #[error("several styles are called “{name}”: {}", quoted(names))]
    Ambiguous {
        /// What they are called.
        name: String,
        /// Their names.
        names: Vec<String>,
    },
}

/// The largest style that is read; those of the CSL repository have up to a quarter of a megabyte.
pub(super) const LARGEST: u64 = 16 << 20;

fn advice(nearest: &[String], searched: bool) -> String {
    match (nearest.is_empty(), searched) {
        (false, _) => format!("; did you mean {}?", quoted(nearest)),
        (true, true) => "; `ibidem styles list --search WORDS` finds those at hand".to_owned(),
        (true, false) => {
            "; `ibidem styles list` has the embedded ones, --styles names a folder of others".to_owned()
        }
    }
}

fn quoted(names: &[String]) -> String {
    const MOST: usize = 6;
    let mut quoted: Vec<_> = names.iter().take(MOST).map(|name| format!("“{name}”")).collect();
    if names.len() > MOST {
        quoted.push(format!("{} more", names.len() - MOST));
    }
    quoted.join(" or ")
}
