//! Findings → edits: a corrected copy of the source, the same byte for byte outside the edits.
//!
//! Edits come in bytes of [`Paper::text`]; they are led back to the source, written as its format
//! and its encoding have it, and read once more: a correction that would not read as it was meant,
//! because it makes or breaks markup, is left out.

pub mod diff;
mod rereading;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

use ibidem_citations::{Paper, Span};
use ibidem_sdk::{Edit, Finding, Safety, Severity};

use crate::Reading;
use rereading::Rereading;
use wording::{Wording, encoding_of};
pub use wording::{decoded, in_lines, written_length};

/// A correction that a finding proposes, with what its checker may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Whether it may be applied unasked.
    pub safety: Safety,
    /// What it replaces, in bytes of [`Paper::text`].
    pub edits: Vec<Edit>,
    /// The stretch in which all of its edits must lie.
    pub within: Span,
}

/// A source with its corrections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// The bytes of the corrected file.
    pub bytes: Vec<u8>,
    /// How many corrections are in it.
    pub applied: usize,
    /// How many are not, and why.
    pub left: BTreeMap<Left, usize>,
    /// The characters that the encoding of the file does not have.
    pub foreign: BTreeSet<char>,
}

/// Why a correction was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Left {
    /// Someone must look at it first.
    NeedsLook,
    /// It shares its place with one that stands before it.
    Overlaps,
    /// The source has markup, an entity or the end of a page there.
    Markup,
    /// It would change an address where it is printed, and not where its link leads.
    Link,
    /// The encoding of the file does not have its letters.
    Encoding,
    /// The file would not read as it was meant to.
    Misread,
    /// It reaches out of the note that its finding is about.
    Outside,
    /// It is one of a file that the document includes.
    Included,
}

/// A replacement of bytes of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Splice {
    span: Span,
    bytes: Vec<u8>,
}

/// A correction that could be applied, and the ways of writing it, the best first.
#[derive(Clone, Debug)]
struct Change {
    edits: Vec<Edit>,
    ways: Vec<Vec<Splice>>,
    /// How many findings propose the same.
    count: usize,
}

impl Proposal {
    /// What a finding proposes, if it does; of a checker that is not one of ours, no correction is
    /// safe, and none may reach out of the note that its finding is about.
    pub fn of(finding: &Finding, paper: &Paper, is_ours: bool) -> Option<Self> {
        let fix = finding.fix.as_ref()?;
        // A finding that is not sure of itself has no sure correction.
        let is_sure = is_ours && finding.severity != Severity::Undecided;
        let safety = if is_sure { fix.safety } else { fix.safety.max(Safety::Unsafe) };
        let mut edits = fix.edits.clone();
        edits.sort_by_key(|edit| edit.span);
        // A hint is not there to be applied.
        if fix.safety == Safety::DisplayOnly || edits.iter().all(|edit| paper.text_of(edit.span) == edit.text)
        {
            return None;
        }
        if is_ours {
            let within = Span::new(0, paper.text.len());
            return Some(Self { safety, edits, within });
        }
        let within = paper.note_at(finding.span.start).map_or(paper.body, |note| note.span);
        Some(Self { safety, edits, within })
    }
}

impl Fixed {
    /// How many corrections were proposed.
    pub fn proposed(&self) -> usize {
        self.applied + self.left.values().sum::<usize>()
    }
}

/// Applies corrections to the bytes from which a paper was read.
///
/// Of two that share a place, the first in the order of the text is applied. A correction is
/// applied whole or not at all.
pub fn apply(source: &[u8], reading: &Reading, proposals: &[Proposal], with_unsafe: bool) -> Fixed {
    let mut fixed = Fixed::default();
    let mut changes = changes(source, reading, proposals, with_unsafe, &mut fixed);
    let mut settling = Settling { rereading: Rereading::new(source, reading), accepted: Vec::new() };
    // A file that does not read twice alike, as a list of references does not yet, is not searched in vain.
    let is_sound = changes.is_empty() || settling.read_well(&[]);
    let misread = if is_sound { settling.settle(&mut changes) } else { count(&changes) };
    fixed.applied = count(&settling.accepted);
    if misread > 0 {
        *fixed.left.entry(Left::Misread).or_default() += misread;
    }
    let splices = settling.accepted.iter().flat_map(Change::best).collect();
    fixed.bytes = spliced(source, splices).unwrap_or_else(|| source.to_vec());
    fixed
}

/// The corrections that can be written and do not share a place; counts the others.
fn changes(
    source: &[u8],
    reading: &Reading,
    proposals: &[Proposal],
    with_unsafe: bool,
    fixed: &mut Fixed,
) -> Vec<Change> {
    let wording = Wording { source, reading, encoding: encoding_of(reading) };
    let mut sorted: Vec<&Proposal> = proposals.iter().collect();
    sorted.sort_by_key(|proposal| proposal.edits.first().map(|edit| edit.span));
    let mut changes: Vec<Change> = Vec::new();
    let mut seen: BTreeMap<Vec<(Span, &str)>, usize> = BTreeMap::new();
    let mut taken = Taken::default();
    for proposal in sorted {
        let key: Vec<(Span, &str)> = proposal.edits.iter().map(|edit| (edit.span, &*edit.text)).collect();
        let left = if proposal.safety == Safety::DisplayOnly
            || (proposal.safety == Safety::Unsafe && !with_unsafe)
        {
            Left::NeedsLook
        } else if !proposal.edits.iter().all(|edit| proposal.within.contains(edit.span)) {
            Left::Outside
        } else if proposal.edits.iter().any(|edit| reading.part(reading.source(edit.span).start).is_some()) {
            Left::Included
        } else if let Some(change) = seen.get(&key).and_then(|i| changes.get_mut(*i)) {
            change.count += 1;
            continue;
        } else if !taken.has_room(&proposal.edits) {
            Left::Overlaps
        } else if wording.is_half_a_link(&proposal.edits) {
            Left::Link
        } else {
            match wording.ways(&proposal.edits) {
                Ok(ways) => {
                    taken.take(&proposal.edits);
                    seen.insert(key, changes.len());
                    changes.push(Change { edits: proposal.edits.clone(), ways, count: 1 });
                    continue;
                }
                Err(wording::Unwritable::Markup) => Left::Markup,
                Err(wording::Unwritable::Foreign(c)) => {
                    fixed.foreign.insert(c);
                    Left::Encoding
                }
            }
        };
        *fixed.left.entry(left).or_default() += 1;
    }
    changes
}

impl Change {
    fn best(&self) -> &[Splice] {
        self.ways.first().map_or(&[], Vec::as_slice)
    }
}

/// The stretches of text that are edited already, by their start.
#[derive(Default)]
struct Taken(BTreeMap<usize, usize>);

impl Taken {
    /// Whether edits share no place with those that were taken, and none with each other.
    fn has_room(&self, edits: &[Edit]) -> bool {
        let among = edits.windows(2).any(|pair| matches!(pair, [a, b] if meet(a.span, b.span)));
        !among
            && edits.iter().all(|edit| {
                // What was taken does not overlap: only the last few can reach this far.
                let before = self.0.range(..=edit.span.end).rev().take(3);
                before.into_iter().all(|(start, end)| !meet(Span::new(*start, *end), edit.span))
            })
    }

    fn take(&mut self, edits: &[Edit]) {
        self.0.extend(edits.iter().map(|edit| (edit.span.start, edit.span.end)));
    }
}

/// Whether two edits overlap; an insertion also meets what ends or starts where it stands.
fn meet(a: Span, b: Span) -> bool {
    a.overlaps(b) || ((a.is_empty() || b.is_empty()) && a.start <= b.end && b.start <= a.end)
}

/// Finds out which corrections read as they were meant, together.
struct Settling<'a> {
    rereading: Rereading<'a>,
    accepted: Vec<Change>,
}

impl Settling<'_> {
    /// Accepts what reads as it was meant; gives how many findings' corrections do not.
    fn settle(&mut self, changes: &mut Vec<Change>) -> usize {
        if changes.is_empty() {
            return 0;
        }
        if self.read_well(changes) {
            self.accepted.append(changes);
            return 0;
        }
        if changes.len() > 1 {
            let mut others = changes.split_off(changes.len() / 2);
            return self.settle(changes) + self.settle(&mut others);
        }
        while let Some(change) = changes.first_mut().filter(|change| change.ways.len() > 1) {
            change.ways.remove(0);
            if self.read_well(changes) {
                self.accepted.append(changes);
                return 0;
            }
        }
        count(changes)
    }

    fn read_well(&mut self, changes: &[Change]) -> bool {
        let all: Vec<&Change> = self.accepted.iter().chain(changes).collect();
        self.rereading.reads_as_meant(&all)
    }
}

/// How many findings propose these changes.
fn count(changes: &[Change]) -> usize {
    changes.iter().map(|change| change.count).sum()
}

/// The source with its splices, unless two of them overlap.
fn spliced(source: &[u8], mut splices: Vec<&Splice>) -> Option<Vec<u8>> {
    splices.sort_by_key(|splice| splice.span);
    let mut bytes = Vec::with_capacity(source.len());
    let mut at = 0;
    for splice in splices {
        bytes.extend_from_slice(source.get(at..splice.span.start)?);
        bytes.extend_from_slice(&splice.bytes);
        at = splice.span.end;
    }
    bytes.extend_from_slice(source.get(at..)?);
    Some(bytes)
}

#[cfg(test)]
mod tests;
