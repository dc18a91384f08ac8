//! Makes the model that labels the tokens of references, and measures it.

mod data;
mod learn;
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
use ibidem_citations::label::model::Model;
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
        /// Where the model goes.
        #[arg(long, default_value = "citations/model/labels.bin")]
        to: PathBuf,
        #[arg(long, default_value_t = 6)]
        rounds: usize,
        #[arg(long, default_value_t = 0.25)]
        rate: f32,
        #[arg(long, default_value_t = 4)]
        least: u8,
        #[arg(long, default_value_t = 0.97)]
        keep: f32,
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
        /// Cuts lines into items first.
        #[arg(long)]
        split: bool,
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
        Command::Train { corpora, to, rounds, rate, least, keep, bits, rendered } => {
            let plan = learn::Plan { rounds, rate, least, keep };
            train(&corpora, &to, &plan, bits, rendered)
        }
        Command::Parse { by, model, split, quiet } => answer(by, &model, split, quiet),
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

fn train(folder: &std::path::Path, to: &std::path::Path, plan: &learn::Plan, bits: u32, rendered: usize) -> anyhow::Result<()> {
    let started = Instant::now();
    let say = |text: &str| {
        let _ = writeln!(std::io::stderr(), "{:6.1} s  {text}", started.elapsed().as_secs_f32());
    };
    let mut random = Random::new(1);
    let mut references: Vec<Labelled> = Vec::new();
    let corpora = CORPORA.iter().map(|name| data::corpus(folder, name)).collect::<Result<Vec<_>, _>>()?;
    for corpus in &corpora {
        let name = corpus.name;
        say(&format!("{} {} references, sha256 {}", corpus.name, corpus.references.len(), corpus.hash));
        for reference in &corpus.references {
            if name.starts_with("linkedbooks") {
                let plain = random.chance(40);
                let reference = if plain { data::detokenized(reference) } else { reference.clone() };
                references.push(reference);
            } else {
                // The small set of hard references counts several times, damaged anew each time.
                let copies = if name.starts_with("anystyle") { 5 } else { 1 };
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
    let lessons: Vec<tokens::Lesson> = references.iter().map(tokens::lesson).filter(|lesson| lesson.labels.len() < 400).collect();
    say(&format!("{} lessons, {} tokens", lessons.len(), lessons.iter().map(|lesson| lesson.labels.len()).sum::<usize>()));
    let weights = learn::learn(&lessons, plan, &mut random, say);
    let bytes = write::model(&weights, bits);
    fs::write(to, &bytes)?;
    say(&format!("{} bytes written to {}", bytes.len(), to.display()));
    Ok(())
}

fn answer(by: By, model: &std::path::Path, split: bool, quiet: bool) -> anyhow::Result<()> {
    let bytes = fs::read(model)?;
    let model = Model::read(&bytes);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let lines: Vec<String> = std::io::stdin().lock().lines().collect::<Result<_, _>>()?;
    let started = Instant::now();
    for line in &lines {
        let start = parse::behind_number(line);
        let passage = Passage { text: line, span: Span::new(start, line.len()), runs: &[] };
        let parts = if split { ibidem_citations::split::split(passage).into_iter().map(|part| part.span).collect() } else { vec![passage.span] };
        let read = |span: Span| match (by, &model) {
            (By::Labels, Some(model)) => parse::by_labels(passage.part(span), model),
            (By::Both, _) => parse::reference(passage.part(span)),
            _ => parse::by_rules(passage.part(span)),
        };
        let read: Vec<Reference> = parts.into_iter().map(read).collect();
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
        let locator = read.locator.as_ref().map(|locator| serde_json::json!({"label": locator.label.term(), "value": locator.value}));
        writeln!(out, "{}", serde_json::json!({"items": [{"as_cited": csl(&read.item), "locator": locator}]}))?;
    }
    Ok(())
}

fn show(model: &std::path::Path) -> anyhow::Result<()> {
    let bytes = fs::read(model)?;
    let Some(model) = Model::read(&bytes) else { anyhow::bail!("{} tokens of no model", bytes.len()) };
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
