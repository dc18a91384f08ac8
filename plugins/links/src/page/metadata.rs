//! `<meta>` and JSON-LD → what a page says of itself.

use serde_json::Value;

use super::{Page, squeezed};

/// Deeper JSON than any page has need of.
const DEPTH: usize = 12;

/// Takes up one `<meta>`.
pub(super) fn take_meta(page: &mut Page, name: &str, content: &str) {
    let content = squeezed(content);
    if content.is_empty() {
        return;
    }
    match name.to_ascii_lowercase().as_str() {
        "og:title"
        | "twitter:title"
        | "citation_title"
        | "dc.title"
        | "dcterms.title"
        | "bepress_citation_title"
        | "eprints.title"
        | "prism.title"
        | "headline"
        | "sailthru.title"
        | "parsely-title" => {
            page.titles.push(content);
        }
        "author"
        | "article:author"
        | "citation_author"
        | "dc.creator"
        | "dcterms.creator"
        | "bepress_citation_author"
        | "eprints.creators_name"
        | "parsely-author"
        | "byl"
        | "citation_authors" => {
            page.authors.push(content);
        }
        "article:published_time"
        | "citation_date"
        | "citation_publication_date"
        | "citation_online_date"
        | "dc.date"
        | "dcterms.date"
        | "dc.date.issued"
        | "dcterms.issued"
        | "date"
        | "pubdate"
        | "publication_date"
        | "datepublished"
        | "bepress_citation_date"
        | "parsely-pub-date"
        | "sailthru.date" => {
            page.dates.push(content);
        }
        "og:site_name" | "application-name" | "citation_journal_title" | "publisher" => {
            page.site_names.push(content);
        }
        _ => {}
    }
}

/// Takes up what stands behind `content=` of a meta refresh: `5; url=/there`.
pub(super) fn take_refresh(page: &mut Page, content: &str) {
    let content = content.trim();
    let digits = content.find(|c: char| !c.is_ascii_digit()).unwrap_or(content.len());
    let seconds = content.get(..digits).and_then(|digits| digits.parse().ok()).unwrap_or(0);
    let rest = content.get(digits..).unwrap_or_default();
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || ".;,0123456789".contains(c));
    let is_named = rest.get(..3).is_some_and(|name| name.eq_ignore_ascii_case("url"));
    let named =
        if is_named { rest.get(3..).unwrap_or_default().trim_start().strip_prefix('=') } else { None };
    let address = named.unwrap_or(rest).trim().trim_matches(['"', '\'']).trim();
    if !address.is_empty() && page.refresh.is_none() {
        page.refresh = Some((seconds, address.to_owned()));
    }
}

/// Takes up a block of JSON-LD; what is no JSON is left alone.
pub(super) fn take_json(page: &mut Page, source: &str) {
    if let Ok(value) = serde_json::from_str::<Value>(source.trim()) {
        take_value(page, &value, DEPTH);
    }
}

fn take_value(page: &mut Page, value: &Value, depth: usize) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| take_value(page, value, depth - 1)),
        Value::Object(members) => {
            if is_work(members.get("@type")) {
                for name in ["headline", "name", "alternativeHeadline"] {
                    push_text(&mut page.titles, members.get(name));
                }
                push_names(&mut page.authors, members.get("author"), depth - 1);
                push_names(&mut page.authors, members.get("creator"), depth - 1);
                push_text(&mut page.dates, members.get("datePublished"));
            }
            for name in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = members.get(name) {
                    take_value(page, inner, depth - 1);
                }
            }
        }
        _ => {}
    }
}

/// Whether a type of schema.org is something that is cited by its title.
fn is_work(kind: Option<&Value>) -> bool {
    let is_work = |kind: &str| {
        [
            "Article",
            "Posting",
            "Book",
            "Report",
            "Thesis",
            "CreativeWork",
            "Review",
            "Dataset",
            "VideoObject",
            "Chapter",
        ]
        .iter()
        .any(|end| kind.ends_with(end))
    };
    match kind {
        Some(Value::String(kind)) => is_work(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is_work),
        _ => false,
    }
}

fn push_text(texts: &mut Vec<String>, value: Option<&Value>) {
    let text = value.and_then(Value::as_str).map(squeezed).unwrap_or_default();
    if !text.is_empty() {
        texts.push(text);
    }
}

fn push_names(names: &mut Vec<String>, value: Option<&Value>, depth: usize) {
    match value {
        Some(Value::Array(values)) if depth > 0 => {
            for value in values {
                push_names(names, Some(value), depth - 1);
            }
        }
        Some(Value::Object(members)) => push_text(names, members.get("name")),
        other => push_text(names, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refreshes() {
        let check = |content: &str, expected: Option<(u32, &str)>| {
            let mut page = Page::default();
            take_refresh(&mut page, content);
            assert_eq!(page.refresh, expected.map(|(seconds, to)| (seconds, to.to_owned())), "{content}");
        };
        check("0; url=/there", Some((0, "/there")));
        check("5;URL='https://a.example/b?c=d'", Some((5, "https://a.example/b?c=d")));
        check(" 2 , url = there ", Some((2, "there")));
        check("0;there", Some((0, "there")));
        check("300", None);
        check("0; url=", None);
        check("", None);
        check("é", Some((0, "é")));
    }

    #[test]
    fn works_of_schema_org() {
        let mut page = Page::default();
        let source = r#"{"@graph": [{"@type": "WebSite", "name": "Ufer"}, {"@type": ["NewsArticle"],
            "headline": "Der  Fluss", "author": [{"name": "A. Marsh"}, "B. Calder"], "datePublished": "2012-05-01"}]}"#;
        take_json(&mut page, source);
        take_json(&mut page, "{ no json");
        assert_eq!((page.titles, page.dates), (vec!["Der Fluss".to_owned()], vec!["2012-05-01".to_owned()]));
        assert_eq!(page.authors, ["A. Marsh", "B. Calder"]);
    }
}
