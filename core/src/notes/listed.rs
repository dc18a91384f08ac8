//! Reference lists without numbers: which paragraphs or items are entries.
//!
//! A heading says that a list comes, and most of what stands under it must look like an entry:
//! a chapter called “Sources” can be prose.

use ibidem_citations::{BlockKind, NoteKind, NoteNumber};

use super::roles::{Role, heading_level};
use crate::document::{Document, Piece, PieceKind};
use crate::headings::{Section, section_heading};

/// Longer paragraphs are no entries.
const LONGEST_ENTRY: usize = 2_000;

/// Turns the paragraphs of reference lists into entries.
pub(super) fn find(document: &Document, roles: &mut [Role]) {
    let text = |piece: &Piece| piece.span.of(&document.text);
    let mut i = 0;
    while let Some(piece) = document.pieces.get(i) {
        i += 1;
        let PieceKind::Text(kind) = &piece.kind else { continue };
        if section_heading(text(piece), *kind) != Some(Section::Notes(NoteKind::Reference)) {
            continue;
        }
        let level = heading_level(*kind);
        let end = (i..document.pieces.len())
            .find(|i| document.pieces.get(*i).is_some_and(|piece| ends_list(text(piece), &piece.kind, level)))
            .unwrap_or(document.pieces.len());
        mark(document, i..end, roles);
        i = end;
    }
}

/// Whether a piece is a heading of another section.
fn ends_list(text: &str, kind: &PieceKind, level: Option<u8>) -> bool {
    // At the foot of the page on which a list begins, there may still be notes.
    let PieceKind::Text(kind) = kind else { return false };
    match section_heading(text, *kind) {
        None => false,
        Some(Section::Notes(_)) => true,
        Some(Section::Other) => level.zip(heading_level(*kind)).is_none_or(|(list, own)| own <= list),
    }
}

/// Makes entries of the paragraphs of a section, if most of them look like some.
fn mark(document: &Document, section: std::ops::Range<usize>, roles: &mut [Role]) {
    let is_open = |i: &usize| {
        let piece = document.pieces.get(*i);
        let block = piece.map(|piece| &piece.kind);
        matches!(block, Some(PieceKind::Text(BlockKind::Paragraph | BlockKind::ListItem)))
            && roles.get(*i) == Some(&Role::Body)
            && piece.is_some_and(|piece| !piece.continues)
    };
    let is_like = |i: &usize| {
        document.pieces.get(*i).is_some_and(|piece| looks_like_entry(piece.span.of(&document.text)))
    };
    let mut open: Vec<usize> = section.clone().filter(is_open).collect();
    open.truncate(length_of_list(open.iter().map(is_like)));
    let entries: Vec<usize> = open.iter().copied().filter(is_like).collect();
    if entries.is_empty() || entries.len() * 10 < open.len() * 6 {
        return;
    }
    for i in entries {
        let number = NoteNumber::Label(String::new());
        roles[i] = Role::Start { number, skip: 0, kind: NoteKind::Reference, flag: None };
    }
    for i in section {
        let continues = document.pieces.get(i).is_some_and(|piece| piece.continues);
        let after = i.checked_sub(1).and_then(|before| roles.get(before)).cloned();
        let of_entry =
            matches!(after, Some(Role::Start { kind: NoteKind::Reference, .. } | Role::More { .. }));
        if continues && of_entry && roles.get(i) == Some(&Role::Body) {
            roles[i] = Role::More { joined: false };
        }
    }
}

/// After how many paragraphs a list has ended that no heading ends: before an imprint, an appendix, a table.
fn length_of_list(are_like: impl Iterator<Item = bool>) -> usize {
    let (mut entries, mut length) = (0, 0);
    for (i, is_like) in are_like.enumerate() {
        entries += usize::from(is_like);
        if is_like && entries * 10 >= (i + 1) * 6 {
            length = i + 1;
        }
    }
    length
}

/// “Brandt, Paul. …”, “HOCQUET Jean-Claude, …”, “———. …”, “World Bank (2010)”: a name in front, and a year or address.
fn looks_like_entry(text: &str) -> bool {
    if text.len() > LONGEST_ENTRY {
        return false;
    }
    let text = without_label(text);
    let start: String = text.chars().take(90).collect();
    let opens = start.starts_with(|c: char| c.is_uppercase() || "—–―_“\"„«‘*".contains(c))
        || start
            .split_whitespace()
            .next()
            .is_some_and(|word| matches!(word, "van" | "von" | "de" | "d’" | "di"));
    let parted = start.contains([',', '.', ':', '(']);
    let dated = has_year(text)
        || ["http", "www.", "o. J.", "o.J.", "n.d.", "s.d.", "s. d."].iter().any(|sign| text.contains(sign));
    let words: Vec<&str> = text.split_whitespace().collect();
    // Sentences are mostly words in small letters.
    let small = words.iter().filter(|word| word.starts_with(char::is_lowercase)).count();
    opens && parted && dated && small * 10 <= words.len() * 7
}

/// An entry without the label by which the text cites it: `[BAUD93] Baudel, T.`.
fn without_label(text: &str) -> &str {
    const LONGEST: usize = 16;
    let label = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let label = label.filter(|(label, _)| label.len() <= LONGEST && label.chars().any(char::is_alphanumeric));
    label.map_or(text, |(_, rest)| rest.trim_start())
}

fn has_year(text: &str) -> bool {
    let mut digits = text.split(|c: char| !c.is_ascii_digit());
    digits.any(|digits| {
        digits.len() == 4 && digits.parse::<u32>().is_ok_and(|year| (1400..2200).contains(&year))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_begin_with_a_name_and_have_a_year() {
        for entry in [
            "Brandt, Paul. The Salt Road. London: Murray, 1999.",
            "HOCQUET Jean-Claude, Le sel et le pouvoir, Paris, Albin Michel, 1985.",
            "———. A Second Book. London: Murray, 2001.",
            "van der Berg, Jan (2010): Zout. Leiden.",
            "UNESCO (2001). Report. Paris.",
            "“The Salt Tax.” Times, 3 May 1901.",
            "[BAUD93] Baudel, T.: Remote Control of Objects, 1993.",
        ] {
            assert!(looks_like_entry(entry), "{entry}");
        }
        assert!(!looks_like_entry(
            "The sources of this chapter are poor, and most of them were lost in the fire of 1871 when the roof fell in."
        ));
        assert!(!looks_like_entry("Unpublished papers"));
    }

    #[test]
    fn what_follows_upon_a_list_is_no_part_of_it() {
        let length = |marks: &str| length_of_list(marks.chars().map(|mark| mark == 'e'));
        assert_eq!(length("eeeeeexxxxxxxxxxxx"), 6);
        assert_eq!(length("eexeeexe"), 8);
        assert_eq!(length("xxxx"), 0);
    }
}
