//! The program.

mod allocator;
mod audit;
mod bibliography;
mod caches;
mod explain;
mod extract;
mod links;
mod output;
mod parse;
mod pdf_host;
mod plugin_host;
mod plugins;
mod render;
mod styles;

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
  ibidem styles show chicago-notes                       what a style prints
  ibidem extract paper.md --format json                  everything found, with its places
  ibidem parse references.txt --to bibtex                pasted references, one a line, to entries
  ibidem explain date-contradicts-url                    what a rule finds";

#[derive(Subcommand)]
enum Command {
    Audit(Box<audit::Arguments>),
    Bibliography(bibliography::Arguments),
    Explain(explain::Arguments),
    Extract(extract::Arguments),
    Links(links::Arguments),
    Parse(parse::Arguments),
    Plugins(plugins::Arguments),
    Render(render::Arguments),
    Styles(styles::Arguments),
    #[command(hide = true)]
    PdfHost(pdf_host::Arguments),
}

fn main() -> ExitCode {
    let mut given = std::env::args_os().skip(1);
    let outcome = if given.next().is_some_and(|command| command == "plugin-host") {
        plugin_host::Arguments::read(given).and_then(plugin_host::run)
    } else {
        if let Ok(program) = std::env::current_exe() {
            ibidem::pdf::serve_with(program);
        }
        run(Arguments::parse().command)
    };
    outcome.unwrap_or_else(|error| {
        anstream::eprintln!("ibidem: {error:#}");
        ExitCode::from(2)
    })
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Audit(arguments) => audit::run(&arguments),
        Command::Bibliography(arguments) => bibliography::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Extract(arguments) => extract::run(&arguments),
        Command::Links(arguments) => links::run(&arguments),
        Command::Parse(arguments) => parse::run(&arguments),
        Command::PdfHost(arguments) => pdf_host::run(&arguments),
        Command::Plugins(arguments) => plugins::run(arguments),
        Command::Render(arguments) => render::run(&arguments),
        Command::Styles(arguments) => styles::run(&arguments),
    }
}
