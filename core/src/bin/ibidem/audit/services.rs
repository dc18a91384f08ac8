//! What an audit does for plugins: the one list of services.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use ibidem::plugin::cache::Cache;
use ibidem::plugin::render::Render;
use ibidem::plugin::service::Services;
use ibidem::report::escape::escaped;
use ibidem::styles::Shelf;

/// The services of an audit, and what is to be done with them at its end.
pub(super) struct Offered {
    pub(super) services: Services,
    cache: Arc<Cache>,
}

impl Offered {
    /// All services. Each that the program has is one line here; each plugin gets those that it declares.
    pub(super) fn of(cache: Option<&Path>, styles: Shelf) -> anyhow::Result<Self> {
        let folder = cache_folder(cache)?;
        let cache = folder.map_or_else(Cache::in_memory, |folder| Cache::in_folder(folder.join("plugins")));
        let cache = Arc::new(cache);
        let services = Services::none().with_shared(cache.clone()).with(Render::of(styles));
        Ok(Self { services, cache })
    }

    /// Keeps what is to be kept; what cannot be kept costs time in the next audit, and is no failure.
    pub(super) fn conclude(&self) {
        for message in self.cache.save() {
            anstream::eprintln!("ibidem: {}", escaped(&message));
        }
    }
}

/// The folder for caches, or none where there are to be none: what the user says, else that of the system.
fn cache_folder(said: Option<&Path>) -> anyhow::Result<Option<PathBuf>> {
    match said {
        Some(off) if off == "off" => Ok(None),
        Some(folder) => std::path::absolute(folder).map(Some).context("cannot tell where --cache lies"),
        None => Ok(user_folder(|name| std::env::var_os(name).map(PathBuf::from))),
    }
}

fn user_folder(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let absolute = |name: &str| variable(name).filter(|path| path.is_absolute());
    let caches = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")));
    caches.map(|folder| folder.join("ibidem"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caches_lie_where_the_user_says() {
        let folder = |variables: &[(&str, &str)]| {
            let value = |name: &str| variables.iter().find(|(known, _)| *known == name);
            user_folder(|name| value(name).map(|(_, value)| PathBuf::from(value)))
        };
        assert_eq!(folder(&[("XDG_CACHE_HOME", "/c"), ("HOME", "/h")]), Some("/c/ibidem".into()));
        assert_eq!(folder(&[("XDG_CACHE_HOME", "c"), ("HOME", "/h")]), Some("/h/.cache/ibidem".into()));
        assert_eq!(folder(&[("HOME", "h")]), None);
        assert_eq!(cache_folder(Some(Path::new("off"))).unwrap(), None);
        assert_eq!(cache_folder(Some(Path::new("/c"))).unwrap(), Some("/c".into()));
    }
}
