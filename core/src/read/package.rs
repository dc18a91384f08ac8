//! bytes → Package: the parts of a packed document that hold its text, unpacked within limits.
//!
//! The parts are put behind each other, and the places that a reader tells are bytes of the whole.

use std::io::{Cursor, Read as _};

use ibidem_citations::Span;
use thiserror::Error;
use zip::ZipArchive;
use zip::result::ZipError;

use super::decode;

/// The most that is unpacked of a document, in bytes: the text of a book with all its markup has thirty million.
const MOST_UNPACKED: u64 = 192 << 20;

/// The most files of a package that are looked at.
const MOST_PARTS: usize = 20_000;

/// Why a package could not be opened.
#[derive(Debug, Error)]
pub(crate) enum PackageError {
    /// It is no archive, or not a whole one.
    #[error("the archive is damaged ({0}); open it in the program that made it, and save it again")]
    Damaged(String),
    /// It is locked with a password.
    #[error("it is encrypted; save a copy without a password")]
    Encrypted,
    /// Its text is larger than what is read.
    #[error("it unpacks to more than the limit of {} MB", MOST_UNPACKED >> 20)]
    TooLarge,
    /// It has too many parts.
    #[error("it has more than {MOST_PARTS} parts")]
    TooManyParts,
    /// It lacks the part that makes it what it is said to be.
    #[error("it lacks the part “{0}”")]
    Missing(String),
    /// It is some other archive.
    #[error(
        "it is an archive, and neither a DOCX, an ODT nor an EPUB; unpack it, and name the document in it"
    )]
    Other,
}

/// An archive whose parts can be asked for by name.
pub(crate) struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
}

/// Parts of a package, one behind the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Package {
    /// The texts of all parts.
    pub(crate) text: String,
    parts: Vec<(String, Span)>,
}

impl<'b> Archive<'b> {
    pub(crate) fn open(bytes: &'b [u8]) -> Result<Self, PackageError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if zip.len() > MOST_PARTS {
            return Err(PackageError::TooManyParts);
        }
        Ok(Self { zip, left: MOST_UNPACKED })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// The names of all parts, in the order of the archive.
    pub(crate) fn names(&self) -> Vec<String> {
        self.zip.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect()
    }

    /// The text of a part; none where there is no such part.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, PackageError> {
        Ok(self.bytes(name)?.map(|bytes| decode(bytes).text))
    }

    /// The bytes of a part; none where there is no such part.
    pub(crate) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, PackageError> {
        let mut part = match self.zip.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(error)),
        };
        let mut bytes = Vec::new();
        // What the archive says of sizes is not believed.
        part.by_ref()
            .take(self.left + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| PackageError::Damaged(error.to_string()))?;
        let size = bytes.len() as u64;
        self.left = self.left.checked_sub(size).ok_or(PackageError::TooLarge)?;
        Ok(Some(bytes))
    }
}

fn damaged(error: ZipError) -> PackageError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => PackageError::Encrypted,
        error => PackageError::Damaged(error.to_string()),
    }
}

impl Package {
    /// Adds a part of an archive, if it is there; says whether it is.
    pub(crate) fn take(&mut self, archive: &mut Archive<'_>, name: &str) -> Result<bool, PackageError> {
        let Some(text) = archive.text(name)? else { return Ok(false) };
        self.add(name, &text);
        Ok(true)
    }

    /// Adds a part that must be there.
    pub(crate) fn demand(&mut self, archive: &mut Archive<'_>, name: &str) -> Result<(), PackageError> {
        if self.take(archive, name)? { Ok(()) } else { Err(PackageError::Missing(name.to_owned())) }
    }

    pub(crate) fn add(&mut self, name: &str, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.parts.push((name.to_owned(), Span::new(start, self.text.len())));
        self.text.push('\n');
    }

    /// The parts by their names, and where each stands in [`Package::text`].
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&str, Span)> {
        self.parts.iter().map(|(name, span)| (name.as_str(), *span))
    }

    /// The same package with other texts for some parts.
    pub(crate) fn with(&self, changed: &[(String, String)]) -> Self {
        let mut package = Self::default();
        for (name, span) in self.parts() {
            let other = changed.iter().find(|(own, _)| own == name);
            package.add(name, other.map_or(span.of(&self.text), |(_, text)| text));
        }
        package
    }

    /// Where a part stands in [`Package::text`].
    pub(crate) fn part(&self, name: &str) -> Option<Span> {
        self.parts.iter().find(|(own, _)| own == name).map(|(_, span)| *span)
    }
}
