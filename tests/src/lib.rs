//! The program seen from outside: builds it as a user does, and says where it lies.
//!
//! `cargo test` builds neither the program for this crate nor any plugin library beside it,
//! so the tests ask cargo once for both, and take the paths from its messages.

pub mod fault_server;
pub mod faults;
pub mod figures;
pub mod pdf;
pub mod samples;
pub mod tls_server;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// The path of the program, built with all shipped plugin libraries beside it.
///
/// The first call of a test binary runs `cargo build --release` for the default members; later
/// calls answer at once.
///
/// # Panics
///
/// Panics where the build fails: no test that needs the program can go on.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let artifacts = build(&[]);
        let program = artifacts.iter().find_map(|artifact| artifact["executable"].as_str());
        program.map(PathBuf::from).expect("the default members hold one program")
    })
}

/// The path of the shared library of a package of this workspace, built on demand.
///
/// # Panics
///
/// Panics where the build fails, and where the package makes no shared library.
pub fn library(package: &str) -> PathBuf {
    let artifacts = build(&["--package", package]);
    let is_cdylib = |artifact: &&Value| {
        let kinds = artifact["target"]["kind"].as_array();
        let name = artifact["target"]["name"].as_str();
        name == Some(package.replace('-', "_").as_str())
            && kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind == "cdylib"))
    };
    let artifact = artifacts.iter().find(is_cdylib).expect("the package makes a shared library");
    let files = artifact["filenames"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut libraries = files.filter(|file| file.ends_with(std::env::consts::DLL_SUFFIX));
    libraries.next().map(PathBuf::from).expect("the package makes a shared library")
}

/// Copies a plugin's folder to where it belongs to whoever runs the tests, which a checkout need not.
///
/// # Panics
///
/// Panics where it cannot be copied.
pub fn installed(source: &Path, folder: &Path) -> PathBuf {
    // What an earlier run left there may belong to another version of the plugin.
    let _ = std::fs::remove_dir_all(folder);
    copy(source, folder).expect("the plugin's folder can be copied");
    folder.to_owned()
}

fn copy(source: &Path, folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for entry in source.read_dir()? {
        let entry = entry?;
        let (from, to) = (entry.path(), folder.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            if entry.file_name() != "target" {
                copy(&from, &to)?;
            }
        } else {
            std::fs::copy(&from, &to)?;
        }
    }
    Ok(())
}

/// Runs `cargo build` at the root of the workspace, and gives what it says of each artifact.
///
/// In the release profile: what is tested is what users run, and whoever has run it has it built. The
/// tests themselves are of another profile, so that neither undoes what the other has built.
fn build(arguments: &[&str]) -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--release", "--quiet", "--message-format=json-render-diagnostics"]).args(arguments);
    // What cargo tells a test of its package, build scripts of some crates take for a change.
    for (name, _) in std::env::vars_os() {
        let told = name.to_string_lossy();
        if told.starts_with("CARGO_PKG_")
            || told.starts_with("CARGO_MANIFEST_")
            || told.starts_with("CARGO_BIN_")
        {
            cargo.env_remove(&name);
        }
    }
    let built = cargo.current_dir(root).stderr(Stdio::inherit()).output().expect("cargo runs");
    assert!(built.status.success(), "cargo build {arguments:?} fails");
    let messages = built.stdout.split(|byte| *byte == b'\n');
    let messages = messages.filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    messages.filter(|message| message["reason"] == "compiler-artifact").collect()
}
