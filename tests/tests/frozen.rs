//! What was written for a protocol goes on to work with it: source and header of then, the program of now.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at what it cannot do, and says what it skips"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use ibidem::Reading;
use ibidem::checkers::{Checkers, Outcome, Settings};
use ibidem_tests::{installed, program};
use serde_json::json;

/// Builds a frozen plugin against its own header, unless there is no compiler.
fn built(name: &str) -> Option<PathBuf> {
    if Command::new("cc").arg("--version").output().is_err() {
        println!("skipped: there is no cc here");
        return None;
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins").join(name);
    let folder = installed(&source, &Path::new(env!("CARGO_TARGET_TMPDIR")).join("frozen").join(name));
    let mut compiler = Command::new("cc");
    compiler.args(["-std=c99", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "frozen.c"]);
    let compiled = compiler.args(["-o", "libfrozen.so"]).current_dir(&folder).output().unwrap();
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    Some(folder)
}

fn check(folder: &Path, greeting: &str) -> Outcome {
    let mut settings = Settings::new(program().to_owned(), "2026-01-31");
    settings.shipped = false;
    settings.plugins.push(folder.to_owned());
    let options = json!({ "greeting": greeting });
    settings.options.insert("frozen".to_owned(), options.as_object().unwrap().clone());
    let paper = b"It grew.[^1]\n\n[^1]: Paul Brandt, *Salt Roads*, 24.\n".to_vec();
    Checkers::start(&settings).check(&Reading::from_bytes(paper, None, None).paper).pop().unwrap()
}

#[test]
fn a_checker_of_protocol_1_works() {
    let Some(folder) = built("frozen-1") else { return };
    let outcome = check(&folder, "good day");
    assert_eq!(outcome.failure, None);
    let said: Vec<_> = outcome.findings.iter().map(|finding| finding.message.as_str()).collect();
    let expected =
        ["its options came", "the day came", "the paper came", "the cache gives back", "http/1 is refused"];
    assert_eq!(said, expected);
    assert_eq!(outcome.records.len(), 1);
    assert_eq!(outcome.records[0].get("is"), Some(&json!("a record")));
    let refused = check(&folder, "refuse").failure.unwrap();
    assert_eq!((refused.phase, refused.cause.as_str()), ("open", "it was told to refuse"));
}
