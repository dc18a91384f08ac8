#![doc = include_str!("mixed_name_punctuation.md")]

use ibidem_sdk::{Findings, Variable};

use crate::desk::Desk;
use crate::habit::{Bar, Sample, report};

crate::registered!("mixed-name-punctuation", Info, "mixed_name_punctuation.md");

const BAR: Bar = Bar { samples: 5, share: 75 };

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let (mut joints, mut commas) = (Vec::new(), Vec::new());
    for cited in &desk.comparable {
        let names = cited.facts().names(Variable::Author);
        let Some(span) = cited.span(Variable::Author).filter(|_| names.len() >= 2) else { continue };
        let text = desk.paper.text_of(span);
        joints.extend(joint(text).map(|form| Sample::new(cited.note, span, form)));
        if names.len() >= 3 {
            let is_serial = [", and ", ", & ", ", und ", ", et "].iter().any(|joint| text.contains(joint));
            let form =
                if is_serial { "a comma before the last name" } else { "no comma before the last name" };
            commas.push(Sample::new(cited.note, span, form));
        }
    }
    crate::add(findings, report(desk, &RULE, &joints, "citations of several authors", BAR));
    crate::add(findings, report(desk, &RULE, &commas, "citations of three authors or more", BAR));
}

/// What joins the last two names.
fn joint(text: &str) -> Option<&'static str> {
    const JOINTS: [(&str, &str); 6] = [
        (" and ", "“and” between the authors"),
        (" und ", "“und” between the authors"),
        (" et ", "“et” between the authors"),
        (" & ", "“&” between the authors"),
        ("/", "a stroke between the authors"),
        ("; ", "a semicolon between the authors"),
    ];
    let last = JOINTS.iter().filter_map(|(joint, form)| Some((text.rfind(joint)?, *form))).max();
    last.map(|(_, form)| form).or(text.contains(", ").then_some("a comma between the authors"))
}
