//! Events of the parts of a manuscript → Flow.

use std::collections::HashMap;

use ibidem_citations::{BlockKind, Item, Metadata, NoteNumber, RunStyle, Span, parse};

use super::citing::{Citing, link_target};
use super::key;
use super::naming::{Looks, Naming, NoteForm, NoteForms, Restart, Role, value};
use crate::document::MarkerShape;
use crate::document::PieceKind;
use crate::read::builder::marker_numbers;
use crate::read::xml::flow::{Declared, Flow};
use crate::read::xml::{Element, Event, Visit, Xml};

/// How deep text boxes in text boxes are read where they stand.
const DEEPEST_BOX: usize = 16;

/// A part that has text.
pub(super) struct Part<'x, 'a> {
    pub(super) xml: &'x Xml<'a>,
    /// Where its links lead, by their ids.
    pub(super) targets: HashMap<String, String>,
}

/// Which notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    Foot,
    End,
}

/// A note that a marker of the body has called.
struct Called {
    place: Place,
    id: String,
    number: NoteNumber,
    /// The label was typed, and stands in the text of the note, too.
    is_typed: bool,
}

/// What the head of the document says of it by its styles.
#[derive(Default)]
pub(super) struct Head {
    title: Vec<String>,
    authors: Vec<String>,
}

pub(super) struct Walk<'f, 'n, 'a> {
    flow: &'f mut Flow<'a>,
    naming: &'n Naming,
    forms: &'n NoteForms,
    called: Vec<Called>,
    /// How many notes of a place were numbered since their numbers began.
    counts: [u32; 2],
    /// The number of the section in which the walk is.
    sections: usize,
    /// How many items a list has had, by its id and level.
    items: HashMap<(String, String), u32>,
    note: Option<Declared>,
    is_typed: bool,
    /// A paragraph of the note was begun.
    is_begun: bool,
    /// The mark of the paragraph was deleted: it goes on in the next.
    goes_on: bool,
    /// How many cells of tables are open.
    cells: usize,
    citing: Citing,
    /// Text boxes, which come behind their paragraph.
    boxes: Vec<(usize, usize)>,
    /// How many text boxes are open, one in the other.
    depth: usize,
    role: Role,
    pub(super) head: Head,
}

impl<'f, 'n, 'a> Walk<'f, 'n, 'a> {
    pub(super) fn new(flow: &'f mut Flow<'a>, naming: &'n Naming, forms: &'n NoteForms) -> Self {
        Self {
            flow,
            naming,
            forms,
            called: Vec::new(),
            counts: [0; 2],
            sections: 0,
            items: HashMap::new(),
            note: None,
            is_typed: false,
            is_begun: false,
            goes_on: false,
            cells: 0,
            citing: Citing::default(),
            boxes: Vec::new(),
            depth: 0,
            role: Role::Plain,
            head: Head::default(),
        }
    }

    /// The body: its text, its markers.
    pub(super) fn body(&mut self, part: &Part<'_, 'a>) {
        self.range(part, 0, part.xml.events.len());
        self.flow.end();
    }

    /// The notes of a part that the body has called, in that order. Others are not printed.
    pub(super) fn notes(&mut self, part: &Part<'_, 'a>) {
        let xml = part.xml;
        let mut bodies: HashMap<(Place, String), (usize, usize, Span)> = HashMap::new();
        for element in &xml.elements {
            let place = match element.name {
                "footnote" => Place::Foot,
                "endnote" => Place::End,
                _ => continue,
            };
            if let Some(id) = element.qualified("w:id").or_else(|| element.attribute("id")) {
                bodies.entry((place, id)).or_insert((element.first + 1, element.end, element.source));
            }
        }
        let called = std::mem::take(&mut self.called);
        for (tie, call) in called.iter().enumerate() {
            let Some((first, end, source)) = bodies.remove(&(call.place, call.id.clone())) else { continue };
            self.note = Some(Declared { number: call.number.clone(), tie, source });
            (self.is_begun, self.is_typed, self.goes_on, self.cells) = (false, call.is_typed, false, 0);
            self.citing.clear();
            self.range(part, first, end.saturating_sub(1));
            self.flow.end();
        }
        self.note = None;
        self.called = called;
    }

    /// Walks over events; text boxes that stand in no paragraph come last.
    fn range(&mut self, part: &Part<'_, 'a>, first: usize, end: usize) {
        let mut ranges = vec![(first, end)];
        while let Some((first, end)) = ranges.pop() {
            part.xml.walk(&mut Within { walk: self, part }, first, end);
            self.flow.end();
            // The first box comes next.
            ranges.extend(std::mem::take(&mut self.boxes).into_iter().rev());
        }
    }

    /// Text counts within `t` alone; blanks between elements are for the eye.
    fn is_text(xml: &Xml<'_>, at: usize) -> bool {
        match at.checked_sub(1).and_then(|before| xml.events.get(before)) {
            Some(Event::Open(i)) => xml.elements.get(*i).is_some_and(|element| element.name == "t"),
            _ => false,
        }
    }

    /// Begins an element; says whether to go into it.
    fn open(&mut self, part: &Part<'_, 'a>, element: &Element<'a>) -> bool {
        let xml = part.xml;
        match element.name {
            "p" => self.paragraph(xml, element),
            "r" => return self.letters(xml, element),
            // Deleted or moved away; what a program without the newer form would show; what is no text.
            "del"
            | "moveFrom"
            | "Fallback"
            | "delText"
            | "delInstrText"
            | "pPr"
            | "rPr"
            | "sdtPr"
            | "tblPr"
            | "trPr"
            | "tcPr"
            | "tblGrid"
            | "rt"
            | "separator"
            | "continuationSeparator" => return false,
            "instrText" => {
                self.citing.instruct(&xml.letters_of(element));
                return false;
            }
            "fldChar" => {
                self.citing.character(self.flow, xml, element);
                return false;
            }
            "fldSimple" => {
                let instruction = element.attribute("instr").unwrap_or_default();
                let data = xml.child(element, "fldData").map(|data| xml.letters_of(data));
                self.citing.open(self.flow, &instruction, &data.unwrap_or_default());
                self.link(element, link_target(&instruction));
            }
            "sdt" => {
                let properties = xml.child(element, "sdtPr");
                let tag = properties.and_then(|properties| value(xml, properties, "tag"));
                self.citing.open_control(self.flow, &tag.unwrap_or_default());
            }
            "hyperlink" => {
                let id = element.qualified("r:id");
                let target = id.and_then(|id| part.targets.get(&id)).cloned();
                self.link(element, target);
            }
            "tc" => self.cells += 1,
            "txbxContent" => {
                self.boxes.push((element.first + 1, element.end.saturating_sub(1)));
                return false;
            }
            "tab" | "br" | "cr" => {
                if element.name == "br" && element.attribute("type").as_deref() == Some("page") {
                    self.turn_page();
                }
                self.flow.space(element.source);
            }
            "lastRenderedPageBreak" => self.turn_page(),
            // Hyphens that keep a line together are printed as others are.
            "noBreakHyphen" => self.flow.push("-", element.source),
            "sym" => self.symbol(element),
            "footnoteReference" => return self.call(xml, element, Place::Foot),
            "endnoteReference" => return self.call(xml, element, Place::End),
            _ => {}
        }
        true
    }

    fn close(&mut self, element: &Element<'a>) {
        match element.name {
            "p" if !self.goes_on => self.end_paragraph(),
            "fldSimple" => {
                self.flow.close_runs(key(element.source));
                self.citing.close(self.flow);
            }
            "sdt" => self.citing.close(self.flow),
            "r" | "hyperlink" => self.flow.close_runs(key(element.source)),
            "tc" => self.cells = self.cells.saturating_sub(1),
            _ => {}
        }
    }

    fn paragraph(&mut self, xml: &Xml<'a>, element: &Element<'a>) {
        let properties = xml.child(element, "pPr");
        let style = properties.and_then(|properties| value(xml, properties, "pStyle")).unwrap_or_default();
        let section = properties.and_then(|properties| xml.child(properties, "sectPr"));
        let mark = properties.and_then(|properties| xml.child(properties, "rPr"));
        let joins = std::mem::replace(
            &mut self.goes_on,
            mark.is_some_and(|mark| ["del", "moveFrom"].iter().any(|name| xml.child(mark, name).is_some())),
        );
        if section.is_some() {
            self.sections += 1;
            self.turn(Restart::Section);
        }
        if joins {
            return;
        }
        self.role = self.naming.role(&style);
        let kind = self.kind(xml, properties);
        let continues = self.note.is_some() && std::mem::replace(&mut self.is_begun, true);
        self.flow.begin(kind, continues, element.source.start);
    }

    fn kind(&mut self, xml: &Xml<'a>, properties: Option<&Element<'a>>) -> PieceKind {
        if let Some(note) = &self.note {
            return note.piece();
        }
        if self.cells > 0 {
            return PieceKind::Text(BlockKind::Verbatim);
        }
        match self.role {
            Role::Title => return PieceKind::Text(BlockKind::Heading { level: 1 }),
            Role::Heading(level) => return PieceKind::Text(BlockKind::Heading { level }),
            Role::Quote => return PieceKind::Text(BlockKind::Quote),
            Role::Author | Role::Plain => {}
        }
        let list = properties.and_then(|properties| xml.child(properties, "numPr"));
        let id = list.and_then(|list| value(xml, list, "numId")).filter(|id| id != "0");
        let Some((list, id)) = list.zip(id) else { return PieceKind::Text(BlockKind::Paragraph) };
        let level = value(xml, list, "ilvl").unwrap_or_else(|| "0".to_owned());
        if !self.naming.is_numbered(&id, &level) {
            return PieceKind::Text(BlockKind::ListItem);
        }
        let count = self.items.entry((id, level)).or_default();
        *count += 1;
        PieceKind::Numbered(NoteNumber::Integer(*count))
    }

    fn end_paragraph(&mut self) {
        self.flow.end();
        let document = self.flow.out.document();
        let list = match self.role {
            Role::Title => Some(&mut self.head.title),
            Role::Author => Some(&mut self.head.authors),
            _ => None,
        };
        if let (Some(list), None, Some(piece)) = (list, &self.note, document.pieces.last()) {
            list.push(piece.span.of(&document.text).to_owned());
        }
        self.role = Role::Plain;
    }

    /// Letters that look alike; says whether to go into them.
    fn letters(&mut self, xml: &Xml<'a>, element: &Element<'a>) -> bool {
        let Some(properties) = xml.child(element, "rPr") else { return true };
        let style = value(xml, properties, "rStyle");
        let named = style.as_deref().map(|style| self.naming.looks(style)).unwrap_or_default();
        let looks = Looks::read(xml, properties).or(named);
        if looks.hidden == Some(true) {
            return false;
        }
        let is_number = style.as_deref().is_some_and(|style| self.naming.is_of_numbers(style));
        if is_number && self.note.is_some() {
            // The number of the note itself, which is no part of its text.
            return !self.is_typed && xml.children(element).any(|child| child.name == "t");
        }
        if is_number {
            return !self.call_typed(xml, element);
        }
        if looks.raised == Some(true) && self.note.is_none() && self.raised(xml, element) {
            return false;
        }
        for style in looks.runs() {
            self.flow.open_run(key(element.source), style);
        }
        true
    }

    /// A raised number that is no field: a marker that was typed; says whether it is one.
    fn raised(&mut self, xml: &Xml<'a>, element: &Element<'a>) -> bool {
        let is_plain = xml.children(element).all(|child| matches!(child.name, "rPr" | "t"));
        let texts: Vec<_> = xml.children(element).filter(|child| child.name == "t").collect();
        let text: String = texts.iter().map(|text| xml.text_of(text)).collect();
        let Some(numbers) = Some(text).filter(|_| is_plain).and_then(|text| marker_numbers(&text)) else {
            return false;
        };
        for number in numbers {
            let start = self.flow.out.at();
            self.flow.push(&number.to_string(), element.source);
            self.flow.out.marker(start, number, element.source, MarkerShape::Raised);
        }
        true
    }

    /// A marker; says whether to go on behind it in its letters, which is always.
    fn call(&mut self, xml: &Xml<'a>, element: &Element<'a>, place: Place) -> bool {
        let Some(id) = element.qualified("w:id").or_else(|| element.attribute("id")) else { return false };
        let is_typed = is_typed(element);
        let number = if is_typed {
            let label = xml.parent(element).map(|letters| xml.text_of(letters)).unwrap_or_default();
            NoteNumber::read(label.trim())
        } else {
            let form = self.form(place);
            let count = &mut self.counts[place as usize];
            let n = form.start.max(1).saturating_add(*count);
            *count += 1;
            form.numerals.write(n)
        };
        let tie = self.called.len();
        self.flow.marker(&number, tie, element.source, self.note.is_some());
        self.called.push(Called { place, id, number, is_typed });
        false
    }

    /// A marker whose label was typed, behind it in the same letters; says whether there was one.
    fn call_typed(&mut self, xml: &Xml<'a>, letters: &Element<'a>) -> bool {
        let marker = xml.children(letters).find(|child| is_typed(child));
        let Some(marker) = marker else { return false };
        let place = if marker.name == "endnoteReference" { Place::End } else { Place::Foot };
        self.call(xml, marker, place);
        true
    }

    fn form(&self, place: Place) -> NoteForm {
        match place {
            Place::Foot => self.forms.footnotes,
            Place::End => self.forms.endnotes,
        }
    }

    fn turn_page(&mut self) {
        if self.note.is_none() {
            self.turn(Restart::Page);
        }
    }

    /// Numbers that begin again here do so.
    fn turn(&mut self, restart: Restart) {
        for place in [Place::Foot, Place::End] {
            if self.form(place).restart == restart {
                self.counts[place as usize] = 0;
            }
        }
    }

    fn link(&mut self, element: &Element<'a>, target: Option<String>) {
        if let Some(target) = target.filter(|target| target.contains(':')) {
            self.flow.open_run(key(element.source), RunStyle::Link { target });
        }
    }

    /// The works that reference managers have in its fields.
    pub(super) fn works(&mut self) -> Vec<Item> {
        self.citing.works()
    }

    /// A character of a font of signs: its code is in the private use area, where it is no other letter.
    fn symbol(&mut self, element: &Element<'a>) {
        let code = element.attribute("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
        let plain = code.filter(|code| !(0xF000..=0xF0FF).contains(code)).and_then(char::from_u32);
        self.flow.character(plain.unwrap_or('\u{FFFD}'), element.source);
    }
}

impl Head {
    pub(super) fn metadata(&self) -> Metadata {
        Metadata {
            title: (!self.title.is_empty()).then(|| self.title.join(" ")),
            authors: self.authors.iter().flat_map(|line| parse::names(line)).collect(),
            ..Metadata::default()
        }
    }
}

/// A walk in one part, whose links lead where it says.
struct Within<'w, 'p, 'x, 'f, 'n, 'a> {
    walk: &'w mut Walk<'f, 'n, 'a>,
    part: &'p Part<'x, 'a>,
}

impl<'a> Visit<'a> for Within<'_, '_, '_, '_, '_, 'a> {
    fn open(&mut self, _i: usize, element: &Element<'a>) -> bool {
        self.walk.open(self.part, element)
    }

    fn close(&mut self, element: &Element<'a>) {
        self.walk.close(element);
        if element.name == "p" && !self.walk.goes_on && !self.walk.boxes.is_empty() {
            self.boxes();
        }
    }

    fn text(&mut self, at: usize, span: Span) {
        if self.walk.citing.shows() && Walk::is_text(self.part.xml, at) {
            self.walk.flow.text(span, true);
        }
    }
}

impl Within<'_, '_, '_, '_, '_, '_> {
    /// Walks over the text boxes of the paragraph that has ended; those that are too deep come last.
    fn boxes(&mut self) {
        if self.walk.depth >= DEEPEST_BOX {
            return;
        }
        self.walk.depth += 1;
        let cells = std::mem::take(&mut self.walk.cells);
        for (first, end) in std::mem::take(&mut self.walk.boxes) {
            self.part.xml.walk(&mut Within { walk: self.walk, part: self.part }, first, end);
            self.walk.flow.end();
        }
        self.walk.cells = cells;
        self.walk.depth -= 1;
    }
}

/// Whether a marker has a label of its author's.
fn is_typed(marker: &Element<'_>) -> bool {
    let follows = marker.attribute("customMarkFollows");
    follows.is_some_and(|value| !matches!(value.as_str(), "0" | "false" | "off"))
}
