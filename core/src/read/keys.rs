//! Keys and lists → which entries are cited, which are not, and which share a key.

use std::collections::{HashMap, HashSet};

use ibidem_citations::Span;
use ibidem_citations::import::{Entry, Imported};

use super::sources::Sources;
use crate::document::{CitedByKey, DocumentKeys, Fault};

/// The most faults of lists that are told; each is looked up in its file.
const MOST_FAULTS: usize = 100;

/// What a reader has met of keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Met {
    /// What is cited and printed, in the order of the text.
    pub(super) cited: Vec<CitedByKey>,
    /// Keys that are cited and print nothing.
    pub(super) unprinted: Vec<String>,
    /// Whether all entries are taken to be cited.
    pub(super) all: bool,
    /// The parts that are lists, in the order in which they are named.
    pub(super) lists: Vec<usize>,
    /// Keys of entries that are written out in the document.
    pub(super) written: HashSet<String>,
}

/// Settles what the lists have of the keys; faults of the lists are told as far as they matter.
pub(super) fn settle(met: Met, source: &str, sources: &Sources, own: usize) -> (DocumentKeys, Vec<Fault>) {
    let Met { mut cited, unprinted, all, mut lists, written } = met;
    let mut seen = HashSet::new();
    lists.retain(|list| seen.insert(*list));
    let lists: Vec<(usize, &Imported)> = lists
        .iter()
        .filter_map(|part| Some((sources.span(*part, own).start, sources.list(*part)?)))
        .collect();
    let known = Known::of(&lists);
    let broken: HashSet<&str> = lists
        .iter()
        .filter(|(_, list)| !list.faults.is_empty())
        .filter_map(|(start, _)| source.get(*start..))
        .flat_map(named_keys)
        .collect();
    for one in &mut cited {
        match known.key(&one.key) {
            Some(key) => {
                key.clone_into(&mut one.key);
                one.is_listed = true;
            }
            None => one.is_listed = written.contains(&one.key) || broken.contains(one.key.as_str()),
        }
    }
    let mut wanted: HashSet<&str> = cited.iter().map(|cited| cited.key.as_str()).collect();
    wanted.extend(unprinted.iter().map(|key| known.key(key).unwrap_or(key)));
    let entries = || lists.iter().flat_map(|(start, list)| list.entries.iter().map(|entry| (*start, entry)));
    // What another entry draws on is there for that.
    let needed: HashSet<&str> =
        entries().flat_map(|(_, entry)| entry.needs.iter().map(String::as_str)).collect();
    let mut keys = DocumentKeys {
        is_whole: !sources.is_broken && (!lists.is_empty() || !written.is_empty()),
        ..DocumentKeys::default()
    };
    let mut first: HashMap<&str, Span> = HashMap::new();
    let mut told: Vec<Span> = Vec::new();
    for (start, entry) in entries() {
        let place = key_place(entry, start, source);
        if let Some(before) = first.get(entry.id.as_str()) {
            keys.repeated.push((entry.id.clone(), place, *before));
            continue;
        }
        first.insert(&entry.id, place);
        let is_wanted = all || wanted.contains(entry.id.as_str());
        if is_wanted && !written.contains(&entry.id) {
            let span = entry.span.shifted(start);
            told.push(span);
            keys.entries.push(Entry { span, ..entry.clone() });
        } else if !is_wanted && !needed.contains(entry.id.as_str()) {
            keys.uncited.push((entry.id.clone(), place));
        }
    }
    told.sort_unstable();
    let faults = faults(&lists, &told);
    keys.cited = cited;
    (keys, faults)
}

/// The keys that lists with entries that cannot be read may have: `@book{key,`, `key:`.
fn named_keys(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let entry = line.trim_start().strip_prefix('@').and_then(|entry| entry.split_once('{'));
        let key = match entry {
            Some((_, rest)) => rest.split(',').next(),
            None => line.split_once(':').map(|(key, _)| key),
        };
        key.map(|key| key.trim().trim_matches(['"', '\'']))
    })
}

/// The keys of the lists.
struct Known<'a> {
    /// By key and by further keys.
    exact: HashMap<&'a str, &'a str>,
    /// By key in lower case: BibTeX makes no difference.
    lower: HashMap<String, &'a str>,
}

impl<'a> Known<'a> {
    fn of(lists: &[(usize, &'a Imported)]) -> Self {
        let (mut exact, mut lower) = (HashMap::new(), HashMap::new());
        for entry in lists.iter().flat_map(|(_, list)| &list.entries) {
            for key in std::iter::once(&entry.id).chain(&entry.aliases) {
                exact.entry(key.as_str()).or_insert(entry.id.as_str());
                lower.entry(key.to_lowercase()).or_insert(entry.id.as_str());
            }
        }
        Self { exact, lower }
    }

    fn key(&self, key: &str) -> Option<&'a str> {
        self.exact.get(key).or_else(|| self.lower.get(&key.to_lowercase())).copied()
    }
}

/// Where the key of an entry stands in the source.
fn key_place(entry: &Entry, start: usize, source: &str) -> Span {
    let span = entry.span.shifted(start);
    let text = span.of(source);
    // The type of an entry of BibLaTeX stands before its key.
    let from = if text.starts_with('@') { text.find('{').unwrap_or(0) } else { 0 };
    let at = text.get(from..).and_then(|rest| rest.find(entry.id.as_str())).map(|at| span.start + from + at);
    at.map_or(Span::new(span.start, span.start), |at| Span::new(at, at + entry.id.len()))
}

/// Faults of entries that matter to the document, and those of no entry.
fn faults(lists: &[(usize, &Imported)], told: &[Span]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (start, list) in lists {
        for fault in &list.faults {
            let span = fault.span.shifted(*start);
            let i = list.entries.partition_point(|entry| entry.span.start + start <= span.start);
            let entry =
                i.checked_sub(1).and_then(|i| list.entries.get(i)).map(|entry| entry.span.shifted(*start));
            let of_entry = entry.filter(|entry| entry.contains(span));
            if of_entry.is_none_or(|entry| told.binary_search(&entry).is_ok()) && faults.len() < MOST_FAULTS {
                faults.push(Fault { at: span.start, message: fault.message.clone() });
            }
        }
    }
    faults
}
