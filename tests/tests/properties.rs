//! What holds for every input: reading ends, and every span lies in its text, on borders of characters.
//!
//! Cases are the same in every run; `PROPTEST_CASES` asks for more of them.

use ibidem::Reading;
use ibidem::read::Format;
use ibidem_citations::{Item, Paper, Span};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestCaseResult, TestRng, TestRunner};

/// Pieces of papers, whole and broken: any order of them is a document.
const PIECES: &[&str] = &[
    // Markers.
    "[^1]",
    "[^2]",
    "[^note]",
    "[^",
    "<sup>1</sup>",
    "<sup>2</sup>",
    "<sup>st</sup>",
    "<sup>",
    "</sup>",
    "^[",
    "]",
    "[1]",
    "[2]",
    "¹",
    "²¹",
    "\\*",
    "†",
    "^2^",
    // Where notes begin, and where something else does.
    "\n\n[^1]: ",
    "\n\n[^2]: ",
    "\n[^note]:",
    "\n\n    ",
    "\n\n<sup>1</sup> ",
    "\n\n<sup>2</sup> ",
    "\n1. ",
    "\n\n2. ",
    "\n\n1 ",
    "\n\n---\n\n",
    "\n***\n",
    "\n\nNotes\n\n",
    "\n\n## Notes\n\n",
    "\n# A Title\n",
    "\n> ",
    "\n>> ",
    "\n- ",
    "\n| a | b |\n|---|---|\n| ",
    "\n```\n",
    "\n~~~",
    "\u{c}",
    "\r\n",
    "\r",
    "\n\n\n",
    "\t",
    // Citations, in pieces.
    "Ibid., 5.",
    "*Ibid.*",
    "ibid at 4;",
    "Idem, ",
    "Ders., ",
    "op. cit., p. 7",
    "supra note 1 at 3",
    "See note 2.",
    "Ebd., S. 4f.",
    "Jane Doe, ",
    "van der Meulen Jr., ",
    "et al., ",
    "*A Title: With a Subtitle?*",
    "\"Of ‘Quotes’ and \"Quotes\",\" ",
    " (London: Press, 1999), 12–30.",
    " (ed.), ",
    "12.3 (1999), 5–30 (p. 7)",
    "vol. 2, no. 3 ",
    "Daily News (Leeds), May 5, 2011",
    "see also ",
    "; ",
    ", ",
    ". ",
    " ",
    "accessed 31 February 0000",
    "(99999999999999999999), 99999999999999999999–1",
    "s.v. \"x\"",
    "in: ",
    "quoted in ",
    // Marks that are opened and never closed.
    "\"",
    "“",
    "”",
    "'",
    "‘",
    "„",
    "«",
    "(",
    ")",
    "[",
    "*",
    "_",
    "**",
    "`",
    "<",
    ">",
    "\\",
    "\\\\",
    "&",
    "&amp;",
    "<!--",
    "<br>",
    "<i>",
    "$x^2$",
    // Of pages, of LaTeX, and of reference lists.
    "<p>",
    "</div>",
    "<table><tr><td>",
    "<a href=\"#fn1\" id=\"r1\"><sup>1</sup></a>",
    "<ol><li id=\"fn1\">",
    "<sup>1–3</sup>",
    "\\footnote{",
    "\\emph{",
    "\\\"u",
    "{\\it ",
    "{",
    "}",
    "``",
    "''",
    "---",
    "% ",
    "\n\nReferences\n\n",
    "\n\n## Literaturverzeichnis\n\n",
    "Brandt, Paul. ",
    "Smith, J., & Doe, K. (2014). ",
    "———. ",
    // Addresses.
    "<http://example.org/a_b>",
    "[http://a.example\\\\_b](http://a.example_b)",
    "](",
    "https://example.org/(x)?q=%20&r=ü#y",
    "doi:10.5555/12345678",
    "www.",
    "http://",
    // Letters that change their length with their case, or count for more than one.
    "İ",
    "ß",
    "ﬁ",
    "ŉ",
    "é",
    "e\u{301}",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "👩‍🎓",
    "日本語、東京、1999年。",
    "Москва: Наука, 1987. С. 5.",
    "שלום",
    "\0",
    "\u{fffd}",
    "\u{10ffff}",
];

/// Papers on which reading once failed.
const ONCE_FAILED: &[&str] = &["\n\n[^1]: \u{2028}. Ibid., 5.[^1]", "\n\nNotes\n\n[^1]\n\n---\n\nß"];

/// Those of the pieces that stand in the text as they stand in the file, letter by letter.
///
/// A code span is mapped as a whole.
fn literal_pieces() -> Vec<&'static str> {
    PIECES.iter().copied().filter(|piece| !piece.contains(['&', '`', '\0', '\u{fffd}'])).collect()
}

fn paper(pieces: Vec<&'static str>) -> impl Strategy<Value = String> {
    vec(select(pieces), 0..80).prop_map(|pieces| pieces.concat())
}

fn format() -> impl Strategy<Value = Option<Format>> {
    select(vec![None, Some(Format::Html), Some(Format::Latex), Some(Format::Markdown), Some(Format::Plain)])
}

fn utf_16(text: &str) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// Runs a property on the same cases in every run.
fn hold<S: Strategy>(strategy: &S, property: impl Fn(S::Value) -> TestCaseResult) {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let config = Config { cases: asked.unwrap_or(1000), failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    runner.run(strategy, property).unwrap_or_else(|failure| panic!("{failure}"));
}

/// Every span of a paper, with what it is the span of.
fn spans(paper: &Paper) -> Vec<(&'static str, Span)> {
    let point = |at: usize| Span::new(at, at);
    let mut spans = vec![("body", paper.body)];
    spans.extend(paper.blocks.iter().map(|block| ("block", block.span)));
    spans.extend(paper.runs.iter().map(|run| ("run", run.span)));
    spans.extend(paper.unmatched_markers.iter().map(|marker| ("marker", point(marker.at))));
    for note in &paper.notes {
        spans.push(("note", note.span));
        spans.extend(note.anchors.iter().map(|at| ("anchor", point(*at))));
        spans.extend(note.citations.iter().map(|citation| ("citation", citation.span)));
        for item in note.items() {
            spans.push(("item", item.span));
            spans.extend(item.locator.iter().map(|locator| ("locator", locator.span)));
            spans.extend(item.prefix.iter().map(|span| ("prefix", *span)));
            spans.extend(item.suffix.iter().map(|span| ("suffix", *span)));
            spans.extend(fields(&item.as_cited));
        }
    }
    for work in &paper.bibliography.works {
        spans.push(("first citation", work.first_cited));
        spans.extend(fields(&work.item));
    }
    spans
}

fn fields(item: &Item) -> impl Iterator<Item = (&'static str, Span)> {
    item.fields.iter().filter_map(|field| Some((field.variable.name(), field.span?)))
}

fn require(holds: bool, what: impl FnOnce() -> String) -> TestCaseResult {
    if holds { Ok(()) } else { Err(TestCaseError::fail(what())) }
}

/// Every span lies in the text, and its source in the file; notes lie behind the body, in order.
fn check_spans(reading: &Reading, bytes: usize) -> TestCaseResult {
    let paper = &reading.paper;
    for (what, span) in spans(paper) {
        let lies_in_text = paper.text.get(span.start..span.end).is_some();
        require(lies_in_text, || format!("{what} {span:?} cuts a text of {} bytes", paper.text.len()))?;
        for source in reading.sources(span).into_iter().chain([reading.source(span)]) {
            let lies_in_file = source.start <= source.end && source.end <= bytes;
            require(lies_in_file, || format!("{what} {span:?} comes from {source:?} of {bytes} bytes"))?;
        }
    }
    for source in reading.anchors.iter().flatten().chain(&reading.unmatched) {
        require(source.end <= bytes, || format!("a marker stands at {source:?} of {bytes} bytes"))?;
    }
    let mut end = paper.body.end;
    for note in &paper.notes {
        require(note.span.start >= end, || format!("{} starts before {end}", note.id))?;
        end = note.span.end;
        for item in note.items() {
            require(note.span.contains(item.span), || format!("an item of {} lies outside", note.id))?;
        }
    }
    Ok(())
}

/// Items and works name each other.
fn check_ties(paper: &Paper) -> TestCaseResult {
    for (note, item) in paper.items() {
        let Some(mention) = &item.mention else { continue };
        let works = mention.others.iter().chain([&mention.work]);
        for work in works {
            require(paper.bibliography.work(*work).is_some(), || {
                format!("{} cites {work}, which is not there", note.id)
            })?;
        }
    }
    for work in &paper.bibliography.works {
        require(!work.mentions.is_empty(), || format!("nothing cites {}", work.id))?;
        for place in &work.mentions {
            let citation = paper.notes.get(place.note).and_then(|note| note.citations.get(place.citation));
            let item = citation.and_then(|citation| citation.items.get(place.item));
            let names_it =
                item.and_then(|item| item.mention.as_ref()).is_some_and(|mention| mention.work == work.id);
            require(names_it, || format!("{place:?} does not cite {}", work.id))?;
        }
    }
    Ok(())
}

#[test]
fn any_bytes_are_read() {
    hold(&(vec(any::<u8>(), 0..600), format()), |(bytes, format)| {
        let size = bytes.len();
        let reading = Reading::from_bytes(bytes, None, format);
        check_spans(&reading, size)?;
        check_ties(&reading.paper)
    });
}

#[test]
fn any_paper_is_read() {
    hold(&(paper(PIECES.to_vec()), format()), |(text, format)| {
        let reading = Reading::from_bytes(text.clone().into_bytes(), None, format);
        check_spans(&reading, text.len())?;
        check_ties(&reading.paper)?;
        for (what, span) in spans(&reading.paper) {
            for source in reading.sources(span) {
                let is_whole = text.get(source.start..source.end).is_some();
                require(is_whole, || format!("the source {source:?} of {what} cuts a character"))?;
            }
        }
        Ok(())
    });
}

#[test]
fn papers_that_once_failed_are_read() {
    for text in ONCE_FAILED {
        for format in
            [None, Some(Format::Html), Some(Format::Latex), Some(Format::Markdown), Some(Format::Plain)]
        {
            let reading = Reading::from_bytes(text.as_bytes().to_vec(), None, format);
            check_spans(&reading, text.len()).unwrap_or_else(|failure| panic!("{text:?}: {failure}"));
        }
    }
}

#[test]
fn a_paper_in_utf_16_is_the_same_paper() {
    hold(&paper(literal_pieces()), |text| {
        let bytes = utf_16(&text);
        let size = bytes.len();
        let wide = Reading::from_bytes(bytes, None, Some(Format::Markdown));
        check_spans(&wide, size)?;
        // A mark of byte order at the start belongs to the encoding, once.
        let narrow =
            Reading::from_bytes(format!("\u{feff}{text}").into_bytes(), None, Some(Format::Markdown));
        prop_assert_eq!(wide.paper.text, narrow.paper.text);
        prop_assert_eq!(wide.paper.notes.len(), narrow.paper.notes.len());
        Ok(())
    });
}

#[test]
fn each_letter_stands_where_the_map_says() {
    hold(&(paper(literal_pieces()), format()), |(text, format)| {
        let reading = Reading::from_bytes(text.clone().into_bytes(), None, format);
        let letters = reading.paper.text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric());
        for (at, letter) in letters {
            let source = reading.source(Span::new(at, at + 1));
            let found = text.get(source.start..source.end).unwrap_or_default();
            // What stands for a reference, a command or a marker is mapped as a whole.
            let is_whole = found.contains(['<', '&', '\\', '{']);
            require(is_whole || found == letter.to_string(), || {
                format!("{letter:?} at {at} comes from {found:?} at {source:?}")
            })?;
        }
        Ok(())
    });
}

#[test]
fn the_same_bytes_give_the_same_paper() {
    hold(&paper(PIECES.to_vec()), |text| {
        let read = || Reading::from_bytes(text.clone().into_bytes(), None, None).paper;
        prop_assert_eq!(read(), read());
        Ok(())
    });
}
