//! The `http` fences of a page: a small web of canned answers.

use serde_json::Value;

use crate::http::{self, Answer, Batch, Body, Hop, Request};
use crate::{Answers, CallError};

/// More redirects than an example has need of.
const MOST_HOPS: usize = 10;

/// The answers that the `http` fences of a page give, in place of the network.
///
/// A fence holds responses, each behind a line `GET ADDRESS`: a line with the status, lines of headers, an
/// empty line, and the body to the next `GET`. Redirects with a `location` are followed; an address that
/// no fence knows answers 404.
///
/// ```text
/// GET http://a.example/x
/// 301 Moved Permanently
/// location: https://a.example/x
///
/// GET https://a.example/x
/// 200 OK
///
/// <title>A page</title>
/// ```
pub struct Canned {
    responses: Vec<Response>,
}

struct Response {
    url: String,
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Canned {
    /// Reads the fences of a page.
    pub fn of_page(page: &str) -> Self {
        let mut responses: Vec<Response> = Vec::new();
        let mut in_fence = false;
        // Which part of a response comes next: its status, its headers, its body.
        let mut part = 0;
        for line in page.lines() {
            if let Some(info) = line.strip_prefix("```") {
                in_fence = info == "http";
                continue;
            }
            if !in_fence {
                continue;
            }
            if let Some(url) = line.strip_prefix("GET ") {
                let (headers, body) = (Vec::new(), String::new());
                responses.push(Response { url: url.trim().to_owned(), status: 200, headers, body });
                part = 0;
                continue;
            }
            let Some(response) = responses.last_mut() else { continue };
            match part {
                0 => {
                    response.status =
                        line.split(' ').next().and_then(|code| code.parse().ok()).unwrap_or(200);
                    part = 1;
                }
                1 if line.is_empty() => part = 2,
                1 => response.headers.extend(
                    line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())),
                ),
                _ => {
                    response.body.push_str(line);
                    response.body.push('\n');
                }
            }
        }
        Self { responses }
    }

    /// Answers one request.
    pub fn answer(&self, request: &Request) -> Answer {
        let mut url = request.url.split('#').next().unwrap_or_default().to_owned();
        let mut hops: Vec<Hop> = Vec::new();
        loop {
            let response = self.responses.iter().find(|response| response.url == url);
            let location = response.and_then(|response| {
                let is_redirect = (300..400).contains(&response.status) && hops.len() < MOST_HOPS;
                response.headers.iter().find(|(name, _)| is_redirect && name == "location")
            });
            if let (Some(response), Some((_, location)), true) = (response, location, request.follow) {
                hops.push(Hop { url: url.clone(), status: response.status, location: location.clone() });
                url.clone_from(location);
                continue;
            }
            let kind = response.map_or("", |response| response.body.trim_start());
            let kind = if kind.starts_with(['{', '[']) { "application/json" } else { "text/html" };
            let mut headers = response.map(|response| response.headers.clone()).unwrap_or_default();
            if !headers.iter().any(|(name, _)| name == "content-type") {
                headers.push(("content-type".to_owned(), kind.to_owned()));
            }
            return Answer {
                id: request.id,
                url: request.url.clone(),
                final_url: url,
                hops,
                status: Some(response.map_or(404, |response| response.status)),
                headers,
                body: Some(Body::Text(response.map(|response| response.body.clone()).unwrap_or_default())),
                asked: 1,
                ..Answer::default()
            };
        }
    }
}

impl Answers for Canned {
    fn call(&self, service: &str, request: &Value, each: &mut dyn FnMut(Value)) -> Result<(), CallError> {
        if service != http::SERVICE {
            return Err(CallError::Refused);
        }
        let wrong = |error: serde_json::Error| CallError::Failed(error.to_string());
        let batch: Batch = serde_json::from_value(request.clone()).map_err(wrong)?;
        for request in &batch.requests {
            each(serde_json::to_value(self.answer(request)).map_err(wrong)?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_are_answers() {
        let page = "# x\n\n```http\nGET http://a.example/\n301 Moved\nlocation: http://b.example/\n\nGET http://b.example/\n\
                    200 OK\n\n<p>One</p>\n```\n\n```http\nGET http://c.example/\n503 No\n```\n";
        let canned = Canned::of_page(page);
        let ask = |url: &str| canned.answer(&Request::page(3, url, 10));
        let found = ask("http://a.example/#top");
        assert_eq!((found.id, found.status, found.final_url.as_str()), (3, Some(200), "http://b.example/"));
        assert_eq!((found.hops.len(), found.text()), (1, Some("<p>One</p>\n")));
        assert_eq!(ask("http://c.example/").status, Some(503));
        assert_eq!(ask("http://d.example/").status, Some(404));
    }
}
