//! One rendering job as a line of JSON, and its answer: the seam to scorers and other programs.
//!
//! A job names a style (its text), items, and what to render; `docs/styles.md` describes the fields.

use std::collections::HashMap;

use serde_json::{Map, Value as Json, json};

use super::citation::Citation;
use super::processor::{CslStyle, Processor};
use super::scene::{Cite, Position};
use super::write::Output;
use crate::csl_json::{JsonItem, scalar};

/// Answers jobs; keeps the styles it has read.
#[derive(Debug, Default)]
pub struct Jobs {
    styles: HashMap<(String, Option<String>), CslStyle>,
}

impl Jobs {
    /// Answers one line with one line, whatever the line holds.
    pub fn answer(&mut self, line: &str) -> String {
        let job: Json = match serde_json::from_str(line) {
            Ok(job) => job,
            Err(error) => {
                return json!({ "id": null, "error": format!("the job is no JSON: {error}") }).to_string();
            }
        };
        let id = job.get("id").cloned().unwrap_or_default();
        // A fault of ours costs one job, not those that follow.
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.result(&job)));
        match result.unwrap_or_else(|_| Err("this job cannot be rendered".to_owned())) {
            Ok(result) => json!({ "id": id, "result": result }).to_string(),
            Err(error) => json!({ "id": id, "error": error }).to_string(),
        }
    }

    fn result(&mut self, job: &Json) -> Result<Json, String> {
        let style = self.style(job)?;
        let job = Job::read(job);
        Ok(if job.is_bibliography { job.bibliography(&style) } else { job.citation(&style) })
    }

    fn style(&mut self, job: &Json) -> Result<CslStyle, String> {
        let text = job.get("style").and_then(Json::as_str).ok_or("the job has no style")?;
        let parent = job.get("parent").and_then(Json::as_str);
        let key = (text.to_owned(), parent.map(str::to_owned));
        if let Some(style) = self.styles.get(&key) {
            return Ok(style.clone());
        }
        let style = match parent {
            Some(parent) => CslStyle::parse_with_parent(text, parent),
            None => CslStyle::parse(text),
        };
        let style = style.map_err(|error| error.to_string())?;
        if self.styles.len() >= 64 {
            self.styles.clear();
        }
        self.styles.insert(key, style.clone());
        Ok(style)
    }
}

struct Job<'a> {
    items: Vec<JsonItem>,
    is_bibliography: bool,
    is_list: bool,
    output: Output,
    locale: Option<&'a str>,
    /// The documents after each call; only the last two matter.
    calls: Option<Vec<Document>>,
    citation_items: Option<Vec<Vec<Cite>>>,
    inserted: Option<String>,
    filter: Option<&'a Map<String, Json>>,
}

type Document = Vec<Citation>;

impl<'a> Job<'a> {
    fn read(job: &'a Json) -> Self {
        let list = |name: &str| job.get(name).and_then(Json::as_array);
        let calls = list("citations").map(|calls| replay(calls));
        Self {
            items: list("items").into_iter().flatten().map(JsonItem::read).collect(),
            is_bibliography: job.get("mode").and_then(Json::as_str) == Some("bibliography"),
            is_list: job.get("list").and_then(Json::as_bool).unwrap_or(false),
            output: match job.get("format").and_then(Json::as_str) {
                Some("html") => Output::Html,
                Some("markdown") => Output::Markdown,
                Some("latex") => Output::Latex,
                Some("typst") => Output::Typst,
                _ => Output::Text,
            },
            locale: job.get("locale").and_then(Json::as_str),
            inserted: list("citations")
                .and_then(|calls| calls.last())
                .map(|call| call[0]["citationID"].as_str().unwrap_or_default().to_owned()),
            calls,
            citation_items: list("citation_items").map(|lists| lists.iter().map(cites).collect()),
            filter: job.get("bib_section").and_then(Json::as_object),
        }
    }

    fn processor(&self, style: &CslStyle, document: Option<&Document>) -> Processor {
        let items = match document {
            None => self.items.clone(),
            Some(document) => {
                let mut cited: Vec<JsonItem> = Vec::new();
                for cite in document.iter().flat_map(|citation| &citation.cites) {
                    if !cited.iter().any(|item| item.id == cite.id) {
                        cited.extend(self.items.iter().find(|item| item.id == cite.id).cloned());
                    }
                }
                cited
            }
        };
        Processor::new(style, self.locale, items)
    }

    fn bibliography(&self, style: &CslStyle) -> Json {
        let document = self.calls.as_ref().and_then(|calls| calls.last());
        let processor = self.processor(style, document);
        let entries = processor.bibliography().into_iter().filter(|entry| self.passes(&processor, &entry.id));
        let entries: Vec<Json> = entries
            .map(|entry| json!({ "id": entry.id, "text": entry.rendered.written(self.output) }))
            .collect();
        Json::Array(entries)
    }

    /// Whether an item passes the section filter.
    fn passes(&self, processor: &Processor, id: &str) -> bool {
        let Some(filter) = self.filter else { return true };
        let Some(item) = processor.index.get(id).map(|&at| &processor.items[at]) else { return true };
        let matches = |test: &Json| {
            let field = test["field"].as_str().unwrap_or_default();
            let value = scalar(&test["value"]).unwrap_or_default();
            match field {
                "type" => item.kind == value,
                _ => item.text(field).unwrap_or_default() == value,
            }
        };
        let tests = |name: &str| filter.get(name).and_then(Json::as_array);
        tests("include").is_none_or(|tests| tests.iter().any(matches))
            && tests("exclude").is_none_or(|tests| !tests.iter().any(matches))
            && tests("select").is_none_or(|tests| tests.iter().all(matches))
            && tests("quash").is_none_or(|tests| !tests.iter().all(matches))
    }

    fn citation(&self, style: &CslStyle) -> Json {
        if let Some(calls) = &self.calls {
            return self.document(style, calls);
        }
        let processor = self.processor(style, None);
        let one = |cites: &Vec<Cite>| {
            let rendered = processor.citation_alone(cites, false);
            // What other processors print in its place, so that their answers can be compared.
            if rendered.is_empty() && !self.is_list {
                return "[CSL STYLE ERROR: reference with no printed form.]".to_owned();
            }
            rendered.written(self.output)
        };
        let texts: Vec<String> = if let Some(lists) = &self.citation_items {
            lists.iter().map(one).collect()
        } else {
            let cites = processor.ids().map(|id| Cite { id: id.to_owned(), ..Cite::default() }).collect();
            vec![one(&cites)]
        };
        if self.is_list {
            let rows = texts
                .iter()
                .enumerate()
                .map(|(index, text)| json!({ "index": index, "text": text, "changed": true }));
            Json::Array(rows.collect())
        } else {
            Json::String(texts.join("\n"))
        }
    }

    fn document(&self, style: &CslStyle, calls: &[Document]) -> Json {
        let texts = |document: &Document| -> Vec<(String, String)> {
            let processor = self.processor(style, Some(document));
            let rendered = processor.citations(document);
            document
                .iter()
                .zip(rendered)
                .map(|(citation, rendered)| (citation.id.clone(), rendered.written(self.output)))
                .collect()
        };
        let Some((last, earlier)) = calls.split_last() else { return json!([]) };
        let before = if self.is_list { Vec::new() } else { earlier.last().map(texts).unwrap_or_default() };
        let rows = texts(last).into_iter().enumerate().map(|(index, (id, text))| {
            let changed = self.inserted.as_ref() == Some(&id) || !before.contains(&(id, text.clone()));
            json!({ "index": index, "text": text, "changed": changed })
        });
        Json::Array(rows.collect())
    }
}

/// The document after the last call and the one before it, from the calls of a word processor.
fn replay(calls: &[Json]) -> Vec<Document> {
    let mut known: HashMap<String, Citation> = HashMap::new();
    let mut documents = Vec::new();
    for (at, call) in calls.iter().enumerate() {
        let mut citation = read_citation(&call[0]);
        if citation.id.is_empty() {
            citation.id = format!("\u{0}{at}");
        }
        let own = citation.id.clone();
        known.insert(own.clone(), citation);
        let mut document = Vec::new();
        let listed = |side: usize| call[side].as_array().into_iter().flatten();
        let mut take = |entry: &Json, document: &mut Document| {
            let id = scalar(&entry[0]).unwrap_or_default();
            if let Some(citation) = known.get_mut(&id) {
                citation.note = note_number(&entry[1]);
                document.push(citation.clone());
            }
        };
        listed(1).for_each(|entry| take(entry, &mut document));
        document.extend(known.get(&own).cloned());
        let mut rest = Vec::new();
        for entry in listed(2) {
            let id = scalar(&entry[0]).unwrap_or_default();
            if let Some(citation) = known.get_mut(&id) {
                citation.note = note_number(&entry[1]);
                rest.push(citation.clone());
            }
        }
        document.extend(rest);
        documents.push(document);
    }
    let keep = documents.len().saturating_sub(2);
    documents.split_off(keep)
}

fn note_number(value: &Json) -> u32 {
    scalar(value).and_then(|text| text.parse().ok()).unwrap_or(0)
}

fn read_citation(json: &Json) -> Citation {
    let properties = &json["properties"];
    Citation {
        id: scalar(&json["citationID"]).unwrap_or_default(),
        note: note_number(&properties["noteIndex"]),
        cites: cites(&json["citationItems"]),
        unsorted: properties["unsorted"].as_bool().unwrap_or(false),
    }
}

fn cites(json: &Json) -> Vec<Cite> {
    json.as_array().into_iter().flatten().map(Cite::read).collect()
}

impl Cite {
    /// Reads a cite as citation programs write it: an object with `id`, `locator`, `label`, `prefix`,
    /// `suffix`, `suppress-author`, `author-only`, `position` and `near-note`.
    ///
    /// What is missing or of another kind counts as absent. `position` is 0 to 3, or its name in CSL.
    pub fn read(json: &Json) -> Self {
        let text = |name: &str| json.get(name).and_then(scalar).filter(|text| !text.is_empty());
        let flag = |name: &str| json.get(name).is_some_and(|flag| flag.as_bool().unwrap_or(flag == 1));
        Self {
            id: text("id").unwrap_or_default(),
            locator: text("locator"),
            label: text("label"),
            prefix: text("prefix"),
            suffix: text("suffix"),
            suppress_author: flag("suppress-author"),
            author_only: flag("author-only"),
            position: text("position").and_then(|position| match position.as_str() {
                "0" | "first" => Some(Position::First),
                "1" | "subsequent" => Some(Position::Subsequent),
                "2" | "ibid" => Some(Position::Ibid),
                "3" | "ibid-with-locator" => Some(Position::IbidWithLocator),
                _ => None,
            }),
            near_note: json.get("near-note").map(|_| flag("near-note")),
        }
    }
}
