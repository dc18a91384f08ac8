//! Papers that are too long, too strange or of no style: audited to the end, in bounded time.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot do")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use ibidem_tests::program;
use serde_json::Value;

/// What an unoptimized program may take on a busy machine.
const LONGEST: Duration = Duration::from_secs(250);

/// The size of the largest papers: without optimization they would take all of a coffee break.
const MANY: usize = if cfg!(debug_assertions) { 5_000 } else { 50_000 };

/// The findings of an audit that must come to its end.
fn audit(name: &str, text: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bad-{name}"));
    fs::write(&path, text).unwrap();
    let begin = Instant::now();
    let mut command = Command::new(program());
    let output =
        command.arg("audit").arg(&path).args(["--offline", "--format", "json", "--now", "2026-01-01"]);
    let output = output.output().unwrap();
    let _ = fs::remove_file(&path);
    assert!(begin.elapsed() < LONGEST, "{name} takes {:?}", begin.elapsed());
    let status = output.status.code().unwrap();
    assert!(status <= 1, "{name} ends with {status}: {}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    report["findings"].as_array().unwrap().clone()
}

/// A paper of these notes.
fn paper(notes: impl Iterator<Item = String>) -> String {
    let (mut body, mut list) = (String::new(), String::new());
    for (i, note) in notes.enumerate() {
        let n = i + 1;
        let _ = write!(body, "Salt.[^{n}] ");
        let _ = writeln!(list, "[^{n}]: {note}");
    }
    format!("{body}\n\n{list}")
}

fn of_rule<'a>(findings: &'a [Value], rule: &str) -> Vec<&'a Value> {
    findings.iter().filter(|finding| finding["rule"] == rule).collect()
}

#[test]
fn notes_of_one_character() {
    let letters = ["a", ".", "é", "“", "*", "\\", "1", "ש", "漢", "🙂", "(", "_", "<", "[", "’", "–"];
    let notes = (0..800).map(|i| letters[i % letters.len()].to_owned());
    let findings = audit("one.md", &paper(notes));
    // A lone sign of markup can be no note to Markdown.
    let is_odd = |finding: &&Value| finding["severity"] == "error" && finding["rule"] != "missing-note";
    let odd: Vec<&Value> = findings.iter().filter(is_odd).collect();
    assert!(odd.is_empty(), "{odd:#?}");
}

#[test]
fn a_work_cited_five_thousand_times() {
    let full = "Ann Lee, *Quays of the North* (London: Murray, 1999), 3.".to_owned();
    let short =
        (2..5_000).map(|i| if i % 3 == 0 { format!("Ibid., {i}.") } else { format!("Lee, *Quays*, {i}.") });
    let findings = audit("often.md", &paper(std::iter::once(full).chain(short)));
    assert!(findings.len() < 50, "{} findings", findings.len());
}

#[test]
fn a_work_cited_in_full_a_thousand_times_is_no_flood() {
    let notes =
        (0..1_000).map(|i| format!("Ann Lee, *Quays of the North* (London: Murray, 1999), {}.", i + 1));
    let findings = audit("full.md", &paper(notes));
    assert!(findings.len() <= 1_200, "{} findings", findings.len());
}

#[test]
fn works_of_one_title() {
    let notes = (0..MANY)
        .map(|i| format!("A{i}. Author{i}, *Annual Report* (London: House{i}, {}), 3.", 1900 + i % 100));
    audit("title.md", &paper(notes));
}

#[test]
fn titles_of_ten_thousand_letters() {
    let notes =
        (0..12).map(|i| format!("Ann Lee, *{}* (London: Murray, {}), 3.", "quay ".repeat(2_000), 1990 + i));
    audit("long.md", &paper(notes));
    let one_word =
        (0..12).map(|i| format!("Ann Lee, *{}{i}* (London: Murray, 1999), 3.", "q".repeat(10_000)));
    audit("word.md", &paper(one_word));
    let address = (0..12).map(|i| format!("“The Quay,” https://a.example/{}{i}.", "quay-".repeat(2_000)));
    audit("address.md", &paper(address));
}

#[test]
fn right_to_left_and_mixed_scripts() {
    let notes = [
        "כהן, *הנמל* (תל אביב: עם עובד, 1990), 45.",
        "שם, 46.",
        "محمد علي، *الميناء* (القاهرة: دار المعارف، ١٩٩٠)، ٤٥.",
        "Cohen, *הנמל Ha-Namal* (Tel Aviv: עם עובד, 1990), 45–47.",
        "Иванов И. И. *Порт*. Москва, 1990. С. 45.",
        "山田太郎『港の歴史』（岩波書店、一九九〇年）、四五頁。",
        "김철수, 『항구』 (서울: 창비, 1990), 45쪽.",
        "\u{202b}Lee\u{202c}, *Quays* (London: Murray, 1999), 3.",
    ];
    let findings = audit("scripts.md", &paper((0..80).map(|i| notes[i % notes.len()].to_owned())));
    assert!(of_rule(&findings, "mixed-script").is_empty(), "{findings:#?}");
}

#[test]
fn where_every_note_has_another_form_it_is_said_once() {
    let quotes = [["\"", "\","], ["“", ",”"], ["\"", ",\""], ["“", "”,"]];
    let days = ["May 4, 2012", "5 May 2012", "6 June 2012", "June 7, 2012"];
    let notes = (0..24).map(|i| {
        let [open, close] = quotes[i % 4];
        let place = if i % 2 == 0 { " (Leeds)" } else { "" };
        let page = if i % 3 == 0 { "p." } else { "p. " };
        format!(
            "Ann Lee, {open}The Quay of Year {i}{close} *Coastal Times*{place}, {}, {page}{}.",
            days[(i / 2) % 4],
            i + 2
        )
    });
    let findings = audit("forms.md", &paper(notes));
    assert_eq!(of_rule(&findings, "mixed-forms").len(), 1, "{findings:#?}");
}

#[test]
fn lists_of_references_of_every_form() {
    let mut bib = String::new();
    let mut json = Vec::new();
    for i in 0..MANY / 10 {
        let _ = writeln!(
            bib,
            "@book{{k{i}, author = {{Lee, Ann}}, title = {{Report}}, date = {{{}}}}}",
            1900 + i % 100
        );
        json.push(serde_json::json!({"id": format!("k{i}"), "type": "book", "title": "Report"}));
    }
    audit("list.bib", &bib);
    audit("list.json", &Value::Array(json).to_string());
    let odd = "@book{a, title = {}}\n@book{b, title = {שלום}, pages = {55--50}}\n@article{c, title = {x}, doi = {10.1}}\n@book{d,";
    let findings = audit("odd.bib", odd);
    assert!(!of_rule(&findings, "unread-part").is_empty(), "{findings:#?}");
    let odd =
        "[{\"id\": 1, \"type\": \"book\"}, {\"id\": \"b\", \"title\": \"\\u202e\", \"page\": \"55-50\"}, {}]";
    audit("odd.json", odd);
}
