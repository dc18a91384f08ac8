//! TEI → Document: a text as editions and journals of the humanities encode it.
//!
//! Text Encoding Initiative, Guidelines P5: `note`, `ref`, `bibl`, `biblStruct`. Quotation marks that an
//! encoding leaves to its printer are set; of two readings (`choice`) the one is taken that is printed.

use std::collections::HashSet;

use ibidem_citations::{BlockKind, Date, DateParts, Metadata, Name, RunStyle, Span, parse};

use super::builder::marker_number;
use super::xml::parts::{Part, Parts};
use super::xml::stage::Stage;
use super::xml::{Element, Visit, Xml};
use crate::document::{Document, Guess, PieceKind};

/// Reads a text.
pub(super) fn read(source: &str) -> Document {
    let xml = Xml::read(source, Span::new(0, source.len()));
    let mut walk = Walk::new(&xml);
    walk.plan();
    walk.read();
    let (mut document, paragraphs) = walk.stage.flow.finish();
    document.paragraphs = paragraphs;
    document.metadata = metadata(&xml);
    let mut languages = ["text", "TEI", "TEI.2"].into_iter().flat_map(|name| xml.named(name));
    document.language = languages.find_map(|text| text.qualified("xml:lang"));
    document.language = document.language.map(|language| language.chars().take(2).collect());
    if xml.broken_at.is_some() {
        document.guesses.push(Guess::Broken { count: 1 });
    }
    document
}

fn metadata(xml: &Xml<'_>) -> Metadata {
    let Some(front) = xml.named("titleStmt").next() else { return Metadata::default() };
    let main = |title: &&Element<'_>| {
        title.name == "title" && title.attribute("type").is_none_or(|kind| kind == "main" || kind == "full")
    };
    let title = xml.children(front).find(main).map(|title| xml.text_of(title));
    let authors = xml.children(front).filter(|author| author.name == "author");
    let published = xml.named("publicationStmt").next();
    let date = published.and_then(|published| xml.child(published, "date"));
    Metadata {
        title: title.filter(|title| !title.is_empty()),
        authors: authors.filter_map(|author| name(xml, author)).collect(),
        issued: date.and_then(|date| self::date(xml, date)),
    }
}

/// A name in its parts, or as it is written.
fn name(xml: &Xml<'_>, element: &Element<'_>) -> Option<Name> {
    let person = ["persName", "name"].iter().find_map(|name| xml.child(element, name)).unwrap_or(element);
    let parts = |name: &str| {
        let parts: Vec<String> =
            xml.children(person).filter(|part| part.name == name).map(|part| xml.text_of(part)).collect();
        parts.join(" ")
    };
    let (family, given) = (parts("surname"), parts("forename"));
    if !family.is_empty() {
        return Some(Name::person(given, &family));
    }
    let text = xml.text_of(person);
    (!text.is_empty()).then(|| {
        if person.name == "orgName" || xml.child(element, "orgName").is_some() {
            Name::literal(text)
        } else {
            parse::name(&text)
        }
    })
}

fn date(xml: &Xml<'_>, element: &Element<'_>) -> Option<Date> {
    let when = element.attribute("when").unwrap_or_else(|| xml.text_of(element));
    let mut numbers = when.split('-').map(str::parse::<u16>);
    let year = numbers.next()?.ok()?;
    let mut small = |most: u8| {
        let number = u8::try_from(numbers.next()?.ok()?).ok()?;
        (1..=most).contains(&number).then_some(number)
    };
    let month = small(12);
    let day = month.and_then(|_| small(31));
    Some(Date { parts: vec![DateParts { year: i32::from(year), month, day }], ..Date::default() })
}

struct Walk<'x, 'a> {
    xml: &'x Xml<'a>,
    stage: Stage<'a>,
    /// Notes that stand where they are called: a number that leads to one is a cross-reference.
    called_in_place: HashSet<usize>,
}

impl<'x, 'a> Walk<'x, 'a> {
    fn new(xml: &'x Xml<'a>) -> Self {
        Self { xml, stage: Stage::new(xml.source), called_in_place: HashSet::new() }
    }

    fn above(&self, element: &Element<'a>) -> impl Iterator<Item = &'x Element<'a>> {
        let xml = self.xml;
        std::iter::successors(xml.parent_of(element), move |above| xml.parent_of(above)).take(12)
    }

    /// Finds the notes, and what names them.
    fn plan(&mut self) {
        let xml = self.xml;
        for (i, element) in xml.elements.iter().enumerate() {
            if element.name != "note" || element.attribute("place").is_some_and(|place| is_aside(&place)) {
                continue;
            }
            let is_apart = |above: &Element<'_>| {
                matches!(above.name, "teiHeader" | "biblStruct" | "bibl" | "listBibl" | "note" | "person")
            };
            if self.above(element).any(is_apart) {
                continue;
            }
            if self.above(element).any(|above| is_paragraph(above.name)) {
                self.called_in_place.insert(i);
            }
            let number = element.attribute("n").and_then(|number| marker_number(&number));
            self.stage.notes.add(i, element.attribute("id"), number);
        }
        for element in xml.elements.iter().filter(|element| is_reference(element.name)) {
            if let Some(id) = inner_target(element) {
                self.stage.notes.call(&id, || marker_number(&xml.text_of(element)));
            }
        }
        self.stage.notes.count();
    }

    fn read(&mut self) {
        self.xml.walk(self, 0, self.xml.events.len());
        self.read_called();
    }

    /// Reads the notes that were called within paragraphs.
    fn read_called(&mut self) {
        for i in self.stage.take_called() {
            if let Some(element) = self.xml.elements.get(i) {
                self.stage.begin_note(i, element.source, self.has_paragraphs(element));
                self.xml.walk(self, element.first + 1, element.end.saturating_sub(1));
                self.stage.end_note();
            }
        }
    }

    fn has_paragraphs(&self, element: &Element<'a>) -> bool {
        self.xml.children(element).any(|child| is_paragraph(child.name))
    }

    /// A link within the text to a note; says whether it was one.
    fn marker(&mut self, element: &Element<'a>) -> bool {
        let Some(tie) = inner_target(element).and_then(|id| self.stage.notes.of_id(&id)) else {
            return false;
        };
        let is_anchor = element.attribute("type").is_some_and(|kind| kind.to_lowercase().contains("note"));
        let is_number = || marker_number(&self.xml.text_of(element)).is_some() || element.name == "ptr";
        let is_called = || self.called_in_place.iter().any(|i| self.stage.notes.of_element(*i) == Some(tie));
        if !self.stage.has_paragraph() || !(is_anchor || is_number() && !is_called()) {
            return false;
        }
        self.stage.marker(tie, element.source);
        true
    }

    /// A reference whose parts alone are given.
    fn citation(&mut self, entry: &Element<'a>) {
        let xml = self.xml;
        let (analytic, monogr) = (xml.child(entry, "analytic"), xml.child(entry, "monogr"));
        let found = |element: Option<&'x Element<'a>>| -> Part {
            let element = element?;
            Some((xml.text_of(element), element.source)).filter(|(text, _)| !text.is_empty())
        };
        let imprint = monogr.and_then(|monogr| xml.child(monogr, "imprint"));
        let within =
            |above: Option<&'x Element<'a>>, name: &str| above.and_then(|above| xml.child(above, name));
        let scope = |unit: &str| {
            let scopes = imprint.into_iter().chain(monogr).flat_map(|above| xml.children(above));
            let mut scopes = scopes.filter(|scope| scope.name == "biblScope");
            scopes.find(|scope| {
                scope.attribute("unit").or_else(|| scope.attribute("type")).is_some_and(|given| given == unit)
            })
        };
        let people = [analytic, monogr].into_iter().flatten().map(|part| {
            let people = xml.children(part).filter(|person| matches!(person.name, "author" | "editor"));
            people
                .filter_map(|person| Some((inverted(&name(xml, person)?), person.source)))
                .collect::<Vec<_>>()
        });
        let date = found(within(imprint, "date")).map(|(text, span)| {
            let digits: String = text.chars().skip_while(|c| !c.is_ascii_digit()).take(4).collect();
            (if digits.len() == 4 { digits } else { text }, span)
        });
        let pages = scope("page").or_else(|| scope("pp"));
        let doi = xml
            .named_within(entry, "idno")
            .find(|id| id.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("doi")));
        let parts = Parts {
            people: people.into_iter().find(|people| !people.is_empty()).unwrap_or_default(),
            year: date,
            title: found(within(analytic, "title")),
            source: found(within(monogr, "title")),
            volume: found(scope("volume").or_else(|| scope("vol"))),
            issue: found(scope("issue")),
            first_page: pages.map(|scope| (range(xml, scope), scope.source)),
            last_page: None,
            place: found(within(imprint, "pubPlace")),
            publisher: found(within(imprint, "publisher")),
            doi: found(doi),
            address: xml.named_within(entry, "ref").chain(xml.named_within(entry, "ptr")).find_map(|link| {
                Some((link.attribute("target").filter(|target| target.contains("://"))?, link.source))
            }),
        };
        parts.write(&mut self.stage.flow);
    }

    /// A mark that the encoding leaves to the printer; not beside one that is typed.
    fn quote(&mut self, element: &Element<'a>, closes: bool) {
        let text = self.xml.text_of(element);
        let source = element.source;
        let is_typed = text.starts_with(is_quotation_mark)
            || self.xml.source.get(..source.start).is_some_and(|before| before.ends_with(is_quotation_mark));
        if !is_typed && self.stage.has_paragraph() {
            let (mark, at) = if closes { ("”", source.end) } else { ("“", source.start) };
            self.stage.flow.push(mark, Span::new(at, at));
        }
    }

    /// Whether a quotation is a block of its own.
    fn is_block(&self, element: &Element<'a>) -> bool {
        !self.stage.has_paragraph() || self.has_paragraphs(element)
    }
}

impl<'a> Visit<'a> for Walk<'_, 'a> {
    fn open(&mut self, i: usize, element: &Element<'a>) -> bool {
        let start = element.source.start;
        match element.name {
            "teiHeader" | "titlePage" | "figDesc" | "formula" | "fw" | "del" | "rdg" | "facsimile"
            | "standOff" | "sourceDoc" | "gap" => return false,
            "sic" | "orig" | "abbr"
                if self.xml.parent_of(element).is_some_and(|above| above.name == "choice") =>
            {
                return false;
            }
            // Those that it holds follow those of the body.
            "back" => self.read_called(),
            name if is_division(name) => {
                self.stage.begin_section();
                if name == "listBibl" && self.xml.child(element, "head").is_none() && self.stage.sections < 2
                {
                    self.stage.head_references(start);
                }
            }
            "head" if !self.stage.has_paragraph() => {
                self.stage.begin_heading(self.stage.sections.max(1), start);
            }
            "p" | "ab" | "l" | "signed" | "dateline" | "salute" => {
                self.stage.begin_paragraph(start);
            }
            "quote" | "cit" | "lg" if self.is_block(element) => {
                self.stage.quotes += 1;
                if !self.xml.children(element).any(|child| is_paragraph(child.name) || child.name == "quote")
                {
                    self.stage.begin_paragraph(start);
                }
            }
            "quote" | "q" | "soCalled" => self.quote(element, false),
            "title" if element.attribute("level").as_deref() == Some("a") => self.quote(element, false),
            "cell" => {
                self.stage.cells += 1;
                self.stage.begin_paragraph(start);
            }
            "item" => {
                self.stage.items += 1;
                self.stage.begin_paragraph(start);
            }
            "note" => return self.stage.meet_note(i, element.source, self.has_paragraphs(element)),
            "bibl" if !self.stage.has_paragraph() => {
                self.stage.begin(PieceKind::Text(BlockKind::ListItem), start);
            }
            "biblStruct" => {
                if !self.stage.has_paragraph() {
                    self.stage.begin(PieceKind::Text(BlockKind::ListItem), start);
                }
                self.citation(element);
                self.stage.end();
                return false;
            }
            "lb" | "cb" if element.attribute("break").is_none_or(|breaks| breaks != "no") => {
                self.stage.flow.space(element.source);
            }
            "ref" | "ptr" => {
                if self.marker(element) {
                    return false;
                }
                if let Some(target) = element.attribute("target").filter(|target| target.contains(':')) {
                    self.stage.flow.open_run(start, RunStyle::Link { target });
                }
            }
            _ => {
                if let Some(style) = style(element) {
                    self.stage.flow.open_run(start, style);
                }
            }
        }
        true
    }

    fn close(&mut self, element: &Element<'a>) {
        match element.name {
            name if is_division(name) => self.stage.end_section(),
            "head" | "p" | "ab" | "l" | "signed" | "dateline" | "salute" => self.stage.end(),
            "quote" | "cit" | "lg" if self.stage.quotes > 0 && self.closes_block(element) => {
                self.stage.quotes -= 1;
                self.stage.end();
            }
            "quote" | "q" | "soCalled" => self.quote(element, true),
            "title" if element.attribute("level").as_deref() == Some("a") => self.quote(element, true),
            "cell" => {
                self.stage.cells = self.stage.cells.saturating_sub(1);
                self.stage.end();
            }
            "item" => {
                self.stage.items = self.stage.items.saturating_sub(1);
                self.stage.end();
            }
            "bibl" if self.closes_entry(element) => self.stage.end(),
            "note" => self.stage.end_note(),
            _ => self.stage.flow.close_runs(element.source.start),
        }
    }

    fn text(&mut self, _at: usize, span: Span) {
        if self.stage.has_paragraph() {
            self.stage.flow.text(span, false);
        }
    }
}

impl<'a> Walk<'_, 'a> {
    /// Whether a quotation that ends was begun as a block: it stands in no paragraph.
    fn closes_block(&self, element: &Element<'a>) -> bool {
        !self.above(element).any(|above| is_paragraph(above.name))
            || self.xml.children(element).any(|child| is_paragraph(child.name))
    }

    /// Whether an entry that ends is one of a list, and no part of a sentence.
    fn closes_entry(&self, element: &Element<'a>) -> bool {
        !self.above(element).any(|above| is_paragraph(above.name) || above.name == "note")
    }
}

/// Whether notes at such a place are no notes to the text.
fn is_aside(place: &str) -> bool {
    place.split_whitespace().any(|place| matches!(place, "margin" | "left" | "right" | "inline" | "above"))
}

fn is_paragraph(name: &str) -> bool {
    matches!(name, "p" | "ab" | "l" | "head" | "item" | "cell")
}

fn is_division(name: &str) -> bool {
    matches!(name, "div" | "div1" | "div2" | "div3" | "div4" | "listBibl")
}

fn is_reference(name: &str) -> bool {
    matches!(name, "ref" | "ptr")
}

fn is_quotation_mark(c: char) -> bool {
    "“”„‟«»‹›\"‘’‚'".contains(c)
}

/// The id to which a link within the document leads.
fn inner_target(element: &Element<'_>) -> Option<String> {
    Some(element.attribute("target")?.trim().strip_prefix('#')?.to_owned())
}

/// How an element sets its text apart.
fn style(element: &Element<'_>) -> Option<RunStyle> {
    match element.name {
        "emph" | "foreign" | "mentioned" => return Some(RunStyle::Italic),
        "title" => {
            let level = element.attribute("level");
            return level
                .is_none_or(|level| matches!(level.as_str(), "m" | "j" | "s"))
                .then_some(RunStyle::Italic);
        }
        _ => {}
    }
    let rend = element.attribute("rend").or_else(|| element.attribute("rendition"))?.to_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| rend.contains(word));
    if is(&["ital"]) || rend == "i" {
        Some(RunStyle::Italic)
    } else if is(&["super", "sup"]) {
        Some(RunStyle::Raised)
    } else if is(&["small", "sc"]) && is(&["cap", "sc"]) {
        Some(RunStyle::SmallCaps)
    } else if is(&["bold"]) || rend == "b" {
        Some(RunStyle::Bold)
    } else {
        None
    }
}

/// `Smith, John`: as a name stands first in an entry.
fn inverted(name: &Name) -> String {
    match (&name.family, &name.given) {
        (Some(family), Some(given)) => format!("{family}, {given}"),
        _ => name.full(),
    }
}

/// Pages as a `biblScope` gives them: in its text, or in `from` and `to`.
fn range(xml: &Xml<'_>, scope: &Element<'_>) -> String {
    match (scope.attribute("from"), scope.attribute("to")) {
        (Some(from), Some(to)) if from != to => format!("{from}–{to}"),
        (Some(from), _) => from,
        _ => xml.text_of(scope),
    }
}

#[cfg(test)]
mod tests;
