//! JATS → Document: an article as journals archive it, with its notes and its list of references.
//!
//! Journal Article Tag Suite, NISO Z39.96. References without a printed form are written as the
//! Publication Manual of the APA has them, each part led back to its element.

use ibidem_citations::{BlockKind, Date, DateParts, Metadata, Name, RunStyle, Span};

use super::builder::marker_number;
use super::xml::flow::{Declared, Flow};
use super::xml::notes::Notes;
use super::xml::parts::Parts;
use super::xml::{Element, Visit, Xml};
use crate::document::{Document, Guess, PieceKind};

/// Reads an article.
pub(super) fn read(source: &str) -> Document {
    let xml = Xml::read(source, Span::new(0, source.len()));
    let mut walk = Walk::new(&xml);
    walk.plan();
    walk.read();
    let (mut document, paragraphs) = walk.flow.finish();
    document.paragraphs = paragraphs;
    document.metadata = metadata(&xml);
    document.language = xml.named("article").find_map(|article| article.qualified("xml:lang"));
    document.language = document.language.map(|language| language.chars().take(2).collect());
    if xml.broken_at.is_some() {
        document.guesses.push(Guess::Broken { count: 1 });
    }
    document
}

fn metadata(xml: &Xml<'_>) -> Metadata {
    let Some(front) = xml.named("article-meta").next() else { return Metadata::default() };
    let group = xml.child(front, "title-group");
    let title = group.and_then(|group| xml.child(group, "article-title")).map(|title| xml.text_of(title));
    let groups = xml.children(front).filter(|element| element.name == "contrib-group");
    let people = groups
        .flat_map(|group| xml.children(group))
        .filter(|person| person.attribute("contrib-type").is_none_or(|kind| kind == "author"));
    let mut dates = xml.children(front).filter(|element| element.name == "pub-date");
    let authors = people.filter_map(|person| {
        let person = xml.child(person, "name-alternatives").unwrap_or(person);
        let name = xml.child(person, "name").and_then(|element| name(xml, element));
        let written = || Some(ibidem_citations::parse::name(&xml.text_of(xml.child(person, "string-name")?)));
        let group = || Some(Name::literal(xml.text_of(xml.child(person, "collab")?)));
        name.or_else(written).or_else(group)
    });
    Metadata {
        title: title.filter(|title| !title.is_empty()),
        authors: authors.collect(),
        issued: dates.find_map(|element| date(xml, element)),
    }
}

fn name(xml: &Xml<'_>, element: &Element<'_>) -> Option<Name> {
    let part = |name| xml.child(element, name).map(|part| xml.text_of(part));
    let family = part("surname")?;
    Some(Name::person(part("given-names").unwrap_or_default(), &family))
}

fn date(xml: &Xml<'_>, element: &Element<'_>) -> Option<Date> {
    let part = |name| xml.child(element, name).and_then(|part| xml.text_of(part).parse::<u16>().ok());
    let small = |name| part(name).and_then(|n| u8::try_from(n).ok());
    let month = small("month").filter(|month| (1..=12).contains(month));
    let day = small("day").filter(|day| month.is_some() && (1..=31).contains(day));
    let parts = DateParts { year: i32::from(part("year")?), month, day };
    Some(Date { parts: vec![parts], ..Date::default() })
}

struct Walk<'x, 'a> {
    xml: &'x Xml<'a>,
    flow: Flow<'a>,
    notes: Notes,
    /// Notes within paragraphs, which come behind the body.
    later: Vec<usize>,
    note: Option<Declared>,
    is_begun: bool,
    /// How deep sections are nested.
    sections: u8,
    quotes: usize,
    cells: usize,
    items: usize,
    is_listed: bool,
    paragraphs: usize,
}

impl<'x, 'a> Walk<'x, 'a> {
    fn new(xml: &'x Xml<'a>) -> Self {
        Self {
            xml,
            flow: Flow::new(xml.source),
            notes: Notes::default(),
            later: Vec::new(),
            note: None,
            is_begun: false,
            sections: 0,
            quotes: 0,
            cells: 0,
            items: 0,
            is_listed: false,
            paragraphs: 0,
        }
    }

    /// Finds the notes, and what names them.
    fn plan(&mut self) {
        let xml = self.xml;
        for (i, element) in xml.elements.iter().enumerate() {
            // Notes of a table or of the authors are none of the text.
            let is_apart = || {
                std::iter::successors(xml.parent(element), |above| xml.parent(above)).take(8).any(|above| {
                    matches!(above.name, "front" | "author-notes" | "table-wrap-foot" | "table-wrap")
                })
            };
            if element.name != "fn" || is_apart() {
                continue;
            }
            let label = xml.child(element, "label").and_then(|label| marker_number(&xml.text_of(label)));
            self.notes.add(i, element.attribute("id"), label);
        }
        let is_call = |element: &&Element<'_>| element.attribute("ref-type").as_deref() == Some("fn");
        for element in xml.named("xref").filter(is_call) {
            if let Some(id) = element.attribute("rid") {
                self.notes.call(&id, || marker_number(&xml.text_of(element)));
            }
        }
        self.notes.count();
    }

    fn read(&mut self) {
        self.xml.walk(self, 0, self.xml.events.len());
        self.flow.end();
        for i in std::mem::take(&mut self.later) {
            if let Some(element) = self.xml.elements.get(i) {
                self.begin_note(i, element);
                self.xml.walk(self, element.first + 1, element.end.saturating_sub(1));
                self.flow.end();
                self.note = None;
            }
        }
    }

    fn begin(&mut self, kind: PieceKind, at: usize) {
        let continues = self.note.is_some() && std::mem::replace(&mut self.is_begun, true);
        self.flow.begin(kind, continues, at);
        self.paragraphs = 1;
    }

    fn end(&mut self) {
        self.flow.end();
        self.paragraphs = 0;
    }

    fn kind(&self) -> PieceKind {
        if let Some(note) = &self.note {
            return note.piece();
        }
        PieceKind::Text(match (self.cells, self.items, self.quotes) {
            (1.., ..) => BlockKind::Verbatim,
            (_, 1.., _) => BlockKind::ListItem,
            (_, _, 1..) => BlockKind::Quote,
            _ => BlockKind::Paragraph,
        })
    }

    /// A note, here or behind the body; says whether to go into it.
    fn meet_note(&mut self, i: usize, element: &Element<'a>) -> bool {
        let Some(tie) = self.notes.of_element(i) else { return false };
        if self.paragraphs > 0 {
            let number = self.notes.number(tie);
            self.flow.marker(&number, tie, element.source, self.note.is_some());
            self.later.push(i);
            return false;
        }
        self.begin_note(i, element);
        true
    }

    fn begin_note(&mut self, i: usize, element: &Element<'a>) {
        let Some(tie) = self.notes.of_element(i) else { return };
        self.note = Some(Declared { number: self.notes.number(tie), tie, source: element.source });
        self.is_begun = false;
        // One without paragraphs has its text at once.
        if self.xml.child(element, "p").is_none() {
            let kind = self.kind();
            self.begin(kind, element.source.start);
        }
    }

    /// A link to a note; says whether it was one.
    fn marker(&mut self, element: &Element<'a>) -> bool {
        let tie = element.attribute("rid").and_then(|id| self.notes.of_id(&id));
        let Some(tie) = tie.filter(|_| self.paragraphs > 0) else { return false };
        let number = self.notes.number(tie);
        self.flow.marker(&number, tie, element.source, self.note.is_some());
        true
    }

    /// A reference whose parts alone are given.
    fn citation(&mut self, citation: &Element<'a>) {
        let xml = self.xml;
        let part = |name: &str| {
            let part = xml.children(citation).find(|part| part.name == name)?;
            Some((xml.text_of(part), part.source)).filter(|(text, _)| !text.is_empty())
        };
        let people: Vec<_> = xml
            .children(citation)
            .flat_map(|child| {
                let within: Vec<_> =
                    if child.name == "person-group" { xml.children(child).collect() } else { vec![child] };
                within
            })
            .filter_map(|person| {
                let text = match person.name {
                    "name" => {
                        let name = name(xml, person)?;
                        let given = name.given.clone().unwrap_or_default();
                        let family = name.family.clone().unwrap_or_default();
                        if given.is_empty() { family } else { format!("{family}, {given}") }
                    }
                    "string-name" | "collab" => xml.text_of(person),
                    _ => return None,
                };
                Some((text, person.source))
            })
            .collect();
        let doi = xml
            .children(citation)
            .find(|id| id.name == "pub-id" && id.attribute("pub-id-type").as_deref() == Some("doi"));
        let parts = Parts {
            people,
            year: part("year"),
            title: part("article-title").or_else(|| part("chapter-title")),
            source: part("source"),
            volume: part("volume"),
            issue: part("issue"),
            first_page: part("fpage"),
            last_page: part("lpage"),
            place: part("publisher-loc"),
            publisher: part("publisher-name"),
            doi: doi.map(|id| (xml.text_of(id), id.source)),
            address: part("uri").or_else(|| part("ext-link")),
        };
        parts.write(&mut self.flow);
    }
}

impl<'a> Visit<'a> for Walk<'_, 'a> {
    fn open(&mut self, i: usize, element: &Element<'a>) -> bool {
        match element.name {
            "front" | "sub-article" | "response" | "tex-math" | "alternatives" | "object-id"
            | "floats-group" | "table-wrap-foot" | "fn-type" | "journal-meta" => return false,
            "label" => return self.paragraphs > 0 && self.note.is_none(),
            "sec" | "app" | "ref-list" | "ack" => {
                self.sections = self.sections.saturating_add(1).min(6);
                if element.name == "ref-list" {
                    self.is_listed = true;
                    if self.xml.child(element, "title").is_none() {
                        self.begin(PieceKind::Text(BlockKind::Heading { level: 2 }), element.source.start);
                        self.flow.push("References", Span::new(element.source.start, element.source.start));
                        self.end();
                    }
                }
            }
            "title" | "article-title" if self.paragraphs == 0 => {
                let level = self.sections.max(1);
                self.begin(PieceKind::Text(BlockKind::Heading { level }), element.source.start);
            }
            "p" | "verse-line" | "attrib" => {
                let kind = self.kind();
                self.begin(kind, element.source.start);
            }
            "disp-quote" | "verse-group" => self.quotes += 1,
            "td" | "th" => {
                self.cells += 1;
                self.begin(PieceKind::Text(BlockKind::Verbatim), element.source.start);
            }
            "list-item" | "def-item" => self.items += 1,
            "fn" => return self.meet_note(i, element),
            "ref" => {
                let label = self
                    .xml
                    .child(element, "label")
                    .and_then(|label| marker_number(&self.xml.text_of(label)));
                let kind = label.map_or(PieceKind::Text(BlockKind::ListItem), PieceKind::Numbered);
                self.begin(kind, element.source.start);
            }
            "element-citation" | "nlm-citation" => {
                self.citation(element);
                return false;
            }
            "xref" => return !self.marker(element),
            "break" => self.flow.space(element.source),
            "ext-link" | "uri" => {
                let target = element.attribute("href").filter(|target| target.contains(':'));
                if let Some(target) = target {
                    self.flow.open_run(element.source.start, RunStyle::Link { target });
                }
            }
            name => {
                if let Some(style) = style(name) {
                    self.flow.open_run(element.source.start, style);
                }
            }
        }
        true
    }

    fn close(&mut self, element: &Element<'a>) {
        match element.name {
            "sec" | "app" | "ref-list" | "ack" => self.sections = self.sections.saturating_sub(1),
            "title" | "article-title" | "p" | "verse-line" | "attrib" | "ref" | "td" | "th" => {
                if element.name == "td" || element.name == "th" {
                    self.cells = self.cells.saturating_sub(1);
                }
                if element.name != "article-title" || !self.is_listed {
                    self.end();
                }
            }
            "disp-quote" | "verse-group" => self.quotes = self.quotes.saturating_sub(1),
            "list-item" | "def-item" => self.items = self.items.saturating_sub(1),
            "fn" => {
                self.end();
                self.note = None;
            }
            _ => self.flow.close_runs(element.source.start),
        }
    }

    fn text(&mut self, _at: usize, span: Span) {
        if self.paragraphs > 0 {
            self.flow.text(span, false);
        }
    }
}

/// How an element sets its text apart.
fn style(name: &str) -> Option<RunStyle> {
    match name {
        "italic" | "source" => Some(RunStyle::Italic),
        "bold" => Some(RunStyle::Bold),
        "sc" => Some(RunStyle::SmallCaps),
        "sup" => Some(RunStyle::Raised),
        _ => None,
    }
}
