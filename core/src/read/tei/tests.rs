use ibidem_citations::{NoteNumber, RunStyle};

use crate::Reading;
use crate::read::Format;

fn read(body: &str) -> Reading {
    let header = "<teiHeader><fileDesc><titleStmt><title>Harbors</title><author><persName><forename>Ada</forename> \
                  <surname>Moore</surname></persName></author></titleStmt><publicationStmt><date when=\"2019-05\"/>\
                  </publicationStmt></fileDesc></teiHeader>";
    let source = format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">{header}<text xml:lang=\"en\">{body}</text></TEI>"
    );
    let reading = Reading::from_bytes(source.into_bytes(), None, None);
    assert_eq!(reading.format, Format::Tei);
    reading
}

fn notes(reading: &Reading) -> Vec<(String, String, usize)> {
    let paper = &reading.paper;
    let note = |note: &ibidem_citations::Note| {
        (note.number.to_string(), paper.text_of(note.span).to_owned(), note.anchors.len())
    };
    paper.notes.iter().map(note).collect()
}

#[test]
fn notes_stand_where_they_are_called_or_behind() {
    let reading = read(
        "<body><head>Harbors</head><p>One.<note place=\"foot\" n=\"1\" xml:id=\"a\">P. Brandt, <title level=\"m\">Salt \
         Roads</title> (London: Murray, 1999), 24.</note> Two,<ref target=\"#b\" type=\"noteAnchor\">2</ref> see note \
         <ref target=\"#a\">1</ref>.<note place=\"margin\">Aside</note></p></body>\
         <back><div type=\"notes\"><note xml:id=\"b\" place=\"end\" n=\"2\"><p>Ibid., 30.</p><p>More.</p></note></div></back>",
    );
    let expected =
        [("1", "P. Brandt, Salt Roads (London: Murray, 1999), 24.", 1), ("2", "Ibid., 30. More.", 1)];
    let found: Vec<_> = notes(&reading)
        .into_iter()
        .map(|(number, text, anchors)| {
            (number, text.split_whitespace().collect::<Vec<_>>().join(" "), anchors)
        })
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(number, text, anchors)| ((*number).to_owned(), (*text).to_owned(), *anchors))
        .collect();
    assert_eq!(found, expected);
    assert!(reading.paper.text.contains("see note 1."));
    assert!(!reading.paper.text.contains("Aside"));
    assert!(reading.paper.runs.iter().any(|run| run.style == RunStyle::Italic));
    let metadata = &reading.paper.metadata;
    assert_eq!(metadata.title.as_deref(), Some("Harbors"));
    assert_eq!(metadata.authors[0].full(), "Ada Moore");
    assert_eq!(metadata.issued.as_ref().unwrap().parts[0].month, Some(5));
}

#[test]
fn marks_are_set_where_none_are_typed() {
    let reading = read(
        "<body><p>A <quote>big</quote> word, “<quote>typed</quote>”.<note>J. Doe, <title level=\"a\">Rivers</title>, \
         <title level=\"j\">Water</title> 5 (2005): 7.</note></p><quote><p>A block.</p></quote></body>",
    );
    assert!(reading.paper.text.contains("A “big” word, “typed”."), "{}", reading.paper.text);
    assert_eq!(notes(&reading)[0].1, "J. Doe, “Rivers”, Water 5 (2005): 7.");
}

#[test]
fn of_two_readings_the_printed_one_is_taken() {
    let reading = read(
        "<body><p>The <choice><sic>harbuor</sic><corr>harbor</corr></choice> of <choice>\
         <abbr>St.</abbr><expan>Saint</expan></choice> Malo<gap/>.</p></body>",
    );
    assert!(reading.paper.text.contains("The harbor of Saint Malo."), "{}", reading.paper.text);
}

#[test]
fn entries_of_parts_are_written() {
    let reading = read(
        "<body><p>Text.<note>Brandt, Roads, 5.</note></p></body><back><listBibl><biblStruct><analytic><author><persName>\
         <surname>Brandt</surname><forename>Paul</forename></persName></author><title level=\"a\">Roads</title></analytic>\
         <monogr><title level=\"j\">Water</title><imprint><biblScope unit=\"volume\">5</biblScope><biblScope unit=\"page\" \
         from=\"7\" to=\"19\"/><date when=\"2005\">2005</date></imprint></monogr><idno type=\"DOI\">10.5555/1</idno>\
         </biblStruct><bibl>Doe, Jane. <title level=\"m\">Salt</title>. London: Murray, 1999.</bibl></listBibl></back>",
    );
    let text = &reading.paper.text;
    assert!(text.contains("Brandt, Paul (2005). Roads. Water, 5, 7–19 https://doi.org/10.5555/1"), "{text}");
    assert_eq!(reading.paper.notes.iter().filter(|note| note.number == NoteNumber::Integer(1)).count(), 1);
}
