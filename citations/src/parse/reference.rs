//! One reference → its variables: what stands before the title, the title, and what stands behind it.

use super::addresses::{self, Claims};
use super::back::{Back, back_at};
use super::coded;
use super::entry::people;
use super::head;
use super::kind;
use super::labelled::{self, Labelled};
use super::law;
use super::plain;
use super::quoted::{Title, italic_at, quoted_at};
use super::tail::Tail;
use super::token::{Passage, Tokens};
use crate::label::model::{Labelling, Model};
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
    pub(crate) archive: bool,
    pub(crate) blog: bool,
    pub(crate) case: bool,
    pub(crate) legislation: bool,
    pub(crate) treaty: bool,
    pub(crate) bill: bool,
    pub(crate) hearing: bool,
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

/// Reads one item by a model's labels alone; nothing without a model.
pub fn by_labels(passage: Passage<'_>, model: &Model<'_>) -> Reference {
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
    let mut tokens = Tokens::read(passage);
    tokens.list.truncate(MOST_TOKENS);
    let claims = addresses::claims(passage, &tokens);
    let taken = taken(&tokens, &claims.taken);
    (tokens, claims, taken)
}

fn read(passage: Passage<'_>, listed: bool) -> Reference {
    let (tokens, claims, taken) = sure(passage);
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
    let signed = number
        && comma.is_some_and(|comma| {
            comma > start + 2
                && head::looks_like_names(tokens, start + 1, comma)
                && tokens.list.get(comma + 1).is_some_and(|token| token.italic)
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
        let joined = (tokens.is(back.end, '/')
            || matches!(tokens.lower(back.end).as_str(), "et" | "and" | "und"))
            && tokens.is_capital(back.end + 1);
        let followed = tokens.is(back.end, ',') || tokens.is(back.end, ':') || joined;
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

/// The next title in quotation marks or italics.
pub(crate) fn next_title(draft: &Draft<'_>, from: usize, end: usize) -> Option<Title> {
    let mut i = from;
    while i < end {
        if !draft.taken[i] {
            let quoted = quoted_at(&draft.tokens, i, end);
            // Italics that begin with a quotation: “*‘Progress’ and Reaction*”.
            let is_italic = |i: usize| draft.tokens.list.get(i).is_some_and(|token| token.italic);
            if let Some(title) = quoted.filter(|title| !(is_italic(i) && is_italic(title.end))) {
                return Some(title);
            }
            if let Some(title) = italic_at(&draft.tokens, i, end) {
                return Some(title);
            }
        }
        i += 1;
    }
    None
}

/// Reads authors and title; gives the token behind the title.
fn read_title(draft: &mut Draft<'_>, start: usize, end: usize) -> usize {
    let title = next_title(draft, start, end);
    if let Some(within) = part_of(draft, start, title.map_or(end, |title| title.start)) {
        return plain::read_part(draft, start, within);
    }
    if draft.hints.sentences
        && let Some(point) = sentence_before(draft, start, title.map_or(end, |title| title.start))
        && let Some(behind) = sentence_title(draft, start, point, title, end)
    {
        return behind;
    }
    let Some(title) = title else { return plain::read(draft, start, end) };
    if let Some(within) = container_first(draft, title, start) {
        return plain::read_part(draft, start, within);
    }
    if title.quoted && is_part_of_title(draft, title, start) {
        return plain::read(draft, start, end);
    }
    if title.quoted && is_sub_verbo(&draft.tokens, title.start) {
        // “Oxford English Dictionary, s.v. ‘salt’”: what stands before is the dictionary.
        return plain::read(draft, start, title.start);
    }
    head::read(draft, start, title.start);
    let (first, last) = title.inner();
    draft.title = Some(title);
    let span = draft.tokens.span(first, last);
    if let Some(subtitle) = title_in_two(draft, title, end) {
        draft.set_text(Variable::Title, Span::new(span.start, subtitle.1), 0.9);
        return subtitle.0;
    }
    if let Some(behind) = title_goes_on(draft, title, end) {
        let whole = draft.tokens.span(title.start, behind);
        draft.set_text(Variable::Title, whole, 0.8);
        return behind;
    }
    draft.set_text(Variable::Title, span, 0.95);
    title.end
}

/// “‘Where Do the Rails End?’ Travel and Time, in: …”: only the first half stands in quotation marks.
fn title_goes_on(draft: &Draft<'_>, title: Title, end: usize) -> Option<usize> {
    let tokens = &draft.tokens;
    // “»Den Ersten der Tod«. Ein Spruch und seine Herkunft, in: …”
    let next = title.end + usize::from(tokens.is(title.end, '.'));
    let goes_on = title.quoted
        && tokens.is_capital(next)
        && tokens.lower(next) != "in"
        && tokens.list.get(next).is_some_and(|token| token.spaced && !token.italic);
    let comma = (title.end..end.min(title.end + 24)).find(|i| tokens.is(*i, ','))?;
    (goes_on && tokens.lower(comma + 1) == "in" && tokens.is(comma + 2, ':')
        || goes_on && next == title.end && tokens.lower(comma + 1) == "in")
        .then_some(comma)
}

/// Words in quotation marks within a title that has none itself: “Author, ‘Progress’ and Reaction, Berlin 1977”.
fn is_part_of_title(draft: &Draft<'_>, title: Title, start: usize) -> bool {
    let tokens = &draft.tokens;
    let joining = [
        "in", "ed", "eds", "trans", "hrsg", "by", "von", "dans", "edited", "as", "at", "no", "vol", "art",
        "review", "see", "s", "v", "quoted", "p", "pp", "of", "en", "on",
    ];
    let small =
        |i: usize| tokens.is_word(i) && !tokens.is_capital(i) && !joining.contains(&tokens.lower(i).as_str());
    let before = title.start > start && small(title.start - 1);
    let named = (start..title.start)
        .find(|i| tokens.is(*i, ','))
        .is_some_and(|comma| head::looks_like_names(tokens, start, comma));
    named && (small(title.end) || before)
}

/// “Author, Title, in: *Journal*”: only the container is set apart; gives the token of “in”.
fn container_first(draft: &Draft<'_>, title: Title, start: usize) -> Option<usize> {
    let tokens = &draft.tokens;
    let within = (start + 3..title.start).find(|i| {
        matches!(tokens.str(*i), "in" | "In") && tokens.is_any(i - 1, ",.") && tokens.is(*i + 1, ':')
    })?;
    let comma = (start..within - 1).any(|i| tokens.is(i, ','));
    let people_known = draft.hints.same_author || draft.hints.people_known;
    (!title.quoted && (comma || people_known)).then_some(within)
}

/// “Author, Title. Subtitle, in: Container”, where nothing is set apart: gives the token of “in”.
///
/// The colon makes it sure (“in:” announces a container in German), and so all before it is people and title.
fn part_of(draft: &Draft<'_>, start: usize, end: usize) -> Option<usize> {
    let tokens = &draft.tokens;
    (start + 1..end.min(start + 120)).find(|i| {
        matches!(tokens.str(*i), "in" | "In")
            && tokens.is_any(i - 1, ",.?!")
            && tokens.is(*i + 1, ':')
            && !draft.taken[*i]
    })
}

/// The point that ends the first sentence before a token.
fn sentence_before(draft: &Draft<'_>, start: usize, end: usize) -> Option<usize> {
    let tokens = &draft.tokens;
    (start + 1..end).find(|i| {
        tokens.is(*i, '.') && head::ends_sentence(tokens, *i)
            || tokens.is_any(*i, "?!") && tokens.list.get(i + 1).is_some_and(|next| next.spaced)
            || tokens.is(*i, '.')
                && i + 1 == end
                && !ends_in_abbreviation(tokens.span(start, *i + 1).of(tokens.text))
    })
}

/// “Title of the article. *Journal*, 3(2), 1–9”: the first sentence is the title, and what follows tells of what.
fn sentence_title(
    draft: &mut Draft<'_>,
    start: usize,
    point: usize,
    next: Option<Title>,
    end: usize,
) -> Option<usize> {
    let tokens = &draft.tokens;
    let behind = point + 1;
    let italic = next.filter(|next| !next.quoted && next.start == behind);
    let part = italic.is_some() || tokens.lower(behind) == "in" || starts_journal(draft, behind, end);
    let last = if tokens.is(point, '.') { point } else { behind };
    let last = before_bracket(tokens, start, last);
    let span = tokens.span(start, last);
    if tokens.list.get(start).is_some_and(|token| token.italic) || tokens.is_any(start, "“\"„«‘") {
        return None;
    }
    if part {
        draft.title = Some(Title { start, end: last, quoted: true });
    }
    draft.set_text(Variable::Title, span, 0.75);
    Some(last)
}

/// “Title (3rd ed.)”: the bracket is none of the title.
fn before_bracket(tokens: &Tokens<'_>, start: usize, end: usize) -> usize {
    let open = (start + 1..end).rev().find(|i| tokens.is_any(*i, "(["));
    open.filter(|open| tokens.closing(*open, end).is_some_and(|close| close + 1 >= end)).unwrap_or(end)
}

/// “Journal of Salt, 3(2), 1–9”, “J Salt 2010;3:1–9”, “Salt Studies 12 (1999): 4”: words and the numbers of an issue, and no publisher.
fn starts_journal(draft: &Draft<'_>, start: usize, end: usize) -> bool {
    let tokens = &draft.tokens;
    let Some(number) = (start..end.min(start + 24)).find(|i| tokens.is_number(*i) || draft.taken[*i]) else {
        return false;
    };
    if !tokens.is_number(number) || (start..number).any(|i| tokens.is_any(i, ":(")) {
        return false;
    }
    let issue =
        tokens.is_any(number + 1, "(;:") || tokens.is(number + 1, ',') && tokens.is_number(number + 2);
    let label = matches!(tokens.lower(number.wrapping_sub(1)).as_str(), "vol" | "no" | "nr")
        || tokens.is(number.wrapping_sub(1), '.')
            && matches!(tokens.lower(number.wrapping_sub(2)).as_str(), "vol" | "no" | "nr");
    let named = matches!(tokens.lower(number + 1).as_str(), "no" | "nr" | "issue")
        || tokens.is(number + 1, ',')
            && matches!(tokens.lower(number + 2).as_str(), "no" | "nr" | "pp" | "p");
    tokens.is_capital(start) && number > start && (issue || label || named)
}

/// “s.v.” before a token.
pub(crate) fn is_sub_verbo(tokens: &Tokens<'_>, i: usize) -> bool {
    let words: Vec<String> =
        (i.saturating_sub(4)..i).filter(|i| tokens.is_word(*i)).map(|i| tokens.lower(i)).collect();
    matches!(words.as_slice(), [.., one, other] if one == "s" && other == "v")
        || words.last().is_some_and(|word| word == "verbo" || word == "sv")
}

/// Italics that a converter broke in two: “*Title*: *Subtitle*”.
fn title_in_two(draft: &Draft<'_>, title: Title, end: usize) -> Option<(usize, usize)> {
    let colon = !title.quoted && draft.tokens.is(title.end, ':');
    let next = italic_at(&draft.tokens, title.end + 1, end).filter(|_| colon)?;
    Some((next.end, draft.tokens.span(next.start, next.end).end))
}

fn set_claims(draft: &mut Draft<'_>) {
    let claims = std::mem::take(&mut draft.claims);
    if let Some(address) = claims.urls.into_iter().next() {
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
    Reference { span: Span::new(first, end), prefix, item, locator: draft.locator, back, same_author }
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

fn ends_in_abbreviation(text: &str) -> bool {
    let word =
        text.trim_end_matches('.').rsplit(|c: char| c.is_whitespace() || c == '.').next().unwrap_or_default();
    text.ends_with("..")
        || word.chars().filter(|c| c.is_alphabetic()).count() == 1
        || matches!(word, "Inc" | "Ltd" | "Co" | "Jr" | "Sr" | "al" | "St" | "Mass" | "Univ")
}
