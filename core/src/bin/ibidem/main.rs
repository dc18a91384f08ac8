//! The program.

mod audit;
mod bibliography;
mod explain;
mod extract;
mod output;
mod parse;
mod plugin_host;
mod plugins;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Audits the footnotes of a paper against themselves, and makes the bibliography that they imply.
#[derive(Parser)]
#[command(name = "ibidem", version, about, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  ibidem audit paper.md                                  what is wrong in the notes, and why
  ibidem bibliography paper.md --style chicago-notes     the works cited, to print
  ibidem bibliography paper.md --to biblatex             the works cited, for other programs
  ibidem extract paper.md --format json                  everything found, with its places
  ibidem parse refs.txt --to bibtex                      pasted references, for other programs
  ibidem explain date-contradicts-url                    what a rule finds";

#[derive(Subcommand)]
enum Command {
    Audit(audit::Arguments),
    Bibliography(bibliography::Arguments),
    Explain(explain::Arguments),
    Extract(extract::Arguments),
    Parse(parse::Arguments),
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
        Command::Parse(arguments) => parse::run(&arguments),
        Command::Plugins(arguments) => plugins::run(arguments),
        Command::PluginHost(arguments) => plugin_host::run(arguments),
    };
    outcome.unwrap_or_else(|error| {
        anstream::eprintln!("ibidem: {error:#}");
        ExitCode::from(2)
    })
}
