//! Quotations and statements without a source.

mod sentence;
mod speech;
mod unsourced_quotation;

use ibidem_sdk::{Checker, Findings, Host, Options, Paper, Rule};

ibidem_sdk::export_checker!(ibidem_quotations_plugin, Quotations, manifest = include_str!("../plugin.toml"));

/// Finds quotations and reported statements whose source nobody names.
pub struct Quotations;

impl Checker for Quotations {
    fn open(_options: Options) -> Result<Self, String> {
        Ok(Self)
    }

    fn rules(&self) -> &[Rule] {
        &[unsourced_quotation::RULE]
    }

    fn check(&self, paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
        unsourced_quotation::check(paper, findings);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages() {
        ibidem_sdk::testing::check_pages(&Quotations);
    }

    #[test]
    fn no_text_is_too_odd() {
        let long = format!("“{}” he said.", "word ".repeat(5_000));
        let odd = [
            "",
            "“",
            "”“",
            "\"",
            "\"\"\"",
            "«»",
            "é said “é",
            "A. B. C. said.",
            "“” “a",
            "שלום “שלום” אמר",
            &long,
        ];
        for text in odd {
            for whole in [text.to_owned(), format!("{text} {text}\n\n{text}[^1]\n\n[^1]: {text}")] {
                let paper = ibidem_sdk::testing::paper(&whole);
                for finding in ibidem_sdk::testing::findings(&Quotations, &paper) {
                    assert!(!paper.text_of(finding.span).is_empty(), "{whole:?}");
                }
            }
        }
    }
}
