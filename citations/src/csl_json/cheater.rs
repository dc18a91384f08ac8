//! Variables that stand as lines of `note`, because the program that wrote them has no field for them.

use super::{JsonItem, JsonName, JsonValue, is_date_variable, is_name_variable, raw_date};

/// Moves them where they belong; what else `note` holds stays.
pub(super) fn read(item: &mut JsonItem) {
    let Some(note) = item.text("note").map(str::to_owned) else { return };
    let (rest, found) = take_braced(&note);
    let mut kept = Vec::new();
    let mut lines = Vec::new();
    let mut open = true;
    for (index, line) in rest.lines().enumerate() {
        if let Some(pair) = split(line).filter(|_| open) {
            lines.push(pair);
        } else {
            // The lines begin the note, perhaps after one line of text.
            open &= index == 0 || line.trim().is_empty();
            kept.push(line);
        }
    }
    if found.is_empty() && lines.is_empty() {
        return;
    }
    for (name, value) in found.into_iter().chain(lines) {
        put(item, &name, &value);
    }
    let kept = kept.join("\n").trim().to_owned();
    if kept.is_empty() {
        item.remove("note");
    } else {
        item.set("note", JsonValue::Text(kept));
    }
}

fn put(item: &mut JsonItem, name: &str, value: &str) {
    if name == "type" {
        value.clone_into(&mut item.kind);
    } else if is_date_variable(name) {
        if let Some(date) = raw_date::read(value) {
            item.set(name, JsonValue::Date(date));
        }
    } else if is_name_variable(name) {
        let read = match value.split_once("||") {
            Some((family, given)) => JsonName {
                family: family.trim().to_owned(),
                given: given.trim().to_owned(),
                ..JsonName::default()
            },
            None => JsonName { literal: value.to_owned(), ..JsonName::default() },
        };
        let mut names = item.names(name).to_vec();
        names.push(read);
        item.set(name, JsonValue::Names(names));
    } else {
        item.set(name, JsonValue::Text(value.to_owned()));
    }
}

/// Whether a line can name a variable: `original-title: …`, `DOI: …`.
fn split(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    let is_lower = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte == b'_');
    let is_upper = name.bytes().all(|byte| byte.is_ascii_uppercase());
    // “Original Date: 1901”, as Zotero shows it, means `original-date`.
    let known = is_known(&name.to_lowercase().replace(' ', "-"));
    if name.is_empty()
        || value.trim().is_empty()
        || value.starts_with("//")
        || !(is_lower || is_upper || known)
    {
        return None;
    }
    let name = if is_lower || is_upper { name.to_owned() } else { name.to_lowercase().replace(' ', "-") };
    Some((name, value.trim().to_owned()))
}

fn is_known(name: &str) -> bool {
    name == "type"
        || is_date_variable(name)
        || is_name_variable(name)
        || crate::Variable::read(name).is_some()
}

/// Takes `{:name: value}` out of a text.
fn take_braced(note: &str) -> (String, Vec<(String, String)>) {
    let mut rest = String::new();
    let mut found = Vec::new();
    let mut text = note;
    while let Some(start) = text.find("{:") {
        let inner = &text[start + 2..];
        let Some(end) = inner.find('}') else { break };
        match inner[..end].split_once(':') {
            Some((name, value)) if !name.is_empty() && !name.contains(char::is_whitespace) => {
                found.push((name.to_owned(), value.trim().to_owned()));
                rest.push_str(&text[..start]);
            }
            _ => rest.push_str(&text[..=start + 2 + end]),
        }
        text = &inner[end + 1..];
    }
    rest.push_str(text);
    (rest, found)
}
