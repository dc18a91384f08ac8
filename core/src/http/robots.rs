//! What hosts want programs to leave alone: robots.txt, asked once for each host of a run.
//!
//! An audit asks for what a reader of the paper would open, once, and does not crawl. Where a host
//! has no robots.txt, or none that can be had, the page itself is asked; RFC 9309 would have a
//! crawler stay away from a host whose robots.txt fails, and every fault of a host would read as
//! its wish.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;
use url::Url;

/// What of a robots.txt is read (RFC 9309 asks for no less).
pub(crate) const MAX_BYTES: usize = 500 << 10;

/// The name by which the program is known to hosts.
const NAME: &str = "ibidem";

/// The robots.txt of all hosts of a run.
#[derive(Debug, Default)]
pub(crate) struct Robots {
    hosts: Mutex<HashMap<String, Arc<OnceCell<Option<String>>>>>,
}

impl Robots {
    /// Whether a page may be asked for; `fetch` gets the host's robots.txt where it is not known.
    pub(crate) async fn allow<F>(&self, url: &Url, fetch: impl FnOnce(Url) -> F) -> bool
    where
        F: Future<Output = Option<String>>,
    {
        let cell = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(hosts.entry(url.origin().ascii_serialization()).or_default())
        };
        let asked = async || match url.join("/robots.txt") {
            Ok(address) => fetch(address).await,
            Err(_) => None,
        };
        match cell.get_or_init(asked).await {
            Some(text) => may(text, url),
            None => true,
        }
    }
}

fn may(text: &str, url: &Url) -> bool {
    let mut matcher = robotstxt::DefaultMatcher::default();
    matcher.one_agent_allowed_by_robots(text, NAME, url.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_judged_by_the_group_of_its_program() {
        let text = "User-agent: *\nDisallow: /private\n\nUser-agent: ibidem\nDisallow: /no\nAllow: /no/yes\n";
        let may = |text, path| may(text, &Url::parse(&format!("https://a.example{path}")).unwrap());
        assert!(!may(text, "/no"));
        assert!(may(text, "/no/yes"));
        assert!(may(text, "/private"), "the group of everyone does not count beside one's own");
        assert!(!may("User-agent: *\nDisallow: /", "/page"));
        assert!(may("<html>Not found</html>", "/page"));
        assert!(may("", "/page"));
    }

    #[test]
    fn a_host_is_asked_once() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let robots = Robots::default();
            let asked = std::cell::Cell::new(0);
            for path in ["a", "b", "c"] {
                let url = Url::parse(&format!("https://a.example/{path}")).unwrap();
                let allowed = robots.allow(&url, |address| {
                    asked.set(asked.get() + 1);
                    assert_eq!(address.as_str(), "https://a.example/robots.txt");
                    async { Some("User-agent: *\nDisallow: /b".to_owned()) }
                });
                assert_eq!(allowed.await, path != "b");
            }
            assert_eq!(asked.get(), 1);
        });
    }
}
