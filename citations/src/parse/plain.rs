//! References without quotation marks and italics: authors and title by the signs between them.

use super::archive;
use super::dates::date_at;
use super::head::{
    before_remark, ends_sentence, is_short_institution, looks_like_names, set_people, strip_role,
};
use super::letters::{behind_interview, is_interview, read_letter};
use super::reference::Draft;
pub(crate) use super::title_end::place_and_year;
use super::title_end::{page_before_year, title_end};
use super::token::Tokens;
use crate::language::is_newspaper_name;
use crate::{Value, Variable};

/// Reads authors and title; gives the token behind them.
pub(crate) fn read(draft: &mut Draft<'_>, start: usize, end: usize) -> usize {
    let mut start = start;
    if is_interview(&draft.tokens, start) {
        draft.hints.interview = true;
        start = behind_interview(&draft.tokens, start, end);
    }
    let comma = (start..end).find(|i| draft.tokens.is(*i, ',')).unwrap_or(end);
    if read_letter(draft, start, comma) {
        return comma;
    }
    let stop = end_of_words(draft, start, end);
    let mut segments = segments(&draft.tokens, start, stop);
    // “and, against him, Jerome McGann, …”: words without a capital lead up to the names.
    let lead = segments
        .iter()
        .take_while(|part| !(part.0..part.1).any(|i| draft.tokens.is_capital(i) || draft.tokens.is_number(i)))
        .count();
    if lead < segments.len() {
        segments.drain(..lead);
    }
    if let [only] = segments.as_slice() {
        let span = draft.tokens.span(only.0, only.1);
        let name = span.of(draft.tokens.text);
        // “Vossische Zeitung, 1. November 1838”: a paper, of which no title is given.
        if is_newspaper_name(name) && date_behind(draft, only.1) {
            draft.set_text(Variable::ContainerTitle, span, 0.7);
            return only.1;
        }
    }
    if draft.hints.interview {
        if let Some(first) =
            segments.first().filter(|first| looks_like_names(&draft.tokens, first.0, first.1))
        {
            set_people(draft, first.0, first.1, Variable::Author);
            // “Interview with Margit Sasse, February 2, 2021”
            if date_behind(draft, first.1) {
                return first.1;
            }
        }
        return stop;
    }
    // Behind “Quill CM (1962)” stands a title, whatever it is about.
    let is_dated_entry = draft.hints.sentences && draft.item.has(Variable::Issued);
    if !is_dated_entry && let Some(behind) = archive::read(draft, &segments, end) {
        return behind;
    }
    if let Some(behind) = author_and_year(draft, &segments) {
        return behind;
    }
    let people_known = draft.hints.same_author || draft.hints.people_known;
    let people = if people_known { 0 } else { people(draft, &segments) };
    if let (Some(first), Some(last)) = (segments.first(), segments.get(people.wrapping_sub(1))) {
        let (last, role) = strip_role(draft, first.0, last.1);
        set_people(draft, first.0, last, role);
    }
    let Some(title) = segments.get(people) else { return stop };
    if before_remark(draft, title.0.saturating_sub(1), title.1) < title.1 && draft.hints.interview {
        return title.1;
    }
    draft.title =
        draft.hints.review.then_some(super::quoted::Title { start: title.0, end: title.1, quoted: true });
    let title = if draft.hints.review { behind_review(draft, *title) } else { *title };
    let last = title_end(draft, &segments[people..], stop);
    if let Some(place) = page_before_year(draft, title.0, stop.max(last)) {
        let span = draft.tokens.span(title.0, place.start);
        draft.set_text(Variable::Title, span, 0.7);
        let pages = draft.tokens.span(place.start, place.end);
        let value = pages.of(draft.tokens.text).to_owned();
        draft.locator = Some(crate::Locator { label: crate::LocatorLabel::Page, value, span: pages });
        return place.end;
    }
    let span = draft.tokens.span(title.0, last);
    draft.set_text(Variable::Title, span, 0.6);
    last
}

/// Reads authors and title of a part, all that stands before “in:”; gives the token behind them.
pub(crate) fn read_part(draft: &mut Draft<'_>, start: usize, end: usize) -> usize {
    let is_review =
        |i: usize| matches!(draft.tokens.lower(i), "rezension" | "rez" | "review" | "besprechung");
    let comma = (start..end).find(|i| draft.tokens.is(*i, ',')).unwrap_or(end);
    if is_interview(&draft.tokens, start) || (start..end).any(is_review) {
        return read(draft, start, end);
    }
    if read_letter(draft, start, comma) {
        return comma;
    }
    let segments = segments(&draft.tokens, start, end);
    let people_known = draft.hints.same_author || draft.hints.people_known;
    // A title there is always.
    let most = segments.len().saturating_sub(1);
    let people = if people_known { 0 } else { people(draft, &segments).min(most) };
    if let (Some(first), Some(last)) = (segments.first(), segments.get(people.wrapping_sub(1))) {
        let (last, role) = strip_role(draft, first.0, last.1);
        set_people(draft, first.0, last, role);
    }
    if let Some(title) = segments.get(people) {
        let first =
            if draft.tokens.is_any(title.0.wrapping_sub(1), "“„‚»") { title.0 - 1 } else { title.0 };
        let span = draft.tokens.span(first, end);
        draft.set_text(Variable::Title, span, 0.7);
    }
    end
}

fn date_behind(draft: &Draft<'_>, i: usize) -> bool {
    let next = if draft.tokens.is(i, ',') { i + 1 } else { i };
    date_at(&draft.tokens, next)
        .is_some_and(|(date, _)| date.first().is_some_and(|parts| parts.month.is_some()))
}

/// “Fischer 2005, 160”, “Groves et al. 2009”: a short form of author-date styles.
fn author_and_year(draft: &mut Draft<'_>, segments: &[(usize, usize)]) -> Option<usize> {
    let [.., last] = segments else { return None };
    let first = segments.first()?.0;
    let year = last.1.checked_sub(1)?;
    let (date, behind) = date_at(&draft.tokens, year)
        .filter(|(date, _)| date.first().is_some_and(|parts| parts.month.is_none()))?;
    let names_only =
        looks_like_names(&draft.tokens, first, year) && year - first <= 12 && !draft.tokens.is(year - 1, ',');
    let statute = super::law::is_statute_title(draft.tokens.span(first, year).of(draft.tokens.text));
    // “Skocpol, Ganz, and Munson 2000”: of several, all but the last are family names alone; a title is not.
    let words = |part: &(usize, usize)| (part.0..part.1).filter(|i| draft.tokens.is_word(*i)).count();
    let joined = matches!(draft.tokens.lower(last.0), "and" | "und" | "et" | "y");
    let families =
        segments.len() == 1 || joined && segments[..segments.len() - 1].iter().all(|part| words(part) == 1);
    if statute || !names_only || !families || behind != last.1 {
        return None;
    }
    let span = draft.tokens.span(year, behind);
    set_people(draft, first, year, Variable::Author);
    draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.8);
    Some(behind)
}

/// “review of X”: the title is X.
fn behind_review(draft: &Draft<'_>, title: (usize, usize)) -> (usize, usize) {
    let of = (title.0..title.1).find(|i| matches!(draft.tokens.lower(*i), "of" | "zu" | "von"));
    let first = of.map_or(title.0, |of| if draft.tokens.is(of + 1, ':') { of + 2 } else { of + 1 });
    (first.min(title.1 - 1), title.1)
}

/// How many segments at the start are names.
fn people(draft: &Draft<'_>, segments: &[(usize, usize)]) -> usize {
    let tokens = &draft.tokens;
    let words = |segment: &(usize, usize)| (segment.0..segment.1).filter(|i| tokens.is_word(*i)).count();
    let joined = |segment: &(usize, usize)| {
        (segment.0..segment.1)
            .any(|i| matches!(tokens.lower(i), "and" | "und" | "et" | "al" | "a") || tokens.is(i, '&'))
    };
    let Some(first) = segments.first() else { return 0 };
    // “Civil Rights Act of 1964, Pub. L. No. …”
    let statute = super::law::is_statute_title(tokens.span(first.0, first.1).of(tokens.text));
    let dated = tokens.number(first.1.wrapping_sub(1)).is_some_and(|year| (1200..2200).contains(&year));
    if statute && dated && first.1 - first.0 >= 3 {
        return 0;
    }
    let institution =
        is_short_institution(tokens, first.0, first.1, tokens.span(first.0, first.1).of(tokens.text));
    let is_name = |segment: &(usize, usize)| {
        words(segment) <= 9
            && looks_like_names(tokens, segment.0, without_role(tokens, *segment))
            && !has_digits(tokens, *segment)
    };
    if institution && segments.len() > 1 {
        return 1;
    }
    // “Cipolla, Faith, Reason, and the Plague, 20”: one word is a family name, and the rest a short title.
    let short = words(first) == 1
        && !tokens.is(end_of(segments), '(')
        && !segments.get(1).is_some_and(|next| is_initials(tokens, *next));
    if short && segments.len() > 1 && is_name(first) {
        return 1;
    }
    let mut count = 0;
    for (i, segment) in segments.iter().enumerate() {
        // Behind a whole name one word alone is no further author but begins the title.
        let lone = i > 0 && words(segment) == 1 && words(first) > 1 && !is_suffix(tokens, *segment);
        // Authors are parted by commas; behind a point the subtitle begins.
        let ends_in_point = i > 0 && words(first) > 1 && tokens.is(segment.1, '.');
        let article = i > 0
            && matches!(
                tokens.str(segment.0),
                "Of" | "On"
                    | "In"
                    | "For"
                    | "From"
                    | "To"
                    | "And"
                    | "Why"
                    | "How"
                    | "What"
                    | "Das"
                    | "Die"
                    | "Der"
                    | "The"
                    | "A"
                    | "An"
                    | "La"
                    | "Les"
                    | "Eine"
                    | "Ein"
                    | "El"
                    | "Il"
            );
        let role_alone = i > 0
            && (segment.0..segment.1).all(|i| {
                matches!(tokens.lower(i), "ed" | "eds" | "hrsg" | "hg" | "dir" | ".") || tokens.is(i, '.')
            });
        if role_alone {
            count = i + 1;
            break;
        }
        if !is_name(segment)
            || lone
            || ends_in_point
            || article
            || ends_with_role(tokens, segments, i) == Some(false)
        {
            break;
        }
        count = i + 1;
        if joined(segment) && words(segment) > 1 || ends_with_role(tokens, segments, i) == Some(true) {
            break;
        }
    }
    // “Music Criticisms, 1846–99”: years alone are no title.
    let only_years = segments.get(count).is_some_and(|next| !(next.0..next.1).any(|i| tokens.is_word(i)));
    // “Molen der Donau, Wien 1999”: behind a title stands the town.
    let town = segments.get(count).is_some_and(|next| place_and_year(tokens, *next));
    if (only_years || town) && count > 1 {
        return count - 1;
    }
    // Of name-like segments the last is the title, if a whole name stands before it.
    if count == segments.len() && count > 1 && !is_inverted(tokens, segments) { count - 1 } else { count }
}

/// The end of the names in “Stanley Sadie and John Tyrrell (eds.)”.
fn without_role(tokens: &Tokens<'_>, segment: (usize, usize)) -> usize {
    (segment.0 + 1..segment.1).find(|i| tokens.is(*i, '(') && is_role_group(tokens, *i)).unwrap_or(segment.1)
}

fn end_of(segments: &[(usize, usize)]) -> usize {
    segments.last().map_or(0, |last| last.1)
}

/// “W.”, “C. E.”: what an inverted name has behind its comma.
fn is_initials(tokens: &Tokens<'_>, segment: (usize, usize)) -> bool {
    (segment.0..segment.1).all(|i| tokens.is_any(i, ".-") || tokens.str(i).chars().count() == 1)
}

/// “(Hrsg.)” behind a name ends the list of names.
fn ends_with_role(tokens: &Tokens<'_>, segments: &[(usize, usize)], i: usize) -> Option<bool> {
    let segment = segments.get(i)?;
    (segment.0..segment.1).any(|i| matches!(tokens.lower(i), "hrsg" | "hg" | "eds" | "ed")).then_some(true)
}

fn is_suffix(tokens: &Tokens<'_>, segment: (usize, usize)) -> bool {
    matches!(tokens.str(segment.0), "Jr" | "Sr" | "II" | "III")
}

fn has_digits(tokens: &Tokens<'_>, segment: (usize, usize)) -> bool {
    (segment.0..segment.1).any(|i| tokens.is_number(i))
}

/// “Weber, W.” is one name.
fn is_inverted(tokens: &Tokens<'_>, segments: &[(usize, usize)]) -> bool {
    matches!(segments, [first, last] if first.1 - first.0 == 1 && tokens.is(last.1.wrapping_sub(1), '.') && last.1 - last.0 <= 4)
}

/// Where authors and title end: before an imprint, a number, an address.
fn end_of_words(draft: &Draft<'_>, start: usize, end: usize) -> usize {
    let tokens = &draft.tokens;
    if let Some(imprint) = imprint(draft, start, end) {
        return imprint;
    }
    (start..end)
        .find(|i| {
            let word = tokens.lower(*i);
            let label = matches!(
                word,
                "p" | "pp"
                    | "vol"
                    | "no"
                    | "at"
                    | "para"
                    | "paras"
                    | "s"
                    | "chap"
                    | "chapter"
                    | "ch"
                    | "kap"
                    | "table"
                    | "fig"
                    | "fol"
                    | "col"
                    | "bd"
                    | "nr"
                    | "tab"
                    | "bl"
                    | "sp"
                    | "art"
                    | "arts"
                    | "cl"
            ) && tokens.is_number(value(tokens, *i));
            let number = tokens.is_number(*i)
                && *i > start
                && tokens.is_any(*i - 1, ",:.")
                && !continues_title(tokens, *i);
            // “Compendium of Office Practices § 313.4(F)”
            let section = tokens.is_any(*i, "§¶")
                && *i > start
                && (tokens.is_number(*i + 1) || tokens.is_any(*i + 1, "§¶"));
            draft.taken[*i]
                || section
                || tokens.is_any(*i, "([")
                    && *i > start
                    && !is_role_group(tokens, *i)
                    && !is_years_group(tokens, *i)
                || label && *i > start
                || number
        })
        .unwrap_or(end)
}

/// “…, 1700–1850. Subtitle”: years of what the title speaks of.
pub(super) fn continues_title(tokens: &Tokens<'_>, i: usize) -> bool {
    let years = tokens.number(i).is_some_and(|year| (1000..2200).contains(&year));
    let behind = tokens.is(i + 3, '.') && tokens.is_capital(i + 4)
        || tokens.is_any(i + 3, ",(") && i + 4 < tokens.len();
    years && tokens.is_any(i + 1, "-–") && tokens.is_number(i + 2) && behind
}

/// “(Louvain: Peeters, 1985)”: everything before it is authors and title, numbers too.
fn imprint(draft: &Draft<'_>, start: usize, end: usize) -> Option<usize> {
    let tokens = &draft.tokens;
    let open =
        (start + 1..end).find(|i| draft.taken[*i] || tokens.is(*i, '(') && !is_role_group(tokens, *i))?;
    if draft.taken[open] {
        return None;
    }
    let close = tokens.closing(open, end)?;
    let colon = (open..close).any(|i| tokens.is(i, ':'));
    let year = (open..close).any(|i| tokens.str(i).len() == 4 && date_at(tokens, i).is_some());
    (colon && year).then_some(open)
}

/// “(1830–1880), Paderborn 2000”: the years that a title speaks of, with the imprint behind them.
fn is_years_group(tokens: &Tokens<'_>, open: usize) -> bool {
    tokens.is_number(open + 1)
        && tokens.is_any(open + 2, "-–")
        && tokens.is_number(open + 3)
        && tokens.is(open + 4, ')')
        && tokens.is(open + 5, ',')
        && tokens.is_capital(open + 6)
}

/// “(eds.)”, “(Hrsg.)”.
fn is_role_group(tokens: &Tokens<'_>, open: usize) -> bool {
    matches!(tokens.lower(open + 1), "ed" | "eds" | "hrsg" | "hg" | "hgg" | "éd" | "éds" | "dir" | "comp")
        && (tokens.is(open + 2, ')') || tokens.is(open + 3, ')'))
}

fn value(tokens: &Tokens<'_>, i: usize) -> usize {
    if tokens.is(i + 1, '.') { i + 2 } else { i + 1 }
}

/// The parts between commas and points, without them.
fn segments(tokens: &Tokens<'_>, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut segments = Vec::new();
    let mut first = start;
    for i in start..=end {
        let parts = i == end || tokens.is(i, ',') || tokens.is(i, '.') && ends_sentence(tokens, i);
        if parts {
            if i > first {
                segments.push((first, i));
            }
            first = i + 1;
        }
    }
    let years = |first: usize, last: usize| {
        tokens.str(first).len() == 4 && tokens.is_any(first + 1, "-–") && last == first + 3
    };
    segments.retain(|(first, last)| (*first..*last).any(|i| tokens.is_word(i)) || years(*first, *last));
    segments
}
