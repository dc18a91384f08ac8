//! Files of items and of citations → what a style prints for them.

use std::fmt::Write as _;

use ibidem_citations::csl_json::JsonItem;
use ibidem_citations::import::{self, SourceForm};
use ibidem_citations::style::csl::{Citation, Cite, Output};
use serde_json::Value as Json;
use thiserror::Error;

/// Why a file of items or citations cannot be rendered.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RenderError {
    /// It is no list of references in a form that is read.
    #[error("this is no list of references: expected CSL-JSON, BibLaTeX, BibTeX, RIS or Hayagriva YAML")]
    NoItems,
    /// It begins like JSON and is none.
    #[error("this is no JSON")]
    NoJson(#[from] serde_json::Error),
    /// The citations are no list.
    #[error(
        "this is no list of citations: expected [{{\"citationItems\": [{{\"id\": …, \"locator\": …}}], \"properties\": {{\"noteIndex\": 1}}}}, …], or a list of lists of cites"
    )]
    NoCitations,
    /// A citation names an item that is not there.
    #[error("citation {number} cites “{id}”, which is not among the items")]
    UnknownItem {
        /// Of the citation, from 1.
        number: usize,
        /// The id.
        id: String,
    },
}

/// Items of a file, and what of it could not be read.
#[derive(Clone, Debug, Default)]
pub struct Items {
    /// The items, in order.
    pub items: Vec<JsonItem>,
    /// What is wrong with entries that were left out or read in part, each with its line, from 1.
    pub faults: Vec<(usize, String)>,
}

/// Reads the items of a file: CSL-JSON whole, with all that it holds, and every other form that is imported.
pub fn read_items(text: &str) -> Result<Items, RenderError> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let form = import::sniff(text);
    if form == Some(SourceForm::CslJson) || form.is_none() && start.starts_with(['[', '{']) {
        let json: Json = serde_json::from_str(start)?;
        let list = match &json {
            Json::Array(list) => list.as_slice(),
            // Some programs put the list into an object.
            Json::Object(object) => match object.get("items").and_then(Json::as_array) {
                Some(list) => list.as_slice(),
                None => std::slice::from_ref(&json),
            },
            _ => return Err(RenderError::NoItems),
        };
        let items =
            list.iter().filter(|item| item.is_object()).zip(1..).map(|(item, number)| numbered(item, number));
        return Ok(Items { items: items.collect(), faults: Vec::new() });
    }
    let imported = import::read(text, form.ok_or(RenderError::NoItems)?);
    let line = |at: usize| text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
    Ok(Items {
        items: imported.entries.iter().zip(1..).map(|(entry, number)| of_entry(entry, number)).collect(),
        faults: imported.faults.into_iter().map(|fault| (line(fault.span.start), fault.message)).collect(),
    })
}

/// An item without id is named for its number, so that two of them are not taken for one.
fn numbered(json: &Json, number: usize) -> JsonItem {
    let mut item = JsonItem::read(json);
    if item.id.is_empty() {
        item.id = number.to_string();
    }
    item
}

fn of_entry(entry: &import::Entry, number: usize) -> JsonItem {
    let id = if entry.id.is_empty() { number.to_string() } else { entry.id.clone() };
    JsonItem::of(&entry.item, id)
}

/// Reads citations: objects with `citationItems` and perhaps `properties.noteIndex`, or lists of cites.
///
/// A citation that names no note stands in the note behind the one before it if the style cites in
/// notes, else in the text.
pub fn read_citations(text: &str, is_note: bool, items: &[JsonItem]) -> Result<Vec<Citation>, RenderError> {
    let json: Json = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
    let list =
        json.as_array().or_else(|| json.get("citations")?.as_array()).ok_or(RenderError::NoCitations)?;
    let mut citations: Vec<Citation> = Vec::with_capacity(list.len());
    let mut note = 0;
    for (one, number) in list.iter().zip(1..) {
        let cites = one
            .as_array()
            .or_else(|| one.get("citationItems")?.as_array())
            .ok_or(RenderError::NoCitations)?;
        let properties = one.get("properties").unwrap_or(&Json::Null);
        let written =
            properties.get("noteIndex").and_then(Json::as_u64).and_then(|note| u32::try_from(note).ok());
        note = written.unwrap_or(if is_note { note + 1 } else { 0 });
        let cites: Vec<Cite> = cites.iter().map(Cite::read).collect();
        if let Some(cite) = cites.iter().find(|cite| items.iter().all(|item| item.id != cite.id)) {
            return Err(RenderError::UnknownItem { number, id: cite.id.clone() });
        }
        let id = one.get("citationID").and_then(Json::as_str).unwrap_or_default().to_owned();
        let unsorted = properties.get("unsorted").and_then(Json::as_bool).unwrap_or(false);
        citations.push(Citation { id, note, cites, unsorted });
    }
    Ok(citations)
}

/// Puts rendered entries or notes together, so that they can be set into a document.
///
/// `class` is the class of the element around all of them in HTML: `csl-bib-body` for a bibliography.
pub fn joined(rendered: &[String], output: Output, class: &str) -> String {
    let mut text = String::new();
    if output == Output::Html {
        let inner = if class == "csl-bib-body" { "csl-entry" } else { "csl-note" };
        let _ = writeln!(text, "<div class=\"{class}\">");
        for one in rendered {
            let _ = writeln!(text, "  <div class=\"{inner}\">{one}</div>");
        }
        text.push_str("</div>\n");
    } else {
        text = rendered.join("\n\n");
        if !text.is_empty() {
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_in_every_form() {
        for text in [
            r#"[{"id": 7, "type": "book", "title": "Quays"}]"#,
            r#"{"items": [{"id": "7", "type": "book", "title": "Quays"}, 5]}"#,
            r#" {"id": "7", "title": "Quays"}"#,
            "@book{7, title = {Quays}}",
            "TY  - BOOK\nID  - 7\nTI  - Quays\nER  - \n",
            "'7':\n  type: book\n  title: Quays\n",
        ] {
            let items = read_items(text).expect(text).items;
            assert_eq!(items.len(), 1, "{text}");
            assert_eq!((items[0].id.as_str(), items[0].text("title")), ("7", Some("Quays")), "{text}");
        }
        assert!(matches!(read_items("Dear reader"), Err(RenderError::NoItems)));
        assert!(matches!(read_items("[{\"id\": "), Err(RenderError::NoJson(_))));
    }

    #[test]
    fn citations_stand_in_notes_that_count_on() {
        let items = read_items(r#"[{"id": "a"}, {"id": "b"}]"#).unwrap().items;
        let text = r#"[[{"id": "a", "locator": 5}], {"citationItems": [{"id": "b"}], "properties": {"noteIndex": 4}}, [{"id": "a"}]]"#;
        let notes = |is_note| -> Vec<u32> {
            let citations = read_citations(text, is_note, &items).unwrap();
            assert_eq!(citations[0].cites[0].locator.as_deref(), Some("5"));
            citations.iter().map(|citation| citation.note).collect()
        };
        assert_eq!((notes(true), notes(false)), (vec![1, 4, 5], vec![0, 4, 0]));
        let unknown = read_citations(r#"[[{"id": "c"}]]"#, true, &items).unwrap_err().to_string();
        assert_eq!(unknown, "citation 1 cites “c”, which is not among the items");
        assert!(matches!(read_citations("{}", true, &items), Err(RenderError::NoCitations)));
    }
}
