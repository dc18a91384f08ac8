//! One reference → its variables: what stands before the title, the title, and what stands behind it.

use super::addresses::{self, Claims};
use super::back::{Back, back_at};
use super::coded;
use super::entry::{dated_entry_at, people};
use super::filings::filing;
use super::head;
use super::kind;
use super::labelled::{self, Labelled};
use super::law;
use super::names::is_particle;
use super::quoted::Title;
use super::sentences;
use super::tail::Tail;
use super::title::{next_title, read_title};
use super::token::{Passage, Tokens};
use crate::label::model::{LabelModel, Labelling};
use crate::label::{Label, Observed};
use crate::{BackReference, Item, Locator, Name, Span, Value, Variable};

/// Longer references are read up to here.
const MOST_TOKENS: usize = 4_000;

/// What one item of a note says.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// The item without its prefix.
    pub span: Span,
    /// “See also”, “quoted in”.
    pub prefix: Option<Span>,
    /// Its variables.
    pub item: Item,
    /// The place within the work.
    pub locator: Option<Locator>,
    /// The words by which it points back.
    pub back: Option<BackReference>,
    /// “Idem” stands where the author would.
    pub same_author: bool,
    /// A source of law that is never said longer: “§ 910 BGB”.
    pub is_source: bool,
}

/// A reference in the making.
pub(crate) struct Draft<'a> {
    pub(crate) tokens: Tokens<'a>,
    pub(crate) claims: Claims,
    /// For each token, whether a sure reading has it already.
    pub(crate) taken: Vec<bool>,
    pub(crate) item: Item,
    pub(crate) locator: Option<Locator>,
    pub(crate) title: Option<Title>,
    /// The words of the title's place: “interview”, “review”.
    pub(crate) hints: Hints,
}

/// What the words around the variables say of the kind of work.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "a set of independent observations")]
pub(crate) struct Hints {
    pub(crate) interview: bool,
    pub(crate) editors: bool,
    pub(crate) letter: bool,
    /// The container was introduced by “in”.
    pub(crate) within: bool,
    /// “Idem” stands where the authors would.
    pub(crate) same_author: bool,
    /// The people were read already, family name first.
    pub(crate) people_known: bool,
    /// Each part of the reference is a sentence: “Brandt, Paul. *Title*. London: Murray, 1999.”
    pub(crate) sentences: bool,
    /// Of such sentences, in a note and not in a list: BibLaTeX prints them so.
    pub(crate) verbose: bool,
    pub(crate) archive: bool,
    pub(crate) blog: bool,
    pub(crate) case: bool,
    pub(crate) legislation: bool,
    pub(crate) treaty: bool,
    pub(crate) bill: bool,
    pub(crate) hearing: bool,
    /// What was filed in a case stands before its name.
    pub(crate) filed: bool,
    /// A source of law that stands without a title.
    pub(crate) source: bool,
    /// An imprint in brackets: place and publisher.
    pub(crate) imprint: bool,
    pub(crate) thesis: bool,
    pub(crate) report: bool,
    pub(crate) conference: bool,
    pub(crate) review: bool,
    pub(crate) italic_container: bool,
    pub(crate) entry: bool,
}

/// Reads one item of a note.
pub fn reference(passage: Passage<'_>) -> Reference {
    by_rules(passage)
}

/// Reads one item of a note by rules alone.
pub fn by_rules(passage: Passage<'_>) -> Reference {
    read(passage, false)
}

/// Reads one entry of a reference list, which begins with its author, family name first.
pub fn entry(passage: Passage<'_>) -> Reference {
    read(passage, true)
}

/// Reads one item of a note whose tokens are known.
pub(crate) fn reference_of<'a>(passage: Passage<'a>, tokens: Tokens<'a>) -> Reference {
    read_tokens(passage, tokens, false)
}

/// Reads one item by a model's labels alone; nothing without a model.
pub fn by_labels(passage: Passage<'_>, model: &LabelModel<'_>) -> Reference {
    let (tokens, claims, taken) = sure(passage);
    let observed = Observed::new(passage, &tokens, &claims.taken);
    let labelling = model.label(&observed);
    labelled_reference(passage, labelled::read(tokens, claims, taken, &labelling))
}

/// Reads one text whose tokens have these labels, for measuring what labels can say at best.
pub fn by_given_labels(text: &str, labels: &[Label]) -> Reference {
    let passage = Passage { text, span: Span::new(0, text.len()), runs: &[] };
    let (tokens, claims, taken) = sure(passage);
    let labelling = Labelling { labels: labels.to_vec(), sure: vec![1.0; labels.len()] };
    labelled_reference(passage, labelled::read(tokens, claims, taken, &labelling))
}

fn labelled_reference(passage: Passage<'_>, labelled: Labelled<'_>) -> Reference {
    let mut draft = labelled.draft;
    set_claims(&mut draft);
    draft.item.kind = kind::kind(&draft);
    kind::settle(&mut draft);
    finish(passage, draft, labelled.start, labelled.back, false)
}

/// Tokens, and what is known of them without guessing.
fn sure(passage: Passage<'_>) -> (Tokens<'_>, Claims, Vec<bool>) {
    sure_of(passage, Tokens::read(passage))
}

fn sure_of<'a>(passage: Passage<'a>, mut tokens: Tokens<'a>) -> (Tokens<'a>, Claims, Vec<bool>) {
    tokens.list.truncate(MOST_TOKENS);
    let claims = addresses::claims(passage, &tokens);
    let taken = taken(&tokens, &claims.taken);
    (tokens, claims, taken)
}

fn read(passage: Passage<'_>, listed: bool) -> Reference {
    read_tokens(passage, Tokens::read(passage), listed)
}

fn read_tokens<'a>(passage: Passage<'a>, tokens: Tokens<'a>, listed: bool) -> Reference {
    let (tokens, claims, taken) = sure_of(passage, tokens);
    let listed = listed || dated_entry_at(&tokens, 0).is_some();
    let mut draft = Draft {
        tokens,
        claims,
        taken,
        item: Item::default(),
        locator: None,
        title: None,
        hints: Hints::default(),
    };
    let end = draft.tokens.len();
    let start = if listed { 0 } else { head::start(&draft) };
    if coded::read(&mut draft, start, listed) {
        set_claims(&mut draft);
        return finish(passage, draft, start, None, false);
    }
    let dashes = same_author_dashes(&draft.tokens, start).filter(|_| listed);
    let (back, same_author, first) = match dashes {
        Some(behind) => (Some(Back { reference: BackReference::Idem, end: behind }), true, behind),
        None => read_back(&mut draft, start),
    };
    let first = if back.is_none() { filing(&mut draft, first, end).unwrap_or(first) } else { first };
    let source = if back.is_none() { law::provision(&mut draft, first, end) } else { None };
    let first = if back.is_none() && source.is_none() { volume_first(&mut draft, first, end) } else { first };
    let first = if same_author || back.is_some() || source.is_some() {
        first
    } else {
        people(&mut draft, first, listed).unwrap_or(first)
    };
    let content = if let Some(Back { end: behind, .. }) = back.clone().filter(|_| !same_author) {
        behind
    } else {
        draft.hints.same_author = same_author;
        // “Idem. “North German Organ Building”. In: …”
        let ended = same_author && draft.tokens.is(first.wrapping_sub(1), '.');
        if ended && sentences::has_parts(&draft.tokens, first, end) {
            (draft.hints.sentences, draft.hints.verbose) = (true, true);
        }
        if let Some(behind) = source {
            behind
        } else {
            let behind = read_title(&mut draft, first, end);
            law::read(&mut draft, behind, end)
        }
    };
    Tail::read(&mut draft, content, end, back.is_some() && !same_author);
    set_claims(&mut draft);
    draft.item.kind = kind::kind(&draft);
    kind::settle(&mut draft);
    finish(passage, draft, start, back.map(|back| back.reference).filter(|_| !same_author), same_author)
}

/// “2 Theodore Sedgwick, *A Treatise on Beacons* 112”: the volume stands first (Bluebook 15.3).
fn volume_first(draft: &mut Draft<'_>, start: usize, end: usize) -> usize {
    let tokens = &draft.tokens;
    let number = tokens.is_number(start) && tokens.str(start).len() <= 2 && tokens.is_capital(start + 1);
    let comma = (start + 2..end.min(start + 12)).find(|i| tokens.is(*i, ','));
    // “1 Melville B. Nimmer & David Nimmer, Nimmer on Copyright § 2.18 (2022)”: names, and a title that is not set apart.
    let dated = (start..end).any(|i| tokens.is(i, '(')) && (start..end).any(|i| tokens.is_any(i, "§¶"));
    let signed = number
        && comma.is_some_and(|comma| {
            comma > start + 2
                && head::looks_like_names(tokens, start + 1, comma)
                && (tokens.list.get(comma + 1).is_some_and(|token| token.italic)
                    || dated && comma > start + 3 && tokens.is_capital(comma + 1))
        });
    if !signed {
        return start;
    }
    let volume = tokens.span(start, start + 1);
    draft.set_text(Variable::Volume, volume, 0.85);
    start + 1
}

/// “———. *Title*”: dashes where the author of the entry before would stand.
fn same_author_dashes(tokens: &Tokens<'_>, start: usize) -> Option<usize> {
    let dashes = (start..tokens.len()).take_while(|i| tokens.is_any(*i, "—–―_-")).count();
    let long =
        dashes >= 2 || tokens.is_any(start, "—―") || tokens.is(start, '–') && tokens.is_any(start + 1, ".,:");
    let behind = (start + dashes..tokens.len()).find(|i| !tokens.is_any(*i, ".,:"))?;
    (dashes > 0 && long).then_some(behind)
}

fn taken(tokens: &Tokens<'_>, spans: &[Span]) -> Vec<bool> {
    let mut taken = vec![false; tokens.len()];
    for span in spans {
        let first = tokens.list.partition_point(|token| token.span.end <= span.start);
        for (token, taken) in tokens.list[first..].iter().zip(&mut taken[first..]) {
            if token.span.start >= span.end {
                break;
            }
            *taken = true;
        }
    }
    taken
}

/// Reads ibid. and its like: at the start, or behind an author (“Smith, op. cit.”).
fn read_back(draft: &mut Draft<'_>, start: usize) -> (Option<Back>, bool, usize) {
    let tokens = &draft.tokens;
    if let Some(back) = back_at(tokens, start) {
        let joined = (tokens.is(back.end, '/') || matches!(tokens.lower(back.end), "et" | "and" | "und"))
            && tokens.is_capital(back.end + 1);
        let ended = tokens.is(back.end - 1, '.') && sentences::has_parts(tokens, back.end, tokens.len());
        let followed = tokens.is(back.end, ',') || tokens.is(back.end, ':') || joined || ended;
        // “*Id.*, « Titre »” is the same author; “Id. at 45” the same work.
        let id = tokens.lower(start) == "id"
            && next_title(draft, back.end, tokens.len()).is_some_and(|title| title.start <= back.end + 2);
        let same_author =
            (back.reference == BackReference::Idem || id) && followed && has_title(draft, back.end);
        let end = back.end;
        return (Some(back), same_author, end);
    }
    let limit = tokens.len().min(start + 60);
    let found = (start + 1..limit).find_map(|i| {
        let bracket = tokens.is_any(i, "([");
        let at = if bracket { i + 1 } else { i };
        let back = back_at(tokens, at)
            .filter(|back| !matches!(back.reference, BackReference::Ibid | BackReference::Idem))?;
        let separated =
            tokens.is_any(at - 1, ",([;.") || tokens.list[at].italic || tokens.lower(at) == "supra";
        let end = if bracket && tokens.is_any(back.end, ")]") { back.end + 1 } else { back.end };
        separated.then_some((i, Back { end, ..back }))
    });
    let Some((at, back)) = found else { return (None, false, start) };
    let tokens = &draft.tokens;
    // “see further Williams, op. cit.”: words without a capital lead up to the names.
    let leads = |i: usize| {
        tokens.is_word(i) && !tokens.is_capital(i) && !tokens.list[i].italic && !is_particle(tokens.str(i))
    };
    let start = (start..at).find(|i| !leads(*i)).unwrap_or(start);
    // “Angster, Rucz, and Miklós, op. cit.”: several family names, and no title.
    let last = (start..at).rev().find(|i| !tokens.is_any(*i, ",(")).map_or(at, |last| last + 1);
    let joined = (start..last).any(|i| {
        tokens.is(i, ',') && (matches!(tokens.str(i + 1), "and" | "und" | "et") || tokens.is(i + 1, '&'))
    }) || (start..last).filter(|i| tokens.is(*i, ',')).count() == 1
        && (start..last).any(|i| tokens.is(i, '&'));
    let plain = (start..last).all(|i| !tokens.list[i].italic);
    if joined && plain && head::looks_like_names(tokens, start, last) {
        head::set_people(draft, start, last, Variable::Author);
        return (Some(back), false, start);
    }
    // What stands before is an author, a title, or both.
    let behind = read_title(draft, start, at);
    Tail::read(draft, behind, at, true);
    (Some(back), false, start)
}

/// A title follows: set apart, or at least a word in capitals that is no label of a place.
fn has_title(draft: &Draft<'_>, from: usize) -> bool {
    // “ders./Georgij P. Kynin (Hrsg.), *Title*”: other people can stand before the title.
    let reach = if draft.tokens.is(from, '/') { 16 } else { 6 };
    let set_apart =
        next_title(draft, from, draft.tokens.len()).is_some_and(|title| title.start < from + reach);
    let word = (from..draft.tokens.len().min(from + 4)).find(|i| !draft.tokens.is_any(*i, ",:("));
    let words = (from..draft.tokens.len().min(from + 12)).filter(|i| draft.tokens.is_word(*i)).count();
    // “Ders., Reisebilder, S. 12”: one word is a title too, if it is none that counts something.
    let whole = |i: usize| draft.tokens.str(i).chars().count() > 3 && !draft.tokens.is(i + 1, '.');
    set_apart || word.is_some_and(|i| draft.tokens.is_capital(i) && (words >= 3 || whole(i)))
}

fn set_claims(draft: &mut Draft<'_>) {
    let claims = std::mem::take(&mut draft.claims);
    // “doi:10.2307/3105951” with a link to the resolver: the identifier is printed, and no address.
    let is_linked_doi = |address: &crate::Address| {
        let shown = address.span.of(draft.tokens.text);
        // “JSTOR 3105951”
        let number = !shown.is_empty() && shown.bytes().all(|byte| byte.is_ascii_digit());
        number || !shown.contains("://") && !shown.contains("www.") && address.url.contains("doi.org/10.")
    };
    if let Some(address) = claims.urls.into_iter().find(|address| !is_linked_doi(address)) {
        draft.item.set(Variable::Url, Value::Text(address.url), Some(address.span), 0.99);
    }
    let texts = [(Variable::Doi, claims.doi), (Variable::Pmid, claims.pmid), (Variable::Isbn, claims.isbn)];
    for (variable, found) in texts {
        if let Some((span, value)) = found {
            draft.item.set(variable, Value::Text(value), Some(span), 0.99);
        }
    }
    if let Some((span, date)) = claims.accessed {
        draft.item.set(Variable::Accessed, Value::Date(date), Some(span), 0.98);
    }
}

fn finish(
    passage: Passage<'_>,
    draft: Draft<'_>,
    start: usize,
    back: Option<BackReference>,
    same_author: bool,
) -> Reference {
    let first = draft.tokens.list.get(start).map_or(passage.span.end, |token| token.span.start);
    let end = passage.span.start + passage.as_str().trim_end().len();
    let before = Span::new(passage.span.start, first);
    let prefix = before.of(passage.text).trim_end_matches([' ', ',', ':', '“', '"', '(']);
    let prefix = (!prefix.trim().is_empty()).then(|| Span::new(before.start, before.start + prefix.len()));
    let mut item = draft.item;
    item.fields.shrink_to_fit();
    Reference {
        span: Span::new(first, end),
        prefix,
        item,
        locator: draft.locator,
        back,
        same_author,
        is_source: draft.hints.source,
    }
}

impl Draft<'_> {
    /// Sets a variable to the text of a span, less white space and closing punctuation.
    pub(crate) fn set_text(&mut self, variable: Variable, span: Span, confidence: f32) {
        let span = trimmed(self.tokens.text, span);
        let text = span.of(self.tokens.text);
        if !text.is_empty() {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.item.set(variable, Value::Text(text), Some(span), confidence);
        }
    }

    /// Sets names, unless there are none.
    pub(crate) fn set_names(&mut self, variable: Variable, names: Vec<Name>, span: Span, confidence: f32) {
        if !names.is_empty() {
            // A long book has a hundred thousand of them, and a list grows by four.
            let names = names.into_boxed_slice().into_vec();
            self.item.set(variable, Value::Names(names), Some(span), confidence);
        }
    }
}

/// A span without white space at its ends, and without the punctuation that belongs to the sentence.
pub(crate) fn trimmed(text: &str, span: Span) -> Span {
    let inside = span.of(text);
    let lead = inside.len() - inside.trim_start_matches([' ', ',', ';', ':', '\n', '\u{A0}']).len();
    let rest = &inside[lead..];
    let mut kept = rest.trim_end_matches([' ', ',', ';', ':', '\n', '\u{A0}']);
    // The point of an abbreviation or of initials is part of the value.
    if kept.ends_with('.') && !ends_in_abbreviation(kept) {
        kept = kept.trim_end_matches('.').trim_end();
    }
    Span::new(span.start + lead, span.start + lead + kept.len())
}

pub(super) fn ends_in_abbreviation(text: &str) -> bool {
    let word =
        text.trim_end_matches('.').rsplit(|c: char| c.is_whitespace() || c == '.').next().unwrap_or_default();
    text.ends_with("..")
        || word.chars().filter(|c| c.is_alphabetic()).count() == 1
        || matches!(word, "Inc" | "Ltd" | "Co" | "Jr" | "Sr" | "al" | "St" | "Mass" | "Univ")
}
