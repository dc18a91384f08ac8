//! What a worker is kept from, tried by a plugin that probes.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at what it cannot do, and says what it skips"
)]

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use ibidem::checkers::{Checkers, Settings};
use ibidem::plugin::confine::Measure;
use ibidem_citations::Paper;
use ibidem_tests::{library, program};
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

#[test]
fn a_worker_is_kept_from_what_the_program_says() {
    let enforced = measures();
    let secret = Path::new(env!("CARGO_TARGET_TMPDIR")).join("secret");
    std::fs::write(&secret, "a stranger's file").unwrap();
    let door = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut settings = Settings::new(program().to_owned(), "2026-01-31");
    settings.shipped = false;
    settings.plugins.push(library("ibidem-unruly"));
    settings.limits.memory = 2 << 30;
    let mark = format!("{}\n{}", secret.display(), door.local_addr().unwrap().port());
    let options: Map<_, _> = json!({"do": "probe", "mark": mark}).as_object().unwrap().clone();
    settings.options.insert("unruly".to_owned(), options);
    let outcome = Checkers::start(&settings).check(&Paper::default()).pop().unwrap();
    assert_eq!(outcome.failure, None);
    let found = outcome.findings.iter().filter_map(|finding| finding.message.split_once(": "));
    let found: BTreeMap<&str, &str> = found.collect();

    let may = |name: &str| assert_eq!(found.get(name), Some(&"yes"), "{name}");
    may("writes to its home");
    may("writes to its folder for temporary files");
    may("has a home that is empty");
    may("reads the system's programs");
    may("runs a program");
    let may_not = |measure: &str, name: &str| {
        if enforced[measure] {
            assert_eq!(found.get(name), Some(&"no"), "{name}");
        } else {
            println!("skipped: {measure} is not enforced here, so that a plugin {name}");
        }
    };
    may_not("files", "reads a stranger's file");
    may_not("files", "reads the environment of the program");
    may_not("files", "writes beside a stranger's file");
    may_not("network", "connects over TCP");
    may_not("network", "sends over UDP");
    may_not("memory", "allocates 3 GB");
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
