//! Letters and interviews: works that are known by people and a day.

use super::dates::date_at;
use super::names::{is_particle, names};
use super::reference::Draft;
use super::token::Tokens;
use crate::{Value, Variable};

/// “J. Smith to A. Jones, 3 May 1914”.
pub(super) fn read_letter(draft: &mut Draft<'_>, start: usize, end: usize) -> bool {
    let tokens = &draft.tokens;
    // “Letter from X to Y”
    let lead = matches!(
        tokens.lower(start),
        "letter"
            | "brief"
            | "schreiben"
            | "lettre"
            | "email"
            | "e-mail"
            | "memorandum"
            | "telegram"
            | "courriel"
    ) && matches!(tokens.lower(start + 1), "from" | "von" | "de");
    // “Letter from Augustin Fresnel, Lighthouse Inspector, to Winslow Lewis”: what they are stands between.
    let end = if lead {
        (start..tokens.len()).find(|i| tokens.is_any(*i, "([;")).unwrap_or(tokens.len())
    } else {
        end
    };
    let start = if lead { start + 2 } else { start };
    let Some(to) = (start + 1..end).find(|i| matches!(tokens.lower(*i), "to" | "an" | "à" | "au" | "aux"))
    else {
        return false;
    };
    let stop = (to + 1..end).find(|i| tokens.is(*i, ',')).unwrap_or(end);
    let person = |first: usize, last: usize| {
        last > first
            && last - first <= 8
            && (first..last)
                .all(|i| tokens.is_capital(i) || tokens.is_any(i, ".-’'") || is_particle(tokens.str(i)))
    };
    let office = (start..to).find(|i| lead && tokens.is(*i, ',')).unwrap_or(to);
    // “Calloway to author”
    let author = matches!(tokens.str(stop.wrapping_sub(1)), "author" | "Verfasser" | "Verfasserin");
    // “Jules Bonnaire à sa sœur, 2 février 1875”, “Lettre de Beautemps-Beaupré au ministre, …”: who it was, without a name.
    let kin = matches!(
        tokens.lower(to + 1),
        "sa" | "son" | "ses" | "seine" | "seinen" | "ihre" | "ihren" | "his" | "her"
    );
    let dated = date_at(tokens, stop + 1)
        .is_some_and(|(date, _)| date.first().is_some_and(|parts| parts.day.is_some()));
    let office_of = matches!(tokens.lower(to), "au" | "aux") && lead;
    let author = author || (kin && dated || office_of) && stop - to <= 8;
    if !person(start, office) || !person(to + 1, stop) && !author {
        return false;
    }
    let (from, recipient) = (tokens.span(start, office), tokens.span(to + 1, stop));
    let reach = if lead { tokens.len().min(end + 6) } else { end };
    let date = (stop..reach).find_map(|i| Some((i, date_at(tokens, i)?)));
    let texts = (from.of(tokens.text), recipient.of(tokens.text));
    let (sender, addressee) = (names(texts.0), names(texts.1));
    let dated = date.map(|(i, (date, last))| (tokens.span(i, last), date));
    draft.hints.letter = true;
    // “Lettre de Beautemps-Beaupré au ministre” is never said longer.
    draft.hints.source |= lead;
    draft.set_names(Variable::Author, sender, from, 0.85);
    if !author {
        draft.set_names(Variable::Recipient, addressee, recipient, 0.85);
    }
    if let Some((span, date)) = dated {
        draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.9);
    }
    true
}

/// “Interview of X”, “Interview with X”, “Author interview with X”.
pub(super) fn is_interview(tokens: &Tokens<'_>, i: usize) -> bool {
    let comma = (i..i + 5).find(|i| tokens.is(*i, ',')).unwrap_or(i + 5);
    let at = (i..comma).find(|i| {
        matches!(
            tokens.lower(*i),
            "interview" | "interviews" | "conversation" | "gespräch" | "entretien" | "entrevista"
        )
    });
    at.is_some_and(|at| {
        // “Interview der Verf. mit Hedwig Pohl”
        let reach =
            if tokens.lower(at + 1) == "der" || tokens.lower(at + 1) == "de" { at + 8 } else { at + 4 };
        (at + 1..reach).any(|i| matches!(tokens.lower(i), "of" | "with" | "mit" | "avec" | "con"))
    })
}

/// The first name behind “Interview with”, “Interview des Verfassers mit”.
pub(super) fn behind_interview(tokens: &Tokens<'_>, start: usize, end: usize) -> usize {
    let word = (start..end).find(|i| matches!(tokens.lower(*i), "of" | "with" | "mit" | "avec" | "con"));
    word.map_or(start, |word| (word + 1).min(end))
}
