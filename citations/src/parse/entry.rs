//! People whose family name comes first: “Brandt, Paul.”, “Smith, J., & Doe, K. (2014).”, “HOCQUET Jean-Claude,”.
//!
//! Reference lists are sorted by family names. In notes such a list of people is taken only where
//! what follows it leaves no doubt, since “Cipolla, Faith, 20” is a name and a title.

use super::dates::date_at;
use super::names::is_particle;
use super::reference::{Draft, trimmed};
use super::sentences::{has_parts, signed_at};
use super::straight::{straight_colon, straight_sentence};
use super::token::Tokens;
use crate::{Name, Value, Variable};

/// People at the start of a reference.
pub(super) struct People {
    pub(super) names: Vec<Name>,
    /// The token behind the last of them.
    pub(super) end: usize,
    /// “(Hrsg.)”, “eds.”
    pub(super) editors: bool,
}

/// Reads people printed family name first, and the year behind them; gives the token behind.
///
/// `listed` says that the reference is an entry of a list, where nothing else can stand first.
pub(super) fn people(draft: &mut Draft<'_>, start: usize, listed: bool) -> Option<usize> {
    if !listed && let Some(behind) = signed(draft, start) {
        return Some(behind);
    }
    let tokens = &draft.tokens;
    // In a list “Lindqvist A. Rethinking Letters.” has the family name first; in a note it is “Richard J. Evans.”
    let is_inverted = listed && inverted(tokens, start).is_some();
    if let Some(behind) = straight_sentence(tokens, start).filter(|_| !is_inverted) {
        draft.hints.people_known = true;
        draft.hints.sentences = true;
        let span = draft.tokens.span(start, behind - 1);
        let people = super::names(span.of(draft.tokens.text));
        draft.set_names(Variable::Author, people, span, 0.85);
        return Some(behind);
    }
    if !listed && let Some(people) = straight_colon(&draft.tokens, start) {
        draft.hints.people_known = true;
        draft.hints.editors |= people.editors;
        let role = if people.editors { Variable::Editor } else { Variable::Author };
        let span = trimmed(draft.tokens.text, draft.tokens.span(start, people.end));
        draft.set_names(role, people.names, span, 0.85);
        return (people.end..draft.tokens.len()).find(|i| !draft.tokens.is_any(*i, ".,:)]"));
    }
    let tokens = &draft.tokens;
    let found = inverted_people(tokens, start).or_else(|| institution(tokens, start).filter(|_| listed))?;
    let mut at = found.end;
    let year = year_behind(tokens, at);
    let colon = tokens.is(at, ':');
    let point = tokens.is(at, '.') || tokens.is(at.wrapping_sub(1), '.') && tokens.is_capital(at);
    let comma = tokens.is(at, ',');
    let certain = colon && tokens.list.get(at + 1).is_some_and(|next| next.spaced) || year.is_some();
    // “Pierre Bourdieu, *Distinction*: …” is no family name with a given one.
    let family = (start..at).find(|i| tokens.is(*i, ',')).unwrap_or(start);
    let plain = (start..at).all(|i| tokens.list.get(i).is_some_and(|token| !token.italic));
    let alone = (start..family).all(|i| i + 1 == family || is_particle(tokens.str(i)));
    if !(listed && (certain || point || comma) || certain && plain && alone) {
        return None;
    }
    draft.hints.people_known = true;
    // Behind “Smith, J. (2014).” and “Brandt, Paul.” each part of the entry is a sentence.
    draft.hints.sentences = listed && !colon && (year.is_some() || point && !comma);
    let role = if found.editors { Variable::Editor } else { Variable::Author };
    draft.hints.editors |= found.editors;
    let span = trimmed(draft.tokens.text, draft.tokens.span(start, found.end));
    draft.set_names(role, found.names, span, 0.9);
    if let Some((first, behind, close)) = year
        && let Some((date, _)) = date_at(&draft.tokens, first)
    {
        let span = draft.tokens.span(first, behind);
        draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.95);
        at = close;
    }
    while draft.tokens.is_any(at, ".,:") {
        at += 1;
    }
    Some(at)
}

/// “Ann Blair. Too Much to Know. New Haven: Yale University Press, 2010”: gives the token behind the names.
fn signed(draft: &mut Draft<'_>, start: usize) -> Option<usize> {
    let tokens = &draft.tokens;
    let found = signed_at(tokens, start).filter(|found| has_parts(tokens, found.behind, tokens.len()))?;
    let span = trimmed(tokens.text, tokens.span(start, found.end));
    let people = super::names(span.of(tokens.text));
    draft.hints.people_known = true;
    draft.hints.sentences = true;
    draft.hints.verbose = true;
    draft.hints.editors |= found.role == Some(Variable::Editor);
    draft.set_names(found.role.unwrap_or(Variable::Author), people, span, 0.85);
    Some(found.behind)
}

/// “Neushul, Peter (1989).”, “Woodard, Colin (July 14, 2019).”: an entry as reference lists have it, which
/// encyclopedias put into their notes; gives the token behind the point.
pub(crate) fn dated_entry_at(tokens: &Tokens<'_>, start: usize) -> Option<usize> {
    let people = inverted_people(tokens, start).or_else(|| institution(tokens, start))?;
    let open = people.end;
    let (_, _, close) = year_behind(tokens, open).filter(|_| tokens.is(open, '('))?;
    let ends = tokens.is(close, '.') && tokens.list.get(close + 1).is_some_and(|next| next.spaced);
    let titled = tokens.is_capital(close + 1) || tokens.is_any(close + 1, "“\"‘'«„");
    (ends && titled).then_some(close + 1)
}

/// “Moreau E, editor.”, “Tanaka, M. (ed.)”: who edited a book, family name first, and the token behind.
pub(super) fn editors(tokens: &Tokens<'_>, start: usize) -> Option<(Vec<Name>, usize)> {
    let found = inverted_people(tokens, start).filter(|found| found.editors)?;
    Some((found.names, found.end))
}

/// “(2014).”, “(2014, May 3):”, “. 1999.”: the first token of the date, and those behind it and behind its bracket.
fn year_behind(tokens: &Tokens<'_>, end: usize) -> Option<(usize, usize, usize)> {
    let at = if tokens.is_any(end, ".,") { end + 1 } else { end };
    if tokens.is_any(at, "([") {
        let (date, behind) = date_at(tokens, at + 1)?;
        date.first()?;
        let close = tokens.closing(at, tokens.len().min(at + 12))?;
        // “(1946) [first published 1944].”
        let remark = tokens.closing(close + 1, tokens.len()).filter(|_| tokens.is(close + 1, '['));
        return (behind <= close).then_some((at + 1, behind, remark.unwrap_or(close) + 1));
    }
    let (date, behind) = date_at(tokens, at)?;
    let alone = date.first().is_some_and(|parts| parts.month.is_none());
    // “Ashworth, Ana 1955 Wages and Hospitals.”
    let bare = at == end && tokens.is_capital(behind) && tokens.number(at).is_some_and(|year| year > 1400);
    let ends =
        bare || tokens.is_any(behind, ".:") && tokens.list.get(behind + 1).is_some_and(|next| next.spaced);
    (alone && ends).then_some((at, behind, behind))
}

/// One or more people, the first of them family name first.
fn inverted_people(tokens: &Tokens<'_>, start: usize) -> Option<People> {
    let (first, mut end, initials) = inverted(tokens, start)?;
    let mut names = vec![first];
    let mut is_last = false;
    while names.len() < 100 && !is_last {
        let Some(next) = joined(tokens, end) else { break };
        is_last = tokens.is(next - 1, '&') || tokens.is_word(next - 1);
        let comma_only = !is_last && tokens.is(next - 1, ',');
        let further = inverted(tokens, next).filter(|(_, _, own)| !comma_only || *own && initials);
        let further = further.map(|(name, end, _)| (name, end));
        let Some((name, behind)) = further.or_else(|| straight(tokens, next).filter(|_| !comma_only)) else {
            break;
        };
        names.push(name);
        end = behind;
    }
    // “et al.”, “u. a.”
    let others = if tokens.is(end, ',') { end + 1 } else { end };
    if tokens.lower(others) == "et" && tokens.lower(others + 1) == "al" {
        end = others + 2 + usize::from(tokens.is(others + 2, '.'));
    }
    let (editors, end) = role(tokens, end);
    Some(People { names, end, editors })
}

/// The token behind “;”, “/”, “&”, “and”, “, &”, “,”.
fn joined(tokens: &Tokens<'_>, end: usize) -> Option<usize> {
    let and = |i: usize| {
        tokens.is(i, '&') || matches!(tokens.str(i), "and" | "und" | "et" | "y" | "e" | "u" | "en")
    };
    let comma = tokens.is(end, ',');
    if comma && and(end + 1) {
        return Some(end + 2);
    }
    (comma || tokens.is_any(end, ";/&–") || and(end)).then_some(end + 1)
}

/// “van der Berg, Jan P.”, “Smith, J. A.”, “Smith JA”, “LE ROY LADURIE Emmanuel”: the name, its end, and whether initials are all of its given names.
fn inverted(tokens: &Tokens<'_>, start: usize) -> Option<(Name, usize, bool)> {
    let mut i = start;
    while is_particle(tokens.str(i)) && i < start + 3 {
        i += 1;
    }
    let first = i;
    while i < first + 4 && tokens.is_capital(i) && !is_small_title(tokens.str(i)) {
        i += 1;
    }
    if i == first || i - first > 3 && !is_shouted(tokens.str(first)) {
        return None;
    }
    let shouted = (first..i).take_while(|i| is_shouted(tokens.str(*i))).count();
    let last_word = tokens.str(i - 1);
    let short = is_shouted_initials(last_word) && i - first >= 2 && !is_shouted(tokens.str(first));
    // “HOCQUET Jean-Claude, …” is told by its capitals: the comma stands behind the whole name.
    let capitals = shouted > 0 && shouted < i - first;
    let (family, given, end) = if capitals && let Some((end, _)) = given(tokens, first + shouted) {
        (tokens.span(start, first + shouted), tokens.span(first + shouted, end), end)
    } else if short && (tokens.is_any(i, ",.;:(&") || matches!(tokens.str(i), "and" | "et" | "und")) {
        // “Smith JA, Doe K. …”: the comma parts people, not the parts of a name.
        (tokens.span(start, i - 1), tokens.span(i - 1, i), i)
    } else if tokens.is(i, ',') {
        let (end, _) = given(tokens, i + 1)?;
        (tokens.span(start, i), tokens.span(i + 1, end), end)
    } else {
        return None;
    };
    let (family, given) = (family.of(tokens.text), given.of(tokens.text));
    if family.chars().filter(|c| c.is_alphabetic()).count() < 2 {
        return None;
    }
    let initials = given.split([' ', '.', '-']).all(|part| part.chars().count() <= 1) || short;
    let particles: Vec<&str> = family.split_whitespace().take_while(|word| is_particle(word)).collect();
    let bare = family.split_whitespace().skip(particles.len()).collect::<Vec<_>>().join(" ");
    let mut name = Name::person(given, &bare);
    name.non_dropping_particle = (!particles.is_empty()).then(|| particles.join(" "));
    Some((name, end, initials))
}

/// Given names and initials: the token behind them, and whether the last is an initial.
fn given(tokens: &Tokens<'_>, start: usize) -> Option<(usize, bool)> {
    let mut i = start;
    let mut words = 0;
    let mut initial = false;
    while i < tokens.len() && words < 4 {
        let word = tokens.str(i);
        if !tokens.is_capital(i) {
            // “Goethe, Johann Wolfgang von”
            let particle = words > 0 && is_particle(word) && !tokens.is_capital(i + 1);
            if !particle {
                break;
            }
            i += 1;
            continue;
        }
        let single = word.chars().count() == 1 || word.split('-').all(|part| part.chars().count() == 1);
        let point = tokens.is(i + 1, '.');
        if !single && (is_small_title(word) || words > 0 && initial && !ends_name(tokens, i + 1)) {
            // “Smith, J. The Title”: the title begins.
            break;
        }
        words += 1;
        initial = single;
        // “Th.”, “Chr.”: a short given name with its point.
        let short = point && word.chars().count() <= 3 && !ends_sentence_after(tokens, i + 1);
        i += 1 + usize::from(point && (single || short));
        if point && !single && !short {
            break;
        }
        if tokens.is_any(i, "-‐") && tokens.is_capital(i + 1) {
            i += 1;
        }
    }
    (words > 0 && (initial || ends_name(tokens, i))).then_some((i, initial))
}

fn ends_sentence_after(tokens: &Tokens<'_>, point: usize) -> bool {
    tokens.is_any(point + 1, "“\"‘„«(") || tokens.is_number(point + 1) || tokens.list.get(point + 1).is_none()
}

/// What can stand behind a name.
fn ends_name(tokens: &Tokens<'_>, i: usize) -> bool {
    i >= tokens.len()
        || tokens.is_any(i, ".,;:(/&[“\"„«–")
        || tokens.number(i).is_some_and(|year| (1400..2200).contains(&year))
        || matches!(tokens.str(i), "and" | "und" | "et" | "y" | "e")
}

/// “Peter Gay”, “J. A. Smith”, behind the first of several people.
fn straight(tokens: &Tokens<'_>, start: usize) -> Option<(Name, usize)> {
    let mut i = start;
    while i < start + 8
        && (tokens.is_capital(i) && !is_small_title(tokens.str(i))
            || is_particle(tokens.str(i)) && i > start
            || tokens.is(i, '.') && i > start && tokens.str(i - 1).chars().count() == 1)
    {
        i += 1;
    }
    let words = (start..i).filter(|i| tokens.is_word(*i)).count();
    (words >= 2 && ends_name(tokens, i)).then(|| (super::name(tokens.span(start, i).of(tokens.text)), i))
}

/// “(Hrsg.)”, “, eds.”, “(dir.)” behind the names.
pub(super) fn role(tokens: &Tokens<'_>, end: usize) -> (bool, usize) {
    let at = if tokens.is_any(end, ",([") { end + 1 } else { end };
    let is_role = matches!(
        tokens.lower(at),
        "ed" | "eds" | "hrsg" | "hg" | "hgg" | "éd" | "éds" | "dir" | "dirs" | "editor" | "editors" | "coord"
    );
    if !is_role || at == end {
        return (false, end);
    }
    let mut behind = at + 1;
    while tokens.is_any(behind, ".)]") {
        // The point behind “eds” is that of the sentence too.
        if tokens.is(behind, '.') && !tokens.is_any(behind + 1, ")],") {
            break;
        }
        behind += 1;
    }
    (true, behind)
}

/// “World Health Organization (2010).”, “UNESCO. 2010.”: an author who is no person, with a year behind.
fn institution(tokens: &Tokens<'_>, start: usize) -> Option<People> {
    // “U.S. Department of Agriculture (1920).”
    let initial = |i: usize| tokens.is(i, '.') && tokens.str(i - 1).chars().count() == 1;
    let end = (start + 1..tokens.len().min(start + 16))
        .find(|i| tokens.is_any(*i, "(.,;:“\"„«") && !initial(*i))?;
    let year = year_behind(tokens, end)?;
    let text = tokens.span(start, end).of(tokens.text).trim();
    let capital = tokens.is_capital(start) && year.0 > end;
    let italic = tokens.list.get(start).is_some_and(|token| token.italic);
    (capital && !italic).then(|| People { names: vec![Name::literal(text)], end, editors: false })
}

/// Words in capitals with which titles begin and names do not.
pub(super) fn is_small_title(word: &str) -> bool {
    const WORDS: [&str; 34] = [
        "The", "A", "An", "On", "Of", "In", "For", "From", "To", "And", "Why", "How", "What", "Das", "Die",
        "Der", "Ein", "Eine", "Zur", "Zum", "Über", "Vom", "Von", "La", "Le", "Les", "L", "Un", "Une", "Des",
        "Du", "El", "Il", "Gli",
    ];
    // “A.” can be an initial; it is told by its point.
    WORDS.contains(&word) && word.chars().count() > 1
}

fn is_shouted(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !word.chars().any(char::is_lowercase)
}

/// “JA”, “J-L”
fn is_shouted_initials(word: &str) -> bool {
    let letters = word.chars().filter(|c| *c != '-').count();
    (1..=3).contains(&letters) && word.chars().all(|c| c.is_uppercase() || c == '-')
}

#[cfg(test)]
mod tests {
    use crate::parse::{Passage, entry};
    use crate::{Run, RunStyle, Span, Variable};

    /// `*italics*` in the text; gives “authors | title | container | publisher | year”.
    fn check(marked: &str, expected: &str) {
        let (mut text, mut runs, mut start) = (String::new(), Vec::new(), None);
        for c in marked.chars() {
            match (c, start) {
                ('*', None) => start = Some(text.len()),
                ('*', Some(from)) => {
                    runs.push(Run { span: Span::new(from, text.len()), style: RunStyle::Italic });
                    start = None;
                }
                _ => text.push(c),
            }
        }
        let read = entry(Passage { text: &text, span: Span::new(0, text.len()), runs: &runs });
        let item = &read.item;
        let mut people = item.names(Variable::Author);
        if people.is_empty() {
            people = item.names(Variable::Editor);
        }
        let people = people.iter().map(crate::Name::full).collect::<Vec<_>>().join(" & ");
        let text = |variable| item.text(variable).unwrap_or("-").to_owned();
        let year = item.date(Variable::Issued).and_then(crate::Date::first).map_or(0, |parts| parts.year);
        let found = [
            people,
            text(Variable::Title),
            text(Variable::ContainerTitle),
            text(Variable::Publisher),
            year.to_string(),
        ];
        assert_eq!(found.join(" | "), expected, "{marked}");
    }

    #[test]
    fn chicago() {
        check(
            "Brandt, Paul. *The Salt Road*. London: Murray, 1999.",
            "Paul Brandt | The Salt Road | - | Murray | 1999",
        );
        check(
            "Brandt, Paul, and Anna Schmidt. “Salt and Iron.” *Journal of Salt* 12, no. 3 (2001): 4–19.",
            "Paul Brandt & Anna Schmidt | Salt and Iron | Journal of Salt | - | 2001",
        );
        check(
            "Brandt, Paul. 1999. *The Salt Road*. London: Murray.",
            "Paul Brandt | The Salt Road | - | Murray | 1999",
        );
    }

    #[test]
    fn apa() {
        check(
            "Smith, J. (2014). Title of the piece. *Journal of Salt*, 3(2), 1–9.",
            "J. Smith | Title of the piece | Journal of Salt | - | 2014",
        );
        check(
            "Smith, J. A., & Doe, K. (2014). Title of the piece. Journal of Salt, 3(2), 1–9.",
            "J. A. Smith & K. Doe | Title of the piece | Journal of Salt | - | 2014",
        );
        check(
            "World Bank. (2010). *Salt and growth*. Oxford: Hart.",
            "World Bank | Salt and growth | - | Hart | 2010",
        );
    }

    #[test]
    fn imprint_at_the_end_of_an_entry() {
        check(
            "Fernandes D (1989) The Price of Maps in Colonial Peru. Old Mill Books, Chicago",
            "D Fernandes | The Price of Maps in Colonial Peru | - | Old Mill Books | 1989",
        );
        check(
            "Fernandes, Diego. 1989. *The Price of Maps*. Meridian.",
            "Diego Fernandes | The Price of Maps | - | Meridian | 1989",
        );
    }

    #[test]
    fn editors_behind_in() {
        for entry in [
            "Lindqvist A. Rethinking Letters. In: Moreau E, editor. The Politics of Bridges. Westport: Old Mill; 1977. p. 87–118.",
            "Lindqvist A (1977) Rethinking Letters. In: Moreau E (ed) The Politics of Bridges. Old Mill, Westport, pp 87–118",
        ] {
            check(entry, "A Lindqvist | Rethinking Letters | The Politics of Bridges | Old Mill | 1977");
        }
    }

    #[test]
    fn year_between_author_and_title() {
        check(
            "Ashworth, Ana 1955 The Salt Road. Leipzig: Atlas Verlag.",
            "Ana Ashworth | The Salt Road | - | Atlas Verlag | 1955",
        );
    }

    #[test]
    fn initials_behind_the_family_name() {
        check(
            "Ellingsen E, Petrov JL. *The Salt Road*. Liffey Press; 1956.",
            "E Ellingsen & JL Petrov | The Salt Road | - | Liffey Press | 1956",
        );
        check(
            "Ellingsen E, Petrov J-L. The Salt Road. Dublin: Liffey Press; 1956.",
            "E Ellingsen & J-L Petrov | The Salt Road | - | Liffey Press | 1956",
        );
        check(
            "Sandoval T, Quill K (1970) The Salt Road. Liffey Press, Dublin",
            "T Sandoval & K Quill | The Salt Road | - | Liffey Press | 1970",
        );
    }

    #[test]
    fn german_and_french() {
        check(
            "Schivelbusch, Wolfgang: Geschichte der Eisenbahnreise. Zur Industrialisierung von Raum und Zeit, Frankfurt a. M.: Fischer 2000.",
            "Wolfgang Schivelbusch | Geschichte der Eisenbahnreise. Zur Industrialisierung von Raum und Zeit | - | Fischer | 2000",
        );
        check("Hofer, Lena, Die Brücke, Berlin 1999.", "Lena Hofer | Die Brücke | - | - | 1999");
        check(
            "HOCQUET Jean-Claude, *Le sel et le pouvoir*, Paris, Albin Michel, 1985.",
            "Jean-Claude HOCQUET | Le sel et le pouvoir | - | Albin Michel | 1985",
        );
        check(
            "Ziegler, Dieter: Eisenbahnen und Staat, in: Archiv für Verkehrsgeschichte 12 (1997), H. 3, S. 210–238.",
            "Dieter Ziegler | Eisenbahnen und Staat | Archiv für Verkehrsgeschichte | - | 1997",
        );
    }
}
