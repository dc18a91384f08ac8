//! Manuscripts of Word that are broken or hostile: read and corrected within limits, or refused with a clear message.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot do")]

use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use ibidem_tests::program;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// What is asked of the release program is thirty seconds for the worst; a debug build gets more.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 120 } else { 30 });

const ROOT: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Default Extension=\"bin\" ContentType=\"application/vnd.ms-office.vbaProject\"/>\
    <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/></Types>";
const FAULT: &str = "<w:r><w:t>Anna Weiss, “Salt Roads” (London: Murray, 1999,,), 24.</w:t></w:r>";

type Parts = Vec<(&'static str, Vec<u8>)>;

/// A manuscript with one note that has a fault, and a body of this content.
fn manuscript(body: &str, links: &str) -> Parts {
    let call = "<w:p><w:r><w:t>Harbors grew.</w:t></w:r><w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>";
    let document = format!("<w:document {ROOT}><w:body>{call}{body}</w:body></w:document>");
    let notes = format!(
        "<w:footnotes {ROOT}><w:footnote w:id=\"1\"><w:p><w:r><w:footnoteRef/></w:r>{FAULT}</w:p></w:footnote></w:footnotes>"
    );
    let links = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"n\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes\" Target=\"footnotes.xml\"/>{links}</Relationships>"
    );
    vec![
        ("[Content_Types].xml", TYPES.into()),
        ("word/document.xml", document.into()),
        ("word/footnotes.xml", notes.into()),
        ("word/_rels/document.xml.rels", links.into()),
    ]
}

fn packed(parts: &Parts) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// What the program says when it corrects a manuscript, and the corrected copy.
struct Corrected {
    status: Option<i32>,
    said: String,
    copy: Option<Vec<u8>>,
}

fn fix(name: &str, bytes: &[u8]) -> Corrected {
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bad_manuscripts").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("paper.docx"), bytes).unwrap();
    let mut command = Command::new(program());
    command.current_dir(&folder).args(["audit", "paper.docx", "--offline", "--now", "2026-01-31", "--fix"]);
    let begin = Instant::now();
    let output = command.output().unwrap();
    let took = begin.elapsed();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(took < LONGEST, "{name} takes {took:?}");
    assert!(output.status.code().is_some() && !said.contains("panicked"), "{name}: {said}");
    assert_eq!(fs::read(folder.join("paper.docx")).unwrap(), bytes, "the manuscript itself is never written");
    let copy = fs::read(folder.join("paper.fixed.docx")).ok();
    let _ = fs::remove_dir_all(&folder);
    Corrected { status: output.status.code(), said, copy }
}

/// A manuscript that is corrected although something about it is odd.
fn check_corrected(name: &str, parts: &Parts) -> Vec<u8> {
    let corrected = fix(name, &packed(parts));
    let copy = corrected.copy.unwrap_or_else(|| panic!("{name}: {}", corrected.said));
    assert!(part(&copy, "word/footnotes.xml").contains("<w:del "), "{name}: {}", corrected.said);
    copy
}

/// A file that is refused with these words, and of which no copy is written.
fn check_refused(name: &str, bytes: &[u8], words: &str) {
    let corrected = fix(name, bytes);
    assert!(corrected.said.contains(words), "{name}: {}", corrected.said);
    assert!(corrected.copy.is_none() && matches!(corrected.status, Some(2 | 3)), "{:?}", corrected.status);
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn bombs_are_refused_by_the_name_of_the_limit() {
    let mut parts = manuscript("", "");
    parts[1].1 = vec![b' '; 300 << 20];
    check_refused("bomb", &packed(&parts), "more than the limit of 192 MB");
}

#[test]
fn truncated_and_encrypted_archives_are_refused() {
    let whole = packed(&manuscript("", ""));
    check_refused("truncated", &whole[..whole.len() * 2 / 3], "the archive is damaged");
    // The bit that says so, in the headers of each part and of the directory (APPNOTE 4.4.4).
    let mut encrypted = whole.clone();
    for (signature, offset) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let headers: Vec<usize> = (0..whole.len()).filter(|at| whole[*at..].starts_with(signature)).collect();
        for at in headers {
            encrypted[at + offset] |= 1;
        }
    }
    check_refused("encrypted", &encrypted, "it is encrypted");
    // Word packs what it encrypts into a file of its old form.
    check_refused("password", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more", "one with a password");
}

#[test]
fn depth_costs_neither_the_stack_nor_the_correction() {
    let deep = |open: &str, close: &str| {
        manuscript(&format!("{}<w:p>{FAULT}</w:p>{}", open.repeat(200_000), close.repeat(200_000)), "")
    };
    check_corrected("depth", &deep("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"));
    check_corrected("boxes", &deep("<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"));
    let fields = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>ADDIN ZOTERO_ITEM CSL_CITATION {</w:instrText></w:r></w:p>";
    check_corrected("fields", &manuscript(&fields.repeat(100_000), ""));
    let link = |n: usize| {
        format!(
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>HYPERLINK \"https://{n}.example/\"</w:instrText>\
             <w:fldChar w:fldCharType=\"separate\"/><w:t>Salt</w:t></w:r></w:p>"
        )
    };
    let links: String = (0..50_000).map(link).collect();
    // All that follows upon a field that nobody closed stands in it, and is not written into.
    let read = ibidem::Reading::from_bytes(packed(&manuscript(&links, "")), None, None);
    assert_eq!(read.paper.notes.len(), 1);
}

#[test]
fn nothing_outside_of_the_document_is_fetched() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    let address = format!("http://127.0.0.1:{}", server.local_addr().unwrap().port());
    let kinds = ["image", "attachedTemplate", "frame", "subDocument", "oleObject", "aFChunk", "footnotes"];
    let link = |kind: &&str| {
        format!(
            "<Relationship Id=\"{kind}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" \
             Target=\"{address}/{kind}\" TargetMode=\"External\"/>"
        )
    };
    let links: String = kinds.iter().map(link).collect();
    let field = format!(
        "<w:p><w:fldSimple w:instr=\"INCLUDETEXT {address}/text\"><w:r><w:t>x</w:t></w:r></w:fldSimple><w:subDoc r:id=\"subDocument\"/><w:altChunk r:id=\"aFChunk\"/></w:p>"
    );
    let mut parts = manuscript(&field, &links);
    let entity = format!("<!DOCTYPE x [<!ENTITY e SYSTEM \"{address}/entity\"><!ENTITY f \"&e;&e;\">]>");
    let text = String::from_utf8(parts[1].1.clone()).unwrap().replace("Harbors", "Harbors &f;");
    parts[1].1 = format!("{entity}{text}").into_bytes();
    let copy = check_corrected("external", &parts);
    assert!(part(&copy, "word/document.xml").starts_with(&entity));
    assert!(server.accept().is_err(), "somebody asked for what stands outside of the document");
}

#[test]
fn macros_are_copied_as_they_are() {
    let mut parts = manuscript("", "");
    let project = b"\xD0\xCF\x11\xE0 Sub AutoOpen()".to_vec();
    parts.push(("word/vbaProject.bin", project.clone()));
    let copy = check_corrected("macros", &parts);
    let mut bytes = Vec::new();
    let mut zip = ZipArchive::new(Cursor::new(&copy)).unwrap();
    zip.by_name("word/vbaProject.bin").unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, project);
}
