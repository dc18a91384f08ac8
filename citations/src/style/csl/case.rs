//! Text case (CSL 1.0.2, “Text-case”; title case by the rules for English titles).

use super::element::TextCase;
use super::tree::{Content, Mark, Part};

/// Articles, prepositions and conjunctions: in a title in title case they keep the case in which
/// they were typed, unless they begin or end it or follow a colon.
const SMALL_WORDS: &[&str] = &[
    "a",
    "about",
    "above",
    "across",
    "afore",
    "after",
    "against",
    "al",
    "along",
    "alongside",
    "amid",
    "amidst",
    "among",
    "amongst",
    "an",
    "and",
    "apropos",
    "apud",
    "around",
    "as",
    "aside",
    "astride",
    "at",
    "athwart",
    "atop",
    "barring",
    "before",
    "behind",
    "below",
    "beneath",
    "beside",
    "besides",
    "between",
    "beyond",
    "but",
    "by",
    "c",
    "ca",
    "circa",
    "d",
    "de",
    "despite",
    "down",
    "during",
    "et",
    "except",
    "for",
    "from",
    "given",
    "in",
    "inside",
    "into",
    "l",
    "lest",
    "like",
    "modulo",
    "near",
    "next",
    "nor",
    "notwithstanding",
    "of",
    "off",
    "on",
    "onto",
    "or",
    "out",
    "over",
    "per",
    "plus",
    "pro",
    "qua",
    "sans",
    "since",
    "so",
    "than",
    "the",
    "through",
    "throughout",
    "thru",
    "till",
    "to",
    "toward",
    "towards",
    "und",
    "under",
    "underneath",
    "until",
    "unto",
    "up",
    "upon",
    "v",
    "van",
    "versus",
    "via",
    "vis-à-vis",
    "von",
    "vs",
    "with",
    "within",
    "without",
    "yet",
];

/// Changes the case of all text in a part. Title case is for English alone.
pub(super) fn apply(part: &mut Part, case: TextCase, is_english: bool, language: &str) {
    match case {
        TextCase::Lowercase => each(part, &mut |text| *text = text.to_lowercase()),
        TextCase::Uppercase => each(part, &mut |text| {
            // Turkish keeps the dot on its i.
            let dotted = language.starts_with("tr") || language.starts_with("az");
            *text = if dotted { text.replace('i', "İ").to_uppercase() } else { text.to_uppercase() };
        }),
        TextCase::CapitalizeFirst => capitalize_first(part),
        TextCase::CapitalizeAll => {
            let mut state = Words::default();
            each(part, &mut |text| state.change(text, |word, _| Some(capitalized(word))));
        }
        TextCase::Sentence => sentence(part),
        TextCase::Title => {
            if is_english {
                title(part);
            }
        }
    }
}

/// Calls with each text that is not protected.
fn each(part: &mut Part, change: &mut impl FnMut(&mut String)) {
    if part.mark == Mark::NoCase || is_symbol(part) {
        return;
    }
    match &mut part.content {
        Content::Text(text, _) => change(text),
        Content::List { parts, .. } => {
            for part in parts {
                each(part, change);
            }
        }
    }
}

/// Superscripts, subscripts and small capitals in a field are of a case of their own.
fn is_symbol(part: &Part) -> bool {
    part.mark == Mark::Markup && (part.format.position.is_some() || part.format.variant.is_some())
}

pub(super) fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Makes the first letter large; a protected beginning stays.
pub(super) fn capitalize_first(part: &mut Part) {
    fn walk(part: &mut Part) -> bool {
        if part.mark == Mark::NoCase {
            return !part.is_empty();
        }
        match &mut part.content {
            Content::Text(text, _) => {
                let Some(at) = text.find(|c: char| c.is_alphanumeric()) else { return false };
                let rest = capitalized(&text[at..]);
                text.replace_range(at.., &rest);
                true
            }
            Content::List { parts, .. } => parts.iter_mut().any(walk),
        }
    }
    walk(part);
}

fn sentence(part: &mut Part) {
    each(part, &mut |text| *text = text.to_lowercase());
    capitalize_first(part);
}

/// Words of a text that may run over several parts.
#[derive(Default)]
struct Words {
    /// Whether the last part ended within a word.
    within: bool,
}

impl Words {
    /// Calls for each word with the text before it; what is returned takes its place.
    fn change(&mut self, text: &mut String, mut change: impl FnMut(&str, &str) -> Option<String>) {
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(start) = rest.find(|c: char| !is_space(c)) {
            let after = &rest[start..];
            let end = after.find(is_space).unwrap_or(after.len());
            let word = &after[..end];
            out.push_str(&rest[..start]);
            if self.within && start == 0 {
                out.push_str(word);
            } else {
                let changed = change(word, &out);
                out.push_str(changed.as_deref().unwrap_or(word));
            }
            self.within = true;
            rest = &after[end..];
        }
        if !rest.is_empty() {
            self.within = false;
        }
        out.push_str(rest);
        *text = out;
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace() && c != '\u{feff}'
}

fn title(part: &mut Part) {
    let mut all = String::new();
    let mut last_word_at = 0;
    each(part, &mut |text| all.push_str(text));
    if let Some(last) = all.trim_end().rfind(is_space) {
        last_word_at = last;
    }
    let mut seen = 0;
    let mut before = String::new();
    let mut state = Words::default();
    each(part, &mut |text| {
        let length = text.len();
        state.change(text, |word, done| {
            let at = seen + done.len();
            let context = if done.trim().is_empty() { format!("{before}{done}") } else { done.to_owned() };
            let is_edge = context.trim().is_empty() || at > last_word_at || starts_anew(&context);
            Some(title_word(word, is_edge))
        });
        before.push_str(text);
        seen += length;
    });
}

/// Whether a subtitle starts after this.
fn starts_anew(before: &str) -> bool {
    before.trim_end().chars().next_back().is_some_and(|c| matches!(c, ':' | '?' | '!' | '.' | '—' | '–'))
}

fn title_word(word: &str, is_edge: bool) -> String {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_small = SMALL_WORDS.contains(&bare.to_lowercase().as_str());
    if is_small && !is_edge {
        return word.to_owned();
    }
    // A word with a capital anywhere was meant as it is (iPhone, McCarthy).
    let mut out = String::with_capacity(word.len());
    for (index, piece) in word.split_inclusive(['-', '/', '—', '–']).enumerate() {
        let letters = piece.trim_matches(|c: char| !c.is_alphanumeric());
        let small_inside = index > 0 && SMALL_WORDS.contains(&letters);
        // A Greek letter alone is a symbol.
        let is_symbol = letters.chars().count() == 1 && letters.chars().all(|c| ('α'..='ω').contains(&c));
        if letters.chars().any(char::is_uppercase) || small_inside || is_symbol {
            out.push_str(piece);
        } else if let Some(at) = piece.find(|c: char| c.is_alphanumeric()) {
            out.push_str(&piece[..at]);
            out.push_str(&capitalized(&piece[at..]));
        } else {
            out.push_str(piece);
        }
    }
    out
}
