//! bytes → Document: what a file is, and one file here for each format.

mod builder;
mod decode;
mod markdown;
mod plain;

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use thiserror::Error;

pub(crate) use decode::{Decoded, decode};
pub(crate) use plain::leading_number;

use crate::document::Document;

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: u64 = 64 << 20;

/// Why a file could not be read at all.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file cannot be opened or read.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A folder stands where a file was expected.
    #[error("{} is a folder; name a file in it, or use `ibidem audit`, which walks folders", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// The file is larger than what is read.
    #[error("{} has {size} bytes, over the limit of {} MB for a file", path.display(), LARGEST_FILE >> 20)]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size in bytes.
        size: u64,
    },
    /// The file is of a format that is not read.
    #[error("{} is {format}, which is not read yet; save it as Markdown or plain text", path.display())]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// The format, as one would say it.
        format: &'static str,
    },
    /// No such format is known.
    #[error("no format is called “{name}”; there are markdown and plain")]
    UnknownFormat {
        /// What was asked for.
        name: String,
    },
}

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown, with or without notes of its own kind.
    Markdown,
    /// Text without markup.
    Plain,
}

impl Format {
    /// The name of the format, as `--from` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Plain => "plain",
        }
    }

    /// Finds the format of this name.
    pub fn named(name: &str) -> Result<Self, ReadError> {
        match name {
            "markdown" | "md" => Ok(Self::Markdown),
            "plain" | "text" | "txt" => Ok(Self::Plain),
            _ => Err(ReadError::UnknownFormat { name: name.to_owned() }),
        }
    }
}

/// Reads the bytes of a file, within the limit.
pub(crate) fn load(path: &Path) -> Result<Vec<u8>, ReadError> {
    let io = |source| ReadError::Io { path: path.to_owned(), source };
    let file = File::open(path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    if metadata.is_dir() {
        return Err(ReadError::Folder { path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    // A pipe says no size; one byte more than allowed tells.
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(io)?;
    let size = metadata.len().max(bytes.len() as u64);
    if size > LARGEST_FILE {
        return Err(ReadError::TooLarge { path: path.to_owned(), size });
    }
    match foreign_format(&bytes) {
        Some(format) => Err(ReadError::Unsupported { path: path.to_owned(), format }),
        None => Ok(bytes),
    }
}

/// The format of files that are certainly neither Markdown nor plain text.
fn foreign_format(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 9] = [
        (b"%PDF-", "a PDF"),
        (b"PK\x03\x04", "a packed document (DOCX, ODT, EPUB or another archive)"),
        (b"\xD0\xCF\x11\xE0", "an old Word document"),
        (b"{\\rtf", "an RTF document"),
        (b"\x1F\x8B", "a compressed file"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"\x7FELF", "a program"),
    ];
    let signed = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature));
    signed.map(|(_, format)| *format).or_else(|| {
        let start =
            bytes.get(..bytes.len().min(512)).unwrap_or_default().trim_ascii_start().to_ascii_lowercase();
        let is_html = start.starts_with(b"<!doctype html") || start.starts_with(b"<html");
        let is_xml = start.starts_with(b"<?xml");
        is_html.then_some("an HTML page").or(is_xml.then_some("an XML document"))
    })
}

/// Reads a text in a format, or in the one that its content shows.
pub(crate) fn read(text: &str, name: Option<&Path>, format: Option<Format>) -> (Format, Document) {
    let format = format.unwrap_or_else(|| sniff(text, name));
    let document = match format {
        Format::Markdown => markdown::read(text),
        Format::Plain => plain::read(text),
    };
    (format, document)
}

/// Tells Markdown from plain text: by what stands in it, and by its name only where that says nothing.
fn sniff(text: &str, name: Option<&Path>) -> Format {
    let by_name = name.and_then(Path::extension).is_some_and(|ending| {
        ["md", "markdown", "mdown", "qmd", "rmd"].iter().any(|known| ending.eq_ignore_ascii_case(known))
    });
    let sure = ["</sup>", "[^", "^[", "](http", "](#", "\n```"].iter().any(|sign| text.contains(sign));
    let headings = text.lines().take(2000).filter(|line| is_heading(line)).count();
    let emphasis =
        text.matches("**").count() / 2 + text.matches("</i>").count() + text.matches("<http").count();
    let italics = text.split_whitespace().take(20_000).filter(|word| starts_italics(word)).count();
    if by_name || sure || headings >= 2 || emphasis >= 2 || italics >= 3 {
        Format::Markdown
    } else {
        Format::Plain
    }
}

fn is_heading(line: &str) -> bool {
    let marks = line.bytes().take_while(|byte| *byte == b'#').count();
    (1..=6).contains(&marks) && line[marks..].starts_with(' ')
}

/// `*Title` or `_Title`: no word of plain text starts so.
fn starts_italics(word: &str) -> bool {
    let word = word.trim_start_matches(['(', '“', '"']);
    word.strip_prefix(['*', '_']).is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}
