//! Names → addresses: those that the user maps, else what the system's resolver says, and of that
//! only what lies on the public internet.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use dns_lookup::{LookupErrorKind, lookup_host};
use ibidem_sdk::http::Failure;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::Semaphore;

use super::address::is_private;

/// Where names lead.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Addresses of single names.
    pub mapped: BTreeMap<String, IpAddr>,
    /// The address of every other name.
    pub all: Option<IpAddr>,
    /// Names that may lead into a private network: those of the user's own proxies and services.
    pub trusted: HashSet<String>,
}

/// Why a name has no address; travels through the client as the source of its error.
#[derive(Clone, Debug)]
pub(crate) struct NameFault {
    pub(crate) failure: Failure,
    pub(crate) detail: String,
}

impl fmt::Display for NameFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.detail)
    }
}

impl std::error::Error for NameFault {}

/// What is known of a name.
type Known = Result<Vec<IpAddr>, NameFault>;

/// The resolver of a run.
#[derive(Clone, Debug)]
pub(crate) struct Resolver {
    names: Arc<Names>,
    known: Arc<Mutex<HashMap<String, Known>>>,
    // The system's resolver blocks a thread for each lookup.
    lookups: Arc<Semaphore>,
}

/// How many names are looked up at a time.
const LOOKUPS: usize = 32;

impl Names {
    /// Whether the user says where a name leads: such a host is asked directly, past any proxy.
    pub(crate) fn is_mapped(&self, host: &str) -> bool {
        self.all.is_some() || self.mapped.contains_key(&plain(host))
    }

    /// What is known of a name without asking anyone.
    fn without_asking(&self, name: &str) -> Option<Known> {
        if never_resolves(name) {
            return Some(Err(NameFault { failure: Failure::Dns, detail: format!("{name} does not exist") }));
        }
        let address = self.mapped.get(name).copied().or(self.all)?;
        Some(Ok(vec![address]))
    }
}

impl Resolver {
    pub(crate) fn new(names: Names) -> Self {
        Self { names: Arc::new(names), known: Arc::default(), lookups: Arc::new(Semaphore::new(LOOKUPS)) }
    }

    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    async fn find(self, name: String) -> Known {
        let name = plain(&name);
        if let Some(known) = self.names.without_asking(&name) {
            return known;
        }
        if let Some(known) = self.lock().get(&name) {
            return known.clone();
        }
        let trouble = |detail: String| NameFault { failure: Failure::DnsTrouble, detail };
        let _turn = self.lookups.acquire().await.map_err(|error| trouble(error.to_string()))?;
        // Somebody may have found it while this one waited.
        if let Some(known) = self.lock().get(&name) {
            return known.clone();
        }
        let asked = name.clone();
        let found = tokio::task::spawn_blocking(move || look_up(&asked)).await;
        let found = found.map_err(|error| trouble(error.to_string())).flatten();
        let known = found.and_then(|addresses| self.public(&name, addresses));
        // No answer now is no answer for good.
        if !matches!(&known, Err(NameFault { failure: Failure::DnsTrouble, .. })) {
            self.lock().insert(name, known.clone());
        }
        known
    }

    fn public(&self, name: &str, addresses: Vec<IpAddr>) -> Known {
        if self.names.trusted.contains(name) {
            return Ok(addresses);
        }
        let private = addresses.first().copied();
        let public: Vec<IpAddr> = addresses.into_iter().filter(|address| !is_private(*address)).collect();
        match private {
            Some(address) if public.is_empty() => {
                let detail = format!("{name} leads to {address}, which is not on the public internet");
                Err(NameFault { failure: Failure::PrivateAddress, detail })
            }
            _ => Ok(public),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let resolver = self.clone();
        Box::pin(async move {
            let addresses = resolver.find(name.as_str().to_owned()).await?;
            // The client puts the port of the URL in the place of 0.
            let addresses = addresses.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok::<Addrs, _>(Box::new(addresses))
        })
    }
}

/// Names for which a resolver answers negatively without asking anyone (RFC 6761, 6.4; RFC 7686).
pub(crate) fn never_resolves(name: &str) -> bool {
    let name = plain(name);
    [".invalid", ".onion"].iter().any(|suffix| name.ends_with(suffix)) || name == "invalid"
}

/// A name as it is compared: in lower case, without the point at its end.
pub(crate) fn plain(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

fn look_up(name: &str) -> Known {
    let addresses: Result<Vec<IpAddr>, _> = lookup_host(name).map(Iterator::collect);
    match addresses {
        Ok(addresses) if !addresses.is_empty() => Ok(addresses),
        Ok(_) => Err(NameFault { failure: Failure::Dns, detail: format!("{name} has no address") }),
        Err(error) => {
            let (failure, detail) = match error.kind() {
                LookupErrorKind::NoName | LookupErrorKind::NoData => {
                    (Failure::Dns, format!("{name} does not exist"))
                }
                _ => (Failure::DnsTrouble, format!("the resolver has no answer for {name}")),
            };
            Err(NameFault { failure, detail })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(names: Names, name: &str) -> Known {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(Resolver::new(names).find(name.to_owned()))
    }

    #[test]
    fn mapped_names_are_not_looked_up() {
        let local: IpAddr = "127.0.0.1".parse().unwrap();
        let names = Names { all: Some(local), ..Names::default() };
        assert_eq!(find(names.clone(), "Dawn.COM.").unwrap(), [local]);
        assert_eq!(find(names, "gone.invalid").unwrap_err().failure, Failure::Dns);
        let names = Names { mapped: [("dawn.com".to_owned(), local)].into(), ..Names::default() };
        assert!(names.is_mapped("DAWN.com"));
        assert!(!names.is_mapped("www.dawn.com"));
        assert_eq!(find(names, "dawn.com").unwrap(), [local]);
    }

    #[test]
    fn names_of_this_machine_are_refused_unless_trusted() {
        assert_eq!(find(Names::default(), "localhost").unwrap_err().failure, Failure::PrivateAddress);
        let names = Names { trusted: ["localhost".to_owned()].into(), ..Names::default() };
        assert!(find(names, "localhost").unwrap().iter().all(IpAddr::is_loopback));
    }
}
