//! `ibidem plugin-host`: the worker of one plugin.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use ibidem::plugin::host::{self, Code};
use ibidem::process::confine::{Bounds, confine};

/// Runs one plugin for an audit; started by the program itself.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The plugin's library.
    #[arg(long, requires = "symbol", required_unless_present_any = ["bundled", "command", "confinement"])]
    library: Option<PathBuf>,
    /// The table that the library exports.
    #[arg(long)]
    symbol: Option<String>,
    /// The id of a plugin that is linked in.
    #[arg(long, conflicts_with = "library")]
    bundled: Option<String>,
    /// The plugin's program.
    #[arg(long, requires = "folder", conflicts_with_all = ["library", "bundled"])]
    command: Option<PathBuf>,
    /// The plugin's folder.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// How much memory it may take, in bytes.
    #[arg(long)]
    memory: Option<u64>,
    /// Says what a worker is kept from, instead of being one.
    #[arg(long)]
    confinement: bool,
    /// What the plugin's program is given.
    #[arg(last = true, value_name = "ARGUMENT")]
    given: Vec<String>,
}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let memory = arguments.memory;
    if arguments.confinement {
        let bounds = Bounds { memory, ..Bounds::default() };
        let measures = serde_json::to_vec(&confine(&bounds))?;
        crate::output::print(&measures)?;
        return Ok(ExitCode::SUCCESS);
    }
    let code = match arguments {
        Arguments { bundled: Some(id), .. } => Code::Bundled(id),
        Arguments { command: Some(command), folder: Some(folder), given, .. } => {
            Code::Process { command, arguments: given, folder }
        }
        Arguments { library: Some(path), symbol: Some(symbol), folder, .. } => {
            Code::Library { path, symbol, folder }
        }
        _ => anyhow::bail!("plugin-host needs a library and its symbol, or a command and its folder"),
    };
    let has_ended = host::run(code, memory).context("cannot serve as the worker of a plugin")?;
    // Nobody but the tests of a plugin asks how a worker ended that was sent away.
    Ok(if has_ended { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
