//! What a checker reports beside its findings.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Span;

/// What a checker has to say of something that need be no fault, such as a link that works.
///
/// A JSON object of the checker's own making, at most 256 KB long. The program prints the records of
/// a plugin as one array in its JSON report, under the name that the plugin's manifest declares
/// (`records = "links"`); without it they are refused. Where a record has a `span`, the program turns it
/// into one of the source file, and adds `note`, `note_id` and `quote`; it always adds `file`.
///
/// ```
/// use ibidem_sdk::{Findings, Record, Span};
///
/// let mut findings = Findings::default();
/// let record = Record::new().at(Span::new(0, 17)).with("url", "https://a.example").with("status", 200);
/// findings.record(record);
/// assert_eq!(findings.records()[0].get("status"), Some(&200.into()));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Record {
    members: Map<String, Value>,
}

impl Record {
    /// A record of nothing so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// A record of the members of a value, if it is an object in JSON.
    pub fn of(value: &impl Serialize) -> Option<Self> {
        match serde_json::to_value(value) {
            Ok(Value::Object(members)) => Some(members.into()),
            _ => None,
        }
    }

    /// Says of which text it speaks, in bytes of [`Paper::text`](crate::Paper::text).
    #[must_use]
    pub fn at(self, span: Span) -> Self {
        self.with("span", vec![span.start, span.end])
    }

    /// Adds a member.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    /// The value of a member.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// Of which text it speaks, where it says so.
    pub fn span(&self) -> Option<Span> {
        Span::deserialize(self.get("span")?).ok()
    }
}

impl From<Map<String, Value>> for Record {
    fn from(members: Map<String, Value>) -> Self {
        Self { members }
    }
}

impl From<Record> for Map<String, Value> {
    fn from(record: Record) -> Self {
        record.members
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_record_is_an_object() {
        let record = Record::of(&json!({"url": "x"})).unwrap().at(Span::new(2, 5));
        assert_eq!(serde_json::to_value(&record).unwrap(), json!({"url": "x", "span": [2, 5]}));
        assert_eq!(record.span(), Some(Span::new(2, 5)));
        assert_eq!((Record::of(&7), Record::new().with("span", "x").span()), (None, None));
    }
}
