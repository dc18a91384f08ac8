//! Pages as they are found, each in its smallest form.

use ibidem_citations::NoteFlag;

use crate::Reading;
use crate::read::Format;

/// Reads a page and lists its notes as `number: text (markers)`.
fn notes(page: &str) -> Vec<String> {
    let reading = read(page);
    let paper = &reading.paper;
    let note = |note: &ibidem_citations::Note| {
        format!("{}: {} ({})", note.number, paper.text_of(note.span), note.anchors.len())
    };
    paper.notes.iter().map(note).collect()
}

fn read(page: &str) -> Reading {
    Reading::from_bytes(page.as_bytes().to_vec(), None, Some(Format::Html))
}

fn body(page: &str) -> String {
    let reading = read(page);
    reading.paper.text_of(reading.paper.body).to_owned()
}

/// The notes are as expected, and the source of each marker holds its number.
fn check(page: &str, expected: &[&str]) {
    assert_eq!(notes(page), expected, "{page}");
    let reading = read(page);
    for (note, anchors) in reading.paper.notes.iter().zip(&reading.anchors) {
        for anchor in anchors {
            assert!(anchor.of(page).contains(&note.number.to_string()), "{:?}", anchor.of(page));
        }
    }
}

#[test]
fn pandoc() {
    check(
        r##"<p>One.<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a> Two.<a
        href="#fn2" id="fnref2" role="doc-noteref"><sup>2</sup></a></p><section class="footnotes" role="doc-endnotes"><hr/>
        <ol><li id="fn1"><p>Ann Author, <em>Book</em> (Paris: Press, 2001), 4.<a href="#fnref1" role="doc-backlink">↩︎</a></p></li>
        <li id="fn2"><p>First.</p><p>Second.<a href="#fnref2" role="doc-backlink">↩︎</a></p></li></ol></section>"##,
        &["1: Ann Author, Book (Paris: Press, 2001), 4. (1)", "2: First.\nSecond. (1)"],
    );
}

#[test]
fn word() {
    let page = r##"<p class=MsoNormal>Body.<a href="#_ftn1" name="_ftnref1"><span class=MsoFootnoteReference>[1]</span></a> More.<a
        href="#_ftn2" name="_ftnref2"><span class=MsoFootnoteReference>[2]</span></a></p><div><br clear=all><hr size=1>
        <div id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1"><span class=MsoFootnoteReference>[1]</span></a> Ann
        <i>Book</i>, 4.</p><p class=MsoFootnoteText>And more.</p></div>
        <div id=ftn2><p class=MsoFootnoteText><a href="#_ftnref2" name="_ftn2">[2]</a> <i>Ibid.</i></p></div></div>"##;
    check(page, &["1: Ann Book, 4.\nAnd more. (1)", "2: Ibid. (1)"]);
    assert_eq!(body(page), "Body. More.");
}

#[test]
fn wikipedia_with_letters_and_repeated_markers() {
    let page = r##"<p>One.<sup id="cite_ref-1"><a href="#cite_note-1"><span>&#91;</span>1<span>&#93;</span></a></sup> Two.<sup
        id="cite_ref-S_2-0"><a href="#cite_note-S-2">[2]</a></sup><sup id="cite_ref-3"><a href="#cite_note-3">[a]</a></sup>
        Three.<sup id="cite_ref-S_2-1"><a href="#cite_note-S-2">[2]</a></sup></p>
        <ol class="references"><li id="cite_note-1"><span class="mw-cite-backlink"><b><a href="#cite_ref-1">^</a></b></span> <span>One, A.</span></li>
        <li id="cite_note-S-2"><span class="mw-cite-backlink">^ <a href="#cite_ref-S_2-0"><sup>a</sup></a> <a href="#cite_ref-S_2-1"><sup>b</sup></a></span> Smith.</li></ol>
        <ol class="references"><li id="cite_note-3"><span class="mw-cite-backlink"><a href="#cite_ref-3">↑</a></span> Explained.</li></ol>"##;
    check(page, &["1: One, A. (1)", "2: Smith. (2)", "a: Explained. (1)"]);
    assert_eq!(body(page), "One. Two. Three.");
}

#[test]
fn substack() {
    check(
        r##"<p>One.<a class="footnote-anchor" id="footnote-anchor-1" href="#footnote-1">1</a></p><div class="footnote"><a
        id="footnote-1" href="#footnote-anchor-1" class="footnote-number">1</a><div class="footnote-content"><p>See <a
        href="https://example.org/s">S</a>.</p><p>Also T.</p></div></div>"##,
        &["1: See S.\nAlso T. (1)"],
    );
}

#[test]
fn names_and_raised_numbers_in_paragraphs() {
    check(
        r##"<p>One.<sup><a name="r1" href="#n1">1</a></sup> Two.<a name="r2"></a><a href="#n2"><sup>2</sup></a></p><hr>
        <p><a name="n1" href="#r1">1</a>. Ann Author, <i>Book</i>.<p><a name="n2"></a>2. Ibid., 5. [<a href="#r2">back</a>]"##,
        &["1: Ann Author, Book. (1)", "2: Ibid., 5. (1)"],
    );
}

#[test]
fn anchors_in_one_paragraph_parted_by_line_breaks() {
    check(
        r##"<p>One.<a href="#1">(1)</a> Two.<a href="#2">(2)</a></p><p><a name="1"></a>1. Ann, Book.<br>
        <a name="2">2.</a> Ibid.</p><p>A footer.</p>"##,
        &["1: Ann, Book. (1)", "2: Ibid. (1)"],
    );
}

#[test]
fn anchors_in_the_body_parted_by_blank_lines() {
    check(
        r##"One.<a href="#1">[1]</a> Two.<a href="#2">[2]</a><hr><b>NOTES</b><br><br><a name="1">1.</a> Ann, <i>Book</i>.<br><br>
        <a name="2">2.</a> Ibid.<br>And more.<br><br><center>Back to <a href="/">home</a></center>"##,
        &["1: Ann, Book. (1)", "2: Ibid. And more. (1)"],
    );
}

#[test]
fn numbers_without_a_point_under_a_heading() {
    check(
        "<p>One.<sup>1</sup> Two.<sup>2</sup></p><p><b>Notes</b></p><p>1 Ann, Book.</p><p>2 Ibid.</p>",
        &["1: Ann, Book. (1)", "2: Ibid. (1)"],
    );
}

#[test]
fn arabic_digits_are_numbers() {
    let page = r##"<p>نص<a href="#a1"><sup>١</sup></a></p><ol><li id="a1">ابن خلدون، المقدمة.</li></ol>"##;
    assert_eq!(notes(page), ["1: ابن خلدون، المقدمة. (1)"]);
}

#[test]
fn stars_with_links_and_without() {
    check(
        r##"<p>One<a href="#s1">*</a> two<a href="#s2">**</a>.</p><p id="s1">* Thanks.</p><p id="s2">** More thanks.</p>"##,
        &["*: Thanks. (1)", "**: More thanks. (1)"],
    );
    check(
        "<p>A word<sup>*</sup> and one<sup>**</sup>.</p><hr><p>* Thanks are due.</p><p>** Further thanks.</p>",
        &["*: Thanks are due. (1)", "**: Further thanks. (1)"],
    );
}

#[test]
fn raised_numbers_without_links() {
    check(
        "<p>Five m<sup>2</sup> here.<sup>1</sup> Two.<sup>2,3</sup></p><h2>Notes</h2><ol><li>Ann.</li><li>Bob.</li><li>Cid.</li></ol>",
        &["1: Ann. (1)", "2: Bob. (1)", "3: Cid. (1)"],
    );
    check(
        "<p>One.<sup>1</sup> Two.<sup>2</sup><hr><sup>1</sup> Ann, Book.<br><sup>2</sup> Bob, Book.",
        &["1: Ann, Book. (1)", "2: Bob, Book. (1)"],
    );
}

#[test]
fn xhtml_with_epub_types_and_line_ends_of_windows() {
    let page = "<?xml version=\"1.0\"?>\r\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title/></head><body>\r\n<p>One.<a id=\"r1\" href=\"chapter.xhtml#n1\" epub:type=\"noteref\">1</a></p>\r\n<a id=\"page2\"/><aside id=\"n1\" epub:type=\"footnote\"><p>Ann,\r\nBook.</p></aside><aside epub:type=\"footnote\"><p>2. Not called.</p></aside></body></html>";
    check(page, &["1: Ann, Book. (1)", "2: Not called. (0)"]);
    let reading = Reading::from_bytes(page.as_bytes().to_vec(), None, None);
    assert_eq!(reading.format, Format::Html);
    let note = reading.paper.notes.first().unwrap();
    assert_eq!(reading.source(note.span).of(page), "Ann,\r\nBook.");
}

#[test]
fn notes_in_tables_and_lists_of_definitions() {
    check(
        r##"<p>One.<a href="#a">[1]</a> Two.<a href="#b">[2]</a></p><table><tr><td><a name="a">1</a></td><td>Ann.</td></tr><tr><td
        id="b">2.</td><td>Bob.</td></tr></table>"##,
        &["1: Ann. (1)", "2: Bob. (1)"],
    );
    check(
        r##"<p>One.<a href="#a">[1]</a> Two.<a href="#b">[2]</a></p><dl><dt id="a">[1]</dt><dd>Ann.</dd><dt id="b">[2]</dt><dd>Bob.</dd></dl><p>End.</p>"##,
        &["1: Ann. (1)", "2: Bob. (1)"],
    );
}

#[test]
fn markers_in_headings_and_tables() {
    let page = r##"<h1>Title<a href="#n1"><sup>1</sup></a></h1><table><tr><td>Cell<a href="#n2"><sup>2</sup></a></td></tr></table><ol><li id="n1">Ann.</li><li id="n2">Bob.</li></ol>"##;
    check(page, &["1: Ann. (1)", "2: Bob. (1)"]);
    assert_eq!(read(page).paper.metadata.title.as_deref(), Some("Title"));
}

#[test]
fn two_notes_with_one_id_are_told_apart_by_their_numbers() {
    check(
        r##"<p>One.<a href="#n1">[1]</a> Two.<a href="#n1">[2]</a></p><p id="n1">1. Ann.</p><p id="n1">2. Bob.</p>"##,
        &["1: Ann. (1)", "2: Bob. (1)"],
    );
}

#[test]
fn links_to_missing_ids_are_tied_by_number() {
    let page = r##"<p>One.<a href="#fn1"><sup>1</sup></a> Two.<a href="#fn2"><sup>2</sup></a> Nine.<a href="#fn9"><sup>9</sup></a></p>
        <ol><li id="fn1">Ann.</li><li>Bob.</li></ol>"##;
    check(page, &["1: Ann. (1)", "2: Bob. (1)"]);
    let unmatched: Vec<String> =
        read(page).paper.unmatched_markers.iter().map(|marker| marker.number.to_string()).collect();
    assert_eq!(unmatched, ["9"]);
}

#[test]
fn numbers_begin_anew_in_each_chapter() {
    let page = r##"<h2>I</h2><p>One.<a href="#a1"><sup>1</sup></a></p><p id="a1">1. Ann.</p><h2>II</h2><p>Two.<a
        href="#b1"><sup>1</sup></a></p><p id="b1">1. Bob.</p>"##;
    check(page, &["1: Ann. (1)", "1: Bob. (1)"]);
    assert_eq!(read(page).paper.notes[1].flags, [NoteFlag::RepeatedNumber]);
}

#[test]
fn a_table_of_contents_makes_no_notes() {
    let page = r##"<p><a href="#c1">1</a> <a href="#c2">[2]</a></p><h2 id="c1">One</h2><p>Text.</p><div id="c2"><h2>Two</h2><p>More.</p></div>"##;
    check(page, &[]);
}

#[test]
fn what_is_no_text_is_left_out() {
    let page = r#"<html><head><title>T</title><style>p{}</style></head><body><nav><a href="/">Home</a></nav><script>var x = "<p>no</p>";</script>
        <!-- a comment --><p>Text<span style="display: none">hidden</span> here.</p><form><input name=q><button>Go</button></form>
        <footer>© 2020</footer></body></html>"#;
    assert_eq!(body(page), "Text here.");
}

#[test]
fn links_and_italics_are_runs() {
    let reading =
        read(r#"<p>See <i>Book</i> at <a href="https://example.org/?a=1&amp;b=2">Example</a>.</p>"#);
    let runs: Vec<String> = reading
        .paper
        .runs
        .iter()
        .map(|run| format!("{} {:?}", reading.paper.text_of(run.span), run.style))
        .collect();
    assert_eq!(runs, ["Book Italic", "Example Link { target: \"https://example.org/?a=1&b=2\" }"]);
}

#[test]
fn every_byte_is_led_back_to_its_source() {
    let page = "<p>Smith &amp; Wesson,\r\n  <i>D&eacute;tente</i>&nbsp;&#8211; so&shy;ft</p>";
    let reading = read(page);
    let text = reading.paper.text.trim_end();
    assert_eq!(text, "Smith & Wesson, Détente\u{A0}– soft");
    let source = |part: &str| {
        let at = text.find(part).unwrap();
        reading.source(ibidem_citations::Span::new(at, at + part.len())).of(page)
    };
    assert_eq!(source("& Wesson"), "&amp; Wesson");
    assert_eq!(source("Détente"), "D&eacute;tente");
    assert_eq!(source("–"), "&#8211;");
    assert_eq!(source("soft"), "so&shy;ft");
    assert_eq!(source(", D"), ",\r\n  <i>D");
}

#[test]
fn the_head_tells_title_authors_and_date() {
    let reading = read(
        r#"<html lang="en-GB"><head><title>A Title – Site</title><meta name="citation_author" content="Doe, Jane"><meta
        name="citation_author" content="Max Roe"><meta property="article:published_time" content="2014-05-03T10:00:00Z"></head>
        <body><h1>A Title</h1><p>Text.</p></body></html>"#,
    );
    let metadata = &reading.paper.metadata;
    assert_eq!(metadata.title.as_deref(), Some("A Title"));
    let names: Vec<String> = metadata.authors.iter().map(ibidem_citations::Name::full).collect();
    assert_eq!(names, ["Jane Doe", "Max Roe"]);
    assert_eq!(metadata.issued.as_ref().unwrap().first().unwrap().known(), [2014, 5, 3]);
    assert_eq!(reading.paper.language.as_deref(), Some("en"));
}

#[test]
fn json_ld_and_time_tell_authors_and_date() {
    let reading = read(
        r#"<script type="application/ld+json">{"@type":"Article","headline":"Head","author":{"name":"Jane Doe"}}</script>
        <p>Text.</p><time datetime="2014-05-03">3 May</time>"#,
    );
    let metadata = &reading.paper.metadata;
    assert_eq!(metadata.title.as_deref(), Some("Head"));
    assert_eq!(metadata.authors.first().unwrap().full(), "Jane Doe");
    assert_eq!(metadata.issued.as_ref().unwrap().first().unwrap().known(), [2014, 5, 3]);
}

#[test]
fn deep_nesting_is_read_and_said() {
    let page = format!("{}<p>Deep.{}<p>Behind.", "<div>".repeat(5000), "</div>".repeat(5000));
    let reading = read(&page);
    assert_eq!(reading.paper.text_of(reading.paper.body), "Deep.\n\nBehind.");
    assert!(matches!(reading.guesses.as_slice(), [crate::document::Guess::Depth { count: 4744.. }]));
}

#[test]
fn unclosed_elements_lose_nothing() {
    assert_eq!(
        body("<title>T<p>One <b>two<p>Three <i>four <a href='x'>five"),
        "T\n\nOne two\n\nThree four five"
    );
    assert_eq!(body("<p>One</div></span></p></p>Two</table>"), "One\n\nTwo");
    assert_eq!(body("<table><tr><td>One<td>Two<tr><td>Three</table>Four"), "One\n\nTwo\n\nThree\n\nFour");
}
