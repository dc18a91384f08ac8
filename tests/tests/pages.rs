//! The pages of the rules: each shows flagged and clean notes of two citation cultures at least.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot do")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use ibidem_tests::samples::root;

/// A way of citing, told by its words and marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Culture {
    German,
    French,
    Law,
    Mhra,
    Chicago,
}

/// The culture of one note; Chicago where nothing speaks for another one.
fn culture(note: &str) -> Culture {
    const SIGNS: [(Culture, &[&str]); 4] = [
        (
            Culture::German,
            &[
                " S. ",
                "Ebd",
                "„",
                "in: ",
                "Hrsg",
                "Bd. ",
                "abgerufen",
                "Zugriff",
                " Bl. ",
                " und ",
                " der ",
                "Wien",
            ],
        ),
        (Culture::French, &["«", " dans ", "op. cit", "consulté", "Paris, ", " et ", " du ", "*Ibid.*, p"]),
        (
            Culture::Law,
            &["(n ", "supra", " U.S. ", " L. REV", " AC ", " v ", " v. ", "(OUP ", "(Clarendon Press "],
        ),
        (Culture::Mhra, &[", p. ", ", pp. ", "[accessed", ", '"]),
    ];
    let has = |signs: &[&str]| signs.iter().any(|sign| note.contains(sign));
    SIGNS.iter().find(|(_, signs)| has(signs)).map_or(Culture::Chicago, |(culture, _)| *culture)
}

/// The notes of a page's examples of one kind.
fn notes<'a>(page: &'a str, kind: &str) -> Vec<&'a str> {
    let fence = format!("```{kind}");
    let examples = page.split(fence.as_str()).skip(1);
    let within = examples.filter_map(|rest| rest.split_once('\n')?.1.split("```").next());
    within.flat_map(str::lines).filter(|line| !line.trim().is_empty()).collect()
}

/// The pages of the offline checkers.
fn pages() -> Vec<PathBuf> {
    let folders = ["garbled", "duplicates", "styles", "quotations"];
    let files = folders
        .iter()
        .flat_map(|plugin| fs::read_dir(root().join("plugins").join(plugin).join("src")).unwrap());
    let mut pages: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    pages.sort();
    pages
}

#[test]
fn each_page_shows_two_cultures_flagged_and_clean() {
    let pages = pages();
    assert!(pages.len() >= 60, "only {} pages were found", pages.len());
    let mut poor = Vec::new();
    for path in pages {
        let page = fs::read_to_string(&path).unwrap();
        for kind in ["flagged", "clean"] {
            let cultures: BTreeSet<Culture> = notes(&page, kind).into_iter().map(culture).collect();
            if cultures.len() < 2 {
                poor.push(format!("{}: {kind} shows {cultures:?} alone", path.display()));
            }
        }
    }
    assert!(poor.is_empty(), "{}", poor.join("\n"));
}

#[test]
fn cultures_are_told_apart() {
    let check = |note, expected| assert_eq!(culture(note), expected, "{note}");
    check("Lena Hofer, Schleusen, Berlin 2005, S. 7.", Culture::German);
    check("Jean Petit, « Le pont », *Annales* 4 (1990), p. 45.", Culture::French);
    check("Timothy Endicott (n 1) 50.", Culture::Law);
    check("Ann Lee, *Quays* (London: Murray, 1999), p. 3.", Culture::Mhra);
    check("Ann Lee, *Quays* (London: Murray, 1999), 3.", Culture::Chicago);
}
