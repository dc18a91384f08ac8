//! Findings → a Word manuscript with tracked changes and comments, the same in all else.
//!
//! Whoever accepts all changes has the corrected text, whoever rejects them the one before. What is
//! not touched is copied as it is packed; a part that is touched differs at its changes alone.

mod archive;
mod comments;
mod ground;
mod numbers;
mod parts;
mod runs;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;

use ibidem_citations::{Paper, Span};
use ibidem_sdk::Edit;
use thiserror::Error;

use super::settling::{Settled, Target, Unwritable};
use super::wording::{combined, is_half_a_link};
use super::{Fixed, Left, Proposal, Splice};
use crate::read::docx::{self, TEXTS};
use crate::read::package::{Archive, Package, PackageError};
use crate::read::xml::Xml;
use crate::{Reading, notes};
use comments::{Comment, Spot};
use ground::{Ground, Place};
use numbers::Revisions;
use parts::Register;
use runs::RunChanges;

/// By whom changes and comments are.
const AUTHOR: &str = "ibidem";

/// What says in which way a document is protected.
const SETTINGS: &str = "word/settings.xml";

/// What is said of a stretch of the text, in a comment at its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// Of what it is said, in bytes of [`Paper::text`].
    pub span: Span,
    /// The paragraphs of the comment.
    pub lines: Vec<String>,
    /// The proposal that comes with it, by its index.
    pub proposal: Option<usize>,
}

/// Why a document is left as it is.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A signature would be broken.
    #[error(
        "it is signed, which no changed copy would be; remove the signature in Word (File, Info), or correct a copy that is not signed"
    )]
    Signed,
    /// It is protected against changes.
    #[error("it is protected against changes; lift that in Word (Review, Restrict Editing) first")]
    Protected,
    /// A part is written in an encoding in which nothing is changed.
    #[error("its part “{0}” is not in UTF-8; save it anew in Word, and correct that file")]
    Encoding(String),
    /// Its elements have names without prefix, which none of its changes could have.
    #[error(
        "its names have no prefix, as those of no program known do; save it anew in Word, and correct that file"
    )]
    Unprefixed,
    /// A part lacks what every document has, or ends in the middle.
    #[error("its part “{0}” is damaged; open it in Word, and save it again")]
    Broken(String),
    /// The package could not be opened, or not be written.
    #[error("{0}")]
    Package(String),
}

impl From<PackageError> for Refusal {
    fn from(error: PackageError) -> Self {
        Self::Package(error.to_string())
    }
}

impl From<zip::result::ZipError> for Refusal {
    fn from(error: zip::result::ZipError) -> Self {
        Self::Package(error.to_string())
    }
}

/// Writes corrections into a manuscript as tracked changes, and remarks as comments.
///
/// `day` is the date of both, such as `2026-01-31`. What becomes of the proposals is as in
/// [`apply`](super::apply); a remark whose proposal is not applied says why. Remarks that the
/// manuscript has from an earlier run are not written again.
///
/// # Errors
///
/// Fails where a change would do harm: see [`Refusal`].
pub fn apply(
    source: &[u8],
    reading: &Reading,
    proposals: &[Proposal],
    with_unsafe: bool,
    remarks: &[Remark],
    day: &str,
) -> Result<Fixed, Refusal> {
    let opened = Opened::of(source, day)?;
    let manuscript = Manuscript::of(&opened, reading)?;
    let settled = Settled::of(&manuscript, proposals, with_unsafe);
    let remarks: Vec<Remark> = remarks.iter().map(|remark| remark.with_outcome(&settled)).collect();
    let mut revisions = opened.revisions.clone();
    let existing = opened.register.comments.as_deref();
    let comments = comments::placed(manuscript.body(), reading, &remarks, existing, &mut revisions);
    let mut parts = manuscript.written(&settled.splices(), &comments, &mut revisions);
    if !comments.is_empty() {
        parts.extend(manuscript.register_with(&comments, &revisions)?);
    }
    let parts: BTreeMap<String, Vec<u8>> =
        parts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    let bytes = if parts.is_empty() { source.to_vec() } else { archive::rewritten(source, parts)? };
    Ok(Fixed { comments: comments.len(), ..settled.into_fixed(bytes) })
}

impl Remark {
    /// The remark, with a word on why its correction is not written.
    fn with_outcome(&self, settled: &Settled) -> Self {
        let mut remark = self.clone();
        let left = self.proposal.and_then(|proposal| settled.left(proposal));
        let reason = match left {
            Some(Left::NeedsLook) => "Not changed: someone must look at it first.",
            Some(Left::Field) => {
                "Not changed: a program keeps this text in a field, and would write over it. Mend it there."
            }
            Some(Left::Link) => "Not changed: the link would still lead to the old address.",
            Some(Left::Markup | Left::Misread) => {
                "Not changed: other changes or other content stand in the middle of it."
            }
            Some(Left::Outside) => "Not changed: it reaches out of its note.",
            // A later round applies it, or one that comes to the same.
            // A manuscript includes no other file.
            Some(Left::Overlaps | Left::Encoding | Left::Included) | None => return remark,
        };
        remark.lines.push(reason.to_owned());
        remark
    }
}

/// A manuscript whose parts are at hand.
struct Opened {
    package: Package,
    register: Register,
    revisions: Revisions,
}

impl Opened {
    fn of(source: &[u8], day: &str) -> Result<Self, Refusal> {
        let mut archive = Archive::open(source)?;
        let names = archive.names();
        if names.iter().any(|name| name.starts_with("_xmlsignatures/")) {
            return Err(Refusal::Signed);
        }
        if archive.text(SETTINGS)?.is_some_and(|settings| is_protected(&settings)) {
            return Err(Refusal::Protected);
        }
        let package = docx::open(&mut archive)?;
        // The parts are read once more, as they are written: others hold numbers, too.
        let mut archive = Archive::open(source)?;
        let mut revisions = Revisions::on(day);
        let register = Register::read(&mut archive)?;
        for name in names.iter().filter(|name| has_annotations(name)) {
            let part = parts::text(&mut archive, name)?.unwrap_or_default();
            revisions.keep(&part);
            let read = package.part(name).map(|span| span.of(&package.text));
            if read.is_some_and(|read| read != part.trim_start_matches('\u{FEFF}')) {
                return Err(Refusal::Encoding(name.clone()));
            }
        }
        Ok(Self { package, register, revisions })
    }
}

/// Whether a part holds text, and with it numbers of changes.
fn has_annotations(name: &str) -> bool {
    TEXTS.contains(&name)
        || name.strip_prefix("word/").is_some_and(|name| {
            let is_xml = name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("xml"));
            is_xml && ["comments", "header", "footer"].iter().any(|start| name.starts_with(start))
        })
}

/// Whether settings forbid tracked changes (ECMA-376, part 1, 17.15.1.29 and 17.15.1.93).
fn is_protected(settings: &str) -> bool {
    let xml = Xml::read(settings, Span::new(0, settings.len()));
    let is_enforced = xml.named("documentProtection").any(|protection| {
        let is_on = matches!(protection.attribute("enforcement").as_deref(), Some("1" | "true" | "on"));
        let edit = protection.attribute("edit");
        is_on && matches!(edit.as_deref(), Some("readOnly" | "comments" | "forms"))
    });
    let has_password = xml
        .named("writeProtection")
        .any(|protection| ["hash", "hashValue"].iter().any(|name| protection.attribute(name).is_some()));
    is_enforced || has_password
}

/// A manuscript, to be changed.
struct Manuscript<'a> {
    opened: &'a Opened,
    reading: &'a Reading,
    grounds: Vec<Ground<'a>>,
}

impl<'a> Manuscript<'a> {
    fn of(opened: &'a Opened, reading: &'a Reading) -> Result<Self, Refusal> {
        let package = &opened.package;
        let texts = package.parts().filter(|(name, _)| TEXTS.contains(name));
        let grounds: Vec<Ground<'a>> =
            texts.map(|(name, span)| Ground::of(name, &package.text, span)).collect();
        match grounds.iter().find(|ground| ground.xml.broken_at.is_some()) {
            Some(broken) => Err(Refusal::Broken(broken.name.clone())),
            None if grounds.is_empty() => Err(Refusal::Broken(TEXTS[0].to_owned())),
            None if grounds.iter().any(|ground| ground.prefix().is_empty()) => Err(Refusal::Unprefixed),
            None => Ok(Self { opened, reading, grounds }),
        }
    }

    /// The part that comments stand in, which is the first.
    fn body(&self) -> &Ground<'a> {
        &self.grounds[0]
    }

    fn ground_of(&self, at: usize) -> Option<&Ground<'a>> {
        self.grounds.iter().find(|ground| ground.span.start <= at && at <= ground.span.end)
    }

    fn place(&self, source: Span) -> Result<(&Ground<'a>, Place), Unwritable> {
        let ground = self.ground_of(source.start).ok_or(Unwritable::Markup)?;
        Ok((ground, ground.place(source)?))
    }

    fn ways_of(&self, edit: &Edit) -> Result<Vec<Vec<Splice>>, Unwritable> {
        // A line break would be a paragraph, and XML has no control characters.
        let is_letter = |c: char| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
        if !edit.text.chars().all(is_letter) {
            return Err(Unwritable::Markup);
        }
        if edit.span.is_empty() {
            return self.insertions(edit);
        }
        let deleted = self.deletions(edit.span)?;
        let (Some(first), Some(last)) = (deleted.first().copied(), deleted.last().copied()) else {
            return Err(Unwritable::Markup);
        };
        let mut ways = vec![last.source.end];
        // The letters of which run the new text is like, is settled by how it reads.
        if first.run != last.run {
            ways.insert(0, first.source.start);
        }
        if edit.text.is_empty() {
            ways.truncate(1);
        }
        let way = |at: usize| {
            let deleted = deleted.iter().map(|place| Splice { span: place.source, bytes: Vec::new() });
            let inserted = Splice { span: Span::new(at, at), bytes: edit.text.clone().into_bytes() };
            deleted.chain((!edit.text.is_empty()).then_some(inserted)).collect()
        };
        Ok(ways.into_iter().map(way).collect())
    }

    /// The stretches of the source that make up a stretch of the text, all in one paragraph.
    fn deletions(&self, span: Span) -> Result<Vec<Place>, Unwritable> {
        let mut places: Vec<Place> = Vec::new();
        let mut at = span.start;
        for (text, source) in self.reading.map.pieces(span) {
            let (ground, place) = self.place(source)?;
            if text.start != at {
                return Err(Unwritable::Markup);
            }
            at = text.end;
            let Some(last) = places.last_mut() else {
                places.push(place);
                continue;
            };
            if place.paragraph != last.paragraph
                || place.source.start < last.source.end
                || !ground.is_free_between(*last, place)
            {
                return Err(Unwritable::Markup);
            }
            if place.element == last.element {
                last.source.end = place.source.end;
            } else {
                places.push(place);
            }
        }
        if at == span.end { Ok(places) } else { Err(Unwritable::Markup) }
    }

    /// Where an insertion can stand: among letters that are not set apart, if there is a choice.
    fn insertions(&self, edit: &Edit) -> Result<Vec<Vec<Splice>>, Unwritable> {
        let paper = &self.reading.paper;
        let at = edit.span.start;
        let is_letter = |c: &char| *c != '\n';
        let before = paper.text.get(..at).and_then(|text| text.chars().next_back()).filter(is_letter);
        let behind = paper.text.get(at..).and_then(|text| text.chars().next()).filter(is_letter);
        let before = before.map(|c| Span::new(at - c.len_utf8(), at));
        let behind = behind.map(|c| Span::new(at, at + c.len_utf8()));
        let place = |letter: Span| self.deletions(letter).map(|places| places.first().copied());
        let apart = |letter: Option<Span>| letter.map_or(usize::MAX, |letter| paper.runs_in(letter).count());
        let is_behind_better = apart(behind) < apart(before);
        let before = before
            .map(place)
            .transpose()
            .map(Option::flatten)
            .map(|place| place.map(|place| place.source.end));
        let behind = behind
            .map(place)
            .transpose()
            .map(Option::flatten)
            .map(|place| place.map(|place| place.source.start));
        let refused = before.err().or(behind.err()).unwrap_or(Unwritable::Markup);
        let mut points: Vec<usize> =
            [before, behind].into_iter().filter_map(|point| point.ok().flatten()).collect();
        if is_behind_better {
            points.reverse();
        }
        points.dedup();
        if points.is_empty() {
            return Err(refused);
        }
        let way = |at| vec![Splice { span: Span::new(at, at), bytes: edit.text.clone().into_bytes() }];
        Ok(points.into_iter().map(way).collect())
    }

    /// The parts that changes and comments touch, with them.
    fn written(
        &self,
        splices: &[&Splice],
        comments: &[Comment],
        revisions: &mut Revisions,
    ) -> Vec<(String, String)> {
        let mut parts = Vec::new();
        for (i, ground) in self.grounds.iter().enumerate() {
            let mut changes = changes_of(ground, splices);
            let comments = if i == 0 { comments } else { &[] };
            let mut pieces = mark(ground, comments, &mut changes);
            for (run, changes) in &changes {
                let Some(element) = ground.xml.elements.get(*run) else { continue };
                let text = runs::rewritten(ground, *run, changes, revisions);
                pieces.push(Piece { order: 2, span: element.source, text });
            }
            if !pieces.is_empty() {
                pieces.sort_by_key(|piece| (piece.span.start, piece.order));
                parts.push((ground.name.clone(), pieced(&self.opened.package.text, ground.span, &pieces)));
            }
        }
        parts
    }

    /// The part of comments with new ones, and those that name it.
    fn register_with(
        &self,
        comments: &[Comment],
        revisions: &Revisions,
    ) -> Result<Vec<(String, String)>, Refusal> {
        let register = &self.opened.register;
        let body = self.body();
        let namespace = body.namespace();
        let broken = || Refusal::Broken(register.name.clone());
        let part = comments::part(register.comments.as_deref(), &namespace, revisions.date(), comments);
        let mut parts =
            register.entries(namespace.starts_with("http://purl.oclc.org/")).ok_or_else(broken)?;
        parts.push((register.name.clone(), part.ok_or_else(broken)?));
        Ok(parts)
    }
}

impl Target for Manuscript<'_> {
    fn reading(&self) -> &Reading {
        self.reading
    }

    fn size(&self) -> usize {
        self.opened.package.text.len()
    }

    /// Letters that stay are not shown as changed.
    fn narrowed(&self, edits: &[Edit]) -> Vec<Edit> {
        edits.iter().map(|edit| narrowed(self.reading.paper.text_of(edit.span), edit)).collect()
    }

    fn ways(&self, edits: &[Edit]) -> Result<Vec<Vec<Splice>>, Unwritable> {
        if is_half_a_link(&self.reading.paper, edits) {
            return Err(Unwritable::HalfALink);
        }
        let each = edits.iter().map(|edit| self.ways_of(edit)).collect::<Result<Vec<_>, _>>()?;
        Ok(combined(&each))
    }

    fn reread(&self, splices: Vec<&Splice>) -> Option<Paper> {
        let parts = self.written(&splices, &[], &mut self.opened.revisions.clone());
        let package = self.opened.package.with(&parts);
        Some(notes::find(&docx::read(&package), &package.text).paper)
    }
}

/// An edit without the letters that it would replace by themselves, at its start and at its end.
fn narrowed(was: &str, edit: &Edit) -> Edit {
    let length = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum()
    };
    let start = length(&mut was.chars().zip(edit.text.chars()));
    let (was, text) = (was.get(start..).unwrap_or_default(), edit.text.get(start..).unwrap_or_default());
    let end = length(&mut was.chars().rev().zip(text.chars().rev()));
    let span = Span::new(edit.span.start + start, edit.span.end - end);
    Edit { span, text: text.get(..text.len() - end).unwrap_or_default().to_owned() }
}

/// What is changed in the runs of a part.
fn changes_of(ground: &Ground<'_>, splices: &[&Splice]) -> BTreeMap<usize, RunChanges> {
    let mut changes: BTreeMap<usize, RunChanges> = BTreeMap::new();
    for splice in splices.iter().filter(|splice| ground.span.contains(splice.span)) {
        let Some(run) = ground.run_at(splice.span) else { continue };
        let changes = changes.entry(run).or_default();
        if splice.span.is_empty() {
            let text = String::from_utf8_lossy(&splice.bytes).into_owned();
            changes.inserted.push((splice.span.start, text));
        } else {
            changes.deleted.push(splice.span);
        }
    }
    changes
}

/// Puts the marks of comments into the changes of runs; gives those that stand between elements.
fn mark(ground: &Ground<'_>, comments: &[Comment], changes: &mut BTreeMap<usize, RunChanges>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let prefix = ground.prefix();
    for comment in comments {
        let (begin, end) = comment.marks(&prefix);
        let marks = if comment.start == comment.end {
            vec![(comment.start, true, begin + &end)]
        } else {
            vec![(comment.start, true, begin), (comment.end, false, end)]
        };
        for (spot, begins, text) in marks {
            match spot {
                Spot::Within { run, at } => changes.entry(run).or_default().marks.push((at, begins, text)),
                Spot::Between(at) => {
                    pieces.push(Piece { order: u8::from(begins), span: Span::new(at, at), text });
                }
            }
        }
    }
    pieces
}

/// What takes the place of a stretch of a part.
struct Piece {
    span: Span,
    /// At one place, what ends there comes before what begins there.
    order: u8,
    text: String,
}

/// A stretch of a text in which pieces are replaced, which are in order.
fn pieced(text: &str, within: Span, pieces: &[Piece]) -> String {
    let more = pieces.iter().map(|piece| piece.text.len()).sum::<usize>();
    let mut out = String::with_capacity(within.len() + more);
    let mut at = within.start;
    for piece in pieces {
        out.push_str(text.get(at..piece.span.start).unwrap_or_default());
        out.push_str(&piece.text);
        at = piece.span.end;
    }
    out.push_str(text.get(at..within.end).unwrap_or_default());
    out
}

/// Text as XML has it, in content and in attributes.
fn in_xml(text: &str) -> Cow<'_, str> {
    quick_xml::escape::escape(text)
}
