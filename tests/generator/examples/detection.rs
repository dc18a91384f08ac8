//! Makes a paper in every style at hand, and counts how often `styles detect` tells it.
//!
//! `detection [--seed N] [--works N] [--text] [--styles DIR] [--only NAME] [--keep DIR] [--every]`:
//! `--text` writes plain text without italics, `--keep` leaves the papers for a look, `--every` names
//! those that are told, too. Without options the figure is held against the recorded one.
#![expect(clippy::print_stdout, reason = "it is a program")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use ibidem::Reading;
use ibidem::styles::Shelf;
use ibidem::styles::detecting::{detect, known_styles};
use ibidem_generator::{Writing, made_paper};

/// Papers in the embedded styles that are told without any option; may rise and never fall.
const LEAST: usize = 71;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |option: &str| arguments.iter().any(|argument| argument == option);
    let value = |option: &str| {
        let at = arguments.iter().position(|argument| argument == option)?;
        arguments.get(at + 1)
    };
    let number = |option: &str| value(option).and_then(|value| value.parse::<u64>().ok());
    let seed = number("--seed").unwrap_or(1);
    let count = number("--works").and_then(|n| usize::try_from(n).ok()).unwrap_or(24);
    let writing = if has("--text") { Writing::Text } else { Writing::Markdown };
    let shelf = match value("--styles") {
        Some(folder) => Shelf::of_user(&[PathBuf::from(folder)]).expect("a folder"),
        None => Shelf::default(),
    };
    let styles = known_styles(&shelf).expect("styles");
    let (mut right, mut all) = (0, 0);
    let begin = Instant::now();
    for known in &styles {
        if value("--only").is_some_and(|only| *only != known.name) {
            continue;
        }
        let text = made_paper(&known.style, seed, count, writing, true);
        if let Some(folder) = value("--keep") {
            std::fs::write(PathBuf::from(folder).join(format!("{}.md", known.name)), &text).expect("written");
        }
        let reading = Reading::from_bytes(text.into_bytes(), None, None);
        let detection = detect(&reading.paper, &styles);
        let rank = detection
            .families
            .iter()
            .position(|family| family.styles.iter().any(|(name, _)| *name == known.name));
        all += 1;
        right += usize::from(rank == Some(0));
        let clear = detection.clear().is_some();
        if rank != Some(0) || has("--every") {
            let first = detection.families.first();
            let name = first.map_or("-", |family| family.styles[0].0.as_str());
            let family = first.map_or(0, |family| family.styles.len());
            let distance = |rank: usize| detection.families.get(rank).map_or(1.0, |family| family.distance);
            println!(
                "{} rank {rank:?} of {} at {:.3}; first {name} ({family}) at {:.3}; {} notes {} listed {} unlike{}",
                known.name,
                detection.families.len(),
                rank.map_or(1.0, distance),
                distance(0),
                detection.cited,
                detection.listed,
                detection.unlike,
                if clear { ", clear" } else { "" }
            );
        }
    }
    println!("{right} of {all} styles told, {:.1} s", begin.elapsed().as_secs_f64());
    if arguments.is_empty() && right < LEAST {
        println!("falls short: {LEAST} were told");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
