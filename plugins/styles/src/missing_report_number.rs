#![doc = include_str!("missing_report_number.md")]

use ibidem_sdk::{Finding, Findings, Kind, Variable};

use crate::desk::Desk;

crate::registered!("missing-report-number", Info, "missing_report_number.md");

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    for cited in desk.full.iter().filter(|cited| cited.kind() == Kind::Report) {
        let url = cited.facts().text(Variable::Url).unwrap_or_default();
        let Some(number) = number_in(url) else { continue };
        let text = desk.text(cited.note);
        let url_text = cited.span(Variable::Url).map_or("", |span| desk.paper.text_of(span));
        let printed = text.replace(url_text, " ");
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        if cited.has(Variable::Number) || printed.contains(&digits) {
            continue;
        }
        let at =
            cited.span(Variable::ContainerTitle).or(cited.span(Variable::Title)).unwrap_or(cited.item.span);
        let message = format!(
            "The report “{}” is cited without its number: the file in its address is named {number}, and reports are found by number.",
            cited.facts().title()
        );
        let finding = Finding::new(&RULE, at, message);
        let related = cited.span(Variable::Url).map(|span| (span, format!("the file name {number}")));
        findings.push(match related {
            Some((span, said)) => finding.with_related(span, said),
            None => finding,
        });
    }
}

/// The number of a report as the name of its file: `R41856.pdf`, `WP-2012-14.pdf`.
fn number_in(url: &str) -> Option<&str> {
    let name = url.split(['?', '#']).next()?.rsplit('/').next()?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let letters = stem.chars().take_while(char::is_ascii_uppercase).count();
    let rest = stem.get(letters..)?;
    let digits = rest.chars().filter(char::is_ascii_digit).count();
    let is_number = rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '_'));
    ((1..=4).contains(&letters) && digits >= 3 && is_number).then_some(stem)
}
