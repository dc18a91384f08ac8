//! A reference whose parts alone are given → its text, after the Publication Manual of the APA.

use ibidem_citations::{RunStyle, Span};

use super::flow::Flow;

/// A part, and where it stands in the source.
pub(in crate::read) type Part = Option<(String, Span)>;

/// The parts of a reference, as far as they are given.
#[derive(Default)]
pub(in crate::read) struct Parts {
    /// Each as it is printed first in an entry: `Smith, J.`
    pub(in crate::read) people: Vec<(String, Span)>,
    pub(in crate::read) year: Part,
    /// Of an article or a chapter.
    pub(in crate::read) title: Part,
    /// The journal or book, or the work itself where there is no other title.
    pub(in crate::read) source: Part,
    pub(in crate::read) volume: Part,
    pub(in crate::read) issue: Part,
    pub(in crate::read) first_page: Part,
    pub(in crate::read) last_page: Part,
    pub(in crate::read) place: Part,
    pub(in crate::read) publisher: Part,
    pub(in crate::read) doi: Part,
    pub(in crate::read) address: Part,
}

impl Parts {
    /// Writes the reference; each part is led back to its own element.
    pub(in crate::read) fn write(self, flow: &mut Flow<'_>) {
        let count = self.people.len();
        for (i, (text, source)) in self.people.into_iter().enumerate() {
            let before = if i == 0 {
                ""
            } else if i + 1 == count {
                ", & "
            } else {
                ", "
            };
            flow.push(before, Span::new(source.start, source.start));
            flow.push(&text, source);
        }
        let mut add = |before: &str, part: Part, behind: &str, italic: bool| {
            let Some((text, source)) = part else { return };
            let before = if flow.out.is_open() { before } else { before.trim_start_matches([' ', '.', ',']) };
            flow.push(before, Span::new(source.start, source.start));
            if italic {
                flow.open_run(source.start, RunStyle::Italic);
            }
            flow.push(&text, source);
            flow.close_runs(source.start);
            flow.push(behind, Span::new(source.end, source.end));
        };
        let has_title = self.title.is_some();
        add(" (", self.year, ").", false);
        add(" ", self.title, ".", false);
        add(" ", self.source, if has_title { "" } else { "." }, true);
        add(", ", self.volume, "", false);
        add("(", self.issue, ")", false);
        add(", ", self.first_page, "", false);
        add("–", self.last_page, "", false);
        add(". ", self.place, "", false);
        add(": ", self.publisher, ".", false);
        add(" https://doi.org/", self.doi, "", false);
        add(" ", self.address, "", false);
    }
}
