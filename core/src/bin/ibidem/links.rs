//! `ibidem links`: what earlier audits have learned of a link, and how to forget it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::bail;
use clap::{Args, Subcommand, ValueEnum};
use ibidem::http::store::{Entry, FILE_NAME, Store};
use ibidem::http::watch::Unwatched;
use ibidem::report::escape::escaped;
use serde_json::json;

use crate::caches;

/// Shows and forgets what earlier audits have learned of links.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Show(ShowArguments),
    Forget(ForgetArguments),
}

/// Prints every answer that a link has had, the latest first: status, redirects, headers, hash.
///
/// The exit status is 1 where nothing is known.
#[derive(Args)]
#[command(after_help = "Example:\n  ibidem links show https://example.org/page")]
struct ShowArguments {
    /// The address, as the paper has it.
    #[arg(value_name = "URL")]
    url: String,
    /// How the history is printed; JSON has the kept beginning of each page, too.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The folder of the store, if not that of the system.
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
}

/// Forgets a link, or all of them; the next audit asks anew.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ibidem links forget https://example.org/page
  ibidem links forget --all")]
struct ForgetArguments {
    /// The address, as the paper has it.
    #[arg(value_name = "URL", required_unless_present = "all")]
    url: Option<String>,
    /// Forgets everything; removes a store that is damaged.
    #[arg(long, conflicts_with = "url")]
    all: bool,
    /// The folder of the store, if not that of the system.
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Show(arguments) => show(arguments),
        Command::Forget(arguments) => forget(arguments),
    }
}

fn folder(said: Option<&Path>) -> anyhow::Result<PathBuf> {
    match caches::folder(said)? {
        Some(folder) => Ok(folder),
        None => bail!("there is no folder for caches; --cache DIR names one"),
    }
}

fn show(arguments: &ShowArguments) -> anyhow::Result<ExitCode> {
    let folder = folder(arguments.cache.as_deref())?;
    // To look is not to make a store.
    let history = if folder.join(FILE_NAME).exists() {
        Store::open(&folder, Arc::new(Unwatched))?.history(&arguments.url)?
    } else {
        Vec::new()
    };
    match arguments.format {
        Format::Text if history.is_empty() => {
            anstream::eprintln!("ibidem: nothing is known of {}", escaped(&arguments.url));
        }
        Format::Text => crate::output::print(text(&history).as_bytes())?,
        Format::Json => {
            let entries: Vec<_> = history
                .iter()
                .map(|entry| json!({ "purpose": entry.purpose, "answer": entry.answer }))
                .collect();
            crate::output::json(&json!({ "format": 1, "history": entries }), true)?;
        }
    }
    Ok(if history.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn text(history: &[Entry]) -> String {
    let mut text = String::new();
    for Entry { purpose, answer } in history {
        let end = match (answer.status, answer.failure) {
            (_, Some(failure)) => failure.code().to_owned(),
            (Some(status), None) => status.to_string(),
            (None, None) => "no answer".to_owned(),
        };
        let _ = writeln!(text, "{}  {end}  {}  ({purpose})", escaped(&answer.at), escaped(&answer.url));
        let mut line = |name: &str, value: &str| {
            if !value.is_empty() {
                let _ = writeln!(text, "    {name:<14} {}", escaped(value));
            }
        };
        for hop in &answer.hops {
            line(&hop.status.to_string(), &hop.location);
        }
        line("because", &answer.detail);
        for (name, value) in &answer.headers {
            line(name, value);
        }
        line("sha256", answer.sha256.as_deref().unwrap_or_default());
        if let Some(tls) = &answer.tls {
            line("certificate", &format!("{}, by {}, until {}", tls.subject, tls.issuer, tls.not_after));
        }
        text.push('\n');
    }
    text
}

fn forget(arguments: &ForgetArguments) -> anyhow::Result<ExitCode> {
    let folder = folder(arguments.cache.as_deref())?;
    if !folder.join(FILE_NAME).exists() {
        anstream::println!("Nothing was known.");
        return Ok(ExitCode::SUCCESS);
    }
    let gone = match (Store::open(&folder, Arc::new(Unwatched)), arguments.url.as_deref()) {
        (Ok(store), url) => store.forget(url)?,
        // What is damaged is forgotten whole.
        (Err(_), None) => {
            Store::remove(&folder)?;
            anstream::println!("The store could not be read, and was removed.");
            return Ok(ExitCode::SUCCESS);
        }
        (Err(error), Some(_)) => return Err(error.into()),
    };
    anstream::println!("{gone} {} forgotten.", if gone == 1 { "answer" } else { "answers" });
    Ok(ExitCode::SUCCESS)
}
