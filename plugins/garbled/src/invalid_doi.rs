#![doc = include_str!("invalid_doi.md")]

use ibidem_sdk::{Finding, Findings, Host, Paper, Rule, Severity, Span};

use crate::Registered;

const RULE: Rule =
    Rule { name: "invalid-doi", severity: Severity::Error, page: include_str!("invalid_doi.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    for note in &paper.notes {
        let text = paper.text_of(note.span);
        let lower = text.to_ascii_lowercase();
        for label in ["doi.org/", "doi:"] {
            for (at, _) in lower.match_indices(label) {
                let start = at + label.len();
                let rest = text.get(start..).unwrap_or_default();
                let lead = rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len();
                let rest = rest.get(lead..).unwrap_or_default();
                let end =
                    rest.find(|c: char| c.is_whitespace() || "<>\"“”".contains(c)).unwrap_or(rest.len());
                let doi = rest.get(..end).unwrap_or_default().trim_end_matches(['.', ',', ';', ')']);
                if let Some(why) = fault(doi) {
                    let span = Span::new(start + lead, start + lead + doi.len()).shifted(note.span.start);
                    let message = format!("“{doi}” cannot be a DOI: {why}.");
                    findings.push(Finding::new(&RULE, span, message));
                }
            }
        }
    }
}

/// Why something is no DOI; nothing for what is one, and for what does not mean to be one.
fn fault(doi: &str) -> Option<&'static str> {
    // “https://doi.org/https://doi.org/10.…” is a doubled address, and “doi: see above” is prose.
    if !doi.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // “10/aabbe” and “doi.org/3x7k” are short names that the registry itself gives.
    if doi.starts_with("10/") || !doi.contains(['/', '.']) {
        return None;
    }
    let Some(rest) = doi.strip_prefix("10.") else {
        return Some("every DOI starts with “10.”");
    };
    // Handbook of the DOI system, 2.2: prefix and suffix, parted by a slash.
    let Some((registrant, suffix)) = rest.split_once(['/']) else {
        return Some(
            "nothing stands behind the number of the registrant, where a slash and the name of the work belong",
        );
    };
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let first = registrant.split('.').next().unwrap_or_default();
    if !registrant.split('.').all(is_number) {
        Some("letters stand in the number of the registrant")
    } else if !(4..=9).contains(&first.len()) {
        Some("the number of the registrant has four digits or more")
    } else if suffix.is_empty() {
        Some("nothing stands behind the slash")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for sound in [
            "10.1080/13518470902748839",
            "10.1000/182",
            "10.1000.10/a(b)c;2-#",
            "10.5555/12345678",
            "see",
            "",
            "10/aabbe",
            "3x7k",
            "https://doi.org/10.1000/182",
        ] {
            assert_eq!(fault(sound), None, "{sound}");
        }
        for unsound in ["10.1080", "1O.1080/1", "11.1080/1", "10.108/1", "10.1o80/1", "10.1080/", "0.1080/12"]
        {
            assert!(fault(unsound).is_some(), "{unsound}");
        }
    }
}
