//! CSL-JSON → items, in whatever shape programs write it.

use serde_json::{Map, Value as Json};

use super::{Entry, Imported, date, note, set_names, set_text};
use crate::{Date, DateParts, Item, Kind, Name, Span, Value, Variable};

/// Whether a text that begins with a bracket holds CSL-JSON items.
pub(super) fn is_one(text: &str) -> bool {
    let Some((span, true)) = objects(text).next() else { return false };
    let Ok(Json::Object(first)) = serde_json::from_str(span.of(text)) else { return false };
    let is_known = |kind: &Json| kind.as_str().and_then(kind_named).is_some();
    first.get("type").is_some_and(is_known) && (first.contains_key("title") || first.contains_key("id"))
}

/// Reads the objects of an array, or those that stand one behind the other.
pub(super) fn read(text: &str) -> Imported {
    let mut imported = Imported::default();
    for (span, is_whole) in objects(text) {
        if !is_whole {
            imported.fault(span, "the file ends within this entry");
            continue;
        }
        match serde_json::from_str(span.of(text)) {
            Ok(Json::Object(object)) => entry(&object, span, &mut imported),
            Ok(_) => {}
            Err(error) => imported.fault(span, format!("this entry is no JSON: {error}")),
        }
    }
    imported
}

/// The outermost objects of a text, and whether each has an end.
///
/// Each is read by itself, so that one broken entry does not take the others with it.
fn objects(text: &str) -> impl Iterator<Item = (Span, bool)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes.get(at..)?.iter().position(|byte| *byte == b'{')?;
        let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
        for (i, byte) in bytes.iter().enumerate().skip(start) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'{' if !in_string => depth += 1,
                b'}' if !in_string => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                at = i + 1;
                return Some((Span::new(start, at), true));
            }
        }
        at = bytes.len();
        Some((Span::new(start, at), false))
    })
}

fn entry(object: &Map<String, Json>, span: Span, imported: &mut Imported) {
    let id = object.get("id").and_then(scalar).unwrap_or_default();
    let kind = object.get("type").and_then(Json::as_str).unwrap_or_default();
    let mut item = Item::new(kind_named(kind).unwrap_or_default());
    if kind_named(kind).is_none() {
        imported.fault(span, format!("“{kind}” is no type of CSL; taken as document"));
    }
    for (name, value) in object {
        let Some(variable) = variable_named(name).filter(|_| !value.is_null()) else { continue };
        let is_read = match variable {
            Variable::Note => true,
            _ if variable.holds_names() => {
                set_names(&mut item, variable, names(value), None);
                matches!(value, Json::Array(_) | Json::Object(_) | Json::String(_))
            }
            _ if variable.holds_date() => match read_date(value) {
                Some(date) => {
                    item.set(variable, Value::Date(date), None, 1.0);
                    true
                }
                None => is_blank(value),
            },
            _ => {
                scalar(value).map(|text| set_text(&mut item, variable, &without_tags(&text), None)).is_some()
            }
        };
        if !is_read {
            imported.fault(span, format!("“{name}” has a value that it cannot have"));
        }
    }
    if let Some(text) = object.get("note").and_then(scalar) {
        note::read(&mut item, &text, None);
    }
    imported.entries.push(Entry::new(id, item, span));
}

/// Types with either of the marks that versions of CSL put between words.
fn kind_named(name: &str) -> Option<Kind> {
    Kind::read(name)
        .or_else(|| Kind::read(&name.replace('-', "_")))
        .or_else(|| Kind::read(&name.replace('_', "-")))
}

/// Variables, and their names in older versions of CSL.
fn variable_named(name: &str) -> Option<Variable> {
    Variable::read(name).or(match name {
        "event" => Some(Variable::EventTitle),
        "shortTitle" => Some(Variable::TitleShort),
        "archive-location" => Some(Variable::ArchiveLocation),
        _ => None,
    })
}

fn scalar(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// CSL-JSON marks italics and the like by tags of HTML.
fn without_tags(text: &str) -> String {
    const TAGS: [&str; 12] = [
        "<i>",
        "</i>",
        "<b>",
        "</b>",
        "<sup>",
        "</sup>",
        "<sub>",
        "</sub>",
        "<span class=\"nocase\">",
        "<span style=\"font-variant:small-caps;\">",
        "<span style=\"font-variant: small-caps;\">",
        "</span>",
    ];
    if !text.contains('<') {
        return text.to_owned();
    }
    TAGS.iter().fold(text.to_owned(), |text, tag| text.replace(tag, ""))
}

fn names(value: &Json) -> Vec<Name> {
    match value {
        Json::Array(names) => names.iter().map(name).collect(),
        other => vec![name(other)],
    }
}

fn name(value: &Json) -> Name {
    let Json::Object(parts) = value else {
        return scalar(value).map(|text| note::name(&text)).unwrap_or_default();
    };
    let part = |name: &str| {
        let text = crate::export::plain(&scalar(parts.get(name)?)?);
        (!text.is_empty()).then_some(text)
    };
    Name {
        family: part("family"),
        given: part("given"),
        non_dropping_particle: part("non-dropping-particle"),
        dropping_particle: part("dropping-particle"),
        suffix: part("suffix"),
        literal: part("literal").or_else(|| part("name")),
    }
}

fn is_blank(value: &Json) -> bool {
    match value {
        Json::String(text) => text.trim().is_empty(),
        Json::Object(object) => object.is_empty(),
        _ => false,
    }
}

fn read_date(value: &Json) -> Option<Date> {
    let Json::Object(object) = value else { return date::read(&scalar(value)?) };
    let written = |name: &str| object.get(name).and_then(scalar).filter(|text| !text.trim().is_empty());
    let lists = object.get("date-parts").and_then(Json::as_array);
    let parts: Vec<DateParts> = lists.into_iter().flatten().take(2).filter_map(date_parts).collect();
    let mut read = if parts.is_empty() {
        match written("raw").and_then(|raw| date::read(&raw)) {
            Some(date) => date,
            None => Date { literal: written("literal"), ..Date::default() },
        }
    } else {
        Date { parts, literal: written("literal"), ..Date::default() }
    };
    read.season = read.season.or_else(|| season(&written("season")?));
    read.circa |= match object.get("circa") {
        Some(Json::Bool(circa)) => *circa,
        Some(Json::Number(circa)) => circa.as_i64() != Some(0),
        Some(Json::String(circa)) => !matches!(circa.as_str(), "" | "0" | "false"),
        _ => false,
    };
    (read != Date::default()).then_some(read)
}

fn date_parts(list: &Json) -> Option<DateParts> {
    let number = |i: usize| scalar(list.as_array()?.get(i)?)?.trim().parse::<i32>().ok();
    let small = |i: usize| number(i).and_then(|part| u8::try_from(part).ok()).filter(|part| *part > 0);
    let year = number(0)?;
    let month = small(1);
    Some(DateParts { year, month, day: month.and(small(2)) })
}

fn season(text: &str) -> Option<u8> {
    const NAMES: [&str; 4] = ["spring", "summer", "autumn", "winter"];
    let text = text.to_lowercase().replace("fall", "autumn");
    let named = NAMES.iter().zip(1..).find(|(name, _)| text.contains(**name)).map(|(_, season)| season);
    named.or_else(|| text.parse().ok().filter(|season| (1..=4).contains(season)))
}

#[cfg(test)]
mod tests {
    use super::super::{SourceForm, sniff};
    use super::*;
    use crate::export::{ExchangeForm, sample, write};

    fn only(json: &str) -> (Item, Vec<String>) {
        let imported = read(json);
        let faults = imported.faults.into_iter().map(|fault| fault.message).collect();
        (imported.entries.into_iter().next().expect("one entry").item, faults)
    }

    #[test]
    fn all_that_is_written_is_read_back() {
        let mut items = vec![sample::everything(Kind::Book)];
        items.extend(sample::bibliography().works.into_iter().map(|work| work.item));
        let imported = read(&write(&sample::bibliography_of(&items), ExchangeForm::CslJson));
        assert_eq!(imported.faults, []);
        for (item, entry) in items.iter().zip(&imported.entries) {
            for field in &item.fields {
                assert_eq!(entry.item.field(field.variable).map(|read| &read.value), Some(&field.value));
            }
            assert_eq!((entry.item.kind, entry.item.fields.len()), (item.kind, item.fields.len()));
        }
    }

    #[test]
    fn odd_shapes_are_understood() {
        let (item, faults) = only(
            r#"[{"id": 7, "type": "legal-case", "title": "<i>A</i> v. B", "volume": 12, "author": "The Court",
                "issued": "1963-05", "accessed": {"raw": "2024-11-03"}, "custom": {"x": [1]}, "annote": "no",
                "event-date": {"date-parts": [["1999", "3", ""]], "circa": 1}, "note": "medium: Tape"}]"#,
        );
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(
            (item.kind, item.title(), item.text(Variable::Volume)),
            (Kind::LegalCase, "A v. B", Some("12"))
        );
        assert_eq!(item.names(Variable::Author), [Name::literal("The Court")]);
        assert_eq!(item.date(Variable::Issued), Some(&Date::new(1963, Some(5), None)));
        assert_eq!(item.date(Variable::Accessed), Some(&Date::new(2024, Some(11), Some(3))));
        assert_eq!(
            item.date(Variable::EventDate),
            Some(&Date { circa: true, ..Date::new(1999, Some(3), None) })
        );
        assert_eq!(item.text(Variable::Medium), Some("Tape"));
    }

    #[test]
    fn broken_entry_does_not_take_the_others_with_it() {
        let text = r#"[{"id": "a", "type": "book", "title": "A"}, {"id": b}, {"id": "c", "type": "book", "title": 1"#;
        let imported = read(text);
        assert_eq!(imported.entries.len(), 1);
        assert_eq!(imported.faults.len(), 2);
        assert!(imported.faults.iter().all(|fault| fault.span.of(text).starts_with('{')));
    }

    #[test]
    fn odd_values_are_faults() {
        let (item, faults) =
            only(r#"{"id": "a", "type": "novel", "title": ["A"], "issued": 5.5, "author": 1}"#);
        assert_eq!(item.kind, Kind::Document);
        assert_eq!(faults.len(), 3, "{faults:?}");
    }

    #[test]
    fn hostile_nesting_is_one_fault() {
        let deep = format!("[{}]", "{\"id\":[".repeat(100_000));
        assert!(read(&deep).entries.is_empty());
        let closed = format!("[{}1{}]", "{\"a\":".repeat(100_000), "}".repeat(100_000));
        assert_eq!(read(&closed).faults.len(), 1);
        assert_eq!(read("\u{0}{\"\u{0}").faults.len(), 1);
    }

    #[test]
    fn other_json_is_none() {
        assert_eq!(sniff("[1, 2]"), None);
        assert_eq!(sniff(r#"{"type": "commonjs", "title": "x"}"#), None);
        assert_eq!(sniff("[Smith 1990] says {x}"), None);
        assert_eq!(sniff("\u{feff} [{\"id\": 1, \"type\": \"book\"}]"), Some(SourceForm::CslJson));
    }
}
