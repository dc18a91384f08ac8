//! All persons that are cited, to tell those of one family name apart wherever they appear
//! (CSL 1.0.2, `givenname-disambiguation-rule` other than `by-cite`).

use std::collections::HashMap;

use super::element::GivennameRule;
use super::name_form;
use super::scene::Given;
use crate::csl_json::JsonName;

/// Persons by family name.
#[derive(Clone, Debug, Default)]
pub(super) struct NameRegistry {
    rule: GivennameRule,
    hyphen: bool,
    /// Family name (with particles) → given names that occur with it.
    persons: HashMap<String, Vec<String>>,
}

impl NameRegistry {
    pub(super) fn new(rule: GivennameRule, hyphen: bool) -> Self {
        Self { rule, hyphen, persons: HashMap::new() }
    }

    /// Notes a person.
    pub(super) fn add(&mut self, name: &JsonName) {
        let name = name_form::parsed(name);
        let given = given_key(&name);
        let known = self.persons.entry(family_key(&name)).or_default();
        if !known.contains(&given) {
            known.push(given);
        }
    }

    /// How much of the given name sets this person apart.
    pub(super) fn given(&self, name: &JsonName, is_first: bool, is_short: bool, has_initials: bool) -> Given {
        let primary_only =
            matches!(self.rule, GivennameRule::PrimaryName | GivennameRule::PrimaryNameWithInitials);
        if self.rule == GivennameRule::ByCite || (primary_only && !is_first) || !name.literal.is_empty() {
            return Given::Plain;
        }
        let initials_only =
            matches!(self.rule, GivennameRule::AllNamesWithInitials | GivennameRule::PrimaryNameWithInitials);
        let name = name_form::parsed(name);
        let Some(known) = self.persons.get(&family_key(&name)) else { return Given::Plain };
        if known.len() < 2 {
            return Given::Plain;
        }
        let own = given_key(&name);
        let initials = |given: &str| name_form::initials(given, "", self.hyphen);
        let differs = known.iter().any(|other| initials(other) != initials(&own));
        let shared = known.iter().any(|other| *other != own && initials(other) == initials(&own));
        match (has_initials, shared) {
            (true, true) if initials_only => {
                if is_short && differs {
                    Given::Initials
                } else {
                    Given::Plain
                }
            }
            (true, false) if is_short => Given::Initials,
            (true, false) => Given::Plain,
            (false, _) if initials_only => Given::Plain,
            (true, true) | (false, _) => Given::Full,
        }
    }
}

fn family_key(name: &JsonName) -> String {
    format!("{} {}", name.non_dropping_particle, name.family)
}

fn given_key(name: &JsonName) -> String {
    let given = name.given.replace('.', ". ");
    let given = given.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{given} {} {}", name.dropping_particle, name.suffix).trim().to_owned()
}
