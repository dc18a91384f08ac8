//! `ibidem bibliography`, as a user runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ibidem_tests::program;

/// A document of its own in a folder that the test may write to.
fn document(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the folder of the tests can be written to");
    path
}

const PAPER: &str = "\
Vienna around 1900.[^1] Again.[^2] And once more.[^3]

[^1]: Carl E. Schorske, *Fin-de-siècle Vienna: Politics and Culture* (New York: Knopf, 1980), 24.
[^2]: Ibid., 31.
[^3]: Fernand Braudel, *Civilization and Capitalism* (New York: Harper, 1981), 5.
";

fn run(path: &Path, arguments: &[&str]) -> Output {
    Command::new(program()).arg("bibliography").arg(path).args(arguments).output().expect("the program runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Fails, says why on standard error, and prints nothing.
fn check_refused(output: &Output, why: &str) {
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(output).contains(why), "{}", stderr(output));
    assert!(output.stdout.is_empty());
}

#[test]
fn works_stand_in_order_of_first_citation_with_their_notes() {
    let output = run(&document("order.md", PAPER), &[]);
    assert_eq!(
        stdout(&output),
        "1  Carl E. Schorske, Fin-de-siècle Vienna: Politics and Culture, Knopf, 1980\n   book · notes 1, 2\n2  Fernand Braudel, Civilization and Capitalism, Harper, 1981\n   book · note 3\n\n2 works cited in 3 notes\n"
    );
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "");
}

#[test]
fn style_sorts_and_prints_paragraphs() {
    let output = run(&document("style.md", PAPER), &["--style", "chicago-notes"]);
    assert_eq!(
        stdout(&output),
        "Braudel, Fernand. Civilization and Capitalism. Harper, 1981.\n\nSchorske, Carl E. Fin-de-Siècle Vienna: Politics and Culture. Knopf, 1980.\n"
    );
}

#[test]
fn html_is_a_fragment_with_italics() {
    let output = run(&document("html.md", PAPER), &["--style", "chicago-notes", "--format", "html"]);
    assert_eq!(
        stdout(&output),
        "<div class=\"csl-bib-body\">\n<p class=\"csl-entry\">Braudel, Fernand. <i>Civilization and Capitalism</i>. Harper, 1981.</p>\n<p class=\"csl-entry\">Schorske, Carl E. <i>Fin-de-Siècle Vienna: Politics and Culture</i>. Knopf, 1980.</p>\n</div>\n"
    );
}

#[test]
fn every_exchange_form_names_both_works() {
    let path = document("forms.md", PAPER);
    for form in ["csl-json", "biblatex", "bibtex", "ris", "yaml"] {
        let output = run(&path, &["--to", form]);
        let text = stdout(&output);
        assert!(
            text.contains("schorske1980fin") && text.contains("braudel1981civilization"),
            "{form}: {text}"
        );
        assert_eq!(stdout(&run(&path, &["--to", form])), text, "{form} differs from run to run");
    }
    let json: serde_json::Value =
        serde_json::from_slice(&run(&path, &["--to", "csl-json"]).stdout).expect("this is JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(2));
}

#[test]
fn style_from_a_file() {
    let csl = r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"><info><title>T</title><id>t</id><updated>2020-01-01T00:00:00+00:00</updated></info><citation><layout><text variable="title"/></layout></citation><bibliography><layout suffix="!"><text variable="title"/></layout></bibliography></style>"#;
    let style = document("shout.csl", csl);
    let output = run(&document("file.md", PAPER), &["--style", &style.to_string_lossy()]);
    assert_eq!(
        stdout(&output),
        "Fin-de-siècle Vienna: Politics and Culture!\n\nCivilization and Capitalism!\n"
    );
}

#[test]
fn style_that_cannot_be_used() {
    let path = document("refused.md", PAPER);
    check_refused(&run(&path, &["--style", "chicago-note"]), "did you mean “chicago-notes”?");
    check_refused(&run(&path, &["--style", "no-such.csl"]), "cannot read style no-such.csl");
    check_refused(&run(&path, &["--style", "apa", "--locale", "xx"]), "no locale is named “xx”");
    check_refused(&run(&path, &["--format", "html"]), "--style");
    check_refused(&run(&path, &["--style", "apa", "--to", "ris"]), "cannot be used with");
    check_refused(
        &run(&path, &["--style", &dependent("orphan.csl", "gone").to_string_lossy()]),
        "prints as “gone”, which is not at hand",
    );
}

fn dependent(name: &str, parent: &str) -> PathBuf {
    let style = format!(
        r#"<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" default-locale="de-DE"><info><title>T</title><id>t</id><link href="http://www.zotero.org/styles/{parent}" rel="independent-parent"/><updated>2020-01-01T00:00:00+00:00</updated></info></style>"#
    );
    document(name, &style)
}

#[test]
fn dependent_style_prints_as_its_parent() {
    let path = document("dependent.md", PAPER);
    let style = dependent("dependent.csl", "apa");
    let output = run(&path, &["--style", &style.to_string_lossy()]);
    assert!(
        stdout(&output).contains("Braudel, F. (1981). Civilization and Capitalism. Harper."),
        "{}",
        stdout(&output)
    );
    // Its own name is told, not that of its parent.
    let notes = run(&path, &["--notes", "--style", &style.to_string_lossy()]);
    assert!(stderr(&notes).contains("the style “T” cites in the text"), "{}", stderr(&notes));
}

#[test]
fn every_note_is_printed_in_another_style() {
    let path = document(
        "notes.md",
        "One.[^1] Two.[^2] Three.[^3] Four.[^4]\n\n\
        [^1]: See Carl E. Schorske, *Fin-de-siècle Vienna: Politics and Culture* (New York: Knopf, 1980), 24.\n\
        [^2]: Ibid., 31. The point is disputed.\n\
        [^3]: Only words, and *some* in italics.\n\
        [^4]: Schorske, *Fin-de-siècle Vienna*, 33.\n",
    );
    let notes =
        |format: &str| stdout(&run(&path, &["--notes", "--style", "chicago-notes", "--format", format]));
    let text = notes("text");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(
        lines[0].starts_with("1. See Carl E. Schorske, ") && lines[0].ends_with("Knopf, 1980), 24."),
        "{text}"
    );
    assert!(lines[1].starts_with("2. ") && lines[1].contains("31. The point is disputed."), "{text}");
    assert_eq!(lines[2], "3. Only words, and some in italics.");
    assert!(lines[3].starts_with("4. Schorske, ") && lines[3].ends_with(", 33."), "{text}");
    let markdown = notes("markdown");
    assert!(markdown.contains("[^3]: Only words, and *some* in italics.\n"), "{markdown}");
    assert!(markdown.contains("[^1]: See Carl E. Schorske, *Fin-de-"), "{markdown}");
    check_refused(&run(&path, &["--notes"]), "--style");
}

#[test]
fn paper_without_notes_is_no_error() {
    let path = document("without.md", "Only prose.\n");
    let output = run(&path, &[]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""));
    assert!(stderr(&output).contains("has no notes"), "{}", stderr(&output));
    assert_eq!(stdout(&run(&path, &["--to", "csl-json"])), "[]\n");
}

#[test]
fn missing_file_is_told() {
    check_refused(&run(Path::new("no-such-paper.md"), &[]), "cannot read no-such-paper.md");
}

#[test]
fn reader_that_goes_away_is_no_panic() {
    let path = document("pipe.md", PAPER);
    let mut child = Command::new(program())
        .args(["bibliography", "--to", "csl-json"])
        .arg(&path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
}

#[test]
fn note_in_another_style_says_every_page_that_it_said() {
    let path = document(
        "restyled-whole.md",
        "A.[^1] B.[^2] C.[^3] D.[^4] E.[^5] F.[^6]\n\n\
        [^1]: Carl E. Schorske, *Fin-de-Siècle Vienna* (New York: Knopf, 1980), 24n3.\n\
        [^2]: Ibid., 30–31.\n\
        [^3]: Fernand Braudel, *Civilization and Capitalism*, vol. 2 (New York: Harper, 1982), 9, fig. 2.\n\
        [^4]: Ana Ruiz, “Counting Ships,” *Port History* 12, no. 3 (2015): 201–29, at 210, but compare Schorske, *Vienna*, 55.\n\
        [^5]: *Ledgers of Salt* (Ghent: Quay, 2004), 3–5, 9, 12 n. 4.\n\
        [^6]: Braudel, *Civilization and Capitalism*, 2:33.\n",
    );
    let output = run(&path, &["--notes", "--style", "mhra"]);
    let printed = stdout(&output);
    let lines: Vec<&str> = printed.lines().collect();
    for (line, said) in [
        (0, "p. 24n3"),
        (1, "Schorske, Fin-de-Siècle Vienna, pp. 30–31"),
        (2, "9, fig. 2"),
        (3, "at 210, but compare Schorske"),
        (4, "3–5, 9, 12 n. 4"),
        (5, "ii, p. 33"),
    ] {
        assert!(lines[line].contains(said), "{said}\n{printed}");
    }
    assert!(stderr(&output).contains("it says more than was read of it"), "{}", stderr(&output));
}

#[test]
fn what_sort_of_piece_is_cited_and_by_whom_is_not_lost() {
    let path = document(
        "restyled-sort.md",
        "A.[^1] B.[^2] C.[^3] D.[^4]\n\n\
        [^1]: Interview of M. K. Bhadrakumar, “Trust and Confidence”, http://valdai.example/46581.html\n\
        [^2]: “Russia Gets Closer”, *Eurasia Net*, 3 May 2012.\n\
        [^3]: Joshua Kucera, “Russia Gets Closer”.\n\
        [^4]: Jürgen Osterhammel, *Die Verwandlung der Welt. Eine Geschichte des 19. Jahrhunderts* (München: Beck, 2009), Kap. 3.\n",
    );
    let output = run(&path, &["--notes", "--style", "mhra"]);
    let printed = stdout(&output);
    for said in [
        "1. Interview of M. K. Bhadrakumar, ‘Trust and Confidence’, ",
        "3. Joshua Kucera, “Russia Gets Closer”.",
        "Die Verwandlung der Welt. Eine Geschichte des 19. Jahrhunderts (Beck, 2009), ch. 3.",
    ] {
        assert!(printed.contains(said), "{said}\n{printed}");
    }
    let list = stdout(&run(&path, &["--style", "mhra", "--format", "markdown"]));
    assert!(list.contains("*Die Verwandlung der Welt. Eine Geschichte des 19. Jahrhunderts*"), "{list}");
}

#[test]
fn what_a_style_leaves_out_stands_at_the_end_in_every_form() {
    let path = document(
        "left-out.md",
        "A.[^1]\n\n[^1]: *Encyclopædia Britannica*, 11th ed. (1911), s.v. “Stevedore.”\n",
    );
    for format in ["text", "html", "markdown", "latex", "typst"] {
        let output = run(&path, &["--style", "chicago-notes", "--format", format]);
        assert!(stdout(&output).contains("Stevedore"), "{format}: {}", stdout(&output));
        assert!(stderr(&output).contains("printed plainly, not in the style"), "{}", stderr(&output));
    }
}

/// In the styles of MHRA and Chicago, over all sample papers.
#[test]
fn no_locator_is_lost_in_another_style() {
    use ibidem_citations::style::csl::{CslStyle, Output as Written};

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("documents");
    let mut places = 0;
    for entry in std::fs::read_dir(folder).expect("the sample papers are there").flatten() {
        let Some(path) = ["paper.md", "paper.txt", "paper.html"]
            .map(|name| entry.path().join(name))
            .into_iter()
            .find(|path| path.is_file())
        else {
            continue;
        };
        let reading = ibidem::Reading::open(&path).expect("the paper can be read");
        for name in ["modern-humanities-research-association", "turabian-fullnote-8"] {
            let style = CslStyle::embedded(name).expect("the style is embedded");
            let restyled = ibidem::restyling::notes(&reading.paper, &style, None, Written::Text);
            let notes =
                reading.paper.notes.iter().filter(|note| note.kind != ibidem_citations::NoteKind::Reference);
            for (note, restyled) in notes.zip(&restyled) {
                let digits = |text: &str| -> Vec<String> {
                    text.split(|c: char| !c.is_ascii_digit())
                        .filter(|part| !part.is_empty())
                        .map(str::to_owned)
                        .collect()
                };
                let printed = digits(&restyled.text);
                for locator in note.items().filter_map(|item| item.locator.as_ref()) {
                    // A style abbreviates the end of a range, and can print a volume in Roman numerals.
                    let said = digits(&locator.value);
                    places += usize::from(!said.is_empty());
                    assert!(
                        said.is_empty() || said.iter().any(|number| printed.contains(number)),
                        "{} in {name}, note {}: {} is not in {}",
                        path.display(),
                        note.number,
                        locator.value,
                        restyled.text
                    );
                }
            }
        }
    }
    assert!(places > 500, "{places}");
}
