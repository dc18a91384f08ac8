//! The table of what plugins do wrong and what it costs, which stands in the guide and is made here.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot do")]

use std::fmt::Write as _;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;

use ibidem::Reading;
use ibidem::checkers::{Checkers, Outcome, Settings};
use ibidem_tests::{installed, library, program};
use serde_json::{Value, json};

const PAPER: &str = "Fin-de-siècle harbors grew.[^1] They shrank.[^2]\n\n\
    [^1]: Priya Raman, \"A Harbor for the Monsoon\", *Coastal Times*, January 16, 2012, \
    <http://coastal.example/articles/2012/07/02/a-harbor.html>.\n\
    [^2]: Paul Brandt, *The Anglo- American Salt Trade* (London: Murray, 1999), 24.\n";

/// One fault: what the plugin does, how it is run, and what it costs.
struct Row {
    deed: &'static str,
    kind: &'static str,
    /// Absent where the tool to make it is.
    plugin: Option<PathBuf>,
    options: Value,
}

fn tmp() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn told(deed: &'static str, on: &str, plugin: &Path, name: &str) -> Row {
    let kind = if name == "unruly" { "native" } else { "process" };
    Row {
        deed,
        kind,
        plugin: Some(plugin.to_owned()),
        options: json!({name: {"on": on, "do": command(deed)}}),
    }
}

/// The order to the plugin that stands for a deed in the table.
fn command(deed: &str) -> &str {
    match deed {
        "panics" => "panic",
        "raises an exception" => "raise",
        "aborts" | "aborts while it opens" => "abort",
        "exits with status 0" => "exit",
        "exits with status 7" => "leave",
        "writes where nothing is" => "segfault",
        "overflows its stack" => "overflow",
        "allocates without end" => "allocate",
        "never answers" => "hang",
        "computes without end" => "spin",
        "writes 12 MB to standard error" => "shout",
        "prints to standard output" => "print",
        "writes a line without end" => "endless line",
        "finds something outside the text" => "outside",
        "finds something within a character" => "within",
        "finds under a rule it has not declared" => "undeclared",
        "emits garbage for JSON" => "garbage",
        "opens a socket" => "connect",
        "finds without end" => "flood",
        "leaves a thread running" => "leave a thread",
        "leaves a child running" => "leave a child",
        other => unreachable!("no plugin knows how to: {other}"),
    }
}

/// Built once: both tests read it, and side by side they would take the folders from under each other.
static ROWS: LazyLock<Vec<Row>> = LazyLock::new(rows);

fn rows() -> Vec<Row> {
    program();
    let unruly = library("ibidem-unruly");
    let sound = with_symbol(&unruly, "ibidem_unruly_plugin");
    let native = |deed, on| told(deed, on, &sound, "unruly");
    let has_python = Command::new("python3").arg("--version").output().is_ok();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins/lines");
    let lines = installed(&source, &tmp().join("lines"));
    let process =
        |deed, on| Row { plugin: has_python.then(|| lines.clone()), ..told(deed, on, &lines, "lines") };
    let mut rows = vec![
        native("panics", "check"),
        native("aborts", "check"),
        native("aborts while it opens", "open"),
        native("exits with status 0", "check"),
        native("writes where nothing is", "check"),
        native("overflows its stack", "check"),
        native("allocates without end", "check"),
        native("never answers", "check"),
        native("computes without end", "check"),
        native("writes 12 MB to standard error", "check"),
        native("prints to standard output", "check"),
        native("finds something outside the text", "check"),
        native("finds something within a character", "check"),
        native("finds under a rule it has not declared", "check"),
        native("finds without end", "check"),
        native("leaves a thread running", "check"),
        native("leaves a child running", "check"),
        native("opens a socket", "check"),
    ];
    let own = library("ibidem-allocator");
    let options = json!({});
    rows.push(Row { deed: "has an allocator of its own", kind: "native", plugin: Some(own), options });
    rows.extend(tables(&unruly));
    rows.extend(libraries(&unruly));
    rows.extend([
        process("raises an exception", "check"),
        process("aborts", "check"),
        process("aborts while it opens", "open"),
        process("exits with status 0", "check"),
        process("exits with status 7", "check"),
        process("writes where nothing is", "check"),
        process("overflows its stack", "check"),
        process("allocates without end", "check"),
        process("never answers", "check"),
        process("computes without end", "open"),
        process("writes 12 MB to standard error", "check"),
        process("prints to standard output", "check"),
        process("writes a line without end", "check"),
        process("finds something outside the text", "check"),
        process("finds under a rule it has not declared", "check"),
        process("finds something within a character", "check"),
        process("finds without end", "check"),
        process("emits garbage for JSON", "check"),
        process("leaves a thread running", "check"),
        process("leaves a child running", "check"),
        process("opens a socket", "check"),
    ]);
    let manifest = fs::read_to_string(lines.join("plugin.toml")).unwrap();
    let other = |deed, from: &str, to: &str| {
        let folder = installed(&source, &tmp().join(deed).join("lines"));
        fs::write(folder.join("plugin.toml"), manifest.replace(from, to)).unwrap();
        fs::write(folder.join("text"), "1. Brandt, Salt Roads, 24.\n").unwrap();
        Row { deed, kind: "process", plugin: Some(folder), options: json!({}) }
    };
    rows.extend([
        other("speaks another protocol", "protocol = 1", "protocol = 7"),
        other("is a text file", "\"lines.py\"", "\"text\""),
        other("is not there", "\"lines.py\"", "\"nowhere.py\""),
    ]);
    rows
}

/// Tables that no sound library exports, each in a folder whose manifest names it.
fn tables(unruly: &Path) -> Vec<Row> {
    let tables = [
        ("speaks another protocol", "unruly_old_plugin"),
        ("has a table that is too short", "unruly_short_plugin"),
        ("has a table of something else", "unruly_other_plugin"),
        ("has a null function", "unruly_null_plugin"),
        ("exports no table", "unruly_none_plugin"),
        ("emits garbage for JSON", "unruly_garbage_plugin"),
        ("returns a code that nobody knows", "unruly_code_plugin"),
        ("panics across the boundary", "unruly_unwinding_plugin"),
    ];
    let row = |(deed, symbol): (&'static str, &str)| {
        let plugin = Some(with_symbol(unruly, symbol));
        Row { deed, kind: "native", plugin, options: json!({}) }
    };
    tables.into_iter().map(row).collect()
}

/// A folder whose manifest names a table of the unruly library.
fn with_symbol(unruly: &Path, symbol: &str) -> PathBuf {
    let folder = tmp().join(symbol);
    fs::create_dir_all(&folder).unwrap();
    fs::copy(unruly, folder.join("libibidem_unruly.so")).unwrap();
    let manifest = format!(
        "id = \"unruly\"\nversion = \"0.3.0\"\nprotocol = 1\nkind = \"native\"\n\
         library = \"ibidem_unruly\"\nsymbol = \"{symbol}\"\n"
    );
    fs::write(folder.join("plugin.toml"), manifest).unwrap();
    folder
}

/// Files that are no library, or one that cannot be opened.
fn libraries(unruly: &Path) -> Vec<Row> {
    let whole = fs::read(unruly).unwrap();
    let mut foreign = whole.clone();
    // ELF, e_machine: 0x16 is IBM S/390, on which nobody runs these tests.
    foreign[18..20].copy_from_slice(&[0x16, 0]);
    let file = |deed, name: &str, bytes: &[u8]| {
        let path = tmp().join(name);
        fs::write(&path, bytes).unwrap();
        Row { deed, kind: "native", plugin: Some(path), options: json!({}) }
    };
    let built = |deed, name: &str, compiler: &str, source: &str, flag: &str| {
        let path = compile(name, compiler, source, flag);
        Row { deed, kind: "native", plugin: path, options: json!({}) }
    };
    vec![
        file("is a text file", "libtext.so", b"1. Brandt, Salt Roads, 24.\n"),
        file("is cut off", "libcut.so", &whole[..whole.len() / 2]),
        file("is for another CPU", "libforeign.so", &foreign),
        built("crashes in a constructor", "crash", "cc", "descriptors.c", "CRASH_ON_LOAD"),
        built("needs a symbol that is nowhere", "undefined", "cc", "descriptors.c", "UNDEFINED"),
        built("closes all descriptors", "close", "cc", "descriptors.c", "CLOSE"),
        built("writes to all descriptors", "write", "cc", "descriptors.c", "WRITE"),
        built("throws across the boundary", "throws", "c++", "throws.cpp", "PLAIN"),
    ]
}

fn compile(name: &str, compiler: &str, source: &str, flag: &str) -> Option<PathBuf> {
    Command::new(compiler).arg("--version").output().ok()?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tmp().join(name);
    fs::create_dir_all(&folder).unwrap();
    let stem = Path::new(source).file_stem().unwrap().to_str().unwrap();
    let library = folder.join(format!("lib{stem}.so"));
    let mut command = Command::new(compiler);
    command.args(["-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]).arg(format!("-D{flag}"));
    command.arg("-I").arg(root.join("../plugins/sdk/include")).arg(root.join("plugins").join(source));
    let compiled = command.arg("-o").arg(&library).output().unwrap();
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    Some(library)
}

fn audit(paper: &Reading, plugin: Option<&Path>, options: &Value) -> Vec<Outcome> {
    let mut settings = Settings::new(program().to_owned(), "2026-01-31");
    settings.plugins.extend(plugin.map(Path::to_owned));
    for (id, options) in options.as_object().into_iter().flatten() {
        settings.options.insert(id.clone(), options.as_object().unwrap().clone());
    }
    settings.limits.memory = 512 << 20;
    settings.limits.findings = 500;
    // Long enough for all else that runs on a busy machine.
    settings.limits.silence = Duration::from_secs(3);
    Checkers::start(&settings).check(&paper.paper)
}

const BEGIN: &str = "<!-- This table is made by tests/tests/hostile.rs. -->\n";
const END: &str = "<!-- Its end. -->\n";

#[test]
fn each_fault_costs_one_finding_and_no_other() {
    let paper = Reading::from_bytes(PAPER.as_bytes().to_vec(), None, None);
    let others = audit(&paper, None, &json!({}));
    let (stranger, port) = listener();
    assert!(others.iter().map(|outcome| outcome.findings.len()).sum::<usize>() >= 2, "{others:?}");
    let mut table = "| a plugin that … | kind | phase | what is said |\n|---|---|---|---|\n".to_owned();
    let mut is_whole = true;
    for row in &*ROWS {
        let Some(plugin) = &row.plugin else {
            println!("skipped: “{}”, for lack of a compiler or of Python", row.deed);
            is_whole = false;
            continue;
        };
        let mut outcomes = audit(&paper, Some(plugin), &with_port(&row.options, &port));
        let outcome = outcomes.pop().unwrap();
        assert_eq!(outcomes, others, "{}: the findings of the others", row.deed);
        let (phase, cause) = match &outcome.failure {
            Some(failure) => (failure.phase, failure.cause.as_str()),
            None => ("", "nothing: it harms nobody"),
        };
        assert!(!cause.contains(env!("CARGO_TARGET_TMPDIR")), "no path of this machine: {cause}");
        // Loaders differ in their words, and some crash.
        let cause =
            if row.deed.starts_with("is ") && phase == "load" { "in the words of the system" } else { cause };
        writeln!(table, "| {} | {} | {phase} | {cause} |", row.deed, row.kind).unwrap();
    }
    check_that_nobody_came(&stranger);
    compare(&table, is_whole);
}

/// Somebody on this machine who should hear nothing of any plugin.
fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    (listener, port)
}

fn check_that_nobody_came(listener: &TcpListener) {
    let came = listener.accept().map(|_| ()).map_err(|error| error.kind());
    assert_eq!(came, Err(std::io::ErrorKind::WouldBlock));
}

fn with_port(options: &Value, port: &str) -> Value {
    let mut options = options.clone();
    for plugin in options.as_object_mut().into_iter().flat_map(|plugins| plugins.values_mut()) {
        plugin["mark"] = port.into();
    }
    options
}

/// What waits for a limit that the command line does not set, or takes all the memory of the machine.
const LONG: [&str; 4] =
    ["never answers", "computes without end", "allocates without end", "finds without end"];

/// The printed audit: the findings of the shipped plugins, and those of the program.
fn printed(folder: &Path, arguments: &[&std::ffi::OsStr]) -> (Vec<Value>, Vec<Value>, Option<i32>) {
    let mut audit = Command::new(program());
    audit.args(["audit", "paper.md", "--format", "json", "--now", "2026-01-31", "--cache", "off"]);
    let output = audit.args(arguments).current_dir(folder).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let named = ["unruly", "lines", "allocator", "words", "throws", "descriptors"];
    let findings = report["findings"].as_array().unwrap().iter();
    let findings = findings.filter(|finding| !named.iter().any(|name| finding["plugin"] == *name)).cloned();
    let (core, others) = findings.partition(|finding| finding["plugin"] == "core");
    (core, others, output.status.code())
}

#[test]
fn each_fault_ends_the_program_with_3_and_one_finding() {
    let folder = tmp().join("printed");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("paper.md"), PAPER).unwrap();
    fs::write(folder.join("ibidem.toml"), "").unwrap();
    let (none, expected, status) = printed(&folder, &[]);
    assert!(none.is_empty() && expected.len() >= 2 && status == Some(1), "{expected:?}");
    let (stranger, port) = listener();
    for row in &*ROWS {
        let Some(plugin) = row.plugin.as_ref().filter(|_| !LONG.contains(&row.deed)) else { continue };
        let options = json!({"options": with_port(&row.options, &port)});
        fs::write(folder.join("ibidem.toml"), toml(&options)).unwrap();
        let (failed, others, status) = printed(&folder, &["--plugin".as_ref(), plugin.as_os_str()]);
        assert_eq!(others, expected, "{}: the findings of the others", row.deed);
        let is_harmless = failed.is_empty();
        assert_eq!(status, Some(if is_harmless { 1 } else { 3 }), "{}", row.deed);
        if !is_harmless {
            assert_eq!((failed.len(), &failed[0]["rule"]), (1, &json!("plugin-failed")), "{}", row.deed);
            for part in ["plugin", "phase", "cause"] {
                let part = failed[0]["evidence"][part].as_str().unwrap();
                assert!(failed[0]["message"].as_str().unwrap().contains(part), "{}", row.deed);
            }
        }
    }
    check_that_nobody_came(&stranger);
}

/// The options of a row as a configuration.
fn toml(options: &Value) -> String {
    let mut text = String::new();
    for (plugin, options) in options["options"].as_object().unwrap() {
        writeln!(text, "[options.{plugin}]").unwrap();
        for (name, value) in options.as_object().unwrap() {
            writeln!(text, "{name} = {value}").unwrap();
        }
    }
    text
}

/// The table of the guide; `BLESS=1` writes it.
fn compare(table: &str, is_whole: bool) {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/plugins.md");
    let text = fs::read_to_string(&guide).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (written, after) = rest.split_once(END).unwrap();
    if std::env::var_os("BLESS").is_some() && is_whole {
        fs::write(&guide, format!("{before}{BEGIN}\n{table}\n{END}{after}")).unwrap();
        return;
    }
    for line in table.lines() {
        assert!(
            written.lines().any(|written| written == line),
            "not in the guide, BLESS=1 writes it: {line}"
        );
    }
    if is_whole {
        assert_eq!(written.trim(), table.trim());
    }
}
