//! What every rule needs to know of a paper, worked out once.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ibidem_sdk::{CitationItem, Form, Item, Kind, Note, NoteKind, Paper, RunStyle, Span, Variable, WorkId};

use crate::profile::{Manual, Profile};

/// A cited item and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Cited<'a> {
    /// Index of its note.
    pub(crate) note: usize,
    /// The item.
    pub(crate) item: &'a CitationItem,
}

impl<'a> Cited<'a> {
    /// The variables that the item itself prints.
    pub(crate) fn facts(&self) -> &'a Item {
        &self.item.as_cited
    }

    pub(crate) fn kind(&self) -> Kind {
        self.item.as_cited.kind
    }

    pub(crate) fn has(&self, variable: Variable) -> bool {
        self.item.as_cited.has(variable)
    }

    pub(crate) fn span(&self, variable: Variable) -> Option<Span> {
        self.item.as_cited.span(variable)
    }

    /// The work that it is tied to.
    pub(crate) fn work(&self) -> Option<WorkId> {
        self.item.mention.as_ref().map(|mention| mention.work)
    }
}

/// A paper with what the rules ask of it.
pub(crate) struct Desk<'a> {
    /// The paper.
    pub(crate) paper: &'a Paper,
    /// The manual for back-references, where one is named or clear.
    pub(crate) manual: Option<Manual>,
    /// All cited items, in order.
    pub(crate) items: Vec<Cited<'a>>,
    /// The full citations that stand whole, in order.
    pub(crate) full: Vec<Cited<'a>>,
    /// The items whose form can be compared: those of the notes, or of the list where there are no notes.
    pub(crate) comparable: Vec<Cited<'a>>,
    /// The forms that the rules have compared so far.
    compared: RefCell<Vec<Compared>>,
}

/// How one of the document's forms was found to be used.
#[derive(Clone, Copy)]
pub(crate) struct Compared {
    /// The places, in the plural.
    pub(crate) what: &'static str,
    /// The share of the commonest form, in percent.
    pub(crate) share: usize,
    /// The first place.
    pub(crate) at: Span,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(paper: &'a Paper, named: Option<Profile>) -> Self {
        let mut items = Vec::new();
        for (note, held) in paper.notes.iter().enumerate() {
            items.extend(held.items().map(|item| Cited { note, item }));
        }
        let full = items.iter().copied().filter(|cited| is_whole(paper, cited)).collect();
        let mut comparable = items.clone();
        // Entries of a list of references follow another order than notes.
        if true_notes(paper).next().is_some() {
            comparable.retain(|cited| {
                paper.notes.get(cited.note).is_some_and(|note| note.kind != NoteKind::Reference)
            });
        }
        Self {
            paper,
            manual: Manual::of(named, paper),
            items,
            full,
            comparable,
            compared: RefCell::default(),
        }
    }

    /// Keeps how a form is used.
    pub(crate) fn compare(&self, what: &'static str, share: usize, at: Option<Span>) {
        self.compared.borrow_mut().extend(at.map(|at| Compared { what, share, at }));
    }

    /// The forms that the rules have compared so far, in order.
    pub(crate) fn compared(&self) -> Vec<Compared> {
        self.compared.borrow().clone()
    }

    /// Whether back-references are judged by this manual.
    pub(crate) fn follows(&self, profile: Profile) -> bool {
        self.manual.is_some_and(|manual| manual.profile == profile)
    }

    /// The text of a note.
    pub(crate) fn text(&self, note: usize) -> &'a str {
        self.paper.notes.get(note).map_or("", |note| self.paper.text_of(note.span))
    }

    /// The items of a note, in order.
    pub(crate) fn items_of(&self, note: usize) -> &[Cited<'a>] {
        let from = self.items.partition_point(|cited| cited.note < note);
        let to = self.items.partition_point(|cited| cited.note <= note);
        self.items.get(from..to).unwrap_or_default()
    }

    /// The note that bears a printed number, where only one does.
    pub(crate) fn numbered(&self) -> BTreeMap<String, usize> {
        let mut notes: BTreeMap<String, Option<usize>> = BTreeMap::new();
        for (i, note) in self.paper.notes.iter().enumerate() {
            if note.kind != NoteKind::Reference {
                notes.entry(note.number.to_string()).and_modify(|known| *known = None).or_insert(Some(i));
            }
        }
        notes.into_iter().filter_map(|(number, i)| Some((number, i?))).collect()
    }

    /// Whether the paper has a list of references.
    pub(crate) fn has_list(&self) -> bool {
        self.paper.notes.iter().any(|note| note.kind == NoteKind::Reference)
    }

    /// The text between two spans of one note, first the earlier one.
    pub(crate) fn between(&self, first: Span, second: Span) -> &'a str {
        self.paper.text.get(first.end..second.start).unwrap_or_default()
    }
}

/// Footnotes and endnotes with their index: entries of a list of references have other habits.
pub(crate) fn true_notes(paper: &Paper) -> impl Iterator<Item = (usize, &Note)> {
    paper.notes.iter().enumerate().filter(|(_, note)| note.kind != NoteKind::Reference)
}

/// Whether an item is a full citation with nothing unread before it.
///
/// A title with commas can come apart in reading; its second half starts in the midst of a sentence, and lacks
/// what stands in the first.
fn is_whole(paper: &Paper, cited: &Cited<'_>) -> bool {
    if cited.item.form != Form::Full {
        return false;
    }
    let Some(note) = paper.notes.get(cited.note) else { return false };
    let start =
        cited.item.prefix.map_or(cited.item.span.start, |prefix| prefix.start.min(cited.item.span.start));
    let before = paper.text_of(Span::new(note.span.start, start)).trim_end();
    let behind = paper.text_of(Span::new(cited.item.span.end, note.span.end)).trim_start();
    let starts = before.is_empty() || before.ends_with([';', '.', ':']);
    // What follows a comma is likely the rest of this very item.
    starts
        && !(behind.starts_with(',') || behind.starts_with("in "))
        && !behind.starts_with(char::is_lowercase)
}

/// Whether two texts name one person or house: the last words agree in letters.
pub(crate) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The address of an item that stands on the web alone: neither a DOI nor one of the stores that keep for good.
pub(crate) fn web_address<'a>(cited: &Cited<'a>) -> Option<&'a str> {
    const KEPT: [&str; 9] = [
        "doi.org/",
        "jstor.org/",
        "hdl.handle.net/",
        "purl.",
        "arxiv.org/",
        "archive.org/",
        "nbn-resolving",
        "ssrn.com",
        "perma.cc/",
    ];
    let url = cited.facts().text(Variable::Url)?;
    let is_kept = cited.has(Variable::Doi) || KEPT.iter().any(|host| url.contains(host));
    (!is_kept).then_some(url)
}

/// Whether an item is of the law, whose citations need neither title nor author.
pub(crate) fn is_legal(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::LegalCase
            | Kind::Legislation
            | Kind::Bill
            | Kind::Regulation
            | Kind::Treaty
            | Kind::Hearing
            | Kind::Patent
            | Kind::Standard
    )
}

/// Whether quotation marks or italics say that the title is one.
pub(crate) fn is_set_apart(desk: &Desk<'_>, cited: &Cited<'_>) -> bool {
    let Some(at) = cited.span(Variable::Title) else { return false };
    let before = desk.paper.text.get(..at.start).unwrap_or_default().trim_end();
    before.ends_with(['"', '“', '„', '«', '\'', '‘'])
        || desk.paper.runs_in(at).any(|run| matches!(run.style, RunStyle::Italic) && run.span.contains(at))
}
