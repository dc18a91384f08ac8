//! How long it takes from the bytes of a paper to its bibliography.
//!
//! `cargo bench -p ibidem --bench extract`; figures on a quiet machine only.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ibidem::Reading;
use ibidem::read::Format;

/// The sample papers, whole.
fn papers(c: &mut Criterion) {
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/documents");
    let mut group = c.benchmark_group("paper");
    for name in ["chicago-pandoc", "pdf-markdown", "law-notes", "german-fussnoten"] {
        let bytes =
            std::fs::read(documents.join(name).join("paper.md")).expect("the sample papers are there");
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(name, |b| b.iter(|| Reading::from_bytes(black_box(bytes.clone()), None, None)));
    }
    group.finish();
}

/// Made documents of more and more notes: the time a note must not grow.
fn scale(c: &mut Criterion) {
    let mut group = c.benchmark_group("notes");
    group.sample_size(10);
    for n in [100, 1_000, 10_000] {
        let bytes = made(n).into_bytes();
        group.throughput(Throughput::Elements(n));
        group.bench_with_input(BenchmarkId::from_parameter(n), &bytes, |b, bytes| {
            b.iter(|| Reading::from_bytes(black_box(bytes.clone()), None, Some(Format::Markdown)));
        });
    }
    group.finish();
}

/// A paper of `n` notes: books, Ibid. and short forms by turns.
fn made(n: u64) -> String {
    let mut text = String::from("A paper.");
    for i in 1..=n {
        let _ = write!(text, " A sentence.[^{i}]");
    }
    text.push_str("\n\n");
    for i in 1..=n {
        let (author, book) = (i / 3 % 977, i / 3);
        let _ = match i % 3 {
            0 => writeln!(
                text,
                "[^{i}]: Ann Author{author}, *History of Town {book}* (London: Example Press, 1999), {i}.\n"
            ),
            1 => writeln!(text, "[^{i}]: Ibid., {i}.\n"),
            _ => writeln!(text, "[^{i}]: Author{author}, *History of Town {book}*, {i}.\n"),
        };
    }
    text
}

criterion_group!(benches, papers, scale);
criterion_main!(benches);
