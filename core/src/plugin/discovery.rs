//! Which plugins there are, and where.
//!
//! Only plugins that are shipped or that the user names are run: never one that lies in the
//! working directory or on the PATH. Those of the plugin folders are at hand under their ids,
//! and nothing of them is run before they are named.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::host::{self, Code};
use super::manifest::{FILE_NAME, Kind, Manifest, is_kebab_case, library_file, symbol_of, version_numbers};
use crate::process::trust::{Distrust, Judge};

/// The ids of the shipped plugins, in the order in which they report.
pub const SHIPPED: &[&str] = &["garbled", "duplicates", "styles", "quotations", "links"];

/// A plugin that was found, or looked for in vain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its id, as far as that can be known without opening its code.
    pub id: String,
    /// Where it was found.
    pub origin: Origin,
    /// Whether the user named it; a shipped one needs no name.
    pub is_named: bool,
    /// What it says of itself, where that lies beside its code.
    pub manifest: Option<Manifest>,
    /// Its code, or why there is none to run.
    pub code: Result<Code, Refusal>,
    /// The version of the same plugin that is linked into the program, if there is one.
    pub bundled: Option<String>,
}

/// Why a plugin is not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, without absolute paths.
    pub cause: String,
    /// What its user can do about it: a command.
    pub remedy: Option<String>,
}

/// Where a plugin was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the program's folder.
    Beside,
    /// In `../lib/ibidem` from there.
    LibraryFolder,
    /// In the program itself.
    Bundled,
    /// Where the user said.
    Named,
    /// In a folder of plugins that the user said.
    PluginFolder,
    /// In a folder of the variable `IBIDEM_PLUGIN_PATH`.
    PluginPath,
    /// In the folder for the user's data.
    UserFolder,
    /// Nowhere.
    Missing,
}

impl Origin {
    /// In words, without absolute paths.
    pub fn words(self) -> &'static str {
        match self {
            Self::Beside => "beside the program",
            Self::LibraryFolder => "../lib/ibidem",
            Self::Bundled => "bundled",
            Self::Named => "--plugin",
            Self::PluginFolder => "--plugin-dir",
            Self::PluginPath => "IBIDEM_PLUGIN_PATH",
            Self::UserFolder => "the user's folder",
            Self::Missing => "nowhere",
        }
    }
}

/// Where plugins are at hand under their ids, the first place first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PluginFolders {
    folders: Vec<(Origin, PathBuf)>,
}

impl PluginFolders {
    /// The folders that the user names, those of the environment, the user's own, and the system's.
    pub fn of_user(named: &[PathBuf], program: &Path) -> Self {
        Self::of_environment(named, program, |name| std::env::var_os(name))
    }

    fn of_environment(
        named: &[PathBuf],
        program: &Path,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Self {
        let named = named.iter().filter_map(|folder| std::path::absolute(folder).ok());
        let mut folders: Vec<_> = named.map(|folder| (Origin::PluginFolder, folder)).collect();
        let path = variable("IBIDEM_PLUGIN_PATH").unwrap_or_default();
        folders.extend(std::env::split_paths(&path).map(|folder| (Origin::PluginPath, folder)));
        let data = variable("XDG_DATA_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
        let home = || Some(PathBuf::from(variable("HOME")?).join(".local/share"));
        folders.extend(data.or_else(home).map(|data| (Origin::UserFolder, data.join("ibidem/plugins"))));
        folders.push((Origin::LibraryFolder, library_folder(program)));
        // A relative folder would be one of the working directory, whatever that is.
        folders.retain(|(_, folder)| folder.is_absolute());
        Self { folders }
    }

    /// Adds folders that the user's own configuration names, behind those of the environment.
    pub fn add_of_user(&mut self, folders: &[PathBuf]) {
        let at = self
            .folders
            .partition_point(|(origin, _)| matches!(origin, Origin::PluginFolder | Origin::PluginPath));
        let added = folders.iter().filter(|folder| folder.is_absolute());
        self.folders.splice(at..at, added.map(|folder| (Origin::UserFolder, folder.clone())));
    }

    /// Finds the plugin of an id: the first of that name.
    pub fn find(&self, id: &str) -> Option<Found> {
        if !is_kebab_case(id) {
            return None;
        }
        self.folders.iter().find_map(|(origin, folder)| {
            let folder = folder.join(id);
            folder.join(FILE_NAME).is_file().then(|| Found::in_folder(&folder, *origin))
        })
    }

    /// All that are at hand, by their ids, each once, and none of them opened.
    pub fn installed(&self, program: &Path) -> Vec<Found> {
        let entries = self.folders.iter().filter_map(|(_, folder)| folder.read_dir().ok());
        let names = entries.flatten().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut ids: Vec<String> = names.collect();
        ids.sort();
        ids.dedup();
        let mut judge = Judge::of(program);
        ids.iter().filter_map(|id| Some(self.find(id)?.trusted(&mut judge))).collect()
    }
}

/// Finds the shipped plugins, if they are wanted, then those that the user names, in this order.
///
/// `named` are paths, or ids of plugins that are at hand; `enabled` are ids alone, which may come
/// from a stranger's file. A named plugin takes the place of a shipped one of the same id.
pub fn discover(
    program: &Path,
    shipped: bool,
    named: &[PathBuf],
    enabled: &[String],
    folders: &PluginFolders,
) -> Vec<Found> {
    let enabled = enabled.iter().filter(|id| !SHIPPED.contains(&id.as_str()));
    let enabled = enabled.map(|id| folders.find(id).unwrap_or_else(|| Found::not_at_hand(id)));
    let named: Vec<_> = named.iter().map(|path| find_named(path, folders)).chain(enabled).collect();
    let mut judge = Judge::of(program);
    let named = named.into_iter().map(|found| Found { is_named: true, ..found.trusted(&mut judge) });
    let named: Vec<_> = named.collect();
    let shipped = if shipped { SHIPPED } else { &[] };
    let shipped = shipped.iter().filter(|id| named.iter().all(|named| named.id != **id));
    let mut found: Vec<_> = shipped.map(|id| find_shipped(id, program, &mut judge)).collect();
    found.extend(named);
    found
}

impl Found {
    fn new(id: String, origin: Origin, code: Result<Code, Refusal>) -> Self {
        Self { id, origin, is_named: false, manifest: None, code, bundled: None }
    }

    fn not_at_hand(id: &str) -> Self {
        let cause = format!("no plugin of the id `{id}` is installed");
        Self::new(id.to_owned(), Origin::Missing, Err(cause.into()))
    }

    /// Takes a folder with a manifest; its code is not opened.
    fn in_folder(folder: &Path, origin: Origin) -> Self {
        let manifest = match Manifest::open(folder) {
            Ok(manifest) => manifest,
            Err(error) => {
                let source = std::error::Error::source(&error).map(|source| format!(": {source}"));
                let cause = format!("{error}{}", source.unwrap_or_default());
                return Self::new(id_of(folder), origin, Err(cause.into()));
            }
        };
        let (id, code) = (manifest.id.clone(), code_in(&manifest, folder));
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // At hand under one name and reporting under another, it could pass for somebody else's.
        let code = if origin != Origin::Named && name != id {
            Err(format!("its folder is called {name}, its {FILE_NAME} says `{id}`").into())
        } else {
            code
        };
        Self { manifest: Some(manifest), ..Self::new(id, origin, code) }
    }

    /// Refuses code that a stranger could have written.
    pub(crate) fn trusted(mut self, judge: &mut Judge) -> Self {
        if let Ok(code) = &self.code
            && let Err(distrust) = judge.examine(&code.files())
        {
            self.code = Err(distrust.into());
        }
        self
    }
}

impl From<String> for Refusal {
    fn from(cause: String) -> Self {
        Self { cause, remedy: None }
    }
}

impl From<Distrust> for Refusal {
    fn from(distrust: Distrust) -> Self {
        Self { cause: distrust.cause(), remedy: distrust.remedy() }
    }
}

fn library_folder(program: &Path) -> PathBuf {
    program.parent().unwrap_or(Path::new("/")).join("../lib/ibidem")
}

fn find_shipped(id: &str, program: &Path, judge: &mut Judge) -> Found {
    let folder = program.parent().unwrap_or(Path::new("/"));
    let file = library_file(id);
    let places =
        [(Origin::Beside, folder.join(&file)), (Origin::LibraryFolder, library_folder(program).join(&file))];
    let manifest = host::bundled_manifest(id);
    let bundled = manifest.as_ref().map(|manifest| manifest.version.clone());
    let missing = format!("{file} lies neither beside the program nor in ../lib/ibidem");
    let mut found = Found::new(id.to_owned(), Origin::Missing, Err(missing.into()));
    if let Some((origin, path)) = places.into_iter().find(|(_, path)| path.is_file()) {
        let code = Code::Library { symbol: symbol_of(&path), folder: None, path };
        found = Found::new(id.to_owned(), origin, Ok(code)).trusted(judge);
    }
    // What is linked in was trusted with the program.
    if bundled.is_some() && found.code.is_err() {
        found = Found::new(id.to_owned(), Origin::Bundled, Ok(Code::Bundled(id.to_owned())));
    }
    Found { manifest, bundled, ..found }
}

/// Takes the id of a plugin that is at hand, a library file, or a folder with a manifest.
fn find_named(path: &Path, folders: &PluginFolders) -> Found {
    // An id comes first: a folder of that name can lie where the user happens to be.
    if let Some(found) = path.to_str().and_then(|id| folders.find(id)) {
        return found;
    }
    // Links are not followed: the name that the user gives says which table is meant.
    let located = std::path::absolute(path).and_then(|path| Ok((path.metadata()?, path)));
    match located {
        Ok((metadata, path)) if metadata.is_dir() => Found::in_folder(&path, Origin::Named),
        Ok((metadata, path)) if metadata.is_file() => {
            let id = id_of(&path);
            let code = Code::Library { symbol: symbol_of(&path), folder: None, path };
            Found::new(id, Origin::Named, Ok(code))
        }
        Ok((_, path)) => {
            let cause = format!("{} is neither file nor folder", file_name(&path));
            Found::new(id_of(&path), Origin::Named, Err(cause.into()))
        }
        Err(error) => {
            let cause = format!("cannot find {}: {}", file_name(path), without_code(&error));
            Found::new(id_of(path), Origin::Named, Err(cause.into()))
        }
    }
}

fn code_in(manifest: &Manifest, folder: &Path) -> Result<Code, Refusal> {
    let present = |path: PathBuf| {
        if path.is_file() {
            return Ok(path);
        }
        Err(Refusal::from(format!("there is no {} beside its {FILE_NAME}", file_name(&path))))
    };
    let folder = folder.to_owned();
    match manifest.kind {
        Kind::Native => {
            let path = present(manifest.library_in(&folder))?;
            let symbol = manifest.symbol.clone().unwrap_or_else(|| symbol_of(&path));
            Ok(Code::Library { path, symbol, folder: Some(folder) })
        }
        Kind::Process => {
            let command = present(manifest.command_in(&folder).unwrap_or_default())?;
            Ok(Code::Process { command, arguments: manifest.arguments.clone(), folder })
        }
    }
}

/// Whether a loaded plugin gives way to the one that is linked in.
pub(crate) fn is_older(loaded: &str, bundled: &str) -> bool {
    version_numbers(loaded) < version_numbers(bundled)
}

/// The id that a file suggests: `garbled` of `libibidem_garbled.so`.
fn id_of(path: &Path) -> String {
    let symbol = symbol_of(path);
    let name = symbol.strip_suffix("_plugin").unwrap_or(&symbol);
    name.strip_prefix("ibidem_").unwrap_or(name).replace('_', "-")
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The words of an error of the system, without its number.
fn without_code(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found_by(named: &[PathBuf]) -> Vec<Found> {
        discover(Path::new("/nowhere/bin/ibidem"), true, named, &[], &PluginFolders::default())
    }

    #[test]
    fn a_file_suggests_its_id() {
        let library = PathBuf::from("/usr/lib").join(library_file("bad-dates"));
        assert_eq!(id_of(&library), "bad-dates");
        assert_eq!(id_of(Path::new("notes/words.so")), "words");
    }

    #[test]
    fn an_older_library_gives_way() {
        assert!(is_older("0.9.9", "0.10.0"));
        assert!(!is_older("0.10.0", "0.10.0"));
        assert!(!is_older("1.0", "0.10.0"));
    }

    #[test]
    fn nothing_is_found_in_the_working_directory() {
        let found = found_by(&[]);
        assert_eq!(found.len(), SHIPPED.len());
        for found in found {
            assert!(matches!(found.origin, Origin::Bundled | Origin::Missing), "{found:?}");
            assert_eq!(found.code.is_ok(), found.origin == Origin::Bundled);
        }
    }

    #[test]
    fn a_named_plugin_takes_the_place_of_a_shipped_one() {
        let file = library_file("garbled");
        let found = found_by(&[PathBuf::from("/nowhere").join(&file)]);
        assert_eq!(found.len(), SHIPPED.len());
        let named = found.iter().find(|found| found.id == "garbled").unwrap();
        assert_eq!(named.origin, Origin::Named);
        let cause = format!("cannot find {file}: no such file or directory");
        assert_eq!(named.code, Err(cause.into()));
    }

    #[test]
    fn plugin_folders_are_absolute_and_in_order() {
        let variables = |name: &str| match name {
            "IBIDEM_PLUGIN_PATH" => Some("/a:relative:/b".into()),
            "HOME" => Some("/home/ada".into()),
            _ => None,
        };
        let program = Path::new("/usr/bin/ibidem");
        let folders = PluginFolders::of_environment(&[PathBuf::from("/named")], program, variables);
        let expected = [
            (Origin::PluginFolder, "/named"),
            (Origin::PluginPath, "/a"),
            (Origin::PluginPath, "/b"),
            (Origin::UserFolder, "/home/ada/.local/share/ibidem/plugins"),
            (Origin::LibraryFolder, "/usr/bin/../lib/ibidem"),
        ];
        assert_eq!(folders.folders, expected.map(|(origin, folder)| (origin, PathBuf::from(folder))));
        // XDG Base Directory Specification 0.8: “If an implementation encounters a relative path
        // in any of these variables it should consider the path invalid and ignore it.”
        let odd = |name: &str| (name == "XDG_DATA_HOME").then(|| "data".into());
        assert_eq!(PluginFolders::of_environment(&[], program, odd).folders.len(), 1);
    }

    #[test]
    fn an_id_is_no_path() {
        let folders = PluginFolders { folders: vec![(Origin::UserFolder, PathBuf::from("/"))] };
        for id in ["../etc", "/etc", "", ".", "a/b"] {
            assert_eq!(folders.find(id), None);
        }
    }
}
