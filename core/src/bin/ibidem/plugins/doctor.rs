//! `ibidem plugins doctor`: why a plugin is not run, what can be done, and what workers are kept from.

use std::fmt::Write as _;
use std::process::{Command, ExitCode};

use anyhow::Context as _;
use clap::Args;
use ibidem::checkers::{CheckerInfo, Checkers, Settings};
use ibidem::plugin::discovery::Found;
use ibidem::process::confine::Measure;
use ibidem::report::escape::escaped;

use super::Loading;

/// Says of each plugin whether it starts and why not, and what workers are kept from on this system.
///
/// Each plugin that an audit would run is started in its worker. The exit status is 3 if one cannot be.
#[derive(Args)]
#[command(after_help = "Example:\n  ibidem plugins doctor --plugin ./words")]
pub(super) struct Arguments {
    #[command(flatten)]
    loading: Loading,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let settings = arguments.loading.settings(String::new())?;
    let found = settings.discovered();
    let checkers = Checkers::start(&settings);
    let infos: Vec<_> = checkers.infos().collect();
    let mut text = String::new();
    for info in &infos {
        describe(info, found.iter().find(|found| found.id == info.id), &mut text);
    }
    for other in settings.folders.installed(&settings.program) {
        if infos.iter().all(|info| info.id != other.id) {
            describe_other(&other, &mut text);
        }
    }
    describe_measures(&measures(&settings)?, &mut text);
    crate::output::print(text.as_bytes())?;
    let is_whole = infos.iter().all(|info| info.failure.is_none());
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

// Writing to a string cannot fail, here and below.
fn describe(info: &CheckerInfo, found: Option<&Found>, text: &mut String) {
    let version = if info.version.is_empty() { "of unknown version" } else { &info.version };
    let _ = writeln!(text, "{} {}, {}, {}", escaped(&info.id), escaped(version), info.kind, info.from);
    match &info.failure {
        None => {
            let _ = writeln!(text, "  starts, {}", super::rules_of(info));
        }
        Some(failure) => {
            let _ = writeln!(text, "  failed ({}): {}", failure.phase, escaped(&failure.cause));
            for line in failure.log.lines().take(20) {
                let _ = writeln!(text, "  | {}", escaped(line));
            }
        }
    }
    let remedy = found.and_then(|found| found.code.as_ref().err()?.remedy.as_deref());
    describe_remedy(remedy, text);
}

fn describe_other(found: &Found, text: &mut String) {
    let _ = writeln!(text, "{}, {}", escaped(&found.id), found.origin.words());
    match &found.code {
        Ok(_) => {
            let _ = writeln!(text, "  installed and not run; --plugin {} runs it", escaped(&found.id));
        }
        Err(refusal) => {
            let _ = writeln!(text, "  refused: {}", escaped(&refusal.cause));
            describe_remedy(refusal.remedy.as_deref(), text);
        }
    }
}

fn describe_remedy(remedy: Option<&str>, text: &mut String) {
    if let Some(remedy) = remedy {
        let _ = writeln!(text, "  try: {}", escaped(remedy));
    }
}

fn describe_measures(measures: &[Measure], text: &mut String) {
    let _ = writeln!(
        text,
        "\nEach plugin runs in a process of its own, with a cleared environment. Here this is"
    );
    for measure in measures {
        let word = if measure.is_enforced { "enforced" } else { "NOT enforced" };
        let _ = writeln!(text, "  {:12}  {:12}  {}", word, measure.name, escaped(&measure.detail));
    }
    let _ =
        writeln!(text, "A worker isolates faults, not malice: run only plugins of people whom you trust.");
}

/// What a worker is kept from: asked of one, which has tried.
pub(super) fn measures(settings: &Settings) -> anyhow::Result<Vec<Measure>> {
    let memory = settings.limits.memory.to_string();
    let mut worker = Command::new(&settings.program);
    worker.args(["plugin-host", "--confinement", "--memory"]).arg(memory);
    let output = worker.output().context("cannot start a worker")?;
    serde_json::from_slice(&output.stdout).context("a worker cannot say what it is kept from")
}
