//! Pages that are broken, endless or false: nothing panics, nothing hangs, nothing is lost.

use std::time::{Duration, Instant};

use ibidem::Reading;
use ibidem::document::Guess;
use ibidem::read::Format;
use ibidem_citations::{NoteFlag, Paper};

/// A debug build on a busy machine takes its time; what is quadratic takes minutes.
const LONGEST: Duration = Duration::from_secs(60);

fn read(page: impl Into<Vec<u8>>) -> Reading {
    let begin = Instant::now();
    let reading = Reading::from_bytes(page.into(), None, Some(Format::Html));
    assert!(begin.elapsed() < LONGEST, "took {:?}", begin.elapsed());
    reading
}

fn texts(paper: &Paper) -> Vec<String> {
    paper.notes.iter().map(|note| format!("{}: {}", note.number, paper.text_of(note.span))).collect()
}

const BOOK: &str = "Ann Author, <i>Book</i> (Paris: Press, 2001), 4.";

fn note(id: &str, text: &str) -> String {
    format!("<li id=\"{id}\">{text}</li>")
}

fn marker(id: &str, number: &str) -> String {
    format!("<a href=\"#{id}\"><sup>{number}</sup></a>")
}

#[test]
fn a_hundred_thousand_nested_elements() {
    for element in ["div", "i", "blockquote", "table", "ul", "font"] {
        let page = format!(
            "{}<p>Deep.{}</p><ol>{}</ol>",
            format!("<{element}>").repeat(100_000),
            marker("fn1", "1"),
            note("fn1", BOOK)
        );
        let reading = read(page);
        assert!(reading.paper.text.contains("Deep."), "{element}");
        assert!(reading.paper.text.contains("Ann Author, Book"), "{element}");
        assert!(reading.guesses.iter().any(|guess| matches!(guess, Guess::Depth { .. })), "{element}");
    }
}

#[test]
fn two_hundred_thousand_links() {
    let links: Vec<_> = (0..200_000).map(|n| format!("<a href=\"#x{n}\">{n}</a>")).collect();
    let links = links.join(" ");
    let page = format!("<p>{links}</p><p>Said.{}</p><ol>{}</ol>", marker("fn1", "1"), note("fn1", BOOK));
    assert_eq!(texts(&read(page).paper), ["1: Ann Author, Book (Paris: Press, 2001), 4."]);
}

#[test]
fn links_that_all_lead_to_one_place() {
    let markers: String = (0..20_000).map(|_| marker("fn1", "1")).collect();
    let page = format!("<p>Said.{markers}</p><ol>{}</ol>", note("fn1", BOOK));
    let paper = read(page).paper;
    assert_eq!(paper.notes.len(), 1);
    assert!(paper.notes[0].flags.contains(&NoteFlag::SeveralMarkers));
}

#[test]
fn nothing_is_closed() {
    let page = format!(
        "<html><body><p>Said.<a href=\"#fn1\"><sup>1<p>More.<ol><li id=\"fn1\">{BOOK}<li>End <b>of it<table><tr><td>cell"
    );
    let paper = read(page).paper;
    for words in ["Said.", "More.", "Ann Author, Book", "cell"] {
        assert!(paper.text.contains(words), "{words}: {}", paper.text);
    }
    for broken in
        ["<", "<a", "<a href=\"", "<!--", "<p title='", "<![CDATA[", "&#", "</", "<script>", "<title>"]
    {
        let reading = read(format!("<p>Said.</p>{broken}"));
        assert!(reading.paper.text.contains("Said."), "{broken}");
    }
}

#[test]
fn markers_in_headings_and_tables() {
    let page = format!(
        "<h2>A heading{}</h2><p>Text.</p><table><tr><td>A cell{}</td></tr></table><ol>{}{}</ol>",
        marker("fn1", "1"),
        marker("fn2", "2"),
        note("fn1", BOOK),
        note("fn2", "Ibid., 5.")
    );
    let paper = read(page).paper;
    assert_eq!(texts(&paper), ["1: Ann Author, Book (Paris: Press, 2001), 4.", "2: Ibid., 5."]);
    let before: Vec<&str> = paper
        .notes
        .iter()
        .map(|note| note.anchors.first().and_then(|at| paper.text.get(..*at)).unwrap_or_default())
        .collect();
    assert!(before[0].ends_with("A heading") && before[1].ends_with("A cell"), "{before:?}");
}

#[test]
fn two_notes_with_one_id() {
    let page = format!(
        "<p>One.{}</p><p>Two.{}</p><ol>{}{}</ol>",
        marker("fn1", "1"),
        marker("fn1", "2"),
        note("fn1", BOOK),
        note("fn1", "Bob Builder, <i>Tools</i> (Rome: Press, 2002), 7.")
    );
    let paper = read(page).paper;
    assert_eq!(paper.notes.len(), 2, "{:?}", texts(&paper));
    assert!(paper.notes.iter().all(|note| note.anchors.len() == 1), "{:?}", paper.notes);
}

#[test]
fn links_to_missing_ids() {
    let page =
        format!("<p>One.{} Two.{}</p><ol>{}</ol>", marker("fn1", "1"), marker("fn2", "2"), note("fn1", BOOK));
    let paper = read(page).paper;
    assert_eq!(paper.notes.len(), 1);
    let missing: Vec<String> =
        paper.unmatched_markers.iter().map(|marker| marker.number.to_string()).collect();
    assert_eq!(missing, ["2"]);
}

#[test]
fn raised_ranges_are_several_markers() {
    let page = "<p>Said.<sup>1–3</sup> More.<sup>4, 5</sup></p><h2>Notes</h2><p>1. Ann, Book.</p><p>2. Bob, Book.</p><p>3. Cid, Book.</p><p>4. Dan, Book.</p><p>5. Eve, Book.</p>";
    let paper = read(page).paper;
    assert_eq!(paper.notes.len(), 5, "{:?}", texts(&paper));
    assert!(paper.notes.iter().all(|note| note.anchors.len() == 1), "{:?}", paper.notes);
}

#[test]
fn text_from_right_to_left() {
    let page = format!(
        "<html dir=\"rtl\" lang=\"ar\"><p>قال ذلك.{} ثم قال.{}</p><ol>{}{}</ol>",
        marker("fn1", "١"),
        marker("fn2", "٢"),
        note("fn1", "طه حسين، <i>الأيام</i> (القاهرة: دار المعارف، 1971)، 12."),
        note("fn2", "\u{202e}Ibid., 5.")
    );
    let paper = read(page).paper;
    assert_eq!(paper.notes.len(), 2, "{:?}", texts(&paper));
    assert_eq!(paper.notes[0].number.to_string(), "1");
    assert!(paper.notes.iter().all(|note| note.anchors.len() == 1));
}

#[test]
fn another_encoding_than_the_page_claims() {
    let page = "<html><head><meta charset=\"utf-8\"></head><body><p>Caf\u{e9}.<a href=\"#fn1\"><sup>1</sup></a></p><ol><li id=\"fn1\">Ren\u{e9} Dup\u{e9}r\u{e9}, <i>\u{c9}tudes</i> (Paris: PUF, 1999), 4.</li></ol>";
    let latin: Vec<u8> = page.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    let reading = read(latin);
    assert_eq!(texts(&reading.paper), ["1: René Dupéré, Études (Paris: PUF, 1999), 4."]);
    assert!(reading.guesses.iter().any(|guess| matches!(guess, Guess::Encoding { .. })));

    let claims_latin = page.replace("utf-8", "iso-8859-1").into_bytes();
    assert_eq!(texts(&read(claims_latin).paper), ["1: René Dupéré, Études (Paris: PUF, 1999), 4."]);
}
