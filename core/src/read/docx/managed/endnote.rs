//! A citation of EndNote → works: `<EndNote><Cite><record>…`, the form in which it also exports a library.

use ibidem_citations::{Date, Item, Kind, Name, Span, Value, Variable, parse};

use super::{CitedWork, says_something, with_doi};
use crate::read::xml::{Element, Xml};

/// Where what a record says stands in it, and what that is in CSL.
const TEXTS: [(&[&str], Variable); 11] = [
    (&["titles", "title"], Variable::Title),
    (&["titles", "tertiary-title"], Variable::CollectionTitle),
    (&["pages"], Variable::Page),
    (&["volume"], Variable::Volume),
    (&["edition"], Variable::Edition),
    (&["pub-location"], Variable::PublisherPlace),
    (&["publisher"], Variable::Publisher),
    (&["isbn"], Variable::Isbn),
    (&["language"], Variable::Language),
    (&["urls", "related-urls", "url"], Variable::Url),
    (&["electronic-resource-num"], Variable::Doi),
];

/// Reads all works of a citation.
pub(super) fn read(text: &str) -> Vec<CitedWork> {
    let xml = Xml::read(text, Span::new(0, text.len()));
    if xml.broken_at.is_some() {
        return Vec::new();
    }
    let cites = xml.named("Cite").filter_map(|cite| xml.child(cite, "record"));
    cites.take(super::MOST_WORKS).filter_map(|record| work(&xml, record)).collect()
}

fn work(xml: &Xml<'_>, record: &Element<'_>) -> Option<CitedWork> {
    let kind = xml.child(record, "ref-type").and_then(|kind| kind.attribute("name")).unwrap_or_default();
    let mut item = Item::new(kind_named(&kind));
    for (path, variable) in TEXTS {
        let text = at(xml, record, path).map(|text| match variable {
            Variable::Doi => doi(&text).to_owned(),
            _ => text,
        });
        set(&mut item, variable, text.map(Value::Text));
    }
    let (container, number) = match item.kind {
        Kind::Book => (Variable::CollectionTitle, Variable::CollectionNumber),
        _ => (Variable::ContainerTitle, Variable::Issue),
    };
    let journal = || at(xml, record, &["periodical", "full-title"]);
    set(
        &mut item,
        container,
        at(xml, record, &["titles", "secondary-title"]).or_else(journal).map(Value::Text),
    );
    set(&mut item, number, at(xml, record, &["number"]).map(Value::Text));
    let year = at(xml, record, &["dates", "year"]).and_then(|year| year.parse().ok());
    set(&mut item, Variable::Issued, year.map(|year| Value::Date(Date::new(year, None, None))));
    for (role, variable) in [("authors", Variable::Author), ("secondary-authors", Variable::Editor)] {
        let people = xml.child(record, "contributors").and_then(|people| xml.child(people, role));
        let names: Vec<Name> = people
            .into_iter()
            .flat_map(|people| xml.children(people))
            .map(|one| name(&xml.text_of(one)))
            .collect();
        set(
            &mut item,
            variable,
            Some(Value::Names(names)).filter(|names| *names != Value::Names(Vec::new())),
        );
    }
    let keys = xml.child(record, "foreign-keys").into_iter().flat_map(|keys| xml.children(keys));
    let keys =
        keys.filter_map(|key| Some(format!("endnote:{}:{}", key.attribute("db-id")?, xml.text_of(key))));
    says_something(CitedWork { identities: with_doi(keys.collect(), &item), item })
}

fn set(item: &mut Item, variable: Variable, value: Option<Value>) {
    if let Some(value) = value {
        item.set(variable, value, None, 1.0);
    }
}

/// The text at the end of a path, if there is any.
fn at(xml: &Xml<'_>, record: &Element<'_>, path: &[&str]) -> Option<String> {
    let mut element = record;
    for name in path {
        element = xml.child(element, name)?;
    }
    Some(xml.text_of(element)).filter(|text| !text.is_empty())
}

/// “Lee, Ann”; a comma at the end says that it is the name of a body.
fn name(text: &str) -> Name {
    match text.split_once(',') {
        Some((family, "")) => Name::literal(family),
        Some((family, given)) => Name::person(given.trim(), family),
        None => parse::name(text),
    }
}

fn doi(text: &str) -> &str {
    let prefixes =
        ["https://doi.org/", "http://dx.doi.org/", "https://dx.doi.org/", "http://doi.org/", "doi:"];
    prefixes.iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text).trim()
}

/// Types as EndNote names them in English, which it does in every language.
fn kind_named(name: &str) -> Kind {
    match name {
        "Journal Article" | "Electronic Article" => Kind::ArticleJournal,
        "Magazine Article" => Kind::ArticleMagazine,
        "Newspaper Article" => Kind::ArticleNewspaper,
        "Book" | "Edited Book" | "Electronic Book" | "Classical Work" => Kind::Book,
        "Book Section" | "Electronic Book Section" => Kind::Chapter,
        "Conference Paper" | "Conference Proceedings" => Kind::PaperConference,
        "Thesis" => Kind::Thesis,
        "Report" | "Government Document" => Kind::Report,
        "Web Page" => Kind::Webpage,
        "Blog" => Kind::PostWeblog,
        "Manuscript" => Kind::Manuscript,
        "Personal Communication" => Kind::PersonalCommunication,
        "Case" => Kind::LegalCase,
        "Statute" => Kind::Legislation,
        "Bill" => Kind::Bill,
        "Patent" => Kind::Patent,
        "Map" => Kind::Map,
        "Dataset" => Kind::Dataset,
        _ => Kind::Document,
    }
}
