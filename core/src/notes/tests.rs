//! Notes and markers of small documents, from their text to the paper.

use ibidem_citations::NoteFlag;

use crate::Reading;
use crate::read::Format;

fn read(text: &str, format: Format) -> Reading {
    Reading::from_bytes(text.as_bytes().to_vec(), None, Some(format))
}

/// The notes as `number: text @ the word before each marker`, and the body.
fn check(text: &str, format: Format, expected: &[&str], body: &str) {
    let reading = read(text, format);
    let paper = &reading.paper;
    let mut notes = Vec::new();
    for note in &paper.notes {
        let before = |at: &usize| {
            paper.text.get(..*at).unwrap().split_whitespace().next_back().unwrap_or("").to_owned()
        };
        let places: Vec<String> = note.anchors.iter().map(before).collect();
        notes.push(format!("{}: {} @ {}", note.number, paper.text_of(note.span), places.join(" ")));
    }
    assert_eq!(notes, expected, "{text}");
    assert_eq!(paper.text_of(paper.body), body);
}

const PAGES: &str = "\
J. Doe                A Paper of Mine              1

The first page says so.1 It goes on in the
middle of a sentence2 that ends

1. Ann Author, Book (Paris: Press,
2001), 4.
2. Ibid., 5.
\u{C}J. Doe                A Paper of Mine              2

on the second page.3 There is more of it.

3 Bob Builder, Tools, 7.
\u{C}J. Doe                A Paper of Mine              3

And a third.1 The end.2

1. Cid, Song.
2. Ibid.
";

#[test]
fn notes_at_the_foot_of_pages() {
    check(
        PAGES,
        Format::Plain,
        &[
            "1: Ann Author, Book (Paris: Press, 2001), 4. @ so.",
            "2: Ibid., 5. @ sentence",
            "3: Bob Builder, Tools, 7. @ page.",
            "1: Cid, Song. @ third.",
            "2: Ibid. @ end.",
        ],
        "The first page says so. It goes on in the middle of a sentence that ends on the second page. \
         There is more of it.\n\nAnd a third. The end.",
    );
    let flags: Vec<Vec<NoteFlag>> =
        read(PAGES, Format::Plain).paper.notes.into_iter().map(|note| note.flags).collect();
    let repeated = vec![NoteFlag::RepeatedNumber];
    assert_eq!(flags, [vec![], vec![], vec![], repeated.clone(), repeated]);
}

#[test]
fn notes_that_a_scanner_misread() {
    let text = "One.[l] Two.[2] Three.[3]\n\nNotes\n\nl. Ann, Book.\n2 Bob, Book.\n3. Cid, Book.\n";
    check(
        text,
        Format::Plain,
        &["1: Ann, Book. @ One.", "2: Bob, Book. @ Two.", "3: Cid, Book. @ Three."],
        "One. Two. Three.\n\nNotes",
    );
    assert!(read(text, Format::Plain).paper.notes.iter().all(|note| note.flags.is_empty()));
}

#[test]
fn endnotes_of_chapters_begin_anew() {
    check(
        "One.[1] Two.[2]\n\nThree.[1]\n\nNotes\n\n[1] Ann.\n\n[2] Bob.\n\n[1] Cid.\n",
        Format::Plain,
        &["1: Ann. @ One.", "2: Bob. @ Two.", "1: Cid. @ Three."],
        "One. Two.\n\nThree.\n\nNotes",
    );
}

#[test]
fn entries_of_a_list_begin_with_raised_numbers() {
    check(
        "So it was ^1^, and so ^2^.\n\n## References\n\n^1^ A. Lee, Quays (Quay, Bergen, 1970).\n\n^2^ B. Roy, Moles (Quay, Bergen, 1980).\n",
        Format::Markdown,
        &["1: A. Lee, Quays (Quay, Bergen, 1970). @ ", "2: B. Roy, Moles (Quay, Bergen, 1980). @ "],
        "So it was ^1^, and so ^2^.\n\nReferences",
    );
}

#[test]
fn the_first_of_two_definitions_counts_in_markdown() {
    check("One.[^a] Two.[^a]\n\n[^a]: Ann.\n", Format::Markdown, &["1: Ann. @ One. Two."], "One. Two.");
}

#[test]
fn a_star_on_each_page_belongs_to_its_own_note() {
    check(
        "<p>One.* Two.</p><hr><p>* Ann, Book.</p><h2>Next</h2><p>Three.* Four.</p><hr><p>* Bob, Book.</p>",
        Format::Html,
        &["*: Ann, Book. @ One.", "*: Bob, Book. @ Three."],
        "One. Two.\n\nNext\n\nThree. Four.",
    );
}
