#![doc = include_str!("bare_url.md")]

use ibidem_sdk::{Finding, Findings, Span, month_number};

use crate::desk::Desk;

crate::registered!("bare-url", Error, "bare_url.md");

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut next = 0;
    for note in &desk.paper.notes {
        // Addresses are in order, as notes are.
        let addresses = desk.paper.addresses.get(next..).unwrap_or_default();
        next += addresses.iter().take_while(|address| address.span.end <= note.span.start).count();
        let mut own: Vec<Span> = addresses
            .iter()
            .skip_while(|address| address.span.end <= note.span.start)
            .take_while(|address| address.span.start < note.span.end)
            .map(|address| address.span)
            // Of a link with a text of its own, that text is what the reader has.
            .filter(|span| is_printed(desk.paper.text_of(*span)))
            .collect();
        if own.is_empty() {
            own.extend(links(desk, note.span));
        }
        let Some(first) = own.first().copied() else { continue };
        if !says_more(desk.paper.text_of(note.span), note.span.start, &own) {
            let message = "The note gives nothing but a web address: no author, title, site or date. \
                           When the address goes dead, nobody can tell what was cited.";
            findings.push(Finding::new(&RULE, first, message));
        }
    }
}

/// Whether a text is an address.
fn is_printed(text: &str) -> bool {
    text.contains("://") || text.starts_with("www.") || text.starts_with("doi.org")
}

/// The links of a note, where the reader has listed no addresses.
fn links(desk: &Desk<'_>, note: Span) -> Vec<Span> {
    let runs = desk.paper.runs_in(note);
    runs.filter(|run| matches!(run.style, ibidem_sdk::RunStyle::Link { .. }))
        .filter(|run| is_printed(desk.paper.text_of(run.span)))
        .map(|run| run.span)
        .collect()
}

/// Words around an address that say nothing of what is cited.
const EMPTY: &[&str] = &[
    "see",
    "also",
    "cf",
    "at",
    "available",
    "from",
    "online",
    "url",
    "accessed",
    "access",
    "retrieved",
    "visited",
    "last",
    "viewed",
    "on",
    "and",
    "siehe",
    "vgl",
    "abgerufen",
    "am",
    "zugriff",
    "zuletzt",
    "letzter",
    "stand",
    "unter",
    "voir",
    "consulté",
    "le",
    "en",
    "ligne",
    "und",
    "et",
    "link",
    "website",
    "webpage",
    "in",
    "the",
    "of",
    "source",
    "aufgerufen",
    "besucht",
];

/// Whether a note says more than addresses, the day on which they were seen, and “see”.
fn says_more(text: &str, start: usize, addresses: &[Span]) -> bool {
    let mut rest = String::new();
    let mut from = 0;
    for address in addresses {
        let (begin, end) = (address.start.saturating_sub(start), address.end.saturating_sub(start));
        rest.push_str(text.get(from..begin).unwrap_or_default());
        rest.push(' ');
        from = end;
    }
    rest.push_str(text.get(from..).unwrap_or_default());
    let mut words = rest.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.any(|word| {
        let lower = word.to_lowercase();
        let is_month = lower.len() == 3 && word.starts_with(char::is_uppercase);
        !EMPTY.contains(&lower.as_str()) && !is_month && month_number(&lower).is_none()
    })
}
