//! What runs in a worker: opens one library, and lets its checker answer the program.
//!
//! Everything that a plugin can break is broken here. The worker believes the table only as far
//! as it has looked, and never unloads: thread-locals outlive `dlclose`, so its end is the unload.
#![expect(unsafe_code, reason = "a plugin is C as far as this side can know")]

use std::collections::HashMap;
use std::ffi::c_void;
use std::fs::File;
use std::io::{self, BufReader, Write as _};
use std::mem::size_of;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use ibidem_sdk::abi::{self, Bytes, HostTable, PluginTable, Reply};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::backlog::Backlog;
use super::manifest::Manifest;
use super::protocol::{self, Answer, MAX_ANSWER, MAX_REQUEST, Passed, Phase, Progress, Replied};
use crate::process::confine::{Bounds, confine};
use library::{Plugin, load, read_table};

mod library;

/// The code of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// A shared library.
    Library {
        /// Where it lies; absolute.
        path: PathBuf,
        /// The table that it exports.
        symbol: String,
        /// The plugin's folder, where it has one.
        folder: Option<PathBuf>,
    },
    /// A program that speaks the messages as lines of JSON.
    Process {
        /// Where it lies; absolute.
        command: PathBuf,
        /// What it is given on its command line.
        arguments: Vec<String>,
        /// The plugin's folder, in which it runs.
        folder: PathBuf,
    },
    /// Linked into the program, under the id of the plugin.
    Bundled(String),
}

impl Code {
    /// Says that it cannot be loaded, and why; without the folder, the same report on every machine.
    pub(crate) fn cannot_load(&self, cause: &str) -> String {
        match self {
            Self::Library { path: file, .. } | Self::Process { command: file, .. } => {
                let name = file.file_name().unwrap_or(file.as_os_str());
                format!("cannot load {}: {cause}", name.to_string_lossy())
            }
            Self::Bundled(_) => cause.to_owned(),
        }
    }

    /// All that the code consists of, as far as that can be known: files, and folders with all below.
    pub(crate) fn files(&self) -> Vec<&Path> {
        match self {
            Self::Bundled(_) => Vec::new(),
            Self::Library { path, folder, .. } => {
                folder.iter().map(PathBuf::as_path).chain([path.as_path()]).collect()
            }
            Self::Process { command, folder, .. } => vec![folder, command],
        }
    }
}

/// How long a checker may go on after the program has gone.
const GRACE: Duration = Duration::from_secs(1);

/// For so long replies gather in the pipe before they are read, where more follow: each time wakes this thread
/// and the checker.
const GATHERING: Duration = Duration::from_millis(1);

/// Records are held back for so long, to be written together: a report has as many as links, and each that is
/// written wakes the program. Of a checker that crashes or hangs, those that are held are lost; findings never are.
const HOLDING: Duration = Duration::from_millis(5);

/// So many bytes of records are not held any longer.
const MUCH_HELD: usize = 32 << 10;

/// So many replies have room kept for others, each up to so many bytes: pages come by thousands, and to ask
/// for so much memory each time makes the C library tidy up what small things have left.
const MOST_ROOMS: usize = 64;
/// See [`MOST_ROOMS`].
const LARGEST_ROOM: usize = 64 << 10;

/// Progress is passed on no more often than this.
const PROGRESS_PACE: Duration = Duration::from_millis(100);

/// How many rules a checker can have.
const MAX_RULES: usize = 10_000;

/// Serves as the worker of one plugin, until the program closes its end.
///
/// Says whether the checker came to its end by then, or soon after.
pub fn run(code: Code, memory: Option<u64>) -> io::Result<bool> {
    confine(&bounds(&code, memory));
    if let Code::Process { command, arguments, folder } = &code {
        return become_process(command, arguments, folder).map(|()| true);
    }
    let (input, output) = take_descriptors()?;
    let session = Session {
        output: Mutex::new(Output { to: output, held: Vec::new(), written: Instant::now() }),
        cancelled: AtomicBool::new(false),
        state: Mutex::default(),
        calls: Mutex::default(),
        backlog: Backlog::default(),
        rooms: Mutex::default(),
    };
    let session = SESSION.get_or_init(|| session);
    let (requests, received) = mpsc::channel();
    let (ended, end) = mpsc::channel::<()>();
    // The checker gets a thread of its own, so that this one sees when the program goes.
    std::thread::Builder::new().name("checker".to_owned()).stack_size(8 << 20).spawn(move || {
        serve(session, &code, &received);
        drop(ended);
    })?;
    let mut input = BufReader::with_capacity(64 << 10, input);
    while let Ok(Some(request)) = protocol::read_in(session.room(), &mut input, MAX_REQUEST) {
        if request.starts_with(protocol::REPLY_BEGINS) {
            if session.take_reply(request) && input.buffer().is_empty() {
                std::thread::sleep(GATHERING);
            }
        } else if requests.send(request).is_err() {
            break;
        }
    }
    session.cancelled.store(true, Ordering::Relaxed);
    drop(requests);
    // Whether the thread has ended or not, this process does.
    Ok(end.recv_timeout(GRACE) == Err(RecvTimeoutError::Disconnected))
}

/// What a worker is given: its code, and the empty folder that its environment names.
pub fn bounds(code: &Code, memory: Option<u64>) -> Bounds {
    let readable = code.files().into_iter().map(Path::to_owned).collect();
    let writable = std::env::var_os("TMPDIR").map(PathBuf::from).into_iter().collect();
    Bounds { memory, readable, writable }
}

/// Becomes the program of a plugin, which then speaks for itself; says why where that fails.
fn become_process(command: &Path, arguments: &[String], folder: &Path) -> io::Result<()> {
    let mut process = std::process::Command::new(command);
    process.args(arguments).current_dir(folder);
    #[cfg(unix)]
    let error = std::os::unix::process::CommandExt::exec(&mut process);
    #[cfg(not(unix))]
    let error = io::Error::new(io::ErrorKind::Unsupported, "process plugins are untried on this system");
    let name = command.file_name().unwrap_or(command.as_os_str()).to_string_lossy();
    let cause = format!("cannot start {name}: {error}");
    let mut line = serde_json::to_vec(&Answer::Failed { phase: Phase::Load, cause })?;
    line.push(b'\n');
    io::stdout().write_all(&line)
}

/// The manifest of a plugin that is linked into the program.
pub(crate) fn bundled_manifest(id: &str) -> Option<Manifest> {
    // SAFETY: the table is a static of this very program.
    let plugin = unsafe { read_table(bundled(id)?) }.ok()?;
    Manifest::read(plugin.manifest).ok()
}

/// The plugins that are linked into the program.
#[cfg(feature = "bundled")]
fn bundled(id: &str) -> Option<*const PluginTable> {
    match id {
        "garbled" => Some(&raw const ibidem_garbled::ibidem_garbled_plugin),
        "styles" => Some(&raw const ibidem_styles::ibidem_styles_plugin),
        "quotations" => Some(&raw const ibidem_quotations::ibidem_quotations_plugin),
        "links" => Some(&raw const ibidem_links::ibidem_links_plugin),
        "duplicates" => Some(&raw const ibidem_duplicates::ibidem_duplicates_plugin),
        _ => None,
    }
}

#[cfg(not(feature = "bundled"))]
fn bundled(_id: &str) -> Option<*const PluginTable> {
    None
}

/// Takes the channel to the program away from the standard descriptors, so that a plugin's
/// `printf` and `scanf` harm nothing: 0 is empty then, and 1 leads to the log.
#[cfg(unix)]
fn take_descriptors() -> io::Result<(File, File)> {
    use std::os::fd::AsFd as _;
    let input = rustix::io::fcntl_dupfd_cloexec(io::stdin().as_fd(), 3)?;
    let output = rustix::io::fcntl_dupfd_cloexec(io::stdout().as_fd(), 3)?;
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    rustix::stdio::dup2_stdout(io::stderr().as_fd())?;
    Ok((input.into(), output.into()))
}

#[cfg(not(unix))]
fn take_descriptors() -> io::Result<(File, File)> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "workers are untried on this system"))
}

/// Loads the plugin, opens its checker, and answers requests until there are no more.
fn serve(session: &'static Session, code: &Code, requests: &Receiver<Vec<u8>>) {
    let fail = |phase, cause| session.say(&Answer::Failed { phase, cause });
    let plugin = match load(code) {
        Ok(plugin) => plugin,
        Err(cause) => return fail(Phase::Load, cause),
    };
    session.say(&Answer::Loaded { protocol: protocol::VERSION, manifest: plugin.manifest.to_owned() });
    let Ok(config) = requests.recv() else { return };
    let opened = match Opened::new(session, &plugin, &config) {
        Ok(opened) => opened,
        Err(cause) => return fail(Phase::Open, cause),
    };
    let rules = std::mem::take(&mut session.state().rules);
    session.say(&Answer::Hello { rules, records: None });
    for request in requests {
        if protocol::is_check(&request) {
            match opened.check(session, &request) {
                Ok(()) => session.say(&Answer::Done),
                Err(cause) => fail(Phase::Check, cause),
            }
        }
    }
}

/// A checker that was opened.
struct Opened<'a> {
    plugin: &'a Plugin,
    instance: *mut c_void,
}

impl<'a> Opened<'a> {
    fn new(session: &Session, plugin: &'a Plugin, config: &[u8]) -> Result<Self, String> {
        let mut instance = std::ptr::null_mut();
        session.call(Phase::Open, || {
            let config = Bytes { ptr: config.as_ptr(), len: config.len() };
            // SAFETY: the host's table is static, the bytes and the place outlive the call.
            unsafe { (plugin.open)(&raw const HOST, config, &raw mut instance) }
        })?;
        Ok(Self { plugin, instance })
    }

    fn check(&self, session: &Session, request: &[u8]) -> Result<(), String> {
        session.call(Phase::Check, || {
            let request = Bytes { ptr: request.as_ptr(), len: request.len() };
            // SAFETY: `open` made the instance, the host's table is static, the bytes outlive the call.
            unsafe { (self.plugin.check)(self.instance, &raw const HOST, request) }
        })
    }
}

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        if let Some(close) = self.plugin.close {
            // SAFETY: `open` made the instance, and nothing uses it after this.
            unsafe { close(self.instance) };
        }
    }
}

/// The one plugin of this process.
static SESSION: OnceLock<Session> = OnceLock::new();

/// What the plugin may call. It hands back `ctx`, which nobody needs: there is one session, and a
/// plugin that hands back something else breaks nothing.
static HOST: HostTable = HostTable {
    #[expect(clippy::cast_possible_truncation, reason = "the table has some fifty bytes")]
    struct_size: size_of::<HostTable>() as u32,
    protocol: abi::PROTOCOL,
    minor: abi::MINOR,
    reserved: 0,
    ctx: std::ptr::null_mut(),
    emit: Some(emit),
    log: Some(log),
    cancelled: Some(cancelled),
    call: Some(call),
};

struct Session {
    output: Mutex<Output>,
    cancelled: AtomicBool,
    state: Mutex<State>,
    calls: Mutex<Calls>,
    /// Replies that the plugin has not taken yet.
    backlog: Backlog,
    /// Those of replies that it has taken, for the next.
    rooms: Mutex<Vec<Vec<u8>>>,
}

/// The way to the program.
struct Output {
    to: File,
    /// Records that were given and are not written yet.
    held: Vec<u8>,
    /// When something was last written.
    written: Instant,
}

impl Output {
    /// Writes a message, behind those that are held.
    fn write(&mut self, frame: &[u8]) -> io::Result<()> {
        self.held.extend_from_slice(frame);
        self.flush()
    }

    /// Holds a message back for a moment, to be written with those that follow.
    fn hold(&mut self, frame: &[u8]) -> io::Result<()> {
        self.held.extend_from_slice(frame);
        if self.held.len() < MUCH_HELD && self.written.elapsed() < HOLDING {
            return Ok(());
        }
        self.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        let written = self.to.write_all(&self.held);
        self.held.clear();
        self.written = Instant::now();
        written
    }
}

/// The calls of services that wait for their replies.
#[derive(Default)]
struct Calls {
    next: u64,
    waiting: HashMap<u64, Sender<Replied>>,
}

#[derive(Default)]
struct State {
    /// The call that the plugin is in.
    phase: Option<Phase>,
    /// What it has said at level 1 in this call.
    error: Option<String>,
    /// The rules that it has named.
    rules: Vec<Value>,
    /// When progress was last passed on.
    progressed: Option<Instant>,
}

impl Session {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says something to the program; if that has gone, the checker learns it from `cancelled`.
    fn say(&self, answer: &impl Serialize) {
        self.say_by(answer, Output::write);
    }

    /// The same for one of many messages, which can wait for the next.
    fn say_soon(&self, answer: &impl Serialize) {
        self.say_by(answer, Output::hold);
    }

    fn say_by(&self, answer: &impl Serialize, write: impl FnOnce(&mut Output, &[u8]) -> io::Result<()>) {
        let too_long = |error: io::Error| Answer::Invalid { cause: error.to_string() };
        let frame = protocol::frame(answer, MAX_ANSWER)
            .or_else(|error| protocol::frame(&too_long(error), MAX_ANSWER));
        let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        if frame.and_then(|frame| write(&mut output, &frame)).is_err() {
            self.cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Calls the plugin, and puts its code into words.
    fn call(&self, phase: Phase, call: impl FnOnce() -> i32) -> Result<(), String> {
        *self.state() = State { phase: Some(phase), ..State::default() };
        let code = call();
        let error = {
            let mut state = self.state();
            state.phase = None;
            state.error.take()
        };
        match (code, error) {
            (abi::OK, _) => Ok(()),
            (abi::PANIC, Some(error)) => Err(format!("panicked: {error}")),
            (abi::PANIC, None) => Err("panicked".to_owned()),
            (_, Some(error)) => Err(error),
            (code, None) => Err(format!("gave the error code {code}")),
        }
    }

    /// Asks the program on behalf of the plugin, which waits: the way on which the replies come.
    fn ask(&self, service: &str, request: &RawValue) -> (u64, Receiver<Replied>) {
        let (reply, replied) = mpsc::channel();
        let id = {
            let mut calls = self.calls();
            calls.next += 1;
            let id = calls.next;
            calls.waiting.insert(id, reply);
            id
        };
        self.say(&Passed::Call { id, service, request });
        (id, replied)
    }

    /// Waits for the next reply; none if the program has gone.
    fn hear(&self, id: u64, replied: &Receiver<Replied>) -> Option<Replied> {
        loop {
            match replied.recv_timeout(PROGRESS_PACE) {
                Ok(reply) => return Some(reply),
                Err(RecvTimeoutError::Timeout) if !self.cancelled.load(Ordering::Relaxed) => {}
                Err(_) => {
                    self.calls().waiting.remove(&id);
                    return None;
                }
            }
        }
    }

    /// Takes a reply to whoever waits for it, and says whether more of it follow.
    fn take_reply(&self, message: Vec<u8>) -> bool {
        let Some(message) = Replied::read(message) else { return false };
        let more = message.more;
        self.backlog.wait();
        let mut calls = self.calls();
        if let Some(waiting) = calls.waiting.get(&message.id) {
            let (id, is_last) = (message.id, !message.more);
            let length = message.length();
            self.backlog.add(length);
            // Who no longer waits wants no reply.
            if waiting.send(message).is_err() {
                self.backlog.take(length);
            }
            if is_last {
                calls.waiting.remove(&id);
            }
        }
        more
    }

    /// Takes back a reply of which the plugin has what it wants.
    fn taken(&self, message: Replied) {
        self.backlog.take(message.length());
        let room = message.into_room();
        let mut rooms = self.rooms();
        if room.capacity() <= LARGEST_ROOM && rooms.len() < MOST_ROOMS {
            rooms.push(room);
        }
    }

    /// Room for a message, if there is some.
    fn room(&self) -> Vec<u8> {
        self.rooms().pop().unwrap_or_default()
    }

    fn rooms(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what the plugin emits.
    fn take(&self, kind: u32, json: &[u8]) -> i32 {
        let phase = self.state().phase;
        match (kind, phase) {
            (abi::EMIT_FINDING, Some(Phase::Check)) => {
                self.take_piece("a finding", json, |finding| self.say(&Passed::Finding { finding }));
            }
            (abi::EMIT_RECORD, Some(Phase::Check)) => {
                self.take_piece("a record", json, |record| self.say_soon(&Passed::Record { record }));
            }
            (abi::EMIT_RULE, Some(Phase::Open)) => return self.take_rule(json),
            (abi::EMIT_PROGRESS, Some(_)) => self.take_progress(json),
            _ => return abi::REFUSED,
        }
        i32::from(self.cancelled.load(Ordering::Relaxed))
    }

    fn take_rule(&self, json: &[u8]) -> i32 {
        let mut state = self.state();
        if state.rules.len() == MAX_RULES {
            return abi::REFUSED;
        }
        match serde_json::from_slice(json) {
            Ok(rule) => state.rules.push(rule),
            Err(error) => self.refuse("a rule", &error),
        }
        abi::OK
    }

    fn take_piece<'a>(&self, what: &str, json: &'a [u8], pass: impl FnOnce(&'a RawValue)) {
        if json.len() > MAX_ANSWER / 2 {
            let cause = format!("{what} has {} bytes, the limit is {}", json.len(), MAX_ANSWER / 2);
            return self.say(&Answer::Invalid { cause });
        }
        match serde_json::from_slice(json) {
            Ok(piece) => pass(piece),
            Err(error) => self.refuse(what, &error),
        }
    }

    fn take_progress(&self, json: &[u8]) {
        let now = Instant::now();
        let mut state = self.state();
        if state.progressed.is_some_and(|last| now.duration_since(last) < PROGRESS_PACE) {
            return;
        }
        state.progressed = Some(now);
        drop(state);
        let Progress { done, total } = serde_json::from_slice(json).unwrap_or_default();
        self.say(&Answer::Progress { done, total });
    }

    fn refuse(&self, what: &str, error: &serde_json::Error) {
        self.say(&Answer::Invalid { cause: format!("{what} is no JSON: {error}") });
    }
}

unsafe extern "C" fn emit(_ctx: *mut c_void, kind: u32, json: Bytes) -> i32 {
    // SAFETY: the plugin lends the bytes until this call returns.
    guarded(abi::ERROR, |session| session.take(kind, unsafe { json.as_slice() }))
}

unsafe extern "C" fn log(_ctx: *mut c_void, level: u32, utf8: Bytes) {
    guarded((), |session| {
        // SAFETY: the plugin lends the bytes until this call returns.
        let line = String::from_utf8_lossy(unsafe { utf8.as_slice() }).into_owned();
        // The log is for its author; nothing depends on whether it arrives.
        let _ = writeln!(io::stderr(), "{line}");
        if level == ibidem_sdk::Level::Error as u32 {
            session.state().error = Some(line);
        }
    });
}

unsafe extern "C" fn cancelled(_ctx: *mut c_void) -> i32 {
    guarded(1, |session| i32::from(session.cancelled.load(Ordering::Relaxed)))
}

unsafe extern "C" fn call(
    _ctx: *mut c_void,
    service: Bytes,
    request: Bytes,
    reply: Option<Reply>,
    reply_ctx: *mut c_void,
) -> i32 {
    // SAFETY: the plugin lends the bytes until this call returns.
    let (service, request) = unsafe { (service.as_slice(), request.as_slice()) };
    let asked = guarded(None, |session| {
        let service = std::str::from_utf8(service).ok()?;
        let request = if request.is_empty() { b"null" } else { request };
        Some(session.ask(service, serde_json::from_slice(request).ok()?))
    });
    let Some((id, replied)) = asked else { return abi::ERROR };
    while let Some(message) = guarded(None, |session| session.hear(id, &replied)) {
        if let (Some(reply), Some(json)) = (reply, message.answer()) {
            // SAFETY: the plugin gave the function for this call, with what it wants back; the bytes
            // outlive it.
            unsafe { reply(reply_ctx, Bytes { ptr: json.as_ptr(), len: json.len() }) };
        }
        let (more, code) = (message.more, message.code);
        guarded((), |session| session.taken(message));
        if !more {
            return code;
        }
    }
    abi::ERROR
}

/// Runs a call of the plugin without unwinding into it.
fn guarded<T>(otherwise: T, call: impl FnOnce(&Session) -> T) -> T {
    let Some(session) = SESSION.get() else { return otherwise };
    catch_unwind(AssertUnwindSafe(|| call(session))).unwrap_or(otherwise)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::io::{Read as _, pipe};
    use std::os::fd::OwnedFd;

    use super::*;

    #[test]
    fn what_is_held_is_written_before_what_follows() {
        let (mut reader, writer) = pipe().unwrap();
        // Nothing gets old before this, however slow the machine is.
        let later = Instant::now() + Duration::from_secs(3600);
        let mut output = Output { to: OwnedFd::from(writer).into(), held: Vec::new(), written: later };
        output.hold(b"a").unwrap();
        output.hold(b"b").unwrap();
        assert_eq!(output.held, b"ab");
        output.write(b"c").unwrap();
        output.written = Instant::now().checked_sub(HOLDING).unwrap();
        output.hold(b"d").unwrap();
        assert!(output.held.is_empty(), "it was silent for long enough");
        output.written = later;
        output.hold(&vec![b'e'; MUCH_HELD]).unwrap();
        assert!(output.held.is_empty(), "it is much");
        drop(output);
        let mut read = Vec::new();
        reader.read_to_end(&mut read).unwrap();
        assert_eq!(read, [b"abcd".as_slice(), &vec![b'e'; MUCH_HELD]].concat());
    }
}
