use super::*;

fn read(source: &str) -> Document {
    super::read(source, source.len(), &Sources::default())
}

/// The texts of the pieces, one a line.
fn pieces(document: &Document) -> String {
    document.pieces.iter().flat_map(|piece| [piece.span.of(&document.text), "\n"]).collect()
}

fn check(source: &str, expected: &str) {
    assert_eq!(pieces(&read(source)), expected, "{source}");
}

#[test]
fn notes_go_behind_the_body_and_lead_back() {
    let source = "He said.#footnote[Ann, _Book [one]_, 4.] End.";
    let document = read(source);
    assert_eq!(document.text, "He said.[1] End.\nAnn, Book [one], 4.\n");
    assert_eq!(document.runs[0].span.of(&document.text), "Book [one]");
    assert_eq!(document.map.source(Span::new(17, 20)).of(source), "Ann");
}

#[test]
fn signs_are_read_as_they_are_set() {
    check("A--b --- c~d... \\#5 \\u{e9} \"so\" it's 'x' 1 -- 2", "A–b — c d… #5 é “so” it’s ‘x’ 1 – 2\n");
    check("One // a comment\ntwo /* and\n\nmore */ three", "One two three\n");
    check("Code `#footnote[no]` stays.", "Code #footnote[no] stays.\n");
    check("```\n#footnote[no]\n@key\n```\n\nEnd", "#footnote[no]\n@key\nEnd\n");
}

#[test]
fn notes_are_called_again_by_their_labels() {
    let document =
        read("A@fn.\nB#footnote[Text.] <fn> C#footnote(<fn>) D@fn, E @fig:x.\n#figure([x]) <fig:x>");
    assert_eq!(pieces(&document), "A[1]. B[1] C[1] D[1], E . x\nText.\n");
    let ties: Vec<_> = document.markers.iter().map(|marker| marker.tie).collect();
    assert_eq!(ties, [Some(1); 4]);
    assert!(document.keys.cited.is_empty());
}

#[test]
fn citations_are_notes_where_the_style_says_so() {
    let cited = "Salt @lee[p. 4]. Rail @lee @ek[7], #cite(<ek>, form: \"prose\").";
    check(cited, "Salt (lee, p. 4). Rail (lee; ek, 7), ek.\n");
    let in_notes = format!("{cited}\n#bibliography(\"a.bib\", style: \"chicago-notes\")");
    check(&in_notes, "Salt[1]. Rail[2], ek.\nlee, p. 4.\nlee; ek, 7.\n");
    let keys = read(cited).keys.cited;
    let keys: Vec<(&str, bool)> = keys.iter().map(|cited| (cited.key.as_str(), cited.continues)).collect();
    assert_eq!(keys, [("lee", false), ("lee", false), ("ek", true), ("ek", false)]);
}

#[test]
fn functions_of_the_author_stand_for_their_bodies() {
    check("#let note(x) = footnote(x)\nA#note[One.]", "A[1]\nOne.\n");
    check("#let note(body) = footnote[See #emph(body).]\nA#note[One]", "A[1]\nSee One.\n");
    check("#let note(..args) = footnote(..args)\nA#note[One.]", "A[1]\nOne.\n");
    check("#let both(a, ..rest, z) = [#a #footnote(..rest) #z]\n#both[A][One.][B]", "A [1] B\nOne.\n");
    check("#let n = footnote.with(numbering: \"1\")\n#let m = n\nA#m[One.]", "A[1]\nOne.\n");
    check(
        "#let see(key, p: [1]) = footnote[See #cite(key, supplement: p).]\nA#see(<lee>, p: [12])",
        "A[1]\nSee lee, 12.\n",
    );
    check("#let ib = [_Ibid._]\nA#footnote[#ib]", "A[1]\nIbid.\n");
    check("#let footnote(x) = std.footnote(x)\nA#footnote[One.]", "A[1]\nOne.\n");
    let source = "#let note(x) = footnote(x)\nA#note[One.]";
    let document = read(source);
    let at = document.text.find("One").expect("the note is there");
    assert_eq!(document.map.source(Span::new(at, at + 3)).of(source), "One");
}

#[test]
fn blocks_are_told_apart() {
    let document = read(
        "= Title\nText.\n\n#quote(block: true, attribution: [Ann])[Said.]\n- one\n- two\n== Next\n#link(\"https://example.org/\")[there]",
    );
    assert_eq!(document.text, "Title\nText.\nSaid. — Ann\none\ntwo\nNext\nthere\n");
    let kinds: Vec<_> = document.pieces.iter().map(|piece| piece.kind.clone()).collect();
    assert_eq!(kinds[0], PieceKind::Text(BlockKind::Heading { level: 1 }));
    assert_eq!(kinds[2], PieceKind::Text(BlockKind::Quote));
    assert_eq!(kinds[3], PieceKind::Text(BlockKind::ListItem));
    assert!(matches!(&document.runs[0].style, RunStyle::Link { target } if target == "https://example.org/"));
}

#[test]
fn what_is_unclosed_or_nested_too_deep_loses_nothing() {
    let document = read("A #footnote[never closed _at all");
    assert!(document.text.contains("never closed") && document.text.contains("at all"), "{}", document.text);
    assert!(!document.faults.is_empty());
    for level in ["#footnote[", "#(", "_*", "#f(", "[", "$(", "- ", "#{", "#if true { "] {
        for levels in [300, 31_000, 100_000] {
            let document = read(&format!("Before.\n\n{}word", level.repeat(levels)));
            assert!(document.text.contains("Before."), "{level}");
        }
    }
}

#[test]
fn functions_that_call_themselves_end() {
    check("#let f(x) = [a#f(x)]\n#f[b]", "ab\n");
    let document = read("#let f(x) = [#g(x)#g(x)]\n#let g(x) = [#f(x)#f(x)]\n#f[b]");
    assert!(document.text.len() < 10_000_000);
    assert!(!document.faults.is_empty());
}
