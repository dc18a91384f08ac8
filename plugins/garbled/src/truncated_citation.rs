#![doc = include_str!("truncated_citation.md")]

use ibidem_sdk::{Finding, Findings, Host, NoteFlag, NoteKind, Paper, Rule, Severity, Span};

use crate::Registered;

const RULE: Rule = Rule {
    name: "truncated-citation",
    severity: Severity::Warning,
    page: include_str!("truncated_citation.md"),
};

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    for note in paper.notes.iter().filter(|note| note.kind != NoteKind::Reference) {
        let text = paper.text_of(note.span).trim_end();
        let Some(end) = dangling(text) else { continue };
        // A note that was put together over a page break can have lost its end in reading.
        if note.flags.contains(&NoteFlag::JoinedOverPage) || text.split_whitespace().count() < 2 {
            continue;
        }
        let last = text.rsplit(char::is_whitespace).next().unwrap_or(text);
        let start = note.span.start + text.len() - last.len();
        let message =
            format!("The note stops in the middle: it ends in {end}, and what should follow is lost.");
        findings.push(Finding::new(&RULE, Span::new(start, note.span.start + text.len()), message));
    }
}

/// What a note ends in that must be followed by something.
fn dangling(text: &str) -> Option<&'static str> {
    let last = text.chars().next_back()?;
    let word = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    if word.contains("://") || word.starts_with("www.") {
        return None;
    }
    Some(match last {
        ',' => "a comma",
        ';' => "a semicolon",
        '(' | '[' => "an opening bracket",
        '&' => "“&”",
        '-' | '–' if is_open_range(text) => "a range without its second page",
        '.' if is_open_range(text.trim_end_matches('.')) => "a range without its second page",
        '„' | '«' | '“' if text.ends_with(" “") || last != '“' => return opening(text, last),
        _ if is_joint(word) && !follows_number(text, word) => "a word that leads on",
        _ => return None,
    })
}

/// A mark that opens: in German « can close, and “ does.
fn opening(text: &str, mark: char) -> Option<&'static str> {
    let before = text.get(..text.len() - mark.len_utf8())?;
    before.ends_with(' ').then_some("an opening quotation mark").filter(|_| mark != '«')
}

/// “95-”, behind the first page of a range; years of a life can stay open.
fn is_open_range(text: &str) -> bool {
    let Some(before) = text.strip_suffix(['-', '–']) else { return false };
    let digits = before.chars().rev().take_while(char::is_ascii_digit).count();
    (1..=3).contains(&digits)
}

/// “3 vol.” counts volumes, and leads on to nothing.
fn follows_number(text: &str, word: &str) -> bool {
    let before = text.get(..text.len() - word.len()).unwrap_or_default().trim_end();
    word.ends_with('.') && before.ends_with(|c: char| c.is_ascii_digit())
}

/// Words that no citation ends in, in small letters and without a point.
fn is_joint(word: &str) -> bool {
    const WORDS: [&str; 18] = [
        "and", "in", "of", "the", "by", "ed.", "vol.", "pp.", "p.", "no.", "und", "der", "et", "de", "hrsg.",
        "trans.", "edited", "see",
    ];
    WORDS.contains(&word)
}
