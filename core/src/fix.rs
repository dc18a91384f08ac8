//! Findings → edits: a corrected copy of the source, the same byte for byte outside the edits.
//!
//! Edits come in bytes of [`Paper::text`]; they are led back to the source, written as its format
//! and its encoding have it, and read once more: a correction that would not read as it was meant,
//! because it makes or breaks markup, is left out.

pub mod diff;
pub mod docx;
mod rereading;
mod settling;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

use ibidem_citations::{Paper, Span};
use ibidem_sdk::{Edit, Finding, Safety, Severity};

use crate::Reading;
use settling::Settled;
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
    /// How many comments were written beside them, in a format that has comments.
    pub comments: usize,
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
    /// A program writes the text there, and would write over it.
    Field,
    /// It is one of a file that the document includes.
    Included,
}

/// A replacement of bytes of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Splice {
    span: Span,
    bytes: Vec<u8>,
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
    let wording = Wording { source, reading, encoding: encoding_of(reading) };
    let settled = Settled::of(&wording, proposals, with_unsafe);
    let bytes = spliced(source, settled.splices()).unwrap_or_else(|| source.to_vec());
    settled.into_fixed(bytes)
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
