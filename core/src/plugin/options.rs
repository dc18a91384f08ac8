//! The options that a plugin takes, and whether a configuration gives it such.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

/// One option of a plugin: a part of JSON Schema that every author knows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OptionSchema {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: ValueKind,
    /// What the elements of an array or the members of an object are.
    pub items: Option<ValueKind>,
    /// The only values that it may have.
    #[serde(rename = "enum")]
    pub values: Option<Vec<String>>,
    /// The smallest number that it may be.
    pub minimum: Option<i64>,
    /// The largest number that it may be.
    pub maximum: Option<i64>,
    /// What it does, in a sentence.
    #[serde(default)]
    pub description: String,
}

/// What a value is, in the words of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// True or false.
    Boolean,
    /// A list.
    Array,
    /// A table.
    Object,
}

/// What is wrong with the options of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongOption {
    /// The name of the option.
    pub name: String,
    /// What is wrong with it: “must be a whole number”.
    pub cause: String,
}

impl ValueKind {
    fn fits(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::String => "text",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::Array => "a list",
            Self::Object => "a table",
        }
    }
}

/// Finds the first option that a plugin does not take.
pub fn validate(
    given: &Map<String, Value>,
    schema: &BTreeMap<String, OptionSchema>,
) -> Result<(), WrongOption> {
    given.iter().try_for_each(|(name, value)| {
        let known = || match schema.keys().map(String::as_str).collect::<Vec<_>>().join(", ") {
            names if names.is_empty() => "it has none".to_owned(),
            names => format!("it has {names}"),
        };
        let option = schema.get(name).ok_or_else(|| format!("is no option of this plugin: {}", known()));
        option
            .and_then(|option| option.accept(value))
            .map_err(|cause| WrongOption { name: name.clone(), cause })
    })
}

impl OptionSchema {
    fn accept(&self, value: &Value) -> Result<(), String> {
        if !self.kind.fits(value) {
            return Err(format!("must be {}", self.kind.words()));
        }
        if let (Some(values), Some(text)) = (&self.values, value.as_str())
            && !values.iter().any(|known| known == text)
        {
            return Err(format!("must be one of {}", values.join(", ")));
        }
        if let (Some(minimum), Some(number)) = (self.minimum, value.as_i64())
            && number < minimum
        {
            return Err(format!("must be at least {minimum}"));
        }
        if let (Some(maximum), Some(number)) = (self.maximum, value.as_i64())
            && number > maximum
        {
            return Err(format!("must be at most {maximum}"));
        }
        let inner: Vec<&Value> = match value {
            Value::Array(elements) => elements.iter().collect(),
            Value::Object(members) => members.values().collect(),
            _ => Vec::new(),
        };
        match self.items {
            Some(kind) if !inner.iter().all(|value| kind.fits(value)) => {
                Err(format!("must hold nothing but {}", kind.words()))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SCHEMA: &str = r#"
        [since]
        type = "integer"
        minimum = 1665
        maximum = 2100
        [words]
        type = "array"
        items = "string"
        [journals]
        type = "object"
        items = "string"
        [form]
        type = "string"
        enum = ["long", "short"]
        [strict]
        type = "boolean"
        [share]
        type = "number"
    "#;

    fn check(given: &Value, expected: Option<(&str, &str)>) {
        let schema: BTreeMap<String, OptionSchema> = toml::from_str(SCHEMA).unwrap();
        let wrong = validate(given.as_object().unwrap(), &schema).err();
        let wrong = wrong.as_ref().map(|wrong| (wrong.name.as_str(), wrong.cause.as_str()));
        assert_eq!(wrong, expected, "{given}");
    }

    #[test]
    fn sound_options_pass() {
        check(&json!({}), None);
        let all = json!({"since": 1900, "words": ["very"], "journals": {"A": "B"}, "form": "short", "strict": true,
            "share": 1});
        check(&all, None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let unknown = "is no option of this plugin: it has form, journals, share, since, strict, words";
        check(&json!({"word": []}), Some(("word", unknown)));
        check(&json!({"since": "1900"}), Some(("since", "must be a whole number")));
        check(&json!({"since": 1900.5}), Some(("since", "must be a whole number")));
        check(&json!({"since": 1600}), Some(("since", "must be at least 1665")));
        check(&json!({"since": 3000}), Some(("since", "must be at most 2100")));
        check(&json!({"words": ["a", 1]}), Some(("words", "must hold nothing but text")));
        check(&json!({"words": "a"}), Some(("words", "must be a list")));
        check(&json!({"journals": {"A": []}}), Some(("journals", "must hold nothing but text")));
        check(&json!({"form": "medium"}), Some(("form", "must be one of long, short")));
        check(&json!({"strict": 1}), Some(("strict", "must be true or false")));
    }
}
