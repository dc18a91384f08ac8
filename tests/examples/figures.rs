//! Prints the figures of all sample papers, and holds them against the recorded ones.
//!
//! `figures [--bless] [--faults] [SAMPLE...]`: `--bless` records the figures that rose, and
//! never lowers one; `--faults` prints what is wrong.
#![expect(clippy::print_stdout, reason = "it is a program")]

use std::fs;
use std::process::ExitCode;

use ibidem_tests::figures::Comparison;
use ibidem_tests::samples::{self, Recorded};

const FIGURES: [&str; 8] = ["notes", "cites", "forms", "targets", "locators", "types", "fields", "works"];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (options, names): (Vec<_>, Vec<_>) =
        arguments.iter().partition(|argument| argument.starts_with("--"));
    let has = |option: &str| options.iter().any(|given| *given == option);
    let program = ibidem_tests::program();
    let mut recorded = samples::recorded();
    let mut has_fallen = false;
    println!("{:18}{}", "", FIGURES.map(|name| format!("{name:>9}")).concat());
    for sample in samples::samples() {
        if !names.is_empty() && !names.contains(&&sample.name) {
            continue;
        }
        let comparison = sample.measure(program).unwrap_or_else(|error| {
            println!("{}: {error}", sample.name);
            Comparison::default()
        });
        let row = FIGURES.map(|name| format!("{:9.3}", samples::figure(&comparison, name)));
        println!("{:18}{}", sample.name, row.concat());
        if has("--faults") {
            comparison.faults.iter().for_each(|fault| println!("    {fault}"));
        }
        let least = recorded.entry(sample.name.clone()).or_default();
        for shortfall in samples::shortfalls(&comparison, least) {
            println!("    falls short: {shortfall}");
            has_fallen = true;
        }
        for name in FIGURES {
            let least = least.entry(name.to_owned()).or_default();
            *least = least.max(samples::figure(&comparison, name));
        }
    }
    let rose = recorded != samples::recorded();
    if has("--bless") {
        write(&recorded);
    } else if rose {
        println!("some figures rose: `.ci/figures --bless` records them");
    }
    if has_fallen { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Writes the record, a sample a line, so that a change of one is a change of one line.
fn write(recorded: &Recorded) {
    let line = |(name, figures): (&String, &_)| {
        let figures = serde_json::to_string(figures).expect("figures are numbers");
        format!("  \"{name}\": {figures}")
    };
    let lines: Vec<String> = recorded.iter().map(line).collect();
    fs::write(samples::record_path(), format!("{{\n{}\n}}\n", lines.join(",\n")))
        .expect("the record can be written");
}
