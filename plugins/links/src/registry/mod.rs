//! Identifiers → what their registries say of them.

mod arxiv;
mod pubmed;

use ibidem_sdk::http::{Answer, CROSSREF_BASE, DOI_BASE, Purpose, Request};
use serde_json::Value;

use crate::cited::Cited;
use crate::encoding::percent_encoded;
use crate::identifier::Identifier;
use crate::likeness::{Likeness, Title};
use crate::targets::Target;
use crate::words::words;

/// How much of a record is read: works with thousands of references are long.
const RECORD_BYTES: usize = 1 << 20;

/// What a registry says of an identifier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Registration {
    /// It is registered.
    Registered,
    /// The service answers that it is not.
    Unregistered,
    /// The service did not answer, or not in its own words.
    #[default]
    Unknown,
}

/// What a registry has of a work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WorkRecord {
    /// Its titles, with subtitles.
    pub(crate) titles: Vec<String>,
    /// The family names of its authors and editors.
    pub(crate) families: Vec<String>,
    /// Notices of which it is told that they change it, or that it changes others.
    pub(crate) updates: Vec<Update>,
}

/// A notice that changes a work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Update {
    /// `retraction`, `correction`, `withdrawal` …
    pub(crate) kind: String,
    /// The DOI at the other end: of the notice, or of the work that the cited notice changes.
    pub(crate) doi: String,
    /// Whether the cited DOI is that of the notice itself (`update-to`), not of the changed work (`updated-by`).
    pub(crate) is_notice: bool,
    /// Who says so: `publisher`, `retraction-watch`.
    pub(crate) source: String,
}

impl Update {
    /// Whether the work is no longer to be relied on.
    pub(crate) fn is_retraction(&self) -> bool {
        ["retract", "withdraw", "remov", "partial_retraction"].iter().any(|word| self.kind.contains(word))
    }

    /// What happened, in words: “retracted”.
    pub(crate) fn participle(&self) -> &'static str {
        let kind = self.kind.as_str();
        if kind.contains("retract") {
            "retracted"
        } else if kind.contains("withdraw") {
            "withdrawn"
        } else if kind.contains("remov") {
            "removed"
        } else if kind.contains("concern") {
            "put under an expression of concern"
        } else {
            "corrected"
        }
    }
}

/// What is asked about an identifier: whether it is registered, and (true) what work it is.
pub(crate) fn requests(target: &Target) -> Vec<(bool, Request)> {
    match &target.identifier {
        Some(Identifier::Doi(doi)) => vec![(false, handle_request(doi)), (true, work_request(doi))],
        Some(Identifier::Arxiv(id)) => vec![(false, arxiv::request(id))],
        Some(Identifier::Pmid(id)) => vec![(false, pubmed::request(id))],
        None => Vec::new(),
    }
}

/// What the answer of a registry says of an identifier, and, where it says that too, of its work.
pub(crate) fn registration(target: &Target, answer: &Answer) -> (Registration, Option<WorkRecord>) {
    match &target.identifier {
        Some(Identifier::Doi(_)) => (of_handle(answer), None),
        Some(Identifier::Arxiv(_)) => arxiv::read(answer),
        Some(Identifier::Pmid(id)) => pubmed::read(id, answer),
        None => (Registration::Unknown, None),
    }
}

/// The request that asks the handle service for a DOI.
fn handle_request(doi: &str) -> Request {
    let url = format!("{DOI_BASE}/api/handles/{}", percent_encoded(doi, "/"));
    Request::page(0, url, 64 << 10).for_purpose(Purpose::Registry)
}

/// The request that asks Crossref for a work.
fn work_request(doi: &str) -> Request {
    let url = format!("{CROSSREF_BASE}/works/{}", percent_encoded(doi, "/"));
    Request::page(0, url, RECORD_BYTES).for_purpose(Purpose::Registry)
}

/// Reads what the handle service says (<https://www.doi.org/the-identifier/resources/factsheets>).
fn of_handle(answer: &Answer) -> Registration {
    let json: Option<Value> = answer.text().and_then(|text| serde_json::from_str(text).ok());
    match json.as_ref().and_then(|json| json.get("responseCode")).and_then(Value::as_i64) {
        // 200: the handle exists, without the values that were asked for.
        Some(1 | 200) => Registration::Registered,
        Some(100) => Registration::Unregistered,
        _ => Registration::Unknown,
    }
}

/// Reads a record of Crossref; nothing where there is none, or the answer is an error.
pub(crate) fn of_crossref(answer: &Answer) -> Option<WorkRecord> {
    let json: Value =
        (answer.status == Some(200)).then(|| serde_json::from_str(answer.text()?).ok()).flatten()?;
    let message = json.get("message")?;
    let texts = |name: &str| -> Vec<&str> {
        message.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    };
    let subtitle = texts("subtitle").first().copied().unwrap_or_default();
    let titles = texts("title").into_iter().chain(texts("original-title")).chain(texts("short-title"));
    let titles =
        titles.map(|title| format!("{title}: {subtitle}").trim_end_matches([':', ' ']).to_owned()).collect();
    let people = ["author", "editor"].into_iter().filter_map(|role| message.get(role)?.as_array()).flatten();
    let family =
        |person: &Value| Some(person.get("family").or_else(|| person.get("name"))?.as_str()?.to_owned());
    let mut updates = updates(message, "updated-by", false);
    updates.extend(self::updates(message, "update-to", true));
    Some(WorkRecord { titles, families: people.filter_map(family).collect(), updates })
}

fn updates(message: &Value, name: &str, is_notice: bool) -> Vec<Update> {
    let entries = message.get(name).and_then(Value::as_array).into_iter().flatten();
    let read = |entry: &Value| {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let kind = text("type").to_lowercase();
        // Crossref lists new versions of preprints here, too; they change nothing.
        let is_fault = !kind.is_empty() && !kind.contains("version") && !kind.contains("addendum");
        is_fault.then(|| Update { kind, doi: text("DOI"), is_notice, source: text("source") })
    };
    entries.filter_map(read).collect()
}

impl WorkRecord {
    /// Whether it cannot be the cited work: neither a title nor an author in common.
    pub(crate) fn is_another_work(&self, cited: &Cited) -> bool {
        let Some(title) = cited.title.as_deref().map(Title::new).filter(Title::says_something) else {
            return false;
        };
        let is_like = |found: &String| title.likeness(found, &[]) != Likeness::None;
        let families: Vec<Vec<String>> = self.families.iter().map(|family| words(family)).collect();
        let cites = |family: &Vec<String>| {
            let cited = words(&cited.text);
            family.last().is_some_and(|name| cited.contains(name))
        };
        let says_enough = !self.titles.is_empty() && !families.is_empty() && !cited.authors.is_empty();
        says_enough && !self.titles.iter().any(is_like) && !families.iter().any(cites)
    }
}

#[cfg(test)]
mod tests {
    use ibidem_sdk::http::Body;

    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status: Some(status), body: Some(Body::Text(body.to_owned())), ..Answer::default() }
    }

    #[test]
    fn only_the_service_itself_says_that_a_doi_is_unregistered() {
        let check = |status, body: &str, expected| {
            assert_eq!(of_handle(&answer(status, body)), expected, "{body}");
        };
        check(200, r#"{"responseCode":1,"handle":"10.1/a"}"#, Registration::Registered);
        check(404, r#"{"responseCode":100,"handle":"10.1/a"}"#, Registration::Unregistered);
        check(404, "<h1>Not found</h1>", Registration::Unknown);
        check(500, "", Registration::Unknown);
        check(200, r#"{"responseCode":2}"#, Registration::Unknown);
    }

    #[test]
    fn notices_are_read_from_both_ends() {
        let body = r#"{"message": {"title": ["On Dikes"], "subtitle": ["A History"], "author": [{"family": "Marsh"}],
            "updated-by": [{"type": "retraction", "DOI": "10.1/n", "source": "publisher"}],
            "update-to": [{"type": "erratum", "DOI": "10.1/o"}, {"type": "new_version", "DOI": "10.1/v"}]}}"#;
        let record = of_crossref(&answer(200, body)).unwrap();
        assert_eq!(record.titles, ["On Dikes: A History"]);
        let said: Vec<_> =
            record.updates.iter().map(|update| (update.participle(), update.is_notice)).collect();
        assert_eq!(said, [("retracted", false), ("corrected", true)]);
        assert_eq!(of_crossref(&answer(500, body)), None);
        assert_eq!(of_crossref(&answer(200, "{")), None);
    }

    #[test]
    fn another_work_has_neither_title_nor_author_in_common() {
        let record = WorkRecord {
            titles: vec!["Thermal Shock in Ceramics".to_owned()],
            families: vec!["Okafor".to_owned()],
            updates: Vec::new(),
        };
        let cited = |title: &str, author: &str| Cited {
            title: Some(title.to_owned()),
            authors: vec![(author.to_owned(), author.to_owned())],
            text: format!("{author}, {title}"),
            ..Cited::default()
        };
        assert!(record.is_another_work(&cited("A History of Dikes", "Marsh")));
        assert!(!record.is_another_work(&cited("A History of Dikes", "Okafor")));
        assert!(!record.is_another_work(&cited("Thermal shock in ceramics and glass", "Marsh")));
        assert!(!record.is_another_work(&Cited::default()));
    }
}
