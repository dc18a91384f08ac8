//! Thirteen works of different kinds, all invented but two, for the tests of the forms and styles.

use crate::{Bibliography, Date, DateParts, Item, Kind, Name, Span, Value, Variable, Work, WorkId};

/// An item with these variables.
pub(crate) fn item(kind: Kind, fields: &[(Variable, Value)]) -> Item {
    let mut item = Item::new(kind);
    for (variable, value) in fields {
        item.set(*variable, value.clone(), None, 1.0);
    }
    item
}

/// A bibliography of these items.
pub(crate) fn bibliography_of(items: &[Item]) -> Bibliography {
    let work = |(number, item): (u32, &Item)| Work {
        id: WorkId(number),
        item: item.clone(),
        first_cited: Span::default(),
        mentions: Vec::new(),
    };
    Bibliography { works: (1..).zip(items).map(work).collect() }
}

/// All thirteen.
pub(crate) fn bibliography() -> Bibliography {
    bibliography_of(&[
        newspaper(),
        journal(),
        book(),
        chapter(),
        report(),
        thesis(),
        web_page(),
        interview(),
        encyclopedia(),
        date_range(),
        institution(),
        forthcoming(),
        case(),
    ])
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn people(names: &[(&str, &str)]) -> Value {
    Value::Names(names.iter().map(|(given, family)| Name::person(*given, *family)).collect())
}

fn day(year: i32, month: u8, day: u8) -> Value {
    Value::Date(Date::new(year, Some(month), Some(day)))
}

fn year(year: i32) -> Value {
    Value::Date(Date::year(year))
}

pub(crate) fn newspaper() -> Item {
    item(
        Kind::ArticleNewspaper,
        &[
            (Variable::Author, people(&[("Ngozi", "Okafor")])),
            (Variable::Title, text("Harbor strike enters third week")),
            (Variable::ContainerTitle, text("The Guardian")),
            (Variable::PublisherPlace, text("Lagos")),
            (Variable::Page, text("A4")),
            (Variable::Issued, day(2009, 4, 21)),
            (Variable::Accessed, day(2024, 11, 3)),
            (Variable::Url, text("https://guardian.example/harbor_strike?id=7&p=1")),
        ],
    )
}

pub(crate) fn journal() -> Item {
    item(
        Kind::ArticleJournal,
        &[
            (Variable::Author, people(&[("José", "Ortega y Pinto"), ("Ann", "Lee")])),
            (Variable::Title, text("Dockers and Docks: A “New” History")),
            (Variable::ContainerTitle, text("Journal of Harbor Cities")),
            (Variable::Volume, text("12")),
            (Variable::Issue, text("3")),
            (Variable::Page, text("201-229")),
            (Variable::Issued, Value::Date(Date::new(1994, Some(7), None))),
            (Variable::Doi, text("10.1000/jhc.1994_12<3>")),
        ],
    )
}

/// A real book.
pub(crate) fn book() -> Item {
    item(
        Kind::Book,
        &[
            (Variable::Author, people(&[("Carl E.", "Schorske")])),
            (Variable::Title, text("Fin-de-siècle Vienna: Politics and Culture")),
            (Variable::Publisher, text("Knopf")),
            (Variable::PublisherPlace, text("New York")),
            (Variable::Issued, year(1980)),
        ],
    )
}

pub(crate) fn chapter() -> Item {
    let mut author = Name::person("Jan", "Dijk");
    author.non_dropping_particle = Some("van".to_owned());
    item(
        Kind::Chapter,
        &[
            (Variable::Author, Value::Names(vec![author])),
            (Variable::Title, text("Tides and Tariffs")),
            (Variable::Editor, people(&[("Mary", "Quill"), ("Ode", "Brandt")])),
            (Variable::ContainerTitle, text("Ports of the North")),
            (Variable::Page, text("45–71")),
            (Variable::Publisher, text("Quayside Press")),
            (Variable::PublisherPlace, text("Rotterdam")),
            (Variable::Issued, year(2003)),
        ],
    )
}

pub(crate) fn report() -> Item {
    item(
        Kind::Report,
        &[
            (Variable::Author, people(&[("Paula", "Reyes"), ("Tom", "Novak")])),
            (Variable::Title, text("Container Traffic 1990–2010")),
            (Variable::Number, text("WP-17")),
            (Variable::Genre, text("Working Paper")),
            (Variable::Publisher, text("Institute for Sea Trade")),
            (Variable::PublisherPlace, text("Hamburg")),
            (Variable::Issued, year(2011)),
        ],
    )
}

pub(crate) fn thesis() -> Item {
    item(
        Kind::Thesis,
        &[
            (Variable::Author, people(&[("Ilse", "Weiß")])),
            (Variable::Title, text("Der Hafen und die Stadt")),
            (Variable::Genre, text("PhD diss.")),
            (Variable::Publisher, text("Universität Rostock")),
            (Variable::Issued, year(1998)),
            (Variable::Language, text("de")),
        ],
    )
}

pub(crate) fn web_page() -> Item {
    item(
        Kind::Webpage,
        &[
            (Variable::Title, text("A Short History of the Old Dock")),
            (Variable::ContainerTitle, text("Harbor Archive")),
            (Variable::Accessed, day(2023, 2, 1)),
            (Variable::Url, text("https://harbor.example/archive/~history")),
        ],
    )
}

pub(crate) fn interview() -> Item {
    item(
        Kind::Interview,
        &[
            (Variable::Author, people(&[("Rosa", "Almeida")])),
            (Variable::Interviewer, people(&[("Dan", "Frost")])),
            (Variable::Title, text("Forty Years on the Crane")),
            (Variable::ContainerTitle, text("Dock Talk")),
            (Variable::Issued, day(2015, 9, 30)),
        ],
    )
}

pub(crate) fn encyclopedia() -> Item {
    item(
        Kind::EntryEncyclopedia,
        &[
            (Variable::Title, text("Stevedore")),
            (Variable::ContainerTitle, text("Encyclopædia Britannica")),
            (Variable::Edition, text("11")),
            (Variable::Volume, text("25")),
            (Variable::Issued, year(1911)),
        ],
    )
}

pub(crate) fn case() -> Item {
    item(
        Kind::LegalCase,
        &[
            (Variable::Title, text("Harbor Board v. Lund")),
            (Variable::Volume, text("312")),
            (Variable::ContainerTitle, text("F.2d")),
            (Variable::Page, text("44")),
            (Variable::Authority, text("5th Cir.")),
            (Variable::Issued, year(1963)),
        ],
    )
}

pub(crate) fn date_range() -> Item {
    let parts = [1958, 1963].map(|year| DateParts { year, month: None, day: None });
    item(
        Kind::Book,
        &[
            (Variable::Author, people(&[("Max", "Ferry")])),
            (Variable::Title, text("Collected Harbor Letters")),
            (Variable::NumberOfVolumes, text("3")),
            (Variable::Publisher, text("Mole & Sons")),
            (Variable::PublisherPlace, text("Leith")),
            (Variable::Issued, Value::Date(Date { parts: parts.to_vec(), ..Date::default() })),
        ],
    )
}

pub(crate) fn institution() -> Item {
    item(
        Kind::Report,
        &[
            (Variable::Author, Value::Names(vec![Name::literal("Ministry of Culture, Media and Sport")])),
            (Variable::Title, text("Report on Piers")),
            (Variable::PublisherPlace, text("London")),
            (Variable::Publisher, text("HMSO")),
            (Variable::Issued, Value::Date(Date { circa: true, ..Date::year(1921) })),
        ],
    )
}

pub(crate) fn forthcoming() -> Item {
    let literal = Some("forthcoming".to_owned());
    item(
        Kind::Book,
        &[
            (Variable::Author, people(&[("Lena", "Zorn")])),
            (Variable::Title, text("Harbors to Come")),
            (Variable::Publisher, text("Knopf")),
            (Variable::PublisherPlace, text("New York")),
            (Variable::Issued, Value::Date(Date { literal, ..Date::default() })),
        ],
    )
}

/// An item with every variable there is.
pub(crate) fn everything(kind: Kind) -> Item {
    let mut item = Item::new(kind);
    for (variable, value) in Variable::ALL.iter().zip(everything_values()) {
        let value = if variable.holds_names() {
            Value::Names(vec![Name::person("G.", value)])
        } else if variable.holds_date() {
            let mut parts = value.split('-');
            let mut next = || parts.next().and_then(|part| part.parse::<u16>().ok()).unwrap_or_default();
            let (year, month, day) = (next(), next(), next());
            Value::Date(Date::new(i32::from(year), u8::try_from(month).ok(), u8::try_from(day).ok()))
        } else {
            Value::Text(value)
        };
        item.set(*variable, value, None, 1.0);
    }
    item
}

/// The values of [`everything`], in the order of [`Variable::ALL`].
pub(crate) fn everything_values() -> Vec<String> {
    let value = |variable: &Variable| match variable {
        Variable::Issued => "1999-03-04".to_owned(),
        Variable::Accessed => "2024-11-05".to_owned(),
        Variable::OriginalDate => "1888-01-02".to_owned(),
        Variable::EventDate => "1777-02-03".to_owned(),
        Variable::Url => "https://value.example/of/url".to_owned(),
        Variable::Page => "A77".to_owned(),
        other => format!("value-of-{}", other.name().replace('_', "-")),
    };
    Variable::ALL.iter().map(value).collect()
}

/// Everything that means something to one of the forms.
const HOSTILE: &str = "a }{ \\ % & $ # _ ^ ~ \"q\" 'r' : |\r\nER  - \r\nTY  - JOUR\n@book{x,\n---\n- b: c\u{0}\u{1b}[31m\u{202e}";

/// The same as one line.
pub(crate) const HOSTILE_LINE: &str =
    "a }{ \\ % & $ # _ ^ ~ \"q\" 'r' : | ER - TY - JOUR @book{x, --- - b: c [31m";

/// An item that tries to break out of every form.
pub(crate) fn hostile(kind: Kind) -> Item {
    let mut item = Item::new(kind);
    for variable in Variable::ALL {
        let value = if variable.holds_names() {
            Value::Names(vec![Name::person(HOSTILE, HOSTILE), Name::literal(HOSTILE)])
        } else if variable.holds_date() {
            Value::Date(Date { literal: Some(HOSTILE.to_owned()), ..Date::default() })
        } else {
            text(HOSTILE)
        };
        item.set(*variable, value, None, 1.0);
    }
    item
}

/// Every brace closes one that was opened.
pub(crate) fn assert_balanced(text: &str) {
    let mut depth = 0_i32;
    for c in text.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        assert!(depth >= 0, "{text}");
    }
    assert_eq!(depth, 0, "{text}");
}
