//! Citation and answer → verdict, reason, evidence.

mod content;
mod control;
mod language;
mod notice;
#[cfg(test)]
mod pages;
mod phrases;
mod place;

use std::borrow::Cow;

use ibidem_sdk::http::{Answer, Failure, Hop, Truncated};
use url::Url;

pub(crate) use content::Shown;
pub(crate) use control::{Control, sibling};

use crate::cited::Cited;
use crate::page::{self, Page};
use crate::verdict::{Reason, Verdict};

/// What is said of a page, and why.
#[derive(Clone, Debug)]
pub(crate) struct Judgement {
    /// The reason, which names the verdict.
    pub(crate) reason: Reason,
    /// What it rests on.
    pub(crate) evidence: Evidence,
}

/// What a judgement rests on.
#[expect(clippy::struct_excessive_bools, reason = "each says of one thing whether it was found")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// The title that the page shows.
    pub(crate) shown_title: String,
    /// The sentence that says that the page is not there, or that the domain is for sale.
    pub(crate) said: String,
    /// Whether the cited title stands on the page.
    pub(crate) title_found: bool,
    /// Whether a cited author does.
    pub(crate) author_found: bool,
    /// Whether the cited date does.
    pub(crate) date_found: bool,
    /// Whether the host shows the same for an address that cannot be.
    pub(crate) is_shown_for_any_address: bool,
}

impl Judgement {
    pub(crate) fn bare(reason: Reason) -> Self {
        Self { reason, evidence: Evidence::default() }
    }

    /// The verdict of its reason.
    pub(crate) fn verdict(&self) -> Verdict {
        self.reason.verdict()
    }

    /// Whether a request for a page that cannot be would tell more.
    pub(crate) fn wants_control(&self) -> bool {
        matches!(self.reason, Reason::TitleAbsent | Reason::Drift | Reason::Ok) && !self.evidence.title_found
    }
}

/// A page that was read, with the address that showed it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// The address that showed it.
    pub(crate) shown: Url,
    /// The page.
    pub(crate) page: Page,
}

/// Reads the page of an answer, where it answered 200 with a text that is HTML.
pub(crate) fn see(answer: &Answer) -> Option<Seen> {
    let is_success = answer.status.is_some_and(|status| (200..300).contains(&status));
    let kind = answer.header("content-type").unwrap_or("text/html").to_lowercase();
    if !is_success || !(kind.contains("html") || kind.contains("xml")) {
        return None;
    }
    let shown = Url::parse(&answer.final_url).ok()?;
    Some(Seen { shown, page: page::read(answer.text()?) })
}

/// Judges an answer; `seen` is what [`see`] made of it, `control` how the host answers otherwise.
pub(crate) fn judge(
    cited: &Cited,
    answer: &Answer,
    seen: Option<&Seen>,
    control: Option<&Control>,
) -> Judgement {
    if let Some(failure) = answer.failure {
        return Judgement::bare(of_failure(failure));
    }
    let Some(status) = answer.status else { return Judgement::bare(Reason::ServerError) };
    if let Some(reason) = of_status(status, answer) {
        return Judgement::bare(reason);
    }
    let asked = match seen {
        // What is shown where it is cited need not be read once more.
        Some(seen) if seen.shown.as_str() == cited.url => Ok(Cow::Borrowed(&seen.shown)),
        _ => Url::parse(&cited.url).map(Cow::Owned),
    };
    let (Some(seen), Ok(asked)) = (seen, asked) else {
        return Judgement::bare(of_hops(&answer.hops, &cited.url, &answer.final_url));
    };
    let is_whole = answer.truncated != Some(Truncated::Connection);
    let shown = Shown { asked: &asked, url: &seen.shown, page: &seen.page, is_whole, control };
    let mut judgement = content::judge(cited, &shown);
    if judgement.reason == Reason::Ok {
        judgement.reason = if has_fragment(&asked, seen, answer) {
            of_hops(&answer.hops, &cited.url, &answer.final_url)
        } else {
            Reason::FragmentMissing
        };
    }
    judgement
}

/// Whether all redirects are permanent and lead elsewhere.
pub(crate) fn is_permanent(hops: &[Hop], cited: &str, shown: &str) -> bool {
    of_hops(hops, cited, shown) == Reason::RedirectPermanent
}

fn of_hops(hops: &[Hop], cited: &str, shown: &str) -> Reason {
    let without_fragment = |url: &str| {
        let url = url.split('#').next().unwrap_or_default();
        Url::parse(url).map_or_else(|_| url.to_owned(), String::from)
    };
    if hops.is_empty() || without_fragment(cited) == without_fragment(shown) {
        Reason::Ok
    } else if hops.iter().all(|hop| matches!(hop.status, 301 | 308)) {
        Reason::RedirectPermanent
    } else {
        Reason::RedirectTemporary
    }
}

fn of_failure(failure: Failure) -> Reason {
    match failure {
        Failure::Dns => Reason::Dns,
        Failure::Refused => Reason::Refused,
        Failure::RedirectLoop | Failure::TooManyRedirects => Reason::RedirectLoop,
        Failure::Timeout | Failure::Unreachable | Failure::DnsTrouble => Reason::Timeout,
        Failure::Reset | Failure::TlsBroken | Failure::Protocol => Reason::Reset,
        Failure::TlsSelfSigned | Failure::TlsUntrusted => Reason::TlsSelfSigned,
        Failure::TlsExpired => Reason::TlsExpired,
        Failure::TlsWrongHost => Reason::TlsWrongHost,
        Failure::PrivateAddress => Reason::PrivateAddress,
        Failure::Scheme | Failure::InvalidUrl => Reason::Scheme,
        Failure::Robots => Reason::Robots,
        Failure::RateLimited => Reason::RateLimited,
        Failure::NoNetwork | Failure::Proxy => Reason::NoNetwork,
        Failure::Offline | Failure::NotRecorded | Failure::NotGranted => Reason::Offline,
        Failure::Interrupted => Reason::Interrupted,
        Failure::BadRedirect => Reason::ServerError,
    }
}

/// What a status says by itself; nothing where the page must be looked at.
fn of_status(status: u16, answer: &Answer) -> Option<Reason> {
    let is_challenge = || {
        let mitigated = answer.header("cf-mitigated").is_some_and(|value| value.contains("challenge"));
        mitigated || answer.text().is_some_and(has_challenge)
    };
    let is_challenged = match status {
        200..=299 | 404 | 410 => answer.header("cf-mitigated").is_some(),
        403 | 503 => is_challenge(),
        _ => false,
    };
    if is_challenged {
        return Some(Reason::BlockedChallenge);
    }
    match status {
        200..=299 => None,
        404 | 410 if !answer.hops.is_empty() => Some(Reason::RedirectGone),
        404 => Some(Reason::NotFound),
        410 => Some(Reason::Gone),
        401 | 407 => Some(Reason::BlockedUnauthorized),
        429 => Some(Reason::RateLimited),
        999 => Some(Reason::Blocked999),
        400..=499 => Some(Reason::Blocked),
        _ => Some(Reason::ServerError),
    }
}

/// Whether the body of a refusal is a test whether a person asks.
fn has_challenge(body: &str) -> bool {
    let page = page::read(body);
    let text = crate::words::folded(&format!("{}\n{}\n{}", page.title, page.text(), page.without_scripts));
    phrases::walls().of_kind("challenge", &text)
}

/// Whether the fragment of an address is found in the page, or cannot be missed.
fn has_fragment(asked: &Url, seen: &Seen, answer: &Answer) -> bool {
    let Some(fragment) = asked.fragment().filter(|fragment| !fragment.is_empty()) else { return true };
    // The top of a page needs no anchor; “!” and “/” are for scripts, “:~:” points to a text.
    let is_for_scripts = fragment.starts_with(['!', '/', ':']) || fragment.contains([':', '=', '/', '&']);
    let decoded = crate::encoding::percent_decoded(fragment);
    fragment.eq_ignore_ascii_case("top")
        || is_for_scripts
        || answer.truncated.is_some()
        || seen.page.anchors.contains(fragment)
        || seen.page.anchors.contains(&decoded)
        || (seen.page.scripts > 0 && seen.page.anchors.is_empty())
}
