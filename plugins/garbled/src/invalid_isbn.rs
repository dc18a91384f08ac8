#![doc = include_str!("invalid_isbn.md")]

use ibidem_sdk::{Finding, Findings, Host, Paper, Rule, Severity};

use crate::Registered;
use crate::identifier::{self, Check};

const RULE: Rule =
    Rule { name: "invalid-isbn", severity: Severity::Error, page: include_str!("invalid_isbn.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    for (span, number) in identifier::labelled(paper, "ISBN") {
        let message = match digits(&number) {
            Check::Sound => continue,
            Check::Length(found) => {
                format!("This ISBN has {found} digits; an ISBN has 10 or 13: a digit was lost or added.")
            }
            Check::Digit { found, expected } => format!(
                "This ISBN cannot exist: after the digits before it, its check digit would be {expected}, not \
                 {found}. A digit is wrong, or two have changed places."
            ),
        };
        findings.push(Finding::new(&RULE, span, message));
    }
}

/// Checks the digits of an ISBN of either length.
fn digits(number: &str) -> Check {
    let values = identifier::values(number);
    match values.as_slice() {
        // Before 1970, Standard Book Numbers had nine digits; a zero before them makes an ISBN.
        [_, _, _, _, _, _, _, _, _] => digits(&format!("0{number}")),
        [body @ .., last] if body.len() == 9 => {
            let sum: u32 = body.iter().zip((2..=10).rev()).map(|(value, weight)| value * weight).sum();
            Check::digit(*last, (11 - sum % 11) % 11)
        }
        [body @ .., last] if body.len() == 12 => {
            let sum: u32 =
                body.iter().zip([1, 3].into_iter().cycle()).map(|(value, weight)| value * weight).sum();
            Check::digit(*last, (10 - sum % 10) % 10)
        }
        other => Check::Length(other.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        for sound in ["978-0-394-50596-1", "0394505964", "080442957X", "394505964", "978 3 16 148410 0"] {
            assert_eq!(digits(sound), Check::Sound, "{sound}");
        }
        assert_eq!(digits("978-0-394-50596-8"), Check::Digit { found: '8', expected: '1' });
        assert_eq!(digits("0804429571"), Check::Digit { found: '1', expected: 'X' });
        assert_eq!(digits("978-0-394-5059-7"), Check::Length(12));
    }
}
