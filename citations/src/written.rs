//! JSON → blocks, runs, back-references and numbers, read in one go.
//!
//! What serde derives for a tag among other members keeps all of them until it has seen the tag; a
//! paper has several runs a note, and each crosses to every checker.

use std::fmt;

use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::{BackReference, Block, BlockKind, NoteNumber, Run, RunStyle, Span, WorkId};

/// A [`Block`] as it is written.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct WrittenBlock {
    span: Span,
    kind: Kind,
    #[serde(default)]
    level: u8,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Paragraph,
    Heading,
    ListItem,
    Quote,
    Verbatim,
}

impl From<WrittenBlock> for Block {
    fn from(WrittenBlock { span, kind, level }: WrittenBlock) -> Self {
        let kind = match kind {
            Kind::Paragraph => BlockKind::Paragraph,
            Kind::Heading => BlockKind::Heading { level },
            Kind::ListItem => BlockKind::ListItem,
            Kind::Quote => BlockKind::Quote,
            Kind::Verbatim => BlockKind::Verbatim,
        };
        Self { span, kind }
    }
}

/// A [`Run`] as it is written.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct WrittenRun {
    span: Span,
    style: Style,
    #[serde(default)]
    target: String,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Style {
    Italic,
    Bold,
    SmallCaps,
    Raised,
    Link,
}

impl From<WrittenRun> for Run {
    fn from(WrittenRun { span, style, target }: WrittenRun) -> Self {
        let style = match style {
            Style::Italic => RunStyle::Italic,
            Style::Bold => RunStyle::Bold,
            Style::SmallCaps => RunStyle::SmallCaps,
            Style::Raised => RunStyle::Raised,
            Style::Link => RunStyle::Link { target },
        };
        Self { span, style }
    }
}

/// A [`BackReference`] as it is written.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct WrittenBackReference {
    kind: BackKind,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum BackKind {
    Ibid,
    Idem,
    OpCit,
    LocCit,
    Supra,
}

impl From<WrittenBackReference> for BackReference {
    fn from(WrittenBackReference { kind, note }: WrittenBackReference) -> Self {
        match kind {
            BackKind::Ibid => Self::Ibid,
            BackKind::Idem => Self::Idem,
            BackKind::OpCit => Self::OpCit,
            BackKind::LocCit => Self::LocCit,
            BackKind::Supra => Self::Supra { note },
        }
    }
}

impl<'de> Deserialize<'de> for NoteNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl Visitor<'_> for Number {
            type Value = NoteNumber;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the number of a note, or its label")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<NoteNumber, E> {
                let number = u32::try_from(number);
                number.map(NoteNumber::Integer).map_err(|_| E::custom("the number of a note is too large"))
            }

            fn visit_str<E: Error>(self, label: &str) -> Result<NoteNumber, E> {
                Ok(NoteNumber::Label(label.to_owned()))
            }
        }

        deserializer.deserialize_any(Number)
    }
}

impl Serialize for WorkId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WorkId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Id;

        impl Visitor<'_> for Id {
            type Value = WorkId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a work: w1, w2 …")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<WorkId, E> {
                WorkId::of_written(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_str(Id)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for WorkId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "WorkId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A work of this paper: w1, w2 …",
            "type": "string",
            "pattern": "^w[0-9]+$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Serialize + serde::de::DeserializeOwned + PartialEq + fmt::Debug>(value: &T, json: &str) {
        assert_eq!(serde_json::to_string(value).unwrap(), json);
        assert_eq!(serde_json::from_str::<T>(json).unwrap(), *value);
    }

    #[test]
    fn what_is_written_is_read() {
        let span = Span::new(1, 3);
        check(&Block { span, kind: BlockKind::ListItem }, r#"{"span":[1,3],"kind":"list-item"}"#);
        let heading = Block { span, kind: BlockKind::Heading { level: 2 } };
        check(&heading, r#"{"span":[1,3],"kind":"heading","level":2}"#);
        check(&Run { span, style: RunStyle::SmallCaps }, r#"{"span":[1,3],"style":"small-caps"}"#);
        let link = Run { span, style: RunStyle::Link { target: "https://a.example".to_owned() } };
        check(&link, r#"{"span":[1,3],"style":"link","target":"https://a.example"}"#);
        check(&NoteNumber::Integer(7), "7");
        check(&NoteNumber::Label("*".to_owned()), "\"*\"");
        check(&WorkId(12), "\"w12\"");
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |text: &str| serde_json::from_str::<WorkId>(text).unwrap_err().to_string();
        assert!(wrong("\"12\"").contains("expected a work: w1, w2 …"));
        assert!(serde_json::from_str::<NoteNumber>("5000000000").is_err());
        assert!(serde_json::from_str::<Run>(r#"{"span":[1,3],"style":"wavy"}"#).is_err());
    }
}
