//! `ibidem.toml` → which plugins are run, with which options, and what of their findings is shown.
//!
//! There are two files: the user's own, and that of the project, which is found upwards from the
//! document and may so have come with a stranger's submission. The project's file stands above the
//! user's, and may set less: no paths, no addresses, no grants.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ibidem_sdk::Severity;
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;
use toml::Spanned;

use crate::checkers::Settings;
use crate::plugin::discovery::{SHIPPED, discover};
use crate::plugin::options;
use crate::plugin::service::Granted;

/// The name of the file.
pub const FILE_NAME: &str = "ibidem.toml";

/// What the two files say, each thing with the place where it is said.
#[derive(Clone, Debug, Default)]
pub struct Config {
    plugins: BTreeMap<String, Said<bool>>,
    rules: BTreeMap<String, Said<Level>>,
    options: BTreeMap<String, BTreeMap<String, Said<Value>>>,
    plugin_folders: Vec<PathBuf>,
    granted: Granted,
}

/// A value, and where it stands.
#[derive(Clone, Debug)]
struct Said<T> {
    value: T,
    file: &'static str,
    line: usize,
}

/// How a rule's findings are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Not at all; they are counted.
    Off,
    /// As worth knowing.
    Info,
    /// As what an editor must mend.
    Warning,
    /// As what misleads a reader.
    Error,
}

impl Level {
    /// The severity of the findings, or none where they are not shown.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// Why a configuration is refused.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {file}")]
    Read {
        /// Which one, in words.
        file: String,
        /// Why not.
        source: std::io::Error,
    },
    /// Something in it is wrong.
    #[error("{file}:{line}: {message}")]
    Wrong {
        /// Which file, in words.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// Documents of one audit have different configurations.
    #[error("{first} and {second} have an {FILE_NAME} each; audit them one after the other, or --isolated")]
    Several {
        /// A document.
        first: String,
        /// Another one.
        second: String,
    },
}

/// How the user's own file is called in messages.
const USER_FILE: &str = "your ibidem.toml";

/// The keys of a file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct Keys {
    plugins: BTreeMap<Spanned<String>, bool>,
    rules: BTreeMap<Spanned<String>, Level>,
    options: BTreeMap<String, BTreeMap<Spanned<String>, Value>>,
    plugin_folders: Option<Spanned<Vec<PathBuf>>>,
    grants: Option<Spanned<Granted>>,
}

impl Config {
    /// Reads the user's file, if there is one, and that of the documents' project.
    pub fn load(user: Option<&Path>, project: Option<&Path>) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        let user = user.filter(|path| path.is_file());
        if let Some(path) = user {
            config.add(&read(path, USER_FILE)?, USER_FILE, true)?;
        }
        if let Some(path) = project.filter(|path| Some(*path) != user) {
            config.add(&read(path, FILE_NAME)?, FILE_NAME, false)?;
        }
        Ok(config)
    }

    fn add(&mut self, text: &str, file: &'static str, is_users: bool) -> Result<(), ConfigError> {
        let line = |at: usize| text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
        let wrong = |at: usize, message: String| ConfigError::Wrong {
            file: file.to_owned(),
            line: line(at),
            message,
        };
        let keys: Keys = toml::from_str(text)
            .map_err(|error| wrong(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
        if let Some(folders) = keys.plugin_folders {
            let at = folders.span().start;
            if !is_users {
                let message =
                    "plugin-folders may stand only in your own configuration: this file may be a stranger's";
                return Err(wrong(at, message.to_owned()));
            }
            if let Some(relative) = folders.get_ref().iter().find(|folder| !folder.is_absolute()) {
                return Err(wrong(at, format!("{} is not an absolute path", relative.display())));
            }
            self.plugin_folders = folders.into_inner();
        }
        if let Some(grants) = keys.grants {
            let at = grants.span().start;
            if !is_users {
                let message =
                    "grants may stand only in your own configuration: this file may be a stranger's";
                return Err(wrong(at, message.to_owned()));
            }
            self.granted = grants.into_inner();
        }
        for (id, is_on) in keys.plugins {
            let line = line(id.span().start);
            self.plugins.insert(id.into_inner(), Said { value: is_on, file, line });
        }
        for (rule, level) in keys.rules {
            let line = line(rule.span().start);
            self.rules.insert(rule.into_inner(), Said { value: level, file, line });
        }
        for (plugin, options) in keys.options {
            let known = self.options.entry(plugin).or_default();
            for (name, value) in options {
                let line = line(name.span().start);
                known.insert(name.into_inner(), Said { value, file, line });
            }
        }
        Ok(())
    }

    /// Adds what is said here to the settings of an audit, after a look at what the plugins take.
    ///
    /// Nothing is started before.
    pub fn apply(&self, settings: &mut Settings) -> Result<(), ConfigError> {
        settings.folders.add_of_user(&self.plugin_folders);
        settings.granted.clone_from(&self.granted);
        let on = self.plugins.iter().filter(|(_, said)| said.value);
        settings.enabled.extend(on.map(|(id, _)| id.clone()));
        // Shipped plugins can be set up whether they are run or not.
        let Settings { program, plugins, enabled, folders, .. } = &*settings;
        let found = discover(program, true, plugins, enabled, folders);
        for (id, options) in &self.options {
            let said = |name: &str, cause: &str| {
                let at = options.get(name).map_or((FILE_NAME, 1), |said| (said.file, said.line));
                let message = format!("option “{name}” of the plugin {id} {cause}");
                ConfigError::Wrong { file: at.0.to_owned(), line: at.1, message }
            };
            let values = options.iter().map(|(name, said)| (name.clone(), said.value.clone())).collect();
            let plugin = found.iter().find(|found| found.id == *id);
            match plugin.map(|found| found.manifest.as_ref().and_then(|manifest| manifest.options.as_ref())) {
                // The plugin may be at hand and wait to be named.
                None if settings.folders.find(id).is_none() => {
                    let name = options.keys().next().map_or("", String::as_str);
                    return Err(said(name, "is set, and no plugin of that id is at hand"));
                }
                Some(Some(schema)) => {
                    options::validate(&values, schema).map_err(|wrong| said(&wrong.name, &wrong.cause))?;
                }
                _ => {}
            }
            settings.options.entry(id.clone()).or_default().extend(values);
        }
        Ok(())
    }

    /// What is said of a rule: its level, and the file that says so.
    pub fn level(&self, plugin: &str, rule: &str) -> Option<(Level, &'static str)> {
        let full = self.rules.get(&format!("{plugin}/{rule}"));
        // The rules of other people's plugins are always written with their plugin.
        let bare = self.rules.get(rule).filter(|_| SHIPPED.contains(&plugin));
        if let Some(said) = full.or(bare) {
            return Some((said.value, said.file));
        }
        let off = self.plugins.get(plugin).filter(|said| !said.value)?;
        Some((Level::Off, off.file))
    }

    /// The rules that are named, each with its place.
    pub fn check_rules(&self, is_known: impl Fn(&str) -> bool) -> Result<(), ConfigError> {
        let unknown = self.rules.iter().find(|(name, _)| !is_known(name));
        unknown.map_or(Ok(()), |(name, said)| {
            let (file, line) = (said.file.to_owned(), said.line);
            Err(ConfigError::Wrong { file, line, message: format!("no rule is called “{name}”") })
        })
    }
}

/// The project's file: the first that is found upwards from a document.
pub fn project_file(document: &Path) -> Option<PathBuf> {
    let real = document.canonicalize().ok()?;
    let folders = real.ancestors().skip(usize::from(!real.is_dir()));
    folders.map(|folder| folder.join(FILE_NAME)).find(|file| file.is_file())
}

/// The project's file of several documents, which must be the same.
pub fn shared_project_file(documents: &[PathBuf]) -> Result<Option<PathBuf>, ConfigError> {
    let Some(first) = documents.first() else { return Ok(None) };
    let shared = project_file(first);
    match documents.iter().find(|other| project_file(other) != shared) {
        None => Ok(shared),
        Some(other) => Err(ConfigError::Several {
            first: first.display().to_string(),
            second: other.display().to_string(),
        }),
    }
}

/// The user's own file, whether there is one or not.
pub fn user_file() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")));
    folder.map(|folder| folder.join("ibidem").join(FILE_NAME))
}

fn read(path: &Path, file: &str) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|source| ConfigError::Read { file: file.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(user: &str, project: &str) -> Result<Config, ConfigError> {
        let mut config = Config::default();
        config.add(user, USER_FILE, true)?;
        config.add(project, FILE_NAME, false)?;
        Ok(config)
    }

    #[test]
    fn the_projects_file_stands_above_the_users() {
        let user = "[rules]\nstray-space = \"off\"\ngarbled-url = \"info\"\n[plugins]\nwords = true\n";
        let project = "[rules]\nstray-space = \"error\"\n[plugins]\nwords = false\n";
        let config = config(user, project).unwrap();
        assert_eq!(config.level("garbled", "stray-space"), Some((Level::Error, FILE_NAME)));
        assert_eq!(config.level("garbled", "garbled-url"), Some((Level::Info, USER_FILE)));
        assert_eq!(config.level("garbled", "mojibake"), None);
        assert_eq!(config.level("words", "unwanted-word"), Some((Level::Off, FILE_NAME)));
    }

    #[test]
    fn rules_of_other_peoples_plugins_are_written_with_their_plugin() {
        let rules = config("", "[rules]\nunwanted-word = \"off\"\n").unwrap();
        assert_eq!(rules.level("words", "unwanted-word"), None);
        let rules = config("", "[rules]\n\"words/unwanted-word\" = \"off\"\n").unwrap();
        assert_eq!(rules.level("words", "unwanted-word"), Some((Level::Off, FILE_NAME)));
    }

    fn refusal(project: &str) -> String {
        config("", project).unwrap_err().to_string()
    }

    /// A stranger's file gets no way to a stranger's code, nor to the network.
    #[test]
    fn a_project_sets_no_paths_addresses_or_grants() {
        let said = refusal("[rules]\n\nplugin-folders = []\n");
        assert!(said.starts_with("ibidem.toml:3: "), "{said}");
        assert!(refusal("plugin-folders = [\"/tmp/x\"]\n").contains("only in your own configuration"));
        for key in ["cache", "resolve", "ca", "crossref-base", "output", "plugin", "plugin-paths"] {
            assert!(refusal(&format!("{key} = \"x\"\n")).contains("unknown field"), "{key}");
        }
        let said = refusal("\n[grants]\nwords = [\"http/1\"]\n");
        assert!(said.starts_with("ibidem.toml:2: grants may stand only in your own"), "{said}");
        let granted = config("[grants]\nwords = [\"http/1\"]\n", "").unwrap().granted;
        assert_eq!(granted, Granted::from([("words".to_owned(), vec!["http/1".to_owned()])]));
        assert!(refusal("[plugins]\nwords = \"/tmp/words.so\"\n").contains("ibidem.toml:2: "));
        assert!(refusal("[plugins.words]\npath = \"/tmp/words.so\"\n").contains("ibidem.toml:1: "));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        assert!(refusal("[rules]\nstray-space = \"loud\"\n").starts_with("ibidem.toml:2: unknown variant"));
        assert!(refusal("[rules\n").starts_with("ibidem.toml:1: "));
        let relative = config("\nplugin-folders = [\"plugins\"]\n", "").unwrap_err().to_string();
        assert_eq!(relative, "your ibidem.toml:2: plugins is not an absolute path");
        let unknown = config("", "[rules]\nsome-rule = \"off\"\n").unwrap();
        let said = unknown.check_rules(|name| name == "other-rule").unwrap_err().to_string();
        assert_eq!(said, "ibidem.toml:2: no rule is called “some-rule”");
    }
}
