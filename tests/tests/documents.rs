//! Whole papers, read by the program and held against labels made by hand.

use std::collections::BTreeMap;
use std::fs;

use ibidem_tests::samples::{self, extract, root, samples};
use ibidem_tests::{figures, program};
use serde_json::{Value, json};

/// What a program would print that reads a paper without a fault.
fn faultless(labels: &Value) -> Value {
    let (mut works, mut ids) = (Vec::new(), BTreeMap::new());
    let notes = labels.as_array().expect("labels are a list of notes");
    for note in notes {
        for (i, cite) in cites(note).iter().enumerate().filter(|(_, cite)| cite["kind"] == "full") {
            let earlier = ids.get(&(cite["duplicate_of"].to_string(), 0)).cloned();
            let id = earlier.unwrap_or_else(|| {
                works.push(cite["item"].clone());
                works.last_mut().expect("it was just pushed")["id"] = json!(format!("w{}", works.len()));
                format!("w{}", works.len())
            });
            ids.insert((note["note"].to_string(), i), id);
        }
    }
    let item = |note: &Value, i: usize, cite: &Value| {
        let aim = (cite["target"].to_string(), cite["target_cite"].as_u64().unwrap_or(0));
        let own = (note["note"].to_string(), i);
        let aim = if cite["kind"] == "full" { own } else { (aim.0, usize::try_from(aim.1).unwrap_or(0)) };
        let locator = &cite["locator"];
        let locator =
            if locator.is_null() { Value::Null } else { json!({"label": "page", "value": locator}) };
        let mut item = json!({"form": cite["kind"], "work": ids.get(&aim), "locator": locator});
        if cite["kind"] == "full" {
            item["as_cited"] = cite["item"].clone();
        }
        item
    };
    let note = |note: &Value| {
        let items: Vec<Value> = cites(note).iter().enumerate().map(|(i, cite)| item(note, i, cite)).collect();
        json!({"number": note["note"], "text": note["raw"], "items": items})
    };
    json!({"format": 1, "notes": notes.iter().map(note).collect::<Vec<_>>(), "works": works})
}

fn cites(note: &Value) -> &[Value] {
    note["cites"].as_array().map(Vec::as_slice).unwrap_or_default()
}

#[test]
fn labels_agree_with_themselves() {
    for sample in samples() {
        let comparison = figures::compare(&sample.labels, &faultless(&sample.labels));
        let is_full = comparison.figures.values().all(|figure| (figure - 1.0).abs() < 1e-9);
        assert!(is_full, "{}: {:?} {:#?}", sample.name, comparison.figures, comparison.faults);
    }
}

#[test]
fn faults_lower_the_figures() {
    let labels = json!([
        {"note": 1, "raw": "Shimko, Relations (London: X, 2008), 5.", "cites": [
            {"kind": "full", "target": null, "locator": "5", "item": {"type": "book", "title": "Relations"}}]},
        {"note": 2, "raw": "Ibid., 7.", "cites": [{"kind": "ibid", "target": 1, "target_cite": 0, "locator": "7"}]},
    ]);
    let mut output = faultless(&labels);
    output["notes"][1]["items"][0] = json!({"form": "short", "work": "w9", "locator": null});
    output["notes"][0]["items"][0]["as_cited"]["title"] = json!("Relatives");
    let figures = figures::compare(&labels, &output).figures;
    let expected = [
        ("notes", 1.0),
        ("cites", 1.0),
        ("forms", 0.5),
        ("targets", 0.0),
        ("locators", 0.5),
        ("types", 1.0),
        ("fields", 0.0),
        ("works", 1.0),
    ];
    for (name, expected) in expected {
        assert!((figures[name] - expected).abs() < 1e-9, "{name} is {}", figures[name]);
    }
}

#[test]
fn no_figure_falls() {
    let recorded = samples::recorded();
    let mut falls = Vec::new();
    for sample in samples() {
        let Some(least) = recorded.get(&sample.name) else {
            panic!("no figures of {} are recorded: run .ci/figures --bless", sample.name);
        };
        match sample.measure(program()) {
            Ok(comparison) => {
                let short = samples::shortfalls(&comparison, least);
                falls.extend(short.into_iter().map(|short| format!("{}: {short}", sample.name)));
            }
            Err(error) => falls.push(format!("{}: {error}", sample.name)),
        }
    }
    assert!(falls.is_empty(), "{falls:#?}");
}

/// Web articles have no notes to invent, and say of themselves who wrote them, and when.
/// The program is tested as users run it, in the release profile; here arithmetic is checked as well.
#[test]
fn no_count_runs_over() {
    for sample in samples() {
        let reading = ibidem::Reading::open(&sample.paper).unwrap();
        assert!(!reading.paper.notes.is_empty(), "{}", sample.paper.display());
    }
}

#[test]
fn web_articles_say_what_they_are() {
    let folder = root().join("tests/documents/web-articles");
    let articles = fs::read_to_string(folder.join("metadata.json")).expect("the labels can be read");
    let articles: Vec<Value> = serde_json::from_str(&articles).expect("the labels are JSON");
    for article in articles {
        let file = article["file"].as_str().expect("an article names its file");
        let found = extract(program(), &folder.join(file)).expect("the article can be read");
        assert_eq!(found["notes"], json!([]), "{file} has no notes");
        let (right, document) = (&article["item"], &found["document"]);
        for field in ["title", "author", "issued", "language"] {
            assert_eq!(document[field], right[field], "{field} of {file}");
        }
        let addresses = document["addresses"].as_array().map_or(0, Vec::len);
        assert_eq!(json!(addresses), article["urls"], "addresses of {file}");
    }
}

/// What a header says of the document goes before anything in its text.
#[test]
fn a_header_names_title_and_author() {
    let samples = samples();
    let document = |name: &str| {
        let sample = samples.iter().find(|sample| sample.name == name).expect("the sample is there");
        extract(program(), &sample.paper).expect("the paper can be read")["document"].clone()
    };
    let pandoc = document("chicago-pandoc");
    assert_eq!(pandoc["title"], "Lines into the Dark: Sounding, Rumor, and the Making of a Sea Floor");
    assert_eq!(pandoc["author"], json!([{"family": "Varga-Holm", "given": "Edith"}]));
    assert_eq!(pandoc["issued"]["date-parts"], json!([[2019]]));
    let law = document("law-notes");
    assert_eq!(law["author"], json!([{"family": "Ferrier-Maddox", "given": "Constance"}]));
    let german = document("german-fussnoten");
    assert_eq!(german["language"], "de");
    assert_eq!(german["title"], "Warten lernen. Der Bahnhof und die Zeit der Reisenden, 1838–1914");
}

/// Markers and notes that do not match are kept and flagged.
#[test]
fn broken_ties_between_markers_and_notes_are_flagged() {
    let paper = root().join("tests/documents/gfm-small/paper.md");
    let found = extract(program(), &paper).expect("the paper can be read");
    let note = |number: u64| {
        let notes = found["notes"].as_array().into_iter().flatten();
        notes.into_iter().find(|note| note["number"] == number).expect("the note is there")
    };
    assert_eq!(note(2)["flags"], json!(["several-markers"]));
    assert_eq!(note(2)["anchors"].as_array().map(Vec::len), Some(2));
    assert_eq!(note(10)["flags"], json!(["without-marker"]));
    assert_eq!(note(1)["flags"], Value::Null);
    let unmatched = &found["document"]["unmatched_markers"];
    assert_eq!(unmatched.as_array().map(Vec::len), Some(1), "{unmatched}");
    assert_eq!(unmatched[0]["number"], 11);
}

/// A note over a page break is one note with two places.
#[test]
fn a_note_over_a_page_break_is_one_note() {
    let paper = root().join("tests/documents/pdf-markdown/paper.md");
    let found = extract(program(), &paper).expect("the paper can be read");
    let notes = found["notes"].as_array().expect("notes are a list");
    let note = notes.iter().find(|note| note["number"] == 18).expect("the note is there");
    assert_eq!(note["flags"], json!(["joined-over-page"]));
    assert_eq!(note["spans"].as_array().map(Vec::len), Some(2));
    let text = note["text"].as_str().expect("a note has a text");
    assert!(text.contains("a later tally in the Reykjavík press"), "{text}");
    assert!(text.ends_with("what a collision was."), "{text}");
}

/// Every span of the output lies in the file and begins where its text begins.
#[test]
fn spans_point_into_the_file() {
    for sample in samples() {
        // Spans count bytes of the file; a text can be compared with them where it is the file's own.
        let Ok(source) = fs::read_to_string(&sample.paper) else { continue };
        let found = extract(program(), &sample.paper).expect("the paper can be read");
        let slice = |span: &Value| {
            let byte = |i: usize| span[i].as_u64().and_then(|byte| usize::try_from(byte).ok());
            let (start, end) = byte(0).zip(byte(1)).expect("a span has two ends");
            source.get(start..end).unwrap_or_else(|| panic!("{}: {span} cuts the file", sample.name))
        };
        for note in found["notes"].as_array().expect("notes are a list") {
            let text = note["text"].as_str().expect("a note has a text");
            let from_file = slice(&note["span"]).trim_start_matches(|c: char| !c.is_alphanumeric());
            // TeX types “ü” as a command: what stands before it is compared.
            let typed =
                |c: &char| c.is_ascii_alphanumeric() || c.is_alphanumeric() && !from_file.contains('\\');
            let begin: String = text.chars().take_while(typed).collect();
            if text.starts_with(char::is_alphanumeric) {
                assert!(
                    from_file.starts_with(&begin),
                    "{}: note {}: {from_file}",
                    sample.name,
                    note["number"]
                );
            }
            for anchor in note["anchors"].as_array().into_iter().flatten() {
                assert!(!slice(anchor).is_empty(), "{}: an empty marker", sample.name);
            }
            for item in note["items"].as_array().into_iter().flatten() {
                assert!(!slice(&item["span"]).is_empty(), "{}: an empty item", sample.name);
            }
        }
    }
}
