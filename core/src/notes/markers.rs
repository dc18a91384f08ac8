//! Markers → notes: which markers of the body are some, and which note each calls.
//!
//! A link says which note it means. A number that several notes have means the next of them, as
//! where notes stand at the foot of each page, or the one of the same turn, as where the notes of
//! each chapter stand together at the end.

use std::collections::{BTreeMap, HashMap, HashSet};

use ibidem_citations::{NoteNumber, Span};

use super::roles::Role;
use super::{Found, integer};
use crate::document::{Document, MarkerShape, RawMarker};

/// Markers of the body with their notes.
pub(super) struct Tied {
    /// In order.
    pub(super) markers: Vec<TiedMarker>,
    /// Ties of notes that other notes call.
    pub(super) called: HashSet<usize>,
}

/// A marker of the body, and the note that it calls.
pub(super) struct TiedMarker {
    pub(super) span: Span,
    pub(super) number: NoteNumber,
    pub(super) source: Span,
    /// Its place in the list of notes.
    pub(super) note: Option<usize>,
}

/// Tells markers from exponents, years in brackets and the like, and ties them to notes.
pub(super) fn tie(document: &Document, roles: &[Role], found: &[Found]) -> Tied {
    let by_tie: HashMap<usize, usize> =
        found.iter().enumerate().filter_map(|(i, note)| Some((note.tie?, i))).collect();
    let mut by_label: BTreeMap<&NoteNumber, Vec<usize>> = BTreeMap::new();
    for (i, note) in found.iter().enumerate().filter(|(_, note)| !note.inline) {
        by_label.entry(&note.label).or_default().push(i);
    }
    let (raw, called) = accepted(document, roles, &by_label);
    let mut markers = Vec::with_capacity(raw.len());
    let mut by_number: BTreeMap<&NoteNumber, Vec<usize>> = BTreeMap::new();
    for marker in raw {
        let note = marker.tie.and_then(|tie| by_tie.get(&tie)).copied();
        if note.is_none() {
            by_number.entry(&marker.number).or_default().push(markers.len());
        }
        let number = marker.number.clone();
        markers.push(TiedMarker { span: marker.span, number, source: marker.source, note });
    }
    for (number, called) in by_number {
        if let Some(notes) = by_label.get(number) {
            tie_by_number(&mut markers, &called, notes, found);
        }
    }
    let inline: HashMap<usize, usize> =
        found.iter().enumerate().filter(|(_, note)| note.inline).map(|(i, note)| (note.start(), i)).collect();
    for span in &document.inline_notes {
        let note = inline.get(&(span.start + 2)).copied();
        let number = NoteNumber::Label(String::new());
        markers.push(TiedMarker { span: *span, number, source: document.map.source(*span), note });
    }
    add_signs(&mut markers, document, roles, found);
    markers.sort_by_key(|marker| marker.span);
    Tied { markers, called }
}

/// The markers of the body, and the notes that are called in notes.
fn accepted<'d>(
    document: &'d Document,
    roles: &[Role],
    by_label: &BTreeMap<&NoteNumber, Vec<usize>>,
) -> (Vec<&'d RawMarker>, HashSet<usize>) {
    let largest = by_label.keys().filter_map(|number| integer(number)).max().unwrap_or(0);
    let mut accepted = Vec::new();
    let mut called = HashSet::new();
    let mut last = 0;
    let declared = document.markers.iter().any(|marker| marker.shape == MarkerShape::Declared);
    for marker in &document.markers {
        let i = document.pieces.partition_point(|piece| piece.span.end <= marker.span.start);
        match roles.get(i) {
            Some(Role::Body) => {}
            Some(Role::Start { .. } | Role::More { .. }) => {
                called.extend(marker.tie);
                continue;
            }
            _ => continue,
        }
        let known = by_label.contains_key(&marker.number);
        let fits = match marker.shape {
            MarkerShape::Declared => true,
            MarkerShape::Raised if known => !is_exponent(document, marker, last),
            MarkerShape::Raised => {
                follows_text(document, marker)
                    && integer(&marker.number).is_some_and(|n| n > 0 && n <= largest + 1 && n > last)
            }
            // Where the format has notes of its own, “[1]” is something else.
            MarkerShape::Bracketed | MarkerShape::Plain => known && !declared,
        };
        if fits {
            last = integer(&marker.number).unwrap_or(last);
            accepted.push(marker);
        }
    }
    (accepted, called)
}

/// Ties the markers of one number to the notes of that number.
fn tie_by_number(markers: &mut [TiedMarker], called: &[usize], notes: &[usize], found: &[Found]) {
    let start_of = |note: &usize| found.get(*note).map_or(0, Found::start);
    // In Markdown the first definition of a label counts.
    let one = notes.len() == 1 || notes.iter().any(|note| found.get(*note).is_some_and(|note| note.declared));
    let last_marker =
        called.last().and_then(|marker| markers.get(*marker)).map_or(0, |marker| marker.span.start);
    let at_the_end = notes.first().is_some_and(|note| start_of(note) > last_marker);
    for (turn, i) in called.iter().enumerate() {
        let Some(marker) = markers.get_mut(*i) else { continue };
        let next = || notes.iter().position(|note| start_of(note) > marker.span.start);
        let of_turn = if one {
            0
        } else if at_the_end || called.len() == notes.len() {
            turn.min(notes.len() - 1)
        } else {
            next().unwrap_or(notes.len() - 1)
        };
        marker.note = notes.get(of_turn).copied();
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

/// Adds `*` and `†` of the body, for notes that are numbered so and have no marker yet.
///
/// A sign belongs to the next note that is numbered with it: pages begin anew with one star.
fn add_signs(markers: &mut Vec<TiedMarker>, document: &Document, roles: &[Role], found: &[Found]) {
    let has_marker: HashSet<usize> = markers.iter().filter_map(|marker| marker.note).collect();
    let wanted: Vec<(usize, &str)> = found
        .iter()
        .enumerate()
        .filter(|(i, _)| !has_marker.contains(i))
        .filter_map(|(i, note)| match &note.label {
            NoteNumber::Label(sign) if sign.starts_with(SIGNS) => Some((i, sign.as_str())),
            _ => None,
        })
        .collect();
    if wanted.is_empty() {
        return;
    }
    let mut places: HashMap<&str, Vec<Span>> = HashMap::new();
    for (piece, _) in document.pieces.iter().zip(roles).filter(|(_, role)| **role == Role::Body) {
        signs_in(piece.span, document, &mut places);
    }
    let mut used = HashSet::new();
    for (note, sign) in wanted {
        let Some(places) = places.get(sign) else { continue };
        let start = found.get(note).map_or(0, Found::start);
        let before = places.partition_point(|place| place.start < start);
        let place = before.checked_sub(1).and_then(|i| places.get(i)).or(places.first());
        if let Some(span) = place.filter(|place| used.insert(**place)) {
            let number = NoteNumber::Label(sign.to_owned());
            let source = document.map.source(*span);
            markers.push(TiedMarker { span: *span, number, source, note: Some(note) });
        }
    }
}

const SIGNS: [char; 5] = ['*', '†', '‡', '§', '¶'];

/// The signs of a piece that stand right behind a word and end there.
fn signs_in<'d>(piece: Span, document: &'d Document, places: &mut HashMap<&'d str, Vec<Span>>) {
    let text = piece.of(&document.text);
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(SIGNS)) {
        let start = at + found;
        let rest = text.get(start..).unwrap_or_default();
        let sign = rest.get(..rest.len() - rest.trim_start_matches(SIGNS).len()).unwrap_or_default();
        at = start + sign.len().max(1);
        let behind = text.get(at..).and_then(|rest| rest.chars().next());
        let ends = behind.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation() || "”’»".contains(c));
        if start > 0 && ends {
            let span = Span::new(piece.start + start, piece.start + at);
            places.entry(sign).or_default().push(span);
        }
    }
}
