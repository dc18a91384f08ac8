//! What a worker is kept from, tried by a plugin that probes.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at what it cannot do, and says what it skips"
)]

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use ibidem::checkers::{Checkers, Settings};
use ibidem::process::confine::Measure;
use ibidem_citations::Paper;
use ibidem_tests::{installed, library, program};
use serde_json::{Map, json};

/// What this system enforces, as the program says.
fn measures() -> BTreeMap<String, bool> {
    let arguments = ["plugin-host", "--confinement", "--memory", "1000000000"];
    let output = Command::new(program()).args(arguments).output().unwrap();
    let measures: Vec<Measure> = serde_json::from_slice(&output.stdout).unwrap();
    for measure in measures.iter().filter(|measure| !measure.is_enforced) {
        println!("not enforced here: {}: {}", measure.name, measure.detail);
    }
    measures.into_iter().map(|measure| (measure.name, measure.is_enforced)).collect()
}

/// What a plugin that probes could do, each with yes or no.
fn probed(id: &str, plugin: PathBuf) -> BTreeMap<String, String> {
    let secret = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("secret-{id}"));
    std::fs::write(&secret, "a stranger's file").unwrap();
    let door = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut settings = Settings::new(program().to_owned(), "2026-01-31");
    settings.shipped = false;
    settings.plugins.push(plugin);
    settings.limits.memory = 2 << 30;
    let mark = format!("{}\n{}", secret.display(), door.local_addr().unwrap().port());
    let options: Map<_, _> = json!({"do": "probe", "mark": mark}).as_object().unwrap().clone();
    settings.options.insert(id.to_owned(), options);
    let outcome = Checkers::start(&settings).check(&Paper::default()).pop().unwrap();
    assert_eq!(outcome.failure, None);
    let found = outcome.findings.iter().filter_map(|finding| finding.message.split_once(": "));
    found.map(|(name, done)| (name.to_owned(), done.to_owned())).collect()
}

fn check(found: &BTreeMap<String, String>, allowed: &[&str], denied: &[(&str, &str)]) {
    for name in allowed {
        assert_eq!(found.get(*name).map(String::as_str), Some("yes"), "{name}");
    }
    let enforced = measures();
    for (measure, name) in denied {
        // What needs no kernel of a certain kind is always enforced.
        if enforced.get(*measure).copied().unwrap_or(true) {
            assert_eq!(found.get(*name).map(String::as_str), Some("no"), "{name}");
        } else {
            println!("skipped: {measure} is not enforced here, so that a plugin {name}");
        }
    }
}

const ALLOWED: [&str; 3] =
    ["writes to its home", "writes to its folder for temporary files", "has a home that is empty"];

const DENIED: [(&str, &str); 6] = [
    ("files", "reads a stranger's file"),
    ("files", "reads the environment of the program"),
    ("files", "writes beside a stranger's file"),
    ("network", "connects over TCP"),
    ("network", "sends over UDP"),
    ("environment", "sees a variable of the user's"),
];

#[test]
fn a_worker_is_kept_from_what_the_program_says() {
    let found = probed("unruly", library("ibidem-unruly"));
    check(&found, &[&ALLOWED[..], &["reads the system's programs", "runs a program"]].concat(), &DENIED);
    let more = [("memory", "allocates 3 GB"), ("services", "is granted a service that it has not declared")];
    check(&found, &[], &more);
}

#[test]
fn a_process_is_kept_from_the_same() {
    if !Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success()) {
        println!("skipped: there is no python3 here");
        return;
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins/lines");
    let plugin = installed(&source, &Path::new(env!("CARGO_TARGET_TMPDIR")).join("confined/lines"));
    program();
    check(&probed("lines", plugin), &ALLOWED, &DENIED);
}

/// Names the descriptors that are open; a shell keeps its own script beyond the ninth.
const LISTING: &str = "#!/bin/sh\nfor i in 0 1 2 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$i ] && echo $i; done\n";

/// Nothing that the program's own surroundings left open is handed on.
#[test]
fn a_process_inherits_three_descriptors() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("descriptors");
    std::fs::create_dir_all(&folder).unwrap();
    let script = folder.join("descriptors.sh");
    std::fs::write(&script, LISTING).unwrap();
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    // The shell opens a file for the program, as a build tool would.
    let line = format!(
        "exec 7</dev/null; exec {} plugin-host --command {} --folder {}",
        program().display(),
        script.display(),
        folder.display()
    );
    let output = Command::new("sh").arg("-c").arg(line).output().unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(listed.split_whitespace().collect::<Vec<_>>(), ["0", "1", "2"]);
}
