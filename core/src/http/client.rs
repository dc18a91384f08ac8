//! One request, one response: the client and what its errors mean.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use ibidem_sdk::http::{Failure, Request};
use reqwest::cookie::Jar;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Response, redirect};
use url::Url;

use super::resolve::{NameFault, Names, Resolver};
use super::tls::{self, CertificateFault};
use super::{HttpError, Settings};

/// How long a connection may take.
const CONNECT_TIME: Duration = Duration::from_secs(10);

/// Connections are kept for the next page of the host, not for good.
const IDLE_TIME: Duration = Duration::from_secs(5);

/// More headers than any server needs; what is longer is refused as no HTTP.
const MAX_HEADERS: usize = 200;
/// The same for HTTP/2, in bytes.
const MAX_HEADER_BYTES: u32 = 64 << 10;

/// Of which time a copy is wanted (RFC 7089, 2.1.1).
const ACCEPT_DATETIME: HeaderName = HeaderName::from_static("accept-datetime");

/// What a reader of pages accepts.
const PAGES: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// The client of a run: one past the proxies of the environment, and one through them.
#[derive(Debug)]
pub(crate) struct HttpClient {
    direct: Client,
    proxied: Option<Client>,
    resolver: Resolver,
    response_time: Duration,
}

/// Why there is no response.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) failure: Failure,
    pub(crate) detail: String,
}

impl Fault {
    pub(crate) fn new(failure: Failure, detail: impl Into<String>) -> Self {
        Self { failure, detail: detail.into() }
    }
}

impl HttpClient {
    pub(crate) fn new(settings: &Settings) -> Result<Self, HttpError> {
        let config = tls::config(settings.authority.as_deref())?;
        let proxies = proxies_of_environment();
        let mut names = settings.names.clone();
        names.trusted.extend(proxies.iter().filter_map(|proxy| proxy.host_str().map(str::to_owned)));
        names.trusted.extend(settings.trusted_hosts());
        let resolver = Resolver::new(names);
        let cookies = Arc::new(Jar::default());
        let build = |is_direct: bool| {
            let mut builder = Client::builder()
                .tls_backend_preconfigured(config.clone())
                .tls_info(true)
                .dns_resolver(resolver.clone())
                .redirect(redirect::Policy::none())
                .cookie_provider(Arc::clone(&cookies))
                .user_agent(settings.user_agent())
                .default_headers(default_headers())
                .referer(false)
                .connect_timeout(CONNECT_TIME)
                .pool_idle_timeout(IDLE_TIME)
                .pool_max_idle_per_host(1)
                .http1_max_headers(MAX_HEADERS)
                .http2_max_header_list_size(MAX_HEADER_BYTES);
            if is_direct {
                builder = builder.no_proxy();
            }
            builder.build().map_err(|error| HttpError::Client(chain(&error)))
        };
        let proxied = if proxies.is_empty() { None } else { Some(build(false)?) };
        Ok(Self { direct: build(true)?, proxied, resolver, response_time: settings.response_time })
    }

    pub(crate) fn names(&self) -> &Names {
        self.resolver.names()
    }

    /// Sends a request, and waits for the head of its response.
    pub(crate) async fn send(
        &self,
        method: Method,
        url: &Url,
        asked: Option<&Request>,
    ) -> Result<Response, Fault> {
        let is_mapped = url.host_str().is_some_and(|host| self.names().is_mapped(host));
        let proxied = self.proxied.as_ref().filter(|_| !is_mapped);
        let client = proxied.unwrap_or(&self.direct);
        let mut request = client.request(method, url.clone());
        let wanted = asked.map(|asked| [(ACCEPT, &asked.accept), (ACCEPT_DATETIME, &asked.accept_datetime)]);
        for (name, value) in wanted.into_iter().flatten() {
            if let Some(value) = value.as_ref().and_then(|value| HeaderValue::from_str(value).ok()) {
                request = request.header(name, value);
            }
        }
        match tokio::time::timeout(self.response_time, request.send()).await {
            Err(_) => {
                Err(Fault::new(Failure::Timeout, format!("no answer in {} s", self.response_time.as_secs())))
            }
            Ok(Ok(response)) if proxied.is_some() && response.status().as_u16() == 407 => {
                Err(Fault::new(Failure::Proxy, "the proxy wants credentials"))
            }
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(classify(&error, proxied.is_some())),
        }
    }
}

fn default_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static(PAGES));
    headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("en,*;q=0.5"));
    headers
}

/// The proxies that the environment names. Their hosts may lie in a private network.
fn proxies_of_environment() -> Vec<Url> {
    ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .filter(|value| !value.trim().is_empty())
        .filter_map(|value| Url::parse(&value).or_else(|_| Url::parse(&format!("http://{value}"))).ok())
        .collect()
}

/// What an error of the client means.
fn classify(error: &reqwest::Error, is_proxied: bool) -> Fault {
    if let Some(fault) = find::<NameFault>(error) {
        return Fault::new(fault.failure, fault.detail.clone());
    }
    if let Some(rustls::Error::InvalidCertificate(rustls::CertificateError::Other(other))) = find(error)
        && let Some(fault) = other.0.downcast_ref::<CertificateFault>()
    {
        return Fault::new(fault.failure, fault.detail.clone());
    }
    if let Some(fault) = find::<rustls::Error>(error) {
        return Fault::new(Failure::TlsBroken, fault.to_string());
    }
    if is_proxied && error.is_connect() {
        return Fault::new(Failure::Proxy, format!("the proxy of the environment: {}", innermost(error)));
    }
    if error.is_timeout() {
        return Fault::new(Failure::Timeout, "no connection in time");
    }
    let failure = find::<io::Error>(error)
        .and_then(|error| of_io(error.kind()))
        .or_else(|| find::<hyper::Error>(error).map(of_hyper))
        .unwrap_or(Failure::Protocol);
    Fault::new(failure, innermost(error))
}

fn of_io(kind: io::ErrorKind) -> Option<Failure> {
    use io::ErrorKind as Kind;
    Some(match kind {
        Kind::ConnectionRefused => Failure::Refused,
        Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe | Kind::UnexpectedEof => {
            Failure::Reset
        }
        Kind::HostUnreachable | Kind::NetworkUnreachable | Kind::NetworkDown | Kind::AddrNotAvailable => {
            Failure::Unreachable
        }
        Kind::TimedOut => Failure::Timeout,
        _ => return None,
    })
}

fn of_hyper(error: &hyper::Error) -> Failure {
    if error.is_incomplete_message() || error.is_canceled() || error.is_closed() {
        Failure::Reset
    } else {
        Failure::Protocol
    }
}

/// The first error of a type among the causes; an error of input and output hides its own.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let hidden = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(found) = hidden.and_then(|hidden| find::<T>(hidden)) {
            return Some(found);
        }
        cause = error.source();
    }
    None
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
