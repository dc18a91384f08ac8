#![doc = include_str!("incomplete_interview.md")]

use ibidem_sdk::{Finding, Findings, Kind, Variable};

use crate::desk::{Desk, true_notes};

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
    for finding in nameless(desk) {
        findings.push(finding);
    }
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

/// Notes that are an interview with somebody who has neither name nor place, and of no day that is told.
fn nameless<'d>(desk: &'d Desk<'_>) -> impl Iterator<Item = Finding> + 'd {
    const OPENINGS: [&str; 7] = [
        "Interview with ",
        "Interview mit ",
        "Gespräch mit ",
        "Interview des Verfassers mit ",
        "Entretien avec ",
        "Interview avec ",
        "Conversation with ",
    ];
    true_notes(desk.paper).filter_map(|(_, note)| {
        let text = desk.paper.text_of(note.span);
        let rest = OPENINGS.iter().find_map(|opening| text.trim_start().strip_prefix(opening))?;
        // A name or a place begins with a capital letter, and a day has a figure; so do German nouns, for want of better.
        let words = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        let tells = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        let is_bare = words.clone().filter(|word| !is_year(word)).all(|word| !tells(word));
        (words.count() <= 8 && is_bare).then(|| {
            let message = "The interview names nobody, and neither place nor day: no reader can tell which one is meant.";
            Finding::new(&RULE, note.span, message)
        })
    })
}
