//! bytes → Document: what a file is, and one file here for each format.

mod builder;
mod decode;
pub(crate) mod docx;
mod epub;
mod html;
mod jats;
mod keys;
mod latex;
mod markdown;
mod numerals;
mod odt;
pub(crate) mod package;
pub mod pdf;
mod plain;
mod rtf;
mod sources;
mod tei;
mod typst;
pub(crate) mod xml;

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use ibidem_citations::import::SourceForm;
use thiserror::Error;

pub(crate) use decode::{Decoded, decode};
pub(crate) use plain::{due_number, leading_number};
pub(crate) use sources::{Gathered, Sources};

use crate::document::Document;
use package::{Archive, Package, PackageError};

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: u64 = 64 << 20;

/// How far into a file its format is looked for, in bytes.
const SNIFFED: usize = 4096;

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
    /// The file is a package that cannot be opened.
    #[error("cannot read {}: {cause}", path.display())]
    Package {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// The file is of a format that is not read.
    #[error("{} is {format}, which is not read yet; save it as Markdown or plain text", path.display())]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// The format, as one would say it.
        format: &'static str,
    },
    /// The file is XML, and does not say of which kind.
    #[error(
        "{} is XML without the root of JATS, TEI or XHTML; if it is one of these, `ibidem extract --from jats|tei|html` and `bibliography --from` read it, else save it as HTML or Markdown",
        path.display()
    )]
    UnknownXml {
        /// The file.
        path: PathBuf,
    },
    /// No such format is known.
    #[error(
        "no format is called “{name}”; there are docx, epub, html, jats, latex, markdown, odt, pdf, plain, rtf, tei and typst, and for lists of references biblatex, bibtex, csl-json, ris and yaml"
    )]
    UnknownFormat {
        /// What was asked for.
        name: String,
    },
}

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A Word document of 2007 or later.
    Docx,
    /// A book of the web.
    Epub,
    /// The XML in which journals archive articles.
    Jats,
    /// An `OpenDocument` text.
    Odt,
    /// Rich text, as many word processors write it.
    Rtf,
    /// A text as editions encode it.
    Tei,
    /// HTML, as browsers take it, or XHTML.
    Html,
    /// LaTeX, or a text with LaTeX in it.
    Latex,
    /// The markup of Typst.
    Typst,
    /// Markdown, with or without notes of its own kind.
    Markdown,
    /// Pages, as they are printed.
    Pdf,
    /// Text without markup.
    Plain,
    /// A list of references in a form for programs.
    References(SourceForm),
}

impl Format {
    /// The name of the format, as `--from` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Epub => "epub",
            Self::Jats => "jats",
            Self::Odt => "odt",
            Self::Rtf => "rtf",
            Self::Tei => "tei",
            Self::Html => "html",
            Self::Latex => "latex",
            Self::Typst => "typst",
            Self::Markdown => "markdown",
            Self::Pdf => "pdf",
            Self::Plain => "plain",
            Self::References(form) => form.name(),
        }
    }

    /// Whether a file of this format is an archive of several; what is told of places in it is told of
    /// the texts of its parts, one behind the other.
    pub fn is_packed(self) -> bool {
        matches!(self, Self::Docx | Self::Epub | Self::Odt)
    }

    /// Whether the lines of the file mean nothing to an author, who counts paragraphs.
    pub fn counts_paragraphs(self) -> bool {
        self.is_packed() || matches!(self, Self::Jats | Self::Rtf | Self::Tei)
    }

    /// Finds the format of this name.
    pub fn named(name: &str) -> Result<Self, ReadError> {
        match name {
            "docx" => Ok(Self::Docx),
            "epub" => Ok(Self::Epub),
            "jats" => Ok(Self::Jats),
            "odt" => Ok(Self::Odt),
            "rtf" => Ok(Self::Rtf),
            "tei" => Ok(Self::Tei),
            "html" | "htm" | "xhtml" => Ok(Self::Html),
            "latex" | "tex" => Ok(Self::Latex),
            "typst" | "typ" => Ok(Self::Typst),
            "markdown" | "md" => Ok(Self::Markdown),
            "pdf" => Ok(Self::Pdf),
            "plain" | "text" | "txt" => Ok(Self::Plain),
            _ => SourceForm::named(name)
                .map(Self::References)
                .ok_or_else(|| ReadError::UnknownFormat { name: name.to_owned() }),
        }
    }
}

/// Reads the bytes of a file, within the limit.
pub fn load(path: &Path) -> Result<Vec<u8>, ReadError> {
    load_as(path, None)
}

/// The same for a file of which the user says the format: that of an XML document is believed.
pub(crate) fn load_as(path: &Path, format: Option<Format>) -> Result<Vec<u8>, ReadError> {
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
    if let Some(Err(error)) = open(&bytes) {
        return Err(ReadError::Package { path: path.to_owned(), cause: error.to_string() });
    }
    match foreign_format(&bytes) {
        None if format.is_none() && is_foreign_xml(&bytes) => {
            Err(ReadError::UnknownXml { path: path.to_owned() })
        }
        Some(format) => Err(ReadError::Unsupported { path: path.to_owned(), format }),
        None => Ok(bytes),
    }
}

/// The format of files that are certainly neither Markdown nor plain text.
fn foreign_format(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 6] = [
        (b"\xD0\xCF\x11\xE0", "an old Word document, or one with a password"),
        (b"\x1F\x8B", "a compressed file"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"\x7FELF", "a program"),
    ];
    let signed = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature));
    signed.map(|(_, format)| *format)
}

/// Whether a file is XML, and of no kind that is known by its root.
fn is_foreign_xml(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(SNIFFED)).unwrap_or_default());
    let start = start.trim_start_matches('\u{FEFF}').trim_start().to_ascii_lowercase();
    start.starts_with("<?xml") && !is_page(&start) && !is_article(&start) && !is_tei(&start)
}

/// A packed document, opened.
pub(crate) struct Opened {
    pub(crate) format: Format,
    pub(crate) package: Package,
}

/// Whether bytes begin as an archive does.
pub(crate) fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether bytes are a PDF; some have a few lines of a mail in front (ISO 32000-2, annex I).
pub(crate) fn is_pdf(bytes: &[u8]) -> bool {
    const FURTHEST: usize = 1024;
    let start = &bytes[..bytes.len().min(FURTHEST)];
    // A comment of LaTeX may begin with "%PDF-A".
    let is_head = |text: &[u8]| matches!(text, [b'%', b'P', b'D', b'F', b'-', b'0'..=b'9', ..]);
    is_head(start) || start.windows(7).any(|window| window[0] == b'\n' && is_head(&window[1..]))
}

/// Opens a package, where the bytes are one.
pub(crate) fn open(bytes: &[u8]) -> Option<Result<Opened, PackageError>> {
    is_package(bytes).then(|| {
        let mut archive = Archive::open(bytes)?;
        let (format, package) = if let Some(document) = docx::paths::document_of(&mut archive)? {
            (Format::Docx, docx::open(&mut archive, document)?)
        } else if archive.has("META-INF/container.xml") {
            (Format::Epub, epub::open(&mut archive)?)
        } else if archive.has("content.xml") {
            (Format::Odt, odt::open(&mut archive)?)
        } else {
            return Err(PackageError::Other);
        };
        Ok(Opened { format, package })
    })
}

impl Opened {
    /// Reads the document; gives the text of its parts, of which the places are told, as well.
    pub(crate) fn read(self) -> (String, Document) {
        let document = match self.format {
            Format::Docx => docx::read(&self.package),
            Format::Odt => odt::read(&self.package),
            _ => html::read(&self.package.text),
        };
        (self.package.text, document)
    }
}

/// The format of a text, where the user does not say it.
pub(crate) fn format_of(text: &str, name: Option<&Path>, format: Option<Format>) -> Format {
    format.unwrap_or_else(|| sniff(text, name))
}

/// The files that a document of LaTeX or Typst includes: its chapters, and its lists of references.
pub fn included(path: &Path) -> Vec<PathBuf> {
    let Some(bytes) = load(path).ok().filter(|bytes| !is_package(bytes) && !is_pdf(bytes)) else {
        return Vec::new();
    };
    let decoded = decode(bytes);
    let format = format_of(&decoded.text, Some(path), None);
    let folder = path.parent().unwrap_or(Path::new(""));
    let places = gather(decoded, Some(path), format).places;
    places.iter().map(|part| folder.join(&part.name)).collect()
}

/// Reads the files that a document of a format includes; `name` is its path.
pub(crate) fn gather(decoded: Decoded, name: Option<&Path>, format: Format) -> Gathered {
    match format {
        Format::Latex => sources::gather(decoded, name, latex::references),
        Format::Typst => sources::gather(decoded, name, typst::references),
        _ => Gathered::alone(decoded),
    }
}

/// Reads a text in a format; its first `own` bytes are the document, and what is behind them its other files.
pub(crate) fn read(text: &str, own: usize, sources: &Sources, format: Format) -> Document {
    match format {
        // A text that is no package holds none of these.
        Format::Docx | Format::Odt | Format::Pdf => Document::default(),
        Format::Jats => jats::read(text),
        Format::Rtf => rtf::read(text),
        Format::Tei => tei::read(text),
        Format::Epub | Format::Html => html::read(text),
        Format::Latex => latex::read(text, own, sources),
        Format::Typst => typst::read(text, own, sources),
        Format::Markdown => markdown::read(text),
        Format::Plain | Format::References(_) => plain::read(text),
    }
}

/// Tells the format of a text: by what stands in it, and by its name only where that says nothing.
fn sniff(text: &str, name: Option<&Path>) -> Format {
    let is_named = |known: &[&str]| {
        let ending = name.and_then(Path::extension);
        ending.is_some_and(|ending| known.iter().any(|known| ending.eq_ignore_ascii_case(known)))
    };
    let start: String = text.chars().take(SNIFFED).collect::<String>().to_ascii_lowercase();
    if start.starts_with("{\\rtf") {
        return Format::Rtf;
    }
    if is_article(&start) {
        return Format::Jats;
    }
    if is_tei(&start) {
        return Format::Tei;
    }
    if is_html(text, is_named(&["html", "htm", "xhtml", "xht"])) {
        return Format::Html;
    }
    // Markdown can hold some LaTeX, in code or for the sake of Pandoc, and has notes of its own then.
    let has_own_notes = text.contains("[^") || text.contains("^[") || text.contains("</sup>");
    if is_named(&["typ"]) {
        return Format::Typst;
    }
    if is_named(&["tex", "latex", "ltx"]) || !has_own_notes && latex::is_latex(text) {
        return Format::Latex;
    }
    if !has_own_notes && typst::is_typst(text) {
        return Format::Typst;
    }
    let by_name = is_named(&["md", "markdown", "mdown", "qmd", "rmd"]);
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

/// Whether a text is a page, or a part of one.
fn is_html(text: &str, by_name: bool) -> bool {
    let start: String = text.chars().take(SNIFFED).collect();
    let start = start.trim_start_matches('\u{FEFF}').trim_start().to_ascii_lowercase();
    let closed = || {
        let sample: String = text.chars().take(100_000).collect::<String>().to_ascii_lowercase();
        ["</p>", "</div>", "</li>", "</td>", "<br>", "<br/>", "<br />"]
            .iter()
            .map(|tag| sample.matches(tag).count())
            .sum::<usize>()
    };
    if is_page(&start) || by_name && start.contains('<') {
        return true;
    }
    // A part of a page begins with a tag; Markdown may, too, but has headings and links of its own.
    let is_tag = start
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!'));
    is_tag && !start.starts_with("<http") && closed() >= 2 && !text.contains("\n# ") && !text.contains("](")
}

/// Whether a file that starts so is an article of JATS.
fn is_article(start: &str) -> bool {
    let start = start.trim_start_matches('\u{FEFF}').trim_start();
    start.starts_with('<')
        && start.contains("<article")
        && (start.starts_with("<?xml") || start.contains("jats") || start.contains("<article-meta"))
        && !is_page(start)
}

/// Whether a file that starts so is a text of the TEI.
fn is_tei(start: &str) -> bool {
    let start = start.trim_start_matches('\u{FEFF}').trim_start();
    start.starts_with('<')
        && ["<tei ", "<tei>", "<tei\n", "<tei\r", "<tei:tei", "<tei.2", "<teicorpus"]
            .iter()
            .any(|root| start.contains(root))
        && !is_page(start)
}

/// Whether a file that starts so says that it is HTML.
fn is_page(start: &str) -> bool {
    let mut rest = start;
    // A declaration of XML, comments and a declaration of type can stand before the first element.
    loop {
        rest = rest.trim_start();
        let end = match rest {
            _ if rest.starts_with("<!--") => rest.find("-->").map(|at| at + 3),
            _ if rest.starts_with("<?") => rest.find("?>").map(|at| at + 2),
            _ if rest.starts_with("<!doctype html") => return true,
            _ => return ["<html", "<head", "<body"].iter().any(|tag| rest.starts_with(tag)),
        };
        let Some(behind) = end.and_then(|end| rest.get(end..)) else { return false };
        rest = behind;
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
