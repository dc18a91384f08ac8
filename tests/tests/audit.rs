//! `ibidem audit` and `ibidem explain`, as a user runs them.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot do")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ibidem_tests::program;
use serde_json::Value;

const FAULTY: &str = "Harbors grew.[^1] They shrank.[^2]\n\n\
    [^1]: Priya Raman, \"A Harbor for the Monsoon\", *Coastal Times*, January 16, 2012, \
    <http://coastal.example/articles/2012/07/02/a-harbor.html>.\n\
    [^2]: Paul Brandt, *The Anglo- American Salt Trade* (London: Murray, 1999), 24.\n";

const CLEAN: &str = "Harbors grew.[^1]\n\n[^1]: Paul Brandt, *Salt Roads* (London: Murray, 1999), 24.\n";

/// A folder with documents that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn with(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("audit").join(name);
        for (file, text) in files {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left behind in the folder for tests is written again by the next run.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn ibidem(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program());
    command.current_dir(folder).args(arguments);
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn audit(folder: &Folder, arguments: &[&str]) -> (i32, Value) {
    let mut all = vec!["audit", "--offline", "--format", "json", "--now", "2026-01-31"];
    all.extend(arguments);
    let output = ibidem(&folder.0, &all);
    let status = output.status.code().unwrap();
    (status, serde_json::from_slice(&output.stdout).unwrap_or(Value::Null))
}

fn rules(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["rule"].as_str().unwrap()).collect()
}

#[test]
fn the_status_says_whether_something_must_be_mended() {
    let folder = Folder::with("status", &[("faulty.md", FAULTY), ("clean.md", CLEAN), ("none/a.png", "")]);
    assert_eq!(audit(&folder, &["clean.md"]).0, 0);
    assert_eq!(audit(&folder, &["faulty.md"]).0, 1);
    assert_eq!(audit(&folder, &["missing.md"]).0, 2);
    assert_eq!(audit(&folder, &["none"]).0, 2);
    assert_eq!(audit(&folder, &["clean.md", "missing.md"]).0, 3);
}

#[test]
fn a_file_of_several_that_cannot_be_read_is_named() {
    let folder = Folder::with("unread", &[("clean.md", CLEAN)]);
    let (_, report) = audit(&folder, &["clean.md", "missing.md"]);
    assert_eq!(report["files"][1]["status"], "unread");
    assert_eq!(rules(&report), ["unread-part"]);
    assert_eq!(report["findings"][0]["file"], "missing.md");
}

#[test]
fn findings_stand_at_their_bytes_of_the_file() {
    let folder = Folder::with("spans", &[("faulty.md", FAULTY)]);
    let (_, report) = audit(&folder, &["faulty.md"]);
    assert_eq!(rules(&report), ["date-contradicts-url", "stray-space"]);
    for (finding, expected) in
        report["findings"].as_array().unwrap().iter().zip(["January 16, 2012", "Anglo- American"])
    {
        let place = |i: usize| usize::try_from(finding["span"][i].as_u64().unwrap()).unwrap();
        assert_eq!(&FAULTY[place(0)..place(1)], expected);
        assert_eq!(finding["quote"], expected);
    }
    assert_eq!(report["findings"][0]["related"][0]["quote"], "2012/07/02");
    assert_eq!(report["findings"][1]["note"], 2);
    assert_eq!(report["findings"][1]["fix"]["safety"], "safe");
}

#[test]
fn a_run_prints_the_same_at_any_number_of_jobs() {
    let names: Vec<String> = (0..12).map(|i| format!("folder/{i:02}.md")).collect();
    let files: Vec<(&str, &str)> = names
        .iter()
        .enumerate()
        .map(|(i, name)| (name.as_str(), if i % 3 == 0 { CLEAN } else { FAULTY }))
        .collect();
    let folder = Folder::with("jobs", &files);
    let run = |jobs, format| {
        let arguments =
            ["audit", "folder", "--offline", "--jobs", jobs, "--format", format, "--now", "2026-01-31"];
        text(&ibidem(&folder.0, &arguments).stdout)
    };
    for format in ["json", "text"] {
        let alone = run("1", format);
        assert!(alone.contains("folder/11.md"), "{alone}");
        assert_eq!(alone, run("4", format));
    }
}

#[test]
fn plugins_and_rules_are_chosen_by_name() {
    let folder = Folder::with("choice", &[("faulty.md", FAULTY)]);
    let chosen = |arguments: &[&str]| {
        let mut all = vec!["faulty.md"];
        all.extend(arguments);
        let (status, report) = audit(&folder, &all);
        (status, rules(&report).join(" "))
    };
    assert_eq!(chosen(&["--only", "stray-space"]), (1, "stray-space".to_owned()));
    assert_eq!(chosen(&["--skip", "stray-space"]), (1, "date-contradicts-url".to_owned()));
    assert_eq!(chosen(&["--skip", "garbled"]), (0, String::new()));
    let refused = ibidem(&folder.0, &["audit", "faulty.md", "--offline", "--only", "stray-spaces"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("did you mean “stray-space”?"), "{}", text(&refused.stderr));
}

#[test]
fn what_is_hidden_is_counted() {
    let folder = Folder::with("hidden", &[("faulty.md", FAULTY)]);
    let shown =
        text(&ibidem(&folder.0, &["audit", "faulty.md", "--offline", "--skip", "stray-space"]).stdout);
    assert!(shown.contains("Hidden: 1 finding by --only or --skip."), "{shown}");
}

#[test]
fn nothing_of_a_document_reaches_the_terminal_unescaped() {
    let hostile = FAULTY.replace("Salt", "\u{202e}Salt\u{1b}]0;title\u{7}");
    let folder = Folder::with("hostile", &[("faulty.md", &hostile)]);
    let shown = text(&ibidem(&folder.0, &["audit", "faulty.md", "--offline"]).stdout);
    assert!(shown.contains("\\u{202e}Salt\\u{1b}"), "{shown}");
    assert!(!shown.contains(['\u{202e}', '\u{1b}', '\u{7}']), "{shown}");
}

#[test]
fn a_library_that_is_none_is_a_finding_and_not_the_end() {
    let folder = Folder::with("plugin", &[("faulty.md", FAULTY), ("libnone.so", "no library")]);
    let (status, report) = audit(&folder, &["faulty.md", "--plugin", "libnone.so"]);
    assert_eq!(status, 3);
    assert_eq!(rules(&report), ["plugin-failed", "date-contradicts-url", "stray-space"]);
    assert_eq!(report["findings"][0]["evidence"]["phase"], "load");
}

#[test]
fn every_rule_is_explained() {
    let here = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let list = ibidem(here, &["explain"]);
    let list = text(&list.stdout);
    assert!(list.contains("\ngarbled\n"), "{list}");
    let names: Vec<&str> = list
        .lines()
        .filter(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(names.len() > 4, "{list}");
    for name in names {
        let page = text(&ibidem(here, &["explain", name]).stdout);
        assert!(page.starts_with(&format!("# {name}\n")), "{page}");
    }
    let unknown = ibidem(here, &["explain", "dates-contradict-url"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("date-contradicts-url"), "{}", text(&unknown.stderr));
}
