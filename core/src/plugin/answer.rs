//! What a checker gave → findings and rules that can be believed.

use std::collections::HashSet;

use ibidem_sdk::{Finding, Fix, Record, Span};
use serde::Deserialize as _;
use serde_json::Value;

use super::manifest::is_kebab_case;
use super::protocol::RuleMessage;
use crate::checkers::RuleInfo;

/// Reads the rules of a hello, or says what is wrong with them.
pub(crate) fn rules(given: Vec<Value>) -> Result<Vec<RuleInfo>, String> {
    let mut names = HashSet::new();
    let rules = given.into_iter().map(|rule| {
        let RuleMessage { name, severity, page } =
            RuleMessage::deserialize(rule).map_err(|error| format!("a rule is none: {error}"))?;
        if !is_kebab_case(&name) {
            return Err(format!("the name of its rule “{name}” is not in kebab-case"));
        }
        if !names.insert(name.clone()) {
            return Err(format!("it names its rule `{name}` twice"));
        }
        Ok(RuleInfo { name, severity, page })
    });
    rules.collect()
}

/// Reads a finding about a text under one of these rules, or says what is wrong with it.
pub(crate) fn finding(given: Value, rules: &[RuleInfo], text: &str) -> Result<Finding, String> {
    let finding = Finding::deserialize(given).map_err(|error| format!("a finding is none: {error}"))?;
    if !rules.iter().any(|rule| rule.name == finding.rule) {
        return Err(format!("a finding is under the rule “{}”, which it has not declared", finding.rule));
    }
    let under = |wrong: String| format!("a finding under `{}` {wrong}", finding.rule);
    if finding.message.trim().is_empty() {
        return Err(under("says nothing".to_owned()));
    }
    check_span(finding.span, text).map_err(under)?;
    for related in &finding.related {
        check_span(related.span, text).map_err(|wrong| under(format!("rests on text that {wrong}")))?;
    }
    if let Some(fix) = &finding.fix {
        check_fix(fix, text).map_err(under)?;
    }
    Ok(finding)
}

/// Reads a record about a text, or says what is wrong with it.
pub(crate) fn record(given: Value, declared: Option<&str>, text: &str) -> Result<Record, String> {
    if declared.is_none() {
        return Err("gave a record, and its manifest declares none".to_owned());
    }
    let Value::Object(members) = given else { return Err("a record is no object".to_owned()) };
    let record = Record::from(members);
    if record.get("span").is_some() {
        let span = record.span().ok_or("the span of a record is none")?;
        check_span(span, text).map_err(|wrong| format!("the span of a record {wrong}"))?;
    }
    Ok(record)
}

/// Says what is wrong with the name that a plugin gives its records.
pub(crate) fn records_name(name: Option<&str>) -> Result<(), String> {
    match name {
        Some(name) if !is_kebab_case(name) => {
            Err(format!("the name of its records “{name}” is not in kebab-case"))
        }
        _ => Ok(()),
    }
}

fn check_span(span: Span, text: &str) -> Result<(), String> {
    let Span { start, end } = span;
    if end > text.len() {
        return Err(format!("lies outside the text: {start}..{end} of {} bytes", text.len()));
    }
    if !text.is_char_boundary(start) || !text.is_char_boundary(end) {
        return Err(format!("begins or ends within a character: {start}..{end}"));
    }
    Ok(())
}

fn check_fix(fix: &Fix, text: &str) -> Result<(), String> {
    if fix.edits.is_empty() {
        return Err("has a fix without edits".to_owned());
    }
    for edit in &fix.edits {
        check_span(edit.span, text).map_err(|wrong| format!("has an edit that {wrong}"))?;
    }
    let in_order = fix.edits.is_sorted_by(|first, second| {
        // Two insertions at one place would depend on who applies them.
        first.span.end <= second.span.start && first.span != second.span
    });
    if in_order { Ok(()) } else { Err("has edits that overlap or are not in order".to_owned()) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TEXT: &str = "Fin-de-siècle Vienna (New York: Knopf, 1980)";

    fn check(change: (&str, Value), expected: &str) {
        let mut given = json!({
            "rule": "stray-space", "severity": "warning", "span": [0, 3], "message": "A space is too many.",
        });
        let declared = given.clone();
        given[change.0] = change.1;
        let rules = [RuleInfo {
            name: "stray-space".to_owned(),
            severity: ibidem_sdk::Severity::Warning,
            page: String::new(),
        }];
        assert!(finding(declared, &rules, TEXT).is_ok());
        let said = finding(given, &rules, TEXT).map_or_else(|wrong| wrong, |_| "sound".to_owned());
        assert!(said.contains(expected), "{said}");
    }

    #[test]
    fn findings_are_believed_only_within_the_text() {
        check(("span", json!([0, TEXT.len()])), "sound");
        check(("span", json!([0, TEXT.len() + 1])), "lies outside the text: 0..46 of 45 bytes");
        check(("span", json!([10, 11])), "begins or ends within a character: 10..11");
        check(("span", json!([usize::MAX, 0])), "lies outside");
        check(("span", json!([-1, 3])), "a finding is none");
        check(("related", json!([{"span": [0, 99]}])), "rests on text that lies outside");
    }

    #[test]
    fn findings_are_believed_only_under_declared_rules() {
        check(("rule", json!("dead-link")), "“dead-link”, which it has not declared");
        check(("severity", json!("fatal")), "unknown variant `fatal`");
        check(("message", json!(" ")), "says nothing");
        check(("mood", json!("fine")), "sound");
    }

    #[test]
    fn edits_are_in_order_and_apart() {
        let fix = |edits: Value| ("fix", json!({"safety": "safe", "edits": edits}));
        let edit = |start: usize, end: usize| json!({"span": [start, end], "text": ""});
        check(fix(json!([edit(0, 3), edit(3, 4), edit(8, 8)])), "sound");
        check(fix(json!([edit(3, 4), edit(0, 3)])), "not in order");
        check(fix(json!([edit(0, 3), edit(2, 4)])), "overlap");
        check(fix(json!([edit(3, 3), edit(3, 3)])), "overlap");
        check(fix(json!([edit(10, 11)])), "has an edit that begins or ends within a character");
        check(fix(json!([])), "has a fix without edits");
    }

    #[test]
    fn rules_have_names_of_their_own() {
        let rule = |name: &str| json!({"name": name, "severity": "info", "page": "# x"});
        assert_eq!(rules(vec![rule("a-b"), rule("c")]).unwrap().len(), 2);
        assert!(rules(vec![rule("a"), rule("a")]).unwrap_err().contains("twice"));
        assert!(rules(vec![rule("A b")]).unwrap_err().contains("kebab-case"));
        assert!(rules(vec![json!({"name": "a"})]).unwrap_err().contains("missing field"));
    }

    #[test]
    fn records_are_declared_objects() {
        let read = |given: Value, declared| record(given, declared, TEXT);
        let sound = json!({"url": "https://a.example", "span": [0, 3]});
        assert_eq!(read(sound.clone(), Some("links")).unwrap().span(), Some(Span::new(0, 3)));
        assert!(read(json!({"url": "https://a.example"}), Some("links")).is_ok());
        assert!(read(sound, None).unwrap_err().contains("declares none"));
        assert!(read(json!([1]), Some("links")).unwrap_err().contains("no object"));
        assert!(read(json!({"span": 7}), Some("links")).unwrap_err().contains("span of a record is none"));
        let outside = read(json!({"span": [0, 9999]}), Some("links")).unwrap_err();
        assert!(outside.contains("the span of a record lies outside the text"), "{outside}");
        assert!(records_name(Some("my links")).is_err() && records_name(Some("links")).is_ok());
    }
}
