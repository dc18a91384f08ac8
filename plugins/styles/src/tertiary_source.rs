#![doc = include_str!("tertiary_source.md")]

use ibidem_sdk::{Finding, Findings, Variable};

use crate::desk::{Cited, Desk};

crate::registered!("tertiary-source", Warning, "tertiary_source.md");

/// Hosts of encyclopedias that anyone can edit.
const HOSTS: [&str; 11] = [
    "wikipedia.org",
    "wikiwand.com",
    "citizendium.org",
    "conservapedia.com",
    "rationalwiki.org",
    "infogalactic.com",
    "everipedia.org",
    "fandom.com",
    "wikia.com",
    "baike.baidu.com",
    "dbpedia.org",
];

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    // A document about such an encyclopedia cites it as its very source.
    let own = desk.paper.metadata.title.as_deref().unwrap_or_default().to_lowercase();
    if own.contains("wiki") {
        return;
    }
    for cited in &desk.full {
        let Some(name) = encyclopedia(cited) else { continue };
        if cited.facts().title().to_lowercase().contains("wiki") || is_behind_the_scenes(cited) {
            continue;
        }
        let message = format!(
            "“{}” is cited from {name}, which anyone can edit: cite the source on which the article rests.",
            cited.facts().title()
        );
        findings.push(Finding::new(&RULE, cited.item.span, message));
    }
}

fn encyclopedia(cited: &Cited<'_>) -> Option<&'static str> {
    let facts = cited.facts();
    let url = facts.text(Variable::Url).unwrap_or_default();
    let host = url
        .split_once("://")
        .map_or(url, |(_, rest)| rest)
        .split('/')
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let host = HOSTS
        .into_iter()
        .find(|known| host == *known || host.ends_with(known) && host.trim_end_matches(known).ends_with('.'));
    let named =
        [Variable::ContainerTitle, Variable::Publisher].iter().filter_map(|variable| facts.text(*variable));
    let is_named = named.into_iter().any(|name| name.to_lowercase().starts_with("wikipedia"));
    host.or(is_named.then_some("Wikipedia"))
}

/// Pages about the encyclopedia's own rules, users and talks are sources for what it is.
fn is_behind_the_scenes(cited: &Cited<'_>) -> bool {
    let url = cited.facts().text(Variable::Url).unwrap_or_default();
    ["Talk:", "User:", "Special:", "Wikipedia:", "Help:", "Diskussion:", "Discussion:", "File:"]
        .iter()
        .any(|space| url.contains(space))
}
