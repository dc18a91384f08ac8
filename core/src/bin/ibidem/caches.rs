//! The folder for what the program remembers between two runs.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// The folder for caches, or none where there are to be none: what the user says, else that of the system.
pub(crate) fn folder(said: Option<&Path>) -> anyhow::Result<Option<PathBuf>> {
    match said {
        Some(off) if off == "off" => Ok(None),
        Some(folder) => std::path::absolute(folder).map(Some).context("cannot tell where --cache lies"),
        None => Ok(user_folder(|name| std::env::var_os(name).map(PathBuf::from))),
    }
}

fn user_folder(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let absolute = |name: &str| variable(name).filter(|path| path.is_absolute());
    let caches = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
    Some(caches.join("ibidem"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caches_lie_where_the_user_says() {
        let place = |variables: &[(&str, &str)]| {
            let value = |name: &str| variables.iter().find(|(known, _)| *known == name);
            user_folder(|name| value(name).map(|(_, value)| PathBuf::from(value)))
        };
        assert_eq!(place(&[("XDG_CACHE_HOME", "/c"), ("HOME", "/h")]), Some("/c/ibidem".into()));
        assert_eq!(place(&[("XDG_CACHE_HOME", "c"), ("HOME", "/h")]), Some("/h/.cache/ibidem".into()));
        assert_eq!(place(&[("HOME", "h")]), None);
        assert_eq!(folder(Some(Path::new("off"))).unwrap(), None);
        assert_eq!(folder(Some(Path::new("/c"))).unwrap(), Some("/c".into()));
    }
}
