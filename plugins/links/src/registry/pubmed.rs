//! `PubMed`, by the interface for programs that the National Library of Medicine has
//! (<https://www.ncbi.nlm.nih.gov/books/NBK25499/>, `ESummary`).

use ibidem_sdk::http::{Answer, PUBMED_BASE, Purpose, Request};
use serde_json::Value;

use super::{RECORD_BYTES, Registration, Update, WorkRecord};

pub(super) fn request(id: &str) -> Request {
    let url = format!("{PUBMED_BASE}/entrez/eutils/esummary.fcgi?db=pubmed&retmode=json&tool=ibidem&id={id}");
    Request::page(0, url, RECORD_BYTES).for_purpose(Purpose::Registry)
}

pub(super) fn read(id: &str, answer: &Answer) -> (Registration, Option<WorkRecord>) {
    let json: Option<Value> = answer.text().and_then(|text| serde_json::from_str(text).ok());
    let summary = json.as_ref().filter(|_| answer.status == Some(200));
    let Some(summary) = summary.and_then(|json| json.get("result")?.get(id)) else {
        return (Registration::Unknown, None);
    };
    if let Some(error) = summary.get("error").and_then(Value::as_str) {
        // Its words for a number under which there is nothing; other errors say nothing of the number.
        let has_none = error.contains("cannot get document summary");
        return (if has_none { Registration::Unregistered } else { Registration::Unknown }, None);
    }
    let titles: Vec<String> = summary
        .get("title")
        .and_then(Value::as_str)
        .map(|title| title.trim_end_matches('.').to_owned())
        .into_iter()
        .collect();
    if titles.iter().all(String::is_empty) {
        return (Registration::Unknown, None);
    }
    let list = |name: &str| summary.get(name).and_then(Value::as_array).into_iter().flatten();
    let families = list("authors").filter_map(|author| author.get("name")?.as_str()).map(family).collect();
    let is_retracted = list("pubtype").any(|kind| kind.as_str() == Some("Retracted Publication"));
    let retraction = Update {
        kind: "retraction".to_owned(),
        doi: String::new(),
        is_notice: false,
        source: "pubmed".to_owned(),
    };
    let updates = is_retracted.then_some(retraction).into_iter().collect();
    (Registration::Registered, Some(WorkRecord { titles, families, updates }))
}

/// “van der Berg JH” → “van der Berg”.
fn family(name: &str) -> String {
    let is_initials = |word: &str| word.len() <= 4 && word.bytes().all(|b| b.is_ascii_uppercase());
    match name.rsplit_once(' ') {
        Some((family, last)) if is_initials(last) => family.to_owned(),
        _ => name.to_owned(),
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
    fn summaries() {
        let known = r#"{"result": {"uids": ["7"], "7": {"uid": "7", "title": "On Eels.",
            "authors": [{"name": "van der Berg JH"}, {"name": "Eel Study Group"}],
            "pubtype": ["Journal Article", "Retracted Publication"]}}}"#;
        let (registration, work) = read("7", &answer(200, known));
        let work = work.unwrap();
        assert_eq!(registration, Registration::Registered);
        assert_eq!(
            (work.titles, work.families),
            (vec!["On Eels".to_owned()], vec!["van der Berg".to_owned(), "Eel Study Group".to_owned()])
        );
        assert!(work.updates[0].is_retraction());
        let none =
            r#"{"result": {"uids": ["7"], "7": {"uid": "7", "error": "cannot get document summary"}}}"#;
        assert_eq!(read("7", &answer(200, none)).0, Registration::Unregistered);
        for trouble in [
            r#"{"error": "API rate limit exceeded"}"#,
            "",
            "<html>",
            r#"{"result": {"7": {"error": "busy"}}}"#,
        ] {
            assert_eq!(read("7", &answer(200, trouble)).0, Registration::Unknown, "{trouble}");
        }
        assert_eq!(read("7", &answer(500, none)).0, Registration::Unknown);
    }
}
