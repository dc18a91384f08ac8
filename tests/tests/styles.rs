//! `ibidem styles`: the styles at hand, and which one a paper follows.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ibidem_tests::program;
use serde_json::Value;

/// A folder like a checkout of the CSL repository.
fn repository(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("dependent")).expect("the folder of the tests can be written to");
    let head = r#"<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0""#;
    let own = format!(
        r#"{head} class="note" default-locale="en-GB"><info><title>Harbor Manual</title><title-short>HM</title-short><id>http://www.zotero.org/styles/harbor-manual</id><category field="history"/><updated>2020-01-01T00:00:00+00:00</updated><rights license="http://creativecommons.org/licenses/by-sa/3.0/">Free</rights></info><citation><layout suffix="."><group delimiter=" : "><text variable="title"/><text term="page" form="short"/><text variable="locator"/></group></layout></citation></style>"#
    );
    let journal = format!(
        r#"{head} default-locale="de-DE"><info><title>Jahrbuch der H&#228;fen</title><id>http://www.zotero.org/styles/jahrbuch-der-hafen</id><link href="http://www.zotero.org/styles/harbor-manual" rel="independent-parent"/><issn>0178-7667</issn><updated>2020-01-01T00:00:00+00:00</updated></info></style>"#
    );
    std::fs::write(folder.join("harbor-manual.csl"), own).expect("a file can be written");
    std::fs::write(folder.join("dependent/jahrbuch-der-hafen.csl"), journal).expect("a file can be written");
    folder
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(program());
    command.arg("styles").args(arguments).env_remove("IBIDEM_STYLES").env("XDG_DATA_HOME", "/nonexistent");
    command.output().expect("the program runs")
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

#[test]
fn embedded_styles_are_listed_and_searched() {
    let all = stdout(&run(&["list"]));
    assert!(all.lines().count() > 70, "{all}");
    let found = stdout(&run(&["list", "--search", "chicago NOTE"]));
    assert!(found.lines().any(|line| line.starts_with("chicago-notes ")), "{found}");
    assert!(found.lines().all(|line| line.to_lowercase().contains("chicago")), "{found}");
    let none = run(&["list", "--search", "xyzzy"]);
    assert!(none.status.success() && none.stdout.is_empty());
    assert!(String::from_utf8_lossy(&none.stderr).contains("no style at hand has all of “xyzzy”"));
}

#[test]
fn styles_of_a_folder_stand_beside_them() {
    let folder = repository("styles-list");
    let folder = folder.to_string_lossy();
    let list = stdout(&run(&["list", "--styles", &folder, "--format", "json"]));
    let list: Value = serde_json::from_str(&list).expect("the list is JSON");
    let named = |name: &str| list.as_array().into_iter().flatten().find(|one| one["name"] == name).cloned();
    assert_eq!(named("jahrbuch-der-hafen").expect("it is listed")["parent"], "harbor-manual");
    assert_eq!(named("apa").expect("it is listed")["embedded"], true);
    let by_environment = Command::new(program())
        .args(["styles", "list", "--search", "harbor"])
        .env("IBIDEM_STYLES", &*folder)
        .output()
        .expect("the program runs");
    assert!(stdout(&by_environment).contains("Harbor Manual"));
}

#[test]
fn style_is_shown_with_what_it_prints() {
    let folder = repository("styles-show");
    let folder = folder.to_string_lossy();
    for name in ["jahrbuch-der-hafen", "Jahrbuch der Hafen", "0178-7667"] {
        let shown = stdout(&run(&["show", name, "--styles", &folder]));
        for part in [
            "jahrbuch-der-hafen · Jahrbuch der Häfen",
            "prints as    harbor-manual (Harbor Manual)",
            "locale       de-DE",
            "Free (http://creativecommons.org/licenses/by-sa/3.0/)",
            "article-journal\n  first note    Counting ships before statistics : S. ",
        ] {
            assert!(shown.contains(part), "{part}\n{shown}");
        }
    }
    let slip = run(&["show", "harvrad"]);
    let said = String::from_utf8_lossy(&slip.stderr).into_owned();
    assert!(said.contains("did you mean “harvard”?"), "{said}");
    let wrong = run(&["show", "Jahrbuch der Hefen", "--styles", &folder]);
    assert_eq!(wrong.status.code(), Some(2));
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(said.contains("did you mean “jahrbuch-der-hafen”?"), "{said}");
    let nowhere = run(&["list", "--styles", "/nonexistent/styles"]);
    assert_eq!(nowhere.status.code(), Some(2));
}

#[test]
fn style_of_a_paper_is_found() {
    let paper = Path::new(env!("CARGO_TARGET_TMPDIR")).join("detected.md");
    let text = "Vienna.[^1] Again.[^2] More.[^3]\n\n\
        [^1]: Carl E. Schorske, *Fin-de-Siècle Vienna: Politics and Culture* (Knopf, 1980), 24.\n\
        [^2]: Schorske, *Fin-de-Siècle Vienna*, 31.\n\
        [^3]: Fernand Braudel, *Civilization and Capitalism* (Harper, 1981), 5.\n";
    std::fs::write(&paper, text).expect("the folder of the tests can be written to");
    let printed = stdout(&run(&["detect", &paper.to_string_lossy()]));
    assert!(printed.starts_with(" 1  ") && printed.contains("chicago"), "{printed}");
    assert!(printed.contains("compared 3 citations in notes"), "{printed}");
    std::fs::write(&paper, "Only prose.\n").expect("the folder of the tests can be written to");
    assert_eq!(
        stdout(&run(&["detect", &paper.to_string_lossy()])),
        "nothing is cited, so no style can be told\n"
    );
}
