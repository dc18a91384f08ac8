//! Findings → comments: where each stands in the text, and the part that holds what they say.

use std::collections::HashMap;
use std::fmt::Write as _;

use ibidem_citations::{Paper, Span};

use super::ground::Ground;
use super::numbers::Revisions;
use super::{AUTHOR, Remark, in_xml};
use crate::Reading;
use crate::read::xml::Xml;

/// How the author of a comment is called in its margin.
const INITIALS: &str = "ib";

/// Where a comment begins or ends, in bytes of the texts of all parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// Between the letters of a run.
    Within { run: usize, at: usize },
    /// Between the elements of a paragraph.
    Between(usize),
}

/// A comment, with its place in the body.
#[derive(Debug)]
pub(super) struct Comment {
    pub(super) start: Spot,
    pub(super) end: Spot,
    pub(super) number: u32,
    lines: Vec<String>,
}

impl Spot {
    fn at(self) -> usize {
        match self {
            Self::Within { at, .. } | Self::Between(at) => at,
        }
    }
}

impl Comment {
    /// What begins a comment in the text, and what ends it.
    pub(super) fn marks(&self, p: &str) -> (String, String) {
        let n = self.number;
        let begin = format!("<{p}commentRangeStart {p}id=\"{n}\"/>");
        let end =
            format!("<{p}commentRangeEnd {p}id=\"{n}\"/><{p}r><{p}commentReference {p}id=\"{n}\"/></{p}r>");
        (begin, end)
    }

    fn write(&self, p: &str, date: &str, out: &mut String) {
        let n = self.number;
        let _ = write!(
            out,
            "<{p}comment {p}id=\"{n}\" {p}author=\"{AUTHOR}\" {p}date=\"{date}\" {p}initials=\"{INITIALS}\">"
        );
        for (i, line) in self.lines.iter().enumerate() {
            let sign = if i == 0 { format!("<{p}r><{p}annotationRef/></{p}r>") } else { String::new() };
            let text = in_xml(line);
            let _ = write!(out, "<{p}p>{sign}<{p}r><{p}t xml:space=\"preserve\">{text}</{p}t></{p}r></{p}p>");
        }
        let _ = write!(out, "</{p}comment>");
    }
}

/// Places comments in the body, but for those that it has already from an earlier run.
///
/// Word allows comments in the body alone: what is said of a footnote stands at its number.
pub(super) fn placed(
    body: &Ground<'_>,
    reading: &Reading,
    remarks: &[Remark],
    existing: Option<&str>,
    revisions: &mut Revisions,
) -> Vec<Comment> {
    let mut known = existing.map(said_before).unwrap_or_default();
    let mut comments = Vec::new();
    for remark in remarks {
        if let Some(count @ 1..) = known.get_mut(&squeezed(&remark.lines)) {
            *count -= 1;
            continue;
        }
        let Some((start, end)) = spots(body, reading, remark.span) else { continue };
        comments.push(Comment { start, end, number: revisions.number(), lines: remark.lines.clone() });
    }
    comments
}

/// What our own comments say already, and how often.
fn said_before(part: &str) -> HashMap<String, usize> {
    let xml = Xml::read(part, Span::new(0, part.len()));
    let mut said = HashMap::new();
    for comment in xml.named("comment") {
        if comment.attribute("author").as_deref() == Some(AUTHOR) {
            let lines: Vec<String> =
                xml.named_within(comment, "p").map(|paragraph| xml.text_of(paragraph)).collect();
            *said.entry(squeezed(&lines)).or_default() += 1;
        }
    }
    said
}

fn squeezed(lines: &[String]) -> String {
    let lines = lines.iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}

/// Where a comment on a stretch of the paper begins and ends.
fn spots(body: &Ground<'_>, reading: &Reading, span: Span) -> Option<(Spot, Spot)> {
    let span = widened(&reading.paper, span);
    let sources = reading.map.pieces(span).map(|(_, source)| source);
    let sources: Vec<Span> = sources.filter(|source| body.span.contains(*source)).collect();
    let Some((first, last)) = sources.first().copied().zip(sources.last().copied()) else {
        let before = reading.paper.notes.partition_point(|note| note.span.start <= span.start);
        let marker = *reading.anchors.get(before.checked_sub(1)?)?.first()?;
        let start = spot(body, marker, true)?;
        return Some((start, if is_first(body, marker) { start } else { spot(body, marker, false)? }));
    };
    let (start, end) = (spot(body, first, true)?, spot(body, last, false)?);
    // Text boxes are read behind their paragraph, and stand before its end.
    if start.at() < end.at() { Some((start, end)) } else { Some((start, spot(body, first, false)?)) }
}

/// Whether a marker is that of the first note: `LibreOffice` 7.4 loses notes where a comment stands
/// between the first one and the second.
fn is_first(body: &Ground<'_>, marker: Span) -> bool {
    ["footnoteReference", "endnoteReference"]
        .into_iter()
        .any(|name| body.xml.named(name).next().is_some_and(|first| first.source == marker))
}

/// A stretch that is not empty: the letter before a point, or the one behind it.
fn widened(paper: &Paper, span: Span) -> Span {
    if !span.is_empty() {
        return span;
    }
    let text = &paper.text;
    let before = text.get(..span.start).and_then(|text| text.chars().next_back()).filter(|c| *c != '\n');
    let behind = text.get(span.start..).and_then(|text| text.chars().next());
    match (before, behind) {
        (Some(c), _) => Span::new(span.start - c.len_utf8(), span.start),
        (None, Some(c)) => Span::new(span.start, span.start + c.len_utf8()),
        (None, None) => span,
    }
}

/// Where a mark stands that comes before or behind a stretch of the source.
///
/// What a field shows is written anew with all that stands in it, and a link or an insertion is one
/// thing to the reader: the mark stands outside of it.
fn spot(body: &Ground<'_>, source: Span, begins: bool) -> Option<Spot> {
    let letters = body.letters(source);
    let element = letters.map(|(element, _)| element).or_else(|| body.innermost(source))?;
    let (child, _) = body.stands_in(element)?;
    let (first, last) = body.field_around(element).unwrap_or((child, child));
    let is_in_field = (first, last) != (child, child);
    if let Some((_, run)) = letters.filter(|(_, run)| *run == child && !is_in_field) {
        return Some(Spot::Within { run, at: if begins { source.start } else { source.end } });
    }
    let outer = body.xml.elements.get(if begins { first } else { last })?.source;
    Some(Spot::Between(if begins { outer.start } else { outer.end }))
}

/// The part of comments, with more of them.
pub(super) fn part(
    existing: Option<&str>,
    namespace: &str,
    date: &str,
    comments: &[Comment],
) -> Option<String> {
    let written = |p: &str| {
        let mut out = String::new();
        for comment in comments {
            comment.write(p, date, &mut out);
        }
        out
    };
    match existing {
        Some(part) => super::parts::with_child(part, "comments", written),
        None => Some(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
             <w:comments xmlns:w=\"{}\">{}</w:comments>",
            in_xml(namespace),
            written("w:")
        )),
    }
}
