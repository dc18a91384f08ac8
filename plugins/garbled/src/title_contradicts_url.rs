#![doc = include_str!("title_contradicts_url.md")]

use ibidem_sdk::{Finding, Findings, Host, Paper, Rule, Severity, Variable};

use crate::Registered;
use crate::slug::{self, Difference};

const RULE: Rule = Rule {
    name: "title-contradicts-url",
    severity: Severity::Warning,
    page: include_str!("title_contradicts_url.md"),
};

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    let mut known: Option<slug::Words> = None;
    for (_, item) in paper.items() {
        let cited = &item.as_cited;
        let (Some(url), Some(title_at)) = (cited.text(Variable::Url), cited.span(Variable::Title)) else {
            continue;
        };
        let Some(difference) = slug::difference(url, cited.title()) else { continue };
        let url_at = cited.span(Variable::Url).unwrap_or(item.span);
        let finding = match difference {
            Difference::Word { word, title_word } => {
                let known = known.get_or_insert_with(|| slug::Words::of(&paper.text));
                // Only where the document has the word of the address as well is the title surely the odd one.
                if known.count(&word) <= known.count_in_addresses(&word)
                    || known.count(&title_word) > known.count(&word)
                {
                    continue;
                }
                let message = format!(
                    "The title has “{title_word}” where its own address has “{word}”, as this document has elsewhere."
                );
                Finding::new(&RULE, title_at, message)
            }
            Difference::Order { first, second } => {
                let message = format!(
                    "The title has “{first}” before “{second}”, and its own address has them the other way round."
                );
                Finding::new(&RULE, title_at, message).at(Severity::Info)
            }
        };
        findings.push(finding.with_related(url_at, "the words of the address"));
    }
}
