use ibidem_citations::RunStyle;

use crate::Reading;
use crate::read::Format;

fn read(body: &str) -> Reading {
    let source = format!(
        "{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0 Times;}}{{\\f1\\fcharset204 Times CYR;}}}}\n{body}}}"
    );
    let reading = Reading::from_bytes(source.into_bytes(), None, None);
    assert_eq!(reading.format, Format::Rtf);
    reading
}

fn text(body: &str) -> String {
    read(body).paper.text.trim_end().to_owned()
}

fn notes(reading: &Reading) -> Vec<String> {
    let paper = &reading.paper;
    let note = |note: &ibidem_citations::Note| {
        format!("{} {} {}", note.number, paper.text_of(note.span), note.anchors.len())
    };
    paper.notes.iter().map(note).collect()
}

#[test]
fn notes_are_counted_as_they_are_called() {
    let note =
        |text: &str| format!("{{\\super\\chftn}}{{\\footnote\\pard\\plain{{\\super\\chftn}} {text}\\par}}");
    let end = "{\\super\\chftn}{\\footnote\\ftnalt\\pard\\plain{\\super\\chftn} An endnote.}";
    let own = "{\\super *{\\footnote\\pard\\plain{\\super *} Thanks.}}";
    let body = format!(
        "\\aftnnrlc\\pard One.{own} Two.{} Three.{end} Four.{}\\par",
        note("{\\i Salt}, 5."),
        note("Ibid.")
    );
    let expected = ["* Thanks. 1", "1 Salt, 5. 1", "i An endnote. 1", "2 Ibid. 1"];
    assert_eq!(notes(&read(&body)), expected);
    let started = notes(&read(&format!("\\ftnstart7\\pard A.{}\\par", note("B."))));
    assert_eq!(started, ["7 B. 1"]);
}

#[test]
fn text_is_what_a_reader_sees() {
    for (body, expected) in [
        ("\\pard Caf\\'e9 \\u8220\\'93x\\u8221\\'94 \\emdash\\~y\\par", "Café “x” —\u{a0}y"),
        ("\\pard{\\f1 \\'cc\\'ee\\'f1\\'ea\\'e2\\'e0}\\par", "Москва"),
        ("\\pard\\u-10179?\\u-8704?\\par", "😀"),
        ("\\pard A{\\v hidden}{\\deleted gone}{\\revised kept}{\\*\\unknown no}B\\par", "AkeptB"),
        ("{\\header Running}{\\*\\generator X;}\\pard A\\{b\\}\\\\c{\\pict 0102}\\par", "A{b}\\c"),
        ("\\pard be\\-gin\r\nning{\\bin4 }}{{end}\\par", "beginningend"),
        ("{\\info{\\title A Title}{\\creatim\\yr2020}}\\pard A\\tab b\\line c\\par", "A b c"),
    ] {
        assert_eq!(text(body), expected, "{body}");
    }
}

#[test]
fn links_styles_and_headings_are_kept() {
    let reading = read(
        "{\\stylesheet{\\s0 Normal;}{\\s3 heading 2;}}{\\info{\\title Harbors}{\\author Ada Moore}}\\pard\\s3 Salt\\par\\pard \
         See {\\field{\\*\\fldinst{HYPERLINK \"https://a.example/x\"}}{\\fldrslt{\\ul here}}} and {\\i there}.\\par",
    );
    let paper = &reading.paper;
    let runs: Vec<_> = paper.runs.iter().map(|run| (paper.text_of(run.span), &run.style)).collect();
    let link = RunStyle::Link { target: "https://a.example/x".to_owned() };
    assert_eq!(runs, [("here", &link), ("there", &RunStyle::Italic)]);
    assert_eq!(paper.metadata.title.as_deref(), Some("Harbors"));
    assert_eq!(paper.metadata.authors[0].full(), "Ada Moore");
    let kinds: Vec<_> = paper.blocks.iter().map(|block| format!("{:?}", block.kind)).collect();
    assert!(kinds[0].contains("Heading") && kinds[0].contains('2') && kinds[1] == "Paragraph", "{kinds:?}");
}

#[test]
fn nothing_that_is_broken_ends_the_reading() {
    let deep = format!("{}x{}", "{".repeat(200_000), "}".repeat(200_000));
    assert_eq!(text(&deep), "x");
    for body in ["\\pard A{\\footnote B", "\\pard A}}}\\par B", "\\pard A{\\bin99999999 x}", "\\u55357?A\\'"]
    {
        assert!(text(body).contains('A'), "{body}");
    }
    let notes = "{\\footnote a}".repeat(2000);
    assert_eq!(read(&format!("\\pard x{notes}")).paper.notes.len(), 2000);
    let nested = format!("\\pard x{}{}", "{\\footnote a".repeat(2000), "}".repeat(2000));
    assert_eq!(read(&nested).paper.notes.len(), 1);
}
