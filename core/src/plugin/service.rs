//! What a plugin asks of the program: services, and the one place at which a call gets to one.
//!
//! A service is a [`Service`] in a file of its own; [`Services::with`] hands it to an audit, and the
//! program does so in `bin/ibidem/audit/services.rs`, the only list of them. A plugin reaches one through
//! `Grants::find` alone, which answers only where the plugin's manifest declares the service;
//! whatever it is, a plugin that asks for something else gets [`abi::REFUSED`].

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ibidem_sdk::abi;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Something that the program does for plugins: `cache/1`.
///
/// One value serves all plugins of an audit, from several threads at once.
pub trait Service: Send + Sync {
    /// Its name and its own version, as manifests declare it: `cache/1`.
    fn name(&self) -> &'static str;

    /// How long one call may take. A caller that has waited as long gets an error, and
    /// [`Caller::is_gone`] is true from then on.
    fn budget(&self) -> Duration {
        Duration::from_secs(60)
    }

    /// Answers a call. Each answer that is given to `reply` reaches the caller at once; the last
    /// one can come with the [`Reply`], which ends the call.
    ///
    /// Whatever the request holds comes from a plugin, and is to be looked at like a stranger's.
    fn call(&self, caller: &Caller, request: Value, reply: &mut Answering<'_>) -> Reply;
}

/// Where the answers of a call go, one by one.
pub struct Answering<'a> {
    to: &'a mut dyn FnMut(&str),
    /// Where an answer is written: pages come by thousands, and are about as long as each other.
    room: Vec<u8>,
}

impl<'a> Answering<'a> {
    /// Answers that go to a function, in JSON, as they are written to the plugin.
    pub fn new(to: &'a mut dyn FnMut(&str)) -> Self {
        Self { to, room: Vec::new() }
    }

    /// Gives the caller one answer of several. What cannot be written as JSON is none.
    pub fn give(&mut self, answer: &impl Serialize) {
        self.room.clear();
        if serde_json::to_writer(&mut self.room, answer).is_ok()
            && let Ok(json) = std::str::from_utf8(&self.room)
        {
            (self.to)(json);
        }
    }
}

/// Who calls a service, and on whose behalf.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The id of the plugin.
    pub plugin: String,
    /// Whether ibidem ships it; a plugin of this id that the user names is not shipped.
    pub is_shipped: bool,
    /// Whether the user's own configuration lifts the limits of this service for it
    /// (`[grants]`); those of a shipped plugin are lifted.
    pub is_granted: bool,
    /// The paper that it checks.
    pub subject: Subject,
    gone: Arc<AtomicBool>,
}

/// What a caller is busy with.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// The day of the audit (`YYYY-MM-DD`); empty while a plugin opens.
    pub now: Arc<str>,
    /// The addresses that stand in the paper, in its order.
    pub addresses: Arc<[String]>,
}

impl Caller {
    /// A caller for the tests of a service.
    pub fn new(plugin: &str) -> Self {
        Self { plugin: plugin.to_owned(), ..Self::default() }
    }

    /// Whether nobody waits for the answer any more: a service that is at work for long asks now and then.
    pub fn is_gone(&self) -> bool {
        self.gone.load(Ordering::Relaxed)
    }

    /// A shipped caller for the tests of a service.
    #[must_use]
    pub fn shipped(self) -> Self {
        Self { is_shipped: true, ..self }
    }

    /// The same caller for another call, which is waited for by itself.
    pub(super) fn again(&self) -> Self {
        Self { gone: Arc::default(), ..self.clone() }
    }

    pub(super) fn leave(&self) {
        self.gone.store(true, Ordering::Relaxed);
    }
}

/// The end of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// 0, or why there is no answer, in the codes of `ibidem.h`.
    #[serde(default)]
    pub code: i32,
    /// The last answer, or a sentence on what is wrong; none where all was said before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Value>,
}

impl Reply {
    /// The only answer of a call, or the last one.
    pub fn of(answer: Value) -> Self {
        Self { code: abi::OK, answer: Some(answer) }
    }

    /// The end of a call that has had its answers.
    pub fn end() -> Self {
        Self { code: abi::OK, answer: None }
    }

    /// What is asked cannot be done; says why, in a sentence.
    pub fn wrong(cause: impl Into<String>) -> Self {
        Self { code: abi::ERROR, answer: Some(Value::String(cause.into())) }
    }

    /// What is asked is not done for this caller; says why, in a sentence.
    pub fn refused(cause: impl Into<String>) -> Self {
        Self { code: abi::REFUSED, answer: Some(Value::String(cause.into())) }
    }
}

/// The services that an audit has, by their names.
///
/// ```
/// use ibidem::plugin::cache::Cache;
/// use ibidem::plugin::service::Services;
///
/// let services = Services::none().with(Cache::in_memory());
/// assert_eq!(services.names().collect::<Vec<_>>(), ["cache/1"]);
/// ```
#[derive(Clone, Default)]
pub struct Services {
    by_name: BTreeMap<&'static str, Arc<dyn Service>>,
}

impl Services {
    /// No service: every call is refused.
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds a service; it takes the place of an earlier one of its name.
    #[must_use]
    pub fn with(self, service: impl Service + 'static) -> Self {
        self.with_shared(Arc::new(service))
    }

    /// Adds a service of which the program itself keeps a hold.
    #[must_use]
    pub fn with_shared(mut self, service: Arc<dyn Service>) -> Self {
        self.by_name.insert(service.name(), service);
        self
    }

    /// The names of the services.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.by_name.keys().copied()
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.by_name.keys()).finish()
    }
}

/// Whom the user's own configuration lifts the limits of a service for: services by plugin.
pub type Granted = BTreeMap<String, Vec<String>>;

/// What one plugin may ask for.
#[derive(Clone, Debug, Default)]
pub(super) struct Grants {
    services: Services,
    declared: Vec<String>,
    granted: Vec<String>,
}

impl Grants {
    /// The services that a manifest declares, of those that there are.
    pub(super) fn new(services: &Services, declared: &[String], granted: &[String]) -> Self {
        Self { services: services.clone(), declared: declared.to_owned(), granted: granted.to_owned() }
    }

    /// Whether it declares any service.
    pub(super) fn are_any(&self) -> bool {
        !self.declared.is_empty()
    }

    /// Finds a service for a caller, or refuses it: the one way to a service.
    pub(super) fn find(&self, name: &str, caller: &mut Caller) -> Result<Arc<dyn Service>, Reply> {
        if !self.declared.iter().any(|declared| declared == name) {
            return Err(Reply::refused("the plugin's manifest does not declare this service"));
        }
        let service = self.services.by_name.get(name);
        let service = service.ok_or_else(|| Reply::refused("this program does not have this service"))?;
        caller.is_granted = caller.is_shipped || self.granted.iter().any(|granted| granted == name);
        Ok(Arc::clone(service))
    }
}

#[cfg(test)]
mod tests {
    use super::super::cache::Cache;
    use super::*;

    fn code(declared: &[&str], asked: &str) -> i32 {
        let declared: Vec<_> = declared.iter().map(|name| (*name).to_owned()).collect();
        let grants = Grants::new(&Services::none().with(Cache::in_memory()), &declared, &[]);
        grants.find(asked, &mut Caller::new("words")).map_or_else(|refused| refused.code, |_| abi::OK)
    }

    #[test]
    fn what_is_not_declared_is_refused() {
        assert_eq!(code(&[], "cache/1"), abi::REFUSED);
        assert_eq!(code(&["http/1"], "cache/1"), abi::REFUSED);
        assert_eq!(code(&["cache/1"], "cache/1"), abi::OK);
        for unknown in ["http/1", "cache/2", "", "cache", "shell/1"] {
            assert_eq!(code(&["cache/1", unknown], unknown), abi::REFUSED);
        }
    }

    #[test]
    fn limits_are_lifted_for_shipped_plugins_and_by_the_user() {
        let services = Services::none().with(Cache::in_memory());
        let declared = ["cache/1".to_owned()];
        let granted = |is_shipped: bool, granted: &[String]| {
            let mut caller = Caller::new("words");
            caller.is_shipped = is_shipped;
            Grants::new(&services, &declared, granted).find("cache/1", &mut caller).unwrap();
            caller.is_granted
        };
        assert!(granted(true, &[]));
        assert!(granted(false, &declared));
        assert!(!granted(false, &[]) && !granted(false, &["http/1".to_owned()]));
    }
}
