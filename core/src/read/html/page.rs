//! Source → elements and events: the tree of a page, as one flat list.

use std::collections::HashMap;

use html5gum::{DefaultEmitter, EndTag, StartTag, State, Token, Tokenizer};
use ibidem_citations::Span;

/// Deeper nesting is read as if the elements stood beside each other.
const DEPTH: usize = 256;

/// The attributes that say something about notes, links or the document.
const KEPT: [&str; 25] = [
    "id",
    "name",
    "href",
    "class",
    "role",
    "epub:type",
    "style",
    "hidden",
    "start",
    "value",
    "type",
    "lang",
    "xml:lang",
    "datetime",
    "rel",
    "itemprop",
    "content",
    "property",
    "title",
    "pubdate",
    "aria-hidden",
    "aria-label",
    "reversed",
    "data-type",
    "src",
];

/// The elements and the text of a page, in order.
pub(super) struct Page<'a> {
    pub(super) source: &'a str,
    pub(super) elements: Vec<Element>,
    pub(super) events: Vec<Event>,
    /// For each event, how many letters the text before it has.
    letters: Vec<usize>,
    /// For each list, the events at which its items begin.
    items: HashMap<usize, Vec<usize>>,
    /// How many elements were nested over the limit.
    pub(super) too_deep: usize,
}

/// An element: a stretch of events, from its opening to its end.
pub(super) struct Element {
    /// In lower case; one name for all elements that mean nothing here.
    pub(super) name: &'static str,
    /// Whether it begins and ends on lines of its own.
    pub(super) is_block: bool,
    pub(super) attributes: Box<[(&'static str, String)]>,
    pub(super) parent: Option<usize>,
    /// The event that opens it.
    pub(super) first: usize,
    /// The event behind its last.
    pub(super) end: usize,
    /// From the start of its first tag to the end of its last.
    pub(super) source: Span,
}

/// What the source says next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// An element begins.
    Open(usize),
    /// An element ends.
    Close(usize),
    /// Text, by its place in the source, references not decoded.
    Text(Span),
    /// A block begins or ends that is nested over the limit.
    Break,
}

impl Element {
    /// The value of an attribute, with references decoded.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
    }

    /// Whether an attribute has a word, as `class` and `role` do.
    pub(super) fn has_word(&self, attribute: &str, word: &str) -> bool {
        self.attribute(attribute).is_some_and(|value| value.split_whitespace().any(|own| own == word))
    }
}

impl<'a> Page<'a> {
    /// Reads the tokens of a source into a page.
    pub(super) fn read(source: &'a str) -> Self {
        let mut tree = Tree { raw: RawText::new(source), ..Tree::default() };
        let mut tokens = Tokenizer::new_with_emitter(source, DefaultEmitter::<usize>::new_with_span());
        let mut last = 0;
        while let Some(token) = tokens.next() {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    last = tag.span.end;
                    if let Some(state) = tree.start(tag) {
                        tokens.set_state(state);
                    }
                }
                Token::EndTag(tag) => {
                    last = tag.span.end;
                    tree.end(&tag);
                }
                Token::String(text) => {
                    // html5gum 0.9 lets the text of `<title>` and `<script>` start with their tag.
                    let span = Span::new(text.span.start.max(last), text.span.end);
                    last = span.end;
                    if !text.value.trim_ascii().is_empty() {
                        tree.end_head("", span.start);
                    }
                    tree.events.push(Event::Text(span));
                }
                _ => {}
            }
        }
        tree.finish(source)
    }

    /// The letters of the text between two events.
    pub(super) fn letters_between(&self, from: usize, to: usize) -> usize {
        let at = |event: usize| self.letters.get(event).copied().unwrap_or_default();
        at(to).saturating_sub(at(from))
    }

    /// The letters of an element's text.
    pub(super) fn letters_of(&self, element: usize) -> usize {
        self.elements.get(element).map_or(0, |element| self.letters_between(element.first, element.end))
    }

    /// The letters of the whole page.
    pub(super) fn all_letters(&self) -> usize {
        self.letters.last().copied().unwrap_or_default()
    }

    /// The events at which the items of a list begin.
    pub(super) fn items_of(&self, list: usize) -> &[usize] {
        self.items.get(&list).map_or(&[], Vec::as_slice)
    }

    /// The element and those around it, innermost first.
    pub(super) fn with_ancestors(&self, element: usize) -> impl Iterator<Item = (usize, &Element)> {
        let get = move |i: usize| self.elements.get(i).map(|element| (i, element));
        std::iter::successors(get(element), move |(_, element)| element.parent.and_then(get))
    }

    /// The text of a short element, references decoded and blanks made one; none where it is longer.
    pub(super) fn short_text(
        &self,
        element: usize,
        most: usize,
        references: &mut super::References<'a>,
    ) -> Option<String> {
        let element = self.elements.get(element)?;
        // References make a text longer in the source than it is.
        if self.letters_between(element.first, element.end) > most * 8 || element.end - element.first > 400 {
            return None;
        }
        let mut text = String::new();
        for event in self.events.get(element.first..element.end)? {
            if let Event::Text(span) = event {
                text.push_str(&references.decode(span.of(self.source)));
            }
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (text.chars().count() <= most).then_some(text)
    }
}

/// A page in the making.
#[derive(Default)]
struct Tree<'a> {
    elements: Vec<Element>,
    events: Vec<Event>,
    /// The elements that are open, outermost first, and whether each was ended out of turn.
    open: Vec<(usize, bool)>,
    /// For each name, how many elements of it are open, so that a stray end tag costs nothing.
    names: HashMap<&'static str, usize>,
    /// How many elements over the limit of depth are open.
    over: usize,
    too_deep: usize,
    raw: RawText<'a>,
}

impl Tree<'_> {
    /// Opens an element; says in which way its content is to be read, where that is no markup.
    fn start(&mut self, tag: StartTag<usize>) -> Option<State> {
        let name = known_name(&tag.name);
        let source = Span::new(tag.span.start, tag.span.end);
        let attributes = kept_attributes(tag.attributes);
        self.end_head(name, source.start);
        self.end_implied(name, source.start);
        let raw = self.raw.read(name, source.end);
        // XHTML ends `<a name="x"/>` at once, and so should the pages that only look like it.
        let is_empty = is_void(name) || tag.self_closing || raw == Raw::Endless;
        let state = match raw {
            Raw::As(state) if !is_empty => Some(state),
            _ => None,
        };
        if self.open.len() >= DEPTH && !is_empty {
            self.over += 1;
            self.too_deep += 1;
            if is_block(name) {
                self.events.push(Event::Break);
            }
            return state;
        }
        let i = self.elements.len();
        let parent = self.open.last().map(|(open, _)| *open);
        let first = self.events.len();
        self.events.push(Event::Open(i));
        self.elements.push(Element {
            is_block: is_block(name),
            name,
            attributes,
            parent,
            first,
            end: first + 1,
            source,
        });
        if is_empty {
            self.close(i, source.end);
        } else {
            *self.names.entry(name).or_default() += 1;
            self.open.push((i, false));
        }
        state
    }

    fn close(&mut self, element: usize, source_end: usize) {
        self.events.push(Event::Close(element));
        let end = self.events.len();
        if let Some(element) = self.elements.get_mut(element) {
            element.end = end;
            element.source.end = source_end.max(element.source.end);
        }
    }

    fn name_of(&self, element: usize) -> &'static str {
        self.elements.get(element).map_or("", |element| element.name)
    }

    /// Ends the head where what comes can only be of the body.
    fn end_head(&mut self, name: &str, at: usize) {
        const OF_HEAD: [&str; 9] =
            ["meta", "link", "title", "style", "script", "base", "noscript", "template", "object"];
        let is_open = self.open.last().is_some_and(|(open, _)| self.name_of(*open) == "head");
        if is_open && !OF_HEAD.contains(&name) {
            self.close_to(self.open.len() - 1, at);
        }
    }

    /// Ends what cannot hold the element that begins: a paragraph that was not closed, a list item.
    fn end_implied(&mut self, name: &str, at: usize) {
        let (ended, bounds): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "menu", "table"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl", "table"]),
            "tr" => (&["tr"], &["table"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], &["table"]),
            "option" => (&["option"], &["select"]),
            // Nothing but options stands in a list of choices; one that was not closed ends here.
            _ if is_block(name) && self.names.get("select").is_some_and(|count| *count > 0) => {
                (&["select"], &["body"])
            }
            _ if is_block(name) => (&["p"], &["button", "td", "th", "table", "object", "body"]),
            _ => return,
        };
        if ended.iter().all(|name| self.names.get(*name).is_none_or(|count| *count == 0)) {
            return;
        }
        let found = self.open.iter().rposition(|(open, _)| {
            let own = self.name_of(*open);
            ended.contains(&own) || bounds.contains(&own)
        });
        if let Some(found) = found
            && self.open.get(found).is_some_and(|(open, _)| ended.contains(&self.name_of(*open)))
        {
            self.close_to(found, at);
        }
    }

    fn end(&mut self, tag: &EndTag<usize>) {
        let name = known_name(&tag.name);
        if self.over > 0 {
            self.over -= 1;
            if is_block(name) {
                self.events.push(Event::Break);
            }
            return;
        }
        if self.names.get(name).is_none_or(|count| *count == 0) {
            return;
        }
        let found = self.open.iter().rposition(|(open, ended)| !ended && self.name_of(*open) == name);
        let Some(found) = found else { return };
        let within = self.open.get(found + 1..).unwrap_or_default();
        let is_table_part =
            matches!(name, "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "body" | "html");
        if !is_table_part && within.iter().any(|(open, _)| matches!(self.name_of(*open), "td" | "th")) {
            // A stray `</div>` in a cell does not end what is around the table.
            return;
        }
        if !is_block(name)
            && within.iter().any(|(open, _)| self.elements.get(*open).is_some_and(|open| open.is_block))
        {
            // `<font><p></font>`: the paragraph goes on without the font.
            if let Some((open, ended)) = self.open.get_mut(found) {
                *ended = true;
                let open = *open;
                self.close(open, tag.span.end);
            }
            return;
        }
        let inner_end = tag.span.start;
        self.close_to(found + 1, inner_end);
        self.close_to(found, tag.span.end);
    }

    /// Closes the elements that are open from a place on.
    fn close_to(&mut self, depth: usize, source_end: usize) {
        while self.open.len() > depth {
            let Some((element, ended)) = self.open.pop() else { break };
            if let Some(count) = self.elements.get(element).and_then(|e| self.names.get_mut(e.name)) {
                *count = count.saturating_sub(1);
            }
            if !ended {
                self.close(element, source_end);
            }
        }
    }

    fn finish(mut self, source: &str) -> Page<'_> {
        self.close_to(0, source.len());
        let mut letters = Vec::with_capacity(self.events.len() + 1);
        let mut sum = 0;
        letters.push(0);
        for event in &self.events {
            if let Event::Text(span) = event {
                sum += span.of(source).bytes().filter(|byte| !byte.is_ascii_whitespace()).count();
            }
            letters.push(sum);
        }
        let mut items: HashMap<usize, Vec<usize>> = HashMap::new();
        for element in self.elements.iter().filter(|element| element.name == "li") {
            items.entry(element.parent.unwrap_or(usize::MAX)).or_default().push(element.first);
        }
        Page { source, elements: self.elements, events: self.events, letters, items, too_deep: self.too_deep }
    }
}

/// How the content of an element is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Raw {
    Markup,
    As(State),
    /// It would be no markup, but has no end.
    Endless,
}

/// Elements whose content is no markup: scripts, styles, titles.
#[derive(Default)]
struct RawText<'a> {
    source: &'a str,
    /// Names that are never closed behind the place where this was found out.
    unclosed: Vec<String>,
}

impl<'a> RawText<'a> {
    fn new(source: &'a str) -> Self {
        Self { source, unclosed: Vec::new() }
    }

    /// How the content of an element is to be read.
    fn read(&mut self, name: &str, from: usize) -> Raw {
        let state = match name {
            "textarea" | "title" => State::RcData,
            "script" => State::ScriptData,
            "style" | "iframe" | "xmp" | "noembed" | "noframes" => State::RawText,
            _ => return Raw::Markup,
        };
        if self.unclosed.iter().any(|unclosed| unclosed == name) {
            return Raw::Endless;
        }
        let rest = self.source.get(from..).unwrap_or_default();
        let is_closed = rest.match_indices("</").any(|(at, _)| {
            let end = rest.as_bytes().get(at + 2..at + 2 + name.len());
            end.is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()))
        });
        if !is_closed {
            // Otherwise a title that was forgotten to be closed would swallow the page.
            self.unclosed.push(name.to_owned());
            return Raw::Endless;
        }
        Raw::As(state)
    }
}

type Attributes =
    std::collections::BTreeMap<html5gum::HtmlString, html5gum::Spanned<html5gum::HtmlString, usize>>;

fn kept_attributes(attributes: Attributes) -> Box<[(&'static str, String)]> {
    let kept = attributes.into_iter().filter_map(|(name, value)| {
        let name = KEPT.iter().find(|kept| kept.as_bytes() == name.as_slice())?;
        Some((*name, String::from_utf8_lossy(&value).trim().to_owned()))
    });
    kept.collect()
}

/// The elements that mean something to the reader, in order, to be found by halving.
const KNOWN: [&str; 107] = [
    "a",
    "address",
    "annotation",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "basefont",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "datalist",
    "dd",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "keygen",
    "label",
    "legend",
    "li",
    "link",
    "listing",
    "main",
    "map",
    "menu",
    "meta",
    "nav",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "pre",
    "q",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xmp",
];

/// The name of an element, as one of those that mean something to the reader.
fn known_name(name: &[u8]) -> &'static str {
    let found = KNOWN.binary_search_by(|known| known.as_bytes().cmp(name));
    found.ok().and_then(|i| KNOWN.get(i)).copied().unwrap_or("other")
}

fn is_void(name: &str) -> bool {
    const VOID: [&str; 17] = [
        "area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
        "meta", "param", "source", "track", "wbr",
    ];
    VOID.contains(&name)
}

/// Whether an element begins and ends on lines of its own.
fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 49] = [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "xmp",
    ];
    BLOCKS.contains(&name)
}
