//! Documents with keys and of several files: what is read of them, and where it is said to stand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ibidem::Reading;
use ibidem_citations::{NoteKind, Paper};
use ibidem_tests::program;
use serde_json::Value;

/// Writes the files of one test into a folder of its own; the first is the document.
fn project(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sources").join(name).join("paper");
    let _ = fs::remove_dir_all(&folder);
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    }
    folder.join(files[0].0)
}

fn read(name: &str, files: &[(&str, &str)]) -> Reading {
    Reading::open(&project(name, files)).expect("the document can be read")
}

/// Number and text of the notes, entries of lists left out.
fn notes(paper: &Paper) -> Vec<(String, &str)> {
    let notes = paper.notes.iter().filter(|note| note.kind != NoteKind::Reference);
    notes.map(|note| (note.number.to_string(), paper.text_of(note.span))).collect()
}

fn audit(path: &Path, options: &[&str]) -> Value {
    let output = Command::new(program())
        .args(["audit", "--offline", "--isolated", "--format", "json"])
        .args(options)
        .arg(path)
        .output()
        .expect("the program runs");
    serde_json::from_slice(&output.stdout).expect("the report is JSON")
}

/// Of each finding of a rule what it quotes.
fn quotes<'a>(report: &'a Value, rule: &str) -> Vec<&'a str> {
    let findings = report["findings"].as_array().expect("findings are a list").iter();
    findings
        .filter(|finding| finding["rule"] == rule)
        .filter_map(|finding| finding["quote"].as_str())
        .collect()
}

const BIB: &str = "@book{lee1999, author={Lee, Ann}, title={Quays}, publisher={Murray}, address={London}, year={1999}}\n\
    @book{hofer2003, author={Hofer, Karl}, title={Schleusen}, publisher={Beck}, address={M\\\"unchen}, year={2003}}\n\
    @article{gray1988, author={Gray, Eve}, title={Salt}, journaltitle={Imaginary Review}, volume={4}, pages={1--9}, year={1988}, crossref={vol}}\n\
    @book{vol, title={A Volume}, publisher={Murray}, year={1988}}\n\
    @book{unused, author={Nobody, A.}, title={Never}, publisher={Murray}, year={1900}}\n\
    @book{lee1999, author={Lee, Ann}, title={Moles}, publisher={Murray}, year={2001}}\n";

const MAIN: &str = "\\documentclass{article}\n\\usepackage[style=verbose-ibid]{biblatex}\n\\addbibresource{refs.bib}\n\
    \\input{macros}\n\\begin{document}\n\\section{One}\nSalt came by sea.\\footcite[see][12]{lee1999} Then by rail \\autocite[3--4]{hofer2003}.\n\
    \\input{chapters/one}\n\\include{chapters/two}\n% \\input{gone}\n\\printbibliography\n\\end{document}\n";

const MACROS: &str = "\\newcommand{\\fn}[1]{\\footnote{#1}}\n\\newcommand*\\see[2][]{\\footnote{See \\cite[#1]{#2}.}}\n\
    \\NewDocumentCommand{\\dual}{O{first} m}{\\footnote{#1: #2}}\n\\def\\note#1{\\fn{#1}}\n\\let\\anm\\footnote\n";

const ONE: &str = "It was dear.\\fn{Ann Lee, \\emph{Quays} (London: Murray, 1999), 4.} And wet.\\see[7]{gray1988}\n\
    Cold too.\\dual{one} Old.\\dual[second]{two} New.\\note{A note within.} Last.\\anm{By another name.}\n";

const TWO: &str = "Nobody knew why.\\footnote{\\cite[9]{lee1998}; \\cites[1]{lee1999}[2]{hofer2003}.}\n";

const FILES: [(&str, &str); 5] = [
    ("main.tex", MAIN),
    ("refs.bib", BIB),
    ("macros.tex", MACROS),
    ("chapters/one.tex", ONE),
    ("chapters/two.tex", TWO),
];

#[test]
fn notes_of_all_files_and_macros_are_read() {
    let reading = read("notes", &FILES);
    let expected = [
        ("1", "see lee1999, 12."),
        ("2", "hofer2003, 3–4."),
        ("3", "Ann Lee, Quays (London: Murray, 1999), 4."),
        ("4", "See gray1988, 7."),
        ("5", "first: one"),
        ("6", "second: two"),
        ("7", "A note within."),
        ("8", "By another name."),
        ("9", "lee1998, 9; lee1999, 1; hofer2003, 2."),
    ];
    let expected: Vec<_> = expected.iter().map(|(number, text)| ((*number).to_owned(), *text)).collect();
    assert_eq!(notes(&reading.paper), expected);
    assert!(reading.unread.is_empty(), "{:?}", reading.unread);
    let body = reading.paper.text_of(reading.paper.body);
    assert!(body.contains("Then by rail.") && body.contains("Nobody knew why."), "{body}");
}

#[test]
fn a_comment_that_resembles_a_pdf_is_one() {
    let text = "%PDF-A settings of the press\n\\documentclass{article}\\begin{document}\nSalt.\\footnote{Jane Doe, \\emph{Salt} (London: Harbour, 1978), 3.}\n\\end{document}\n";
    let reading = read("pdf-a", &[("paper.tex", text)]);
    assert_eq!(notes(&reading.paper), [("1".to_owned(), "Jane Doe, Salt (London: Harbour, 1978), 3.")]);
}

#[test]
fn keys_tie_items_surely() {
    let reading = read("keys", &FILES);
    let paper = &reading.paper;
    let work_of = |key: &str| {
        let entry = paper
            .notes
            .iter()
            .find(|note| note.kind == NoteKind::Reference && note.number.to_string() == key);
        entry.and_then(|note| note.items().next()?.mention.as_ref()).map(|mention| mention.work)
    };
    let tied = |note: usize| -> Vec<_> {
        let items = paper.notes[note].items();
        items.map(|item| item.mention.as_ref().map(|mention| (mention.work, mention.confidence))).collect()
    };
    assert_eq!(tied(0), [Some((work_of("lee1999").unwrap(), 1.0))]);
    assert_eq!(tied(1), [Some((work_of("hofer2003").unwrap(), 1.0))]);
    assert_eq!(tied(3), [Some((work_of("gray1988").unwrap(), 1.0))]);
    // The first of two entries of one key counts, and what was typed is tied to it too.
    let work = paper.bibliography.work(work_of("lee1999").unwrap()).unwrap();
    assert_eq!(work.item.title(), "Quays");
    assert_eq!(tied(2).first().copied().flatten().map(|(work, _)| work), work_of("lee1999"));
    let locator = paper.notes[1].items().next().and_then(|item| item.locator.clone()).unwrap();
    assert_eq!((locator.value.as_str(), paper.text_of(locator.span)), ("3–4", "3–4"));
}

#[test]
fn places_name_the_file_that_has_them() {
    let reading = read("places", &FILES);
    let paper = &reading.paper;
    let place = |note: usize| {
        let source = reading.source(paper.notes[note].span);
        let (part, span) = reading.in_file(source);
        (part.map_or("main.tex", |part| part.name.as_str()), span, reading.line(source.start))
    };
    let text_of = |file: &str| FILES.iter().find(|(name, _)| *name == file).map_or("", |(_, text)| *text);
    let (file, span, line) = place(2);
    assert_eq!((file, line), ("chapters/one.tex", 1));
    assert!(span.of(text_of(file)).starts_with("Ann Lee, \\emph{Quays}"));
    let (file, span, line) = place(6);
    assert_eq!((file, span.of(text_of(file)), line), ("chapters/one.tex", "A note within.", 2));
    assert_eq!(place(8).0, "chapters/two.tex");
    assert_eq!(place(0).0, "main.tex");
}

#[test]
fn missing_uncited_and_repeated_keys_are_told() {
    let path = project("told", &FILES);
    let report = audit(&path, &[]);
    assert_eq!(quotes(&report, "missing-entry"), ["lee1998"]);
    assert_eq!(quotes(&report, "uncited-entry"), ["unused"]);
    assert_eq!(quotes(&report, "duplicate-key"), ["lee1999"]);
    let missing =
        report["findings"].as_array().unwrap().iter().find(|found| found["rule"] == "missing-entry").unwrap();
    assert!(missing["span"].is_null() && missing["file"].as_str().unwrap().ends_with("main.tex"));
    let at = TWO.find("lee1998").unwrap();
    assert_eq!(missing["place"], serde_json::json!({ "part": "chapters/two.tex", "span": [at, at + 7] }));
}

#[test]
fn a_chapter_alone_lacks_no_entry() {
    let report = audit(&project("chapter", &[("two.tex", TWO)]), &[]);
    assert!(quotes(&report, "missing-entry").is_empty(), "{report}");
}

#[test]
fn files_that_cannot_be_read_are_named_with_their_line() {
    let main = "\\documentclass{article}\n\\bibliography{gone}\n\\begin{document}\nA.\\footcite{x}\n\\input{/etc/passwd}\n\
        \\input{../../../../up}\n\\input{main}\n\\input{a}\n\\input{\\home/b}\n\\end{document}\n";
    let reading =
        read("unread", &[("main.tex", main), ("a.tex", "Once.\\input{b}"), ("b.tex", "Twice.\\input{a}")]);
    let told: Vec<(usize, Option<&str>, &str)> = reading
        .unread
        .iter()
        .map(|unread| (unread.line, unread.file.as_deref(), unread.message.as_str()))
        .collect();
    let expected = [
        (2, None, "the file “gone” was not found"),
        (5, None, "the file “/etc/passwd” is named by an absolute path, and was not read"),
        (6, None, "the file “../../../../up” was not found"),
        (7, None, "the file “main” is the document itself, and was not read"),
        (9, None, "the file “\\home/b” is named by a command, and was not read"),
        (1, Some("b.tex"), "a file includes itself, and was read once"),
    ];
    assert_eq!(told, expected);
    let body = reading.paper.text_of(reading.paper.body);
    assert_eq!((body.matches("Once.").count(), body.matches("Twice.").count()), (1, 1));
    assert!(!reading.paper.keys.is_whole);
}

#[cfg(unix)]
#[test]
fn what_lies_outside_of_the_project_is_not_read() {
    let path = project(
        "outside",
        &[
            ("main.tex", "\\begin{document}\n\\input{../../secret}\\input{link}\n\\end{document}\n"),
            // The root of a project.
            ("latexmkrc", ""),
        ],
    );
    let folder = path.parent().unwrap();
    fs::write(folder.join("../../secret.tex"), "Secret.").unwrap();
    std::os::unix::fs::symlink("../../secret.tex", folder.join("link.tex")).unwrap();
    let reading = Reading::open(&path).unwrap();
    assert_eq!(reading.unread.len(), 2, "{:?}", reading.unread);
    assert!(reading.unread.iter().all(|unread| unread.message.contains("outside of the folder")));
    assert!(!reading.paper.text.contains("Secret"));
}

#[test]
fn corrections_of_included_files_are_left_to_them() {
    let one = "It was dear.\\footnote{Ann Lee, \\emph{Quays} (London: Murray, 1999) , 4.}\n";
    let main = "\\begin{document}\nHere.\\footnote{Ann Lee, \\emph{Quays} (London: Murray, 1999) , 5.}\n\\input{one}\n\\end{document}\n";
    let path = project("fix", &[("main.tex", main), ("one.tex", one)]);
    let output = Command::new(program())
        .args(["audit", "--offline", "--isolated", "--fix", "--only", "stray-space,misplaced-punctuation"])
        .arg(&path)
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("1 of 2 fixes; 1 stands in a file that the document includes"), "{said}");
    let fixed = fs::read_to_string(path.with_file_name("main.fixed.tex")).expect("the copy was written");
    assert_eq!(fixed, main.replace("1999) , 5", "1999), 5"));
    assert_eq!(fs::read_to_string(path.with_file_name("one.tex")).unwrap(), one);
}
