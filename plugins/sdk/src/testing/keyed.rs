//! Keys of an example: `[@lee1999]` in its text, `- @lee1999: Ann Lee, …` in its list.

use std::collections::HashMap;

use ibidem_citations::resolve::{Keyed, KeyedItem};
use ibidem_citations::{CitedKey, ListedKey, NoteKind, NoteNumber, Paper, Span};

/// The key of an entry, and its text behind that.
pub(super) fn entry(text: &str) -> Option<(&str, &str)> {
    let (key, text) = text.strip_prefix('@')?.split_once(": ")?;
    (!key.contains(char::is_whitespace)).then_some((key, text))
}

/// The key that a text begins with, in brackets.
pub(super) fn cited(text: &str) -> Option<&str> {
    let key = text.strip_prefix("[@")?.split(']').next()?;
    (!key.is_empty() && !key.contains(char::is_whitespace)).then_some(key)
}

/// Settles which entries are cited; those that are not go, and stay behind the notes as their keys.
pub(super) fn settle(paper: &mut Paper, cited: Vec<(String, Span)>, keys: &[String]) -> Keyed {
    let mut first: HashMap<&str, Span> = HashMap::new();
    let (mut uncited, mut repeated) = (Vec::new(), Vec::new());
    for key in keys {
        let start = paper.text.len() + 2;
        let span = Span::new(start, start + key.len());
        let is_cited = cited.iter().any(|(one, _)| one == key);
        let before = first.get(key.as_str()).copied();
        if before.is_some() || !is_cited {
            paper.text.push_str("\n\n");
            paper.text.push_str(key);
            let listed = ListedKey { key: key.clone(), span, first: before };
            if before.is_some() { &mut repeated } else { &mut uncited }.push(listed);
        }
        let of_key = NoteNumber::Label(key.clone());
        let note =
            paper.notes.iter().rposition(|note| note.kind == NoteKind::Reference && note.number == of_key);
        match note {
            Some(note) if !is_cited => {
                paper.notes.remove(note);
            }
            Some(note) => {
                first.entry(key).or_insert(paper.notes.get(note).map_or(span, |note| note.span));
            }
            None => {}
        }
    }
    let mut keyed = Keyed::default();
    let of_key = |key: &str| {
        let number = NoteNumber::Label(key.to_owned());
        paper.notes.iter().position(|note| note.kind == NoteKind::Reference && note.number == number)
    };
    for (key, span) in cited {
        let entry = of_key(&key);
        let item = KeyedItem { span, entry, locator: None, prefix: None, suffix: None, continues: false };
        keyed.items.push(item);
        paper.keys.cited.push(CitedKey { key, span, is_listed: entry.is_some() });
    }
    (paper.keys.uncited, paper.keys.repeated) = (uncited, repeated);
    paper.keys.is_whole = !keys.is_empty();
    keyed
}
