//! A fault with the words around it.

use ibidem_citations::{Paper, Span};

use super::escape::{escaped, width_of};

/// A stretch of text with the words around it, escaped, on one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The words before, with `…` where there are more.
    pub before: String,
    /// The stretch itself; shortened in its middle where it is long.
    pub marked: String,
    /// The words behind, with `…` where there are more.
    pub behind: String,
}

/// The columns for a stretch, and for the words on either side of it.
const MARKED: usize = 64;
const AROUND: usize = 38;

impl Excerpt {
    /// Cuts a stretch with its surroundings out of the note or paragraph in which it stands.
    pub fn of(paper: &Paper, span: Span) -> Self {
        let around = surroundings(paper, span);
        let before = paper.text_of(Span::new(around.start, span.start));
        let behind = paper.text_of(Span::new(span.end, around.end.max(span.end)));
        Self {
            before: last_words(before),
            marked: shortened(&escaped(paper.text_of(span)), MARKED),
            behind: first_words(behind),
        }
    }
}

/// The note or paragraph in which a stretch starts.
fn surroundings(paper: &Paper, span: Span) -> Span {
    if let Some(note) = paper.note_at(span.start) {
        return note.span;
    }
    let i = paper.blocks.partition_point(|block| block.span.start <= span.start);
    let block = paper.blocks.get(..i).and_then(<[_]>::last).map(|block| block.span);
    block.filter(|block| block.contains(span)).unwrap_or(span)
}

/// Shortens a text in its middle.
pub(super) fn shortened(text: &str, columns: usize) -> String {
    if text.chars().map(width_of).sum::<usize>() <= columns {
        return text.to_owned();
    }
    let half = columns / 2;
    format!("{}…{}", taken(text.chars(), half), reversed(&taken(text.chars().rev(), half)))
}

fn last_words(text: &str) -> String {
    // Escapes only lengthen a text, so the last characters suffice.
    let tail: String = reversed(&text.chars().rev().take(AROUND + 1).collect::<String>());
    let shown = escaped(&tail);
    let is_whole = tail.len() == text.len();
    let kept = reversed(&taken(shown.chars().rev(), AROUND));
    if is_whole && kept.len() == shown.len() {
        return kept;
    }
    let words = kept.split_once(' ').map_or(kept.as_str(), |(_, words)| words);
    format!("… {words}")
}

fn first_words(text: &str) -> String {
    let head: String = text.chars().take(AROUND + 1).collect();
    let shown = escaped(&head);
    let is_whole = head.len() == text.len();
    let kept = taken(shown.chars(), AROUND);
    if is_whole && kept.len() == shown.len() {
        return kept;
    }
    let words = kept.rsplit_once(' ').map_or("", |(words, _)| words);
    // A long word, as of an address, is cut.
    if words.len() * 2 < kept.len() { format!("{kept}…") } else { format!("{words} …") }
}

fn taken(characters: impl Iterator<Item = char>, columns: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += width_of(*c);
        used <= columns
    };
    characters.take_while(fits).collect()
}

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

#[cfg(test)]
mod tests {
    use ibidem_citations::{Block, BlockKind};

    use super::*;

    fn check(text: &str, marked: &str, expected: &str) {
        let whole = Span::new(0, text.len());
        let block = Block { span: whole, kind: BlockKind::Paragraph };
        let paper = Paper { text: text.to_owned(), body: whole, blocks: vec![block], ..Paper::default() };
        let start = text.find(marked).unwrap();
        let excerpt = Excerpt::of(&paper, Span::new(start, start + marked.len()));
        assert_eq!(format!("{}[{}]{}", excerpt.before, excerpt.marked, excerpt.behind), expected);
    }

    #[test]
    fn short_texts_stand_whole() {
        check("Knopf, 1980, 24.", "1980", "Knopf, [1980], 24.");
        check("Knopf", "Knopf", "[Knopf]");
    }

    #[test]
    fn long_texts_are_cut_between_words() {
        check(
            "Carl E. Schorske, Fin-de-siècle Vienna: Politics and Culture (New York: Knopf, 1980), 24, and 31; see \
             also the earlier work.",
            "1980",
            "… and Culture (New York: Knopf, [1980]), 24, and 31; see also the earlier …",
        );
    }

    #[test]
    fn long_addresses_are_cut_anywhere() {
        let address = format!("http://a.example/{}", "x".repeat(200));
        check(&format!("2012, {address}"), "2012", &format!("[2012], {}…", &address[..36]));
    }

    #[test]
    fn a_long_stretch_loses_its_middle() {
        let text = format!("{}{}", "a".repeat(100), "b".repeat(100));
        check(&text, &text, &format!("[{}…{}]", "a".repeat(32), "b".repeat(32)));
    }
}
