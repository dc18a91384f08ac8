//! Paper → Findings: runs the checkers, each in its worker.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use ibidem_sdk::{Finding, Paper, Record, Severity};
use serde_json::{Map, Value};

use crate::plugin::cache::Cache;
use crate::plugin::discovery::{Found, PluginFolders, discover};
use crate::plugin::lock::Lock;
use crate::plugin::protocol::Phase;
use crate::plugin::service::{Granted, Services};
pub use crate::plugin::worker::Limits;
use crate::plugin::{Job, Launch, LoadedPlugin};

/// One checker, as it has introduced itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckerInfo {
    /// The id of its plugin: `garbled`.
    pub id: String,
    /// Its version; empty where it could not be loaded.
    pub version: String,
    /// How it is run: `native`, `process`.
    pub kind: &'static str,
    /// From where it was loaded, without absolute paths: `bundled`, `beside the program`, `--plugin`.
    pub from: &'static str,
    /// Its rules, in its own order; none where it could not be opened.
    pub rules: Vec<RuleInfo>,
    /// The name of its records, if it has any.
    pub records: Option<String>,
    /// Why it is not running, if so.
    pub failure: Option<Failure>,
}

/// A rule, as its checker has introduced it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// Its name.
    pub name: String,
    /// The default severity of its findings.
    pub severity: Severity,
    /// Its page in Markdown.
    pub page: String,
}

/// What one checker had to say of one paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The id of the plugin.
    pub plugin: String,
    /// Its findings in its own order, each validated; those made before a failure are kept.
    pub findings: Vec<Finding>,
    /// Its records in its own order, each validated.
    pub records: Vec<Record>,
    /// Why it did not come to an end, if so.
    pub failure: Option<Failure>,
}

/// Why a checker did not come to an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What it was doing: `load`, `open`, `check`, `answer`.
    pub phase: &'static str,
    /// What happened, in words: `ended by signal 11 (SIGSEGV)`.
    pub cause: String,
    /// What its worker wrote to standard error, for its author: it can vary from run to run.
    pub log: String,
    /// How the check came to its end.
    pub(crate) end: End,
}

/// How a check came to an end that it should not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The worker said why.
    Said,
    /// The worker ended without a word.
    Crash,
    /// The worker was no longer waited for.
    Late,
}

impl Failure {
    pub(crate) fn new(phase: Phase, cause: String) -> Self {
        Self { phase: phase.name(), cause, log: String::new(), end: End::Said }
    }

    /// Whether the checker itself said what is wrong.
    pub(crate) fn was_said(&self) -> bool {
        self.end == End::Said
    }

    pub(crate) fn crash(phase: Phase, cause: String) -> Self {
        Self { end: End::Crash, ..Self::new(phase, cause) }
    }

    pub(crate) fn late(phase: Phase, cause: String) -> Self {
        Self { end: End::Late, ..Self::new(phase, cause) }
    }
}

/// Which checkers are run, and how.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The program whose command `plugin-host` is the worker; shipped plugins lie beside it.
    pub program: PathBuf,
    /// Whether the shipped checkers are run.
    pub shipped: bool,
    /// Libraries, plugin folders, and ids of installed plugins that the user names.
    pub plugins: Vec<PathBuf>,
    /// Ids of installed plugins that a configuration names.
    pub enabled: Vec<String>,
    /// The files that the user's plugins must have; nothing else is run.
    pub lock: Option<Lock>,
    /// Where installed plugins lie.
    pub folders: PluginFolders,
    /// The options of each plugin, by its id.
    pub options: BTreeMap<String, Map<String, Value>>,
    /// What the program does for plugins; each has what its manifest declares of it.
    pub services: Services,
    /// The services whose limits the user lifts, by the id of a plugin.
    pub granted: Granted,
    /// The day of the audit (`YYYY-MM-DD`).
    pub now: String,
    /// How many workers run at a time.
    pub jobs: usize,
    /// How long a worker may take.
    pub limits: Limits,
}

impl Settings {
    /// The shipped checkers alone, run by a program, one worker for each processor at a time.
    ///
    /// The program is `std::env::current_exe()`, except in tests. Of services there is a cache that ends
    /// with the audit.
    pub fn new(program: PathBuf, now: impl Into<String>) -> Self {
        Self {
            program,
            shipped: true,
            plugins: Vec::new(),
            enabled: Vec::new(),
            lock: None,
            folders: PluginFolders::default(),
            options: BTreeMap::new(),
            services: Services::none().with(Cache::in_memory()),
            granted: Granted::new(),
            now: now.into(),
            jobs: std::thread::available_parallelism().map_or(1, Into::into),
            limits: Limits::default(),
        }
    }

    /// The plugins that these settings want, in the order in which they report; none is opened.
    pub fn discovered(&self) -> Vec<Found> {
        discover(&self.program, self.shipped, &self.plugins, &self.enabled, &self.folders)
    }
}

/// The checkers of an audit, each in its worker.
///
/// ```no_run
/// use ibidem::Reading;
/// use ibidem::checkers::{Checkers, Settings};
///
/// let settings = Settings::new(std::env::current_exe()?, "2026-01-31");
/// let mut checkers = Checkers::start(&settings);
/// let reading = Reading::open("paper.md".as_ref())?;
/// for outcome in checkers.check(&reading.paper) {
///     println!("{}: {} findings", outcome.plugin, outcome.findings.len());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Checkers {
    plugins: Vec<LoadedPlugin>,
    now: String,
    jobs: usize,
}

impl Checkers {
    /// Starts the shipped checkers and those that the user names, in this order.
    ///
    /// One that cannot be started stays in the list: [`CheckerInfo::failure`] says why, and so
    /// does each of its outcomes.
    pub fn start(settings: &Settings) -> Self {
        let mut found = settings.discovered();
        if let Some(lock) = &settings.lock {
            let verified = found.into_iter();
            found = verified.map(|found| if found.is_named { lock.verified(found) } else { found }).collect();
        }
        let launch = Arc::new(Launch {
            program: settings.program.clone(),
            options: settings.options.clone(),
            limits: settings.limits,
            services: settings.services.clone(),
            granted: settings.granted.clone(),
        });
        let jobs = settings.jobs.max(1);
        let plugins = side_by_side(found, jobs, |found: Found| LoadedPlugin::start(found, &launch));
        Self { plugins: one_of_each(plugins), now: settings.now.clone(), jobs }
    }

    /// All checkers, in the order in which they report.
    pub fn infos(&self) -> impl Iterator<Item = &CheckerInfo> {
        self.plugins.iter().map(LoadedPlugin::info)
    }

    /// Keeps only some of the checkers; the workers of the others end.
    pub fn retain(&mut self, keep: impl Fn(&CheckerInfo) -> bool) {
        self.plugins.retain(|plugin| keep(plugin.info()));
    }

    /// Has every checker check a paper: one outcome for each, in the order of [`Checkers::infos`].
    pub fn check(&mut self, paper: &Paper) -> Vec<Outcome> {
        let job = Job::new(&self.now, paper);
        let jobs = if job.is_huge() { 1 } else { self.jobs };
        side_by_side(self.plugins.iter_mut().collect(), jobs, |plugin: &mut LoadedPlugin| plugin.check(&job))
    }
}

/// For the tests of a plugin, which is the only one.
impl Checkers {
    /// Has it answer a request that is not one of this program.
    pub(crate) fn ask(&mut self, request: &Arc<Vec<u8>>, text: &str) -> Result<Vec<Finding>, Failure> {
        let plugin = self.plugins.first_mut().ok_or_else(there_is_none)?;
        plugin.ask(request, text)
    }

    /// Leaves it alone with a request, and says whether it gives up soon.
    pub(crate) fn abandon(&mut self, request: &Arc<Vec<u8>>) -> Result<bool, Failure> {
        self.plugins.first_mut().ok_or_else(there_is_none)?.abandon(request)
    }
}

fn there_is_none() -> Failure {
    Failure::new(Phase::Load, "there is no plugin".to_owned())
}

/// A plugin can turn out to have the id of another only when it runs: a named one then takes the
/// place of a shipped one, and of two named ones the first is run.
fn one_of_each(plugins: Vec<LoadedPlugin>) -> Vec<LoadedPlugin> {
    let mut kept: Vec<LoadedPlugin> = Vec::with_capacity(plugins.len());
    for mut plugin in plugins {
        if plugin.is_named() {
            kept.retain(|other| other.is_named() || other.info().id != plugin.info().id);
        }
        if kept.iter().any(|other| other.info().id == plugin.info().id) {
            plugin.refuse(format!("a plugin of the id `{}` was named before", plugin.info().id));
        }
        kept.push(plugin);
    }
    kept
}

/// Does a job for each item, some at a time, and gives the results in the order of the items.
fn side_by_side<T: Send, R: Send>(items: Vec<T>, jobs: usize, job: impl Fn(T) -> R + Sync) -> Vec<R> {
    let jobs = jobs.min(items.len());
    if jobs <= 1 {
        return items.into_iter().map(job).collect();
    }
    let queue = Mutex::new(items.into_iter().enumerate());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || std::iter::from_fn(next).map(|(i, item)| (i, job(item))).collect::<Vec<_>>();
    let mut results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
        let joined = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined.flat_map(|done| done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    results.sort_by_key(|(i, _)| *i);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_items() {
        for jobs in [0, 1, 2, 7, 100] {
            let slow_first = |i: u64| {
                std::thread::sleep(std::time::Duration::from_millis(20 - i));
                i
            };
            assert_eq!(side_by_side((0..20).collect(), jobs, slow_first), (0..20).collect::<Vec<_>>());
        }
    }
}
