//! Where a title stands, and where it ends.

use super::head;
use super::plain;
use super::quoted::{Title, italic_at, quoted_at};
use super::reference::{Draft, ends_in_abbreviation};
use super::sentences;
use super::token::Tokens;
use crate::{Span, Variable};

/// The next title in quotation marks or italics.
pub(super) fn next_title(draft: &Draft<'_>, from: usize, end: usize) -> Option<Title> {
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
pub(super) fn read_title(draft: &mut Draft<'_>, start: usize, end: usize) -> usize {
    if draft.hints.verbose {
        return sentences::read(draft, start, end);
    }
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
    let small = |i: usize| tokens.is_word(i) && !tokens.is_capital(i) && !joining.contains(&tokens.lower(i));
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
        // “(Report). p. 14”
        let paged =
            matches!(tokens.str(i + 1), "p" | "pp") && tokens.is(i + 2, '.') && tokens.is_any(i - 1, ")”\"");
        tokens.is(*i, '.') && (head::ends_sentence(tokens, *i) || paged)
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
    let label = matches!(tokens.lower(number.wrapping_sub(1)), "vol" | "no" | "nr")
        || tokens.is(number.wrapping_sub(1), '.')
            && matches!(tokens.lower(number.wrapping_sub(2)), "vol" | "no" | "nr");
    let named = matches!(tokens.lower(number + 1), "no" | "nr" | "issue")
        || tokens.is(number + 1, ',') && matches!(tokens.lower(number + 2), "no" | "nr" | "pp" | "p");
    tokens.is_capital(start) && number > start && (issue || label || named)
}

/// “s.v.” before a token.
pub(crate) fn is_sub_verbo(tokens: &Tokens<'_>, i: usize) -> bool {
    let words: Vec<&str> =
        (i.saturating_sub(4)..i).filter(|i| tokens.is_word(*i)).map(|i| tokens.lower(i)).collect();
    matches!(words.as_slice(), [.., "s", "v"])
        || words.last().is_some_and(|word| matches!(*word, "verbo" | "sv"))
}

/// Italics that a converter broke in two: “*Title*: *Subtitle*”.
fn title_in_two(draft: &Draft<'_>, title: Title, end: usize) -> Option<(usize, usize)> {
    let colon = !title.quoted && draft.tokens.is(title.end, ':');
    let next = italic_at(&draft.tokens, title.end + 1, end).filter(|_| colon)?;
    Some((next.end, draft.tokens.span(next.start, next.end).end))
}
