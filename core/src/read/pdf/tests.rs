//! Pages set by hand, as a library for PDF tells of them.

use ibidem_citations::{NoteKind, RunStyle};

use super::read;
use crate::Reading;
use crate::pdf::Extracted;
use crate::pdf::page::{GlyphRun, Link, Page, Rule, style};
use crate::read::Gathered;

/// The width of a sign, as a part of its size.
const WIDTH: i32 = 2;

/// Text that begins at a place, in points; each sign is half as wide as it is high.
fn run(text: &str, x: i32, y: i32, size: i32) -> GlyphRun {
    let (x, y, size) = (x * 100, y * 100, size * 100);
    let count = i32::try_from(text.chars().count()).unwrap();
    let x = (0..=count).map(|i| x + i * size / WIDTH).collect();
    GlyphRun { text: text.to_owned(), x, y, size, starts_line: true, ..GlyphRun::default() }
}

/// A run that goes on where the one before ends.
fn behind(before: &GlyphRun, text: &str, rise: i32, size: i32) -> GlyphRun {
    let next = run(text, before.right() / 100, before.y / 100 + rise, size);
    GlyphRun { starts_line: false, ..next }
}

/// Lines below each other.
fn lines(texts: &[&str], x: i32, top: i32, size: i32) -> Vec<GlyphRun> {
    let leading = size * 6 / 5;
    let each = texts.iter().zip(0..);
    each.map(|(text, i)| run(text, x, top - i * leading, size)).collect()
}

fn page(runs: &[Vec<GlyphRun>]) -> Page {
    Page { runs: runs.concat(), ..Page::default() }
}

fn reading(pages: Vec<Page>) -> Reading {
    let pages = pages.into_iter().map(Page::sound).collect();
    let (text, document, sheets) = read(Extracted { pages, ..Extracted::default() });
    let reading = Reading::of_document(document, Gathered::of_text(text), crate::read::Format::Pdf);
    Reading { sheets: Some(sheets), ..reading }
}

/// Number, text and how often it is called, of each note.
fn notes(reading: &Reading) -> Vec<(String, String, usize)> {
    let paper = &reading.paper;
    let note = |note: &ibidem_citations::Note| {
        (note.number.to_string(), paper.text_of(note.span).to_owned(), note.anchors.len())
    };
    paper.notes.iter().map(note).collect()
}

fn note(number: &str, text: &str) -> (String, String, usize) {
    (number.to_owned(), text.to_owned(), 1)
}

/// A paragraph of the body whose last line calls a note.
fn body(top: i32, number: &str) -> Vec<GlyphRun> {
    let first = format!("The harbour was dredged {number} times in the year of the great");
    let second = format!("frost, and {number} of those who saw it have left a word of that.");
    let mut runs = lines(&[&first, &second], 72, top, 10);
    let raised = behind(&runs[1], number, 4, 7);
    runs.push(raised);
    runs
}

/// A note whose number is raised, on one line.
fn foot(number: &str, text: &str, y: i32) -> Vec<GlyphRun> {
    let label = run(number, 72, y + 3, 6);
    let text = behind(&label, text, -3, 8);
    vec![label, text]
}

#[test]
fn small_notes_at_the_foot_are_tied_to_their_markers() {
    let pages = vec![
        page(&[body(700, "1"), body(660, "2"), foot("1", "Braudel, Salt, 12.", 100), foot("2", "Ibid.", 88)]),
        page(&[body(700, "3"), foot("3", "Ibid., 14.", 100)]),
    ];
    let reading = reading(pages);
    assert_eq!(
        notes(&reading),
        [note("1", "Braudel, Salt, 12."), note("2", "Ibid."), note("3", "Ibid., 14.")]
    );
    let body = reading.paper.text_of(reading.paper.body);
    assert!(
        body.starts_with("The harbour was dredged 1 times in the year of the great frost, and"),
        "{body}"
    );
    assert!(!body.contains("Ibid") && !body.contains("that.1"), "{body}");
}

#[test]
fn notes_as_large_as_the_text_stand_below_a_rule() {
    let label = run("1", 72, 154, 7);
    let runs =
        vec![body(700, "1"), vec![label.clone(), behind(&label, " Braudel, Salt, 12, where the", -4, 10)]];
    let more = lines(&["whole trade is described."], 72, 138, 10);
    let rule = Rule { left: 7_200, right: 21_600, y: 17_000 };
    let page = Page { rules: vec![rule], ..page(&[runs, vec![more]].concat()) };
    let reading = reading(vec![page]);
    assert_eq!(notes(&reading), [note("1", "Braudel, Salt, 12, where the whole trade is described.")]);
}

#[test]
fn a_note_goes_on_at_the_foot_of_the_next_page() {
    let pages = vec![
        page(&[body(700, "1"), foot("1", "Braudel, Salt, 12, and the inter-", 88)]),
        page(&[body(700, "2"), lines(&["national trade of the coast."], 72, 100, 8), foot("2", "Ibid.", 88)]),
    ];
    let reading = reading(pages);
    let expected =
        [note("1", "Braudel, Salt, 12, and the international trade of the coast."), note("2", "Ibid.")];
    assert_eq!(notes(&reading), expected);
    // It stands on both pages.
    let note = reading.paper.notes[0].span;
    let sheets = reading.sheets.as_ref().unwrap();
    let pages: Vec<usize> =
        reading.sources(note).iter().flat_map(|source| sheets.quads(*source)).map(|(page, _)| page).collect();
    assert_eq!(pages, [1, 2]);
}

#[test]
fn what_follows_upon_the_notes_of_a_page_is_no_part_of_them() {
    let second = lines(
        &["A new paragraph begins upon the second page, where no note", "has anything to say."],
        72,
        700,
        10,
    );
    let pages = vec![page(&[body(700, "1"), foot("1", "Braudel, Salt, 12.", 88)]), page(&[second])];
    let reading = reading(pages);
    assert_eq!(notes(&reading), [note("1", "Braudel, Salt, 12.")]);
    assert!(reading.paper.text_of(reading.paper.body).ends_with("where no note has anything to say."));
}

#[test]
fn columns_are_read_one_after_the_other() {
    let column = |x: i32, words: &str| -> Vec<GlyphRun> {
        let texts: Vec<String> =
            (0..12).map(|i| format!("{words} line {i:02} of this column goes")).collect();
        lines(&texts.iter().map(String::as_str).collect::<Vec<_>>(), x, 700, 10)
    };
    // A producer that sets the lines across both columns.
    let (left, right) = (column(72, "left"), column(262, "right"));
    let across: Vec<GlyphRun> = left
        .into_iter()
        .zip(right)
        .flat_map(|(left, right)| [left, GlyphRun { starts_line: false, ..right }])
        .collect();
    let reading = reading(vec![page(&[across])]);
    let body = reading.paper.text_of(reading.paper.body);
    let (last_left, first_right) = (body.find("left line 11").unwrap(), body.find("right line 00").unwrap());
    assert!(last_left < first_right, "{body}");
}

/// Two columns of text between margins.
fn two_columns(top: i32) -> Vec<GlyphRun> {
    [lines(&COLUMN, 72, top, 10), lines(&COLUMN, 252, top, 10)].concat()
}

const COLUMN: [&str; 8] = [
    "The salt of the coast was carried",
    "over the pass by men who had been",
    "paid in grain, and who knew of no",
    "other road to the markets of that",
    "valley. Whoever could read a scale",
    "was welcome at the gates, and none",
    "of them came back before the frost",
    "had closed the harbour once again.",
];

#[test]
fn a_running_foot_in_a_wide_margin_parts_no_columns() {
    let mut column = two_columns(700);
    let raised = behind(&column[7], "1", 4, 6);
    column.insert(8, raised);
    let foot = [run("1", 72, 580, 8), run("Braudel, Salt, 12.", 80, 580, 8)];
    let margin = vec![run("Harbour Review", 480, 80, 8), run("March 2001", 480, 70, 8)];
    let mut pages = vec![page(&[column, foot.to_vec(), margin.clone()])];
    pages.extend((0..3).map(|_| page(&[two_columns(700), margin.clone()])));
    let reading = reading(pages);
    assert_eq!(notes(&reading), [note("1", "Braudel, Salt, 12.")]);
    let body = reading.paper.text_of(reading.paper.body);
    assert!(!body.contains("that other road") && !body.contains("March"), "{body}");
}

#[test]
fn a_figure_across_the_text_does_not_part_the_notes_of_the_margin() {
    let mut text = [two_columns(700), two_columns(584)].concat();
    for (number, at) in [("1", 3), ("2", 12)] {
        let line = text.iter().filter(|run| run.size == 1_000).nth(at).cloned().unwrap();
        text.push(behind(&line, number, 4, 6));
    }
    let figure = run("1953  1958  1963  1968  1973  1978  1982  1986  1991  1996  2001", 90, 604, 7);
    let margin = [
        lines(&["1 Braudel, Salt of", "the Coast, in the", "Harbour Review, S.", "198 to 202."], 450, 621, 6),
        lines(&["2 Schorske, Quays", "of the North, of", "its own edition", "that year, 12."], 450, 570, 6),
    ];
    let reading = reading(vec![page(&[text, vec![figure], margin.concat()])]);
    assert_eq!(
        notes(&reading),
        [
            note("1", "Braudel, Salt of the Coast, in the Harbour Review, S. 198 to 202."),
            note("2", "Schorske, Quays of the North, of its own edition that year, 12.")
        ]
    );
}

#[test]
fn running_heads_and_page_numbers_are_no_text() {
    let sheet = |i: i32| {
        let head = lines(&["THE SALT ROAD"], 200, 760, 9);
        let foot = lines(&[&(84 + i).to_string()], 300, 40, 9);
        page(&[head, body(700, &(i + 1).to_string()), foot])
    };
    let reading = reading((0..3).map(sheet).collect());
    let body = reading.paper.text_of(reading.paper.body);
    assert!(!body.contains("SALT") && !body.contains("85"), "{body}");
    assert_eq!(body.matches("harbour").count(), 3);
}

#[test]
fn entries_hang_under_their_heading() {
    let heading = lines(&["References"], 72, 700, 14);
    let mut list = Vec::new();
    let mut y = 680;
    for (first, second) in [
        ("Abel, Jon (1999): Salt and Trade in the Early Modern", "World. London: Murray."),
        ("Brandt, Paul (2001): The Harbours of the North and all", "Their Ships. Berlin: Vogt."),
        ("Cole, Anne (2004): Customs and Excise in Three Small", "Towns. Oxford: Blackwell."),
    ] {
        list.extend([run(first, 72, y, 10), run(second, 90, y - 12, 10)]);
        y -= 24;
    }
    let reading = reading(vec![page(&[body(760, "x"), heading, list])]);
    let listed = entries(&reading);
    assert_eq!(listed.len(), 3);
    assert_eq!(
        listed[1],
        "Brandt, Paul (2001): The Harbours of the North and all Their Ships. Berlin: Vogt."
    );
}

/// The entries of the list of references.
fn entries(reading: &Reading) -> Vec<&str> {
    let listed = reading.paper.notes.iter().filter(|note| note.kind == NoteKind::Reference);
    listed.map(|note| reading.paper.text_of(note.span)).collect()
}

#[test]
fn entries_hang_by_a_little_where_their_lines_end_in_sentences() {
    let mut runs = lines(&["References"], 72, 700, 14);
    let mut y = 680;
    for name in ["Abel", "Brandt", "Cole", "Doe"] {
        let entry = [
            format!("{name}, J. (1999). Salt and Trade of an Early Time."),
            "papers of the Harbour Review, Berlin, Vogt, London.".to_owned(),
            "and of the Northern Quays, Oxford, Lane, Old Street.".to_owned(),
            "second edition. Murray.".to_owned(),
        ];
        runs.push(run(&entry[0], 72, y, 10));
        runs.extend(entry[1..].iter().zip(1..).map(|(text, i)| run(text, 81, y - i * 12, 10)));
        y -= 48;
    }
    let reading = reading(vec![page(&[body(760, "x"), runs])]);
    let listed = entries(&reading);
    assert_eq!(listed.len(), 4, "{listed:?}");
    assert!(listed[3].starts_with("Doe, J.") && listed[3].ends_with("edition. Murray."), "{listed:?}");
}

#[test]
fn entries_larger_than_the_tables_are_no_headings() {
    let mut runs = lines(&["References"], 72, 740, 10);
    let list = [
        [
            "Abel, Jon (1999): Salt and Trade in the Early Modern World, and",
            "of what became of both of them. London: Murray",
        ],
        [
            "Brandt, Paul (2001): The Harbours of the North, with a map of the",
            "roads that lead to them. Berlin: Vogt",
        ],
        ["Cole, Anne (2004): Customs in Three Small Towns, with all of what", "was paid there. Oxford: Lane"],
    ];
    // White space parts the entries.
    for (texts, i) in list.iter().zip(0..) {
        runs.extend(lines(texts, 72, 720 - i * 36, 10));
    }
    let rows: Vec<String> = (0..40).map(|i| format!("District {i} of the coast")).collect();
    let table = lines(&rows.iter().map(String::as_str).collect::<Vec<_>>(), 72, 600, 7);
    let reading = reading(vec![page(&[runs, table])]);
    assert_eq!(entries(&reading).len(), 3, "{:?}", entries(&reading));
}

#[test]
fn an_address_goes_on_in_the_next_line() {
    let label = run("1", 72, 103, 6);
    let first = behind(&label, "Town of Salt, https://example.org/", -3, 8);
    let second = run("salt/1650?q=a-b (accessed 3 May 2012).", 72, 90, 8);
    let link = |line: &GlyphRun| Link {
        left: line.left() + 5_600,
        right: line.right(),
        bottom: line.y - 100,
        top: line.y + 800,
        address: "https://example.org/salt/1650?q=a-b".to_owned(),
    };
    let tail = Link { left: second.left(), right: second.left() + 6_000, ..link(&second) };
    let page =
        Page { links: vec![link(&first), tail], ..page(&[body(700, "1"), vec![label, first, second]]) };
    let reading = reading(vec![page]);
    let expected = "Town of Salt, https://example.org/salt/1650?q=a-b (accessed 3 May 2012).";
    assert_eq!(notes(&reading), [note("1", expected)]);
    let paper = &reading.paper;
    let linked: Vec<&str> = paper
        .runs_in(paper.notes[0].span)
        .filter(|run| matches!(run.style, RunStyle::Link { .. }))
        .map(|run| paper.text_of(run.span))
        .collect();
    assert_eq!(linked, ["https://example.org/salt/1650?q=a-b"]);
}

#[test]
fn italics_and_ligatures_are_read() {
    let label = run("1", 72, 103, 6);
    let author = behind(&label, "Abel, ", -3, 8);
    let title = GlyphRun { style: style::ITALIC, ..behind(&author, "The Oﬃce of Salt", 0, 8) };
    let rest = behind(&title, ", 12.", 0, 8);
    let reading = reading(vec![page(&[body(700, "1"), vec![label, author, title, rest]])]);
    assert_eq!(notes(&reading), [note("1", "Abel, The Office of Salt, 12.")]);
    let paper = &reading.paper;
    let italic: Vec<&str> = paper.runs_in(paper.notes[0].span).map(|run| paper.text_of(run.span)).collect();
    assert_eq!(italic, ["The Office of Salt"]);
}

#[test]
fn the_numbers_of_lines_in_a_manuscript_are_no_text() {
    let text: Vec<String> =
        (0..20).map(|i| format!("the {i}th line of a manuscript that is numbered line by line")).collect();
    let text = lines(&text.iter().map(String::as_str).collect::<Vec<_>>(), 90, 700, 10);
    let numbers: Vec<String> = (1..=20).map(|i| i.to_string()).collect();
    let numbers = lines(&numbers.iter().map(String::as_str).collect::<Vec<_>>(), 40, 700, 10);
    let reading = reading(vec![page(&[text, numbers])]);
    let body = reading.paper.text_of(reading.paper.body);
    assert!(body.contains("line by line the 7th line"), "{body}");
}

#[test]
fn pages_without_anything_are_no_paper_and_no_panic() {
    for pages in [
        vec![],
        vec![Page::default()],
        vec![page(&[vec![run("", 0, 0, 0)]])],
        vec![page(&[vec![run("x", 0, 0, 0)]])],
    ] {
        assert!(reading(pages).paper.notes.is_empty());
    }
    let far = GlyphRun { x: vec![i32::MIN / 2, i32::MAX / 2], ..run("x", 0, 0, 10) };
    let high = GlyphRun { y: i32::MAX / 2, ..run("y", 0, 0, 10) };
    reading(vec![page(&[vec![far, high]])]);
    // A run that ends before it begins, which no page has, and one whose signs have no places.
    let backward = GlyphRun { x: vec![30_000, 7_200], ..run("z", 0, 600, 10) };
    let unplaced = GlyphRun { x: Vec::new(), ..run("lost", 72, 580, 10) };
    reading(vec![page(&[two_columns(700), vec![backward, unplaced]])]);
}
