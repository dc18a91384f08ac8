//! Values of CSL variables → one form in which they can be compared.
//!
//! Case, kinds of quotation marks and dashes, spaces around dashes and outer punctuation do
//! not count; names are compared as sets of words.

use serde_json::Value;

pub(super) const NAMES: &[&str] = &["author", "editor", "translator", "recipient", "interviewer"];
pub(super) const DATES: &[&str] = &["issued", "accessed"];
pub(super) const TEXTS: &[&str] = &[
    "title",
    "container-title",
    "collection-title",
    "collection-number",
    "volume",
    "issue",
    "page",
    "number",
    "edition",
    "publisher",
    "publisher-place",
    "genre",
    "URL",
    "DOI",
    "ISBN",
    "archive",
];
/// Variables that may be filled without being wrong where the labels have none.
const FREE: &[&str] = &["genre", "archive", "number", "collection-number", "DOI", "ISBN", "edition"];

/// The text in lower case, with one kind of quotation mark and dash, less outer punctuation.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '\u{AD}' => {}
            '‘' | '’' | '‚' | '′' | '`' => plain.push('\''),
            '“' | '”' | '„' | '«' | '»' | '″' => plain.push('"'),
            '\u{2010}'..='\u{2015}' | '−' | '-' => {
                plain.truncate(plain.trim_end().len());
                plain.push('-');
            }
            c if c.is_whitespace() && (plain.is_empty() || plain.ends_with([' ', '-'])) => {}
            c if c.is_whitespace() => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain.trim_matches(|c: char| " .,;:\"'()[]<>".contains(c)).to_owned()
}

/// The letters and digits of a text alone.
pub(super) fn letters(text: &str) -> String {
    plain(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The value of a variable in the form in which it is compared; empty where there is none.
pub(super) fn canonical(field: &str, value: &Value) -> String {
    if NAMES.contains(&field) {
        return names(value);
    }
    if DATES.contains(&field) {
        return value["date-parts"].to_string().replace('"', "").replace("null", "");
    }
    let text = plain(&scalar(value));
    match field {
        "URL" | "DOI" => text.replace('\\', "").trim_end_matches('/').to_owned(),
        // “2nd” and “2.” are one edition.
        "edition" if text.starts_with(|c: char| c.is_ascii_digit()) => {
            text.chars().take_while(char::is_ascii_digit).collect()
        }
        "container-title" => text.strip_prefix("the ").unwrap_or(&text).to_owned(),
        _ => text,
    }
}

/// A string or a number as text; nothing for all else.
pub(super) fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn names(value: &Value) -> String {
    let people: Vec<String> = list(value).into_iter().map(name).filter(|name| !name.is_empty()).collect();
    people.join("; ")
}

fn name(name: &Value) -> String {
    let parts = ["literal", "given", "non-dropping-particle", "dropping-particle", "family", "suffix"];
    let whole = match name {
        Value::String(text) => text.clone(),
        _ => parts.map(|part| scalar(&name[part])).join(" "),
    };
    let whole = plain(&whole);
    let mut words: Vec<&str> = whole.split([' ', '.', ',']).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}

/// An array's values, or the one value that stands for an array of one.
pub(super) fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().collect(),
        value => vec![value],
    }
}

/// Whether a label holds a value for this variable that must be found.
pub(super) fn is_required(label: &Value, field: &str) -> bool {
    let optional = label["optional"].as_array().is_some_and(|fields| fields.iter().any(|name| name == field));
    !label["item"][field].is_null() && !optional
}

/// Every value that is right for a variable of a labeled citation.
pub(super) fn accepted(label: &Value, field: &str) -> Vec<String> {
    let item = &label["item"];
    let mut accepted = vec![canonical(field, &item[field])];
    let others = match field {
        "author" => &label["author_alt"],
        "title" => &label["title_alt"],
        "URL" => &label["url_alt"],
        "container-title" => &label["container_alt"],
        _ => &Value::Null,
    };
    // A list of names is both one value and a choice of values.
    if field == "author" {
        accepted.push(canonical(field, others));
    }
    accepted.extend(list(others).into_iter().map(|other| canonical(field, other)));
    if field == "container-title" && !item["publisher-place"].is_null() {
        let with_place = format!("{} ({})", scalar(&item[field]), scalar(&item["publisher-place"]));
        accepted.push(plain(&with_place));
    }
    accepted.retain(|value| !value.is_empty());
    accepted
}

/// The home variable and the value that a label allows to stand in this variable instead.
fn moved_into<'a>(label: &'a Value, field: &str) -> Option<(&'static str, &'a Value)> {
    let homes = [("publisher_may_be", "publisher"), ("container_may_be", "container-title")];
    let home = homes.into_iter().find(|(key, _)| list(&label[key]).iter().any(|name| *name == field));
    home.map(|(_, home)| (home, &label["item"][home])).filter(|(_, value)| !value.is_null())
}

/// Whether a value that the label does not have is no fault.
pub(super) fn is_harmless(label: &Value, field: &str, value: &Value) -> bool {
    let same = |other: &Value| {
        letters(&names(value)) == letters(&names(other)) || letters(&scalar(value)) == letters(&scalar(other))
    };
    FREE.contains(&field)
        || moved_into(label, field).is_some_and(|(_, home)| same(home))
        || matches!(field, "container-title" | "publisher") && is_site_name(label, &scalar(value))
        || field == "page" && plain(&scalar(value)) == plain(&scalar(&label["locator"]))
}

/// Whether the value of a variable stands in another one, where the label allows it.
pub(super) fn stands_elsewhere(label: &Value, field: &str, item: &Value) -> bool {
    let place = plain(&scalar(&label["item"]["publisher-place"]));
    if field == "publisher-place" && plain(&scalar(&item["container-title"])).contains(&format!("({place}")) {
        return true;
    }
    let mut others = TEXTS.iter().chain(NAMES);
    others.any(|other| {
        let is_home = moved_into(label, other).is_some_and(|(home, _)| home == field);
        is_home && !item[*other].is_null() && is_harmless(label, other, &item[*other])
    })
}

/// Whether this names the site of a web page: as the label says, or as its host does.
fn is_site_name(label: &Value, name: &str) -> bool {
    let name = letters(name);
    let url = scalar(&label["item"]["URL"]);
    let host = url.split("://").nth(1).and_then(|rest| rest.split(['/', ':']).next()).unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let mut known = list(&label["site_names"]).into_iter().map(|site| letters(&scalar(site)));
    let mut tails = host.match_indices('.').map(|(at, _)| letters(&host[at..]));
    !name.is_empty()
        && (known.any(|site| site == name)
            || letters(host) == name
            || tails.any(|tail| tail == name)
            || host.split('.').any(|part| letters(part) == name))
}
