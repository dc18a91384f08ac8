//! One CSL file → its text.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::error::{FindStyleError, LARGEST};

/// Reads a file that is named as a style.
pub(super) fn read(path: &Path) -> Result<String, FindStyleError> {
    let io = |source| FindStyleError::Io { path: path.to_owned(), source };
    let bytes = capped(File::open(path).map_err(io)?).map_err(io)?;
    text(bytes, &path.display().to_string())
}

/// Reads up to one byte more than a style may have.
pub(super) fn capped(source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text of a style, if it can be one.
pub(super) fn text(bytes: Vec<u8>, file: &str) -> Result<String, FindStyleError> {
    if bytes.len() as u64 > LARGEST {
        return Err(FindStyleError::TooLarge { file: file.to_owned() });
    }
    let text = String::from_utf8(bytes).map_err(|_| FindStyleError::NotUtf8 { file: file.to_owned() })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(text) => text.to_owned(),
        None => text,
    })
}
