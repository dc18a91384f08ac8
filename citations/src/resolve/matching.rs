//! Finds the work that an item means among those cited before.

use std::collections::HashMap;

use super::likeness::{self, Person, words};
use super::work;
use crate::{Item, ItemPlace, Kind, Span, Variable, Work, WorkId};

/// No more candidates than this are compared, the latest first: what is cited was cited not long ago.
const MOST_CANDIDATES: usize = 24;

/// What an item points to, and how sure that is.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) work: WorkId,
    pub(super) confidence: f32,
    pub(super) ambiguous: bool,
    pub(super) others: Vec<WorkId>,
}

/// The works cited so far, found by author, title and address.
#[derive(Default)]
pub(super) struct Catalog {
    works: Vec<Work>,
    /// What is compared of each work.
    profiles: Vec<Profile>,
    by_title: HashMap<String, Vec<WorkId>>,
    by_family: HashMap<String, Vec<WorkId>>,
    by_word: HashMap<String, Vec<WorkId>>,
    by_address: HashMap<String, Vec<WorkId>>,
    /// Decisions by where they are printed: “BGHZ 60, 235”.
    by_report: HashMap<String, WorkId>,
}

/// What is compared of an item, prepared once.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    title: Vec<String>,
    container: Vec<String>,
    /// The title of the volume, by which a volume of several is cited too.
    volume: Vec<String>,
    people: Vec<Person>,
}

impl Profile {
    /// Prepares an item.
    pub(super) fn new(item: &Item) -> Self {
        Self {
            title: words(title_of(item)),
            container: words(item.text(Variable::ContainerTitle).unwrap_or_default()),
            volume: words(item.text(Variable::VolumeTitle).unwrap_or_default()),
            people: people_of(item).iter().take(32).map(Person::new).collect(),
        }
    }
}

impl Catalog {
    /// Adds a work, with the profile of its item.
    pub(super) fn add(&mut self, first_cited: Span, item: Item, profile: Profile) -> WorkId {
        let id = WorkId(u32::try_from(self.works.len() + 1).unwrap_or(u32::MAX));
        for person in &profile.people {
            self.by_family.entry(person.family.clone()).or_default().push(id);
        }
        if !profile.title.is_empty() {
            self.by_title.entry(profile.title.join(" ")).or_default().push(id);
        }
        for word in &profile.title {
            let works = self.by_word.entry(word.clone()).or_default();
            if works.last() != Some(&id) {
                works.push(id);
            }
        }
        for address in addresses(&item) {
            self.by_address.entry(address).or_default().push(id);
        }
        if let Some(report) = report(&item) {
            self.by_report.entry(report).or_insert(id);
        }
        self.profiles.push(profile);
        self.works.push(work(id, first_cited, item));
        id
    }

    /// The variables of a work.
    pub(super) fn item(&self, id: WorkId) -> Option<&Item> {
        Some(&self.works.get(index(id))?.item)
    }

    /// Whether an item cites the work already.
    pub(super) fn is_mentioned(&self, id: WorkId) -> bool {
        self.works.get(index(id)).is_some_and(|work| !work.mentions.is_empty())
    }

    /// Notes that an item cites the work.
    pub(super) fn mention(&mut self, id: WorkId, place: ItemPlace) {
        if let Some(work) = self.works.get_mut(index(id)) {
            work.mentions.push(place);
        }
    }

    /// Forgets which items cite the works.
    pub(super) fn forget_mentions(&mut self) {
        for work in &mut self.works {
            work.mentions.clear();
        }
    }

    /// Adds what a later citation knows of a work and the earlier ones do not say.
    pub(super) fn complete(&mut self, id: WorkId, item: &Item) {
        let Some(work) = self.works.get_mut(index(id)) else { return };
        for field in &item.fields {
            work.item.set(field.variable, field.value.clone(), field.span, field.confidence);
        }
        if let Some(profile) = self.profiles.get_mut(index(id)) {
            *profile = Profile { title: std::mem::take(&mut profile.title), ..Profile::new(&work.item) };
        }
    }

    /// Changes the variables of a work, when all items are tied.
    pub(super) fn change(&mut self, id: WorkId, change: impl FnOnce(&mut Item)) {
        if let Some(work) = self.works.get_mut(index(id)) {
            change(&mut work.item);
        }
    }

    /// Puts the works in the order of a place of each, those without one last; gives the new number of each.
    pub(super) fn put_in_order(&mut self, place: impl Fn(&Work) -> Option<ItemPlace>) -> Vec<WorkId> {
        self.works
            .sort_by_key(|work| (place(work).map_or((true, None), |place| (false, Some(place))), work.id));
        let mut numbers = vec![WorkId(0); self.works.len()];
        for (work, number) in self.works.iter_mut().zip(1..) {
            if let Some(slot) = numbers.get_mut(index(work.id)) {
                *slot = WorkId(number);
            }
            work.id = WorkId(number);
        }
        numbers
    }

    /// Says anew where the works were cited first.
    pub(super) fn set_first_cited(&mut self, place: impl Fn(&Work) -> Option<Span>) {
        for work in &mut self.works {
            if let Some(span) = place(work) {
                work.first_cited = span;
            }
        }
    }

    /// All works, in order of first citation.
    pub(super) fn into_works(self) -> Vec<Work> {
        self.works
    }

    /// The work that a full citation of this profile cites again, if it was cited before.
    pub(super) fn same(&self, item: &Item, profile: &Profile) -> Option<Choice> {
        for address in addresses(item) {
            let works = self.by_address.get(&address).map_or(&[][..], Vec::as_slice);
            let mut latest = works.iter().rev().take(MOST_CANDIDATES);
            if let Some(id) = latest.find(|id| self.can_share_address(**id, item, profile)).copied() {
                return Some(Choice { work: id, confidence: 0.97, ambiguous: false, others: Vec::new() });
            }
        }
        // “BGHZ 60, 235 (242)” says where a decision is printed that was named before; two cases that are both
        // named by their parties can begin on one page.
        let unnamed = |id: WorkId| !has_parties(item) || !self.item(id).is_some_and(has_parties);
        if let Some(id) =
            report(item).and_then(|report| self.by_report.get(&report)).copied().filter(|id| unnamed(*id))
        {
            return Some(Choice { work: id, confidence: 0.95, ambiguous: false, others: Vec::new() });
        }
        let mut best: Option<(f32, WorkId)> = None;
        // The same title to the letter settles most cases, and spares the others a look.
        let same_title = self.by_title.get(&profile.title.join(" ")).filter(|_| !profile.title.is_empty());
        let latest = same_title.into_iter().flat_map(|works| works.iter().rev().take(MOST_CANDIDATES));
        if let Some(choice) = latest.copied().find_map(|id| Some((id, self.sameness(id, item, profile)?))) {
            return Some(Choice {
                work: choice.0,
                confidence: choice.1,
                ambiguous: false,
                others: Vec::new(),
            });
        }
        for id in self.candidates(profile) {
            let Some(likeness) = self.sameness(id, item, profile) else { continue };
            if best.is_none_or(|(score, _)| likeness > score) {
                best = Some((likeness, id));
            }
        }
        best.map(|(score, work)| Choice { work, confidence: score, ambiguous: false, others: Vec::new() })
    }

    /// One address, one page; unless the titles show that it was copied to the wrong note.
    fn can_share_address(&self, id: WorkId, item: &Item, profile: &Profile) -> bool {
        let Some(other) = self.profiles.get(index(id)) else { return false };
        let (one, other) = (&profile.title, &other.title);
        let untitled = one.is_empty() || other.is_empty();
        let alike =
            untitled || likeness::titles(one, other) >= 0.4 || likeness::short_title(one, other) >= 0.6;
        alike && self.item(id).is_some_and(|work| agree_on_part(work, item))
    }

    /// How sure two full citations are of one work; nothing where facts speak against it.
    fn sameness(&self, id: WorkId, item: &Item, profile: &Profile) -> Option<f32> {
        let (work, other) = (self.item(id)?, self.profiles.get(index(id))?);
        // Dates and names are compared in no time; titles cost most, so they come last.
        let named = !profile.people.is_empty() && !other.people.is_empty();
        if !agree(work, item) || named && !likeness::people(&profile.people, &other.people) {
            return None;
        }
        let (one, two) = (&profile.title, &other.title);
        let likeness = likeness::titles(one, two);
        let subtitle = likeness::short_title(one, two).max(likeness::short_title(two, one));
        let enough = likeness >= 0.88 || subtitle >= 0.99 && one.len().min(two.len()) >= 3;
        if !enough || !containers_agree(profile, other) {
            return None;
        }
        // Unsigned pieces of one title are many: date and place must speak for it.
        let anchored = named
            // One headline can begin with another.
            || likeness >= 0.88 && same_container_and_date((item, profile), (work, other))
            // “§ 910 BGB” and “§ 911 BGB” are of one code.
            || likeness >= 0.99 && item.kind == Kind::Legislation && work.kind == Kind::Legislation
            // A page of the web and a book can share the words of their titles.
            || item.kind == Kind::Book && work.kind == Kind::Book && one.len() >= 2;
        anchored.then_some(0.7 + 0.25 * likeness)
    }

    /// The work that a short form means.
    pub(super) fn short(&self, item: &Item) -> Option<Choice> {
        let profile = Profile::new(item);
        self.best(self.candidates(&profile), item, &profile).or_else(|| self.title_read_as_name(item))
    }

    /// “Plague Hospitals, 102”: two words in capitals look like a name and can be a title.
    fn title_read_as_name(&self, item: &Item) -> Option<Choice> {
        let [name] = item.names(Variable::Author) else { return None };
        if item.has(Variable::Title) {
            return None;
        }
        let profile = Profile { title: words(&name.full()), ..Profile::default() };
        let choice = self.best(self.candidates(&profile), &Item::default(), &profile);
        choice.filter(|choice| choice.confidence >= 0.9)
    }

    /// The work among these that an item names, if it names one.
    pub(super) fn best_of(&self, works: &[WorkId], item: &Item) -> Option<Choice> {
        if item.fields.is_empty() {
            return match works {
                [work] => {
                    Some(Choice { work: *work, confidence: 0.97, ambiguous: false, others: Vec::new() })
                }
                _ => None,
            };
        }
        self.best(works.to_vec(), item, &Profile::new(item))
    }

    fn best(&self, candidates: Vec<WorkId>, item: &Item, profile: &Profile) -> Option<Choice> {
        let mut scored: Vec<(f32, WorkId)> =
            candidates.into_iter().filter_map(|id| Some((self.fit(id, item, profile)?, id))).collect();
        // The best first; of equal ones that which was cited last.
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(self.last_mention(b.1).cmp(&self.last_mention(a.1))));
        let (score, work) = *scored.first()?;
        let others: Vec<WorkId> = scored
            .iter()
            .skip(1)
            .filter(|(other, _)| score - other < 0.05)
            .map(|(_, id)| *id)
            .take(8)
            .collect();
        let confidence = if others.is_empty() { score } else { score.min(0.5) };
        Some(Choice { work, confidence, ambiguous: !others.is_empty(), others })
    }

    fn last_mention(&self, id: WorkId) -> Option<ItemPlace> {
        self.works.get(index(id))?.mentions.last().copied()
    }

    /// How well a short form fits a work, 0 to 1; nothing where it does not.
    fn fit(&self, id: WorkId, item: &Item, profile: &Profile) -> Option<f32> {
        let (work, other) = (self.item(id)?, self.profiles.get(index(id))?);
        let named = !profile.people.is_empty() && !other.people.is_empty();
        // A short form names no one who did not write the work.
        let person = named && likeness::all_among(&profile.people, &other.people);
        let all = if profile.people.len() == other.people.len() { 0.03 } else { 0.0 };
        let year = match (item.date(Variable::Issued), work.date(Variable::Issued)) {
            (Some(one), Some(two)) => Some(one.agrees_with(two)),
            _ => None,
        };
        if year == Some(false) {
            return None;
        }
        let title = &profile.title;
        if title.is_empty() {
            let score = if year == Some(true) { 0.95 } else { 0.85 };
            return person.then_some(score + all);
        }
        // “Westdeutschland II”: the volume behind a short title.
        let roman = |word: &String| word.chars().all(|c| "ivx".contains(c));
        let title = match title.as_slice() {
            [rest @ .., last] if !rest.is_empty() && roman(last) && !other.title.contains(last) => rest,
            all => all,
        };
        let likeness = likeness::short_title(title, &other.title)
            .max(likeness::short_title(title, &other.volume))
            .max(likeness::short_title(title, &other.container) - 0.2);
        match (named, person) {
            (true, true) => (likeness >= 0.6).then_some(0.57 + 0.39 * likeness + all),
            // The title alone ties a short form whose author is another: long, and the same to the word.
            (true, false) => (likeness >= 0.99 && title.len() >= 4).then_some(0.6),
            (false, _) if profile.people.is_empty() => (likeness >= 0.8).then_some(0.5 + 0.47 * likeness),
            (false, _) => (likeness >= 0.8).then_some(0.4 + 0.5 * likeness),
        }
    }

    /// Works that share the title, an author or a telling word of the title, the latest first.
    fn candidates(&self, profile: &Profile) -> Vec<WorkId> {
        let mut found: Vec<WorkId> = Vec::new();
        let mut add = |works: Option<&Vec<WorkId>>| {
            found.extend(works.into_iter().flat_map(|works| works.iter().rev().take(MOST_CANDIDATES)));
        };
        if !profile.title.is_empty() {
            add(self.by_title.get(&profile.title.join(" ")));
        }
        for person in &profile.people {
            add(self.by_family.get(&person.family));
        }
        // The rarest words say most, and cost least; a misspelt one is in no work.
        let mut postings: Vec<&Vec<WorkId>> =
            profile.title.iter().filter_map(|word| self.by_word.get(word)).collect();
        postings.sort_by_key(|works| works.len());
        for works in postings.into_iter().take(2) {
            add(Some(works));
        }
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.dedup();
        found
    }
}

fn index(id: WorkId) -> usize {
    (id.0 as usize).wrapping_sub(1)
}

/// The title by which a work is found; a periodical without one by its own name.
fn title_of(item: &Item) -> &str {
    item.text(Variable::Title).or_else(|| item.text(Variable::ContainerTitle)).unwrap_or_default()
}

pub(super) fn people_of(item: &Item) -> &[crate::Name] {
    let authors = item.names(Variable::Author);
    if authors.is_empty() { item.names(Variable::Editor) } else { authors }
}

fn addresses(item: &Item) -> Vec<String> {
    let doi = item.text(Variable::Doi).map(|doi| format!("doi.org/{}", doi.to_lowercase()));
    doi.into_iter()
        .chain(item.text(Variable::Url).map(likeness::address))
        .filter(|address| address.contains('/'))
        .collect()
}

/// Where a decision is printed: series, volume and first page.
fn report(item: &Item) -> Option<String> {
    let part = |variable| item.text(variable).filter(|_| item.kind == Kind::LegalCase);
    let (series, page) = (part(Variable::ContainerTitle)?, part(Variable::Page)?);
    let volume = part(Variable::Volume)?;
    Some(format!("{} {volume} {page}", words(series).join(" ")))
}

/// “Baker v. Selden”
fn has_parties(item: &Item) -> bool {
    [" v. ", " v ", " c. ", " c "].iter().any(|versus| item.title().contains(versus))
}

/// Whether no fact tells the two apart.
pub(super) fn agree(one: &Item, other: &Item) -> bool {
    // Dates tell most works apart, and then the rest need not be looked for.
    let dates = || match (one.date(Variable::Issued), other.date(Variable::Issued)) {
        (Some(one), Some(other)) => one.agrees_with(other),
        _ => true,
    };
    let editions = || match (one.text(Variable::Edition), other.text(Variable::Edition)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    is_review(one) == is_review(other) && dates() && editions() && agree_on_part(one, other)
}

fn containers_agree(one: &Profile, other: &Profile) -> bool {
    let (one, other) = (&one.container, &other.container);
    one.is_empty()
        || other.is_empty()
        || likeness::short_title(one, other).max(likeness::short_title(other, one)) >= 0.6
}

/// Volume, issue and number tell the parts of one whole apart.
fn agree_on_part(one: &Item, other: &Item) -> bool {
    [Variable::Volume, Variable::Issue, Variable::Number].iter().all(|variable| {
        match (one.text(*variable), other.text(*variable)) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        }
    })
}

fn is_review(item: &Item) -> bool {
    matches!(item.kind, Kind::Review | Kind::ReviewBook)
}

fn same_container_and_date(one: (&Item, &Profile), other: (&Item, &Profile)) -> bool {
    let containers = likeness::titles(&one.1.container, &other.1.container) >= 0.6;
    let dates = match (one.0.date(Variable::Issued), other.0.date(Variable::Issued)) {
        (Some(one), Some(other)) => one.agrees_with(other),
        (None, None) => true,
        _ => false,
    };
    let place = |item: &Item| item.text(Variable::PublisherPlace).map(words);
    let places = place(one.0).zip(place(other.0)).is_none_or(|(one, other)| one == other);
    containers && dates && places
}
