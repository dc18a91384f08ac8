//! How well records are tied to works, measured on labeled references; and how fast.
//!
//! `cora CSV GOLD` reads records and the pairs of them that are of one work, ties the records without
//! looking at the pairs, and prints precision, recall and F1 over pairs, on all clusters and on each
//! half of them. The weights were chosen on the half `choose`; `report` was looked at when they stood.
//! Then it times made-up records in three sizes.
#![expect(clippy::print_stdout, reason = "it is a program")]

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::process::ExitCode;

use ibidem_duplicates::likeness::{Record, link};
use rustix::time::{ClockId, clock_gettime};

/// What each half must reach.
const LEAST_PRECISION: f64 = 0.93;
const LEAST_F1: f64 = 0.92;

/// What a hundred thousand records may take, on one processor.
const MOST_SECONDS: f64 = 20.0;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut holds = true;
    if let [records, pairs] = arguments.as_slice() {
        match (std::fs::read_to_string(records), std::fs::read_to_string(pairs)) {
            (Ok(records), Ok(pairs)) => holds = measure(&records, &pairs),
            (Err(error), _) | (_, Err(error)) => {
                println!("cannot read the records or the pairs: {error}");
                return ExitCode::FAILURE;
            }
        }
    } else {
        println!("no figures: name the records and the pairs, as in `cora CSV GOLD`");
    }
    let seconds: [f64; 3] = [10_000, 30_000, 100_000].map(time);
    let [few, .., most] = seconds;
    // Ten times the records take ten times as long; the rest is what the machine does besides.
    if most > MOST_SECONDS || most > few.max(0.05) * 20.0 {
        println!(
            "too slow: {MOST_SECONDS} s are allowed for the most, and twice the proportion to the fewest"
        );
        holds = false;
    }
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints the figures, and says whether they hold on both halves.
fn measure(records: &str, pairs: &str) -> bool {
    let rows = rows(records);
    let Some((head, rows)) = rows.split_first() else { return false };
    let column = |name: &str| head.iter().position(|other| other == name);
    let cell = |row: &Vec<String>, name: &str| {
        let cell = column(name).and_then(|column| row.get(column)).map(String::as_str).unwrap_or_default();
        plain(cell)
    };
    let ids: HashMap<String, usize> = rows.iter().enumerate().map(|(n, row)| (cell(row, "id"), n)).collect();
    let records: Vec<Record> = rows.iter().map(|row| record(&|name| cell(row, name))).collect();
    let mut truth: Vec<usize> = (0..records.len()).collect();
    for line in pairs.lines().skip(1) {
        let pair = line.split_once(';').and_then(|(one, other)| Some((*ids.get(one)?, *ids.get(other)?)));
        if let Some((one, other)) = pair {
            join(&mut truth, one, other);
        }
    }
    let truth: Vec<usize> = (0..truth.len()).map(|n| root(&truth, n)).collect();
    let start = processor_time();
    let found = link(&records);
    println!(
        "{} records, {} pairs, {:.2} s of the processor",
        records.len(),
        pairs.lines().count() - 1,
        processor_time() - start
    );
    let is_chosen = |cluster: usize| hash(cluster).is_multiple_of(2);
    println!("{:8}{:>10}{:>10}{:>10}{:>10}", "half", "clusters", "precision", "recall", "F1");
    print_figures("all", &truth, &found, |_| true);
    let chosen = print_figures("choose", &truth, &found, is_chosen);
    let reported = print_figures("report", &truth, &found, |cluster| !is_chosen(cluster));
    let falls =
        [chosen, reported].into_iter().any(|(precision, f1)| precision < LEAST_PRECISION || f1 < LEAST_F1);
    if falls {
        println!("falls short of precision {LEAST_PRECISION} and F1 {LEAST_F1}");
    }
    !falls
}

fn record(cell: &dyn Fn(&str) -> String) -> Record {
    let first_of = |names: &[&str]| {
        let mut cells = names.iter().map(|name| cell(name)).filter(|cell| !cell.trim().is_empty());
        cells.next().unwrap_or_default()
    };
    let is_year = |word: &&str| word.len() == 4 && word.starts_with(['1', '2']);
    let dates = format!("{} {}", cell("year"), cell("date"));
    Record {
        title: first_of(&["title", "book_title"]),
        people: first_of(&["authors", "editor"]),
        year: dates.split(|c: char| !c.is_ascii_digit()).find(is_year).and_then(|year| year.parse().ok()),
        container: if cell("title").trim().is_empty() {
            cell("journal")
        } else {
            first_of(&["journal", "book_title"])
        },
        report: format!("{} {} {}", cell("tech"), cell("type"), cell("institution")),
        volume: cell("volume"),
        pages: cell("pages"),
    }
}

/// A cell without the entities that its extraction left.
fn plain(cell: &str) -> String {
    let pairs =
        [("&amp;", "&"), ("&quot;", "\""), ("&quot", "\""), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">")];
    pairs.into_iter().fold(cell.to_owned(), |cell, (entity, plain)| cell.replace(entity, plain))
}

/// Precision, recall and F1 over the pairs of the clusters of one half.
///
/// A wrong pair counts where either of its records is of the half.
fn print_figures(name: &str, truth: &[usize], found: &[usize], is_in: impl Fn(usize) -> bool) -> (f64, f64) {
    let pairs = |n: usize| n * n.saturating_sub(1) / 2;
    let mut clusters: BTreeMap<usize, usize> = BTreeMap::new();
    let mut cells: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (cluster, work) in truth.iter().zip(found) {
        *clusters.entry(*cluster).or_default() += 1;
        *cells.entry((*work, *cluster)).or_default() += 1;
    }
    let wanted: usize = clusters.iter().filter(|(cluster, _)| is_in(**cluster)).map(|(_, n)| pairs(*n)).sum();
    let right: usize = cells.iter().filter(|((_, cluster), _)| is_in(*cluster)).map(|(_, n)| pairs(*n)).sum();
    let mut of_work: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for ((work, cluster), n) in &cells {
        let (inside, outside) = of_work.entry(*work).or_default();
        *(if is_in(*cluster) { inside } else { outside }) += n;
    }
    let made: usize = of_work.values().map(|(inside, outside)| pairs(*inside) + inside * outside).sum();
    let (precision, recall) = (share(right, made), share(right, wanted));
    let f1 = 2.0 * precision * recall / (precision + recall).max(f64::EPSILON);
    let n = clusters.keys().filter(|cluster| is_in(**cluster)).count();
    println!("{name:8}{n:>10}{precision:>10.3}{recall:>10.3}{f1:>10.3}");
    (precision, f1)
}

#[expect(clippy::cast_precision_loss, reason = "counts of pairs are far below 2^52")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn root(parents: &[usize], mut n: usize) -> usize {
    while parents[n] != n {
        n = parents[n];
    }
    n
}

fn join(parents: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(parents, one), root(parents, other));
    parents[one.max(other)] = one.min(other);
}

fn hash(n: usize) -> u64 {
    let mut state = n as u64;
    splitmix(&mut state)
}

fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The rows of a file of comma-separated values; cells in quotation marks may hold commas and lines.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut is_quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let Some(row) = rows.last_mut() else { break };
        match c {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                row.last_mut().into_iter().for_each(|cell| cell.push('"'));
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(String::new()),
            '\n' if !is_quoted => rows.push(vec![String::new()]),
            '\r' if !is_quoted => {}
            _ => row.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    rows.retain(|row| row.len() > 1);
    rows
}

/// What the processor has spent on this process, in seconds: the clock on the wall runs while others work.
#[expect(clippy::cast_precision_loss, reason = "seconds and nanoseconds of a short run")]
fn processor_time() -> f64 {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    spent.tv_sec as f64 + spent.tv_nsec as f64 / 1e9
}

/// Times made-up records, in seconds of the processor: works cited three times each, with a letter wrong here and there.
fn time(n: usize) -> f64 {
    let mut state = 7;
    let mut records = Vec::with_capacity(n);
    let word = |n: u64| {
        const PARTS: [&str; 16] = [
            "ka", "lo", "mer", "tin", "os", "ba", "del", "sur", "vi", "gan", "po", "ret", "ul", "fen", "ch",
            "ax",
        ];
        let mut word = String::new();
        for shift in [0, 4, 8] {
            let part = usize::try_from((n >> shift) & 15).unwrap_or_default();
            let _ = write!(word, "{}", PARTS[part]);
        }
        word
    };
    while records.len() < n {
        let title: Vec<String> = (0..6).map(|_| word(splitmix(&mut state))).collect();
        let people = format!("{} {}", word(splitmix(&mut state)), word(splitmix(&mut state)));
        let year = 1900 + i32::try_from(splitmix(&mut state) % 120).unwrap_or_default();
        for copy in 0..3 {
            let mut title = title.join(" ");
            if copy == 2 {
                title.remove(3);
            }
            records.push(Record { title, people: people.clone(), year: Some(year), ..Record::default() });
        }
    }
    let start = processor_time();
    let works = link(&records);
    let seconds = processor_time() - start;
    let count = works.iter().max().map_or(0, |last| last + 1);
    println!("{n:>7} made-up records: {seconds:6.2} s on one processor, {count} works");
    seconds
}
