//! `ibidem pdf-host`: the process that opens a PDF.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

/// Says what stands on the pages of a PDF; started by the program itself.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Where PDFium is; without it, only words are read.
    #[arg(long)]
    library: Option<PathBuf>,
    /// How much memory it may take, in bytes.
    #[arg(long)]
    memory: u64,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    ibidem::pdf::host::run(arguments.library.as_deref(), arguments.memory).context("cannot read the PDF")?;
    Ok(ExitCode::SUCCESS)
}
