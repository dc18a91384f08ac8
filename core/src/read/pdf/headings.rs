//! Lines that say what comes below them: a list of references, or notes.

use ibidem_citations::{BlockKind, NoteKind};

use crate::headings::{Section, section_heading};

/// `References`, `7. References`, `LITERATURVERZEICHNIS`.
pub(super) fn is_list_heading(text: &str) -> bool {
    section_of(text) == Some(NoteKind::Reference)
}

/// The same, or `Notes`.
pub(super) fn is_section_heading(text: &str) -> bool {
    section_of(text).is_some()
}

fn section_of(text: &str) -> Option<NoteKind> {
    const LONGEST: usize = 60;
    let text = text.trim_matches(|c: char| !c.is_alphabetic());
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    match section_heading(text, BlockKind::Paragraph) {
        Some(Section::Notes(kind)) => Some(kind),
        _ => None,
    }
}
