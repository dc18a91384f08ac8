//! A record, with its place in the file.

use ibidem_citations::Span;
use ibidem_sdk::Record;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value};

use super::json::Spot;
use super::{FileEntry, Place};
use crate::Reading;

/// A plugin's record as it is printed.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedRecord {
    /// Index of its file in [`Report::files`](super::Report::files).
    file: usize,
    /// Where it comes among the records of its file.
    text_span: Option<Span>,
    members: Map<String, Value>,
}

impl PlacedRecord {
    /// The name under which the records of a plugin are printed, at the top of the report.
    ///
    /// `links` belongs to the plugin of that id; any other name has that of its plugin before it, so that it
    /// is never taken for a part of the report.
    pub fn name_for(plugin: &str, declared: &str) -> String {
        if (plugin, declared) == ("links", "links") {
            declared.to_owned()
        } else {
            format!("{plugin}/{declared}")
        }
    }

    /// Places a record in the file that it is about: what the program knows, the plugin need not say.
    pub fn of(record: Record, file: usize, reading: &Reading) -> Self {
        let text_span = record.span();
        let mut members = Map::from(record);
        if let Some(span) = text_span {
            let place = Place::without_excerpt(reading, span);
            let note = serde_json::to_value(&place.note).unwrap_or_default();
            let spot = serde_json::to_value(Spot::of_place(&place)).unwrap_or_default();
            let places = [("note_id", place.note_id.into()), ("note", note), ("quote", place.quote.into())];
            members.extend(places.map(|(name, value)| (name.to_owned(), value)));
            if let Value::Object(spot) = spot {
                members.extend(spot);
            }
        }
        Self { file, text_span, members }
    }

    /// The value of a member.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// Where it comes: by file, then by place; records without one come last, in the plugin's own order.
    pub fn order(&self) -> impl Ord + use<> {
        (self.file, self.text_span.is_none(), self.text_span)
    }

    /// What is printed.
    pub(super) fn printed<'a>(&'a self, files: &'a [FileEntry]) -> PrintedRecord<'a> {
        PrintedRecord { file: files.get(self.file).map(|file| file.path.as_str()), members: &self.members }
    }
}

/// A record as it is printed: its members, and `file` among them in alphabetical order.
///
/// There are as many as links in a library, so that none of them is copied.
pub(super) struct PrintedRecord<'a> {
    file: Option<&'a str>,
    members: &'a Map<String, Value>,
}

impl Serialize for PrintedRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const FILE: &str = "file";
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.members.iter().filter(|(name, _)| name.as_str() < FILE) {
            map.serialize_entry(name, value)?;
        }
        map.serialize_entry(FILE, &self.file)?;
        for (name, value) in self.members.iter().filter(|(name, _)| name.as_str() > FILE) {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const PAPER: &str = "Vienna was built.[^1]\n\n[^1]: Schorske, *Fin\\_de siècle*, <http://a.example/b>.\n";

    #[test]
    fn a_record_is_placed_in_its_file() {
        let reading = Reading::from_bytes(PAPER.as_bytes().to_vec(), None, None);
        let start = reading.paper.text.find("Fin_de").unwrap();
        let record =
            Record::new().at(Span::new(start, start + 6)).with("note", "made up").with("status", 200);
        let placed = PlacedRecord::of(record, 0, &reading);
        let files = [FileEntry { path: "vienna.md".to_owned(), is_read: true, notes: 1, works: 1 }];
        let at = PAPER.find("Fin").unwrap();
        let expected = json!({
            "file": "vienna.md", "note": 1, "note_id": "n1", "quote": "Fin_de", "span": [at, at + 7],
            "status": 200,
        });
        assert_eq!(serde_json::to_value(placed.printed(&files)).unwrap(), expected);
    }

    #[test]
    fn a_name_is_never_taken_for_a_part_of_the_report() {
        assert_eq!(PlacedRecord::name_for("links", "links"), "links");
        assert_eq!(PlacedRecord::name_for("mycheck", "links"), "mycheck/links");
        assert_eq!(PlacedRecord::name_for("links", "findings"), "links/findings");
    }
}
