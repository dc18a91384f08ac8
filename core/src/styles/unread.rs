//! What a citation says and nobody read: rendered anew, it would be lost.

use ibidem_citations::{CitationItem, Form, Paper, Span};

/// So many words that were not read are more than a slip: another work, or a remark, stands in the citation.
const MANY: usize = 3;

/// Words that say what the words beside them are, or that a style says in its own way.
const CONNECTING: &[&str] = &[
    "a",
    "abgerufen",
    "accessed",
    "am",
    "and",
    "at",
    "available",
    "band",
    "bd",
    "by",
    "chap",
    "chapter",
    "consulté",
    "de",
    "dir",
    "doi",
    "ed",
    "edited",
    "editor",
    "edition",
    "eds",
    "et",
    "from",
    "fig",
    "figs",
    "hg",
    "hrsg",
    "herausgegeben",
    "http",
    "https",
    "ibid",
    "id",
    "idem",
    "in",
    "issue",
    "last",
    "le",
    "letter",
    "line",
    "lines",
    "ms",
    "n",
    "no",
    "note",
    "nos",
    "nr",
    "number",
    "of",
    "on",
    "online",
    "p",
    "page",
    "pages",
    "pp",
    "par",
    "retrieved",
    "s",
    "sec",
    "series",
    "t",
    "the",
    "to",
    "tome",
    "trans",
    "translated",
    "translator",
    "und",
    "v",
    "verso",
    "viewed",
    "vol",
    "volume",
    "vols",
    "von",
    "with",
    "zugriff",
];

/// Whether a citation says a number, or several words, that belong to nothing that was read of it.
pub(super) fn says_more(paper: &Paper, item: &CitationItem) -> bool {
    let read: Vec<Span> = item
        .as_cited
        .fields
        .iter()
        .filter_map(|field| field.span)
        .chain(item.locator.as_ref().map(|locator| locator.span))
        .chain(item.prefix)
        .chain(item.suffix)
        .collect();
    let mut words = 0;
    for (at, word) in words_of(paper.text_of(item.span)) {
        let at = item.span.start + at;
        if read.iter().any(|span| (span.start..span.end).contains(&at)) {
            continue;
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) && !is_note_number(paper, item, at) {
            return true;
        }
        let lower = word.to_lowercase();
        let counts = word.chars().count() > 1 && !CONNECTING.contains(&lower.as_str());
        words += usize::from(counts && item.form == Form::Full);
    }
    // “passim” is a place that no reader tells from a title.
    let says_passim = paper.text_of(item.span).trim_end_matches('.').ends_with("passim");
    words >= MANY || says_passim && item.locator.is_none()
}

/// “see n. 12 above”: the number of a note to which the citation points is not said by any style.
fn is_note_number(paper: &Paper, item: &CitationItem, at: usize) -> bool {
    use ibidem_citations::BackReference;
    let Some(BackReference::Supra { note: Some(note) }) = &item.back_reference else { return false };
    paper.text.get(at..).is_some_and(|rest| rest.starts_with(note.as_str()))
}

/// The words of a text, each with its first byte.
fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find(char::is_alphanumeric)?;
        let rest = text.get(start..)?;
        let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        at = start + length;
        Some((start, rest.get(..length)?))
    })
}
