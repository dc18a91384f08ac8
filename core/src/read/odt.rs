//! ODT → Document: the text of an `OpenDocument` manuscript, its notes with the numbers that it keeps.
//!
//! `OpenDocument` 1.3, part 3. Deleted text, which the format keeps apart, and comments are left out.

use std::collections::HashMap;

use ibidem_citations::{BlockKind, Metadata, NoteNumber, RunStyle, Span, parse};

use super::package::{Archive, Package, PackageError};
use super::xml::flow::{Declared, Flow};
use super::xml::{Element, Visit, Xml};
use crate::document::{Document, Guess, MarkerShape, PieceKind};
use crate::read::builder::marker_numbers;

const CONTENT: &str = "content.xml";
const STYLES: &str = "styles.xml";

/// How far a style is followed to those on which it is based.
const DEEPEST: usize = 20;

/// Takes what is needed out of an archive.
pub(super) fn open(archive: &mut Archive<'_>) -> Result<Package, PackageError> {
    let mut package = Package::default();
    package.demand(archive, CONTENT)?;
    package.take(archive, STYLES)?;
    Ok(package)
}

/// Reads a manuscript.
pub(super) fn read(package: &Package) -> Document {
    let source = package.text.as_str();
    let part = |name: &str| package.part(name).map(|span| Xml::read(source, span));
    let Some(content) = part(CONTENT) else { return Document::default() };
    let mut styles = Styles::default();
    for xml in [part(STYLES).as_ref(), Some(&content)].into_iter().flatten() {
        styles.add(xml);
    }
    let mut walk = Walk {
        xml: &content,
        styles: &styles,
        flow: Flow::new(source),
        notes: Vec::new(),
        boxes: Vec::new(),
        note: None,
        is_begun: false,
        paragraphs: 0,
        cells: 0,
        items: Vec::new(),
        title: Vec::new(),
        authors: Vec::new(),
    };
    walk.read();
    let metadata = Metadata {
        title: (!walk.title.is_empty()).then(|| walk.title.join(" ")),
        authors: walk.authors.iter().flat_map(|line| parse::names(line)).collect(),
        ..Metadata::default()
    };
    let (mut document, paragraphs) = walk.flow.finish();
    document.paragraphs = paragraphs;
    document.metadata = metadata;
    if content.broken_at.is_some() {
        document.guesses.push(Guess::Broken { count: 1 });
    }
    document
}

/// What styles mean, by their names.
#[derive(Default)]
struct Styles {
    by_name: HashMap<String, Style>,
}

#[derive(Clone, Default)]
struct Style {
    parent: Option<String>,
    italic: Option<bool>,
    bold: Option<bool>,
    small_caps: Option<bool>,
    raised: Option<bool>,
}

impl Styles {
    fn add(&mut self, xml: &Xml<'_>) {
        for element in xml.named("style") {
            let Some(name) = element.attribute("name") else { continue };
            let mut style = Style { parent: element.attribute("parent-style-name"), ..Style::default() };
            if let Some(text) = xml.child(element, "text-properties") {
                let is = |name: &str, sign: &str| text.qualified(name).map(|value| value.starts_with(sign));
                style.italic = is("fo:font-style", "italic").or(is("fo:font-style", "oblique"));
                style.bold = is("fo:font-weight", "bold");
                style.small_caps = is("fo:font-variant", "small-caps");
                style.raised = text.qualified("style:text-position").map(|value| {
                    let height = value.split_whitespace().next().unwrap_or_default();
                    height == "super"
                        || height.trim_end_matches('%').parse::<f32>().is_ok_and(|height| height > 0.0)
                });
            }
            self.by_name.insert(name, style);
        }
    }

    /// The styles from this one to the last on which it is based.
    fn line<'s>(&'s self, name: &str) -> impl Iterator<Item = (&'s str, &'s Style)> {
        let mut next = self.by_name.get_key_value(name);
        let line = std::iter::from_fn(move || {
            let (name, style) = next?;
            next = style.parent.as_ref().and_then(|name| self.by_name.get_key_value(name));
            Some((name.as_str(), style))
        });
        line.take(DEEPEST)
    }

    fn has(&self, name: &str, says: impl Fn(&Style) -> Option<bool>) -> bool {
        self.line(name).find_map(|(_, style)| says(style)) == Some(true)
    }

    fn runs(&self, name: &str) -> Vec<RunStyle> {
        let all = [
            (self.has(name, |style| style.italic), RunStyle::Italic),
            (self.has(name, |style| style.bold), RunStyle::Bold),
            (self.has(name, |style| style.small_caps), RunStyle::SmallCaps),
            (self.has(name, |style| style.raised), RunStyle::Raised),
        ];
        all.into_iter().filter(|(is_on, _)| *is_on).map(|(_, style)| style).collect()
    }

    /// Whether a paragraph has one of these styles, or one based on it.
    fn is_based_on(&self, name: &str, sign: &[&str]) -> bool {
        let is = |name: &str| sign.iter().any(|sign| name.starts_with(sign));
        is(name) || self.line(name).any(|(name, _)| is(name))
    }
}

struct Walk<'x, 'a> {
    xml: &'x Xml<'a>,
    styles: &'x Styles,
    flow: Flow<'a>,
    /// Notes that the body has called, and the events of their texts.
    notes: Vec<(Declared, usize, usize)>,
    /// Text boxes, which come behind their paragraph.
    boxes: Vec<(usize, usize)>,
    note: Option<Declared>,
    is_begun: bool,
    /// How many paragraphs are open: one, or one within another.
    paragraphs: usize,
    cells: usize,
    /// How many items each list around has had.
    items: Vec<u32>,
    title: Vec<String>,
    authors: Vec<String>,
}

impl<'a> Walk<'_, 'a> {
    fn read(&mut self) {
        self.range(0, self.xml.events.len());
        for (note, first, end) in std::mem::take(&mut self.notes) {
            (self.note, self.is_begun, self.cells) = (Some(note), false, 0);
            self.range(first, end);
        }
    }

    fn range(&mut self, first: usize, end: usize) {
        let mut ranges = vec![(first, end)];
        while let Some((first, end)) = ranges.pop() {
            self.paragraphs = 0;
            self.xml.walk(self, first, end);
            self.flow.end();
            ranges.extend(std::mem::take(&mut self.boxes).into_iter().rev());
        }
    }

    fn paragraph(&mut self, element: &Element<'a>) {
        let kind = self.kind(element);
        let continues = self.note.is_some() && std::mem::replace(&mut self.is_begun, true);
        self.flow.begin(kind, continues, element.source.start);
        let style = element.attribute("style-name").unwrap_or_default();
        // A title that is bold as a whole is not set apart in itself.
        if self.note.is_some() || element.name == "p" {
            for run in self.styles.runs(&style).into_iter().filter(|run| *run == RunStyle::Italic) {
                self.flow.open_run(element.source.start, run);
            }
        }
    }

    fn kind(&self, element: &Element<'a>) -> PieceKind {
        if let Some(note) = &self.note {
            return note.piece();
        }
        let style = element.attribute("style-name").unwrap_or_default();
        if element.name == "h" {
            let level = element.attribute("outline-level").and_then(|level| level.parse().ok()).unwrap_or(1);
            return PieceKind::Text(BlockKind::Heading { level });
        }
        if self.cells > 0 {
            return PieceKind::Text(BlockKind::Verbatim);
        }
        if self.styles.is_based_on(&style, &["Title"]) {
            return PieceKind::Text(BlockKind::Heading { level: 1 });
        }
        if self.styles.is_based_on(&style, &["Quotation", "Block_20_Text"]) {
            return PieceKind::Text(BlockKind::Quote);
        }
        match self.items.last() {
            Some(count) if *count > 0 => PieceKind::Numbered(NoteNumber::Integer(*count)),
            _ => PieceKind::Text(BlockKind::Paragraph),
        }
    }

    fn end_paragraph(&mut self, element: &Element<'a>) {
        self.flow.close_runs(element.source.start);
        self.flow.end();
        let style = element.attribute("style-name").unwrap_or_default();
        let list = if self.styles.is_based_on(&style, &["Title"]) {
            &mut self.title
        } else if self.styles.is_based_on(&style, &["Author"]) {
            &mut self.authors
        } else {
            return;
        };
        let document = self.flow.out.document();
        if let (None, Some(piece)) = (&self.note, document.pieces.last()) {
            list.push(piece.span.of(&document.text).to_owned());
        }
    }

    /// Letters that look alike; says whether to go into them.
    fn letters(&mut self, element: &Element<'a>) -> bool {
        let style = element.attribute("style-name").unwrap_or_default();
        let runs = self.styles.runs(&style);
        if self.note.is_none() && runs.contains(&RunStyle::Raised) && self.raised(element) {
            return false;
        }
        for run in runs {
            self.flow.open_run(element.source.start, run);
        }
        true
    }

    /// A raised number that is no field: a marker that was typed; says whether it is one.
    fn raised(&mut self, element: &Element<'a>) -> bool {
        if self.xml.children(element).next().is_some() {
            return false;
        }
        let Some(numbers) = marker_numbers(&self.xml.text_of(element)) else { return false };
        for number in numbers {
            let start = self.flow.out.at();
            self.flow.push(&number.to_string(), element.source);
            self.flow.out.marker(start, number, element.source, MarkerShape::Raised);
        }
        true
    }

    /// A note: its marker here, its text behind the body.
    fn call(&mut self, element: &Element<'a>) {
        let citation = self.xml.child(element, "note-citation");
        let number = citation.map(|citation| self.xml.text_of(citation)).unwrap_or_default();
        let number = NoteNumber::read(number.trim());
        let tie = self.notes.len();
        self.flow.marker(&number, tie, element.source, self.note.is_some());
        if let Some(body) = self.xml.child(element, "note-body") {
            let note = Declared { number, tie, source: body.source };
            self.notes.push((note, body.first + 1, body.end.saturating_sub(1)));
        }
    }
}

impl<'a> Visit<'a> for Walk<'_, 'a> {
    fn open(&mut self, _i: usize, element: &Element<'a>) -> bool {
        match element.name {
            "p" | "h" => {
                self.paragraphs += 1;
                self.paragraph(element);
            }
            "note" => {
                self.call(element);
                return false;
            }
            "tracked-changes" | "annotation" | "annotation-end" | "sequence-decls" | "forms" | "desc"
            | "title" | "automatic-styles" | "font-face-decls" | "ruby-text" | "bookmark" | "object"
            | "image" => return false,
            "text-box" => {
                self.boxes.push((element.first + 1, element.end.saturating_sub(1)));
                return false;
            }
            "span" => return self.letters(element),
            "a" => {
                if let Some(target) = element.attribute("href").filter(|target| target.contains(':')) {
                    self.flow.open_run(element.source.start, RunStyle::Link { target });
                }
            }
            "s" => {
                let count = element.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1_usize);
                // Pages are not set with blanks.
                let count = count.min(100);
                if self.flow.out.is_open() {
                    self.flow.push(&" ".repeat(count), element.source);
                }
            }
            "tab" | "line-break" => self.flow.space(element.source),
            "table-cell" => self.cells += 1,
            "list" => self.items.push(0),
            "list-item" => {
                if let Some(count) = self.items.last_mut() {
                    *count += 1;
                }
            }
            _ => {}
        }
        true
    }

    fn close(&mut self, element: &Element<'a>) {
        match element.name {
            "p" | "h" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.end_paragraph(element);
            }
            "span" | "a" => self.flow.close_runs(element.source.start),
            "table-cell" => self.cells = self.cells.saturating_sub(1),
            "list" => {
                self.items.pop();
            }
            _ => {}
        }
    }

    /// Several blanks count as one here; more are elements of their own. Between paragraphs none counts.
    fn text(&mut self, _at: usize, span: Span) {
        if self.paragraphs > 0 {
            self.flow.text(span, false);
        }
    }
}
