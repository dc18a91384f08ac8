//! Where a title ends that is not set apart.

use super::dates::date_at;
use super::reference::Draft;
use super::token::Tokens;
use crate::Variable;

/// Where the title ends: before an edition, a volume, an editor, a town with its year.
pub(super) fn title_end(draft: &Draft<'_>, segments: &[(usize, usize)], stop: usize) -> usize {
    let tokens = &draft.tokens;
    let Some(first) = segments.first() else { return stop };
    let imprint = tokens.is(stop, '(');
    let runs_on = |segment: &(usize, usize)| {
        let word = tokens.lower(segment.0);
        let keyword = matches!(
            word,
            "ed" | "eds"
                | "edited"
                | "trans"
                | "translated"
                | "vol"
                | "bd"
                | "hrsg"
                | "hg"
                | "in"
                | "aus"
                | "rev"
                | "diss"
                | "phd"
                | "interview"
                | "review"
                | "by"
                | "zugl"
                | "übers"
                | "url"
                | "doi"
                | "issn"
                | "isbn"
        );
        let opens = tokens.is_number(segment.0) && !has_range(tokens, *segment);
        // “Research Report 11”: a series, not the title.
        let numbered = tokens.is_number(segment.1.wrapping_sub(1))
            && (segment.0..segment.1).any(|i| {
                matches!(tokens.lower(i), "report" | "paper" | "publication" | "bulletin" | "memorandum")
            });
        !keyword && !opens && !numbered
    };
    // “HC Deb 16 February 1998”: a date at the end is none of the title.
    let dated = (first.0 + 1..first.1).find(|i| {
        date_at(tokens, *i).is_some_and(|(date, _)| date.first().is_some_and(|parts| parts.day.is_some()))
    });
    let dated = dated.filter(|i| tokens.lower(i - 1) != "of");
    if let Some(date) = dated {
        return date;
    }
    let mut last = first.1;
    let name = tokens.span(first.0, first.1).of(tokens.text);
    let year = tokens.number(first.1.wrapping_sub(1)).is_some_and(|year| (1200..2200).contains(&year));
    if year && super::law::is_statute_title(name) && draft.item.names(Variable::Author).is_empty() {
        return last;
    }
    for segment in &segments[1..] {
        let sentence = tokens.is(segment.0.wrapping_sub(1), '.')
            || has_range(tokens, *segment) && !(segment.0..segment.1).any(|i| tokens.is_word(i));
        // Commas are part of a title that an imprint in brackets follows; a point parts title and subtitle.
        let goes_on = runs_on(segment)
            && (imprint
                || sentence
                || segment.1 == stop
                    && !place_and_year(tokens, *segment)
                    && !draft.item.names(Variable::Author).is_empty()
                    && ends_at_place(draft, stop));
        if !goes_on || place_and_year(tokens, *segment) || place_house_and_year(tokens, *segment) {
            return last;
        }
        last = segment.1;
    }
    // Years at the end of a title are part of it: “…, 1700–1850 (Louvain: Peeters, 1985)”.
    if imprint { stop } else { last }
}

/// A page or the end of the note follows: the words before it are a short form's title.
fn ends_at_place(draft: &Draft<'_>, stop: usize) -> bool {
    let tokens = &draft.tokens;
    stop >= tokens.len()
        || matches!(tokens.lower(stop), "p" | "pp" | "s")
        || tokens.is_number(stop) && date_at(tokens, stop).is_none()
}

fn has_range(tokens: &Tokens<'_>, segment: (usize, usize)) -> bool {
    (segment.0..segment.1).any(|i| tokens.is_any(i, "-–"))
}

/// “München 1977”, “Berlin/Wien 1912”: as German notes have the imprint.
pub(crate) fn place_and_year(tokens: &Tokens<'_>, segment: (usize, usize)) -> bool {
    let year = year_at_end(tokens, segment.1);
    let is_year =
        tokens.number(year).is_some_and(|n| (1400..2200).contains(&n)) && tokens.str(year).len() == 4;
    let range = tokens.is_any(year.wrapping_sub(1), "-–") && tokens.is_number(year.wrapping_sub(2));
    let words = (year + 1).saturating_sub(segment.0);
    is_year && !range && (2..=8).contains(&words) && tokens.is_capital(segment.0)
}

/// The last token of a segment, or that before the point that ends the entry.
fn year_at_end(tokens: &Tokens<'_>, end: usize) -> usize {
    let last = end.wrapping_sub(1);
    if tokens.is(last, '.') { last.wrapping_sub(1) } else { last }
}

/// “Frankfurt a. M.: Fischer 2000”: as German lists have the imprint.
fn place_house_and_year(tokens: &Tokens<'_>, segment: (usize, usize)) -> bool {
    let year = year_at_end(tokens, segment.1);
    let is_year = tokens.number(year).is_some_and(|n| (1400..2200).contains(&n));
    let colon = (segment.0 + 1..year).find(|i| tokens.is(*i, ':'));
    is_year
        && segment.1 - segment.0 <= 14
        && colon.is_some_and(|colon| colon - segment.0 <= 6 && tokens.is_capital(colon + 1))
}

/// “The Eavesdroppers 23 (1959)”, “The Listeners 88–90, 112 (2d ed. 2022)”: of a book that is not set apart, the page
/// stands between title and year (Bluebook 15).
pub(super) fn page_before_year(
    draft: &Draft<'_>,
    title: usize,
    stop: usize,
) -> Option<std::ops::Range<usize>> {
    let tokens = &draft.tokens;
    let open = (title..stop.saturating_add(8)).find(|i| tokens.is(*i, '('))?;
    let close = tokens.closing(open, tokens.len())?;
    let dated = date_at(tokens, close - 1).is_some() && !(open..close).any(|i| tokens.is(i, ':'));
    let mut first = open;
    while first > title
        && (tokens.is_number(first - 1) || tokens.is_any(first - 1, "-–,") && tokens.is_number(first - 2))
    {
        first -= 1;
    }
    // “Revolutions of 1848 (1952)” has its year in the title.
    let year = tokens.number(first).is_some_and(|number| (1400..2200).contains(&number));
    let words = (title..first).filter(|i| tokens.is_word(*i)).count();
    let signed = !draft.item.names(Variable::Author).is_empty();
    // “Title, in: Journal 35 (1987)”
    let apart = (title..first).any(|i| tokens.is(i, ','));
    (dated && signed && !apart && first < open && !year && words >= 2 && tokens.is_word(first - 1))
        .then_some(first..open)
}
