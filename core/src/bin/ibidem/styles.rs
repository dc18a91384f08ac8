//! `ibidem styles`: the styles at hand.

mod detect;
mod list;
mod show;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use ibidem::styles::{FindStyleError, Shelf};

/// Says which citation styles are at hand, and what each prints.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Detect(detect::Arguments),
    List(list::Arguments),
    Show(show::Arguments),
}

/// Where styles are looked for beside those that the program carries.
#[derive(Args, Clone, Debug, Default)]
#[group(skip)]
pub(crate) struct Places {
    /// Looks for styles in this folder or archive first: a checkout of the CSL repository, or its zip.
    #[arg(long = "styles", value_name = "DIR|ARCHIVE")]
    styles: Vec<PathBuf>,
}

impl Places {
    pub(crate) fn shelf(&self) -> Result<Shelf, FindStyleError> {
        Shelf::of_user(&self.styles)
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Detect(arguments) => detect::run(arguments),
        Command::List(arguments) => list::run(arguments),
        Command::Show(arguments) => show::run(arguments),
    }
}
