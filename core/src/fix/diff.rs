//! Source and corrected copy → unified diff, as `patch` takes it.

use std::ops::Range;

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

/// How many lines are shown around a change.
const AROUND: usize = 3;

/// One line of a diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// What becomes of it.
    pub kind: LineKind,
    /// Its bytes, with its line end where it has one.
    pub bytes: &'a [u8],
}

/// What becomes of a line of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// It stays.
    Kept,
    /// It goes.
    Removed,
    /// It is new.
    Added,
}

/// Neighboring changes with the lines around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk<'a> {
    /// Its heading: `@@ -1,3 +1,4 @@`.
    pub heading: String,
    /// Its lines, in order.
    pub lines: Vec<Line<'a>>,
}

/// Finds what differs between a source and its corrected copy.
pub fn hunks<'a>(source: &'a [u8], copy: &'a [u8]) -> Vec<Hunk<'a>> {
    let old: Vec<&[u8]> = source.split_inclusive(|byte| *byte == b'\n').collect();
    let new: Vec<&[u8]> = copy.split_inclusive(|byte| *byte == b'\n').collect();
    let groups = group_diff_ops(capture_diff_slices(Algorithm::Myers, &old, &new), AROUND);
    groups.iter().map(|group| hunk(group, &old, &new)).collect()
}

/// Writes a unified diff in the encoding of the file; nothing where nothing differs.
pub fn unified(name: &str, source: &[u8], copy: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for (i, hunk) in hunks(source, copy).into_iter().enumerate() {
        if i == 0 {
            out.extend_from_slice(format!("--- {name}\n+++ {name}\n").as_bytes());
        }
        out.extend_from_slice(hunk.heading.as_bytes());
        out.push(b'\n');
        for line in hunk.lines {
            out.push(line.kind.sign());
            out.extend_from_slice(line.bytes);
            if !line.bytes.ends_with(b"\n") {
                out.extend_from_slice(b"\n\\ No newline at end of file\n");
            }
        }
    }
    out
}

impl LineKind {
    /// The sign at the start of such a line.
    pub fn sign(self) -> u8 {
        match self {
            Self::Kept => b' ',
            Self::Removed => b'-',
            Self::Added => b'+',
        }
    }
}

fn hunk<'a>(group: &[DiffOp], old: &[&'a [u8]], new: &[&'a [u8]]) -> Hunk<'a> {
    let over = |ranges: Vec<Range<usize>>| {
        let start = ranges.first().map_or(0, |range| range.start);
        start..ranges.last().map_or(start, |range| range.end)
    };
    let old_lines = over(group.iter().map(DiffOp::old_range).collect());
    let new_lines = over(group.iter().map(DiffOp::new_range).collect());
    let heading = format!("@@ -{} +{} @@", place(&old_lines), place(&new_lines));
    let mut lines = Vec::new();
    for op in group {
        let of = |kind, range: Range<usize>, side: &[&'a [u8]]| {
            let side = side.get(range).unwrap_or_default().to_vec();
            side.into_iter().map(move |bytes| Line { kind, bytes })
        };
        if op.tag() == DiffTag::Equal {
            lines.extend(of(LineKind::Kept, op.old_range(), old));
        } else {
            lines.extend(of(LineKind::Removed, op.old_range(), old));
            lines.extend(of(LineKind::Added, op.new_range(), new));
        }
    }
    Hunk { heading, lines }
}

/// Lines as a heading counts them: from 1, the number left out where it is one.
fn place(lines: &Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => (lines.start + 1).to_string(),
        n => format!("{},{n}", lines.start + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, copy: &str, expected: &str) {
        let diff = unified("paper.md", source.as_bytes(), copy.as_bytes());
        assert_eq!(String::from_utf8(diff).unwrap(), expected);
    }

    #[test]
    fn a_changed_line_stands_between_its_neighbors() {
        check(
            "1\n2\n3\n4\n5\n6\n7\n8\n",
            "1\n2\n3\n4\nfive\n6\n7\n8\n",
            "--- paper.md\n+++ paper.md\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n",
        );
    }

    #[test]
    fn a_last_line_without_end_is_marked() {
        check(
            "one",
            "two",
            "--- paper.md\n+++ paper.md\n@@ -1 +1 @@\n-one\n\\ No newline at end of file\n\
             +two\n\\ No newline at end of file\n",
        );
    }

    #[test]
    fn a_file_that_is_the_same_has_no_diff() {
        check("one\r\n", "one\r\n", "");
    }
}
