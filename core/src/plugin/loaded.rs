//! One plugin through an audit: started, asked of each paper, started again after a crash.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use ibidem_sdk::{Finding, Note, Paper, Record};
use serde::Serialize;

use super::answer;
use super::chunk::Chunk;
use super::discovery::{Found as FoundPlugin, Origin, is_older};
use super::host::Code;
use super::manifest::{Kind, Manifest, Scope};
use super::protocol::{self, Check, MAX_REQUEST, Phase};
use super::service::Subject;
use super::worker::{Introduction, Launch, Piece, Worker};
use crate::checkers::{CheckerInfo, End, Failure, Outcome};

/// A plugin, running or not.
pub(crate) struct LoadedPlugin {
    launch: Arc<Launch>,
    code: Option<Code>,
    manifest: Option<Manifest>,
    is_named: bool,
    scope: Scope,
    worker: Option<Worker>,
    info: CheckerInfo,
    /// Room for the request of the next chunk: that of the last one.
    room: Vec<u8>,
}

impl LoadedPlugin {
    /// Starts a plugin that was found; what goes wrong stands in its info.
    pub(crate) fn start(found: FoundPlugin, launch: &Arc<Launch>) -> Self {
        let mut plugin = Self {
            launch: Arc::clone(launch),
            code: None,
            is_named: found.is_named,
            scope: Scope::default(),
            worker: None,
            room: Vec::new(),
            info: CheckerInfo {
                id: found.id,
                version: found
                    .manifest
                    .as_ref()
                    .map_or_else(String::new, |manifest| manifest.version.clone()),
                kind: found.manifest.as_ref().map_or(Kind::Native, |manifest| manifest.kind).name(),
                from: found.origin.words(),
                rules: Vec::new(),
                records: None,
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

    /// Has a request answered that is not one of this program.
    pub(crate) fn ask(&mut self, request: &Arc<Vec<u8>>, text: &str) -> Result<Vec<Finding>, Failure> {
        let paper = Paper::default();
        let job = Job::new("", &paper);
        let attempt = self.attempt(request, text, &job);
        match attempt.failure.or_else(|| attempt.invalid.into_failure()) {
            None => Ok(attempt.found.findings),
            Some(failure) => Err(failure),
        }
    }

    /// Leaves its worker alone with a request, and says whether it gives up soon.
    pub(crate) fn abandon(&mut self, request: &Arc<Vec<u8>>) -> Result<bool, Failure> {
        self.running()?;
        let worker = self.worker.take();
        worker.map_or(Ok(false), |worker| Ok(worker.abandon(request)))
    }

    /// Has a paper checked.
    pub(crate) fn check(&mut self, job: &Job<'_>) -> Outcome {
        if let Some(failure) = &self.info.failure {
            return self.outcome(Found::default(), Some(failure.clone()));
        }
        match self.scope {
            Scope::Document => self.check_document(job),
            Scope::Note => self.check_notes(job),
        }
    }

    fn check_document(&mut self, job: &Job<'_>) -> Outcome {
        let request = match job.request() {
            Ok(request) => request,
            Err(failure) => return self.outcome(Found::default(), Some(failure)),
        };
        let mut attempt = self.attempt(request, &job.paper.text, job);
        // A crash can be the machine's fault; silence would only be waited for twice.
        if attempt.failure.as_ref().is_some_and(|failure| failure.end == End::Crash) {
            attempt = self.attempt(request, &job.paper.text, job);
        }
        if job.is_huge() {
            // What a worker has taken it keeps; the next paper gets a new one.
            self.worker = None;
        }
        let Attempt { found, failure, invalid } = attempt;
        self.outcome(found, failure.or_else(|| invalid.into_failure()))
    }

    /// Has the notes checked some at a time, so that a note which ends the worker costs itself alone.
    fn check_notes(&mut self, job: &Job<'_>) -> Outcome {
        let (notes, size) = (job.paper.notes.len(), self.launch.limits.notes.max(1));
        let chunks = (0..notes).step_by(size).map(|start| start..notes.min(start + size));
        let mut pending: Vec<Range<usize>> = chunks.rev().collect();
        let (mut found, mut invalid, mut culprits) =
            (Found::default(), Invalid::default(), Culprits::default());
        let mut failure = None;
        while let Some(range) = pending.pop() {
            let chunk = Chunk::of(job.paper, range.clone());
            let mut attempt = self.attempt_chunk(&chunk, job);
            let is_whole = range.start.is_multiple_of(size);
            if is_whole && attempt.failure.as_ref().is_some_and(|failure| failure.end == End::Crash) {
                attempt = self.attempt_chunk(&chunk, job);
            }
            match attempt.failure {
                None => {
                    found.join(attempt.found, &chunk);
                    invalid.join(attempt.invalid);
                }
                // Another half would be waited for as long, and one without a worker ends alike.
                Some(late) if !late.is_of_a_note() => {
                    failure = Some(
                        late.on(&format!("on {}; no later note was checked", names_of(job.paper, range))),
                    );
                    break;
                }
                Some(crash) if range.len() == 1 => {
                    culprits.add(crash, names_of(job.paper, range));
                    if culprits.are_too_many() {
                        break;
                    }
                }
                Some(_) => {
                    let middle = usize::midpoint(range.start, range.end);
                    pending.extend([middle..range.end, range.start..middle]);
                }
            }
        }
        let failure = failure.or_else(|| culprits.into_failure()).or_else(|| invalid.into_failure());
        self.outcome(found, failure)
    }

    fn attempt_chunk(&mut self, chunk: &Chunk<'_>, job: &Job<'_>) -> Attempt {
        let request = request_in(std::mem::take(&mut self.room), job.now, chunk);
        match request {
            Ok(request) => {
                let attempt = self.attempt(&request, chunk.text(), job);
                // A worker that has not read all of it keeps it.
                self.room = Arc::into_inner(request).unwrap_or_default();
                attempt
            }
            Err(failure) => Attempt { failure: Some(failure), ..Attempt::default() },
        }
    }

    fn outcome(&self, found: Found, failure: Option<Failure>) -> Outcome {
        let Found { findings, records } = found;
        Outcome { plugin: self.info.id.clone(), findings, records, failure }
    }

    fn attempt(&mut self, request: &Arc<Vec<u8>>, text: &str, job: &Job<'_>) -> Attempt {
        let mut attempt = Attempt::default();
        let Attempt { found, invalid, .. } = &mut attempt;
        let checked = self.running().and_then(|(worker, info)| {
            let subject = if worker.can_call() { job.subject() } else { Subject::default() };
            worker.check(request, subject, &mut |piece| {
                if let Err(cause) = found.take(piece, info, text) {
                    invalid.add(cause);
                }
            })
        });
        if checked.is_err() {
            self.worker = None;
        }
        attempt.failure = checked.err();
        attempt
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
        let (worker, introduction) =
            Worker::start(&self.launch, &code, self.manifest.as_ref(), !self.is_named)?;
        let Introduction { id, version, scope, rules, records } = introduction;
        self.scope = scope;
        self.code = Some(code);
        self.info.id = id;
        self.info.version = version;
        let wrong = |cause| Failure::new(Phase::Answer, cause);
        self.info.rules = answer::rules(rules).map_err(wrong)?;
        answer::records_name(records.as_deref()).map_err(wrong)?;
        self.info.records = records;
        self.worker = Some(worker);
        Ok(())
    }
}

/// The most room that is made for a request before it is written.
const MOST_ROOM: usize = 128 << 20;

/// A paper to be checked, as all plugins get it.
pub(crate) struct Job<'a> {
    now: &'a str,
    paper: &'a Paper,
    request: OnceLock<Result<Arc<Vec<u8>>, Failure>>,
    subject: OnceLock<Subject>,
}

impl<'a> Job<'a> {
    /// A paper to be checked on a day.
    pub(crate) fn new(now: &'a str, paper: &'a Paper) -> Self {
        Self { now, paper, request: OnceLock::new(), subject: OnceLock::new() }
    }

    /// Whether the paper is so long that its checkers are to run one after the other: each takes about
    /// forty times the length of the text for itself.
    pub(crate) fn is_huge(&self) -> bool {
        const HUGE: usize = 4 << 20;
        self.paper.text.len() > HUGE
    }

    /// The request for the whole paper, which is made once for all plugins.
    fn request(&self) -> Result<&Arc<Vec<u8>>, Failure> {
        self.request
            .get_or_init(|| {
                // Notes without a body take that much. Room that is not used costs nothing, but to grow is to copy.
                let about = (20 * self.paper.text.len()).min(MOST_ROOM);
                let mut room = Vec::new();
                // Without so much room, it grows.
                let _ = room.try_reserve(about);
                request_in(room, self.now, self.paper)
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    /// What services are told of the paper.
    fn subject(&self) -> Subject {
        let of_paper = || Subject {
            now: self.now.into(),
            addresses: self.paper.addresses.iter().map(|address| address.url.clone()).collect(),
        };
        self.subject.get_or_init(of_paper).clone()
    }
}

fn request_in<P: Serialize>(room: Vec<u8>, now: &str, paper: &P) -> Result<Arc<Vec<u8>>, Failure> {
    let frame = protocol::frame_in(room, &Check { now, paper }, MAX_REQUEST);
    frame.map(Arc::new).map_err(|error| Failure::new(Phase::Check, error.to_string()))
}

/// What came of one request.
#[derive(Default)]
struct Attempt {
    found: Found,
    failure: Option<Failure>,
    invalid: Invalid,
}

/// What a checker has found.
#[derive(Default)]
struct Found {
    findings: Vec<Finding>,
    records: Vec<Record>,
}

impl Found {
    /// Takes a piece of an answer, or says what is wrong with it.
    fn take(&mut self, piece: Piece, info: &CheckerInfo, text: &str) -> Result<(), String> {
        match piece {
            Piece::Finding(given) => self.findings.push(answer::finding(given, &info.rules, text)?),
            Piece::Record(given) => self.records.push(answer::record(given, info.records.as_deref(), text)?),
            Piece::Invalid(cause) => return Err(cause),
        }
        Ok(())
    }

    /// Adds what was found in a chunk, where it stands in the paper.
    fn join(&mut self, other: Self, chunk: &Chunk<'_>) {
        self.findings.extend(other.findings.into_iter().map(|finding| chunk.place(finding)));
        self.records.extend(other.records.into_iter().map(|record| chunk.place_record(record)));
    }
}

/// Names notes as they are printed, and by their ids, since a number can occur twice.
fn names_of(paper: &Paper, range: Range<usize>) -> String {
    let name = |note: &Note| format!("{} ({})", note.number, note.id);
    match paper.notes.get(range).unwrap_or_default() {
        [] => "no note".to_owned(),
        [note] => format!("note {}", name(note)),
        [first, .., last] => format!("notes {} to {}", name(first), name(last)),
    }
}

/// The notes that end the worker each time.
#[derive(Default)]
struct Culprits {
    first: Option<Failure>,
    notes: Vec<String>,
}

/// A checker that cannot take this many notes is not worth the time to look for more of them.
const MAX_CULPRITS: usize = 3;

impl Culprits {
    fn add(&mut self, failure: Failure, note: String) {
        self.first.get_or_insert(failure);
        self.notes.push(note);
    }

    fn are_too_many(&self) -> bool {
        self.notes.len() == MAX_CULPRITS
    }

    fn into_failure(self) -> Option<Failure> {
        let rest = if self.are_too_many() {
            "the notes that follow were not checked"
        } else {
            "all other notes were checked"
        };
        Some(self.first?.on(&format!("on {}; {rest}", self.notes.join(", on "))))
    }
}

impl Failure {
    /// Whether it can be laid at the door of one note: a crash, or words of the checker itself.
    fn is_of_a_note(&self) -> bool {
        self.end == End::Crash || (self.end == End::Said && self.phase == Phase::Check.name())
    }

    fn on(mut self, place: &str) -> Self {
        self.cause = format!("{} {place}", self.cause);
        self
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

    fn join(&mut self, other: Self) {
        self.more += other.more + usize::from(self.first.is_some() && other.first.is_some());
        self.first = self.first.take().or(other.first);
    }

    fn into_failure(self) -> Option<Failure> {
        let cause = self.first?;
        let cause = if self.more == 0 { cause } else { format!("{cause} (and {} more)", self.more) };
        Some(Failure::new(Phase::Answer, cause))
    }
}
