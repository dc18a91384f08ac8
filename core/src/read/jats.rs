//! JATS → Document: an article as journals archive it, with its notes and its list of references.
//!
//! Journal Article Tag Suite, NISO Z39.96. References without a printed form are written as the
//! Publication Manual of the APA has them, each part led back to its element.

use ibidem_citations::{BlockKind, Date, DateParts, Metadata, Name, RunStyle, Span};

use super::builder::marker_number;
use super::xml::parts::Parts;
use super::xml::stage::Stage;
use super::xml::{Element, Visit, Xml};
use crate::document::{Document, Guess, PieceKind};

/// Reads an article.
pub(super) fn read(source: &str) -> Document {
    let xml = Xml::read(source, Span::new(0, source.len()));
    let mut walk = Walk::new(&xml);
    walk.plan();
    walk.read();
    let (mut document, paragraphs) = walk.stage.flow.finish();
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
    stage: Stage<'a>,
    is_listed: bool,
}

impl<'x, 'a> Walk<'x, 'a> {
    fn new(xml: &'x Xml<'a>) -> Self {
        Self { xml, stage: Stage::new(xml.source), is_listed: false }
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
            self.stage.notes.add(i, element.attribute("id"), label);
        }
        let is_call = |element: &&Element<'_>| element.attribute("ref-type").as_deref() == Some("fn");
        for element in xml.named("xref").filter(is_call) {
            if let Some(id) = element.attribute("rid") {
                self.stage.notes.call(&id, || marker_number(&xml.text_of(element)));
            }
        }
        self.stage.notes.count();
    }

    fn read(&mut self) {
        self.xml.walk(self, 0, self.xml.events.len());
        for i in self.stage.take_called() {
            if let Some(element) = self.xml.elements.get(i) {
                self.stage.begin_note(i, element.source, self.has_paragraphs(element));
                self.xml.walk(self, element.first + 1, element.end.saturating_sub(1));
                self.stage.end_note();
            }
        }
    }

    fn has_paragraphs(&self, note: &Element<'a>) -> bool {
        self.xml.child(note, "p").is_some()
    }

    /// A link to a note; says whether it was one.
    fn marker(&mut self, element: &Element<'a>) -> bool {
        let tie = element.attribute("rid").and_then(|id| self.stage.notes.of_id(&id));
        let Some(tie) = tie.filter(|_| self.stage.has_paragraph()) else { return false };
        self.stage.marker(tie, element.source);
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
        parts.write(&mut self.stage.flow);
    }
}

impl<'a> Visit<'a> for Walk<'_, 'a> {
    fn open(&mut self, i: usize, element: &Element<'a>) -> bool {
        match element.name {
            "front" | "sub-article" | "response" | "tex-math" | "alternatives" | "object-id"
            | "floats-group" | "table-wrap-foot" | "fn-type" | "journal-meta" => return false,
            "label" => return self.stage.has_paragraph() && !self.stage.is_in_note(),
            "sec" | "app" | "ref-list" | "ack" => {
                self.stage.begin_section();
                if element.name == "ref-list" {
                    self.is_listed = true;
                    if self.xml.child(element, "title").is_none() {
                        self.stage.head_references(element.source.start);
                    }
                }
            }
            "title" | "article-title" if !self.stage.has_paragraph() => {
                self.stage.begin_heading(self.stage.sections.max(1), element.source.start);
            }
            "p" | "verse-line" | "attrib" => self.stage.begin_paragraph(element.source.start),
            "disp-quote" | "verse-group" => self.stage.quotes += 1,
            "td" | "th" => {
                self.stage.cells += 1;
                self.stage.begin(PieceKind::Text(BlockKind::Verbatim), element.source.start);
            }
            "list-item" | "def-item" => self.stage.items += 1,
            "fn" => return self.stage.meet_note(i, element.source, self.has_paragraphs(element)),
            "ref" => {
                let label = self
                    .xml
                    .child(element, "label")
                    .and_then(|label| marker_number(&self.xml.text_of(label)));
                let kind = label.map_or(PieceKind::Text(BlockKind::ListItem), PieceKind::Numbered);
                self.stage.begin(kind, element.source.start);
            }
            "element-citation" | "nlm-citation" => {
                self.citation(element);
                return false;
            }
            "xref" => return !self.marker(element),
            "break" => self.stage.flow.space(element.source),
            "ext-link" | "uri" => {
                let target = element.attribute("href").filter(|target| target.contains(':'));
                if let Some(target) = target {
                    self.stage.flow.open_run(element.source.start, RunStyle::Link { target });
                }
            }
            name => {
                if let Some(style) = style(name) {
                    self.stage.flow.open_run(element.source.start, style);
                }
            }
        }
        true
    }

    fn close(&mut self, element: &Element<'a>) {
        match element.name {
            "sec" | "app" | "ref-list" | "ack" => self.stage.end_section(),
            "title" | "article-title" | "p" | "verse-line" | "attrib" | "ref" | "td" | "th" => {
                if element.name == "td" || element.name == "th" {
                    self.stage.cells = self.stage.cells.saturating_sub(1);
                }
                if element.name != "article-title" || !self.is_listed {
                    self.stage.end();
                }
            }
            "disp-quote" | "verse-group" => self.stage.quotes = self.stage.quotes.saturating_sub(1),
            "list-item" | "def-item" => self.stage.items = self.stage.items.saturating_sub(1),
            "fn" => self.stage.end_note(),
            _ => self.stage.flow.close_runs(element.source.start),
        }
    }

    fn text(&mut self, _at: usize, span: Span) {
        if self.stage.has_paragraph() {
            self.stage.flow.text(span, false);
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
