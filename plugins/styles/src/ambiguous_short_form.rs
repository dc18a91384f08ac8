#![doc = include_str!("ambiguous_short_form.md")]

use std::collections::BTreeMap;

use ibidem_sdk::{BackReference, Finding, Findings, Form, Severity, Span, Variable, WorkId};

use crate::desk::{Cited, Desk, letters};
use crate::profile::Profile;

crate::registered!("ambiguous-short-form", Warning, "ambiguous_short_form.md");

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    // The works of each family name so far, with the place of their full citation.
    let mut works: BTreeMap<String, Vec<Known>> = BTreeMap::new();
    for cited in &desk.items {
        if is_name_alone(desk, cited)
            && let Some(known) = author(cited).map(|author| of_name(&works, &author, cited))
            && let [_] = known.as_slice()
            && desk.manual.is_some_and(|manual| manual.is_named && manual.profile == Profile::Chicago)
        {
            let message = "The short form has no title: by the Chicago Manual of Style (14.30) it names author, title and page.";
            findings.push(Finding::new(&RULE, cited.item.span, message).at(Severity::Info));
        }
        if is_name_alone(desk, cited)
            && let Some(known) = author(cited).map(|author| of_name(&works, &author, cited))
            && let [first, second, ..] = known.as_slice()
            && cited
                .item
                .mention
                .as_ref()
                .is_some_and(|mention| known.iter().any(|known| known.work == mention.work))
        {
            let name = cited.facts().names(Variable::Author).first().map_or("", |name| name.short());
            let message = format!(
                "“{name}” alone does not say which work is meant: {} works of this author have been cited.",
                known.len()
            );
            let finding = Finding::new(&RULE, cited.item.span, message);
            findings.push(finding.with_related(first.at, "one of them").with_related(second.at, "another"));
        }
        if cited.item.form == Form::Full
            && let (Some(author), Some(work)) = (author(cited), cited.work())
        {
            let known = works.entry(author).or_default();
            // More than a few make no difference to the finding.
            let title: String = letters(cited.facts().title()).chars().take(8).collect();
            if known.len() < 8 && !known.iter().any(|known| known.work == work || known.title == title) {
                known.push(Known { work, title, initial: initial(cited), at: cited.item.span });
            }
        }
    }
}

/// A work that has been cited in full.
#[derive(Clone)]
struct Known {
    work: WorkId,
    /// The first letters of its title.
    title: String,
    /// The first letter of its author's given name.
    initial: Option<char>,
    at: Span,
}

/// The works that a name can stand for: “D. Kalifa” is nobody whose name begins with another letter.
fn of_name(works: &BTreeMap<String, Vec<Known>>, author: &str, cited: &Cited<'_>) -> Vec<Known> {
    let own = initial(cited);
    let known = works.get(author).into_iter().flatten();
    known.filter(|known| own.is_none() || known.initial.is_none() || own == known.initial).cloned().collect()
}

fn initial(cited: &Cited<'_>) -> Option<char> {
    cited.facts().names(Variable::Author).first()?.given.as_deref()?.chars().next()
}

/// The first author's family name, which must be a person's.
fn author(cited: &Cited<'_>) -> Option<String> {
    let names = cited.facts().names(Variable::Author);
    let family = names.first()?.family.as_deref()?;
    (names.len() == 1 && family.chars().count() > 1).then(|| letters(family))
}

/// A short form that gives nothing but the author: no title, no year, no number of a note.
fn is_name_alone(desk: &Desk<'_>, cited: &Cited<'_>) -> bool {
    let item = cited.item;
    let says_more = [
        Variable::Title,
        Variable::TitleShort,
        Variable::Issued,
        Variable::ContainerTitle,
        Variable::Volume,
        Variable::Genre,
    ];
    let points = matches!(
        item.back_reference,
        Some(BackReference::Supra { note: Some(_) } | BackReference::Ibid | BackReference::Idem)
    );
    let text = desk.paper.text_of(item.span);
    let name = cited.span(Variable::Author).map_or("", |span| desk.paper.text_of(span));
    // Between the name and the page there must be nothing that could be a title.
    let rest = text.replace(name, "");
    let locator = item.locator.as_ref().map_or("", |locator| desk.paper.text_of(locator.span));
    let words = rest.replace(locator, " ");
    let long = words.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= 4).count();
    item.form == Form::Short
        && !points
        && long == 0
        && !says_more.iter().any(|variable| cited.has(*variable))
        && !name.is_empty()
}
