//! How the notes are written.
//!
//! A rule is a file and a page of the same name, and one line in [`RULES`]. [`habit`] holds what
//! the rules of the document's own habits share.

mod desk;
mod habit;

mod ambiguous_short_form;
mod bare_url;
mod ibid_after_several_works;
mod ibid_without_antecedent;
mod implausible_place;
mod incomplete_interview;
mod locator_outside_range;
mod long_ibid_chain;
mod misplaced_italics;
mod missing_access_date;
mod missing_author;
mod missing_container;
mod missing_date;
mod missing_final_period;
mod missing_marker;
mod missing_note;
mod missing_page;
mod missing_publisher;
mod missing_report_number;
mod missing_title;
mod mixed_abbreviation;
mod mixed_date_format;
mod mixed_doi_style;
mod mixed_et_al;
mod mixed_ibid_style;
mod mixed_imprint_punctuation;
mod mixed_initials;
mod mixed_marker_position;
mod mixed_name_punctuation;
mod mixed_newspaper_place;
mod mixed_page_range;
mod mixed_quote_marks;
mod mixed_quote_punctuation;
mod mixed_spacing;
mod mixed_title_case;
mod mixed_volume_format;
mod note_out_of_order;
mod short_form_before_full;
mod short_form_without_full;
mod tertiary_source;
mod url_noise;
mod wrong_note_number;

use ibidem_sdk::{Checker, Finding, Findings, Host, Options, Paper, Rule};

use crate::desk::{Desk, Profile};

ibidem_sdk::export_checker!(ibidem_styles_plugin, Styles, manifest = include_str!("../plugin.toml"));

/// A rule and what looks for its faults.
struct Registered {
    rule: Rule,
    check: fn(&Desk<'_>, &mut Findings),
}

/// Names the rule of a file: its name, its severity and its page.
macro_rules! registered {
    ($name:literal, $severity:ident, $page:literal) => {
        const RULE: ibidem_sdk::Rule = ibidem_sdk::Rule {
            name: $name,
            severity: ibidem_sdk::Severity::$severity,
            page: include_str!($page),
        };
        pub(crate) const REGISTERED: crate::Registered = crate::Registered { rule: RULE, check };
    };
}
use registered;

/// The rules, in the order in which they are run.
const RULES: &[Registered] = &[
    ambiguous_short_form::REGISTERED,
    bare_url::REGISTERED,
    ibid_after_several_works::REGISTERED,
    ibid_without_antecedent::REGISTERED,
    implausible_place::REGISTERED,
    incomplete_interview::REGISTERED,
    locator_outside_range::REGISTERED,
    long_ibid_chain::REGISTERED,
    misplaced_italics::REGISTERED,
    missing_access_date::REGISTERED,
    missing_author::REGISTERED,
    missing_container::REGISTERED,
    missing_date::REGISTERED,
    missing_final_period::REGISTERED,
    missing_marker::REGISTERED,
    missing_note::REGISTERED,
    missing_page::REGISTERED,
    missing_publisher::REGISTERED,
    missing_report_number::REGISTERED,
    missing_title::REGISTERED,
    mixed_abbreviation::REGISTERED,
    mixed_date_format::REGISTERED,
    mixed_doi_style::REGISTERED,
    mixed_et_al::REGISTERED,
    mixed_ibid_style::REGISTERED,
    mixed_imprint_punctuation::REGISTERED,
    mixed_initials::REGISTERED,
    mixed_marker_position::REGISTERED,
    mixed_name_punctuation::REGISTERED,
    mixed_newspaper_place::REGISTERED,
    mixed_page_range::REGISTERED,
    mixed_quote_marks::REGISTERED,
    mixed_quote_punctuation::REGISTERED,
    mixed_spacing::REGISTERED,
    mixed_title_case::REGISTERED,
    mixed_volume_format::REGISTERED,
    note_out_of_order::REGISTERED,
    short_form_before_full::REGISTERED,
    short_form_without_full::REGISTERED,
    tertiary_source::REGISTERED,
    url_noise::REGISTERED,
    wrong_note_number::REGISTERED,
];

/// Adds what was found, in order.
fn add(findings: &mut Findings, found: impl IntoIterator<Item = Finding>) {
    for finding in found {
        findings.push(finding);
    }
}

/// Finds what is missing in notes, what departs from the document's own habits, and what leads nowhere.
pub struct Styles {
    rules: Vec<Rule>,
    profile: Profile,
}

impl Checker for Styles {
    fn open(options: Options) -> Result<Self, String> {
        let profile = match options.get("profile") {
            None => Profile::default(),
            Some(value) => value.as_str().and_then(Profile::read).ok_or_else(|| {
                format!("option profile is {value}: expected chicago, mhra, oscola or bluebook")
            })?,
        };
        Ok(Self { rules: RULES.iter().map(|registered| registered.rule).collect(), profile })
    }

    fn rules(&self) -> &[Rule] {
        &self.rules
    }

    fn check(&self, paper: &Paper, host: &Host<'_>, findings: &mut Findings) {
        let desk = Desk::new(paper, self.profile);
        for (done, registered) in RULES.iter().enumerate() {
            (registered.check)(&desk, findings);
            host.progress(done + 1, RULES.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages() {
        ibidem_sdk::testing::check_pages(&Styles::open(Options::default()).unwrap());
    }
}
