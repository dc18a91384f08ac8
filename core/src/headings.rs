//! Headings of sections that are no text: notes, and lists of references.

use ibidem_citations::{BlockKind, NoteKind};

/// What a heading, or a line that stands for one, says of what comes behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Notes(NoteKind),
    Other,
}

/// Whether a piece is a heading, or a line that stands for one, and of what.
pub(crate) fn section_heading(text: &str, kind: BlockKind) -> Option<Section> {
    const NOTES: [&str; 22] = [
        "notes",
        "endnotes",
        "footnotes",
        "end notes",
        "foot notes",
        "notes and references",
        "references and notes",
        "anmerkungen",
        "fußnoten",
        "fussnoten",
        "endnoten",
        "notes de bas de page",
        "notes et références",
        "notas",
        "notas al pie",
        "note",
        "notes de fin",
        "noten",
        "примечания",
        "przypisy",
        "notes to pages",
        "notes:",
    ];
    const REFERENCES: [&str; 51] = [
        "works consulted",
        "cited works",
        "reference list",
        "bibliography and references",
        "primary sources",
        "secondary sources",
        "primary and secondary sources",
        "sources and bibliography",
        "selected bibliography",
        "quellen- und literaturverzeichnis",
        "quellen und literatur",
        "literatur- und quellenverzeichnis",
        "quellenverzeichnis",
        "verwendete literatur",
        "bibliographie sélective",
        "références bibliographiques",
        "sources et bibliographie",
        "sources imprimées",
        "ouvrages cités",
        "bibliografie",
        "literatuur",
        "literatuurlijst",
        "obras citadas",
        "referencias",
        "referencias bibliográficas",
        "riferimenti bibliografici",
        "fontes",
        "литература",
        "references",
        "bibliography",
        "works cited",
        "literature",
        "literature cited",
        "literatur",
        "bibliographie",
        "literaturverzeichnis",
        "literaturangaben",
        "literaturhinweise",
        "ausgewählte literatur",
        "weiterführende literatur",
        "zitierte literatur",
        "verzeichnis der verwendeten literatur",
        "cited literature",
        "références",
        "bibliografía",
        "bibliografia",
        "referências",
        "quellen",
        "sources",
        "list of references",
        "select bibliography",
    ];
    let is_heading = matches!(kind, BlockKind::Heading { .. });
    let plain = text.trim().trim_matches(['*', '_', '#', ' ']).trim_end_matches([':', '.']).to_lowercase();
    // “7. Bibliography”, “IV Literatur”
    let numbered = plain.split_once(' ').filter(|(number, _)| {
        let number = number.trim_end_matches('.');
        !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || "ivx.".contains(c))
    });
    let plain = numbered.map_or(plain.as_str(), |(_, name)| name).trim().to_owned();
    if NOTES.contains(&plain.as_str()) {
        return Some(Section::Notes(NoteKind::Endnote));
    }
    if REFERENCES.contains(&plain.as_str()) {
        return Some(Section::Notes(NoteKind::Reference));
    }
    is_heading.then_some(Section::Other)
}
