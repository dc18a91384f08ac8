//! Service `http/1`: what a plugin asks of the network, and what it hears.
//!
//! A call carries a [`Batch`]; each [`Answer`] arrives as soon as it is known, in any order, and
//! says by its `id` which request it answers. Every request is answered exactly once, whatever
//! happens. Calls may overlap: ask what follows from one page while others are still awaited.
//!
//! The program follows redirects, waits, retries, and keeps to the limits of each host; a plugin
//! judges what came of it. It writes the true addresses of public services (`https://doi.org`,
//! `https://api.crossref.org`, `https://archive.org`, `https://web.archive.org` …): the program
//! knows where its user wants them asked instead.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The name of the service.
pub const SERVICE: &str = "http/1";

/// The host of the handle service, of which a DOI is asked.
pub const DOI_BASE: &str = "https://doi.org";
/// The host of the metadata of works with a DOI.
pub const CROSSREF_BASE: &str = "https://api.crossref.org";
/// The host at which arXiv answers programs.
pub const ARXIV_BASE: &str = "https://export.arxiv.org";
/// The host at which `PubMed` answers programs.
pub const PUBMED_BASE: &str = "https://eutils.ncbi.nlm.nih.gov";
/// The host of archived copies; its availability interface is at `https://archive.org`.
pub const WAYBACK_BASE: &str = "https://web.archive.org";

/// The largest [`Request::body`] that is granted, in bytes.
pub const MAX_BODY: usize = 1 << 20;

/// Requests that are made side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The requests, in the order in which hosts are first asked.
    pub requests: Vec<Request>,
    /// Hosts that later batches may ask, to tell the user of whom is asked before anyone is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<String>,
    /// Whether it follows from answers to an earlier batch: then its pages are none that the user is told of.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub follows: bool,
}

/// One address to be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What the answer is to be known by; unique within the batch.
    pub id: u32,
    /// The absolute address; a fragment is not sent.
    pub url: String,
    /// What the answer is wanted for: decides on pace, robots.txt and how long it is kept.
    #[serde(default)]
    pub purpose: Purpose,
    /// How many bytes of the body are wanted, decompressed; at most [`MAX_BODY`] are read.
    ///
    /// With 0 the body is not read, and the server is asked for the head alone first.
    #[serde(default)]
    pub body: usize,
    /// What to send as `Accept`, where not what a reader of pages sends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accept: Option<String>,
    /// What to send as `Accept-Datetime`, to a Memento `TimeGate` (RFC 7089, 2.1.1): a date as HTTP writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accept_datetime: Option<String>,
    /// Whether redirects are followed; where not, the answer is the first response.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub follow: bool,
}

fn yes() -> bool {
    true
}

/// What an answer is wanted for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Purpose {
    /// A cited page, or the page to which a cited page leads by a meta refresh.
    #[default]
    Page,
    /// A page that nobody cites, asked to see how its host answers when a page is not there.
    Control,
    /// A registry of works: DOI, Crossref, arXiv, `PubMed`.
    Registry,
    /// An archive of pages: its index, or an archived copy.
    Archive,
}

/// What came of one request: a response, a failure, or both where a failure came after redirects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The id of the request.
    pub id: u32,
    /// The address that was asked for, as the request wrote it.
    pub url: String,
    /// Where it ended, without fragment: the address of the last response or of the failure.
    pub final_url: String,
    /// The redirects that were followed, and the one at which it ended in a failure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hops: Vec<Hop>,
    /// The status of the last response that is no followed redirect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why there is no response; null where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// What a person needs to know of the failure: the certificate's end, the refused address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// The headers of the last response that speak of the page, names in lower case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The beginning of the body, decompressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// SHA-256 of the bytes that were read, decompressed; hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Why the body is not whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub truncated: Option<Truncated>,
    /// How often the network was asked, retries and redirects counted; 0 where nobody was.
    #[serde(default)]
    pub asked: u32,
    /// Milliseconds from the first request to the end, waits included.
    #[serde(default)]
    pub elapsed: u64,
    /// When it was asked, in UTC: `2026-01-31T12:00:00Z`.
    #[serde(default)]
    pub at: String,
    /// Where the answer was taken from.
    #[serde(default)]
    pub source: Source,
    /// The certificate of the last encrypted connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<Tls>,
}

/// A redirect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// Who redirected.
    pub url: String,
    /// 301, 302, 303, 307 or 308.
    pub status: u16,
    /// Where to, made absolute.
    pub location: String,
}

/// The beginning of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// Text, decoded by what its headers and its own first bytes say.
    Text(String),
    /// Anything else, in base64.
    Base64(String),
}

/// Why a body is not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Truncated {
    /// It goes on behind what was wanted.
    Cap,
    /// The server stopped before the length that it had announced, or was too slow to wait for.
    Connection,
}

/// Where an answer was taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The network was asked just now.
    #[default]
    Network,
    /// An earlier run asked; [`Answer::at`] says when.
    Store,
    /// A recorded audit is replayed.
    Recording,
    /// Nobody was asked.
    Nobody,
}

/// The certificate of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tls {
    /// SHA-256 of the certificate, hexadecimal.
    pub sha256: String,
    /// To whom it was issued.
    pub subject: String,
    /// By whom.
    pub issuer: String,
    /// Until when it is good, in UTC: `2026-01-31T12:00:00Z`.
    pub not_after: String,
}

/// Why there is no response: a closed set, printed as its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Failure {
    /// The name of the host does not exist.
    #[serde(rename = "dns")]
    Dns,
    /// The resolver could not say whether the name exists.
    #[serde(rename = "dns-trouble")]
    DnsTrouble,
    /// The host refused the connection.
    #[serde(rename = "refused")]
    Refused,
    /// There is no way to the host.
    #[serde(rename = "unreachable")]
    Unreachable,
    /// The connection was cut before a response came.
    #[serde(rename = "reset")]
    Reset,
    /// No response within the time; also where the host has hung twice and was not asked again.
    #[serde(rename = "timeout")]
    Timeout,
    /// The certificate was issued by its own holder.
    #[serde(rename = "tls.self-signed")]
    TlsSelfSigned,
    /// The certificate has expired, or is not good yet.
    #[serde(rename = "tls.expired")]
    TlsExpired,
    /// The certificate is for another name.
    #[serde(rename = "tls.wrong-host")]
    TlsWrongHost,
    /// Nobody whom this machine trusts has issued the certificate.
    #[serde(rename = "tls.untrusted")]
    TlsUntrusted,
    /// Any other fault of the encryption.
    #[serde(rename = "tls.broken")]
    TlsBroken,
    /// The address, or one to which it redirects, lies in a private network or on this machine.
    #[serde(rename = "private-address")]
    PrivateAddress,
    /// Neither http nor https.
    #[serde(rename = "scheme")]
    Scheme,
    /// No address at all.
    #[serde(rename = "invalid-url")]
    InvalidUrl,
    /// The host's robots.txt does not want programs to ask for this page.
    #[serde(rename = "robots")]
    Robots,
    /// The host asked for a longer pause than an audit waits.
    #[serde(rename = "rate-limited")]
    RateLimited,
    /// The redirects come back to where they were.
    #[serde(rename = "redirect-loop")]
    RedirectLoop,
    /// More redirects than a browser follows.
    #[serde(rename = "too-many-redirects")]
    TooManyRedirects,
    /// A redirect leads nowhere: no `Location`, or one that is no address.
    #[serde(rename = "bad-redirect")]
    BadRedirect,
    /// What came is not HTTP, or its headers are larger than anyone reads.
    #[serde(rename = "protocol")]
    Protocol,
    /// The proxy that the environment names did not do its part.
    #[serde(rename = "proxy")]
    Proxy,
    /// Nothing was asked because the user wants nothing asked, and the store does not know it.
    #[serde(rename = "offline")]
    Offline,
    /// Nothing at all can be reached from here; says nothing about the page.
    #[serde(rename = "no-network")]
    NoNetwork,
    /// The recording that is replayed does not have it.
    #[serde(rename = "not-recorded")]
    NotRecorded,
    /// The user ended the audit before it was asked, or while it was.
    #[serde(rename = "interrupted")]
    Interrupted,
    /// The address does not stand in the document, and the plugin may ask for no other.
    #[serde(rename = "not-granted")]
    NotGranted,
}

impl Request {
    /// A request for the beginning of a page.
    pub fn page(id: u32, url: impl Into<String>, body: usize) -> Self {
        Self {
            id,
            url: url.into(),
            purpose: Purpose::Page,
            body,
            accept: None,
            accept_datetime: None,
            follow: true,
        }
    }

    /// The same request for another purpose.
    #[must_use]
    pub fn for_purpose(mut self, purpose: Purpose) -> Self {
        self.purpose = purpose;
        self
    }
}

impl Answer {
    /// An answer without a response, of which nobody was asked.
    pub fn failed(request: &Request, failure: Failure) -> Self {
        Self {
            id: request.id,
            url: request.url.clone(),
            final_url: request.url.split('#').next().unwrap_or_default().to_owned(),
            failure: Some(failure),
            source: Source::Nobody,
            ..Self::default()
        }
    }

    /// The value of a header of the last response, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The decoded beginning of the body, where it is text.
    pub fn text(&self) -> Option<&str> {
        match &self.body {
            Some(Body::Text(text)) => Some(text),
            _ => None,
        }
    }
}

impl Failure {
    /// The code, as it is printed.
    pub fn code(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::DnsTrouble => "dns-trouble",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Reset => "reset",
            Self::Timeout => "timeout",
            Self::TlsSelfSigned => "tls.self-signed",
            Self::TlsExpired => "tls.expired",
            Self::TlsWrongHost => "tls.wrong-host",
            Self::TlsUntrusted => "tls.untrusted",
            Self::TlsBroken => "tls.broken",
            Self::PrivateAddress => "private-address",
            Self::Scheme => "scheme",
            Self::InvalidUrl => "invalid-url",
            Self::Robots => "robots",
            Self::RateLimited => "rate-limited",
            Self::RedirectLoop => "redirect-loop",
            Self::TooManyRedirects => "too-many-redirects",
            Self::BadRedirect => "bad-redirect",
            Self::Protocol => "protocol",
            Self::Proxy => "proxy",
            Self::Offline => "offline",
            Self::NoNetwork => "no-network",
            Self::NotRecorded => "not-recorded",
            Self::Interrupted => "interrupted",
            Self::NotGranted => "not-granted",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_request_may_be_short() {
        let batch: Batch =
            serde_json::from_value(json!({"requests": [{"id": 1, "url": "https://a.example/"}]})).unwrap();
        assert_eq!(batch.requests, [Request::page(1, "https://a.example/", 0)]);
        let written = serde_json::to_value(&batch).unwrap();
        assert_eq!(
            written,
            json!({"requests": [{"id": 1, "url": "https://a.example/", "purpose": "page", "body": 0}]})
        );
    }

    #[test]
    fn an_answer_keeps_its_shape() {
        let answer = Answer {
            status: Some(404),
            headers: vec![("content-type".to_owned(), "text/html".to_owned())],
            body: Some(Body::Text("Gone".to_owned())),
            truncated: Some(Truncated::Cap),
            hops: vec![Hop {
                url: "http://a.example/".to_owned(),
                status: 301,
                location: "https://a.example/".to_owned(),
            }],
            ..Answer::failed(&Request::page(7, "http://a.example/#top", 10), Failure::Reset)
        };
        let written = serde_json::to_value(&answer).unwrap();
        assert_eq!(
            written,
            json!({
                "id": 7, "url": "http://a.example/#top", "final_url": "http://a.example/",
                "hops": [{"url": "http://a.example/", "status": 301, "location": "https://a.example/"}],
                "status": 404, "failure": "reset", "headers": [["content-type", "text/html"]],
                "body": {"text": "Gone"}, "truncated": "cap", "asked": 0, "elapsed": 0, "at": "",
                "source": "nobody",
            })
        );
        assert_eq!(serde_json::from_value::<Answer>(written).unwrap(), answer);
    }

    #[test]
    fn a_failure_is_printed_as_it_is_sent() {
        for code in ["dns", "tls.self-signed", "private-address", "no-network", "not-granted", "robots"] {
            let failure: Failure = serde_json::from_value(json!(code)).unwrap();
            assert_eq!(failure.code(), code);
        }
    }
}
