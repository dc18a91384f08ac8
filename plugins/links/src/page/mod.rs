//! Source of a page → what it says of itself, and what a reader sees.

mod metadata;
mod walk;

use std::collections::BTreeSet;

use url::Url;

pub(crate) use walk::read;

/// What a page says of itself, and what a reader sees.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    /// `<title>`.
    pub(crate) title: String,
    /// Titles that its metadata give: `og:title`, `citation_title`, `DC.title`, the headline of JSON-LD.
    pub(crate) titles: Vec<String>,
    /// Headings in order, with their level.
    pub(crate) headings: Vec<(u8, String)>,
    /// Authors, of the metadata.
    pub(crate) authors: Vec<String>,
    /// Dates of publication, of the metadata, as written.
    pub(crate) dates: Vec<String>,
    /// How the site calls itself.
    pub(crate) site_names: Vec<String>,
    /// The language that it declares: `en-GB`.
    pub(crate) language: Option<String>,
    /// What a reader sees, block by block.
    pub(crate) blocks: Vec<Block>,
    /// What stands there for readers without scripts.
    pub(crate) without_scripts: String,
    /// Where it says that it belongs.
    pub(crate) canonical: Option<String>,
    /// Where it sends its reader after a while: seconds and address.
    pub(crate) refresh: Option<(u32, String)>,
    /// Addresses of scripts, frames and links.
    pub(crate) addresses: Vec<String>,
    /// Names to which a fragment can point.
    pub(crate) anchors: BTreeSet<String>,
    /// How many scripts it has.
    pub(crate) scripts: usize,
    /// Whether it asks for a password.
    pub(crate) asks_password: bool,
}

/// A block of text that a reader sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Block {
    /// Its text, with single spaces.
    pub(crate) text: String,
    /// Whether it is a heading, and of which level.
    pub(crate) heading: Option<u8>,
    /// Whether it belongs to the site rather than to the page: navigation, footer, sidebar.
    pub(crate) is_furniture: bool,
    /// How many of its bytes stand in links.
    pub(crate) linked: usize,
}

impl Block {
    /// Whether it is nothing but links.
    pub(crate) fn is_links(&self) -> bool {
        self.linked * 10 >= self.text.len() * 8
    }
}

impl Page {
    /// The blocks that are the page's own.
    pub(crate) fn own_blocks(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| !block.is_furniture)
    }

    /// All that a reader sees, a block a line.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            text.push_str(&block.text);
            text.push('\n');
        }
        text
    }

    /// Every title that it gives, the best first: metadata, headings, `<title>`.
    pub(crate) fn all_titles(&self) -> impl Iterator<Item = &str> {
        let headings = self.headings.iter().map(|(_, text)| text);
        self.titles.iter().chain(headings).chain([&self.title]).map(String::as_str)
    }

    /// Where it sends its reader at once, made absolute.
    pub(crate) fn refresh_target(&self, base: &Url) -> Option<Url> {
        const PATIENCE: u32 = 10;
        let (seconds, address) = self.refresh.as_ref()?;
        let target = base.join(address).ok()?;
        (*seconds <= PATIENCE && target != *base).then_some(target)
    }
}

/// A text with single spaces.
pub(crate) fn squeezed(text: &str) -> String {
    if text.is_ascii() {
        return squeezed_ascii(text);
    }
    let text = text.trim();
    let mut squeezed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !squeezed.is_empty() {
            squeezed.push(' ');
        }
        squeezed.push_str(word);
    }
    squeezed
}

/// The same for the text of most pages: byte by byte, since all of a page goes through here.
fn squeezed_ascii(text: &str) -> String {
    let is_white = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let text = text.trim_ascii();
    let (bytes, behind) = (text.as_bytes(), text.as_bytes().get(1..).unwrap_or_default());
    // All of it is looked at, though the first would do: many bytes at a time.
    let others = bytes.iter().fold(0, |has, byte| has | u8::from((b'\t'..=b'\r').contains(byte)));
    let is_space = |byte: &u8| u8::from(*byte == b' ');
    let pairs = bytes.iter().zip(behind).fold(0, |has, (a, b)| has | (is_space(a) & is_space(b)));
    if others | pairs == 0 {
        return text.to_owned();
    }
    let mut squeezed = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let start = rest.bytes().position(|byte| !is_white(&byte)).unwrap_or(rest.len());
        rest = rest.get(start..).unwrap_or_default();
        if rest.is_empty() {
            return squeezed;
        }
        // A stretch of words with single spaces between is copied as it is.
        let bytes = rest.as_bytes();
        let ends =
            |i: &usize| is_white(&bytes[*i]) && (bytes[*i] != b' ' || bytes.get(*i + 1).is_none_or(is_white));
        let end = (0..bytes.len()).find(ends).unwrap_or(bytes.len());
        if !squeezed.is_empty() {
            squeezed.push(' ');
        }
        squeezed.push_str(rest.get(..end).unwrap_or_default());
        rest = rest.get(end..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_are_single() {
        for text in ["", " ", "a", " a ", "a b", "a  b", "\n a\t\tb \x0b c d\r\n", "a\nb c  d", "a \n"] {
            let expected: Vec<&str> = text.split_whitespace().collect();
            assert_eq!(squeezed(text), expected.join(" "), "{text:?}");
        }
        assert_eq!(squeezed("\u{a0} é\u{2003}b "), "é b");
    }
}
