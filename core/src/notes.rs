//! Document → Notes: what is a note, what is body, and the paper laid out from both.
//!
//! A paper's text holds the body first and then each note in one piece, even where the file has
//! a note on two pages or in the middle of a sentence. What had to be guessed is a flag.

mod keys;
mod layout;
mod listed;
mod markers;
mod roles;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use ibidem_citations::resolve::{Declared, Managed};
use ibidem_citations::{BlockKind, Marker, Note, NoteFlag, NoteKind, NoteNumber, Paper, Span};

use crate::document::{Document, PieceKind, SourceMap};
use layout::{Finished, Layout};
use markers::{Tied, TiedMarker};
use roles::Role;

/// The most notes that a paper has.
const MOST_NOTES: usize = 100_000;

/// A paper without citations yet, and the way back to the document's source.
pub(crate) struct LaidOut {
    pub(crate) paper: Paper,
    pub(crate) map: SourceMap,
    /// What it says of its citations beside what is printed.
    pub(crate) declared: Declared,
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
    /// By what markers name it otherwise.
    tie: Option<usize>,
    kind: NoteKind,
    /// Its text in the document: one span a paragraph, or one for each page.
    parts: Vec<Part>,
    /// Its source, where that is no whole lines.
    source: Option<Span>,
    flags: Vec<NoteFlag>,
    /// Declared by the format, so that its marker says where it belongs.
    declared: bool,
    inline: bool,
}

impl Found {
    fn start(&self) -> usize {
        self.parts.first().map_or(0, |part| part.span.start)
    }
}

#[derive(Clone, Copy, Debug)]
struct Part {
    span: Span,
    /// Goes on in the middle of a sentence.
    joined: bool,
}

/// Tells notes from body, and lays the paper out.
pub(crate) fn find(document: &Document, source: &str) -> LaidOut {
    let mut roles = roles::roles(document);
    let notes_over_limit = keep_limit(&mut roles);
    let found = collect(document, &roles);
    let Tied { markers, called } = markers::tie(document, &roles, &found);
    let (mut found, markers) = put_in_order(found, markers, document.text.len());
    let printed = printed_numbers(&found);
    flag_sequence(&mut found);

    let mut layout = Layout::new(document, source);
    let anchors = lay_out_body(&mut layout, document, &roles, &markers, found.len());
    let body = layout.end_body();
    let mut paper_notes = Vec::with_capacity(found.len());
    for (i, (note, marks)) in found.into_iter().zip(&anchors.notes).enumerate() {
        let is_called = note.tie.is_some_and(|tie| called.contains(&tie));
        let (span, raw) = layout.note(&note.parts, note.inline, note.source);
        let mut flags = note.flags;
        match marks.len() {
            // Nothing calls an entry of a reference list by a number.
            0 if is_called || note.kind == NoteKind::Reference => {}
            0 => flags.push(NoteFlag::WithoutMarker),
            1 => {}
            _ => flags.push(NoteFlag::SeveralMarkers),
        }
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
    let (unmatched_markers, unmatched) = anchors.unmatched.into_iter().unzip();
    let note_anchors = anchors.notes.iter().map(|marks| marks.iter().map(|(_, source)| *source).collect());
    let mut note_anchors: Vec<Vec<Span>> = note_anchors.collect();
    let Finished { text, runs, blocks, mut map, cited, managed } = layout.finish();
    let mut paper =
        Paper { text, body, blocks, runs, notes: paper_notes, unmatched_markers, ..Paper::default() };
    let keyed = keys::add(&document.keys, cited, source, &mut paper, &mut map);
    note_anchors.resize_with(paper.notes.len(), Vec::new);
    let managed = Managed { works: document.managed.works.clone(), cites: managed };
    let declared = Declared { keyed, managed };
    LaidOut { paper, map, declared, anchors: note_anchors, unmatched, notes_over_limit }
}

/// Leaves notes over the limit in the body; says how many they are.
fn keep_limit(roles: &mut [Role]) -> usize {
    let mut count = 0_usize;
    for role in roles {
        count += usize::from(matches!(role, Role::Start { .. }));
        if count > MOST_NOTES && matches!(role, Role::Start { .. } | Role::More { .. }) {
            *role = Role::Body;
        }
    }
    count.saturating_sub(MOST_NOTES)
}

/// Gathers the pieces of each note.
fn collect(document: &Document, roles: &[Role]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (piece, role) in document.pieces.iter().zip(roles) {
        match role {
            Role::Start { number, skip, kind, flag } => {
                let placed = match &piece.kind {
                    PieceKind::Placed(placed) => Some(placed),
                    _ => None,
                };
                found.push(Found {
                    label: number.clone(),
                    tie: placed.and_then(|placed| placed.tie),
                    kind: *kind,
                    parts: vec![Part {
                        span: Span::new(piece.span.start + skip, piece.span.end),
                        joined: false,
                    }],
                    source: placed.and_then(|placed| placed.source),
                    flags: flag.iter().copied().collect(),
                    declared: matches!(piece.kind, PieceKind::Note(_)),
                    inline: false,
                });
            }
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
    let room = MOST_NOTES.saturating_sub(found.len());
    for span in document.inline_notes.iter().filter(|span| in_body(span)).take(room) {
        // “^[” and “]” are no part of the note.
        let part = Part { span: Span::new(span.start + 2, span.end - 1), joined: false };
        found.push(Found {
            label: NoteNumber::Label(String::new()),
            tie: None,
            kind: NoteKind::Footnote,
            parts: vec![part],
            source: None,
            flags: Vec::new(),
            declared: true,
            inline: true,
        });
    }
    found
}

fn integer(number: &NoteNumber) -> Option<u32> {
    match number {
        NoteNumber::Integer(n) => Some(*n),
        NoteNumber::Label(_) => None,
    }
}

/// Puts declared notes into the order of their markers, in which they will be printed.
fn put_in_order(
    found: Vec<Found>,
    mut markers: Vec<TiedMarker>,
    end: usize,
) -> (Vec<Found>, Vec<TiedMarker>) {
    if !found.iter().any(|note| note.declared) {
        return (found, markers);
    }
    let mut first: Vec<Option<usize>> = vec![None; found.len()];
    for marker in &markers {
        if let Some(first) = marker.note.and_then(|note| first.get_mut(note)) {
            first.get_or_insert(marker.span.start);
        }
    }
    let mut placed: Vec<(usize, usize, Found)> = found
        .into_iter()
        .zip(first)
        .enumerate()
        .map(|(i, (note, first))| (if note.declared { first.unwrap_or(end) } else { note.start() }, i, note))
        .collect();
    placed.sort_by_key(|(at, i, _)| (*at, *i));
    let mut moved = vec![0; placed.len()];
    for (new, (_, old, _)) in placed.iter().enumerate() {
        if let Some(slot) = moved.get_mut(*old) {
            *slot = new;
        }
    }
    for marker in &mut markers {
        marker.note = marker.note.and_then(|note| moved.get(note).copied());
    }
    (placed.into_iter().map(|(_, _, note)| note).collect(), markers)
}

/// The numbers that Pandoc would print for notes of which some are inline or have a name.
fn printed_numbers(found: &[Found]) -> Option<Vec<NoteNumber>> {
    let declared = found.iter().any(|note| note.declared);
    // “[^*]” thanks the readers, and has no part in the counting.
    let is_sign = |label: &NoteNumber| matches!(label, NoteNumber::Label(label) if !label.is_empty() && label.chars().all(|c| "*†‡§¶".contains(c)));
    let own =
        found.iter().all(|note| !note.inline && (integer(&note.label).is_some() || is_sign(&note.label)));
    (declared && !own).then(|| (1..).take(found.len()).map(NoteNumber::Integer).collect())
}

fn flag_sequence(found: &mut [Found]) {
    let mut seen = BTreeSet::new();
    let mut last = None;
    for note in found.iter_mut().filter(|note| !note.inline && note.kind != NoteKind::Reference) {
        let Some(n) = integer(&note.label) else { continue };
        if !seen.insert(n) {
            note.flags.push(NoteFlag::RepeatedNumber);
        } else if last.is_some_and(|last| n != last + 1) || last.is_none() && n != 1 {
            note.flags.push(NoteFlag::OutOfSequence);
        }
        last = Some(n);
    }
}

/// Where the markers of a paper stand in its text and in the source.
struct Anchors {
    /// For each note.
    notes: Vec<Vec<(usize, Span)>>,
    /// Of markers to which no note belongs, in order.
    unmatched: Vec<(Marker, Span)>,
}

impl Anchors {
    fn add(&mut self, marker: &TiedMarker, at: usize) {
        match marker.note.and_then(|note| self.notes.get_mut(note)) {
            Some(marks) => marks.push((at, marker.source)),
            None => self.unmatched.push((Marker { at, number: marker.number.clone() }, marker.source)),
        }
    }
}

/// Lays the body out without markers and notes; returns where the markers stood.
fn lay_out_body(
    layout: &mut Layout<'_>,
    document: &Document,
    roles: &[Role],
    markers: &[TiedMarker],
    notes: usize,
) -> Anchors {
    let mut anchors = Anchors { notes: vec![Vec::new(); notes], unmatched: Vec::new() };
    let mut broken = false;
    for (piece, role) in document.pieces.iter().zip(roles) {
        let (Role::Body, false) = (role, piece.kind == PieceKind::Rule) else {
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
            // Two numbers in one marker have been copied up to already.
            if marker.span.start >= from {
                layout.copy(Span::new(from, marker.span.start));
                from = marker.span.end;
            }
            anchors.add(marker, layout.at());
        }
        layout.copy(Span::new(from, piece.span.end));
        layout.close_block();
    }
    // A marker that stands alone in its block stands behind the block before.
    for (at, _) in anchors.notes.iter_mut().flatten() {
        *at = layout.settled(*at);
    }
    for (marker, _) in &mut anchors.unmatched {
        marker.at = layout.settled(marker.at);
    }
    anchors
}
