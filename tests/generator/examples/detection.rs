//! Makes a paper in every style at hand, and counts how often `styles detect` tells it.
//!
//! `detection [--seed N] [--works N] [--text] [--styles DIR] [--only NAME] [--keep DIR] [--every]`:
//! `--text` writes plain text without italics, `--keep` leaves the papers for a look, `--every` names
//! those that are told, too. Without options three sets of works are taken, and each is held against
//! the recorded figures.
#![expect(clippy::print_stdout, reason = "it is a program")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use ibidem::Reading;
use ibidem::styles::Shelf;
use ibidem::styles::detecting::{KnownStyle, detect, known_styles};
use ibidem_generator::{Writing, made_paper};

/// The sets of works of the figures.
const SEEDS: [u64; 3] = [1, 2, 3];

/// Papers in the embedded styles that are told in each set of works; may rise and never fall.
const LEAST: usize = 79;

/// Of those, the ones that are said to be clear; may rise and never fall.
const LEAST_CLEAR: usize = 67;

/// What was told of papers in all styles.
#[derive(Debug, Default)]
struct Told {
    all: usize,
    right: usize,
    clear: usize,
    wrongly_clear: usize,
}

/// How the papers are made, and what is said of them.
struct Wanted {
    works: usize,
    writing: Writing,
    only: Option<String>,
    keep: Option<PathBuf>,
    every: bool,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |option: &str| arguments.iter().any(|argument| argument == option);
    let value = |option: &str| {
        let at = arguments.iter().position(|argument| argument == option)?;
        arguments.get(at + 1).cloned()
    };
    let number = |option: &str| value(option).and_then(|value| value.parse::<u64>().ok());
    let wanted = Wanted {
        works: number("--works").and_then(|n| usize::try_from(n).ok()).unwrap_or(24),
        writing: if has("--text") { Writing::Text } else { Writing::Markdown },
        only: value("--only"),
        keep: value("--keep").map(PathBuf::from),
        every: has("--every"),
    };
    let shelf = match value("--styles") {
        Some(folder) => Shelf::of_user(&[PathBuf::from(folder)]).expect("a folder"),
        None => Shelf::default(),
    };
    let styles = known_styles(&shelf).expect("styles");
    let seeds = if arguments.is_empty() { SEEDS.to_vec() } else { vec![number("--seed").unwrap_or(1)] };
    let mut holds = true;
    for seed in seeds {
        let begin = Instant::now();
        let told = told(&styles, seed, &wanted);
        println!(
            "works {seed}: {} of {} styles told; {} of them clear, {} wrong ones called clear; {:.1} s",
            told.right,
            told.all,
            told.clear,
            told.wrongly_clear,
            begin.elapsed().as_secs_f64()
        );
        holds &= told.right >= LEAST && told.clear >= LEAST_CLEAR && told.wrongly_clear == 0;
    }
    if arguments.is_empty() && !holds {
        println!("falls short: {LEAST} were told, {LEAST_CLEAR} of them clear, and no other style was");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn told(styles: &[KnownStyle], seed: u64, wanted: &Wanted) -> Told {
    let mut told = Told::default();
    for known in styles {
        if wanted.only.as_ref().is_some_and(|only| *only != known.name) {
            continue;
        }
        let text = made_paper(&known.style, seed, wanted.works, wanted.writing, true);
        if let Some(folder) = &wanted.keep {
            std::fs::write(folder.join(format!("{}.md", known.name)), &text).expect("written");
        }
        let reading = Reading::from_bytes(text.into_bytes(), None, None);
        let detection = detect(&reading.paper, styles);
        let is_own = |(name, _): &(String, String)| *name == known.name;
        let rank = detection.families.iter().position(|family| family.styles.iter().any(is_own));
        let is_clear = detection.clear().is_some();
        let is_right = rank == Some(0);
        told.all += 1;
        told.right += usize::from(is_right);
        told.clear += usize::from(is_right && is_clear);
        told.wrongly_clear += usize::from(!is_right && is_clear);
        if !is_right || wanted.every {
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
                if is_clear { ", clear" } else { "" }
            );
        }
    }
    told
}
