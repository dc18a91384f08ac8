//! `ibidem plugins test`: builds a plugin, and runs its tests.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, bail};
use clap::Args;
use ibidem::checkers::Settings;
use ibidem::plugin::manifest::Manifest;
use ibidem::plugin::trial::{Case, Trial};
use ibidem::report::escape::escaped;
use ibidem_sdk::abi::{HEADER, JSON_HEADER};

/// Builds a plugin, and runs its tests: documents with the findings that are expected of them.
///
/// A test is a document in the plugin's folder `tests`, such as `tests/roads.md`. What the plugin is
/// to find in it stands in `roads.expected.json`, its options in `roads.options.toml`. Then follows what
/// every plugin must bear. The exit status is 1 if a test fails.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ibidem plugins test mycheck          builds it and runs its tests
  ibidem plugins test mycheck --bless  writes what it finds as what is expected; then read it")]
pub(super) struct Arguments {
    /// The plugin's folder.
    folder: PathBuf,
    /// Writes what is found as what is expected.
    #[arg(long)]
    bless: bool,
    /// Takes the plugin as it is.
    #[arg(long)]
    no_build: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let shown = escaped(&arguments.folder.to_string_lossy());
    let folder = std::path::absolute(&arguments.folder)?;
    let manifest = Manifest::open(&folder).with_context(|| format!("cannot test {shown}"))?;
    if let Some(line) = manifest.build.as_deref().filter(|_| !arguments.no_build) {
        build(line, &folder)?;
    }
    let program = std::env::current_exe().context("cannot tell where this program lies")?;
    let settings =
        Settings { shipped: false, plugins: vec![folder.clone()], ..Settings::new(program, "2026-01-31") };
    let (trial, info) = Trial::start(&settings, &folder, &manifest).map_err(|failure| {
        let log =
            if failure.log.is_empty() { String::new() } else { format!("\n{}", failure.log.trim_end()) };
        anyhow::anyhow!(
            "{shown} does not start ({}): {}{}",
            failure.phase,
            failure.cause,
            escaped_lines(&log)
        )
    })?;
    anstream::println!("{} {}: {}", escaped(&info.id), escaped(&info.version), super::rules_of(&info));
    let cases = trial.run(arguments.bless).with_context(|| format!("cannot run the tests of {shown}"))?;
    cases.iter().for_each(print);
    let failed = cases.iter().filter(|case| case.wrong.is_some()).count();
    anstream::println!("{} tests, {failed} failed", cases.len());
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn print(case: &Case) {
    match &case.wrong {
        None => anstream::println!("  ok      {}", escaped(&case.name)),
        Some(wrong) => {
            anstream::println!("  FAILED  {}", escaped(&case.name));
            wrong.lines().for_each(|line| anstream::println!("          {}", escaped(line)));
        }
    }
}

fn escaped_lines(text: &str) -> String {
    text.split('\n').map(escaped).collect::<Vec<_>>().join("\n")
}

/// Runs the line of the manifest that builds the plugin; `$IBIDEM_INCLUDE` has `ibidem.h` and `json.h`.
fn build(line: &str, folder: &Path) -> anyhow::Result<()> {
    let include = std::env::temp_dir().join(format!("ibidem-include-{}", std::process::id()));
    std::fs::create_dir(&include).context("cannot make a folder for ibidem.h")?;
    let headers = [("ibidem.h", HEADER), ("json.h", JSON_HEADER)];
    let written = headers.iter().try_for_each(|(name, text)| std::fs::write(include.join(name), text));
    let built = written.and_then(|()| {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).current_dir(folder).env("IBIDEM_INCLUDE", &include);
        shell.status()
    });
    let _ = std::fs::remove_dir_all(&include);
    let built = built.context("cannot run the shell that builds the plugin")?;
    if !built.success() {
        bail!("the build failed ({built}): {}", escaped(line));
    }
    Ok(())
}
