//! The README shows what the program prints.

use std::path::Path;
use std::process::Command;

use ibidem_tests::program;

/// `UPDATE_README=1 cargo test -p ibidem-tests --test readme` writes the output into the page.
#[test]
fn the_audit_in_the_readme_is_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let path = root.join("README.md");
    let page = std::fs::read_to_string(&path).expect("the README can be read");
    let command = line_of(&page, "cargo run --release -- ");
    let output = Command::new(program())
        .args(command.split_whitespace())
        .current_dir(&root)
        .output()
        .expect("the program starts");
    let printed = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
    let (before, shown, behind) = fence(&page);
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&path, format!("{before}{printed}\n{behind}")).expect("the README can be written");
        return;
    }
    assert_eq!(shown.trim_end(), printed, "run this test with UPDATE_README=1");
}

/// The arguments of the first command that the page shows.
fn line_of<'a>(page: &'a str, start: &str) -> &'a str {
    let (_, rest) = page.split_once(start).expect("the README has the main command");
    rest.lines().next().unwrap_or_default()
}

/// The page up to the output, the output, and the rest.
fn fence(page: &str) -> (&str, &str, &str) {
    let start = page.find("```text\n").expect("the README shows an output") + "```text\n".len();
    let end = start + page[start..].find("```").expect("the output ends");
    (&page[..start], &page[start..end], &page[end..])
}
