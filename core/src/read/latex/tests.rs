use super::*;

fn read(source: &str) -> Document {
    super::read(source, source.len(), &Sources::default())
}

fn text_of(source: &str) -> String {
    read(source).text
}

#[test]
fn accents_ligatures_and_escapes() {
    assert_eq!(
        text_of("J\\\"urgen, d\\'{e}veloppement, Sm{\\aa}land, na\\\"{\\i}ve"),
        "Jürgen, développement, Småland, naïve\n"
    );
    assert_eq!(text_of("``so''~-- 55--63 \\& 12\\% of `it'"), "“so” – 55–63 & 12% of ‘it’\n");
    assert_eq!(text_of("one % a comment\n two"), "one two\n");
}

#[test]
fn notes_go_behind_the_body_and_lead_back() {
    let source = "He said.\\footnote{Ann, \\emph{Book {one}}, 4.} End.";
    let document = read(source);
    assert_eq!(document.text, "He said.[1] End.\nAnn, Book one, 4.\n");
    let run = &document.runs[0];
    assert_eq!(run.span.of(&document.text), "Book one");
    assert_eq!(document.map.source(Span::new(17, 20)).of(source), "Ann");
}

#[test]
fn unclosed_groups_lose_nothing() {
    assert!(text_of("A \\footnote{never closed \\emph{at all").contains("never closed at all"));
    assert!(text_of(&"\\footnote{".repeat(1_000)).len() < 20_000);
    assert!(text_of("\\").len() <= 1);
    assert!(text_of("\\emph").is_empty());
}
