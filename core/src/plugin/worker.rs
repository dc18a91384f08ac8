//! One worker, seen from the program: started, asked, and ended whatever it does.

use std::collections::BTreeMap;
use std::fs::DirBuilder;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use super::host::Code;
use super::manifest::{Manifest, Scope};
use super::protocol::{self, Answer, MAX_ANSWER, MAX_REQUEST, Phase, Request};
use super::service::{Reply, Services};
use crate::checkers::Failure;

/// How long a worker may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Without a finding or a word on how far it has come.
    pub silence: Duration,
    /// For one paper, whatever it says.
    pub check: Duration,
    /// How many findings it may have on one paper.
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

/// What of a worker's standard error is kept.
const MAX_LOG: usize = 16 << 10;

/// How often a silent worker is looked at: one that has left children behind does not close its end.
const LOOK: Duration = Duration::from_millis(100);

/// How long a worker may take to end when it is no longer needed.
const FAREWELL: Duration = Duration::from_millis(200);

/// A running worker.
pub(crate) struct Worker {
    child: Child,
    requests: Option<Sender<Arc<[u8]>>>,
    answers: Receiver<Heard>,
    log: Log,
    limits: Limits,
    status: Option<ExitStatus>,
    services: Services,
    /// Goes after the process that may write to it.
    _folder: EmptyFolder,
}

/// What a worker has written to its standard error.
struct Log {
    kept: Arc<Mutex<Vec<u8>>>,
    /// Disconnected when there is no more to come.
    rest: Receiver<()>,
}

/// How a plugin introduces itself.
pub(crate) struct Introduction {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) scope: Scope,
    pub(crate) rules: Vec<Value>,
}

/// The options of each plugin, by its id.
pub(crate) type Options = BTreeMap<String, Map<String, Value>>;

/// What comes out of a check before its end.
pub(crate) enum Piece {
    Finding(Value),
    Invalid(String),
}

/// What the thread that listens has heard; at the end it falls silent.
enum Heard {
    /// With its length in bytes.
    Answer(Answer, usize),
    Nonsense(String),
}

impl Worker {
    /// Starts the program as the worker of a plugin, and waits until its checker is open.
    pub(crate) fn start(
        program: &Path,
        code: &Code,
        manifest: Option<&Manifest>,
        options: &Options,
        limits: Limits,
    ) -> Result<(Self, Introduction), Failure> {
        // A process is introduced by its manifest, and asked at once.
        let named = manifest.filter(|_| matches!(code, Code::Process { .. }));
        let mut worker = Self::spawn(program, code, limits)
            .map_err(|error| Failure::new(Phase::Load, format!("cannot start its worker: {error}")))?;
        match worker.introduce(named, options) {
            Ok(introduction) => Ok((worker, introduction)),
            Err(failure) => Err(worker.with_log(failure)),
        }
    }

    /// Has a paper checked; what comes out before a failure is handed on all the same.
    pub(crate) fn check(&mut self, request: &Arc<[u8]>, take: &mut dyn FnMut(Piece)) -> Result<(), Failure> {
        self.run_check(request, take).map_err(|failure| self.with_log(failure))
    }

    fn spawn(program: &Path, code: &Code, limits: Limits) -> io::Result<Self> {
        let mut command = Command::new(program);
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
        let folder = EmptyFolder::create()?;
        command.env("HOME", folder.path.join("home")).env("TMPDIR", folder.path.join("tmp"));
        command.current_dir(if cfg!(windows) { "C:\\" } else { "/" });
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;

        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(mut stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
            return Err(io::Error::other("it has no channels"));
        };
        let speech = if matches!(code, Code::Process { .. }) { Speech::Lines } else { Speech::Frames };
        let (requests, outgoing) = mpsc::channel::<Arc<[u8]>>();
        // None of these threads is waited for: what a plugin leaves behind can hold the other end.
        spawn_thread("requests", move || {
            // A write that fails is the end of the worker, of which the answers tell.
            let _ = outgoing.iter().try_for_each(|request| send_to(&mut stdin, &request, speech));
        })?;
        // A worker that is faster than the program waits, instead of filling its memory.
        let (heard, answers) = mpsc::sync_channel(64);
        spawn_thread("answers", move || match speech {
            Speech::Frames => listen(stdout, &heard),
            Speech::Lines => listen_to_lines(stdout, &heard),
        })?;
        let log = Log::keep(stderr)?;
        Ok(Self {
            child,
            requests: Some(requests),
            answers,
            log,
            limits,
            status: None,
            services: Services::default(),
            _folder: folder,
        })
    }

    fn introduce(&mut self, manifest: Option<&Manifest>, options: &Options) -> Result<Introduction, Failure> {
        let mut phase = Phase::Load;
        let mut named =
            manifest.map(|manifest| (manifest.id.clone(), manifest.version.clone(), manifest.scope));
        let latest = Instant::now() + self.limits.check;
        if let Some((id, ..)) = &named {
            phase = Phase::Open;
            self.services =
                manifest.map(|manifest| Services::declared(&manifest.capabilities)).unwrap_or_default();
            self.open(id, options)?;
        }
        loop {
            match self.hear(phase, latest)?.0 {
                Answer::Loaded { .. } if named.is_some() => {}
                Answer::Loaded { protocol, .. } if protocol != protocol::VERSION => {
                    let cause = format!("its worker speaks version {protocol}, not {}", protocol::VERSION);
                    return Err(Failure::new(phase, cause));
                }
                Answer::Loaded { id, version, scope, capabilities, .. } => {
                    self.services = Services::declared(&capabilities);
                    phase = Phase::Open;
                    self.open(&id, options)?;
                    named = Some((id, version, scope));
                }
                Answer::Hello { rules } => {
                    let (id, version, scope) = named.take().unwrap_or_default();
                    return Ok(Introduction { id, version, scope, rules });
                }
                Answer::Call { id, service, request } => self.serve(id, &service, request),
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
        self.send(&open.into());
        Ok(())
    }

    fn run_check(&mut self, request: &Arc<[u8]>, take: &mut dyn FnMut(Piece)) -> Result<(), Failure> {
        self.hear_nothing()?;
        self.send(request);
        let mut latest = Instant::now() + self.limits.check;
        let Limits { findings, bytes, .. } = self.limits;
        let (mut taken, mut taken_bytes) = (0, 0);
        loop {
            let (answer, len) = self.hear(Phase::Check, latest)?;
            let piece = match answer {
                Answer::Finding { finding } => Piece::Finding(finding),
                Answer::Invalid { cause } => Piece::Invalid(cause),
                Answer::Call { id, service, request } => {
                    let begun = Instant::now();
                    self.serve(id, &service, request);
                    // The time of a service is not that of the checker.
                    latest += begun.elapsed();
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

    /// Answers a call of the checker: the only place where that is done.
    fn serve(&mut self, id: u64, service: &str, request: Value) {
        let reply = self.services.call(service, request);
        let frame = protocol::frame(&Request::Reply { id, reply }, MAX_ANSWER).or_else(|error| {
            // Whoever called waits for some answer.
            protocol::frame(&Request::Reply { id, reply: Reply::wrong(error.to_string()) }, MAX_ANSWER)
        });
        if let Ok(frame) = frame {
            self.send(&frame.into());
        }
    }

    fn send(&self, request: &Arc<[u8]>) {
        if let Some(requests) = &self.requests {
            // A worker that is gone is missed when its answer is awaited.
            let _ = requests.send(Arc::clone(request));
        }
    }

    /// Makes sure that no answer is left over, which would pass for one to the next request.
    fn hear_nothing(&mut self) -> Result<(), Failure> {
        while let Ok(heard) = self.answers.try_recv() {
            match heard {
                Heard::Answer(Answer::Progress { .. } | Answer::Unknown, _) => {}
                Heard::Answer(..) => {
                    return Err(Failure::new(Phase::Answer, "answered before it was asked".to_owned()));
                }
                Heard::Nonsense(cause) => return Err(Failure::new(Phase::Answer, cause)),
            }
        }
        Ok(())
    }

    /// Waits for the next answer, and says how long it is.
    fn hear(&mut self, phase: Phase, latest: Instant) -> Result<(Answer, usize), Failure> {
        let until = latest.min(Instant::now() + self.limits.silence);
        let mut gone = false;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.answers.recv_timeout(left.min(LOOK)) {
                Ok(Heard::Answer(answer, len)) => return Ok((answer, len)),
                Ok(Heard::Nonsense(cause)) => return Err(Failure::new(Phase::Answer, cause)),
                Err(RecvTimeoutError::Disconnected) => return Err(self.ended(phase)),
                Err(RecvTimeoutError::Timeout) if gone => return Err(self.ended(phase)),
                Err(RecvTimeoutError::Timeout) if left.is_zero() => {
                    return Err(Failure::late(phase, self.lateness(latest)));
                }
                // What it said last can still be on its way, so it is waited for once more.
                Err(RecvTimeoutError::Timeout) => gone = has_ended(&self.child),
            }
        }
    }

    fn lateness(&self, latest: Instant) -> String {
        if Instant::now() < latest {
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
        Failure { log: self.log.text(), ..failure }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if self.status.is_none() {
            // Without requests it closes its checker and ends.
            self.requests = None;
            let until = Instant::now() + FAREWELL;
            let left = || until.saturating_duration_since(Instant::now());
            while !left().is_zero() && self.answers.recv_timeout(left()).is_ok() {}
            self.end();
        }
    }
}

/// A folder for one worker with nothing in it but two empty ones; it goes with its owner.
pub(super) struct EmptyFolder {
    pub(super) path: PathBuf,
}

impl EmptyFolder {
    pub(super) fn create() -> io::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        loop {
            let name = format!("ibidem-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            let path = std::env::temp_dir().join(name);
            match builder.create(&path) {
                // Left behind by a program of this number that was killed, or put there to be taken for ours.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
                Ok(()) => {
                    let folder = Self { path };
                    builder.create(folder.path.join("home"))?;
                    builder.create(folder.path.join("tmp"))?;
                    return Ok(folder);
                }
            }
        }
    }
}

impl Drop for EmptyFolder {
    fn drop(&mut self) {
        // What cannot be removed lies where the system clears away.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

impl Log {
    fn keep(mut from: impl Read + Send + 'static) -> io::Result<Self> {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let (ended, rest) = mpsc::channel();
        let keeps = Arc::clone(&kept);
        spawn_thread("log", move || {
            let mut buffer = [0; 4096];
            // What is too much is read all the same: a full pipe would hold the worker up.
            while let Ok(n @ 1..) = from.read(&mut buffer) {
                let mut kept = keeps.lock().unwrap_or_else(PoisonError::into_inner);
                let room = MAX_LOG - kept.len();
                kept.extend_from_slice(&buffer[..n.min(room)]);
            }
            drop(ended);
        })?;
        Ok(Self { kept, rest })
    }

    /// What was written; a worker that has just ended gets the time to be read.
    fn text(&self) -> String {
        let _ = self.rest.recv_timeout(LOOK);
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&kept).into_owned()
    }
}

/// How messages are told from each other.
#[derive(Clone, Copy)]
enum Speech {
    /// By a length before each.
    Frames,
    /// By line breaks.
    Lines,
}

/// Writes a request, which comes as a frame.
fn send_to(to: &mut impl io::Write, request: &[u8], speech: Speech) -> io::Result<()> {
    match speech {
        Speech::Frames => to.write_all(request),
        Speech::Lines => {
            to.write_all(protocol::json_of(request))?;
            to.write_all(b"\n")
        }
    }
}

fn listen_to_lines(from: impl Read, heard: &SyncSender<Heard>) {
    let mut from = BufReader::with_capacity(64 << 10, from);
    loop {
        let answer = match protocol::read_line(&mut from, MAX_ANSWER) {
            Ok(None) => return,
            Ok(Some(line)) => match serde_json::from_slice(&line) {
                Ok(answer) => Heard::Answer(answer, line.len()),
                Err(_) => Heard::Nonsense(no_message(&line)),
            },
            Err(error) => Heard::Nonsense(format!("gave an answer that is none: {error}")),
        };
        let is_last = matches!(answer, Heard::Nonsense(_));
        if heard.send(answer).is_err() || is_last {
            return;
        }
    }
}

/// Quotes what a process has written where only messages go: its author finds the `print` by it.
fn no_message(line: &[u8]) -> String {
    let line = String::from_utf8_lossy(line);
    let start: String = line.trim_end().chars().take(60).collect();
    format!("wrote to standard output what is no message: “{start}”")
}

fn listen(mut from: impl Read, heard: &SyncSender<Heard>) {
    let nonsense = |error: String| Heard::Nonsense(format!("gave an answer that is none: {error}"));
    loop {
        let answer = match protocol::read(&mut from, MAX_ANSWER) {
            Ok(None) => return,
            Ok(Some(json)) => match serde_json::from_slice(&json) {
                Ok(answer) => Heard::Answer(answer, json.len()),
                Err(error) => nonsense(error.to_string()),
            },
            // The worker was cut off within a frame: how it ended says more.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return,
            Err(error) => nonsense(error.to_string()),
        };
        let is_last = matches!(answer, Heard::Nonsense(_));
        if heard.send(answer).is_err() || is_last {
            return;
        }
    }
}

fn spawn_thread(name: &str, run: impl FnOnce() + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new().name(name.to_owned()).spawn(run).map(drop)
}

/// Whether a child has ended, without taking its status, which keeps its number taken.
#[cfg(unix)]
fn has_ended(child: &Child) -> bool {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    !matches!(waitid(WaitId::Pid(Pid::from_child(child)), options), Ok(None))
}

#[cfg(not(unix))]
fn has_ended(_child: &Child) -> bool {
    false
}

fn kill_group(child: &mut Child) {
    #[cfg(unix)]
    // A group that is gone already is as good as killed.
    let _ = rustix::process::kill_process_group(
        rustix::process::Pid::from_child(child),
        rustix::process::Signal::KILL,
    );
    let _ = child.kill();
}

fn describe(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return match signal_name(signal) {
            Some(name) => format!("ended by signal {signal} ({name})"),
            None => format!("ended by signal {signal}"),
        };
    }
    match status.code() {
        Some(code) => format!("exited with status {code} before it answered"),
        None => "ended before it answered".to_owned(),
    }
}

/// The name of a signal that ends a process which did not ask for it.
#[cfg(unix)]
fn signal_name(signal: i32) -> Option<&'static str> {
    use rustix::process::Signal;
    let names = [
        (Signal::ABORT, "SIGABRT"),
        (Signal::ALARM, "SIGALRM"),
        (Signal::BUS, "SIGBUS"),
        (Signal::FPE, "SIGFPE"),
        (Signal::ILL, "SIGILL"),
        (Signal::INT, "SIGINT"),
        (Signal::KILL, "SIGKILL"),
        (Signal::PIPE, "SIGPIPE"),
        (Signal::SEGV, "SIGSEGV"),
        (Signal::SYS, "SIGSYS"),
        (Signal::TERM, "SIGTERM"),
        (Signal::TRAP, "SIGTRAP"),
        (Signal::XCPU, "SIGXCPU"),
        (Signal::XFSZ, "SIGXFSZ"),
    ];
    names.into_iter().find(|(known, _)| known.as_raw() == signal).map(|(_, name)| name)
}
