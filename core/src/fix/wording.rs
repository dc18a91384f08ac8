//! Edit → bytes: what a correction looks like in the format and the encoding of its file.

use std::borrow::Cow;
use std::fmt::Write as _;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use ibidem_citations::{Paper, RunStyle, Span};
use ibidem_sdk::Edit;

use super::rereading::is_list;
use super::settling::{Target, Unwritable};
use super::{Splice, spliced};
use crate::document::Guess;
use crate::read::{self, Format};
use crate::{Reading, notes, references};

/// What Markdown may take for markup.
const MARKDOWN_SIGNS: &str = "\\`*_[]<>&#~|^$!";

/// What Typst may take for markup, or set as another sign.
const TYPST_SIGNS: &str = "\\#$*_`@<>~[]\"'/=+";

/// Elements of HTML that stand within a line.
const INLINE_ELEMENTS: [&str; 14] =
    ["a", "b", "cite", "em", "font", "i", "q", "small", "span", "strong", "sub", "sup", "u", "var"];

/// A source, to write edits for.
pub(super) struct Wording<'a> {
    pub(super) source: &'a [u8],
    pub(super) reading: &'a Reading,
    pub(super) encoding: &'static Encoding,
}

impl Target for Wording<'_> {
    fn reading(&self) -> &Reading {
        self.reading
    }

    fn size(&self) -> usize {
        self.source.len()
    }

    fn ways(&self, edits: &[Edit]) -> Result<Vec<Vec<Splice>>, Unwritable> {
        if linked(&self.reading.paper, edits).any(|span| !self.is_bracketed(span)) {
            return Err(Unwritable::HalfALink);
        }
        let each = edits.iter().map(|edit| self.ways_of(edit)).collect::<Result<Vec<_>, _>>()?;
        Ok(combined(&each))
    }

    fn reread(&self, splices: Vec<&Splice>) -> Option<Paper> {
        let decoded = read::decode(spliced(self.source, splices)?);
        if is_list(&self.reading.paper) {
            return Some(references::read(&decoded.text)?.paper);
        }
        let (own, sources) = (decoded.text.len(), &self.reading.sources);
        let text = sources.behind(&decoded.text);
        let document = read::read(&text, own, sources, self.reading.format);
        Some(notes::find(&document, &text).paper)
    }
}

/// Whether an edit would change an address where it is printed, and not where its link leads.
pub(super) fn is_half_a_link(paper: &Paper, edits: &[Edit]) -> bool {
    linked(paper, edits).next().is_some()
}

/// The addresses that edits change and that are links to themselves.
fn linked<'p>(paper: &'p Paper, edits: &'p [Edit]) -> impl Iterator<Item = Span> + 'p {
    let runs = edits.iter().flat_map(|edit| paper.runs_in(edit.span));
    let linked = runs.filter(|run| match &run.style {
        RunStyle::Link { target } => target == paper.text_of(run.span),
        _ => false,
    });
    linked.map(|run| run.span)
}

/// The ways of writing several edits, of those of each: the best of all, the second of all, and so on.
pub(super) fn combined(each: &[Vec<Vec<Splice>>]) -> Vec<Vec<Splice>> {
    let most = each.iter().map(Vec::len).max().unwrap_or_default();
    let way = |i: usize| each.iter().filter_map(move |ways| ways.get(i).or(ways.last())).flatten().cloned();
    (0..most).map(|i| way(i).collect()).collect()
}

impl Wording<'_> {
    /// Whether a text stands between the angle brackets of Markdown, which make it a link to itself.
    fn is_bracketed(&self, span: Span) -> bool {
        let Span { start, end } = self.reading.source(span);
        let is = |at: Option<usize>, byte: u8| at.and_then(|at| self.source.get(at)) == Some(&byte);
        self.reading.format == Format::Markdown && is(start.checked_sub(1), b'<') && is(Some(end), b'>')
    }

    fn ways_of(&self, edit: &Edit) -> Result<Vec<Vec<Splice>>, Unwritable> {
        // What is markup in an entry of BibTeX, or ends a text of JSON, would have to be written otherwise.
        if is_list(&self.reading.paper) && edit.text.contains(|c| "{}\\%&#$_^~\"@".contains(c)) {
            return Err(Unwritable::Markup);
        }
        // A line break could begin a block, which no correction of a citation means.
        if edit.text.chars().any(char::is_control) || !self.is_of_text(edit.span) {
            return Err(Unwritable::Markup);
        }
        let places =
            if edit.span.is_empty() { self.points(edit.span.start) } else { vec![self.stretch(edit.span)?] };
        if places.is_empty() {
            return Err(Unwritable::Markup);
        }
        let mut ways = Vec::new();
        for text in wordings(self.reading.format, &edit.text) {
            let bytes = encoded(&text, self.encoding).map_err(Unwritable::Foreign)?;
            ways.extend(places.iter().map(|span| vec![Splice { span: *span, bytes: bytes.clone() }]));
        }
        Ok(ways)
    }

    /// Whether a span lies in the text, between characters.
    fn is_of_text(&self, span: Span) -> bool {
        self.reading.paper.text.get(span.start..span.end).is_some()
    }

    /// The one stretch of the source that reads, byte for byte, as a stretch of the text.
    fn stretch(&self, span: Span) -> Result<Span, Unwritable> {
        let sources = self.reading.sources(span);
        let [source] = sources.as_slice() else { return Err(Unwritable::Markup) };
        let bytes = self.source.get(source.start..source.end).ok_or(Unwritable::Markup)?;
        let is_even = decode(bytes, self.encoding) == self.reading.paper.text_of(span);
        if is_even { Ok(*source) } else { Err(Unwritable::Markup) }
    }

    /// Where an insertion can stand: behind what is before it, with the markup that ends there or
    /// without, and before what is behind it.
    fn points(&self, at: usize) -> Vec<Span> {
        let text = &self.reading.paper.text;
        let is_letter = |c: &char| *c != '\n';
        let before = text.get(..at).and_then(|text| text.chars().next_back()).filter(is_letter);
        let behind = text.get(at..).and_then(|text| text.chars().next()).filter(is_letter);
        let end =
            before.and_then(|c| self.stretch(Span::new(at - c.len_utf8(), at)).ok()).map(|span| span.end);
        let start =
            behind.and_then(|c| self.stretch(Span::new(at, at + c.len_utf8())).ok()).map(|span| span.start);
        let mut points: Vec<usize> = Vec::new();
        for point in [end.filter(|end| Some(*end) != start).map(|end| self.behind_markup(end)), end, start] {
            if let Some(point) = point.filter(|point| !points.contains(point)) {
                points.push(point);
            }
        }
        points.into_iter().map(|point| Span::new(point, point)).collect()
    }

    /// The end of the markup that ends at a place of the source: `*`, `>`, `</i>`.
    fn behind_markup(&self, at: usize) -> usize {
        let rest = self.source.get(at..).unwrap_or_default();
        let length = match self.reading.format {
            Format::Markdown => rest.iter().take_while(|byte| b"*_>`".contains(byte)).count(),
            Format::Html => closing_tags(rest),
            Format::Docx
            | Format::Epub
            | Format::Jats
            | Format::Odt
            | Format::Pdf
            | Format::Rtf
            | Format::Tei
            | Format::Plain
            | Format::Latex
            | Format::Typst
            | Format::References(_) => 0,
        };
        at + length
    }
}

/// The length of the end tags of inline elements at the start of some HTML.
fn closing_tags(html: &[u8]) -> usize {
    let mut length = 0;
    while let Some(name) = html.get(length..).and_then(|rest| rest.strip_prefix(b"</")) {
        let Some(end) = name.iter().take(16).position(|byte| *byte == b'>') else { break };
        let name = String::from_utf8_lossy(name.get(..end).unwrap_or_default()).trim().to_ascii_lowercase();
        if !INLINE_ELEMENTS.contains(&name.as_str()) {
            break;
        }
        length += "</>".len() + end;
    }
    length
}

/// Writes a character as RTF 1.9 has it: signs of its own behind a backslash, what is not ASCII by its number in UTF-16.
fn in_rtf(written: &mut String, c: char) {
    match c {
        '\\' | '{' | '}' => written.extend(['\\', c]),
        c if c.is_ascii() => written.push(c),
        c => {
            written.push_str("{\\uc1");
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(written, "\\u{}?", unit.cast_signed());
            }
            written.push('}');
        }
    }
}

/// The ways of writing a text in a format, the plainest first.
fn wordings(format: Format, text: &str) -> Vec<String> {
    match format {
        // What is a command there is left to its author.
        Format::Latex if text.contains(|c| "\\{}%&#_$~^“”‘’–—".contains(c)) => Vec::new(),
        Format::Latex | Format::Plain | Format::References(_) => vec![text.to_owned()],
        Format::Typst => {
            // A sign behind a backslash is no markup; “//” in an address is no comment there either.
            let signed = |c: char| TYPST_SIGNS.contains(c).then_some('\\').into_iter().chain([c]);
            let escaped: String = text.chars().flat_map(signed).collect();
            // The end of a dash that Typst makes of two hyphens.
            vec![escaped.replace("--", "-\\-").replace("...", "\\...")]
        }
        Format::Rtf => {
            let mut written = String::new();
            text.chars().for_each(|c| in_rtf(&mut written, c));
            vec![written]
        }
        // Packages are not written; `ibidem audit --fix` says so before.
        Format::Docx | Format::Epub | Format::Odt | Format::Pdf => Vec::new(),
        Format::Html | Format::Jats | Format::Tei => {
            vec![text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")]
        }
        Format::Markdown => {
            let mut ways = vec![text.to_owned()];
            if text.contains(|c| MARKDOWN_SIGNS.contains(c)) {
                // Whether a sign is markup hangs on what stands around it: what is plain there stays so.
                let signed = |c: char| MARKDOWN_SIGNS.contains(c).then_some('\\').into_iter().chain([c]);
                ways.push(text.chars().flat_map(signed).collect());
            }
            ways
        }
    }
}

/// The encoding in which a paper was read.
pub(super) fn encoding_of(reading: &Reading) -> &'static Encoding {
    let name = reading.guesses.iter().find_map(|guess| match guess {
        Guess::Encoding { name, .. } => Some(*name),
        _ => None,
    });
    name.and_then(|name| Encoding::for_label(name.as_bytes())).unwrap_or(UTF_8)
}

/// How many bytes a text takes in the encoding of its file; nothing where the encoding lacks a letter of it.
pub fn written_length(text: &str, reading: &Reading) -> Option<usize> {
    encoded(text, encoding_of(reading)).ok().map(|bytes| bytes.len())
}

/// The text of the bytes of a file, in the encoding in which its paper was read.
pub fn decoded(bytes: &[u8], reading: &Reading) -> String {
    decode(bytes, encoding_of(reading))
}

/// The bytes of a file in an encoding in which a line end is one byte, which is nearly always its own.
pub fn in_lines<'a>(bytes: &'a [u8], reading: &Reading) -> Cow<'a, [u8]> {
    if [UTF_16LE, UTF_16BE].contains(&encoding_of(reading)) {
        return Cow::Owned(decoded(bytes, reading).into_bytes());
    }
    Cow::Borrowed(bytes)
}

fn decode(bytes: &[u8], encoding: &'static Encoding) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// The bytes of a text, or the first character that the encoding does not have.
fn encoded(text: &str, encoding: &'static Encoding) -> Result<Vec<u8>, char> {
    if encoding == UTF_16LE {
        return Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    if encoding == UTF_16BE {
        return Ok(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    let mut letter = [0_u8; 4];
    match text.chars().find(|c| encoding.encode(c.encode_utf8(&mut letter)).2) {
        Some(foreign) => Err(foreign),
        None => Ok(encoding.encode(text).0.into_owned()),
    }
}
