use std::path::Path;

use ibidem_citations::Span;
use ibidem_sdk::{Edit, Finding, Rule, Safety, Severity};

use super::{Fixed, Left, Proposal, apply};
use crate::Reading;
use crate::read::Format;

const NOTES: &str = "Salt.[^1] More.[^2]\n\n\
    [^1]: Paul Brandt, *Salt Roads* (London: Murray, 1999), 24, <http://salt.example/a-b>\n\
    [^2]: Anna Weiss & Sons, *Roads of the *North** (Oslo: Berg, 2001)\n";

const PAGE: &str = "<!DOCTYPE html><html><head><title>Salt</title></head><body>\n\
    <p>Salt.<sup><a href=\"#fn1\" id=\"r1\">1</a></sup></p>\n\
    <ol class=\"footnotes\"><li id=\"fn1\">Weiss and Sons, <i>Salt &amp; Tin</i> (Oslo: Berg, 2001), \
    <a href=\"http://salt.example/?utm_id=1\">http://salt.example/?utm_id=1</a></li></ol>\n</body></html>\n";

fn reading(source: &[u8], name: &str) -> Reading {
    Reading::from_bytes(source.to_vec(), Some(Path::new(name)), None)
}

/// A correction that replaces the first of some words; an insertion where `was` ends with `|`.
fn proposal(reading: &Reading, was: &str, becomes: &str) -> Proposal {
    let words = was.trim_end_matches('|');
    let start = reading.paper.text.find(words).unwrap();
    let end = start + words.len();
    let span = if was == words { Span::new(start, end) } else { Span::new(end, end) };
    let within = Span::new(0, reading.paper.text.len());
    Proposal { safety: Safety::Safe, edits: vec![Edit { span, text: becomes.to_owned() }], within }
}

fn fixed(source: &[u8], name: &str, edits: &[(&str, &str)]) -> Fixed {
    let reading = reading(source, name);
    let proposals: Vec<Proposal> =
        edits.iter().map(|(was, becomes)| proposal(&reading, was, becomes)).collect();
    apply(source, &reading, &proposals, false)
}

/// Applies one correction, and compares the copy with the source in which some bytes are replaced.
fn check(source: &str, name: &str, edit: (&str, &str), (was, becomes): (&str, &str)) {
    assert_eq!(source.matches(was).count(), 1, "{was}");
    let fixed = fixed(source.as_bytes(), name, &[edit]);
    assert_eq!(String::from_utf8_lossy(&fixed.bytes), source.replace(was, becomes));
    assert_eq!((fixed.applied, fixed.left.len()), (1, 0));
}

fn check_left(source: &str, name: &str, edit: (&str, &str), left: Left) {
    let fixed = fixed(source.as_bytes(), name, &[edit]);
    assert_eq!(String::from_utf8_lossy(&fixed.bytes), source);
    assert_eq!((fixed.applied, fixed.left), (0, [(left, 1)].into()));
}

#[test]
fn markdown_signs_are_escaped_only_where_they_would_be_markup() {
    check(NOTES, "a.md", ("London", "*London*"), ("London", "\\*London\\*"));
    check(NOTES, "a.md", ("London", "Lon_don & Ely"), ("London", "Lon_don & Ely"));
    check(NOTES, "a.md", ("Berg", "Berg &amp; Co"), ("Berg", "Berg \\&amp; Co"));
    check(NOTES, "a.md", ("More", "More[^1]"), ("More", "More\\[\\^1\\]"));
}

#[test]
fn an_address_in_angle_brackets_takes_no_escapes() {
    check(NOTES, "a.md", ("a-b", "a_b_c"), ("a-b", "a_b_c"));
}

#[test]
fn an_insertion_stands_behind_the_markup_that_ends_there() {
    check(NOTES, "a.md", ("salt.example/a-b|", "."), ("/a-b>", "/a-b>."));
    check(NOTES, "a.md", ("Salt Roads|", ","), ("Salt Roads*", "Salt Roads*,"));
    check(PAGE, "a.html", ("Tin|", ","), ("Tin</i>", "Tin</i>,"));
    check(PAGE, "a.html", ("utm_id=1|", "."), ("</a></li>", "</a>.</li>"));
}

#[test]
fn html_is_escaped() {
    check(
        PAGE,
        "a.html",
        ("Weiss and Sons", "Weiss & <Sons>"),
        ("Weiss and Sons", "Weiss &amp; &lt;Sons&gt;"),
    );
}

#[test]
fn what_is_not_one_even_stretch_of_the_source_is_left_alone() {
    check_left(NOTES, "a.md", ("Brandt, Salt", "Brandt: Salt"), Left::Markup);
    check_left(PAGE, "a.html", ("Salt & Tin", "Salt and Tin"), Left::Markup);
    check_left(PAGE, "a.html", ("&", "and"), Left::Markup);
    check_left(NOTES, "a.md", ("London", "Lon\n\ndon"), Left::Markup);
    check_left(&NOTES.replace("Roads*", "Ro\u{ad}ads*"), "a.md", ("Roads", "Ways"), Left::Markup);
}

#[test]
fn an_address_is_not_mended_where_the_link_would_keep_the_old_one() {
    let linked =
        NOTES.replace("<http://salt.example/a-b>", "[http://salt.example/a-b](http://salt.example/a-b)");
    check_left(&linked, "a.md", ("a-b", "a_b"), Left::Link);
    check_left(PAGE, "a.html", ("?utm_id=1", ""), Left::Link);
}

#[test]
fn one_correction_that_breaks_markup_does_not_hinder_the_others() {
    let edits = [("London", "Oxford"), ("a-b", "a b"), ("Oslo", "Bergen"), ("More", "Less")];
    let fixed = fixed(NOTES.as_bytes(), "a.md", &edits);
    let expected = NOTES.replace("London", "Oxford").replace("Oslo", "Bergen").replace("More", "Less");
    assert_eq!(String::from_utf8_lossy(&fixed.bytes), expected);
    assert_eq!((fixed.applied, fixed.left), (3, [(Left::Misread, 1)].into()));
}

#[test]
fn of_two_that_share_a_place_the_first_in_the_text_is_applied() {
    let first_last = [("Murray, 1999", "Murray, 2000"), ("London: Murray", "London: Berg")];
    let both = fixed(NOTES.as_bytes(), "a.md", &first_last);
    assert_eq!(String::from_utf8_lossy(&both.bytes), NOTES.replace("London: Murray", "London: Berg"));
    assert_eq!((both.applied, both.left), (1, [(Left::Overlaps, 1)].into()));
    let at_its_end = fixed(NOTES.as_bytes(), "a.md", &[("1999", "2000"), ("1999|", "!")]);
    assert_eq!((at_its_end.applied, at_its_end.left), (1, [(Left::Overlaps, 1)].into()));
    let same = fixed(NOTES.as_bytes(), "a.md", &[("1999", "2000"), ("1999", "2000")]);
    assert_eq!((same.applied, same.left.len()), (2, 0));
}

#[test]
fn a_correction_is_applied_whole_or_not_at_all() {
    let reading = reading(NOTES.as_bytes(), "a.md");
    let mut both = proposal(&reading, "London", "Oxford");
    both.edits.extend(proposal(&reading, "Brandt, Salt", "Brandt: Salt").edits);
    both.edits.sort_by_key(|edit| edit.span);
    let fixed = apply(NOTES.as_bytes(), &reading, &[both], false);
    assert_eq!(String::from_utf8_lossy(&fixed.bytes), NOTES);
    assert_eq!(fixed.left, [(Left::Markup, 1)].into());
}

#[test]
fn letters_are_written_in_the_encoding_of_the_file() {
    let text = "Caf\u{e9}s.[^1]\n\n[^1]: Ren\u{e9} Dor\u{e9}, \u{93}Les caf\u{e9}s\u{94} (Orleans: Gar\u{e7}on, 1999), 24.\n";
    let source: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let fixed = fixed(&source, "a.md", &[("Orleans", "Orléans"), ("24", "24–26"), ("Garçon", "Grabiński")]);
    let expected: Vec<u8> = text
        .replace("Orleans", "Orl\u{e9}ans")
        .replace("24", "24\u{96}26")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    assert_eq!(fixed.bytes, expected);
    assert_eq!((fixed.applied, fixed.left), (2, [(Left::Encoding, 1)].into()));
    assert_eq!(fixed.foreign, ['ń'].into());
}

#[test]
fn utf16_and_byte_order_marks_are_kept() {
    let units = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let source = [vec![0xFF, 0xFE], units(NOTES)].concat();
    let expected = [vec![0xFF, 0xFE], units(&NOTES.replace("Oslo", "Tromsø"))].concat();
    assert_eq!(fixed(&source, "a.md", &[("Oslo", "Tromsø")]).bytes, expected);
    let marked = format!("\u{feff}{}", NOTES.replace('\n', "\r\n"));
    check(&marked, "a.md", ("Oslo", "Tromsø"), ("Oslo", "Tromsø"));
}

#[test]
fn only_what_is_safe_is_applied_unasked() {
    let reading = reading(NOTES.as_bytes(), "a.md");
    let unsure = Proposal { safety: Safety::Unsafe, ..proposal(&reading, "1999", "1998") };
    let unasked = apply(NOTES.as_bytes(), &reading, std::slice::from_ref(&unsure), false);
    assert_eq!((unasked.applied, unasked.left), (0, [(Left::NeedsLook, 1)].into()));
    let asked = apply(NOTES.as_bytes(), &reading, &[unsure], true);
    assert_eq!(String::from_utf8_lossy(&asked.bytes), NOTES.replace("1999", "1998"));
}

#[test]
fn other_peoples_corrections_are_never_safe_and_stay_in_their_note() {
    const RULE: Rule = Rule { name: "odd-year", severity: Severity::Warning, page: "" };
    let reading = reading(NOTES.as_bytes(), "a.md");
    let span = |words: &str| proposal(&reading, words, "").edits[0].span;
    let of = |finding: Finding| Proposal::of(&finding, &reading.paper, false);
    let own = of(Finding::new(&RULE, span("1999"), "").with_fix(Safety::Safe, span("1999"), "1998")).unwrap();
    let far = of(Finding::new(&RULE, span("1999"), "").with_fix(Safety::Safe, span("2001"), "1998")).unwrap();
    assert_eq!((own.safety, far.safety), (Safety::Unsafe, Safety::Unsafe));
    let fixed = apply(NOTES.as_bytes(), &reading, &[own, far], true);
    assert_eq!(String::from_utf8_lossy(&fixed.bytes), NOTES.replace("1999", "1998"));
    assert_eq!(fixed.left, [(Left::Outside, 1)].into());
    let hint = Finding::new(&RULE, span("1999"), "").with_fix(Safety::DisplayOnly, span("1999"), "1998");
    assert_eq!(Proposal::of(&hint, &reading.paper, true), None);
}

#[test]
fn edits_beyond_the_text_are_left_out() {
    let reading = reading("Žižek[^1]\n\n[^1]: Žižek, *On Belief* (London, 2001).\n".as_bytes(), "a.md");
    let source = "Žižek[^1]\n\n[^1]: Žižek, *On Belief* (London, 2001).\n".as_bytes();
    let whole = Span::new(0, usize::MAX);
    for span in [Span::new(1, 2), Span::new(9000, 9001), Span::new(usize::MAX, usize::MAX)] {
        let edits = vec![Edit { span, text: "x".to_owned() }];
        let fixed =
            apply(source, &reading, &[Proposal { safety: Safety::Safe, edits, within: whole }], false);
        assert_eq!(fixed.bytes, source);
        assert_eq!(fixed.left, [(Left::Markup, 1)].into());
    }
}

#[test]
fn a_file_that_does_not_read_twice_alike_is_left_alone() {
    let mut reading = reading(NOTES.as_bytes(), "a.md");
    let proposal = proposal(&reading, "1999", "1998");
    reading.format = Format::Plain;
    let fixed = apply(NOTES.as_bytes(), &reading, &[proposal], false);
    assert_eq!(fixed.bytes, NOTES.as_bytes());
    assert_eq!(fixed.left, [(Left::Misread, 1)].into());
}
