//! Works → CSL-JSON, as Zotero and pandoc read it.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::plain;
use super::remaining::plain_name;
use crate::{Date, Item, Name, Value, Variable};

/// A list of items.
pub(super) fn write(works: &[(&str, &Item)]) -> String {
    let items: Vec<_> = works.iter().map(|(id, item)| CslItem { id: Some(id), item }).collect();
    // Only a map with keys that are no strings can fail.
    let mut json = serde_json::to_string_pretty(&items).unwrap_or_default();
    json.push('\n');
    json
}

/// One item as CSL-JSON has it.
#[derive(Clone, Copy, Debug)]
pub struct CslItem<'a> {
    /// Its id, where it needs one.
    pub id: Option<&'a str>,
    /// Its type and variables.
    pub item: &'a Item,
}

impl Serialize for CslItem<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(id) = self.id {
            map.serialize_entry("id", id)?;
        }
        map.serialize_entry("type", self.item.kind.name())?;
        for variable in Variable::ALL {
            match self.item.field(*variable).map(|field| &field.value) {
                Some(Value::Text(text)) if !plain(text).is_empty() => {
                    map.serialize_entry(variable.name(), &plain(text))?;
                }
                Some(Value::Names(names)) => {
                    let names: Vec<_> =
                        names.iter().map(plain_name).filter(|name| *name != Name::default()).collect();
                    if !names.is_empty() {
                        map.serialize_entry(variable.name(), &names)?;
                    }
                }
                Some(Value::Date(date)) => map.serialize_entry(variable.name(), &CslDate(date))?,
                _ => {}
            }
        }
        map.end()
    }
}

struct CslDate<'a>(&'a Date);

impl Serialize for CslDate<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(date) = self;
        let mut map = serializer.serialize_map(None)?;
        if !date.parts.is_empty() {
            map.serialize_entry("date-parts", &Parts(date))?;
        }
        if let Some(season) = date.season {
            map.serialize_entry("season", &season)?;
        }
        if date.circa {
            map.serialize_entry("circa", &true)?;
        }
        if let Some(literal) = &date.literal {
            map.serialize_entry("literal", &plain(literal))?;
        }
        map.end()
    }
}

struct Parts<'a>(&'a Date);

impl Serialize for Parts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // CSL-JSON has one date or two.
        let parts = self.0.parts.iter().take(2);
        let mut list = serializer.serialize_seq(None)?;
        for parts in parts {
            list.serialize_element(&parts.known())?;
        }
        list.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::super::{ExchangeForm, sample};
    use crate::{Bibliography, Kind, Value, Variable};

    fn export(bibliography: &Bibliography) -> Json {
        serde_json::from_str(&crate::export::write(bibliography, ExchangeForm::CslJson))
            .expect("this is JSON")
    }

    #[test]
    fn names_dates_and_text_have_the_shapes_of_csl() {
        let items = export(&sample::bibliography());
        assert_eq!(
            items[0],
            json!({
                "id": "okafor2009harbor", "type": "article-newspaper",
                "author": [{"family": "Okafor", "given": "Ngozi"}],
                "title": "Harbor strike enters third week", "container-title": "The Guardian",
                "page": "A4", "publisher-place": "Lagos",
                "issued": {"date-parts": [[2009, 4, 21]]}, "accessed": {"date-parts": [[2024, 11, 3]]},
                "URL": "https://guardian.example/harbor_strike?id=7&p=1"
            })
        );
        let date_range = &items[9];
        assert_eq!(date_range["issued"], json!({"date-parts": [[1958], [1963]]}));
        let institution = &items[10];
        assert_eq!(institution["author"], json!([{"literal": "Ministry of Culture, Media and Sport"}]));
        assert_eq!(institution["issued"], json!({"date-parts": [[1921]], "circa": true}));
        assert_eq!(items[11]["issued"], json!({"literal": "forthcoming"}));
    }

    #[test]
    fn every_variable_is_there_under_its_own_name() {
        let bibliography = sample::bibliography_of(&[sample::everything(Kind::Book)]);
        let items = export(&bibliography);
        for variable in Variable::ALL {
            assert!(items[0].get(variable.name()).is_some(), "{} is lost", variable.name());
        }
    }

    #[test]
    fn empty_values_are_left_out() {
        let item = sample::item(
            Kind::Book,
            &[(Variable::Title, Value::Text(" \u{0} ".into())), (Variable::Author, Value::Names(vec![]))],
        );
        assert_eq!(export(&sample::bibliography_of(&[item])), json!([{"id": "work", "type": "book"}]));
    }

    #[test]
    fn quotes_and_newlines_stay_inside_their_strings() {
        let items = export(&sample::bibliography_of(&[sample::hostile(Kind::Book)]));
        assert_eq!(items[0]["title"], sample::HOSTILE_LINE);
    }
}
