//! Numbers of notes as they are typed: `12.`, `[12]`, `(12)`, `12 `, `¹²`, and what scanners make of them.

use ibidem_citations::{NoteNumber, Span};

use super::super::builder::raised_digits;
use super::super::markdown::written_marker;
use crate::document::{Document, MarkerShape, PieceKind, RawMarker};

/// `12. `, `12) `, `[12] `, `(12) `, `¹² ` at the start of a line, and the length of it.
pub(crate) fn leading_number(text: &str) -> Option<(NoteNumber, usize)> {
    if let Some((number, length)) = raised_digits(text) {
        return Some((number, length));
    }
    let bracket = text.chars().next().filter(|c| "[(".contains(*c));
    let inside = text.strip_prefix(['[', '(']).unwrap_or(text);
    let digits = inside.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 6 {
        return None;
    }
    let (number, rest) = inside.split_at(digits);
    let rest = closed(bracket, rest)?;
    Some((NoteNumber::read(number), text.len() - rest.trim_start().len()))
}

/// What stands behind a number that is closed as it was opened, if a blank comes first.
fn closed(bracket: Option<char>, rest: &str) -> Option<&str> {
    let behind = match bracket {
        Some('[') => rest.strip_prefix(']'),
        Some(_) => rest.strip_prefix(')'),
        None => rest.strip_prefix(['.', ')']),
    };
    behind.filter(|behind| behind.is_empty() || behind.starts_with(char::is_whitespace))
}

/// The number `due` at the start of a line, also as `12 Text`, and as a scanner misread it: `l.`, `I2`, `1O`.
///
/// Only because just this number is due can less be asked of its form.
pub(crate) fn due_number(text: &str, due: u32) -> Option<(NoteNumber, usize)> {
    let found = |number: u32, length: usize| (number == due).then_some((NoteNumber::Integer(number), length));
    if let Some((NoteNumber::Integer(number), length)) = leading_number(text) {
        return found(number, length);
    }
    let bracket = text.chars().next().filter(|c| "[(".contains(*c));
    let inside = text.strip_prefix(['[', '(']).unwrap_or(text);
    let token: String = inside.chars().take_while(|c| digit(*c).is_some()).take(7).collect();
    let rest = inside.get(token.len()..)?;
    let number = scanned_number(&token)?;
    if let Some(behind) = closed(bracket, rest) {
        return found(number, text.len() - behind.trim_start().len());
    }
    let behind = rest.trim_start();
    let has_blank = bracket.is_none() && behind.len() < rest.len();
    let has_digit = token == "l" || token.contains(|c: char| c.is_ascii_digit());
    let starts = behind.starts_with(|c: char| c.is_uppercase() || "“\"‘'«„([".contains(c));
    (has_blank && has_digit && starts).then(|| found(number, text.len() - behind.len())).flatten()
}

/// The number `due` right before the first word of a note, `12Text`: at the foot of a page the blank
/// behind a raised number is so narrow that converters of PDF do not see it.
pub(super) fn glued_number(text: &str, due: u32) -> Option<(NoteNumber, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    let mut letters = rest.chars();
    let first = letters.next()?;
    // “2D”, “3rd” and “1A” are no notes.
    let is_word = first.is_uppercase() && letters.next().is_some_and(|c| c.is_lowercase() || c == '.');
    let starts = is_word || "“„«‘\"".contains(first);
    let number: u32 = number.parse().ok()?;
    (starts && number == due).then_some((NoteNumber::Integer(number), digits))
}

/// The digit that a letter was, where a scanner read one for the other.
fn digit(c: char) -> Option<u32> {
    match c {
        'l' | 'I' | '|' => Some(1),
        'O' | 'o' => Some(0),
        'S' => Some(5),
        'B' => Some(8),
        'Z' => Some(2),
        _ => c.to_digit(10),
    }
}

/// The number that a scanned text stands for: `l2` is 12.
fn scanned_number(token: &str) -> Option<u32> {
    if token.is_empty() || token.len() > 6 {
        return None;
    }
    token.chars().try_fold(0_u32, |number, c| Some(number * 10 + digit(c)?))
}

/// Finds what is a marker by its letters alone: `⁷`, `[7]`, `[l2]`.
pub(in crate::read) fn find_markers(document: &mut Document) {
    let text = std::mem::take(&mut document.text);
    let mut at = 0;
    while let Some(found) = text[at..].find(['[', '⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'])
    {
        let start = at + found;
        let rest = &text[start..];
        at = start + rest.chars().next().map_or(1, char::len_utf8);
        if let Some((number, length, shape)) = written_marker(rest).or_else(|| scanned_marker(rest)) {
            let span = Span::new(start, start + length);
            let source = document.map.source(span);
            document.markers.push(RawMarker { span, number, source, shape, tie: None });
            at = span.end;
        }
    }
    document.text = text;
    let plain = plain_markers(document);
    document.markers.extend(plain);
    document.markers.sort_by_key(|marker| marker.span);
}

fn scanned_marker(text: &str) -> Option<(NoteNumber, usize, MarkerShape)> {
    let token: String = text.strip_prefix('[')?.chars().take_while(|c| digit(*c).is_some()).take(7).collect();
    let is_number = token == "l" || token.contains(|c: char| c.is_ascii_digit());
    let closes = text.get(1 + token.len()..).is_some_and(|rest| rest.starts_with(']'));
    let number = scanned_number(&token).filter(|_| is_number && closes)?;
    Some((NoteNumber::Integer(number), token.len() + 2, MarkerShape::Bracketed))
}

/// Numbers right behind a word or its point, where the raising was lost: `as he said.12 Then`.
///
/// They count only where they go up one by one, as the notes do.
fn plain_markers(document: &Document) -> Vec<RawMarker> {
    let last_note = document.pieces.iter().filter_map(|piece| match &piece.kind {
        PieceKind::Placed(note) => Some(&note.number),
        PieceKind::Numbered(number) => Some(number),
        _ => None,
    });
    let known = last_note.filter(|number| matches!(number, NoteNumber::Integer(_))).count();
    let others = document.markers.len();
    if known == 0 || others * 2 >= known {
        return Vec::new();
    }
    let mut markers: Vec<RawMarker> = Vec::new();
    let mut due = 1_u32;
    let mut notes_passed = Vec::new();
    for piece in &document.pieces {
        if let PieceKind::Placed(note) = &piece.kind {
            notes_passed.push(&note.number);
            continue;
        }
        if !matches!(piece.kind, PieceKind::Text(_)) {
            continue;
        }
        for (span, number) in glued_numbers(piece.span.of(&document.text)) {
            // One marker may be lost; after the notes of a page, counting can begin anew.
            let follows = (due..due.saturating_add(3)).contains(&number);
            let is_anew = number == 1 && !notes_passed.is_empty();
            if follows || is_anew {
                notes_passed.clear();
                due = number + 1;
                let span = span.shifted(piece.span.start);
                let source = document.map.source(span);
                let number = NoteNumber::Integer(number);
                markers.push(RawMarker { span, number, source, shape: MarkerShape::Plain, tie: None });
            }
        }
    }
    if markers.len() * 10 >= known * 5 { markers } else { Vec::new() }
}

/// The numbers of a text that stand right behind a letter, a point or a closing mark, and end a word.
pub(super) fn glued_numbers(text: &str) -> Vec<(Span, u32)> {
    let mut numbers = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit())) {
        let start = at + found;
        let rest = text.get(start..).unwrap_or_default();
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        at = start + length;
        let before = text.get(..start).unwrap_or_default();
        let mut backwards = before.chars().rev();
        let (last, last_but_one) = (backwards.next(), backwards.next());
        let behind_point = last.is_some_and(|c| ".,;:!?".contains(c))
            && last_but_one.is_some_and(|c| c.is_alphabetic() || ")”\"’]".contains(c));
        let behind_word = last.is_some_and(|c| c.is_lowercase() || "”\"’)»".contains(c));
        let behind = rest.get(length..).and_then(|rest| rest.chars().next());
        let ends = behind.is_none_or(|c| c.is_whitespace() || ".,;:)!?—–".contains(c));
        let number = rest.get(..length).filter(|digits| digits.len() <= 4 && !digits.starts_with('0'));
        if let (true, true, Some(Ok(number))) = (ends, behind_point || behind_word, number.map(str::parse)) {
            numbers.push((Span::new(start, at), number));
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scanned_numbers_count_where_they_are_due() {
        let due = |text, n| due_number(text, n).map(|(_, length)| text.get(length..).unwrap_or_default());
        assert_eq!(due("l. Ann, Book.", 1), Some("Ann, Book."));
        assert_eq!(due("I2. Ann, Book.", 12), Some("Ann, Book."));
        assert_eq!(due("1O Ann, Book.", 10), Some("Ann, Book."));
        assert_eq!(due("[1O] ann", 10), Some("ann"));
        assert_eq!(due("1 Ann, Book.", 1), Some("Ann, Book."));
        assert_eq!(due("1 ann", 1), None);
        assert_eq!(due("I Ann", 1), None);
        assert_eq!(due("3. Ann", 1), None);
        assert_eq!(due("Solomon, Book", 5), None);
    }

    #[test]
    fn glued_numbers_are_no_years_or_measures() {
        let numbers = |text| glued_numbers(text).into_iter().map(|(_, number)| number).collect::<Vec<_>>();
        assert_eq!(numbers("as he said.12 Then “so”3 and word4, in 1984. 2.5 H2O 10,000"), [12, 3, 4]);
    }
}
