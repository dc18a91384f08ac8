//! `ibidem.toml`, ignore comments and baselines: what they may do, and that it is said.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot do")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ibidem_tests::program;
use serde_json::Value;

const FAULTY: &str = "Harbors grew.[^1] They shrank.[^2]\n\n\
    [^1]: Priya Raman, \"A Harbor for the Monsoon\", *Coastal Times*, January 16, 2012, \
    <http://coastal.example/articles/2012/07/02/a-harbor.html>.\n\n\
    [^2]: Paul Brandt, *The Anglo- American Salt Trade* (London: Murray, 1999), 24.\n";

/// A project with a faulty paper in a folder of its own, empty at the test's begin.
fn project(name: &str, config: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("config").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("submission")).unwrap();
    fs::write(folder.join("submission/paper.md"), FAULTY).unwrap();
    if !config.is_empty() {
        fs::write(folder.join("ibidem.toml"), config).unwrap();
    }
    folder
}

fn ibidem(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program());
    command.current_dir(folder).args(["audit", "submission/paper.md", "--now", "2026-01-31", "--offline"]);
    command.args(["--only", "garbled"]).args(arguments);
    command.env("XDG_CONFIG_HOME", folder.join("user")).env("HOME", folder.join("nobody"));
    command.env("XDG_DATA_HOME", folder.join("data")).env_remove("IBIDEM_PLUGIN_PATH");
    command.output().unwrap()
}

fn audit(folder: &Path, arguments: &[&str]) -> (i32, Value) {
    let output = ibidem(folder, &[&["--format", "json"], arguments].concat());
    let report = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    assert!(!report.is_null(), "{output:?}");
    (output.status.code().unwrap(), report)
}

/// What is found, each as “rule severity”, and what is hidden by whom.
fn check(folder: &Path, arguments: &[&str], status: i32, found: &[&str], hidden: &Value) {
    let (code, report) = audit(folder, arguments);
    let findings = report["findings"].as_array().unwrap().iter();
    let shown: Vec<_> = findings
        .map(|finding| {
            let by = finding["hidden_by"].as_str().map(|by| format!(" by {by}")).unwrap_or_default();
            format!("{} {}{by}", finding["rule"].as_str().unwrap(), finding["severity"].as_str().unwrap())
        })
        .collect();
    assert_eq!((shown.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), code), (found, status));
    assert_eq!(&report["hidden"], hidden);
}

fn refusal(folder: &Path) -> String {
    let output = ibidem(folder, &[]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

const BOTH: [&str; 2] = ["date-contradicts-url error", "stray-space warning"];

#[test]
fn a_project_sets_severities_and_switches_rules_off() {
    let folder = project("rules", "");
    check(&folder, &[], 1, &BOTH, &Value::Null);
    let config = "[rules]\nstray-space = \"off\"\ndate-contradicts-url = \"info\"\n";
    fs::write(folder.join("ibidem.toml"), config).unwrap();
    let hidden = serde_json::json!({"ibidem.toml": 1});
    check(&folder, &[], 0, &["date-contradicts-url info"], &hidden);
    let shown = ["date-contradicts-url info", "stray-space warning by ibidem.toml"];
    check(&folder, &["--show-ignored"], 0, &shown, &hidden);
    check(&folder, &["--isolated"], 1, &BOTH, &Value::Null);
    let text = String::from_utf8(ibidem(&folder, &[]).stdout).unwrap();
    assert!(text.contains("Hidden: 1 finding by ibidem.toml (--show-ignored)."), "{text}");
}

#[test]
fn a_plugin_that_is_switched_off_is_counted() {
    let folder = project("off", "[plugins]\ngarbled = false\n");
    check(&folder, &[], 0, &[], &serde_json::json!({"ibidem.toml": 2}));
}

#[test]
fn the_users_file_stands_below_the_projects() {
    let folder = project("user", "[rules]\nstray-space = \"error\"\n");
    fs::create_dir_all(folder.join("user/ibidem")).unwrap();
    let config = "[rules]\nstray-space = \"off\"\ndate-contradicts-url = \"off\"\n";
    fs::write(folder.join("user/ibidem/ibidem.toml"), config).unwrap();
    check(&folder, &[], 1, &["stray-space error"], &serde_json::json!({"your ibidem.toml": 1}));
    // What comes with a submission is left out; what the user says is not.
    check(&folder, &["--isolated"], 0, &[], &serde_json::json!({"your ibidem.toml": 2}));
}

#[test]
fn mistakes_are_said_with_their_line_before_anything_runs() {
    let check = |name: &str, config: &str, expected: &str| {
        let said = refusal(&project(name, config));
        assert!(said.contains(expected), "{said}");
    };
    check("typo", "[rules]\nstray-spaces = \"off\"\n", "ibidem.toml:2: no rule is called “stray-spaces”");
    check("level", "[rules]\n\nstray-space = \"loud\"\n", "ibidem.toml:3: unknown variant `loud`");
    check(
        "paths",
        "plugin-folders = [\"/tmp\"]\n",
        "ibidem.toml:1: plugin-folders may stand only in your own",
    );
    check(
        "address",
        "crossref-base = \"http://evil.example\"\n",
        "ibidem.toml:1: unknown field `crossref-base`",
    );
    let nobody =
        "ibidem.toml:2: option “since” of the plugin dois is set, and no plugin of that id is at hand";
    check("nobody", "[options.dois]\nsince = 1900\n", nobody);
}

#[cfg(unix)]
#[test]
fn options_are_looked_at_before_the_plugin_starts() {
    let folder = project("options", "[plugins]\ndois = true\n\n[options.dois]\nsince = \"1900\"\n");
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins/examples/python");
    ibidem_tests::installed(&example, &folder.join("data/ibidem/plugins/dois"));
    let wrong = "ibidem.toml:5: option “since” of the plugin dois must be a whole number";
    assert!(refusal(&folder).contains(wrong), "{}", refusal(&folder));
    fs::write(folder.join("ibidem.toml"), "[options.dois]\nsinse = 1900\n").unwrap();
    // It is looked at only where the plugin is named.
    check(&folder, &[], 1, &BOTH, &Value::Null);
    fs::write(folder.join("ibidem.toml"), "[plugins]\ndois = true\n[options.dois]\nsinse = 1900\n").unwrap();
    let unknown =
        "ibidem.toml:4: option “sinse” of the plugin dois is no option of this plugin: it has since";
    assert!(refusal(&folder).contains(unknown), "{}", refusal(&folder));
}

/// A project enables what its user has installed, and brings nothing of its own.
#[cfg(unix)]
#[test]
fn a_project_enables_installed_plugins_by_id_alone() {
    let folder = project("enables", "[plugins]\ndois = true\n");
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins/examples/python");
    ibidem_tests::installed(&example, &folder.join("submission/dois"));
    ibidem_tests::installed(&example, &folder.join("plugins/dois"));
    let (status, report) = audit(&folder, &["--only", "dois"]);
    assert_eq!(status, 3);
    let cause = &report["findings"][0]["evidence"]["cause"];
    assert_eq!(cause, "no plugin of the id `dois` is installed");
    fs::write(folder.join("ibidem.toml"), "[plugins]\n\"../plugins/dois\" = true\n").unwrap();
    assert_eq!(audit(&folder, &["--only", "../plugins/dois"]).0, 3);

    fs::write(folder.join("ibidem.toml"), "[plugins]\ndois = true\n").unwrap();
    ibidem_tests::installed(&example, &folder.join("data/ibidem/plugins/dois"));
    let (_, report) = audit(&folder, &["--only", "dois"]);
    let dois = report["plugins"].as_array().unwrap().iter().find(|plugin| plugin["id"] == "dois").unwrap();
    assert_eq!(dois["status"], "ok", "{report}");
}

#[test]
fn comments_hide_and_are_counted() {
    let folder = project("comments", "");
    let paper = FAULTY.replace("1999), 24.", "1999), 24. <!-- ibidem: ignore stray-space -->");
    assert_ne!(paper, FAULTY);
    fs::write(folder.join("submission/paper.md"), &paper).unwrap();
    let by = "an ignore comment in submission/paper.md";
    let hidden = serde_json::json!({by: 1});
    check(&folder, &[], 1, &BOTH[..1], &hidden);
    let shown = ["date-contradicts-url error", &format!("stray-space warning by {by}")];
    check(&folder, &["--show-ignored"], 1, &shown, &hidden);
    check(&folder, &["--isolated"], 1, &BOTH, &Value::Null);
}

/// The same paper in another form, in which an ignore comment hides the space.
fn check_form(file: &str, source: &str, comment: &str) {
    let folder = project(&format!("form-{file}"), "");
    fs::remove_file(folder.join("submission/paper.md")).unwrap();
    let path = format!("submission/{file}");
    let audit = |text: &str, arguments: &[&str]| {
        fs::write(folder.join(&path), text).unwrap();
        let mut command = Command::new(program());
        command.current_dir(&folder).args(["audit", &path, "--only", "stray-space", "--format", "json"]);
        command
            .args(arguments)
            .env("XDG_CONFIG_HOME", folder.join("user"))
            .env("HOME", folder.join("nobody"));
        let output = command.output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let hidden_by: Vec<_> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["hidden_by"].clone())
            .collect();
        (hidden_by, report["hidden"].clone(), output.status.code())
    };
    let commented = source.replace("@comment@", comment);
    let bare = source.replace("@comment@", "");
    let by = format!("an ignore comment in {path}");
    assert_eq!(audit(&bare, &[]), (vec![Value::Null], Value::Null, Some(1)), "{file}");
    let hidden = serde_json::json!({&by: 1});
    assert_eq!(audit(&commented, &[]), (vec![], hidden.clone(), Some(0)), "{file}");
    assert_eq!(audit(&commented, &["--show-ignored"]), (vec![Value::String(by)], hidden, Some(0)), "{file}");
    assert_eq!(audit(&commented, &["--isolated"]), (vec![Value::Null], Value::Null, Some(1)), "{file}");
    let other = commented.replace("stray-space", "mojibake");
    assert_eq!(audit(&other, &[]), (vec![Value::Null], Value::Null, Some(1)), "{file}");
}

#[test]
fn comments_hide_in_html() {
    let page = "<!DOCTYPE html>\n<html><body>\n<p>Harbors grew.<sup><a href=\"#fn1\" id=\"ref1\">1</a></sup></p>\n\n\
        <ol>\n<li id=\"fn1\">Paul Brandt, <i>The Anglo- American Salt Trade</i> (London: Murray, 1999), 24. \
        @comment@<a href=\"#ref1\">↩</a></li>\n</ol>\n</body></html>\n";
    check_form("paper.html", page, "<!-- ibidem: ignore stray-space -->");
}

#[test]
fn comments_hide_in_text() {
    let text = "Harbors grew.[1]\n\nNotes\n\n@comment@\
        [1] Paul Brandt, The Anglo- American Salt Trade (London: Murray, 1999), 24.\n";
    check_form("paper.txt", text, "% ibidem: ignore stray-space\n\n");
}

#[test]
fn comments_hide_in_latex() {
    let source = "\\documentclass{article}\n\\begin{document}\nHarbors grew.\\footnote{Paul Brandt, \
        \\emph{The Anglo- American Salt Trade} (London: Murray, 1999), 24.@comment@}\n\\end{document}\n";
    check_form("paper.tex", source, "% ibidem: ignore stray-space\n");
}

#[test]
fn a_baseline_is_shown_as_well() {
    let folder = project("baseline-shown", "");
    check(&folder, &["--write-baseline", "accepted.json"], 1, &BOTH, &Value::Null);
    let hidden = serde_json::json!({"the baseline": 2});
    let shown = ["date-contradicts-url error by the baseline", "stray-space warning by the baseline"];
    check(&folder, &["--baseline", "accepted.json", "--show-ignored"], 0, &shown, &hidden);
}

#[test]
fn options_of_shipped_plugins_are_looked_at() {
    let check = |name: &str, options: &str, expected: &str| {
        let said = refusal(&project(name, options));
        assert!(said.contains(expected), "{said}");
    };
    let values = "ibidem.toml:2: option “profile” of the plugin styles must be one of chicago, ";
    check("profile", "[options.styles]\nprofile = \"vancouver\"\n", values);
    let none = "ibidem.toml:3: option “loud” of the plugin garbled is no option of this plugin: it has none";
    check("none", "\n[options.garbled]\nloud = true\n", none);
}

#[test]
fn a_baseline_accepts_what_was_there() {
    let folder = project("baseline", "");
    check(&folder, &["--write-baseline", "accepted.json"], 1, &BOTH, &Value::Null);
    let hidden = serde_json::json!({"the baseline": 2});
    check(&folder, &["--baseline", "accepted.json"], 0, &[], &hidden);
    // The same findings elsewhere in the paper are still accepted, one that is new is not.
    let grown = format!("A new beginning.\n\n{FAULTY}").replace("Murray", "Murray , Ltd");
    fs::write(folder.join("submission/paper.md"), grown).unwrap();
    let (status, report) = audit(&folder, &["--baseline", "accepted.json"]);
    assert_eq!((status, report["findings"].as_array().unwrap().len()), (1, 1), "{report}");
    assert_eq!(report["hidden"], hidden);
    fs::write(folder.join("accepted.json"), "{\"format\":2,\"accepted\":[]}").unwrap();
    assert_eq!(ibidem(&folder, &["--baseline", "accepted.json"]).status.code(), Some(2));
}

#[test]
fn documents_of_several_projects_are_not_mixed() {
    let folder = project("several", "[rules]\nstray-space = \"off\"\n");
    fs::create_dir_all(folder.join("other")).unwrap();
    fs::write(folder.join("other/paper.md"), FAULTY).unwrap();
    fs::write(folder.join("other/ibidem.toml"), "").unwrap();
    let said = ibidem(&folder, &["other/paper.md"]);
    assert_eq!(said.status.code(), Some(2));
    assert!(String::from_utf8(said.stderr).unwrap().contains("have an ibidem.toml each"));
    assert_eq!(audit(&folder, &["other/paper.md", "--isolated"]).0, 1);
}
