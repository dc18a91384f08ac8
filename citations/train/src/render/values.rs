//! The values of invented works.

use std::collections::BTreeSet;

use ibidem_citations::label::Label;

use super::words::{Words, own_words};
use crate::data::{Corpus, detokenized};
use crate::random::Random;

/// The fields of a template and their labels; of names that contain each other the longer comes first.
pub(crate) const FIELDS: &[(&str, Label)] = &[
    ("AUTHORS-INVERTED", Label::Author),
    ("AUTHORS-INITIALS", Label::Author),
    ("AUTHORS-SLASH", Label::Author),
    ("AUTHORS", Label::Author),
    ("FAMILIES-SLASH", Label::Author),
    ("FAMILY", Label::Author),
    ("FAMILIES", Label::Author),
    ("CAPITALS", Label::Author),
    ("BODY", Label::Author),
    ("EDITORS-INVERTED", Label::Editor),
    ("EDITORS-INITIALS", Label::Editor),
    ("EDITORS", Label::Editor),
    ("TRANSLATOR", Label::Translator),
    ("SHORT-TITLE", Label::Title),
    ("TITLE", Label::Title),
    ("CASE", Label::Title),
    ("STATUTE", Label::Title),
    ("JOURNAL", Label::Container),
    ("REPORTER", Label::Container),
    ("NEWSPAPER", Label::Container),
    ("BOOK", Label::Container),
    ("SERIES", Label::Series),
    ("VOLUME", Label::Volume),
    ("ROMAN", Label::Volume),
    ("ISSUE", Label::Issue),
    ("PAGES", Label::Page),
    ("PAGE", Label::Page),
    ("LOCATOR", Label::Locator),
    ("PUBLISHER", Label::Publisher),
    ("PLACE", Label::Place),
    ("JURISDICTION", Label::Place),
    ("FULL-DATE", Label::Date),
    ("YEARS", Label::Date),
    ("YEAR", Label::Date),
    ("ACCESS-DATE", Label::Accessed),
    ("EDITION", Label::Edition),
    ("URL", Label::Address),
    ("GENRE", Label::Genre),
    ("NOTE-NUMBER", Label::Back),
    ("SECTION", Label::Part),
    ("ARCHIVE", Label::Archive),
    ("COURT", Label::Other),
];

/// A language that references are rendered in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tongue {
    /// English.
    English,
    /// German.
    German,
    /// French.
    French,
    /// Italian.
    Italian,
    /// Spanish.
    Spanish,
    /// Portuguese.
    Portuguese,
    /// Dutch.
    Dutch,
    /// Russian.
    Russian,
}

/// Values drawn from the corpora.
#[derive(Default)]
pub(crate) struct Pools {
    titles: Vec<String>,
    journals: Vec<String>,
    books: Vec<String>,
    publishers: Vec<String>,
    places: Vec<String>,
}

impl Pools {
    /// Collects the values of corpora, each once, in their order.
    pub(crate) fn collect(corpora: &[Corpus]) -> Self {
        let mut pools = Self::default();
        let mut seen = BTreeSet::new();
        for corpus in corpora {
            for reference in &corpus.references {
                let plain = detokenized(reference);
                let mut start = 0;
                while start < plain.characters.len() {
                    let label = plain.characters[start].1;
                    let length =
                        plain.characters[start..].iter().take_while(|(_, other)| *other == label).count();
                    let text: String =
                        plain.characters[start..start + length].iter().map(|(c, _)| *c).collect();
                    let text = text.trim_matches(|c: char| !c.is_alphanumeric() && c != ')').to_owned();
                    start += length;
                    if is_clean(&text) && seen.insert((label, text.clone())) {
                        pools.add(label, text);
                    }
                }
            }
        }
        pools
    }

    fn add(&mut self, label: Label, text: String) {
        let words = text.split_whitespace().count();
        match label {
            Label::Title if (2..=22).contains(&words) => self.titles.push(text),
            Label::Container => {
                let text = ["In: ", "In ", "in: ", "in "]
                    .iter()
                    .find_map(|within| text.strip_prefix(within))
                    .unwrap_or(&text)
                    .to_owned();
                if words <= 6 && !text.contains("Proc") {
                    self.journals.push(text);
                } else if words <= 14 {
                    self.books.push(text);
                }
            }
            Label::Publisher if words <= 6 => self.publishers.push(text),
            Label::Place if words <= 4 => self.places.push(text),
            _ => {}
        }
    }
}

fn is_clean(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let first = text.chars().next().is_some_and(char::is_uppercase);
    first
        && letters * 10 >= text.chars().count() * 7
        && !text.contains(['«', '»', '“', '”', '"', '(', ')', '[', ']', ';', '{', '}'])
}

/// A work with its people and numbers.
pub(crate) struct Work {
    tongue: Tongue,
    title: String,
    journal: String,
    book: String,
    publisher: String,
    place: String,
    authors: Vec<(String, String)>,
    editors: Vec<(String, String)>,
    year: usize,
}

impl Work {
    /// Invents a work.
    pub(crate) fn invent(tongue: Tongue, pools: &Pools, random: &mut Random) -> Self {
        let own = own_words(tongue);
        let drawn = |pool: &[String], random: &mut Random, fallback: &str| {
            if pool.is_empty() { fallback.to_owned() } else { pool[random.below(pool.len())].clone() }
        };
        let foreign =
            matches!(tongue, Tongue::Russian | Tongue::Spanish | Tongue::Portuguese | Tongue::Dutch);
        let title = if foreign && random.chance(75) || random.chance(15) {
            made_title(own, random)
        } else {
            drawn(&pools.titles, random, "Salt")
        };
        let journal = if foreign && random.chance(80) || random.chance(25) {
            random.word(own.journals).to_owned()
        } else {
            drawn(&pools.journals, random, "Salt Studies")
        };
        let book = if foreign {
            made_title(own, random)
        } else if random.chance(50) {
            drawn(&pools.titles, random, "Salt")
        } else {
            drawn(&pools.books, random, "Salt")
        };
        let publisher = if random.chance(60) {
            random.word(own.publishers).to_owned()
        } else {
            drawn(&pools.publishers, random, "Knopf")
        };
        let place = if random.chance(70) {
            random.word(own.towns).to_owned()
        } else {
            drawn(&pools.places, random, "London")
        };
        let number = if random.chance(65) { 1 } else { 2 + random.below(2) };
        let authors = (0..number).map(|_| person(tongue, random)).collect();
        let number = if random.chance(60) { 1 } else { 2 };
        let editors = (0..number).map(|_| person(tongue, random)).collect();
        let year = if random.chance(70) { 1950 + random.below(75) } else { 1800 + random.below(150) };
        Self { tongue, title, journal, book, publisher, place, authors, editors, year }
    }

    /// The value of a field.
    pub(crate) fn value(&self, field: &str, random: &mut Random) -> String {
        let families = || self.authors.iter().map(|(_, family)| family.clone()).collect::<Vec<_>>();
        match field {
            "AUTHORS-INVERTED" => self.joined(&inverted(&self.authors)),
            "AUTHORS-INITIALS" => self.joined(&initials(&self.authors, random)),
            "AUTHORS-SLASH" => inverted(&self.authors).join(if random.chance(50) { "/" } else { " / " }),
            "AUTHORS" => self.joined(&straight(&self.authors)),
            "FAMILIES-SLASH" => families().join(if random.chance(50) { "/" } else { " / " }),
            "FAMILY" => self.authors[0].1.clone(),
            "FAMILIES" => self.joined(&families()),
            "CAPITALS" => self.joined(
                &self
                    .authors
                    .iter()
                    .map(|(given, family)| format!("{} {}", initial(given), family.to_uppercase()))
                    .collect::<Vec<_>>(),
            ),
            "BODY" => random.word(own_words(self.tongue).bodies).to_owned(),
            "EDITORS-INVERTED" => self.joined(&inverted(&self.editors)),
            "EDITORS-INITIALS" => self.joined(&initials(&self.editors, random)),
            "EDITORS" => self.joined(&straight(&self.editors)),
            "TRANSLATOR" => straight(&[person(self.tongue, random)]).concat(),
            "SHORT-TITLE" => self
                .title
                .split([':', '.', ','])
                .next()
                .unwrap_or(&self.title)
                .split_whitespace()
                .take(4)
                .collect::<Vec<_>>()
                .join(" "),
            "TITLE" => self.title.clone(),
            "CASE" => case(self.tongue, random),
            "STATUTE" => statute(self.tongue, random),
            "JOURNAL" => self.journal.clone(),
            "REPORTER" => random.of(REPORTERS).to_owned(),
            "NEWSPAPER" => random.word(own_words(self.tongue).newspapers).to_owned(),
            "BOOK" => self.book.clone(),
            "SERIES" => format!("{} {}", random.word(own_words(self.tongue).series), 1 + random.below(90)),
            "ROMAN" => random
                .of(&[
                    "I", "II", "III", "IV", "V", "VI", "VIII", "IX", "XI", "XII", "XIV", "XIX", "XXI", "XXV",
                    "XLII",
                ])
                .to_owned(),
            "PAGES" => range(random),
            "PAGE" | "LOCATOR" => place_of(self.tongue, random),
            "PUBLISHER" => self.publisher.clone(),
            "PLACE" => self.place.clone(),
            "JURISDICTION" => random
                .of(&[
                    "N.S.W.", "Cth", "Vic.", "U.K.", "W.A.", "Qld", "N.Z.", "S.A.", "Tas.", "Ont.", "Can.",
                    "UK", "NSW", "Cwth.", "A.C.T.", "B.C.",
                ])
                .to_owned(),
            "FULL-DATE" => date(self.tongue, self.year, random),
            "ACCESS-DATE" => date(self.tongue, 2005 + random.below(19), random),
            "YEARS" => format!("{}/{:02}", self.year, (self.year + 1) % 100),
            "YEAR" => {
                if random.chance(4) {
                    format!("{}{}", self.year, random.of(&["a", "b", "c"]))
                } else {
                    self.year.to_string()
                }
            }
            "EDITION" => (2 + random.below(6)).to_string(),
            "URL" => format!(
                "https://www.{}.{}/{}",
                random.of(&["example", "archive", "times", "gazette", "institute"]),
                random.of(&["org", "com", "de", "fr", "it"]),
                1000 + random.below(90_000)
            ),
            "GENRE" => random.word(own_words(self.tongue).theses).to_owned(),
            "ISSUE" => (1 + random.below(14)).to_string(),
            "VOLUME" | "NOTE-NUMBER" | "SECTION" => (1 + random.below(140)).to_string(),
            "ARCHIVE" => random
                .of(&[
                    "National Archives, FO 371/1234",
                    "TNA, CO 323/55",
                    "Bundesarchiv, R 43/119",
                    "ASV, Senato Terra, reg. 12",
                    "BnF, ms. fr. 1204",
                    "РГАДА, ф. 210, оп. 3, д. 17",
                    "Royal Society Papers, box 12",
                ])
                .to_owned(),
            "COURT" => random
                .of(&["C.A.", "N.S.W.C.A.", "H.L.", "S.D.N.Y.", "2d Cir.", "ONCA", "HCA", "BGH"])
                .to_owned(),
            _ => String::new(),
        }
    }

    /// “A, B and C” in the language of the work.
    fn joined(&self, names: &[String]) -> String {
        let and = match self.tongue {
            Tongue::English => "and",
            Tongue::German => "und",
            Tongue::French => "et",
            Tongue::Italian | Tongue::Portuguese => "e",
            Tongue::Spanish => "y",
            Tongue::Dutch => "en",
            Tongue::Russian => "и",
        };
        match names {
            [rest @ .., last] if !rest.is_empty() => format!("{} {and} {last}", rest.join(", ")),
            _ => names.concat(),
        }
    }
}

fn straight(people: &[(String, String)]) -> Vec<String> {
    people.iter().map(|(given, family)| format!("{given} {family}")).collect()
}

fn inverted(people: &[(String, String)]) -> Vec<String> {
    people.iter().map(|(given, family)| format!("{family}, {given}")).collect()
}

fn initials(people: &[(String, String)], random: &mut Random) -> Vec<String> {
    let blank = if random.chance(60) { " " } else { "" };
    people
        .iter()
        .map(|(given, family)| {
            let letters: Vec<String> = given.split([' ', '-']).map(initial).collect();
            format!("{} {family}", letters.join(blank))
        })
        .collect()
}

fn initial(given: &str) -> String {
    given.chars().next().map_or(String::new(), |c| format!("{c}."))
}

fn person(tongue: Tongue, random: &mut Random) -> (String, String) {
    let own = own_words(tongue);
    let mut given = random.word(own.given).to_owned();
    if random.chance(25) {
        let letter = char::from(b'A' + u8::try_from(random.below(23)).unwrap_or(0));
        given = if tongue == Tongue::Russian { given } else { format!("{given} {letter}.") };
    }
    let mut family = random.word(own.families).to_owned();
    if random.chance(5) && tongue != Tongue::Russian {
        family =
            format!("{} {family}", random.of(&["van der", "de", "von", "di", "van", "de la", "Mac", "St."]));
    }
    if random.chance(4) {
        family = format!("{family}-{}", random.word(own.families));
    }
    (given, family)
}

fn range(random: &mut Random) -> String {
    let first = 1 + random.below(900);
    let last = first + 1 + random.below(60);
    let dash = if random.chance(55) { "–" } else { "-" };
    if random.chance(25) && first > 100 && first / 100 == last / 100 {
        format!("{first}{dash}{:02}", last % 100)
    } else {
        format!("{first}{dash}{last}")
    }
}

/// A page that is cited: “45”, “45 ff.”, “45–47”, “xii”.
fn place_of(tongue: Tongue, random: &mut Random) -> String {
    let page = 1 + random.below(600);
    match random.below(10) {
        0 | 1 => range(random),
        2 if tongue == Tongue::German => format!("{page} ff."),
        3 if tongue == Tongue::German => format!("{page} f."),
        2 => random.of(&["ix", "xii", "xiv", "vii", "xxi"]).to_owned(),
        3 => format!("{page}, {}", page + 1 + random.below(40)),
        4 => format!("{page} n. {}", 1 + random.below(40)),
        _ => page.to_string(),
    }
}

fn date(tongue: Tongue, year: usize, random: &mut Random) -> String {
    let day = 1 + random.below(28);
    let months = own_words(tongue).months;
    let month = random.word(months);
    match tongue {
        Tongue::English => match random.below(4) {
            0 | 1 => format!("{month} {day}, {year}"),
            2 => format!("{day} {month} {year}"),
            _ => format!("{month} {year}"),
        },
        Tongue::German => {
            if random.chance(40) {
                format!("{day}.{}.{year}", 1 + random.below(12))
            } else {
                format!("{day}. {month} {year}")
            }
        }
        Tongue::Spanish | Tongue::Portuguese => format!("{day} de {month} de {year}"),
        Tongue::Russian => {
            if random.chance(50) {
                format!("{day:02}.{:02}.{year}", 1 + random.below(12))
            } else {
                format!("{day} {month} {year}")
            }
        }
        _ => format!("{day} {month} {year}"),
    }
}

const REPORTERS: &[&str] = &[
    "U.S.",
    "F.2d",
    "F.3d",
    "F. Supp.",
    "S. Ct.",
    "A.C.",
    "K.B.",
    "Q.B.",
    "W.L.R.",
    "All E.R.",
    "N.S.W.L.R.",
    "C.L.R.",
    "A.L.R.",
    "S.C.R.",
    "D.L.R. (4th)",
    "O.R. (3d)",
    "NZLR",
    "Ch.",
    "AC",
    "QB",
    "WLR",
    "All ER",
    "SCR",
    "CLR",
    "N.E.2d",
    "P.2d",
    "Cal. Rptr.",
    "A.2d",
    "E.C.R.",
    "BGHZ",
    "BVerfGE",
    "NJW",
];

fn case(tongue: Tongue, random: &mut Random) -> String {
    let own = own_words(tongue);
    let mut party = || match random.below(6) {
        0 => format!("{} Ltd", random.word(own.families)),
        1 => random
            .of(&[
                "R",
                "Commonwealth",
                "State",
                "United States",
                "Minister of Finance",
                "Attorney-General",
                "Barlow Bank Plc",
                "City of Easton",
                "National Salt Co.",
            ])
            .to_owned(),
        _ => random.word(own.families).to_owned(),
    };
    let (one, other) = (party(), party());
    let versus = random.of(&["v.", "v", "v.", "vs."]);
    if random.chance(8) { format!("Re {one}") } else { format!("{one} {versus} {other}") }
}

fn statute(tongue: Tongue, random: &mut Random) -> String {
    if tongue == Tongue::German {
        let statutes =
            "Bürgerliches Gesetzbuch|Gesetz über die Salzsteuer|Verordnung zur Neuordnung der Märkte";
        return random.word(statutes).to_owned();
    }
    let of = random.word(
        "Crimes|Family Law|Trade Practices|Salt Trade|Contracts Review|Marriage|Domestic Relations|Criminal Code|\
         Human Rights|Companies|Property Law|Sex Discrimination|Fair Trading|Water",
    );
    let bracket =
        random.word("||| (Amendment)| (Sexual Offences)| (Miscellaneous Provisions)| Amendment| Reform");
    format!("{of}{bracket} Act")
}

fn made_title(own: &Words, random: &mut Random) -> String {
    let one = random.word(own.nouns);
    let other = random.word(own.nouns);
    let place = random.word(own.towns);
    let mut title = match random.below(4) {
        0 => format!("{one} {} {other}", own.and),
        1 => format!("{one} {} {place}", own.within),
        2 => format!("{one}: {other} {} {place}", own.within),
        _ => format!("{one} {} {other} {} {place}", own.and, own.within),
    };
    if random.chance(12) {
        title = format!("{title}, 1{}–1{}", 400 + random.below(200), 610 + random.below(300));
    }
    title
}
