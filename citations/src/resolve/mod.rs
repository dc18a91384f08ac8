//! Items → works: what every item points to.
//!
//! Notes are read in order, as their reader does: a full citation is a new work or one that was
//! cited before; ibid. is the work cited last; a short form is the work whose author and title it
//! names. Facts that disagree are kept where they are printed, and never merged.

mod keyed;
mod likeness;
mod listed;
mod managed;
mod matching;

use std::collections::{HashMap, HashSet};

use crate::parse::{Passage, Reference, Tokens, line_of, reference_of};
use crate::split::split_tokens;
use crate::{
    BackReference, Bibliography, Citation, CitationItem, Form, Item, ItemPlace, Mention, Note, NoteNumber,
    Paper, Position, Span, Variable, Work, WorkId,
};
pub use keyed::{Keyed, KeyedItem};
use listed::{Listed, is_entry};
use managed::Ties;
pub use managed::{Managed, ManagedCite};
use matching::{Catalog, Choice, Profile};

/// Reads the citations of every note, and ties each item to its work.
pub fn resolve(paper: &mut Paper) {
    resolve_declared(paper, Declared::default());
}

/// What a document itself says of its citations, beside what is printed.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    /// What it cites by keys.
    pub keyed: Keyed,
    /// What a reference manager keeps in its fields.
    pub managed: Managed,
}

/// The same for a document that declares what it cites: what it says so is tied without doubt.
pub fn resolve_declared(paper: &mut Paper, declared: Declared) {
    resolve_by(paper, declared, read_note, listed::read_entry);
}

/// Ties the items of pasted lines, each a note of the paper, to their works.
pub fn resolve_lines(paper: &mut Paper) {
    resolve_by(paper, Declared::default(), read_line, read_line);
}

/// What reads the citations of a stretch of a note.
type Read = fn(&Paper, Span) -> Vec<Citation>;

fn resolve_by(paper: &mut Paper, declared: Declared, read: Read, read_entry: Read) {
    let Declared { keyed, managed } = declared;
    let mut citations: Vec<Vec<Citation>> = vec![Vec::new(); paper.notes.len()];
    let mut resolver = Resolver { works_of_note: vec![Vec::new(); paper.notes.len()], ..Resolver::default() };
    resolver.keyed = keyed.items.iter().map(|item| (item.span.start, item.entry)).collect();
    resolver.ties = Ties::of(managed);
    let notes = || paper.notes.iter().enumerate();
    for ((n, note), entry) in notes().zip(&mut citations).filter(|((_, note), _)| is_entry(note)) {
        *entry = keyed.entry(n, note.span).unwrap_or_else(|| read_entry(paper, note.span));
        resolver.list(n, entry);
    }
    resolver.last = None;
    resolver.all_numbers =
        paper.notes.iter().filter(|note| !is_entry(note)).map(|note| note.number.clone()).collect();
    for ((n, note), cited) in notes().zip(&mut citations).filter(|((_, note), _)| !is_entry(note)) {
        *cited = keyed.read(paper, note, read);
        resolver.note(n, note, cited);
    }
    resolver.tie_later_works(&mut citations);
    resolver.mention_listed(&mut citations);
    resolver.place_mentions(&citations);
    let mut managed = resolver.fill_managed();
    if paper.notes.iter().any(is_entry) {
        resolver.put_works_in_order(paper, &mut citations, &mut managed);
    }
    paper.managed = managed;
    for (note, read) in paper.notes.iter_mut().zip(citations) {
        note.citations = read;
    }
    let whole = Passage { text: &paper.text, span: Span::new(0, paper.text.len()), runs: &paper.runs };
    paper.addresses = crate::parse::addresses(whole);
    paper.bibliography = Bibliography { works: resolver.catalog.into_works() };
}

/// Reads the items of a note, not yet tied to works.
fn read_note(paper: &Paper, span: Span) -> Vec<Citation> {
    let runs: Vec<crate::Run> = paper.runs_in(span).cloned().collect();
    let passage = Passage { text: &paper.text, span, runs: &runs };
    let mut citations: Vec<Citation> = Vec::new();
    let tokens = Tokens::read(passage);
    for part in split_tokens(passage, &tokens) {
        let read = reference_of(passage.part(part.span), tokens.part(part.span));
        if is_empty(&read) {
            continue;
        }
        let item = item(read);
        match citations.last_mut().filter(|_| part.continues) {
            Some(citation) => {
                citation.span = citation.span.to(item.span);
                citation.items.push(item);
            }
            None => citations.push(Citation { span: item.span, items: vec![item] }),
        }
    }
    citations.shrink_to_fit();
    citations
}

/// Reads the references of a pasted line.
fn read_line(paper: &Paper, span: Span) -> Vec<Citation> {
    let passage = Passage { text: &paper.text, span, runs: &[] };
    let items = line_of(passage).into_iter().map(item);
    items.map(|item| Citation { span: item.span, items: vec![item] }).collect()
}

fn is_empty(read: &Reference) -> bool {
    read.item.fields.is_empty() && read.back.is_none()
}

/// The item that a reference is, not yet tied to a work.
pub fn item(read: Reference) -> CitationItem {
    let form = match read.back {
        Some(BackReference::Ibid | BackReference::Idem) => Form::Ibid,
        None if read.is_source || says_enough(&read.item) => Form::Full,
        Some(_) | None => Form::Short,
    };
    let back_reference = read.back.or_else(|| read.same_author.then_some(BackReference::Idem));
    CitationItem {
        span: read.span,
        form,
        back_reference,
        locator: read.locator,
        prefix: read.prefix,
        suffix: None,
        as_cited: read.item,
        mention: None,
    }
}

/// Whether an item says where the work is to be found, rather than only which one is meant.
fn says_enough(item: &Item) -> bool {
    use Variable::{Accessed, Archive, ContainerTitle, Doi, Issued, Pmid, Publisher, PublisherPlace, Url};
    // The volume of a book is part of its short form too.
    let places = [Url, Doi, Pmid, Accessed, Publisher, PublisherPlace, ContainerTitle, Archive];
    // “Gould 1966, 6”: author and year alone are a short form.
    let unpublished = matches!(item.kind, crate::Kind::Interview | crate::Kind::PersonalCommunication);
    // “MüKoBGB/Brückner, 8. Aufl. 2020”: a commentary is named by those who wrote it.
    let titled =
        item.has(Variable::Title) || item.has(ContainerTitle) || unpublished || item.has(Variable::Edition);
    places.iter().any(|variable| item.has(*variable)) || item.has(Issued) && titled
}

/// A work that was cited, and where.
#[derive(Clone, Copy, Debug)]
struct Cited {
    work: WorkId,
    note: usize,
    /// It was the only item of its note so far.
    alone: bool,
}

#[derive(Default)]
struct Resolver {
    catalog: Catalog,
    last: Option<Cited>,
    /// Works of the last note that cites anything.
    last_note: Vec<WorkId>,
    /// The first note of each number, of those that were read.
    by_number: HashMap<NoteNumber, usize>,
    /// The numbers of all notes.
    all_numbers: HashSet<NoteNumber>,
    /// For each note, the works that it cites.
    works_of_note: Vec<Vec<WorkId>>,
    /// The last locator of each work, for “loc. cit.”.
    last_locator: HashMap<WorkId, String>,
    /// Short forms that no earlier work fits.
    open: Vec<ItemPlace>,
    /// Entries of the reference list.
    listed: Vec<Listed>,
    /// The work that a note of the reference list lists.
    work_of_entry: HashMap<usize, WorkId>,
    /// Where items begin that are cited by keys, and the notes that list them.
    keyed: HashMap<usize, Option<usize>>,
    /// What reference managers say, and to which works that was tied.
    ties: Ties,
}

impl Resolver {
    fn note(&mut self, n: usize, note: &Note, citations: &mut [Citation]) {
        self.by_number.entry(note.number.clone()).or_insert(n);
        let mut cited = Vec::new();
        for (c, citation) in citations.iter_mut().enumerate() {
            for (i, item) in citation.items.iter_mut().enumerate() {
                let place = ItemPlace { note: n, citation: c, item: i };
                self.item(place, item);
                if let Some(mention) = &item.mention {
                    self.last = Some(Cited { work: mention.work, note: n, alone: cited.is_empty() });
                    cited.push(mention.work);
                }
            }
        }
        if !cited.is_empty() {
            self.last_note.clone_from(&cited);
        }
        if let Some(works) = self.works_of_note.get_mut(n) {
            *works = cited;
        }
    }

    fn item(&mut self, place: ItemPlace, item: &mut CitationItem) {
        if let Some(entry) = self.keyed.get(&item.span.start) {
            if let Some(choice) = self.by_key(*entry) {
                self.tie(place, item, choice);
            }
            return;
        }
        if let Some(choice) = self.managed(item) {
            self.tie(place, item, choice);
            return;
        }
        let choice = match item.back_reference.clone() {
            Some(BackReference::Ibid) => self.antecedent(place),
            Some(BackReference::Idem) if item.form == Form::Ibid => self.antecedent(place),
            Some(BackReference::Idem) => {
                self.same_author(item);
                self.by_content(item)
            }
            Some(BackReference::Supra { note: Some(number) }) => self.supra(&number, item),
            Some(BackReference::OpCit | BackReference::LocCit | BackReference::Supra { note: None }) => {
                self.catalog.short(&item.as_cited).or_else(|| self.bare_back_reference(item, place))
            }
            None => self.by_content(item),
        };
        match choice {
            Some(choice) => {
                self.remember_managed(item, choice.work);
                self.tie(place, item, choice);
            }
            None if item.form != Form::Ibid => self.open.push(place),
            None => {}
        }
    }

    /// Ibid.: the item before in the same note, else the last one of the last note that cites.
    fn antecedent(&self, place: ItemPlace) -> Option<Choice> {
        let last = self.last?;
        let same_note = last.note == place.note;
        let several: Vec<WorkId> =
            if same_note { Vec::new() } else { distinct_others(&self.last_note, last.work) };
        // A note without a citation in between makes the reader look further up than he should.
        let near = same_note || last.note + 1 == place.note;
        let confidence = match (near, several.is_empty()) {
            (true, true) => 0.98,
            (true, false) => 0.6,
            (false, _) => 0.7,
        };
        Some(Choice { work: last.work, confidence, ambiguous: !several.is_empty(), others: several })
    }

    /// “Idem, *Title*”: the author is the one of the item before.
    fn same_author(&self, item: &mut CitationItem) {
        let Some(before) = self.last.and_then(|last| self.catalog.item(last.work)) else { return };
        if let Some(author) = before.field(Variable::Author).filter(|_| !item.as_cited.has(Variable::Author))
        {
            item.as_cited.fields.insert(0, crate::Field { span: None, confidence: 0.9, ..author.clone() });
        }
    }

    /// “Smith, supra note 12”: of the works of that note, the one that is named.
    fn supra(&self, number: &str, item: &CitationItem) -> Option<Choice> {
        let note = self.by_number.get(&NoteNumber::read(number)).copied();
        let works = note.and_then(|note| self.works_of_note.get(note)).filter(|works| !works.is_empty());
        let named = !item.as_cited.fields.is_empty();
        match works {
            Some(works) => {
                let fitting = self.catalog.best_of(works, &item.as_cited);
                let first = works.first().copied();
                // The number may be wrong after renumbering; the name then says more.
                let elsewhere = || if named { self.catalog.short(&item.as_cited) } else { None };
                fitting.or_else(elsewhere).or_else(|| {
                    first.map(|work| Choice {
                        work,
                        confidence: 0.5,
                        ambiguous: works.len() > 1,
                        others: distinct_others(works, work),
                    })
                })
            }
            // A note that is still to come cites it; otherwise the name is all there is.
            None if named && !self.is_forward(number) => self.catalog.short(&item.as_cited),
            None => None,
        }
    }

    /// Whether a number is that of a note that has not been read yet.
    fn is_forward(&self, number: &str) -> bool {
        self.all_numbers.contains(&NoteNumber::read(number))
            && !self.by_number.contains_key(&NoteNumber::read(number))
    }

    /// “Op. cit., 45” without a name: the work before.
    fn bare_back_reference(&self, item: &CitationItem, place: ItemPlace) -> Option<Choice> {
        let bare = item.as_cited.fields.is_empty();
        let choice = if bare { self.antecedent(place) } else { None };
        choice.map(|choice| Choice { confidence: choice.confidence.min(0.6), ..choice })
    }

    fn by_content(&mut self, item: &mut CitationItem) -> Option<Choice> {
        if item.form == Form::Full {
            if let Some(choice) = self.letter(item) {
                item.form = Form::Short;
                return Some(choice);
            }
            let profile = Profile::new(&item.as_cited);
            if let Some(choice) = self.catalog.same(&item.as_cited, &profile) {
                self.catalog.complete(choice.work, &item.as_cited);
                return Some(choice);
            }
            return Some(self.new_work(item, profile, 0.95));
        }
        if let Some(choice) = self.catalog.short(&item.as_cited) {
            return Some(choice);
        }
        // A whole name and a title that nothing before fits: a full citation, if a thin one.
        let whole_name = item
            .as_cited
            .names(Variable::Author)
            .iter()
            .any(|name| name.given.is_some() || name.literal.is_some());
        if whole_name && item.as_cited.has(Variable::Title) {
            item.form = Form::Full;
            return Some(self.new_work(item, Profile::new(&item.as_cited), 0.6));
        }
        None
    }

    /// “Hallam to Maitland, 3 August 1819”: a letter has no title, and its date is part of its short form.
    fn letter(&self, item: &CitationItem) -> Option<Choice> {
        let untitled = !item.as_cited.has(Variable::Title) && !item.as_cited.has(Variable::ContainerTitle);
        let unpublished =
            matches!(item.as_cited.kind, crate::Kind::Interview | crate::Kind::PersonalCommunication);
        if !untitled || !unpublished {
            return None;
        }
        let choice = self.catalog.short(&item.as_cited)?;
        self.catalog.item(choice.work).is_some_and(|work| work.kind == item.as_cited.kind).then_some(choice)
    }

    fn new_work(&mut self, item: &CitationItem, profile: Profile, confidence: f32) -> Choice {
        let work = self.catalog.add(item.span, item.as_cited.clone(), profile);
        Choice { work, confidence, ambiguous: false, others: Vec::new() }
    }

    fn tie(&mut self, place: ItemPlace, item: &mut CitationItem, choice: Choice) {
        let position = self.position(place, item, choice.work);
        if let Some(locator) = &item.locator {
            self.last_locator.insert(choice.work, locator.value.clone());
        }
        self.catalog.mention(choice.work, place);
        item.mention = Some(Mention {
            work: choice.work,
            position,
            confidence: choice.confidence,
            ambiguous: choice.ambiguous,
            others: choice.others,
        });
    }

    /// CSL 1.0.2, “Note-style citations”: ibid needs the same work, alone, in the citation before.
    fn position(&self, place: ItemPlace, item: &CitationItem, work: WorkId) -> Position {
        if !self.catalog.is_mentioned(work) {
            return Position::First;
        }
        let follows = self.last.is_some_and(|last| {
            last.work == work
                && (last.note == place.note
                    || last.note + 1 == place.note && last.alone && self.last_note.len() == 1)
        });
        let locator = item.locator.as_ref().map(|locator| locator.value.as_str());
        let before = self.last_locator.get(&work).map(String::as_str);
        match (follows, before, locator) {
            (true, None, None) => Position::Ibid,
            (true, Some(before), Some(now)) if before == now => Position::Ibid,
            // CSL: a locator before and none now is no ibid, since the reader would go to the wrong page;
            // but the author wrote ibid., and means the same place.
            (true, Some(_), None) if item.form == Form::Ibid => Position::Ibid,
            (true, _, Some(_)) => Position::IbidWithLocator,
            _ => Position::Subsequent,
        }
    }

    /// Short forms that no earlier work fits: a later one may, else they are all that is known of a work.
    fn tie_later_works(&mut self, citations: &mut [Vec<Citation>]) {
        for place in std::mem::take(&mut self.open) {
            let Some(item) = citations
                .get_mut(place.note)
                .and_then(|read| read.get_mut(place.citation))
                .and_then(|citation| citation.items.get_mut(place.item))
            else {
                continue;
            };
            // “infra note 30” points to a note that has been read by now.
            let pointed = match &item.back_reference {
                Some(BackReference::Supra { note: Some(number) }) => self.supra(number, item),
                _ => None,
            };
            let managed = self.managed(item);
            let most = if managed.is_some() { 1.0 } else { 0.6 };
            if let Some(choice) = managed.or(pointed).or_else(|| self.catalog.short(&item.as_cited)) {
                item.mention = Some(Mention {
                    work: choice.work,
                    position: Position::First,
                    confidence: choice.confidence.min(most),
                    ambiguous: choice.ambiguous,
                    others: choice.others,
                });
                self.catalog.mention(choice.work, place);
            }
        }
        for read in citations.iter_mut() {
            for citation in read.iter_mut() {
                citation.items.retain(|item| item.mention.is_some() || says_that_it_cites(item));
            }
            read.retain(|citation| !citation.items.is_empty());
        }
    }
}

impl Resolver {
    /// Says anew where each work is cited: items that were none are gone, and the others have moved up.
    fn place_mentions(&mut self, citations: &[Vec<Citation>]) {
        self.catalog.forget_mentions();
        for (note, read) in citations.iter().enumerate() {
            for (c, citation) in read.iter().enumerate() {
                for (i, item) in citation.items.iter().enumerate() {
                    if let Some(mention) = &item.mention {
                        self.catalog.mention(mention.work, ItemPlace { note, citation: c, item: i });
                    }
                }
            }
        }
    }
}

/// “Smith, Waiting” can be two words of a sentence: without a tie it takes more to be a citation.
fn says_that_it_cites(item: &CitationItem) -> bool {
    let set_apart = item.as_cited.field(Variable::Title).is_some_and(|title| title.confidence > 0.8);
    item.form != Form::Short || item.locator.is_some() || item.back_reference.is_some() || set_apart
}

fn distinct_others(works: &[WorkId], chosen: WorkId) -> Vec<WorkId> {
    let mut others: Vec<WorkId> = Vec::new();
    for work in works.iter().rev() {
        if *work != chosen && !others.contains(work) && others.len() < 16 {
            others.push(*work);
        }
    }
    others
}

/// The new number of a work.
fn work_numbers(numbers: &[WorkId], work: WorkId) -> WorkId {
    numbers.get((work.0 as usize).wrapping_sub(1)).copied().unwrap_or(work)
}

/// Makes a work.
fn work(id: WorkId, first_cited: Span, item: Item) -> Work {
    Work { id, item, first_cited, mentions: Vec::new() }
}
