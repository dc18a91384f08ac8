//! Order of items by the sort keys of a style (CSL 1.0.2, “Sorting”).

use std::cmp::Ordering;

use icu_collator::options::{AlternateHandling, CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};

use super::dates;
use super::element::{SortKey, SortTarget};
use super::flat;
use super::name_form;
use super::numbers;
use super::scene::{Scene, Track};
use crate::csl_json::JsonValue;

/// Compares texts as readers of a language expect: letters and digits count, marks do not.
pub(super) struct Order {
    collator: Option<CollatorBorrowed<'static>>,
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Order").finish_non_exhaustive()
    }
}

impl Order {
    pub(super) fn new(locale: &str) -> Self {
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Primary);
        options.alternate_handling = Some(AlternateHandling::NonIgnorable);
        let collator = |name: &str| {
            let locale: icu_locale_core::Locale = name.parse().ok()?;
            let mut preferences = CollatorPreferences::from(&locale);
            preferences.numeric_ordering = Some(CollationNumericOrdering::True);
            Collator::try_new(preferences, options).ok()
        };
        Self { collator: collator(locale).or_else(|| collator("en")) }
    }

    pub(super) fn compare(&self, left: &str, right: &str) -> Ordering {
        match &self.collator {
            Some(collator) => collator.compare(left, right),
            None => left.cmp(right),
        }
    }
}

/// The keys of one item, in the order of the style's keys.
pub(super) fn keys(scene: &Scene<'_>, wanted: &[SortKey]) -> Vec<String> {
    wanted.iter().map(|key| one(scene, key)).collect()
}

fn one(scene: &Scene<'_>, key: &SortKey) -> String {
    let scene = Scene { sort: Some(key), ..*scene };
    match &key.target {
        SortTarget::Macro(index) => {
            let mut track = Track::default();
            let (parts, _, _) = scene.elements(&scene.sheet.macros[*index], &mut track);
            bare(&flat::plain(&super::tree::Part::list(parts, "")))
        }
        SortTarget::Variable(name) => variable(&scene, name),
    }
}

fn variable(scene: &Scene<'_>, name: &str) -> String {
    match name {
        "citation-number" => return scene.number.map(|n| format!("{n:08}")).unwrap_or_default(),
        "citation-label" => return super::citation_label::label(scene.item),
        _ => {}
    }
    match scene.item.get(name) {
        Some(JsonValue::Names(names)) => {
            let names: Vec<_> =
                names.iter().map(|name| name_form::sort_key(name, scene.sheet.demote, None)).collect();
            bare(&names.join("  "))
        }
        Some(JsonValue::Date(date)) => dates::sort_key(date, None),
        _ => {
            let text = scene.field(name, false).unwrap_or_default();
            if numbers::is_numeric(text) {
                return numbers::sortable(text);
            }
            let part = super::rich::parts(text, &super::tree::Origin::Style, scene.locale);
            bare(&flat::plain(&part))
        }
    }
}

/// Punctuation does not count; spaces and hyphens do.
fn bare(text: &str) -> String {
    let mut text = text.to_owned();
    text.retain(|c| !",;:.!?\"'“”‘’«»„()[]{}".contains(c));
    text.trim().to_owned()
}

/// Compares two lists of keys; what has no value goes last, whichever way.
pub(super) fn compare(order: &Order, keys: &[SortKey], left: &[String], right: &[String]) -> Ordering {
    for ((key, left), right) in keys.iter().zip(left).zip(right) {
        let found = match (left.is_empty(), right.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => return Ordering::Greater,
            (false, true) => return Ordering::Less,
            (false, false) => order.compare(left, right),
        };
        let found = if key.descending { found.reverse() } else { found };
        if found != Ordering::Equal {
            return found;
        }
    }
    Ordering::Equal
}
