//! `ibidem audit --fix` on manuscripts of Word, as a user runs it.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot do")]

use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ibidem_tests::program;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const ROOT: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
    <Override PartName=\"/word/footnotes.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml\"/></Types>";
const LINKS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes\" Target=\"footnotes.xml\"/></Relationships>";

/// Notes with three faults, one of them in a field that a program keeps.
const NOTES: [&str; 3] = [
    "<w:r><w:t xml:space=\"preserve\">Paul Brandt, </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>The Anglo- American Salt Trade</w:t></w:r><w:r><w:t xml:space=\"preserve\"> (London: Murray, 1999), 24.</w:t></w:r>",
    "<w:r><w:t xml:space=\"preserve\">Anna Weiss, </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>Salt Roads</w:t></w:r><w:r><w:t xml:space=\"preserve\"> (London: Murray, 1999,,), 24.</w:t></w:r>",
    "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>ADDIN ZOTERO_ITEM CSL_CITATION {}</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>\
     <w:r><w:t xml:space=\"preserve\">Ann Lee, </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>Quays</w:t></w:r><w:r><w:t xml:space=\"preserve\"> (Oslo: Berg , 2001), 3.</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
];

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn manuscript(more: &[(&str, &str)]) -> Vec<u8> {
    let marker =
        |n| format!("<w:r><w:t>Harbors grew.</w:t></w:r><w:r><w:footnoteReference w:id=\"{n}\"/></w:r>");
    let markers: String = (1..=NOTES.len()).map(marker).collect();
    let note = |(i, note): (usize, &&str)| {
        let n = i + 1;
        format!("<w:footnote w:id=\"{n}\"><w:p><w:r><w:footnoteRef/></w:r>{note}</w:p></w:footnote>")
    };
    let notes: String = NOTES.iter().enumerate().map(note).collect();
    let document = format!("<w:document {ROOT}><w:body><w:p>{markers}</w:p></w:body></w:document>");
    let footnotes = format!("<w:footnotes {ROOT}>{notes}</w:footnotes>");
    let parts = [
        ("[Content_Types].xml", TYPES),
        ("word/_rels/document.xml.rels", LINKS),
        ("word/document.xml", &document),
        ("word/footnotes.xml", &footnotes),
    ];
    packed(&[&parts[..], more].concat())
}

/// A folder with a manuscript that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn with(name: &str, manuscript: &[u8]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fix_docx").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("paper.docx"), manuscript).unwrap();
        Self(folder)
    }

    fn audit(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(program());
        command.current_dir(&self.0).args(["audit", "--offline", "--now", "2026-01-31"]).args(arguments);
        command.output().unwrap()
    }

    /// What an audit says of fixes.
    fn said(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.audit(arguments).stderr).unwrap()
    }

    fn bytes(&self, file: &str) -> Vec<u8> {
        fs::read(self.0.join(file)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_copy_has_tracked_changes_and_a_comment_for_each_finding() {
    let source = manuscript(&[]);
    let folder = Folder::with("copy", &source);
    let said = folder.said(&["paper.docx", "--fix"]);
    // Of two commas and a parenthesis, one correction brings the other to light.
    let expected =
        "wrote paper.fixed.docx: 3 of 4 fixes, 3 comments; 1 stands in a field that a program writes\n";
    assert_eq!(said, expected);
    assert_eq!(folder.bytes("paper.docx"), source);
    let copy = folder.bytes("paper.fixed.docx");
    let notes = part(&copy, "word/footnotes.xml");
    let date = "w:author=\"ibidem\" w:date=\"2026-01-31T00:00:00Z\"";
    assert_eq!(notes.matches(date).count(), 3, "{notes}");
    let look = "<w:r><w:rPr><w:i/></w:rPr>";
    let gone = format!("{look}<w:delText xml:space=\"preserve\"> </w:delText></w:r>");
    assert!(
        notes.contains(&gone) && notes.contains(&format!("{look}<w:t xml:space=\"preserve\">American")),
        "{notes}"
    );
    let comments = part(&copy, "word/comments.xml");
    assert_eq!(comments.matches("<w:comment ").count(), 3, "{comments}");
    assert!(comments.contains("Correction: remove the space."), "{comments}");
    assert!(comments.contains("Not changed: a program keeps this text in a field"), "{comments}");
    // Nothing is left to be corrected in the copy, and nothing is said of it twice.
    let again = folder.said(&["paper.fixed.docx", "--fix", "--in-place"]);
    assert_eq!(
        again,
        "wrote nothing for paper.fixed.docx: 0 of 1 fix; 1 stands in a field that a program writes\n"
    );
    assert_eq!(folder.bytes("paper.fixed.docx"), copy);
}

#[test]
fn the_same_run_writes_the_same_bytes() {
    let folder = Folder::with("same", &manuscript(&[]));
    folder.said(&["paper.docx", "--fix", "--output", "one.docx", "--jobs", "1"]);
    folder.said(&["paper.docx", "--fix", "--output", "two.docx", "--jobs", "4"]);
    assert_eq!(folder.bytes("one.docx"), folder.bytes("two.docx"));
    let report = |arguments: &[&str]| folder.audit(arguments).stdout;
    assert_eq!(report(&["paper.docx"]), report(&["paper.docx", "--fix"]));
}

#[test]
fn a_diff_is_of_the_text() {
    let folder = Folder::with("diff", &manuscript(&[]));
    let output = folder.audit(&["paper.docx", "--diff"]);
    let diff = String::from_utf8(output.stdout).unwrap();
    let changed: Vec<&str> = diff.lines().filter(|line| line.starts_with(['-', '+'])).collect();
    let expected = [
        "--- paper.docx",
        "+++ paper.docx",
        "-Paul Brandt, The Anglo- American Salt Trade (London: Murray, 1999), 24.",
        "+Paul Brandt, The Anglo-American Salt Trade (London: Murray, 1999), 24.",
        "-Anna Weiss, Salt Roads (London: Murray, 1999,,), 24.",
        "+Anna Weiss, Salt Roads (London: Murray, 1999), 24.",
    ];
    assert_eq!(changed, expected);
    assert!(!folder.0.join("paper.fixed.docx").exists());
}

#[test]
fn a_signed_manuscript_is_left_as_it_is() {
    let folder = Folder::with("signed", &manuscript(&[("_xmlsignatures/origin.sigs", "")]));
    let said = folder.said(&["paper.docx", "--fix"]);
    assert!(said.starts_with("paper.docx is left as it is: it is signed"), "{said}");
    assert!(!folder.0.join("paper.fixed.docx").exists());
}
