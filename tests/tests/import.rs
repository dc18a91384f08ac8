//! Lists of references as input, as a user gives them to the program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ibidem_tests::program;

const BIB: &str = "\
% Two works, one of them twice.
@book{s80, author = {Schorske, Carl E.}, title = {Fin-de-siècle Vienna}, publisher = {Knopf}, location = {New York}, date = {1980}}
@book{s80b, author = {Schorske, Carl E.}, title = {Fin de siècle Vienna}, publisher = {Knopf}, location = {New York}, date = {1980}}
@article{lee, author = {Lee, Ann}, title = {Docks}, journaltitle = {Harbor Cities}, volume = 3, pages = {201--229}, date = {1994}}
";

fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the folder of the tests can be written to");
    path
}

fn run(path: &Path, command: &str, arguments: &[&str]) -> Output {
    let mut program = Command::new(program());
    program.arg(command).arg(path).args(arguments).output().expect("the program runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

#[test]
fn references_are_printed_in_a_style() {
    let printed = stdout(&run(&file("printed.bib", BIB), "bibliography", &["--style", "apa"]));
    assert!(printed.contains("Lee, A. (1994). Docks. Harbor Cities, 3, 201–229."), "{printed}");
}

#[test]
fn work_that_stands_twice_is_found_at_its_line() {
    let output = run(&file("twice.bib", BIB), "audit", &["--offline"]);
    assert_eq!(output.status.code(), Some(1));
    let report = stdout(&output);
    assert!(report.contains("duplicate-work") && report.contains("Note s80b, line 3"), "{report}");
}

#[test]
fn csl_json_is_read_as_biblatex_is() {
    let bib = file("same.bib", BIB);
    let json = stdout(&run(&bib, "bibliography", &["--to", "csl-json"]));
    let from_json = run(&file("same.dat", &json), "bibliography", &["--style", "chicago-notes"]);
    let from_bib = run(&bib, "bibliography", &["--style", "chicago-notes"]);
    assert!(stdout(&from_bib).contains("Schorske"));
    assert_eq!(stdout(&from_json), stdout(&from_bib));
}

#[test]
fn broken_entry_is_named_and_the_others_are_read() {
    let path = file("broken.bib", &format!("{BIB}@book{{x, title = {{Y\n"));
    let output = run(&path, "bibliography", &["--to", "ris"]);
    assert_eq!(stdout(&output).matches("TY  - ").count(), 3);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("line 5: this entry has no closing brace"), "{said}");
}
