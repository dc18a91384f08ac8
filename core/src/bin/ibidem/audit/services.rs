//! What an audit does for plugins: the one list of services.

use std::path::Path;
use std::sync::Arc;

use ibidem::http::Door;
use ibidem::plugin::cache::Cache;
use ibidem::plugin::network::Network as NetworkService;
use ibidem::plugin::render::Render;
use ibidem::plugin::service::Services;
use ibidem::report::escape::escaped;
use ibidem::styles::Shelf;

use super::asking::Asking;
use super::network::Network;
use crate::caches;

/// The services of an audit, and what is to be done with them at its end.
pub(super) struct Offered {
    pub(super) services: Services,
    cache: Arc<Cache>,
    door: Arc<Door>,
    asking: Arc<Asking>,
}

/// The day of an audit.
#[derive(Clone, Copy)]
pub(super) struct Today<'a> {
    /// As the user gives it; a reply that is kept is as old as that day makes it.
    pub(super) given: Option<&'a str>,
    /// By which dates are judged, whoever gave it.
    pub(super) of_audit: &'a str,
}

impl Offered {
    /// All services. Each that the program has is one line here; each plugin gets those that it declares.
    pub(super) fn of(
        cache: Option<&Path>,
        network: Network<'_>,
        today: Today<'_>,
        styles: Shelf,
    ) -> anyhow::Result<Self> {
        let folder = caches::folder(cache)?;
        let asking = Arc::new(Asking::new());
        let door = Arc::new(network.open(folder.as_deref(), today.given, today.of_audit, &asking)?);
        let cache = folder.map_or_else(Cache::in_memory, |folder| Cache::in_folder(folder.join("plugins")));
        let cache = Arc::new(cache);
        let services = Services::none()
            .with_shared(cache.clone())
            .with(NetworkService::new(Arc::clone(&door)))
            .with(Render::of(styles));
        Ok(Self { services, cache, door, asking })
    }

    /// Whether the user has ended the run.
    pub(super) fn is_interrupted(&self) -> bool {
        self.door.is_interrupted()
    }

    /// Keeps what is to be kept; what cannot be kept costs time in the next audit, and is no failure.
    pub(super) fn conclude(&self) {
        self.asking.end();
        for message in self.cache.save() {
            anstream::eprintln!("ibidem: {}", escaped(&message));
        }
    }
}
