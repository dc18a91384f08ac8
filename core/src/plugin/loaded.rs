//! One plugin through an audit: started, asked of each paper, started again after a crash.

use std::path::PathBuf;
use std::sync::Arc;

use ibidem_sdk::Finding;

use super::answer;
use super::discovery::{Found, Origin, is_older};
use super::host::Code;
use super::manifest::{Kind, Manifest};
use super::protocol::Phase;
use super::worker::{Introduction, Limits, Options, Piece, Worker};
use crate::checkers::{CheckerInfo, Failure, Outcome};

/// What all plugins of an audit share.
#[derive(Debug)]
pub(crate) struct Launch {
    pub(crate) program: PathBuf,
    pub(crate) options: Options,
    pub(crate) limits: Limits,
}

/// A plugin, running or not.
pub(crate) struct LoadedPlugin {
    launch: Arc<Launch>,
    code: Option<Code>,
    manifest: Option<Manifest>,
    is_named: bool,
    worker: Option<Worker>,
    info: CheckerInfo,
}

impl LoadedPlugin {
    /// Starts a plugin that was found; what goes wrong stands in its info.
    pub(crate) fn start(found: Found, launch: &Arc<Launch>) -> Self {
        let mut plugin = Self {
            launch: Arc::clone(launch),
            code: None,
            is_named: found.is_named,
            worker: None,
            info: CheckerInfo {
                id: found.id,
                version: found.manifest.as_ref().map_or_else(String::new, |manifest| manifest.version.clone()),
                kind: found.manifest.as_ref().map_or(Kind::Native, |manifest| manifest.kind).name(),
                from: found.origin.words(),
                rules: Vec::new(),
                failure: None,
            },
            manifest: found.manifest,
        };
        let started = match found.code {
            Ok(code) => plugin.run(code),
            Err(refusal) => Err(Failure::new(Phase::Load, refusal.cause)),
        };
        plugin.info.failure = started.err();
        // The program knows only afterwards how old the library is that it has found.
        if let Some(bundled) = found.bundled
            && found.origin != Origin::Bundled
            && plugin.info.failure.is_none()
            && is_older(&plugin.info.version, &bundled)
        {
            plugin.info.from = Origin::Bundled.words();
            let code = Code::Bundled(plugin.info.id.clone());
            plugin.info.failure = plugin.run(code).err();
        }
        plugin
    }

    /// How it has introduced itself.
    pub(crate) fn info(&self) -> &CheckerInfo {
        &self.info
    }

    /// Whether the user named it.
    pub(crate) fn is_named(&self) -> bool {
        self.is_named
    }

    /// Puts it out of the audit.
    pub(crate) fn refuse(&mut self, cause: String) {
        self.worker = None;
        self.info.failure = Some(Failure::new(Phase::Load, cause));
    }

    /// Has a paper checked; `text` is the text of that paper.
    pub(crate) fn check(&mut self, request: &Arc<[u8]>, text: &str) -> Outcome {
        let mut outcome = self.attempt(request, text);
        // A crash can be the machine's fault; silence would only be waited for twice.
        if outcome.failure.as_ref().is_some_and(|failure| failure.is_crash) {
            outcome = self.attempt(request, text);
        }
        outcome
    }

    fn attempt(&mut self, request: &Arc<[u8]>, text: &str) -> Outcome {
        let mut outcome = Outcome { plugin: self.info.id.clone(), findings: Vec::new(), failure: None };
        if let Some(failure) = &self.info.failure {
            outcome.failure = Some(failure.clone());
            return outcome;
        }
        let mut invalid = Invalid::default();
        let checked = self.running().and_then(|(worker, info)| {
            worker.check(request, &mut |piece| match believe(piece, info, text) {
                Ok(finding) => outcome.findings.push(finding),
                Err(cause) => invalid.add(cause),
            })
        });
        if checked.is_err() {
            self.worker = None;
        }
        outcome.failure = checked.err().or_else(|| invalid.into_failure());
        outcome
    }

    /// Its worker; a new one where the last has gone.
    fn running(&mut self) -> Result<(&mut Worker, &CheckerInfo), Failure> {
        if self.worker.is_none()
            && let Some(code) = self.code.clone()
        {
            self.run(code)?;
        }
        let gone = || Failure::new(Phase::Load, "it is not running".to_owned());
        let worker = self.worker.as_mut().ok_or_else(gone)?;
        Ok((worker, &self.info))
    }

    /// Starts its worker, and takes note of how it introduces itself.
    fn run(&mut self, code: Code) -> Result<(), Failure> {
        self.worker = None;
        let Launch { program, options, limits } = &*self.launch;
        let (worker, introduction) = Worker::start(program, &code, self.manifest.as_ref(), options, *limits)?;
        let Introduction { id, version, rules } = introduction;
        self.code = Some(code);
        self.info.id = id;
        self.info.version = version;
        self.info.rules = answer::rules(rules).map_err(|cause| Failure::new(Phase::Answer, cause))?;
        self.worker = Some(worker);
        Ok(())
    }
}

fn believe(piece: Piece, info: &CheckerInfo, text: &str) -> Result<Finding, String> {
    match piece {
        Piece::Finding(given) => answer::finding(given, &info.rules, text),
        Piece::Invalid(cause) => Err(cause),
    }
}

/// Findings that were refused: the first tells what is wrong.
#[derive(Default)]
struct Invalid {
    first: Option<String>,
    more: usize,
}

impl Invalid {
    fn add(&mut self, cause: String) {
        match self.first {
            None => self.first = Some(cause),
            Some(_) => self.more += 1,
        }
    }

    fn into_failure(self) -> Option<Failure> {
        let cause = self.first?;
        let cause = if self.more == 0 { cause } else { format!("{cause} (and {} more)", self.more) };
        Some(Failure::new(Phase::Answer, cause))
    }
}
