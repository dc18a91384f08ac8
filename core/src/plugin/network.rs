//! `http/1`: the network, for plugins.
//!
//! A plugin that the user has not granted it is served only addresses that stand in the paper, and
//! as pages: it gains nothing from them that a reader would not. What a page redirects to is part
//! of the page. Shipped plugins, and those that the user grants it, may ask for others.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use ibidem_sdk::http::{Answer, Batch, Failure, Purpose, Request, SERVICE};
use serde::Deserialize as _;
use serde_json::Value;

use super::service::{Answering, Caller, Reply, Service};
use crate::http::{Door, plain_address};

/// How many requests one batch may have.
const MAX_REQUESTS: usize = 100_000;

/// The service, over the one door to the network.
#[derive(Clone, Debug)]
pub struct Network {
    door: Arc<Door>,
}

impl Network {
    /// The service over a door.
    pub fn new(door: Arc<Door>) -> Self {
        Self { door }
    }
}

impl Service for Network {
    fn name(&self) -> &'static str {
        SERVICE
    }

    /// Each request has limits of its own; fifty thousand links on one host take hours at its pace.
    fn budget(&self) -> Duration {
        Duration::from_secs(48 * 3600)
    }

    fn call(&self, caller: &Caller, request: Value, reply: &mut Answering<'_>) -> Reply {
        let batch = match Batch::deserialize(request) {
            Ok(batch) => batch,
            Err(error) => return Reply::wrong(error.to_string()),
        };
        if batch.requests.len() > MAX_REQUESTS {
            return Reply::wrong(format!("a batch has at most {MAX_REQUESTS} requests"));
        }
        let mut ids = HashSet::new();
        if let Some(twice) = batch.requests.iter().find(|request| !ids.insert(request.id)) {
            return Reply::wrong(format!("two requests have the id {}", twice.id));
        }
        let mut say = |answer: Answer| {
            reply.give(&answer);
            if caller.is_gone() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let granted = if caller.is_granted { batch } else { within_paper(batch, caller, &mut say) };
        self.door.ask_while(granted, &mut say);
        Reply::end()
    }
}

/// What of a batch is for addresses of the paper; the rest is answered.
fn within_paper(batch: Batch, caller: &Caller, say: &mut dyn FnMut(Answer) -> ControlFlow<()>) -> Batch {
    let cited: HashSet<String> = caller.subject.addresses.iter().map(|url| plain_address(url)).collect();
    let mut granted = Batch::default();
    for request in batch.requests {
        if cited.contains(&plain_address(&request.url)) {
            // A header of the plugin's own would carry what it likes.
            granted.requests.push(Request {
                purpose: Purpose::Page,
                accept: None,
                accept_datetime: None,
                ..request
            });
        } else if say(Answer::failed(&request, Failure::NotGranted)).is_break() {
            break;
        }
    }
    granted
}

#[cfg(test)]
mod tests {
    use ibidem_sdk::abi;
    use serde_json::json;

    use super::super::service::Subject;
    use super::*;
    use crate::http::watch::Unwatched;
    use crate::http::{Clock, Way};

    /// The failures that a caller hears; the door is closed to the network.
    fn failures(caller: &Caller, urls: &[&str]) -> Vec<String> {
        let door = Door::open(Way::Offline(Clock::default()), None, Arc::new(Unwatched)).unwrap();
        let requests: Vec<Request> =
            urls.iter().zip(0..).map(|(url, id)| Request::page(id, *url, 10)).collect();
        let batch = serde_json::to_value(Batch { requests, ..Batch::default() }).unwrap();
        let mut heard = vec![String::new(); urls.len()];
        let mut hear = |answer: &str| {
            let answer: Answer = serde_json::from_str(answer).unwrap();
            heard[answer.id as usize] = answer.failure.unwrap().code().to_owned();
        };
        let end = Network::new(Arc::new(door)).call(caller, batch, &mut Answering::new(&mut hear));
        assert_eq!(end, Reply::end());
        heard
    }

    #[test]
    fn strangers_ask_for_what_stands_in_the_paper() {
        let addresses = vec!["http://a.example/x#part".to_owned(), "HTTP://B.example".to_owned()];
        let subject = Subject { addresses: addresses.into(), ..Subject::default() };
        let mut caller = Caller::new("words");
        caller.subject = subject;
        let urls =
            ["http://a.example/x", "http://b.example/", "http://a.example/y", "http://evil.example/?secret"];
        assert_eq!(failures(&caller, &urls), ["offline", "offline", "not-granted", "not-granted"]);
        caller.is_granted = true;
        assert_eq!(failures(&caller, &urls), ["offline"; 4]);
    }

    #[test]
    fn nonsense_is_said_to_be_nonsense() {
        let door = Door::open(Way::Offline(Clock::default()), None, Arc::new(Unwatched)).unwrap();
        let network = Network::new(Arc::new(door));
        let one = json!({"id": 1, "url": "http://a.example/"});
        for request in [json!(null), json!({}), json!({"requests": [{}]}), json!({"requests": [one, one]})] {
            let end = network.call(&Caller::new("words"), request.clone(), &mut Answering::new(&mut |_| {}));
            assert_eq!(end.code, abi::ERROR, "{request}");
        }
    }
}
