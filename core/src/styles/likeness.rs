//! How like two ways of writing one reference are.

use ibidem_citations::style::csl::{Origin, Piece};
use ibidem_citations::{Note, NoteNumber, Paper, RunStyle, Span};

/// A word or a mark of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    text: String,
    lower: String,
    is_word: bool,
    italic: bool,
}

/// What a whole word more or less costs; all other costs are parts of it.
const WORD: u32 = 10;
/// A mark more, less or other.
const MARK: u32 = 5;
/// A word in other letters: “In” for “in”.
const CASE: u32 = 3;
/// A word in italics on one side alone.
const SLANT: u32 = 2;

/// Longer references are compared up to here; the time grows with the square.
const LONGEST: usize = 160;

impl Token {
    fn cost(&self) -> u32 {
        if self.is_word { WORD } else { MARK }
    }

    fn distance(&self, other: &Self, with_italics: bool) -> u32 {
        let slant = if with_italics && self.is_word && self.italic != other.italic { SLANT } else { 0 };
        if self.text == other.text {
            slant
        } else if self.is_word && self.lower == other.lower {
            CASE + slant
        } else {
            self.cost().max(other.cost())
        }
    }
}

/// The tokens of a stretch of a paper.
pub(super) fn typed(paper: &Paper, span: Span) -> Vec<Token> {
    let italics: Vec<Span> =
        paper.runs_in(span).filter(|run| run.style == RunStyle::Italic).map(|run| run.span).collect();
    let is_italic = |at: usize| italics.iter().any(|run| (run.start..run.end).contains(&(span.start + at)));
    tokens(paper.text_of(span), is_italic)
}

/// What the list of references puts before an entry: its number, and the marks around it.
pub(super) fn typed_number(note: &Note) -> Vec<Token> {
    let NoteNumber::Integer(number) = note.number else { return Vec::new() };
    let number = number.to_string();
    let behind = note.raw.find(&number).map(|at| at + number.len());
    // Markdown has “\\[7\\]”.
    let close = |at: usize| at + note.raw[at..].chars().take_while(|c| "\\])".contains(*c)).count();
    numbered(behind.and_then(|at| note.raw.get(..close(at))).unwrap_or_default())
}

/// The number of an entry, as one that any entry could have. A point says nothing: lists of every
/// format have it.
fn numbered(head: &str) -> Vec<Token> {
    let mark = |c: char| Token { text: c.to_string(), lower: c.to_string(), is_word: false, italic: false };
    let number = Token { text: NUMBER.to_owned(), lower: NUMBER.to_owned(), is_word: true, italic: false };
    let marks = |brackets: [char; 2]| head.chars().find(|c| brackets.contains(c)).map(mark);
    marks(['[', '(']).into_iter().chain([number]).chain(marks([']', ')'])).collect()
}

/// Stands for the number of any entry.
const NUMBER: &str = "#";

/// The tokens of a rendered reference, its number as that of any entry.
pub(super) fn printed(pieces: &[Piece]) -> Vec<Token> {
    let is_number =
        |piece: &Piece| matches!(&piece.origin, Origin::Variable(name) if &**name == "citation-number");
    let (start, mut all) = match pieces.iter().take(3).position(is_number) {
        Some(number) => {
            let behind = pieces.iter().skip(number + 1);
            let start = number + 1 + behind.take_while(|piece| piece.origin == Origin::Style).count();
            let head: String = pieces.iter().take(start).map(|piece| piece.text.as_str()).collect();
            (start, numbered(&head))
        }
        None => (0, Vec::new()),
    };
    let mut text = String::new();
    let mut italics = Vec::new();
    for piece in pieces.iter().skip(start) {
        let from = text.len();
        text.push_str(&piece.text);
        if piece.italic {
            italics.push(from..text.len());
        }
    }
    all.extend(tokens(&text, |at| italics.iter().any(|run| run.contains(&at))));
    all
}

fn tokens(text: &str, is_italic: impl Fn(usize) -> bool) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut word: Option<(usize, usize)> = None;
    let push = |tokens: &mut Vec<Token>, at: usize, text: &str, is_word: bool| {
        tokens.push(Token {
            text: text.to_owned(),
            lower: text.to_lowercase(),
            is_word,
            italic: is_italic(at),
        });
    };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let next_is_letter = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if c.is_alphanumeric() || word.is_some() && next_is_letter && matches!(c, '\'' | '’') {
            word = Some((word.map_or(at, |(start, _)| start), end));
            continue;
        }
        if let Some((start, end)) = word.take() {
            push(&mut tokens, start, &text[start..end].replace('’', "'"), true);
        }
        if let Some(mark) = mark(c) {
            push(&mut tokens, at, mark.encode_utf8(&mut [0; 4]), false);
        }
    }
    if let Some((start, end)) = word {
        push(&mut tokens, start, &text[start..end].replace('’', "'"), true);
    }
    tokens.truncate(LONGEST);
    tokens
}

/// Without a point at the very end: in a note it belongs to the sentence as often as to the reference.
pub(super) fn without_point(mut tokens: Vec<Token>) -> Vec<Token> {
    tokens.pop_if(|last| last.text == ".");
    tokens
}

/// A mark in the one way in which it is compared; nothing for blanks and what cannot be seen.
fn mark(c: char) -> Option<char> {
    match c {
        '“' | '”' | '„' => Some('"'),
        '‘' | '’' | '‚' => Some('\''),
        '–' | '—' | '‑' | '−' => Some('-'),
        // Markup that a reader of plain text leaves standing.
        '*' | '_' | '\\' | '<' | '>' => None,
        c if c.is_whitespace() || c.is_control() || c == '\u{200b}' || c == '\u{feff}' => None,
        c => Some(c),
    }
}

/// What it costs to make one of the other, and what it could cost at most.
pub(super) fn distance(typed: &[Token], printed: &[Token], with_italics: bool) -> (u32, u32) {
    let whole = |tokens: &[Token]| tokens.iter().map(Token::cost).sum::<u32>();
    let mut row: Vec<u32> = std::iter::once(0)
        .chain(printed.iter().scan(0, |sum, token| {
            *sum += token.cost();
            Some(*sum)
        }))
        .collect();
    for left in typed {
        let mut diagonal = row[0];
        row[0] += left.cost();
        let mut before = row[0];
        for (right, cell) in printed.iter().zip(row.iter_mut().skip(1)) {
            let changed = diagonal + left.distance(right, with_italics);
            diagonal = *cell;
            before = changed.min(*cell + left.cost()).min(before + right.cost());
            *cell = before;
        }
    }
    (row.last().copied().unwrap_or_default(), whole(typed).max(whole(printed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(left: &str, right: &str) -> u32 {
        distance(&tokens(left, |_| false), &tokens(right, |_| false), true).0
    }

    #[test]
    fn what_a_reader_would_call_the_same_costs_nothing() {
        assert_eq!(cost("Lee, “Docks,” 3–5.", "Lee, \"Docks,\" 3-5."), 0);
        let bare = |text: &str| without_point(tokens(text, |_| false));
        assert_eq!(bare("Lee, Docks."), bare("Lee, Docks"));
        assert_eq!(cost("Lee’s  *Docks*", "Lee's Docks"), 0);
    }

    #[test]
    fn each_difference_has_its_cost() {
        assert_eq!(cost("Ann Lee, Docks", "Lee, Docks"), WORD);
        assert_eq!(cost("Lee, Docks", "Lee. Docks"), MARK);
        assert_eq!(cost("Lee, Docks and piers", "Lee, Docks and Piers"), CASE);
        let slanted = distance(&tokens("Docks", |_| true), &tokens("Docks", |_| false), true);
        assert_eq!((slanted, cost("", "a.")), ((SLANT, WORD), WORD + MARK));
    }
}
