#![doc = include_str!("escape_residue.md")]

use ibidem_sdk::{Finding, Findings, Host, Paper, Rule, Safety, Severity, Span};

use crate::Registered;

const RULE: Rule =
    Rule { name: "escape-residue", severity: Severity::Info, page: include_str!("escape_residue.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    for note in &paper.notes {
        let text = paper.text_of(note.span);
        let mut end = note.span.start;
        // One word, an address above all, can hold many of them, and is one fault.
        for word in text.split_inclusive(char::is_whitespace) {
            let start = end;
            end += word.len();
            let residues = residues(word);
            if !residues.is_empty() {
                findings.push(report(start, word.trim_end(), &residues));
            }
        }
    }
}

/// What a converter has left of the markup of another format.
struct Residue {
    span: Span,
    /// What was meant, where that is certain.
    meant: &'static str,
    what: &'static str,
}

fn report(start: usize, word: &str, residues: &[Residue]) -> Finding {
    let first = residues.first();
    let signs = first.map_or("", |residue| residue.span.of(word));
    let what = first.map_or("", |residue| residue.what);
    let message =
        format!("“{signs}” is {what} that a converter has left: the reader sees it, and copies it.");
    // The sentence's own punctuation is at no fault.
    let kept = word.trim_end_matches(['.', ',', ';', ':', ')']).len();
    let last = residues.last().map_or(0, |residue| residue.span.end);
    let mut finding = Finding::new(&RULE, Span::new(start, start + kept.max(last)), message);
    for residue in residues {
        finding = finding.with_fix(Safety::Safe, residue.span.shifted(start), residue.meant);
    }
    finding
}

fn residues(text: &str) -> Vec<Residue> {
    const ENTITIES: [(&str, &str); 17] = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
        ("&rsquo;", "’"),
        ("&lsquo;", "‘"),
        ("&rdquo;", "”"),
        ("&ldquo;", "“"),
        ("&hellip;", "…"),
        ("&eacute;", "é"),
        ("&uuml;", "ü"),
        ("&ouml;", "ö"),
    ];
    const TAGS: [&str; 12] = [
        "<i>", "</i>", "<em>", "</em>", "<b>", "</b>", "<sup>", "</sup>", "<span>", "</span>", "<br>",
        "<br/>",
    ];
    const ESCAPES: [(&str, &str); 6] =
        [("\\_", "_"), ("\\&", "&"), ("\\#", "#"), ("\\%", "%"), ("\\*", "*"), ("\\~", "~")];
    let find = |signs: &'static str, meant, what| {
        text.match_indices(signs).map(move |(at, _)| Residue {
            span: Span::new(at, at + signs.len()),
            meant,
            what,
        })
    };
    let mut found: Vec<Residue> = Vec::new();
    for (signs, meant) in ENTITIES {
        found.extend(find(signs, meant, "an entity of HTML"));
    }
    for signs in TAGS {
        found.extend(find(signs, "", "a tag of HTML"));
    }
    for (signs, meant) in ESCAPES {
        found.extend(find(signs, meant, "an escape of Markdown or TeX"));
    }
    found.sort_by_key(|residue| residue.span);
    found
}
