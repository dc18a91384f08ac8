use std::io::{Cursor, Write as _};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ibidem_citations::{Note, NoteNumber, RunStyle, Variable};
use zip::write::SimpleFileOptions;

use crate::Reading;
use crate::read::Format;

/// A package of these parts.
pub(in crate::read) fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const STYLES: &str = r#"<w:styles><w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:styleId="Zeichen"><w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:styleId="Werk"><w:name w:val="Work"/><w:rPr><w:i/></w:rPr></w:style></w:styles>"#;

fn body(inner: &str) -> String {
    format!("<w:document xmlns:w=\"w\" xmlns:r=\"r\"><w:body>{inner}</w:body></w:document>")
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn marker(place: &str, id: u32) -> String {
    format!("<w:r><w:rPr><w:rStyle w:val=\"Zeichen\"/></w:rPr><w:{place}Reference w:id=\"{id}\"/></w:r>")
}

fn note(place: &str, id: u32, inner: &str) -> String {
    format!(
        "<w:{place} w:id=\"{id}\"><w:p><w:r><w:rPr><w:rStyle w:val=\"Zeichen\"/></w:rPr><w:{place}Ref/></w:r>{}{inner}</w:p></w:{place}>",
        run(" ")
    )
}

fn read(parts: &[(&str, &str)]) -> Reading {
    let reading = Reading::from_bytes(packed(parts), None, None);
    assert_eq!(reading.format, Format::Docx);
    reading
}

fn notes_of(reading: &Reading) -> Vec<(String, &str)> {
    let notes = reading.paper.notes.iter();
    notes.map(|note| (note.number.to_string(), reading.paper.text_of(note.span))).collect()
}

#[test]
fn notes_have_the_numbers_that_are_printed() {
    let document = body(&format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Titel\"/></w:pPr>{}</w:p><w:p>{}{}{}{}{}</w:p>",
        run("Harbors of Salt"),
        run("Salt grew dear."),
        marker("footnote", 20),
        run(" Ships came."),
        marker("footnote", 4),
        marker("endnote", 2),
    ));
    let italic = "<w:r><w:rPr><w:rStyle w:val=\"Werk\"/></w:rPr><w:t>Salt &amp; Iron</w:t></w:r>";
    let footnotes = format!(
        "<w:footnotes><w:footnote w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>{}{}{}</w:footnotes>",
        note("footnote", 4, &run("Ibid., 31.")),
        note(
            "footnote",
            20,
            &format!("{}{italic}{}", run("Paul Brandt, "), run(" (London: Murray, 1999), 24."))
        ),
        note("footnote", 7, &run("Never called.")),
    );
    let endnotes = format!("<w:endnotes>{}</w:endnotes>", note("endnote", 2, &run("With thanks.")));
    let reading = read(&[
        ("word/document.xml", &document),
        ("word/footnotes.xml", &footnotes),
        ("word/endnotes.xml", &endnotes),
        ("word/styles.xml", STYLES),
    ]);
    let paper = &reading.paper;
    assert_eq!(
        notes_of(&reading),
        [
            ("1".to_owned(), "Paul Brandt, Salt & Iron (London: Murray, 1999), 24."),
            ("2".to_owned(), "Ibid., 31."),
            ("i".to_owned(), "With thanks."),
        ]
    );
    assert_eq!(paper.metadata.title.as_deref(), Some("Harbors of Salt"));
    assert!(paper.text_of(paper.body).ends_with("Salt grew dear. Ships came."));
    let set_apart: Vec<_> = paper.runs.iter().filter(|run| run.style == RunStyle::Italic).collect();
    assert_eq!(set_apart.iter().map(|run| paper.text_of(run.span)).collect::<Vec<_>>(), ["Salt & Iron"]);
    assert!(paper.notes.iter().all(|note| note.anchors.len() == 1 && note.flags.is_empty()));
    // Places are told of the texts of the parts, one behind the other, and counted in paragraphs.
    let paragraph = |note: usize| reading.line(reading.source(paper.notes[note].span).start);
    assert_eq!([paragraph(1), paragraph(0), paragraph(2)], [3, 4, 5]);
}

#[test]
fn changes_fields_and_links_are_read_as_printed() {
    let field = |code: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> {code} </w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
            run("shown")
        )
    };
    let document = body(&format!(
        "<w:p>{}<w:del>{}<w:r><w:delText>gone</w:delText></w:r></w:del><w:ins>{}</w:ins>{}{}<w:hyperlink r:id=\"r1\">{}</w:hyperlink>\
         <w:r><w:t>co</w:t><w:softHyphen/><w:t>op</w:t><w:noBreakHyphen/><w:t>erate</w:t><w:tab/><w:t>end</w:t></w:r></w:p>\
         <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p><w:p>{}</w:p>",
        run("Kept "),
        run("moved out "),
        run("added "),
        field("HYPERLINK \"https://a.example/1\""),
        run(" and "),
        run("there "),
        run("One "),
        run("paragraph."),
    ));
    let links = "<Relationships><Relationship Id=\"r1\" Type=\"x/hyperlink\" Target=\"https://b.example/2\"/></Relationships>";
    let reading = read(&[("word/document.xml", &document), ("word/_rels/document.xml.rels", links)]);
    let paper = &reading.paper;
    assert_eq!(paper.text_of(paper.body), "Kept added shown and there coop-erate end\n\nOne paragraph.");
    let targets: Vec<_> = paper
        .runs
        .iter()
        .filter_map(|run| match &run.style {
            RunStyle::Link { target } => Some((paper.text_of(run.span), target.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(targets, [("shown", "https://a.example/1"), ("there ", "https://b.example/2")]);
}

#[test]
fn what_stands_around_text_is_passed_through() {
    let boxed = |text: &str| format!("<w:txbxContent><w:p>{}</w:p></w:txbxContent>", run(text));
    let document = body(&format!(
        "<w:p>{}<w:commentRangeStart w:id=\"4\"/><w:smartTag w:element=\"place\"><w:smartTagPr><w:attr w:name=\"x\"/></w:smartTagPr>{}</w:smartTag>\
         <w:commentRangeEnd w:id=\"4\"/><w:r><w:commentReference w:id=\"4\"/></w:r><w:customXml w:element=\"y\"><w:customXmlPr/>{}</w:customXml>\
         <w:sdt><w:sdtPr><w:alias w:val=\"no\"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>\
         <w:r><mc:AlternateContent><mc:Choice><w:drawing>{}</w:drawing></mc:Choice><mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent></w:r>\
         <w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo></w:p>\
         <w:sdt><w:sdtPr/><w:sdtContent><w:p>{}</w:p></w:sdtContent></w:sdt><w:customXml><w:p>{}</w:p></w:customXml>",
        run("Salt from "),
        run("Lüneburg "),
        run("and "),
        run("Tin "),
        boxed("In a box."),
        boxed("Twice."),
        run("gone"),
        run("moved here."),
        run("In a control."),
        run("In an element."),
    ));
    let comments =
        format!("<w:comments><w:comment w:id=\"4\"><w:p>{}</w:p></w:comment></w:comments>", run("No text."));
    let reading = read(&[("word/document.xml", &document), ("word/comments.xml", &comments)]);
    let paper = &reading.paper;
    let expected = "Salt from Lüneburg and Tin moved here.\n\nIn a box.\n\nIn a control.\n\nIn an element.";
    assert_eq!(paper.text_of(paper.body), expected);
}

#[test]
fn fields_of_reference_managers_say_what_is_cited() {
    let json = |key: &str, title: &str| {
        format!(
            "{{\"citationItems\":[{{\"uris\":[\"http://zotero.org/u/1/items/{key}\"],\"itemData\":{{\"type\":\"book\",\"title\":\"{title}\",\
             \"author\":[{{\"family\":\"Brandt\",\"given\":\"Paul\"}}],\"DOI\":\"10.5555/{key}\"}}}}]}}"
        )
        .replace('"', "&quot;")
    };
    let instruction =
        |text: &str| format!("<w:r><w:instrText xml:space=\"preserve\">{text}</w:instrText></w:r>");
    let character = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let field = |said: &str, shown: &str| {
        // Word parts an instruction wherever it likes.
        let (one, two) = said.split_at(said.find("Data").unwrap_or(10));
        let inside = format!("{}{}", instruction(one), instruction(two));
        let inside = inside.replace(
            "</w:r><w:r>",
            &format!("</w:r>{}{}{}<w:r>", character("begin"), instruction("XE x"), character("end")),
        );
        format!("{}{inside}{}{shown}{}", character("begin"), character("separate"), character("end"))
    };
    let italic = |text: &str| format!("<w:r><w:rPr><w:i/></w:rPr><w:t>{text}</w:t></w:r>");
    let full = |title: &str, year: &str| {
        format!("{}{}{}", run("P. Brandt, "), italic(title), run(&format!(" (London: Murray, {year}), 3.")))
    };
    let zotero = |key: &str, title: &str| format!(" ADDIN ZOTERO_ITEM CSL_CITATION {}", json(key, title));
    let simple = format!(
        "<w:fldSimple w:instr=\"ADDIN CSL_CITATION {}\">{}</w:fldSimple>",
        json("one", "Salt Roads of the North"),
        run("Brandt, “Roads of the North,” 7")
    );
    let tag = BASE64_STANDARD.encode(json("two", "Iron Roads of the North").replace("&quot;", "\""));
    let control = format!(
        "<w:sdt><w:sdtPr><w:tag w:val=\"MENDELEY_CITATION_v3_{tag}\"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
        run("Brandt, “Roads of the North,” 9.")
    );
    let footnotes = format!(
        "<w:footnotes>{}{}{}{}{}</w:footnotes>",
        note(
            "footnote",
            1,
            &field(&zotero("one", "Salt Roads of the North"), &full("Salt Roads of the North", "1999"))
        ),
        note(
            "footnote",
            2,
            &field(&zotero("two", "Iron Roads of the North"), &full("Iron Roads of the North", "2004"))
        ),
        note("footnote", 3, &format!("{}{simple}{}", run("See "), run("."))),
        note(
            "footnote",
            4,
            &field("ADDIN ZOTERO_ITEM CSL_CITATION {&quot;citationItems&quot;:[", &run("Ibid., 8."))
        ),
        note("footnote", 5, &control),
    );
    let markers: String = (1..=5).map(|id| marker("footnote", id)).collect();
    let document = body(&format!("<w:p>{}{markers}</w:p>", run("Salt.")));
    let reading = read(&[
        ("word/document.xml", &document),
        ("word/footnotes.xml", &footnotes),
        ("word/styles.xml", STYLES),
    ]);
    let paper = &reading.paper;
    let texts: Vec<&str> = notes_of(&reading).into_iter().map(|(_, text)| text).collect();
    assert_eq!(
        texts[2..],
        ["See Brandt, “Roads of the North,” 7.", "Ibid., 8.", "Brandt, “Roads of the North,” 9."]
    );
    let ties: Vec<_> =
        paper.notes.iter().flat_map(Note::items).filter_map(|item| item.mention.as_ref()).collect();
    let works: Vec<u32> = ties.iter().map(|tie| tie.work.0).collect();
    assert_eq!(works, [1, 2, 1, 1, 2]);
    assert_eq!((ties[2].confidence, ties[2].ambiguous), (1.0, false));
    let salt = &paper.bibliography.works[0].item;
    assert_eq!(salt.text(Variable::Doi), Some("10.5555/one"));
    assert_eq!(salt.names(Variable::Author)[0].full(), "Paul Brandt");
    assert_eq!(paper.managed.len(), 2);
}

#[test]
fn the_document_may_be_at_another_path() {
    let document = body(&format!("<w:p>{}{}</w:p>", run("Salt."), marker("footnote", 1)));
    let notes = format!("<w:footnotes>{}</w:footnotes>", note("footnote", 1, &run("Iron.")));
    let relationships = |inner: &str| format!("<Relationships>{inner}</Relationships>");
    let root =
        relationships("<Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"/word/document2.xml\"/>");
    let links = relationships("<Relationship Id=\"b\" Type=\"x/footnotes\" Target=\"footnotes2.xml\"/>");
    let types = |kind: &str| {
        format!("<Types><Override PartName=\"/word/document2.xml\" ContentType=\"{kind}\"/></Types>")
    };
    let parts = |types: &str| {
        packed(&[
            ("[Content_Types].xml", types),
            ("_rels/.rels", &root),
            ("word/document2.xml", &document),
            ("word/_rels/document2.xml.rels", &links),
            ("word/footnotes2.xml", &notes),
        ])
    };
    for kind in [
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    ] {
        let reading = Reading::from_bytes(parts(&types(kind)), None, None);
        assert_eq!(reading.format, Format::Docx);
        assert_eq!(notes_of(&reading), [("1".to_owned(), "Iron.")]);
    }
    let sheet = types("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml");
    assert_eq!(Reading::from_bytes(parts(&sheet), None, None).unread.len(), 1);
}

#[test]
fn labels_of_the_author_and_new_beginnings_are_kept() {
    let typed = "<w:r><w:rPr><w:rStyle w:val=\"Zeichen\"/></w:rPr><w:footnoteReference w:customMarkFollows=\"1\" w:id=\"1\"/><w:t>*</w:t></w:r>";
    let section = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>";
    let document = body(&format!(
        "<w:p>{}{typed}</w:p><w:p>{}{}</w:p>{section}<w:p>{}{}</w:p>",
        run("Salt"),
        run("One."),
        marker("footnote", 2),
        run("Two."),
        marker("footnote", 3),
    ));
    let thanks = format!(
        "<w:footnote w:id=\"1\"><w:p><w:r><w:rPr><w:rStyle w:val=\"Zeichen\"/></w:rPr><w:t>*</w:t></w:r>{}</w:p></w:footnote>",
        run(" With thanks.")
    );
    let footnotes = format!(
        "<w:footnotes>{thanks}{}{}</w:footnotes>",
        note("footnote", 2, &run("Ann Lee, Quays, 3.")),
        note("footnote", 3, &run("Ibid., 4."))
    );
    let settings = "<w:settings><w:footnotePr><w:numFmt w:val=\"lowerRoman\"/><w:numRestart w:val=\"eachSect\"/></w:footnotePr></w:settings>";
    let reading = read(&[
        ("word/document.xml", &document),
        ("word/footnotes.xml", &footnotes),
        ("word/settings.xml", settings),
        ("word/styles.xml", STYLES),
    ]);
    let numbers: Vec<_> = reading.paper.notes.iter().map(|note| note.number.clone()).collect();
    let label = |text: &str| NoteNumber::Label(text.to_owned());
    assert_eq!(numbers, [label("*"), label("i"), label("i")]);
    assert_eq!(notes_of(&reading)[0].1, "With thanks.");
    assert!(reading.paper.notes.iter().all(|note| note.anchors.len() == 1));
}

#[test]
fn what_is_damaged_is_said() {
    let whole = packed(&[("word/document.xml", &body(&format!("<w:p>{}</w:p>", run("Salt"))))]);
    let check = |bytes: &[u8], expected: &str| {
        let reading = Reading::from_bytes(bytes.to_vec(), None, None);
        let said = reading.unread.first().map(|unread| unread.message.clone()).unwrap_or_default();
        assert!(said.contains(expected), "{said}");
    };
    check(&whole[..whole.len() / 2], "damaged");
    check(&packed(&[("a.txt", "x")]), "neither a DOCX, an ODT nor an EPUB");
    check(&packed(&[("META-INF/container.xml", "<container/>")]), "lacks the part");
    // A part that ends in the middle is read that far.
    let cut = body(&format!("<w:p>{}</w:p><w:p><w:r><w:t>Iron<!--", run("Salt")));
    let cut = cut.split("</w:body>").next().unwrap();
    let reading = read(&[("word/document.xml", cut)]);
    assert!(reading.paper.text.starts_with("Salt\n\nIron"), "{}", reading.paper.text);
    assert_eq!(reading.guesses.len(), 1);
}

#[test]
fn depth_and_bombs_end() {
    let deep = body(&format!("{}{}", "<w:sdt>".repeat(200_000), run("Salt")));
    assert_eq!(read(&[("word/document.xml", &deep)]).paper.notes.len(), 0);
    let bomb = " ".repeat(300 << 20);
    let reading = Reading::from_bytes(packed(&[("word/document.xml", &bomb)]), None, None);
    assert!(reading.unread[0].message.contains("more than the limit"), "{:?}", reading.unread);
}
