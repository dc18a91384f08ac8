//! What stands before the title: a prefix, authors or editors.

use super::dates::date_at;
use super::letters::{behind_interview, is_interview, read_letter};
use super::names::{is_institution, is_particle, names};
use super::reference::{Draft, trimmed};
use super::sentences::{has_parts, signed_at};
use super::title::next_title;
use super::token::Tokens;
use crate::language::{SIGNALS, is_abbreviation};
use crate::{Value, Variable};

/// The token at which the item starts: behind “See also”, and behind prose that leads up to it.
pub(crate) fn start(draft: &Draft<'_>) -> usize {
    let tokens = &draft.tokens;
    let lead = italic_signals(tokens);
    let end = next_title(draft, lead, tokens.len()).map_or(tokens.len(), |title| title.start);
    // Only the words before the title can be a prefix.
    skip_signals(tokens, 0, end).max(lead)
}

/// “*But see* *Kirtley v. Ticketfast*”: signals are in italics in law reviews, as the names of cases are (Bluebook 1.2).
fn italic_signals(tokens: &Tokens<'_>) -> usize {
    let is_lead = |i: usize| {
        matches!(
            tokens.lower(i),
            "see"
                | "but"
                | "also"
                | "cf"
                | "compare"
                | "accord"
                | "contra"
                | "generally"
                | "e.g"
                | "e"
                | "g"
                | "with"
        )
    };
    let italic = |i: usize| tokens.list.get(i).is_some_and(|token| token.italic);
    let mut i = 0;
    let mut strong = false;
    while i < 8 && (italic(i) && is_lead(i) || i > 0 && tokens.is_any(i, ",.")) {
        strong |= matches!(tokens.lower(i), "see" | "cf" | "compare" | "accord" | "contra" | "with");
        i += 1;
    }
    if strong { i } else { 0 }
}

/// “See”, “See also, for example,”, “For a survey, see”: gives the token behind.
fn skip_signals(tokens: &Tokens<'_>, start: usize, end: usize) -> usize {
    let last_signal = (start..end.min(start + 40)).rev().find(|i| {
        // “…: The Pioneers Who Sought to See the Future”: with a capital a signal begins its sentence.
        let opens = !tokens.is_capital(*i) || *i == start || tokens.is_any(i - 1, ".;:(—–,");
        opens && is_strong_signal(tokens, *i) && *i + 1 < tokens.len()
    });
    let colon = (start..end.min(start + 24)).find(|i| tokens.is(*i, ':') && tokens.is_capital(i + 1));
    let leads = |colon: &usize| {
        (start..*colon).filter(|i| tokens.is_word(*i) && !tokens.is_capital(*i)).count() >= 3
            && !(start..*colon).any(|i| tokens.is(i, ','))
    };
    // “Vincent Placcius. De arte excerpendi. Stockholm and Hamburg: Liebezeit, 1689”: the colon is that of an imprint.
    let signed =
        signed_at(tokens, start).is_some_and(|signed| has_parts(tokens, signed.behind, tokens.len()));
    if let Some(colon) = colon.filter(leads).filter(|_| !signed) {
        return skip_signals(tokens, colon + 1, end);
    }
    // “E.g., Constance Classen, …”
    let example = tokens.lower(start) == "e"
        && tokens.is(start + 1, '.')
        && tokens.lower(start + 2) == "g"
        && tokens.is(start + 3, '.');
    if example && last_signal.is_none() {
        return start + 4 + usize::from(tokens.is(start + 4, ','));
    }
    let mut i = match last_signal {
        Some(signal) if signal == start || leads_with_prose(tokens, start, signal) => signal + 1,
        _ if is_signal(tokens, start) && starts_signal(tokens, start) => start + 1,
        _ => start,
    };
    if i > start {
        while i < end && (is_signal(tokens, i) && !tokens.is_capital(i) || tokens.is_any(i, ".,:")) {
            i += 1;
        }
        // “Etwa von Gerhard Matzig: …”
        if matches!(tokens.str(i), "von" | "bei") && tokens.is_capital(i + 1) && tokens.is_capital(i + 2) {
            i += 1;
        }
    }
    i
}

/// A signal that is always one, wherever it stands.
fn is_strong_signal(tokens: &Tokens<'_>, i: usize) -> bool {
    matches!(
        tokens.lower(i),
        "see" | "cf" | "vgl" | "siehe" | "voir" | "compare" | "véase" | "vedi" | "cfr" | "contra"
    ) || matches!(tokens.lower(i), "in" | "from" | "by" | "nach")
        && matches!(
            tokens.lower(i.wrapping_sub(1)),
            "quoted" | "cited" | "reprinted" | "zit" | "zitiert" | "as"
        )
        || matches!(tokens.lower(i), "citing" | "quoting")
        || tokens.str(i) == "n" && tokens.is(i + 1, '.') && i > 1 && tokens.lower(i - 2) == "zit"
}

fn is_signal(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.is_word(i) && (SIGNALS.contains(&tokens.lower(i)) || is_participle(tokens, i))
}

/// “erwidernd Radkau, Holzverknappung”: in German any participle can lead up to a reference.
fn is_participle(tokens: &Tokens<'_>, i: usize) -> bool {
    let word = tokens.str(i);
    let ends = word.ends_with("end") || word.ends_with("rnd") || word.ends_with("lnd");
    !tokens.is_capital(i) && ends && word.chars().count() >= 8
}

/// “In Smith, …” is a signal at the start only where a name follows; “For” and “On” begin titles too.
fn starts_signal(tokens: &Tokens<'_>, i: usize) -> bool {
    is_participle(tokens, i)
        || matches!(tokens.lower(i), "also" | "and" | "or" | "et" | "und" | "ebenso" | "ähnlich" | "dagegen" | "anders" | "ferner" | "again" | "but" | "quoted" | "cited" | "e" | "accord" | "so" | "etwa" | "dazu" | "hierzu" | "auch" | "zit" | "zitiert" | "in" | "reprinted" | "cité" | "citado" | "s" | "contrast" | "per" | "according" | "aber" | "zustimmend" | "kritisch" | "abweichend" | "ablehnend" | "differenzierend" | "weiterführend" | "zusammenfassend" | "allgemein" | "näher" | "eingehend" | "außerdem" | "daneben" | "weiterhin" | "sodann" | "ebenfalls" | "gleichfalls" | "überblick" | "hingegen" | "bereits" | "schon" | "grundlegend" | "zuletzt" | "ausführlich" | "noch" | "jetzt" | "similarly" | "likewise" | "further" | "comp" | "comparer" | "déjà" | "notamment" | "surtout" | "aussi")
        // “S. dazu” is “siehe dazu”; “S. Müller” is a name.
        && (tokens.lower(i) != "s" || tokens.is(i + 1, '.') && tokens.is_word(i + 2) && !tokens.is_capital(i + 2))
}

/// Words before a signal are prose, not the author of a work whose title holds “see”.
fn leads_with_prose(tokens: &Tokens<'_>, start: usize, signal: usize) -> bool {
    let lower = (start..signal).filter(|i| tokens.is_word(*i) && !tokens.is_capital(*i)).count();
    lower > 0 || signal <= start + 2 || matches!(tokens.lower(start), "for" | "on" | "but")
}

/// Whether a point ends a sentence: not behind an initial or an abbreviation, and before a capital.
pub(crate) fn ends_sentence(tokens: &Tokens<'_>, i: usize) -> bool {
    let next = tokens.list.get(i + 1);
    let Some(before) = i.checked_sub(1) else { return false };
    // “19. Jahrhundert”, “4. Oktober”, “2. Aufl.”: the point makes an ordinal.
    let ordinal = tokens.is_number(before) && tokens.str(before).len() <= 2 && follows_ordinal(tokens, i + 1);
    if ordinal {
        return false;
    }
    // “J. Mod. Hist.”, “Proc. Natl. Acad. Sci.”: shortened words in a row are a name.
    if abbreviations_in_row(tokens, i) {
        return false;
    }
    let starts = next.is_some_and(|next| next.spaced)
        && (tokens.is_capital(i + 1) || tokens.is_any(i + 1, "“\"‘'„«("));
    let glued = tokens.list.get(i).is_some_and(|point| !point.spaced);
    starts && glued && tokens.is_word(before) && !is_abbreviation(tokens.str(before))
        || starts && glued && (tokens.is_number(before) || tokens.is_any(before, ")”\"’»"))
}

/// A point between two shortened words.
pub(super) fn abbreviations_in_row(tokens: &Tokens<'_>, point: usize) -> bool {
    let short = |i: usize| {
        let word = tokens.str(i);
        let known = ["ibid", "idem", "id", "ebd", "ders", "dies", "cf", "vgl", "see", "voir", "op", "art"];
        tokens.is_capital(i)
            && word.chars().count() <= 5
            && tokens.is(i + 1, '.')
            && tokens.list.get(i + 1).is_some_and(|point| !point.spaced)
            && !known.contains(&word.to_lowercase().as_str())
    };
    let initial = |i: usize| tokens.str(i).chars().count() == 1;
    let Some(before) = point.checked_sub(1) else { return false };
    let next = short(point + 1) && !initial(point + 1);
    let last = point.checked_sub(3).is_some_and(short);
    // “J. Mod. Hist. 62”: the last of them stands before the volume.
    let volume = last && tokens.is_number(point + 1);
    // “Pub. L. No. 92-583”, “Vand. J. Ent. & Tech. L. 691”: an initial is one of them before a number.
    let counted = initial(point + 1)
        && tokens.is(point + 2, '.')
        && (tokens.is_number(point + 3) || matches!(tokens.str(point + 3), "No" | "Rev" | "J" | "Q" | "Rep"));
    // “Am. Ins. Ass’n at 4”: contracted words have their point within.
    let word = tokens.str(point + 1);
    let contracted = tokens.is_capital(point + 1)
        && word.chars().count() <= 9
        && word.contains(['’', '\''])
        && word.ends_with(|c: char| c.is_lowercase())
        && !word.ends_with("’s")
        && !word.ends_with("'s");
    short(before) && (contracted || next && (last || !initial(before)) || volume || counted)
}

fn follows_ordinal(tokens: &Tokens<'_>, i: usize) -> bool {
    let word = tokens.lower(i);
    let known = [
        "aufl",
        "auflage",
        "ausgabe",
        "ausg",
        "jahrhundert",
        "jahrhunderts",
        "jh",
        "jg",
        "jahrgang",
        "kapitel",
        "band",
        "teil",
        "und",
        "bis",
        "weltkrieg",
        "weltkriegs",
        "reich",
        "reiches",
    ];
    known.contains(&word) || super::month_name(word)
}

/// Reads what stands before a title.
pub(crate) fn read(draft: &mut Draft<'_>, start: usize, end: usize) {
    let mut last = end;
    while last > start
        && draft.tokens.is_any(last - 1, ",:.–—-(")
        && !is_initial_point(&draft.tokens, last - 1)
    {
        last -= 1;
    }
    // “Art. „Überhang“, in: …”: the article of an encyclopedia, and no name.
    while last > start
        && matches!(tokens_lower(draft, last - 1), "art" | "artikel" | "stichwort" | "lemma" | "s.v")
        || last > start + 1 && draft.tokens.is(last - 1, '.') && tokens_lower(draft, last - 2) == "art"
    {
        last -= 1;
    }
    if last == start {
        return;
    }
    let mut first = start;
    let Some(last) = before_genre(draft, first, last) else { return };
    if is_interview(&draft.tokens, first) {
        draft.hints.interview = true;
        first = behind_interview(&draft.tokens, first, last);
    }
    let (last, role) = strip_role(draft, first, last);
    if read_letter(draft, first, last) {
        return;
    }
    let last = before_remark(draft, first, last);
    if let Some(dated) = date_in_brackets(draft, first, last) {
        return set_people(draft, first, dated, role);
    }
    set_people(draft, first, last, role);
}

fn tokens_lower<'a>(draft: &'a Draft<'_>, i: usize) -> &'a str {
    draft.tokens.lower(i)
}

/// “Elinor De Wire, Note, *Title*”: what law reviews call the pieces of their students (Bluebook 16.7.1).
///
/// Gives where the names end; nothing where there are none.
fn before_genre(draft: &mut Draft<'_>, start: usize, end: usize) -> Option<usize> {
    let tokens = &draft.tokens;
    let genre = end.checked_sub(1).filter(|i| {
        matches!(tokens.str(*i), "Note" | "Comment" | "Essay" | "Recent" | "Developments" | "Colloquy")
            && *i >= start
            && tokens.is(i + 1, ',')
    });
    let Some(genre) = genre else { return Some(end) };
    if genre > start && !tokens.is(genre - 1, ',') {
        return Some(end);
    }
    let span = tokens.span(genre, genre + 1);
    draft.set_text(Variable::Genre, span, 0.8);
    (genre > start + 1).then(|| genre - 1)
}

/// “X, interview by Y”, “X, review of”: what the names did, and where they end.
pub(super) fn before_remark(draft: &mut Draft<'_>, start: usize, end: usize) -> usize {
    let tokens = &draft.tokens;
    let Some(at) =
        (start + 1..end).find(|i| matches!(tokens.lower(*i), "interview" | "review" | "rezension" | "rez"))
    else {
        return end;
    };
    let first = (start + 1..at).rev().find(|i| tokens.is(*i, ',')).unwrap_or(at);
    if tokens.lower(at).starts_with("re") {
        draft.hints.review = true;
        return first;
    }
    let by = at + 1 < end && matches!(tokens.lower(at + 1), "by" | "with");
    let stop = (at + 2..end).find(|i| tokens.is_any(*i, ",;(")).unwrap_or(end);
    draft.hints.interview = true;
    if by && looks_like_names(&draft.tokens, at + 2, stop) {
        let span = draft.tokens.span(at + 2, stop);
        let people = names(span.of(draft.tokens.text));
        draft.set_names(Variable::Interviewer, people, span, 0.85);
    }
    first
}

fn is_initial_point(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.is(i, '.')
        && i > 0
        && (tokens.str(i - 1).chars().count() == 1 || matches!(tokens.str(i - 1), "Jr" | "Sr" | "al"))
}

/// “ed.”, “(eds.)”, “Hrsg.”, “trans.” behind names: says what the names did.
pub(super) fn strip_role(draft: &mut Draft<'_>, start: usize, end: usize) -> (usize, Variable) {
    let tokens = &draft.tokens;
    let mut last = end;
    let mut role = Variable::Author;
    while last > start && tokens.is_any(last - 1, ".,)") {
        last -= 1;
    }
    let word = tokens.lower(last.saturating_sub(1));
    let is_editor = matches!(
        word,
        "ed" | "eds"
            | "editor"
            | "editors"
            | "hg"
            | "hgg"
            | "hrsg"
            | "hrsgg"
            | "éd"
            | "éds"
            | "dir"
            | "dirs"
            | "coord"
            | "coords"
            | "edd"
            | "cur"
            | "red"
            | "comp"
            | "comps"
    );
    let is_translator = matches!(word, "trans" | "transl" | "übers");
    if last > start + 1 && (is_editor || is_translator) {
        role = if is_editor { Variable::Editor } else { Variable::Translator };
        last -= 1;
        draft.hints.editors |= is_editor;
        while last > start && tokens.is_any(last - 1, ",([ ") {
            last -= 1;
        }
        return (last, role);
    }
    (end, role)
}

/// “Smith (1999)”: the year behind the names, as author-date styles have it.
fn date_in_brackets(draft: &mut Draft<'_>, start: usize, end: usize) -> Option<usize> {
    let tokens = &draft.tokens;
    let open = (start + 1..end).rev().find(|i| tokens.is_any(*i, "(["))?;
    let (date, behind) = date_at(tokens, open + 1)?;
    let closed = tokens.is_any(behind, ")]") && behind + 1 >= end;
    let span = tokens.span(open + 1, behind);
    if !closed {
        return None;
    }
    draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.9);
    Some(open)
}

pub(super) fn set_people(draft: &mut Draft<'_>, start: usize, end: usize, role: Variable) {
    let tokens = &draft.tokens;
    // “W. Bürger [Théophile Thoré]”: whose pen name it is.
    let bracket = (start + 1..end).find(|i| tokens.is(*i, '[') && tokens.is(end - 1, ']'));
    let end = bracket.unwrap_or(end);
    let whole = trimmed(tokens.text, tokens.span(start, end));
    let text = whole.of(tokens.text);
    if text.is_empty() {
        return;
    }
    if looks_like_names(tokens, start, end) || is_short_institution(tokens, start, end, text) {
        let people = names(text);
        draft.set_names(role, people, whole, 0.95);
        return;
    }
    // Prose leads up to the names: only what is next to the title can be one.
    let mut first = names_before(tokens, start, end);
    let mut end = end;
    // “Théophile Gautier, feuilleton de *La Presse*”: the names come first, and then what it is.
    let comma = (start..end).find(|i| tokens.is(*i, ','));
    if let Some(comma) = comma.filter(|comma| {
        !(first..end).any(|i| tokens.is_capital(i))
            && looks_like_names(tokens, start, *comma)
            && (start..*comma).filter(|i| tokens.is_capital(*i)).count() >= 2
    }) {
        (first, end) = (start, comma);
    }
    let span = trimmed(tokens.text, tokens.span(first, end));
    let people = names(span.of(tokens.text));
    if first < end && !span.is_empty() {
        draft.set_names(role, people, span, 0.7);
    }
}

pub(super) fn is_short_institution(tokens: &Tokens<'_>, start: usize, end: usize, text: &str) -> bool {
    end - start <= 16
        && is_institution(text)
        && tokens.str(start).starts_with(char::is_uppercase)
        && !text.contains(['?', '!', '“'])
}

/// Whether every token can be part of a list of names.
pub(crate) fn looks_like_names(tokens: &Tokens<'_>, start: usize, end: usize) -> bool {
    end > start && (start..end).all(|i| can_be_name(tokens, i)) && (start..end).any(|i| tokens.is_capital(i))
}

fn can_be_name(tokens: &Tokens<'_>, i: usize) -> bool {
    const JOINING: [&str; 15] =
        ["others", "and", "und", "et", "y", "e", "en", "with", "al", "i", "и", "u", "a", "eds", "o"];
    let word = tokens.str(i);
    if tokens.is_word(i) {
        // Letters without case (Arabic, Chinese) are names as much as capitals are.
        let first = word.chars().next();
        let is_name = first.is_some_and(|c| c.is_uppercase() || !c.is_lowercase());
        return is_name
            || is_particle(&word.to_lowercase())
            || JOINING.contains(&word)
            || word.starts_with("al-")
            || word.starts_with("el-")
            || word.starts_with("d’")
            || word.starts_with("d'");
    }
    tokens.is_any(i, ".,;&-–’'/[]")
}

/// The first token of the names that stand right before a title.
fn names_before(tokens: &Tokens<'_>, start: usize, end: usize) -> usize {
    let mut first = end;
    // “plus récemment, Rémy Campos et Aurélien Poidevin”: between names “et” is no signal.
    let joins = |i: usize| {
        matches!(tokens.str(i), "and" | "und" | "et" | "y")
            && tokens.is_capital(i + 1)
            && i > start
            && tokens.is_capital(i - 1)
    };
    while first > start
        && can_be_name(tokens, first - 1)
        && (!is_signal_word(tokens, first - 1) || joins(first - 1))
    {
        if tokens.is(first - 1, '.') && ends_sentence(tokens, first - 1) {
            break;
        }
        first -= 1;
    }
    while first < end && !tokens.is_capital(first) && !is_particle(tokens.str(first)) {
        first += 1;
    }
    // “la contribution de Jean-Claude Yon”: behind a word of the sentence it is a preposition.
    let led = first > start && tokens.is_word(first - 1) && !tokens.is_capital(first - 1);
    let whole = (first + 1..end).filter(|i| tokens.is_capital(*i)).count() >= 2;
    if led && whole && matches!(tokens.str(first), "de" | "du" | "von" | "del" | "di") {
        first += 1;
    }
    first
}

fn is_signal_word(tokens: &Tokens<'_>, i: usize) -> bool {
    if tokens.str(i) == "Art" && tokens.is(i + 1, '.') {
        // “den Art. ‘Bahnhof’”: the article of an encyclopedia.
        return true;
    }
    is_signal(tokens, i) && !matches!(tokens.lower(i), "s" | "so" | "cit" | "en")
}
