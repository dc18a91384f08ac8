//! Files that are no paper, or a broken one: a clear message or a flag, the right exit status, no panic, no wait.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use ibidem_tests::program;
use serde_json::Value;

/// What is asked of the release program is two seconds; a debug build on a busy machine gets more.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 10 });
const MEGABYTE: usize = 1 << 20;

/// How a run of the program ended.
struct Run {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Run {
    fn json(&self) -> Value {
        assert!(matches!(self.status, Some(0 | 1)), "ends with {:?}: {}", self.status, self.stderr);
        serde_json::from_str(&self.stdout).expect("the output is JSON")
    }
}

/// Writes a file for one test; each has a name of its own, as tests run side by side.
fn write(name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bad_input");
    fs::create_dir_all(&folder).expect("the folder for tests can be made");
    let path = folder.join(name);
    fs::write(&path, bytes).expect("the file can be written");
    path
}

fn run(command: &str, path: &Path, options: &[&str]) -> Run {
    // The first to ask for it has it built, which is no time of the run.
    let mut program = Command::new(program());
    let begin = Instant::now();
    let output = program.arg(command).arg(path).args(options).output().expect("the program runs");
    let took = begin.elapsed();
    let run = Run {
        status: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("the output is UTF-8"),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    };
    let shown = path.file_name().unwrap_or_default().to_string_lossy();
    assert!(run.status.is_some(), "{command} of {shown} ends by a signal");
    assert!(!run.stderr.contains("panicked"), "{command} of {shown}: {}", run.stderr);
    assert!(took < LONGEST, "{command} of {shown} takes {took:?}");
    run
}

/// What `extract` prints of a file that can be read, however broken it is.
fn extract(name: &str, bytes: impl AsRef<[u8]>) -> Value {
    run("extract", &write(name, bytes), &["--format", "json"]).json()
}

/// The rules that `audit` reports when it is asked for its guesses, with their messages.
fn guesses(name: &str, bytes: impl AsRef<[u8]>) -> Vec<(String, String)> {
    let options = ["--offline", "--show-guesses", "--format", "json"];
    let report = run("audit", &write(name, bytes), &options).json();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().expect("findings are a list").iter();
    findings.map(|finding| (text(finding, "rule"), text(finding, "message"))).collect()
}

fn assert_guess(guesses: &[(String, String)], rule: &str, words: &str) {
    let is_meant = |(found, message): &(String, String)| found == rule && message.contains(words);
    assert!(guesses.iter().any(is_meant), "no {rule} that says “{words}” among {guesses:#?}");
}

fn notes(extract: &Value) -> &[Value] {
    extract["notes"].as_array().expect("notes are a list")
}

fn numbers(extract: &Value) -> Vec<String> {
    notes(extract).iter().map(|note| note["number"].to_string()).collect()
}

/// The first item of each note: its form and its work.
fn first_items(extract: &Value) -> Vec<(&str, Option<&str>)> {
    let first = notes(extract).iter().map(|note| &note["items"][0]);
    first.map(|item| (item["form"].as_str().unwrap_or("none"), item["work"].as_str())).collect()
}

fn assert_refused(run: &Run, words: &[&str]) {
    assert_eq!(run.status, Some(2), "{}", run.stderr);
    assert!(run.stdout.is_empty(), "a run that fails prints no result: {}", run.stdout);
    let has = |word: &&str| run.stderr.contains(*word);
    assert!(words.iter().all(has), "the message lacks one of {words:?}: {}", run.stderr);
}

#[test]
fn an_empty_file_has_no_notes() {
    assert!(notes(&extract("empty.md", "")).is_empty());
    assert!(notes(&extract("empty.txt", "")).is_empty());
    assert!(notes(&extract("blank.txt", " \r\n\t\n\u{c}\n")).is_empty());
    assert_eq!(run("audit", &write("empty-audit.md", ""), &["--offline"]).status, Some(0));
}

#[test]
fn a_missing_file_is_named() {
    let missing = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-such-paper.md");
    for (command, options) in
        [("extract", ["--format", "json"].as_slice()), ("audit", &["--offline"]), ("bibliography", &[])]
    {
        assert_refused(&run(command, &missing, options), &["no-such-paper.md"]);
    }
}

#[test]
fn a_folder_is_no_paper() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("a-folder");
    fs::create_dir_all(&folder).expect("the folder for tests can be made");
    assert_refused(&run("bibliography", &folder, &[]), &["a-folder"]);
    // `audit` walks folders; this one has nothing to audit.
    assert_refused(&run("audit", &folder, &["--offline"]), &["a-folder"]);
}

#[test]
fn a_file_over_the_limit_is_refused_by_the_limits_name() {
    let path = write("large.md", "");
    File::options()
        .write(true)
        .open(&path)
        .and_then(|file| file.set_len((64 << 20) + 1))
        .expect("the file can grow");
    assert_refused(&run("extract", &path, &["--format", "json"]), &["large.md", "64 MB"]);
    assert_refused(&run("audit", &path, &["--offline"]), &["large.md", "64 MB"]);
}

#[test]
fn one_unreadable_file_of_several_makes_the_audit_incomplete() {
    let sound = write("sound.md", "A claim.[^1]\n\n[^1]: Ann Author, *A Book* (London: Press, 1999), 5.\n");
    let missing = sound.with_file_name("no-such-neighbor.md");
    let missing = missing.to_str().expect("the path is UTF-8");
    let run = run("audit", &sound, &["--offline", missing]);
    assert_eq!(run.status, Some(3), "{}{}", run.stdout, run.stderr);
}

const PAPER: &str =
    "Die Café-Häuser sind “alt”.[^1]\n\n[^1]: Zoë Müller, *Über das Café* (Köln: Böhlau, 1999), 5.\n";

/// The paper above, read from other bytes, is the same paper, and the encoding is a guess that can be shown.
fn assert_encoding_is_guessed(name: &str, bytes: &[u8]) {
    let found = extract(name, bytes);
    let text = notes(&found)[0]["text"].as_str().expect("a note has a text");
    assert!(text.contains("Müller") && text.contains("Café"), "{text}");
    assert_guess(&guesses(&format!("guesses-{name}"), bytes), "guessed-encoding", "");
}

#[test]
fn utf_16_is_read_with_its_mark_and_without() {
    let units = |order: fn(u16) -> [u8; 2]| PAPER.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let marked = |mark: [u8; 2], bytes: Vec<u8>| mark.into_iter().chain(bytes).collect::<Vec<u8>>();
    assert_encoding_is_guessed("utf-16le.md", &marked([0xFF, 0xFE], units(u16::to_le_bytes)));
    assert_encoding_is_guessed("utf-16be.md", &marked([0xFE, 0xFF], units(u16::to_be_bytes)));
    assert_encoding_is_guessed("utf-16le-bare.md", &units(u16::to_le_bytes));
    assert_encoding_is_guessed("utf-16be-bare.md", &units(u16::to_be_bytes));
}

#[test]
fn windows_1252_is_read() {
    let byte = |c: char| match c {
        '“' => 0x93,
        '”' => 0x94,
        c => u8::try_from(u32::from(c)).expect("the letter is in Windows-1252"),
    };
    assert_encoding_is_guessed("cp1252.md", &PAPER.chars().map(byte).collect::<Vec<u8>>());
}

#[test]
fn invalid_utf_8_loses_no_note() {
    let mut bytes = PAPER.as_bytes().to_vec();
    bytes.extend(b"\n[^2]: Broken \xC3( \xF0\x9F byte, *Title* (Paris: Seuil, 2001), 7.\n");
    let found = extract("invalid.md", &bytes);
    assert_eq!(numbers(&found), ["1", "2"]);
    assert_guess(&guesses("invalid-guesses.md", &bytes), "guessed-encoding", "");
    // Bytes at random are no text in any encoding.
    let mut state = 1_u32;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    });
    extract("noise.txt", noise.take(200_000).collect::<Vec<u8>>());
}

#[test]
fn nul_bytes_lose_no_note() {
    let found =
        extract("nul.md", "A\0 claim.[^1]\0\n\n[^1]: Ann Author, *A\0 Book* (London: Press, 1999), 5.\0\n");
    assert_eq!(numbers(&found), ["1"]);
    extract("only-nul.txt", vec![0; MEGABYTE]);
}

/// A megabyte without a line end, of everything that opens something and never closes it.
#[test]
fn a_megabyte_on_one_line_is_read_in_time() {
    let words = [
        "a",
        "word ",
        "é",
        "*",
        "_",
        "**a",
        "`",
        "[",
        "](",
        "![",
        "<",
        "<sup>",
        "<sup>1</sup>",
        "[^1]",
        "^[",
        "^[a",
        "[1] ",
        "¹",
        "\"",
        "“",
        "'",
        "(",
        ")",
        "\\",
        "&",
        "&amp;",
        "~",
        "|",
        "# ",
        "1. ",
        "- ",
        "1",
        "1 ",
        "9,",
        "12–",
        "Ibid. ",
        "Ibid., 5; ",
        "A. ",
        "van ",
        "ed. ",
        "in ",
        "p. ",
        "see ",
        "http://a.b/",
        "www.",
        "10.1000/",
        ", ",
        "; ",
        ": ",
        ".",
        "(London: Press, 1999), 5. ",
        "Ann Author, *A Book* (London: Press, 1999), 5; ",
        "\u{ad}",
        "\u{301}",
        "\u{202e}",
        "👩‍🎓",
    ];
    // A cost that grows with the square of the length shows in an eighth as well.
    let length = if cfg!(debug_assertions) { MEGABYTE / 8 } else { MEGABYTE };
    for (i, word) in words.iter().enumerate() {
        let line = word.repeat(length / word.len());
        extract(&format!("line-{i}.md"), &line);
        extract(&format!("line-{i}.txt"), &line);
        extract(&format!("note-{i}.md"), format!("A claim.[^1]\n\n[^1]: {line}\n"));
    }
    extract("line.txt", "word ".repeat(MEGABYTE / 5));
    extract("line.md", "Ann Author, *A Book* (London: Press, 1999), 5; ".repeat(MEGABYTE / 47));
}

#[test]
fn a_hundred_thousand_nested_quotes_are_read() {
    let depth = 100_000;
    extract(
        "quotes-line.md",
        format!("{}deep[^1]\n\n[^1]: Ann Author, *A Book* (London: Press, 1999), 5.\n", "> ".repeat(depth)),
    );
    extract("quotes-tight.md", ">".repeat(depth));
    extract("quotes-lines.md", "> a\n".repeat(depth));
    extract("lists.md", "- ".repeat(depth));
    extract("brackets.md", format!("{}a{}", "[".repeat(depth), "](b)".repeat(depth)));
    extract("inline-notes.md", format!("{}a{}", "^[".repeat(depth), "]".repeat(depth)));
}

#[test]
fn a_number_used_twice_is_two_notes() {
    let text = "One.<sup>1</sup> Two.<sup>2</sup>\n\n---\n\n<sup>1</sup> Ann Author, *A Book* (London: Press, 1999), 5.\n\n\
        <sup>2</sup> Bob Binder, *B Book* (Paris: Seuil, 2001), 6.\n\n## Second Chapter\n\nThree.<sup>1</sup>\n\n---\n\n\
        <sup>1</sup> Cyd Carter, *C Book* (Rome: Laterza, 2002), 7.\n";
    let found = extract("twice.md", text);
    assert_eq!(numbers(&found), ["1", "2", "1"]);
    let ids: std::collections::BTreeSet<&str> =
        notes(&found).iter().filter_map(|note| note["id"].as_str()).collect();
    assert_eq!(ids.len(), 3, "ids are unique");
    assert_guess(&guesses("twice-guesses.md", text), "guessed-note", "used before");
}

#[test]
fn a_gap_between_numbers_is_kept() {
    let text = "One.<sup>1</sup> Two.<sup>2</sup> Five.<sup>5</sup>\n\n---\n\n<sup>1</sup> Ann Author, *A Book* (London: Press, 1999), 5.\n\n\
        <sup>2</sup> Ibid., 6.\n\n<sup>5</sup> Ibid., 7.\n";
    assert_eq!(numbers(&extract("gap.md", text)), ["1", "2", "5"]);
    assert_guess(&guesses("gap-guesses.md", text), "guessed-note", "does not follow");
}

#[test]
fn markers_without_notes_make_no_notes() {
    assert!(notes(&extract("markers.md", "One.[^1] Two.<sup>2</sup> Three.[3] Four.⁴\n")).is_empty());
    let found = extract(
        "more-markers.md",
        "One.[^1] Two.[^2]\n\n[^1]: Ann Author, *A Book* (London: Press, 1999), 5.\n",
    );
    assert_eq!(numbers(&found), ["1"]);
}

#[test]
fn notes_without_markers_are_read_and_flagged() {
    let text =
        "No marker stands here.\n\n[^1]: Ann Author, *A Book* (London: Press, 1999), 5.\n\n[^2]: Ibid., 6.\n";
    let found = extract("unmarked.md", text);
    assert_eq!(numbers(&found), ["1", "2"]);
    assert_guess(&guesses("unmarked-guesses.md", text), "guessed-note", "no marker");
}

#[test]
fn ibid_as_the_first_note_has_no_work() {
    let text =
        "One.[^1] Two.[^2]\n\n[^1]: Ibid., 5.\n\n[^2]: Ann Author, *A Book* (London: Press, 1999), 6.\n";
    let found = extract("ibid-first.md", text);
    assert_eq!(first_items(&found)[0], ("ibid", None));
    assert!(first_items(&found)[1].1.is_some());
}

#[test]
fn notes_that_only_point_to_each_other_have_no_work() {
    let text = "One.[^1] Two.[^2] Three.[^3]\n\n[^1]: Author, supra note 2, at 5.\n\n[^2]: Author, supra note 3, at 6.\n\n[^3]: Author, supra note 1, at 7.\n";
    let found = extract("cycle.md", text);
    assert_eq!(notes(&found).len(), 3);
    assert!(first_items(&found).iter().all(|(form, _)| *form != "full"), "{:?}", first_items(&found));
    let text = "One.[^1] Two.[^2]\n\n[^1]: See note 2.\n\n[^2]: See note 1.\n";
    assert!(first_items(&extract("cycle-of-see.md", text)).iter().all(|(_, work)| work.is_none()));
    let text = "One.[^1]\n\n[^1]: See note 1.\n";
    extract("points-to-itself.md", text);
}

#[test]
fn what_comes_from_a_document_is_shown_escaped() {
    let text = "One.[^1]\n\n[^1]: Ann \u{1b}[31mAuthor\u{7}, *A \u{202e}Book* (London: Press, 1999), 5, <http://exmaple.org/a>; <http://example.org/a>; <http://example.org/b>.\n";
    let path = write("escapes.md", text);
    for (command, options) in [("audit", ["--offline", "--show-guesses"].as_slice()), ("bibliography", &[])] {
        let shown = run(command, &path, options).stdout;
        let is_clean = !shown.contains(['\u{1b}', '\u{7}', '\u{202e}']);
        assert!(is_clean, "{command} prints control characters: {shown:?}");
    }
}

/// XML of an unknown root is not taken for text; whoever knows what it is says so.
#[test]
fn xml_of_an_unknown_root_is_read_where_its_kind_is_said() {
    let text = "<?xml version=\"1.0\"?><part><p>A.<note>Paul Brandt, <title level=\"m\">Salt</title> (London: Murray, 1999), 24.</note></p></part>";
    let path = write("part.xml", text);
    assert_refused(&run("extract", &path, &[]), &["part.xml", "--from jats|tei|html"]);
    let said = run("extract", &path, &["--from", "tei"]).json();
    assert_eq!(numbers(&said), ["1"]);
}
