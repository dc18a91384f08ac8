//! A style → what it prints for a work of each main type.

use ibidem_citations::csl_json::JsonItem;
use ibidem_citations::style::csl::{Citation, Cite, CslStyle, Output, Processor};
use ibidem_citations::{Date, Item, Kind, Name, Value, Variable};

/// What a style prints for one work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The CSL type of the work.
    pub kind: &'static str,
    /// The forms in which it is printed, such as `bibliography`, each with its text.
    pub lines: Vec<(&'static str, String)>,
}

/// Prints an example of each main type, in the locale of the style or the one asked for.
///
/// A style that cites in notes prints each work as a first note, as the note behind it at another
/// page, and as a later one; any style with a bibliography prints its entry.
pub fn examples(style: &CslStyle, locale: Option<&str>) -> Vec<Example> {
    let works = works();
    let items = || works.iter().zip(1..).map(|(work, id)| JsonItem::of(work, id.to_string())).collect();
    let processor = match locale {
        Some(locale) => Processor::with_locale(style, locale, items()),
        None => Processor::new(style, None, items()),
    };
    let entries = processor.bibliography();
    let cited = cited(&processor, works.len(), style.is_note());
    let mut examples = Vec::with_capacity(works.len());
    for ((work, id), cited) in works.iter().zip(1..).zip(cited) {
        let mut lines = Vec::new();
        if style.is_note() {
            lines.extend(FORMS.into_iter().zip(cited));
        } else {
            lines.extend(cited.into_iter().next().map(|cited| ("in the text", cited)));
        }
        let entry = entries.iter().find(|entry| entry.id == id.to_string());
        lines.extend(entry.map(|entry| ("bibliography", entry.rendered.written(Output::Text))));
        lines.retain(|(_, line)| !line.trim().is_empty());
        examples.push(Example { kind: work.kind.name(), lines });
    }
    examples
}

/// The notes in which a work is cited.
const FORMS: [&str; 3] = ["first note", "next note", "later note"];

/// What a document prints that cites each work in two notes that follow each other, and once more at
/// its end: for each work its notes.
fn cited(processor: &Processor, works: usize, is_note: bool) -> Vec<Vec<String>> {
    let twice = (0..works).flat_map(|work| [work, work]);
    let order: Vec<usize> = twice.chain(0..works).collect();
    let citations: Vec<Citation> = order
        .iter()
        .zip(1..)
        .map(|(work, note)| Citation {
            note: if is_note { note } else { 0 },
            cites: vec![Cite {
                id: (work + 1).to_string(),
                locator: Some((46 + note).to_string()),
                ..Cite::default()
            }],
            ..Citation::default()
        })
        .collect();
    let mut printed = vec![Vec::new(); works];
    for (work, rendered) in order.into_iter().zip(processor.citations(&citations)) {
        printed[work].push(rendered.written(Output::Text));
    }
    printed
}

/// Invented works, one of each main type.
fn works() -> Vec<Item> {
    vec![
        item(
            Kind::Book,
            &["Mara|Ellingsen"],
            Date::year(1987),
            &[
                (Variable::Title, "The tidal archive: Harbor towns and their papers"),
                (Variable::Publisher, "Northgate Press"),
                (Variable::PublisherPlace, "Bergen"),
            ],
        ),
        item(
            Kind::Chapter,
            &["Tomas|Verhoeven"],
            Date::year(2004),
            &[
                (Variable::Title, "Ledgers of salt"),
                (Variable::ContainerTitle, "Trade and memory in the Low Countries"),
                (Variable::Publisher, "Quay University Press"),
                (Variable::PublisherPlace, "Ghent"),
                (Variable::Page, "45-71"),
            ],
        ),
        item(
            Kind::ArticleJournal,
            &["Ana|Ruiz", "Peter|Lang"],
            Date::year(2015),
            &[
                (Variable::Title, "Counting ships before statistics"),
                (Variable::ContainerTitle, "Journal of Port History"),
                (Variable::Volume, "12"),
                (Variable::Issue, "3"),
                (Variable::Page, "201-229"),
                (Variable::Doi, "10.5555/jph.2015.12.3.201"),
            ],
        ),
        item(
            Kind::ArticleNewspaper,
            &["Ines|Okafor"],
            Date::new(1998, Some(5), Some(4)),
            &[
                (Variable::Title, "Last ferry leaves the old quay"),
                (Variable::ContainerTitle, "The Coastal Times"),
                (Variable::Page, "7"),
            ],
        ),
        item(
            Kind::Thesis,
            &["Jonas|Wirth"],
            Date::year(2011),
            &[
                (Variable::Title, "Pilots and pilotage on the lower river"),
                (Variable::Genre, "PhD thesis"),
                (Variable::Publisher, "University of Linden"),
            ],
        ),
        item(
            Kind::Report,
            &["|Harbor Commission"],
            Date::year(1973),
            &[
                (Variable::Title, "Silting of the eastern basin"),
                (Variable::Publisher, "Harbor Commission"),
                (Variable::PublisherPlace, "Linden"),
                (Variable::Number, "14"),
            ],
        ),
        item(
            Kind::Webpage,
            &["Ada|Quill"],
            Date::new(2019, Some(11), Some(3)),
            &[
                (Variable::Title, "How lighthouses got their numbers"),
                (Variable::ContainerTitle, "Lamps and Lenses"),
                (Variable::Url, "https://lamps.example.org/numbers"),
            ],
        ),
        item(
            Kind::LegalCase,
            &[],
            Date::year(1962),
            &[
                (Variable::Title, "Harbor Board v. Lund"),
                (Variable::Authority, "Supreme Court"),
                (Variable::ContainerTitle, "Coastal Law Reports"),
                (Variable::Volume, "48"),
                (Variable::Page, "310"),
            ],
        ),
    ]
}

/// Names are written `Given|Family`; one without given name is that of an institution.
fn item(kind: Kind, authors: &[&str], issued: Date, texts: &[(Variable, &str)]) -> Item {
    let mut item = Item::new(kind);
    let name = |name: &&str| match name.split_once('|') {
        Some((given, family)) if !given.is_empty() => Name::person(given, family),
        Some((_, literal)) => Name::literal(literal),
        None => Name::literal(*name),
    };
    if !authors.is_empty() {
        item.set(Variable::Author, Value::Names(authors.iter().map(name).collect()), None, 1.0);
    }
    if kind == Kind::Chapter {
        item.set(Variable::Editor, Value::Names(vec![Name::person("Elke", "Brandt")]), None, 1.0);
    }
    for (variable, text) in texts {
        item.set(*variable, Value::Text((*text).to_owned()), None, 1.0);
    }
    item.set(Variable::Issued, Value::Date(issued), None, 1.0);
    if kind == Kind::Webpage {
        item.set(Variable::Accessed, Value::Date(Date::new(2024, Some(2), Some(9))), None, 1.0);
    }
    item
}
