//! Departures from a style, planted into notes that a style printed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use ibidem_citations::style::csl::CslStyle;
use serde_json::Value;

use crate::Tally;
use crate::made_paper::{Writing, made_paper};

/// One way in which a note departs from its style.
struct Departure {
    name: &'static str,
    /// The kinds by which the rule may name it.
    kinds: &'static [&'static str],
    /// The note with the departure, if it fits in.
    plant: fn(&str) -> Option<String>,
}

const DEPARTURES: &[Departure] = &[
    Departure { name: "family-name-first", kinds: &["order"], plant: family_name_first },
    Departure { name: "comma-outside-quotes", kinds: &["punctuation"], plant: comma_moved },
    Departure { name: "comma-before-imprint", kinds: &["punctuation"], plant: comma_before_imprint },
    Departure { name: "small-letter-in-title", kinds: &["case"], plant: small_letter },
    Departure { name: "label-in-full", kinds: &["abbreviation"], plant: label_in_full },
    Departure { name: "label-missing", kinds: &["missing"], plant: label_missing },
    Departure { name: "label-extra", kinds: &["extra"], plant: label_extra },
];

/// “Ann Lee, …” → “Lee, Ann, …”
fn family_name_first(note: &str) -> Option<String> {
    let (name, rest) = note.split_once(", ")?;
    let mut words = name.split(' ');
    let (given, family, none) = (words.next()?, words.next()?, words.next());
    let is_name = |word: &str| word.chars().all(|c| c.is_alphabetic() || c == '-');
    (none.is_none() && is_name(given) && is_name(family) && !rest.starts_with("and "))
        .then(|| format!("{family}, {given}, {rest}"))
}

/// `,”` → `”,` and the other way round.
fn comma_moved(note: &str) -> Option<String> {
    [(",”", "”,"), ("’, ", ",’ ")]
        .iter()
        .find(|(old, _)| note.contains(old))
        .map(|(old, new)| note.replacen(old, new, 1))
}

fn comma_before_imprint(note: &str) -> Option<String> {
    note.contains("* (").then(|| note.replacen("* (", "*, (", 1))
}

/// A long word in the middle of a title, without its capital.
fn small_letter(note: &str) -> Option<String> {
    let start = note.find(['“', '‘', '*'])?;
    let (head, title) = note.split_at(start);
    let second = title.find(' ')? + 1;
    let word = title.get(second..)?.split([' ', ',', '”', '’', '*', ':']).next()?;
    let first = word.chars().next().filter(char::is_ascii_uppercase)?;
    // In a short form, or of two titles, a word says little.
    (word.len() > 5 && head.contains(", ")).then(|| {
        let mut changed = note.to_owned();
        let at = start + second;
        changed.replace_range(at..=at, &first.to_ascii_lowercase().to_string());
        changed
    })
}

fn label_in_full(note: &str) -> Option<String> {
    [(", no. ", ", number "), (", vol. ", ", volume ")]
        .iter()
        .find(|(old, _)| note.contains(old))
        .map(|(old, new)| note.replacen(old, new, 1))
}

fn label_missing(note: &str) -> Option<String> {
    [", no. ", ", p. "].iter().find(|label| note.contains(*label)).map(|label| note.replacen(label, ", ", 1))
}

/// “, 47.” → “, p. 47.”
fn label_extra(note: &str) -> Option<String> {
    let (head, last) = note.rsplit_once(", ")?;
    let page = last.trim_end_matches('.');
    (!page.is_empty() && page.chars().all(|c| c.is_ascii_digit())).then(|| format!("{head}, p. {last}"))
}

/// What was found of planted departures: by departure, and under `none` the findings on clean notes.
#[derive(Clone, Debug, Default)]
pub struct Departures {
    /// By name of the departure; `found` counts those that are named by kind with the right fix.
    pub tallies: BTreeMap<String, Tally>,
    /// What went wrong, a line each.
    pub faults: Vec<String>,
}

impl Departures {
    /// All departures in one.
    pub fn total(&self) -> Tally {
        self.tallies.values().fold(Tally::default(), |sum, one| Tally {
            planted: sum.planted + one.planted,
            found: sum.found + one.found,
            raised: sum.raised + one.raised,
            right: sum.right + one.right,
        })
    }
}

/// Plants each departure into every note of papers in each style, and audits them against the style.
///
/// # Panics
///
/// Panics where a style is not embedded, the program cannot be run, or the folder cannot be written.
pub fn departures(program: &Path, folder: &Path, styles: &[&str], seed: u64, works: usize) -> Departures {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).expect("the folder can be made");
    let mut found = Departures::default();
    for name in styles {
        let style = CslStyle::embedded(name).expect("the style is embedded");
        let clean = made_paper(&style, seed, works, Writing::Markdown, false);
        let none = Departure { name: "none", kinds: &[], plant: |_| None };
        for departure in std::iter::once(&none).chain(DEPARTURES) {
            let (paper, planted) = with(&clean, departure);
            let path = folder.join(format!("{name}-{}.md", departure.name));
            fs::write(&path, paper).expect("the folder can be written to");
            tally(program, &path, name, departure, &planted, &mut found);
        }
    }
    found
}

/// The paper with a departure in each note that takes it, and those notes as they were.
fn with(clean: &str, departure: &Departure) -> (String, BTreeMap<u64, String>) {
    let mut planted = BTreeMap::new();
    let line = |line: &str| {
        let note = line.strip_prefix("[^").and_then(|rest| rest.split_once("]: "));
        let Some((number, text)) = note else { return line.to_owned() };
        let (Some(changed), Ok(n)) = ((departure.plant)(text), number.parse::<u64>()) else {
            return line.to_owned();
        };
        planted.insert(n, bare(text));
        format!("[^{number}]: {changed}")
    };
    let lines: Vec<String> = clean.lines().map(line).collect();
    (lines.join("\n") + "\n", planted)
}

fn tally(
    program: &Path,
    path: &Path,
    style: &str,
    departure: &Departure,
    planted: &BTreeMap<u64, String>,
    found: &mut Departures,
) {
    let output = Command::new(program)
        .args(["audit", "--offline", "--format", "json", "--only", "style-deviation", "--style", style])
        .arg(path)
        .output()
        .expect("the program runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    let tally = found.tallies.entry(departure.name.to_owned()).or_default();
    tally.planted += planted.len();
    let mut named = BTreeSet::new();
    for finding in report["findings"].as_array().into_iter().flatten() {
        tally.raised += 1;
        let note = finding["note"].as_u64().unwrap_or_default();
        let evidence = &finding["evidence"];
        let kinds: Vec<&str> = evidence["differences"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one["kind"].as_str())
            .collect();
        let expected = bare(evidence["expected"].as_str().unwrap_or_default());
        let is_right = planted.get(&note).is_some_and(|clean| *clean == expected)
            && kinds.iter().all(|kind| departure.kinds.contains(kind));
        if is_right {
            tally.right += 1;
            named.insert(note);
        } else {
            found.faults.push(format!(
                "{style} {} note {note}: {kinds:?} {}",
                departure.name,
                finding["message"].as_str().unwrap_or_default()
            ));
        }
    }
    tally.found += named.len();
    let missed = planted.iter().filter(|(note, _)| !named.contains(note));
    found
        .faults
        .extend(missed.map(|(note, text)| format!("{style} {} note {note} missed: {text}", departure.name)));
}

/// A note without markup and final point, to be compared.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !"*\\<>".contains(*c)).collect::<String>().trim().trim_end_matches('.').to_owned()
}
