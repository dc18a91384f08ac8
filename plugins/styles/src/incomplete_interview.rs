#![doc = include_str!("incomplete_interview.md")]

use ibidem_sdk::{Finding, Findings, Kind, Variable};

use crate::desk::Desk;

crate::registered!("incomplete-interview", Warning, "incomplete_interview.md");

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    const FACTS: [Variable; 8] = [
        Variable::Issued,
        Variable::EventDate,
        Variable::Accessed,
        Variable::Interviewer,
        Variable::ContainerTitle,
        Variable::Publisher,
        Variable::Archive,
        Variable::EventPlace,
    ];
    for cited in desk.full.iter().filter(|cited| cited.kind() == Kind::Interview) {
        let text = desk.paper.text_of(cited.item.span);
        let by = [
            " by ",
            " with the author",
            "interviewed",
            "durch ",
            " par ",
            "author's",
            "author’s",
            "de l’auteur",
        ];
        let is_attributed = by.iter().any(|word| text.contains(word));
        let note = desk.text(cited.note);
        let has_year = note.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
        let url = cited.facts().text(Variable::Url).unwrap_or_default();
        let has_year = has_year && url.is_empty();
        if FACTS.iter().any(|fact| cited.has(*fact)) || is_attributed || has_year {
            continue;
        }
        let message = "The interview is cited without interviewer, date and outlet: \
                       the reader cannot tell who asked, when, and where it was published.";
        findings.push(Finding::new(&RULE, cited.item.span, message));
    }
}
