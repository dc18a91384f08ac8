//! All that the citations of one work say of it.

use ibidem_sdk::{
    CitationItem, Date, Form, Item, ItemPlace, Kind, Note, NoteKind, Paper, Span, Value, Variable, Work,
};

/// A tie that is less sure than this proves nothing about the work.
const SUREST_DOUBT: f32 = 0.7;

/// Places that a finding names at most: a work can be cited five thousand times.
pub(crate) const MOST_PLACES: usize = 24;

/// Kinds of value that a variable can have and a finding compares.
const MOST_VALUES: usize = 64;

/// One citation of a work that says something of it.
#[derive(Clone, Copy)]
pub(crate) struct Citing<'a> {
    pub(crate) note: &'a Note,
    pub(crate) item: &'a CitationItem,
}

impl<'a> Citing<'a> {
    pub(crate) fn at(paper: &'a Paper, place: &ItemPlace) -> Option<Self> {
        let note = paper.notes.get(place.note)?;
        let item = note.citations.get(place.citation)?.items.get(place.item)?;
        Some(Self { note, item })
    }

    pub(crate) fn cited(&self) -> &'a Item {
        &self.item.as_cited
    }

    pub(crate) fn is_full(&self) -> bool {
        self.item.form == Form::Full
    }

    /// Whether its tie to the work is sure enough to prove something.
    pub(crate) fn is_sure(&self) -> bool {
        self.item
            .mention
            .as_ref()
            .is_some_and(|mention| !mention.ambiguous && mention.confidence >= SUREST_DOUBT)
    }

    /// Whether the whole item is given: as an entry of a list, or in full in a note.
    pub(crate) fn is_listed(&self) -> bool {
        self.note.kind == NoteKind::Reference
    }

    /// Where a variable stands, or else the whole item.
    pub(crate) fn span(&self, variable: Variable) -> Span {
        let own = self.cited().span(variable).filter(|span| !span.is_empty());
        own.unwrap_or(self.item.span)
    }
}

/// The citations of a work that name it in words and are surely of it, in order.
pub(crate) fn citings<'a>(paper: &'a Paper, work: &Work) -> Vec<Citing<'a>> {
    let mut citings = loose_citings(paper, work);
    citings.retain(Citing::is_sure);
    citings
}

/// The citations of a work that name it in words, those included that may be of another, in order.
///
/// A slip of the hand makes a tie unsure, and explains it.
pub(crate) fn loose_citings<'a>(paper: &'a Paper, work: &Work) -> Vec<Citing<'a>> {
    let at = |place| Citing::at(paper, place);
    work.mentions.iter().filter_map(at).filter(|citing| citing.item.form != Form::Ibid).collect()
}

/// Whether works of a type are named by rules of their own: laws, cases, letters, files of an archive.
pub(crate) fn has_own_rules(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Bill
            | Kind::Classic
            | Kind::Entry
            | Kind::EntryDictionary
            | Kind::EntryEncyclopedia
            | Kind::Hearing
            | Kind::Interview
            | Kind::LegalCase
            | Kind::Legislation
            | Kind::Manuscript
            | Kind::Patent
            | Kind::PersonalCommunication
            | Kind::Regulation
            | Kind::Standard
            | Kind::Treaty
    )
}

/// One value of a variable, and the citations that print it.
pub(crate) struct Printed<'a> {
    /// The value as first printed.
    pub(crate) text: &'a str,
    /// Where it is printed.
    pub(crate) places: Vec<(Citing<'a>, Span)>,
}

impl<'a> Printed<'a> {
    /// What one citation prints of a variable.
    pub(crate) fn by(paper: &'a Paper, citing: Citing<'a>, variable: Variable) -> Self {
        let span = citing.span(variable);
        Self { text: paper.text_of(span), places: vec![(citing, span)] }
    }

    pub(crate) fn span(&self) -> Span {
        self.places.first().map(|(_, span)| *span).unwrap_or_default()
    }

    /// “note 3”, “notes 3 and 5”, “notes 3, 5, 7 and 12 others”.
    pub(crate) fn notes(&self) -> String {
        notes(self.places.iter().map(|(citing, _)| citing.note))
    }
}

/// Names notes in a sentence.
pub(crate) fn notes<'a>(notes: impl Iterator<Item = &'a Note>) -> String {
    const SHOWN: usize = 4;
    let mut numbers: Vec<String> = Vec::new();
    let mut is_listed = false;
    for note in notes {
        let number = note.number.to_string();
        is_listed |= note.kind == NoteKind::Reference;
        if note.kind != NoteKind::Reference && numbers.last() != Some(&number) {
            numbers.push(number);
        }
    }
    let mut others = numbers.split_off(numbers.len().min(SHOWN));
    if others.len() == 1 {
        numbers.append(&mut others);
    }
    let list = match (numbers.as_slice(), others.len()) {
        ([], _) => return "the list of references".to_owned(),
        ([one], 0) => format!("note {one}"),
        ([most @ .., last], 0) => format!("notes {} and {last}", most.join(", ")),
        (some, n) => format!("notes {} and {n} others", some.join(", ")),
    };
    if is_listed { format!("{list} and the list of references") } else { list }
}

/// The values that citations print of a variable, each with all that print it, in order.
///
/// Values that `key` makes one are one.
pub(crate) fn values<'a, K: PartialEq>(
    paper: &'a Paper,
    citings: &[Citing<'a>],
    variable: Variable,
    key: impl Fn(&'a Value) -> Option<K>,
) -> Vec<(K, Printed<'a>)> {
    let mut found: Vec<(K, Printed<'a>)> = Vec::new();
    for citing in citings {
        let Some(field) = citing.cited().field(variable) else { continue };
        let Some(span) = field.span.filter(|span| !span.is_empty()) else { continue };
        let Some(key) = key(&field.value) else { continue };
        if let Some((_, printed)) = found.iter_mut().find(|(other, _)| *other == key) {
            printed.places.push((*citing, span));
        } else if found.len() < MOST_VALUES {
            found.push((key, Printed { text: paper.text_of(span), places: vec![(*citing, span)] }));
        }
    }
    found
}

/// The web addresses that citations of a work give, each once.
pub(crate) fn addresses<'a>(citings: &[Citing<'a>]) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for url in citings.iter().filter_map(|citing| citing.cited().text(Variable::Url)) {
        if found.len() < 8 && !found.contains(&url) {
            found.push(url);
        }
    }
    found
}

/// A date in numbers: 2012-10-18.
pub(crate) fn numerals(date: &Date) -> String {
    let parts = date.first().map(ibidem_sdk::DateParts::known).unwrap_or_default();
    parts.iter().map(|part| format!("{part:02}")).collect::<Vec<_>>().join("-")
}

/// A text in quotation marks, cut where it is long.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 120;
    let text = text.trim().trim_matches(|c: char| "\"“”„«»,".contains(c)).trim();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("“{}…”", text.get(..end).unwrap_or_default()),
        None => format!("“{text}”"),
    }
}
