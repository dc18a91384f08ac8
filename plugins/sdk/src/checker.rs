//! What a checker is, and what it may ask of the program.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

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
    values: serde_json::Map<String, Value>,
}

impl Options {
    /// Options from a JSON object.
    pub fn new(values: serde_json::Map<String, Value>) -> Self {
        Self { values }
    }

    /// The value of an option.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }
}

/// The program, as a checker sees it.
#[derive(Clone, Copy)]
pub struct Host<'a> {
    now: &'a str,
    channel: Option<&'a dyn Channel>,
    answers: Option<&'a dyn Answers>,
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
    fn call(&self, service: &str, request: &str, each: &mut dyn FnMut(&str)) -> Result<(), CallError>;
}

/// Answers the calls of a checker in place of the program, for tests: [`Host::answered_by`].
pub trait Answers: Sync {
    /// Answers a call as the service would, each answer with a call of `each`.
    fn call(&self, service: &str, request: &Value, each: &mut dyn FnMut(Value)) -> Result<(), CallError>;
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
        Self { now, channel: None, answers: None }
    }

    /// A host whose services are answered by somebody else than the program, for tests.
    ///
    /// ```
    /// use ibidem_sdk::{Answers, CallError, Host};
    /// use serde_json::{Value, json};
    ///
    /// struct Canned;
    ///
    /// impl Answers for Canned {
    ///     fn call(&self, _: &str, request: &Value, each: &mut dyn FnMut(Value)) -> Result<(), CallError> {
    ///         each(json!({ "asked": request }));
    ///         Ok(())
    ///     }
    /// }
    ///
    /// let host = Host::answered_by("2026-01-31", &Canned);
    /// assert_eq!(host.call("http/1", &json!(7)), Ok(json!({ "asked": 7 })));
    /// ```
    pub fn answered_by(now: &'a str, answers: &'a dyn Answers) -> Self {
        Self { answers: Some(answers), ..Self::new(now) }
    }

    pub(crate) fn with_channel(now: &'a str, channel: &'a dyn Channel) -> Self {
        Self { channel: Some(channel), ..Self::new(now) }
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

    /// Asks a service of the program, such as `cache/1`, and waits for its answer: the last one, where
    /// there are several, and null where there is none.
    ///
    /// It is answered only where the plugin's manifest declares the service. It can be called from several
    /// threads at once, and the time that it takes is not that of the checker.
    pub fn call(&self, service: &str, request: &impl Serialize) -> Result<Value, CallError> {
        let mut last = Value::Null;
        self.call_each(service, request, |answer| last = answer)?;
        Ok(last)
    }

    /// Asks a service that has several answers, and takes each of them when it comes, as what the service
    /// says that it is: [`Answer`](crate::http::Answer), or any [`Value`].
    ///
    /// All that holds of [`Host::call`] holds here, too. An answer that is something else is passed over, and
    /// the call fails at its end.
    pub fn call_each<T: DeserializeOwned>(
        &self,
        service: &str,
        request: &impl Serialize,
        mut each: impl FnMut(T),
    ) -> Result<(), CallError> {
        let mut misfit = None;
        let mut take = |answer: serde_json::Result<T>| match answer {
            Ok(answer) => each(answer),
            Err(error) => misfit = Some(CallError::Failed(format!("an answer cannot be read: {error}"))),
        };
        let no_request = |error: serde_json::Error| CallError::Failed(format!("no request: {error}"));
        match (self.channel, self.answers) {
            (Some(channel), _) => {
                let request = serde_json::to_string(request).map_err(no_request)?;
                channel.call(service, &request, &mut |answer| take(serde_json::from_str(answer)))
            }
            (None, Some(answers)) => {
                let request = serde_json::to_value(request).map_err(no_request)?;
                answers.call(service, &request, &mut |answer| take(serde_json::from_value(answer)))
            }
            (None, None) => Err(CallError::Refused),
        }?;
        misfit.map_or(Ok(()), Err)
    }

    /// Writes a line to the log of the program; it is no finding.
    pub fn log(&self, level: Level, message: &str) {
        if let Some(channel) = self.channel {
            channel.log(level, message);
        }
    }
}
