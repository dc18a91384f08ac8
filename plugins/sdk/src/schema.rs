//! The types that cross the boundary → JSON Schema, for authors who write no Rust.
//!
//! `plugins/sdk/schema` holds the files; a test compares them with the types, and writes them where
//! `BLESS=1` is set. They say what this version sends; members that are not in them are to be ignored.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Finding, Paper, Record};

/// What a checker is asked: one paper, or some of its notes with the works that they cite.
#[derive(Serialize, JsonSchema)]
struct Request {
    /// The type of the message: `check`.
    #[serde(rename = "type")]
    kind: Check,
    /// The day of the audit, YYYY-MM-DD: the clock is an input.
    now: String,
    /// The paper.
    paper: Paper,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(dead_code, reason = "its shape alone is asked for")]
enum Check {
    #[schemars(description = "A paper is to be checked.")]
    Check,
}

/// Something that a checker reports of what need be no fault.
#[derive(Deserialize, JsonSchema)]
#[allow(dead_code, reason = "it has the members of a record that mean something to the program")]
struct WrittenRecord {
    /// Of which text it speaks, in bytes of the paper's text.
    span: Option<crate::Span>,
    /// All else is the checker's own.
    #[serde(flatten)]
    own: Record,
}

/// The schemas, each with the name of its file.
pub fn files() -> [(&'static str, String); 3] {
    let program = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let checker = || SchemaSettings::draft2020_12().for_deserialize().into_generator();
    [
        ("request.schema.json", file::<Request>(program)),
        ("finding.schema.json", file::<Finding>(checker())),
        ("record.schema.json", file::<WrittenRecord>(checker())),
    ]
}

fn file<T: JsonSchema>(generator: SchemaGenerator) -> String {
    let mut schema = generator.into_root_schema_for::<T>().to_value();
    without_links(&mut schema);
    format!("{schema:#}\n")
}

/// Takes the links of Rust's documentation out of descriptions: “[`Paper::text`](crate::Paper::text)”.
fn without_links(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == "description" => *text = plain(text),
                    member => without_links(member),
                }
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(without_links),
        _ => {}
    }
}

fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("[`") {
        let (name, behind) = link.split_once("`]").unwrap_or((link, ""));
        plain.push_str(before);
        plain.push('`');
        plain.push_str(name);
        plain.push('`');
        rest = match behind.strip_prefix('(').and_then(|target| target.split_once(')')) {
            Some((_, behind)) => behind,
            None => behind,
        };
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_have_no_links() {
        assert_eq!(plain("bytes of [`Paper::text`](crate::Paper::text), end"), "bytes of `Paper::text`, end");
        assert_eq!(plain("see [`Span`]: a [stretch]"), "see `Span`: a [stretch]");
    }
}
