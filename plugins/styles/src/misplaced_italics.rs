#![doc = include_str!("misplaced_italics.md")]

use ibidem_sdk::{Findings, Kind, RunStyle, Variable};

use crate::desk::Desk;
use crate::habit::{Bar, Sample, report};

crate::registered!("misplaced-italics", Info, "misplaced_italics.md");

const BAR: Bar = Bar { samples: 4, share: 70 };

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let (mut places, mut titles) = (Vec::new(), Vec::new());
    for cited in &desk.comparable {
        let Some(container) = cited.span(Variable::ContainerTitle) else { continue };
        let italic = |span| {
            desk.paper.runs_in(span).any(|run| run.style == RunStyle::Italic && run.span.contains(span))
        };
        if let Some(place) = cited.span(Variable::PublisherPlace).filter(|place| place.start >= container.end)
        {
            // Both must be one stretch of italics, or two names in italics stand beside each other.
            let whole = container.to(place);
            if place.start - container.end <= 3 {
                let form = if italic(whole) {
                    "the place within the italics of the title"
                } else {
                    "the place in roman type"
                };
                places.push(Sample::new(cited.note, whole, form));
            }
        }
        if cited.kind() == Kind::ArticleJournal && cited.has(Variable::Title) && cited.has(Variable::Volume) {
            let form = if italic(container) { "the journal in italics" } else { "the journal in roman type" };
            titles.push(Sample::new(cited.note, container, form));
        }
    }
    crate::add(findings, report(desk, &RULE, &places, "newspapers with a place", BAR));
    crate::add(findings, report(desk, &RULE, &titles, "citations of journals", BAR));
}
