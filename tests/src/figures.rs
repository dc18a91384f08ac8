//! Labels and output → figures: how far `ibidem extract` agrees with the labels of a sample paper.
//!
//! The form of the labels is told in `tests/documents/README.md`.
//! Each figure is a share from 0 to 1:
//!
//! | figure | what it is the share of |
//! |---|---|
//! | `notes` | notes found under their number and with their text |
//! | `cites` | citations found, as F1: what was invented counts as well as what was missed |
//! | `forms` | citations with the right form: full, short, ibid |
//! | `targets` | short forms and ibids tied to the right work |
//! | `locators` | citations with the right locator |
//! | `types` | full citations with the right CSL type |
//! | `fields` | variables of full citations, as F1 |
//! | `works` | full citations whose work is neither lumped with another nor split in two |

mod values;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use values::{
    DATES, NAMES, TEXTS, accepted, canonical, is_harmless, is_required, letters, list, plain, scalar,
};

/// The figures of one paper, and where it falls short.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Each figure by its name.
    pub figures: BTreeMap<String, f64>,
    /// What is wrong, a line each.
    pub faults: Vec<String>,
}

/// Compares the output of `ibidem extract` with the labels of its paper.
pub fn compare(labels: &Value, extract: &Value) -> Comparison {
    let mut pairing = Pairing::default();
    let notes = pairing.pair_notes(labels, extract);
    pairing.find_lumped();
    let figures = [
        ("notes", notes),
        ("cites", pairing.cites.f1()),
        ("forms", pairing.forms()),
        ("locators", pairing.locators()),
        ("types", pairing.types()),
        ("fields", pairing.fields()),
        ("targets", pairing.targets()),
        ("works", pairing.whole_works(extract)),
    ];
    let figures = figures.into_iter().map(|(name, figure)| (name.to_owned(), figure)).collect();
    Comparison { figures, faults: pairing.faults }
}

/// A citation of the labels: the number of its note, and its index in the note.
type Key = (String, usize);

/// How many values are right, are too many, and are missing.
#[derive(Default)]
struct Tally {
    right: usize,
    surplus: usize,
    missing: usize,
}

impl Tally {
    fn f1(&self) -> f64 {
        share(2 * self.right, 2 * self.right + self.surplus + self.missing)
    }
}

/// The citations of the labels, each with the item of the output that stands for it.
#[derive(Default)]
struct Pairing<'a> {
    labels: BTreeMap<Key, &'a Value>,
    items: BTreeMap<Key, &'a Value>,
    works: BTreeMap<&'a str, &'a Value>,
    /// The works of the output that hold more than one work of the labels.
    lumped: BTreeSet<&'a str>,
    cites: Tally,
    faults: Vec<String>,
}

impl<'a> Pairing<'a> {
    /// Pairs the notes and then the citations in them, and gives the share of the notes found.
    fn pair_notes(&mut self, labels: &'a Value, extract: &'a Value) -> f64 {
        let works = list(&extract["works"]).into_iter();
        self.works = works.filter_map(|work| Some((work["id"].as_str()?, work))).collect();
        let known: BTreeSet<String> = list(labels).into_iter().map(|note| number(&note["note"])).collect();
        let mut notes: BTreeMap<String, &Value> = BTreeMap::new();
        for note in list(&extract["notes"]) {
            let number = number(&note["number"]);
            if known.contains(&number) && !notes.contains_key(&number) {
                notes.insert(number, note);
            } else {
                self.cites.surplus += list(&note["items"]).len();
            }
        }
        let mut found = 0;
        for label in list(labels) {
            let number = number(&label["note"]);
            let note = notes.get(&number).copied();
            match note {
                None => self.faults.push(format!("note {number}: not found")),
                Some(note) if !is_same_text(&scalar(&label["raw"]), &scalar(&note["text"])) => {
                    self.faults.push(format!("note {number}: has another text: {}", note["text"]));
                }
                Some(_) => found += 1,
            }
            let items = note.map(|note| list(&note["items"])).unwrap_or_default();
            self.pair_items(&number, &list(&label["cites"]), &items);
        }
        share(found, list(labels).len())
    }

    /// Pairs the citations of one note with its items, in order, so that most of them agree.
    fn pair_items(&mut self, number: &str, cites: &[&'a Value], items: &[&'a Value]) {
        let mut best = vec![vec![0.0_f64; items.len() + 1]; cites.len() + 1];
        for i in (0..cites.len()).rev() {
            for j in (0..items.len()).rev() {
                let paired = best[i + 1][j + 1] + self.likeness(cites[i], items[j]);
                best[i][j] = paired.max(best[i + 1][j]).max(best[i][j + 1]);
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < cites.len() {
            let key = (number.to_owned(), i);
            self.labels.insert(key.clone(), cites[i]);
            let paired = items.get(j).map(|item| best[i + 1][j + 1] + self.likeness(cites[i], item));
            if paired.is_some_and(|paired| paired >= best[i][j]) {
                self.items.insert(key, items[j]);
                self.cites.right += 1;
                (i, j) = (i + 1, j + 1);
            } else if j < items.len() && best[i][j + 1] > best[i + 1][j] {
                self.cites.surplus += 1;
                self.faults.push(format!("note {number}: a citation too many"));
                j += 1;
            } else {
                if cites[i]["optional"] != true {
                    self.cites.missing += 1;
                    self.faults.push(format!("note {number}: citation {i} not found"));
                }
                i += 1;
            }
        }
        self.cites.surplus += items.len() - j;
        self.faults.extend(items[j..].iter().map(|_| format!("note {number}: a citation too many")));
    }

    fn likeness(&self, label: &Value, item: &Value) -> f64 {
        let work = item["work"].as_str().and_then(|id| self.works.get(id)).copied().unwrap_or(&Value::Null);
        let is_alike = |field: &&str| {
            let own = canonical(field, &label["item"][*field]);
            !own.is_empty() && own == canonical(field, &work[*field])
        };
        let form = if has_right_form(label, item) { 1.0 } else { 0.3 };
        let fields =
            ["title", "URL", "container-title", "author"].iter().filter(|field| is_alike(field)).map(|_| 1.0);
        let found = locator(item);
        let locator = if !found.is_empty() && found == plain(&scalar(&label["locator"])) { 0.5 } else { 0.0 };
        form + fields.sum::<f64>() + locator
    }

    /// Finds the works of the output that lump different works of the labels together.
    fn find_lumped(&mut self) {
        let mut owners: BTreeMap<&str, BTreeSet<Key>> = BTreeMap::new();
        let mut may_be_one: BTreeSet<BTreeSet<Key>> = BTreeSet::new();
        for (key, item) in self.full() {
            if let Some(work) = item.and_then(|item| item["work"].as_str()) {
                owners.entry(work).or_default().insert(self.first(key));
            }
            if let Some(other) = aim(&self.labels[key]["possible_duplicate_of"], &Value::Null) {
                may_be_one.insert([self.first(key), self.first(&other)].into());
            }
        }
        owners.retain(|_, works| works.len() > 1 && !may_be_one.contains(works));
        self.lumped = owners.into_keys().collect();
    }

    /// The full citations of the labels, each with its item.
    fn full(&self) -> impl Iterator<Item = (&Key, Option<&'a Value>)> {
        let full = self.labels.iter().filter(|(_, label)| label["kind"] == "full");
        let full = full.map(|(key, _)| (key, self.items.get(key).copied()));
        full.filter(|(key, item)| item.is_some() || self.labels[*key]["optional"] != true)
    }

    /// The first full citation of the work that this one cites.
    fn first(&self, key: &Key) -> Key {
        let earlier = self.labels.get(key).and_then(|label| aim(&label["duplicate_of"], &Value::Null));
        earlier.filter(|earlier| earlier != key).map_or_else(|| key.clone(), |earlier| self.first(&earlier))
    }

    fn forms(&mut self) -> f64 {
        self.share_of_citations("form", |label, item| {
            has_right_form(label, item).then_some(()).ok_or_else(|| item["form"].to_string())
        })
    }

    fn locators(&mut self) -> f64 {
        self.share_of_citations("locator", |label, item| {
            let own = plain(&scalar(&label["locator"]));
            let inherited = plain(&scalar(&label["locator_inherited"]));
            let found = locator(item);
            (found == own || !found.is_empty() && found == inherited).then_some(()).ok_or(found)
        })
    }

    /// The share of all citations, missed ones included, that hold.
    fn share_of_citations(
        &mut self,
        what: &str,
        holds: impl Fn(&Value, &Value) -> Result<(), String>,
    ) -> f64 {
        let mut right = 0;
        for (key, item) in &self.items {
            match holds(self.labels[key], item) {
                Ok(()) => right += 1,
                Err(found) => self.faults.push(format!("note {}: {what} {found}", key.0)),
            }
        }
        let all = self
            .labels
            .iter()
            .filter(|(key, label)| self.items.contains_key(key) || label["optional"] != true);
        share(right, all.count())
    }

    fn types(&mut self) -> f64 {
        let (mut right, mut faults) = (0, Vec::new());
        for (key, item) in self.full() {
            let Some(item) = item else { continue };
            let found = &self.values(item)["type"];
            let is_right =
                |label: &&Value| label["item"]["type"] == *found || list(&label["type_alt"]).contains(&found);
            if self.kin(key, item).iter().any(is_right) {
                right += 1;
            } else {
                faults
                    .push(format!("note {}: type {found}, not {}", key.0, self.labels[key]["item"]["type"]));
            }
        }
        self.faults.extend(faults);
        share(right, self.full().count())
    }

    fn fields(&mut self) -> f64 {
        let (mut tally, mut faults) = (Tally::default(), Vec::new());
        for (key, item) in self.full() {
            let label = self.labels[key];
            let values = item.map_or(&Value::Null, |item| self.values(item));
            let kin = item.map_or_else(|| vec![label], |item| self.kin(key, item));
            for field in NAMES.iter().chain(DATES).chain(TEXTS) {
                let found = canonical(field, &values[*field]);
                let is_right = kin.iter().any(|label| accepted(label, field).contains(&found));
                let is_required = is_required(label, field);
                if found.is_empty() && is_required && values::stands_elsewhere(label, field, values)
                    || is_right
                {
                    tally.right += 1;
                } else if found.is_empty() && is_required {
                    tally.missing += 1;
                    faults.push(format!("note {}: {field} missing, {}", key.0, label["item"][*field]));
                } else if !found.is_empty() && (is_required || !is_harmless(label, field, &values[*field])) {
                    tally.surplus += 1;
                    tally.missing += usize::from(is_required);
                    faults.push(format!(
                        "note {}: {field} {}, not {}",
                        key.0, values[*field], label["item"][*field]
                    ));
                }
            }
        }
        self.faults.extend(faults);
        tally.f1()
    }

    /// The values that the output gives for a citation: its own, or else those of its work.
    fn values(&self, item: &'a Value) -> &'a Value {
        let work = || item["work"].as_str().and_then(|id| self.works.get(id)).copied();
        Some(&item["as_cited"]).filter(|own| own.is_object()).or_else(work).unwrap_or(&Value::Null)
    }

    /// The labels whose values are right for a citation: where its item has no values of its own,
    /// those of every citation of the same work.
    fn kin(&self, key: &Key, item: &Value) -> Vec<&'a Value> {
        let mut kin = vec![self.labels[key]];
        if !item["as_cited"].is_object() {
            let same = self.full().filter(|(other, _)| *other != key && self.first(other) == self.first(key));
            let tied = same.filter(|(_, other)| other.is_some_and(|other| other["work"] == item["work"]));
            kin.extend(tied.map(|(other, _)| self.labels[other]));
        }
        kin
    }

    fn targets(&mut self) -> f64 {
        let (mut right, mut all, mut faults) = (0, 0, Vec::new());
        for (key, label) in &self.labels {
            let Some(target) = aim(&label["target"], &label["target_cite"]) else { continue };
            let Some(item) = self.items.get(key) else {
                all += usize::from(label["optional"] != true);
                continue;
            };
            all += 1;
            let others = list(&label["target_alt"]).into_iter().filter_map(|other| aim(other, &Value::Null));
            let mut targets = others.chain([target.clone()]);
            let work = item["work"].as_str().filter(|work| !self.lumped.contains(work));
            if work.is_some()
                && targets
                    .any(|target| self.items.get(&target).is_some_and(|other| other["work"] == item["work"]))
            {
                right += 1;
            } else {
                faults.push(format!(
                    "note {}: tied to {}, not to the work of note {}",
                    key.0, item["work"], target.0
                ));
            }
        }
        self.faults.extend(faults);
        share(right, all)
    }

    fn whole_works(&mut self, extract: &Value) -> f64 {
        let (mut right, mut faults) = (0, Vec::new());
        for (key, item) in self.full() {
            let Some(item) = item else { continue };
            let first = self.first(key);
            let is_split =
                first != *key && self.items.get(&first).is_some_and(|other| other["work"] != item["work"]);
            let work = item["work"].as_str().filter(|work| self.works.contains_key(work));
            match work {
                None => faults.push(format!("note {}: without a work", key.0)),
                Some(work) if self.lumped.contains(work) => {
                    faults.push(format!("note {}: {work} lumps works", key.0));
                }
                Some(work) if is_split => {
                    faults.push(format!("note {}: {work} is the work of note {}", key.0, first.0));
                }
                Some(_) => right += 1,
            }
        }
        let items = list(&extract["notes"]).into_iter().flat_map(|note| list(&note["items"]));
        let used: BTreeSet<&str> = items.filter_map(|item| item["work"].as_str()).collect();
        let idle = self.works.keys().filter(|work| !used.contains(*work)).count();
        self.faults.extend(faults);
        share(right, self.full().count() + idle)
    }
}

/// The citation that a label points to: a note, or an array of a note and an index.
fn aim(target: &Value, index: &Value) -> Option<Key> {
    let parts = list(target);
    let index = parts.get(1).copied().unwrap_or(index).as_u64().unwrap_or(0);
    Some((number(parts.first()?), usize::try_from(index).unwrap_or(usize::MAX)))
}

/// The printed number of a note, which may be a word.
fn number(value: &Value) -> String {
    scalar(value)
}

fn locator(item: &Value) -> String {
    let locator = &item["locator"];
    plain(&scalar(if locator.is_object() { &locator["value"] } else { locator }))
}

fn has_right_form(label: &Value, item: &Value) -> bool {
    item["form"] == label["kind"] || list(&label["kind_alt"]).contains(&&item["form"])
}

/// Whether a text begins like the note of the labels; markup and the targets of links may differ.
fn is_same_text(raw: &str, text: &str) -> bool {
    let text: String = letters(text).chars().take(60).collect();
    let (mut shown, mut rest) = (String::new(), raw);
    while let Some((before, target)) = rest.split_once("](") {
        shown.push_str(before);
        rest = target.split_once(')').map_or("", |(_, after)| after);
    }
    shown.push_str(rest);
    let begin = |text: &str| letters(text).chars().take(12).collect::<String>();
    text.is_empty() || text.contains(&begin(&shown)) || text.contains(&begin(raw))
}

#[expect(clippy::cast_precision_loss, reason = "no paper has 2^52 citations")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}
