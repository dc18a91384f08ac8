//! The values of invented works.

use std::collections::BTreeSet;

use ibidem_citations::label::Label;

use crate::data::{Corpus, detokenized};
use crate::random::Random;

/// The fields of a template and their labels; of names that contain each other the longer comes first.
pub const FIELDS: &[(&str, Label)] = &[
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
pub enum Tongue {
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
pub struct Pools {
    titles: Vec<String>,
    journals: Vec<String>,
    books: Vec<String>,
    publishers: Vec<String>,
    places: Vec<String>,
}

impl Pools {
    /// Collects the values of corpora, each once, in their order.
    pub fn collect(corpora: &[Corpus]) -> Self {
        let mut pools = Self::default();
        let mut seen = BTreeSet::new();
        for corpus in corpora {
            for reference in &corpus.references {
                let plain = detokenized(reference);
                let mut start = 0;
                while start < plain.characters.len() {
                    let label = plain.characters[start].1;
                    let length = plain.characters[start..].iter().take_while(|(_, other)| *other == label).count();
                    let text: String = plain.characters[start..start + length].iter().map(|(c, _)| *c).collect();
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
                let text = ["In: ", "In ", "in: ", "in "].iter().find_map(|within| text.strip_prefix(within)).unwrap_or(&text).to_owned();
                if words <= 6 && !text.contains("Proc") { self.journals.push(text) } else if words <= 14 { self.books.push(text) }
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
    first && letters * 10 >= text.chars().count() * 7 && !text.contains(['«', '»', '“', '”', '"', '(', ')', '[', ']', ';', '{', '}'])
}

/// A work with its people and numbers.
pub struct Work {
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
    pub fn invent(tongue: Tongue, pools: &Pools, random: &mut Random) -> Self {
        let own = own_words(tongue);
        let drawn = |pool: &[String], random: &mut Random, fallback: &str| {
            if pool.is_empty() { fallback.to_owned() } else { pool[random.below(pool.len())].clone() }
        };
        let foreign = matches!(tongue, Tongue::Russian | Tongue::Spanish | Tongue::Portuguese | Tongue::Dutch);
        let title = if foreign && random.chance(75) || random.chance(15) { made_title(own, random) } else { drawn(&pools.titles, random, "Salt") };
        let journal = if foreign && random.chance(80) || random.chance(25) { random.of(own.journals).to_owned() } else { drawn(&pools.journals, random, "Salt Studies") };
        let book = if foreign { made_title(own, random) } else if random.chance(50) { drawn(&pools.titles, random, "Salt") } else { drawn(&pools.books, random, "Salt") };
        let publisher = if random.chance(60) { random.of(own.publishers).to_owned() } else { drawn(&pools.publishers, random, "Knopf") };
        let place = if random.chance(70) { random.of(own.towns).to_owned() } else { drawn(&pools.places, random, "London") };
        let number = if random.chance(65) { 1 } else { 2 + random.below(2) };
        let authors = (0..number).map(|_| person(tongue, random)).collect();
        let number = if random.chance(60) { 1 } else { 2 };
        let editors = (0..number).map(|_| person(tongue, random)).collect();
        let year = if random.chance(70) { 1950 + random.below(75) } else { 1800 + random.below(150) };
        Self { tongue, title, journal, book, publisher, place, authors, editors, year }
    }

    /// The value of a field.
    pub fn value(&self, field: &str, random: &mut Random) -> String {
        let families = || self.authors.iter().map(|(_, family)| family.clone()).collect::<Vec<_>>();
        match field {
            "AUTHORS-INVERTED" => self.joined(&inverted(&self.authors)),
            "AUTHORS-INITIALS" => self.joined(&initials(&self.authors, random)),
            "AUTHORS-SLASH" => inverted(&self.authors).join(if random.chance(50) { "/" } else { " / " }),
            "AUTHORS" => self.joined(&straight(&self.authors)),
            "FAMILIES-SLASH" => families().join(if random.chance(50) { "/" } else { " / " }),
            "FAMILY" => self.authors[0].1.clone(),
            "FAMILIES" => self.joined(&families()),
            "CAPITALS" => self.joined(&self.authors.iter().map(|(given, family)| format!("{} {}", initial(given), family.to_uppercase())).collect::<Vec<_>>()),
            "BODY" => random.of(own_words(self.tongue).bodies).to_owned(),
            "EDITORS-INVERTED" => self.joined(&inverted(&self.editors)),
            "EDITORS-INITIALS" => self.joined(&initials(&self.editors, random)),
            "EDITORS" => self.joined(&straight(&self.editors)),
            "TRANSLATOR" => straight(&[person(self.tongue, random)]).concat(),
            "SHORT-TITLE" => self.title.split([':', '.', ',']).next().unwrap_or(&self.title).split_whitespace().take(4).collect::<Vec<_>>().join(" "),
            "TITLE" => self.title.clone(),
            "CASE" => case(self.tongue, random),
            "STATUTE" => statute(self.tongue, random),
            "JOURNAL" => self.journal.clone(),
            "REPORTER" => random.of(REPORTERS).to_owned(),
            "NEWSPAPER" => random.of(own_words(self.tongue).newspapers).to_owned(),
            "BOOK" => self.book.clone(),
            "SERIES" => format!("{} {}", random.of(own_words(self.tongue).series), 1 + random.below(90)),
            "ROMAN" => random.of(&["I", "II", "III", "IV", "V", "VI", "VIII", "IX", "XI", "XII", "XIV", "XIX", "XXI", "XXV", "XLII"]).to_owned(),
            "PAGES" => range(random),
            "PAGE" | "LOCATOR" => place_of(self.tongue, random),
            "PUBLISHER" => self.publisher.clone(),
            "PLACE" => self.place.clone(),
            "JURISDICTION" => random.of(&["N.S.W.", "Cth", "Vic.", "U.K.", "W.A.", "Qld", "N.Z.", "S.A.", "Tas.", "Ont.", "Can.", "UK", "NSW", "Cwth.", "A.C.T.", "B.C."]).to_owned(),
            "FULL-DATE" => date(self.tongue, self.year, random),
            "ACCESS-DATE" => date(self.tongue, 2005 + random.below(19), random),
            "YEARS" => format!("{}/{:02}", self.year, (self.year + 1) % 100),
            "YEAR" => if random.chance(4) { format!("{}{}", self.year, random.of(&["a", "b", "c"])) } else { self.year.to_string() },
            "EDITION" => (2 + random.below(6)).to_string(),
            "URL" => format!("https://www.{}.{}/{}", random.of(&["example", "archive", "times", "gazette", "institute"]), random.of(&["org", "com", "de", "fr", "it"]), 1000 + random.below(90_000)),
            "GENRE" => random.of(own_words(self.tongue).theses).to_owned(),
            "VOLUME" => (1 + random.below(140)).to_string(),
            "ISSUE" => (1 + random.below(14)).to_string(),
            "NOTE-NUMBER" | "SECTION" => (1 + random.below(140)).to_string(),
            "ARCHIVE" => random.of(&["National Archives, FO 371/1234", "TNA, CO 323/55", "Bundesarchiv, R 43/119", "ASV, Senato Terra, reg. 12", "BnF, ms. fr. 1204", "РГАДА, ф. 210, оп. 3, д. 17", "Royal Society Papers, box 12"]).to_owned(),
            "COURT" => random.of(&["C.A.", "N.S.W.C.A.", "H.L.", "S.D.N.Y.", "2d Cir.", "ONCA", "HCA", "BGH"]).to_owned(),
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
    people.iter().map(|(given, family)| {
        let letters: Vec<String> = given.split([' ', '-']).map(initial).collect();
        format!("{} {family}", letters.join(blank))
    }).collect()
}

fn initial(given: &str) -> String {
    given.chars().next().map_or(String::new(), |c| format!("{c}."))
}

fn person(tongue: Tongue, random: &mut Random) -> (String, String) {
    let own = own_words(tongue);
    let mut given = random.of(own.given).to_owned();
    if random.chance(25) {
        let letter = char::from(b'A' + u8::try_from(random.below(23)).unwrap_or(0));
        given = if tongue == Tongue::Russian { given } else { format!("{given} {letter}.") };
    }
    let mut family = random.of(own.families).to_owned();
    if random.chance(5) && tongue != Tongue::Russian {
        family = format!("{} {family}", random.of(&["van der", "de", "von", "di", "van", "de la", "Mac", "St."]));
    }
    if random.chance(4) {
        family = format!("{family}-{}", random.of(own.families));
    }
    (given, family)
}

fn range(random: &mut Random) -> String {
    let first = 1 + random.below(900);
    let last = first + 1 + random.below(60);
    let dash = if random.chance(55) { "–" } else { "-" };
    if random.chance(25) && first > 100 && first / 100 == last / 100 { format!("{first}{dash}{:02}", last % 100) } else { format!("{first}{dash}{last}") }
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
    let month = months[random.below(months.len())];
    match tongue {
        Tongue::English => match random.below(4) {
            0 | 1 => format!("{month} {day}, {year}"),
            2 => format!("{day} {month} {year}"),
            _ => format!("{month} {year}"),
        },
        Tongue::German => if random.chance(40) { format!("{day}.{}.{year}", 1 + random.below(12)) } else { format!("{day}. {month} {year}") },
        Tongue::Spanish | Tongue::Portuguese => format!("{day} de {month} de {year}"),
        Tongue::Russian => if random.chance(50) { format!("{day:02}.{:02}.{year}", 1 + random.below(12)) } else { format!("{day} {month} {year}") },
        _ => format!("{day} {month} {year}"),
    }
}

const REPORTERS: &[&str] = &[
    "U.S.", "F.2d", "F.3d", "F. Supp.", "S. Ct.", "A.C.", "K.B.", "Q.B.", "W.L.R.", "All E.R.", "N.S.W.L.R.", "C.L.R.", "A.L.R.", "S.C.R.", "D.L.R. (4th)", "O.R. (3d)",
    "NZLR", "Ch.", "AC", "QB", "WLR", "All ER", "SCR", "CLR", "N.E.2d", "P.2d", "Cal. Rptr.", "A.2d", "E.C.R.", "BGHZ", "BVerfGE", "NJW",
];

fn case(tongue: Tongue, random: &mut Random) -> String {
    let own = own_words(tongue);
    let mut party = || match random.below(6) {
        0 => format!("{} Ltd", random.of(own.families)),
        1 => random.of(&["R", "Commonwealth", "State", "United States", "Minister of Finance", "Attorney-General", "Barlow Bank Plc", "City of Easton", "National Salt Co."]).to_owned(),
        _ => random.of(own.families).to_owned(),
    };
    let (one, other) = (party(), party());
    let versus = random.of(&["v.", "v", "v.", "vs."]);
    if random.chance(8) { format!("Re {one}") } else { format!("{one} {versus} {other}") }
}

fn statute(tongue: Tongue, random: &mut Random) -> String {
    match tongue {
        Tongue::German => random.of(&["Bürgerliches Gesetzbuch", "Gesetz über die Salzsteuer", "Verordnung zur Neuordnung der Märkte"]).to_owned(),
        _ => {
            let of = random.of(&["Crimes", "Family Law", "Trade Practices", "Salt Trade", "Contracts Review", "Marriage", "Domestic Relations", "Criminal Code", "Human Rights", "Companies", "Property Law", "Sex Discrimination", "Fair Trading", "Water"]);
            let bracket = random.of(&["", "", "", " (Amendment)", " (Sexual Offences)", " (Miscellaneous Provisions)", " Amendment", " Reform"]);
            format!("{of}{bracket} Act")
        }
    }
}

fn made_title(own: &Words, random: &mut Random) -> String {
    let one = random.of(own.nouns);
    let other = random.of(own.nouns);
    let place = random.of(own.towns);
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

/// The words of a language.
pub struct Words {
    given: &'static [&'static str],
    families: &'static [&'static str],
    nouns: &'static [&'static str],
    and: &'static str,
    within: &'static str,
    towns: &'static [&'static str],
    publishers: &'static [&'static str],
    journals: &'static [&'static str],
    newspapers: &'static [&'static str],
    series: &'static [&'static str],
    theses: &'static [&'static str],
    bodies: &'static [&'static str],
    months: &'static [&'static str],
}

const ENGLISH: Words = Words {
    given: &["John", "Margaret", "Thomas", "Susan", "Robert", "Helen", "Peter", "Anne", "Keith", "Linda", "William", "Ruth", "Gavin", "Fiona", "Amartya", "Wei", "Noor", "Kwame", "Siobhan", "Eleanor", "Frank", "Carol"],
    families: &["Harrow", "Whitlock", "Pemberton", "Ashdown", "Okafor", "Lindqvist", "Barlow", "Thorne", "Macallan", "Fenwick", "Hargreaves", "Sen", "Chaudhuri", "O'Leary", "Novak", "Marlowe", "Kingsley", "Tanaka", "Wexler", "Drummond", "Goldfarb", "Stone", "Price", "Green"],
    nouns: &["The Salt Trade", "Citizenship", "Marriage and Property", "The Limits of Contract", "Rivers", "A History of Silence", "Governing the Forest", "Law and Memory", "The Making of the Harbour", "Empire", "Women's Work", "Reading Maps"],
    and: "and",
    within: "in",
    towns: &["London", "Oxford", "New York", "Cambridge", "Chicago", "Cambridge, MA", "Princeton", "Toronto", "Sydney", "Edinburgh", "Berkeley", "New Haven, Conn.", "Boston", "Ithaca, NY"],
    publishers: &["Oxford University Press", "Cambridge University Press", "Routledge", "Knopf", "Harvard University Press", "Penguin", "Verso", "Clarendon Press", "Polity", "Macmillan", "Hart", "University of Chicago Press", "Ashgate", "Brill", "W. W. Norton", "Yale UP", "OUP", "CUP"],
    journals: &["Journal of Law and Society", "J. of Law and Society", "Modern Law Rev.", "Yale Law J.", "Past & Present", "The Journal of Salt Studies", "Law and Society Review", "Harvard Law Rev.", "Stan. L. Rev.", "Oxford J. of Legal Studies", "Social & Legal Studies", "McGill LJ", "Osgoode Hall LJ", "History Workshop Journal", "Critical Inquiry", "Mich. L. Rev.", "Sydney Law Rev.", "Feminist Legal Studies", "Political Studies"],
    newspapers: &["New York Times", "The Guardian", "The Times", "The Age", "Washington Post", "The Globe and Mail", "Financial Times", "Dawn (Lahore)", "The Observer", "Wall Street Journal", "The Economist", "Irish Times"],
    series: &["Studies in Social History", "Cambridge Studies in Law", "Lecture Notes in Salt Science", "Camden Series", "Routledge Studies in Memory", "NBER Working Paper"],
    theses: &["PhD diss.", "PhD thesis", "Master's thesis", "unpublished PhD thesis", "doctoral dissertation", "LLM thesis"],
    bodies: &["Law Reform Commission", "United Nations", "Department of Health", "Human Rights Watch", "World Bank", "Australian Law Reform Commission", "National Research Council", "A.L.R.C.", "Ministry of Justice", "Amnesty International"],
    months: &["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December", "Jan.", "Feb.", "Sept.", "Oct.", "Dec."],
};

const GERMAN: Words = Words {
    given: &["Hans", "Klaus", "Ursula", "Erhard", "Niklas", "Wolfgang", "Sabine", "Karl-Heinz", "Udo", "Monika", "Jürgen", "Rolf", "Gottfried", "Birgit", "Ekkehard", "Hartmut"],
    families: &["Steinhauer", "Lindemann", "Brockdorff", "Reiser", "Waldner", "Krüger", "Hohenfels", "Tillmann", "Schöller", "Vogt", "Ahrens", "Morgenthal", "Bender", "Pfeiffer", "Grabowski", "Zacher", "Kübler", "Röhl"],
    nouns: &["Die Ordnung der Märkte", "Recht und Gesellschaft", "Das Salz", "Soziologie der Gerichte", "Legitimation", "Der Zugang zum Recht", "Die Geschichte der Mietprozesse", "Strafverfolgung", "Erinnerung", "Verfahren", "Untersuchungen zur Rechtsberatung", "Handel"],
    and: "und",
    within: "in",
    towns: &["Berlin", "Frankfurt am Main", "Frankfurt/Main", "München", "Tübingen", "Köln", "Opladen", "Neuwied", "Wien", "Stuttgart", "Leipzig", "Göttingen", "Baden-Baden", "Neuwied und Darmstadt", "Berlin/New York", "Hamburg", "Zürich", "Bielefeld", "Reinbek"],
    publishers: &["Suhrkamp", "C.H. Beck", "Mohr Siebeck", "Nomos", "de Gruyter", "Westdeutscher Verlag", "Luchterhand", "Duncker & Humblot", "Campus", "Böhlau", "Wissenschaftszentrum Berlin", "Metzler"],
    journals: &["Zeitschrift für Rechtssoziologie", "Archiv für Kulturgeschichte", "Historische Zeitschrift", "Kölner Zeitschrift für Soziologie und Sozialpsychologie", "JZ", "NJW", "Soziale Welt", "Zeitschrift für Soziologie", "Jahrbuch für Rechtssoziologie und Rechtstheorie", "AöR", "DuR", "Kriminologisches Journal"],
    newspapers: &["Frankfurter Allgemeine Zeitung", "Süddeutsche Zeitung", "Die Zeit", "Der Spiegel", "Neue Zürcher Zeitung", "taz", "FAZ"],
    series: &["Schriften zur Rechtssoziologie, Bd.", "Beihefte zum Archiv", "Abhandlungen zum Strafrecht", "edition suhrkamp"],
    theses: &["Diss.", "Phil. Diss.", "jur. Diss.", "Dissertation", "Habil.", "Diss. jur.", "Manuskript"],
    bodies: &["Statistisches Bundesamt", "Bundesministerium der Justiz", "Max-Planck-Institut für Salzforschung", "Deutscher Bundestag", "Bundesamt für Statistik"],
    months: &["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
};

const FRENCH: Words = Words {
    given: &["Jean", "Marie", "Pierre", "Claude", "Françoise", "Michel", "Jean-Pierre", "Hélène", "Louis", "Étienne", "Sylvie", "Jacques"],
    families: &["Delacour", "Marchand", "Lefèvre", "Duroc", "Beaumanoir", "Tissier", "Morel", "Garnier", "Chastel", "Rouvière", "Bonnet", "Lacombe", "Perrault"],
    nouns: &["Le commerce du sel", "La ville et ses archives", "Les frontières du droit", "L'État et la mémoire", "Histoire des marchés", "La république des lettres", "Les gens de mer", "Le contrat", "Pouvoirs"],
    and: "et",
    within: "à",
    towns: &["Paris", "Lyon", "Genève", "Bruxelles", "Montréal", "Strasbourg", "Aix-en-Provence", "Rennes", "Québec"],
    publishers: &["Gallimard", "Seuil", "PUF", "Armand Colin", "Dalloz", "L.G.D.J.", "Fayard", "Presses universitaires de France", "Albin Michel", "Droz", "Éditions du CNRS", "LGDJ", "Bruylant"],
    journals: &["Annales", "Revue historique", "RTD civ.", "Revue française de sociologie", "D.", "Annales. Histoire, sciences sociales", "RFDA", "Cahiers du monde russe", "Actes de la recherche en sciences sociales", "Revue du droit public"],
    newspapers: &["Le Monde", "Le Figaro", "Libération", "Le Devoir", "Le Soir"],
    series: &["Bibliothèque de droit privé, t.", "Que sais-je ?, n°", "Cahiers du salin"],
    theses: &["thèse de doctorat", "thèse", "mémoire de master", "thèse dactyl."],
    bodies: &["Conseil d'État", "Ministère de la Justice", "INSEE", "Cour de cassation", "Conseil de l'Europe"],
    months: &["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
};

const ITALIAN: Words = Words {
    given: &["Giuseppe", "Maria", "Carlo", "Lucia", "Gino", "Paolo", "Anna", "Marino", "Francesca", "Aldo", "Rodolfo", "Elena"],
    families: &["Bertolini", "Zanetti", "Morosin", "Gallo", "Cessari", "Berengo", "Tomaselli", "Luzzati", "Pavan", "Ferrarin", "Romanello", "Contarin", "De Santis"],
    nouns: &["Il commercio del sale", "La Repubblica di Venezia", "Storia della scuola", "I libri e le stampe", "Le arti", "La pittura", "Ville e giardini", "Ricerche sull'economia", "Il Senato", "Lettere", "Documenti"],
    and: "e",
    within: "a",
    towns: &["Venezia", "Milano", "Roma", "Firenze", "Torino", "Bologna", "Padova", "Napoli", "Treviso", "Vicenza", "Roma-Bari", "Milano-Napoli"],
    publishers: &["Einaudi", "Laterza", "Olschki", "Il Mulino", "Neri Pozza", "Marsilio", "Electa", "Giuffrè", "Feltrinelli", "Mondadori", "Antenore", "Istituto Poligrafico"],
    journals: &["Studi Veneziani", "Archivio Veneto", "Rivista storica italiana", "Ateneo Veneto", "Nuova Rivista Musicale", "Arte Veneta", "Quaderni storici", "Nuovo Archivio Veneto", "Il Foro italiano"],
    newspapers: &["Corriere della Sera", "La Repubblica", "Il Gazzettino", "La Stampa"],
    series: &["Collana di studi, n.", "Fonti per la storia,", "Civiltà veneziana. Saggi,"],
    theses: &["tesi di laurea", "tesi di dottorato", "catalogo della mostra"],
    bodies: &["Ministero della Giustizia", "Istituto Veneto", "Accademia dei Lincei", "Archivio di Stato"],
    months: &["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"],
};

const SPANISH: Words = Words {
    given: &["José", "María", "Juan", "Carmen", "Luis", "Ana", "Francisco", "Pilar", "Miguel", "Rosa"],
    families: &["García Montes", "Herrera", "López Rivas", "Castillo", "Ortega", "Vega", "Navarro", "Prieto Sanz", "Salazar", "Mendoza", "Iglesias"],
    nouns: &["El comercio de la sal", "La memoria histórica", "El derecho y la sociedad", "Historia de los mercados", "Las mujeres", "La ciudad colonial", "El Estado", "Los puertos", "Teoría del contrato"],
    and: "y",
    within: "en",
    towns: &["Madrid", "Barcelona", "Sevilla", "México", "Buenos Aires", "Salamanca", "Bogotá", "Valencia", "México, D.F."],
    publishers: &["Alianza", "Fondo de Cultura Económica", "Cátedra", "Tecnos", "Siglo XXI", "Ariel", "Crítica", "Aranzadi", "Tirant lo Blanch", "Taurus"],
    journals: &["Revista de Indias", "Hispania", "Revista española de derecho", "Cuadernos de historia", "Anuario de estudios", "Historia Mexicana"],
    newspapers: &["El País", "El Mundo", "La Nación", "ABC"],
    series: &["Colección Historia, n.º", "Serie Derecho,"],
    theses: &["tesis doctoral", "tesis de maestría"],
    bodies: &["Ministerio de Justicia", "Naciones Unidas", "Tribunal Constitucional"],
    months: &["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
};

const PORTUGUESE: Words = Words {
    given: &["João", "Maria", "António", "Sérgio", "Ana", "Paulo", "Luísa", "Fernando"],
    families: &["Ferreira", "Carvalho", "Almeida", "Teixeira", "Nogueira", "Barbosa", "Moreira", "Pinto", "Magalhães"],
    nouns: &["O comércio do sal", "História do Brasil", "A escravidão", "O direito e a cidade", "Memória", "Os portos", "A formação do Estado", "Contratos"],
    and: "e",
    within: "em",
    towns: &["Lisboa", "São Paulo", "Rio de Janeiro", "Coimbra", "Porto", "Belo Horizonte", "Brasília"],
    publishers: &["Companhia das Letras", "Almedina", "Saraiva", "Editora UFMG", "Caminho", "Civilização Brasileira", "Malheiros"],
    journals: &["Revista Brasileira de História", "Análise Social", "Estudos Históricos", "Revista de Direito", "Lusitania Sacra"],
    newspapers: &["Folha de S. Paulo", "Público", "O Globo"],
    series: &["Coleção Brasiliana, v.", "Série Estudos,"],
    theses: &["tese de doutorado", "dissertação de mestrado", "Tese (Doutorado)"],
    bodies: &["Ministério da Justiça", "IBGE", "Supremo Tribunal Federal"],
    months: &["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"],
};

const DUTCH: Words = Words {
    given: &["Jan", "Pieter", "Johanna", "Willem", "Cornelis", "Marijke", "Hendrik", "Els"],
    families: &["Vermeer", "Jansen", "Bakker", "Dijkstra", "Meulenbelt", "Hoekstra", "Smit", "Kuiper"],
    nouns: &["De zouthandel", "Recht en samenleving", "Geschiedenis van de haven", "Het geheugen", "De republiek", "Vrouwen", "Het contract"],
    and: "en",
    within: "in",
    towns: &["Amsterdam", "Leiden", "Den Haag", "Utrecht", "Antwerpen", "Rotterdam", "Nijmegen"],
    publishers: &["Brill", "Boom", "Kluwer", "Amsterdam University Press", "Van Oorschot", "Bert Bakker"],
    journals: &["Tijdschrift voor Geschiedenis", "BMGN", "Nederlands Juristenblad", "Tijdschrift voor Sociale Geschiedenis"],
    newspapers: &["NRC Handelsblad", "de Volkskrant", "Trouw"],
    series: &["Werken uitgegeven door het genootschap,", "Reeks Recht,"],
    theses: &["proefschrift", "dissertatie"],
    bodies: &["Centraal Bureau voor de Statistiek", "Ministerie van Justitie"],
    months: &["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"],
};

const RUSSIAN: Words = Words {
    given: &["Иван", "Анна", "Сергей", "Н. В.", "А. И.", "Елена", "В. П.", "Дмитрий", "Ю. М.", "Л. С."],
    families: &["Соколов", "Иванова", "Петренко", "Белов", "Кузнецова", "Лотман", "Орлов", "Медведев", "Сахаров", "Зорин"],
    nouns: &["История соляной торговли", "Право и общество", "Память", "Русская деревня", "Очерки истории города", "Государство", "Рынки", "Письма", "Договор"],
    and: "и",
    within: "в городе",
    towns: &["М.", "Москва", "СПб.", "Л.", "Санкт-Петербург", "Киев", "М.; Л.", "Новосибирск"],
    publishers: &["Наука", "Изд-во МГУ", "НЛО", "Мысль", "РОССПЭН", "Языки славянской культуры"],
    journals: &["Вопросы истории", "Отечественная история", "Вестник МГУ", "Русская литература", "Государство и право", "Новое литературное обозрение"],
    newspapers: &["Известия", "Правда", "Коммерсантъ"],
    series: &["Труды института,", "Серия истории, вып."],
    theses: &["дис. … канд. ист. наук", "автореф. дис. … д-ра юрид. наук"],
    bodies: &["Российская академия наук", "Министерство юстиции"],
    months: &["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
};

fn own_words(tongue: Tongue) -> &'static Words {
    match tongue {
        Tongue::English => &ENGLISH,
        Tongue::German => &GERMAN,
        Tongue::French => &FRENCH,
        Tongue::Italian => &ITALIAN,
        Tongue::Spanish => &SPANISH,
        Tongue::Portuguese => &PORTUGUESE,
        Tongue::Dutch => &DUTCH,
        Tongue::Russian => &RUSSIAN,
    }
}
