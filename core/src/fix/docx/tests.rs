use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use ibidem_citations::Span;
use ibidem_sdk::{Edit, Safety};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{Refusal, Remark, apply};
use crate::Reading;
use crate::fix::{Fixed, Left, Proposal};
use crate::read::Format;

mod outcome;
mod package;

use outcome::{Outcome, settled};
use package::check_package;

const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
    <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
const LINKS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes\" Target=\"footnotes.xml\"/>\
    <Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink\" Target=\"https://salt.example/a\" TargetMode=\"External\"/></Relationships>";
const ROOT: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const DAY: &str = "2026-01-31";

type Parts = Vec<(String, Vec<u8>)>;

fn packed(parts: &Parts) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn unpacked(bytes: &[u8]) -> Parts {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let part = |i| {
        let mut part = zip.by_index(i).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        (part.name().unwrap().into_owned(), bytes)
    };
    (0..ZipArchive::new(Cursor::new(bytes)).unwrap().len()).map(part).collect()
}

/// A manuscript of one paragraph, which calls one note.
fn manuscript(body: &str, note: &str) -> Parts {
    let document = format!(
        "<w:document {ROOT}><w:body><w:p>{body}<w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p></w:body></w:document>"
    );
    let footnotes = format!(
        "<w:footnotes {ROOT}><w:footnote w:id=\"2\"><w:p><w:r><w:footnoteRef/></w:r>{note}</w:p></w:footnote></w:footnotes>"
    );
    let parts = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", "<Relationships xmlns=\"x\"/>"),
        ("word/_rels/document.xml.rels", LINKS),
        ("word/media/salt.bin", "\u{1}\u{2}"),
        ("word/document.xml", &document),
        ("word/footnotes.xml", &footnotes),
    ];
    parts.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into()
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn italic(text: &str) -> String {
    format!("<w:r w:rsidR=\"00A1\"><w:rPr><w:i/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn field(instruction: &str, shown: &str) -> String {
    format!(
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> {instruction} </w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{shown}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
    )
}

/// A correction that replaces the first of some words; an insertion where `was` ends with `|`.
fn proposal(reading: &Reading, was: &str, becomes: &str) -> Proposal {
    let words = was.trim_end_matches('|');
    let start = reading.paper.text.find(words).unwrap_or_else(|| panic!("{was} in {}", reading.paper.text));
    let end = start + words.len();
    let span = if was == words { Span::new(start, end) } else { Span::new(end, end) };
    let within = Span::new(0, reading.paper.text.len());
    Proposal { safety: Safety::Safe, edits: vec![Edit { span, text: becomes.to_owned() }], within }
}

/// A copy with corrections, each of which is remarked upon.
struct Copy {
    source: Vec<u8>,
    reading: Reading,
    proposals: Vec<Proposal>,
    fixed: Fixed,
}

impl Copy {
    fn of(source: Vec<u8>, edits: &[(&str, &str)]) -> Self {
        let reading = Reading::from_bytes(source.clone(), None, None);
        assert_eq!(reading.format, Format::Docx);
        let proposals: Vec<Proposal> =
            edits.iter().map(|(was, becomes)| proposal(&reading, was, becomes)).collect();
        Self::with(source, reading, proposals)
    }

    fn with(source: Vec<u8>, reading: Reading, proposals: Vec<Proposal>) -> Self {
        let remark = |(i, proposal): (usize, &Proposal)| Remark {
            span: proposal.edits[0].span,
            lines: vec![format!("Remark {i} <&> \u{5e9}")],
            proposal: Some(i),
        };
        let remarks: Vec<Remark> = proposals.iter().enumerate().map(remark).collect();
        let fixed = apply(&source, &reading, &proposals, false, &remarks, DAY).unwrap();
        let copy = Self { source, reading, proposals, fixed };
        copy.check();
        copy
    }

    /// What must hold of each copy: it is valid, nothing but its changes differs, and accepting and
    /// rejecting them gives what they mean.
    fn check(&self) {
        check_package(&self.fixed.bytes);
        let read = |outcome| Reading::from_bytes(settled(&self.fixed.bytes, outcome), None, None);
        let rejected = read(Outcome::Rejected).paper;
        assert_eq!(rejected.text, self.reading.paper.text);
        assert_eq!(rejected.runs, self.reading.paper.runs);
        let copy = Reading::from_bytes(self.fixed.bytes.clone(), None, None).paper;
        let accepted = read(Outcome::Accepted).paper;
        assert_eq!((&accepted.text, &accepted.runs), (&copy.text, &copy.runs));
        if self.fixed.left.is_empty() {
            assert_eq!(accepted.text, self.meant());
        }
        let (before, after) = (unpacked(&self.source), unpacked(&self.fixed.bytes));
        for (name, bytes) in &before {
            let same = after.iter().find(|(other, _)| other == name).map(|(_, bytes)| bytes);
            let may_differ = ["word/document.xml", "word/footnotes.xml", "[Content_Types].xml"]
                .contains(&name.as_str())
                || name.contains("comments")
                || name == "word/_rels/document.xml.rels";
            assert!(may_differ || same == Some(bytes), "{name}");
        }
        // What is not ours is as it was, byte for byte, but for runs that were parted.
        let unchanged = unpacked(&settled(&self.fixed.bytes, Outcome::Rejected));
        assert_eq!(unchanged.len(), after.len());
    }

    /// The text with all its corrections.
    fn meant(&self) -> String {
        let mut edits: Vec<&Edit> = self.proposals.iter().flat_map(|proposal| &proposal.edits).collect();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
        let mut text = self.reading.paper.text.clone();
        for edit in edits {
            text.replace_range(edit.span.start..edit.span.end, &edit.text);
        }
        text
    }

    fn part(&self, name: &str) -> String {
        let parts: BTreeMap<String, Vec<u8>> = unpacked(&self.fixed.bytes).into_iter().collect();
        String::from_utf8(parts[name].clone()).unwrap()
    }
}

/// Corrects a note, and compares its part with the one before, in which some XML is replaced.
fn check(note: &str, edits: &[(&str, &str)], was: &str, becomes: &str) {
    let parts = manuscript(&run("Salt."), note);
    let before = String::from_utf8(parts[5].1.clone()).unwrap();
    assert_eq!(before.matches(was).count(), 1, "{was}");
    let copy = Copy::of(packed(&parts), edits);
    assert_eq!(copy.part("word/footnotes.xml"), before.replace(was, becomes));
    assert_eq!(
        (copy.fixed.applied, copy.fixed.comments),
        (edits.len(), edits.len()),
        "{:?}",
        copy.fixed.left
    );
}

/// A correction that is not written, and only remarked upon.
fn check_left(body: &str, note: &str, edit: (&str, &str), left: Left) {
    let copy = Copy::of(packed(&manuscript(body, note)), &[edit]);
    assert_eq!((copy.fixed.applied, copy.fixed.comments), (0, 1));
    assert_eq!(copy.fixed.left, [(left, 1)].into());
    assert!(copy.part("word/comments.xml").contains("Not changed: "));
}

fn deleted(id: u32, inner: &str) -> String {
    format!("<w:del w:id=\"{id}\" w:author=\"ibidem\" w:date=\"2026-01-31T00:00:00Z\">{inner}</w:del>")
}

fn inserted(id: u32, inner: &str) -> String {
    deleted(id, inner).replace("w:del", "w:ins")
}

fn gone(text: &str) -> String {
    format!("<w:r><w:delText xml:space=\"preserve\">{text}</w:delText></w:r>")
}

#[test]
fn a_run_is_parted_and_keeps_its_looks() {
    let look = "<w:r w:rsidR=\"00A1\"><w:rPr><w:i/></w:rPr>";
    check(
        &italic("Salt , Iron"),
        &[("Salt ,", "Salt,")],
        &italic("Salt , Iron"),
        &format!(
            "{look}<w:t xml:space=\"preserve\">Salt</w:t></w:r>{}{look}<w:t xml:space=\"preserve\">, Iron</w:t></w:r>",
            deleted(3, &format!("{look}<w:delText xml:space=\"preserve\"> </w:delText></w:r>"))
        ),
    );
    check(
        &run("in Lonodn, 1999"),
        &[("Lonodn", "London")],
        &run("in Lonodn, 1999"),
        &format!("{}{}{}{}", run("in Lon"), deleted(3, &gone("od")), inserted(4, &run("do")), run("n, 1999")),
    );
}

#[test]
fn entities_and_blanks_stay_as_they_are() {
    check(
        "<w:r><w:t>Salt &amp; Iron &#x2014; Tin</w:t></w:r>",
        &[("& Iron — Tin", "& Irons <Tin")],
        "<w:r><w:t>Salt &amp; Iron &#x2014; Tin</w:t></w:r>",
        &format!(
            "{}{}{}{}",
            run("Salt &amp; Iron"),
            deleted(3, &gone(" &#x2014; ")),
            inserted(4, &run("s &lt;")),
            run("Tin"),
        ),
    );
    // Without the attribute, blanks at the ends are not shown, and would be in a part of their own.
    check_left(&run("Salt."), "<w:r><w:t> Salt and Tin </w:t></w:r>", ("Salt and", "Salt or"), Left::Markup);
}

#[test]
fn a_correction_reaches_over_runs_and_into_links() {
    let link = |inner: &str| format!("<w:hyperlink r:id=\"rId2\">{inner}</w:hyperlink>");
    let note =
        format!("{}<w:proofErr w:type=\"x\"/>{}{}", run("See Sa"), run("lt , "), link(&run("the , page")));
    check(
        &note,
        &[("Salt ,", "Iron,")],
        &format!("{}<w:proofErr w:type=\"x\"/>{}", run("See Sa"), run("lt , ")),
        &format!(
            "{}{}{}<w:proofErr w:type=\"x\"/>{}{}",
            run("See "),
            inserted(3, &run("Iron")),
            deleted(4, &gone("Sa")),
            deleted(5, &gone("lt ")),
            run(", "),
        ),
    );
    check(
        &note,
        &[("the ,", "the,")],
        &link(&run("the , page")),
        &link(&format!("{}{}{}", run("the"), deleted(3, &gone(" ")), run(", page"))),
    );
    // An address that is printed and linked would lead where it led.
    let address = link(&run("https://salt.example/a"));
    check_left(&address, &run("Salt."), ("example/a", "example/b"), Left::Link);
}

#[test]
fn an_insertion_stands_among_letters_that_are_not_set_apart() {
    let note = format!("{}{}", italic("Salt Roads"), run(" (1999)"));
    check(
        &note,
        &[("Salt Roads|", ",")],
        &run(" (1999)"),
        &format!("{}{}", inserted(3, &run(",")), run(" (1999)")),
    );
}

#[test]
fn an_insertion_among_letters_that_are_set_apart_is_too() {
    let end = format!("{}{}", italic("Roads"), inserted(3, &italic(".")));
    check(&italic("Roads"), &[("Roads|", ".")], &italic("Roads"), &end);
    let within = format!("{}{}{}", italic("Tin"), inserted(3, &italic(",")), italic(" Roads"));
    check(&italic("Tin Roads"), &[("Tin|", ",")], &italic("Tin Roads"), &within);
    let bold = italic(" Roads").replace("<w:i/>", "<w:i/><w:b/>");
    let between = format!("{}{}{bold}", italic("Tin"), inserted(3, &italic(",")));
    let two = format!("{}{bold}", italic("Tin"));
    check(&two, &[("Tin|", ",")], &two, &between);
    let raised = italic("7").replace("<w:i/>", "<w:vertAlign w:val=\"superscript\"/>");
    check_left(&run("Salt."), &format!("{}{raised}", run("R")), ("R7|", "."), Left::Misread);
}

#[test]
fn a_document_at_another_path_is_corrected_there() {
    let moved = |(name, bytes): (String, Vec<u8>)| {
        let text = String::from_utf8(bytes).unwrap();
        let text = text.replace("/word/document.xml", "/text/body2.xml");
        let text = text.replace("Target=\"footnotes.xml\"", "Target=\"../text/feet.xml\"");
        let text = match name.as_str() {
            "_rels/.rels" => "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"text/body2.xml\"/></Relationships>".to_owned(),
            _ => text,
        };
        let name = name.replace("word/document", "text/body2").replace("word/footnotes", "text/feet");
        (name.replace("word/_rels/document", "text/_rels/body2"), text.into_bytes())
    };
    let parts: Parts =
        manuscript(&run("The Salt , road"), &run("Iron , 24")).into_iter().map(moved).collect();
    let source = packed(&parts);
    let reading = Reading::from_bytes(source.clone(), None, None);
    assert_eq!((reading.format, reading.paper.notes.len()), (Format::Docx, 1));
    let proposals = [proposal(&reading, "Salt ,", "Salt,"), proposal(&reading, "Iron ,", "Iron,")];
    let remarks =
        [Remark { span: proposals[1].edits[0].span, lines: vec!["A space.".to_owned()], proposal: Some(1) }];
    let fixed = apply(&source, &reading, &proposals, false, &remarks, DAY).unwrap();
    assert_eq!((fixed.applied, fixed.comments), (2, 1), "{:?}", fixed.left);
    let parts: BTreeMap<String, Vec<u8>> = unpacked(&fixed.bytes).into_iter().collect();
    let part = |name: &str| String::from_utf8(parts[name].clone()).unwrap();
    assert!(part("text/comments.xml").contains("A space."));
    assert!(part("text/_rels/body2.xml.rels").contains("Target=\"comments.xml\""));
    assert!(part("[Content_Types].xml").contains("PartName=\"/text/comments.xml\""));
    assert!(part("text/feet.xml").contains("<w:del ") && part("text/body2.xml").contains("<w:del "));
    assert!(!parts.keys().any(|name| name == "word/comments.xml"));
}

#[test]
fn changes_of_others_are_theirs() {
    let theirs = |id: u32, inner: &str| format!("<w:ins w:id=\"{id}\" w:author=\"Ann\">{inner}</w:ins>");
    // A number that stands in a part already is not given again.
    check(
        &theirs(1, &run("Salt , Iron")),
        &[("Salt ,", "Salt,")],
        &run("Salt , Iron"),
        &format!("{}{}{}", run("Salt"), deleted(4, &gone(" ")), run(", Iron")),
    );
    check(
        &theirs(1, &run("Tin Iron")),
        &[("Tin|", ",")],
        &theirs(1, &run("Tin Iron")),
        &format!("{}{}{}", theirs(1, &run("Tin")), inserted(4, &run(",")), theirs(5, &run(" Iron"))),
    );
    let between = format!(
        "{}<w:del w:id=\"9\" w:author=\"Ann\">{}</w:del>{}",
        run("Salt "),
        gone("and "),
        run(", Iron")
    );
    check_left(&run("Salt."), &between, ("t ,", "t;"), Left::Markup);
    let moved = format!("<w:moveTo w:id=\"9\" w:author=\"Ann\">{}</w:moveTo>", run("Salt , Iron"));
    check_left(&run("Salt."), &moved, ("Salt ,", "Salt,"), Left::Markup);
}

#[test]
fn what_we_have_changed_is_changed_without_a_trace() {
    let first = Copy::of(packed(&manuscript(&run("Salt."), &run("in Lonodn"))), &[("Lonodn", "London,,")]);
    let reading = Reading::from_bytes(first.fixed.bytes.clone(), None, None);
    let proposals = [proposal(&reading, "London,,", "London,")];
    let second = apply(&first.fixed.bytes, &reading, &proposals, false, &[], DAY).unwrap();
    assert_eq!(second.applied, 1);
    check_package(&second.bytes);
    let original = Reading::from_bytes(settled(&second.bytes, Outcome::Rejected), None, None);
    assert_eq!(original.paper.text, first.reading.paper.text);
    let note = String::from_utf8(unpacked(&second.bytes)[5].1.clone()).unwrap();
    assert!(note.contains("London,") || note.contains(&run("don,")), "{note}");
    assert!(!note.contains(",,"), "{note}");
}

#[test]
fn what_programs_write_is_left_to_them() {
    let zotero = field("ADDIN ZOTERO_ITEM CSL_CITATION {}", &run("Brandt , Salt"));
    check_left(&run("Salt."), &zotero, ("Brandt ,", "Brandt,"), Left::Field);
    let simple = format!("<w:fldSimple w:instr=\" REF _x \">{}</w:fldSimple>", run("Brandt , Salt"));
    check_left(&run("Salt."), &simple, ("Brandt ,", "Brandt,"), Left::Field);
    let link = field("HYPERLINK \"https://salt.example/a\"", &run("Brandt , Salt"));
    check(
        &link,
        &[("Brandt ,", "Brandt,")],
        &run("Brandt , Salt"),
        &format!("{}{}{}", run("Brandt"), deleted(3, &gone(" ")), run(", Salt")),
    );
    // From a field into the text behind it.
    check_left(&run("Salt."), &format!("{zotero}{}", run(" , 24")), ("Salt ,", "Salz,"), Left::Field);
}

#[test]
fn what_has_a_twin_or_a_lock_is_left_alone() {
    let control = |properties: &str| {
        format!(
            "<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
            run("Salt , Iron")
        )
    };
    check_left(
        &control("<w:lock w:val=\"sdtContentLocked\"/>"),
        &run("x"),
        ("Salt ,", "Salt,"),
        Left::Markup,
    );
    let mendeley = control("<w:tag w:val=\"MENDELEY_CITATION_v3_e30=\"/>");
    check_left(&mendeley, &run("x"), ("Salt ,", "Salt,"), Left::Field);
    check_left(&control("<w:dataBinding w:xpath=\"x\"/>"), &run("x"), ("Salt ,", "Salt,"), Left::Markup);
    let copy =
        Copy::of(packed(&manuscript(&control("<w:alias w:val=\"x\"/>"), &run("x"))), &[("Salt ,", "Salt,")]);
    assert_eq!(copy.fixed.applied, 1);
    let boxed = format!(
        "<w:r><w:t>Tin.</w:t></w:r><w:r><w:pict><w:txbxContent><w:p>{}</w:p></w:txbxContent></w:pict></w:r>",
        run("Salt , Iron")
    );
    check_left(&boxed, &run("x"), ("Salt ,", "Salt,"), Left::Markup);
}

#[test]
fn paragraphs_are_not_joined() {
    let two = format!("{}</w:p><w:p>{}", run("Salt ,"), run(", Iron"));
    let copy = Copy::of(packed(&manuscript(&run("Tin."), &two)), &[("Salt ,\n,", "Salt,")]);
    assert_eq!(copy.fixed.left, [(Left::Markup, 1)].into());
}

#[test]
fn a_remark_stands_at_its_words_or_at_the_number_of_its_note() {
    let body = format!(
        "{}{}{}",
        run("The Salt , road "),
        field("ADDIN ZOTERO_ITEM", &run("(Brandt 1999)")),
        run(".")
    );
    let copy = Copy::of(
        packed(&manuscript(&body, &run("Iron , 24"))),
        &[("Salt ,", "Salt,"), ("Brandt", "Brant"), ("Iron ,", "Iron,")],
    );
    let document = copy.part("word/document.xml");
    let begin = |id: u32| format!("<w:commentRangeStart w:id=\"{id}\"/>");
    let end =
        |id: u32| format!("<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:commentReference w:id=\"{id}\"/></w:r>");
    let expected = format!(
        "<w:p>{}{}{}{}{}{}{}{}{}{}{}{}{}<w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>",
        run("The "),
        begin(1),
        run("Salt"),
        deleted(5, &gone(" ")),
        run(","),
        end(1),
        run(" road "),
        begin(3),
        field("ADDIN ZOTERO_ITEM", &run("(Brandt 1999)")),
        end(3),
        run("."),
        begin(4),
        end(4),
    );
    assert_eq!(document.split("<w:body>").nth(1).unwrap().split("</w:body>").next().unwrap(), expected);
    let comments = copy.part("word/comments.xml");
    let first = "<w:comment w:id=\"1\" w:author=\"ibidem\" w:date=\"2026-01-31T00:00:00Z\" w:initials=\"ib\">\
        <w:p><w:r><w:annotationRef/></w:r><w:r><w:t xml:space=\"preserve\">Remark 0 &lt;&amp;&gt; \u{5e9}</w:t></w:r></w:p></w:comment>";
    assert!(comments.contains(first), "{comments}");
    assert!(copy.part("[Content_Types].xml").contains("<Override PartName=\"/word/comments.xml\""));
    assert!(copy.part("word/_rels/document.xml.rels").contains("Id=\"rId3\""));
}

#[test]
fn comments_that_are_there_stay_and_are_not_said_again() {
    let first = Copy::of(packed(&manuscript(&run("The Salt , road"), &run("Iron."))), &[("Salt ,", "Salt,")]);
    let parts = unpacked(&first.fixed.bytes);
    // The same remarks once more, and one that is new.
    let reading = Reading::from_bytes(first.fixed.bytes.clone(), None, None);
    let remark = |words: &str, line: &str| Remark {
        span: proposal(&reading, words, "").edits[0].span,
        lines: vec![line.to_owned()],
        proposal: None,
    };
    let remarks = [remark("Salt", "Remark 0 <&> \u{5e9}"), remark("Iron", "New.")];
    let fixed = apply(&first.fixed.bytes, &reading, &[], false, &remarks, DAY).unwrap();
    assert_eq!((fixed.applied, fixed.comments), (0, 1));
    check_package(&fixed.bytes);
    assert_eq!(unpacked(&fixed.bytes).len(), parts.len());
    let again = apply(&fixed.bytes, &reading, &[], false, &remarks, DAY).unwrap();
    assert_eq!(again.bytes, fixed.bytes);
}

#[test]
fn what_must_not_be_changed_is_said() {
    let check = |name: &str, text: &str, expected: &str| {
        let mut parts = manuscript(&run("Salt."), &run("Iron."));
        parts.retain(|(own, _)| own != name);
        parts.push((name.to_owned(), text.as_bytes().to_vec()));
        let source = packed(&parts);
        let reading = Reading::from_bytes(source.clone(), None, None);
        let said =
            apply(&source, &reading, &[], false, &[], DAY).map_err(|refusal: Refusal| refusal.to_string());
        match expected {
            "" => assert_eq!(said.map(|fixed| fixed.bytes), Ok(source)),
            expected => assert!(said.as_ref().is_err_and(|said| said.contains(expected)), "{said:?}"),
        }
    };
    check("_xmlsignatures/origin.sigs", "", "it is signed");
    let settings = |inner: &str| format!("<w:settings {ROOT}>{inner}</w:settings>");
    let protection = |edit: &str, enforced: &str| {
        settings(&format!("<w:documentProtection w:edit=\"{edit}\" w:enforcement=\"{enforced}\"/>"))
    };
    check("word/settings.xml", &protection("readOnly", "1"), "it is protected");
    check("word/settings.xml", &protection("readOnly", "0"), "");
    check("word/settings.xml", &protection("trackedChanges", "1"), "");
    check("word/settings.xml", &settings("<w:writeProtection w:hashValue=\"x\"/>"), "it is protected");
    check("word/settings.xml", &settings("<w:writeProtection w:recommended=\"1\"/>"), "");
    check(
        "word/footnotes.xml",
        &format!("<w:footnotes {ROOT}><w:footnote w:id=\"2\"><w:p><!-- "),
        "“word/footnotes.xml” is damaged",
    );
    check(
        "word/document.xml",
        "<document><body><p><r><t>Salt</t></r></p></body></document>",
        "have no prefix",
    );
}

#[test]
fn fifty_notes_come_back_as_they_were_meant() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples/pandoc_50notes.docx");
    let Ok(source) = std::fs::read(sample) else {
        println!("skipped: {sample} is not there");
        return;
    };
    let meant = Reading::from_bytes(source.clone(), None, None);
    // A space before every third comma at the end of a run.
    let mut parts = unpacked(&source);
    let (_, notes) = parts.iter_mut().find(|(name, _)| name == "word/footnotes.xml").unwrap();
    let text = std::str::from_utf8(notes).unwrap().to_owned();
    let pieces: Vec<&str> = text.split(",</w:t>").collect();
    let mut planted = pieces[0].to_owned();
    for (i, piece) in pieces.iter().enumerate().skip(1) {
        planted += if i % 3 == 0 { " ,</w:t>" } else { ",</w:t>" };
        planted += piece;
    }
    *notes = planted.into_bytes();
    let source = packed(&parts);
    let reading = Reading::from_bytes(source.clone(), None, None);
    let text = reading.paper.text.clone();
    let proposals: Vec<Proposal> = text
        .match_indices(" ,")
        .map(|(at, _)| Proposal {
            safety: Safety::Safe,
            edits: vec![Edit { span: Span::new(at, at + 1), text: String::new() }],
            within: Span::new(0, text.len()),
        })
        .collect();
    assert!(proposals.len() > 10);
    let copy = Copy::with(source, reading, proposals);
    assert_eq!(copy.fixed.applied, copy.proposals.len());
    let accepted = Reading::from_bytes(settled(&copy.fixed.bytes, Outcome::Accepted), None, None).paper;
    assert_eq!((accepted.text, accepted.runs), (meant.paper.text, meant.paper.runs));
}
