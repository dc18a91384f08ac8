//! How a paper cites in its text: “(Lee 2015)”, “[3]”, a raised number.

use ibidem_citations::style::csl::{Citation, Cite, Origin, Output, Processor};
use ibidem_citations::{Note, NoteKind, NoteNumber, Paper, RunStyle};

/// Fewer works than this share are cited as no style has it, or in a way that is not understood.
const UNDERSTOOD: f64 = 0.3;

/// How much the text counts beside the list of references.
pub(super) const WEIGHT: f64 = 0.15;

/// What the text says of how it cites.
#[derive(Debug)]
pub(super) struct InText {
    /// The body, with plain blanks and quotation marks.
    body: String,
    /// Numbers within `[ ]`, within `( )`, and raised.
    bracketed: Vec<u32>,
    rounded: Vec<u32>,
    raised: Vec<u32>,
    /// Works of the list of references, with their numbers in it.
    listed: Vec<(String, Option<u32>)>,
}

/// The shape of a number that stands for a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Bracketed,
    Rounded,
    Raised,
    Bare,
}

impl InText {
    /// Nothing for a paper that cites in notes, or has no list of references.
    pub(super) fn of(paper: &Paper) -> Option<Self> {
        let is_entry = |note: &&Note| note.kind == NoteKind::Reference;
        if paper.notes.iter().any(|note| !is_entry(&note) && !note.citations.is_empty()) {
            return None;
        }
        let listed: Vec<(String, Option<u32>)> = paper
            .notes
            .iter()
            .filter(is_entry)
            .filter_map(|note| {
                let work = note.items().next()?.mention.as_ref()?.work.to_string();
                Some((work, number(note)))
            })
            .collect();
        if listed.is_empty() {
            return None;
        }
        let body = plain(paper.text_of(paper.body));
        let mut raised: Vec<u32> = body.split('^').skip(1).step_by(2).flat_map(numbers).collect();
        let runs = paper.runs_in(paper.body).filter(|run| run.style == RunStyle::Raised);
        raised.extend(runs.flat_map(|run| numbers(paper.text_of(run.span))));
        raised.extend(raised_digits(&body));
        // What was taken for the marker of a note is not in the text any more: any shape will do.
        let marked: Vec<u32> =
            paper.notes.iter().filter(|note| !note.anchors.is_empty()).filter_map(number).collect();
        raised.extend(&marked);
        let shaped =
            |open, close| within(&body, open, close).into_iter().chain(marked.iter().copied()).collect();
        Some(Self { bracketed: shaped('[', ']'), rounded: shaped('(', ')'), raised, body, listed })
    }

    /// The share of the listed works that the text cites as a style does, and how it cites them.
    pub(super) fn share(&self, processor: &Processor) -> (f64, Vec<String>) {
        let citations: Vec<Citation> = self
            .listed
            .iter()
            .map(|(id, _)| Citation {
                cites: vec![Cite { id: id.clone(), ..Cite::default() }],
                ..Citation::default()
            })
            .collect();
        let rendered = processor.citations(&citations);
        let (mut found, mut all) = (0_u32, 0_u32);
        let mut printed = Vec::with_capacity(rendered.len());
        for ((_, number), citation) in self.listed.iter().zip(&rendered) {
            all += 1;
            let text = plain(&citation.written(Output::Text));
            let pieces = citation.pieces();
            let own_number = pieces.iter().find(
                |piece| matches!(&piece.origin, Origin::Variable(name) if &**name == "citation-number"),
            );
            let is_found = if let Some(piece) = own_number {
                let shape = match text.chars().next() {
                    _ if piece.raised => Shape::Raised,
                    Some('[') => Shape::Bracketed,
                    Some('(') => Shape::Rounded,
                    _ => Shape::Bare,
                };
                printed.push(format!("{shape:?}"));
                number.is_some_and(|number| self.has_number(number, shape))
            } else {
                let is_found = self.has_words(&text);
                printed.push(text);
                is_found
            };
            found += u32::from(is_found);
        }
        (f64::from(found) / f64::from(all.max(1)), printed)
    }

    fn has_number(&self, number: u32, shape: Shape) -> bool {
        match shape {
            Shape::Bracketed => self.bracketed.contains(&number),
            Shape::Rounded => self.rounded.contains(&number),
            Shape::Raised => self.raised.contains(&number),
            Shape::Bare => false,
        }
    }

    /// Whether the words of a citation stand in the text, with an end behind them where the style ends.
    fn has_words(&self, citation: &str) -> bool {
        let opened = citation.trim().trim_end_matches(['.', ')', ']']);
        let words = opened.trim_start_matches(['(', '[']);
        if words.chars().filter(|c| c.is_alphabetic()).count() < 2 {
            return false;
        }
        let bracket = opened.chars().next().filter(|c| "([".contains(*c));
        self.body.match_indices(words).any(|(at, _)| {
            let before = self.body.get(..at).and_then(|text| text.trim_end().chars().next_back());
            let behind = self.body.get(at + words.len()..).unwrap_or_default();
            let opens = match bracket {
                Some(bracket) => before == Some(bracket) || before == Some(';') || before == Some(','),
                None => true,
            };
            opens && ends(behind)
        })
    }
}

/// A bracket, a mark, or the place within the work.
fn ends(behind: &str) -> bool {
    if behind.starts_with([')', ']', ',', ';', ':', '.']) || behind.is_empty() {
        return true;
    }
    let place = behind.trim_start();
    let digits = place.chars().take_while(char::is_ascii_digit).count();
    // “(Lee 2015” goes on with a year, “(Lee 12” with a page.
    behind.starts_with(' ')
        && ((1..4).contains(&digits) || place.starts_with("p. ") || place.starts_with("pp. "))
}

/// Whether the text of the best style is such that the text can be judged by.
pub(super) fn is_understood(best: f64) -> bool {
    best >= UNDERSTOOD
}

fn number(note: &Note) -> Option<u32> {
    match note.number {
        NoteNumber::Integer(number) => Some(number),
        NoteNumber::Label(_) => None,
    }
}

/// The numbers of groups such as “[3, 5–7]”.
fn within(body: &str, open: char, close: char) -> Vec<u32> {
    let mut found = Vec::new();
    for (at, _) in body.match_indices(open) {
        let Some(rest) = body.get(at + 1..) else { continue };
        let Some(end) = rest.find(close).filter(|end| *end <= 40) else { continue };
        let group = rest.get(..end).unwrap_or_default();
        if group.chars().all(|c| c.is_ascii_digit() || ",;-–  ".contains(c)) {
            found.extend(numbers(group));
        }
    }
    found
}

/// “3, 5–7” → 3, 5, 6, 7; a year is no such number.
fn numbers(group: &str) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::new();
    let mut is_range = false;
    let mut digits = String::new();
    for c in group.chars().chain([' ']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if let Some(number) = digits.parse::<u32>().ok().filter(|number| *number < 1000) {
            if is_range && let Some(first) = found.last().copied() {
                found.extend(first + 1..number);
            }
            found.push(number);
            is_range = false;
        }
        digits.clear();
        is_range |= matches!(c, '-' | '–');
    }
    found
}

/// Numbers in raised digits: ¹²
fn raised_digits(body: &str) -> Vec<u32> {
    let digit = |c: char| match c {
        '⁰' => Some('0'),
        '¹' => Some('1'),
        '²' => Some('2'),
        '³' => Some('3'),
        '⁴'..='⁹' => char::from_digit(u32::from(c) - u32::from('⁰'), 10),
        _ => None,
    };
    let plain: String = body.chars().map(|c| digit(c).unwrap_or(' ')).collect();
    plain.split(' ').flat_map(numbers).collect()
}

/// Blanks and quotation marks in one way.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| *c != '\\')
        .map(|c| match c {
            '\u{a0}' | '\u{202f}' | '\n' | '\t' => ' ',
            '“' | '”' | '„' => '"',
            '‘' | '’' => '\'',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_groups() {
        assert_eq!(numbers("3, 5–7"), [3, 5, 6, 7]);
        assert_eq!(within("as said [3, 5-6] in (1999) and [x1]", '[', ']'), [3, 5, 6]);
        assert_eq!(raised_digits("so¹² it is"), [12]);
    }

    #[test]
    fn words_of_a_citation_have_an_end() {
        let text = |body: &str| InText {
            body: body.to_owned(),
            bracketed: Vec::new(),
            rounded: Vec::new(),
            raised: Vec::new(),
            listed: Vec::new(),
        };
        let paper = text("so it was (Lee 2015, 12); but (see Ruiz and Lang 1998; Brandt 2001)");
        assert!(paper.has_words("(Lee 2015)") && paper.has_words("(Brandt 2001)"));
        assert!(!paper.has_words("(Lee, 2015)") && !paper.has_words("(Lee)"));
        assert!(text("so it was (Lee 12)").has_words("(Lee)"));
    }
}
