//! What is set on a page. Lengths are hundredths of a point; x grows to the right, y upwards.

use serde::{Deserialize, Serialize};

/// What the process that opens a PDF says, one to a line.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Message {
    /// The document is open.
    Opened(About),
    /// The next page.
    Page(Page),
    /// The library cannot be used, why; the words alone follow.
    Unusable(String),
    /// The words of the next page, of which nobody knows where they stand.
    Words(String),
    /// A page cannot be read; why.
    Unread(String),
    /// The document cannot be opened.
    Failed(Failure),
    /// There is nothing more.
    End,
}

/// Why a document cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Failure {
    /// It wants a password.
    Password,
    /// It is broken.
    Damaged,
}

/// What a document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct About {
    pub(crate) pages: usize,
    pub(crate) title: Option<String>,
}

/// A page, turned so that most of its text is upright.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Page {
    /// Its text, in the order in which the file sets it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) runs: Vec<GlyphRun>,
    /// Horizontal lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) rules: Vec<Rule>,
    /// Where it leads to an address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) links: Vec<Link>,
    /// Whether it has pictures, as a scan does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) has_pictures: bool,
    /// How many of its signs are no letters of which anybody knows.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) unmapped: usize,
}

/// Signs that are set together: on one line, in one size and style.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GlyphRun {
    pub(crate) text: String,
    /// The left end of each sign, and the right end of the last.
    pub(crate) x: Vec<i32>,
    /// The line on which they stand.
    pub(crate) y: i32,
    pub(crate) size: i32,
    pub(crate) style: u8,
    /// Whether the library takes them for the start of a line.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) starts_line: bool,
    /// Whether they stand across the others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_turned: bool,
}

/// Bits of [`GlyphRun::style`].
pub(crate) mod style {
    pub(crate) const ITALIC: u8 = 1;
    pub(crate) const BOLD: u8 = 2;
    pub(crate) const SMALL_CAPITALS: u8 = 4;
}

/// A horizontal line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) left: i32,
    pub(crate) right: i32,
    pub(crate) y: i32,
}

/// A part of a page that leads to an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    pub(crate) left: i32,
    pub(crate) right: i32,
    pub(crate) bottom: i32,
    pub(crate) top: i32,
    pub(crate) address: String,
}

/// The farthest that anything stands from the corner of a page: a hundred meters.
const FARTHEST: i32 = 30_000_000;

impl Page {
    /// The page without what no page can have: who opened the document may have been taken over by it.
    pub(crate) fn sound(mut self) -> Self {
        let bound = |at: &mut i32| *at = (*at).clamp(-FARTHEST, FARTHEST);
        self.runs.retain(|run| run.x.len() == run.text.chars().count() + 1);
        for run in &mut self.runs {
            run.x.iter_mut().chain([&mut run.y]).for_each(bound);
            run.size = run.size.clamp(1, FARTHEST);
            if let [left, .., right] = run.x.as_mut_slice() {
                *right = (*left).max(*right);
            }
        }
        for Rule { left, right, y } in &mut self.rules {
            [&mut *left, &mut *right, y].into_iter().for_each(bound);
            *right = (*left).max(*right);
        }
        for Link { left, right, bottom, top, .. } in &mut self.links {
            [left, right, bottom, top].into_iter().for_each(bound);
        }
        self
    }
}

impl GlyphRun {
    pub(crate) fn left(&self) -> i32 {
        self.x.first().copied().unwrap_or_default()
    }

    pub(crate) fn right(&self) -> i32 {
        self.x.last().copied().unwrap_or_default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}
