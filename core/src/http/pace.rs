//! How fast a host is asked: so many requests at a time, so far apart, and not while it wants a
//! pause. Hosts under one registrable domain count as one, since they mostly are.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ibidem_sdk::http::{Failure, Purpose};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};
use url::Url;

/// How hosts are asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// Requests at a time to one domain.
    pub(crate) side_by_side: usize,
    /// From the beginning of one request to that of the next.
    pub(crate) gap: Duration,
}

/// What registries and archives bear: they answer programs, and they wait for each answer.
const SERVICE: Pace = Pace { side_by_side: 4, gap: Duration::from_millis(20) };

/// What single registries ask of programs.
const KNOWN: [(&str, Pace); 2] = [
    // <https://info.arxiv.org/help/api/tou.html>: one request in three seconds, one at a time.
    ("arxiv.org", Pace { side_by_side: 1, gap: Duration::from_secs(3) }),
    // <https://www.ncbi.nlm.nih.gov/books/NBK25497/>: three requests a second.
    ("nih.gov", Pace { side_by_side: 3, gap: Duration::from_millis(340) }),
];

/// How many requests one domain has under way, unless it is a service.
const SIDE_BY_SIDE: usize = 3;

/// The most requests that any domain has under way.
pub(crate) const MOST_SIDE_BY_SIDE: usize = SERVICE.side_by_side;

/// A gap never grows over this, however often a host asks for patience: the pauses are its own measure.
const MAX_GAP: Duration = Duration::from_secs(1);

/// A host that hung so often in a row is not asked again.
const HANGS: u32 = 2;

/// An authority that failed so often in a row, retries not counted, is not asked again.
const FAULTS: u32 = 3;

/// A host that did not stop to ask for pauses for so many pages is not asked again.
const LIMITED: u32 = 2;

/// All hosts of a run.
#[derive(Debug)]
pub(crate) struct Hosts {
    ordinary: Pace,
    everyone: Arc<Semaphore>,
    domains: Mutex<HashMap<String, Arc<Host>>>,
    authorities: Mutex<HashMap<String, Record>>,
}

/// One registrable domain.
#[derive(Debug)]
pub(crate) struct Host {
    lanes: Arc<Semaphore>,
    /// Whoever has it is the next to be sent, and the only one to wait for the time of that.
    first: Semaphore,
    times: Mutex<Times>,
}

#[derive(Debug)]
struct Times {
    next: Instant,
    gap: Duration,
    limited: u32,
    is_closed: bool,
}

/// What came of the latest requests to one host and port.
#[derive(Debug, Default)]
struct Record {
    latest: Option<Failure>,
    times: u32,
    detail: String,
}

/// A permission to send one request; the host counts it until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _lane: OwnedSemaphorePermit,
    _everyone: OwnedSemaphorePermit,
}

/// The domain under which the hosts of one owner lie: `bbc.co.uk` for `news.bbc.co.uk`.
pub(crate) fn domain_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    if host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
        return host.to_owned();
    }
    psl::domain_str(host).unwrap_or(host).to_owned()
}

/// Host and port: what hangs, or has a bad certificate, does so for all of its pages.
pub(crate) fn authority_of(url: &Url) -> String {
    let port = url.port_or_known_default().unwrap_or_default();
    format!("{}:{port}", url.host_str().unwrap_or_default())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Hosts {
    pub(crate) fn new(requests_per_second: f64, at_a_time: usize) -> Self {
        let gap = Duration::from_secs_f64(1.0 / requests_per_second.clamp(0.01, 1000.0));
        Self {
            ordinary: Pace { side_by_side: SIDE_BY_SIDE, gap },
            everyone: Arc::new(Semaphore::new(at_a_time)),
            domains: Mutex::default(),
            authorities: Mutex::default(),
        }
    }

    /// The domain of a URL; the first purpose for which it is asked decides on its pace.
    pub(crate) fn host(&self, url: &Url, purpose: Purpose) -> Arc<Host> {
        let mut domains = locked(&self.domains);
        let domain = domain_of(url);
        if let Some(host) = domains.get(&domain) {
            return Arc::clone(host);
        }
        let host = Arc::new(Host::new(self.pace_of(&domain, purpose)));
        domains.insert(domain, Arc::clone(&host));
        host
    }

    fn pace_of(&self, domain: &str, purpose: Purpose) -> Pace {
        if let Some((_, known)) = KNOWN.iter().find(|(known, _)| *known == domain) {
            return Pace { gap: known.gap.max(self.ordinary.gap), ..*known };
        }
        let is_service = matches!(purpose, Purpose::Registry | Purpose::Archive);
        if is_service { SERVICE } else { self.ordinary }
    }

    /// Waits for a turn; null once the host is closed.
    ///
    /// The time of the turn is taken last of all: two that wait for anything else behind it would
    /// go at once, and nearer to each other than the gap.
    pub(crate) async fn turn(&self, host: &Host) -> Option<Turn> {
        let lane = Arc::clone(&host.lanes).acquire_owned().await.ok()?;
        // If all of them waited for the time, each time would wake all but one in vain.
        let _first = host.first.acquire().await.ok()?;
        loop {
            let next = locked(&host.times).next;
            sleep_until(next).await;
            let everyone = Arc::clone(&self.everyone).acquire_owned().await.ok()?;
            let mut times = locked(&host.times);
            if times.is_closed {
                return None;
            }
            let now = Instant::now();
            if now >= times.next {
                times.next = now + times.gap;
                return Some(Turn { _lane: lane, _everyone: everyone });
            }
        }
    }

    /// Why an authority need not be asked any more, with what was said of it.
    pub(crate) fn verdict(&self, authority: &str) -> Option<(Failure, String)> {
        let authorities = locked(&self.authorities);
        let record = authorities.get(authority)?;
        let failure = record.latest?;
        let enough = match failure {
            Failure::Timeout => HANGS,
            // The certificate is the same for every page.
            Failure::TlsSelfSigned
            | Failure::TlsExpired
            | Failure::TlsWrongHost
            | Failure::TlsUntrusted
            | Failure::Dns => 1,
            _ => FAULTS,
        };
        (record.times >= enough).then(|| (failure, record.detail.clone()))
    }

    /// Notes how a request failed, its retries included.
    pub(crate) fn note(&self, authority: String, failure: Failure, detail: &str) {
        let mut authorities = locked(&self.authorities);
        let record = authorities.entry(authority).or_default();
        if record.latest != Some(failure) {
            *record = Record { latest: Some(failure), times: 0, detail: detail.to_owned() };
        }
        record.times += 1;
    }

    /// Notes that a request was answered: what failed before does not count any more.
    pub(crate) fn note_answer(&self, authority: &str) {
        locked(&self.authorities).remove(authority);
    }
}

impl Host {
    fn new(pace: Pace) -> Self {
        Self {
            lanes: Arc::new(Semaphore::new(pace.side_by_side)),
            first: Semaphore::new(1),
            times: Mutex::new(Times { next: Instant::now(), gap: pace.gap, limited: 0, is_closed: false }),
        }
    }

    /// Sends nobody before a pause is over, and asks less often from then on.
    pub(crate) fn pause(&self, pause: Duration) {
        let mut times = locked(&self.times);
        times.next = times.next.max(Instant::now() + pause);
        times.gap = (times.gap * 2).min(MAX_GAP).max(times.gap);
    }

    /// Sends nobody until what was sent before is known to hang as well, or not.
    pub(crate) fn rest(&self) {
        let mut times = locked(&self.times);
        let sent_within = times.gap * u32::try_from(MOST_SIDE_BY_SIDE).unwrap_or(1);
        times.next = times.next.max(Instant::now() + sent_within + Duration::from_millis(200));
    }

    /// Notes that a page was not to be had for all patience; closes a host that does so again and again.
    pub(crate) fn gave_up(&self) {
        let mut times = locked(&self.times);
        times.limited += 1;
        times.is_closed |= times.limited >= LIMITED;
    }

    /// Asks nothing more of the host in this run.
    pub(crate) fn close(&self) {
        locked(&self.times).is_closed = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn hosts_of_one_owner_are_one() {
        assert_eq!(domain_of(&url("http://news.bbc.co.uk/x")), "bbc.co.uk");
        assert_eq!(domain_of(&url("http://www.bbc.co.uk:8080/")), "bbc.co.uk");
        assert_eq!(domain_of(&url("http://a.blogspot.com/")), "a.blogspot.com");
        assert_eq!(domain_of(&url("http://c-ok-0.lab/")), "c-ok-0.lab");
        assert_eq!(domain_of(&url("http://8.8.8.8/")), "8.8.8.8");
        assert_eq!(domain_of(&url("http://[2606:4700::1111]/")), "[2606:4700::1111]");
        assert_eq!(domain_of(&url("http://localhost/")), "localhost");
    }

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap()
            .block_on(future)
    }

    #[test]
    fn turns_are_never_nearer_than_the_gap() {
        block_on(async {
            let hosts = Arc::new(Hosts::new(50.0, 2));
            let sent: Arc<Mutex<Vec<Instant>>> = Arc::default();
            let tasks: Vec<_> = (0..30)
                .map(|i| {
                    let (hosts, sent) = (Arc::clone(&hosts), Arc::clone(&sent));
                    tokio::spawn(async move {
                        let site = url(&format!("http://h{}.example.org/", i % 4));
                        let host = hosts.host(&site, Purpose::Page);
                        let turn = hosts.turn(&host).await.unwrap();
                        sent.lock().unwrap().push(Instant::now());
                        tokio::time::sleep(Duration::from_millis(i % 5)).await;
                        drop(turn);
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
            let mut sent = sent.lock().unwrap().clone();
            sent.sort();
            let whole = *sent.last().unwrap() - *sent.first().unwrap();
            assert!(whole >= Duration::from_millis(29 * 20), "{whole:?}");
        });
    }

    #[test]
    fn a_pause_holds_for_everyone_and_slows_down() {
        block_on(async {
            let hosts = Hosts::new(1000.0, 8);
            let host = hosts.host(&url("http://a.example/"), Purpose::Page);
            let start = Instant::now();
            host.pause(Duration::from_millis(80));
            drop(hosts.turn(&host).await.unwrap());
            assert!(start.elapsed() >= Duration::from_millis(80));
            for _ in 0..LIMITED {
                host.gave_up();
            }
            assert!(hosts.turn(&host).await.is_none());
        });
    }

    #[test]
    fn a_host_that_hangs_twice_is_let_alone() {
        let hosts = Hosts::new(1.0, 1);
        let (page, other_port) =
            (authority_of(&url("http://a.example/1")), authority_of(&url("http://a.example:81/1")));
        hosts.note(page.clone(), Failure::Timeout, "");
        assert_eq!(hosts.verdict(&page), None);
        hosts.note_answer(&page);
        hosts.note(page.clone(), Failure::Timeout, "");
        assert_eq!(hosts.verdict(&page), None, "an answer in between counts");
        hosts.note(page, Failure::Timeout, "20 s");
        let other_page = authority_of(&url("http://a.example/2"));
        assert_eq!(hosts.verdict(&other_page), Some((Failure::Timeout, String::new())));
        assert_eq!(hosts.verdict(&other_port), None);
    }
}
