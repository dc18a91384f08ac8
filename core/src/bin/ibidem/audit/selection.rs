//! `--only` and `--skip`: which plugins are run, and which of their findings are shown.

use ibidem::checkers::{CheckerInfo, RuleInfo};
use ibidem::report::CORE;

use crate::explain::nearest;

/// The names of `--only` and `--skip`: each a plugin, a rule, or `plugin/rule`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    pub(crate) only: Vec<String>,
    pub(crate) skip: Vec<String>,
}

/// The rules of the program itself, which say what was not audited.
const CORE_RULES: [&str; 4] = ["plugin-failed", "unread-part", "guessed-note", "guessed-encoding"];

impl Selection {
    /// Whether a finding is shown.
    pub(crate) fn shows(&self, plugin: &str, rule: &str) -> bool {
        let named = |name: &String| is_named(name, plugin, rule);
        (self.only.is_empty() || self.only.iter().any(named)) && !self.skip.iter().any(named)
    }

    /// Whether a plugin is run: one whose every finding would be hidden is not.
    ///
    /// A plugin that has not introduced itself may have the rules that are asked for.
    pub(crate) fn runs(&self, info: &CheckerInfo) -> bool {
        if self.skip.contains(&info.id) {
            return false;
        }
        // One without rules is run for its records.
        if info.failure.is_some() || info.rules.is_empty() {
            return self.only.is_empty() || self.only.contains(&info.id);
        }
        info.rules.iter().any(|rule| self.shows(&info.id, &rule.name))
    }

    /// Refuses names that neither a plugin nor a rule has.
    pub(crate) fn validate(&self, infos: &[CheckerInfo]) -> Result<(), String> {
        let rules = |info: &CheckerInfo| {
            info.rules.iter().map(|rule: &RuleInfo| rule.name.clone()).collect::<Vec<_>>()
        };
        let mut names: Vec<String> = Vec::new();
        for info in infos {
            names.push(info.id.clone());
            names.extend(rules(info));
            names.extend(rules(info).iter().map(|rule| format!("{}/{rule}", info.id)));
        }
        let is_core = |name: &&String| *name == CORE || CORE_RULES.contains(&name.as_str());
        if let Some(name) = self.only.iter().chain(&self.skip).find(is_core) {
            return Err(format!("“{name}” says what was not audited, and is neither chosen nor left out"));
        }
        let unknown = self.only.iter().chain(&self.skip).find(|name| !names.contains(name));
        match unknown {
            None => Ok(()),
            Some(name) => {
                let hint = nearest(name, names.iter().map(String::as_str));
                let hint = hint.map(|near| format!("; did you mean “{near}”?")).unwrap_or_default();
                Err(format!("no plugin or rule is called “{name}”{hint}"))
            }
        }
    }
}

/// Whether a rule of these plugins is called so.
pub(crate) fn is_rule(name: &str, infos: &[CheckerInfo]) -> bool {
    let mut rules = infos.iter().flat_map(|info| info.rules.iter().map(|rule| (&info.id, &rule.name)));
    rules.any(|(plugin, rule)| {
        crate::explain::qualified(plugin, rule) == name || format!("{plugin}/{rule}") == name
    })
}

fn is_named(name: &str, plugin: &str, rule: &str) -> bool {
    match name.split_once('/') {
        Some((of, name)) => of == plugin && name == rule,
        None => name == plugin || name == rule,
    }
}

#[cfg(test)]
mod tests {
    use ibidem_sdk::Severity;

    use super::*;

    fn selection(only: &[&str], skip: &[&str]) -> Selection {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Selection { only: owned(only), skip: owned(skip) }
    }

    fn garbled() -> CheckerInfo {
        let rule =
            |name: &str| RuleInfo { name: name.to_owned(), severity: Severity::Error, page: String::new() };
        CheckerInfo {
            id: "garbled".to_owned(),
            version: "0.1.0".to_owned(),
            kind: "native",
            from: "bundled",
            rules: vec![rule("stray-space"), rule("garbled-url")],
            records: None,
            failure: None,
        }
    }

    #[test]
    fn a_plugin_without_rules_is_run_for_its_records() {
        let records = Some("links".to_owned());
        let links = CheckerInfo { id: "links".to_owned(), rules: Vec::new(), records, ..garbled() };
        assert!(selection(&[], &[]).runs(&links) && selection(&["links"], &[]).runs(&links));
        assert!(!selection(&["garbled"], &[]).runs(&links) && !selection(&[], &["links"]).runs(&links));
    }

    #[test]
    fn findings_by_plugin_and_rule() {
        assert!(selection(&[], &[]).shows("garbled", "stray-space"));
        assert!(selection(&["garbled"], &[]).shows("garbled", "stray-space"));
        assert!(!selection(&["garbled"], &["stray-space"]).shows("garbled", "stray-space"));
        assert!(!selection(&["mine/stray-space"], &[]).shows("garbled", "stray-space"));
        assert!(selection(&["garbled/stray-space"], &[]).shows("garbled", "stray-space"));
    }

    #[test]
    fn a_plugin_without_a_chosen_rule_is_not_run() {
        assert!(selection(&["stray-space"], &[]).runs(&garbled()));
        assert!(!selection(&["dead-link"], &[]).runs(&garbled()));
        assert!(!selection(&[], &["stray-space", "garbled/garbled-url"]).runs(&garbled()));
        assert!(!selection(&[], &["garbled"]).runs(&garbled()));
    }

    #[test]
    fn unknown_names_are_refused_with_the_nearest() {
        let said = selection(&[], &["stray-spaces"]).validate(&[garbled()]).unwrap_err();
        assert_eq!(said, "no plugin or rule is called “stray-spaces”; did you mean “stray-space”?");
        assert!(selection(&["garbled/stray-space"], &["garbled-url"]).validate(&[garbled()]).is_ok());
        let said = selection(&[], &["unread-part"]).validate(&[garbled()]).unwrap_err();
        assert_eq!(said, "“unread-part” says what was not audited, and is neither chosen nor left out");
    }
}
