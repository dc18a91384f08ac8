//! Keys → notes of kind `reference` for the entries that are cited, and what is known of the others.

use std::collections::HashMap;

use ibidem_citations::parse::postnote;
use ibidem_citations::resolve::{Keyed, KeyedItem};
use ibidem_citations::{CitedKey, Keys, ListedKey, Note, NoteKind, NoteNumber, Paper, Span};

use crate::document::{CitedByKey, DocumentKeys, SourceMap};
use crate::references;

/// Adds to a paper what its document says by keys; `cited` has its places in the text of the paper.
pub(super) fn add(
    keys: &DocumentKeys,
    cited: Vec<CitedByKey>,
    source: &str,
    paper: &mut Paper,
    map: &mut SourceMap,
) -> Keyed {
    let mut keyed = Keyed::default();
    let written = paper.notes.iter().enumerate().filter(|(_, note)| note.kind == NoteKind::Reference);
    let mut listed: HashMap<String, usize> = written.map(|(i, note)| (note.number.to_string(), i)).collect();
    for entry in &keys.entries {
        let mut item = entry.item.clone();
        let span = references::print(&mut item, entry.span, source, &mut paper.text, map);
        let note = paper.notes.len();
        listed.entry(entry.id.clone()).or_insert(note);
        keyed.entries.insert(note, item);
        paper.notes.push(Note {
            id: format!("n{}", note + 1),
            number: NoteNumber::Label(entry.id.clone()),
            kind: NoteKind::Reference,
            span,
            raw: entry.span.of(source).to_owned(),
            anchors: Vec::new(),
            flags: Vec::new(),
            citations: Vec::new(),
        });
    }
    let mut place = |key: &str, at: Span| {
        let start = paper.text.len();
        paper.text.push_str(key);
        let span = Span::new(start, paper.text.len());
        map.push(span, at);
        paper.text.push('\n');
        span
    };
    let mut told = Keys { is_whole: keys.is_whole, ..Keys::default() };
    for (key, at) in &keys.uncited {
        told.uncited.push(ListedKey { key: key.clone(), span: place(key, *at), first: None });
    }
    for (key, at, first) in &keys.repeated {
        let (first, span) = (place(key, *first), place(key, *at));
        told.repeated.push(ListedKey { key: key.clone(), span, first: Some(first) });
    }
    for one in cited {
        let entry = listed.get(&one.key).copied();
        let locator = one.postnote.and_then(|span| postnote(&paper.text, span));
        keyed.items.push(KeyedItem {
            span: if locator.is_some() || one.postnote.is_none() { one.span } else { one.at },
            entry,
            suffix: one.postnote.filter(|_| locator.is_none()),
            locator,
            prefix: one.prefix,
            continues: one.continues,
        });
        told.cited.push(CitedKey { key: one.key, span: one.at, is_listed: one.is_listed || entry.is_some() });
    }
    paper.keys = told;
    keyed
}
