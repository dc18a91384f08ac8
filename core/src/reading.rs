//! One document, read: its paper, and the way back to its source.

use std::path::Path;

use ibidem_citations::{Paper, Span};

use crate::document::{Document, Fault, Guess, SourceMap, SourcePart};
use crate::pdf::{Extracted, PdfError};
use crate::read::pdf::Sheets;
use crate::read::{self, Decoded, Format, Gathered, ReadError, Sources};
use crate::references::{self, References};
use crate::report::escape::escaped;
use crate::{metadata, notes, pdf};

/// One document, read to the end: what checkers see, and where it stands in the file.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What checkers see.
    pub paper: Paper,
    /// Leads from [`Paper::text`] back to the bytes of the file.
    pub map: SourceMap,
    /// The format in which the file was read.
    pub format: Format,
    /// Where the markers of each note stand in the source, in the order of [`Paper::notes`].
    pub anchors: Vec<Vec<Span>>,
    /// Where markers without a note stand in the source, in the order of [`Paper::unmatched_markers`].
    pub unmatched: Vec<Span>,
    /// What had to be guessed about the file as a whole.
    pub guesses: Vec<Guess>,
    /// Entries and fields of lists of references, and files, that could not be read.
    pub unread: Vec<Unread>,
    /// How many notes over the limit were left in the body.
    pub notes_over_limit: usize,
    /// Byte offsets of the source at which its lines start, or its paragraphs where the format counts those.
    pub lines: Vec<usize>,
    /// Of a PDF, where its lines stand on the pages; what is told of places in it is told of their text.
    pub sheets: Option<Sheets>,
    /// The files that the document includes: their bytes stand in the source behind its own.
    pub parts: Vec<SourcePart>,
    /// What is known of these files, for reading the document once more.
    pub(crate) sources: Sources,
}

/// The most parts that are named as unread; looking for their lines takes time.
const MOST_UNREAD: usize = 100;

/// A part of a document or of a list of references that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The file that the document includes and in which it stands; none for the document itself.
    pub file: Option<String>,
    /// Its line in the file, from 1; of a PDF, its page.
    pub line: usize,
    /// What is counted: lines or pages.
    pub unit: &'static str,
    /// What is wrong with it, without full stop.
    pub message: String,
}

impl Unread {
    /// A page of a PDF, from 1.
    pub(crate) fn of_page(page: usize, message: String) -> Self {
        Self { file: None, line: page, unit: "page", message }
    }

    /// Where it stands, in words: “line 12”, “chapters/one.tex, line 12”.
    pub fn place(&self) -> String {
        match &self.file {
            Some(file) => format!("{}, {} {}", escaped(file), self.unit, self.line),
            None => format!("{} {}", self.unit, self.line),
        }
    }
}

impl Reading {
    /// Reads a file: bytes → document → notes → citations → bibliography.
    ///
    /// Fails only where there is no document: on a missing file, a folder, a file over the limit.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        Self::open_as(path, None)
    }

    /// Reads a file in a format, or in the one that its content shows.
    pub fn open_as(path: &Path, format: Option<Format>) -> Result<Self, ReadError> {
        let bytes = read::load_as(path, format)?;
        if let Some(format) = format.filter(|format| format.is_packed() && !read::is_package(&bytes)) {
            let cause =
                format!("it is no archive, as a document called {} is; leave out --from", format.name());
            return Err(ReadError::Package { path: path.to_owned(), cause });
        }
        if format.unwrap_or(Format::Pdf) == Format::Pdf && (read::is_pdf(&bytes) || format.is_some()) {
            return Self::from_pdf(bytes)
                .map_err(|error| ReadError::Package { path: path.to_owned(), cause: error.to_string() });
        }
        Ok(Self::from_bytes(bytes, Some(path), format))
    }

    /// Reads a PDF, in a process of its own.
    fn from_pdf(bytes: Vec<u8>) -> Result<Self, PdfError> {
        pdf::extract(bytes).map(Self::of_extracted)
    }

    /// Reads what was found on the pages of a PDF.
    pub(crate) fn of_extracted(mut extracted: Extracted) -> Self {
        let mut unread = read::pdf::unread(&extracted);
        if let Some(words) = extracted.words.take() {
            // A form feed ends a page, as in what converters write.
            let gathered = Gathered::of_text(words.pages.join("\n\u{C}"));
            let text = &gathered.decoded.text;
            let document = read::read(text, text.len(), &gathered.sources, Format::Plain);
            let message =
                format!("read without the places of its words, so that notes may be missed: {}", words.cause);
            unread.insert(0, Unread::of_page(1, message));
            return Self { unread, ..Self::of_document(document, gathered, Format::Pdf) };
        }
        let (text, document, sheets) = read::pdf::read(extracted);
        let reading = Self::of_document(document, Gathered::of_text(text), Format::Pdf);
        unread.sort_by_key(|unread| unread.line);
        Self { sheets: Some(sheets), unread, ..reading }
    }

    /// Reads the bytes of a document, whatever they are; the name helps where the content does not tell.
    ///
    /// The name is also the path beside which the files are looked for that the document includes.
    pub fn from_bytes(bytes: Vec<u8>, name: Option<&Path>, format: Option<Format>) -> Self {
        match read::open(&bytes) {
            Some(Ok(opened)) => {
                let format = opened.format;
                let (text, document) = opened.read();
                return Self::of_document(document, Gathered::of_text(text), format);
            }
            Some(Err(error)) => return Self::unreadable(&error),
            None => {}
        }
        if read::is_pdf(&bytes) && format.is_none_or(|format| format == Format::Pdf) {
            return Self::from_pdf(bytes).unwrap_or_else(|error| Self::unreadable(&error));
        }
        let decoded = read::decode(bytes);
        let references = match format {
            None => references::read(&decoded.text),
            Some(Format::References(form)) => Some(references::read_as(&decoded.text, form)),
            Some(_) => None,
        };
        if let Some(references) = references {
            return Self::of_references(references, &decoded);
        }
        let format = read::format_of(&decoded.text, name, format);
        let own = decoded.text.len();
        let gathered = read::gather(decoded, name, format);
        let document = read::read(&gathered.decoded.text, own, &gathered.sources, format);
        Self::of_document(document, gathered, format)
    }

    /// A document of which nothing can be read.
    fn unreadable(error: &dyn std::error::Error) -> Self {
        let nothing = Self::of_document(Document::default(), Gathered::of_text(String::new()), Format::Plain);
        let unread = Unread { file: None, line: 1, unit: "line", message: error.to_string() };
        Self { unread: vec![unread], ..nothing }
    }

    /// A document that was read: its notes are found, and what they cite.
    pub(crate) fn of_document(document: Document, gathered: Gathered, format: Format) -> Self {
        let Gathered { decoded, sources, places: parts, faults } = gathered;
        let laid_out = notes::find(&document, &decoded.text);
        let mut paper = laid_out.paper;
        paper.metadata = metadata::find(&document);
        paper.language = metadata::language(paper.text_of(paper.body)).or(document.language);

        let to_file = |span: Span| {
            let file = decoded.to_file(span).into_iter().map(|(_, file)| file).reduce(Span::to);
            file.unwrap_or_else(|| {
                Span::new(decoded.to_file_byte(span.start), decoded.to_file_byte(span.start))
            })
        };
        let mut map = laid_out.map;
        map.translate(|span| decoded.to_file(span));
        if !parts.is_empty() {
            map.part_files(&parts.iter().map(|part| part.span.start).collect::<Vec<_>>());
        }
        let lines = if format.counts_paragraphs() {
            let mut paragraphs = document.paragraphs.clone();
            paragraphs.sort_unstable();
            paragraphs
        } else {
            let starts = decoded.text.match_indices('\n').map(|(at, _)| decoded.to_file_byte(at + 1));
            let of_parts = parts.iter().map(|part| part.span.start);
            let mut starts: Vec<usize> = std::iter::once(0).chain(starts).chain(of_parts).collect();
            if !parts.is_empty() {
                starts.sort_unstable();
                starts.dedup();
            }
            starts
        };
        let to_files = |marks: &Vec<Span>| marks.iter().map(|mark| to_file(*mark)).collect();
        let mut reading = Self {
            paper,
            map,
            format,
            anchors: laid_out.anchors.iter().map(to_files).collect(),
            unmatched: laid_out.unmatched.into_iter().map(to_file).collect(),
            lines,
            notes_over_limit: laid_out.notes_over_limit,
            guesses: decoded.guesses.iter().cloned().chain(document.guesses).collect(),
            unread: Vec::new(),
            sheets: None,
            parts,
            sources,
        };
        let mut faults: Vec<Fault> = faults.into_iter().chain(document.faults).collect();
        faults.sort_by_key(|fault| fault.at);
        let unread = faults.into_iter().take(MOST_UNREAD).map(|fault| {
            let at = decoded.to_file_byte(fault.at);
            let file = reading.part(at).map(|part| part.name.clone());
            Unread { file, line: reading.line(at), unit: "line", message: fault.message }
        });
        reading.unread = unread.collect();
        // The texts of a long book need not wait in memory until its works are known.
        drop((document.text, document.map, document.runs, document.pieces, document.markers, decoded));
        ibidem_citations::resolve::resolve_declared(&mut reading.paper, laid_out.declared);
        reading
    }

    /// A list of references: its text is made of its entries, each of which is a note.
    fn of_references(references: References, decoded: &Decoded) -> Self {
        let References { paper, mut map, form, over_limit, faults } = references;
        map.translate(|span| decoded.to_file(span));
        let starts = decoded.text.match_indices('\n').map(|(at, _)| decoded.to_file_byte(at + 1));
        let unread = faults.into_iter().map(|fault| {
            let before = decoded.text.get(..fault.span.start).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            Unread { file: None, line, unit: "line", message: fault.message }
        });
        Self {
            unread: unread.take(MOST_UNREAD).collect(),
            anchors: vec![Vec::new(); paper.notes.len()],
            paper,
            map,
            format: Format::References(form),
            unmatched: Vec::new(),
            lines: std::iter::once(0).chain(starts).collect(),
            notes_over_limit: over_limit,
            guesses: decoded.guesses.clone(),
            sheets: None,
            parts: Vec::new(),
            sources: Sources::default(),
        }
    }

    /// The bytes of the source file in which a stretch of the paper's text stands.
    ///
    /// Of a stretch that runs over a page break, the longer part.
    pub fn source(&self, span: Span) -> Span {
        self.map.source(span)
    }

    /// The bytes of the source file in which a stretch of the paper's text stands, one span for each place.
    pub fn sources(&self, span: Span) -> Vec<Span> {
        self.map.sources(span)
    }

    /// The line of a byte of the source, from 1; in a file that the document includes, the line of that file.
    pub fn line(&self, source_byte: usize) -> usize {
        let before = self
            .part(source_byte)
            .map_or(0, |part| self.lines.partition_point(|start| *start < part.span.start));
        (self.lines.partition_point(|start| *start <= source_byte) - before).max(1)
    }

    /// Bytes of the source as bytes of the file that has them: of the document, or of one that it includes.
    pub fn in_file(&self, source: Span) -> (Option<&SourcePart>, Span) {
        let part = self.part(source.start);
        let start = part.map_or(0, |part| part.span.start);
        (part, Span::new(source.start - start, source.end.max(source.start) - start))
    }

    /// The name and the text of each file that the document includes.
    pub fn part_texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self.parts.iter().map(|part| part.name.as_str());
        names.enumerate().map(|(i, name)| (name, self.sources.text(i)))
    }

    /// The file that has a byte of the source; none for the document itself.
    pub fn part(&self, source_byte: usize) -> Option<&SourcePart> {
        let i = self.parts.partition_point(|part| part.span.start <= source_byte).checked_sub(1)?;
        self.parts.get(i)
    }
}
