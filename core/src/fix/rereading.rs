//! Corrected bytes → paper: whether they read as the corrections mean.

use ibidem_citations::{Note, NoteKind, Paper, RunStyle, Span};
use ibidem_sdk::Edit;

use super::settling::{Change, Target};

/// How many bytes are read in the search for corrections that break a file.
const BYTES_READ: usize = 256 << 20;

/// Reads corrected sources again.
pub(super) struct Rereading<'a, T> {
    target: &'a T,
    /// How often it may still be read: one bad correction among thousands is found in few steps.
    left: usize,
}

impl<'a, T: Target> Rereading<'a, T> {
    /// Compares with what was read from a source.
    pub(super) fn new(target: &'a T) -> Self {
        Self { target, left: (BYTES_READ / target.size().max(1)).clamp(16, 400) }
    }

    /// Whether the source with these changes reads as the paper with their edits does.
    pub(super) fn reads_as_meant(&mut self, changes: &[&Change]) -> bool {
        let Some(left) = self.left.checked_sub(1) else { return false };
        self.left = left;
        let splices = changes.iter().flat_map(|change| change.best()).collect();
        let Some(found) = self.target.reread(splices) else { return false };
        let paper = &self.target.reading().paper;
        let mut edits: Vec<&Edit> = changes.iter().flat_map(|change| &change.edits).collect();
        edits.sort_by_key(|edit| edit.span);
        let moved = Moved::by(&edits);
        let Some(meant) = edited(&paper.text, &edits) else { return false };
        let numbers = |paper: &Paper| paper.notes.iter().map(|note| note.number.clone()).collect::<Vec<_>>();
        // Blanks at the ends of blocks go when it is read.
        meant.split_whitespace().eq(found.text.split_whitespace())
            && numbers(paper) == numbers(&found)
            && has_runs(paper, &moved, &meant, &found)
    }
}

/// Whether a paper was made of a list of references: it has entries, and nothing else.
pub(super) fn is_list(paper: &Paper) -> bool {
    let is_entry = |note: &Note| note.kind == NoteKind::Reference && !note.citations.is_empty();
    paper.body.is_empty()
        && paper.blocks.is_empty()
        && !paper.notes.is_empty()
        && paper.notes.iter().all(is_entry)
}

/// The text with its edits, which are in order.
fn edited(text: &str, edits: &[&Edit]) -> Option<String> {
    let mut edited = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        edited.push_str(text.get(at..edit.span.start)?);
        edited.push_str(&edit.text);
        at = edit.span.end;
    }
    edited.push_str(text.get(at..)?);
    Some(edited)
}

/// Whether what was set apart still is, and nothing else; and whether links lead where they say.
fn has_runs(paper: &Paper, moved: &Moved<'_>, meant: &str, found: &Paper) -> bool {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = paper.runs.iter().map(|run| {
        let span = Span::new(moved.start(run.span.start), moved.end(run.span.end));
        (&run.style, words(paper.text_of(run.span)), words(span.of(meant)))
    });
    let expected: Vec<_> = expected.filter(|(.., text)| !text.is_empty()).collect();
    let found: Vec<_> = found.runs.iter().map(|run| (&run.style, words(found.text_of(run.span)))).collect();
    let found: Vec<_> = found.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    expected.len() == found.len()
        && expected.iter().zip(&found).all(|((style, was, text), (found_style, found_text))| {
            text == found_text
                && match (style, found_style) {
                    // An address that is printed and linked must not be mended by half.
                    (RunStyle::Link { target }, RunStyle::Link { target: found_target }) => {
                        if was != text && was == target {
                            found_target == text
                        } else {
                            found_target == target
                        }
                    }
                    _ => style == found_style,
                }
        })
}

/// Where places of a text are after its edits.
struct Moved<'a> {
    edits: &'a [&'a Edit],
    /// For each edit, how many bytes those before it add and remove.
    sums: Vec<(usize, usize)>,
}

impl<'a> Moved<'a> {
    fn by(edits: &'a [&'a Edit]) -> Self {
        let mut sum = (0, 0);
        let mut sums = vec![sum];
        for edit in edits {
            sum = (sum.0 + edit.text.len(), sum.1 + edit.span.len());
            sums.push(sum);
        }
        Self { edits, sums }
    }

    /// Where a stretch starts that started here: behind what is inserted there.
    fn start(&self, at: usize) -> usize {
        let i = self.edits.partition_point(|edit| edit.span.end <= at);
        match self.edits.get(i).filter(|edit| edit.span.start < at) {
            Some(edit) => self.shifted(edit.span.start, i) + edit.text.len(),
            None => self.shifted(at, i),
        }
    }

    /// Where a stretch ends that ended here: before what is inserted there.
    fn end(&self, at: usize) -> usize {
        let ends_before = |edit: &&Edit| edit.span.end < at || (edit.span.end == at && !edit.span.is_empty());
        let i = self.edits.partition_point(ends_before);
        match self.edits.get(i).filter(|edit| edit.span.start < at) {
            Some(edit) => self.shifted(edit.span.start, i),
            None => self.shifted(at, i),
        }
    }

    fn shifted(&self, at: usize, i: usize) -> usize {
        let (added, removed) = self.sums.get(i).copied().unwrap_or_default();
        (at + added).saturating_sub(removed)
    }
}
