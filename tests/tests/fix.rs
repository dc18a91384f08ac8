//! `ibidem audit --fix` and `--diff`, as a user runs them.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot do")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ibidem_tests::{library, program};

const PAPER: &str = "Harbors grew.[^1] They shrank.[^2] Again.[^3]\n\n\
    [^1]: Paul Brandt, *The Anglo- American Salt Trade* (London: Murray , 1999), 24.\n\
    [^2]: Paul Brandt, *Salt Roads of the ﬁrst Kings* (London: Murray, 1999), 24.\n\
    [^3]: Anna Weiss, “The Road,” *Salt* 3 (2001): 5, <https://salt.example/a_b?utm_source=x&utm_medium=y>.\n";

/// What the fixes of [`PAPER`] replace.
const EDITS: [(&str, &str); 4] = [
    ("Anglo- American", "Anglo-American"),
    ("Murray ,", "Murray,"),
    ("ﬁrst", "first"),
    ("?utm_source=x&utm_medium=y", ""),
];

/// A folder with documents that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn with(name: &str, files: &[(&str, &[u8])]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fix").join(name);
        // What an earlier run left there would be taken for copies.
        let _ = fs::remove_dir_all(&folder);
        for (file, bytes) in files {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        Self(folder)
    }

    fn bytes(&self, file: &str) -> Vec<u8> {
        fs::read(self.0.join(file)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let names = self.0.read_dir().unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn audit(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(program());
        command.current_dir(&self.0).args(["audit", "--offline", "--now", "2026-01-31"]).args(arguments);
        command.output().unwrap()
    }

    /// Runs an audit; gives its status and what it says of fixes.
    fn said(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.audit(arguments);
        (output.status.code().unwrap(), text(&output.stderr))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left behind in the folder for tests is removed by the next run.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn mended(source: &str) -> String {
    EDITS.iter().fold(source.to_owned(), |source, (was, becomes)| source.replace(was, becomes))
}

/// Text in windows-1252, of which only these signs are not in Latin-1.
fn cp1252(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        '“' => 0x93,
        '”' => 0x94,
        '–' => 0x96,
        _ => u8::try_from(u32::from(c)).unwrap(),
    };
    text.chars().map(byte).collect()
}

/// Fixes a document, and then its copy, in which nothing is left to be fixed.
fn check(name: &str, file: &str, source: &[u8], expected: &[u8], fixes: &str) {
    let folder = Folder::with(name, &[(file, source)]);
    let (stem, ending) = file.split_once('.').unwrap();
    let copy = format!("{stem}.fixed.{ending}");
    let said = folder.said(&[file, "--fix"]).1;
    assert_eq!(said, format!("wrote {copy}: {fixes}\n"));
    assert_eq!(text(&folder.bytes(&copy)), text(expected));
    assert_eq!(folder.bytes(&copy), expected);
    assert_eq!(folder.bytes(file), source);

    let again = folder.audit(&[&copy, "--diff"]);
    assert_eq!(
        (text(&again.stdout), text(&again.stderr)),
        (String::new(), format!("wrote nothing for {copy}: no fixes\n"))
    );
    folder.audit(&[&copy, "--fix"]);
    let mut names = [copy, file.to_owned()];
    names.sort();
    assert_eq!(folder.names(), names);
}

#[test]
fn markdown_is_the_same_outside_the_edits() {
    check("markdown", "paper.md", PAPER.as_bytes(), mended(PAPER).as_bytes(), "4 fixes");
}

#[test]
fn line_ends_and_byte_order_mark_stay() {
    let source = format!("\u{feff}{}", PAPER.replace('\n', "\r\n"));
    check("crlf", "paper.md", source.as_bytes(), mended(&source).as_bytes(), "4 fixes");
}

#[test]
fn html_is_the_same_outside_the_edits() {
    let source = "<!DOCTYPE html>\n<html><head><title>Salt</title></head><body>\n\
        <p >Harbors grew.<sup><a href='#n1' id=r1>1</a></sup></P>\n\
        <ol class=footnotes><li id=n1>Paul Brandt &amp; Sons, <i>The Anglo- American Salt Trade</i> \
        (London:&#32;Murray , 1999), 24.</li></ol>\n</body></html>";
    check("html", "paper.html", source.as_bytes(), mended(source).as_bytes(), "2 fixes");
}

#[test]
fn the_encoding_stays() {
    let source = "Les cafés.[^1] Encore.[^2]\n\n\
        [^1]: René Doré, “Les cafés,” *The Anglo- American Salt Trade* (Orléans: Garçon , 1999), 24–26.\n\
        [^2]: Paul Brandt, *Salt Roads* (London: Murray , 1999), 24.\n";
    let expected = mended(source).replace("Garçon ,", "Garçon,");
    check("cp1252", "paper.md", &cp1252(source), &cp1252(&expected), "3 fixes");
}

#[test]
fn a_diff_leads_from_the_document_to_its_copy() {
    let folder = Folder::with("diff", &[("paper.md", PAPER.as_bytes())]);
    let output = folder.audit(&["paper.md", "--diff"]);
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<&str> = PAPER.lines().collect();
    let kept = lines[..2].iter().map(|line| format!(" {line}\n"));
    let removed = lines[2..].iter().map(|line| format!("-{line}\n"));
    let added = lines[2..].iter().map(|line| format!("+{}\n", mended(line)));
    let lines: String = kept.chain(removed).chain(added).collect();
    let expected = format!("--- paper.md\n+++ paper.md\n@@ -1,5 +1,5 @@\n{lines}");
    assert_eq!(text(&output.stdout), expected);
    assert_eq!(text(&output.stderr), "would write paper.fixed.md: 4 fixes\n");
    assert_eq!(folder.names(), ["paper.md"]);
    let both = folder.audit(&["paper.md", "--diff", "--fix"]);
    assert_eq!(text(&both.stdout), expected);
    assert_eq!(text(&folder.bytes("paper.fixed.md")), mended(PAPER));
}

#[test]
fn the_report_and_the_status_are_those_of_the_audit() {
    let folder = Folder::with("report", &[("paper.md", PAPER.as_bytes()), ("clean.md", b"Nothing.\n")]);
    for format in ["text", "json"] {
        let plain = folder.audit(&["paper.md", "--format", format]);
        let fixing = folder.audit(&["paper.md", "--format", format, "--fix", "--force"]);
        assert_eq!((plain.status.code(), &plain.stdout), (Some(1), &fixing.stdout));
        assert_eq!(fixing.status.code(), Some(1));
    }
    assert_eq!(folder.said(&["clean.md", "--fix"]), (0, "wrote nothing for clean.md: no fixes\n".to_owned()));
    assert_eq!(folder.names(), ["clean.md", "paper.fixed.md", "paper.md"]);
}

#[test]
fn an_existing_file_is_overwritten_only_by_force() {
    let folder = Folder::with("exists", &[("paper.md", PAPER.as_bytes()), ("paper.fixed.md", b"mine")]);
    let (status, said) = folder.said(&["paper.md", "--fix"]);
    let expected =
        "ibidem: paper.fixed.md exists: overwrite it with --force, or name another file with --output\n";
    assert_eq!((status, said.as_str()), (2, expected));
    assert_eq!(folder.bytes("paper.fixed.md"), b"mine");
    assert_eq!(folder.said(&["paper.md", "--fix", "--force"]).0, 1);
    assert_eq!(text(&folder.bytes("paper.fixed.md")), mended(PAPER));
}

#[test]
fn a_copy_goes_where_the_user_says_but_over_no_document() {
    let folder = Folder::with("output", &[("paper.md", PAPER.as_bytes()), ("clean.md", b"Nothing.\n")]);
    let said = folder.said(&["paper.md", "--fix", "--output", "out.txt"]).1;
    assert_eq!(said, "wrote out.txt: 4 fixes\n");
    assert_eq!(text(&folder.bytes("out.txt")), mended(PAPER));
    folder.said(&["clean.md", "--fix", "--output", "clean.out"]);
    assert_eq!(folder.bytes("clean.out"), b"Nothing.\n");
    for output in ["paper.md", "./paper.md", "../output/paper.md"] {
        let (status, said) = folder.said(&["paper.md", "--fix", "--force", "--output", output]);
        assert_eq!(status, 2);
        assert!(said.contains("is a document of this run: only --in-place changes documents"), "{said}");
    }
    assert_eq!(folder.said(&["paper.md", "clean.md", "--fix", "--output", "x"]).0, 2);
    assert_eq!(folder.bytes("paper.md"), PAPER.as_bytes());
}

#[test]
fn flags_that_do_nothing_are_refused() {
    let folder = Folder::with("flags", &[("paper.md", PAPER.as_bytes())]);
    for flags in [
        &["--unsafe-fixes"][..],
        &["--force"],
        &["--in-place"],
        &["--output", "x"],
        &["--fix", "--in-place", "--force"],
        &["--diff", "--format", "json"],
    ] {
        assert_eq!(folder.said(&[&["paper.md"], flags].concat()).0, 2, "{flags:?}");
    }
    assert_eq!(folder.names(), ["paper.md"]);
}

#[cfg(unix)]
#[test]
fn a_document_is_replaced_in_place_with_its_permissions() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let folder = Folder::with("place", &[("real/paper.md", PAPER.as_bytes())]);
    let path = folder.0.join("real/paper.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/paper.md", folder.0.join("paper.md")).unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    folder.said(&["paper.md", "--fix"]);
    assert_eq!(mode(&folder.0.join("paper.fixed.md")), 0o640);
    let (status, said) = folder.said(&["paper.md", "--fix", "--in-place"]);
    assert_eq!((status, said.as_str()), (1, "wrote paper.md: 4 fixes\n"));
    assert_eq!(text(&folder.bytes("real/paper.md")), mended(PAPER));
    assert_eq!(mode(&path), 0o640);
    assert!(folder.0.join("paper.md").is_symlink());
    assert_eq!(fs::read_dir(folder.0.join("real")).unwrap().count(), 1);
    let (status, said) = folder.said(&["paper.md", "--fix", "--in-place"]);
    assert_eq!((status, said.as_str()), (0, "wrote nothing for paper.md: no fixes\n"));
}

#[test]
fn each_file_of_a_folder_has_its_own_copy() {
    let files: [(&str, &[u8]); 3] = [
        ("issue/a.md", PAPER.as_bytes()),
        ("issue/b/a.md", PAPER.as_bytes()),
        ("issue/clean.md", b"Nothing.\n"),
    ];
    let folder = Folder::with("folder", &files);
    let said = folder.said(&["issue", "--fix", "--jobs", "3"]).1;
    let expected = "wrote issue/a.fixed.md: 4 fixes\nwrote issue/b/a.fixed.md: 4 fixes\n\
        wrote nothing for issue/clean.md: no fixes\n";
    assert_eq!(said, expected);
    // The copies are no documents to be copied.
    let said = folder.said(&["issue", "--fix", "--force"]).1;
    assert!(said.starts_with("issue/a.fixed.md is a copy that --fix has made: left as it is\n"), "{said}");
    assert!(!folder.0.join("issue/a.fixed.fixed.md").exists());
    assert_eq!(text(&folder.bytes("issue/a.fixed.md")), mended(PAPER));
}

#[test]
fn what_is_hidden_or_not_chosen_is_not_fixed() {
    let config = "[rules]\nligature = \"off\"\n";
    let folder =
        Folder::with("hidden", &[("paper.md", PAPER.as_bytes()), ("ibidem.toml", config.as_bytes())]);
    folder.said(&["paper.md", "--fix", "--only", "ligature,stray-space"]);
    let expected = PAPER.replace("Anglo- ", "Anglo-").replace("Murray ,", "Murray,");
    assert_eq!(text(&folder.bytes("paper.fixed.md")), expected);
    folder.said(&["paper.md", "--fix", "--force", "--only", "ligature,stray-space", "--show-ignored"]);
    assert_eq!(text(&folder.bytes("paper.fixed.md")), expected);
}

#[test]
fn fixes_of_other_peoples_plugins_need_a_look() {
    let paper = "Roads.[^1]\n\n\
        [^1]: Anna Weiss, “The Road,” *American Historical Review* 3, no. 2 (2001): 5.\n";
    let config = "[options.journals.abbreviations]\n\"American Historical Review\" = \"AHR\"\n";
    let folder =
        Folder::with("plugin", &[("paper.md", paper.as_bytes()), ("ibidem.toml", config.as_bytes())]);
    let plugin = library("ibidem-journals");
    let plugin = plugin.to_str().unwrap();
    let unasked = folder.said(&["paper.md", "--plugin", plugin, "--fix"]).1;
    assert_eq!(unasked, "wrote nothing for paper.md: 0 of 1 fix; 1 needs a look (--unsafe-fixes)\n");
    let asked = folder.said(&["paper.md", "--plugin", plugin, "--fix", "--unsafe-fixes"]).1;
    assert_eq!(asked, "wrote paper.fixed.md: 1 fix\n");
    let expected = paper.replace("American Historical Review", "AHR");
    assert_eq!(text(&folder.bytes("paper.fixed.md")), expected);
}

#[test]
fn corrections_that_share_a_place_need_no_second_run() {
    let paper = "Harbors grew.[^1]\n\n[^1]: Paul Brandt, *Salt Roads* (London: Murray, 1999,,), 24.\n";
    check("shared", "paper.md", paper.as_bytes(), paper.replace(",,)", ")").as_bytes(), "2 fixes");
}

#[test]
fn lists_of_references_are_corrected_in_place() {
    let bib = "% Salt.\n@book{b,\n  title = {The Anglo- American Salt Trade},\n  author = {Brandt, Paul},\n  \
        publisher = {Murray},\n  date = {1999},\n}\n";
    check("bib", "list.bib", bib.as_bytes(), bib.replace("Anglo- ", "Anglo-").as_bytes(), "1 fix");
    let json = "[ {\"id\": \"b\", \"type\":\"book\",\n   \"title\": \"The Anglo- American Salt Trade\", \"publisher\": \"Murray\"} ]\n";
    check("json", "list.json", json.as_bytes(), json.replace("Anglo- ", "Anglo-").as_bytes(), "1 fix");
}

#[test]
fn a_strangers_safe_fix_is_printed_as_unsafe() {
    let paper =
        "Roads.[^1]\n\n[^1]: Anna Weiss, “The Road,” *American Historical Review* 3, no. 2 (2001): 5.\n";
    let config = "[options.journals.abbreviations]\n\"American Historical Review\" = \"AHR\"\n";
    let folder =
        Folder::with("printed", &[("paper.md", paper.as_bytes()), ("ibidem.toml", config.as_bytes())]);
    let plugin = library("ibidem-journals");
    let output = folder.audit(&["paper.md", "--plugin", plugin.to_str().unwrap(), "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let fixes: Vec<&serde_json::Value> =
        report["findings"].as_array().unwrap().iter().map(|finding| &finding["fix"]["safety"]).collect();
    assert_eq!(fixes, ["unsafe"]);
}

#[test]
fn a_fix_of_a_letter_that_takes_one_byte_is_printed_as_safe() {
    let paper = "Les cafés.[^1]\n\n[^1]: René Doré, “Les cafés,”, *Salt* 3 (2001): 5–9.\n";
    let folder = Folder::with("bytes", &[("paper.md", &cp1252(paper))]);
    let output = folder.audit(&["paper.md", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let misplaced = findings.iter().find(|finding| finding["rule"] == "misplaced-punctuation").unwrap();
    assert_eq!(misplaced["fix"]["safety"], "safe", "{misplaced}");
}

/// Paragraphs, notes and blanks of many kinds, each with what is right for it.
const PIECES: [(&str, &str); 14] = [
    ("Harbors grew.", "Harbors grew."),
    ("  \t indented and   spaced  ", "  \t indented and   spaced  "),
    ("Ünïcödé – “quoted” 漢字 🙂 \u{5e9}\u{5dc}", "Ünïcödé – “quoted” 漢字 🙂 \u{5e9}\u{5dc}"),
    ("&amp; \\* entities &#233; and `code ,,`", "&amp; \\* entities &#233; and `code ,,`"),
    ("<!-- a comment with ,, in it -->", "<!-- a comment with ,, in it -->"),
    ("| a | b |\n|---|---|\n| c ,, | d |", "| a | b |\n|---|---|\n| c ,, | d |"),
    (
        "@: Paul Brandt, *Salt Roads* (London: Murray, 1999), 24.",
        "@: Paul Brandt, *Salt Roads* (London: Murray, 1999), 24.",
    ),
    (
        "@: Paul Brandt, *The Anglo- American Trade* (London: Murray, 1999), 24.",
        "@: Paul Brandt, *The Anglo-American Trade* (London: Murray, 1999), 24.",
    ),
    (
        "@: Paul Brandt, *Salt Ways* (London: Murray , 1998), 4.",
        "@: Paul Brandt, *Salt Ways* (London: Murray, 1998), 4.",
    ),
    (
        "@: Anna Weiß, *Der Hafen* (Linz: Trauner, 2001,), 7.",
        "@: Anna Weiß, *Der Hafen* (Linz: Trauner, 2001), 7.",
    ),
    (
        "@: Anna Weiß ( ed.), *Häfen* (Linz: Trauner, 2003), 7.",
        "@: Anna Weiß (ed.), *Häfen* (Linz: Trauner, 2003), 7.",
    ),
    (
        "@: René Doré, *The ﬁrst Kings* (Oslo: Berg, 2004), 9.",
        "@: René Doré, *The first Kings* (Oslo: Berg, 2004), 9.",
    ),
    ("@: See `the code ,,` and nothing else.", "@: See `the code ,,` and nothing else."),
    ("@: Lena Hofer, *Locks* (Oslo: Berg, 2005,,), 9.", "@: Lena Hofer, *Locks* (Oslo: Berg, 2005), 9."),
];

/// A document of pieces, its notes numbered in order, with a marker each in the first paragraph.
fn document(pieces: &[usize], line_end: &str, is_mended: bool) -> String {
    let text = |i: &usize| if is_mended { PIECES[*i].1 } else { PIECES[*i].0 };
    let notes = pieces.iter().filter(|i| PIECES[**i].0.starts_with('@')).count();
    let markers: Vec<String> = (1..=notes).map(|n| format!("They shrank.[^{n}] ")).collect();
    let mut number = 0;
    let blocks = pieces.iter().map(|i| match text(i).strip_prefix('@') {
        Some(rest) => {
            number += 1;
            format!("[^{number}]{rest}")
        }
        None => text(i).to_owned(),
    });
    let blocks: Vec<String> = std::iter::once(markers.concat()).chain(blocks).collect();
    (blocks.join("\n\n") + "\n").replace('\n', line_end)
}

#[test]
fn a_copy_differs_from_its_document_by_its_edits_alone() {
    use proptest::prelude::*;
    use proptest::test_runner::{Config, TestRunner};

    let documents = (prop::collection::vec(0..PIECES.len(), 1..24), prop::sample::select(vec!["\n", "\r\n"]));
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    let holds = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    )
    .run(&documents, |(pieces, line_end)| {
        let [source, expected] = [false, true].map(|is_mended| document(&pieces, line_end, is_mended));
        let folder = Folder::with("property", &[("paper.md", source.as_bytes())]);
        let only = "misplaced-punctuation,stray-space,ligature";
        folder.audit(&["paper.md", "--fix", "--output", "copy.md", "--only", only]);
        let copy = text(&folder.bytes("copy.md"));
        prop_assert_eq!(&copy, &expected, "of {}", source);
        folder.audit(&["copy.md", "--fix", "--output", "again.md", "--only", only]);
        prop_assert_eq!(text(&folder.bytes("again.md")), copy);
        Ok(())
    });
    holds.unwrap();
}
