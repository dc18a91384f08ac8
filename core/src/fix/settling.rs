//! Proposals → changes: which corrections are applied, and why the others are not.

use std::collections::{BTreeMap, BTreeSet};

use ibidem_citations::{Paper, Span};
use ibidem_sdk::{Edit, Safety};

use super::rereading::Rereading;
use super::{Fixed, Left, Proposal, Splice};
use crate::Reading;

/// What corrections are written into.
pub(super) trait Target {
    /// What was read from it.
    fn reading(&self) -> &Reading;
    /// How many bytes are read when it is read again.
    fn size(&self) -> usize;
    /// The edits as they are written, which come to the same.
    fn narrowed(&self, edits: &[Edit]) -> Vec<Edit> {
        edits.to_vec()
    }
    /// The ways of writing the edits of one correction, the best first.
    fn ways(&self, edits: &[Edit]) -> Result<Vec<Vec<Splice>>, Unwritable>;
    /// What reads from it with these splices; nothing where they cannot be written together.
    fn reread(&self, splices: Vec<&Splice>) -> Option<Paper>;
}

/// Why an edit cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unwritable {
    /// The source does not have that text in one even stretch.
    Markup,
    /// It would change an address where it is printed, and not where its link leads.
    HalfALink,
    /// A program writes the text there.
    Field,
    /// The encoding does not have this character.
    Foreign(char),
}

/// A correction that could be applied, and the ways of writing it, the best first.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) edits: Vec<Edit>,
    ways: Vec<Vec<Splice>>,
    /// The proposals of just this, by their index.
    proposals: Vec<usize>,
}

/// The corrections that are applied, and why the others are not.
#[derive(Debug, Default)]
pub(super) struct Settled {
    accepted: Vec<Change>,
    left: BTreeMap<usize, Left>,
    foreign: BTreeSet<char>,
}

impl Settled {
    /// Settles which of some corrections are applied.
    pub(super) fn of(target: &impl Target, proposals: &[Proposal], with_unsafe: bool) -> Self {
        let mut settled = Self::default();
        let mut changes = settled.changes(target, proposals, with_unsafe);
        let mut settling = Settling { rereading: Rereading::new(target), accepted: Vec::new() };
        // A file that does not read twice alike, as a list of references does not yet, is not searched in vain.
        let is_sound = changes.is_empty() || settling.read_well(&[]);
        let misread = if is_sound { settling.settle(&mut changes) } else { proposals_of(&changes) };
        settled.accepted = settling.accepted;
        settled.left.extend(misread.into_iter().map(|proposal| (proposal, Left::Misread)));
        settled
    }

    /// The corrections that can be written and do not share a place; notes why the others cannot.
    fn changes(&mut self, target: &impl Target, proposals: &[Proposal], with_unsafe: bool) -> Vec<Change> {
        let mut sorted: Vec<(usize, &Proposal)> = proposals.iter().enumerate().collect();
        sorted.sort_by_key(|(_, proposal)| proposal.edits.first().map(|edit| edit.span));
        let mut changes: Vec<Change> = Vec::new();
        let mut seen: BTreeMap<Vec<(Span, &str)>, usize> = BTreeMap::new();
        let mut taken = Taken::default();
        for (i, proposal) in sorted {
            let edits = &proposal.edits;
            let key: Vec<(Span, &str)> = edits.iter().map(|edit| (edit.span, &*edit.text)).collect();
            let left = if proposal.safety == Safety::DisplayOnly
                || (proposal.safety == Safety::Unsafe && !with_unsafe)
            {
                Left::NeedsLook
            } else if !edits.iter().all(|edit| proposal.within.contains(edit.span)) {
                Left::Outside
            } else if is_included(target.reading(), edits) {
                Left::Included
            } else if let Some(change) = seen.get(&key).and_then(|i| changes.get_mut(*i)) {
                change.proposals.push(i);
                continue;
            } else if !taken.has_room(edits) {
                Left::Overlaps
            } else {
                let narrowed = target.narrowed(edits);
                match target.ways(&narrowed) {
                    Ok(ways) => {
                        taken.take(edits);
                        seen.insert(key, changes.len());
                        changes.push(Change { edits: narrowed, ways, proposals: vec![i] });
                        continue;
                    }
                    Err(Unwritable::Markup) => Left::Markup,
                    Err(Unwritable::HalfALink) => Left::Link,
                    Err(Unwritable::Field) => Left::Field,
                    Err(Unwritable::Foreign(c)) => {
                        self.foreign.insert(c);
                        Left::Encoding
                    }
                }
            };
            self.left.insert(i, left);
        }
        changes
    }

    /// What is to be replaced in the source.
    pub(super) fn splices(&self) -> Vec<&Splice> {
        self.accepted.iter().flat_map(Change::best).collect()
    }

    /// Why a proposal is not applied; nothing where it is.
    pub(super) fn left(&self, proposal: usize) -> Option<Left> {
        self.left.get(&proposal).copied()
    }

    /// The corrected file, with what became of the corrections.
    pub(super) fn into_fixed(self, bytes: Vec<u8>) -> Fixed {
        let mut left: BTreeMap<Left, usize> = BTreeMap::new();
        for reason in self.left.into_values() {
            *left.entry(reason).or_default() += 1;
        }
        let applied = proposals_of(&self.accepted).len();
        Fixed { bytes, applied, left, foreign: self.foreign, comments: 0 }
    }
}

impl Change {
    pub(super) fn best(&self) -> &[Splice] {
        self.ways.first().map_or(&[], Vec::as_slice)
    }
}

/// Whether edits are of a file that the document includes.
fn is_included(reading: &Reading, edits: &[Edit]) -> bool {
    edits.iter().any(|edit| reading.part(reading.source(edit.span).start).is_some())
}

/// The proposals of some changes.
fn proposals_of(changes: &[Change]) -> Vec<usize> {
    changes.iter().flat_map(|change| change.proposals.iter().copied()).collect()
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
struct Settling<'a, T> {
    rereading: Rereading<'a, T>,
    accepted: Vec<Change>,
}

impl<T: Target> Settling<'_, T> {
    /// Accepts what reads as it was meant; gives the proposals that do not.
    fn settle(&mut self, changes: &mut Vec<Change>) -> Vec<usize> {
        if changes.is_empty() {
            return Vec::new();
        }
        if self.read_well(changes) {
            self.accepted.append(changes);
            return Vec::new();
        }
        if changes.len() > 1 {
            let mut others = changes.split_off(changes.len() / 2);
            let mut misread = self.settle(changes);
            misread.extend(self.settle(&mut others));
            return misread;
        }
        while let Some(change) = changes.first_mut().filter(|change| change.ways.len() > 1) {
            change.ways.remove(0);
            if self.read_well(changes) {
                self.accepted.append(changes);
                return Vec::new();
            }
        }
        proposals_of(changes)
    }

    fn read_well(&mut self, changes: &[Change]) -> bool {
        let all: Vec<&Change> = self.accepted.iter().chain(changes).collect();
        self.rereading.reads_as_meant(&all)
    }
}
