//! One worker, seen from the program: started, asked, and ended whatever it does.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use super::calls::Calls;
use super::host::Code;
use super::inbox::{Heard, Inbox, Silence};
use super::manifest::{Manifest, Scope};
use super::outbox::Outbox;
use super::protocol::{self, Answer, MAX_REQUEST, Phase, Request};
use super::service::{Granted, Grants, Services, Subject};
use super::speech::Speech;
use crate::checkers::Failure;
use crate::process::empty_folder::EmptyFolder;
use crate::process::ending::{describe, has_ended, kill_group};

/// How long a worker may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Without a finding or a word on how far it has come.
    pub silence: Duration,
    /// For one paper, whatever it says.
    pub check: Duration,
    /// How many findings and records it may have on one paper.
    pub findings: usize,
    /// How many bytes of JSON they may take.
    pub bytes: usize,
    /// How much memory it may take, in bytes of address space.
    pub memory: u64,
    /// How many notes a checker of scope `note` gets at a time; all else is meant for as many.
    pub notes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            silence: Duration::from_secs(30),
            check: Duration::from_secs(600),
            findings: 100_000,
            bytes: 256 << 20,
            memory: 4 << 30,
            // Halves the time that single notes would take, and bounds the memory.
            notes: 256,
        }
    }
}

/// What the C library of a worker is told of its memory, where it is that of GNU; others pass it over. A checker
/// makes and drops many small things, mostly on one thread.
const ALLOCATOR: &str =
    "glibc.malloc.arena_max=1:glibc.malloc.tcache_count=2000:glibc.malloc.top_pad=1048576";

/// How often a silent worker is looked at: one that has left children behind does not close its end.
const LOOK: Duration = Duration::from_millis(100);

/// How long a worker may take to end when it is no longer needed.
const FAREWELL: Duration = Duration::from_millis(200);

/// The longest record, in bytes of JSON: it sums up, and is no place for a page.
pub const MAX_RECORD: usize = 256 << 10;

/// What all workers of an audit share.
#[derive(Debug)]
pub(crate) struct Launch {
    pub(crate) program: PathBuf,
    pub(crate) options: Options,
    pub(crate) limits: Limits,
    pub(crate) services: Services,
    pub(crate) granted: Granted,
}

/// How long a worker may go on for which nobody waits, before its author is told.
const PATIENCE: Duration = Duration::from_secs(5);

/// A running worker.
pub(crate) struct Worker {
    child: Child,
    requests: Arc<Outbox>,
    answers: Inbox,
    limits: Limits,
    status: Option<ExitStatus>,
    calls: Calls,
    /// Goes after the process that may write to it.
    _folder: EmptyFolder,
}

/// How a plugin introduces itself.
#[derive(Default)]
pub(crate) struct Introduction {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) scope: Scope,
    pub(crate) rules: Vec<Value>,
    /// The name of its records, if it has any.
    pub(crate) records: Option<String>,
}

/// The options of each plugin, by its id.
pub(crate) type Options = BTreeMap<String, Map<String, Value>>;

/// What comes out of a check before its end.
pub(crate) enum Piece {
    Finding(Value),
    Record(Value),
    Invalid(String),
}

impl Worker {
    /// Starts the program as the worker of a plugin, and waits until its checker is open.
    pub(crate) fn start(
        launch: &Launch,
        code: &Code,
        manifest: Option<&Manifest>,
        is_shipped: bool,
    ) -> Result<(Self, Introduction), Failure> {
        // A process is introduced by its manifest, and asked at once.
        let named = manifest.filter(|_| matches!(code, Code::Process { .. }));
        let mut worker = Self::spawn(launch, code)
            .map_err(|error| Failure::new(Phase::Load, format!("cannot start its worker: {error}")))?;
        match worker.introduce(code, named, launch, is_shipped) {
            Ok(introduction) => Ok((worker, introduction)),
            Err(failure) => Err(worker.with_log(failure)),
        }
    }

    /// Whether the plugin may call services at all.
    pub(crate) fn can_call(&self) -> bool {
        self.calls.are_possible()
    }

    /// Has a paper checked; what comes out before a failure is handed on all the same.
    pub(crate) fn check(
        &mut self,
        request: &Arc<Vec<u8>>,
        subject: Subject,
        take: &mut dyn FnMut(Piece),
    ) -> Result<(), Failure> {
        self.calls.begin(subject);
        let checked = self.run_check(request, take);
        self.calls.end();
        checked.map_err(|failure| self.with_log(failure))
    }

    /// Asks and does not wait for the answer; says whether the worker ends soon, and by itself.
    pub(crate) fn abandon(mut self, request: &Arc<Vec<u8>>) -> bool {
        self.requests.send(Arc::clone(request));
        self.calls.close();
        let until = Instant::now() + PATIENCE;
        while !has_ended(&self.child) {
            if Instant::now() > until {
                return false;
            }
            // What it says is still taken, or it would wait for that.
            let _ = self.answers.next(LOOK / 10);
        }
        self.end().is_some_and(|status| status.success())
    }

    fn spawn(launch: &Launch, code: &Code) -> io::Result<Self> {
        let limits = launch.limits;
        let mut command = Command::new(&launch.program);
        command.arg("plugin-host").arg("--memory").arg(limits.memory.to_string());
        let folder = match code {
            Code::Library { path, symbol, folder } => {
                command.arg("--library").arg(path).arg("--symbol").arg(symbol);
                folder.as_deref()
            }
            Code::Process { command: path, folder, .. } => {
                command.arg("--command").arg(path);
                Some(folder.as_path())
            }
            Code::Bundled(id) => {
                command.arg("--bundled").arg(id);
                None
            }
        };
        if let Some(folder) = folder {
            command.arg("--folder").arg(folder);
        }
        if let Code::Process { arguments, .. } = code {
            command.arg("--").args(arguments);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // What a checker finds must not hang on who runs it, and where.
        command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin");
        command.env("GLIBC_TUNABLES", ALLOCATOR);
        let folder = EmptyFolder::create()?;
        command.env("HOME", &folder.path).env("TMPDIR", &folder.path);
        command.current_dir(if cfg!(windows) { "C:\\" } else { "/" });
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;

        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
            return Err(io::Error::other("it has no channels"));
        };
        let speech = if matches!(code, Code::Process { .. }) { Speech::Lines } else { Speech::Frames };
        #[cfg(unix)]
        let stdin = std::os::fd::OwnedFd::from(stdin);
        #[cfg(windows)]
        let stdin = std::os::windows::io::OwnedHandle::from(stdin);
        let requests = Arc::new(Outbox::new(stdin.into(), speech));
        let answers = Inbox::new(stdout, stderr, speech)?;
        let calls = Calls::new(Arc::clone(&requests));
        Ok(Self { child, requests, answers, limits, status: None, calls, _folder: folder })
    }

    fn introduce(
        &mut self,
        code: &Code,
        manifest: Option<&Manifest>,
        launch: &Launch,
        is_shipped: bool,
    ) -> Result<Introduction, Failure> {
        let mut phase = Phase::Load;
        let mut named = manifest.map(|manifest| {
            let Manifest { id, version, scope, records, .. } = manifest.clone();
            Introduction { id, version, scope, records, rules: Vec::new() }
        });
        let latest = self.calls.own_time() + self.limits.check;
        let grants = |id: &str, declared: &[String]| {
            Grants::new(&launch.services, declared, launch.granted.get(id).map_or(&[], Vec::as_slice))
        };
        if let Some(manifest) = manifest {
            phase = Phase::Open;
            self.calls.introduce(&manifest.id, is_shipped, grants(&manifest.id, &manifest.capabilities));
            self.open(&manifest.id, &launch.options)?;
        }
        loop {
            match self.hear(phase, latest)?.0 {
                Answer::Loaded { .. } if named.is_some() => {}
                Answer::Loaded { protocol, .. } if protocol != protocol::VERSION => {
                    let cause = format!("its worker speaks version {protocol}, not {}", protocol::VERSION);
                    return Err(Failure::new(phase, cause));
                }
                Answer::Loaded { manifest, .. } => {
                    let manifest = Manifest::read(&manifest)
                        .map_err(|error| Failure::new(phase, code.cannot_load(&error.to_string())))?;
                    let Manifest { id, version, scope, capabilities, records, .. } = manifest;
                    phase = Phase::Open;
                    self.calls.introduce(&id, is_shipped, grants(&id, &capabilities));
                    self.open(&id, &launch.options)?;
                    named = Some(Introduction { id, version, scope, records, rules: Vec::new() });
                }
                Answer::Hello { rules, records } => {
                    let mut introduction = named.take().unwrap_or_default();
                    introduction.rules = rules;
                    introduction.records = records.or(introduction.records);
                    return Ok(introduction);
                }
                Answer::Call { id, service, request } => self.calls.take(id, &service, request),
                Answer::Invalid { cause } => return Err(Failure::new(Phase::Answer, cause)),
                Answer::Failed { phase, cause } => return Err(Failure::new(phase, cause)),
                _ => {}
            }
        }
    }

    /// Has the checker opened with its options.
    fn open(&self, id: &str, options: &Options) -> Result<(), Failure> {
        let none = Map::new();
        let options = options.get(id).unwrap_or(&none);
        let open = protocol::frame(&Request::Open { options }, MAX_REQUEST)
            .map_err(|error| Failure::new(Phase::Open, error.to_string()))?;
        self.requests.send(Arc::new(open));
        Ok(())
    }

    fn run_check(&mut self, request: &Arc<Vec<u8>>, take: &mut dyn FnMut(Piece)) -> Result<(), Failure> {
        self.hear_nothing()?;
        self.requests.send(Arc::clone(request));
        let latest = self.calls.own_time() + self.limits.check;
        let Limits { findings, bytes, .. } = self.limits;
        let (mut taken, mut taken_bytes) = (0, 0);
        loop {
            let (answer, len) = self.hear(Phase::Check, latest)?;
            let piece = match answer {
                Answer::Finding { finding } => Piece::Finding(finding),
                Answer::Record { .. } if len > MAX_RECORD => {
                    Piece::Invalid(format!("a record has {len} bytes, the limit is {MAX_RECORD}"))
                }
                Answer::Record { record } => Piece::Record(record),
                Answer::Invalid { cause } => Piece::Invalid(cause),
                Answer::Call { id, service, request } => {
                    self.calls.take(id, &service, request);
                    continue;
                }
                Answer::Done => return Ok(()),
                Answer::Failed { phase, cause } => return Err(Failure::new(phase, cause)),
                _ => continue,
            };
            taken += 1;
            taken_bytes += len;
            if taken > findings {
                return Err(Failure::new(Phase::Answer, format!("gave more than {findings} findings")));
            }
            if taken_bytes > bytes {
                return Err(Failure::new(Phase::Answer, format!("gave findings of more than {bytes} bytes")));
            }
            take(piece);
        }
    }

    /// Makes sure that no answer is left over, which would pass for one to the next request.
    fn hear_nothing(&mut self) -> Result<(), Failure> {
        while let Ok(heard) = self.answers.next(Duration::ZERO) {
            match heard {
                Heard::Answer(Answer::Progress { .. } | Answer::Unknown, _) => {}
                // A thread that the last check has left running; nobody waits for what it does.
                Heard::Answer(Answer::Call { id, service, request }, _) => {
                    self.calls.take(id, &service, request);
                    self.calls.end();
                }
                Heard::Answer(..) => {
                    return Err(Failure::new(Phase::Answer, "answered before it was asked".to_owned()));
                }
                Heard::Nonsense(cause) => return Err(Failure::new(Phase::Answer, cause)),
            }
        }
        Ok(())
    }

    /// Waits for the next answer, and says how long it is; `latest` is in the worker's own time.
    fn hear(&mut self, phase: Phase, latest: Duration) -> Result<(Answer, usize), Failure> {
        let until = latest.min(self.calls.own_time() + self.limits.silence);
        let mut gone = false;
        loop {
            let left = until.saturating_sub(self.calls.own_time());
            match self.answers.next(left.min(LOOK)) {
                Ok(Heard::Answer(answer, len)) => return Ok((answer, len)),
                Ok(Heard::Nonsense(cause)) => return Err(Failure::new(Phase::Answer, cause)),
                Err(Silence::Closed) => return Err(self.ended(phase)),
                Err(Silence::Waiting) if gone => return Err(self.ended(phase)),
                Err(Silence::Waiting) if left.is_zero() => {
                    return Err(Failure::late(phase, self.lateness(latest)));
                }
                Err(Silence::Waiting) => {
                    self.calls.expire();
                    // What it said last can still be on its way, so it is waited for once more.
                    gone = has_ended(&self.child);
                }
            }
        }
    }

    fn lateness(&self, latest: Duration) -> String {
        if self.calls.own_time() < latest {
            format!("gave no answer for {} s", self.limits.silence.as_secs_f64())
        } else {
            format!("did not come to an end within {} s", self.limits.check.as_secs_f64())
        }
    }

    /// Says how the worker ended, which has closed its end.
    fn ended(&mut self, phase: Phase) -> Failure {
        let until = Instant::now() + FAREWELL;
        while !has_ended(&self.child) {
            if Instant::now() > until {
                return Failure::new(phase, "closed its channel before it answered".to_owned());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        let cause = self.end().map_or_else(|| "ended before it answered".to_owned(), describe);
        Failure::crash(phase, cause)
    }

    /// Ends the worker and all that it has started.
    fn end(&mut self) -> Option<ExitStatus> {
        if self.status.is_none() {
            // The group is killed while its number is still taken by the child.
            kill_group(&mut self.child);
            self.status = self.child.wait().ok();
        }
        self.status
    }

    fn with_log(&mut self, failure: Failure) -> Failure {
        self.end();
        Failure { log: self.answers.log(LOOK), ..failure }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if self.status.is_none() {
            // Without requests it closes its checker and ends.
            self.calls.close();
            let until = Instant::now() + FAREWELL;
            let left = || until.saturating_duration_since(Instant::now());
            while !left().is_zero() && self.answers.next(left()).is_ok() {}
            self.end();
        }
    }
}
