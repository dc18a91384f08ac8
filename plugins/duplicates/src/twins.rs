//! Works of the bibliography that may be one: a decision for each pair, with its reason.

use std::collections::{HashMap, HashSet, VecDeque};

use ibidem_sdk::{Date, Form, Item, Kind, Name, Paper, Span, Variable};

use crate::citing::{Citing, has_own_rules, notes};
use crate::likeness::{
    DifferenceKind, Extent, PeopleDifference, TitleDifference, Word, aligned, are_parts, difference,
    families, fold, is_slip, is_small, people_difference, words,
};

/// In a block of works that share author and word, each is compared with so many before it.
const WINDOW: usize = 12;

/// A key that more works share than this tells none of them.
const MOST_IN_BLOCK: usize = 200;

/// Works that share a key.
#[derive(Default)]
struct Block {
    latest: VecDeque<usize>,
    size: usize,
}

/// Two works, and whether they are one.
pub(crate) struct Twins<'a> {
    pub(crate) earlier: Citing<'a>,
    pub(crate) later: Citing<'a>,
    pub(crate) decision: Decision,
}

/// Whether two references are of one work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// They are, and nothing speaks against it.
    Same,
    /// They are, and disagree on one variable.
    Conflict(Variable),
    /// They are, and an author is spelt in two ways, or two authors are named.
    Authors(PeopleDifference),
    /// They are, and the title has other words.
    Title(TitleDifference),
    /// They are two works, or may be.
    Apart(Reason),
}

/// Why two references that look alike are held apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Their titles differ.
    OtherTitle,
    /// Their authors differ.
    OtherAuthor,
    /// Parts, volumes or years of a whole.
    Parts,
    /// Volumes of what comes out each year.
    Serial,
    /// Two editions, translations or reprints.
    Editions,
    /// A review and what is reviewed, or works named by rules of their own.
    OtherKind,
    /// Two web addresses.
    Addresses,
    /// Unsigned pieces of one headline.
    Unsigned,
    /// Two facts or more tell them apart.
    SeveralFacts,
    /// Too little is known that agrees.
    TooLittle,
}

impl Reason {
    /// In words for a log.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::OtherTitle => "their titles differ",
            Self::OtherAuthor => "their authors differ",
            Self::Parts => "they are parts, volumes or years of a whole",
            Self::Serial => "they are volumes of what comes out again and again",
            Self::Editions => "they are two editions",
            Self::OtherKind => "they are works of two kinds",
            Self::Addresses => "they have two web addresses",
            Self::Unsigned => "unsigned pieces share a headline",
            Self::SeveralFacts => "several facts tell them apart",
            Self::TooLittle => "too little is known of them",
        }
    }
}

/// Finds works that share enough to be compared, and decides on each pair.
///
/// Works meet in blocks: those with one whole title, and those that share an author and one of the
/// first telling words of the title, or the year. Within a block each meets the last [`WINDOW`]
/// before it, and a block of more than [`MOST_IN_BLOCK`] is none, so that fifty thousand works of one
/// title cost no more than as many of different ones.
pub(crate) fn twins(paper: &Paper) -> Vec<Twins<'_>> {
    let mut blocks: HashMap<String, Block> = HashMap::new();
    let mut met: HashSet<(usize, usize)> = HashSet::new();
    let mut found = Vec::new();
    let works: Vec<Option<Described<'_>>> = paper
        .bibliography
        .works
        .iter()
        .map(|work| {
            let full = |citing: &Citing<'_>| citing.item.form == Form::Full;
            let citing = work.mentions.iter().filter_map(|place| Citing::at(paper, place)).find(full)?;
            Described::of(citing)
        })
        .collect();
    for (n, described) in works.iter().enumerate() {
        let Some(described) = described else { continue };
        for key in described.keys() {
            let block = blocks.entry(key).or_default();
            if block.size > MOST_IN_BLOCK {
                continue;
            }
            for earlier in &block.latest {
                if let Some(Some(other)) = works.get(*earlier)
                    && met.insert((*earlier, n))
                {
                    let decision = decide_on(paper, other, described);
                    found.push(Twins { earlier: other.citing, later: described.citing, decision });
                }
            }
            block.size += 1;
            block.latest.push_back(n);
            if block.latest.len() > WINDOW {
                block.latest.pop_front();
            }
        }
    }
    hold_columns_apart(&mut found);
    found
}

/// What one author publishes under one title on three days or more is a column, and no mistake.
fn hold_columns_apart(found: &mut [Twins<'_>]) {
    let is_redated = |twins: &&Twins<'_>| {
        matches!(twins.decision, Decision::Conflict(Variable::Issued) | Decision::Apart(Reason::Editions))
    };
    let mut times: HashMap<Span, usize> = HashMap::new();
    for twins in found.iter().filter(is_redated) {
        for citing in [twins.earlier, twins.later] {
            *times.entry(citing.item.span).or_default() += 1;
        }
    }
    for twins in found.iter_mut() {
        let spans = [twins.earlier.item.span, twins.later.item.span];
        if is_redated(&&*twins) && spans.iter().any(|span| times.get(span).is_some_and(|times| *times > 1)) {
            twins.decision = Decision::Apart(Reason::Parts);
        }
    }
}

/// Decides on a pair, and looks at all that the two citations print before it ties them.
fn decide_on(paper: &Paper, earlier: &Described<'_>, later: &Described<'_>) -> Decision {
    match decide(earlier, later) {
        Decision::Apart(reason) => Decision::Apart(reason),
        _ if !read_alike(paper, &earlier.citing, &later.citing) => Decision::Apart(Reason::OtherTitle),
        decision => decision,
    }
}

/// Says of works with much in common why they were held apart.
pub(crate) fn held_apart(twins: &[Twins<'_>]) -> impl Iterator<Item = String> {
    let line = |twins: &Twins<'_>| match twins.decision {
        Decision::Apart(reason) if reason != Reason::OtherTitle => {
            let notes = notes([twins.earlier.note, twins.later.note].into_iter());
            Some(format!("two works in {notes} are held apart: {}", reason.words()))
        }
        _ => None,
    };
    twins.iter().filter_map(line)
}

/// A work as its first full citation has it.
pub(crate) struct Described<'a> {
    citing: Citing<'a>,
    title: Vec<Word>,
}

impl<'a> Described<'a> {
    pub(crate) fn of(citing: Citing<'a>) -> Option<Self> {
        let title = words(citing.cited().title());
        (!title.is_empty()).then_some(Self { citing, title })
    }

    fn item(&self) -> &'a Item {
        self.citing.cited()
    }

    fn keys(&self) -> Vec<String> {
        let telling = || self.title.iter().filter(|word| !is_small(&word.folded));
        let mut keys = vec![telling().take(8).map(|word| word.folded.as_str()).collect::<String>()];
        for family in families(people_of(self.item())).iter().take(2) {
            keys.extend(telling().take(3).map(|word| format!("{family} {}", word.folded)));
            let year = self.item().date(Variable::Issued).and_then(Date::first).map(|date| date.year);
            keys.extend(year.map(|year| format!("{family} {year}")));
        }
        keys
    }
}

/// Variables on which two references agree, and those on which they do not.
struct Facts {
    agreeing: Vec<Variable>,
    differing: Vec<Variable>,
}

impl Facts {
    fn of(one: &Item, other: &Item) -> Self {
        use Variable::{
            ContainerTitle, Doi, Issue, Issued, Number, Page, Publisher, PublisherPlace, Url, Volume,
        };
        let mut facts = Self { agreeing: Vec::new(), differing: Vec::new() };
        let both = |variable| Some((one.text(variable)?, other.text(variable)?));
        let mut note = |variable, agree: Option<bool>| match agree {
            Some(true) => facts.agreeing.push(variable),
            Some(false) => facts.differing.push(variable),
            None => {}
        };
        for variable in [Volume, Issue, Number, Page, Doi] {
            note(variable, both(variable).map(|(one, other)| fold(one) == fold(other)));
        }
        for variable in [ContainerTitle, Publisher] {
            note(variable, both(variable).map(|(one, other)| are_one_name(one, other)));
        }
        // Publishers sit in several towns, and newspapers print the town or do not.
        note(
            PublisherPlace,
            both(PublisherPlace).map(|(one, other)| fold(one) == fold(other)).filter(|agree| *agree),
        );
        note(Url, both(Url).map(|(one, other)| address(one) == address(other)));
        let dates = one.date(Issued).zip(other.date(Issued));
        note(Issued, dates.map(|(one, other)| one.agrees_with(other)));
        facts
    }

    fn agree(&self, variable: Variable) -> bool {
        self.agreeing.contains(&variable)
    }
}

/// Whether two names of a journal or publisher are one: “Knopf” and “Alfred A. Knopf”.
pub(crate) fn are_one_name(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let common = aligned(&one, &other).len();
    let shorter = one.len().min(other.len());
    shorter > 0 && common * 10 >= shorter * 6
}

/// An address without what does not change where it leads.
pub(crate) fn address(url: &str) -> String {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    bare.split('#').next().unwrap_or_default().trim_end_matches('/').to_lowercase()
}

/// Whether two citations share most of their words, whatever was read in them.
///
/// What the parser took for the title can be a stray word that two works have in common.
pub(crate) fn read_alike(paper: &Paper, one: &Citing<'_>, other: &Citing<'_>) -> bool {
    let words = |citing: &Citing<'_>| -> Vec<String> {
        let mut words: Vec<String> =
            words(paper.text_of(citing.item.span)).into_iter().map(|word| word.folded).collect();
        words.retain(|word| word.chars().count() > 2 && !is_small(word));
        words.sort_unstable();
        words.dedup();
        words
    };
    let (one, other) = (words(one), words(other));
    let common = one.iter().filter(|word| other.binary_search(word).is_ok()).count();
    let shorter = one.len().min(other.len());
    common * 10 >= shorter * 6
}

/// Decides whether two references are of one work, as far as what they print can tell.
pub(crate) fn decide(earlier: &Described<'_>, later: &Described<'_>) -> Decision {
    use Variable::Url;
    let (one, other) = (earlier.item(), later.item());
    if let Some(reason) = told_apart(one, other) {
        return Decision::Apart(reason);
    }
    if are_parts(&earlier.title, &later.title) {
        return Decision::Apart(Reason::Parts);
    }
    let facts = Facts::of(one, other);
    if facts.differing.contains(&Url) {
        return Decision::Apart(Reason::Addresses);
    }
    let (authors, other_authors) = (people_of(one), people_of(other));
    if authors.is_empty() || other_authors.is_empty() {
        return Decision::Apart(Reason::Unsigned);
    }
    let people = people_difference(authors, other_authors);
    let title = difference(&earlier.title, &later.title, Extent::Whole)
        .or_else(|| lone_slip(&earlier.title, &later.title));
    let common = aligned(&earlier.title, &later.title);
    let telling = common
        .iter()
        .filter(|(i, _)| earlier.title.get(*i).is_some_and(|word| !is_small(&word.folded)))
        .count();
    let shorter = earlier.title.len().min(later.title.len());
    let wording = title.filter(|found| found.kind >= DifferenceKind::Slip);
    match (people, wording) {
        (None, None) if common.len() == shorter => same_but_for_facts(one, other, &facts, telling),
        (None, Some(found))
            if common.len() * 4 >= shorter * 3 && telling >= 3 || found.kind == DifferenceKind::Slip =>
        {
            if facts.differing.is_empty() && are_pinned(one, &facts) {
                Decision::Title(found)
            } else {
                Decision::Apart(Reason::OtherTitle)
            }
        }
        (Some(found), None) if common.len() == shorter && facts.differing.is_empty() => {
            let is_slip = !matches!(found, PeopleDifference::Others { .. });
            let is_pinned = are_pinned(one, &facts);
            let is_sure = if is_slip {
                is_pinned || telling >= 2 && !facts.agreeing.is_empty()
            } else {
                telling >= 4 && are_pinned(one, &facts)
            };
            if is_sure { Decision::Authors(found) } else { Decision::Apart(Reason::OtherAuthor) }
        }
        (Some(_), _) => Decision::Apart(Reason::OtherAuthor),
        _ => Decision::Apart(Reason::OtherTitle),
    }
}

/// The authors of a work, or the editors of one that has no author.
fn people_of(item: &Item) -> &[Name] {
    let authors = item.names(Variable::Author);
    if authors.is_empty() { item.names(Variable::Editor) } else { authors }
}

/// What tells two references apart before anything else is looked at.
fn told_apart(one: &Item, other: &Item) -> Option<Reason> {
    use Variable::{
        ChapterNumber, Edition, NumberOfVolumes, OriginalDate, ReviewedTitle, Translator, VolumeTitle,
    };
    let is_review =
        |item: &Item| matches!(item.kind, Kind::Review | Kind::ReviewBook) || item.has(ReviewedTitle);
    if is_review(one) || is_review(other) || has_own_rules(one.kind) || has_own_rules(other.kind) {
        return Some(Reason::OtherKind);
    }
    let differs = |variable: Variable| one.text(variable).map(fold) != other.text(variable).map(fold);
    let translated = |item: &Item| families(item.names(Translator));
    let is_reprinted = one.date(OriginalDate) != other.date(OriginalDate);
    if differs(Edition) || translated(one) != translated(other) || is_reprinted {
        return Some(Reason::Editions);
    }
    [VolumeTitle, NumberOfVolumes, ChapterNumber].into_iter().any(differs).then_some(Reason::Parts)
}

/// Same authors and title: whether one fact is wrong, or several make another work.
fn same_but_for_facts(one: &Item, other: &Item, facts: &Facts, telling: usize) -> Decision {
    use Variable::{ContainerTitle, Doi, Issue, Issued, Page, Volume};
    let [odd] = facts.differing.as_slice() else {
        return match facts.differing.as_slice() {
            [] if facts.agreeing.is_empty() => Decision::Apart(Reason::TooLittle),
            [] => Decision::Same,
            _ => Decision::Apart(Reason::SeveralFacts),
        };
    };
    let is_periodical = facts.agree(ContainerTitle);
    let pinned = [Volume, Issue, Page].into_iter().any(|variable| facts.agree(variable));
    let years_slip = years_differ_by_a_slip(one.date(Issued), other.date(Issued));
    let is_fault = match odd {
        // A book in another year can be another printing, unless the years look like one mistyped.
        Issued if is_periodical => pinned || telling >= 3,
        Issued if is_serial(one) || is_serial(other) => return Decision::Apart(Reason::Serial),
        Issued => years_slip && is_same_imprint(one, other, facts, telling),
        Volume | Issue => {
            is_periodical && facts.agree(Issued) && one.kind != Kind::Chapter && one.kind != Kind::Book
        }
        Doi => is_periodical && facts.agree(Issued) && pinned,
        _ => false,
    };
    match odd {
        _ if is_fault => Decision::Conflict(*odd),
        Volume | Issue => Decision::Apart(Reason::Parts),
        Issued => Decision::Apart(Reason::Editions),
        _ => Decision::Apart(Reason::SeveralFacts),
    }
}

/// Whether a work is of a kind that comes out each year under one title: by a body, or called so.
pub(crate) fn is_serial(item: &Item) -> bool {
    const CALLED: [&str; 35] = [
        "annual",
        "yearly",
        "yearbook",
        "report",
        "reports",
        "survey",
        "statistics",
        "statistical",
        "almanac",
        "almanach",
        "bulletin",
        "gazette",
        "directory",
        "census",
        "budget",
        "proceedings",
        "calendar",
        "list",
        "rapport",
        "annuaire",
        "bilan",
        "compte",
        "jahrbuch",
        "jahresbericht",
        "bericht",
        "statistik",
        "kalender",
        "adressbuch",
        "anuario",
        "memoria",
        "informe",
        "annuario",
        "relazione",
        "jaarboek",
        "verslag",
    ];
    let is_title = |family: &str| family.contains(' ') || !family.contains(char::is_lowercase);
    let is_body = |name: &Name| {
        name.literal.is_some() || name.given.is_none() && name.family.as_deref().is_some_and(is_title)
    };
    let authors = item.names(Variable::Author);
    let has_title = words(item.title()).iter().any(|word| CALLED.contains(&word.folded.as_str()));
    has_title || !authors.is_empty() && authors.iter().all(is_body)
}

/// Whether two books come from one house: its name and place agree, or that of the two which both print.
fn is_same_imprint(one: &Item, other: &Item, facts: &Facts, telling: usize) -> bool {
    use Variable::{Publisher, PublisherPlace};
    let place = facts.agree(PublisherPlace);
    if one.has(Publisher) && other.has(Publisher) {
        facts.agree(Publisher) && (place || telling >= 3)
    } else {
        place && telling >= 2
    }
}

/// A title of one word with a letter wrong: nothing around it agrees.
fn lone_slip(one: &[Word], other: &[Word]) -> Option<TitleDifference> {
    let ([one], [other]) = (one, other) else { return None };
    let kind = DifferenceKind::Slip;
    is_slip(&one.folded, &other.folded).then(|| TitleDifference {
        one: one.printed.clone(),
        other: other.printed.clone(),
        kind,
    })
}

/// Whether two references that agree on these variables must be in one place.
fn are_pinned(one: &Item, facts: &Facts) -> bool {
    use Variable::{ContainerTitle, Doi, Issued, Page, Publisher, Url, Volume};
    let is_day = one.date(Issued).and_then(Date::first).is_some_and(|date| date.day.is_some());
    let is_page = facts.agree(Page) && one.text(Page).is_some_and(|page| page.contains(['-', '–']));
    let is_book = one.kind == Kind::Book && facts.agree(Publisher) && facts.agree(Issued);
    facts.agree(Url)
        || facts.agree(Doi)
        || facts.agree(ContainerTitle)
            && facts.agree(Issued)
            && (is_page || is_day || facts.agree(Volume) && facts.agree(Page))
        || is_book
}

/// Whether two years differ by one digit, or by two that have changed places.
fn years_differ_by_a_slip(one: Option<&Date>, other: Option<&Date>) -> bool {
    let year = |date: Option<&Date>| Some(date?.first()?.year.to_string().into_bytes());
    let (Some(one), Some(other)) = (year(one), year(other)) else { return false };
    if one.len() != other.len() {
        return false;
    }
    let differing: Vec<(u8, u8)> = one.into_iter().zip(other).filter(|(a, b)| a != b).collect();
    matches!(differing.as_slice(), [_])
        || matches!(differing.as_slice(), [(a, b), (c, d)] if a == d && b == c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: &str, other: &str, expected: Result<Decision, Reason>) {
        let paper = ibidem_sdk::testing::paper(&format!("1. {one}\n2. {other}\n"));
        let citing = |n: usize| {
            let note = &paper.notes[n];
            Described::of(Citing { note, item: note.items().next().unwrap() }).unwrap()
        };
        let decision = decide(&citing(0), &citing(1));
        assert_eq!(decision, expected.unwrap_or_else(Decision::Apart), "{one} | {other}");
    }

    #[test]
    fn one_work_with_a_fact_wrong() {
        let conflict = |variable| Ok(Decision::Conflict(variable));
        check(
            "Nadeem Rahim, \"The Salt Trade Convergence\", *Coastal Observer* (Linz), October 18, 2012.",
            "Nadeem Rahim, \"The Salt Trade Convergence\", *Coastal Observer* (Linz), May 21, 2011.",
            conflict(Variable::Issued),
        );
        check(
            "Carl E. Schorske, *Fin-de-siècle Vienna* (New York: Knopf, 1980), 24.",
            "Carl E. Schorske, *Fin-de-siècle Vienna* (New York: Knopf, 1981), 31.",
            conflict(Variable::Issued),
        );
        check(
            "Paul Brandt, \"Salt Roads of the Alps\", *Past & Present* 12 (1990): 5-40.",
            "Paul Brandt, \"Salt Roads of the Alps\", *Past & Present* 13 (1990): 5-40.",
            conflict(Variable::Volume),
        );
    }

    #[test]
    fn two_works_with_the_reason() {
        let apart = |one, other, reason| check(one, other, Err(reason));
        apart(
            "\"Salt and Roads\", *Nation* (Linz), October 3, 2012.",
            "\"Salt and Roads\", *Nation* (Linz), October 6, 2012.",
            Reason::Unsigned,
        );
        apart(
            "Eric Hobsbawm, *The Age of Revolution* (London: Weidenfeld, 1962), 5.",
            "Eric Hobsbawm, *The Age of Empire* (London: Weidenfeld, 1987), 5.",
            Reason::OtherTitle,
        );
        apart(
            "Paul Brandt, *A History of Salt, Part I* (London: Murray, 1999), 5.",
            "Paul Brandt, *A History of Salt, Part II* (London: Murray, 2001), 5.",
            Reason::Parts,
        );
        apart(
            "Paul Brandt, *A History of Salt*, 2nd ed. (London: Murray, 1999), 5.",
            "Paul Brandt, *A History of Salt* (London: Murray, 1989), 5.",
            Reason::Editions,
        );
        apart(
            "Paul Brandt, \"Salt Roads of the Alps\", *Past & Present* 12 (1990): 5-40.",
            "Paul Brandt, \"Salt Roads of the Alps\", *Past & Present* 13 (1991): 50-90.",
            Reason::SeveralFacts,
        );
        apart(
            "Ministry of Salt, *Annual Report* (Linz: Ministry of Salt, 1992), 12.",
            "Ministry of Salt, *Annual Report* (Linz: Ministry of Salt, 1993), 14.",
            Reason::Serial,
        );
    }
}
