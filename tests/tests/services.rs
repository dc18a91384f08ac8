//! What plugins ask of the program, and what they report beside findings: natives and processes alike.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at what it cannot do, and says what it skips"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Barrier, OnceLock};
use std::time::Duration;

use ibidem::Reading;
use ibidem::checkers::{Checkers, Outcome, Settings};
use ibidem::plugin::cache::Cache;
use ibidem::plugin::service::{Answering, Caller, Reply, Service, Services};
use ibidem_tests::{installed, library, program};
use serde_json::{Value, json};

const PAPER: &str = "\
The harbor froze.[^1] It thawed.[^2]

[^1]: Priya Raman, \"Ice,\" *Coastal Times*, January 16, 1912, <http://ice.example/a>.
[^2]: Paul Brandt, *Salt Roads* (London: Murray, 1999), 24.
";

fn unruly() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        program();
        library("ibidem-unruly")
    })
}

/// A folder whose manifest names a table of the unruly library.
fn native(name: &str, symbol: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("services").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(unruly(), folder.join(unruly().file_name().unwrap())).unwrap();
    let manifest = format!(
        "id = \"unruly\"\nversion = \"0.3.0\"\nprotocol = 1\nkind = \"native\"\n\
         library = \"ibidem_unruly\"\nsymbol = \"{symbol}\"\n"
    );
    std::fs::write(folder.join("plugin.toml"), manifest).unwrap();
    folder
}

/// The plugin that is a program, unless there is no Python.
fn process(name: &str) -> Option<PathBuf> {
    if !Command::new("/usr/bin/env")
        .args(["python3", "--version"])
        .output()
        .is_ok_and(|it| it.status.success())
    {
        println!("skipped: there is no python3 here");
        return None;
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins/lines");
    Some(installed(
        &source,
        &Path::new(env!("CARGO_TARGET_TMPDIR")).join("services").join(name).join("lines"),
    ))
}

/// A service of these tests.
struct Count {
    meeting: Barrier,
    budget: Duration,
}

impl Service for Count {
    fn name(&self) -> &'static str {
        "count/1"
    }

    fn budget(&self) -> Duration {
        self.budget
    }

    fn call(&self, caller: &Caller, request: Value, reply: &mut Answering<'_>) -> Reply {
        if let Some(to) = request["to"].as_u64() {
            (1..=to).for_each(|n| reply.give(&n));
            return Reply::end();
        }
        if let Some(sleep) = request["sleep"].as_u64() {
            for _ in 0..sleep / 20 {
                if caller.is_gone() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            return Reply::of(json!("slept well"));
        }
        if request["meet"] == true {
            self.meeting.wait();
            return Reply::end();
        }
        let Caller { plugin, is_shipped, is_granted, subject, .. } = caller;
        Reply::of(json!([plugin, is_shipped, is_granted, &*subject.now, &*subject.addresses]))
    }
}

fn settings(plugin: &Path, deed: &str) -> Settings {
    let mut settings = Settings::new(program().to_owned(), "2026-01-31");
    settings.shipped = false;
    settings.plugins.push(plugin.to_owned());
    let id = if plugin.ends_with("lines") { "lines" } else { "unruly" };
    settings.options.insert(id.to_owned(), json!({"do": deed}).as_object().unwrap().clone());
    settings.limits.silence = Duration::from_secs(20);
    let count = Count { meeting: Barrier::new(4), budget: Duration::from_secs(30) };
    settings.services = Services::none().with(Cache::in_memory()).with(count);
    settings
}

fn run(settings: &Settings) -> Outcome {
    let reading = Reading::from_bytes(PAPER.as_bytes().to_vec(), None, None);
    Checkers::start(settings).check(&reading.paper).pop().unwrap()
}

fn messages(outcome: &Outcome) -> Vec<&str> {
    outcome.findings.iter().map(|finding| finding.message.as_str()).collect()
}

fn failure(outcome: &Outcome) -> Option<(&str, &str)> {
    outcome.failure.as_ref().map(|failure| (failure.phase, failure.cause.as_str()))
}

#[test]
fn answers_come_one_by_one() {
    let outcome = run(&settings(&native("stream", "unruly_calls_plugin"), "count one by one"));
    assert_eq!((messages(&outcome), failure(&outcome)), (vec!["1", "2", "3", "Ok(())"], None));
}

#[test]
fn a_process_tells_the_answers_of_its_calls_apart() {
    let Some(folder) = process("stream") else { return };
    let outcome = run(&settings(&folder, "count"));
    let mut heard = messages(&outcome)[1..].to_vec();
    heard.sort_unstable();
    assert_eq!((heard, failure(&outcome)), (vec!["1: 1 2 3, 0", "2: 1 2 3, 0"], None));
    let outcome = run(&settings(&folder, "call what it may not"));
    let refused = "the plugin's manifest does not declare this service, -2";
    assert_eq!(messages(&outcome)[1..], [format!("1: {refused}"), format!("2: {refused}")]);
}

#[test]
fn threads_of_one_plugin_call_at_once() {
    let outcome = run(&settings(&native("threads", "unruly_calls_plugin"), "count from threads"));
    assert_eq!((messages(&outcome), failure(&outcome)), (vec!["4 have met"], None));
}

#[test]
fn a_panic_over_an_answer_stays_in_the_plugin() {
    let outcome = run(&settings(&native("panic", "unruly_calls_plugin"), "count and panic"));
    assert_eq!(messages(&outcome), ["1", "2"]);
    assert_eq!(failure(&outcome), Some(("check", "panicked: 2 is too many")));
}

#[test]
fn the_time_of_a_service_is_not_that_of_the_checker() {
    let mut settings = settings(&native("sleep", "unruly_calls_plugin"), "count and sleep");
    settings.limits.silence = Duration::from_millis(700);
    settings.limits.check = Duration::from_millis(900);
    let outcome = run(&settings);
    assert_eq!((messages(&outcome), failure(&outcome)), (vec!["Ok(String(\"slept well\"))"], None));
}

#[test]
fn a_service_has_a_budget_of_its_own() {
    let mut settings = settings(&native("wait", "unruly_calls_plugin"), "count and wait");
    let count = Count { meeting: Barrier::new(1), budget: Duration::from_millis(300) };
    settings.services = Services::none().with(count);
    let outcome = run(&settings);
    let expected = "Err(Failed(\"the service took longer than 0.3 s\"))";
    assert_eq!((messages(&outcome), failure(&outcome)), (vec![expected], None));
}

#[test]
fn a_service_knows_who_calls_and_about_which_paper() {
    let mut settings = settings(&native("who", "unruly_calls_plugin"), "count who");
    let said = |settings: &Settings| messages(&run(settings)).join("");
    let caller = |is_granted: bool| {
        format!(
            "Ok(Array [String(\"unruly\"), Bool(false), Bool({is_granted}), String(\"2026-01-31\"), \
             Array [String(\"http://ice.example/a\")]])"
        )
    };
    assert_eq!(said(&settings), caller(false));
    settings.granted.insert("unruly".to_owned(), vec!["count/1".to_owned()]);
    assert_eq!(said(&settings), caller(true));
}

/// The printed audit of the paper with a plugin; gives the records under a name.
fn audited(name: &str, plugin: &Path, deed: &str) -> (Value, Option<i32>) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("services").join(format!("audit-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("a.md"), PAPER).unwrap();
    std::fs::write(folder.join("b.md"), "Nothing is cited.\n").unwrap();
    let id = if plugin.ends_with("lines") { "lines" } else { "unruly" };
    std::fs::write(folder.join("ibidem.toml"), format!("[options.{id}]\ndo = \"{deed}\"\n")).unwrap();
    let mut audit = Command::new(program());
    audit.args(["audit", "--format", "json", "--only", id, "--cache", "off", "--plugin"]).arg(plugin);
    let output = audit.arg(&folder).current_dir(&folder).output().unwrap();
    let printed = serde_json::from_slice(&output.stdout);
    let printed = printed.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    (printed, output.status.code())
}

/// The records of a plugin, in the order of the files and of their text.
fn check_records(name: &str, plugin: &Path) {
    let (printed, status) = audited(name, plugin, "record");
    assert_eq!(status, Some(0), "{printed:#}");
    let id = if plugin.ends_with("lines") { "lines" } else { "unruly" };
    let records = printed[format!("{id}/words")].as_array().unwrap();
    let notes: Vec<_> =
        records.iter().map(|record| (&record["file"], &record["of"], &record["note"])).collect();
    let (a, b, none) = (json!("a.md"), json!("b.md"), Value::Null);
    let expected = [
        (&a, &json!("n1"), &json!(1)),
        (&a, &json!("n2"), &json!(2)),
        (&a, &none, &none),
        (&b, &none, &none),
    ];
    assert_eq!(notes, expected);
    let span = |n: usize| records[0]["span"][n].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap();
    assert!(PAPER[span(0)..span(1)].starts_with("Priya Raman"), "it is one of the source");
    assert!(records[0]["quote"].as_str().unwrap().starts_with("Priya Raman"));
    assert_eq!(printed["links"], json!([]));
}

#[test]
fn records_are_printed_in_a_fixed_order() {
    check_records("native", &native("records", "unruly_calls_plugin"));
    let Some(folder) = process("records") else { return };
    check_records("process", &folder);
}

#[test]
fn records_of_chunks_are_those_of_the_paper() {
    let mut settings = settings(&native("chunks", "unruly_records_plugin"), "record");
    settings.limits.notes = 1;
    let outcome = run(&settings);
    let reading = Reading::from_bytes(PAPER.as_bytes().to_vec(), None, None);
    let spans: Vec<_> = outcome.records.iter().filter_map(|record| record.get("span").cloned()).collect();
    assert_eq!(spans, reading.paper.notes.iter().map(|note| json!(note.span)).collect::<Vec<_>>());
}

#[test]
fn records_that_are_not_declared_are_refused() {
    let (printed, status) = audited("undeclared", &native("undeclared", "ibidem_unruly_plugin"), "record");
    let finding = &printed["findings"][0];
    let cause = "gave a record, and its manifest declares none (and 2 more)";
    assert_eq!((&finding["rule"], &finding["evidence"]["cause"]), (&json!("plugin-failed"), &json!(cause)));
    assert_eq!(status, Some(3));
}

#[test]
fn a_cache_outlives_the_program() {
    let plugin = native("cache", "unruly_calls_plugin");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("services/kept");
    let _ = std::fs::remove_dir_all(&folder);
    let paper = plugin.join("paper.md");
    std::fs::write(&paper, PAPER).unwrap();
    std::fs::write(plugin.join("ibidem.toml"), "[options.unruly]\ndo = \"call\"\n").unwrap();
    // Whether the cache was empty at the first of three calls, of which the report has lost the order.
    let was_empty = |cache: &Path| {
        let mut audit = Command::new(program());
        audit.args(["audit", "--format", "json", "--only", "unruly", "--plugin"]).arg(&plugin);
        let output = audit.arg("--cache").arg(cache).arg(&paper).output().unwrap();
        let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
        let heard: Vec<_> =
            printed["findings"].as_array().unwrap().iter().map(|it| it["message"].clone()).collect();
        assert!(heard.contains(&json!("cache/1: {\"value\":\"kept\"}")), "{heard:?}");
        let was_empty = heard.contains(&json!("cache/1: {\"value\":null}"));
        (was_empty, String::from_utf8(output.stderr).unwrap())
    };
    for (cache, expected) in
        [(Path::new("off"), true), (Path::new("off"), true), (&folder, true), (&folder, false)]
    {
        assert_eq!(was_empty(cache), (expected, String::new()));
    }
    assert!(!Path::new("off").exists());
    std::fs::write(folder.join("plugins/named/unruly.json"), "{").unwrap();
    let (was_empty_again, said) = was_empty(&folder);
    assert!(was_empty_again);
    assert!(said.contains("the cache of the plugin unruly cannot be read, and begins empty"), "{said}");
    assert_eq!(was_empty(&folder), (false, String::new()));
}
