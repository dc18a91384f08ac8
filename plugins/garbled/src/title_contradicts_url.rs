#![doc = include_str!("title_contradicts_url.md")]

use std::collections::BTreeMap;

use ibidem_sdk::{CitationItem, Finding, Findings, Host, Paper, Rule, Severity, Variable};

use crate::Registered;
use crate::slug::{self, Difference};

const RULE: Rule = Rule {
    name: "title-contradicts-url",
    severity: Severity::Warning,
    page: include_str!("title_contradicts_url.md"),
};

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

/// Works of one address that are compared.
const MOST_WORKS: usize = 16;

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    let mut found = of_titles(paper);
    found.extend(copied(paper));
    found.sort_by_key(|finding| finding.span);
    for finding in found {
        findings.push(finding);
    }
}

/// Finds addresses that stand in two citations, and have the words of the title in one of them alone.
fn copied(paper: &Paper) -> Vec<Finding> {
    let mut works: BTreeMap<&str, Vec<&CitationItem>> = BTreeMap::new();
    for (_, item) in paper.items() {
        let cited = &item.as_cited;
        if let Some(url) = cited.text(Variable::Url).filter(|_| cited.span(Variable::Title).is_some()) {
            let works = works.entry(url.trim_end_matches('/')).or_default();
            if works.len() < MOST_WORKS {
                works.push(item);
            }
        }
    }
    works
        .iter()
        .filter(|(_, items)| items.len() > 1)
        .flat_map(|(url, items)| of_one_address(url, items))
        .collect()
}

fn of_one_address(url: &str, items: &[&CitationItem]) -> Vec<Finding> {
    let fits = |item: &&&CitationItem| {
        let (all, shared) = slug::covered(url, item.as_cited.title());
        all >= 3 && shared * 10 >= all * 6
    };
    let Some(right) = items.iter().find(fits) else { return Vec::new() };
    let strays = items.iter().filter(|item| slug::covered(url, item.as_cited.title()).1 == 0);
    let report = |item: &&CitationItem| {
        let title = item.as_cited.title();
        let message = format!(
            "“{title}” has the address of “{}”, whose words it bears: it was copied to the wrong note.",
            right.as_cited.title()
        );
        let at = item.as_cited.span(Variable::Url).unwrap_or(item.span);
        Finding::new(&RULE, at, message).with_related(right.span, "the work to which the address belongs")
    };
    strays.map(report).collect()
}

fn of_titles(paper: &Paper) -> Vec<Finding> {
    let mut findings = Vec::new();
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
            Difference::Letters { word, title_word } => {
                // Where the document shows that the address is the odd one, the rule for addresses says so.
                let known = known.get_or_insert_with(|| slug::Words::of(&paper.text));
                if slug::odd_word(url, cited.title()).is_some() && known.count(&title_word) > 1 {
                    continue;
                }
                let message = format!(
                    "The title has “{title_word}” where its own address has “{word}”: two letters have changed places \
                     in one of them."
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
    findings
}
