//! Labelled characters → labelled tokens, as the parser cuts them.

use ibidem_citations::Span;
use ibidem_citations::label::{Label, Sample};

use crate::data::Labelled;

/// A reference or a note, ready to be learned from.
pub(crate) struct Lesson<L = Label> {
    /// What can be seen of it.
    pub(crate) sample: Sample,
    /// The label of each token.
    pub(crate) labels: Vec<L>,
}

/// Labels the tokens of a reference.
pub(crate) fn lesson(reference: &Labelled) -> Lesson {
    let (text, bytes) = reference.text();
    let sample = Sample::read(&text, &[]);
    let spans = sample.spans();
    let words: Vec<&str> = spans.iter().map(|span| span.of(&text)).collect();
    let mut labels: Vec<Label> =
        spans.iter().map(|span| bytes.get(span.start).copied().unwrap_or(Label::Other)).collect();
    lead_words(&words, &mut labels);
    signs(spans, &words, &mut labels);
    for (i, label) in labels.iter_mut().enumerate() {
        if sample.is_address(i) {
            *label = Label::Address;
        }
    }
    Lesson { sample, labels }
}

fn is_sign(word: &str) -> bool {
    !word.starts_with(char::is_alphanumeric)
}

/// Words that announce a field belong to it, whatever a corpus thinks.
fn lead_words(words: &[&str], labels: &mut [Label]) {
    for i in (0..words.len()).rev() {
        if labels[i] != Label::Other || is_sign(words[i]) {
            continue;
        }
        let next = (i + 1..words.len()).find(|j| !is_sign(words[*j])).map(|j| labels[j]);
        let lower = words[i].to_lowercase();
        let announced: &[Label] = match lower.as_str() {
            "in" | "dans" | "en" | "nel" | "nella" | "в" | "from" | "aus" => {
                &[Label::Container, Label::Editor]
            }
            "p" | "pp" | "page" | "pages" | "s" | "seite" | "seiten" | "pag" | "pagg" | "pg" | "at" | "с"
            | "стр" => &[Label::Page, Label::Locator],
            "vol" | "vols" | "volume" | "v" | "bd" | "band" | "t" | "tome" | "tomo" | "jg" => {
                &[Label::Volume]
            }
            "no" | "nos" | "nr" | "n" | "issue" | "number" | "num" | "iss" | "heft" => {
                &[Label::Issue, Label::Volume]
            }
            "ed" | "eds" | "edited" | "by" | "hrsg" | "hg" | "editor" | "editors" => &[Label::Editor],
            "trans" | "translated" => &[Label::Translator, Label::Editor],
            "and" | "und" | "et" | "y" | "e" | "&" => &[Label::Author, Label::Editor],
            _ => &[],
        };
        let before = (0..i).rev().find(|j| !is_sign(words[*j])).map(|j| labels[j]);
        if let Some(label) = next.filter(|next| announced.contains(next)) {
            labels[i] = label;
        } else if matches!(
            lower.as_str(),
            "ed" | "eds" | "hrsg" | "hg" | "hgg" | "editor" | "editors" | "al" | "et" | "others"
        ) && matches!(before, Some(Label::Editor | Label::Author))
        {
            labels[i] = before.unwrap_or(Label::Other);
        }
    }
}

/// A sign has the label of the word before it; one that opens, that of the word behind it.
fn signs(spans: &[Span], words: &[&str], labels: &mut [Label]) {
    let mut last = None;
    for i in 0..words.len() {
        if !is_sign(words[i]) {
            last = Some(labels[i]);
            continue;
        }
        let spaced = i == 0 || spans[i - 1].end < spans[i].start;
        let glued = spans.get(i + 1).is_some_and(|next| next.start == spans[i].end);
        let opens = matches!(words[i], "(" | "[" | "“" | "„" | "«" | "‘" | "<")
            || matches!(words[i], "\"" | "'" | "’" | "”") && spaced && glued;
        let next = || (i + 1..words.len()).find(|j| !is_sign(words[*j])).map(|j| labels[j]);
        let label = if opens || last.is_none() { next().or(last) } else { last };
        labels[i] = label.unwrap_or(Label::Other);
    }
}
