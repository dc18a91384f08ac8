//! How an audit asks the network: its flags, and the door that they open.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use clap::Args;
use ibidem::http::store::Store;
use ibidem::http::{Bases, Clock, Door, Names, Recording, Settings, Way};
use url::Url;

use super::asking::Asking;

/// How the network is asked.
#[derive(Args)]
#[group(skip)]
#[command(next_help_heading = "Network")]
pub(crate) struct Wishes {
    /// Asks nothing of the network: of links it says what earlier audits have learned.
    #[arg(long)]
    offline: bool,
    /// Writes everything that the network answers to a file, for `--replay`.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Takes the answers from a recorded audit, and its day; nobody is asked.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["record", "offline"])]
    replay: Option<PathBuf>,
    /// How many requests a second one host gets; redirects count.
    #[arg(long, value_name = "N", default_value_t = 5.0, value_parser = rate)]
    rate: f64,
    /// How many seconds a host may take to begin its answer.
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// A mail address or a page by which those who are asked can reach you; it is sent to them.
    #[arg(long, value_name = "WHERE")]
    contact: Option<String>,
    /// Asks a host at this address, whatever the resolver says: `example.org=127.0.0.1`.
    #[arg(long, value_name = "HOST=ADDR", value_parser = mapping)]
    resolve: Vec<(String, IpAddr)>,
    /// Asks every host at this address; for tests.
    #[arg(long, value_name = "ADDR")]
    resolve_all: Option<IpAddr>,
    /// Trusts the certificate authorities of a file (PEM) beside those of the system.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Asks this address in place of <https://doi.org>.
    #[arg(long, value_name = "URL", value_parser = Bases::read)]
    doi_base: Option<Url>,
    /// Asks this address in place of <https://api.crossref.org>.
    #[arg(long, value_name = "URL", value_parser = Bases::read)]
    crossref_base: Option<Url>,
    /// Asks this address in place of <https://export.arxiv.org>.
    #[arg(long, value_name = "URL", value_parser = Bases::read)]
    arxiv_base: Option<Url>,
    /// Asks this address in place of <https://eutils.ncbi.nlm.nih.gov>.
    #[arg(long, value_name = "URL", value_parser = Bases::read)]
    pubmed_base: Option<Url>,
    /// Asks this address in place of <https://web.archive.org>.
    #[arg(long, value_name = "URL", value_parser = Bases::read)]
    wayback_base: Option<Url>,
}

fn rate(text: &str) -> Result<f64, String> {
    let rate: f64 = text.parse().map_err(|_| format!("“{text}” is not a number"))?;
    if (0.01..=1000.0).contains(&rate) { Ok(rate) } else { Err("it is 0.01 to 1000".to_owned()) }
}

fn mapping(text: &str) -> Result<(String, IpAddr), String> {
    let parts = text.split_once('=').filter(|(host, _)| !host.is_empty());
    let (host, address) = parts.ok_or_else(|| format!("“{text}” is not of the form HOST=ADDR"))?;
    let address = address.parse().map_err(|_| format!("“{address}” is not an address such as 127.0.0.1"))?;
    Ok((host.trim_end_matches('.').to_ascii_lowercase(), address))
}

/// The wishes of a run, with the recording that it replays.
pub(super) struct Network<'a> {
    wishes: &'a Wishes,
    recording: Option<Recording>,
}

impl<'a> Network<'a> {
    /// Opens the recording, if one is replayed: its day is that of the audit.
    pub(super) fn of(wishes: &'a Wishes) -> anyhow::Result<Self> {
        let recording = wishes.replay.as_deref().map(Recording::open).transpose()?;
        Ok(Self { wishes, recording })
    }

    /// The day of the recorded audit.
    pub(super) fn day(&self) -> Option<&str> {
        self.recording.as_ref().map(Recording::now)
    }

    /// Opens the door; `given` is the day that the user gives, `now` that of the audit.
    pub(super) fn open(
        self,
        folder: Option<&Path>,
        given: Option<&str>,
        now: &str,
        asking: &Arc<Asking>,
    ) -> anyhow::Result<Door> {
        let wishes = self.wishes;
        let clock = Clock { day: given.map(str::to_owned) };
        let is_replay = self.recording.is_some();
        let way = match self.recording {
            Some(recording) => Way::Replay(recording),
            None if wishes.offline => Way::Offline(clock),
            None => Way::Online(Box::new(wishes.settings(clock)?)),
        };
        // A recording is whole by itself.
        let store = folder.filter(|_| !is_replay).and_then(|folder| open_store(folder, asking));
        let mut door = Door::open(way, store, asking.clone())?;
        if let Some(path) = &wishes.record {
            door.record(path, now)?;
        }
        door.heed_interrupts();
        Ok(door)
    }
}

/// A store that cannot be used costs time, and is no reason to audit nothing.
fn open_store(folder: &Path, asking: &Arc<Asking>) -> Option<Store> {
    use ibidem::http::watch::Watch as _;
    Store::open(folder, asking.clone())
        .inspect_err(|error| asking.warn(&format!("{error}; the audit goes on without it")))
        .ok()
}

impl Wishes {
    fn settings(&self, clock: Clock) -> anyhow::Result<Settings> {
        let mapped: std::collections::BTreeMap<_, _> = self.resolve.iter().cloned().collect();
        if mapped.len() < self.resolve.len() {
            bail!("--resolve names a host twice");
        }
        Ok(Settings {
            names: Names { mapped, all: self.resolve_all, ..Names::default() },
            authority: self.ca.clone(),
            bases: Bases {
                doi: self.doi_base.clone(),
                crossref: self.crossref_base.clone(),
                arxiv: self.arxiv_base.clone(),
                pubmed: self.pubmed_base.clone(),
                wayback: self.wayback_base.clone(),
            },
            requests_per_second: self.rate,
            response_time: Duration::from_secs(self.timeout),
            contact: self.contact.clone(),
            clock,
            ..Settings::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_mapped_to_an_address() {
        let local: IpAddr = "127.0.0.1".parse().unwrap();
        assert_eq!(mapping("Dawn.com.=127.0.0.1"), Ok(("dawn.com".to_owned(), local)));
        assert_eq!(mapping("a=::1").map(|(_, address)| address.is_ipv6()), Ok(true));
        for wrong in ["dawn.com", "=127.0.0.1", "dawn.com=local", ""] {
            assert!(mapping(wrong).is_err(), "{wrong}");
        }
        assert!(rate("0").is_err() && rate("x").is_err() && rate("2.5").is_ok());
    }
}
