//! `ibidem parse`, as a user runs it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use ibidem_tests::program;
use serde_json::Value;

/// Runs the program on text from standard input.
fn run(text: &str, arguments: &[&str]) -> Output {
    let mut child = Command::new(program())
        .args(["parse", "-"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child
        .stdin
        .take()
        .expect("it was piped")
        .write_all(text.as_bytes())
        .expect("the program reads its input");
    child.wait_with_output().expect("the program ends")
}

fn answers(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).expect("output is UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

const REFERENCES: &str = "\
12. Carl E. Schorske, Fin-de-siècle Vienna: Politics and Culture (New York: Knopf, 1980), 45.

Black, Donald, 1973: The Mobilization of Law, in: Journal of Legal Studies 2, S. 125-149.
";

#[test]
fn each_line_has_one_answer_and_an_empty_line_an_empty_one() {
    let output = run(REFERENCES, &[]);
    let answers = answers(&output);
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[1]["items"], Value::Array(Vec::new()));
    let book = &answers[0]["items"][0];
    assert_eq!(book["as_cited"]["title"], "Fin-de-siècle Vienna: Politics and Culture");
    assert_eq!(book["as_cited"]["author"][0]["family"], "Schorske");
    assert_eq!(book["locator"]["value"], "45");
    let article = &answers[2]["items"][0]["as_cited"];
    assert_eq!(article["container-title"], "Journal of Legal Studies");
    assert_eq!(article["issued"]["date-parts"][0][0], 1973);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn spans_are_bytes_of_the_line() {
    let line = "12. Carl E. Schorske, Fin-de-siècle Vienna (New York: Knopf, 1980), 45.";
    let answers = answers(&run(line, &[]));
    let span = &answers[0]["items"][0]["span"];
    let at = |i: usize| usize::try_from(span[i].as_u64().expect("a number")).expect("it is small");
    assert!(line[at(0)..at(1)].starts_with("Carl E. Schorske"), "{span}");
}

#[test]
fn every_field_says_how_sure_it_is() {
    let answers = answers(&run(REFERENCES, &[]));
    let item = &answers[0]["items"][0];
    for (name, _) in item["as_cited"].as_object().expect("an item").iter().filter(|(name, _)| *name != "type")
    {
        let sure = item["confidence"][name].as_f64();
        assert!(sure.is_some_and(|sure| (0.0..=1.0).contains(&sure)), "{name}: {sure:?}");
    }
}

#[test]
fn entries_for_other_programs() {
    let output = run(REFERENCES, &["--to", "bibtex"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(text.matches("\n@").count() + usize::from(text.starts_with('@')), 2, "{text}");
    assert!(text.contains("Schorske, Carl E."), "{text}");
}

#[test]
fn what_cannot_be_read_is_said() {
    let missing =
        Command::new(program()).args(["parse", "no-such-file.txt"]).output().expect("the program runs");
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("no-such-file.txt"));
    assert!(missing.stdout.is_empty());
    let form = run("x", &["--to", "word"]);
    assert!(String::from_utf8_lossy(&form.stderr).contains("csl-json, biblatex, bibtex, ris, yaml"));
}

#[test]
fn bytes_that_are_no_text_do_no_harm() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-text.txt");
    std::fs::write(&path, b"\xFF\xFE\x00(((((\"\"\n\xE2\x80\n[[[[ 1 2 3")
        .expect("the folder can be written to");
    let output = Command::new(program()).arg("parse").arg(&path).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(answers(&output).len(), 3);
}
