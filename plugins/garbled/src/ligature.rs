#![doc = include_str!("ligature.md")]

use ibidem_sdk::{Finding, Findings, Host, Paper, Rule, Safety, Severity, Span};

use crate::Registered;
use crate::word::word_around;

const RULE: Rule = Rule { name: "ligature", severity: Severity::Info, page: include_str!("ligature.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

/// The ligatures of Unicode's presentation forms, which fonts make by themselves.
const LIGATURES: [(char, &str); 7] =
    [('ﬀ', "ff"), ('ﬁ', "fi"), ('ﬂ', "fl"), ('ﬃ', "ffi"), ('ﬄ', "ffl"), ('ﬅ', "st"), ('ﬆ', "st")];

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    // One finding for each note, and one for the body: a text that has one has hundreds.
    for part in std::iter::once(paper.body).chain(paper.notes.iter().map(|note| note.span)) {
        if let Some(finding) = in_part(paper, part) {
            findings.push(finding);
        }
    }
}

fn in_part(paper: &Paper, part: Span) -> Option<Finding> {
    let mut finding: Option<Finding> = None;
    for (at, c) in paper.text_of(part).char_indices() {
        let Some((_, letters)) = LIGATURES.iter().find(|(ligature, _)| *ligature == c) else { continue };
        let span = Span::new(at, at + c.len_utf8()).shifted(part.start);
        let known = finding.take().unwrap_or_else(|| {
            let message = format!(
                "“{c}” is one character where the letters “{letters}” belong: a search for the word does not find it."
            );
            Finding::new(&RULE, word_around(&paper.text, span), message)
        });
        finding = Some(known.with_fix(Safety::Safe, span, *letters));
    }
    finding
}
