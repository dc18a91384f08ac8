//! Invented works, of the kinds that papers cite; the same for the same seed.

use serde_json::{Value, json};

use crate::chance::Chance;

const FAMILIES: &[&str] = &[
    "Ellingsen",
    "Ruiz",
    "Lang",
    "Verhoeven",
    "Okafor",
    "Wirth",
    "Quill",
    "Brandt",
    "Sorel",
    "Halloran",
    "Lindqvist",
    "Marchetti",
    "Novak",
    "Ashworth",
    "Delacroix",
    "Tanaka",
    "Petrov",
    "Moreau",
    "Hartmann",
    "O’Malley",
    "Kowalski",
    "Fernandes",
    "Ibsen",
    "Castellanos",
    "Weatherby",
    "Yilmaz",
    "Sandoval",
    "Keller",
    "Nakamura",
    "Thornton",
];
const GIVENS: &[&str] = &[
    "Mara",
    "Ana",
    "Peter",
    "Tomas",
    "Ines",
    "Jonas",
    "Ada",
    "Elke",
    "Paul",
    "Maeve",
    "Bo",
    "Lucia",
    "Daniel J.",
    "Ruth",
    "Jean-Luc",
    "Keiko",
    "Anton",
    "Claire M.",
    "Otto",
    "Siobhan",
    "Marek",
    "Rui",
    "Signe",
    "Diego",
];
const THINGS: &[&str] = &[
    "Harbors",
    "Ledgers",
    "Canals",
    "Lanterns",
    "Orchards",
    "Archives",
    "Markets",
    "Mills",
    "Bridges",
    "Guilds",
    "Ferries",
    "Quarries",
    "Gardens",
    "Letters",
    "Maps",
    "Clocks",
    "Taxes",
    "Wages",
    "Schools",
    "Hospitals",
];
const PLACES_OF: &[&str] = &[
    "the Lower Rhine",
    "Northern Italy",
    "the Baltic Coast",
    "Colonial Peru",
    "Late Medieval Flanders",
    "Victorian Leeds",
    "the Danube Valley",
    "Ottoman Izmir",
    "Early Modern Lisbon",
    "Industrial Lancashire",
];
const BEFORE: &[&str] = &[
    "A History of",
    "The Politics of",
    "Between",
    "Rethinking",
    "The Age of",
    "Counting",
    "The Price of",
    "Reading",
    "On the Origins of",
    "Women and",
    "Debating",
    "The Making of",
];
const UNDER: &[&str] = &[
    "Work and Memory in",
    "Credit and Trust in",
    "Sources and Methods for",
    "Power and Belief in",
    "Trade and Conflict in",
    "Law and Custom in",
];
const JOURNALS: &[&str] = &[
    "Journal of Port History",
    "Economic Annals",
    "Review of Coastal Studies",
    "Northern History Quarterly",
    "Past and Place",
    "Annals of Urban Research",
    "Transactions of the Wharf Society",
    "European Archive Review",
];
const PRESSES: &[(&str, &str)] = &[
    ("Northgate Press", "Bergen"),
    ("Quay University Press", "Ghent"),
    ("Harbor House", "Boston"),
    ("Liffey Press", "Dublin"),
    ("Meridian", "London"),
    ("Atlas Verlag", "Leipzig"),
    ("Old Mill Books", "Chicago"),
    ("University of Westport Press", "Westport"),
];
const PAPERS: &[&str] = &["Westport Herald", "The Daily Courier", "Evening Standard of Linden"];
const SITES: &[(&str, &str)] = &[
    ("Open Harbors Project", "https://www.openharbors.example/notes/"),
    ("City Archive of Linden", "https://archive.linden.example/guide/"),
];

/// Invents so many works, as CSL-JSON.
pub(crate) fn works(seed: u64, count: usize) -> Vec<Value> {
    let mut chance = Chance::new(seed, "works");
    let mut works = Vec::with_capacity(count);
    let mut titles: Vec<String> = Vec::new();
    while works.len() < count {
        let title = title(&mut chance);
        if titles.contains(&title) {
            continue;
        }
        works.push(work(&mut chance, works.len(), &title));
        titles.push(title);
    }
    works
}

fn pick<'a, T>(chance: &mut Chance, list: &'a [T]) -> &'a T {
    &list[chance.below(list.len())]
}

fn title(chance: &mut Chance) -> String {
    let main = match chance.below(3) {
        0 => format!("{} {}", pick(chance, BEFORE), pick(chance, THINGS)),
        1 => format!("{} {} in {}", pick(chance, BEFORE), pick(chance, THINGS), pick(chance, PLACES_OF)),
        _ => format!("{} and {}", pick(chance, THINGS), pick(chance, THINGS)),
    };
    if chance.below(3) == 0 {
        format!("{main}: {} {}", pick(chance, UNDER), pick(chance, PLACES_OF))
    } else {
        main
    }
}

/// One to `most` persons.
fn names(chance: &mut Chance, most: usize) -> Vec<Value> {
    let count = 1 + chance.below(most).min(chance.below(most));
    let mut families: Vec<&str> = Vec::new();
    while families.len() < count {
        let family = pick(chance, FAMILIES);
        if !families.contains(family) {
            families.push(family);
        }
    }
    families.iter().map(|family| json!({ "family": family, "given": pick(chance, GIVENS) })).collect()
}

fn pages(chance: &mut Chance) -> String {
    let first = 3 + chance.below(400);
    format!("{first}-{}", first + 8 + chance.below(40))
}

/// Books and articles mostly, as papers have them.
fn work(chance: &mut Chance, n: usize, title: &str) -> Value {
    let id = format!("work-{n}");
    let year = 1955 + chance.below(68);
    let issued = json!({ "date-parts": [[year]] });
    let (press, place) = *pick(chance, PRESSES);
    match chance.below(20) {
        0..7 => {
            let mut book = json!({ "id": id, "type": "book", "author": names(chance, 3), "title": title,
                "publisher": press, "publisher-place": place, "issued": issued });
            if chance.below(5) == 0 {
                book["edition"] = "2".into();
            }
            book
        }
        7..13 => {
            let mut article = json!({ "id": id, "type": "article-journal", "author": names(chance, 5), "title": title,
                "container-title": pick(chance, JOURNALS), "volume": (4 + chance.below(60)).to_string(),
                "page": pages(chance), "issued": issued });
            if chance.below(4) > 0 {
                article["issue"] = (1 + chance.below(4)).to_string().into();
            }
            if chance.below(2) == 0 {
                article["DOI"] = format!("10.5555/ex.{year}.{}", 100 + chance.below(900)).into();
            }
            article
        }
        13..16 => json!({ "id": id, "type": "chapter", "author": names(chance, 2), "title": title,
            "container-title": self::title(chance), "editor": names(chance, 2), "publisher": press,
            "publisher-place": place, "page": pages(chance), "issued": issued }),
        16 => {
            json!({ "id": id, "type": "thesis", "author": names(chance, 1), "title": title, "genre": "PhD diss.",
            "publisher": format!("University of {place}"), "issued": issued })
        }
        17 => {
            let (site, address) = *pick(chance, SITES);
            json!({ "id": id, "type": "webpage", "author": names(chance, 1), "title": title, "container-title": site,
                "URL": format!("{address}{n}"), "issued": { "date-parts": [[2012 + chance.below(10), 1 + chance.below(12), 1 + chance.below(28)]] },
                "accessed": { "date-parts": [[2023, 1 + chance.below(12), 1 + chance.below(28)]] } })
        }
        18 => json!({ "id": id, "type": "article-newspaper", "author": names(chance, 1), "title": title,
            "container-title": pick(chance, PAPERS), "page": (1 + chance.below(20)).to_string(),
            "issued": { "date-parts": [[1990 + chance.below(30), 1 + chance.below(12), 1 + chance.below(28)]] } }),
        _ => {
            json!({ "id": id, "type": "report", "author": names(chance, 2), "title": title, "publisher": press,
            "publisher-place": place, "number": (10 + chance.below(90)).to_string(), "genre": "Working Paper", "issued": issued })
        }
    }
}
