//! Records of any origin → works: which records are of one work.
//!
//! Each record meets those before it with which it shares a telling key, and is weighed against a few
//! of each group; it joins the group for which most speaks, or begins one. No record meets more than
//! a fixed number of others, so the whole is linear in practice.

use std::collections::HashMap;

use super::words::{is_small, words};

/// What a bibliography, a catalog or a reader of references says of one work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The title.
    pub title: String,
    /// Authors, in any order and form.
    pub people: String,
    /// The first year named.
    pub year: Option<i32>,
    /// The journal, or the book of which the work is a part.
    pub container: String,
    /// The institution and number of a report.
    pub report: String,
    /// The volume.
    pub volume: String,
    /// The pages.
    pub pages: String,
}

/// What speaks for two records being of one work, and what against it.
///
/// Each part is a weight: the logarithm of how much likelier it is seen in one work than in two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// How much their titles share.
    pub title: f32,
    /// How much their authors share.
    pub people: f32,
    /// One year, or two.
    pub year: f32,
    /// One journal or book, or two.
    pub container: f32,
    /// Both reports, or one of them printed elsewhere.
    pub kind: f32,
    /// One volume, or two.
    pub volume: f32,
    /// The same pages, or others.
    pub pages: f32,
}

impl Evidence {
    /// The sum: above zero, more speaks for one work than for two.
    pub fn weight(&self) -> f32 {
        self.parts().iter().map(|(_, weight)| weight).sum::<f32>() + PRIOR
    }

    /// Each part with its name, for a report of reasons.
    pub fn parts(&self) -> [(&'static str, f32); 7] {
        [
            ("title", self.title),
            ("people", self.people),
            ("year", self.year),
            ("container", self.container),
            ("kind", self.kind),
            ("volume", self.volume),
            ("pages", self.pages),
        ]
    }
}

/// Before anything is known, two records that meet are rather of two works.
const PRIOR: f32 = -1.0;

/// A record with all that is needed to weigh it.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    title: Vec<u32>,
    people: Vec<u32>,
    container: Vec<u32>,
    /// Numbers that no word of a report shares by chance.
    report_number: Vec<u32>,
    year: Option<i32>,
    is_report: bool,
    is_part: bool,
    volume: Option<u32>,
    first_page: Option<u32>,
    /// The words of the title that can serve as keys.
    words: Vec<u64>,
    /// Keys that hold whatever the title.
    keys: [Option<u64>; 2],
}

impl Profile {
    /// Reads a record.
    pub fn of(record: &Record) -> Self {
        let title = words(&record.title);
        let letters: String = title.iter().map(|word| word.folded.as_str()).collect();
        let telling = title.iter().filter(|word| !is_small(&word.folded) && word.folded.chars().count() > 3);
        let people = people(&record.people);
        let container = letters_of(&record.container);
        let first = people.first().map(String::as_str).unwrap_or_default();
        let numbers: Vec<u32> = numbers(&record.report).filter(|n| *n > 9).collect();
        Self {
            words: telling.map(|word| hash(&word.folded)).collect(),
            keys: [
                (letters.chars().count() >= 8).then(|| hash(&letters.chars().take(14).collect::<String>())),
                record.year.filter(|_| !first.is_empty()).map(|year| hash(&format!("{first}{year}"))),
            ],
            title: grams(std::iter::once(letters.as_str())),
            people: grams(people.iter().map(String::as_str)),
            container: grams(std::iter::once(container.as_str())),
            report_number: numbers,
            year: record.year,
            is_report: !record.report.trim().is_empty(),
            is_part: !record.container.trim().is_empty(),
            volume: numbers_of(&record.volume),
            first_page: numbers_of(&record.pages),
        }
    }
}

fn numbers_of(text: &str) -> Option<u32> {
    numbers(text).next()
}

fn numbers(text: &str) -> impl Iterator<Item = u32> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok())
}

/// The long words of a list of authors: initials and “and” say little, and are written in many ways.
fn people(text: &str) -> Vec<String> {
    let words = words(text).into_iter().map(|word| word.folded);
    words.filter(|word| word.chars().count() > 2 && !is_small(word) && word != "others").take(40).collect()
}

/// The letters of the telling words of a journal or book.
fn letters_of(text: &str) -> String {
    const COMMON: [&str; 8] =
        ["proceedings", "proc", "conference", "international", "annual", "journal", "workshop", "symposium"];
    let words = words(text).into_iter().map(|word| word.folded);
    words.filter(|word| !is_small(word) && !COMMON.contains(&word.as_str())).collect()
}

/// A text in a number, the same on every machine.
fn hash(text: &str) -> u64 {
    // FNV-1a.
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Three letters in a row, each once, in order: words that were joined or misspelt share most.
fn grams<'a>(words: impl Iterator<Item = &'a str>) -> Vec<u32> {
    let mut grams = Vec::new();
    for word in words {
        let letters: Vec<char> =
            std::iter::once(' ').chain(word.chars()).chain(std::iter::once(' ')).take(240).collect();
        let of = |three: &[char]| {
            three.iter().fold(0_u32, |gram, c| gram.wrapping_mul(0x0100_0193) ^ u32::from(*c))
        };
        grams.extend(letters.windows(3).map(of));
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// What two sorted lists share, 0 to 1 (Dice).
#[expect(clippy::cast_precision_loss, reason = "a title has a few hundred letters at most")]
fn shared(one: &[u32], other: &[u32]) -> f32 {
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let common = in_common(one, other);
    2.0 * common as f32 / (one.len() + other.len()) as f32
}

fn in_common(one: &[u32], other: &[u32]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(a), Some(b)) = (one.get(i), other.get(j)) {
        common += usize::from(a == b);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    common
}

/// What the shorter of two sorted lists shares with the longer one, 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "a list of names has a few hundred letters at most")]
fn contained(one: &[u32], other: &[u32]) -> f32 {
    let shorter = one.len().min(other.len());
    if shorter == 0 { 0.0 } else { in_common(one, other) as f32 / shorter as f32 }
}

/// Weighs what speaks for two records being of one work.
pub fn weigh(one: &Profile, other: &Profile) -> Evidence {
    let both = |a: &[u32], b: &[u32]| !a.is_empty() && !b.is_empty();
    let title = if both(&one.title, &other.title) {
        (24.0 * (shared(&one.title, &other.title) - 0.8)).clamp(-8.0, 3.6)
    } else {
        -1.5
    };
    let people = if both(&one.people, &other.people) {
        let (all, shorter) = (shared(&one.people, &other.people), contained(&one.people, &other.people));
        4.0 * (0.6 * all + 0.4 * shorter - 0.5)
    } else {
        0.0
    };
    let year = match one.year.zip(other.year).map(|(a, b)| a.abs_diff(b)) {
        None => 0.0,
        Some(0) => 0.6,
        Some(1) => -0.5,
        Some(_) => -1.8,
    };
    let container = if both(&one.container, &other.container) {
        let (all, shorter) =
            (shared(&one.container, &other.container), contained(&one.container, &other.container));
        (8.0 * (0.5 * (all + shorter) - 0.4)).clamp(-3.0, 1.0)
    } else {
        0.0
    };
    let only_report = |profile: &Profile| profile.is_report && !profile.is_part;
    let same_number = one.report_number.iter().any(|n| other.report_number.contains(n));
    let kind = match (only_report(one), only_report(other)) {
        (true, true) if same_number => 1.0,
        (true, true) => 0.3,
        (true, false) if other.is_part => -7.0,
        (false, true) if one.is_part => -7.0,
        (false, false) => 0.2,
        _ => -0.5,
    };
    let equal = |a: Option<u32>, b: Option<u32>, weights: (f32, f32)| match a.zip(b) {
        Some((a, b)) => {
            if a == b {
                weights.0
            } else {
                weights.1
            }
        }
        None => 0.0,
    };
    Evidence {
        title,
        people,
        year,
        container,
        kind,
        volume: equal(one.volume, other.volume, (0.4, -0.8)),
        pages: equal(one.first_page, other.first_page, (1.5, -1.5)),
    }
}

/// Keys of a record that are looked up: the rarest words of its title say most.
const KEYS: usize = 4;

/// Groups that are weighed under one key, the latest first.
const GROUPS: usize = 12;

/// Groups that a record is weighed against in all.
const NEAREST: usize = 10;

/// Records of a group that a new one is weighed against.
const SAMPLES: usize = 4;

/// A group of records of one work.
#[derive(Default)]
struct Group {
    samples: Vec<usize>,
    size: usize,
}

/// Ties records to works: for each record the number of its work, counted in order of first record.
///
/// ```
/// use ibidem_duplicates::likeness::{Record, link};
/// let record = |title: &str, people: &str| Record { title: title.into(), people: people.into(), ..Record::default() };
/// let works = link(&[
///     record("Fin-de-siècle Vienna", "Carl E. Schorske"),
///     record("Whigs and Hunters", "E. P. Thompson"),
///     record("Fin de Siecle Vienna", "Schorske, C. E."),
/// ]);
/// assert_eq!(works, [0, 1, 0]);
/// ```
pub fn link(records: &[Record]) -> Vec<usize> {
    let profiles: Vec<Profile> = records.iter().map(Profile::of).collect();
    let mut frequency: HashMap<u64, u32> = HashMap::new();
    for word in profiles.iter().flat_map(|profile| &profile.words) {
        *frequency.entry(*word).or_default() += 1;
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut blocks: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut works = Vec::with_capacity(profiles.len());
    for (n, profile) in profiles.iter().enumerate() {
        let keys = keys(profile, &frequency);
        let near = nearest(keys.iter().filter_map(|key| blocks.get(key)).flatten().copied().collect());
        let weight_of =
            |group: &usize| groups.get(*group).map_or(f32::MIN, |group| weight(group, profile, &profiles));
        let best = near
            .iter()
            .map(|group| (weight_of(group), *group))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let work = match best {
            Some((weight, group)) if weight > 0.0 => group,
            _ => {
                groups.push(Group::default());
                groups.len() - 1
            }
        };
        if let Some(group) = groups.get_mut(work) {
            group.add(n);
        }
        for key in keys {
            let block = blocks.entry(key).or_default();
            if let Some(at) = block.iter().position(|other| *other == work) {
                block.remove(at);
            } else if block.len() >= GROUPS {
                block.remove(0);
            }
            block.push(work);
        }
        works.push(work);
    }
    works
}

/// The groups that share most keys with a record, few enough to be weighed.
fn nearest(mut met: Vec<usize>) -> Vec<usize> {
    met.sort_unstable();
    let mut counted: Vec<(usize, usize)> =
        met.chunk_by(|a, b| a == b).filter_map(|run| Some((run.len(), *run.first()?))).collect();
    counted.sort_unstable_by(|a, b| b.cmp(a));
    counted.into_iter().take(NEAREST).map(|(_, group)| group).collect()
}

impl Group {
    /// Adds a record, and keeps it for weighing while there are few, then now and then one.
    fn add(&mut self, n: usize) {
        self.size += 1;
        if self.samples.len() < SAMPLES {
            self.samples.push(n);
        } else if self.size.is_power_of_two() {
            // The first record stays; of the others the oldest goes.
            self.samples.remove(1);
            self.samples.push(n);
        }
    }
}

/// How much speaks for a record being of a group: the mean over those that are kept of it.
#[expect(clippy::cast_precision_loss, reason = "few records of a group are kept")]
fn weight(group: &Group, profile: &Profile, profiles: &[Profile]) -> f32 {
    let samples = group.samples.iter().filter_map(|n| profiles.get(*n));
    samples.map(|sample| weigh(sample, profile).weight()).sum::<f32>() / group.samples.len().max(1) as f32
}

fn keys(profile: &Profile, frequency: &HashMap<u64, u32>) -> Vec<u64> {
    let mut words: Vec<(u32, u64)> =
        profile.words.iter().map(|word| (frequency.get(word).copied().unwrap_or_default(), *word)).collect();
    words.sort_unstable();
    words.dedup();
    words.into_iter().take(KEYS).map(|(_, word)| word).chain(profile.keys.into_iter().flatten()).collect()
}
