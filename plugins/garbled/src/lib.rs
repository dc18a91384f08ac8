//! What cannot be what the author meant.
//!
//! A rule is a file and a page of the same name, and one line in `RULES`.

mod address;
mod calendar;
mod identifier;
mod slug;
mod word;

mod date_contradicts_url;
mod escape_residue;
mod garbled_url;
mod implausible_date;
mod inconsistent_host;
mod invalid_doi;
mod invalid_isbn;
mod invalid_issn;
mod invisible_character;
mod ligature;
mod machine_trace;
mod misplaced_punctuation;
mod mixed_script;
mod mojibake;
mod reversed_range;
mod stray_space;
mod title_contradicts_url;
mod truncated_citation;
mod truncated_url;
mod unbalanced_marks;

use ibidem_sdk::{Checker, Findings, Host, Options, Paper, Rule};

ibidem_sdk::export_checker!(ibidem_garbled_plugin, Garbled, manifest = include_str!("../plugin.toml"));

/// A rule and what looks for its faults.
struct Registered {
    rule: Rule,
    check: fn(&Paper, &Host<'_>, &mut Findings),
}

/// The rules, in the order in which they are run.
const RULES: &[Registered] = &[
    date_contradicts_url::REGISTERED,
    escape_residue::REGISTERED,
    garbled_url::REGISTERED,
    implausible_date::REGISTERED,
    inconsistent_host::REGISTERED,
    invalid_doi::REGISTERED,
    invalid_isbn::REGISTERED,
    invalid_issn::REGISTERED,
    invisible_character::REGISTERED,
    ligature::REGISTERED,
    machine_trace::REGISTERED,
    misplaced_punctuation::REGISTERED,
    mixed_script::REGISTERED,
    mojibake::REGISTERED,
    reversed_range::REGISTERED,
    stray_space::REGISTERED,
    title_contradicts_url::REGISTERED,
    truncated_citation::REGISTERED,
    truncated_url::REGISTERED,
    unbalanced_marks::REGISTERED,
];

/// Finds dates, hosts, addresses and punctuation that cannot be what the author meant.
pub struct Garbled {
    rules: Vec<Rule>,
}

impl Checker for Garbled {
    fn open(_options: Options) -> Result<Self, String> {
        Ok(Self { rules: RULES.iter().map(|registered| registered.rule).collect() })
    }

    fn rules(&self) -> &[Rule] {
        &self.rules
    }

    fn check(&self, paper: &Paper, host: &Host<'_>, findings: &mut Findings) {
        for registered in RULES {
            (registered.check)(paper, host, findings);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages() {
        ibidem_sdk::testing::check_pages(&Garbled::open(Options::default()).unwrap());
    }

    #[test]
    fn no_text_is_too_odd() {
        let checker = Garbled::open(Options::default()).unwrap();
        let odd = [
            "",
            "-",
            "- ",
            " -",
            "‐ ‐",
            "a- é",
            "é -a",
            "ß- ß.",
            "http://",
            "http://é",
            "www.",
            "www.é.",
            "://",
            "http://a.b/2012/07/02",
            "http://a.b/é-2012-07-02-é",
            "http://a.b/vol1no2-2012é",
            "http://a.b//////",
            "…http://a.b…",
            "ISBN",
            "ISBN-13",
            "ISBN é",
            "ISSN : 1–",
            "doi:",
            "doi: 10.",
            "doi.org/10.é/",
            "Ã",
            "â€",
            "Â©Ã¼Ã",
            "\u{200b}é\u{ad}",
            "(,",
            ",)",
            "é,)",
            ",,",
            "a ,",
            "a . . .",
            "\u{a0}.",
            "é\u{a0},",
            "&amp;",
            "\\_",
            "turn1search",
            "turn1search1é",
            "http://a.b/é%20é-html",
            "http://a.b/1-html",
            "http:// é.b",
            "http://http://é.é/",
            "İİİ www.İ.b/İ",
        ];
        for (i, text) in odd.iter().enumerate() {
            for whole in [
                (*text).to_owned(),
                format!("é{text}é"),
                format!("„{text} {text}“, 5. Mai 2012, 55-50."),
                text.repeat(40),
            ] {
                let paper = ibidem_sdk::testing::paper(&format!(
                    "{whole}\n\n[^1]: {whole}\n[^2]: A. B, “{whole}”, {whole}"
                ));
                for finding in ibidem_sdk::testing::findings(&checker, &paper) {
                    let spans = finding.related.iter().map(|related| related.span).chain([finding.span]);
                    let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
                    for span in spans.chain(edits) {
                        assert!(
                            paper.text.get(span.start..span.end).is_some(),
                            "{i}: {} in {whole:?}",
                            finding.rule
                        );
                    }
                    assert!(!finding.span.is_empty(), "{i}: {} in {whole:?}", finding.rule);
                }
            }
        }
    }
}
