//! Document → Notes: what is a note, what is body, and the paper laid out from both.
//!
//! A paper's text holds the body first and then each note in one piece, even where the file has
//! a note on two pages or in the middle of a sentence. What had to be guessed is a flag.

mod layout;
mod roles;

use std::collections::{BTreeMap, BTreeSet};

use ibidem_citations::{BlockKind, Marker, Note, NoteFlag, NoteKind, NoteNumber, Paper, Span};

use crate::document::{Document, MarkerShape, PieceKind, RawMarker, SourceMap};
use layout::Layout;
use roles::Role;

/// The most notes that a paper has.
const MOST_NOTES: usize = 100_000;

/// A paper without citations yet, and the way back to the document's source.
pub(crate) struct LaidOut {
    pub(crate) paper: Paper,
    pub(crate) map: SourceMap,
    /// For each note, the source of its markers.
    pub(crate) anchors: Vec<Vec<Span>>,
    /// For each marker without a note, its source.
    pub(crate) unmatched: Vec<Span>,
    /// How many notes over the limit were left in the body.
    pub(crate) notes_over_limit: usize,
}

/// A note that was found, before it is laid out.
#[derive(Debug)]
struct Found {
    /// The number or label by which markers name it.
    label: NoteNumber,
    kind: NoteKind,
    /// Its text in the document: one span a paragraph, or one for each page.
    parts: Vec<Part>,
    flags: Vec<NoteFlag>,
    /// Declared by the format, so that its marker says where it belongs.
    declared: bool,
    inline: bool,
}

#[derive(Clone, Copy, Debug)]
struct Part {
    span: Span,
    /// Goes on in the middle of a sentence.
    joined: bool,
}

/// Tells notes from body, and lays the paper out.
pub(crate) fn find(document: &Document, source: &str) -> LaidOut {
    let roles = roles::roles(document);
    let mut found = collect(document, &roles);
    let notes_over_limit = found.len().saturating_sub(MOST_NOTES);
    found.truncate(MOST_NOTES);
    let markers = accepted_markers(document, &roles, &found);
    put_in_order(&mut found, document, &markers);
    let printed = printed_numbers(&found);
    flag_sequence(&mut found);

    let mut layout = Layout::new(document, source);
    let anchors = lay_out_body(&mut layout, document, &roles, &markers);
    let body = layout.end_body();
    let mut paper_notes = Vec::with_capacity(found.len());
    let mut note_anchors = Vec::with_capacity(found.len());
    let mut seen = BTreeSet::new();
    for (i, note) in found.into_iter().enumerate() {
        let (span, raw) = layout.note(&note.parts, note.inline);
        // Markers belong to the first note of a number; one used twice is flagged.
        let key = anchor_key(&note);
        let marks: &[(usize, Span)] =
            if seen.insert(key.clone()) { anchors.get(&key).map_or(&[], Vec::as_slice) } else { &[] };
        let mut flags = note.flags;
        match marks.len() {
            0 => flags.push(NoteFlag::WithoutMarker),
            1 => {}
            _ => flags.push(NoteFlag::SeveralMarkers),
        }
        note_anchors.push(marks.iter().map(|(_, source)| *source).collect());
        paper_notes.push(Note {
            id: format!("n{}", i + 1),
            number: printed.as_ref().and_then(|printed| printed.get(i)).cloned().unwrap_or(note.label),
            kind: note.kind,
            span,
            raw,
            anchors: marks.iter().map(|(at, _)| *at).collect(),
            flags,
            citations: Vec::new(),
        });
    }
    let known: BTreeSet<Key> = seen;
    let lost = anchors.iter().filter(|(key, _)| !known.contains(*key));
    let mut unmatched: Vec<(Marker, Span)> = lost
        .flat_map(|(key, marks)| {
            marks.iter().map(|(at, source)| (Marker { at: *at, number: key.printed() }, *source))
        })
        .collect();
    unmatched.sort_by_key(|(marker, _)| marker.at);
    let (unmatched_markers, unmatched) = unmatched.into_iter().unzip();
    let (text, runs, blocks, map) = layout.finish();
    let paper = Paper { text, body, blocks, runs, notes: paper_notes, unmatched_markers, ..Paper::default() };
    LaidOut { paper, map, anchors: note_anchors, unmatched, notes_over_limit }
}

/// By what a marker finds its note: the label of the source, or the place of an inline note.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Label(NoteNumber),
    Inline(usize),
}

impl Key {
    fn printed(&self) -> NoteNumber {
        match self {
            Self::Label(number) => number.clone(),
            Self::Inline(at) => NoteNumber::Label(at.to_string()),
        }
    }
}

fn anchor_key(note: &Found) -> Key {
    match note.parts.first() {
        Some(part) if note.inline => Key::Inline(part.span.start),
        _ => Key::Label(note.label.clone()),
    }
}

/// Gathers the pieces of each note.
fn collect(document: &Document, roles: &[Role]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (piece, role) in document.pieces.iter().zip(roles) {
        match role {
            Role::Start { number, skip, kind, flag } => found.push(Found {
                label: number.clone(),
                kind: *kind,
                parts: vec![Part { span: Span::new(piece.span.start + skip, piece.span.end), joined: false }],
                flags: flag.iter().copied().collect(),
                declared: matches!(piece.kind, PieceKind::Note(_)),
                inline: false,
            }),
            Role::More { joined } => {
                if let Some(note) = found.last_mut() {
                    note.parts.push(Part { span: piece.span, joined: *joined });
                    if *joined {
                        note.flags.push(NoteFlag::JoinedOverPage);
                    }
                }
            }
            Role::Body | Role::Rule => {}
        }
    }
    let in_body = |span: &Span| {
        let i = document.pieces.partition_point(|piece| piece.span.end <= span.start);
        roles.get(i) == Some(&Role::Body)
    };
    for span in document.inline_notes.iter().filter(|span| in_body(span)) {
        // “^[” and “]” are no part of the note.
        let part = Part { span: Span::new(span.start + 2, span.end - 1), joined: false };
        found.push(Found {
            label: NoteNumber::Label(String::new()),
            kind: NoteKind::Footnote,
            parts: vec![part],
            flags: Vec::new(),
            declared: true,
            inline: true,
        });
    }
    found
}

/// A marker of the body that is one.
struct Accepted {
    span: Span,
    key: Key,
    source: Span,
}

/// Tells markers from exponents, years in brackets and the like.
fn accepted_markers(document: &Document, roles: &[Role], found: &[Found]) -> Vec<Accepted> {
    let numbers: BTreeSet<&NoteNumber> =
        found.iter().filter(|note| !note.inline).map(|note| &note.label).collect();
    let largest = numbers.iter().filter_map(|number| integer(number)).max().unwrap_or(0);
    let mut accepted: Vec<Accepted> = Vec::new();
    let mut last = 0;
    for marker in &document.markers {
        let i = document.pieces.partition_point(|piece| piece.span.end <= marker.span.start);
        if roles.get(i) != Some(&Role::Body) {
            continue;
        }
        let known = numbers.contains(&marker.number);
        let fits = match marker.shape {
            MarkerShape::Declared => true,
            MarkerShape::Raised if known => !is_exponent(document, marker, last),
            MarkerShape::Raised => {
                follows_text(document, marker)
                    && integer(&marker.number).is_some_and(|n| n > 0 && n <= largest + 1 && n > last)
            }
            MarkerShape::Bracketed | MarkerShape::Sign => known,
        };
        if fits {
            last = integer(&marker.number).unwrap_or(last);
            accepted.push(Accepted {
                span: marker.span,
                key: Key::Label(marker.number.clone()),
                source: marker.source,
            });
        }
    }
    for span in &document.inline_notes {
        let key = Key::Inline(span.start + 2);
        accepted.push(Accepted { span: *span, key, source: document.map.source(*span) });
    }
    accepted.extend(sign_markers(document, roles, found));
    accepted.sort_by_key(|marker| marker.span);
    accepted
}

fn integer(number: &NoteNumber) -> Option<u32> {
    match number {
        NoteNumber::Integer(n) => Some(*n),
        NoteNumber::Label(_) => None,
    }
}

/// “5 km²” is no marker, unless just this number is due.
fn is_exponent(document: &Document, marker: &RawMarker, last: u32) -> bool {
    let small = matches!(marker.number, NoteNumber::Integer(2 | 3));
    let before = document.text.get(..marker.span.start).unwrap_or_default();
    let unit: String = before.chars().rev().take_while(|c| c.is_alphabetic()).take(4).collect();
    let is_unit = matches!(unit.as_str(), "m" | "mk" | "mc" | "mm" | "x" | "y" | "ni" | "tf");
    small && is_unit && integer(&marker.number) != Some(last + 1)
}

fn follows_text(document: &Document, marker: &RawMarker) -> bool {
    let before = document.text.get(..marker.span.start).unwrap_or_default();
    before.chars().next_back().is_some_and(|c| !c.is_whitespace() && !c.is_ascii_digit())
}

/// `*` and `†` in the body, for notes that are numbered so.
fn sign_markers(document: &Document, roles: &[Role], found: &[Found]) -> Vec<Accepted> {
    let mut accepted = Vec::new();
    let signs = found.iter().filter_map(|note| match &note.label {
        NoteNumber::Label(sign) if sign.starts_with(['*', '†', '‡', '§', '¶']) => Some(sign),
        _ => None,
    });
    for sign in signs.take(100) {
        let body = document.pieces.iter().zip(roles).filter(|(_, role)| **role == Role::Body);
        let place = body.take(200).find_map(|(piece, _)| {
            let text = piece.span.of(&document.text);
            let (at, _) = text.match_indices(sign.as_str()).find(|(at, _)| {
                let behind = text[at + sign.len()..].chars().next();
                *at > 0
                    && behind
                        .is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation() && !sign.contains(c))
            })?;
            Some(Span::new(piece.span.start + at, piece.span.start + at + sign.len()))
        });
        if let Some(span) = place {
            let key = Key::Label(NoteNumber::Label(sign.clone()));
            accepted.push(Accepted { span, key, source: document.map.source(span) });
        }
    }
    accepted
}

/// Puts declared notes into the order of their markers, in which they will be printed.
fn put_in_order(found: &mut [Found], document: &Document, markers: &[Accepted]) {
    if !found.iter().any(|note| note.declared) {
        return;
    }
    let mut first: BTreeMap<&Key, usize> = BTreeMap::new();
    for marker in markers {
        first.entry(&marker.key).or_insert(marker.span.start);
    }
    let end = document.text.len();
    found.sort_by_key(|note| match first.get(&anchor_key(note)) {
        Some(at) if note.declared => *at,
        _ if note.declared => end,
        _ => note.parts.first().map_or(end, |part| part.span.start),
    });
}

/// The numbers that Pandoc would print for notes of which some are inline or have a name.
fn printed_numbers(found: &[Found]) -> Option<Vec<NoteNumber>> {
    let declared = found.iter().any(|note| note.declared);
    let own = found.iter().all(|note| !note.inline && integer(&note.label).is_some());
    (declared && !own).then(|| (1..).take(found.len()).map(NoteNumber::Integer).collect())
}

fn flag_sequence(found: &mut [Found]) {
    let mut seen = BTreeSet::new();
    let mut last = None;
    for note in found.iter_mut().filter(|note| !note.inline) {
        let Some(n) = integer(&note.label) else { continue };
        if !seen.insert(n) {
            note.flags.push(NoteFlag::RepeatedNumber);
        } else if last.is_some_and(|last| n != last + 1) || last.is_none() && n != 1 {
            note.flags.push(NoteFlag::OutOfSequence);
        }
        last = Some(n);
    }
}

/// Lays the body out without markers and notes; returns where the markers stood.
fn lay_out_body(
    layout: &mut Layout<'_>,
    document: &Document,
    roles: &[Role],
    markers: &[Accepted],
) -> BTreeMap<Key, Vec<(usize, Span)>> {
    let mut anchors: BTreeMap<Key, Vec<(usize, Span)>> = BTreeMap::new();
    let mut broken = false;
    for (piece, role) in document.pieces.iter().zip(roles) {
        let (Role::Body, PieceKind::Text(_) | PieceKind::Numbered(_)) = (role, &piece.kind) else {
            broken = true;
            continue;
        };
        let kind = match &piece.kind {
            PieceKind::Text(kind) => *kind,
            _ => BlockKind::ListItem,
        };
        layout.open_block(piece.span, kind, broken);
        broken = false;
        let mut from = piece.span.start;
        let first = markers.partition_point(|marker| marker.span.end <= piece.span.start);
        for marker in markers[first..].iter().take_while(|marker| marker.span.start < piece.span.end) {
            if marker.span.start < from {
                // Two numbers in one marker.
                anchors.entry(marker.key.clone()).or_default().push((layout.at(), marker.source));
                continue;
            }
            layout.copy(Span::new(from, marker.span.start));
            anchors.entry(marker.key.clone()).or_default().push((layout.at(), marker.source));
            from = marker.span.end;
        }
        layout.copy(Span::new(from, piece.span.end));
        layout.close_block();
    }
    // A marker that stands alone in its block stands behind the block before.
    for (at, _) in anchors.values_mut().flatten() {
        *at = layout.settled(*at);
    }
    anchors
}
