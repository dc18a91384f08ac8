//! Prints how many planted defects are found, and holds the figures against the recorded ones.
//!
//! `defects [--bless] [--renew] [--faults] [--keep] [--seed N] [--places N]`: `--bless` records the
//! figures that rose, and never lowers one; `--renew` records all anew, for when papers or kinds of
//! defect were added; `--faults` prints what is wrong; `--keep` leaves the papers for a look.
#![expect(clippy::print_stdout, reason = "it is a program")]

use std::collections::BTreeMap;
use std::process::ExitCode;

use ibidem_generator::{PLACES, SEED, Tally, measure, record_path, recorded, shortfalls};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |option: &str| arguments.iter().any(|argument| argument == option);
    let number = |option: &str| {
        let at = arguments.iter().position(|argument| argument == option)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let seed = number("--seed").unwrap_or(SEED);
    let places = number("--places").and_then(|n| usize::try_from(n).ok()).unwrap_or(PLACES);
    let folder = std::env::temp_dir().join(format!("ibidem-defects-{}", std::process::id()));
    let figures = measure(&folder, seed, places);
    let is_removed = if has("--keep") { Ok(()) } else { std::fs::remove_dir_all(&folder) };
    if has("--keep") {
        println!("the papers are kept in {}", folder.display());
    }
    print_table("defect", &figures.by_defect);
    print_table("rule", &figures.by_rule);
    if has("--faults") {
        for fault in &figures.faults {
            println!("  {fault}");
        }
    }
    if is_removed.is_err() {
        println!("left behind: the folder of the papers");
    }
    if has("--bless") || has("--renew") {
        let least = if has("--renew") { Record::new() } else { recorded() };
        write(&figures.by_defect, least);
    }
    let is_recorded_run = seed == SEED && places == PLACES;
    let falls = if is_recorded_run { shortfalls(&figures) } else { Vec::new() };
    for fall in &falls {
        println!("falls short: {fall}");
    }
    if falls.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn print_table(what: &str, tallies: &BTreeMap<String, Tally>) {
    println!(
        "{what:30}{:>8}{:>8}{:>8}{:>8}{:>8}{:>11}",
        "planted", "found", "recall", "raised", "right", "precision"
    );
    let share = |thousandths: Option<usize>| {
        thousandths.map_or("-".to_owned(), |n| format!("{}.{:03}", n / 1000, n % 1000))
    };
    for (name, tally) in tallies {
        let (recall, precision) = (share(tally.recall()), share(tally.precision()));
        let Tally { planted, found, raised, right } = tally;
        println!("{name:30}{planted:>8}{found:>8}{recall:>8}{raised:>8}{right:>8}{precision:>11}");
    }
    println!();
}

/// Recall and precision of each kind of defect, in thousandths.
type Record = BTreeMap<String, BTreeMap<String, usize>>;

/// Writes the record, a kind of defect a line; what stands in it already falls no lower.
fn write(by_defect: &BTreeMap<String, Tally>, mut record: Record) {
    for (name, tally) in by_defect {
        let least = record.entry(name.clone()).or_default();
        for (figure, now) in [("recall", tally.recall()), ("precision", tally.precision())] {
            let least = least.entry(figure.to_owned()).or_default();
            *least = (*least).max(now.unwrap_or_default());
        }
    }
    let line = |(name, figures): (&String, &_)| {
        let figures = serde_json::to_string(figures).expect("figures are numbers");
        format!("  \"{name}\": {figures}")
    };
    let lines: Vec<String> = record.iter().map(line).collect();
    std::fs::write(record_path(), format!("{{\n{}\n}}\n", lines.join(",\n")))
        .expect("the record can be written");
}
