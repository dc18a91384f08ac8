//! `ibidem render`, as a user and other programs run it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ibidem_tests::program;
use serde_json::{Value, json};

const ITEMS: &str = r#"[
  {"id": "tidal", "type": "book", "title": "The tidal archive", "publisher": "Northgate Press",
   "author": [{"family": "Ellingsen", "given": "Mara"}], "issued": {"date-parts": [[1987]]},
   "custom": {"read": true}, "volume": 2},
  {"id": "docks", "type": "article-journal", "title": "Counting ships", "container-title": "Port History",
   "author": [{"family": "Ruiz", "given": "Ana"}], "issued": {"raw": "2015"}, "page": "201-229"}
]"#;

fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the folder of the tests can be written to");
    path
}

fn run(arguments: &[&str]) -> Output {
    Command::new(program()).arg("render").args(arguments).output().expect("the program runs")
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", stderr(output));
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn bibliography_in_every_form() {
    let items = file("render-items.json", ITEMS);
    let items = items.to_string_lossy();
    let printed = |format: &str| stdout(&run(&["--style", "apa", &items, "--format", format]));
    assert!(printed("text").starts_with("Ellingsen, M. (1987). The tidal archive"), "{}", printed("text"));
    assert!(printed("text").ends_with("201–229.\n"), "{}", printed("text"));
    for (format, title) in [
        ("html", "<div class=\"csl-entry\">Ellingsen, M. (1987). <i>The tidal archive</i>"),
        ("markdown", "*The tidal archive*"),
        ("latex", "\\textit{The tidal archive}"),
        ("typst", "#emph[The tidal archive]"),
    ] {
        assert!(printed(format).contains(title), "{}", printed(format));
    }
}

#[test]
fn citations_know_what_stands_before_them() {
    let items = file("render-cited.json", ITEMS);
    let notes = file(
        "render-notes.json",
        r#"[[{"id": "tidal", "locator": "5"}],
            {"citationItems": [{"id": "tidal", "locator": "7", "label": "page"}], "properties": {"noteIndex": 2}},
            [{"id": "docks"}], [{"id": "tidal", "locator": "9"}]]"#,
    );
    let (items, notes) = (items.to_string_lossy(), notes.to_string_lossy());
    let printed =
        stdout(&run(&["--style", "modern-humanities-research-association", &items, "--citations", &notes]));
    let lines: Vec<&str> = printed.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), 4, "{printed}");
    assert!(lines[0].contains("Northgate") && lines[0].contains('5'), "{printed}");
    assert!(!lines[1].contains("Northgate") && lines[1].contains('7'), "{printed}");
    assert!(
        lines[3].contains("Ellingsen") && lines[3].contains('9') && !lines[3].contains("Northgate"),
        "{printed}"
    );
}

#[test]
fn lists_of_references_are_items() {
    let ris = file(
        "render.ris",
        "TY  - BOOK\nID  - tidal\nAU  - Ellingsen, Mara\nTI  - The tidal archive\nPB  - Northgate\nPY  - 1987\nER  - \n",
    );
    let printed = stdout(&run(&["--style", "apa", &ris.to_string_lossy()]));
    assert_eq!(printed, "Ellingsen, M. (1987). The tidal archive. Northgate.\n");
    let bib = file(
        "render.bib",
        "@book{tidal, author = {Ellingsen, Mara}, title = {The tidal archive}, publisher = {Northgate}, year = 1987}",
    );
    assert_eq!(stdout(&run(&["--style", "apa", &bib.to_string_lossy()])), printed);
}

#[test]
fn bad_input_is_told() {
    let items = file("render-good.json", ITEMS);
    let items = items.to_string_lossy();
    let refused = |arguments: &[&str], why: &str| {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains(why), "{}", stderr(&output));
        assert!(output.stdout.is_empty());
    };
    refused(&["--style", "aqa", &items], "did you mean “apa”?");
    refused(&["--style", "apa", "no-such.json"], "no-such.json");
    refused(&["--style", "apa"], "ITEMS");
    let prose = file("render-prose.txt", "Dear reader, this is prose.");
    refused(&["--style", "apa", &prose.to_string_lossy()], "no list of references");
    let broken = file("render-broken.json", "[{\"id\": 1, ");
    refused(&["--style", "apa", &broken.to_string_lossy()], "no JSON");
    let unknown = file("render-unknown.json", r#"[[{"id": "nowhere"}]]"#);
    refused(&["--style", "apa", &items, "--citations", &unknown.to_string_lossy()], "cites “nowhere”");
    for (name, style) in [
        ("not-xml.csl", "Dear reader"),
        ("not-csl.csl", "<html><body/></html>"),
        (
            "old.csl",
            "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"note\"><info><title>T</title></info></style>",
        ),
        (
            "no-parent.csl",
            "<style xmlns=\"http://purl.org/net/xbiblio/csl\" version=\"1.0\"><info><title>T</title><id>t</id><link href=\"http://x.org/gone\" rel=\"independent-parent\"/><updated>2020-01-01T00:00:00+00:00</updated></info></style>",
        ),
    ] {
        let path = file(name, style);
        refused(&["--style", &path.to_string_lossy(), &items], name);
    }
    refused(&["--style", "apa", &items, "--locale", "xx"], "no locale is named “xx”");
}

#[test]
fn jobs_are_answered_line_by_line_while_the_next_one_waits() {
    let style = r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"><info><title>T</title><id>t</id><updated>2020-01-01T00:00:00+00:00</updated></info><citation><layout><text variable="title" font-style="italic"/></layout></citation></style>"#;
    let job = |id: &str, format: &str| {
        json!({ "id": id, "style": style, "parent": null, "items": [{ "id": 7, "type": "book", "title": "Quays" }],
            "mode": "citation", "citations": null, "citation_items": null, "format": format, "list": false })
    };
    let mut child = Command::new(program())
        .args(["render", "--job", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut jobs = child.stdin.take().expect("it reads");
    let mut answers = BufReader::new(child.stdout.take().expect("it writes")).lines();
    let mut ask = |line: &str| -> Value {
        writeln!(jobs, "{line}").and_then(|()| jobs.flush()).expect("it reads on");
        let answer = answers.next().expect("it answers").expect("the answer is text");
        serde_json::from_str(&answer).expect("the answer is JSON")
    };
    assert_eq!(ask(&job("a", "html").to_string()), json!({ "id": "a", "result": "<i>Quays</i>" }));
    let wrong = ask("{\"id\": \"b\", \"style\": 5}");
    assert!(wrong["id"] == "b" && wrong["error"].is_string(), "{wrong}");
    assert!(ask("no JSON")["error"].is_string());
    assert_eq!(ask(&job("c", "text").to_string()), json!({ "id": "c", "result": "Quays" }));
    drop(jobs);
    assert!(child.wait().expect("it ends").success());
}

/// A style of which `{}` is the inside.
fn style(name: &str, attributes: &str, inside: &str) -> PathBuf {
    file(
        name,
        &format!(
            r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="note" {attributes}><info><title>T</title><id>x</id>{inside}</style>"#
        ),
    )
}

#[test]
fn style_that_is_none_is_refused_with_its_fault() {
    let items = file("render-bad-styles.json", ITEMS);
    let version = r#"version="1.0""#;
    let layout =
        |calls: &str| format!("</info>{calls}<citation><layout><text macro=\"m\"/></layout></citation>");
    for (path, why) in [
        (file("render-none.csl", "no XML"), "this is no CSL 1.0 style: unknown token at 1:1"),
        (file("render-empty.csl", ""), "this is no CSL 1.0 style"),
        (file("render-html.csl", "<html/>"), "its root element is “html”, not “style”"),
        (style("render-old.csl", r#"version="0.8""#, &layout("")), "it is of CSL 0.8"),
        (
            style(
                "render-older.csl",
                "",
                r#"</info><citation><option name="et-al-min" value="4"/><layout/></citation>"#,
            ),
            "it has the options of CSL 0.8",
        ),
        (style("render-gone.csl", version, &layout("")), "calls the macro “m”, which it does not have"),
        (
            style(
                "render-loop.csl",
                version,
                &layout(
                    r#"<macro name="m"><text macro="n"/></macro><macro name="n"><text macro="m"/></macro>"#,
                ),
            ),
            "its macro “m” calls itself",
        ),
        (
            style(
                "render-orphan.csl",
                version,
                r#"<link href="http://www.zotero.org/styles/nowhere" rel="independent-parent"/></info>"#,
            ),
            "it prints as “nowhere”, which is not at hand",
        ),
    ] {
        let refused = run(&["--style", &path.to_string_lossy(), &items.to_string_lossy()]);
        assert_eq!(refused.status.code(), Some(2), "{why}");
        assert!(stderr(&refused).contains(why), "{why}: {}", stderr(&refused));
    }
    let nobody = run(&["--style", "apa", "--locale", "xx-YY", &items.to_string_lossy()]);
    assert!(stderr(&nobody).contains("no locale is named “xx-YY”"), "{}", stderr(&nobody));
}

#[test]
fn odd_items_are_rendered_as_well_as_they_can_be() {
    let authors: Vec<Value> =
        (0..500).map(|n| json!({ "family": format!("Family{n}"), "given": "Ada" })).collect();
    let odd = json!([
        { "id": "bare" }, {}, null, 5, { "type": "nonsense", "title": "Of no type" },
        { "id": "open", "type": "book", "title": "<i>Never <b>closed", "author": authors, "issued": "soon" },
    ]);
    let items = file("render-odd.json", &odd.to_string());
    for name in ["apa", "chicago-notes", "ieee", "mla", "vancouver"] {
        let printed = stdout(&run(&["--style", name, &items.to_string_lossy()]));
        assert!(printed.to_lowercase().contains("<i>never <b>closed"), "{printed}");
        assert!(printed.contains("Family0") && printed.to_lowercase().contains("of no type"), "{printed}");
    }
}

#[test]
fn ten_thousand_cites_in_one_citation() {
    let works: Vec<Value> = (0..10_000)
        .map(|n| json!({ "id": n.to_string(), "type": "book", "title": format!("Title {n}"),
            "author": [{ "family": format!("Family{}", n % 50), "given": "Ada" }], "issued": { "date-parts": [[1990]] } }))
        .collect();
    let cites: Vec<Value> = (0..10_000).map(|n| json!({ "id": n.to_string() })).collect();
    let items = file("render-many.json", &json!(works).to_string());
    let citations = file("render-many-cites.json", &json!([cites]).to_string());
    let (items, citations) = (items.to_string_lossy(), citations.to_string_lossy());
    let printed = stdout(&run(&["--style", "apa", &items, "--citations", &citations]));
    assert!(printed.contains("Family49") && printed.len() > 50_000, "{} bytes", printed.len());
}
