//! PDF, read by the program: the samples, places on pages, and files that are broken.
//!
//! Where PDFium is not installed, what needs it is skipped, and says so.

#![expect(clippy::print_stdout, reason = "a test says what it skips")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use ibidem_tests::pdf::Sheet;
use ibidem_tests::program;
use ibidem_tests::samples::root;
use serde_json::Value;

fn write(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pdf");
    fs::create_dir_all(&folder).expect("the folder for tests can be made");
    let path = folder.join(name);
    fs::write(&path, bytes).expect("the file can be written");
    path
}

fn run(command: &str, path: &Path) -> Output {
    let mut program = Command::new(program());
    program.arg(command).args(["--format", "json"]).arg(path);
    if command == "audit" {
        program.args(["--offline", "--isolated"]);
    }
    let begin = Instant::now();
    let output = program.output().expect("the program runs");
    assert!(begin.elapsed() < Duration::from_secs(60), "{} takes {:?}", path.display(), begin.elapsed());
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{output:?}");
    output
}

fn json(command: &str, path: &Path) -> Value {
    let output = run(command, path);
    let stderr = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("no JSON of {}: {stderr}", path.display()))
}

/// Whether PDFium is installed; the tests that need it are skipped where it is not.
fn has_pdfium() -> bool {
    let report = json("audit", &write("probe.pdf", &paper()));
    let messages = report["findings"].as_array().into_iter().flatten().map(|finding| &finding["message"]);
    let mut messages = messages.filter_map(Value::as_str);
    let is_missing = messages.any(|message| message.contains("IBIDEM_PDFIUM"));
    if is_missing {
        println!("skipped: PDFium is not installed");
    }
    !is_missing
}

/// Two pages with a note on each, and a running head.
fn paper() -> Vec<u8> {
    let page = |number: &str, note: &str| {
        Sheet::default()
            .text(72, 700, 10, "The harbour was dredged again in the year of the great frost, and of")
            .text(72, 688, 10, &format!("those who saw it nobody has left more than {number} words of that."))
            .raised(72 + 330, 692, 7, number)
            .raised(72, 103, 6, number)
            .text(80, 100, 8, note)
            .text(200, 760, 8, "The Salt Road")
    };
    Sheet::document(&[
        page("1", "Jane Doe, \"Salt Roads\", Journal of Invented Studies 36, no. 2 (1978): 10-22."),
        page("2", "Ibid., 31."),
    ])
}

#[test]
fn notes_have_their_place_on_a_page() {
    if !has_pdfium() {
        return;
    }
    let path = write("places.pdf", &paper());
    let extract = json("extract", &path);
    let notes = extract["notes"].as_array().expect("notes are a list");
    assert_eq!(notes.len(), 2, "{extract:#}");
    assert_eq!(notes[1]["text"], "Ibid., 31.");
    assert_eq!(notes[1]["place"]["page"], 2);
    assert!(notes[1]["span"].is_null());
    let report = json("audit", &path);
    let findings = report["findings"].as_array().expect("findings are a list");
    let outside = findings.iter().find(|finding| finding["rule"] == "locator-outside-range");
    let place = &outside.expect("page 31 lies outside")["place"];
    assert_eq!(place["page"], 2);
    let rect = place["quads"][0]["rect"].as_array().expect("a quad has a rectangle");
    let [left, bottom, right, top] = [0, 1, 2, 3].map(|i| rect[i].as_f64().expect("it has four numbers"));
    assert!(80.0 < left && left < right && (95.0..100.0).contains(&bottom) && (105.0..110.0).contains(&top));
}

#[test]
fn the_samples_give_all_notes_and_markers() {
    let folder = root().join("../shared/samples");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    if !has_pdfium() {
        return;
    }
    let squeezed = |text: &Value| {
        let text = text.as_str().unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let notes = |name: &str| -> Vec<(Value, String, usize)> {
        let extract = json("extract", &folder.join(name));
        let notes = extract["notes"].as_array().expect("notes are a list");
        let anchors = |note: &Value| note["anchors"].as_array().map_or(0, Vec::len);
        notes.iter().map(|note| (note["number"].clone(), squeezed(&note["text"]), anchors(note))).collect()
    };
    let findings = |name: &str| -> Vec<(Value, Value)> {
        let report = json("audit", &folder.join(name));
        let findings = report["findings"].as_array().expect("findings are a list");
        findings.iter().map(|finding| (finding["rule"].clone(), finding["note"].clone())).collect()
    };
    let expected = notes("pandoc_50notes.docx");
    assert_eq!(expected.len(), 50);
    for form in ["latex_50notes.pdf", "latex_twocol_50notes.pdf", "lo_50notes.pdf"] {
        let found = notes(form);
        for (expected, found) in expected.iter().zip(&found) {
            assert_eq!(found, expected, "{form}");
        }
        assert_eq!(found.len(), expected.len(), "{form}");
        assert_eq!(findings(form), findings("pandoc_50notes.docx"), "{form}");
    }
}

#[test]
fn a_page_without_text_is_told() {
    if !has_pdfium() {
        return;
    }
    let scan = Sheet::document(&[Sheet::default().text(72, 700, 10, "A page."), Sheet::default().picture()]);
    let report = json("audit", &write("scan.pdf", &scan));
    let message = report["findings"][0]["message"].as_str().expect("it is told");
    assert!(message.starts_with("Page 2: a picture without text"), "{message}");
}

#[test]
fn broken_files_give_a_message() {
    let whole = paper();
    let cut = |end: usize| whole[..end].to_vec();
    for (name, bytes) in [
        ("empty.pdf", b"%PDF-1.7\n".to_vec()),
        ("half.pdf", cut(whole.len() / 2)),
        ("noise.pdf", [b"%PDF-1.7\n".to_vec(), vec![0xFF; 100_000]].concat()),
        ("nested.pdf", [b"%PDF-1.7\n1 0 obj\n".to_vec(), b"[".repeat(200_000)].concat()),
        ("dictionaries.pdf", [b"%PDF-1.7\n1 0 obj\n".to_vec(), b"<</A".repeat(200_000)].concat()),
    ] {
        let path = write(name, &bytes);
        let output = run("extract", &path);
        let stderr = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => {}
            Some(2) => assert!(stderr.contains(name), "{name}: {stderr}"),
            other => panic!("{name} ends with {other:?}: {stderr}"),
        }
    }
}

#[test]
fn without_pdfium_the_words_are_read_and_the_remedy_is_told() {
    let path = write("words.pdf", &paper());
    let nowhere = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let output = Command::new(program())
        .args(["audit", "--offline", "--isolated"])
        .arg(&path)
        .env_clear()
        .env("IBIDEM_PDFIUM", nowhere)
        .output()
        .expect("the program runs");
    let stdout = String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stdout.contains("IBIDEM_PDFIUM"), "{stdout}");
}

#[test]
fn a_library_that_is_none_is_told_and_the_words_are_read() {
    let library = write("libpdfium.so", b"no library");
    let output = Command::new(program())
        .args(["extract", "--format", "json"])
        .arg(write("library.pdf", &paper()))
        .env("IBIDEM_PDFIUM", &library)
        .output()
        .expect("the program runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    assert!(stderr.contains("library.pdf, page 1: "), "{stderr}");
    assert!(stderr.contains("PDFium cannot be used") && stderr.contains("pip install"), "{stderr}");
}
