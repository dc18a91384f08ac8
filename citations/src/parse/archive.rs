//! Unpublished papers: the archive that keeps them, and their shelf mark.

use super::reference::Draft;
use crate::Variable;
use crate::language::is_archive_word;

/// Reads “Manchester, John Rylands Library, English MS 730”; gives the token behind what was read.
///
/// Nothing is read of what only mentions an archive: a shelf mark must follow.
pub(super) fn read(draft: &mut Draft<'_>, segments: &[(usize, usize)], end: usize) -> Option<usize> {
    let keeper = segments.iter().take(2).position(|segment| keeps_papers(draft, *segment))?;
    let archive = *segments.get(keeper)?;
    let mark_end = mark_end(draft, archive.1, end)?;
    draft.hints.archive = true;
    if keeper == 1
        && let Some(place) = segments.first()
    {
        let place = draft.tokens.span(place.0, place.1);
        draft.set_text(Variable::PublisherPlace, place, 0.7);
    }
    let (archive, mark) = (draft.tokens.span(archive.0, archive.1), draft.tokens.span(archive.1, mark_end));
    draft.set_text(Variable::Archive, archive, 0.8);
    draft.set_text(Variable::ArchiveLocation, mark, 0.6);
    Some(mark_end)
}

fn keeps_papers(draft: &Draft<'_>, segment: (usize, usize)) -> bool {
    let tokens = &draft.tokens;
    let library = |word: &str| {
        matches!(
            word,
            "Library"
                | "Bibliothek"
                | "Staatsbibliothek"
                | "Biblioteca"
                | "Bibliothèque"
                | "Bodleian"
                | "Record"
        )
    };
    (segment.0..segment.1).any(|i| is_archive_word(tokens.str(i)) || library(tokens.str(i)))
}

/// The end of a shelf mark, which has a number: before a folio, a date, the next comma behind the number.
fn mark_end(draft: &Draft<'_>, start: usize, end: usize) -> Option<usize> {
    let tokens = &draft.tokens;
    let label = |i: usize| matches!(tokens.lower(i), "fol" | "fols" | "f" | "ff" | "bl" | "p" | "pp" | "s");
    let stop = (start + 1..end)
        .find(|i| label(*i) && tokens.is(*i + 1, '.') && tokens.is_number(*i + 2))
        .unwrap_or(end);
    let digit = |i: usize| tokens.str(i).bytes().any(|byte| byte.is_ascii_digit());
    let number = (start..stop).find(|i| digit(*i))?;
    let behind = (number..stop).find(|i| tokens.is(*i, ',')).unwrap_or(stop);
    let last = if tokens.is(behind.wrapping_sub(1), ',') { behind - 1 } else { behind };
    (number < start + 16).then_some(last)
}
