//! Papers that nobody should write: the checker stays quick, and stands.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use ibidem_duplicates::Duplicates;
use ibidem_duplicates::likeness::{Record, link};
use ibidem_sdk::testing::{findings, paper};
use ibidem_sdk::{
    Checker, Citation, CitationItem, Finding, Item, ItemPlace, Kind, Mention, Name, Note, NoteKind,
    NoteNumber, Options, Paper, Position, Span, Value, Variable, Work, WorkId,
};

/// Far more than is needed, even where the tests of the whole workspace run at once.
const LONGEST: Duration = Duration::from_secs(30);

fn check(paper: &Paper) -> Vec<Finding> {
    let start = Instant::now();
    let found = findings(&Duplicates::open(Options::default()).expect("the checker needs no options"), paper);
    assert!(start.elapsed() < LONGEST, "{:?}", start.elapsed());
    for finding in &found {
        let spans = finding.related.iter().map(|related| related.span).chain([finding.span]);
        for span in spans {
            assert!(paper.text.get(span.start..span.end).is_some(), "{}: {span:?}", finding.rule);
        }
        assert!(!finding.span.is_empty(), "{}", finding.rule);
    }
    found
}

/// A paper of notes that each cite one work in full, or all the same.
fn made_up(n: usize, of_one_work: bool, title: impl Fn(usize) -> String) -> Paper {
    let mut paper = Paper::default();
    for i in 0..n {
        let start = paper.text.len();
        let title = title(i);
        let _ = write!(paper.text, "Brandt, {title} {}", 1900 + i % 100);
        let title_at = start + "Brandt, ".len();
        let span = Span::new(start, paper.text.len());
        paper.text.push('\n');
        let mut cited = Item::new(Kind::Book);
        cited.set(
            Variable::Author,
            Value::Names(vec![Name::person("Paul", "Brandt")]),
            Some(Span::new(start, start + 6)),
            1.0,
        );
        let title_span = Span::new(title_at, title_at + title.len());
        cited.set(Variable::Title, Value::Text(title), Some(title_span), 1.0);
        let place = ItemPlace { note: i, citation: 0, item: 0 };
        let id = WorkId(u32::try_from(if of_one_work { 1 } else { i + 1 }).expect("few works are made"));
        match paper.bibliography.works.first_mut().filter(|_| of_one_work) {
            Some(work) => work.mentions.push(place),
            None => paper.bibliography.works.push(Work {
                id,
                item: cited.clone(),
                first_cited: span,
                mentions: vec![place],
            }),
        }
        let mention = Mention {
            work: id,
            position: Position::First,
            confidence: 0.95,
            ambiguous: false,
            others: Vec::new(),
        };
        let item = CitationItem { mention: Some(mention), ..CitationItem::of_entry(span, cited) };
        paper.notes.push(Note {
            id: format!("n{}", i + 1),
            number: NoteNumber::read(&(i + 1).to_string()),
            kind: NoteKind::Footnote,
            span,
            raw: String::new(),
            anchors: Vec::new(),
            flags: Vec::new(),
            citations: vec![Citation { span, items: vec![item] }],
        });
    }
    paper
}

#[test]
fn a_work_cited_five_thousand_times() {
    let one = check(&made_up(5000, true, |_| "Salt Roads of the Alps".to_owned()));
    assert!(one.is_empty(), "{one:#?}");
    let each_other = check(&made_up(5000, true, |i| {
        format!("Salt Roads of the Alps and of Valley{}", "x".repeat(i % 200))
    }));
    assert!(each_other.len() <= 2, "{}", each_other.len());
    assert!(each_other.iter().all(|finding| finding.related.len() <= 64));
}

#[test]
fn fifty_thousand_works_of_one_title() {
    check(&made_up(50_000, false, |_| "Annual Report".to_owned()));
}

#[test]
fn titles_of_ten_thousand_letters() {
    check(&made_up(60, false, |i| "salt".repeat(2500) + &i.to_string()));
    check(&made_up(60, true, |i| format!("{} {i}", "salt roads ".repeat(900))));
}

#[test]
fn scripts_of_every_direction() {
    let titles = [
        "דרכי המלח",
        "طرق الملح",
        "塩の道",
        "Соляные пути",
        "Salt דרך 塩 طريق",
        "🧂🧂",
        "ı̇İß",
        "\u{202e}Salt\u{202c}",
        "é",
        "",
    ];
    for one in titles {
        for other in titles {
            check(&paper(&format!(
                "1. P. Brandt, *{one}* (London: Murray, 1999), 24.\n2. Brandt, *{other}*, 31.\n3. P. Brandt, *{other}* (London: Murray, 1998), 24.\n"
            )));
            check(&made_up(3, true, |i| if i == 0 { one.to_owned() } else { other.to_owned() }));
        }
    }
}

#[test]
fn notes_of_next_to_nothing() {
    for text in ["", "1. ", "1. x", "1. .\n2. ,\n3. Ibid.", "1. Ibid.\n2. Ibid.", "- ", "[^1]: \n[^1]: "] {
        check(&paper(text));
    }
}

#[test]
fn records_of_one_title_take_time_in_proportion() {
    let time = |n: usize| {
        let record = |i: usize| Record {
            title: "Annual Report".into(),
            year: i32::try_from(i).ok(),
            ..Record::default()
        };
        let records: Vec<Record> = (0..n).map(record).collect();
        let start = Instant::now();
        assert_eq!(link(&records).len(), n);
        start.elapsed()
    };
    time(200);
    let (small, large) = (time(1000), time(10_000));
    // Ten times the records; a square would take a hundred times as long.
    assert!(large < small * 40 + Duration::from_millis(200), "{small:?} {large:?}");
}
