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

/// Papers made by rendering: the works are invented, and what the style prints is what is typed.
mod made_papers {
    use std::fmt::Write as _;

    use ibidem::Reading;
    use ibidem::styles::Shelf;
    use ibidem::styles::detecting::{KnownStyle, detect, known_styles};
    use ibidem_citations::csl_json::JsonItem;
    use ibidem_citations::style::csl::{Citation, Cite, Output, Processor};
    use serde_json::{Value, json};

    fn works() -> Vec<Value> {
        let name = |family: &str, given: &str| json!({ "family": family, "given": given });
        let book =
            |id: &str, family: &str, given: &str, title: &str, place: &str, publisher: &str, year: i32| {
                json!({ "id": id, "type": "book", "author": [name(family, given)], "title": title,
                "publisher-place": place, "publisher": publisher, "issued": { "date-parts": [[year]] } })
            };
        let article = |id: &str,
                       authors: Vec<Value>,
                       title: &str,
                       journal: &str,
                       volume: &str,
                       issue: &str,
                       page: &str,
                       year: i32| {
            json!({ "id": id, "type": "article-journal", "author": authors, "title": title, "container-title": journal,
                "volume": volume, "issue": issue, "page": page, "issued": { "date-parts": [[year]] } })
        };
        vec![
            book(
                "a",
                "Ellingsen",
                "Mara",
                "The Tidal Archive: Harbor Towns and Their Papers",
                "Bergen",
                "Northgate Press",
                1987,
            ),
            article(
                "b",
                vec![name("Ruiz", "Ana"), name("Lang", "Peter")],
                "Counting Ships Before Statistics",
                "Journal of Port History",
                "12",
                "3",
                "201-229",
                2015,
            ),
            book("c", "Verhoeven", "Tomas", "Ledgers of Salt", "Ghent", "Quay University Press", 2004),
            article(
                "d",
                vec![name("Okafor", "Ines")],
                "The Price of a Berth",
                "Economic Annals",
                "48",
                "1",
                "17-44",
                1998,
            ),
            book("e", "Wirth", "Jonas", "Pilots of the Lower River", "Linden", "Harbor House", 2011),
            article(
                "f",
                vec![name("Quill", "Ada"), name("Brandt", "Elke"), name("Sorel", "Paul")],
                "Lamps and Lenses",
                "Review of Coastal Studies",
                "7",
                "2",
                "88-103",
                2019,
            ),
            book("g", "Halloran", "Maeve", "Customs and Contraband", "Dublin", "Liffey Press", 1973),
            article(
                "h",
                vec![name("Lindqvist", "Bo")],
                "Ice in the Straits",
                "Northern History",
                "31",
                "4",
                "310-335",
                1962,
            ),
        ]
    }

    /// The notes of a paper, as Markdown.
    fn paper(known: &KnownStyle) -> String {
        let items: Vec<JsonItem> = works().iter().map(JsonItem::read).collect();
        let ids: Vec<String> = items.iter().map(|item| item.id.clone()).collect();
        let processor = Processor::new(&known.style, None, items);
        let order = [0, 0, 1, 2, 1, 3, 0, 4, 5, 4, 6, 7, 7, 2];
        let citations: Vec<Citation> = order
            .iter()
            .zip(1_u32..)
            .map(|(work, note)| Citation {
                note,
                cites: vec![Cite {
                    id: ids[*work].clone(),
                    locator: Some((40 + note).to_string()),
                    ..Cite::default()
                }],
                ..Citation::default()
            })
            .collect();
        let notes = processor.citations(&citations);
        let mut text = String::from("# Harbors\n\n");
        for number in 1..=notes.len() {
            let _ = write!(text, "A sentence about harbors.[^{number}] ");
        }
        text.push_str("\n\n");
        for (note, number) in notes.iter().zip(1..) {
            let _ = writeln!(text, "[^{number}]: {}", note.written(Output::Markdown));
        }
        text
    }

    /// The styles whose papers are not told to be theirs, or of their family, and what stands first.
    fn missed<'a>(made: &[&'a KnownStyle], styles: &[KnownStyle]) -> Vec<(&'a str, Option<String>)> {
        let mut missed = Vec::new();
        for known in made {
            let reading = Reading::from_bytes(paper(known).into_bytes(), None, None);
            let first = detect(&reading.paper, styles).families.into_iter().next();
            let names: Vec<String> =
                first.into_iter().flat_map(|family| family.styles).map(|(name, _)| name).collect();
            if !names.contains(&known.name) {
                missed.push((known.name.as_str(), names.into_iter().next()));
            }
        }
        missed
    }

    #[test]
    fn papers_in_embedded_note_styles_are_told() {
        let styles = known_styles(&Shelf::default()).expect("the embedded styles can be read");
        let named = ["chicago-notes", "turabian-fullnote-8", "modern-humanities-research-association"];
        let made: Vec<_> = styles.iter().filter(|style| named.contains(&style.name.as_str())).collect();
        assert_eq!(made.len(), named.len());
        assert_eq!(missed(&made, &styles), []);
    }

    #[test]
    fn papers_in_note_styles_of_the_repository_are_told() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/csl/styles");
        if !folder.is_dir() {
            eprintln!("skipped: there are no styles in {}", folder.display());
            return;
        }
        let shelf = Shelf::of_user(std::slice::from_ref(&folder)).expect("the folder can be read");
        let styles = known_styles(&shelf).expect("the styles can be read");
        let is_there = |known: &&KnownStyle| folder.join(format!("{}.csl", known.name)).is_file();
        let made: Vec<_> = styles.iter().filter(|known| known.style.is_note()).filter(is_there).collect();
        let missed = missed(&made, &styles);
        // Styles of short notes alone never say a work in full, so nothing can be read of it.
        assert!(missed.len() <= 4, "{missed:?} of {}", made.len());
    }
}
