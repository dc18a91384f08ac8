//! Markdown → Document: all the shapes in which notes occur, over pulldown-cmark.
//!
//! `[^7]` with its definitions, `^[inline notes]`, and `<sup>7</sup>` with notes that are
//! paragraphs like any other, which is what converters of PDF write.

use std::ops::Range;

use ibidem_citations::{BlockKind, Metadata, NoteNumber, RunStyle, Span};
use pulldown_cmark::{Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use super::builder::{Builder, marker_number, marker_numbers, raised_digits};
use crate::document::{Document, MarkerShape, PieceKind};

/// Deeper nesting of quotes and lists is read as text.
const DEPTH: usize = 256;

/// The most characters that an inline note has.
const INLINE_NOTE: usize = 20_000;

/// Reads Markdown.
pub(super) fn read(text: &str) -> Document {
    let options = Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader { source: text, ..Reader::default() };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.event(event, range);
    }
    let code = reader.code;
    let mut document = reader.out.finish();
    find_written_markers(&mut document, text, &code);
    document
}

#[derive(Default)]
struct Reader<'a> {
    source: &'a str,
    out: Builder,
    /// The kinds of block around the text, outermost first.
    around: Vec<Around>,
    /// Where runs that are open start, with their style.
    runs: Vec<(usize, RunStyle)>,
    /// A `<sup>` that is open: where its text and its source start.
    raised: Option<(usize, usize)>,
    in_metadata: bool,
    /// Stretches of code, in which nothing is a marker.
    code: Vec<Span>,
}

#[derive(Clone, Debug)]
enum Around {
    Quote,
    List {
        ordered: bool,
    },
    /// An item; whether a piece of it was begun.
    Item {
        number: Option<NoteNumber>,
        begun: bool,
    },
    Note {
        label: NoteNumber,
        begun: bool,
    },
    /// A paragraph, a heading, a cell.
    Leaf,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_metadata => self.metadata(&text),
            Event::Text(text) => self.raised_text(&text, range),
            Event::Code(text) => {
                self.ensure_open();
                let start = self.out.at();
                self.text(&text, range);
                self.code.push(Span::new(start, self.out.at()));
            }
            Event::SoftBreak | Event::HardBreak => self.out.space(range.into()),
            Event::InlineHtml(tag) => self.tag(&tag, range),
            Event::Html(html) => self.html(&html, range),
            Event::FootnoteReference(label) => self.reference(&label, range),
            Event::Rule => self.out.rule(),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.open(BlockKind::Paragraph),
            Tag::Heading { level, .. } => self.open(BlockKind::Heading { level: heading_level(level) }),
            Tag::CodeBlock(_) | Tag::TableCell => self.open(BlockKind::Verbatim),
            Tag::BlockQuote(_) => self.around.push(Around::Quote),
            Tag::List(first) => self.around.push(Around::List { ordered: first.is_some() }),
            Tag::Item => {
                self.out.close();
                let ordered = matches!(self.around.last(), Some(Around::List { ordered: true }));
                let number = if ordered { printed_number(&self.source[range]) } else { None };
                self.around.push(Around::Item { number, begun: false });
            }
            Tag::FootnoteDefinition(label) => {
                self.out.close();
                self.around.push(Around::Note { label: NoteNumber::read(&label), begun: false });
            }
            Tag::Emphasis => self.runs.push((self.out.at(), RunStyle::Italic)),
            Tag::Strong => self.runs.push((self.out.at(), RunStyle::Bold)),
            Tag::Link { dest_url, .. } => {
                self.ensure_open();
                self.runs.push((self.out.at(), RunStyle::Link { target: unescape_address(&dest_url) }));
            }
            Tag::MetadataBlock(MetadataBlockKind::YamlStyle) => self.in_metadata = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::HtmlBlock
            | TagEnd::CodeBlock
            | TagEnd::TableCell => self.close_leaf(),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition => {
                self.close_leaf();
                self.around.pop();
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link => {
                if let Some((start, style)) = self.runs.pop() {
                    self.out.run(start, style);
                }
            }
            TagEnd::MetadataBlock(_) => self.in_metadata = false,
            _ => {}
        }
    }

    fn open(&mut self, kind: BlockKind) {
        self.around.push(Around::Leaf);
        self.begin(kind);
    }

    fn close_leaf(&mut self) {
        self.raised = None;
        // Emphasis ends with its block in CommonMark; HTML tags that were never closed end here too.
        self.runs.clear();
        self.out.close();
        if matches!(self.around.last(), Some(Around::Leaf)) {
            self.around.pop();
        }
    }

    /// Text of a tight list stands in no paragraph.
    fn ensure_open(&mut self) {
        if !self.out.is_open() {
            self.begin(BlockKind::Paragraph);
        }
    }

    fn begin(&mut self, leaf: BlockKind) {
        let mut kind = PieceKind::Text(leaf);
        let mut continues = false;
        for around in self.around.iter_mut().rev().take(DEPTH) {
            match around {
                Around::Note { label, begun } => {
                    (kind, continues) = (PieceKind::Note(label.clone()), *begun);
                    *begun = true;
                    break;
                }
                Around::Item { number: Some(number), begun } => {
                    (kind, continues) = (PieceKind::Numbered(number.clone()), *begun);
                    *begun = true;
                    break;
                }
                Around::Item { begun, .. } => {
                    (kind, continues) = (PieceKind::Text(BlockKind::ListItem), *begun);
                    *begun = true;
                    break;
                }
                Around::Quote if leaf == BlockKind::Paragraph => kind = PieceKind::Text(BlockKind::Quote),
                _ => {}
            }
        }
        self.out.open(kind, continues);
    }

    /// Text in which Pandoc's `XIX^e^ siècle` and `n^o^ 4` have letters that are raised.
    fn raised_text(&mut self, text: &str, range: Range<usize>) {
        let is_plain = self.source.get(range.clone()) != Some(text);
        let mut from = 0;
        while let Some((open, letters)) = raised_letters(text, from).filter(|_| !is_plain) {
            let close = open + 1 + letters;
            self.text(&text[from..open], range.start + from..range.start + open);
            let start = self.out.at();
            self.text(&text[open + 1..close], range.start + open + 1..range.start + close);
            self.out.run(start, RunStyle::Raised);
            from = close + 1;
        }
        self.text(&text[from..], range.start + from..range.end);
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        self.ensure_open();
        if self.source.get(range.clone()) == Some(text) {
            let source = range.start;
            let mut from = 0;
            // Line ends occur in code and in HTML blocks.
            for (at, _) in text.match_indices('\n') {
                self.out.verbatim(text[from..at].trim_end_matches('\r'), source + from);
                self.out.space(Span::new(source + at, source + at + 1));
                from = at + 1;
            }
            self.out.verbatim(&text[from..], source + from);
        } else {
            self.out.push(text, range.into());
        }
    }

    /// An inline HTML tag: `<sup>`, `<i>`, `<br>`; others are markup without meaning here.
    fn tag(&mut self, tag: &str, range: Range<usize>) {
        let closing = tag.starts_with("</");
        let name: String =
            tag.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        match (name.to_ascii_lowercase().as_str(), closing) {
            ("sup", false) => {
                self.ensure_open();
                self.raised = Some((self.out.at(), range.start));
            }
            ("sup", true) => self.end_raised(range.end),
            ("i" | "em" | "cite", false) => self.runs.push((self.out.at(), RunStyle::Italic)),
            ("b" | "strong", false) => self.runs.push((self.out.at(), RunStyle::Bold)),
            ("i" | "em" | "cite" | "b" | "strong", true) => {
                if let Some((start, style)) = self.runs.pop() {
                    self.out.run(start, style);
                }
            }
            ("br" | "p" | "div", _) => self.out.space(range.into()),
            _ => {}
        }
    }

    fn end_raised(&mut self, source_end: usize) {
        let Some((start, source_start)) = self.raised.take() else { return };
        match marker_numbers(self.out.since(start)) {
            Some(numbers) => {
                let source = Span::new(source_start, source_end);
                for number in numbers {
                    self.out.marker(start, number, source, MarkerShape::Raised);
                }
            }
            None => self.out.run(start, RunStyle::Raised),
        }
    }

    /// A block of HTML: its text without its tags.
    fn html(&mut self, html: &str, range: Range<usize>) {
        if self.source.get(range.clone()) != Some(html) {
            return;
        }
        self.ensure_open();
        let mut at = 0;
        while at < html.len() {
            let rest = &html[at..];
            let tag = rest.starts_with('<').then(|| rest.find('>')).flatten();
            if let Some(end) = tag {
                let source = range.start + at;
                self.tag(&rest[..=end], source..source + end + 1);
                at += end + 1;
                continue;
            }
            let next = rest.char_indices().skip(1).find(|(_, c)| *c == '<').map_or(rest.len(), |(i, _)| i);
            self.text(&rest[..next], range.start + at..range.start + at + next);
            at += next;
        }
    }

    fn reference(&mut self, label: &str, range: Range<usize>) {
        self.ensure_open();
        let start = self.out.at();
        self.out.verbatim(&self.source[range.clone()], range.start);
        self.out.marker(start, NoteNumber::read(label), range.into(), MarkerShape::Declared);
    }

    /// A YAML header as Pandoc has it: one `key: value` a line is all that is read of it.
    fn metadata(&mut self, yaml: &str) {
        let metadata: &mut Metadata = &mut self.out.document().metadata;
        let mut list = "";
        for line in yaml.lines() {
            let trimmed = line.trim();
            let (key, value) = match trimmed.strip_prefix("- ") {
                Some(value) => (list, value.strip_prefix("name:").unwrap_or(value)),
                None => match trimmed.split_once(':') {
                    Some((key, value)) => (key.trim(), value),
                    None => continue,
                },
            };
            list = key;
            let value = value.trim().trim_matches(['"', '\'']);
            match key {
                _ if value.is_empty() => {}
                "title" => metadata.title = Some(value.to_owned()),
                "author" => {
                    metadata.authors.extend(ibidem_citations::parse::names(value.trim_matches(['[', ']'])));
                }
                "date" => metadata.issued = ibidem_citations::parse::date(value),
                _ => {}
            }
        }
    }
}

fn heading_level(level: HeadingLevel) -> u8 {
    level as u8
}

/// The number that an item of a list prints; CommonMark itself counts on from the first.
fn printed_number(item: &str) -> Option<NoteNumber> {
    let digits: &str = item.trim_start().split(|c: char| !c.is_ascii_digit()).next()?;
    (!digits.is_empty()).then(|| NoteNumber::read(digits))
}

/// Converters of PDF escape underscores twice, so that a backslash stays in the address.
fn unescape_address(address: &str) -> String {
    let mut plain = String::with_capacity(address.len());
    let mut characters = address.chars().peekable();
    while let Some(c) = characters.next() {
        if c == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation) {
            continue;
        }
        plain.push(c);
    }
    plain
}

/// Where from a place on letters are raised behind a word: the first `^`, and how long they are.
fn raised_letters(text: &str, from: usize) -> Option<(usize, usize)> {
    text.get(from..)?.match_indices('^').map(|(at, _)| from + at).find_map(|open| {
        let behind_word = text.get(..open)?.ends_with(char::is_alphanumeric);
        let rest = text.get(open + 1..)?;
        let letters = rest.find(|c: char| !c.is_alphabetic())?;
        let is_ending = (1..=4).contains(&letters) && rest.get(letters..)?.starts_with('^');
        (behind_word && is_ending).then_some((open, letters))
    })
}

/// Finds what is a marker by its letters alone: `[^7]` without a definition, `^[an inline note]`, `⁷`, `[7]`.
fn find_written_markers(document: &mut Document, source: &str, code: &[Span]) {
    let declared: Vec<Span> = document.markers.iter().map(|marker| marker.span).collect();
    let text = std::mem::take(&mut document.text);
    let mut at = 0;
    // Brackets that are never closed must not make this quadratic.
    let mut unclosed = 0;
    while let Some(found) = text[at..].find(['[', '^', '⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'])
    {
        let start = at + found;
        let rest = &text[start..];
        at = start + rest.chars().next().map_or(1, char::len_utf8);
        let before = document.map.source(Span::new(start, start + 1)).start.wrapping_sub(1);
        let is_code =
            code.get(code.partition_point(|span| span.end <= start)).is_some_and(|span| span.start <= start);
        if is_code || source.as_bytes().get(before) == Some(&b'\\') {
            continue;
        }
        let i = declared.partition_point(|span| span.end <= start);
        if declared.get(i).is_some_and(|span| span.start <= start) {
            continue;
        }
        if rest.starts_with("^[") && unclosed < 100 {
            let Some(length) = inline_note(rest) else {
                unclosed += 1;
                continue;
            };
            if is_raised_number(&rest[2..length - 1], &rest[length..]) {
                continue;
            }
            document.inline_notes.push(Span::new(start, start + length));
            at = start + length;
        } else if let Some((number, length, shape)) = written_marker(rest) {
            let span = Span::new(start, start + length);
            let source = document.map.source(span);
            document.markers.push(crate::document::RawMarker { span, number, source, shape, tie: None });
            at = span.end;
        }
    }
    document.text = text;
    document.markers.sort_by_key(|marker| marker.span);
}

/// The length of an inline note that starts here: `^[` to the bracket that closes it, within the paragraph.
fn inline_note(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("^[")?;
    let mut depth = 1_usize;
    for (i, c) in inside.char_indices().take(INLINE_NOTE) {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            '\n' => return None,
            _ => {}
        }
        if depth == 0 {
            return (i > 0).then_some(i + 3);
        }
    }
    None
}

/// `^[12]^`: a raised number in brackets, by which a list of references is cited, and no note of its own.
fn is_raised_number(inside: &str, behind: &str) -> bool {
    behind.starts_with('^') && inside.chars().all(|c| c.is_ascii_digit() || ",;-– ".contains(c))
}

pub(super) fn written_marker(text: &str) -> Option<(NoteNumber, usize, MarkerShape)> {
    if let Some((number, length)) = raised_digits(text) {
        return Some((number, length, MarkerShape::Raised));
    }
    let inside = text.strip_prefix('[')?;
    let end = inside.find([']', '\n', ' ', '['])?;
    if !inside[end..].starts_with(']') {
        return None;
    }
    let label = &inside[..end];
    if let Some(label) = label.strip_prefix('^') {
        return (!label.is_empty()).then(|| (NoteNumber::read(label), end + 2, MarkerShape::Declared));
    }
    marker_number(label).map(|number| (number, end + 2, MarkerShape::Bracketed))
}
