#![doc = include_str!("unbalanced_marks.md")]

use ibidem_sdk::{Finding, Findings, Host, Note, NoteFlag, Paper, Rule, Severity, Span};

use crate::Registered;
use crate::address::addresses;
use crate::word::word_around;

const RULE: Rule =
    Rule { name: "unbalanced-marks", severity: Severity::Warning, page: include_str!("unbalanced_marks.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    let addresses: Vec<Span> = addresses(paper).into_iter().map(|address| address.span).collect();
    for note in &paper.notes {
        // What is missing may lie in a part that was lost in reading, or in the next paragraph of a quotation.
        if note.flags.contains(&NoteFlag::JoinedOverPage) || paper.text_of(note.span).contains("\n\n") {
            continue;
        }
        let signs = signs(paper, note, &addresses);
        let mut found = vec![
            brackets(paper, &signs, '(', ')'),
            brackets(paper, &signs, '[', ']'),
            quotes(paper, &signs),
            guillemets(paper, &signs),
            asterisk(paper, &signs),
        ];
        found.sort_by_key(|finding| finding.as_ref().map(|finding| finding.span));
        for finding in found.into_iter().flatten() {
            findings.push(finding);
        }
    }
}

/// The marks of a note outside of its addresses, with their places in the text.
fn signs(paper: &Paper, note: &Note, addresses: &[Span]) -> Vec<(usize, char)> {
    let mut next = addresses.partition_point(|address| address.end <= note.span.start);
    let mut found = Vec::new();
    for (at, c) in paper.text_of(note.span).char_indices() {
        let at = at + note.span.start;
        while addresses.get(next).is_some_and(|address| address.end <= at) {
            next += 1;
        }
        let is_in_address = addresses.get(next).is_some_and(|address| address.start <= at);
        if !is_in_address
            && matches!(c, '(' | ')' | '[' | ']' | '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '*')
        {
            found.push((at, c));
        }
    }
    found
}

/// The first bracket without a partner, where exactly one has none.
fn brackets(paper: &Paper, signs: &[(usize, char)], open: char, close: char) -> Option<Finding> {
    let mut waiting: Vec<usize> = Vec::new();
    let mut lonely: Vec<usize> = Vec::new();
    for (at, c) in signs {
        if *c == open {
            waiting.push(*at);
        } else if *c == close && waiting.pop().is_none() && !is_list(&paper.text, *at) {
            lonely.push(*at);
        }
    }
    let (at, c, what) = match (waiting.as_slice(), lonely.as_slice()) {
        ([at], []) => (*at, open, "opens and is never closed"),
        ([], [at]) => (*at, close, "closes what was never opened"),
        // More than one is a sign that the text is no running text.
        _ => return None,
    };
    let span = word_around(&paper.text, Span::new(at, at + c.len_utf8()));
    Some(Finding::new(&RULE, span, format!("The bracket “{c}” in “{}” {what}.", span.of(&paper.text))))
}

/// `a)` and `1)`, which count parts of a list, and `:)`.
fn is_list(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let is_roman = !word.is_empty() && word.chars().all(|c| "ivxIVX".contains(c));
    word.chars().count() <= 2 || is_roman
}

/// Double quotation marks of an odd number.
///
/// Which of them opens differs by language, so they are counted together; inches are none.
fn quotes(paper: &Paper, signs: &[(usize, char)]) -> Option<Finding> {
    let is_curly = |c: char| matches!(c, '“' | '”' | '„' | '‟');
    let curly: Vec<usize> = signs.iter().filter(|(_, c)| is_curly(*c)).map(|(at, _)| *at).collect();
    let straight: Vec<usize> = signs
        .iter()
        .filter(|(at, c)| {
            *c == '"'
                && !paper.text.get(..*at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
        })
        .map(|(at, _)| *at)
        .collect();
    // A straight mark can close a curly one where two hands have typed.
    if (curly.len() + straight.len()).is_multiple_of(2) || curly.len() + straight.len() > 9 {
        return None;
    }
    let has_inch = signs.iter().filter(|(_, c)| *c == '"').count() != straight.len();
    let at = *curly.iter().chain(&straight).max()?;
    if has_inch {
        return None;
    }
    let length = paper.text.get(at..)?.chars().next()?.len_utf8();
    let span = word_around(&paper.text, Span::new(at, at + length));
    let message = format!(
        "The quotation marks do not pair: one of them, at or before “{}”, has no partner.",
        span.of(&paper.text)
    );
    Some(Finding::new(&RULE, span, message))
}

/// Guillemets, of which French opens with one and German with the other.
fn guillemets(paper: &Paper, signs: &[(usize, char)]) -> Option<Finding> {
    let places = |wanted: char| signs.iter().filter(move |(_, c)| *c == wanted).map(|(at, _)| *at);
    let (left, right) = (places('«').count(), places('»').count());
    // A quotation of several paragraphs opens each of them.
    if left.abs_diff(right) != 1 || left + right > 9 {
        return None;
    }
    let odd = if left > right { '«' } else { '»' };
    let at = places(odd).next_back()?;
    let span = word_around(&paper.text, Span::new(at, at + odd.len_utf8()));
    let message = format!("The quotation mark “{odd}”, here or before, has no partner in its note.");
    Some(Finding::new(&RULE, span, message))
}

/// An asterisk that should have begun or ended italics.
fn asterisk(paper: &Paper, signs: &[(usize, char)]) -> Option<Finding> {
    let mut stars = signs.iter().filter(|(_, c)| *c == '*');
    let (at, _) = *stars.next()?;
    let before = paper.text.get(..at)?.chars().next_back();
    let behind = paper.text.get(at + 1..)?.chars().next();
    let opens = before.is_none_or(char::is_whitespace) && behind.is_some_and(char::is_uppercase);
    // Star pages of databases are followed by figures, notes of authors stand at the start.
    if stars.next().is_some() || !opens || before.is_none() {
        return None;
    }
    let span = word_around(&paper.text, Span::new(at, at + 1));
    let message = format!("The asterisk in “{}” opens italics that are never closed.", span.of(&paper.text));
    Some(Finding::new(&RULE, span, message))
}
