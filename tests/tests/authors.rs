//! What the authors of plugins are promised: the guide, the examples and the commands for them work.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at what it cannot do, and says what it skips"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ibidem_tests::{installed, library, program};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A folder for one test, empty at its begin.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("authors").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn has(tool: &str) -> bool {
    let has = Command::new(tool).arg("--version").output().is_ok_and(|output| output.status.success());
    if !has {
        println!("skipped: there is no {tool} here");
    }
    has
}

fn ibidem(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program());
    command.current_dir(folder).args(arguments).env("CARGO_NET_OFFLINE", "true");
    command.output().unwrap()
}

fn text(output: &Output) -> String {
    let both = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&both).into_owned()
}

/// Runs the plugin's own tests; all must pass, among them these.
fn check(folder: &Path, plugin: &str, arguments: &[&str], cases: &[&str]) {
    let tested = ibidem(folder, &[&["plugins", "test", plugin], arguments].concat());
    let said = text(&tested);
    assert_eq!(tested.status.code(), Some(0), "{said}");
    for case in cases {
        assert!(said.contains(&format!("  ok      {case}\n")), "{said}");
    }
}

#[test]
fn the_example_in_python_passes_its_tests() {
    if has("python3") {
        let folder = folder("python");
        installed(&root().join("plugins/examples/python"), &folder.join("dois"));
        check(&folder, "dois", &[], &["articles", "older"]);
    }
}

#[test]
fn the_example_in_c_passes_its_tests() {
    if has("cc") {
        let folder = folder("c");
        installed(&root().join("plugins/examples/c"), &folder.join("words"));
        check(&folder, "words", &[], &["adverbs"]);
    }
}

#[test]
fn the_example_in_rust_passes_its_tests() {
    let folder = folder("rust");
    program();
    let plugin = installed(&root().join("plugins/examples/rust"), &folder.join("journals"));
    let library = library("ibidem-journals");
    fs::copy(&library, plugin.join(library.file_name().unwrap())).unwrap();
    check(&folder, "journals", &["--no-build"], &["journals"]);
}

/// The commands of the guide that lead from nothing to a checker that works, for a language.
fn commands(language: &str) -> Vec<String> {
    let guide = fs::read_to_string(root().join("docs/plugins.md")).unwrap();
    let (_, first) = fences(&guide).into_iter().find(|(info, _)| info == "sh").unwrap();
    let lines = first.lines().map(|line| line.replace("--lang python", &format!("--lang {language}")));
    lines.collect()
}

fn check_new(language: &str) {
    let folder = folder(&format!("new-{language}"));
    fs::write(folder.join("paper.md"), "It grew.[^1]\n\n[^1]: Paul Brandt, *Salt Roads*, 24\n").unwrap();
    let commands = commands(language);
    assert!(commands.len() <= 3 && commands[0].ends_with(language), "{commands:?}");
    let said: Vec<_> = commands.iter().map(|line| run_line(&folder, line)).collect();
    for case in ["notes", "10,000 notes", "an option that it does not have"] {
        assert!(said[1].contains(&format!("  ok      {case}\n")), "{}", said[1]);
    }
    assert!(said[1].contains(" 0 failed"), "{}", said[1]);
    assert!(said[2].contains("mycheck/missing-full-stop"), "{}", said[2]);
    // What is there is not written over.
    let again = ibidem(&folder, &["plugins", "new", "mycheck", "--lang", language]);
    assert_eq!(again.status.code(), Some(2), "{}", text(&again));
}

/// Runs a line of the guide as its reader would, and gives what is printed.
fn run_line(folder: &Path, line: &str) -> String {
    let bin = program().parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).current_dir(folder).env("PATH", &path).env("CARGO_NET_OFFLINE", "true");
    let run = shell.output().unwrap();
    // Findings end an audit with 1, and there is one here.
    let expected = i32::from(line.starts_with("ibidem audit"));
    assert_eq!(run.status.code(), Some(expected), "{line}\n{}", text(&run));
    // A machine without network knows the versions of this workspace and no others.
    if line.ends_with("--lang rust") {
        fs::copy(root().join("Cargo.lock"), folder.join("mycheck/Cargo.lock")).unwrap();
    }
    text(&run)
}

#[test]
fn the_sdk_is_found_or_named() {
    let folder = folder("sdk");
    let dependency = |name: &str| {
        let manifest = fs::read_to_string(folder.join(name).join("Cargo.toml")).unwrap();
        manifest.lines().find(|line| line.starts_with("ibidem-sdk")).unwrap().to_owned()
    };
    ibidem(&folder, &["plugins", "new", "found", "--lang", "rust"]);
    assert!(dependency("found").contains("plugins/sdk\""), "in a checkout it is that of the checkout");
    ibidem(&folder, &["plugins", "new", "named", "--lang", "rust", "--sdk", "/somewhere/sdk"]);
    assert!(dependency("named").contains("path = \"/somewhere/sdk\""));
    let elsewhere = std::env::temp_dir().join(format!("ibidem-new-{}", std::process::id()));
    fs::create_dir_all(&elsewhere).unwrap();
    let copy = elsewhere.join("ibidem");
    fs::copy(program(), &copy).unwrap();
    let mut command = Command::new(&copy);
    command.current_dir(&folder).args(["plugins", "new", "published", "--lang", "rust"]);
    assert!(command.status().unwrap().success());
    fs::remove_dir_all(elsewhere).unwrap();
    assert_eq!(dependency("published"), format!("ibidem-sdk = \"{}\"", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_new_plugin_in_python_works() {
    if has("python3") {
        check_new("python");
    }
}

#[test]
fn a_new_plugin_in_c_works() {
    if has("cc") {
        check_new("c");
    }
}

#[test]
fn a_new_plugin_in_rust_works() {
    check_new("rust");
}

#[test]
fn names_are_kept_within_the_folder() {
    let folder = folder("names");
    for name in ["../up", "Up", "a b", "", "-a", "a/b", "1a"] {
        let made = ibidem(&folder, &["plugins", "new", "--lang", "c", "--", name]);
        assert_eq!(made.status.code(), Some(2), "{}", text(&made));
    }
    assert_eq!(folder.read_dir().unwrap().count(), 0);
}

#[test]
fn a_test_that_fails_says_how() {
    if !has("python3") {
        return;
    }
    let folder = folder("failing");
    ibidem(&folder, &["plugins", "new", "strict", "--lang", "python"]);
    let expected = folder.join("strict/tests/notes.expected.json");
    let written = fs::read_to_string(&expected).unwrap();
    fs::write(&expected, written.replace("full stop", "fool stop")).unwrap();
    let tested = ibidem(&folder, &["plugins", "test", "strict"]);
    let said = text(&tested);
    assert_eq!(tested.status.code(), Some(1), "{said}");
    assert!(said.contains("FAILED  notes\n          differs from notes.expected.json:"), "{said}");
    assert!(said.contains("+     \"message\": \"This note ends without a full stop.\","), "{said}");
    let blessed = ibidem(&folder, &["plugins", "test", "strict", "--bless"]);
    assert_eq!(blessed.status.code(), Some(0), "{}", text(&blessed));
    assert_eq!(fs::read_to_string(&expected).unwrap(), written);

    // What every plugin must bear is tested where its author has written no test.
    let script = folder.join("strict/strict.py");
    let fragile = fs::read_to_string(&script).unwrap().replace(
        "def check(paper):\n",
        "def check(paper):\n    assert paper[\"notes\"], \"no notes\"\n    assert len(paper[\"notes\"]) < 9000\n",
    );
    let fragile = fragile.replace(
        "say({\"type\": \"hello\"",
        "assert not message[\"options\"]\n        say({\"type\": \"hello\"",
    );
    fs::write(&script, fragile).unwrap();
    let said = text(&ibidem(&folder, &["plugins", "test", "strict"]));
    assert!(said.contains("FAILED  an option that it does not have"), "{said}");
    let manifest = folder.join("strict/plugin.toml");
    let text_of = fs::read_to_string(&manifest).unwrap().replace("\"note\"", "\"document\"");
    fs::write(&manifest, text_of).unwrap();
    let said = text(&ibidem(&folder, &["plugins", "test", "strict"]));
    assert!(said.contains("FAILED  10,000 notes"), "{said}");
    assert!(said.contains("FAILED  a paper without notes"), "{said}");
}

/// What a plugin must bear is really tried: one that does not bear it is found out.
#[test]
fn what_a_plugin_does_not_bear_is_said() {
    if !has("python3") {
        return;
    }
    let folder = folder("bearing");
    ibidem(&folder, &["plugins", "new", "frail", "--lang", "python"]);
    let script = folder.join("frail/frail.py");
    let sound = fs::read_to_string(&script).unwrap();
    let check = |find: &str, instead: &str, case: &str, words: &str| {
        let frail = sound.replace(find, instead);
        assert_ne!(frail, sound);
        fs::write(&script, frail).unwrap();
        let said = text(&ibidem(&folder, &["plugins", "test", "frail"]));
        let (_, failed) = said.split_once(&format!("  FAILED  {case}\n")).unwrap_or_else(|| panic!("{said}"));
        assert!(failed.lines().next().unwrap().contains(words), "{said}");
    };
    let begin = "def check(paper):\n";
    let after = |code: &str| format!("{begin}    {code}\n");
    check(begin, &after("print(\"checking\")"), "nothing but messages on standard output", "“checking”");
    let strict = "assert set(paper) <= {\"text\", \"body\", \"language\", \"metadata\", \"blocks\", \"runs\", \
        \"notes\", \"unmatched_markers\", \"addresses\", \"bibliography\"}";
    check(begin, &after(strict), "members that it does not know", "failed (check)");
    let slow = "import time; time.sleep(20 if len(paper[\"notes\"]) > 9000 else 0)";
    check(begin, &after(slow), "that nobody waits for it any more", "goes on");
    let other = "import random; paper[\"notes\"] = paper[\"notes\"] * random.randint(1, 99)";
    let said = {
        fs::write(&script, sound.replace(begin, &after(other))).unwrap();
        text(&ibidem(&folder, &["plugins", "test", "frail"]))
    };
    assert!(said.contains("FAILED  the same findings "), "{said}");
    let manifest = folder.join("frail/plugin.toml");
    let declared = fs::read_to_string(&manifest).unwrap() + "\n[options.words]\ntype = \"array\"\n";
    fs::write(&manifest, declared).unwrap();
    let typed = "say({\"type\": \"hello\"";
    let lax = format!("sorted(message[\"options\"].get(\"words\", []))\n        {typed}");
    check(typed, &lax, "options of another type", "with words = null: failed (open)");
}

#[test]
fn the_doctor_says_what_to_do() {
    let folder = folder("doctor");
    let plugin = installed(&root().join("plugins/examples/python"), &folder.join("dois"));
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    fs::set_permissions(plugin.join("dois.py"), mode).unwrap();
    let doctor = ibidem(&folder, &["plugins", "doctor", "--plugin", "./dois"]);
    let said = text(&doctor);
    assert_eq!(doctor.status.code(), Some(3), "{said}");
    assert!(said.contains("dois.py is writable by everybody"), "{said}");
    assert!(said.contains("dois 0.1.0, process, --plugin\n"), "{said}");
    assert!(said.contains("A worker isolates faults, not malice"), "{said}");
    let line = said.lines().find_map(|line| line.strip_prefix("  try: ")).unwrap();
    assert!(Command::new("sh").args(["-c", line]).status().unwrap().success());
    let doctor = ibidem(&folder, &["plugins", "doctor", "--plugin", "./dois"]);
    let said = text(&doctor);
    assert!(!said.contains("writable") && said.contains("  memory  "), "{said}");
}

/// A fenced block of the guide: what stands behind the fence, and its text.
fn fences(guide: &str) -> Vec<(String, String)> {
    let mut fences = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in guide.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => fences.extend(open.take()),
            (Some(info), None) => open = Some((info.to_owned(), String::new())),
            (None, Some((_, text))) => text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    fences
}

/// Does what the guide says, in its order: writes its files, and runs its commands.
#[test]
fn the_guide_leads_to_a_checker_that_works() {
    if !has("python3") {
        return;
    }
    let folder = folder("guide");
    fs::write(folder.join("paper.md"), "It grew.[^1]\n\n[^1]: Paul Brandt, *Salt Roads*, 24\n").unwrap();
    let guide = fs::read_to_string(root().join("docs/plugins.md")).unwrap();
    let mut commands = Vec::new();
    for (info, text) in fences(&guide) {
        if let Some((_, file)) = info.split_once(' ') {
            // A program stays one when it is written over.
            fs::write(folder.join(file), text).unwrap();
        } else if info == "sh" {
            for line in text.lines() {
                run_line(&folder, line);
                commands.push(line.to_owned());
            }
        }
    }
    let first: Vec<_> = commands.iter().take(3).filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(first, ["plugins", "plugins", "audit"], "at most three commands to a checker that works");
    let blessed = fs::read_to_string(folder.join("mycheck/tests/notes.expected.json")).unwrap();
    assert!(blessed.contains("Coastal Times") && !blessed.contains("Salt Roads"), "{blessed}");
}
