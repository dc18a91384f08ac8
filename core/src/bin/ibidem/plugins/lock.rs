//! `ibidem plugins lock`: a hash of every file of the plugins that are at hand.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Args;
use ibidem::config::user_file;
use ibidem::plugin::discovery::discover;
use ibidem::plugin::lock::Lock;
use ibidem::report::escape::escaped;

use super::Loading;

/// Writes a hash of every file of your plugins into plugins.lock; with --locked nothing else is run.
///
/// Takes those that --plugin names, or else all that are installed.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ibidem plugins lock --plugin ./mycheck
  ibidem audit paper.md --plugin ./mycheck --locked")]
pub(super) struct Arguments {
    #[command(flatten)]
    loading: Loading,
}

/// Where the lock lies, unless the user says otherwise: beside the user's own configuration.
pub(super) fn default_path() -> anyhow::Result<PathBuf> {
    let config =
        user_file().context("there is no folder for your configuration: set HOME, or --lock-file")?;
    Ok(config.with_file_name("plugins.lock"))
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Loading { plugins, lock_file, .. } = &arguments.loading;
    let settings = Loading { locked: false, ..arguments.loading.clone() }.settings(String::new())?;
    let found = if plugins.is_empty() {
        settings.folders.installed(&settings.program)
    } else {
        discover(&settings.program, false, plugins, &[], &settings.folders)
    };
    if let Some((id, refusal)) = found.iter().find_map(|found| Some((&found.id, found.code.as_ref().err()?)))
    {
        bail!("{} is refused: {}", escaped(id), escaped(&refusal.cause));
    }
    let lock = Lock::of(&found)?;
    if lock.is_empty() {
        bail!("there is no plugin to be locked: none is installed, and --plugin names none");
    }
    let path = lock_file.clone().map_or_else(default_path, Ok)?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&path, lock.text()).with_context(|| format!("cannot write {}", path.display()))?;
    anstream::println!("locked {} in {}", lock.len(), escaped(&path.to_string_lossy()));
    Ok(ExitCode::SUCCESS)
}
