//! Outcome → the record of an address, as `--format json` prints it.

use ibidem_sdk::Record;
use serde_json::{Map, Value, json};

use crate::outcome::Outcome;
use crate::registry::Registration;

/// The record of one cited address.
pub(crate) fn record(outcome: &Outcome) -> Record {
    let answer = &outcome.answer;
    let archive = outcome
        .copy
        .as_ref()
        .map(|found| json!({ "url": found.copy.url, "timestamp": found.copy.timestamp, "days": found.days }));
    Record::new()
        .at(outcome.target.span())
        .with("url", outcome.target.url.as_str())
        .with("verdict", outcome.judgement.verdict().name())
        .with("reason", outcome.judgement.reason.code())
        .with("status", answer.status.map_or(Value::Null, Value::from))
        .with("final_url", answer.final_url.as_str())
        .with("permanent", outcome.is_permanent())
        .with("archive", archive.unwrap_or_default())
        .with("evidence", evidence(outcome))
}

/// What a verdict rests on, by name; what says nothing is left out.
pub(crate) fn evidence(outcome: &Outcome) -> Map<String, Value> {
    let (answer, found) = (&outcome.answer, &outcome.judgement.evidence);
    let mut evidence = Map::new();
    let mut put = |name: &str, value: Value| {
        let says_nothing =
            value.is_null() || value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty);
        if !says_nothing {
            evidence.insert(name.to_owned(), value);
        }
    };
    let hops: Vec<Value> = answer
        .hops
        .iter()
        .map(|hop| json!({ "status": hop.status, "from": hop.url, "to": hop.location }))
        .collect();
    put("redirects", hops.into());
    put("failure", answer.failure.map_or(Value::Null, |failure| failure.code().into()));
    put("detail", answer.detail.as_str().into());
    put("title_cited", outcome.target.cited.title.as_deref().into());
    put("title_shown", found.shown_title.as_str().into());
    put("says", found.said.as_str().into());
    if answer.status.is_some_and(|status| (200..300).contains(&status))
        && outcome.target.cited.title.is_some()
    {
        put("title_found", found.title_found.into());
        put("author_found", found.author_found.into());
        put("date_found", found.date_found.into());
    }
    if let Some((asked, is_honest)) = &outcome.control {
        put("control", asked.as_str().into());
        let shown = match (is_honest, found.is_shown_for_any_address) {
            (true, _) => "an error, as it should",
            (false, true) => "the same page",
            (false, false) => "another page",
        };
        put("control_shows", shown.into());
    }
    put("refreshed_to", outcome.refreshed_to.as_deref().into());
    if let Some(identifier) = &outcome.target.identifier {
        put(identifier.kind(), identifier.value().into());
    }
    put(
        "registry",
        outcome
            .registration
            .map(|registration| match registration {
                Registration::Registered => "registered",
                Registration::Unregistered => "not registered",
                Registration::Unknown => "no answer",
            })
            .into(),
    );
    put("sha256", answer.sha256.as_deref().into());
    evidence
}
