//! CSL-JSON as it is really written, read without ever refusing an item.
//!
//! Exports write numbers as strings and strings as numbers, dates as parts, text or EDTF, leave
//! fields null, add fields of their own, and keep variables that their program does not know as
//! lines of `note` (“cheater” lines: `original-date: 1901`). All of it is read; what has no meaning
//! here is kept as it stands. The CSL processor ([`crate::style::csl`]) works on this type, and our
//! own [`Item`] goes into it by `From`.

mod cheater;
mod raw_date;

use serde_json::{Map, Value as Json};

use crate::{Date, DateParts, Item, Name, Value, Variable};

/// One item of CSL-JSON.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JsonItem {
    /// Its id; a number is written out.
    pub id: String,
    /// The CSL type, also one that CSL does not have; empty where the item has none.
    pub kind: String,
    fields: Vec<(String, JsonValue)>,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonValue {
    /// Text, perhaps with the markup of CSL-JSON; also what was a number.
    Text(String),
    /// Names in order.
    Names(Vec<JsonName>),
    /// A date.
    Date(JsonDate),
    /// What CSL has no meaning for: `custom` objects, lists.
    Kept(Json),
}

/// A name in its parts; parts that are not there are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct JsonName {
    /// The family name.
    pub family: String,
    /// Given names or initials.
    pub given: String,
    /// `de` in “Alexis de Tocqueville”.
    pub dropping_particle: String,
    /// `van` in “van Gogh”.
    pub non_dropping_particle: String,
    /// “Jr.”, “III”.
    pub suffix: String,
    /// Whether a comma stands before the suffix.
    pub comma_suffix: bool,
    /// Whether the family name always stands first.
    pub static_ordering: bool,
    /// A name that is not taken apart.
    pub literal: String,
}

/// A date or range of dates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonDate {
    /// One date, or two for a range. The end of an open range has the year 0.
    pub parts: Vec<JsonDateParts>,
    /// “circa”.
    pub circa: bool,
    /// What could not be read as a date, or is said in words.
    pub literal: Option<String>,
}

/// Year, and perhaps month (13 to 16 and 21 to 24: spring to winter) and day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct JsonDateParts {
    /// The year; negative before the common era.
    pub year: i32,
    /// 1 to 12, or a season.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
}

/// The name variables of CSL 1.0.2, appendix IV.
const NAME_VARIABLES: &[&str] = &[
    "author",
    "chair",
    "collection-editor",
    "compiler",
    "composer",
    "container-author",
    "contributor",
    "curator",
    "director",
    "editor",
    "editorial-director",
    "editor-translator",
    "executive-producer",
    "guest",
    "host",
    "illustrator",
    "interviewer",
    "narrator",
    "organizer",
    "original-author",
    "performer",
    "producer",
    "recipient",
    "reviewed-author",
    "script-writer",
    "series-creator",
    "translator",
];

/// The date variables of CSL 1.0.2, appendix IV.
const DATE_VARIABLES: &[&str] =
    &["accessed", "available-date", "event-date", "issued", "original-date", "submitted", "locator-date"];

/// Whether CSL holds names under a variable.
pub fn is_name_variable(name: &str) -> bool {
    NAME_VARIABLES.contains(&name)
}

/// Whether CSL holds a date under a variable.
pub fn is_date_variable(name: &str) -> bool {
    DATE_VARIABLES.contains(&name)
}

impl JsonItem {
    /// Reads one item; whatever is no object is an empty item.
    pub fn read(json: &Json) -> Self {
        let mut item = Self::default();
        let Json::Object(object) = json else { return item };
        for (key, value) in object {
            match key.as_str() {
                "id" => item.id = scalar(value).unwrap_or_default(),
                "type" => item.kind = scalar(value).unwrap_or_default(),
                _ => {
                    if let Some(value) = read_value(key, value) {
                        item.fields.push((key.clone(), value));
                    }
                }
            }
        }
        cheater::read(&mut item);
        item
    }

    /// An item without fields.
    pub fn new(id: impl Into<String>, kind: impl Into<String>) -> Self {
        Self { id: id.into(), kind: kind.into(), fields: Vec::new() }
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&JsonValue> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The text of a field that holds text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            JsonValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The names of a field; none where it holds none.
    pub fn names(&self, name: &str) -> &[JsonName] {
        match self.get(name) {
            Some(JsonValue::Names(names)) => names,
            _ => &[],
        }
    }

    /// The date of a field.
    pub fn date(&self, name: &str) -> Option<&JsonDate> {
        match self.get(name)? {
            JsonValue::Date(date) => Some(date),
            _ => None,
        }
    }

    /// Sets a field, in place of what it held.
    pub fn set(&mut self, name: &str, value: JsonValue) {
        match self.fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.fields.push((name.to_owned(), value)),
        }
    }

    /// Takes a field away.
    pub fn remove(&mut self, name: &str) -> Option<JsonValue> {
        let index = self.fields.iter().position(|(known, _)| known == name)?;
        Some(self.fields.remove(index).1)
    }

    /// All fields, in the order in which they were read.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &JsonValue)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value))
    }
}

fn read_value(key: &str, value: &Json) -> Option<JsonValue> {
    if is_date_variable(key) {
        return read_date(value).map(JsonValue::Date);
    }
    if is_name_variable(key) {
        let names = read_names(value);
        return (!names.is_empty()).then_some(JsonValue::Names(names));
    }
    if let Some(text) = scalar(value) {
        return (!text.is_empty()).then_some(JsonValue::Text(text));
    }
    match value {
        Json::Null => None,
        // A container title in a list of one (as registries write it).
        Json::Array(list) if !list.is_empty() && list.iter().all(Json::is_string) && key != "categories" => {
            let texts: Vec<_> = list.iter().filter_map(Json::as_str).collect();
            Some(JsonValue::Text(texts.join(", ")))
        }
        Json::Object(object) if object.contains_key("date-parts") => read_date(value).map(JsonValue::Date),
        Json::Array(list) if list.iter().any(|one| one.get("family").or(one.get("literal")).is_some()) => {
            Some(JsonValue::Names(read_names(value)))
        }
        _ => Some(JsonValue::Kept(value.clone())),
    }
}

/// Text, or a number or flag written out.
pub(crate) fn scalar(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Bool(flag) => Some(flag.to_string()),
        Json::Number(number) => Some(match number.as_f64() {
            // 41.0 is what a spreadsheet makes of 41.
            #[expect(clippy::cast_possible_truncation, reason = "within the range of whole numbers of f64")]
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => {
                (float as i64).to_string()
            }
            _ => number.to_string(),
        }),
        _ => None,
    }
}

fn read_names(value: &Json) -> Vec<JsonName> {
    match value {
        Json::Array(list) => list.iter().filter_map(read_name).collect(),
        _ => read_name(value).into_iter().collect(),
    }
}

fn read_name(value: &Json) -> Option<JsonName> {
    let name = match value {
        Json::String(text) => JsonName { literal: text.trim().to_owned(), ..JsonName::default() },
        Json::Object(object) => {
            let text = |key: &str| object.get(key).and_then(scalar).unwrap_or_default();
            let flag = |key: &str| object.get(key).is_some_and(is_true);
            JsonName {
                family: text("family"),
                given: text("given"),
                dropping_particle: text("dropping-particle"),
                non_dropping_particle: text("non-dropping-particle"),
                suffix: text("suffix"),
                comma_suffix: flag("comma-suffix"),
                static_ordering: flag("static-ordering"),
                literal: object.get("literal").or(object.get("name")).and_then(scalar).unwrap_or_default(),
            }
        }
        _ => return None,
    };
    (!name.family.is_empty() || !name.given.is_empty() || !name.literal.is_empty()).then_some(name)
}

fn is_true(value: &Json) -> bool {
    match value {
        Json::Bool(flag) => *flag,
        Json::Number(number) => number.as_f64() != Some(0.0),
        Json::String(text) => !matches!(text.as_str(), "" | "0" | "false"),
        _ => false,
    }
}

fn read_date(value: &Json) -> Option<JsonDate> {
    match value {
        Json::Object(object) => read_date_object(object),
        Json::Null => None,
        Json::Array(_) => {
            let mut object = Map::new();
            object.insert("date-parts".to_owned(), value.clone());
            read_date_object(&object)
        }
        _ => raw_date::read(&scalar(value)?),
    }
}

fn read_date_object(object: &Map<String, Json>) -> Option<JsonDate> {
    let mut date = JsonDate::default();
    if let Some(Json::Array(list)) = object.get("date-parts") {
        let lists: Vec<&Vec<Json>> = list.iter().filter_map(Json::as_array).collect();
        date.parts = if lists.is_empty() && !list.is_empty() {
            read_parts(list).into_iter().collect()
        } else {
            lists.into_iter().take(2).filter_map(|parts| read_parts(parts)).collect()
        };
    }
    if let Some(text) =
        object.get("raw").or(object.get("edtf")).and_then(scalar).filter(|_| date.parts.is_empty())
    {
        date = raw_date::read(&text).unwrap_or_default();
    }
    if date.parts.is_empty() && date.literal.is_none() {
        date.parts.extend(read_parts(&[
            object.get("year").cloned().unwrap_or_default(),
            object.get("month").cloned().unwrap_or_default(),
            object.get("day").cloned().unwrap_or_default(),
        ]));
    }
    date.circa |= object.get("circa").is_some_and(is_true);
    let season = object.get("season").and_then(scalar).filter(|season| !season.is_empty());
    if let (Some(first), Some(season)) = (date.parts.first_mut(), &season)
        && first.month.is_none()
    {
        first.month = raw_date::season(season);
    }
    date.literal =
        date.literal.or_else(|| object.get("literal").and_then(scalar)).filter(|text| !text.is_empty());
    (!date.parts.is_empty() || date.literal.is_some()).then_some(date)
}

fn read_parts(parts: &[Json]) -> Option<JsonDateParts> {
    let number = |i: usize| parts.get(i).and_then(scalar).and_then(|text| text.trim().parse::<f64>().ok());
    #[expect(clippy::cast_possible_truncation, reason = "a year, or what saturates to one")]
    let year = number(0)? as i32;
    // The year 0 is no year; CSL-JSON writes it for one that is not known.
    let small = |i: usize, most: u8| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "saturates, and is checked"
        )]
        number(i).map(|n| n as u8).filter(|n| (1..=most).contains(n))
    };
    let month = small(1, 24);
    Some(JsonDateParts { year, month, day: month.and_then(|_| small(2, 31)) })
}

impl From<&Name> for JsonName {
    fn from(name: &Name) -> Self {
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        Self {
            family: text(&name.family),
            given: pointed(name.given.as_deref().unwrap_or_default()),
            dropping_particle: text(&name.dropping_particle),
            non_dropping_particle: text(&name.non_dropping_particle),
            suffix: text(&name.suffix),
            literal: text(&name.literal),
            ..Self::default()
        }
    }
}

/// “CM” → “C. M.”: what a Vancouver list prints is no name of two letters for other styles.
fn pointed(given: &str) -> String {
    let letters = given.chars().filter(|c| *c != '-').count();
    let is_initials = (1..=3).contains(&letters)
        && given.chars().all(|c| c == '-' || c.is_uppercase())
        && !given.starts_with('-');
    if !is_initials {
        return given.to_owned();
    }
    let mut pointed = String::new();
    for c in given.chars() {
        if c == '-' {
            pointed.push('-');
            continue;
        }
        if !pointed.is_empty() && !pointed.ends_with('-') {
            pointed.push(' ');
        }
        pointed.extend([c, '.']);
    }
    pointed.replace(". -", ".-")
}

impl From<&Date> for JsonDate {
    fn from(date: &Date) -> Self {
        let read = |parts: &DateParts| JsonDateParts { year: parts.year, month: parts.month, day: parts.day };
        let mut parts: Vec<_> = date.parts.iter().map(read).collect();
        let season = date.season.filter(|season| (1..=4).contains(season));
        if let (Some(first), Some(season)) = (parts.first_mut(), season) {
            first.month = first.month.or(Some(season + 12));
        }
        Self { parts, circa: date.circa, literal: date.literal.clone() }
    }
}

impl JsonItem {
    /// Our item, under an id.
    pub fn of(item: &Item, id: impl Into<String>) -> Self {
        let mut json = Self::new(id, item.kind.name());
        let has_doi = item.has(Variable::Doi);
        for field in &item.fields {
            let value = match &field.value {
                // The address of a DOI says nothing that the DOI does not.
                Value::Text(text)
                    if has_doi && field.variable == Variable::Url && text.contains("doi.org/") =>
                {
                    continue;
                }
                Value::Text(text) => JsonValue::Text(text.clone()),
                Value::Names(names) => JsonValue::Names(names.iter().map(JsonName::from).collect()),
                Value::Date(date) => JsonValue::Date(date.into()),
            };
            json.set(field.variable.name(), value);
        }
        json
    }
}
