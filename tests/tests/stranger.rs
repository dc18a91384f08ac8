//! A submission comes as a folder that somebody else has made: what its files can do, and what they cannot.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot do")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ibidem_tests::program;
use serde_json::{Value, json};

const FAULTY: &str = "Harbors grew.[^1]\n\n\
    [^1]: Paul Brandt, *The Anglo- American Salt Trade* (London: Murray, 1999), 24.\n";

/// Leaves a mark beside itself where it runs, and offers a safe fix of all the text.
const SCRIPT: &str = r#"#!/bin/sh
echo ran >"$(dirname "$0")/../ran" 2>/dev/null
while read -r line; do
    case $line in
    *'"type":"open"'*) echo '{"type":"hello","rules":[{"name":"mark","severity":"info","page":"x"}]}' ;;
    *'"type":"check"'*)
        echo '{"type":"finding","finding":{"rule":"mark","severity":"info","span":[0,1],"message":"It ran.",
"fix":{"safety":"safe","edits":[{"span":[0,1],"text":"X"}]}}}' | tr -d '\n'
        echo
        echo '{"type":"done"}'
        ;;
    esac
done
"#;

/// The stranger's folder, which the user has unpacked and stands in.
fn submission(name: &str, config: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stranger").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("paper")).unwrap();
    fs::write(folder.join("paper/paper.md"), FAULTY).unwrap();
    fs::write(folder.join("paper/ibidem.toml"), config).unwrap();
    for place in ["paper", "paper/plugins", "paper/.config/ibidem/plugins", "paper/lib/ibidem"] {
        plugin_in(&folder.join(place));
    }
    folder
}

fn plugin_in(parent: &Path) {
    let folder = parent.join("marks");
    fs::create_dir_all(&folder).unwrap();
    let manifest =
        "id = \"marks\"\nversion = \"0.1.0\"\nprotocol = 1\nkind = \"process\"\ncommand = \"marks.sh\"\n";
    fs::write(folder.join("plugin.toml"), manifest).unwrap();
    fs::write(folder.join("marks.sh"), SCRIPT).unwrap();
    for path in [folder.join("marks.sh"), folder.clone()] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

fn audit(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program());
    command.current_dir(folder.join("paper")).args(["audit", "paper.md", "--now", "2026-01-31"]);
    command.args(arguments).env_remove("IBIDEM_PLUGIN_PATH");
    for (variable, place) in [
        ("HOME", "home"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CACHE_HOME", "cache"),
    ] {
        command.env(variable, folder.join(place));
    }
    command.output().unwrap()
}

fn printed(folder: &Path, arguments: &[&str]) -> Value {
    let output = audit(folder, &[&["--format", "json"], arguments].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}

/// The rules of the findings, as far as these tests are about them.
fn rules(report: &Value) -> Vec<&str> {
    let rules = report["findings"].as_array().unwrap().iter().filter_map(|finding| finding["rule"].as_str());
    rules.filter(|rule| ["stray-space", "plugin-failed", "marks/mark"].contains(rule)).collect()
}

#[test]
fn a_project_sets_no_addresses_certificates_paths_or_grants() {
    let keys = [
        ("crossref-base", "\"http://evil.example\""),
        ("wayback-base", "\"http://evil.example\""),
        ("doi-base", "\"http://evil.example\""),
        ("resolve", "[\"doi.org=127.0.0.1\"]"),
        ("proxy", "\"http://evil.example\""),
        ("ca", "\"evil.pem\""),
        ("cache", "\"/tmp/evil\""),
        ("output", "\"/tmp/evil\""),
        ("baseline", "\"evil.json\""),
        ("plugin", "[\"./marks\"]"),
        ("plugin-dir", "[\".\"]"),
        ("plugin-folders", "[\"/tmp\"]"),
        ("lock-file", "\"evil.lock\""),
        ("grants", "{ marks = [\"http/1\"] }"),
    ];
    for (key, value) in keys {
        let folder = submission("keys", &format!("{key} = {value}\n"));
        let output = audit(&folder, &[]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{key}: {said}");
        assert!(said.contains("ibidem.toml:1: ") && said.contains(key), "{key}: {said}");
        // It hinders nobody who looks away.
        assert_eq!(rules(&printed(&folder, &["--isolated"])), ["stray-space"], "{key}");
    }
}

#[test]
fn a_project_brings_no_plugin_along() {
    for named in ["marks", "./marks", "../paper/marks", "plugins/marks"] {
        let folder = submission("brings", &format!("[plugins]\n\"{named}\" = true\n"));
        let report = printed(&folder, &[]);
        let failed = &report["findings"][0];
        assert_eq!(
            (&failed["rule"], &failed["evidence"]["plugin"]),
            (&json!("plugin-failed"), &json!(named))
        );
        assert!(!folder.join("paper/ran").exists(), "{named}");
    }
}

#[test]
fn a_project_enables_what_its_user_has_installed() {
    let folder = submission("enables", "[plugins]\nmarks = true\n");
    plugin_in(&folder.join("data/ibidem/plugins"));
    assert_eq!(rules(&printed(&folder, &[])), ["marks/mark", "stray-space"]);
    assert_eq!(rules(&printed(&folder, &["--isolated"])), ["stray-space"]);
}

#[test]
fn the_users_own_configuration_is_consent() {
    let folder = submission("consent", "");
    plugin_in(&folder.join("data/ibidem/plugins"));
    assert_eq!(rules(&printed(&folder, &[])), ["stray-space"]);
    fs::create_dir_all(folder.join("config/ibidem")).unwrap();
    fs::write(folder.join("config/ibidem/ibidem.toml"), "[plugins]\nmarks = true\n").unwrap();
    assert_eq!(rules(&printed(&folder, &[])), ["marks/mark", "stray-space"]);
}

#[test]
fn what_a_project_hides_is_counted() {
    let folder = submission("hides", "[rules]\nstray-space = \"off\"\n");
    let report = printed(&folder, &[]);
    assert_eq!((rules(&report), &report["hidden"]), (vec![], &json!({"ibidem.toml": 1})));
    let text = String::from_utf8(audit(&folder, &[]).stdout).unwrap();
    assert!(text.contains("ibidem.toml"), "{text}");
    assert_eq!(rules(&printed(&folder, &["--isolated"])), ["stray-space"]);
}

/// What hides findings is the user's to name, a lock lies beside the user's own configuration.
#[test]
fn baselines_and_locks_of_the_project_are_not_read() {
    let folder = submission("baselines", "");
    let accepted = json!({"format": 1, "accepted": [
        {"file": "paper.md", "rule": "stray-space", "quote": "Anglo- American"},
    ]});
    for name in ["baseline.json", "ibidem.baseline.json", "ibidem-baseline.json", ".ibidem/baseline.json"] {
        let path = folder.join("paper").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, accepted.to_string()).unwrap();
    }
    fs::write(folder.join("paper/plugins.lock"), "").unwrap();
    assert_eq!(rules(&printed(&folder, &[])), ["stray-space"]);
    let locked = audit(&folder, &["--locked"]);
    assert_eq!(locked.status.code(), Some(2), "there is no lock of the user: {locked:?}");
}

#[test]
fn a_strangers_safe_fix_is_not_applied_unasked() {
    let folder = submission("fixes", "");
    plugin_in(&folder.join("data/ibidem/plugins"));
    let fixed = audit(&folder, &["--fix", "--plugin", "marks", "--only", "marks"]);
    assert!(!folder.join("paper/paper.fixed.md").exists(), "{fixed:?}");
}

/// Nothing is written where nothing was asked for, in the submission least of all.
#[test]
fn an_audit_leaves_no_files() {
    let folder = submission("leaves", "");
    let files = |of: &Path| {
        let mut names: Vec<_> = of.read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = (files(&folder), files(&folder.join("paper")));
    audit(&folder, &["--cache", "off"]);
    assert_eq!((files(&folder), files(&folder.join("paper"))), before);
}
