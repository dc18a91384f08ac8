//! Page → what it says of itself: `<meta>`, JSON-LD, `<html lang>`, `<time>`.

use ibidem_citations::{Date, Metadata, Name, Span, parse};

use super::References;
use super::links::Plan;
use super::page::{Event, Page};
use super::shape;

/// The most characters of JSON-LD that are read.
const JSON: usize = 200_000;

/// What a page says of itself.
#[derive(Default)]
pub(super) struct Head {
    pub(super) metadata: Metadata,
    pub(super) language: Option<String>,
}

/// Reads title, authors, date and language; the names of libraries go before those of social networks.
pub(super) fn read<'a>(page: &Page<'a>, plan: &Plan, references: &mut References<'a>) -> Head {
    let meta = Meta::read(page);
    let json = json_ld(page);
    let text =
        |value: &serde_json::Value| value.as_str().map(str::to_owned).filter(|text| !text.trim().is_empty());
    let of_json = |key: &str| json.as_ref().and_then(|json| json.get(key));
    let title = meta
        .first(&["citation_title", "dc.title", "dcterms.title"])
        .or_else(|| of_json("headline").or_else(|| of_json("name")).and_then(text))
        .or_else(|| own_title(page, plan, &meta, references));
    let mut authors =
        names(&meta.all(&["citation_author", "citation_authors", "dc.creator", "dcterms.creator"]));
    if authors.is_empty() {
        authors = of_json("author").map(json_names).unwrap_or_default();
    }
    if authors.is_empty() {
        authors = names(&meta.all(&["author", "article:author", "parsely-author", "sailthru.author"]));
    }
    if authors.is_empty() {
        authors = byline(page, plan, references);
    }
    let issued = meta
        .first(&[
            "citation_publication_date",
            "citation_date",
            "citation_online_date",
            "dc.date",
            "dcterms.issued",
            "dc.date.issued",
            "article:published_time",
            "date",
        ])
        .or_else(|| of_json("datePublished").and_then(text))
        .or_else(|| time(page, plan));
    Head {
        metadata: Metadata { title, authors, issued: issued.as_deref().and_then(iso_date) },
        language: language(page, &meta),
    }
}

/// The `<meta>` elements, with their names in lower case.
struct Meta {
    values: Vec<(String, String)>,
}

impl Meta {
    fn read(page: &Page<'_>) -> Self {
        let values = page.elements.iter().filter(|element| element.name == "meta").filter_map(|element| {
            let key = element
                .attribute("name")
                .or(element.attribute("property"))
                .or(element.attribute("itemprop"))?;
            let content = element.attribute("content").filter(|content| !content.is_empty())?;
            let key = key.to_lowercase().replace("dc:", "dc.").replace("dcterms:", "dcterms.");
            Some((key, content.to_owned()))
        });
        Self { values: values.collect() }
    }

    fn all(&self, keys: &[&str]) -> Vec<String> {
        let of = |key: &&str| -> Vec<String> {
            self.values.iter().filter(|(own, _)| own == *key).map(|(_, value)| value.clone()).collect()
        };
        keys.iter().map(of).find(|values| !values.is_empty()).unwrap_or_default()
    }

    fn first(&self, keys: &[&str]) -> Option<String> {
        self.all(keys).into_iter().next()
    }
}

/// The title that a reader sees: the only `<h1>`, or `og:title`, or `<title>` without the name of the site.
fn own_title<'a>(
    page: &Page<'a>,
    plan: &Plan,
    meta: &Meta,
    references: &mut References<'a>,
) -> Option<String> {
    let headings: Vec<usize> = (0..page.elements.len())
        .filter(|i| page.elements.get(*i).is_some_and(|e| e.name == "h1" && !is_left_out(page, plan, *i)))
        .take(20)
        .collect();
    let texts: Vec<String> =
        headings.iter().filter_map(|i| written_text(page, plan, *i, 300, references)).collect();
    let named = meta.first(&["og:title", "twitter:title"]);
    let title = page.elements.iter().position(|element| element.name == "title");
    let title = title.and_then(|i| page.short_text(i, 300, references)).filter(|title| !title.is_empty());
    let declared = named.or(title);
    if let Some(declared) = &declared
        && let Some(heading) =
            texts.iter().find(|text| text.chars().count() > 3 && declared.contains(text.as_str()))
    {
        return Some(heading.clone());
    }
    if let [heading] = texts.as_slice() {
        return Some(heading.clone());
    }
    declared.map(|title| without_site(&title).to_owned())
}

/// “A title – The Name of the Site”.
fn without_site(title: &str) -> &str {
    let cut = [" | ", " – ", " — ", " - ", " :: ", " « "].iter().filter_map(|part| title.rfind(part)).max();
    let head = cut.and_then(|at| title.get(..at)).unwrap_or(title).trim();
    // A short head is more likely the name of the site than the title.
    if head.chars().count() * 2 >= title.chars().count() { head } else { title.trim() }
}

fn is_left_out(page: &Page<'_>, plan: &Plan, element: usize) -> bool {
    page.with_ancestors(element).any(|(i, _)| plan.actions.get(i) == Some(&super::links::Action::LeftOut))
}

/// The text of an element without its markers.
fn written_text<'a>(
    page: &Page<'a>,
    plan: &Plan,
    element: usize,
    most: usize,
    references: &mut References<'a>,
) -> Option<String> {
    let own = page.elements.get(element)?;
    let mut text = String::new();
    let mut at = own.first;
    while at < own.end.min(own.first + 400) {
        match page.events.get(at)? {
            Event::Open(inner)
                if plan.actions.get(*inner).is_some_and(|action| *action != super::links::Action::Text) =>
            {
                at = page.elements.get(*inner)?.end.max(at + 1);
                continue;
            }
            Event::Open(inner) if page.elements.get(*inner).is_some_and(|e| e.name == "br") => text.push(' '),
            Event::Text(span) => text.push_str(&references.decode(span.of(page.source))),
            _ => {}
        }
        at += 1;
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_end_matches(['*', '†']).trim_end();
    (!text.is_empty() && text.chars().count() <= most).then(|| text.to_owned())
}

/// “Doe, Jane” and “Jane Doe”, one in each.
fn names(values: &[String]) -> Vec<Name> {
    let mut names = Vec::new();
    for value in values.iter().filter(|value| !value.contains("://") && !value.contains('@')) {
        let parts: Vec<&str> = value.split(',').map(str::trim).collect();
        match parts.as_slice() {
            [family, given]
                if !given.is_empty()
                    && family.split_whitespace().count() <= 3
                    && !given.contains(" and ")
                    && (given.split_whitespace().count() < 2 || family.split_whitespace().count() < 2) =>
            {
                names.push(Name::person(*given, *family));
            }
            _ => names.extend(parse::names(value)),
        }
    }
    names
}

/// The element that names the author: a class, `rel="author"`, `itemprop="author"`.
fn byline<'a>(page: &Page<'a>, plan: &Plan, references: &mut References<'a>) -> Vec<Name> {
    const CLASSES: [&str; 8] = [
        "author",
        "byline",
        "byline-name",
        "author-name",
        "entry-author",
        "post-author",
        "authors",
        "p-author",
    ];
    let is_author = |i: &usize| {
        page.elements.get(*i).is_some_and(|element| {
            shape::has_class(element, &CLASSES)
                || element.has_word("rel", "author")
                || element.attribute("itemprop") == Some("author")
        })
    };
    let found = (0..page.elements.len()).filter(is_author).filter(|i| !is_left_out(page, plan, *i)).take(10);
    for i in found.collect::<Vec<_>>() {
        let Some(text) = written_text(page, plan, i, 120, references) else { continue };
        let text = ["By ", "by ", "Von ", "Par ", "Por "]
            .iter()
            .find_map(|by| text.strip_prefix(by))
            .unwrap_or(&text);
        let is_name = text.split_whitespace().next().is_some_and(|word| word.starts_with(char::is_uppercase))
            && !text.contains(|c: char| c.is_ascii_digit() || c == ':');
        if is_name && text.split_whitespace().count() >= 2 {
            return parse::names(text);
        }
    }
    Vec::new()
}

/// The first `<time>` that is no part of a note.
fn time(page: &Page<'_>, plan: &Plan) -> Option<String> {
    let times = page.elements.iter().enumerate().filter(|(_, element)| element.name == "time").take(20);
    let mut of_text =
        times.filter(|(i, element)| plan.note_at(element.first).is_none() && !is_left_out(page, plan, *i));
    of_text.find_map(|(_, element)| element.attribute("datetime")).map(str::to_owned)
}

/// `2014-05-03T10:00:00Z`, `2014/05/03`, `2014`; else a date in words.
fn iso_date(value: &str) -> Option<Date> {
    let value = value.trim();
    let day = value.split(['T', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = day.split(['-', '/']).collect();
    let number = |part: &str, most: u8| part.parse::<u8>().ok().filter(|n| (1..=most).contains(n));
    let year = parts.first().filter(|year| year.len() == 4).and_then(|year| year.parse().ok());
    match (year, parts.get(1).map(|part| number(part, 12)), parts.get(2).map(|part| number(part, 31))) {
        (Some(year), None, None) if day == value => Some(Date::year(year)),
        (Some(year), Some(Some(month)), None) => Some(Date::new(year, Some(month), None)),
        (Some(year), Some(Some(month)), Some(Some(day))) => Some(Date::new(year, Some(month), Some(day))),
        _ => parse::date(value),
    }
}

/// The first part of the tag of the language: `en` of `en-GB`.
fn language(page: &Page<'_>, meta: &Meta) -> Option<String> {
    let of_element = |name: &str| {
        let element = page.elements.iter().find(|element| element.name == name)?;
        element.attribute("lang").or(element.attribute("xml:lang")).map(str::to_owned)
    };
    let declared = of_element("html")
        .filter(|tag| !tag.is_empty())
        .or_else(|| of_element("body").filter(|tag| !tag.is_empty()))
        .or_else(|| meta.first(&["citation_language", "dc.language", "og:locale", "language"]))?;
    let first = declared.split(['-', '_', ',', ' ']).next().unwrap_or_default().to_lowercase();
    ((2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(first)
}

/// The first object of the page's JSON-LD that has a headline or an author.
fn json_ld(page: &Page<'_>) -> Option<serde_json::Value> {
    let scripts = page.elements.iter().filter(|element| {
        element.name == "script"
            && element.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json"))
    });
    let mut objects = scripts.take(10).filter_map(|script| {
        let texts = page.events.get(script.first..script.end)?.iter().filter_map(|event| match event {
            Event::Text(span) => Some(*span),
            _ => None,
        });
        let whole = texts.reduce(Span::to).filter(|span| span.len() <= JSON)?;
        serde_json::from_str::<serde_json::Value>(whole.of(page.source)).ok()
    });
    objects.find_map(|value| {
        let inside = value.get("@graph").and_then(|graph| graph.as_array().cloned());
        let candidates = inside.or_else(|| value.as_array().cloned()).unwrap_or_else(|| vec![value]);
        candidates
            .into_iter()
            .find(|object| object.get("headline").is_some() || object.get("author").is_some())
    })
}

fn json_names(value: &serde_json::Value) -> Vec<Name> {
    let one = |value: &serde_json::Value| {
        let name = value.get("name").unwrap_or(value).as_str();
        name.map(|name| names(&[name.to_owned()])).unwrap_or_default()
    };
    match value.as_array() {
        Some(several) => several.iter().flat_map(one).collect(),
        None => one(value),
    }
}
