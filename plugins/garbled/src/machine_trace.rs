#![doc = include_str!("machine_trace.md")]

use ibidem_sdk::{Finding, Findings, Host, Paper, Rule, RunStyle, Severity, Span};

use crate::Registered;

const RULE: Rule =
    Rule { name: "machine-trace", severity: Severity::Warning, page: include_str!("machine_trace.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

/// Marks that text generators leave, and that nobody types.
const TRACES: [(&str, &str); 10] = [
    ("utm_source=chatgpt", "an address as a chat program hands it out"),
    ("utm_source=openai", "an address as a chat program hands it out"),
    ("utm_source=perplexity", "an address as a chat program hands it out"),
    ("utm_source=copilot", "an address as a chat program hands it out"),
    ("oaicite", "a reference of a chat program to its own sources"),
    ("oai_citation", "a reference of a chat program to its own sources"),
    ("contentreference[", "a reference of a chat program to its own sources"),
    ("citeturn0", "a reference of a chat program to its own sources"),
    ("grok_render_citation", "a reference of a chat program to its own sources"),
    ("†source】", "a reference of a chat program to its own sources"),
];

/// What such programs say of themselves; the body of a paper may quote it, a reference has no reason to.
const SENTENCES: [(&str, &str); 3] = [
    ("as an ai language model", "a sentence of a chat program about itself"),
    ("as a large language model, i", "a sentence of a chat program about itself"),
    ("as of my last knowledge update", "a sentence of a chat program about itself"),
];

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    let mut spans: Vec<(Span, &str)> = traces(&paper.text, &TRACES);
    for note in &paper.notes {
        let found = traces(paper.text_of(note.span), &SENTENCES);
        spans.extend(found.into_iter().map(|(span, what)| (span.shifted(note.span.start), what)));
    }
    spans.extend(turns(&paper.text));
    for run in &paper.runs {
        if let RunStyle::Link { target } = &run.style
            && let Some((_, what)) = traces(target, &TRACES).first()
            && traces(paper.text_of(run.span), &TRACES).is_empty()
        {
            spans.push((run.span, what));
        }
    }
    spans.sort_unstable();
    spans.dedup_by(|a, b| a.0.overlaps(b.0));
    for (span, what) in spans {
        let message = format!(
            "“{}” is {what}. Such programs invent references; check this one against the work itself.",
            paper.text_of(span)
        );
        findings.push(Finding::new(&RULE, span, message));
    }
}

fn traces(text: &str, known: &[(&str, &'static str)]) -> Vec<(Span, &'static str)> {
    // ASCII letters alone are folded, so that the bytes stay where they are.
    let lower = text.to_ascii_lowercase();
    let found = known.iter().flat_map(|(trace, what)| {
        lower.match_indices(trace).map(|(at, _)| (Span::new(at, at + trace.len()), *what))
    });
    found.collect()
}

/// `turn0search1`, `turn2view0`: a chat program's name for a page that it has looked at.
fn turns(text: &str) -> Vec<(Span, &'static str)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut found = Vec::new();
    for (at, word) in text.match_indices("turn") {
        let rest = text.get(at + word.len()..).unwrap_or_default();
        let turn = digits(rest);
        let rest = rest.get(turn..).unwrap_or_default();
        let Some(kind) = ["search", "view", "news", "image"].into_iter().find(|kind| rest.starts_with(kind))
        else {
            continue;
        };
        let page = digits(rest.get(kind.len()..).unwrap_or_default());
        if turn > 0 && page > 0 {
            let span = Span::new(at, at + word.len() + turn + kind.len() + page);
            found.push((span, "a reference of a chat program to its own sources"));
        }
    }
    found
}
