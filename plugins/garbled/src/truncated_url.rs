#![doc = include_str!("truncated_url.md")]

use ibidem_sdk::{Finding, Findings, Host, Paper, Rule, Severity, Span};

use crate::Registered;
use crate::address::{Address, addresses};

const RULE: Rule =
    Rule { name: "truncated-url", severity: Severity::Error, page: include_str!("truncated_url.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    for address in addresses(paper) {
        if let Some(span) = cut(paper, &address) {
            let message = format!(
                "The web address “{}” is cut short: it ends in dots where the rest of it should stand, and leads \
                 nowhere.",
                paper.text_of(span)
            );
            findings.push(Finding::new(&RULE, span, message));
        }
    }
}

/// The address with the dots that stand for its end, if there are any.
fn cut(paper: &Paper, address: &Address) -> Option<Span> {
    const DOTS: [&str; 3] = ["…", "...", "%E2%80%A6"];
    let printed = paper.text_of(address.span);
    let is_link_with_words = printed != address.url;
    if DOTS.iter().any(|dots| address.url.ends_with(dots)) {
        return Some(address.span);
    }
    // A link that shows a shortened address still leads to the whole one.
    if is_link_with_words {
        return None;
    }
    let behind = paper.text.get(address.span.end..)?;
    let dots = DOTS.iter().find(|dots| behind.starts_with(**dots))?;
    Some(Span::new(address.span.start, address.span.end + dots.len()))
}
