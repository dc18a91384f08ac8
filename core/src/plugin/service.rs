//! What a plugin asks of the program: the one place through which every such call goes.
//!
//! A call is answered only where the plugin's manifest declares the service; whatever it is, a
//! plugin that asks for something else gets [`abi::REFUSED`].

use std::collections::BTreeMap;

use ibidem_sdk::abi;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The services of one plugin.
#[derive(Debug, Default)]
pub(crate) struct Services {
    declared: Vec<String>,
    cache: Cache,
}

/// What a call comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// 0, or why there is no answer, in the codes of `ibidem.h`.
    pub code: i32,
    /// The answer, or a sentence on what is wrong.
    #[serde(default)]
    pub answer: Value,
}

impl Reply {
    fn of(answer: Value) -> Self {
        Self { code: abi::OK, answer }
    }

    fn refused(cause: &str) -> Self {
        Self { code: abi::REFUSED, answer: cause.into() }
    }

    pub(crate) fn wrong(cause: impl Into<Value>) -> Self {
        Self { code: abi::ERROR, answer: cause.into() }
    }
}

impl Services {
    /// The services that a manifest declares.
    pub(crate) fn declared(names: &[String]) -> Self {
        Self { declared: names.to_owned(), cache: Cache::default() }
    }

    /// Answers a call, or refuses it.
    pub(crate) fn call(&mut self, service: &str, request: Value) -> Reply {
        if !self.declared.iter().any(|declared| declared == service) {
            return Reply::refused("the plugin's manifest does not declare this service");
        }
        match service {
            "cache/1" => self.cache.call(request),
            _ => Reply::refused("this program does not have this service"),
        }
    }
}

/// What a plugin remembers from one paper to the next, while the program runs: separate for each.
#[derive(Debug, Default)]
struct Cache {
    values: BTreeMap<String, Value>,
    bytes: usize,
}

/// How much a plugin can remember.
const MAX_BYTES: usize = 64 << 20;

/// A call of `cache/1`.
#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case")]
enum CacheRequest {
    /// Answers `{"value": …}`, null where there is none.
    Get { key: String },
    /// Answers `{"kept": true}`, or false where there is no room.
    Put { key: String, value: Value },
}

impl Cache {
    fn call(&mut self, request: Value) -> Reply {
        match CacheRequest::deserialize(request) {
            Ok(CacheRequest::Get { key }) => {
                Reply::of(json!({ "value": self.values.get(&key).unwrap_or(&Value::Null) }))
            }
            Ok(CacheRequest::Put { key, value }) => Reply::of(json!({ "kept": self.put(key, value) })),
            Err(error) => Reply::wrong(error.to_string()),
        }
    }

    fn put(&mut self, key: String, value: Value) -> bool {
        let size = key.len() + value.to_string().len();
        let before = self.values.get(&key).map_or(0, |value| key.len() + value.to_string().len());
        if self.bytes - before + size > MAX_BYTES {
            return false;
        }
        self.bytes = self.bytes - before + size;
        self.values.insert(key, value);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn services(declared: &[&str]) -> Services {
        Services::declared(&declared.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_not_declared_is_refused() {
        let get = json!({"op": "get", "key": "a"});
        assert_eq!(services(&[]).call("cache/1", get.clone()).code, abi::REFUSED);
        assert_eq!(services(&["http/1"]).call("cache/1", get.clone()).code, abi::REFUSED);
        assert_eq!(services(&["cache/1"]).call("cache/1", get).code, abi::OK);
        for unknown in ["http/1", "cache/2", "", "cache", "shell/1"] {
            assert_eq!(services(&["cache/1", unknown]).call(unknown, json!({})).code, abi::REFUSED);
        }
    }

    #[test]
    fn a_cache_gives_back_what_was_put() {
        let mut services = services(&["cache/1"]);
        let get = json!({"op": "get", "key": "a"});
        assert_eq!(services.call("cache/1", get.clone()).answer, json!({"value": null}));
        let put = json!({"op": "put", "key": "a", "value": {"n": 1}});
        assert_eq!(services.call("cache/1", put).answer, json!({"kept": true}));
        assert_eq!(services.call("cache/1", get).answer, json!({"value": {"n": 1}}));
        assert_eq!(services.call("cache/1", json!({"op": "sing"})).code, abi::ERROR);
    }

    #[test]
    fn a_cache_has_an_end() {
        let mut cache = Cache::default();
        assert!(cache.put("a".to_owned(), "x".repeat(MAX_BYTES / 2).into()));
        assert!(!cache.put("b".to_owned(), "x".repeat(MAX_BYTES / 2).into()));
        assert!(cache.put("a".to_owned(), "y".into()));
        assert!(cache.put("b".to_owned(), "x".repeat(MAX_BYTES / 2).into()));
    }
}
