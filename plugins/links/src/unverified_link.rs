#![doc = include_str!("unverified_link.md")]

use ibidem_sdk::{Finding, Rule, Severity};

use crate::Registered;
use crate::dead_link::host_of;
use crate::manuscript::Manuscript;
use crate::outcome::Outcome;
use crate::record::evidence;
use crate::verdict::{Reason, Verdict};

const RULE: Rule =
    Rule { name: "unverified-link", severity: Severity::Undecided, page: include_str!("unverified_link.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, report };

/// The one finding of a paper of which nothing could be asked.
pub(crate) fn without_network(outcomes: &[Outcome]) -> Option<Finding> {
    let is_cut_off = |outcome: &&Outcome| outcome.judgement.reason == Reason::NoNetwork;
    let first = outcomes.first()?;
    if !outcomes.iter().all(|outcome| is_cut_off(&outcome)) {
        return None;
    }
    let n = outcomes.len();
    let pages = if n == 1 { "the cited page".to_owned() } else { format!("any of the {n} cited pages") };
    let message = format!(
        "Nothing could be reached from here, so nothing can be said of {pages}. Check the connection, or sign in to the \
         network, and audit once more."
    );
    Some(Finding::new(&RULE, first.target.span(), message).with_evidence("reason", Reason::NoNetwork.code()))
}

fn report(_manuscript: &Manuscript<'_>, outcome: &Outcome) -> Option<Finding> {
    let reason = outcome.judgement.reason;
    // What the user wanted nobody asked of, and what was not asked any more, is no finding; the records have it.
    if reason.verdict() != Verdict::Unknown || matches!(reason, Reason::Offline | Reason::Interrupted) {
        return None;
    }
    let host = host_of(&outcome.target.url);
    let why = why(reason, outcome, &host);
    let is_none_of_the_web = matches!(reason, Reason::PrivateAddress | Reason::Scheme);
    let advice =
        if is_none_of_the_web { "Readers elsewhere cannot follow it." } else { "Open it in a browser." };
    let message = format!("Whether this page is still there could not be told: {why} {advice}");
    let mut finding =
        Finding::new(&RULE, outcome.target.span(), message).with_evidence("reason", reason.code());
    finding.evidence.extend(evidence(outcome));
    Some(finding)
}

fn why(reason: Reason, outcome: &Outcome, host: &str) -> String {
    let status = outcome.answer.status.map_or_else(String::new, |status| status.to_string());
    match reason {
        Reason::RedirectLogin => format!("{host} shows a sign-in form in its place."),
        Reason::Blocked | Reason::Blocked999 => format!("{host} refuses programs (status {status})."),
        Reason::BlockedChallenge => format!("{host} first wants to know whether a person asks."),
        Reason::BlockedUnauthorized => format!("{host} wants a user name and a password (status {status})."),
        Reason::RateLimited => format!("{host} answers that it is asked too often (status 429)."),
        Reason::ServerError => format!("{host} has trouble of its own (status {status})."),
        Reason::Timeout => format!("{host} did not answer in time."),
        Reason::Reset => format!("{host} cut the connection."),
        Reason::TlsSelfSigned => {
            format!("the certificate of {host} was issued by nobody whom browsers trust.")
        }
        Reason::TlsExpired => format!("the certificate of {host} has expired."),
        Reason::TlsWrongHost => format!("the certificate that {host} shows is for another name."),
        Reason::PrivateAddress => {
            "the address leads into a private network, where programs should not ask.".to_owned()
        }
        Reason::NoNetwork => "nothing could be reached from here.".to_owned(),
        Reason::Robots => format!("{host} does not want programs to ask for it (robots.txt)."),
        Reason::Scheme => "the address is none that is asked for over the web.".to_owned(),
        _ => title_absent(outcome),
    }
}

fn title_absent(outcome: &Outcome) -> String {
    let shown = &outcome.judgement.evidence.shown_title;
    let cited = outcome.target.cited.title.as_deref().unwrap_or_default();
    if shown.is_empty() {
        return format!("the page says nothing without scripts, so that “{cited}” was not found on it.");
    }
    format!(
        "the page is headed “{shown}”, and “{cited}” was not found on it, though nothing says that it is another page."
    )
}
