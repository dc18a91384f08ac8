//! What came of asking for one cited address.

use ibidem_sdk::http::{Answer, Failure, Request};

use crate::identifier::Identifier;
use crate::judge::{self, Judgement};
use crate::registry::{Registration, WorkRecord};
use crate::search::FoundCopy;
use crate::targets::Target;
use crate::verdict::{Reason, Verdict};

/// What came of asking for one cited address.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// The address and its citation.
    pub(crate) target: Target,
    /// What is said of it, and why.
    pub(crate) judgement: Judgement,
    /// The answer on which that rests, without its body.
    pub(crate) answer: Answer,
    /// The made-up address of the same host, and whether it was answered honestly.
    pub(crate) control: Option<(String, bool)>,
    /// Where the page sent its reader.
    pub(crate) refreshed_to: Option<String>,
    /// What the registry says, of an identifier.
    pub(crate) registration: Option<Registration>,
    /// What the registry has of the work.
    pub(crate) work: Option<WorkRecord>,
    /// The same page with `https`, of one that is cited with `http`.
    pub(crate) secure: Option<String>,
    /// The archived copy that shows the page.
    pub(crate) copy: Option<FoundCopy>,
    /// Whether an archive was asked, and answered.
    pub(crate) archive_answered: bool,
}

impl Outcome {
    /// An address of which nobody was asked yet.
    pub(crate) fn unasked(target: Target) -> Self {
        let answer = Answer::failed(&Request::page(0, &target.url, 0), Failure::Offline);
        Self {
            judgement: Judgement::bare(Reason::Offline),
            answer,
            target,
            control: None,
            refreshed_to: None,
            registration: None,
            work: None,
            secure: None,
            copy: None,
            archive_answered: false,
        }
    }

    /// Whether permanent redirects alone lead from the cited address to another one.
    pub(crate) fn is_permanent(&self) -> bool {
        self.refreshed_to.is_none()
            && self.judgement.verdict() == Verdict::Live
            && judge::is_permanent(&self.answer.hops, &self.target.url, &self.answer.final_url)
            && !self.target.is_registered()
    }

    /// The address with `https`, of a page that is cited with `http` and shown so.
    pub(crate) fn with_https(&self) -> Option<String> {
        let is_http = |url: &str| url.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"));
        let url = &self.target.url;
        let is_asked = self.judgement.verdict() == Verdict::Live
            && is_http(url)
            && is_http(&self.answer.final_url)
            && !self.target.is_registered();
        // Another port is for http alone.
        let has_port = url::Url::parse(url).ok()?.port().is_some();
        (is_asked && !has_port).then(|| format!("https://{}", url.get(7..).unwrap_or_default()))
    }

    /// Whether a registry that shows its works itself has this one: then its page need not be asked for.
    pub(crate) fn is_known_by_registry(&self) -> bool {
        let shows_works = matches!(self.target.identifier, Some(Identifier::Arxiv(_) | Identifier::Pmid(_)));
        shows_works && self.registration == Some(Registration::Registered)
    }

    /// Has what a registry knows count for more than what a publisher shows to programs.
    pub(crate) fn settle_registered(&mut self) {
        let reason = self.judgement.reason;
        let is_gone = matches!(
            reason,
            Reason::NotFound
                | Reason::Gone
                | Reason::RedirectGone
                | Reason::SoftNotFound
                | Reason::Parked
                | Reason::Dns
        );
        match self.registration {
            Some(Registration::Unregistered) => self.judgement = Judgement::bare(Reason::NotFound),
            Some(Registration::Registered) if !is_gone => self.judgement.reason = Reason::Ok,
            _ if self.target.is_registered()
                && matches!(reason, Reason::RedirectTemporary | Reason::RedirectPermanent) =>
            {
                self.judgement.reason = Reason::Ok;
            }
            _ => {}
        }
    }
}
