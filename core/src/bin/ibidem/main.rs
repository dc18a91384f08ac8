//! The program.

mod audit;
mod bibliography;
mod explain;
mod extract;
mod output;
mod plugin_host;
mod plugins;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Audits the footnotes of a paper against themselves, and makes the bibliography that they imply.
#[derive(Parser)]
#[command(name = "ibidem", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Audit(audit::Arguments),
    Bibliography(bibliography::Arguments),
    Explain(explain::Arguments),
    Extract(extract::Arguments),
    Plugins(plugins::Arguments),
    #[command(hide = true)]
    PluginHost(plugin_host::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Command::Audit(arguments) => audit::run(&arguments),
        Command::Bibliography(arguments) => bibliography::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Extract(arguments) => extract::run(&arguments),
        Command::Plugins(arguments) => plugins::run(arguments),
        Command::PluginHost(arguments) => plugin_host::run(arguments),
    };
    outcome.unwrap_or_else(|error| {
        anstream::eprintln!("ibidem: {error:#}");
        ExitCode::from(2)
    })
}
