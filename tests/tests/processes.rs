//! A plugin that is a program of its own costs no more than a library, whatever it does.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at what it cannot do, and says what it skips"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use ibidem::checkers::{Checkers, Outcome, Settings};
use ibidem_citations::{Paper, Span};
use ibidem_tests::{installed, program};
use serde_json::{Value, json};

const TEXT: &str = "Fin-de-siècle Vienna (New York: Knopf, 1980)";

const FOUND: &str = "“Fin-de-siècle” comes first on 2026-01-31";

fn paper() -> Paper {
    Paper { text: TEXT.to_owned(), body: Span::new(0, TEXT.len()), ..Paper::default() }
}

/// The plugin `lines` in a folder of its own, unless there is no Python.
fn lines() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let python = Command::new("/usr/bin/env").args(["python3", "--version"]).output();
        if !python.is_ok_and(|output| output.status.success()) {
            return None;
        }
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins/lines");
        Some(installed(&source, &Path::new(env!("CARGO_TARGET_TMPDIR")).join("processes/lines")))
    });
    if folder.is_none() {
        println!("skipped: there is no python3 here");
    }
    folder.as_deref()
}

fn settings(options: Value) -> Option<Settings> {
    let mut settings = Settings::new(program().to_owned(), "2026-01-31");
    settings.plugins.push(lines()?.to_owned());
    let Value::Object(options) = options else { unreachable!("options are an object") };
    settings.options.insert("lines".to_owned(), options);
    settings.limits.silence = Duration::from_secs(20);
    Some(settings)
}

/// What the plugin has to say, after a look at the others: they are as they always are.
fn run(settings: &Settings) -> Outcome {
    let mut outcomes = Checkers::start(settings).check(&paper());
    let outcome = outcomes.pop().unwrap();
    assert!(!outcomes.is_empty());
    for other in outcomes {
        assert_eq!(other.failure, None, "{}", other.plugin);
    }
    outcome
}

/// Runs the plugin as told; it must find the first word `found` times, and fail as expected.
fn check(on: &str, deed: &str, found: usize, expected: Option<(&str, &str)>) {
    let Some(settings) = settings(json!({"on": on, "do": deed})) else { return };
    compare(&run(&settings), found, expected);
}

fn compare(outcome: &Outcome, found: usize, expected: Option<(&str, &str)>) {
    let failure = outcome.failure.as_ref().map(|failure| (failure.phase, failure.cause.as_str()));
    assert_eq!(failure, expected);
    let messages: Vec<_> = outcome.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(messages, vec![FOUND; found]);
}

#[test]
fn a_sound_process_says_what_it_finds() {
    check("never", "", 1, None);
    let Some(settings) = settings(json!({})) else { return };
    let mut checkers = Checkers::start(&settings);
    let info = checkers.infos().last().unwrap();
    let introduced = (info.id.as_str(), info.version.as_str(), info.kind, info.from);
    assert_eq!(introduced, ("lines", "0.4.0", "process", "--plugin"));
    assert_eq!(info.rules[0].name, "first-word");
    for _ in 0..3 {
        compare(&checkers.check(&paper()).pop().unwrap(), 1, None);
    }
}

#[test]
fn it_runs_in_its_folder_with_its_arguments() {
    let Some(settings) = settings(json!({"on": "check", "do": "arguments"})) else { return };
    assert_eq!(run(&settings).findings[1].message, "first second in lines");
}

#[test]
fn its_end_is_named() {
    check("check", "raise", 1, Some(("check", "exited with status 1 before it answered")));
    check("open", "raise", 0, Some(("open", "exited with status 1 before it answered")));
    check("check", "exit", 1, Some(("check", "exited with status 0 before it answered")));
    check("open", "exit", 0, Some(("open", "exited with status 0 before it answered")));
    check("check", "leave", 1, Some(("check", "exited with status 7 before it answered")));
    check("check", "abort", 1, Some(("check", "ended by signal 6 (SIGABRT)")));
    check("check", "kill", 1, Some(("check", "ended by signal 9 (SIGKILL)")));
    check("open", "refuse", 0, Some(("open", "option “do” must be something else")));
}

#[test]
fn its_standard_error_is_kept_for_its_author() {
    let Some(mut settings) = settings(json!({"on": "check", "do": "raise"})) else { return };
    let log = run(&settings).failure.unwrap().log;
    assert!(log.contains("ValueError: it was told to"), "{log}");
    let shout = json!({"on": "check", "do": "shout"});
    settings.options.insert("lines".to_owned(), shout.as_object().unwrap().clone());
    compare(&run(&settings), 1, None);
}

#[test]
fn noise_on_standard_output_is_named() {
    let noise = "wrote to standard output what is no message: “Checking the notes…”";
    check("check", "print", 1, Some(("answer", noise)));
    check("open", "print", 0, Some(("answer", noise)));
    let number = "wrote to standard output what is no message: “42”";
    check("check", "number", 1, Some(("answer", number)));
    let endless = "gave an answer that is none: a line is longer than the limit of 16777216 bytes";
    check("check", "endless line", 1, Some(("answer", endless)));
}

#[test]
fn nonsense_is_left_out_and_named() {
    let wrong = "a finding is under the rule “undeclared”, which it has not declared";
    check("check", "undeclared", 1, Some(("answer", wrong)));
    let wrong = "a finding under `first-word` lies outside the text: 0..46 of 45 bytes";
    check("check", "outside", 1, Some(("answer", wrong)));
}

/// What is left over of one answer would end the next check before it has begun.
#[test]
fn an_answer_too_many_does_not_pass_for_the_next() {
    let Some(settings) = settings(json!({"on": "check", "do": "twice"})) else { return };
    let mut checkers = Checkers::start(&settings);
    compare(&checkers.check(&paper()).pop().unwrap(), 1, None);
    std::thread::sleep(Duration::from_millis(200));
    compare(&checkers.check(&paper()).pop().unwrap(), 0, Some(("answer", "answered before it was asked")));
}

#[test]
fn a_hang_is_ended() {
    for (deed, on) in [("hang", "check"), ("spin", "open")] {
        let Some(mut settings) = settings(json!({"on": on, "do": deed})) else { return };
        settings.limits.silence = Duration::from_millis(1500);
        let begun = Instant::now();
        compare(&run(&settings), usize::from(on == "check"), Some((on, "gave no answer for 1.5 s")));
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_is_left_running() {
    let Some(settings) = settings(json!({"on": "check", "do": "leave a child"})) else { return };
    let begun = Instant::now();
    let outcome = run(&settings);
    assert_eq!(outcome.failure.unwrap().cause, "ended by signal 6 (SIGABRT)");
    let stat = format!("/proc/{}/stat", outcome.findings.last().unwrap().message);
    while std::fs::read_to_string(&stat).is_ok_and(|state| !state.contains(") Z ")) {
        assert!(begun.elapsed() < Duration::from_secs(10), "the child still runs");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// What cannot be started is named, whether it is no program or has no interpreter.
#[test]
fn what_is_no_program_is_named() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("processes/none");
    std::fs::create_dir_all(&folder).unwrap();
    let manifest =
        "id = \"none\"\nversion = \"0.1.0\"\nprotocol = 1\nkind = \"process\"\ncommand = \"none.sh\"\n";
    std::fs::write(folder.join("plugin.toml"), manifest).unwrap();
    let check = |text: Option<&str>, executable: bool, expected: &str| {
        let command = folder.join("none.sh");
        let _ = std::fs::remove_file(&command);
        if let Some(text) = text {
            std::fs::write(&command, text).unwrap();
            let mode = if executable { 0o755 } else { 0o644 };
            let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
            std::fs::set_permissions(&command, mode).unwrap();
        }
        let mut settings = Settings::new(program().to_owned(), "2026-01-31");
        settings.plugins.push(folder.clone());
        let outcome = run(&settings);
        let failure = outcome.failure.unwrap();
        assert_eq!(failure.phase, "load");
        assert!(failure.cause.starts_with(expected), "{}", failure.cause);
    };
    check(None, false, "there is no none.sh beside its plugin.toml");
    check(Some("#!/bin/sh\n"), false, "cannot start none.sh: Permission denied");
    check(Some("#!/nowhere/sh\n"), true, "cannot start none.sh: No such file or directory");
}
