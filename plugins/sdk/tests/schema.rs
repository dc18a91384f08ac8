//! The committed schemas are those of the types, and hold of what is written.

#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot do")]

use std::path::Path;

use ibidem_sdk::{Finding, Rule, Safety, Severity, Span, schema};
use serde_json::Value;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schema")
}

#[test]
fn the_schemas_are_made_from_the_types() {
    for (name, made) in schema::files() {
        let path = folder().join(name);
        if std::env::var_os("BLESS").is_some() {
            std::fs::create_dir_all(folder()).unwrap();
            std::fs::write(&path, &made).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(made == written, "schema/{name} is not what the types say; BLESS=1 writes it");
    }
}

fn required(schema: &Value) -> Vec<&str> {
    let mut names: Vec<_> = schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    names.sort_unstable();
    names
}

fn schema_of(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder().join(name)).unwrap()).unwrap()
}

/// A finding has no member that its schema does not know, and all that it must have.
#[test]
fn a_finding_is_as_its_schema_says() {
    let rule = Rule { name: "stray-space", severity: Severity::Warning, page: "" };
    let span = Span::new(0, 4);
    let finding = Finding::new(&rule, span, "x").with_related(span, "y").with_evidence("n", 1);
    let written = serde_json::to_value(finding.with_fix(Safety::Safe, span, "z")).unwrap();
    let schema = schema_of("finding.schema.json");
    for name in written.as_object().unwrap().keys() {
        assert!(schema["properties"].get(name).is_some(), "{name}");
    }
    assert_eq!(required(&schema), ["message", "rule", "severity", "span"]);
}

#[test]
fn a_request_says_what_a_paper_holds() {
    let schema = schema_of("request.schema.json");
    assert_eq!(required(&schema), ["now", "paper", "type"]);
    let paper = &schema["$defs"]["Paper"]["properties"];
    for name in ["text", "notes", "runs", "bibliography", "addresses"] {
        assert!(paper.get(name).is_some(), "{name}");
    }
    let note = &schema["$defs"]["Note"]["properties"];
    assert!(note.get("raw").is_some() && note.get("citations").is_some());
}
