//! Words that point back: ibid., idem, op. cit., supra n. 5, and theirs in other languages.

use super::token::Tokens;
use crate::BackReference;

/// A back-reference at a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Back {
    pub(crate) reference: BackReference,
    /// The token behind it.
    pub(crate) end: usize,
}

/// Reads the back-reference that starts at a token.
pub(crate) fn back_at(tokens: &Tokens<'_>, i: usize) -> Option<Back> {
    let word = tokens.lower(i);
    let next = tokens.lower(after_point(tokens, i + 1));
    let one = |reference| Some(Back { reference, end: after_point(tokens, i + 1) });
    match word {
        "ibid" | "ibidem" | "ib" | "ebd" | "ebenda" | "ibíd" | "ivi" | "там" => {
            let mut end = after_point(tokens, i + 1);
            if word == "там" && tokens.lower(end) == "же" {
                end = after_point(tokens, end + 1);
            }
            Some(Back { reference: BackReference::Ibid, end })
        }
        // “Id. at 45” is ibid. (Bluebook 4.1); “Id., Title” is the same author.
        "id" if tokens.is(i + 1, '.') || tokens.lower(i + 1) == "at" => one(BackReference::Ibid),
        "ead" if tokens.is(i + 1, '.') => one(BackReference::Idem),
        "idem" | "eadem" | "ders" | "dies" | "dems" | "derselbe" | "dieselbe" => one(BackReference::Idem),
        "op" | "ob" | "art" | "chap" | "contrib" | "éd" | "rapport" | "livre" | "étude" | "ouvr"
        | "ouvrage" | "article" | "w" | "aufs" | "aufsatz" | "thèse" | "mémoire"
            if matches!(next, "cit" | "cité" | "citée" | "cités" | "citado") =>
        {
            Some(two_words(tokens, i, BackReference::OpCit))
        }
        // “Rossi, *Titolo*, cit., p. 5”
        "cit" if tokens.is(i + 1, '.') && tokens.is_any(i.wrapping_sub(1), ",)") => one(BackReference::OpCit),
        "loc" | "l" if matches!(next, "cit" | "c") && tokens.is(i + 1, '.') => {
            Some(two_words(tokens, i, BackReference::LocCit))
        }
        "opcit" | "aao" => one(BackReference::OpCit),
        "a" if next == "a" => german_place(tokens, i),
        "supra" | "above" | "oben" | "infra" | "below" | "unten" | "ci-dessus" | "ci-dessous" => {
            supra(tokens, i)
        }
        "wie" if tokens.lower(i + 1) == "anm" => supra(tokens, i),
        "n" | "note" | "fn" | "anm" | "fn." if is_note_reference(tokens, i) => supra(tokens, i),
        _ => None,
    }
}

fn after_point(tokens: &Tokens<'_>, i: usize) -> usize {
    if tokens.is(i, '.') { i + 1 } else { i }
}

fn two_words(tokens: &Tokens<'_>, i: usize, reference: BackReference) -> Back {
    let second = after_point(tokens, i + 1);
    Back { reference, end: after_point(tokens, second + 1) }
}

/// “a. a. O.”, “a.a.O.”
fn german_place(tokens: &Tokens<'_>, i: usize) -> Option<Back> {
    let second = after_point(tokens, i + 1);
    let third = after_point(tokens, second + 1);
    let fits = tokens.lower(second) == "a" && tokens.str(third) == "O";
    fits.then(|| Back { reference: BackReference::OpCit, end: after_point(tokens, third + 1) })
}

/// “supra note 12”, “supra n 5”, “above, n. 5”, “oben Anm. 5”, “supra” alone.
fn supra(tokens: &Tokens<'_>, start: usize) -> Option<Back> {
    let is_label = |i: usize| {
        matches!(tokens.lower(i), "note" | "n" | "nn" | "fn" | "anm" | "fußn" | "footnote" | "notes")
    };
    let mut i = start;
    if !is_label(i) {
        i += 1;
        if tokens.is(i, ',') {
            i += 1;
        }
    }
    if is_label(i) {
        let number = after_point(tokens, i + 1);
        let value = tokens.is_number(number).then(|| tokens.str(number).to_owned())?;
        let mut end = number + 1;
        if tokens.is_any(end, "-–") && tokens.is_number(end + 1) {
            end += 2;
        }
        if matches!(tokens.lower(end), "above" | "supra" | "below" | "infra") {
            end += 1;
        }
        // “supra notes 9–12 and accompanying text”: the text is meant, and no work.
        if tokens.lower(end) == "and" && matches!(tokens.lower(end + 1), "accompanying" | "text") {
            return None;
        }
        return Some(Back { reference: BackReference::Supra { note: Some(value) }, end });
    }
    let alone =
        tokens.lower(start) == "supra" && !matches!(tokens.lower(start + 1), "text" | "part" | "section");
    alone.then_some(Back { reference: BackReference::Supra { note: None }, end: start + 1 })
}

/// “(n 12)”, “n. 12 above”: OSCOLA's short forms.
fn is_note_reference(tokens: &Tokens<'_>, i: usize) -> bool {
    let number = after_point(tokens, i + 1);
    let opened = i > 0 && tokens.is(i - 1, '(');
    let above = matches!(tokens.lower(number + 1), "above" | "supra" | "below" | "infra");
    tokens.is_number(number) && (opened && tokens.is(number + 1, ')') || above)
}
