#![doc = include_str!("implausible_place.md")]

use ibidem_sdk::{Finding, Findings, Kind, Variable};

use crate::desk::Desk;

crate::registered!("implausible-place", Warning, "implausible_place.md");

/// Countries without a city of the same name, in the languages that are read.
const COUNTRIES: &[&str] = &[
    "us",
    "usa",
    "u.s.",
    "u.s.a.",
    "united states",
    "united states of america",
    "america",
    "uk",
    "u.k.",
    "united kingdom",
    "great britain",
    "england",
    "scotland",
    "ireland",
    "germany",
    "deutschland",
    "france",
    "frankreich",
    "allemagne",
    "italy",
    "italien",
    "italie",
    "italia",
    "spain",
    "spanien",
    "espagne",
    "españa",
    "portugal",
    "switzerland",
    "schweiz",
    "suisse",
    "austria",
    "österreich",
    "autriche",
    "netherlands",
    "the netherlands",
    "niederlande",
    "pays-bas",
    "holland",
    "belgium",
    "belgien",
    "belgique",
    "poland",
    "polen",
    "pologne",
    "russia",
    "russland",
    "russie",
    "ussr",
    "india",
    "indien",
    "inde",
    "pakistan",
    "bangladesh",
    "china",
    "japan",
    "korea",
    "south korea",
    "canada",
    "kanada",
    "australia",
    "australien",
    "new zealand",
    "south africa",
    "egypt",
    "israel",
    "turkey",
    "türkei",
    "greece",
    "griechenland",
    "hungary",
    "ungarn",
    "sweden",
    "schweden",
    "norway",
    "norwegen",
    "denmark",
    "dänemark",
    "finland",
    "finnland",
    "brazil",
    "brasil",
    "argentina",
    "nigeria",
    "kenya",
    "iran",
    "iraq",
    "indonesia",
    "malaysia",
    "thailand",
    "vietnam",
    "philippines",
];

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    for cited in desk.full.iter().filter(|cited| matches!(cited.kind(), Kind::Book | Kind::Chapter)) {
        let facts = cited.facts();
        let (Some(place), Some(at)) =
            (facts.text(Variable::PublisherPlace), cited.span(Variable::PublisherPlace))
        else {
            continue;
        };
        // Only beside a publisher is the word surely an imprint's.
        if facts.has(Variable::Publisher) && COUNTRIES.contains(&place.to_lowercase().as_str()) {
            let message = format!(
                "The imprint of “{}” gives the country “{place}” where the city of the publisher belongs.",
                facts.title()
            );
            findings.push(Finding::new(&RULE, at, message));
        }
    }
}
