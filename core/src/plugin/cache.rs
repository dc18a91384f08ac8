//! `cache/1`: what a plugin remembers from one paper to the next, and from one audit to the next.
//!
//! Each plugin has a cache of its own, and a shipped one never that of a plugin which somebody
//! has given its id. Where the program has a folder for it, a cache is one file there, which may go at
//! any time: one that cannot be read is begun anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::service::{Answering, Caller, Reply, Service};

/// How much a plugin can remember, in bytes of keys and of values as JSON.
pub const MAX_BYTES: usize = 64 << 20;

/// The caches of all plugins.
#[derive(Debug, Default)]
pub struct Cache {
    folder: Option<PathBuf>,
    drawers: Mutex<Drawers>,
    messages: Mutex<Vec<String>>,
}

/// The caches by whether the plugin is shipped, and by its id.
type Drawers = BTreeMap<(bool, String), Arc<Mutex<Drawer>>>;

/// A call of `cache/1`.
#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case")]
enum Request {
    /// Answers `{"value": …}`, null where there is none.
    Get { key: String },
    /// Answers `{"kept": true}`, or false where there is no room.
    Put { key: String, value: Value },
}

/// The cache of one plugin.
#[derive(Debug, Default)]
struct Drawer {
    values: BTreeMap<String, Value>,
    bytes: usize,
    /// What was put since it was last written.
    changed: BTreeSet<String>,
}

/// The file of a cache.
#[derive(Serialize, Deserialize)]
struct File<V> {
    format: u32,
    values: V,
}

impl Cache {
    /// Caches that end with the audit.
    pub fn in_memory() -> Self {
        Self::default()
    }

    /// Caches that are kept in a folder, which is made when there is something to keep.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder: Some(folder), ..Self::default() }
    }

    /// Writes what was put since the last time, and says what went wrong, here and before.
    ///
    /// Another audit can have written meanwhile: of two values of a key the later one stays.
    pub fn save(&self) -> Vec<String> {
        if let Some(folder) = &self.folder {
            for ((is_shipped, plugin), drawer) in &*locked(&self.drawers) {
                let path = file_of(folder, *is_shipped, plugin);
                if let Err(error) = locked(drawer).save(&path) {
                    self.say(format!("the cache of the plugin {plugin} cannot be written: {error}"));
                }
            }
        }
        std::mem::take(&mut *locked(&self.messages))
    }

    fn drawer(&self, caller: &Caller) -> Arc<Mutex<Drawer>> {
        let mut drawers = locked(&self.drawers);
        let drawer = drawers.entry((caller.is_shipped, caller.plugin.clone()));
        Arc::clone(drawer.or_insert_with(|| Arc::new(Mutex::new(self.open(caller)))))
    }

    fn open(&self, caller: &Caller) -> Drawer {
        let Some(folder) = &self.folder else { return Drawer::default() };
        Drawer::open(&file_of(folder, caller.is_shipped, &caller.plugin)).unwrap_or_else(|error| {
            let plugin = &caller.plugin;
            self.say(format!("the cache of the plugin {plugin} cannot be read, and begins empty: {error}"));
            Drawer::default()
        })
    }

    fn say(&self, message: String) {
        locked(&self.messages).push(message);
    }
}

impl Service for Cache {
    fn name(&self) -> &'static str {
        "cache/1"
    }

    fn call(&self, caller: &Caller, request: Value, _: &mut Answering<'_>) -> Reply {
        let drawer = self.drawer(caller);
        match Request::deserialize(request) {
            Ok(Request::Get { key }) => {
                Reply::of(json!({ "value": locked(&drawer).values.get(&key).unwrap_or(&Value::Null) }))
            }
            Ok(Request::Put { key, value }) => {
                Reply::of(json!({ "kept": locked(&drawer).put(key, value, MAX_BYTES) }))
            }
            Err(error) => Reply::wrong(error.to_string()),
        }
    }
}

impl Drawer {
    fn open(path: &Path) -> io::Result<Self> {
        let mut text = Vec::new();
        match fs::File::open(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            // Escapes can make a file longer than what it holds, but not without end.
            file => file?.take(8 * MAX_BYTES as u64).read_to_end(&mut text)?,
        };
        let file: File<BTreeMap<String, Value>> = serde_json::from_slice(&text)?;
        if file.format != 1 {
            return Err(io::Error::other(format!("it has format {}, this program reads 1", file.format)));
        }
        let mut drawer = Self::default();
        for (key, value) in file.values {
            drawer.put(key, value, MAX_BYTES);
        }
        drawer.changed.clear();
        Ok(drawer)
    }

    /// Keeps a value, and says whether there was room for it.
    fn put(&mut self, key: String, value: Value, room: usize) -> bool {
        let size = |value: &Value| key.len() + value.to_string().len();
        let before = self.values.get(&key).map_or(0, size);
        let after = self.bytes - before + size(&value);
        if after > room {
            return false;
        }
        self.bytes = after;
        self.changed.insert(key.clone());
        self.values.insert(key, value);
        true
    }

    fn save(&mut self, path: &Path) -> io::Result<()> {
        if self.changed.is_empty() {
            return Ok(());
        }
        let mut kept = Self::open(path).unwrap_or_default();
        for key in std::mem::take(&mut self.changed) {
            if let Some(value) = self.values.get(&key) {
                kept.put(key, value.clone(), MAX_BYTES);
            }
        }
        write_whole(path, &serde_json::to_vec(&File { format: 1, values: &kept.values })?)
    }
}

/// Writes a file that is never seen half written.
fn write_whole(path: &Path, text: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(folder)?;
    }
    let unfinished = path.with_extension(format!("{}.new", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&unfinished).and_then(|mut file| file.write_all(text));
    written.and_then(|()| fs::rename(&unfinished, path)).inspect_err(|_| {
        let _ = fs::remove_file(&unfinished);
    })
}

/// An id is in kebab-case, so it does for the name of a file.
fn file_of(folder: &Path, is_shipped: bool, plugin: &str) -> PathBuf {
    folder.join(if is_shipped { "shipped" } else { "named" }).join(format!("{plugin}.json"))
}

/// A cache that a panic has left is as good as any: each value is put in one step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use ibidem_sdk::abi;

    use super::*;

    fn call(cache: &Cache, caller: &Caller, request: Value) -> Reply {
        let mut several = |_: &str| panic!("a cache has one answer");
        cache.call(caller, request, &mut Answering::new(&mut several))
    }

    fn get(cache: &Cache, caller: &Caller) -> Option<Value> {
        call(cache, caller, json!({"op": "get", "key": "a"})).answer
    }

    fn put(cache: &Cache, caller: &Caller, value: &Value) -> Option<Value> {
        call(cache, caller, json!({"op": "put", "key": "a", "value": value})).answer
    }

    /// A folder for one test, empty.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("ibidem-cache-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn a_cache_gives_back_what_was_put() {
        let (cache, words) = (Cache::in_memory(), Caller::new("words"));
        assert_eq!(get(&cache, &words), Some(json!({"value": null})));
        assert_eq!(put(&cache, &words, &json!({"n": 1})), Some(json!({"kept": true})));
        assert_eq!(get(&cache, &words), Some(json!({"value": {"n": 1}})));
        assert_eq!(call(&cache, &words, json!({"op": "sing"})).code, abi::ERROR);
        assert_eq!(call(&cache, &words, json!("a")).code, abi::ERROR);
        assert!(cache.save().is_empty());
    }

    #[test]
    fn each_plugin_has_its_own() {
        let cache = Cache::in_memory();
        let shipped = Caller::new("links").shipped();
        put(&cache, &shipped, &json!(1));
        assert_eq!(get(&cache, &Caller::new("words")), Some(json!({"value": null})));
        assert_eq!(get(&cache, &Caller::new("links")), Some(json!({"value": null})), "it is another's");
        assert_eq!(get(&cache, &shipped), Some(json!({"value": 1})));
    }

    #[test]
    fn a_cache_has_an_end() {
        let mut drawer = Drawer::default();
        let put = |drawer: &mut Drawer, key: &str, value: &str| drawer.put(key.to_owned(), value.into(), 100);
        assert!(put(&mut drawer, "a", &"x".repeat(60)));
        assert!(!put(&mut drawer, "b", &"x".repeat(60)));
        assert!(put(&mut drawer, "a", "y"));
        assert!(put(&mut drawer, "b", &"x".repeat(60)));
    }

    #[test]
    fn what_was_put_is_there_in_the_next_audit() {
        let (folder, words) = (folder("kept"), Caller::new("words"));
        let first = Cache::in_folder(folder.clone());
        assert_eq!(get(&first, &words), Some(json!({"value": null})));
        assert!(first.save().is_empty() && !folder.exists(), "there was nothing to keep");
        put(&first, &words, &json!("kept"));
        // Another audit at the same time.
        let second = Cache::in_folder(folder.clone());
        call(&second, &words, json!({"op": "put", "key": "b", "value": 2}));
        assert!(second.save().is_empty() && first.save().is_empty());
        let third = Cache::in_folder(folder.clone());
        assert_eq!(get(&third, &words), Some(json!({"value": "kept"})));
        assert_eq!(call(&third, &words, json!({"op": "get", "key": "b"})).answer, Some(json!({"value": 2})));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_that_cannot_be_read_is_begun_anew() {
        let (folder, words) = (folder("corrupt"), Caller::new("words"));
        fs::create_dir_all(folder.join("named")).unwrap();
        for text in ["{\"format\":1,\"val", "[]", "{\"format\":7,\"values\":{}}", "\u{0}"] {
            fs::write(folder.join("named/words.json"), text).unwrap();
            let cache = Cache::in_folder(folder.clone());
            assert_eq!(get(&cache, &words), Some(json!({"value": null})));
            put(&cache, &words, &json!(1));
            let said = cache.save();
            assert!(
                said.len() == 1 && said[0].contains("plugin words cannot be read, and begins empty"),
                "{said:?}"
            );
            assert_eq!(get(&Cache::in_folder(folder.clone()), &words), Some(json!({"value": 1})));
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
