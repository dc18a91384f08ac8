//! Makes the model that labels the tokens of references, and measures it.

mod data;
mod learn;
mod measure;
mod notes;
mod random;
mod render;
mod tokens;
mod write;

use std::fs;
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::time::Instant;

use clap::{Parser, Subcommand, ValueEnum};
use ibidem_citations::export::CslItem;
use ibidem_citations::label::model::{BorderModel, LabelModel, Told};
use ibidem_citations::parse::{self, Passage, Reference};
use ibidem_citations::{Item, Span};

use data::Labelled;
use random::Random;

#[derive(Parser)]
#[command(about = "Makes and measures the model of citations/model")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Learns from the corpora and from rendered references, and writes the model.
    Train {
        /// The folder of the corpora.
        #[arg(long, default_value = "../shared/data/train")]
        corpora: PathBuf,
        /// The folder for both models.
        #[arg(long, default_value = "citations/model")]
        to: PathBuf,
        /// How often all references are gone through.
        #[arg(long, default_value_t = 5)]
        rounds: usize,
        /// How far the first steps go.
        #[arg(long, default_value_t = 0.12)]
        rate: f32,
        /// Features that are rarer are left out.
        #[arg(long, default_value_t = 4)]
        least: u8,
        /// The share that a weight keeps of itself after each round.
        #[arg(long, default_value_t = 0.5)]
        keep: f32,
        /// Only this model: labels or borders.
        #[arg(long)]
        only: Option<String>,
        /// The model has two to this many slots.
        #[arg(long, default_value_t = 17)]
        bits: u32,
        /// How many references are rendered.
        #[arg(long, default_value_t = 12_000)]
        rendered: usize,
    },
    /// Reads references, one a line, from standard input, and answers as `ibidem parse` does.
    Parse {
        #[arg(long, value_enum, default_value_t = By::Labels)]
        by: By,
        #[arg(long, default_value = "citations/model/labels.bin")]
        model: PathBuf,
        /// The model that cuts lines into references; without it a line is one.
        #[arg(long)]
        borders: Option<PathBuf>,
        /// Answers nothing, tells the time.
        #[arg(long)]
        quiet: bool,
    },
    /// Answers with the labels of a labelled file, turned into ours: the best that a labeller can do.
    Oracle {
        /// Lines of a corpus.
        path: PathBuf,
    },
    /// Prints rendered references.
    Render { count: usize },
    /// Prints the tokens of lines with labels and probabilities.
    Show {
        #[arg(long, default_value = "citations/model/labels.bin")]
        model: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    Labels,
    Rules,
    Both,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Train { corpora, to, rounds, rate, least, keep, bits, rendered, only } => {
            let plan = learn::Plan { rounds, rate, least, keep };
            train(&corpora, &to, &plan, bits, rendered, only.as_deref())
        }
        Command::Parse { by, model, borders, quiet } => answer(by, &model, borders.as_deref(), quiet),
        Command::Oracle { path } => oracle(&path),
        Command::Render { count } => {
            let mut out = std::io::stdout().lock();
            for reference in render::references(count, &render::Pools::default(), &mut Random::new(7)) {
                let mut pieces: Vec<(String, String)> = Vec::new();
                for (c, label) in &reference.characters {
                    match pieces.last_mut().filter(|(last, _)| last == label.name()) {
                        Some((_, text)) => text.push(*c),
                        None => pieces.push((label.name().to_owned(), c.to_string())),
                    }
                }
                writeln!(out, "{}", serde_json::to_string(&pieces)?)?;
            }
            Ok(())
        }
        Command::Show { model } => show(&model),
    }
}

const CORPORA: [&str; 3] = ["anystyle_core.jsonl", "grobid_citation_corpus.jsonl", "linkedbooks_train.jsonl"];

/// How often each of the few hard references of `AnyStyle` is learned from.
const COPIES: usize = 5;

/// Of each corpus one reference in so many is measured on, and not learned from.
const HELD_OUT: usize = 25;

fn train(
    folder: &std::path::Path,
    to: &std::path::Path,
    plan: &learn::Plan,
    bits: u32,
    rendered: usize,
    only: Option<&str>,
) -> anyhow::Result<()> {
    let started = Instant::now();
    let say = |text: &str| {
        let _ = writeln!(std::io::stderr(), "{:6.1} s  {text}", started.elapsed().as_secs_f32());
    };
    let mut random = Random::new(1);
    let mut references: Vec<Labelled> = Vec::new();
    let mut held = Vec::new();
    let corpora = CORPORA.iter().map(|name| data::corpus(folder, name)).collect::<Result<Vec<_>, _>>()?;
    for corpus in &corpora {
        let name = corpus.name;
        say(&format!("{} {} references, sha256 {}", corpus.name, corpus.references.len(), corpus.hash));
        for (i, reference) in corpus.references.iter().enumerate() {
            if i % HELD_OUT == 0 {
                held.push((name, tokens::lesson(reference)));
                continue;
            }
            if name.starts_with("linkedbooks") {
                let plain = random.chance(40);
                let reference = if plain { data::detokenized(reference) } else { reference.clone() };
                references.push(reference);
            } else {
                // The small set of hard references counts several times, damaged anew each time.
                let copies = if name.starts_with("anystyle") { COPIES } else { 1 };
                references.push(reference.clone());
                references.extend((1..copies).map(|_| data::damaged(reference, &mut random)));
            }
        }
    }
    let pools = render::Pools::collect(&corpora);
    for reference in render::references(rendered, &pools, &mut random) {
        let damage = random.chance(40);
        references.push(if damage { data::damaged(&reference, &mut random) } else { reference });
    }
    if only.is_none_or(|only| only == "labels") {
        let lessons: Vec<tokens::Lesson> =
            references.iter().map(tokens::lesson).filter(|lesson| lesson.labels.len() < 400).collect();
        make(&lessons, plan, bits, &to.join("labels.bin"), &say)?;
        let bytes = fs::read(to.join("labels.bin"))?;
        if let Some(model) = LabelModel::read(&bytes) {
            fs::write(to.join("report.md"), measure::report(&model, &held, &corpora, lessons.len()))?;
        }
    }
    if only.is_none_or(|only| only == "borders") {
        // Rendered notes stand at the end; the Venice corpus would outweigh all else.
        let mut few = references.clone();
        random.shuffle(&mut few);
        few.truncate(references.len() / 3);
        few.extend_from_slice(&references[references.len() - rendered.min(references.len())..]);
        let lessons = notes::lessons(&few, 30_000, &mut random);
        make(&lessons, plan, bits.min(17), &to.join("borders.bin"), &say)?;
    }
    Ok(())
}

/// Learns from lessons, and writes the model.
fn make<const N: usize, L: Told<N>>(
    lessons: &[tokens::Lesson<L>],
    plan: &learn::Plan,
    bits: u32,
    to: &std::path::Path,
    say: &dyn Fn(&str),
) -> anyhow::Result<()> {
    say(&format!(
        "{} lessons, {} tokens",
        lessons.len(),
        lessons.iter().map(|lesson| lesson.labels.len()).sum::<usize>()
    ));
    let weights = learn::learn(lessons, plan, &mut Random::new(2), say);
    let bytes = write::model(&weights, bits);
    fs::write(to, &bytes)?;
    say(&format!("{} bytes written to {}", bytes.len(), to.display()));
    Ok(())
}

fn answer(
    by: By,
    model: &std::path::Path,
    borders: Option<&std::path::Path>,
    quiet: bool,
) -> anyhow::Result<()> {
    let bytes = fs::read(model)?;
    let model = LabelModel::read(&bytes);
    let border_bytes = borders.map(fs::read).transpose()?.unwrap_or_default();
    let borders = BorderModel::read(&border_bytes);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let lines: Vec<String> = std::io::stdin().lock().lines().collect::<Result<_, _>>()?;
    let started = Instant::now();
    for line in &lines {
        let passage =
            Passage { text: line, span: Span::new(parse::behind_number(line), line.len()), runs: &[] };
        let read: Vec<Reference> = match (by, &model, &borders) {
            (By::Both, ..) => parse::line(line, &[]),
            (By::Labels, Some(model), Some(_)) => parse::line_by(passage, Some(model), borders.as_ref()),
            (By::Labels, Some(model), None) => vec![parse::by_labels(passage, model)],
            _ => vec![parse::by_rules(passage)],
        };
        if quiet {
            continue;
        }
        let items: Vec<_> = read
            .iter()
            .map(|read| {
                let locator = read.locator.as_ref().map(|locator| serde_json::json!({"label": locator.label.term(), "value": locator.value}));
                let sure: serde_json::Map<String, serde_json::Value> = read.item.fields.iter().map(|field| (field.variable.name().to_owned(), field.confidence.into())).collect();
                serde_json::json!({"as_cited": csl(&read.item), "locator": locator, "span": read.span, "confidence": sure})
            })
            .collect();
        writeln!(out, "{}", serde_json::json!({"items": items}))?;
    }
    let seconds = started.elapsed().as_secs_f64();
    if quiet {
        writeln!(out, "{} references in {seconds:.3} s", lines.len())?;
    }
    Ok(())
}

fn csl(item: &Item) -> serde_json::Value {
    serde_json::to_value(CslItem { id: None, item }).unwrap_or_default()
}

fn oracle(path: &std::path::Path) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in data::lines(path)?.0 {
        let reference = data::reference(&line);
        let (text, _) = reference.text();
        let lesson = tokens::lesson(&reference);
        let read = parse::by_given_labels(&text, &lesson.labels);
        let locator = read
            .locator
            .as_ref()
            .map(|locator| serde_json::json!({"label": locator.label.term(), "value": locator.value}));
        writeln!(
            out,
            "{}",
            serde_json::json!({"items": [{"as_cited": csl(&read.item), "locator": locator}]})
        )?;
    }
    Ok(())
}

fn show(model: &std::path::Path) -> anyhow::Result<()> {
    let bytes = fs::read(model)?;
    let Some(model) = LabelModel::read(&bytes) else { anyhow::bail!("{} tokens of no model", bytes.len()) };
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let sample = ibidem_citations::label::Sample::read(&line, &[]);
        let labelling = sample.label(&model);
        for (span, (label, sure)) in sample.spans().iter().zip(labelling.labels.iter().zip(&labelling.sure)) {
            write!(out, "{}/{}{:02.0} ", span.of(&line), label.name(), sure * 99.0)?;
        }
        writeln!(out)?;
    }
    Ok(())
}
