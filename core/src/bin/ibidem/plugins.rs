//! `ibidem plugins`: which checkers there are and whether they start; new ones, and their tests.

mod doctor;
mod lock;
mod new;
mod test;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use ibidem::checkers::{CheckerInfo, Checkers, Settings};
use ibidem::plugin::discovery::{Found, PluginFolders};
use ibidem::plugin::lock::Lock;
use ibidem::process::confine::Measure;
use ibidem::report::escape::escaped;
use serde_json::{Value, json};

/// Says which checkers there are, and makes and tests new ones.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    List(ListArguments),
    Doctor(doctor::Arguments),
    New(new::Arguments),
    Test(test::Arguments),
    Lock(lock::Arguments),
}

/// Which plugins are run beside the shipped ones, and where they are looked for.
#[derive(Args, Clone, Debug, Default)]
#[group(skip)]
pub(crate) struct Loading {
    /// Runs a plugin as well: its library, its folder with a plugin.toml, or the id of an installed one.
    #[arg(long = "plugin", value_name = "PATH")]
    plugins: Vec<PathBuf>,
    /// Looks for installed plugins in this folder first; none of them is run before it is named.
    #[arg(long, value_name = "DIR")]
    plugin_dir: Vec<PathBuf>,
    /// Runs plugins other than the shipped ones only as plugins.lock has them.
    #[arg(long)]
    locked: bool,
    /// The lock, unless it lies beside your configuration.
    #[arg(long, value_name = "FILE")]
    lock_file: Option<PathBuf>,
}

impl Loading {
    /// The settings for a day, with these plugins.
    pub(crate) fn settings(&self, now: String) -> anyhow::Result<Settings> {
        let program = std::env::current_exe().context("cannot tell where this program lies")?;
        let folders = PluginFolders::of_user(&self.plugin_dir, &program);
        let plugins = self.plugins.clone();
        let lock = if self.locked {
            let path = self.lock_file.clone().map_or_else(lock::default_path, Ok)?;
            Some(Lock::open(&path)?)
        } else {
            None
        };
        Ok(Settings { plugins, folders, lock, ..Settings::new(program, now) })
    }
}

/// Lists the checkers that an audit would run: id, version, kind, from where, and whether they start.
///
/// Each is started in its worker, as for an audit; those that are installed and not named are
/// listed without being started. At the end stands what every worker is kept from on this system;
/// `plugins doctor` says more. The exit status is 3 if one cannot be started.
#[derive(Args)]
#[command(after_help = "Example:\n  ibidem plugins list --plugin ./libibidem_words.so --format json")]
struct ListArguments {
    #[command(flatten)]
    loading: Loading,
    /// How the list is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// How many workers run at a time; as many as there are processors, unless given.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::List(arguments) => list(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Lock(arguments) => lock::run(&arguments),
    }
}

fn list(arguments: &ListArguments) -> anyhow::Result<ExitCode> {
    let mut settings = arguments.loading.settings(String::new())?;
    settings.jobs = arguments.jobs.unwrap_or(settings.jobs);
    let checkers = Checkers::start(&settings);
    let infos: Vec<_> = checkers.infos().collect();
    let mut others = settings.folders.installed(&settings.program);
    others.retain(|found| infos.iter().all(|info| info.id != found.id));
    let measures = doctor::measures(&settings)?;
    match arguments.format {
        Format::Text => anstream::print!("{}\n{}", text(&infos, &others), enforced(&measures)),
        Format::Json => anstream::println!("{:#}", json(&infos, &others, &measures)),
    }
    for (info, failure) in infos.iter().filter_map(|info| Some((info, info.failure.as_ref()?))) {
        // It can vary from run to run, so it is no part of the list.
        failure.log.lines().for_each(|line| anstream::eprintln!("{}: {}", escaped(&info.id), escaped(line)));
    }
    let is_whole = infos.iter().all(|info| info.failure.is_none());
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

fn text(infos: &[&CheckerInfo], others: &[Found]) -> String {
    let head = ["plugin", "version", "kind", "from", "status"].map(str::to_owned);
    let rows = std::iter::once(head).chain(infos.iter().map(|info| row(info)));
    let rows: Vec<_> = rows.chain(others.iter().map(row_of_other)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 4] = std::array::from_fn(width);
    let mut text = String::new();
    for row in &rows {
        for (cell, width) in row.iter().zip(widths) {
            // Writing to a string cannot fail.
            let _ = write!(text, "{cell:width$}  ");
        }
        let _ = writeln!(text, "{}", row[4]);
    }
    text
}

/// What workers are kept from here, in a line or two.
fn enforced(measures: &[Measure]) -> String {
    let line = |words: &str, is_enforced: bool| {
        let chosen = measures.iter().filter(|measure| measure.is_enforced == is_enforced);
        let names: Vec<_> = chosen.map(|measure| measure.name.as_str()).collect();
        if names.is_empty() { String::new() } else { format!("{words}: {}\n", names.join(", ")) }
    };
    line("enforced here", true) + &line("NOT enforced here", false)
}

/// How many rules it has, in words.
fn rules_of(info: &CheckerInfo) -> String {
    match info.rules.len() {
        1 => "1 rule".to_owned(),
        n => format!("{n} rules"),
    }
}

fn row(info: &CheckerInfo) -> [String; 5] {
    let version = if info.version.is_empty() { "?" } else { &info.version };
    let status = match &info.failure {
        None => format!("ok, {}", rules_of(info)),
        Some(failure) => format!("failed ({}): {}", failure.phase, escaped(&failure.cause)),
    };
    [escaped(&info.id), escaped(version), info.kind.to_owned(), info.from.to_owned(), status]
}

/// A plugin that is at hand and was not named.
fn row_of_other(found: &Found) -> [String; 5] {
    let (version, kind) = version_and_kind(found);
    let status = match &found.code {
        Ok(_) => "installed, not named".to_owned(),
        Err(refusal) => format!("refused: {}", escaped(&refusal.cause)),
    };
    [
        escaped(&found.id),
        escaped(version.unwrap_or("?")),
        kind.to_owned(),
        found.origin.words().to_owned(),
        status,
    ]
}

fn version_and_kind(found: &Found) -> (Option<&str>, &'static str) {
    match &found.manifest {
        Some(manifest) => (Some(&manifest.version), manifest.kind.name()),
        None => (None, "?"),
    }
}

fn json(infos: &[&CheckerInfo], others: &[Found], measures: &[Measure]) -> Value {
    let others = others.iter().map(|found| {
        let (version, kind) = version_and_kind(found);
        let mut entry = json!({
            "id": found.id, "version": version, "kind": kind, "from": found.origin.words(),
            "status": if found.code.is_ok() { "installed" } else { "refused" }, "rules": [],
        });
        if let Err(refusal) = &found.code {
            entry["failure"] = json!({ "phase": "load", "cause": refusal.cause });
        }
        entry
    });
    let plugins: Vec<_> = infos.iter().map(|info| entry(info)).chain(others).collect();
    let enforced = measures.iter().map(
        |measure| json!({ "name": measure.name, "enforced": measure.is_enforced, "detail": measure.detail }),
    );
    json!({ "format": 1, "plugins": plugins, "measures": enforced.collect::<Vec<_>>() })
}

fn entry(info: &CheckerInfo) -> Value {
    let rules: Vec<_> = info.rules.iter().map(|rule| &rule.name).collect();
    let mut entry = json!({
        "id": info.id,
        "version": (!info.version.is_empty()).then_some(&info.version),
        "kind": info.kind,
        "from": info.from,
        "status": if info.failure.is_none() { "ok" } else { "failed" },
        "rules": rules,
    });
    if let Some(failure) = &info.failure {
        entry["failure"] = json!({ "phase": failure.phase, "cause": failure.cause });
    }
    entry
}
