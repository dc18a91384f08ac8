//! CPU time of our processor beside Hayagriva's, in one run: bibliographies of 1,000 and 10,000
//! entries, and as many notes, in APA and Chicago notes.
//!
//! `cargo bench -p ibidem-citations --bench csl_speed [-- COUNT...]`; each line is one style and count.

#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::{Style, json};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest};
use ibidem_citations::csl_json::JsonItem;
use ibidem_citations::style::csl::{Citation, Cite, CslStyle, Output, Processor};
use serde_json::{Value, json};

fn main() {
    let counts: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let counts = if counts.is_empty() { vec![1_000, 10_000] } else { counts };
    for name in ["apa", "chicago-notes"] {
        for count in &counts {
            let items: Vec<Value> = (0..*count).map(item).collect();
            let ours = cpu_seconds(|| render(name, &items));
            let theirs = cpu_seconds(|| render_with_hayagriva(name, &items));
            println!("{name} {count}: ours {ours:.2} s, hayagriva {theirs:.2} s, ratio {:.2}", ours / theirs);
        }
    }
}

/// A book or an article; a few authors write several works in a year.
fn item(n: usize) -> Value {
    let family = ["Halloran", "Vree", "Okoro", "Lindt", "Marsh", "Quill", "Almeida"][n % 7];
    let author = json!([
        { "family": format!("{family}{}", n / 40), "given": "Maria Ada" },
        { "family": "Brandt", "given": "Otto" },
    ]);
    let year = 1950 + n % 60;
    if n % 2 == 0 {
        json!({ "id": n.to_string(), "type": "book", "title": format!("The harbours of the north, volume {n}"),
            "author": author, "publisher": "Quayside Press", "publisher-place": "Hull", "issued": { "date-parts": [[year]] } })
    } else {
        json!({ "id": n.to_string(), "type": "article-journal", "title": format!("A note on tariff {n} and its readers"),
            "author": author, "container-title": "Journal of Harbour Cities", "volume": "12", "issue": "3",
            "page": "201-229", "DOI": format!("10.1000/{n}"), "issued": { "date-parts": [[year, 5, 3]] } })
    }
}

fn render(name: &str, items: &[Value]) -> usize {
    let style = CslStyle::embedded(name).expect("an embedded style");
    let processor = Processor::new(&style, None, items.iter().map(JsonItem::read).collect());
    let note = |(n, item): (usize, &Value)| Citation {
        note: u32::try_from(n + 1).unwrap_or(u32::MAX),
        cites: vec![Cite { id: item["id"].as_str().unwrap_or_default().to_owned(), ..Cite::default() }],
        ..Citation::default()
    };
    let citations: Vec<Citation> = items.iter().enumerate().map(note).collect();
    let notes: usize =
        processor.citations(&citations).iter().map(|note| note.written(Output::Html).len()).sum();
    notes
        + processor
            .bibliography()
            .iter()
            .map(|entry| entry.rendered.written(Output::Html).len())
            .sum::<usize>()
}

fn render_with_hayagriva(name: &str, items: &[Value]) -> usize {
    let items: Vec<json::Item> =
        items.iter().map(|item| serde_json::from_value(item.clone()).expect("an item")).collect();
    let Some(Style::Independent(style)) = ArchivedStyle::by_name(name).map(ArchivedStyle::get) else {
        panic!("no style {name}");
    };
    let locales = locales();
    let mut driver = BibliographyDriver::new();
    for (number, item) in (1..).zip(&items) {
        driver.citation(CitationRequest::new(
            vec![CitationItem::with_entry(item)],
            &style,
            None,
            &locales,
            Some(number),
        ));
    }
    let rendered = driver.finish(BibliographyRequest::new(&style, None, &locales));
    let notes: usize = rendered.citations.iter().map(|note| format!("{:#}", note.citation).len()).sum();
    let entries = rendered.bibliography.map(|bibliography| bibliography.items).unwrap_or_default();
    notes + entries.iter().map(|entry| format!("{:#}", entry.content).len()).sum::<usize>()
}

/// CPU seconds of this process while something runs.
fn cpu_seconds(work: impl FnOnce() -> usize) -> f64 {
    let before = ticks();
    assert!(work() > 0, "something is printed");
    (ticks() - before) / 100.0
}

/// User and system time of this process, in hundredths of a second (Linux).
fn ticks() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux tells the times of a process");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let field = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    field(11) + field(12)
}
