//! Quotation marks: typographic ones, and single ones within double ones.

use super::markup::Piece;

/// Straight marks as typographic ones, as every processor prints them.
pub(super) fn typographic(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let opens = before.is_whitespace() || matches!(before, '(' | '[' | '“' | '‘' | '—' | '–');
        let mark = match c {
            '"' if opens => '“',
            '"' => '”',
            '\'' if opens && closes_later(text.get(at + 1..).unwrap_or_default()) => '‘',
            '\'' => '’',
            other => other,
        };
        result.push(mark);
        before = mark;
    }
    result
}

/// Whether a single mark ends a word further on: then the one before opens, and else it is the
/// apostrophe of “’90s”.
fn closes_later(rest: &str) -> bool {
    rest.char_indices().any(|(at, c)| {
        let behind = rest.get(at + c.len_utf8()..).and_then(|behind| behind.chars().next());
        at > 0 && matches!(c, '\'' | '’') && !behind.is_some_and(char::is_alphanumeric)
    })
}

/// Turns double marks within double marks into single ones: “A “New” History” → “A ‘New’ History”.
///
/// CSL 1.0.2, “Formatting and rendering of quotes”: nested marks alternate. Hayagriva does so for
/// marks that the style sets, not for those that the title has. An entry whose marks do not pair
/// is left alone.
pub(super) fn alternate(pieces: &mut [Piece]) {
    let marks = || pieces.iter().flat_map(|piece| piece.text.chars());
    let mut depth = 0_i32;
    for c in marks() {
        match c {
            '“' => depth += 1,
            '”' => depth -= 1,
            // Low marks open in German, where “ closes.
            '„' | '‚' => return,
            _ => {}
        }
        if depth < 0 {
            return;
        }
    }
    if depth != 0 {
        return;
    }
    let mut depth = 0;
    for piece in pieces {
        if !piece.text.contains(['“', '”']) {
            continue;
        }
        piece.text = piece.text.chars().map(|c| alternated(c, &mut depth)).collect();
    }
}

fn alternated(c: char, depth: &mut i32) -> char {
    match c {
        '“' => {
            *depth += 1;
            if *depth % 2 == 0 { '‘' } else { '“' }
        }
        '”' => {
            *depth -= 1;
            if *depth % 2 == 1 { '’' } else { '”' }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut pieces = [Piece::plain(text)];
        alternate(&mut pieces);
        let [piece] = pieces;
        assert_eq!(piece.text, expected);
    }

    #[test]
    fn marks_alternate() {
        check("Lee. “A “New” History.” X", "Lee. “A ‘New’ History.” X");
        check("“One.” “Two.”", "“One.” “Two.”");
        check("“a “b “c” d” e”", "“a ‘b “c” d’ e”");
    }

    #[test]
    fn marks_that_do_not_pair_are_left_alone() {
        check("“A “New History.”", "“A “New History.”");
        check("„Haus“ “x “y” z”", "„Haus“ “x “y” z”");
    }

    #[test]
    fn straight_marks_are_typographic() {
        assert_eq!(typographic("\"A\" (\"b\") O'Neill '90s"), "“A” (“b”) O’Neill ’90s");
        assert_eq!(typographic("'What Lies Beneath?' Rope"), "‘What Lies Beneath?’ Rope");
        assert_eq!(typographic("Wreck of the 'Arctic’: News"), "Wreck of the ‘Arctic’: News");
    }
}
