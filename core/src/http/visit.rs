//! Request → answer: hop by hop, with the patience and the limits of each host.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use ibidem_sdk::http::{Answer, Failure, Hop, MAX_BODY, Purpose, Request, Source};
use reqwest::{Method, Response};
use tokio::time::sleep;
use url::Url;

use super::address::is_private_literal;
use super::bases::Bases;
use super::client::{Fault, HttpClient};
use super::clock::{Clock, retry_after, timestamp};
use super::pace::{Host, Hosts, Turn, authority_of};
use super::patience::{Next, after_failure, after_status};
use super::resolve::never_resolves;
use super::robots::{self, Robots};
use super::{HttpError, Settings, body, tls};

/// As many redirects as browsers follow.
const MAX_HOPS: usize = 20;

/// The headers that speak of a page, in alphabetical order; others are not handed on, nor kept.
const HEADERS: [&str; 20] = [
    "cf-mitigated",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "link",
    "location",
    "memento-datetime",
    "refresh",
    "retry-after",
    "server",
    "via",
    "warning",
    "www-authenticate",
    "x-amzn-waf-action",
    "x-robots-tag",
];

/// What of a header's value is handed on.
const MAX_VALUE: usize = 2 << 10;

/// What of an address is worth asking for; no browser takes a longer one.
const MAX_URL: usize = 16 << 10;

/// All that a run knows of the network.
#[derive(Debug)]
pub(crate) struct Visitor {
    client: HttpClient,
    hosts: Hosts,
    robots: Robots,
    bases: Bases,
    clock: Clock,
    has_connected: AtomicBool,
}

/// A response, and the turn that lasts until its body is read.
struct Heard {
    response: Response,
    _turn: Turn,
}

impl Visitor {
    pub(crate) fn new(settings: &Settings) -> Result<Self, HttpError> {
        Ok(Self {
            client: HttpClient::new(settings)?,
            hosts: Hosts::new(settings.requests_per_second, settings.at_a_time),
            robots: Robots::default(),
            bases: settings.bases.clone(),
            clock: settings.clock.clone(),
            has_connected: AtomicBool::new(false),
        })
    }

    /// Whether anything at all has answered.
    pub(crate) fn has_connected(&self) -> bool {
        self.has_connected.load(Ordering::Relaxed)
    }

    /// Asks the services whether there is a network at all.
    pub(crate) async fn probe(&self) -> bool {
        for base in self.bases.all() {
            if self.has_connected() {
                break;
            }
            match self.client.send(Method::HEAD, &base, None).await {
                Ok(_) => self.has_connected.store(true, Ordering::Relaxed),
                Err(fault) => self.note_connection(fault.failure),
            }
        }
        self.has_connected()
    }

    /// Asks for one address, and follows it to its end; `url` is the address, where it could be read.
    pub(crate) async fn visit(&self, request: &Request, url: Option<Url>) -> Answer {
        let started = Instant::now();
        let mut answer = Answer {
            id: request.id,
            url: request.url.clone(),
            at: timestamp(self.clock.now()),
            ..Answer::default()
        };
        if let Err(fault) = self.follow(request, url, &mut answer).await {
            answer.failure = Some(fault.failure);
            answer.detail = fault.detail;
        }
        answer.elapsed = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        answer.source = if answer.asked == 0 { Source::Nobody } else { Source::Network };
        answer
    }

    async fn follow(&self, request: &Request, url: Option<Url>, answer: &mut Answer) -> Result<(), Fault> {
        let mut url = match url.map_or_else(|| address(&request.url), |url| Ok(cleaned(url))) {
            Ok(url) => url,
            Err(fault) => {
                request.url.clone_into(&mut answer.final_url);
                return Err(fault);
            }
        };
        if let Some(moved) = self.bases.moved(&url) {
            url = moved;
        }
        // With a new cookie the same address may answer otherwise.
        let mut latest_cookie = 0;
        loop {
            url.as_str().clone_into(&mut answer.final_url);
            if answer.hops.iter().skip(latest_cookie).any(|hop| hop.url == url.as_str()) {
                return Err(Fault::new(Failure::RedirectLoop, format!("{url} leads back to itself")));
            }
            if answer.hops.len() > MAX_HOPS {
                return Err(Fault::new(
                    Failure::TooManyRedirects,
                    format!("{} redirects", answer.hops.len()),
                ));
            }
            self.check(&url)?;
            self.check_robots(&url, request.purpose, answer).await?;
            let heard = self.ask(&url, request, answer).await?;
            let status = heard.response.status().as_u16();
            if !request.follow || !matches!(status, 301 | 302 | 303 | 307 | 308) {
                finish(heard, request, answer).await;
                return Ok(());
            }
            let location = location(&heard.response).unwrap_or_default();
            let next = url.join(&location).ok().filter(|_| !location.is_empty());
            let Some(next) = next else {
                answer.status = Some(status);
                return Err(Fault::new(Failure::BadRedirect, format!("it redirects to “{location}”")));
            };
            answer.hops.push(Hop { url: url.into(), status, location: next.clone().into() });
            if heard.response.headers().contains_key("set-cookie") {
                latest_cookie = answer.hops.len();
            }
            url = cleaned(next);
        }
    }

    /// What is refused without asking anyone.
    fn check(&self, url: &Url) -> Result<(), Fault> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Fault::new(Failure::Scheme, format!("{} is not asked for", url.scheme())));
        }
        if url.as_str().len() > MAX_URL {
            return Err(Fault::new(Failure::InvalidUrl, "the address is longer than any browser takes"));
        }
        // A proxy would be asked to resolve it.
        if let Some(host) = url.host_str().filter(|host| never_resolves(host)) {
            return Err(Fault::new(Failure::Dns, format!("{host} does not exist")));
        }
        if is_private_literal(url) && !self.bases.hold(url) {
            let host = url.host_str().unwrap_or_default();
            return Err(Fault::new(Failure::PrivateAddress, format!("{host} is not on the public internet")));
        }
        Ok(())
    }

    async fn check_robots(&self, url: &Url, purpose: Purpose, answer: &mut Answer) -> Result<(), Fault> {
        // Registries and archives are made for programs.
        if !matches!(purpose, Purpose::Page | Purpose::Control) {
            return Ok(());
        }
        let fetch = async |address: Url| {
            answer.asked += 1;
            self.fetch_robots(&address).await
        };
        if self.robots.allow(url, fetch).await {
            Ok(())
        } else {
            let detail = format!("robots.txt of {}", url.host_str().unwrap_or_default());
            Err(Fault::new(Failure::Robots, detail))
        }
    }

    /// A host's robots.txt, where it has one; its redirects are not followed.
    async fn fetch_robots(&self, address: &Url) -> Option<String> {
        let authority = authority_of(address);
        if self.hosts.verdict(&authority).is_some() {
            return None;
        }
        let host = self.hosts.host(address, Purpose::Page);
        let _turn = self.hosts.turn(&host).await?;
        match self.client.send(Method::GET, address, None).await {
            Ok(response) if response.status().is_success() => {
                self.has_connected.store(true, Ordering::Relaxed);
                let read = body::read(response, robots::MAX_BYTES).await;
                match read.body {
                    Some(ibidem_sdk::http::Body::Text(text)) => Some(text),
                    _ => None,
                }
            }
            Ok(_) => {
                self.has_connected.store(true, Ordering::Relaxed);
                None
            }
            Err(fault) => {
                self.note_connection(fault.failure);
                // A host that hangs on this hangs on its pages, too, and its certificate is theirs.
                if fault.failure == Failure::Timeout || fault.failure.code().starts_with("tls.") {
                    self.hosts.note(authority, fault.failure, &fault.detail);
                }
                None
            }
        }
    }

    /// Asks one address until it answers, or will not.
    async fn ask(&self, url: &Url, request: &Request, answer: &mut Answer) -> Result<Heard, Fault> {
        let host = self.hosts.host(url, request.purpose);
        let authority = authority_of(url);
        let mut method = if request.body == 0 { Method::HEAD } else { Method::GET };
        let mut tries = 0;
        loop {
            let turn = self.turn(&authority, &host).await?;
            tries += 1;
            answer.asked += 1;
            let outcome = self.client.send(method.clone(), url, Some(request)).await;
            if method == Method::HEAD && is_bad_at_head(&outcome) {
                // Many servers answer HEAD with an error, and the page with itself.
                (method, tries) = (Method::GET, 0);
                continue;
            }
            let next = match &outcome {
                Ok(response) => self.judge(response, &authority, &host, request.purpose, tries),
                Err(fault) => {
                    self.note_connection(fault.failure);
                    if fault.failure == Failure::Timeout {
                        host.rest();
                    }
                    after_failure(fault.failure, tries)
                }
            };
            match next {
                Next::Wait(wait) => {
                    drop((outcome, turn));
                    sleep(wait).await;
                }
                Next::Pause(pause) => host.pause(pause),
                Next::Take | Next::Close => {
                    if next == Next::Close {
                        host.close();
                    }
                    return match outcome {
                        Ok(response) => Ok(Heard { response, _turn: turn }),
                        Err(fault) => {
                            self.hosts.note(authority, fault.failure, &fault.detail);
                            Err(fault)
                        }
                    };
                }
            }
        }
    }

    async fn turn(&self, authority: &str, host: &Host) -> Result<Turn, Fault> {
        let known = || match self.hosts.verdict(authority) {
            Some((failure, detail)) => Err(Fault { failure, detail }),
            None => Ok(()),
        };
        known()?;
        let turn = self.hosts.turn(host).await;
        // Others may have learned more while this one waited.
        known()?;
        turn.ok_or_else(|| Fault::new(Failure::RateLimited, "the host asked for a longer pause"))
    }

    fn judge(&self, response: &Response, authority: &str, host: &Host, purpose: Purpose, tries: u32) -> Next {
        self.has_connected.store(true, Ordering::Relaxed);
        self.hosts.note_answer(authority);
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let pause = header("retry-after").and_then(|value| retry_after(value, header("date")));
        let status = response.status().as_u16();
        let next = after_status(status, pause, tries, purpose);
        if status == 429 && next == Next::Take {
            host.gave_up();
        }
        next
    }

    /// A failure on the way through the network shows that there is one.
    fn note_connection(&self, failure: Failure) {
        let is_past = matches!(
            failure,
            Failure::Reset
                | Failure::Protocol
                | Failure::TlsSelfSigned
                | Failure::TlsExpired
                | Failure::TlsWrongHost
                | Failure::TlsUntrusted
                | Failure::TlsBroken
        );
        if is_past {
            self.has_connected.store(true, Ordering::Relaxed);
        }
    }
}

fn is_bad_at_head(outcome: &Result<Response, Fault>) -> bool {
    match outcome {
        Ok(response) => {
            let status = response.status().as_u16();
            status >= 400 && !matches!(status, 429 | 503)
        }
        Err(fault) => matches!(fault.failure, Failure::Reset | Failure::Protocol),
    }
}

/// Takes a written address apart, without what is nobody's business but the author's.
fn address(text: &str) -> Result<Url, Fault> {
    let url = Url::parse(text.trim()).map_err(|error| Fault::new(Failure::InvalidUrl, error.to_string()))?;
    Ok(cleaned(url))
}

/// An address without fragment, user name and password.
pub(super) fn cleaned(mut url: Url) -> Url {
    url.set_fragment(None);
    // Fails only where there is no host, and then there are no credentials either.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// Where a response redirects to; servers write it in UTF-8 as well.
fn location(response: &Response) -> Option<String> {
    let value = response.headers().get("location")?;
    Some(String::from_utf8_lossy(value.as_bytes()).trim().to_owned())
}

/// Takes a response into its answer.
async fn finish(heard: Heard, request: &Request, answer: &mut Answer) {
    let Heard { response, _turn: turn } = heard;
    answer.status = Some(response.status().as_u16());
    answer.headers = headers(&response);
    let info = response.extensions().get::<reqwest::tls::TlsInfo>();
    answer.tls = info.and_then(|info| tls::facts(info.peer_certificate()?));
    let read = body::read(response, request.body.min(MAX_BODY)).await;
    answer.body = read.body;
    answer.sha256 = read.sha256;
    answer.truncated = read.truncated;
    drop(turn);
}

/// The headers of a response that speak of its page, by name; of each the first value.
fn headers(response: &Response) -> Vec<(String, String)> {
    let headers = response.headers();
    let of_page = headers.keys().filter(|name| HEADERS.binary_search(&name.as_str()).is_ok());
    let mut found: Vec<(String, String)> = of_page
        .filter_map(|name| {
            let mut value = String::from_utf8_lossy(headers.get(name)?.as_bytes()).into_owned();
            value.truncate(border(&value, MAX_VALUE));
            Some((name.as_str().to_owned(), value))
        })
        .collect();
    found.sort_unstable();
    found
}

/// Where to cut a text without breaking a character.
fn border(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_and_fragments_stay_at_home() {
        let shown = |text: &str| address(text).map(String::from).map_err(|fault| fault.failure);
        assert_eq!(shown("http://me:secret@a.example:8080/x?y#z").unwrap(), "http://a.example:8080/x?y");
        assert_eq!(shown("https://b\u{fc}cher.example/").unwrap(), "https://xn--bcher-kva.example/");
        assert_eq!(shown(" http://a.example ").unwrap(), "http://a.example/");
        for text in ["", "a.example", "http://", "http://[::1", "https://a b.example/"] {
            assert_eq!(shown(text), Err(Failure::InvalidUrl), "{text}");
        }
    }
}
