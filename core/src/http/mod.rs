//! The one door to the network: addresses → answers.
//!
//! Every request of an audit goes through [`Door::ask`]: to the hosts, politely; to the store of
//! what earlier runs were answered; or to a recording. What came of it is an
//! [`Answer`]; what that means for a citation is judged elsewhere.

mod address;
mod bases;
mod body;
mod client;
mod clock;
mod doubt;
mod online;
mod pace;
mod patience;
mod recording;
mod resolve;
mod robots;
pub mod store;
mod tls;
mod visit;
pub mod watch;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ibidem_sdk::http::{Answer, Batch, Failure, Request};

pub use bases::Bases;
pub use clock::Clock;
pub use recording::Recording;
pub use resolve::Names;

use online::Online;
use recording::Recorder;
use store::Store;
use watch::Watch;

/// How the network is asked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where names lead.
    pub names: Names,
    /// A file of certificate authorities that are trusted beside those of the system; PEM.
    pub authority: Option<PathBuf>,
    /// Where the public services are asked.
    pub bases: Bases,
    /// How often one registrable domain is asked, in requests a second.
    pub requests_per_second: f64,
    /// How many requests are under way at a time, to all hosts together.
    pub at_a_time: usize,
    /// How long a host may take to begin its answer.
    pub response_time: Duration,
    /// How the user can be reached by those who are asked: a mail address or a page.
    pub contact: Option<String>,
    /// Where the time comes from.
    pub clock: Clock,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            names: Names::default(),
            authority: None,
            bases: Bases::default(),
            requests_per_second: 5.0,
            at_a_time: 128,
            // Twice what the slow pages take that still come.
            response_time: Duration::from_secs(20),
            contact: None,
            clock: Clock::default(),
        }
    }
}

impl Settings {
    /// What the program says it is.
    pub(crate) fn user_agent(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let contact = self.contact.as_deref().map(|contact| format!("; {contact}")).unwrap_or_default();
        let sendable: String =
            contact.chars().filter(|c| matches!(c, ' '..='~') && !"()\\".contains(*c)).collect();
        format!("ibidem/{version} (checks the links of a paper for its reader{sendable})")
    }

    /// Hosts that the user has named, and that may lie in a private network.
    fn trusted_hosts(&self) -> Vec<String> {
        self.bases.given().filter_map(|base| base.host_str().map(resolve::plain)).collect()
    }
}

/// Why the network cannot be asked as the user wants it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// The client could not be made.
    #[error("cannot set up the network: {0}")]
    Client(String),
    /// The file of a certificate authority cannot be used.
    #[error("cannot use the certificate authority {}: {cause}", path.display())]
    Authority {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// The store cannot be used.
    #[error("cannot use the link store {}: {cause}", path.display())]
    Store {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// A recording cannot be written or read.
    #[error("cannot use the recording {}: {cause}", path.display())]
    Recording {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
}

/// Where answers come from.
#[derive(Debug)]
pub enum Way {
    /// From the hosts, and from the store where that is fresh.
    Online(Box<Settings>),
    /// From the store alone.
    Offline(Clock),
    /// From a recording alone.
    Replay(Recording),
}

/// Takes an answer, and says whether more are wanted.
pub type Take<'a> = dyn FnMut(Answer) -> ControlFlow<()> + 'a;

/// The same, with the request that is answered.
type Deliver<'a> = dyn FnMut(&Request, Answer) -> ControlFlow<()> + 'a;

/// An address as it is compared and kept: without its fragment, and without what is nobody's
/// business but the author's.
pub(crate) fn plain_address(url: &str) -> String {
    let parsed = url::Url::parse(url.trim());
    parsed.map_or_else(|_| url.to_owned(), |url| visit::cleaned(url).into())
}

/// The door to the network.
pub struct Door {
    way: Inner,
    store: Option<Store>,
    recorder: Option<Recorder>,
    watch: Arc<dyn Watch>,
}

enum Inner {
    Online(Online),
    Offline(Clock),
    Replay(Recording),
}

impl std::fmt::Debug for Door {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Door").field("store", &self.store).finish_non_exhaustive()
    }
}

impl Door {
    /// Opens the door. Nothing is asked yet, and on the ways that ask nobody nothing is opened
    /// that could.
    pub fn open(way: Way, store: Option<Store>, watch: Arc<dyn Watch>) -> Result<Self, HttpError> {
        let way = match way {
            Way::Online(settings) => Inner::Online(Online::new(&settings, Arc::clone(&watch))?),
            Way::Offline(clock) => Inner::Offline(clock),
            Way::Replay(recording) => Inner::Replay(recording),
        };
        Ok(Self { way, store, recorder: None, watch })
    }

    /// Writes down every answer from now on, as those of an audit of a day.
    pub fn record(&mut self, path: &std::path::Path, now: &str) -> Result<(), HttpError> {
        self.recorder = Some(Recorder::create(path, now)?);
        Ok(())
    }

    /// Answers every request of a batch exactly once, as the answers come; returns after the last.
    ///
    /// It may be called from several threads; `take` is called on the calling one.
    pub fn ask(&self, batch: Batch, take: &mut dyn FnMut(Answer)) {
        self.ask_while(batch, &mut |answer| {
            take(answer);
            ControlFlow::Continue(())
        });
    }

    /// Answers as [`Door::ask`] does, until `take` wants no more.
    pub fn ask_while(&self, batch: Batch, take: &mut Take<'_>) {
        let mut deliver = |request: &Request, answer: Answer| {
            if let Some(recorder) = &self.recorder
                && let Err(error) = recorder.record(request, &answer)
            {
                self.watch.warn(&format!("{error}; the audit goes on without it"));
            }
            take(answer)
        };
        match &self.way {
            Inner::Replay(recording) => {
                let mut requests = batch.requests.iter();
                let _ = requests.try_for_each(|request| deliver(request, self.replayed(recording, request)));
            }
            Inner::Offline(clock) => {
                let mut requests = batch.requests.iter();
                let _ = requests.try_for_each(|request| {
                    let found = self.store.as_ref().and_then(|store| store.find(request, clock.now(), true));
                    deliver(request, found.unwrap_or_else(|| Answer::failed(request, Failure::Offline)))
                });
            }
            Inner::Online(online) => _ = online.ask(batch, self.store.as_ref(), &mut deliver),
        }
    }

    /// Lets every request that is not answered yet fail as interrupted, and every later one.
    pub fn interrupt(&self) {
        if let Inner::Online(online) = &self.way {
            online.interrupt();
        }
    }

    /// Interrupts at the first Ctrl-C, and ends the program at the second.
    pub fn heed_interrupts(&self) {
        if let Inner::Online(online) = &self.way {
            online.heed_interrupts();
        }
    }

    /// Whether the user has ended the asking.
    pub fn is_interrupted(&self) -> bool {
        matches!(&self.way, Inner::Online(online) if online.is_interrupted())
    }

    fn replayed(&self, recording: &Recording, request: &Request) -> Answer {
        match recording.find(request) {
            Ok(Some(answer)) => answer,
            Ok(None) => Answer::failed(request, Failure::NotRecorded),
            Err(error) => {
                self.watch.warn(&error.to_string());
                Answer::failed(request, Failure::NotRecorded)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_says_who_it_is() {
        let settings =
            Settings { contact: Some("mailto:a@b.example (x)\r\nEvil: 1".to_owned()), ..Settings::default() };
        let said = settings.user_agent();
        assert!(said.starts_with("ibidem/"), "{said}");
        assert!(said.ends_with("for its reader; mailto:a@b.example xEvil: 1)"), "{said}");
    }
}
