//! Source of a page → [`Page`], in one walk over its tags.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::{Block, Page, metadata, squeezed};

/// How many blocks, anchors and addresses are kept of a page.
const MOST: usize = 20_000;

/// Reads a page; what is broken in it is read as browsers do, or left out.
pub(crate) fn read(source: &str) -> Page {
    let mut emitter = DefaultEmitter::default();
    // Within scripts, styles and titles, tags are text.
    emitter.naively_switch_states(true);
    let mut walk = Walk::default();
    for Ok(token) in Tokenizer::new_with_emitter(source, emitter) {
        match token {
            Token::StartTag(tag) => walk.open(&tag),
            Token::EndTag(tag) => walk.close(&lossy(&tag.name)),
            Token::String(text) => walk.text(&lossy(&text)),
            _ => {}
        }
    }
    walk.finish()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
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
    open: Vec<Open>,
    block: Block,
    /// What is collected of a title, a script or a `<noscript>`.
    kept: String,
    has_title: bool,
}

impl Walk {
    fn open(&mut self, tag: &StartTag<()>) {
        let name = lossy(&tag.name);
        let attribute = |wanted: &str| {
            tag.attributes.iter().find(|(name, _)| name.0 == wanted.as_bytes()).map(|(_, value)| lossy(value))
        };
        self.take_attributes(&name, &attribute);
        let is_void = tag.self_closing || is_void(&name);
        if is_block(&name) {
            self.end_block();
        } else if !self.block.text.is_empty() && matches!(name.as_str(), "img" | "input" | "td" | "button") {
            self.block.text.push(' ');
        }
        if is_void {
            return;
        }
        if matches!(name.as_str(), "p" | "li") {
            // Their end tags may be left out.
            self.close_left_open(&name);
        }
        let kept = match name.as_str() {
            "title" if !self.is_within("svg") => Some(Kept::Title),
            "script"
                if attribute("type")
                    .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json")) =>
            {
                Some(Kept::Json)
            }
            "noscript" => Some(Kept::WithoutScripts),
            "script" | "style" | "template" | "select" | "svg" | "textarea" => Some(Kept::Nothing),
            _ if is_hidden(&attribute) => Some(Kept::Nothing),
            _ => None,
        };
        if kept.is_some_and(|kept| kept != Kept::Nothing) {
            self.kept.clear();
        }
        let heading = heading_level(&name);
        let is_furniture = is_furniture(&name, attribute("role").as_deref());
        let is_link = name == "a";
        if heading.is_some() {
            self.block.heading = heading;
        }
        // Elements that say nothing are not followed, so that deep nesting costs nothing.
        if (kept.is_some()
            || is_furniture
            || is_link
            || heading.is_some()
            || matches!(name.as_str(), "p" | "li"))
            && self.open.len() < MOST
        {
            self.open.push(Open { name, kept, is_furniture, is_link, heading });
        } else if self.open.last().is_some_and(|open| open.kept == Some(Kept::Nothing)) {
            // Within what is not kept, an element of the same name must not end it.
            if self.open.last().is_some_and(|open| open.name == name) && self.open.len() < MOST {
                let kept = Some(Kept::Nothing);
                self.open.push(Open { name, kept, is_furniture: false, is_link: false, heading: None });
            }
        }
    }

    fn take_attributes(&mut self, name: &str, attribute: &dyn Fn(&str) -> Option<String>) {
        let page = &mut self.page;
        for anchor in [attribute("id"), attribute("name").filter(|_| name == "a")].into_iter().flatten() {
            if page.anchors.len() < MOST {
                page.anchors.insert(anchor);
            }
        }
        match name {
            "html" => {
                page.language =
                    attribute("lang").or_else(|| attribute("xml:lang")).filter(|tag| !tag.is_empty());
            }
            "meta" => {
                let content = attribute("content").unwrap_or_default();
                if attribute("http-equiv").is_some_and(|name| name.trim().eq_ignore_ascii_case("refresh")) {
                    metadata::take_refresh(page, &content);
                }
                for name in
                    [attribute("property"), attribute("name"), attribute("itemprop")].into_iter().flatten()
                {
                    metadata::take_meta(page, &name, &content);
                }
            }
            "link" if attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                page.canonical = page.canonical.take().or(attribute("href"));
            }
            "time"
                if attribute("pubdate").is_some()
                    || attribute("itemprop").is_some_and(|name| name == "datePublished") =>
            {
                page.dates.extend(attribute("datetime"));
            }
            "input" if attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("password")) => {
                page.asks_password = true;
            }
            "script" => page.scripts += 1,
            _ => {}
        }
        let address = match name {
            "a" => attribute("href"),
            "script" | "iframe" | "frame" | "img" => attribute("src"),
            _ => None,
        };
        if page.addresses.len() < MOST {
            page.addresses.extend(address);
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
        let heading = self.open.iter().rev().find_map(|open| open.heading);
        let mut block = std::mem::replace(&mut self.block, Block { heading, ..Block::default() });
        block.text = squeezed(&block.text);
        if block.text.is_empty() || self.page.blocks.len() >= MOST {
            return;
        }
        block.is_furniture = self.open.iter().any(|open| open.is_furniture);
        if let Some(level) = block.heading {
            self.page.headings.push((level, block.text.clone()));
        }
        self.page.blocks.push(block);
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

fn is_hidden(attribute: &dyn Fn(&str) -> Option<String>) -> bool {
    let style = attribute("style").unwrap_or_default();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    attribute("hidden").is_some() || style.contains("display:none") || style.contains("visibility:hidden")
}

fn is_void(name: &str) -> bool {
    const VOID: [&str; 14] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
        "track", "wbr",
    ];
    VOID.contains(&name)
}

fn is_block(name: &str) -> bool {
    const INLINE: [&str; 42] = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
        "i", "img", "input", "ins", "kbd", "label", "mark", "meta", "nobr", "picture", "q", "rp", "rt",
        "ruby", "s", "samp", "script", "small", "source", "span", "strike", "strong", "sub", "sup", "time",
        "tt", "u", "var",
    ];
    !INLINE.contains(&name)
        && !matches!(name, "wbr" | "td" | "button" | "noscript" | "style" | "title" | "link")
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
