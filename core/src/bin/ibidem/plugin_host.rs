//! `ibidem plugin-host`: the worker of one plugin.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use ibidem::plugin::host::{self, Code};
use ibidem::process::confine::{Bounds, confine};

/// Where somebody else has started it.
const NOT_MEANT: &str = "plugin-host is started by ibidem itself, for each plugin; see ibidem plugins --help";

/// What the program tells its worker.
#[derive(Default)]
pub(crate) struct Arguments {
    /// The plugin's library.
    library: Option<PathBuf>,
    /// The table that the library exports.
    symbol: Option<String>,
    /// The id of a plugin that is linked in.
    bundled: Option<String>,
    /// The plugin's program.
    command: Option<PathBuf>,
    /// The plugin's folder.
    folder: Option<PathBuf>,
    /// How much memory it may take, in bytes.
    memory: Option<u64>,
    /// Says what a worker is kept from, instead of being one.
    confinement: bool,
    /// What the plugin's program is given.
    given: Vec<String>,
}

impl Arguments {
    /// Reads what stands behind `plugin-host`.
    ///
    /// Nobody but the program itself writes it, once for each plugin, so that it needs no help and no guesses:
    /// setting up clap takes a tenth of a worker's start.
    pub(crate) fn read(mut arguments: impl Iterator<Item = OsString>) -> anyhow::Result<Self> {
        let text = |value: OsString| value.into_string().map_err(|_| anyhow::anyhow!(NOT_MEANT));
        let mut read = Self::default();
        while let Some(flag) = arguments.next() {
            let mut value = || arguments.next().context(NOT_MEANT);
            match flag.to_str() {
                Some("--library") => read.library = Some(value()?.into()),
                Some("--symbol") => read.symbol = Some(text(value()?)?),
                Some("--bundled") => read.bundled = Some(text(value()?)?),
                Some("--command") => read.command = Some(value()?.into()),
                Some("--folder") => read.folder = Some(value()?.into()),
                Some("--memory") => read.memory = Some(text(value()?)?.parse().context(NOT_MEANT)?),
                Some("--confinement") => read.confinement = true,
                Some("--") => read.given = arguments.by_ref().map(text).collect::<Result<_, _>>()?,
                _ => bail!(NOT_MEANT),
            }
        }
        Ok(read)
    }
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
        _ => bail!(NOT_MEANT),
    };
    let has_ended = host::run(code, memory).context("cannot serve as the worker of a plugin")?;
    // Nobody but the tests of a plugin asks how a worker ended that was sent away.
    Ok(if has_ended { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
