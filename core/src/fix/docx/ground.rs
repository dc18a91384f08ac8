//! A place in a part → what stands there, and whether it may be changed.

use ibidem_citations::Span;

use crate::fix::settling::Unwritable;
use crate::read::docx::fields::{Fields, is_written};
use crate::read::docx::managed::MENDELEY_TAGS;
use crate::read::xml::{Element, Event, Xml};

/// What of a run is a letter although it is an element, and may be deleted.
const LETTERS: [&str; 6] = ["tab", "br", "cr", "noBreakHyphen", "softHyphen", "sym"];

/// What may stand between two stretches of text that are deleted together: it has no text, and stays.
const PASSED_OVER: [&str; 16] = [
    "r",
    "t",
    "ins",
    "hyperlink",
    "smartTag",
    "smartTagPr",
    "customXml",
    "proofErr",
    "bookmarkStart",
    "bookmarkEnd",
    "commentRangeStart",
    "commentRangeEnd",
    "commentReference",
    "annotationRef",
    "lastRenderedPageBreak",
    "softHyphen",
];

/// What may stand around a run in its paragraph, and around a paragraph.
const AROUND_RUNS: &[&str] = &["hyperlink", "smartTag", "customXml", "dir", "bdo", "sdtContent"];
const AROUND_PARAGRAPHS: &[&str] = &[
    "body",
    "document",
    "tc",
    "tr",
    "tbl",
    "footnote",
    "footnotes",
    "endnote",
    "endnotes",
    "customXml",
    "sdtContent",
];

/// The namespace of nearly all manuscripts (ECMA-376, part 4).
const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A part that has text, with what is asked of it.
pub(super) struct Ground<'a> {
    pub(super) name: String,
    /// Where it stands in the texts of all parts.
    pub(super) span: Span,
    pub(super) xml: Xml<'a>,
    fields: Fields,
}

/// A stretch that may be changed, within one text or one element that is a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its bytes in the texts of all parts.
    pub(super) source: Span,
    /// The element that it is, or in which it stands.
    pub(super) element: usize,
    pub(super) run: usize,
    pub(super) paragraph: usize,
}

impl<'a> Ground<'a> {
    pub(super) fn of(name: &str, texts: &'a str, span: Span) -> Self {
        let xml = Xml::read(texts, span);
        let fields = Fields::of(&xml);
        Self { name: name.to_owned(), span, xml, fields }
    }

    /// Where a stretch stands of which text was read, if it may be changed there.
    pub(super) fn place(&self, source: Span) -> Result<Place, Unwritable> {
        let (element, run) = self.letters(source).ok_or(Unwritable::Markup)?;
        let paragraph = self.check_way_up(run)?;
        if self.fields.is_written(element) {
            return Err(Unwritable::Field);
        }
        Ok(Place { source, element, run, paragraph })
    }

    /// The element of text or the letter in which a stretch stands, and its run.
    pub(super) fn letters(&self, source: Span) -> Option<(usize, usize)> {
        let i = self.innermost(source)?;
        let element = self.xml.elements.get(i)?;
        let is_letter = LETTERS.contains(&element.name)
            && element.source == source
            && element.attribute("type").is_none_or(|kind| kind == "textWrapping");
        let is_in_text = plain_text(&self.xml, element).is_some_and(|text| text.contains(source));
        let run = element.parent.filter(|run| self.name_of(*run) == "r")?;
        (is_letter || is_in_text).then_some((i, run))
    }

    /// The last element that holds a stretch.
    pub(super) fn innermost(&self, source: Span) -> Option<usize> {
        let before = self.xml.elements.partition_point(|element| element.source.start <= source.start);
        let mut at = before.checked_sub(1)?;
        while !self.xml.elements.get(at)?.source.contains(source) {
            at = self.xml.elements.get(at)?.parent?;
        }
        Some(at)
    }

    /// The run in which a change stands.
    pub(super) fn run_at(&self, source: Span) -> Option<usize> {
        let mut at = self.innermost(source)?;
        while self.name_of(at) != "r" {
            at = self.parent(at)?;
        }
        Some(at)
    }

    /// The prefix that elements of the part have: `w:`.
    pub(super) fn prefix(&self) -> String {
        let name = self.xml.elements.first().map(|root| {
            let (tag, length) = root.start_tag(self.xml.source);
            tag.get(1..=length).unwrap_or_default().trim_end_matches(root.name).to_owned()
        });
        name.unwrap_or_default()
    }

    /// The namespace of that prefix.
    pub(super) fn namespace(&self) -> String {
        let name = format!("xmlns:{}", self.prefix().trim_end_matches(':'));
        let root = self.xml.elements.first();
        root.and_then(|root| root.qualified(&name)).unwrap_or_else(|| TRANSITIONAL.to_owned())
    }

    /// Whether what is around a run lets it be changed; gives its paragraph.
    fn check_way_up(&self, run: usize) -> Result<usize, Unwritable> {
        let mut paragraph = None;
        let mut child = run;
        while let Some(i) = self.parent(child) {
            let element = &self.xml.elements[i];
            let around = if paragraph.is_none() { AROUND_RUNS } else { AROUND_PARAGRAPHS };
            match element.name {
                name if around.contains(&name) => {}
                "sdt" if self.is_managed(element) => return Err(Unwritable::Field),
                "sdt" if self.is_free(element) => {}
                "p" if paragraph.is_none() => paragraph = Some(i),
                // An insertion of somebody else's is parted where something is inserted into it.
                "ins" if child == run => {}
                "fldSimple" if paragraph.is_none() => {
                    if element.attribute("instr").is_none_or(|instruction| is_written(&instruction)) {
                        return Err(Unwritable::Field);
                    }
                }
                // What of text boxes is read has a twin for older programs, which would stay as it is.
                _ => return Err(Unwritable::Markup),
            }
            child = i;
        }
        paragraph.ok_or(Unwritable::Markup)
    }

    /// Whether a reference manager writes the content of a control.
    fn is_managed(&self, control: &Element<'_>) -> bool {
        let properties = self.xml.child(control, "sdtPr");
        let tag = properties.and_then(|properties| self.xml.child(properties, "tag")?.attribute("val"));
        tag.is_some_and(|tag| MENDELEY_TAGS.iter().any(|known| tag.starts_with(known)))
    }

    /// Whether the content of a control is its own, and not locked.
    fn is_free(&self, control: &Element<'_>) -> bool {
        let Some(properties) = self.xml.child(control, "sdtPr") else { return true };
        self.xml.children(properties).all(|property| match property.name {
            "dataBinding" => false,
            "lock" => {
                !matches!(property.attribute("val").as_deref(), Some("contentLocked" | "sdtContentLocked"))
            }
            _ => true,
        })
    }

    /// Whether nothing stands between two places that a deletion of both would have to take along.
    pub(super) fn is_free_between(&self, before: Place, behind: Place) -> bool {
        let gap = Span::new(before.source.end, behind.source.start);
        let first = self.xml.elements.partition_point(|element| element.source.start < gap.start);
        let between = self.xml.elements.get(first..).unwrap_or_default();
        let mut skipped = gap.start;
        for element in between.iter().take_while(|element| element.source.start < gap.end) {
            if element.source.start < skipped {
                continue;
            }
            if element.name == "rPr" {
                skipped = element.source.end;
            } else if !PASSED_OVER.contains(&element.name) {
                return false;
            }
        }
        true
    }

    /// The child of the paragraph in which an element stands, and the paragraph; of a text box, that
    /// to which it is tied.
    pub(super) fn stands_in(&self, element: usize) -> Option<(usize, usize)> {
        let mut found = None;
        let mut child = element;
        while let Some(parent) = self.parent(child) {
            match self.name_of(parent) {
                "p" if found.is_none() => found = Some((child, parent)),
                "txbxContent" => found = None,
                _ => {}
            }
            child = parent;
        }
        found
    }

    /// The runs that begin and end the field in which an element stands; none where it stands in none
    /// that a paragraph holds as a whole.
    pub(super) fn field_around(&self, element: usize) -> Option<(usize, usize)> {
        let field = self.fields.around(element)?;
        let (first, paragraph) = self.stands_in(field.begin)?;
        let (last, same) = self.stands_in(field.end?)?;
        (paragraph == same && self.stands_in(element)?.1 == same).then_some((first, last))
    }

    pub(super) fn parent(&self, element: usize) -> Option<usize> {
        self.xml.elements.get(element)?.parent
    }

    pub(super) fn name_of(&self, element: usize) -> &'a str {
        self.xml.elements.get(element).map_or("", |element| element.name)
    }
}

/// The text of an element that holds text alone, and all of it as it is shown.
pub(super) fn plain_text(xml: &Xml<'_>, element: &Element<'_>) -> Option<Span> {
    let events = xml.events.get(element.first..element.end)?;
    let [Event::Open(_), Event::Text(span), Event::Close(_)] = events else { return None };
    let text = span.of(xml.source);
    // Blanks at the ends are not shown without the attribute, and would be in a part of their own.
    let is_shown = element.qualified("xml:space").as_deref() == Some("preserve")
        || text.trim_matches(|c: char| c.is_ascii_whitespace()) == text;
    (element.name == "t" && is_shown).then_some(*span)
}
