#![doc = include_str!("dead_link.md")]

use ibidem_sdk::{Finding, Rule, Safety, Severity, Span};
use serde_json::json;
use url::Url;

use crate::Registered;
use crate::archived_form::{addition, has_copy};
use crate::manuscript::Manuscript;
use crate::outcome::Outcome;
use crate::record::evidence;
use crate::registry::Registration;
use crate::verdict::{Reason, Verdict};

const RULE: Rule = Rule { name: "dead-link", severity: Severity::Error, page: include_str!("dead_link.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, report };

fn report(manuscript: &Manuscript<'_>, outcome: &Outcome) -> Option<Finding> {
    let reason = outcome.judgement.reason;
    // A DOI that nobody has registered is reported as such.
    let is_unregistered = outcome.registration == Some(Registration::Unregistered);
    if reason.verdict() != Verdict::Dead || reason == Reason::Drift || is_unregistered {
        return None;
    }
    let finding = Finding::new(&RULE, outcome.target.span(), what_happened(outcome));
    Some(with_copy(finding, manuscript, outcome))
}

fn what_happened(outcome: &Outcome) -> String {
    let (found, answer) = (&outcome.judgement.evidence, &outcome.answer);
    let host = host_of(&outcome.target.url);
    let shown = &answer.final_url;
    match outcome.judgement.reason {
        Reason::NotFound => format!("The page is gone: {host} answers “404 Not Found”."),
        Reason::Gone => format!("The page is gone for good: {host} answers “410 Gone”."),
        Reason::RedirectGone => {
            let status = answer.status.unwrap_or(404);
            format!("The page is gone: the address now leads to {shown}, which answers with status {status}.")
        }
        Reason::RedirectHome => {
            format!(
                "The page is gone: the address now leads to {shown}, the front of the site or a section of it."
            )
        }
        Reason::RedirectLoop => "The page cannot be reached: its redirects lead in a circle.".to_owned(),
        Reason::SoftNotFound if found.is_shown_for_any_address && found.said.is_empty() => {
            format!(
                "The page is gone: {host} shows the same text for an address that nobody has given to a page."
            )
        }
        Reason::SoftNotFound => format!("The page is gone: in its place stands “{}”.", found.said),
        Reason::Parked => format!("The site is gone: {host} says “{}”.", found.said),
        Reason::RefreshGone => {
            let to = outcome.refreshed_to.as_deref().unwrap_or(shown);
            format!("The page is gone: it sends its readers to {to}, which does not exist.")
        }
        Reason::Refused => format!("The site is gone: {host} refuses connections."),
        Reason::Dns => format!("The site is gone: there is no host of the name {host}."),
        other => format!("The page is gone ({other})."),
    }
}

/// Adds to a finding what it rests on, and the archived copy.
pub(crate) fn with_copy(mut finding: Finding, manuscript: &Manuscript<'_>, outcome: &Outcome) -> Finding {
    let paper = manuscript.paper;
    let target = &outcome.target;
    for place in target.places.iter().skip(1) {
        finding = finding.with_related(*place, "cited here again");
    }
    finding = finding.with_evidence("reason", outcome.judgement.reason.code());
    finding.evidence.extend(evidence(outcome));
    let has_copy = paper.note_at(target.span().start).is_some_and(|note| has_copy(paper, note.span));
    if has_copy {
        finding.message.push_str(" The note already gives an archived copy.");
        return finding.at(Severity::Info);
    }
    let Some(found) = &outcome.copy else {
        if outcome.archive_answered {
            finding.message.push_str(" No archived copy was found that shows the cited page.");
        }
        return finding;
    };
    let far = match (found.days, found.is_from_accessed) {
        (0, true) => "on the very day on which the author saw it".to_owned(),
        (1, true) => "a day from that on which the author saw it".to_owned(),
        (days, true) => format!("{days} days from that on which the author saw it"),
        (days, false) => format!("{days} days from its publication"),
    };
    let has_title = if target.cited.title.is_some() { " and bears the cited title" } else { "" };
    let said =
        format!(" An archived copy of {}, {far}, answers{has_title}: {}", found.day.iso(), found.copy.url);
    finding.message.push_str(&said);
    let csl = json!({ "archive": "Internet Archive", "archive_location": found.copy.url });
    finding = finding
        .with_evidence("archive_url", found.copy.url.as_str())
        .with_evidence("archive_days", found.days)
        .with_evidence("csl", csl);
    match addition(manuscript, target, &found.copy.url, found.day) {
        Some((at, words)) => finding.with_fix(Safety::Safe, Span::new(at, at), words),
        None => finding,
    }
}

/// The host of an address, as a reader knows it.
pub(crate) fn host_of(url: &str) -> String {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| url.to_owned())
}
