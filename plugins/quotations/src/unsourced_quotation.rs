#![doc = include_str!("unsourced_quotation.md")]

use std::cell::Cell;

use ibidem_sdk::{Block, BlockKind, Finding, Findings, NoteKind, Paper, Rule, RunStyle, Severity, Span};

use crate::sentence::{quoted, sentences};
use crate::speech::{Claim, claim, has_verb};

pub(crate) const RULE: Rule = Rule {
    name: "unsourced-quotation",
    severity: Severity::Info,
    page: include_str!("unsourced_quotation.md"),
};

/// Words of a quotation that nobody is said to have spoken.
const LONG: usize = 6;

/// Words of a quotation in a sentence that reports speech.
const SPOKEN: usize = 4;

/// Quotations that are looked for in the rest of the document.
const SEARCHES: usize = 400;

/// Longer passages than this are no quotation, but a mark that was forgotten.
const LONGEST: usize = 2_000;

pub(crate) fn check(paper: &Paper, findings: &mut Findings) {
    let anchors = anchors(paper);
    let own = OwnText { paper, left: Cell::new(SEARCHES) };
    for block in &paper.blocks {
        let text = paper.text_of(block.span);
        if is_end(text) {
            break;
        }
        if has_anchor(&anchors, block.span) || block.span.len() > 100 * LONGEST {
            continue;
        }
        match block.kind {
            BlockKind::Paragraph => check_paragraph(paper, &own, block, findings),
            BlockKind::Quote => check_block_quotation(paper, &own, block, &anchors, findings),
            BlockKind::Heading { .. } | BlockKind::ListItem | BlockKind::Verbatim => {}
        }
    }
}

/// Where markers of notes and citations by key stand in the body, in order.
fn anchors(paper: &Paper) -> Vec<usize> {
    let notes = paper.notes.iter().filter(|note| note.kind != NoteKind::Reference);
    let mut anchors: Vec<usize> = notes.flat_map(|note| note.anchors.iter().copied()).collect();
    anchors.extend(paper.unmatched_markers.iter().map(|marker| marker.at));
    // “(smith1999, 4)”: what is cited by a key in the text says as much as a note.
    anchors.extend(paper.keys.cited.iter().map(|cited| cited.span.start));
    anchors.sort_unstable();
    anchors
}

fn has_anchor(anchors: &[usize], span: Span) -> bool {
    let i = anchors.partition_point(|at| *at < span.start);
    anchors.get(i).is_some_and(|at| *at <= span.end)
}

/// Whether what follows belongs to the site, not to the article.
fn is_end(text: &str) -> bool {
    const ENDS: [&str; 8] = [
        "leave a reply",
        "leave a comment",
        "post a comment",
        "your email address will not be published",
        "schreibe einen kommentar",
        "laisser un commentaire",
        "disclaimer:",
        "share this",
    ];
    let lower: String = text.chars().take(60).flat_map(char::to_lowercase).collect();
    ENDS.iter().any(|end| lower.starts_with(end))
}

fn check_paragraph(paper: &Paper, own: &OwnText<'_>, block: &Block, findings: &mut Findings) {
    let quotations = quoted(&paper.text, block.span);
    let mut next = 0;
    for sentence in sentences(&paper.text, block.span) {
        let from = next;
        while quotations.get(next).is_some_and(|quotation| quotation.start < sentence.end) {
            next += 1;
        }
        let within = quotations.get(from..next).unwrap_or_default();
        if is_sourced(paper, sentence) {
            continue;
        }
        let shown: Vec<Span> =
            within.iter().copied().filter(|span| is_quotation(paper, own, *span, sentence)).collect();
        for span in &shown {
            let message = "These words are quoted, and no source says where they were said or written.";
            findings.push(Finding::new(&RULE, *span, message).with_evidence("kind", "direct-quote"));
        }
        if shown.is_empty() && within.iter().all(|span| !own.has(*span)) {
            report_claim(paper, sentence, findings);
        }
    }
}

fn report_claim(paper: &Paper, sentence: Span, findings: &mut Findings) {
    let text = paper.text_of(sentence);
    // A question, and a line that ends in no point, are no report.
    if text.ends_with('?') || sentence.len() > LONGEST || text.split_whitespace().count() < 6 {
        return;
    }
    let (message, kind) = match claim(text) {
        Some(Claim::Speech) => {
            ("Somebody is reported to have said this, and no source says where.", "indirect")
        }
        Some(Claim::Vague) => {
            ("This is said to be known or estimated, and nobody is named who says so.", "vague")
        }
        Some(Claim::Figure) => ("A figure is given, and no source says whose.", "statistic"),
        None => return,
    };
    findings.push(Finding::new(&RULE, main_clause(paper, sentence), message).with_evidence("kind", kind));
}

/// A sentence less what it only adds by contrast.
fn main_clause(paper: &Paper, sentence: Span) -> Span {
    const TURNS: [&str; 6] =
        [", while ", ", although ", ", whereas ", ", während ", ", obwohl ", ", tandis que "];
    let text = paper.text_of(sentence);
    let end = TURNS.iter().filter_map(|turn| text.find(turn)).min().unwrap_or(text.len());
    // What is too short to be the claim is the part that leads up to it.
    if end < 20 { sentence } else { Span::new(sentence.start, sentence.start + end) }
}

fn check_block_quotation(
    paper: &Paper,
    own: &OwnText<'_>,
    block: &Block,
    anchors: &[usize],
    findings: &mut Findings,
) {
    let before = paper.blocks.iter().rev().find(|other| other.span.end <= block.span.start);
    let is_introduced = before.is_some_and(|before| {
        has_anchor(anchors, before.span) || is_sourced(paper, last_sentence(paper, before.span))
    });
    let is_short = paper.text_of(block.span).split_whitespace().count() < LONG;
    if !is_introduced && !is_short && !is_sourced(paper, block.span) && !own.has(block.span) {
        let message = "This passage is quoted, and no source says where it was said or written.";
        findings.push(Finding::new(&RULE, block.span, message).with_evidence("kind", "block-quote"));
    }
}

fn last_sentence(paper: &Paper, block: Span) -> Span {
    sentences(&paper.text, block).last().copied().unwrap_or(block)
}

/// Whether a sentence names its source: a link, `(Smith 2010)`, `[12]`.
fn is_sourced(paper: &Paper, sentence: Span) -> bool {
    let text = paper.text_of(sentence);
    let is_linked = paper.runs_in(sentence).any(|run| matches!(run.style, RunStyle::Link { .. }));
    let addresses = &paper.addresses;
    let i = addresses.partition_point(|address| address.span.end <= sentence.start);
    let has_address = addresses.get(i).is_some_and(|address| address.span.overlaps(sentence));
    // The bracket may stand behind the full stop.
    let behind = paper.text.get(sentence.end..).unwrap_or_default().trim_start();
    is_linked
        || has_address
        || text.contains("://")
        || in_brackets(text)
        || behind.starts_with('[')
            && in_brackets(behind.get(..behind.find(']').map_or(0, |at| at + 1)).unwrap_or_default())
}

/// Whether brackets hold a year with a name, a page, or the number of a reference.
fn in_brackets(text: &str) -> bool {
    let mut rest = text;
    while let Some(open) = rest.find(['(', '[']) {
        let close = if rest.get(open..).is_some_and(|from| from.starts_with('(')) { ')' } else { ']' };
        let from = rest.get(open + 1..).unwrap_or_default();
        let Some(end) = from.find(close) else { return false };
        let inner = from.get(..end).unwrap_or_default();
        let numbers = || inner.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
        let year = numbers().any(|digits| digits.len() == 4);
        let page = ["p. ", "pp. ", "S. ", "ibid", "ebd", "para"].iter().any(|word| inner.contains(word))
            && numbers().count() > 0;
        let number = close == ']'
            && inner.chars().all(|c| c.is_ascii_digit() || ",–- ".contains(c))
            && !inner.is_empty();
        if year && inner.contains(char::is_alphabetic) || page || number {
            return true;
        }
        rest = from.get(end..).unwrap_or_default();
    }
    false
}

/// Whether marks hold words that somebody said: neither a title, nor a name, nor a word held at a distance.
fn is_quotation(paper: &Paper, own: &OwnText<'_>, span: Span, sentence: Span) -> bool {
    let inner = inner(paper.text_of(span));
    let words: Vec<&str> =
        inner.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).collect();
    let outside = paper.text_of(Span::new(sentence.start, span.start.max(sentence.start)));
    let behind = paper.text_of(Span::new(span.end.min(sentence.end), sentence.end));
    let spoken = has_verb(outside) || has_verb(behind);
    let least = if spoken { SPOKEN } else { LONG };
    let is_long = words.len() >= least && span.len() <= LONGEST;
    is_long && !is_title(&words) && !own.has(span)
}

fn inner(quotation: &str) -> &str {
    quotation.trim_matches(['"', '“', '”', '„', '«', '»', ' ', '\u{a0}', '.', ','])
}

/// Whether the words of any weight are capital, as in titles and names.
fn is_title(words: &[&str]) -> bool {
    let heavy: Vec<&&str> =
        words.iter().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 4).collect();
    let capital = heavy
        .iter()
        .filter(|word| word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase))
        .count();
    !heavy.is_empty() && capital * 10 >= heavy.len() * 8
}

/// The document's own words, searched for quotations of itself, as pull quotes are.
struct OwnText<'a> {
    paper: &'a Paper,
    /// Searches that are left: each reads the whole document.
    left: Cell<usize>,
}

impl OwnText<'_> {
    /// Whether the document has the same words a second time.
    fn has(&self, span: Span) -> bool {
        let inner = inner(self.paper.text_of(span));
        if inner.len() < 30 {
            return false;
        }
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        // Where nothing more can be looked up, nothing more is said.
        left == 0 || self.paper.text.match_indices(inner).take(2).count() > 1
    }
}
