//! Fields and content controls, as a walk comes to them → what is shown, and which of it cites works.

use ibidem_citations::resolve::ManagedCite;
use ibidem_citations::{Item, RunStyle, Span};

use super::key;
use super::managed::Gathered;
use crate::read::xml::flow::Flow;
use crate::read::xml::{Element, Xml};

/// How deep in other fields one cites; EndNote has its data in a second one.
const DEEPEST_CITATION: usize = 8;

/// What is open where a walk stands.
#[derive(Default)]
pub(super) struct Citing {
    fields: Vec<Field>,
    /// How many of them have not begun to show anything.
    unshown: usize,
    /// What the simple fields and controls that are open cite, and where what they show begins.
    around: Vec<(Vec<usize>, usize)>,
    managed: Gathered,
}

/// A field that is open: what it does, and whether what it shows has begun.
struct Field {
    instruction: String,
    /// What its first character carries for the program that keeps it.
    data: String,
    is_shown: bool,
    key: usize,
    /// Where what it shows begins in the text.
    start: usize,
}

impl Citing {
    /// Forgets what has not ended, as at the end of a note.
    pub(super) fn clear(&mut self) {
        self.fields.clear();
        self.unshown = 0;
        self.around.clear();
    }

    /// Whether text is printed, and no part of an instruction.
    pub(super) fn shows(&self) -> bool {
        self.unshown == 0
    }

    /// Adds to what the innermost field does.
    pub(super) fn instruct(&mut self, letters: &str) {
        if let Some(field) = self.fields.last_mut().filter(|field| !field.is_shown) {
            field.instruction.push_str(letters);
        }
    }

    /// A character at which a field begins, shows something, or ends.
    pub(super) fn character<'a>(&mut self, flow: &mut Flow<'a>, xml: &Xml<'a>, element: &Element<'a>) {
        match element.attribute("fldCharType").as_deref() {
            Some("begin") => {
                let data = xml.child(element, "fldData").map(|data| xml.letters_of(data)).unwrap_or_default();
                let (key, start) = (key(element.source), flow.out.at());
                self.unshown += 1;
                self.fields.push(Field { instruction: String::new(), data, is_shown: false, key, start });
            }
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    self.unshown -= usize::from(!field.is_shown);
                    field.is_shown = true;
                    field.start = flow.out.at();
                    if let Some(target) = link_target(&field.instruction) {
                        flow.open_run(field.key, RunStyle::Link { target });
                    }
                }
            }
            Some("end") => {
                if let Some(field) = self.fields.pop() {
                    flow.close_runs(field.key);
                    self.unshown -= usize::from(!field.is_shown);
                    if field.is_shown && self.fields.len() < DEEPEST_CITATION {
                        let cited = self.managed.cited(&field.instruction, &field.data);
                        cite(flow, cited, field.start);
                    }
                }
            }
            _ => {}
        }
    }

    /// A simple field begins.
    pub(super) fn open(&mut self, flow: &Flow<'_>, instruction: &str, data: &str) {
        self.around.push((self.managed.cited(instruction, data), flow.out.at()));
    }

    /// A content control begins, which says by its tag what it holds.
    pub(super) fn open_control(&mut self, flow: &Flow<'_>, tag: &str) {
        self.around.push((self.managed.tagged(tag), flow.out.at()));
    }

    /// A simple field or a control ends.
    pub(super) fn close(&mut self, flow: &mut Flow<'_>) {
        if let Some((cited, start)) = self.around.pop() {
            cite(flow, cited, start);
        }
    }

    /// The works that were cited, by their numbers.
    pub(super) fn works(&mut self) -> Vec<Item> {
        std::mem::take(&mut self.managed).works()
    }
}

/// Notes that what was read from a place on is the citation of some works.
fn cite(flow: &mut Flow<'_>, works: Vec<usize>, start: usize) {
    let span = Span::new(start, flow.out.at().max(start));
    if !works.is_empty() && !span.is_empty() {
        flow.out.document().managed.cites.push(ManagedCite { span, works });
    }
}

/// Where a field leads that is a link: `HYPERLINK "https://example.org"`.
pub(super) fn link_target(instruction: &str) -> Option<String> {
    let rest = instruction.trim().strip_prefix("HYPERLINK")?.trim_start();
    let target = rest
        .strip_prefix('"')
        .and_then(|rest| rest.split('"').next())
        .or_else(|| rest.split_whitespace().next())?;
    target.contains("://").then(|| target.to_owned())
}
