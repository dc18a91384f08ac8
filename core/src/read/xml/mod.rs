//! XML → elements and events, each with its place in the source.
//!
//! The tokens come from quick-xml, which says where each of them stands; a tree that keeps texts
//! alone would lose that. Elements are a flat list and every walk is a loop, so that depth costs nothing.
//! What is not well-formed is read as far as that goes: an end tag without its start is passed over,
//! and what is open at the end is closed there. Entities are never expanded beyond the five of XML
//! and those of characters.

pub(super) mod flow;
pub(super) mod notes;
pub(super) mod parts;
pub(super) mod stage;

use ibidem_citations::Span;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event as Token};

/// The most elements of a document; what comes behind them is not read.
const MOST_ELEMENTS: usize = 8 << 20;

/// A document, in file order.
pub(crate) struct Xml<'a> {
    pub(crate) source: &'a str,
    pub(crate) elements: Vec<Element<'a>>,
    pub(crate) events: Vec<Event>,
    /// Where reading stopped before the end, in bytes of the source.
    pub(crate) broken_at: Option<usize>,
}

/// An element: its name without the prefix, its attributes, its place.
pub(crate) struct Element<'a> {
    pub(crate) name: &'a str,
    /// What stands in its start tag behind the name.
    attributes: &'a str,
    pub(crate) source: Span,
    pub(crate) parent: Option<usize>,
    /// The event that opens it, and the one behind the event that closes it.
    pub(crate) first: usize,
    pub(crate) end: usize,
}

/// What comes next in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Open(usize),
    Close(usize),
    /// Text as it stands, references included.
    Text(Span),
    /// The text of a CDATA section, which has no references.
    Literal(Span),
}

/// What makes something of the events of a document.
pub(crate) trait Visit<'a> {
    /// An element begins, with its number; says whether to go into it.
    fn open(&mut self, i: usize, element: &Element<'a>) -> bool;
    /// An element ends into which the walk went.
    fn close(&mut self, element: &Element<'a>);
    /// Text, with the number of its event.
    fn text(&mut self, at: usize, span: Span);
}

impl<'a> Xml<'a> {
    /// Reads one document, which stands in the source between two places.
    pub(crate) fn read(source: &'a str, part: Span) -> Self {
        let mut xml = Self { source, elements: Vec::new(), events: Vec::new(), broken_at: None };
        xml.add(part);
        xml
    }

    fn add(&mut self, part: Span) {
        let text = part.of(self.source);
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        let mut open: Vec<usize> = Vec::new();
        loop {
            let start = place(&reader, part);
            let token = reader.read_event();
            let span = Span::new(start, place(&reader, part));
            match token {
                Ok(Token::Start(tag)) => {
                    let Some(i) = self.open(&tag, span, open.last().copied()) else { break };
                    open.push(i);
                }
                Ok(Token::Empty(tag)) => {
                    let Some(i) = self.open(&tag, span, open.last().copied()) else { break };
                    self.close(i, span.end);
                }
                Ok(Token::End(tag)) => {
                    let name = local(std::str::from_utf8(tag.name().into_inner()).unwrap_or_default());
                    // Looked for near the top alone, or unmatched ends would cost the square of the depth.
                    let near = open.len().saturating_sub(64);
                    let found = open[near..].iter().rposition(|i| self.name(*i) == name);
                    if let Some(at) = found {
                        for i in open.drain(near + at..).rev() {
                            self.close(i, span.end);
                        }
                    }
                }
                Ok(Token::Text(_) | Token::GeneralRef(_)) => self.text(span),
                Ok(Token::CData(_)) => {
                    let inner = Span::new(span.start + "<![CDATA[".len(), span.end.saturating_sub(3));
                    if inner.start < inner.end {
                        self.events.push(Event::Literal(inner));
                    }
                }
                Ok(Token::Eof) => break,
                Ok(_) => {}
                Err(_) => {
                    self.broken_at = Some(start);
                    break;
                }
            }
        }
        for i in open.into_iter().rev() {
            self.close(i, part.end);
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, source: Span, parent: Option<usize>) -> Option<usize> {
        if self.elements.len() >= MOST_ELEMENTS {
            self.broken_at = Some(source.start);
            return None;
        }
        let inside = source.of(self.source).trim_start_matches('<').trim_end_matches(['>', '/']);
        let name = inside.get(..tag.name().into_inner().len()).unwrap_or_default();
        let attributes = inside.get(name.len()..).unwrap_or_default();
        let first = self.events.len();
        self.elements.push(Element { name: local(name), attributes, source, parent, first, end: first });
        self.events.push(Event::Open(self.elements.len() - 1));
        Some(self.elements.len() - 1)
    }

    fn close(&mut self, i: usize, end: usize) {
        self.events.push(Event::Close(i));
        let behind = self.events.len();
        if let Some(element) = self.elements.get_mut(i) {
            element.end = behind;
            element.source.end = element.source.end.max(end);
        }
    }

    /// Text and references beside each other are one stretch.
    fn text(&mut self, span: Span) {
        match self.events.last_mut() {
            Some(Event::Text(last)) if last.end == span.start => last.end = span.end,
            _ if span.is_empty() => {}
            _ => self.events.push(Event::Text(span)),
        }
    }

    /// Brings the events from `first` to `end` to a visitor, which says of each element whether to go into it.
    pub(crate) fn walk(&self, visitor: &mut impl Visit<'a>, first: usize, end: usize) {
        let mut at = first;
        while at < end {
            let Some(event) = self.events.get(at) else { break };
            match *event {
                Event::Open(i) => {
                    let Some(element) = self.elements.get(i) else { break };
                    if !visitor.open(i, element) {
                        at = element.end.max(at + 1);
                        continue;
                    }
                }
                Event::Close(i) => {
                    if let Some(element) = self.elements.get(i) {
                        visitor.close(element);
                    }
                }
                Event::Text(span) | Event::Literal(span) => visitor.text(at, span),
            }
            at += 1;
        }
    }

    fn name(&self, i: usize) -> &'a str {
        self.elements.get(i).map_or("", |element| element.name)
    }

    /// The name of the element around another one.
    pub(crate) fn parent(&self, element: &Element<'a>) -> Option<&Element<'a>> {
        self.elements.get(element.parent?)
    }

    /// The same, for as long as the document lives.
    pub(crate) fn parent_of<'x>(&'x self, element: &Element<'a>) -> Option<&'x Element<'a>> {
        self.elements.get(element.parent?)
    }

    /// All elements of a name within another one, in file order.
    pub(crate) fn named_within(
        &self,
        element: &Element<'a>,
        name: &str,
    ) -> impl Iterator<Item = &Element<'a>> {
        let events = self.events.get(element.first..element.end).unwrap_or_default();
        let opened = events.iter().filter_map(|event| match event {
            Event::Open(i) => self.elements.get(*i),
            _ => None,
        });
        opened.filter(move |found| found.name == name)
    }

    /// The elements directly within another one.
    pub(crate) fn children(&self, element: &Element<'a>) -> impl Iterator<Item = &Element<'a>> {
        let mut at = element.first + 1;
        let end = element.end.saturating_sub(1);
        std::iter::from_fn(move || {
            while at < end {
                match self.events.get(at) {
                    Some(Event::Open(i)) => {
                        let child = self.elements.get(*i)?;
                        at = child.end.max(at + 1);
                        return Some(child);
                    }
                    _ => at += 1,
                }
            }
            None
        })
    }

    /// The first element of a name directly within another one.
    pub(crate) fn child(&self, element: &Element<'a>, name: &str) -> Option<&Element<'a>> {
        self.children(element).find(|child| child.name == name)
    }

    /// All elements of a name, in file order.
    pub(crate) fn named(&self, name: &'static str) -> impl Iterator<Item = &Element<'a>> {
        self.elements.iter().filter(move |element| element.name == name)
    }

    /// All text within an element, blanks made one.
    pub(crate) fn text_of(&self, element: &Element<'a>) -> String {
        let events = self.events.get(element.first..element.end).unwrap_or_default();
        let mut text = String::new();
        for event in events {
            match event {
                Event::Text(span) => text.push_str(&unescaped(span.of(self.source))),
                Event::Literal(span) => text.push_str(span.of(self.source)),
                Event::Open(_) | Event::Close(_) => {}
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl Element<'_> {
    /// The value of an attribute, whatever the prefix of its name.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        self.attributes().find(|(own, _)| local(own) == name).map(|(_, value)| unescaped(value))
    }

    /// The value of an attribute with this very prefix: `r:id`.
    pub(crate) fn qualified(&self, name: &str) -> Option<String> {
        self.attributes().find(|(own, _)| *own == name).map(|(_, value)| unescaped(value))
    }

    /// The start tag, as of an element that is not empty, and how long the name with its prefix is.
    pub(crate) fn start_tag(&self, source: &str) -> (String, usize) {
        let tag = source.get(self.source.start..).unwrap_or_default();
        let name = tag.get(1..).unwrap_or_default();
        let length = name.find(|c: char| c.is_ascii_whitespace() || "/>".contains(c)).unwrap_or(name.len());
        let tag = tag.get(..1 + length + self.attributes.len()).unwrap_or_default();
        (format!("{}>", tag.trim_end()), length)
    }

    fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            let (name, behind) = rest.split_once('=')?;
            let behind = behind.trim_start();
            let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, behind) = behind[1..].split_once(quote)?;
            rest = behind;
            Some((name.trim(), value))
        })
    }
}

fn place(reader: &Reader<&[u8]>, part: Span) -> usize {
    part.start + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(part.len())
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Text with its references resolved; one that means nothing stays as it is.
pub(crate) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let behind = &rest[at..];
        if let Some((meaning, length)) = reference(behind) {
            out.push(meaning);
            rest = &behind[length..];
        } else {
            out.push('&');
            rest = &behind[1..];
        }
    }
    out.push_str(rest);
    out
}

/// The character that a reference at the start of a text stands for, and the length of the reference.
pub(crate) fn reference(text: &str) -> Option<(char, usize)> {
    /// The longest reference that means a character: `&#x10FFFF;`.
    const LONGEST: usize = 12;
    let name = text.strip_prefix('&')?;
    let end = name.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = &name[..end];
    let meaning = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "shy" => '\u{AD}',
        _ => {
            let code = name.strip_prefix('#')?;
            let code = match code.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => code.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')?
        }
    };
    Some((meaning, end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Xml<'_> {
        Xml::read(source, Span::new(0, source.len()))
    }

    #[test]
    fn elements_have_places_and_attributes() {
        let xml = read("<a:p x:id=\"7\" b='&lt;2'>One &amp; <b/>two</a:p>");
        let [p, b] = xml.elements.as_slice() else { panic!("two elements") };
        assert_eq!((p.name, b.name), ("p", "b"));
        assert_eq!((p.attribute("id").as_deref(), p.attribute("b").as_deref()), (Some("7"), Some("<2")));
        assert_eq!(p.source, Span::new(0, xml.source.len()));
        assert_eq!(b.source.of(xml.source), "<b/>");
        assert_eq!(xml.text_of(p), "One & two");
        assert_eq!(xml.parent(b).map(|parent| parent.name), Some("p"));
    }

    #[test]
    fn what_is_not_well_formed_is_read_as_far_as_that_goes() {
        let xml = read("<a><b>one</c></a>two<d>three");
        assert_eq!(xml.elements.iter().map(|element| element.name).collect::<String>(), "abd");
        assert_eq!(
            xml.elements.iter().map(|element| xml.text_of(element)).collect::<Vec<_>>(),
            ["one", "one", "three"]
        );
        assert_eq!(read("<a>one &bomb; &#0; & two</a>").broken_at, None);
        assert!(read("<a>one<!-- two").broken_at.is_some());
    }

    #[test]
    fn depth_costs_nothing() {
        let deep = "<a>".repeat(200_000);
        assert_eq!(read(&deep).elements.len(), 200_000);
        let ends = format!("{}{}", "<a>".repeat(100_000), "</b>".repeat(100_000));
        assert_eq!(read(&ends).elements.len(), 100_000);
    }
}
