//! A finding, with its places in the file and the words that stand there.

use ibidem_citations::{NoteNumber, Span};
use ibidem_sdk::{Finding, Fix, Safety, Severity};
use serde::Serialize;
use serde_json::{Map, Value};

use super::excerpt::Excerpt;
use crate::Reading;
use crate::fix::written_length;
use crate::read::Format;
use crate::read::pdf::Quad;

/// A finding as it is printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Index of its file in [`Report::files`](super::Report::files); none for what concerns the whole run.
    pub file: Option<usize>,
    /// The name of the rule, with that of the plugin before it where the plugin is not one of ours.
    pub rule: String,
    /// The id of the plugin.
    pub plugin: String,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong and why.
    pub message: String,
    /// Where it stands; none for what concerns a whole file.
    pub place: Option<Place>,
    /// What it rests on.
    pub related: Vec<RelatedPlace>,
    /// How to mend it.
    pub fix: Option<FoundFix>,
    /// What else speaks for it.
    pub evidence: Map<String, Value>,
    /// Who says that it is not to be shown, where it is shown all the same: `ibidem.toml`.
    pub hidden_by: Option<String>,
}

/// A stretch of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The id of the note in which it stands; none for the body.
    pub note_id: Option<String>,
    /// The printed number of that note.
    pub note: Option<NoteNumber>,
    /// The line of the file on which it starts, from 1; where a format counts paragraphs, that one.
    pub line: usize,
    /// What is counted: lines or paragraphs.
    pub unit: &'static str,
    /// Where it stands on the pages of a PDF.
    pub sheet: Option<SheetPlace>,
    /// The file that the document includes and that has it; none for the document itself.
    pub part: Option<String>,
    /// Its bytes of that file.
    pub span: Span,
    /// Its bytes of the paper's text, by which places are ordered.
    pub text_span: Span,
    /// What stands there, as the paper reads: without the markup and the escapes of its format.
    pub quote: String,
    /// The same with the words around it.
    pub excerpt: Excerpt,
}

/// A stretch of a PDF, which has no bytes of its own for a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SheetPlace {
    /// The page on which it begins, from 1.
    pub page: usize,
    /// Its parts, line by line; a stretch that runs over the end of a page has some on the next.
    pub quads: Vec<SheetQuad>,
}

/// A part of a line on a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SheetQuad {
    /// The page, from 1.
    pub page: usize,
    /// Left, bottom, right and top in points, from the lower left corner.
    pub rect: Quad,
}

/// Another place, and what it says to the matter.
#[derive(Clone, Debug, PartialEq)]
pub struct RelatedPlace {
    /// Where it stands.
    pub place: Place,
    /// What it says.
    pub message: String,
}

/// A correction of the source file.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundFix {
    /// Whether it may be applied unasked.
    pub safety: Safety,
    /// What is replaced by what, in order.
    pub edits: Vec<FoundEdit>,
}

/// A replacement of one stretch of the source file.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundEdit {
    /// Where it stands on the pages of a PDF.
    pub sheet: Option<SheetPlace>,
    /// The file that the document includes and that has it; none for the document itself.
    pub part: Option<String>,
    /// What is replaced, in bytes of that file.
    pub span: Span,
    /// What stood there, as the paper reads.
    pub was: String,
    /// What stands there afterwards.
    pub text: String,
}

impl Found {
    /// Places a checker's finding in the file that it is about.
    ///
    /// Of a checker that is not one of ours, no correction is safe.
    pub fn of(finding: Finding, plugin: &str, is_ours: bool, file: usize, reading: &Reading) -> Self {
        // A finding that is not sure of itself has no sure correction.
        let is_sure = is_ours && finding.severity != Severity::Undecided;
        let related = finding.related.into_iter().map(|related| RelatedPlace {
            place: Place::of(reading, related.span),
            message: related.message,
        });
        Self {
            file: Some(file),
            rule: finding.rule,
            plugin: plugin.to_owned(),
            severity: finding.severity,
            message: finding.message,
            place: Some(Place::of(reading, finding.span)),
            related: related.collect(),
            fix: finding.fix.map(|fix| FoundFix::of(fix, is_sure, reading)),
            evidence: finding.evidence,
            hidden_by: None,
        }
    }

    /// Something that the program itself has to say.
    pub fn of_core(rule: &str, severity: Severity, file: Option<usize>, message: String) -> Self {
        Self {
            file,
            rule: rule.to_owned(),
            plugin: super::CORE.to_owned(),
            severity,
            message,
            place: None,
            related: Vec::new(),
            fix: None,
            evidence: Map::new(),
            hidden_by: None,
        }
    }

    /// Adds where it stands.
    #[must_use]
    pub fn with_place(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Where it comes in a report: by file, then by place, then by rule; what has no place comes first.
    pub fn order(&self) -> impl Ord + '_ {
        let place = self.place.as_ref().map(|place| place.text_span);
        (self.file, place, &self.plugin, &self.rule, &self.message)
    }
}

impl Place {
    /// Finds a stretch of the paper's text in its file.
    pub fn of(reading: &Reading, span: Span) -> Self {
        Self { excerpt: Excerpt::of(&reading.paper, span), ..Self::without_excerpt(reading, span) }
    }

    /// The same without the words around, where nobody shows them.
    pub(super) fn without_excerpt(reading: &Reading, span: Span) -> Self {
        let paper = &reading.paper;
        let source = reading.source(span);
        let (part, in_file) = reading.in_file(source);
        let note = paper.note_at(span.start);
        Self {
            note_id: note.map(|note| note.id.clone()),
            note: note.map(|note| note.number.clone()),
            line: match &reading.sheets {
                Some(sheets) => sheets.place(source.start).1,
                None => reading.line(source.start),
            },
            sheet: SheetPlace::in_reading(reading, span),
            unit: if reading.format.counts_paragraphs() { "paragraph" } else { "line" },
            part: part.map(|part| part.name.clone()),
            span: in_file,
            text_span: span,
            quote: paper.text_of(span).to_owned(),
            excerpt: Excerpt::default(),
        }
    }
}

impl SheetPlace {
    /// Where a stretch of a paper's text stands; nothing where the paper is no PDF.
    fn in_reading(reading: &Reading, span: Span) -> Option<Self> {
        Self::of_sources(reading, &reading.sources(span))
    }

    /// Where parts of the text of the lines stand.
    pub(super) fn of_sources(reading: &Reading, sources: &[Span]) -> Option<Self> {
        let sheets = reading.sheets.as_ref()?;
        let quads = sources.iter().flat_map(|source| sheets.quads(*source));
        Some(Self {
            page: sheets.place(sources.first().map_or(0, |source| source.start)).0,
            quads: quads.map(|(page, rect)| SheetQuad { page, rect }).collect(),
        })
    }
}

impl FoundFix {
    fn of(fix: Fix, is_sure: bool, reading: &Reading) -> Self {
        let mut safety = if is_sure { fix.safety } else { fix.safety.max(Safety::Unsafe) };
        let mut edits: Vec<FoundEdit> = Vec::new();
        for edit in fix.edits {
            let source = reading.source(edit.span);
            let was = reading.paper.text_of(edit.span).to_owned();
            // The file has markup or a page break there, which an edit of these bytes would take along.
            // A manuscript of Word is corrected run by run, whatever stands between them.
            let is_even = written_length(&was, reading) == Some(source.len());
            if !is_even && reading.format != Format::Docx {
                safety = Safety::DisplayOnly;
            }
            let (part, span) = reading.in_file(source);
            let sheet = SheetPlace::in_reading(reading, edit.span);
            edits.push(FoundEdit {
                sheet,
                part: part.map(|part| part.name.clone()),
                span,
                was,
                text: edit.text,
            });
        }
        Self { safety, edits }
    }
}
