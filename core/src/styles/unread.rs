//! What a citation says and nobody read: rendered anew, it would be lost.

use ibidem_citations::{CitationItem, Form, Paper, Span, Variable};

/// Words that say what sort of piece follows: “Interview of M. K. Bhadrakumar, …”
const OF_WHAT_SORT: &[&str] = &[
    "interview",
    "conversation",
    "gespräch",
    "entretien",
    "intervista",
    "review",
    "rezension",
    "recension",
    "recensione",
    "reseña",
    "foreword",
    "preface",
    "afterword",
    "vorwort",
    "nachwort",
    "préface",
    "postface",
    "prefazione",
    "prólogo",
];

/// So many words stand at most before what they are said of.
const MOST_LEADING: usize = 4;

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

/// Where a citation begins behind the words that say what sort of piece it is: they stay before it.
pub(super) fn behind_lead(paper: &Paper, item: &CitationItem) -> usize {
    let start = item.prefix.map_or(item.span.start, |prefix| prefix.end.max(item.span.start));
    let first = read(item).map(|span| span.start).filter(|at| *at >= start).min().unwrap_or(start);
    let lead: Vec<&str> = words_of(paper.text_of(Span::new(start, first))).map(|(_, word)| word).collect();
    let says_sort = lead.iter().any(|word| OF_WHAT_SORT.contains(&word.to_lowercase().as_str()));
    if says_sort && lead.len() <= MOST_LEADING { first } else { item.span.start }
}

/// Whether a citation names an author while its work was read without anybody.
pub(super) fn names_more(paper: &Paper, item: &CitationItem) -> bool {
    let work = item.mention.as_ref().and_then(|mention| paper.bibliography.work(mention.work));
    let people = [Variable::Author, Variable::Editor, Variable::Director, Variable::Interviewer];
    item.as_cited.has(Variable::Author)
        && work.is_some_and(|work| people.iter().all(|variable| !work.item.has(*variable)))
}

fn read(item: &CitationItem) -> impl Iterator<Item = Span> {
    let fields = item.as_cited.fields.iter().filter_map(|field| field.span);
    fields.chain(item.locator.as_ref().map(|locator| locator.span))
}

/// Whether a citation says a number, or several words, that belong to nothing that was read of it.
pub(super) fn says_more(paper: &Paper, item: &CitationItem) -> bool {
    let read: Vec<Span> = read(item).chain(item.prefix).chain(item.suffix).collect();
    let start = behind_lead(paper, item);
    let mut words = 0;
    for (at, word) in words_of(paper.text_of(Span::new(start, item.span.end))) {
        let at = start + at;
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
