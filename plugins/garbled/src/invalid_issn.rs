#![doc = include_str!("invalid_issn.md")]

use ibidem_sdk::{Finding, Findings, Host, Paper, Rule, Severity};

use crate::Registered;
use crate::identifier::{self, Check};

const RULE: Rule =
    Rule { name: "invalid-issn", severity: Severity::Error, page: include_str!("invalid_issn.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    for (span, number) in identifier::labelled(paper, "ISSN") {
        let message = match digits(&number) {
            Check::Sound => continue,
            Check::Length(found) => {
                format!("This ISSN has {found} digits; an ISSN has 8: a digit was lost or added.")
            }
            Check::Digit { found, expected } => format!(
                "This ISSN cannot exist: after the digits before it, its check digit would be {expected}, not \
                 {found}. A digit is wrong, or two have changed places."
            ),
        };
        findings.push(Finding::new(&RULE, span, message));
    }
}

fn digits(number: &str) -> Check {
    let values = identifier::values(number);
    match values.as_slice() {
        [body @ .., last] if body.len() == 7 => {
            let sum: u32 = body.iter().zip((2..=8).rev()).map(|(value, weight)| value * weight).sum();
            Check::digit(*last, (11 - sum % 11) % 11)
        }
        other => Check::Length(other.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        assert_eq!(digits("0378-5955"), Check::Sound);
        assert_eq!(digits("2434-561X"), Check::Sound);
        assert_eq!(digits("0378-5956"), Check::Digit { found: '6', expected: '5' });
        assert_eq!(digits("0378-595"), Check::Length(7));
    }
}
