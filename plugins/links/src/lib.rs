//! Cited pages that are gone, have changed, or have an archived copy.
//!
//! A rule is a file and a page of the same name, and one line in `RULES`; what they speak of is asked
//! once for all of them, in `inquiry.rs`.

mod archive;
mod archived_form;
mod ask;
mod cited;
mod dates;
mod days;
mod desk;
mod encoding;
mod identifier;
mod inquiry;
mod judge;
mod likeness;
mod manuscript;
mod outcome;
mod page;
mod record;
mod registry;
mod search;
mod targets;
pub mod verdict;
mod words;

mod dead_link;
mod doi_of_another_work;
mod drifted_page;
mod identifier_of_another_work;
mod insecure_link;
mod moved_link;
mod retracted_work;
mod unregistered_doi;
mod unregistered_identifier;
mod unverified_link;

use ibidem_sdk::{Checker, Finding, Findings, Host, Options, Paper, Rule};

use crate::manuscript::Manuscript;
use crate::outcome::Outcome;

ibidem_sdk::export_checker!(ibidem_links_plugin, Links, manifest = include_str!("../plugin.toml"));

/// A rule and what reports its faults.
struct Registered {
    rule: Rule,
    report: fn(&Manuscript<'_>, &Outcome) -> Option<Finding>,
}

/// The rules, in the order in which they report of one address.
const RULES: &[Registered] = &[
    dead_link::REGISTERED,
    drifted_page::REGISTERED,
    unverified_link::REGISTERED,
    moved_link::REGISTERED,
    insecure_link::REGISTERED,
    unregistered_doi::REGISTERED,
    doi_of_another_work::REGISTERED,
    unregistered_identifier::REGISTERED,
    identifier_of_another_work::REGISTERED,
    retracted_work::REGISTERED,
];

/// Asks whether cited pages are still there, and what became of them.
pub struct Links {
    rules: Vec<Rule>,
    settings: Settings,
}

/// What the user's configuration says.
#[derive(Clone, Debug)]
struct Settings {
    /// Whether archives are asked for copies of dead pages.
    archives: bool,
    /// Whether registries are asked about DOIs.
    registries: bool,
    /// Whether pages cited with `http` are asked for with `https`, too.
    insecure: bool,
    /// Memento `TimeGates` that are asked beside the Wayback Machine.
    timegates: Vec<String>,
}

impl Settings {
    fn read(options: &Options) -> Result<Self, String> {
        let is_on = |name: &str, unless_given: bool| match options.get(name) {
            None => Ok(unless_given),
            Some(value) => value.as_bool().ok_or_else(|| format!("option `{name}` must be true or false")),
        };
        let mut timegates = Vec::new();
        for gate in options.get("timegates").and_then(|gates| gates.as_array()).into_iter().flatten() {
            let gate = gate.as_str().unwrap_or_default();
            let is_address = url::Url::parse(gate).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            if !is_address {
                return Err(format!(
                    "option `timegates` must hold addresses such as https://arquivo.pt/wayback/: “{gate}” is none"
                ));
            }
            timegates.push(if gate.ends_with(['/', '=']) { gate.to_owned() } else { format!("{gate}/") });
        }
        Ok(Self {
            archives: is_on("archives", true)?,
            registries: is_on("registries", true)?,
            insecure: is_on("insecure", false)?,
            timegates,
        })
    }
}

impl Checker for Links {
    fn open(options: Options) -> Result<Self, String> {
        let settings = Settings::read(&options)?;
        Ok(Self { rules: RULES.iter().map(|registered| registered.rule).collect(), settings })
    }

    fn rules(&self) -> &[Rule] {
        &self.rules
    }

    fn check(&self, paper: &Paper, host: &Host<'_>, findings: &mut Findings) {
        let targets = targets::targets(paper);
        let outcomes = inquiry::inquire(targets, &self.settings, host);
        for outcome in &outcomes {
            findings.record(record::record(outcome));
        }
        if let Some(finding) = unverified_link::without_network(&outcomes) {
            findings.push(finding);
            return;
        }
        let manuscript = Manuscript::new(paper);
        for outcome in &outcomes {
            for registered in RULES {
                if let Some(finding) = (registered.report)(&manuscript, outcome) {
                    findings.push(finding);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn options(value: &serde_json::Value) -> Options {
        Options::new(value.as_object().unwrap().clone())
    }

    #[test]
    fn pages() {
        let all = json!({"insecure": true});
        ibidem_sdk::testing::check_pages(&Links::open(options(&all)).unwrap());
    }

    #[test]
    fn options_are_looked_at() {
        let gates = json!({"archives": false, "timegates": ["https://gate.example/wayback"]});
        let links = Links::open(options(&gates)).unwrap();
        assert_eq!(links.settings.timegates, ["https://gate.example/wayback/"]);
        assert!(!links.settings.archives && links.settings.registries);
        for wrong in [json!({"archives": 1}), json!({"timegates": ["gate"]}), json!({"timegates": [5]})] {
            assert!(Links::open(options(&wrong)).is_err(), "{wrong}");
        }
    }
}
