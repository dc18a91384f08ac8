//! People whose given name comes first, where only the signs behind them tell.

use super::entry::People;
use super::entry::{is_small_title, role};
use super::names::is_particle;
use super::reference::trimmed;
use super::token::Tokens;

/// “Ann Blair. Too Much to Know. New Haven: Yale University Press, 2010”: given name first, and a
/// sentence of their own (BibLaTeX, style verbose); gives the token behind the point.
pub(super) fn straight_sentence(tokens: &Tokens<'_>, start: usize) -> Option<usize> {
    let point = (start + 1..tokens.len().min(start + 24))
        .find(|i| tokens.is(*i, '.') && super::ends_sentence(tokens, *i))?;
    let words = (start..point).filter(|i| tokens.is_word(*i)).count();
    let first = tokens.str(start);
    let named = (start..point).all(|i| {
        let italic = tokens.list.get(i).is_none_or(|token| token.italic);
        !italic
            && (tokens.is_capital(i) && !is_small_title(tokens.str(i))
                || tokens.is_any(i, ".,&-")
                || is_particle(tokens.str(i))
                || matches!(tokens.str(i), "and" | "und" | "et" | "y"))
    });
    // Of an inverted name the first word stands alone before its comma.
    let straight = !tokens.is(start + 1, ',') && first.chars().any(char::is_alphabetic);
    let rest = point + 1..tokens.len();
    let year =
        |i: usize| tokens.number(i).is_some_and(|n| (1400..2200).contains(&n)) && tokens.str(i).len() == 4;
    let dated = rest.clone().any(year);
    let quoted = tokens.is_any(point + 1, "“\"„«‘");
    let further = rest.clone().any(|i| tokens.is(i, '.') && super::ends_sentence(tokens, i));
    let names = tokens.span(start, point).of(tokens.text);
    let person = !super::names::is_institution(names);
    ((2..=12).contains(&words) && named && straight && dated && (quoted || further) && person)
        .then_some(point + 1)
}

/// “Dirk Reinhardt: Von der Reklame zum Marketing, Berlin 1993, S. 44”: a colon behind whole names, and
/// what only German references have behind it, where no title is set apart.
pub(super) fn straight_colon(tokens: &Tokens<'_>, start: usize) -> Option<People> {
    let colon = (start + 2..tokens.len().min(start + 20)).find(|i| tokens.is(*i, ':'))?;
    let (editors, end) = match (start + 1..colon).find(|i| tokens.is(*i, '(')) {
        Some(open) => match role(tokens, open) {
            (true, behind) if behind == colon => (true, open),
            _ => return None,
        },
        None => (false, colon),
    };
    let named = (start..end).all(|i| {
        tokens.list.get(i).is_some_and(|token| !token.italic)
            && (tokens.is_capital(i) && !is_small_title(tokens.str(i))
                || tokens.is_any(i, ".,-/")
                || is_particle(tokens.str(i))
                || matches!(tokens.str(i), "and" | "und" | "et"))
    });
    let words = (start..end).filter(|i| tokens.is_word(*i)).count();
    // “Smith, John: …” has its family name first, and is read as such.
    // “Anna Lüttgenau, Rezension zu: …” names what the colon stands behind.
    let straight = tokens.is_capital(start)
        && tokens.is_capital(end - 1)
        && !tokens.is(start + 1, ',')
        && (2..=12).contains(&words);
    let next = colon + 1;
    let spaced = tokens.list.get(next).is_some_and(|token| token.spaced && !token.italic);
    let plain = spaced && (tokens.is_word(next) || tokens.is_number(next)) && !tokens.is_any(next, "“„«»‘\"");
    let german = (next..tokens.len()).any(|i| {
        let label =
            matches!(tokens.str(i), "S" | "Hrsg" | "hrsg" | "hg" | "Hg" | "Bd" | "Aufl" | "Diss" | "Kap");
        label && tokens.is(i + 1, '.')
            || matches!(tokens.str(i), "in" | "In") && tokens.is(i + 1, ':')
            || tokens.is(i, ',') && town_and_year(tokens, i + 1)
    });
    if !named || !straight || !plain || !german {
        return None;
    }
    let span = trimmed(tokens.text, tokens.span(start, end));
    let text = span.of(tokens.text);
    let person = !super::names::is_institution(text);
    let names = super::names(&text.replace('/', " und "));
    person.then_some(People { names, end: colon, editors })
}

/// “Berlin 1993”, “Frankfurt a. M. 2004”.
fn town_and_year(tokens: &Tokens<'_>, first: usize) -> bool {
    let town = (first..first + 6)
        .take_while(|i| tokens.is_capital(*i) || tokens.is_any(*i, "./") || tokens.str(*i) == "a");
    let year = first + town.count();
    year > first
        && tokens.number(year).is_some_and(|n| (1400..2200).contains(&n))
        && tokens.str(year).len() == 4
}
