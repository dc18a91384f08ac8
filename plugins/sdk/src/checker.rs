//! What a checker is, and what it may ask of the program.

use crate::{Findings, Paper, Rule};

/// A checker: reads a paper, adds findings.
///
/// It cannot fail: what it could not decide is a finding of severity
/// [`Undecided`](crate::Severity::Undecided). Same paper, same findings, same order.
pub trait Checker: Sized + Send + Sync + 'static {
    /// Makes the checker from its options, or says which option is wrong.
    fn open(options: Options) -> Result<Self, String>;

    /// The rules under which it reports; findings under others are refused.
    fn rules(&self) -> &[Rule];

    /// Adds the findings for a paper.
    fn check(&self, paper: &Paper, host: &Host<'_>, findings: &mut Findings);
}

/// The options of a checker, as its user's configuration has them.
#[derive(Clone, Debug, Default)]
pub struct Options {
    values: serde_json::Map<String, serde_json::Value>,
}

impl Options {
    /// Options from a JSON object.
    pub fn new(values: serde_json::Map<String, serde_json::Value>) -> Self {
        Self { values }
    }

    /// The value of an option.
    pub fn get(&self, name: &str) -> Option<&serde_json::Value> {
        self.values.get(name)
    }
}

/// The program, as a checker sees it.
#[derive(Clone, Copy)]
pub struct Host<'a> {
    now: &'a str,
    channel: Option<&'a dyn Channel>,
}

/// How grave a line of the log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The checker cannot go on.
    Error = 1,
    /// It goes on, with less than it should have.
    Warning = 2,
    /// For its author.
    Info = 3,
}

/// What leads from a checker to the program.
pub(crate) trait Channel: Sync {
    fn cancelled(&self) -> bool;
    fn progress(&self, done: usize, total: usize);
    fn log(&self, level: Level, message: &str);
    fn call(&self, service: &str, request: &serde_json::Value) -> Result<serde_json::Value, CallError>;
}

/// Why a service has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallError {
    /// The manifest does not declare the service, or the program does not have it.
    Refused,
    /// The service says what is wrong.
    Failed(String),
}

impl<'a> Host<'a> {
    /// A host at a given day (`YYYY-MM-DD`) that nobody listens to, for tests.
    pub fn new(now: &'a str) -> Self {
        Self { now, channel: None }
    }

    pub(crate) fn with_channel(now: &'a str, channel: &'a dyn Channel) -> Self {
        Self { now, channel: Some(channel) }
    }

    /// The day of the audit (`YYYY-MM-DD`): the clock is an input.
    pub fn now(&self) -> &'a str {
        self.now
    }

    /// Whether nobody waits for the findings any more; a long check should ask now and then.
    pub fn cancelled(&self) -> bool {
        self.channel.is_some_and(Channel::cancelled)
    }

    /// Says how far the check has come, of how much.
    ///
    /// A checker that says and finds nothing for half a minute counts as hung.
    pub fn progress(&self, done: usize, total: usize) {
        if let Some(channel) = self.channel {
            channel.progress(done, total);
        }
    }

    /// Asks a service of the program, such as `cache/1`, and waits for its answer.
    ///
    /// It is answered only where the plugin's manifest declares the service.
    pub fn call(&self, service: &str, request: &serde_json::Value) -> Result<serde_json::Value, CallError> {
        self.channel.map_or(Err(CallError::Refused), |channel| channel.call(service, request))
    }

    /// Writes a line to the log of the program; it is no finding.
    pub fn log(&self, level: Level, message: &str) {
        if let Some(channel) = self.channel {
            channel.log(level, message);
        }
    }
}
