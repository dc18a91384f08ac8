#![doc = include_str!("mixed_newspaper_place.md")]

use std::collections::BTreeSet;

use ibidem_sdk::{Findings, Kind, Variable};

use crate::desk::{Desk, letters};
use crate::habit::{Bar, Sample, report};

crate::registered!("mixed-newspaper-place", Info, "mixed_newspaper_place.md");

const BAR: Bar = Bar { samples: 5, share: 70 };

/// Names that say of a paper that it is a newspaper.
const NAMES: [&str; 34] = [
    "times",
    "post",
    "herald",
    "tribune",
    "guardian",
    "telegraph",
    "gazette",
    "chronicle",
    "daily",
    "express",
    "dawn",
    "news",
    "observer",
    "nation",
    "independent",
    "mirror",
    "standard",
    "star",
    "sun",
    "globe",
    "mail",
    "courier",
    "inquirer",
    "examiner",
    "dispatch",
    "advertiser",
    "zeitung",
    "anzeiger",
    "tagblatt",
    "nachrichten",
    "monde",
    "figaro",
    "hindu",
    "pravda",
];

/// Cities and countries that a newspaper bears in its name, so that none need follow it.
const PLACES: [&str; 44] = [
    "york",
    "london",
    "washington",
    "boston",
    "chicago",
    "angeles",
    "francisco",
    "philadelphia",
    "manchester",
    "glasgow",
    "dublin",
    "irish",
    "scotsman",
    "sydney",
    "melbourne",
    "toronto",
    "india",
    "hindustan",
    "pakistan",
    "moscow",
    "st",
    "berliner",
    "frankfurter",
    "süddeutsche",
    "wiener",
    "linzer",
    "neue",
    "zürcher",
    "kölnische",
    "hamburger",
    "jerusalem",
    "japan",
    "china",
    "asia",
    "straits",
    "korea",
    "bangkok",
    "detroit",
    "dallas",
    "houston",
    "baltimore",
    "miami",
    "seattle",
    "denver",
];

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let papers: Vec<_> = desk
        .full
        .iter()
        .filter(|cited| cited.kind() == Kind::ArticleNewspaper && !cited.has(Variable::Volume))
        .filter_map(|cited| {
            Some((
                cited,
                cited.facts().text(Variable::ContainerTitle)?,
                cited.span(Variable::ContainerTitle)?,
            ))
        })
        .collect();
    let placed: BTreeSet<String> = papers
        .iter()
        .filter(|(cited, _, _)| cited.has(Variable::PublisherPlace))
        .map(|(_, name, _)| letters(name))
        .collect();
    let mut samples = Vec::new();
    for (cited, name, span) in papers {
        if cited.has(Variable::PublisherPlace) {
            samples.push(Sample::new(cited.note, span, "the place of the newspaper"));
        } else if placed.contains(&letters(name)) || is_newspaper(name) {
            samples.push(Sample::new(cited.note, span, "no place"));
        }
    }
    crate::add(findings, report(desk, &RULE, &samples, "citations of newspapers", BAR));
}

/// Whether a name is that of a newspaper, and has no place in it.
fn is_newspaper(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).collect();
    words.iter().any(|word| NAMES.contains(word)) && !words.iter().any(|word| PLACES.contains(word))
}
