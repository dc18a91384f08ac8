//! `plugins.lock`: a hash of every file of a plugin, so that nothing changes unseen.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::discovery::{Found, Refusal};
use super::host::Code;
use crate::process::trust::BUILD_FOLDERS;

/// The hashes of the plugins that were looked at, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    format: u32,
    plugins: BTreeMap<String, Hashes>,
}

/// SHA-256 of each file, by its path in the plugin's folder.
type Hashes = BTreeMap<String, String>;

/// Why a lock cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LockError {
    /// A file cannot be read or written.
    #[error("cannot read {path}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// It is no lock of this format.
    #[error("{path} is no lock of format 1")]
    Syntax {
        /// Which file.
        path: PathBuf,
    },
}

impl Lock {
    /// Looks at plugins that were found; what is refused is left out.
    pub fn of(found: &[Found]) -> Result<Self, LockError> {
        let usable = found.iter().filter_map(|found| Some((found.id.clone(), found.code.as_ref().ok()?)));
        let hashed = usable.map(|(id, code)| Ok((id, hashes(code)?)));
        Ok(Self { format: 1, plugins: hashed.collect::<Result<_, LockError>>()? })
    }

    /// Reads a lock.
    pub fn open(path: &Path) -> Result<Self, LockError> {
        let text = std::fs::read_to_string(path).map_err(|source| io_error(path, source))?;
        let lock = toml::from_str::<Self>(&text).ok().filter(|lock| lock.format == 1);
        lock.ok_or_else(|| LockError::Syntax { path: path.to_owned() })
    }

    /// Its text.
    pub fn text(&self) -> String {
        let mut text = format!("format = {}\n", self.format);
        for (id, hashes) in &self.plugins {
            // Writing to a string cannot fail. A quoted key is a string of TOML, as `{:?}` writes it for ASCII.
            let _ = writeln!(text, "\n[plugins.{id}]");
            for (path, hash) in hashes {
                let _ = writeln!(text, "{} = \"{hash}\"", toml::Value::String(path.clone()));
            }
        }
        text
    }

    /// How many plugins it holds.
    pub fn len(&self) -> usize {
        self.plugins.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.plugins.is_empty()
    }

    /// Refuses a plugin that is not as it was when the lock was made.
    pub(crate) fn verified(&self, mut found: Found) -> Found {
        if let Ok(code) = &found.code
            && let Err(cause) = self.compare(&found.id, code)
        {
            let remedy = Some(format!("ibidem plugins lock --plugin {}", found.id));
            found.code = Err(Refusal { cause, remedy });
        }
        found
    }

    fn compare(&self, id: &str, code: &Code) -> Result<(), String> {
        let locked = self.plugins.get(id).ok_or("it is not in plugins.lock")?;
        let actual = hashes(code).map_err(|error| error.to_string())?;
        let changed =
            locked.iter().find(|(path, hash)| actual.get(*path) != Some(hash)).map(|(path, _)| path);
        let added = || actual.keys().find(|path| !locked.contains_key(*path));
        match changed.or_else(added) {
            None => Ok(()),
            Some(path) => Err(format!("its {path} is not the one of plugins.lock")),
        }
    }
}

fn io_error(path: &Path, source: io::Error) -> LockError {
    LockError::Io { path: path.to_owned(), source }
}

fn hashes(code: &Code) -> Result<Hashes, LockError> {
    let mut hashes = Hashes::new();
    for path in code.files() {
        let base = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
        add(path, base, &mut hashes).map_err(|source| io_error(path, source))?;
    }
    Ok(hashes)
}

fn add(path: &Path, base: &Path, hashes: &mut Hashes) -> io::Result<()> {
    if !path.is_dir() {
        let name = path.strip_prefix(base).unwrap_or(path).to_string_lossy().into_owned();
        hashes.insert(name, hash(path)?);
        return Ok(());
    }
    for entry in path.read_dir()? {
        let entry = entry?;
        let is_built = BUILD_FOLDERS.iter().any(|name| entry.file_name() == *name);
        // A link to a folder can lead back up; its plugin is judged by its own files.
        let is_linked_folder = entry.file_type()?.is_symlink() && entry.path().is_dir();
        if !is_built && !is_linked_folder {
            add(&entry.path(), base, hashes)?;
        }
    }
    Ok(())
}

fn hash(path: &Path) -> io::Result<String> {
    let digest = Sha256::digest(std::fs::read(path)?);
    Ok(digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_reads_as_it_was_written() {
        let hashes = Hashes::from([
            ("a \"b\".py".to_owned(), "00".to_owned()),
            ("c/ü.py".to_owned(), "ff".to_owned()),
        ]);
        let lock = Lock { format: 1, plugins: BTreeMap::from([("words".to_owned(), hashes)]) };
        assert_eq!(toml::from_str::<Lock>(&lock.text()).unwrap(), lock);
    }

    #[test]
    fn a_hash_is_that_of_the_standard() {
        // FIPS 180-4: SHA-256 of a message without bytes.
        let path = std::env::temp_dir().join(format!("ibidem-empty-{}", std::process::id()));
        std::fs::write(&path, "").unwrap();
        let hashed = hash(&path);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(hashed.unwrap(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
