//! `plugin.toml` → what a plugin says of itself, without opening its code.

use std::collections::BTreeMap;
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Component, Path, PathBuf};

use ibidem_sdk::abi;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::options::OptionSchema;

/// What a plugin says of itself; keys that are not listed here are for later programs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Manifest {
    /// Its name, in kebab-case: `garbled`.
    pub id: String,
    /// Its version: `0.1.0`.
    pub version: String,
    /// The version of the boundary that it speaks.
    pub protocol: u32,
    /// How it is run.
    pub kind: Kind,
    /// The library in its folder: the name of the file, or that without prefix and suffix.
    pub library: Option<String>,
    /// The name of the exported table; that of the library and `_plugin`, unless given.
    pub symbol: Option<String>,
    /// The program of a plugin of the kind `process`: a path within its folder, or an absolute one.
    pub command: Option<String>,
    /// What that program is given on its command line.
    #[serde(default)]
    pub arguments: Vec<String>,
    /// How much it wants to see at once.
    #[serde(default)]
    pub scope: Scope,
    /// The line for the shell that builds it, in its folder.
    pub build: Option<String>,
    /// The options that it takes, by name; unless given, it looks at them itself.
    pub options: Option<BTreeMap<String, OptionSchema>>,
    /// The services that it calls: `cache/1`.
    #[serde(default)]
    pub capabilities: Vec<String>,
    /// The name under which its records are printed, if it has any: `links`.
    pub records: Option<String>,
}

/// How a plugin is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A library over the C boundary.
    Native,
    /// A program that speaks the messages as lines of JSON.
    Process,
}

impl Kind {
    /// The word for it, as in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Process => "process",
        }
    }
}

/// How much a plugin wants to see at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The whole paper.
    #[default]
    Document,
    /// Notes, some at a time, each with the works that it cites.
    Note,
}

impl Scope {
    /// The word for it, as in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Note => "note",
        }
    }
}

/// Why a manifest is refused.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// The file cannot be read.
    #[error("cannot read its {FILE_NAME}")]
    Read(#[from] std::io::Error),
    /// It is no TOML, or lacks something.
    #[error("its {FILE_NAME} is wrong: {0}")]
    Syntax(String),
    /// It is for another program.
    #[error("it speaks protocol {spoken}, this program speaks {}", abi::PROTOCOL)]
    Protocol {
        /// What it speaks.
        spoken: i64,
    },
    /// A value is not of the form that it must have.
    #[error("its {FILE_NAME} is wrong: {key} “{value}” is not {expected}")]
    Value {
        /// Which one.
        key: &'static str,
        /// What it says.
        value: String,
        /// What it should be.
        expected: &'static str,
    },
}

/// The name of the file.
pub const FILE_NAME: &str = "plugin.toml";

impl Manifest {
    /// Reads the manifest of a plugin's folder.
    pub fn open(folder: &Path) -> Result<Self, ManifestError> {
        Self::read(&std::fs::read_to_string(folder.join(FILE_NAME))?)
    }

    /// Reads the text of a manifest.
    pub fn read(text: &str) -> Result<Self, ManifestError> {
        let syntax = |error: toml::de::Error| ManifestError::Syntax(error.message().to_owned());
        let table: toml::Table = toml::from_str(text).map_err(syntax)?;
        // Another protocol may mean other keys, so it comes before all else.
        if let Some(protocol) = table.get("protocol").and_then(toml::Value::as_integer)
            && protocol != i64::from(abi::PROTOCOL)
        {
            return Err(ManifestError::Protocol { spoken: protocol });
        }
        let manifest: Self = table.try_into().map_err(syntax)?;
        manifest.validated()
    }

    /// The library of this plugin in its folder.
    pub fn library_in(&self, folder: &Path) -> PathBuf {
        let name = self.library.clone().unwrap_or_else(|| library_name(&self.id));
        let as_given = folder.join(&name);
        if as_given.is_file() { as_given } else { folder.join(format!("{DLL_PREFIX}{name}{DLL_SUFFIX}")) }
    }

    /// The program of this plugin, or none where its kind is another.
    pub fn command_in(&self, folder: &Path) -> Option<PathBuf> {
        // An absolute path stays what it is.
        self.command.as_deref().filter(|_| self.kind == Kind::Process).map(|command| folder.join(command))
    }

    fn validated(self) -> Result<Self, ManifestError> {
        let refuse =
            |key, value: &str, expected| Err(ManifestError::Value { key, value: value.to_owned(), expected });
        if !is_kebab_case(&self.id) {
            return refuse("id", &self.id, "in kebab-case");
        }
        if !is_version(&self.version) {
            return refuse("version", &self.version, "a version such as 0.1.0");
        }
        if let Some(library) = self.library.as_deref()
            && Path::new(library).file_name().is_none_or(|name| name != library)
        {
            return refuse("library", library, "the name of a file in the plugin's folder");
        }
        if let Some(symbol) = self.symbol.as_deref()
            && !is_identifier(symbol)
        {
            return refuse("symbol", symbol, "a name in C");
        }
        if let Some(capability) = self.capabilities.iter().find(|name| !is_service(name)) {
            return refuse("capability", capability, "the name of a service such as cache/1");
        }
        if let Some(records) = self.records.as_deref()
            && !is_kebab_case(records)
        {
            return refuse("records", records, "in kebab-case");
        }
        if self.kind == Kind::Process {
            let command = self.command.as_deref().unwrap_or_default();
            if !is_absolute_or_within(command) {
                return refuse("command", command, "a path within the plugin's folder, or an absolute one");
            }
        }
        Ok(self)
    }
}

/// The name of a shipped plugin's library, without prefix and suffix.
pub(crate) fn library_name(id: &str) -> String {
    format!("ibidem_{}", id.replace('-', "_"))
}

/// The file of a shipped plugin's library.
pub(crate) fn library_file(id: &str) -> String {
    format!("{DLL_PREFIX}{}{DLL_SUFFIX}", library_name(id))
}

/// The table that a library exports: `ibidem_garbled_plugin` of `libibidem_garbled.so`.
pub(crate) fn symbol_of(library: &Path) -> String {
    let stem = library.file_stem().unwrap_or_default().to_string_lossy();
    format!("{}_plugin", stem.strip_prefix(DLL_PREFIX).unwrap_or(&stem))
}

/// Whether a name is a rule's or a plugin's: `dead-link`.
pub(crate) fn is_kebab_case(name: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    name.len() <= 64 && name.split('-').all(is_word)
}

/// Orders versions by their numbers; what follows a `-` or `+` does not count.
pub(crate) fn version_numbers(version: &str) -> Vec<u64> {
    let numbers = version.split(['-', '+']).next().unwrap_or_default();
    numbers.split('.').map(|number| number.parse().unwrap_or(0)).collect()
}

fn is_version(version: &str) -> bool {
    let numbers = version.split(['-', '+']).next().unwrap_or_default();
    let printable = version.len() <= 64 && version.bytes().all(|b| b.is_ascii_graphic());
    printable && numbers.split('.').all(|number| number.parse::<u64>().is_ok())
}

fn is_service(name: &str) -> bool {
    let parts = name.split_once('/');
    parts.is_some_and(|(name, version)| is_kebab_case(name) && version.parse::<u32>().is_ok())
}

fn is_absolute_or_within(command: &str) -> bool {
    let path = Path::new(command);
    let climbs = path.components().any(|component| component == Component::ParentDir);
    path.file_name().is_some() && !climbs
}

fn is_identifier(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = "id = \"garbled\"\nversion = \"0.1.0\"\nprotocol = 1\nkind = \"native\"\n";

    fn refusal(change: (&str, &str)) -> String {
        let text = SOUND.replace(change.0, change.1);
        assert_ne!(text, SOUND);
        Manifest::read(&text).unwrap_err().to_string()
    }

    #[test]
    fn keys_of_later_programs_are_ignored() {
        let manifest = Manifest::read(&format!("{SOUND}mood = \"fine\"\n")).unwrap();
        assert_eq!((manifest.id.as_str(), manifest.scope), ("garbled", Scope::Document));
    }

    #[test]
    fn another_protocol_is_named_before_all_else() {
        let said = refusal(("protocol = 1", "protocol = 7"));
        assert_eq!(said, "it speaks protocol 7, this program speaks 1");
    }

    #[test]
    fn a_library_stays_in_its_folder() {
        for library in ["../evil.so", "/tmp/evil.so", "..", "a/b.so", ""] {
            let said = refusal(("kind", &format!("library = \"{library}\"\nkind")));
            assert!(said.contains("is not the name of a file"), "{said}");
        }
    }

    #[test]
    fn a_command_is_absolute_or_stays_in_its_folder() {
        let command = |command: &str| format!("command = \"{command}\"\nkind = \"process\"\n#");
        for outside in ["../check.py", "bin/../../check.py", "..", ""] {
            let said = refusal(("kind", &command(outside)));
            assert!(said.contains("is not a path within the plugin's folder, or an absolute one"), "{said}");
        }
        for (given, expected) in [("bin/check", "/plugins/x/bin/check"), ("/opt/check", "/opt/check")] {
            let manifest = Manifest::read(&SOUND.replace("kind", &command(given))).unwrap();
            assert_eq!(manifest.command_in(Path::new("/plugins/x")), Some(PathBuf::from(expected)));
        }
        assert_eq!(Manifest::read(SOUND).unwrap().command_in(Path::new("/plugins/x")), None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(refusal(("\"garbled\"", "\"Gar bled\"")).contains("id “Gar bled” is not in kebab-case"));
        assert!(refusal(("0.1.0", "new")).contains("version “new” is not a version"));
        assert!(refusal(("kind", "symbol = \"a-b\"\nkind")).contains("symbol “a-b” is not a name in C"));
        assert!(refusal(("kind", "records = \"My links\"\nkind")).contains("records “My links” is not in"));
        assert!(refusal(("\"native\"", "\"magic\"")).contains("unknown variant `magic`"));
        assert!(refusal(("id =", "name =")).contains("missing field `id`"));
    }

    #[test]
    fn versions_are_ordered_by_number() {
        assert!(version_numbers("0.10.0") > version_numbers("0.9.3"));
        assert_eq!(version_numbers("1.2.3-rc.1"), version_numbers("1.2.3+5"));
    }

    #[test]
    fn symbols_are_named_for_the_library() {
        let library = PathBuf::from("/usr/lib").join(library_file("bad-dates"));
        assert_eq!(symbol_of(&library), "ibidem_bad_dates_plugin");
    }
}
