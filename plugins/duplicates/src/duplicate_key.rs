#![doc = include_str!("duplicate_key.md")]

use ibidem_sdk::{Finding, Findings, Rule, Severity};

use crate::{Reading, Registered};

const RULE: Rule =
    Rule { name: "duplicate-key", severity: Severity::Warning, page: include_str!("duplicate_key.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(reading: &Reading<'_>, findings: &mut Findings) {
    for entry in &reading.paper.keys.repeated {
        let message = format!("An earlier entry has the key “{}” already.", entry.key);
        let mut finding = Finding::new(&RULE, entry.span, message);
        if let Some(first) = entry.first {
            finding = finding.with_related(first, "the earlier entry");
        }
        findings.push(finding);
    }
}
