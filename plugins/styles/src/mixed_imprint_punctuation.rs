#![doc = include_str!("mixed_imprint_punctuation.md")]

use ibidem_sdk::{Findings, Kind, Span, Variable};

use crate::desk::{Cited, Desk};
use crate::habit::{CLEAR, Sample, named, report};

crate::registered!("mixed-imprint-punctuation", Info, "mixed_imprint_punctuation.md");

/// Citations without the comma that show it to be no habit.
const LEAST: usize = 2;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let (mut with, mut without) = (Vec::new(), 0_usize);
    let mut places = Vec::new();
    for cited in desk.full.iter().filter(|cited| is_printed(cited)) {
        if let Some(bracket) = imprint(desk, cited) {
            let before = desk.paper.text.get(..bracket).unwrap_or_default().trim_end();
            if before.ends_with(',') {
                let span = Span::new(before.len() - 1, bracket + 1);
                with.push(Sample::new(cited.note, span, "a comma before the parenthesis"));
            } else {
                without += 1;
            }
        }
        places.extend(place_form(desk, cited));
    }
    // No manual sets this comma, so it is the odd form as soon as the document has the other one as well.
    if without >= LEAST {
        let message = format!(
            "A comma stands before the parenthesis with imprint or date in {}, and none in {without}: no manual sets it there.",
            if with.len() == 1 { "one citation".to_owned() } else { format!("{} citations", with.len()) }
        );
        crate::add(findings, named(&RULE, &with.iter().collect::<Vec<_>>(), message));
    }
    crate::add(findings, report(desk, &RULE, &places, "imprints", CLEAR));
}

fn is_printed(cited: &Cited<'_>) -> bool {
    matches!(
        cited.kind(),
        Kind::Book | Kind::Chapter | Kind::ArticleJournal | Kind::Report | Kind::Thesis | Kind::Document
    ) || cited.kind() == Kind::ArticleMagazine
}

/// The opening parenthesis of the imprint or of the date.
fn imprint(desk: &Desk<'_>, cited: &Cited<'_>) -> Option<usize> {
    let spans = [Variable::PublisherPlace, Variable::Publisher, Variable::Issued];
    let first =
        spans.into_iter().filter_map(|variable| cited.span(variable)).min_by_key(|span| span.start)?;
    let title = cited.span(Variable::Title)?;
    let before = desk.paper.text.get(title.end..first.start)?.trim_end();
    // “(2009) 72 MLR 554”: a date before the volume belongs to what follows.
    let is_leading = cited.span(Variable::Volume).is_some_and(|volume| volume.start > first.start);
    (before.ends_with('(') && !is_leading).then(|| title.end + before.len() - 1)
}

/// `London: Murray` or `London, Murray`.
fn place_form(desk: &Desk<'_>, cited: &Cited<'_>) -> Option<Sample> {
    let place = cited.span(Variable::PublisherPlace)?;
    let Some(publisher) = cited.span(Variable::Publisher) else { return comma_form(desk, cited, place) };
    if place.end > publisher.start {
        return None;
    }
    let form = match desk.between(place, publisher).trim() {
        ":" => "a colon between place and publisher",
        "," => "a comma between place and publisher",
        _ => return None,
    };
    Some(Sample::new(cited.note, place.to(publisher), form))
}

/// `London, Murray`, which reads like a place of two parts; `Cambridge, MA` is one.
fn comma_form(desk: &Desk<'_>, cited: &Cited<'_>, place: Span) -> Option<Sample> {
    let (_, house) = desk.paper.text_of(place).rsplit_once(", ")?;
    let is_region = house.chars().all(|c| c.is_uppercase() || c == '.')
        || house.chars().count() < 5
        || house.ends_with('.');
    let is_book = cited.kind() == Kind::Book && !is_region;
    is_book.then(|| Sample::new(cited.note, place, "a comma between place and publisher"))
}
