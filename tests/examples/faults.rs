//! Prints what is found of the faults that editors listed by hand, and holds it against `.ci/faults.json`.
//!
//! `faults [--bless] [--faults]`: `--bless` records the figures that rose; `--faults` prints what is missed.
#![expect(clippy::print_stdout, reason = "it is a program")]

use std::process::ExitCode;

use ibidem_tests::faults::{Found, measure, record_path, recorded, shortfalls};
use ibidem_tests::program;

fn main() -> ExitCode {
    let has = |option: &str| std::env::args().any(|argument| argument == option);
    let all = measure(program());
    println!(
        "{:24}{:>7}{:>10}{:>10}{:>8}{:>14}",
        "paper", "notes", "errors", "warnings", "infos", "false alarms"
    );
    for found in &all {
        let of = |severity: &str| {
            let (all, hit) = found.by_severity.get(severity).copied().unwrap_or_default();
            format!("{hit}/{all}")
        };
        println!(
            "{:24}{:>7}{:>10}{:>10}{:>8}{:>14}",
            found.name,
            found.notes,
            of("error"),
            of("warning"),
            of("info"),
            found.false_alarms
        );
        if has("--faults") {
            for fault in &found.faults {
                println!("   {fault}");
            }
        }
    }
    let falls = shortfalls(&all);
    for fall in &falls {
        println!("falls short: {fall}");
    }
    if has("--bless") {
        bless(&all);
    }
    if falls.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Records what rose; nothing that is recorded falls.
fn bless(all: &[Found]) {
    let mut record = recorded();
    for found in all {
        let least = record.entry(found.name.clone()).or_default();
        for (figure, now) in found.figures() {
            let least = least.entry(figure).or_default();
            *least = least.max(now);
        }
    }
    let text = serde_json::to_string_pretty(&record).expect("figures are numbers");
    std::fs::write(record_path(), text + "\n").expect("the figures can be written");
}
