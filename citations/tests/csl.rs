//! The chapters of the CSL 1.0.2 specification, each with a small style of our own.

use ibidem_citations::csl_json::JsonItem;
use ibidem_citations::style::StyleError;
use ibidem_citations::style::csl::{Citation, Cite, CslStyle, Origin, Output, Processor};
use serde_json::{Value, json};

const INFO: &str = "<info><title>T</title><id>t</id><updated>2020-01-01T00:00:00+00:00</updated></info>";

fn style(class: &str, options: &str, body: &str) -> CslStyle {
    let xml = format!(
        r#"<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="{class}" {options}>{INFO}{body}</style>"#
    );
    CslStyle::parse(&xml).expect("a style")
}

/// A style whose citations have this layout.
fn layout(layout: &str) -> CslStyle {
    style("in-text", "", &format!(r#"<citation><layout delimiter="; ">{layout}</layout></citation>"#))
}

fn items(items: &Value) -> Vec<JsonItem> {
    items.as_array().expect("a list").iter().map(JsonItem::read).collect()
}

/// One citation of all items.
fn cited(style: &CslStyle, list: &Value) -> String {
    let processor = Processor::new(style, None, items(list));
    let cites: Vec<Cite> = processor.ids().map(|id| Cite { id: id.to_owned(), ..Cite::default() }).collect();
    processor.citation_alone(&cites, false).written(Output::Html)
}

fn one(layout_of_cite: &str, item: &Value) -> String {
    let mut item = item.clone();
    item["id"] = json!("x");
    cited(&layout(layout_of_cite), &json!([item]))
}

fn names(element: &str, authors: &Value) -> String {
    one(
        &format!(r#"<names variable="author">{element}</names>"#),
        &json!({ "type": "book", "author": authors }),
    )
}

fn notes(style: &CslStyle, list: &Value, cites: &[(u32, &str, Option<&str>)]) -> Vec<String> {
    let processor = Processor::new(style, None, items(list));
    let citations: Vec<Citation> = cites
        .iter()
        .map(|(note, id, locator)| Citation {
            note: *note,
            cites: vec![Cite {
                id: (*id).to_owned(),
                locator: locator.map(str::to_owned),
                ..Cite::default()
            }],
            ..Citation::default()
        })
        .collect();
    processor.citations(&citations).iter().map(|rendered| rendered.written(Output::Text)).collect()
}

fn three() -> Value {
    json!([
        { "family": "Vree", "given": "Anna Maria" },
        { "family": "Okoro", "given": "Jean-Luc" },
        { "family": "Lindt", "given": "Otto" },
    ])
}

#[test]
fn names_are_joined_and_cut_short() {
    assert_eq!(names("", &three()), "Anna Maria Vree, Jean-Luc Okoro, Otto Lindt");
    assert_eq!(names(r#"<name and="text"/>"#, &three()), "Anna Maria Vree, Jean-Luc Okoro, and Otto Lindt");
    assert_eq!(
        names(r#"<name and="symbol" delimiter-precedes-last="never" form="short"/>"#, &three()),
        "Vree, Okoro &#38; Lindt"
    );
    assert_eq!(names(r#"<name et-al-min="3" et-al-use-first="1"/>"#, &three()), "Anna Maria Vree et al.");
    assert_eq!(
        names(r#"<name form="short" et-al-min="3" et-al-use-first="1" et-al-use-last="true"/>"#, &three()),
        "Vree, … Lindt"
    );
    assert_eq!(names(r#"<name form="count"/>"#, &three()), "3");
}

#[test]
fn given_names_become_initials() {
    let initials =
        |with: &str| names(&format!(r#"<name initialize-with="{with}" delimiter="/"/>"#), &three());
    assert_eq!(initials(". "), "A. M. Vree/J.-L. Okoro/O. Lindt");
    assert_eq!(initials(""), "AM Vree/J-L Okoro/O Lindt");
}

#[test]
fn particles_go_where_the_style_has_them() {
    let author = json!([{ "family": "Gogh", "given": "Vincent", "non-dropping-particle": "van" }]);
    let inverted = |demote: &str| {
        let style = style(
            "in-text",
            &format!(r#"demote-non-dropping-particle="{demote}""#),
            r#"<citation><layout><names variable="author"><name name-as-sort-order="all"/></names></layout></citation>"#,
        );
        cited(&style, &json!([{ "id": "x", "type": "book", "author": author }]))
    };
    assert_eq!(inverted("never"), "van Gogh, Vincent");
    assert_eq!(inverted("sort-only"), "van Gogh, Vincent");
    assert_eq!(inverted("display-and-sort"), "Gogh, Vincent van");
    assert_eq!(names("", &json!([{ "family": "de la Vega", "given": "Garcilaso" }])), "Garcilaso de la Vega");
}

#[test]
fn names_of_other_scripts_and_institutions() {
    assert_eq!(
        names(r#"<name initialize-with="."/>"#, &json!([{ "family": "陈", "given": "立文" }])),
        "陈立文"
    );
    assert_eq!(names(r#"<name form="short"/>"#, &json!([{ "literal": "Board of Trade" }])), "Board of Trade");
}

#[test]
fn absent_names_are_substituted_once() {
    let cite = r#"<group delimiter=", "><names variable="author"><name form="short"/><label prefix=" (" form="short" suffix=")"/><substitute><names variable="editor"/><text variable="title"/></substitute></names><text variable="title" font-style="italic"/></group>"#;
    let editors = json!([{ "family": "Vree" }, { "family": "Lindt" }]);
    assert_eq!(
        one(cite, &json!({ "type": "book", "title": "Salt", "editor": editors })),
        "Vree, Lindt (eds.), <i>Salt</i>"
    );
    assert_eq!(one(cite, &json!({ "type": "book", "title": "Salt" })), "Salt");
}

#[test]
fn editor_and_translator_in_one() {
    let cite = r#"<names variable="editor translator" delimiter="; "><name form="short"/><label form="verb" prefix=", "/></names>"#;
    let person = json!([{ "family": "Vree" }]);
    assert_eq!(
        one(cite, &json!({ "editor": person, "translator": person })),
        "Vree, edited &#38; translated by"
    );
}

#[test]
fn dates_and_their_ranges() {
    let date = |form: &str, issued: Value| {
        one(&format!(r#"<date variable="issued" {form}/>"#), &json!({ "issued": issued }))
    };
    let text = r#"form="text""#;
    assert_eq!(date(text, json!({ "date-parts": [[2004, 5, 3]] })), "May 3, 2004");
    assert_eq!(date(r#"form="numeric""#, json!({ "date-parts": [["2004", "5", "3"]] })), "05/03/2004");
    assert_eq!(date(text, json!({ "date-parts": [[2004, 5, 3], [2004, 5, 9]] })), "May 3–9, 2004");
    assert_eq!(date(text, json!({ "date-parts": [[2004, 5], [2004, 7]] })), "May–July 2004");
    assert_eq!(date(text, json!({ "date-parts": [[2004], [2006]] })), "2004–2006");
    assert_eq!(date(text, json!({ "date-parts": [[-43]] })), "43BC");
    assert_eq!(date(text, json!({ "date-parts": [[2004]], "season": "2" })), "Summer 2004");
    assert_eq!(date(text, json!({ "literal": "in press" })), "in press");
    assert_eq!(date(text, json!({ "raw": "3 May 2004" })), "May 3, 2004");
    assert_eq!(date(text, json!("2004-05")), "May 2004");
}

#[test]
fn uncertain_dates_are_told() {
    let cite = r#"<choose><if is-uncertain-date="issued"><text term="circa" suffix=" "/></if></choose><date variable="issued"><date-part name="year"/></date>"#;
    assert_eq!(one(cite, &json!({ "issued": { "date-parts": [[1820]], "circa": true } })), "circa 1820");
    assert_eq!(one(cite, &json!({ "issued": { "date-parts": [[1820]] } })), "1820");
}

#[test]
fn numbers_in_their_forms() {
    let number = |form: &str, text: &str| {
        one(&format!(r#"<number variable="edition" form="{form}"/>"#), &json!({ "edition": text }))
    };
    assert_eq!(number("ordinal", "2"), "2nd");
    assert_eq!(number("ordinal", "11"), "11th");
    assert_eq!(number("long-ordinal", "3"), "third");
    assert_eq!(number("roman", "14"), "xiv");
    assert_eq!(number("numeric", "2-4"), "2–4");
    assert_eq!(number("ordinal", "Final"), "Final");
    assert_eq!(one(r#"<number variable="volume"/>"#, &json!({ "volume": 41.0 })), "41");
}

#[test]
fn pages_in_the_formats_of_ranges() {
    let page = |format: &str, text: &str| {
        let style = style(
            "in-text",
            &format!(r#"page-range-format="{format}""#),
            r#"<citation><layout><text variable="page"/></layout></citation>"#,
        );
        cited(&style, &json!([{ "id": "x", "page": text }]))
    };
    assert_eq!(page("expanded", "121-7"), "121–127");
    assert_eq!(page("minimal", "121-127"), "121–7");
    assert_eq!(page("minimal-two", "121-127"), "121–27");
    assert_eq!(page("chicago", "101-108"), "101–8");
    assert_eq!(page("chicago", "1496-1504"), "1496–1504");
    assert_eq!(page("chicago-16", "1496-1504"), "1496–504");
    assert_eq!(page("minimal", "xii-xv"), "xii–xv");
}

#[test]
fn labels_know_their_plural() {
    let cite = r#"<group delimiter=" "><label variable="page" form="short"/><text variable="page"/></group>"#;
    assert_eq!(one(cite, &json!({ "page": "4" })), "p. 4");
    assert_eq!(one(cite, &json!({ "page": "4-6" })), "pp. 4–6");
    assert_eq!(one(cite, &json!({ "title": "no page" })), "");
}

#[test]
fn group_without_a_value_is_silent() {
    let cite = r#"<group delimiter=" "><text term="in"/><text variable="container-title"/></group>"#;
    assert_eq!(one(cite, &json!({ "container-title": "Salt" })), "in Salt");
    assert_eq!(one(cite, &json!({ "title": "Salt" })), "");
}

#[test]
fn conditions_hold_for_all_any_or_none() {
    let test = |test: &str, item: Value| {
        one(
            &format!(
                r#"<choose><if {test}><text value="yes"/></if><else><text value="no"/></else></choose>"#
            ),
            &item,
        )
    };
    let item = json!({ "type": "chapter", "volume": "2b", "DOI": "10.1/x" });
    assert_eq!(test(r#"type="book chapter" match="any""#, item.clone()), "yes");
    assert_eq!(test(r#"type="chapter" variable="DOI URL""#, item.clone()), "no");
    assert_eq!(test(r#"variable="URL page" match="none""#, item.clone()), "yes");
    assert_eq!(test(r#"is-numeric="volume""#, item.clone()), "yes");
    assert_eq!(test(r#"unheard-of="x""#, item), "no");
}

#[test]
fn titles_take_title_case_in_english_only() {
    let title = |title: &str, language: &str| {
        one(r#"<text variable="title" text-case="title"/>"#, &json!({ "title": title, "language": language }))
    };
    assert_eq!(title("the salt of the earth: a history", "en"), "The Salt of the Earth: A History");
    assert_eq!(title("a life of mcNab and iPhone", ""), "A Life of mcNab and iPhone");
    assert_eq!(title("das Salz der Erde", "de"), "das Salz der Erde");
    assert_eq!(title(r#"the <span class="nocase">le mot</span> juste"#, "en"), "The le mot Juste");
}

#[test]
fn markup_of_fields_flips_and_quotes_nest() {
    let cite = r#"<text variable="title" font-style="italic"/>"#;
    assert_eq!(
        one(cite, &json!({ "title": "On <i>Hamlet</i> & co" })),
        r#"<i>On <span style="font-style:normal;">Hamlet</span> &#38; co</i>"#
    );
    let quoted = r#"<text variable="title" quotes="true" suffix="."/>"#;
    assert_eq!(one(quoted, &json!({ "title": "On \"Hamlet\"" })), "“On ‘Hamlet.’”");
    assert_eq!(one(cite, &json!({ "title": "a <b>never closed" })), "<i>a &#60;b&#62;never closed</i>");
}

#[test]
fn punctuation_that_meets_is_made_one() {
    let cite = r#"<group delimiter=". "><text variable="title"/><text variable="publisher"/></group>"#;
    assert_eq!(one(cite, &json!({ "title": "Why?", "publisher": "Knopf" })), "Why? Knopf");
    assert_eq!(one(cite, &json!({ "title": "Co.", "publisher": "Knopf" })), "Co. Knopf");
}

fn doe(id: &str, given: &str, title: &str) -> Value {
    json!({ "id": id, "type": "book", "title": title, "author": [{ "family": "Doe", "given": given }], "issued": { "date-parts": [[1999]] } })
}

const AUTHOR_DATE: &str = r#"<layout prefix="(" suffix=")" delimiter="; "><group delimiter=" "><text macro="author"/><date variable="issued"><date-part name="year"/></date></group></layout>"#;
const AUTHOR: &str = r#"<macro name="author"><names variable="author"><name form="short" initialize-with="."/></names></macro>"#;

fn author_date(options: &str) -> CslStyle {
    style("in-text", "", &format!("{AUTHOR}<citation {options}>{AUTHOR_DATE}</citation>"))
}

#[test]
fn cites_that_are_alike_are_told_apart() {
    let by_name = author_date(r#"disambiguate-add-givenname="true""#);
    assert_eq!(
        cited(&by_name, &json!([doe("a", "John", "A"), doe("b", "Mary", "B")])),
        "(J. Doe 1999; M. Doe 1999)"
    );
    assert_eq!(
        cited(&by_name, &json!([doe("a", "John", "A"), doe("b", "Jane", "B")])),
        "(John Doe 1999; Jane Doe 1999)"
    );
    let by_letter = author_date(r#"disambiguate-add-year-suffix="true""#);
    assert_eq!(
        cited(&by_letter, &json!([doe("a", "John", "A"), doe("b", "John", "B")])),
        "(Doe 1999a; Doe 1999b)"
    );
}

#[test]
fn names_are_added_until_cites_differ() {
    let style = author_date(r#"disambiguate-add-names="true" et-al-min="2" et-al-use-first="1""#);
    let book = |id: &str, second: &str| json!({ "id": id, "author": [{ "family": "Doe" }, { "family": second }, { "family": "Roe" }], "issued": { "date-parts": [[1999]] } });
    assert_eq!(
        cited(&style, &json!([book("a", "Vree"), book("b", "Lindt")])),
        "(Doe, Vree, et al. 1999; Doe, Lindt, et al. 1999)"
    );
}

#[test]
fn condition_tells_apart_what_names_cannot() {
    let style = style(
        "in-text",
        "",
        r#"<citation><layout delimiter="; "><names variable="author"><name form="short"/></names><choose><if disambiguate="true"><text variable="title" prefix=", "/></if></choose></layout></citation>"#,
    );
    assert_eq!(cited(&style, &json!([doe("a", "John", "A"), doe("b", "John", "B")])), "Doe, A; Doe, B");
    assert_eq!(cited(&style, &json!([doe("a", "John", "A")])), "Doe");
}

#[test]
fn cites_collapse_by_year_suffix_and_number() {
    let all = json!([doe("a", "John", "A"), doe("b", "John", "B"), doe("c", "John", "C")]);
    let year = author_date(r#"disambiguate-add-year-suffix="true" collapse="year""#);
    assert_eq!(cited(&year, &all), "(Doe 1999a, 1999b, 1999c)");
    let suffix = author_date(
        r#"disambiguate-add-year-suffix="true" collapse="year-suffix" year-suffix-delimiter=", ""#,
    );
    assert_eq!(cited(&suffix, &all), "(Doe 1999a, b, c)");
    let ranged = author_date(r#"disambiguate-add-year-suffix="true" collapse="year-suffix-ranged""#);
    assert_eq!(cited(&ranged, &all), "(Doe 1999a–c)");
    let number = style(
        "in-text",
        "",
        r#"<citation collapse="citation-number"><layout prefix="[" suffix="]" delimiter=", "><text variable="citation-number"/></layout></citation>"#,
    );
    assert_eq!(cited(&number, &all), "[1–3]");
}

const POSITIONS: &str = r#"<citation near-note-distance="3"><layout><group delimiter=", "><group><choose><if position="ibid-with-locator"><text term="ibid"/></if><else-if position="ibid"><text term="ibid"/></else-if><else-if position="near-note"><text value="near"/></else-if><else-if position="subsequent"><text variable="first-reference-note-number" prefix="n. "/></else-if><else><text variable="title"/></else></choose></group><text variable="locator"/></group></layout></citation>"#;

#[test]
fn positions_in_notes() {
    let style = style("note", "", POSITIONS);
    let list = json!([{ "id": "a", "title": "A" }, { "id": "b", "title": "B" }]);
    let cites = [
        (1, "a", Some("4")),
        (2, "a", Some("4")),
        (3, "a", Some("5")),
        (4, "b", None),
        (5, "a", None),
        (9, "b", Some("7")),
        (10, "b", None),
    ];
    assert_eq!(
        notes(&style, &list, &cites),
        ["A, 4", "Ibid., 4", "Ibid., 5", "B", "near", "n. 4, 7", "near"]
    );
}

#[test]
fn ibid_needs_the_work_alone_before_it() {
    let style = style("note", "", POSITIONS);
    let processor = Processor::new(
        &style,
        None,
        items(&json!([{ "id": "a", "title": "A" }, { "id": "b", "title": "B" }])),
    );
    let cite = |id: &str| Cite { id: id.into(), ..Cite::default() };
    let citation = |note, ids: &[&str]| Citation {
        note,
        cites: ids.iter().map(|id| cite(id)).collect(),
        ..Citation::default()
    };
    let rendered = processor.citations(&[citation(1, &["a", "b"]), citation(2, &["b"]), citation(3, &["b"])]);
    let texts: Vec<_> = rendered.iter().map(|one| one.written(Output::Text)).collect();
    assert_eq!(texts, ["AB", "near", "Ibid."]);
}

#[test]
fn cites_have_affixes_and_can_do_without_their_author() {
    let style = author_date("");
    let processor = Processor::new(&style, None, items(&json!([doe("a", "John", "A")])));
    let written = |cite: Cite| {
        processor.citation_alone(&[Cite { id: "a".into(), ..cite }], false).written(Output::Html)
    };
    let affixed =
        Cite { prefix: Some("see".into()), suffix: Some(", <i>passim</i>".into()), ..Cite::default() };
    assert_eq!(written(affixed), "(see Doe 1999, <i>passim</i>)");
    assert_eq!(written(Cite { suppress_author: true, ..Cite::default() }), "(1999)");
    assert_eq!(written(Cite { author_only: true, ..Cite::default() }), "Doe");
}

#[test]
fn bibliography_is_sorted_numbered_and_substituted() {
    let style = style(
        "in-text",
        "",
        &format!(
            r#"{AUTHOR}<citation><layout><text variable="citation-number"/></layout></citation><bibliography subsequent-author-substitute="———"><sort><key macro="author"/><key variable="title" sort="descending"/></sort><layout suffix="."><group delimiter=", "><text variable="citation-number"/><text macro="author"/><text variable="title"/></group></layout></bibliography>"#
        ),
    );
    let mut other = doe("z", "Zoe", "Z");
    other["author"] = json!([{ "family": "Ábel" }]);
    let processor =
        Processor::new(&style, None, items(&json!([doe("a", "John", "A"), other, doe("b", "John", "B")])));
    let entries: Vec<_> =
        processor.bibliography().iter().map(|entry| entry.rendered.written(Output::Text)).collect();
    assert_eq!(entries, ["1, Ábel, Z.", "2, Doe, B.", "3, ———, A."]);
}

#[test]
fn second_field_stands_beside_the_first() {
    let style = style(
        "in-text",
        "",
        r#"<citation><layout><text variable="title"/></layout></citation><bibliography second-field-align="flush"><layout suffix="."><text variable="citation-number" suffix=". "/><text variable="title"/></layout></bibliography>"#,
    );
    let processor = Processor::new(&style, None, items(&json!([{ "id": "a", "title": "Salt" }])));
    let html = processor.bibliography()[0].rendered.written(Output::Html);
    assert_eq!(
        html,
        "\n    <div class=\"csl-left-margin\">1. </div><div class=\"csl-right-inline\">Salt.</div>\n  "
    );
}

#[test]
fn terms_and_dates_of_the_style_go_before_those_of_the_locale() {
    let body = r#"<locale xml:lang="de"><terms><term name="in">bei</term></terms></locale><citation><layout><group delimiter=" "><text term="in"/><text term="and"/><date variable="issued" form="text"/></group></layout></citation>"#;
    let style = style("in-text", r#"default-locale="de-DE""#, body);
    assert_eq!(
        cited(&style, &json!([{ "id": "a", "issued": { "date-parts": [[2004, 5, 3]] } }])),
        "bei und 3. Mai 2004"
    );
}

#[test]
fn every_piece_knows_where_it_comes_from() {
    let style = layout(r#"<text term="in" suffix=" "/><text variable="title" font-style="italic"/>"#);
    let processor = Processor::new(&style, None, items(&json!([{ "id": "a", "title": "Salt" }])));
    let pieces = processor.citation_alone(&[Cite { id: "a".into(), ..Cite::default() }], false).pieces();
    let origins: Vec<_> =
        pieces.iter().map(|piece| (piece.text.as_str(), piece.origin.clone(), piece.italic)).collect();
    assert_eq!(
        origins,
        [
            ("in", Origin::Term("in".into()), false),
            (" ", Origin::Style, false),
            ("Salt", Origin::Variable("title".into()), true)
        ]
    );
}

#[test]
fn other_forms_are_written_with_their_escapes() {
    let style = layout(r#"<text variable="title" font-style="italic"/>"#);
    let processor = Processor::new(&style, None, items(&json!([{ "id": "a", "title": "A_b & c" }])));
    let rendered = processor.citation_alone(&[Cite { id: "a".into(), ..Cite::default() }], false);
    assert_eq!(rendered.written(Output::Markdown), r"*A\_b & c*");
    assert_eq!(rendered.written(Output::Latex), r"\textit{A\_b \& c}");
    assert_eq!(rendered.written(Output::Typst), r"#emph[A\_b & c]");
}

#[test]
fn what_is_no_style_is_told() {
    let told = |xml: &str| CslStyle::parse(xml).expect_err("no style").to_string();
    assert!(told("hello").contains("CSL"), "{}", told("hello"));
    assert!(told("<html/>").contains("html"));
    assert!(told(r#"<style version="0.8"/>"#).contains("0.8"));
    let body = |body: &str| format!(r#"<style class="note" version="1.0">{INFO}{body}</style>"#);
    let missing = CslStyle::parse(&body(r#"<citation><layout><text macro="none"/></layout></citation>"#));
    assert!(matches!(missing, Err(StyleError::MissingMacro { name }) if name == "none"));
    let endless = CslStyle::parse(&body(
        r#"<macro name="a"><text macro="b"/></macro><macro name="b"><text macro="a"/></macro><citation><layout/></citation>"#,
    ));
    assert!(matches!(endless, Err(StyleError::EndlessMacro { .. })));
    let dependent = format!(
        r#"<style version="1.0" default-locale="fr-FR">{}</style>"#,
        INFO.replace("</info>", r#"<link rel="independent-parent" href="http://example.org/p"/></info>"#)
    );
    assert!(
        matches!(CslStyle::parse(&dependent), Err(StyleError::Dependent { parent }) if parent == "http://example.org/p")
    );
    let parent = body(r#"<citation><layout><text term="and"/></layout></citation>"#);
    let style = CslStyle::parse_with_parent(&dependent, &parent).expect("a style");
    assert_eq!(style.default_locale(), Some("fr-FR"));
}

#[test]
fn macros_that_double_each_other_come_to_an_end() {
    let mut macros = String::from(r#"<macro name="m0"><text value="x"/></macro>"#);
    for n in 1..60 {
        let called = n - 1;
        macros.push_str(&format!(
            r#"<macro name="m{n}"><text macro="m{called}"/><text macro="m{called}"/></macro>"#
        ));
    }
    let style =
        style("note", "", &format!(r#"{macros}<citation><layout><text macro="m59"/></layout></citation>"#));
    assert!(cited(&style, &json!([{ "id": "a" }])).contains("x"));
}

#[test]
fn bad_items_print_what_they_can() {
    let style = CslStyle::embedded("chicago-notes").expect("a style");
    let list = json!([
        {}, 7, { "id": 3 }, { "id": "x", "title": ["a", 1], "author": "Doe", "issued": [1999], "custom": { "a": 1 } },
        { "id": "y", "author": (0..500).map(|n| json!({ "family": format!("F{n}") })).collect::<Vec<_>>() },
        { "id": "z", "title": "<i>".repeat(5000), "issued": { "date-parts": [["x", 99, -1], [], [1]] } },
    ]);
    let processor = Processor::new(&style, Some("xx-XX"), items(&list));
    assert!(!processor.bibliography().is_empty());
    let many: Vec<Cite> =
        (0..10_000).map(|n| Cite { id: ["x", "y", "z"][n % 3].into(), ..Cite::default() }).collect();
    let citation = Citation { note: 1, cites: many, ..Citation::default() };
    assert!(!processor.citations(&[citation])[0].is_empty());
}

#[test]
fn cheater_lines_of_a_note_are_variables() {
    let item = JsonItem::read(
        &json!({ "id": "a", "note": "original-date: 1901\noriginal-title: Salz\nread in May" }),
    );
    assert_eq!(item.date("original-date").map(|date| date.parts[0].year), Some(1901));
    assert_eq!(item.text("original-title"), Some("Salz"));
    assert_eq!(item.text("note"), Some("read in May"));
}
