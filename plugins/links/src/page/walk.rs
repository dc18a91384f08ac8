//! Source of a page → [`Page`], in one walk over its tags.
//!
//! Thousands of pages are read in an audit, so nothing is copied of a tag that nobody looks at, and
//! errors, which every page has, are not even told.

use std::borrow::Cow;
use std::convert::Infallible;
use std::mem;
use std::ops::Range;

use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Span, Tokenizer};

use super::{Block, Page, metadata, squeezed};

/// How many blocks, anchors and addresses are kept of a page.
const MOST: usize = 20_000;

/// Reads a page; what is broken in it is read as browsers do, or left out.
pub(crate) fn read(source: &str) -> Page {
    // As many as a short page has, so that few lists grow.
    let page = Page { blocks: Vec::with_capacity(32), addresses: Vec::with_capacity(16), ..Page::default() };
    let tag = Tag { name: String::with_capacity(16), written: String::with_capacity(256), ..Tag::default() };
    let block = Block { text: String::with_capacity(1 << 10), ..Block::default() };
    let mut walk = Walk { page, tag, block, open: Vec::with_capacity(8), ..Walk::default() };
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
        walk.take(&event);
        None::<Infallible>
    });
    // Within scripts, styles and titles, tags are text.
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(source, Quiet(emitter)).finish();
    walk.finish()
}

/// What the tokenizer cuts out of a page is text, but for a character that an entity has broken in two.
fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    // Looking for faults piece by piece takes far longer.
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// Tells of tags and texts, not of errors.
struct Quiet<F: Callback<Infallible, ()>>(CallbackEmitter<F, Infallible, ()>);

impl<F: Callback<Infallible, ()>> ForwardingEmitter for Quiet<F> {
    type Token = Infallible;

    fn inner(&mut self) -> &mut impl Emitter<Token = Infallible> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

/// A start tag, in buffers that every tag of the page shares.
#[derive(Default)]
struct Tag {
    name: String,
    /// The names and values of its attributes, one behind the other.
    written: String,
    attributes: Vec<(Range<usize>, Range<usize>)>,
}

impl Tag {
    fn begin(&mut self, name: &[u8]) {
        self.name.clear();
        self.name.push_str(&text_of(name));
        self.written.clear();
        self.attributes.clear();
    }

    fn begin_attribute(&mut self, name: &[u8]) {
        let from = self.written.len();
        self.written.push_str(&text_of(name));
        let end = self.written.len();
        self.attributes.push((from..end, end..end));
    }

    fn extend_attribute(&mut self, value: &[u8]) {
        let Some((_, range)) = self.attributes.last_mut() else { return };
        self.written.push_str(&text_of(value));
        range.end = self.written.len();
    }

    /// The value of an attribute; of those with one name the first one counts.
    fn attribute(&self, wanted: &str) -> Option<&str> {
        let text = |range: &Range<usize>| self.written.get(range.clone()).unwrap_or_default();
        let (_, value) = self.attributes.iter().find(|(name, _)| text(name) == wanted)?;
        Some(text(value))
    }
}

/// What a stretch of text is, by the innermost element that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    Title,
    Json,
    WithoutScripts,
    Nothing,
}

/// An element that is open and matters.
struct Open {
    name: String,
    kept: Option<Kept>,
    is_furniture: bool,
    is_link: bool,
    heading: Option<u8>,
}

#[derive(Default)]
struct Walk {
    page: Page,
    tag: Tag,
    open: Vec<Open>,
    block: Block,
    /// What is collected of a title, a script or a `<noscript>`.
    kept: String,
    has_title: bool,
}

impl Walk {
    fn take(&mut self, event: &CallbackEvent<'_>) {
        match *event {
            CallbackEvent::OpenStartTag { name } => self.tag.begin(name),
            CallbackEvent::AttributeName { name } => self.tag.begin_attribute(name),
            CallbackEvent::AttributeValue { value } => self.tag.extend_attribute(value),
            CallbackEvent::CloseStartTag { self_closing } => {
                let tag = mem::take(&mut self.tag);
                self.open(&tag, self_closing);
                self.tag = tag;
            }
            CallbackEvent::EndTag { name } => self.close(&text_of(name)),
            CallbackEvent::String { value } => self.text(&text_of(value)),
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag, is_closed: bool) {
        let name = tag.name.as_str();
        self.take_attributes(tag);
        if is_block(name) {
            self.end_block();
        } else if !self.block.text.is_empty() && matches!(name, "img" | "input" | "td" | "button") {
            self.block.text.push(' ');
        }
        if is_closed || is_void(name) {
            return;
        }
        if matches!(name, "p" | "li") {
            // Their end tags may be left out.
            self.close_left_open(name);
        }
        let kept = match name {
            "title" if !self.is_within("svg") => Some(Kept::Title),
            "script"
                if tag
                    .attribute("type")
                    .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json")) =>
            {
                Some(Kept::Json)
            }
            "noscript" => Some(Kept::WithoutScripts),
            "script" | "style" | "template" | "select" | "svg" | "textarea" => Some(Kept::Nothing),
            _ if is_hidden(tag) => Some(Kept::Nothing),
            _ => None,
        };
        if kept.is_some_and(|kept| kept != Kept::Nothing) {
            self.kept.clear();
        }
        let heading = heading_level(name);
        let is_furniture = is_furniture(name, tag.attribute("role"));
        let is_link = name == "a";
        if heading.is_some() {
            self.block.heading = heading;
        }
        // Elements that say nothing are not followed, so that deep nesting costs nothing.
        if (kept.is_some() || is_furniture || is_link || heading.is_some() || matches!(name, "p" | "li"))
            && self.open.len() < MOST
        {
            self.open.push(Open { name: name.to_owned(), kept, is_furniture, is_link, heading });
        } else if self.open.last().is_some_and(|open| open.kept == Some(Kept::Nothing)) {
            // Within what is not kept, an element of the same name must not end it.
            if self.open.last().is_some_and(|open| open.name == name) && self.open.len() < MOST {
                let (name, kept) = (name.to_owned(), Some(Kept::Nothing));
                self.open.push(Open { name, kept, is_furniture: false, is_link: false, heading: None });
            }
        }
    }

    fn take_attributes(&mut self, tag: &Tag) {
        if tag.attributes.is_empty() {
            self.page.scripts += usize::from(tag.name == "script");
            return;
        }
        let page = &mut self.page;
        let name = tag.name.as_str();
        for anchor in
            [tag.attribute("id"), tag.attribute("name").filter(|_| name == "a")].into_iter().flatten()
        {
            if page.anchors.len() < MOST {
                page.anchors.insert(anchor.to_owned());
            }
        }
        match name {
            "html" => {
                let language = tag.attribute("lang").or_else(|| tag.attribute("xml:lang"));
                page.language = language.filter(|tag| !tag.is_empty()).map(str::to_owned);
            }
            "meta" => {
                let content = tag.attribute("content").unwrap_or_default();
                if tag.attribute("http-equiv").is_some_and(|name| name.trim().eq_ignore_ascii_case("refresh"))
                {
                    metadata::take_refresh(page, content);
                }
                for name in
                    ["property", "name", "itemprop"].into_iter().filter_map(|name| tag.attribute(name))
                {
                    metadata::take_meta(page, name, content);
                }
            }
            "link" if tag.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                page.canonical = page.canonical.take().or(tag.attribute("href").map(str::to_owned));
            }
            "time"
                if tag.attribute("pubdate").is_some()
                    || tag.attribute("itemprop").is_some_and(|name| name == "datePublished") =>
            {
                page.dates.extend(tag.attribute("datetime").map(str::to_owned));
            }
            "input" if tag.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("password")) => {
                page.asks_password = true;
            }
            "script" => page.scripts += 1,
            _ => {}
        }
        let address = match name {
            "a" => tag.attribute("href"),
            "script" | "iframe" | "frame" | "img" => tag.attribute("src"),
            _ => None,
        };
        if page.addresses.len() < MOST {
            page.addresses.extend(address.map(str::to_owned));
        }
    }

    fn close(&mut self, name: &str) {
        if is_block(name) {
            self.end_block();
        }
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else { return };
        for open in self.open.split_off(at).into_iter().rev() {
            self.end_kept(open.kept);
        }
    }

    fn close_left_open(&mut self, name: &str) {
        if self.open.last().is_some_and(|open| open.name == name) {
            self.open.pop();
        }
    }

    fn end_kept(&mut self, kept: Option<Kept>) {
        match kept {
            Some(Kept::Title) if !self.has_title => {
                self.page.title = squeezed(&self.kept);
                self.has_title = true;
            }
            Some(Kept::Json) => metadata::take_json(&mut self.page, &self.kept),
            Some(Kept::WithoutScripts) => {
                // Depending on the reader, its content is text or elements.
                let inner = if self.kept.contains('<') { read(&self.kept).text() } else { self.kept.clone() };
                let inner = squeezed(&inner);
                self.page.without_scripts.push_str(&inner);
                self.page.without_scripts.push(' ');
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        match self.open.iter().rev().find_map(|open| open.kept) {
            Some(Kept::Nothing) => {}
            Some(_) => self.kept.push_str(text),
            None => {
                self.block.text.push_str(text);
                if self.open.iter().any(|open| open.is_link) {
                    self.block.linked += text.trim().len();
                }
            }
        }
    }

    fn end_block(&mut self) {
        let text = squeezed(&self.block.text);
        if !text.is_empty() && self.page.blocks.len() < MOST {
            if let Some(level) = self.block.heading {
                self.page.headings.push((level, text.clone()));
            }
            let is_furniture = self.open.iter().any(|open| open.is_furniture);
            self.page.blocks.push(Block { text, is_furniture, ..self.block });
        }
        self.block.text.clear();
        self.block.linked = 0;
        self.block.heading = self.open.iter().rev().find_map(|open| open.heading);
    }

    fn is_within(&self, name: &str) -> bool {
        self.open.iter().any(|open| open.name == name)
    }

    fn finish(mut self) -> Page {
        // A body that was cut off leaves its last elements open.
        self.end_block();
        while let Some(open) = self.open.pop() {
            self.end_kept(open.kept);
        }
        self.page
    }
}

fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

fn is_furniture(name: &str, role: Option<&str>) -> bool {
    matches!(name, "nav" | "footer" | "aside")
        || matches!(role, Some("navigation" | "contentinfo" | "complementary" | "search" | "banner"))
}

fn is_hidden(tag: &Tag) -> bool {
    let is_said = |style: &str| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        style.contains("display:none") || style.contains("visibility:hidden")
    };
    tag.attribute("hidden").is_some() || tag.attribute("style").is_some_and(is_said)
}

fn is_void(name: &str) -> bool {
    const VOID: [&str; 14] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
        "track", "wbr",
    ];
    VOID.contains(&name)
}

/// Whether an element stands apart from the text around it; asked by length, which tells most of them apart.
fn is_block(name: &str) -> bool {
    !match name.len() {
        1 => matches!(name, "a" | "b" | "i" | "q" | "s" | "u"),
        2 => matches!(name, "em" | "rp" | "rt" | "td" | "tt"),
        3 => matches!(
            name,
            "bdi" | "bdo" | "big" | "del" | "dfn" | "img" | "ins" | "kbd" | "sub" | "sup" | "var" | "wbr"
        ),
        4 => matches!(
            name,
            "abbr"
                | "cite"
                | "code"
                | "data"
                | "font"
                | "link"
                | "mark"
                | "meta"
                | "nobr"
                | "ruby"
                | "samp"
                | "span"
                | "time"
        ),
        5 => matches!(name, "input" | "label" | "small" | "style" | "title"),
        6 => matches!(name, "button" | "script" | "source" | "strike" | "strong"),
        7 => matches!(name, "acronym" | "picture"),
        8 => name == "noscript",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_says_of_itself() {
        let page = read(
            r#"<!doctype html><html lang="en-GB"><head><title> A &amp; B </title><meta property="og:title" content="A and B">
            <meta name=author content="Ann Ferris"><link rel=canonical href="/a"><script>var x = "<p>no</p>";</script>
            <script type="application/ld+json">{"@type":"NewsArticle","headline":"A+B"}</script></head>
            <body><nav><a href="/">Home</a></nav><h1>A <em>and</em> B</h1><p id=p1>One<p>Two <a href="/x">three</a>
            <div style="display: none">hidden</div><form><input type=password></form><footer>Foot</footer></body>"#,
        );
        assert_eq!(page.title, "A & B");
        assert_eq!(page.titles, ["A and B", "A+B"]);
        assert_eq!(page.headings, [(1, "A and B".to_owned())]);
        assert_eq!(
            (page.authors.as_slice(), page.language.as_deref()),
            (["Ann Ferris".to_owned()].as_slice(), Some("en-GB"))
        );
        assert_eq!(page.canonical.as_deref(), Some("/a"));
        let own: Vec<&str> = page.own_blocks().map(|block| block.text.as_str()).collect();
        assert_eq!(own, ["A and B", "One", "Two three"]);
        assert!(page.asks_password && page.anchors.contains("p1"));
        assert_eq!(page.scripts, 2);
    }

    #[test]
    fn what_is_for_readers_without_scripts_is_kept_apart() {
        let page = read(
            "<body><noscript><p>Enable JavaScript.</p></noscript><div id=root></div><script src=a.js></script>",
        );
        assert_eq!(page.without_scripts.trim(), "Enable JavaScript.");
        assert_eq!(page.text().trim(), "");
    }

    #[test]
    fn nothing_is_too_broken() {
        for source in [
            "",
            "<",
            "<title>cut",
            "<h1>a<h2>b",
            "</p></p>",
            "<a href",
            "<![CDATA[",
            "<svg><title>x</title></svg>é",
        ] {
            let page = read(source);
            assert!(page.text().len() <= source.len() + 2, "{source}");
        }
        assert_eq!(read("<title>cut off").title, "cut off");
        assert_eq!(read("<h1>a<h2>b").headings.len(), 2);
        let deep = "<div>".repeat(100_000) + "x";
        assert_eq!(read(&deep).text(), "x\n");
        let links = "<a>".repeat(50_000) + "x";
        assert_eq!(read(&links).text(), "x\n");
    }
}
