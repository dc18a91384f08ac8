//! A plugin that misbehaves costs what it does not say, and nothing else.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at what it cannot do, and says what it skips"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use ibidem::checkers::{CheckerInfo, Checkers, Limits, Outcome, Settings};
use ibidem::plugin::protocol::{self, Answer, MAX_ANSWER, MAX_REQUEST, Request};
use ibidem_citations::{Note, NoteKind, NoteNumber, Paper, Span};
use ibidem_tests::{library, program};
use serde_json::{Value, json};

const TEXT: &str = "Fin-de-siècle Vienna (New York: Knopf, 1980)";

const FIRST: &str = "Fin-de-siècle";

const FOUND: &str = "“Fin-de-siècle” comes first on 2026-01-31";

fn paper() -> Paper {
    Paper { text: TEXT.to_owned(), body: Span::new(0, TEXT.len()), ..Paper::default() }
}

fn unruly() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        // One build after the other: the program and its plugins share a folder.
        program();
        library("ibidem-unruly")
    })
}

/// The shipped checkers and a named one, which is to misbehave.
fn settings(plugin: &Path, options: Value) -> Settings {
    let mut settings = Settings::new(program().to_owned(), "2026-01-31");
    settings.plugins.push(plugin.to_owned());
    set(&mut settings, options);
    settings.limits.silence = Duration::from_secs(20);
    settings
}

fn set(settings: &mut Settings, options: Value) {
    let Value::Object(options) = options else { unreachable!("options are an object") };
    settings.options.insert("unruly".to_owned(), options);
}

/// What the named plugin has to say, after a look at the others: they are as they always are.
fn run(settings: &Settings) -> (CheckerInfo, Outcome) {
    let mut checkers = Checkers::start(settings);
    let info = checkers.infos().last().unwrap().clone();
    let mut outcomes = checkers.check(&paper());
    let outcome = outcomes.pop().unwrap();
    for other in outcomes {
        assert_eq!(other.failure, None, "{}", other.plugin);
    }
    (info, outcome)
}

/// Runs the plugin as told; it must find the first word `found` times, and fail as expected.
fn check(options: Value, found: usize, expected: Option<(&str, &str)>) {
    let (_, outcome) = run(&settings(unruly(), options));
    assert_eq!(outcome.plugin, "unruly");
    compare(&outcome, found, expected);
}

fn compare(outcome: &Outcome, found: usize, expected: Option<(&str, &str)>) {
    let messages: Vec<_> = outcome.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(messages, vec![FOUND; found]);
    let failure = outcome.failure.as_ref().map(|failure| (failure.phase, failure.cause.as_str()));
    assert_eq!(failure, expected);
}

/// A folder with a manifest that names a table of the unruly library.
fn folder(name: &str, manifest: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plugins").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let library = folder.join(unruly().file_name().unwrap());
    if !library.exists() || modified(&library) < modified(unruly()) {
        std::fs::copy(unruly(), &library).unwrap();
    }
    std::fs::write(folder.join("plugin.toml"), manifest).unwrap();
    folder
}

fn modified(path: &Path) -> std::time::SystemTime {
    path.metadata().unwrap().modified().unwrap()
}

fn check_table(symbol: &str, found: usize, expected: (&str, &str)) {
    let manifest = format!(
        "id = \"unruly\"\nversion = \"0.3.0\"\nprotocol = 1\nkind = \"native\"\n\
         library = \"ibidem_unruly\"\nsymbol = \"{symbol}\"\n"
    );
    let (_, outcome) = run(&settings(&folder(symbol, &manifest), json!({})));
    compare(&outcome, found, Some(expected));
}

#[test]
fn a_sound_plugin_says_what_it_finds() {
    let (info, outcome) = run(&settings(unruly(), json!({})));
    compare(&outcome, 1, None);
    assert_eq!((info.id.as_str(), info.version.as_str()), ("unruly", "0.3.0"));
    assert_eq!((info.kind, info.from, info.failure), ("native", "--plugin", None));
    assert_eq!(info.rules.len(), 1);
    assert_eq!(info.rules[0].name, "first-word");
    assert!(info.rules[0].page.starts_with("# first-word\n"));
}

/// Compiles a checker in C against the header, unless there is no compiler; each macro gives another library.
fn compile(source: &str, macro_name: &str) -> Option<PathBuf> {
    if Command::new("cc").arg("--version").output().is_err() {
        println!("skipped: there is no cc here");
        return None;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("c-{macro_name}"));
    std::fs::create_dir_all(&folder).unwrap();
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let library = folder.join(format!("{prefix}{source}{suffix}"));
    let mut cc = Command::new("cc");
    cc.args(["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]);
    cc.arg(format!("-D{macro_name}")).arg("-I").arg(root.join("../plugins/sdk/include"));
    cc.arg(root.join("plugins").join(source).with_extension("c")).arg("-o").arg(&library);
    let compiled = cc.output().unwrap();
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    Some(library)
}

/// The header is all that a checker in C needs.
#[test]
fn a_plugin_in_c_says_what_it_finds() {
    let Some(library) = compile("words", "PLAIN") else { return };
    let mut checkers = Checkers::start(&settings(&library, json!({})));
    let info = checkers.infos().last().unwrap();
    assert_eq!((info.id.as_str(), info.version.as_str(), info.failure.as_ref()), ("words", "1.2.0", None));
    let paper = Paper { text: "A very old, very long book".to_owned(), ..Paper::default() };
    let outcome = checkers.check(&paper).pop().unwrap();
    assert_eq!(outcome.failure, None);
    let words: Vec<_> = outcome.findings.iter().map(|finding| paper.text_of(finding.span)).collect();
    assert_eq!(words, ["very", "very"]);
}

#[test]
fn a_panic_is_named() {
    check(json!({"on": "check", "do": "panic"}), 1, Some(("check", "panicked: it was told to")));
    check(json!({"on": "open", "do": "panic"}), 0, Some(("open", "panicked: it was told to")));
}

#[cfg(unix)]
#[test]
fn the_end_of_a_worker_is_named() {
    check(json!({"on": "check", "do": "abort"}), 1, Some(("check", "ended by signal 6 (SIGABRT)")));
    check(json!({"on": "check", "do": "segfault"}), 1, Some(("check", "ended by signal 11 (SIGSEGV)")));
    check(json!({"on": "check", "do": "overflow"}), 1, Some(("check", "ended by signal 6 (SIGABRT)")));
    check(json!({"on": "open", "do": "abort"}), 0, Some(("open", "ended by signal 6 (SIGABRT)")));
}

#[test]
fn an_exit_is_no_end_of_the_audit() {
    let exited = "exited with status 0 before it answered";
    check(json!({"on": "check", "do": "exit"}), 1, Some(("check", exited)));
    check(json!({"on": "open", "do": "exit"}), 0, Some(("open", exited)));
    let left = "exited with status 7 before it answered";
    check(json!({"on": "check", "do": "leave"}), 1, Some(("check", left)));
}

#[test]
fn an_option_is_refused_in_the_words_of_the_plugin() {
    let refused = "option “do” must be something else";
    check(json!({"on": "open", "do": "refuse"}), 0, Some(("open", refused)));
}

#[test]
fn nonsense_is_left_out_and_named() {
    let wrong = "a finding is under the rule “undeclared”, which it has not declared";
    check(json!({"on": "check", "do": "undeclared"}), 2, Some(("answer", wrong)));
    let wrong = "a finding under `first-word` lies outside the text: 0..46 of 45 bytes";
    check(json!({"on": "check", "do": "outside"}), 2, Some(("answer", wrong)));
    let wrong = "a finding under `first-word` begins or ends within a character: 10..45";
    check(json!({"on": "check", "do": "within"}), 2, Some(("answer", wrong)));
    let wrong = "a finding under `first-word` has edits that overlap or are not in order";
    check(json!({"on": "check", "do": "overlap"}), 2, Some(("answer", wrong)));
    let wrong = "the name of its rule “Bad Name” is not in kebab-case";
    check(json!({"do": "misname"}), 0, Some(("answer", wrong)));
}

#[test]
fn a_flood_is_stopped() {
    let mut settings = settings(unruly(), json!({"on": "check", "do": "flood"}));
    settings.limits.findings = 50;
    let (_, outcome) = run(&settings);
    compare(&outcome, 50, Some(("answer", "gave more than 50 findings")));

    settings.limits = Limits { bytes: 5000, ..Limits::default() };
    let outcome = run(&settings).1;
    assert!((10..50).contains(&outcome.findings.len()), "{}", outcome.findings.len());
    assert_eq!(outcome.failure.unwrap().cause, "gave findings of more than 5000 bytes");
}

#[test]
fn a_hang_is_ended() {
    for on in ["check", "open"] {
        let mut settings = settings(unruly(), json!({"on": on, "do": "hang"}));
        // Long enough for the others to start on a busy machine.
        settings.limits.silence = Duration::from_millis(1500);
        let begun = Instant::now();
        let (_, outcome) = run(&settings);
        compare(&outcome, usize::from(on == "check"), Some((on, "gave no answer for 1.5 s")));
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    }
}

#[test]
fn who_reports_progress_may_take_longer() {
    let limits = |silence, check| Limits { silence, check, ..Limits::default() };
    let mut settings = settings(unruly(), json!({"on": "check", "do": "dawdle"}));
    settings.limits = limits(Duration::from_millis(1500), Duration::from_secs(20));
    compare(&run(&settings).1, 2, None);

    set(&mut settings, options("dawdle for ever"));
    settings.limits = limits(Duration::from_millis(1500), Duration::from_secs(2));
    compare(&run(&settings).1, 1, Some(("check", "did not come to an end within 2 s")));
}

fn options(deed: &str) -> Value {
    json!({"on": "check", "do": deed})
}

#[test]
fn noise_harms_nothing() {
    check(json!({"on": "check", "do": "print"}), 1, None);
    check(json!({"on": "open", "do": "print"}), 1, None);
}

#[test]
fn a_log_is_kept_up_to_a_limit() {
    let mut settings = settings(unruly(), json!({"on": "check", "do": "panic"}));
    let log = run(&settings).1.failure.unwrap().log;
    assert!(log.contains("it was told to"), "{log}");

    set(&mut settings, options("shout"));
    let (_, outcome) = run(&settings);
    compare(&outcome, 1, Some(("check", "panicked: out of breath")));
    assert_eq!(outcome.failure.unwrap().log, "!".repeat(16 << 10));
}

#[test]
fn tables_are_believed_as_far_as_they_were_looked_at() {
    let file = unruly().file_name().unwrap().to_string_lossy();
    let cannot = |cause: &str| format!("cannot load {file}: {cause}");
    check_table("unruly_old_plugin", 0, ("load", &cannot("it speaks protocol 7, this program speaks 1")));
    let size = size_of::<usize>() * 5 + 16;
    let short = cannot(&format!("its table has 32 bytes, protocol 1 has {size}"));
    check_table("unruly_short_plugin", 0, ("load", &short));
    let other = cannot("its table is not that of a plugin of ibidem");
    check_table("unruly_other_plugin", 0, ("load", &other));
    check_table("unruly_null_plugin", 0, ("load", &cannot("its table has no function `check`")));
    let nameless = cannot("its plugin.toml is wrong: missing field `id`");
    check_table("unruly_nameless_plugin", 0, ("load", &nameless));
    check_table("unruly_none_plugin", 0, ("load", &cannot("it exports no `unruly_none_plugin`")));
    let garbage = "a finding is no JSON: EOF while parsing a value at line 1 column 9 (and 2 more)";
    check_table("unruly_garbage_plugin", 0, ("answer", garbage));
    check_table("unruly_code_plugin", 0, ("check", "gave the error code 42"));
}

#[test]
fn what_is_no_library_is_named() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("libraries");
    std::fs::create_dir_all(&folder).unwrap();
    let name = format!("libtext{}", std::env::consts::DLL_SUFFIX);
    let (text, cut) = (folder.join(&name), folder.join(format!("libcut{}", std::env::consts::DLL_SUFFIX)));
    std::fs::write(
        &text,
        "1. Carl E. Schorske, Fin-de-siècle Vienna (New York: Knopf, 1980), 24.\n".repeat(99),
    )
    .unwrap();
    let whole = std::fs::read(unruly()).unwrap();
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    for path in [&text, &cut] {
        let (info, outcome) = run(&settings(path, json!({})));
        let failure = outcome.failure.unwrap();
        let file = path.file_name().unwrap().to_string_lossy();
        assert_eq!(failure.phase, "load");
        // Of a library that was cut, the loader says so, or falls over what lies behind its end.
        let is_fallen = path == &cut && failure.cause == "ended by signal 7 (SIGBUS)";
        let is_said = failure.cause.starts_with(&format!("cannot load {file}: "));
        assert!(is_said || is_fallen, "{}", failure.cause);
        assert!(!failure.cause.contains('/'), "no path of this machine: {}", failure.cause);
        assert_eq!(info.id, if path == &text { "text" } else { "cut" });
    }
    let (_, outcome) = run(&settings(&folder.join("libnone.so"), json!({})));
    compare(&outcome, 0, Some(("load", "cannot find libnone.so: no such file or directory")));
}

#[test]
fn a_folder_is_refused_before_its_code_is_opened() {
    let sound = "id = \"unruly\"\nversion = \"0.3.0\"\nprotocol = 1\nkind = \"native\"\nlibrary = \"ibidem_unruly\"\n";
    let check = |name: &str, manifest: &str, expected: Option<(&str, &str)>| {
        let (_, outcome) = run(&settings(&folder(name, manifest), json!({})));
        compare(&outcome, usize::from(expected.is_none()), expected);
    };
    check("sound", sound, None);
    let old = sound.replace("protocol = 1", "protocol = 7");
    check("old", &old, Some(("load", "it speaks protocol 7, this program speaks 1")));
    let outside = sound.replace("\"ibidem_unruly\"", "\"../sound/libibidem_unruly.so\"");
    let cause = "its plugin.toml is wrong: library “../sound/libibidem_unruly.so” is not the name of a file in \
                 the plugin's folder";
    check("outside", &outside, Some(("load", cause)));
}

#[test]
fn a_plugin_is_run_once() {
    let mut settings = settings(unruly(), json!({}));
    settings.plugins.push(unruly().to_owned());
    let mut checkers = Checkers::start(&settings);
    let outcomes = checkers.check(&paper());
    compare(&outcomes[outcomes.len() - 2], 1, None);
    compare(&outcomes[outcomes.len() - 1], 0, Some(("load", "a plugin of the id `unruly` was named before")));
}

#[test]
fn a_crash_does_not_reach_the_next_paper() {
    let mut checkers = Checkers::start(&settings(unruly(), options("abort")));
    for _ in 0..3 {
        let outcome = checkers.check(&paper()).pop().unwrap();
        assert_eq!(outcome.findings.len(), 1);
        assert!(outcome.failure.unwrap().cause.starts_with("ended by signal"));
    }
}

#[cfg(unix)]
#[test]
fn a_worker_that_stumbles_is_started_again() {
    let manifest = include_str!("../plugins/unruly/plugin.toml");
    let folder = folder("stumbles", manifest);
    let mark = folder.join("mark");
    let _ = std::fs::remove_file(&mark);
    assert!(Command::new("mkfifo").arg(&mark).status().unwrap().success());
    // A worker can leave no mark for the next, so the first alone is told to stumble.
    let told = mark.clone();
    std::thread::spawn(move || {
        for word in std::iter::once("stumble").chain(std::iter::repeat("")) {
            let mut mark = std::fs::OpenOptions::new().write(true).open(&told).unwrap();
            let _ = mark.write_all(word.as_bytes());
            drop(mark);
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    let (_, outcome) = run(&settings(&folder, json!({"on": "check", "do": "stumble", "mark": mark})));
    compare(&outcome, 1, None);
}

/// What a plugin has started ends with it, even while it holds the worker's channels.
#[cfg(target_os = "linux")]
#[test]
fn nothing_is_left_running() {
    let begun = Instant::now();
    let (_, outcome) = run(&settings(unruly(), options("leave a child")));
    assert_eq!(outcome.failure.unwrap().cause, "ended by signal 6 (SIGABRT)");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    let child = &outcome.findings.last().unwrap().message;
    // Ended is gone, or waits for the system to take note.
    let stat = format!("/proc/{child}/stat");
    let runs = || std::fs::read_to_string(&stat).is_ok_and(|state| !state.contains(") Z "));
    while runs() {
        assert!(begun.elapsed() < Duration::from_secs(10), "process {child} still runs");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// What a plugin does with its channels is named, whether they stay open, close, or carry nonsense.
#[cfg(target_os = "linux")]
#[test]
fn channels_are_not_trusted() {
    let check = |deed: &str, expected: (&str, &str)| {
        let Some(library) = compile("descriptors", deed) else { return };
        let begun = Instant::now();
        let (_, outcome) = run(&settings(&library, json!({})));
        compare(&outcome, 0, Some(expected));
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    };
    check("CRASH_ON_LOAD", ("load", "ended by signal 6 (SIGABRT)"));
    check("FORK", ("check", "ended by signal 6 (SIGABRT)"));
    check("CLOSE", ("check", "closed its channel before it answered"));
    let nonsense = "gave an answer that is none: expected value at line 1 column 1";
    check("WRITE", ("answer", nonsense));
}

/// A paper of as many notes, some of which say what the plugin is to do.
fn notes(n: usize, deeds: &[(usize, &str)]) -> Paper {
    let mut paper = Paper::default();
    for i in 1..=n {
        let deed = deeds.iter().find(|(note, _)| *note == i).map_or("Schorske", |(_, deed)| deed);
        let start = paper.text.len();
        paper.text.extend([deed, ", Fin-de-siècle Vienna, ", &i.to_string(), "."]);
        paper.notes.push(Note {
            id: format!("n{i}"),
            number: NoteNumber::Integer(u32::try_from(i).unwrap()),
            kind: NoteKind::Footnote,
            span: Span::new(start, paper.text.len()),
            raw: String::new(),
            anchors: Vec::new(),
            flags: Vec::new(),
            citations: Vec::new(),
        });
        paper.text += "\n";
    }
    paper
}

/// Has the notes of a paper found some at a time; all but these must be, and the cause must be said.
fn check_notes(paper: &Paper, size: usize, missing: &[usize], expected: Option<&str>) {
    let folder = folder(
        "notes",
        "id = \"unruly\"\nversion = \"0.3.0\"\nprotocol = 1\nkind = \"native\"\nscope = \"note\"\n\
         library = \"ibidem_unruly\"\nsymbol = \"unruly_note_plugin\"\n",
    );
    let mut settings = settings(&folder, options("obey notes"));
    settings.limits.notes = size;
    settings.limits.silence = Duration::from_millis(2500);
    let outcome = Checkers::start(&settings).check(paper).pop().unwrap();
    let found: Vec<_> =
        outcome.findings.iter().map(|finding| (finding.message.as_str(), finding.span)).collect();
    let notes = paper.notes.iter().enumerate().filter(|(i, _)| !missing.contains(&(i + 1)));
    let notes: Vec<_> = notes.map(|(_, note)| (note.id.as_str(), note.span)).collect();
    assert_eq!(found, notes);
    assert_eq!(outcome.failure.map(|failure| failure.cause).as_deref(), expected);
}

#[test]
fn notes_are_found_whatever_the_size_of_the_chunks() {
    let paper = notes(40, &[]);
    for size in [1, 7, 39, 40, 41, 256] {
        check_notes(&paper, size, &[], None);
    }
    check_notes(&notes(0, &[]), 256, &[], None);
}

#[test]
fn the_note_that_crashes_is_named_and_all_others_are_checked() {
    let rest = "all other notes were checked";
    let abort = format!("ended by signal 6 (SIGABRT) on note 23 (n23); {rest}");
    let paper = notes(40, &[(23, "abort")]);
    for size in [1, 16, 256] {
        check_notes(&paper, size, &[23], Some(&abort));
    }
    let panicked = format!("panicked: it was told to on note 1 (n1), on note 40 (n40); {rest}");
    check_notes(&notes(40, &[(1, "panic"), (40, "panic")]), 16, &[1, 40], Some(&panicked));
}

#[test]
fn a_checker_that_crashes_on_many_notes_is_given_up() {
    let all: Vec<_> = (5..=40).map(|i| (i, "abort")).collect();
    let missing: Vec<_> = (5..=40).collect();
    let cause = "ended by signal 6 (SIGABRT) on note 5 (n5), on note 6 (n6), on note 7 (n7); \
                 the notes that follow were not checked";
    check_notes(&notes(40, &all), 16, &missing, Some(cause));
}

#[test]
fn a_hang_names_the_notes_that_were_asked_about() {
    let missing: Vec<_> = (17..=40).collect();
    let cause = "gave no answer for 2.5 s on notes 17 (n17) to 32 (n32); no later note was checked";
    check_notes(&notes(40, &[(23, "hang")]), 16, &missing, Some(cause));
}

/// What a plugin hears when it calls the cache three times, the network, and the cache wrongly.
fn check_calls(symbol: &str, expected: [&str; 5]) {
    let manifest = format!(
        "id = \"unruly\"\nversion = \"0.3.0\"\nprotocol = 1\nkind = \"native\"\n\
         library = \"ibidem_unruly\"\nsymbol = \"{symbol}\"\n"
    );
    let (_, outcome) = run(&settings(&folder(&format!("calls-{symbol}"), &manifest), json!({"do": "call"})));
    assert_eq!(outcome.failure, None);
    let heard: Vec<_> = outcome.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(heard, expected);
}

#[test]
fn a_service_answers_those_who_declare_it() {
    let wrong = "cache/1: Failed(\"invalid type: string \\\"a\\\", expected internally tagg";
    let expected = [
        "cache/1: {\"value\":null}",
        "cache/1: {\"kept\":true}",
        "cache/1: {\"value\":\"kept\"}",
        "http/1: Refused",
        wrong,
    ];
    check_calls("unruly_calls_plugin", expected);
}

#[test]
fn a_call_that_is_not_declared_is_refused() {
    let refused = "cache/1: Refused";
    check_calls("ibidem_unruly_plugin", [refused, refused, refused, "http/1: Refused", refused]);
}

#[test]
fn a_worker_ends_with_the_program() {
    let mut worker = Command::new(program());
    worker.arg("plugin-host").arg("--library").arg(unruly()).args(["--symbol", "ibidem_unruly_plugin"]);
    let mut worker = worker.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let Value::Object(options) = json!({"on": "open", "do": "hang"}) else { unreachable!("an object") };
    let mut requests = worker.stdin.take().unwrap();
    protocol::write(&mut requests, &Request::Open { options: &options }, MAX_REQUEST).unwrap();
    let mut answers = worker.stdout.take().unwrap();
    let loaded = protocol::read(&mut answers, MAX_ANSWER).unwrap().unwrap();
    let Answer::Loaded { protocol: 1, manifest } = serde_json::from_slice(&loaded).unwrap() else {
        panic!("{}", String::from_utf8_lossy(&loaded));
    };
    assert!(manifest.contains(r#"id = "unruly""#), "{manifest}");
    drop(requests);
    let begun = Instant::now();
    while worker.try_wait().unwrap().is_none() {
        if begun.elapsed() > Duration::from_secs(10) {
            worker.kill().unwrap();
            panic!("the worker goes on without the program");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_worker_is_no_command_for_people() {
    let tried: [&[&str]; 4] =
        [&["--sing"], &["--library"], &["--memory", "much"], &["--command", "/bin/true"]];
    for arguments in tried {
        let output = Command::new(program()).arg("plugin-host").args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.starts_with("ibidem: plugin-host "), "{arguments:?}: {said}");
    }
}

#[test]
fn a_large_paper_crosses() {
    let mut paper = paper();
    paper.text = format!("{FIRST} {}", "ü".repeat(4 << 20));
    let mut checkers = Checkers::start(&settings(unruly(), json!({})));
    compare(&checkers.check(&paper).pop().unwrap(), 1, None);
}

#[test]
fn results_do_not_hang_on_the_number_of_jobs() {
    let all = |jobs| {
        let mut settings = settings(unruly(), json!({"on": "check", "do": "outside"}));
        settings.jobs = jobs;
        Checkers::start(&settings).check(&paper())
    };
    let one = all(1);
    assert!(one.len() > 1);
    assert_eq!(all(2), one);
    assert_eq!(all(8), one);
}

#[test]
fn a_worker_gets_no_environment() {
    let (_, outcome) = run(&settings(unruly(), options("environment")));
    let variables = outcome.findings.iter().map(|finding| finding.message.as_str());
    let variables: Vec<_> = variables.filter(|message| *message != FOUND).collect();
    let mut names: Vec<_> = variables.iter().map(|variable| variable.split('=').next().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["GLIBC_TUNABLES", "HOME", "PATH", "TMPDIR"]);
    assert!(variables.contains(&"PATH=/usr/local/bin:/usr/bin:/bin"));
    let folders = variables.iter().filter_map(|variable| {
        let (name, folder) = variable.split_once('=')?;
        matches!(name, "HOME" | "TMPDIR").then_some(folder)
    });
    for folder in folders {
        assert!(!Path::new(folder).exists(), "{folder} is gone with the worker");
    }
}

fn list(arguments: &[&str]) -> Output {
    Command::new(program()).args(["plugins", "list"]).args(arguments).output().unwrap()
}

#[test]
fn the_list_names_each_plugin() {
    let path = unruly().to_str().unwrap();
    let listed = list(&["--plugin", path, "--format", "json"]);
    assert_eq!(listed.status.code(), Some(0), "{listed:?}");
    let printed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(printed["format"], 1);
    let garbled = &printed["plugins"][0];
    assert_eq!((&garbled["id"], &garbled["from"]), (&json!("garbled"), &json!("beside the program")));
    let expected = json!({
        "id": "unruly", "version": "0.3.0", "kind": "native", "from": "--plugin", "status": "ok",
        "rules": ["first-word"],
    });
    assert_eq!(printed["plugins"].as_array().unwrap().last(), Some(&expected));
    let measures = printed["measures"].as_array().unwrap();
    let names: Vec<_> = measures.iter().filter_map(|measure| measure["name"].as_str()).collect();
    assert_eq!(names, ["memory", "file size", "privileges", "network", "files"]);

    let text = String::from_utf8(list(&["--plugin", path]).stdout).unwrap();
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(text.lines().next().unwrap()), ["plugin", "version", "kind", "from", "status"]);
    let named = words(text.lines().find(|line| line.starts_with("unruly ")).unwrap());
    assert_eq!(named, ["unruly", "0.3.0", "native", "--plugin", "ok,", "1", "rule"]);
}

#[test]
fn the_list_says_what_cannot_be_loaded() {
    let listed = list(&["--plugin", "/nowhere/libnone.so"]);
    assert_eq!(listed.status.code(), Some(3));
    let text = String::from_utf8(listed.stdout).unwrap();
    let cause = "failed (load): cannot find libnone.so: no such file or directory\n";
    assert!(text.contains(cause), "{text}");
    // What is enforced depends on the system; that it is said does not.
    assert!(text.lines().last().unwrap().contains("enforced here: "), "{text}");
}

#[test]
fn a_named_plugin_takes_the_place_of_a_shipped_one() {
    let renamed = format!("{}renamed{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let renamed = Path::new(env!("CARGO_TARGET_TMPDIR")).join(renamed);
    std::fs::copy(unruly(), &renamed).unwrap();
    let checkers = Checkers::start(&settings(&renamed, json!({})));
    let garbled: Vec<_> = checkers.infos().filter(|info| info.id == "garbled").collect();
    assert_eq!(garbled.len(), 1);
    assert_eq!((garbled[0].from, garbled[0].version.as_str()), ("--plugin", "9.9.9"));
}

/// The program in a folder of its own, with a library installed beside that.
#[cfg(unix)]
fn alone(name: &str, library: Option<&Path>) -> CheckerInfo {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let (program_folder, libraries) = (folder.join("bin"), folder.join("lib/ibidem"));
    std::fs::create_dir_all(&program_folder).unwrap();
    std::fs::create_dir_all(&libraries).unwrap();
    let alone = program_folder.join("ibidem");
    // A copy would be “busy” while another test's worker starts: a link is the same program.
    let _ = std::fs::remove_file(&alone);
    std::fs::hard_link(program(), &alone).unwrap();
    if let Some(library) = library {
        let installed = libraries.join(format!("libibidem_garbled{}", std::env::consts::DLL_SUFFIX));
        std::fs::copy(library, installed).unwrap();
    }
    let checkers = Checkers::start(&Settings::new(alone, "2026-01-31"));
    let garbled = checkers.infos().find(|info| info.id == "garbled").unwrap();
    assert_eq!(garbled.failure, None);
    garbled.clone()
}

#[cfg(unix)]
#[test]
fn a_program_without_libraries_runs_what_is_linked_in() {
    let linked_in = alone("linked-in", None);
    assert_eq!(linked_in.from, "bundled");

    let library = format!("libibidem_garbled{}", std::env::consts::DLL_SUFFIX);
    let installed = alone("installed", Some(&program().with_file_name(library)));
    assert_eq!(installed.from, "../lib/ibidem");
    assert_eq!(installed.rules, linked_in.rules);

    let older = alone("older", Some(unruly()));
    assert_eq!(older, linked_in);
}
