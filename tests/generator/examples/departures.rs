//! Prints how many departures from a style are named, and how many findings are right.
//!
//! `departures [--faults] [--seed N] [--works N] [--program PATH]`; `--faults` prints what is wrong,
//! and `--program` takes a program that is built already.
#![expect(clippy::print_stdout, reason = "it is a program")]

use std::process::ExitCode;

use ibidem_generator::{Tally, departures};

/// Styles of notes that are embedded.
const STYLES: &[&str] = &["chicago-notes", "turabian-fullnote-8", "modern-humanities-research-association"];

/// In thousandths; they may rise and never fall.
const LEAST_PRECISION: usize = 1000;
const LEAST_RECALL: usize = 920;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |option: &str| {
        let at = arguments.iter().position(|argument| argument == option)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let folder = std::env::temp_dir().join(format!("ibidem-departures-{}", std::process::id()));
    let works = number("--works").and_then(|n| usize::try_from(n).ok()).unwrap_or(24);
    let program = arguments
        .iter()
        .position(|argument| argument == "--program")
        .and_then(|at| arguments.get(at + 1))
        .map_or_else(|| ibidem_tests::program().to_owned(), std::path::PathBuf::from);
    let found = departures(&program, &folder, STYLES, number("--seed").unwrap_or(1), works);
    println!(
        "{:24}{:>8}{:>8}{:>8}{:>8}{:>8}{:>11}",
        "departure", "planted", "named", "recall", "raised", "right", "precision"
    );
    let total = found.total();
    for (name, tally) in
        found.tallies.iter().map(|(name, tally)| (name.as_str(), tally)).chain([("all", &total)])
    {
        let share = |n: Option<usize>| n.map_or("-".to_owned(), |n| format!("{}.{:03}", n / 1000, n % 1000));
        let Tally { planted, found, raised, right } = tally;
        println!(
            "{name:24}{planted:>8}{found:>8}{:>8}{raised:>8}{right:>8}{:>11}",
            share(tally.recall()),
            share(tally.precision())
        );
    }
    if arguments.iter().any(|argument| argument == "--faults") {
        for fault in &found.faults {
            println!("  {fault}");
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
    let holds = total.recall() >= Some(LEAST_RECALL) && total.precision() >= Some(LEAST_PRECISION);
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
