//! What a checker costs in a worker: the start, and each note.
//!
//! `cargo bench -p ibidem --bench plugins`; figures on a quiet machine only. It first builds the
//! program with the shipped checkers. Linux alone tells the processor's time of an ended worker.

#![expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a bench prints its figures")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use ibidem::Reading;
use ibidem::checkers::{Checkers, Settings};
use ibidem::read::Format;
use ibidem_citations::{Paper, Variable};

const NOTES: usize = 100_000;

/// The program of the release profile, and the library of the example in Rust, which is of scope `note`.
fn built() -> (PathBuf, PathBuf) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    // All of it, as it is mostly built anyway: packages by themselves have other features, and take minutes.
    let arguments = ["build", "--release", "--workspace"];
    let status = Command::new("cargo").args(arguments).current_dir(&root).status();
    assert!(status.is_ok_and(|status| status.success()), "cargo {arguments:?} fails");
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    (folder.join("release/ibidem"), folder.join("release/libibidem_journals.so"))
}

fn settings() -> Settings {
    let (program, library) = built();
    Settings { shipped: false, plugins: vec![library], ..Settings::new(program, "2026-01-31") }
}

/// Notes of some 500 bytes of text, each with two full citations: some five times as much in JSON.
fn long_notes(notes: usize) -> Paper {
    let prose = "On this the archives of the harbor towns say less than one would wish, and what they say \
                 was written down a generation later by men who had reasons of their own to remember it so";
    let mut text = String::new();
    for i in 1..=notes {
        let _ = writeln!(
            text,
            "[^{i}]: Carl E. Schorske, \"The Idea of the City {i},\" *The American Historical Review* 69, no. 1 \
             (1963): {i}; see also Paul Brandt, *Salt Roads of the North, Part {}* (London: Murray, 1999), 24. \
             {prose}, which is why the figures of the customs house are given here, and no others.\n",
            i % 500
        );
    }
    read(text)
}

/// Notes of some 500 bytes of JSON, as those were by which the boundary was designed.
fn short_notes(notes: usize) -> Paper {
    let mut text = "[^1]: Paul Brandt, *Salt Roads* (London: Murray, 1999), 24.\n\n".to_owned();
    for i in 2..=notes {
        let _ = writeln!(text, "[^{i}]: Ibid., {}.\n", i % 500 + 1);
    }
    read(text)
}

fn read(text: String) -> Paper {
    Reading::from_bytes(text.into_bytes(), None, Some(Format::Markdown)).paper
}

/// What the checker does, without any boundary: it looks at the title of each journal.
fn direct(paper: &Paper) -> usize {
    let journals = paper.items().filter_map(|(_, item)| item.as_cited.text(Variable::ContainerTitle));
    journals.filter(|title| black_box(title).to_lowercase() == "no such journal").count()
}

/// The processor's time of this process and of its children that have ended.
fn processor_time() -> Duration {
    let usage = |text: &str| -> u64 {
        let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        // utime, stime, cutime, cstime: the 14th to the 17th field, of which two stand before the bracket.
        fields.iter().skip(11).take(4).filter_map(|field| field.parse::<u64>().ok()).sum()
    };
    let ticks = std::fs::read_to_string("/proc/self/stat").map_or(0, |text| usage(&text));
    Duration::from_millis(ticks * 10)
}

fn start(c: &mut Criterion) {
    let settings = settings();
    let start = || Checkers::start(black_box(&settings)).check(&Paper::default());
    let before = processor_time();
    (0..STARTS).for_each(|_| drop(start()));
    let spent = processor_time().saturating_sub(before).as_secs_f64() * 1e3 / f64::from(STARTS);
    println!("start, one empty paper, end: {spent:.2} ms of the processor");
    c.bench_function("start a worker", |b| b.iter(start));
}

const STARTS: u32 = 200;

/// One long run each: what it costs does not fit into the many short ones of criterion.
fn notes(_: &mut Criterion) {
    let settings = settings();
    for (kind, paper) in [("short", short_notes(NOTES)), ("long", long_notes(NOTES))] {
        assert_eq!(paper.notes.len(), NOTES);
        let json = serde_json::to_vec(&paper).map_or(0, |json| json.len()) / NOTES;
        let each = |spent: Duration| spent.as_secs_f64() * 1e6 / NOTES as f64;
        let begun = Instant::now();
        black_box(direct(&paper));
        let directly = each(begun.elapsed());
        let check = || Checkers::start(&settings).check(&paper).pop().expect("one checker");
        // Reading has left millions of free pieces of memory behind; whoever asks for memory next sorts them.
        assert_eq!(check().failure, None);
        let before = processor_time();
        let outcome = check();
        let spent = each(processor_time().saturating_sub(before));
        assert_eq!(outcome.failure, None);
        println!(
            "{NOTES} {kind} notes of {} bytes, {json} in JSON: {spent:.2} µs of the processor each in a worker \
             ({:.2} ns a byte), {directly:.2} µs directly",
            paper.text.len() / NOTES,
            spent * 1e3 / json as f64
        );
    }
}

criterion_group!(benches, start, notes);
criterion_main!(benches);
