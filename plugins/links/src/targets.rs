//! Paper → the pages that it cites: each address once, with what its citation says.

use std::collections::BTreeMap;

use crate::cited::Cited;
use crate::identifier::{Identifier, identifiers};
use ibidem_sdk::{CitationItem, Note, Paper, RunStyle, Span, Variable};

/// An address that the paper cites.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The address as cited, with its fragment.
    pub(crate) url: String,
    /// Where it stands, first and later.
    pub(crate) places: Vec<Span>,
    /// What the citation says of it.
    pub(crate) cited: Cited,
    /// The identifier of which the address is one.
    pub(crate) identifier: Option<Identifier>,
}

impl Target {
    /// Where it stands first.
    pub(crate) fn span(&self) -> Span {
        self.places.first().copied().unwrap_or_default()
    }

    /// Whether it is the address of an identifier, of which a registry is asked.
    pub(crate) fn is_registered(&self) -> bool {
        self.identifier.is_some()
    }

    /// The DOI of which the address is one.
    pub(crate) fn doi(&self) -> Option<&str> {
        match &self.identifier {
            Some(Identifier::Doi(doi)) => Some(doi),
            _ => None,
        }
    }
}

/// Finds the addresses of a paper, in the order in which they are first cited.
pub(crate) fn targets(paper: &Paper) -> Vec<Target> {
    let mut found: Vec<(Span, String)> =
        paper.addresses.iter().map(|address| (address.span, address.url.clone())).collect();
    // Addresses do not overlap, and so the first that ends behind the start of a run is the only one to look at.
    found.sort_by_key(|(span, _)| *span);
    let of_runs = paper.runs.iter().filter_map(|run| match &run.style {
        RunStyle::Link { target } if target.contains("://") => Some((run.span, target.clone())),
        _ => None,
    });
    let is_new = |(span, _): &(Span, String)| {
        let i = found.partition_point(|(known, _)| known.end <= span.start);
        !found.get(i).is_some_and(|(known, _)| known.overlaps(*span))
    };
    let of_runs: Vec<(Span, String)> = of_runs.filter(is_new).collect();
    found.extend(of_runs);
    found.extend(identifiers(paper).into_iter().map(|(span, identifier)| (span, identifier.address())));
    // What a citation has as its DOI and as its address is one place.
    found.sort_by_key(|(span, _)| *span);
    let mut targets: Vec<Target> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (span, url) in found {
        let url = whole(&url);
        let identifier = Identifier::of_address(&url);
        let key = identifier.as_ref().map_or_else(|| url.clone(), Identifier::key);
        if let Some(target) = known.get(&key).and_then(|i| targets.get_mut(*i)) {
            if !target.places.iter().any(|place| place.overlaps(span)) {
                target.places.push(span);
            }
            continue;
        }
        known.insert(key, targets.len());
        targets.push(target(paper, span, url, identifier));
    }
    targets
}

fn target(paper: &Paper, span: Span, url: String, identifier: Option<Identifier>) -> Target {
    let note = paper.note_at(span.start);
    let item = note.and_then(|note| item_of(note, span, &url));
    let around = item.map_or_else(|| note.map_or(span, |note| note.span), |item| item.span);
    let text = paper.text_of(around);
    let mut cited = item.map(|item| Cited::of_item(&url, &item.as_cited, text)).unwrap_or_default();
    if cited.title.is_none()
        && let Some(work) = item.and_then(|item| paper.bibliography.work(item.mention.as_ref()?.work))
    {
        // A short form has the title in the note that cites the work first.
        let text = format!("{text} {}", paper.text_of(work.first_cited));
        cited = Cited::of_item(&url, &work.item, &text);
    }
    cited.url.clone_from(&url);
    if cited.text.is_empty() {
        text.clone_into(&mut cited.text);
    }
    Target { url, places: vec![span], cited, identifier }
}

/// The item of a note to which an address belongs.
fn item_of<'a>(note: &'a Note, span: Span, url: &str) -> Option<&'a CitationItem> {
    let mut items = note.items().peekable();
    items.peek()?;
    let by_place = note.items().find(|item| item.span.contains(span));
    let by_address = || note.items().find(|item| item.as_cited.text(Variable::Url) == Some(url));
    let only = || (note.items().count() == 1).then(|| note.items().next()).flatten();
    by_place.or_else(by_address).or_else(only)
}

/// An address as it is asked for: with a scheme.
fn whole(url: &str) -> String {
    let url = url.trim();
    if url.contains("://") || url.starts_with("mailto:") { url.to_owned() } else { format!("http://{url}") }
}

/// The address of which an archive holds a copy, where the address is that of a copy.
pub(crate) fn archived_original(url: &str) -> Option<&str> {
    const ARCHIVES: [&str; 6] = [
        "web.archive.org/",
        "archive.org/wayback",
        "arquivo.pt/",
        "webarchive.",
        "wayback.",
        "archive-it.org/",
    ];
    if !ARCHIVES.iter().any(|archive| url.contains(archive)) {
        return None;
    }
    let from = url.find("://")? + 3;
    let inner = ["http://", "https://", "http:/", "https:/"]
        .into_iter()
        .filter_map(|scheme| url.get(from..)?.find(scheme))
        .min()?;
    url.get(from + inner..)
}

/// Whether an address is one of an archive of pages.
pub(crate) fn is_archive(url: &str) -> bool {
    const HOSTS: [&str; 10] = [
        "://web.archive.org/",
        "://archive.ph/",
        "://archive.is/",
        "://archive.today/",
        "://perma.cc/",
        "://arquivo.pt/",
        "://www.webcitation.org/",
        "://webcitation.org/",
        "://archive.md/",
        "://archive.fo/",
    ];
    archived_original(url).is_some() || HOSTS.iter().any(|host| url.contains(host))
}
