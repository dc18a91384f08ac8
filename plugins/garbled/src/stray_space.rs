#![doc = include_str!("stray_space.md")]

use std::collections::BTreeMap;

use ibidem_sdk::{Finding, Findings, Host, Note, Paper, Rule, Safety, Severity, Span};

use crate::Registered;
use crate::address::addresses;

const RULE: Rule =
    Rule { name: "stray-space", severity: Severity::Warning, page: include_str!("stray_space.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    let addresses: Vec<Span> = addresses(paper).into_iter().map(|address| address.span).collect();
    let compounds = Compounds::of(paper, &addresses);
    for note in &paper.notes {
        let mut found: Vec<Finding> = split_compounds(paper, note, &compounds);
        found.extend(spaced_points(paper, note));
        found.extend(spaced_brackets(paper, note));
        found.retain(|finding| !is_in(&addresses, finding.span));
        found.sort_by_key(|finding| finding.span);
        for finding in found {
            findings.push(finding);
        }
    }
}

/// Whether a stretch lies in one of others that are in order and apart.
fn is_in(others: &[Span], span: Span) -> bool {
    let i = others.partition_point(|other| other.end <= span.start);
    others.get(i).is_some_and(|other| other.overlaps(span))
}

/// The compounds that the document writes without a space, in small letters, and the place that says so best.
struct Compounds(BTreeMap<String, (Weight, Span)>);

/// What a place says of a spelling: a file name is made by a machine, and a note likely holds the same title.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Address,
    Body,
    Note,
}

impl Compounds {
    fn of(paper: &Paper, addresses: &[Span]) -> Self {
        let text = &paper.text;
        let mut compounds: BTreeMap<String, (Weight, Span)> = BTreeMap::new();
        for (at, _) in text.match_indices(is_hyphen) {
            let (left, right) = (word_before(text, at), word_after(text, after(text, at)));
            if left.is_empty() || right.is_empty() {
                continue;
            }
            let span = left.to(right);
            let weight = if is_in(addresses, span) {
                Weight::Address
            } else if paper.body.contains(span) {
                Weight::Body
            } else {
                Weight::Note
            };
            let known = compounds.entry(joined(left.of(text), right.of(text))).or_insert((weight, span));
            if known.0 < weight {
                *known = (weight, span);
            }
        }
        Self(compounds)
    }

    fn find(&self, left: &str, right: &str) -> Option<Span> {
        self.0.get(&joined(left, right)).map(|(_, span)| *span)
    }
}

fn joined(left: &str, right: &str) -> String {
    format!("{}-{}", left.to_lowercase(), right.to_lowercase())
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Where the character at a place ends.
fn after(text: &str, at: usize) -> usize {
    at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}

fn word_before(text: &str, at: usize) -> Span {
    let before = text.get(..at).unwrap_or_default();
    let length: usize = before.chars().rev().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum();
    Span::new(at - length, at)
}

fn word_after(text: &str, at: usize) -> Span {
    let rest = text.get(at..).unwrap_or_default();
    let length: usize = rest.chars().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum();
    Span::new(at, at + length)
}

fn split_compounds(paper: &Paper, note: &Note, compounds: &Compounds) -> Vec<Finding> {
    let text = &paper.text;
    let hyphens = paper.text_of(note.span).match_indices(is_hyphen).map(|(at, _)| note.span.start + at);
    let within = hyphens.filter_map(|hyphen| split_compound(text, hyphen)).filter(|split| {
        // A line of the source that ends in a hyphen is no space that anybody typed.
        split.whole.end <= note.span.end && note.raw.contains(split.whole.of(text))
    });
    within.filter_map(|split| report_compound(text, &split, compounds)).collect()
}

/// Two words with a hyphen, and a space on one side of it.
struct Split {
    whole: Span,
    left: Span,
    right: Span,
    gap: Span,
    is_behind: bool,
}

fn split_compound(text: &str, hyphen: usize) -> Option<Split> {
    let behind = after(text, hyphen);
    let rest = text.get(behind..)?;
    let before = text.get(..hyphen)?;
    let is_gap = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}');
    let gap_behind = rest.len() - rest.trim_start_matches(is_gap).len();
    let gap_before = before.len() - before.trim_end_matches(is_gap).len();
    let (gap, is_behind) = match (gap_before, gap_behind) {
        (0, length @ 1..) => (Span::new(behind, behind + length), true),
        (length @ 1.., 0) => (Span::new(hyphen - length, hyphen), false),
        _ => return None,
    };
    let left = word_before(text, if is_behind { hyphen } else { gap.start });
    let right = word_after(text, if is_behind { gap.end } else { behind });
    let is_word = |word: Span| word.of(text).chars().next().is_some_and(char::is_alphabetic);
    if !is_word(left) || right.is_empty() {
        return None;
    }
    Some(Split { whole: left.to(right), left, right, gap, is_behind })
}

fn report_compound(text: &str, split: &Split, compounds: &Compounds) -> Option<Finding> {
    let (left, right) = (split.left.of(text), split.right.of(text));
    let behind = text.get(split.right.end..).unwrap_or_default();
    let is_suspended = is_conjunction(right)
        // “Sozial- Kultur- und Wirtschaftsgeschichte”: a list of first parts.
        || behind.starts_with(is_hyphen) && !behind.chars().nth(1).is_some_and(char::is_alphanumeric);
    if is_suspended {
        return None;
    }
    let witness = compounds.find(left, right);
    // A hyphen that clings to the word before it, and to no word behind it, is no dash.
    let clings = split.is_behind && is_second_part(right) && left.chars().count() > 1;
    if witness.is_none() && !clings {
        return None;
    }
    let quote = split.whole.of(text);
    let closed = quote.replace(split.gap.of(text), "");
    // “con- tinued” is one word without the hyphen, which only somebody who reads it can tell.
    let is_sure = witness.is_some() || is_prefix(left) || right.starts_with(char::is_uppercase);
    let finding = if let Some(witness) = witness {
        let elsewhere = witness.of(text);
        let message = format!(
            "A space has slipped into the compound “{quote}”: elsewhere the document writes “{elsewhere}”."
        );
        let related = format!("“{elsewhere}” without a space");
        Finding::new(&RULE, split.whole, message).with_related(witness, related)
    } else {
        let message =
            format!("A space has slipped into the compound “{quote}”, which is written “{closed}”.");
        Finding::new(&RULE, split.whole, message)
    };
    Some(finding.with_fix(if is_sure { Safety::Safe } else { Safety::Unsafe }, split.gap, ""))
}

/// Whether a word can be the second part of a compound.
fn is_second_part(word: &str) -> bool {
    word.chars().count() > 2 && word.starts_with(char::is_alphabetic) && !is_function_word(word)
}

/// Words that follow a suspended hyphen: “pre- and post-war”, « franco- ou germanophone ».
fn is_conjunction(word: &str) -> bool {
    const WORDS: [&str; 59] = [
        // English
        "and",
        "or",
        "to",
        "nor",
        "but",
        "versus",
        "vs",
        "through",
        "as",
        "rather",
        "than",
        "not",
        "then",
        "with",
        "plus",
        "if",
        "instead",
        "into",
        "from",
        "via", // German
        "und",
        "oder",
        "bis",
        "sowie",
        "bzw",
        "beziehungsweise",
        "wie",
        "noch",
        "statt",
        "als",
        "aber",
        "sondern",
        "resp",
        "respektive",
        "u",
        "auch",
        "ja", // French, Italian, Spanish, Portuguese
        "et",
        "ou",
        "à",
        "puis",
        "e",
        "ed",
        "o",
        "y",
        "i",
        "a",
        "ni",
        "né", // Dutch and the North
        "en",
        "of",
        "tot",
        "og",
        "eller",
        "och",
        "samt",
        "ja",
        "ir",
        "und/oder",
    ];
    let word = word.to_lowercase();
    WORDS.contains(&word.as_str())
}

/// Words that no compound ends in, so that the hyphen before them is a dash.
fn is_function_word(word: &str) -> bool {
    const WORDS: [&str; 24] = [
        "the", "an", "in", "on", "for", "by", "at", "is", "are", "der", "die", "das", "ein", "eine", "im",
        "le", "la", "les", "un", "une", "du", "des", "el", "il",
    ];
    let word = word.to_lowercase();
    WORDS.contains(&word.as_str())
}

/// First parts that never stand alone, so that a word must follow at once.
fn is_prefix(word: &str) -> bool {
    const PREFIXES: [&str; 44] = [
        "anti", "post", "pre", "non", "neo", "inter", "intra", "semi", "socio", "pseudo", "quasi", "multi",
        "ultra", "trans", "anglo", "franco", "sino", "russo", "indo", "afro", "euro", "greco", "graeco",
        "austro", "judeo", "judaeo", "luso", "hispano", "italo", "nippo", "serbo", "turco", "ibero", "celto",
        "balto", "finno", "sub", "macro", "micro", "proto", "crypto", "extra", "supra", "infra",
    ];
    let word = word.to_lowercase();
    PREFIXES.contains(&word.as_str())
}

/// Finds spaces before a full stop or a comma.
fn spaced_points(paper: &Paper, note: &Note) -> Vec<Finding> {
    let text = paper.text_of(note.span);
    let mut found = Vec::new();
    for (at, point) in text.match_indices(['.', ',']) {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + 1..).unwrap_or_default();
        let word = before.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
        if word.len() == before.len()
            || !ends_a_word(word)
            || !behind.starts_with(ends_a_point) && !behind.is_empty()
        {
            continue;
        }
        // Dots in a row are an ellipsis; a line of the source can start with a point.
        if behind.trim_start().starts_with('.')
            || !note.raw.contains(&format!(" {point}")) && is_plain(before, word)
        {
            continue;
        }
        let last_word = word.rsplit(char::is_whitespace).next().unwrap_or_default();
        // A space keeps the point out of an address.
        if last_word.contains("://") || last_word.contains("www.") || last_word.contains(['/', '@']) {
            continue;
        }
        let span = Span::new(at - (before.len() - word.len()) - last_word.len(), at + 1);
        let gap = Span::new(word.len(), at).shifted(note.span.start);
        let name = if point == "." { "full stop" } else { "comma" };
        let message = format!(
            "A space stands before the {name} in “{}”: the point belongs directly behind the word.",
            span.of(text)
        );
        let span = span.shifted(note.span.start);
        found.push(Finding::new(&RULE, span, message).with_fix(Safety::Safe, gap, ""));
    }
    found
}

/// Finds spaces behind an opening bracket and before a closing one.
fn spaced_brackets(paper: &Paper, note: &Note) -> Vec<Finding> {
    let text = paper.text_of(note.span);
    let mut found = Vec::new();
    for (at, bracket) in text.match_indices(['(', ')']) {
        let (before, behind) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        let opens = bracket == "(";
        let gap = if opens {
            Span::new(at + 1, at + 1 + behind.len() - behind.trim_start_matches(' ').len())
        } else {
            Span::new(before.trim_end_matches(' ').len(), at)
        };
        let word = if opens { word_after(text, gap.end) } else { word_before(text, gap.start) };
        // Only what the source has is a space that somebody typed, and no broken line; “( )” is a blank to fill.
        let typed = format!("{}{}", if opens { bracket } else { "" }, gap.of(text));
        let typed = if opens { typed } else { format!("{typed}{bracket}") };
        if gap.is_empty() || word.is_empty() || !note.raw.contains(&typed) {
            continue;
        }
        let span = Span::new(word.start.min(at), word.end.max(at + 1));
        let side = if opens { "behind the opening" } else { "before the closing" };
        let message = format!("A space stands {side} parenthesis in “{}”.", span.of(text));
        let (span, gap) = (span.shifted(note.span.start), gap.shifted(note.span.start));
        found.push(Finding::new(&RULE, span, message).with_fix(Safety::Safe, gap, ""));
    }
    found
}

/// Whether the gap is of plain spaces, which the source must show as well.
fn is_plain(before: &str, word: &str) -> bool {
    before.get(word.len()..).is_some_and(|gap| gap.ends_with(' '))
}

fn ends_a_word(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '"' | '”' | '“' | '’'))
}

fn ends_a_point(c: char) -> bool {
    c.is_whitespace() || matches!(c, ')' | ']' | '"' | '”' | '’' | '»')
}
