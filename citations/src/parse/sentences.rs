//! References whose parts are sentences: “Ann Blair. Too Much to Know. 2nd ed. Vol. 1. New Haven: Yale
//! University Press, 2010, p. 62.”
//!
//! BibLaTeX prints notes so where nobody chose otherwise (its styles verbose and verbose-trad). The
//! splitter and the parser ask the same functions, so that what is found is also read.

use super::dates::date_at;
use super::ends_sentence;
use super::names::is_particle;
use super::quoted::{Title, quoted_at};
use super::reference::Draft;
use super::token::Tokens;
use crate::{Span, Value, Variable};

/// Who signs a reference, as its first sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Signed {
    /// The token behind the names.
    pub(crate) end: usize,
    /// The first token of the title.
    pub(crate) behind: usize,
    /// What they did, if they are no authors.
    pub(crate) role: Option<Variable>,
}

/// Reads “Ann Blair.”, “Kimberly Marshall, ed.”, “Gerhard Aumüller et al.”, “Board of Trade.” at a token.
pub(crate) fn signed_at(tokens: &Tokens<'_>, start: usize) -> Option<Signed> {
    if !tokens.is_capital(start)
        || matches!(tokens.str(start), "The" | "A" | "An" | "In" | "See" | "Ed" | "Vol")
    {
        return None;
    }
    let mut words = 0_usize;
    for i in start..tokens.len().min(start + 40) {
        if tokens.list.get(i).is_none_or(|token| token.italic) {
            return None;
        }
        let word = tokens.str(i);
        if tokens.is(i, ',') {
            let role = match tokens.str(i + 1) {
                "ed" | "eds" => Some(Variable::Editor),
                "trans" => Some(Variable::Translator),
                _ => None,
            };
            if role.is_some() && tokens.is(i + 2, '.') && starts_title(tokens, i + 3) {
                return (words >= 2).then_some(Signed { end: i, behind: i + 3, role });
            }
        } else if tokens.is(i, '.') {
            let others =
                tokens.str(i - 1) == "al" && tokens.str(i - 2) == "et" && starts_title(tokens, i + 1);
            if others || ends_sentence(tokens, i) {
                // One word alone is a name only before a title in quotation marks: “Anon. “The Late Storms””.
                let enough = words >= 2 || tokens.is_any(i + 1, "“\"«„");
                // Of an inverted name the first word stands alone before its comma.
                let straight = !tokens.is(start + 1, ',');
                return (enough && straight).then_some(Signed { end: i, behind: i + 1, role: None });
            }
        } else if tokens.is_word(i) {
            words += 1;
            let joins =
                i > start && matches!(word, "and" | "und" | "et" | "y" | "al" | "of" | "for" | "others");
            if !(tokens.is_capital(i) || is_particle(word) || joins) {
                return None;
            }
        } else if !tokens.is_any(i, "&-’'") {
            return None;
        }
    }
    None
}

fn starts_title(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.is_capital(i) || tokens.is_number(i) || tokens.is_any(i, "“\"«„‘")
}

/// What a sentence says that stands behind the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// “In: *Journal* 3.2 (1999), pp. 4–19”
    Within,
    /// “New Haven: Yale University Press, 2010”, “University of Leeds, 2011”, “2022”
    Imprint,
    /// “PhD thesis”, “Tech. rep. 9”
    Genre,
    /// “2nd ed.”, “Vol. 2”, “4 vols.”, “Ed. by X”, “Chap. 6”
    Detail,
    /// “doi: …”, “url: …”, “isbn: …”
    Address,
    /// “With an introd. by X”
    Remark,
}

/// What the sentence says that starts at a token, if it is no title.
pub(crate) fn part_at(tokens: &Tokens<'_>, i: usize, end: usize) -> Option<Part> {
    let next = i + 1 + usize::from(tokens.is(i + 1, '.'));
    let word = tokens.lower(i);
    let by = matches!(tokens.lower(next), "by" | "and" | "from" | "von" | "par" | "und" | "aus");
    let part = match word {
        "in" if tokens.is(i + 1, ':') => Part::Within,
        "doi" | "url" | "isbn" | "issn" | "arxiv" | "eprint" | "hal" | "jstor" | "pmid"
            if tokens.is(i + 1, ':') =>
        {
            Part::Address
        }
        "ed" | "eds" | "edited" | "trans" | "translated" | "hrsg" | "übers" | "éd" | "trad" | "rev" if by => {
            Part::Detail
        }
        "rev" | "new" | "enl" if tokens.lower(next) == "ed" => Part::Detail,
        "vol" | "bd" | "chap" | "part" if tokens.is_number(next) || is_roman(tokens.str(next)) => {
            Part::Detail
        }
        "with"
            if matches!(tokens.str(i + 1), "a" | "an" | "the" | "contributions" | "notes" | "comments") =>
        {
            Part::Remark
        }
        "phd" | "ma" | "msc" | "master" | "master’s" | "bachelor" | "doctoral" | "diss" | "dissertation"
        | "habilitation"
            if is_genre(tokens, i, end) =>
        {
            Part::Genre
        }
        "tech" if tokens.lower(next) == "rep" => Part::Genre,
        "dataset" | "software" if tokens.is(i + 1, '.') => Part::Genre,
        _ if tokens.is_number(i) && is_counted(tokens, i) => Part::Detail,
        _ => return is_imprint(tokens, i, end).then_some(Part::Imprint),
    };
    Some(part)
}

/// “PhD thesis.”, “Habilitation.”
fn is_genre(tokens: &Tokens<'_>, i: usize, end: usize) -> bool {
    let stop = (i..end.min(i + 5)).find(|i| tokens.is_any(*i, ".,")).unwrap_or(end);
    stop > i && crate::language::is_thesis(tokens.span(i, stop).of(tokens.text))
}

/// “2nd ed.”, “4 vols.”
fn is_counted(tokens: &Tokens<'_>, i: usize) -> bool {
    (i + 1..i + 4).any(|i| matches!(tokens.str(i), "ed" | "vols" | "edn" | "Aufl" | "Bde"))
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| "IVXLC".contains(c))
}

/// “New Haven: Yale University Press, 2010”, “Amherst, 1876”, “University of Leeds, 2011”, “2022”.
fn is_imprint(tokens: &Tokens<'_>, start: usize, end: usize) -> bool {
    let is_year = |i: usize| {
        tokens.number(i).is_some_and(|n| (1400..2200).contains(&n)) && tokens.str(i).len() == 4 && i < end
    };
    let ends = |i: usize| {
        i + 1 >= end || tokens.is_any(i + 1, ".,;:)") || tokens.is_any(i + 1, "-–") && is_year(i + 2)
    };
    if is_year(start) {
        return ends(start);
    }
    let named = |i: &usize| {
        tokens.is_capital(*i)
            || tokens.is_any(*i, ",.-/[]&’")
            || matches!(
                tokens.str(*i),
                "and" | "und" | "et" | "am" | "an" | "der" | "a" | "of" | "de" | "y" | "do"
            )
    };
    let stop = start + (start..end.min(start + 12)).take_while(named).count();
    let house = tokens.is(stop, ':') && tokens.is_word(stop + 1);
    let sentence = |i: usize| tokens.is(i, '.') && ends_sentence(tokens, i);
    let until = (start..end.min(stop + 24)).find(|i| sentence(*i)).unwrap_or(end.min(stop + 24));
    let dated = (stop + 1..until).any(|i| is_year(i) && ends(i) && !tokens.is_any(i - 1, "-–("));
    let bare = tokens.is(stop.wrapping_sub(1), ',') && is_year(stop) && ends(stop) && stop - start <= 9;
    tokens.is_capital(start) && (house && dated || bare)
}

/// The sentences from a token on: where each begins and ends.
fn sentences(tokens: &Tokens<'_>, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut sentences = Vec::new();
    let mut first = start;
    let mut i = start;
    while i < end {
        if let Some(behind) = quoted_at(tokens, i, end)
            .map(|title| title.end)
            .or_else(|| tokens.closing(i, end).map(|at| at + 1))
        {
            i = behind.max(i + 1);
            continue;
        }
        // The points of “2nd ed.” and “4 vols.” end sentences here, if they end anything.
        let shortened =
            matches!(tokens.str(i.wrapping_sub(1)), "ed" | "vols" | "diss") && starts_title(tokens, i + 1);
        let counted =
            tokens.is_number(i + 1) && is_counted(tokens, i + 1) && tokens.is_word(i.wrapping_sub(1));
        let stop = tokens.is(i, '.')
            && (ends_sentence(tokens, i) || counted || shortened && !tokens.is_number(i + 1))
            || tokens.is_any(i, "?!")
                && tokens.list.get(i + 1).is_some_and(|next| next.spaced)
                && tokens.is_capital(i + 1);
        if stop {
            if i > first {
                sentences.push((first, i));
            }
            first = i + 1;
        }
        i += 1;
    }
    if end > first {
        sentences.push((first, end));
    }
    sentences
}

/// Whether what stands behind the names has the parts of a reference.
pub(crate) fn has_parts(tokens: &Tokens<'_>, behind: usize, end: usize) -> bool {
    sentences(tokens, behind, end).into_iter().skip(usize::from(!tokens.is_any(behind, "“\"«„"))).any(
        |(first, last)| {
            part_at(tokens, first, last).is_some_and(|part| part != Part::Remark && part != Part::Address)
        },
    )
}

/// Reads title, series and container; gives the token behind the title.
///
/// What is read here is taken; editions, imprints, dates and pages are left to those who read all tails.
pub(super) fn read(draft: &mut Draft<'_>, start: usize, end: usize) -> usize {
    let quoted = quoted_at(&draft.tokens, start, end);
    let behind = match quoted {
        Some(title) => {
            let (first, last) = title.inner();
            let span = draft.tokens.span(first, last);
            draft.title = Some(title);
            draft.set_text(Variable::Title, span, 0.95);
            title.end + usize::from(draft.tokens.is(title.end, '.'))
        }
        None => start,
    };
    let mut parts = sentences(&draft.tokens, behind, end).into_iter().peekable();
    let mut title_end = behind;
    if quoted.is_none()
        && let Some((first, last)) = parts.next()
    {
        title_end = last + usize::from(draft.tokens.is_any(last, "?!"));
        let mut span = draft.tokens.span(first, title_end);
        while let Some((next, stop)) = parts.next_if(|part| is_subtitle(&draft.tokens, span, *part, end)) {
            title_end = stop;
            span = span.to(draft.tokens.span(next, stop));
        }
        draft.set_text(Variable::Title, span, 0.75);
    }
    let mut within = false;
    for (first, last) in parts {
        match part_at(&draft.tokens, first, end) {
            Some(Part::Within) => within = container(draft, first, last),
            Some(Part::Remark) => take(draft, first, last),
            Some(Part::Imprint) => {
                school(draft, first, last);
                break;
            }
            None if within || quoted.is_none() => series(draft, first, last),
            Some(Part::Genre) => genre(draft, first, last),
            Some(Part::Address) if draft.tokens.lower(first) == "issn" => take(draft, first, last),
            _ => {}
        }
    }
    title_end
}

/// “Il prezzo del rischio. L’assicurazione mediterranea”: a sentence behind the title that announces nothing.
fn is_subtitle(tokens: &Tokens<'_>, title: Span, sentence: (usize, usize), end: usize) -> bool {
    let (first, last) = sentence;
    let has_subtitle = title.of(tokens.text).contains([':', '?', '.']);
    let more = last + 1 < end;
    part_at(tokens, first, end).is_none() && more && !has_subtitle && !is_series(tokens, first, last)
}

/// “Palgrave Studies in Economic History”, “Bibliotheca Organologica 113”.
fn is_series(tokens: &Tokens<'_>, first: usize, last: usize) -> bool {
    const WORDS: [&str; 20] = [
        "studies",
        "series",
        "library",
        "texts",
        "bibliotheca",
        "bibliothek",
        "monographs",
        "schriften",
        "beiträge",
        "veröffentlichungen",
        "collection",
        "lecture",
        "handbooks",
        "publications",
        "forschungen",
        "sources",
        "archives",
        "classics",
        "reihe",
        "studien",
    ];
    let numbered = tokens.is_number(last - 1)
        && tokens.str(last - 1).len() <= 4
        && last - first >= 2
        && !tokens.is_any(last - 2, "-–,");
    numbered || (first..last).any(|i| tokens.is_capital(i) && WORDS.contains(&tokens.lower(i)))
}

fn series(draft: &mut Draft<'_>, first: usize, last: usize) {
    let taken = draft.taken.get(first).copied().unwrap_or(false);
    if taken
        || draft.item.has(Variable::CollectionTitle)
        || !draft.tokens.is_capital(first)
        || last - first > 20
    {
        return;
    }
    let number = (draft.tokens.is_number(last - 1) && last - first >= 2).then_some(last - 1);
    let title = draft.tokens.span(first, number.unwrap_or(last));
    draft.set_text(Variable::CollectionTitle, title, 0.7);
    if let Some(number) = number {
        let number = draft.tokens.span(number, number + 1);
        draft.set_text(Variable::CollectionNumber, number, 0.75);
    }
    take(draft, first, last);
}

/// “In: Samuel Scheidt. Tabulatura nova”, “In: Ports and Profits”: a book; journals are left to the tail.
fn container(draft: &mut Draft<'_>, first: usize, last: usize) -> bool {
    let tokens = &draft.tokens;
    let title = first + 2;
    draft.hints.within = true;
    let event = (title + 1..last)
        .find(|i| tokens.is(*i, '('))
        .filter(|open| tokens.closing(*open, last).is_some_and(|close| close + 1 == last))
        .filter(|_| last < tokens.len());
    if let Some(open) = event {
        return proceedings(draft, first, open, last);
    }
    if (title..last).any(|i| tokens.is(i, '(') || tokens.list.get(i).is_some_and(|token| token.italic))
        || title >= last
    {
        return true;
    }
    // A year or a volume is that of a journal.
    if tokens.is_number(last - 1) || (title..last).any(|i| tokens.is(i, ',') && tokens.is_number(i + 1)) {
        return true;
    }
    let author = signed_at(tokens, title).filter(|signed| {
        let stop = (signed.behind..tokens.len()).find(|i| tokens.is(*i, '.') && ends_sentence(tokens, *i));
        signed.role.is_none()
            && signed.behind == last + 1
            && stop.is_some()
            && part_at(tokens, signed.behind, tokens.len()).is_none()
    });
    let (from, to) = match author {
        Some(signed) => {
            let stop =
                (signed.behind..tokens.len()).find(|i| tokens.is(*i, '.') && ends_sentence(tokens, *i));
            (signed.behind, stop.unwrap_or(last))
        }
        None => (title, last),
    };
    let names = author.map(|signed| tokens.span(title, signed.end));
    let span = tokens.span(from, to);
    if let Some(names) = names {
        let people = super::names(names.of(draft.tokens.text));
        draft.set_names(Variable::ContainerAuthor, people, names, 0.75);
    }
    draft.title.get_or_insert(Title { start: first, end: first, quoted: true });
    draft.set_text(Variable::ContainerTitle, span, 0.8);
    take(draft, first, to);
    true
}

/// “In: Proceedings of the Conference on Salt (Rome, May 3–5, 2010)”: where and when it was held.
fn proceedings(draft: &mut Draft<'_>, first: usize, open: usize, last: usize) -> bool {
    let tokens = &draft.tokens;
    let date = (open + 1..last).find_map(|i| Some((i, date_at(tokens, i)?)));
    let comma = (open + 1..last).find(|i| tokens.is(*i, ','));
    let title = tokens.span(first + 2, open);
    let Some((at, (date, behind))) = date.filter(|(at, _)| *at > open + 1) else { return true };
    let place = comma.filter(|comma| *comma < at).map(|comma| tokens.span(open + 1, comma));
    let day = tokens.span(at, behind);
    draft.hints.conference = true;
    draft.title.get_or_insert(Title { start: first, end: first, quoted: true });
    draft.set_text(Variable::ContainerTitle, title, 0.8);
    draft.item.set(Variable::EventDate, Value::Date(date), Some(day), 0.8);
    if let Some(place) = place {
        draft.set_text(Variable::EventPlace, place, 0.8);
    }
    take(draft, first, last);
    true
}

/// “University of Leeds, 2011” behind “PhD thesis”
fn school(draft: &mut Draft<'_>, first: usize, last: usize) {
    let comma = (first..last).find(|i| draft.tokens.is_any(*i, ",:"));
    let alone =
        comma.filter(|comma| draft.tokens.is(*comma, ',') && date_at(&draft.tokens, comma + 1).is_some());
    if let Some(comma) = alone.filter(|_| draft.hints.thesis) {
        let span = draft.tokens.span(first, comma);
        draft.set_text(Variable::Publisher, span, 0.85);
        take(draft, first, comma);
    }
}

/// “PhD thesis”, “Tech. rep. 9”, “Dataset”
fn genre(draft: &mut Draft<'_>, first: usize, last: usize) {
    let tokens = &draft.tokens;
    let is_report = tokens.lower(first) == "tech";
    let number = (first..last).find(|i| tokens.str(*i).bytes().any(|byte| byte.is_ascii_digit()));
    let number = number.filter(|_| is_report);
    let named = tokens.span(first, number.unwrap_or(last));
    draft.hints.report |= is_report;
    draft.hints.thesis |= crate::language::is_thesis(named.of(draft.tokens.text));
    if let Some(number) = number {
        let span = draft.tokens.span(number, last);
        draft.set_text(Variable::Number, span, 0.85);
    }
    draft.set_text(Variable::Genre, named, 0.85);
    take(draft, first, last);
}

fn take(draft: &mut Draft<'_>, first: usize, last: usize) {
    if let Some(taken) = draft.taken.get_mut(first..last) {
        taken.fill(true);
    }
}
