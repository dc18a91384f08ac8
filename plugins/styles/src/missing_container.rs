#![doc = include_str!("missing_container.md")]

use ibidem_sdk::{Finding, Findings, Span, Variable};

use crate::desk::{Cited, Desk, is_legal, is_set_apart, web_address};

crate::registered!("missing-container", Info, "missing_container.md");

/// Online sources that name their site before the others must.
const SIBLINGS: usize = 3;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let online = || desk.full.iter().filter(|cited| web_address(cited).is_some() && !is_legal(cited.kind()));
    let named = online().filter(|cited| names_container(cited)).count();
    if named < SIBLINGS {
        return;
    }
    for cited in online()
        .filter(|cited| !names_container(cited) && is_set_apart(desk, cited) && is_nameless(desk, cited))
    {
        let url = cited.facts().text(Variable::Url).unwrap_or_default();
        let at = cited.span(Variable::Title).unwrap_or(cited.item.span);
        let message = format!(
            "“{}” is cited without the name of its publication or site ({}): the address may change, and a name does not.",
            cited.facts().title(),
            host(url)
        );
        findings.push(Finding::new(&RULE, at, message));
    }
}

fn names_container(cited: &Cited<'_>) -> bool {
    [Variable::ContainerTitle, Variable::Publisher, Variable::Authority, Variable::CollectionTitle, Variable::Archive, Variable::EventTitle]
        .iter()
        .any(|variable| cited.has(*variable))
        // An institution that signs its page names the site.
        || cited.facts().names(Variable::Author).iter().any(|name| name.literal.is_some())
}

/// Whether nothing but dates stands between the title and the address.
fn is_nameless(desk: &Desk<'_>, cited: &Cited<'_>) -> bool {
    let (Some(title), Some(url)) = (cited.span(Variable::Title), cited.span(Variable::Url)) else {
        return false;
    };
    if title.end > url.start {
        return false;
    }
    let is_date = |at: usize| {
        [Variable::Issued, Variable::Accessed]
            .iter()
            .filter_map(|variable| cited.span(*variable))
            .any(|span| span.start <= at && at < span.end)
    };
    let between = Span::new(title.end, url.start);
    let letters = desk
        .paper
        .text_of(between)
        .char_indices()
        .filter(|(at, c)| c.is_alphabetic() && !is_date(between.start + at));
    letters.count() == 0
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}
