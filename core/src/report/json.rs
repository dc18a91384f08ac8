//! Report → JSON, format 1: a promise to other programs.
//!
//! Spans are bytes of the source file; what stands in a file that the document includes has `span` null and
//! `place`, which names that file and the bytes of it, and what stands in a PDF has `place` with its page and
//! the parts of the lines. Quotes are the text of the document as it reads,
//! without the markup and the escapes of its format. There are no times and no absolute paths.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use ibidem_citations::{NoteNumber, Span};
use ibidem_sdk::{Safety, Severity};
use serde::Serialize;
use serde_json::{Map, Value};

use super::placed_record::PrintedRecord;
use super::{Found, FoundFix, Place, PlacedRecord, RelatedPlace, Report, SheetPlace};

/// Writes a report as JSON, with a line break at its end.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Printed::of(report))?;
    writeln!(out)
}

#[derive(Serialize)]
struct Printed<'a> {
    format: u32,
    files: Vec<PrintedFile<'a>>,
    plugins: Vec<PrintedPlugin<'a>>,
    findings: Vec<PrintedFinding<'a>>,
    /// Always there, as programs that read it may rely on.
    links: Vec<PrintedRecord<'a>>,
    #[serde(flatten)]
    records: BTreeMap<&'a str, Vec<PrintedRecord<'a>>>,
    /// Only where it is so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    interrupted: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    hidden: &'a BTreeMap<String, usize>,
}

#[derive(Serialize)]
struct PrintedFile<'a> {
    path: &'a str,
    status: &'static str,
    notes: usize,
}

#[derive(Serialize)]
struct PrintedPlugin<'a> {
    id: &'a str,
    version: Option<&'a str>,
    from: Option<&'a str>,
    status: &'static str,
}

#[derive(Serialize)]
struct PrintedFinding<'a> {
    file: Option<&'a str>,
    rule: &'a str,
    plugin: &'a str,
    severity: Severity,
    message: &'a str,
    note_id: Option<&'a str>,
    note: Option<&'a NoteNumber>,
    #[serde(flatten)]
    spot: Spot<'a>,
    quote: Option<&'a str>,
    related: Vec<PrintedRelated<'a>>,
    fix: Option<PrintedFix<'a>>,
    evidence: &'a Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden_by: Option<&'a str>,
}

#[derive(Serialize)]
struct PrintedRelated<'a> {
    note_id: Option<&'a str>,
    note: Option<&'a NoteNumber>,
    #[serde(flatten)]
    spot: Spot<'a>,
    quote: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct PrintedFix<'a> {
    safety: Safety,
    edits: Vec<PrintedEdit<'a>>,
}

#[derive(Serialize)]
struct PrintedEdit<'a> {
    #[serde(flatten)]
    spot: Spot<'a>,
    text: &'a str,
}

/// Where something stands: bytes of the document, or of a file that it includes.
#[derive(Default, Serialize)]
pub(super) struct Spot<'a> {
    span: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<SpotPlace<'a>>,
}

/// Where something stands that has no bytes of the file.
#[derive(Serialize)]
#[serde(untagged)]
enum SpotPlace<'a> {
    Part { part: &'a str, span: Span },
    Sheet(Cow<'a, SheetPlace>),
}

impl<'a> Spot<'a> {
    /// The spot of a stretch; `part` is the file that the document includes, `sheet` its place in a PDF.
    pub(super) fn of(part: Option<&'a str>, sheet: Option<Cow<'a, SheetPlace>>, span: Span) -> Self {
        match (part, sheet) {
            (_, Some(sheet)) => Self { span: None, place: Some(SpotPlace::Sheet(sheet)) },
            (Some(part), None) => Self { span: None, place: Some(SpotPlace::Part { part, span }) },
            (None, None) => Self { span: Some(span), place: None },
        }
    }

    /// The spot of a place.
    pub(super) fn of_place(place: &'a Place) -> Self {
        Self::of(place.part.as_deref(), place.sheet.as_ref().map(Cow::Borrowed), place.span)
    }
}

impl<'a> Printed<'a> {
    fn of(report: &'a Report) -> Self {
        let files = report.files.iter().map(|file| PrintedFile {
            path: &file.path,
            status: if file.is_read { "read" } else { "unread" },
            notes: file.notes,
        });
        let plugins = report.plugins.iter().map(|plugin| PrintedPlugin {
            id: &plugin.id,
            version: plugin.version.as_deref(),
            from: plugin.from.as_deref(),
            status: if plugin.has_failed { "failed" } else { "ok" },
        });
        let printed = |records: &'a [PlacedRecord]| -> Vec<_> {
            records.iter().map(|record| record.printed(&report.files)).collect()
        };
        let mut records: BTreeMap<_, _> =
            report.records.iter().map(|(name, records)| (name.as_str(), printed(records))).collect();
        Self {
            format: 1,
            files: files.collect(),
            plugins: plugins.collect(),
            findings: report.findings.iter().map(|found| PrintedFinding::of(found, report)).collect(),
            links: records.remove("links").unwrap_or_default(),
            records,
            interrupted: report.is_interrupted,
            hidden: &report.hidden.by_word,
        }
    }
}

impl<'a> PrintedFinding<'a> {
    fn of(found: &'a Found, report: &'a Report) -> Self {
        let place = found.place.as_ref();
        Self {
            file: found.file.and_then(|file| report.files.get(file)).map(|file| file.path.as_str()),
            rule: &found.rule,
            plugin: &found.plugin,
            severity: found.severity,
            message: &found.message,
            note_id: place.and_then(|place| place.note_id.as_deref()),
            note: place.and_then(|place| place.note.as_ref()),
            spot: place.map(Spot::of_place).unwrap_or_default(),
            quote: place.map(|place| place.quote.as_str()),
            related: found.related.iter().map(PrintedRelated::of).collect(),
            fix: found.fix.as_ref().map(PrintedFix::of),
            evidence: &found.evidence,
            hidden_by: found.hidden_by.as_deref(),
        }
    }
}

impl<'a> PrintedRelated<'a> {
    fn of(related: &'a RelatedPlace) -> Self {
        let Place { note_id, note, quote, .. } = &related.place;
        Self {
            note_id: note_id.as_deref(),
            note: note.as_ref(),
            spot: Spot::of_place(&related.place),
            quote,
            message: &related.message,
        }
    }
}

impl<'a> PrintedFix<'a> {
    fn of(fix: &'a FoundFix) -> Self {
        let edits = fix.edits.iter().map(|edit| PrintedEdit {
            spot: Spot::of(edit.part.as_deref(), edit.sheet.as_ref().map(Cow::Borrowed), edit.span),
            text: &edit.text,
        });
        Self { safety: fix.safety, edits: edits.collect() }
    }
}

#[cfg(test)]
mod tests {
    use ibidem_sdk::{Finding, Record, Rule};

    use super::super::{FileEntry, Hidden, PluginEntry};
    use super::*;
    use crate::Reading;

    const PAPER: &str = "Vienna was built.[^1]\n\n[^1]: Schorske, *Fin\\_de siècle* (Knopf , 1980), 24.\n";
    const RULE: Rule = Rule { name: "stray-space", severity: Severity::Warning, page: "" };

    #[test]
    fn the_shape_is_a_promise() {
        let reading = Reading::from_bytes(PAPER.as_bytes().to_vec(), None, None);
        let find = |text: &str| {
            let start = reading.paper.text.find(text).unwrap();
            Span::new(start, start + text.len())
        };
        let (comma, title) = (find("Knopf ,"), find("Fin_de"));
        let gap = Span::new(comma.end - 2, comma.end - 1);
        let finding = Finding::new(&RULE, comma, "A space stands before the comma.")
            .with_related(title, "the title")
            .with_fix(Safety::Safe, gap, "")
            .with_evidence("spaces", 1);
        let report = Report {
            files: vec![FileEntry { path: "vienna.md".to_owned(), is_read: true, notes: 1, works: 1 }],
            plugins: vec![PluginEntry {
                id: "garbled".to_owned(),
                version: Some("0.1.0".to_owned()),
                from: Some("bundled".to_owned()),
                has_failed: false,
            }],
            findings: vec![
                Found::of(finding, "garbled", true, 0, &reading),
                Found::of_core("plugin-failed", Severity::Error, None, "it hung".to_owned()),
            ],
            records: [("links", "https://a.example"), ("words/words", "https://b.example")]
                .map(|(name, url)| {
                    let record = Record::new().with("url", url);
                    (name.to_owned(), vec![PlacedRecord::of(record, 0, &reading)])
                })
                .into(),
            hidden: Hidden::default(),
            is_interrupted: false,
        };
        let mut out = Vec::new();
        write(&report, &mut out).unwrap();
        let printed: Value = serde_json::from_slice(&out).unwrap();
        let comma_at = PAPER.find("Knopf ,").unwrap();
        let title_at = PAPER.find("Fin\\_de").unwrap();
        let expected = serde_json::json!({
            "format": 1,
            "files": [{"path": "vienna.md", "status": "read", "notes": 1}],
            "plugins": [{"id": "garbled", "version": "0.1.0", "from": "bundled", "status": "ok"}],
            "findings": [
                {
                    "file": "vienna.md", "rule": "stray-space", "plugin": "garbled", "severity": "warning",
                    "message": "A space stands before the comma.", "note_id": "n1", "note": 1,
                    "span": [comma_at, comma_at + 7], "quote": "Knopf ,",
                    "related": [{
                        "note_id": "n1", "note": 1, "span": [title_at, title_at + 7], "quote": "Fin_de",
                        "message": "the title",
                    }],
                    "fix": {"safety": "safe", "edits": [{"span": [comma_at + 5, comma_at + 6], "text": ""}]},
                    "evidence": {"spaces": 1},
                },
                {
                    "file": null, "rule": "plugin-failed", "plugin": "core", "severity": "error",
                    "message": "it hung", "note_id": null, "note": null, "span": null, "quote": null,
                    "related": [], "fix": null, "evidence": {},
                },
            ],
            "links": [{"file": "vienna.md", "url": "https://a.example"}],
            "words/words": [{"file": "vienna.md", "url": "https://b.example"}],
        });
        assert_eq!(printed, expected);
    }
}
