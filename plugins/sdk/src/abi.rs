//! The boundary between the program and a checker's library, in terms of C.
//!
//! Checkers written in Rust never touch it: [`export_checker!`](crate::export_checker) does. From this
//! file `include/ibidem.h` is made, which says the same to everyone else; a test compares the two,
//! and writes the header where `BLESS=1` is set.

#![expect(unsafe_code, reason = "raw pointers are what C has; they end in this file")]

use std::any::Any;
use std::ffi::c_void;
use std::mem::{offset_of, size_of};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::checker::Channel;
use crate::finding::Piece;
use crate::{CallError, Checker, Findings, Host, Level, Options, Paper, Severity};

/// The text of `ibidem.h`: the same boundary for everyone who does not write Rust.
pub const HEADER: &str = include_str!("../include/ibidem.h");

/// The text of `json.h`: as much JSON as a checker in C needs.
pub const JSON_HEADER: &str = include_str!("../include/json.h");

/// The first word of every plugin table: “IBDM”.
pub const MAGIC: u32 = 0x4D44_4249;
/// The version of this boundary: its own number, never that of the program.
pub const PROTOCOL: u32 = 1;
/// What was added without breaking the protocol; larger is newer.
pub const MINOR: u32 = 0;

/// It went well.
pub const OK: i32 = 0;
/// It went wrong; the reason is logged at level 1 before.
pub const ERROR: i32 = -1;
/// The program does not do this for the plugin.
pub const REFUSED: i32 = -2;
/// The plugin panicked, or threw.
pub const PANIC: i32 = -100;

/// Kind of `emit`: a finding, while `check` runs: `{"rule", "severity", "span": [0, 4], "message", …}`.
pub const EMIT_FINDING: u32 = 1;
/// Kind of `emit`: a record, an object of the plugin's own, while `check` runs; the manifest declares `records`.
pub const EMIT_RECORD: u32 = 2;
/// Kind of `emit`: how far it has come, `{"done": 3, "total": 96}`.
pub const EMIT_PROGRESS: u32 = 3;
/// Kind of `emit`: a rule, while `open` runs: `{"name", "severity", "page"}`.
pub const EMIT_RULE: u32 = 4;

/// Level of `log`: it cannot go on.
pub const LOG_ERROR: u32 = 1;
/// Level of `log`: it goes on, with less than it should have.
pub const LOG_WARNING: u32 = 2;
/// Level of `log`: for its author.
pub const LOG_INFO: u32 = 3;

/// Bytes that somebody else owns, borrowed until the call returns; always UTF-8.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Bytes {
    /// The first of them; may be null where there are none.
    pub ptr: *const u8,
    /// How many.
    pub len: usize,
}

/// Takes an answer of a service, one whole JSON value: called once for each, on the calling
/// thread, while `call` runs; where the code is not 0, the last one says in a sentence what is wrong.
pub type Reply = unsafe extern "C" fn(reply_ctx: *mut c_void, json: Bytes);

/// What the program offers a plugin; valid until the process ends.
///
/// Every function may be called from any thread, and each gets `ctx` first. Look at `struct_size` before
/// any member that came after protocol 1.
#[repr(C)]
pub struct HostTable {
    /// The size of this table in the program.
    pub struct_size: u32,
    /// The protocol that the program speaks.
    pub protocol: u32,
    /// Its minor version.
    pub minor: u32,
    /// Zero.
    pub reserved: u32,
    /// The program's own; to be handed back.
    pub ctx: *mut c_void,
    /// Takes a result; the program copies it. Nonzero means that it wants no more.
    pub emit: Option<unsafe extern "C" fn(ctx: *mut c_void, kind: u32, json: Bytes) -> i32>,
    /// Takes a line for the log; the program copies it.
    pub log: Option<unsafe extern "C" fn(ctx: *mut c_void, level: u32, utf8: Bytes)>,
    /// Nonzero if nobody waits for the answer any more.
    pub cancelled: Option<unsafe extern "C" fn(ctx: *mut c_void) -> i32>,
    /// Asks a service, and may block; the code is that of a service that is refused, or that fails.
    ///
    /// `reply` and its context may be null where no answer is wanted.
    pub call: Option<
        unsafe extern "C" fn(
            ctx: *mut c_void,
            service: Bytes,
            request: Bytes,
            reply: Option<Reply>,
            reply_ctx: *mut c_void,
        ) -> i32,
    >,
}

/// What a plugin's library exports: one static of this type, named `<library>_plugin`.
///
/// `libibidem_words.so` exports `ibidem_words_plugin`. The table grows at its end only, and the program
/// compares magic and protocol before it calls anything. It calls `open`, `check` and `close` one after
/// another on one thread; a plugin may start threads of its own and call the program from them.
#[repr(C)]
pub struct PluginTable {
    /// The magic number.
    pub magic: u32,
    /// The size of this table in the plugin.
    pub struct_size: u32,
    /// The protocol that the plugin speaks.
    pub protocol: u32,
    /// Its minor version.
    pub minor: u32,
    /// The text of its `plugin.toml`; static.
    pub manifest: Bytes,
    /// Makes an instance from its configuration, `{"options": {…}}`, and emits its rules.
    ///
    /// On success the instance is the plugin's until `close`, and may be null; on failure there is none.
    pub open: Option<
        unsafe extern "C" fn(host: *const HostTable, config: Bytes, instance: *mut *mut c_void) -> i32,
    >,
    /// Checks one paper, `{"now": "2026-01-31", "paper": {…}}`, and emits its findings.
    ///
    /// Any number of times, one after another.
    pub check:
        Option<unsafe extern "C" fn(instance: *mut c_void, host: *const HostTable, request: Bytes) -> i32>,
    /// Ends an instance, at most once; may be null.
    pub close: Option<unsafe extern "C" fn(instance: *mut c_void)>,
}

// SAFETY: both tables are read only, and their functions are to be called from any thread: the
// program promises it for its own in `HostTable`, and calls a plugin's one after another.
unsafe impl Sync for HostTable {}
// SAFETY: as above.
unsafe impl Sync for PluginTable {}

const _: () = {
    assert!(LOG_ERROR == Level::Error as u32);
    assert!(LOG_WARNING == Level::Warning as u32);
    assert!(LOG_INFO == Level::Info as u32);
    let pointer = size_of::<usize>();
    assert!(size_of::<Bytes>() == 2 * pointer);
    assert!(offset_of!(HostTable, ctx) == 16);
    assert!(offset_of!(HostTable, call) == 16 + 4 * pointer);
    assert!(size_of::<HostTable>() == 16 + 5 * pointer);
    assert!(offset_of!(PluginTable, protocol) == 8);
    assert!(offset_of!(PluginTable, manifest) == 16);
    assert!(offset_of!(PluginTable, close) == 16 + 4 * pointer);
    assert!(size_of::<PluginTable>() == 16 + 5 * pointer);
};

impl Bytes {
    /// Borrows a text.
    pub const fn new(text: &str) -> Self {
        Self { ptr: text.as_ptr(), len: text.len() }
    }

    /// The bytes; none where the pointer is null.
    ///
    /// # Safety
    ///
    /// A pointer that is not null leads to `len` bytes that nobody changes as long as `'a`.
    pub const unsafe fn as_slice<'a>(self) -> &'a [u8] {
        if self.ptr.is_null() || self.len == 0 {
            return &[];
        }
        // SAFETY: not null, and the caller promises the rest.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }
}

/// Exports a checker as the plugin of its library, so that its author writes no `unsafe`.
///
/// The first argument is the name of the exported symbol: the library's name and `_plugin`.
/// The manifest is the text of the plugin's `plugin.toml`.
///
/// ```
/// use ibidem_sdk::{Checker, Findings, Host, Options, Paper, Rule, export_checker};
///
/// struct Silent;
///
/// impl Checker for Silent {
///     fn open(_options: Options) -> Result<Self, String> {
///         Ok(Self)
///     }
///
///     fn rules(&self) -> &[Rule] {
///         &[]
///     }
///
///     fn check(&self, _paper: &Paper, _host: &Host<'_>, _findings: &mut Findings) {}
/// }
///
/// const MANIFEST: &str = r#"
/// id = "silent"
/// version = "0.1.0"
/// protocol = 1
/// kind = "native"
/// scope = "document"
/// "#;
///
/// export_checker!(ibidem_silent_plugin, Silent, manifest = MANIFEST);
/// ```
#[macro_export]
macro_rules! export_checker {
    ($symbol:ident, $checker:ty, manifest = $manifest:expr $(,)?) => {
        /// What the program finds in this library.
        #[allow(unsafe_code, reason = "C finds it by this name, unique because it is the library's")]
        #[unsafe(no_mangle)]
        pub static $symbol: $crate::abi::PluginTable = $crate::abi::plugin::<$checker>($manifest);
    };
}

/// The table of a checker, for [`export_checker!`](crate::export_checker).
pub const fn plugin<C: Checker>(manifest: &'static str) -> PluginTable {
    #[expect(clippy::cast_possible_truncation, reason = "the table has some fifty bytes")]
    let struct_size = size_of::<PluginTable>() as u32;
    PluginTable {
        magic: MAGIC,
        struct_size,
        protocol: PROTOCOL,
        minor: MINOR,
        manifest: Bytes::new(manifest),
        open: Some(open::<C>),
        check: Some(check::<C>),
        close: Some(close::<C>),
    }
}

/// What [`open`] makes.
struct Instance<C> {
    checker: C,
    /// The paper that was checked last. It is taken apart when the next one comes, and never where none does:
    /// that takes as long as reading a third of it.
    last: Mutex<Option<Paper>>,
}

impl<C> Instance<C> {
    fn last(&self) -> MutexGuard<'_, Option<Paper>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The configuration of an instance; what else it holds is for later plugins.
#[derive(Deserialize)]
struct Config {
    #[serde(default)]
    options: serde_json::Map<String, Value>,
}

/// One paper to check; what else it holds is for later plugins.
#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    now: String,
    paper: Paper,
}

#[derive(Serialize)]
struct RuleMessage<'a> {
    name: &'a str,
    severity: Severity,
    page: &'a str,
}

#[derive(Serialize)]
struct Progress {
    done: usize,
    total: usize,
}

unsafe extern "C" fn open<C: Checker>(
    host: *const HostTable,
    config: Bytes,
    instance: *mut *mut c_void,
) -> i32 {
    // SAFETY: the program hands over its table, which is valid until the process ends.
    let Some(program) = (unsafe { Program::new(host) }) else { return ERROR };
    program.run(|| {
        // SAFETY: the program lends the configuration until this call returns.
        let config: Config = serde_json::from_slice(unsafe { config.as_slice() })
            .map_err(|error| format!("its configuration cannot be read: {error}"))?;
        let checker = C::open(Options::new(config.options))?;
        for rule in checker.rules() {
            let message = RuleMessage { name: rule.name, severity: rule.severity, page: rule.page };
            program.emit(EMIT_RULE, &message);
        }
        let made = Box::new(Instance { checker, last: Mutex::default() });
        // SAFETY: the program hands over a place for one pointer.
        unsafe { instance.write(Box::into_raw(made).cast()) };
        Ok(())
    })
}

unsafe extern "C" fn check<C: Checker>(instance: *mut c_void, host: *const HostTable, request: Bytes) -> i32 {
    // SAFETY: the program hands over its table, which is valid until the process ends.
    let Some(program) = (unsafe { Program::new(host) }) else { return ERROR };
    program.run(|| {
        // SAFETY: the program hands back what `open` made, and closes it only after this call.
        let instance = unsafe { instance.cast::<Instance<C>>().as_ref() }.ok_or("it was not opened")?;
        drop(instance.last().take());
        // SAFETY: the program lends the request until this call returns.
        let request = std::str::from_utf8(unsafe { request.as_slice() })
            .map_err(|error| format!("its request is not UTF-8: {error}"))?;
        let request: Request =
            serde_json::from_str(request).map_err(|error| format!("its request cannot be read: {error}"))?;
        let host = Host::with_channel(&request.now, &program);
        let mut findings = Findings::sent_to(Box::new(move |piece| match piece {
            Piece::Finding(finding) => program.emit(EMIT_FINDING, &finding),
            Piece::Record(record) => program.emit(EMIT_RECORD, &record),
        }));
        instance.checker.check(&request.paper, &host, &mut findings);
        *instance.last() = Some(request.paper);
        Ok(())
    })
}

unsafe extern "C" fn close<C: Checker>(instance: *mut c_void) {
    if instance.is_null() {
        return;
    }
    let close = || {
        // SAFETY: the program hands back what `open` made, once, and does not use it again.
        let instance = unsafe { Box::from_raw(instance.cast::<Instance<C>>()) };
        // A worker closes its checker when it ends, and its memory ends with it.
        std::mem::forget(instance.last().take());
    };
    if let Err(payload) = catch_unwind(AssertUnwindSafe(close)) {
        // Dropping a payload can panic too.
        std::mem::forget(payload);
    }
}

/// The program, seen from the plugin.
#[derive(Clone, Copy)]
struct Program {
    table: &'static HostTable,
}

impl Program {
    /// Takes the program's table, if it is one that this side knows.
    ///
    /// # Safety
    ///
    /// A pointer that is not null leads to a table that is valid until the process ends.
    unsafe fn new(host: *const HostTable) -> Option<Self> {
        if host.is_null() {
            return None;
        }
        // SAFETY: not null, and every table begins with its size; no more than that is looked at.
        let size = unsafe { host.cast::<u32>().read() };
        if (size as usize) < size_of::<HostTable>() {
            return None;
        }
        // SAFETY: the table has all members that this side knows, and stays until the end.
        let table = unsafe { &*host };
        (table.protocol == PROTOCOL).then_some(Self { table })
    }

    /// Runs a call to its end, whatever it does, and says how it went.
    fn run(self, call: impl FnOnce() -> Result<(), String>) -> i32 {
        match catch_unwind(AssertUnwindSafe(call)) {
            Ok(Ok(())) => OK,
            Ok(Err(message)) => {
                self.log(Level::Error, &message);
                ERROR
            }
            Err(payload) => {
                self.log(Level::Error, panic_message(&*payload));
                // Dropping a payload can panic too.
                std::mem::forget(payload);
                PANIC
            }
        }
    }

    fn emit(self, kind: u32, message: &impl Serialize) {
        let (Some(emit), Ok(json)) = (self.table.emit, serde_json::to_string(message)) else { return };
        // SAFETY: the program takes this call on any thread at any time, and copies the bytes.
        // Its answer is what `Host::cancelled` says.
        let _ = unsafe { emit(self.table.ctx, kind, Bytes::new(&json)) };
    }
}

impl Channel for Program {
    fn cancelled(&self) -> bool {
        // SAFETY: the program takes this call on any thread at any time.
        self.table.cancelled.is_some_and(|cancelled| unsafe { cancelled(self.table.ctx) } != 0)
    }

    fn progress(&self, done: usize, total: usize) {
        self.emit(EMIT_PROGRESS, &Progress { done, total });
    }

    fn call(&self, service: &str, request: &str, each: &mut dyn FnMut(&str)) -> Result<(), CallError> {
        let Some(call) = self.table.call else { return Err(CallError::Refused) };
        let mut replies = Replies { each, held: None, panic: None };
        let place = (&raw mut replies).cast();
        // SAFETY: the program takes this call on any thread at any time, borrows the bytes, and hands
        // `place` to `take_reply` and to nobody else, on this thread and before it returns.
        let code = unsafe {
            call(self.table.ctx, Bytes::new(service), Bytes::new(request), Some(take_reply), place)
        };
        let Replies { each, held, panic } = replies;
        if let Some(payload) = panic {
            std::panic::resume_unwind(payload);
        }
        match (code, held) {
            (OK, held) => {
                held.as_deref().into_iter().for_each(each);
                Ok(())
            }
            (REFUSED, _) => Err(CallError::Refused),
            (_, cause) => {
                let cause = cause.and_then(|cause| serde_json::from_str(&cause).ok());
                Err(CallError::Failed(cause.unwrap_or_else(|| "no answer".to_owned())))
            }
        }
    }

    fn log(&self, level: Level, message: &str) {
        if let Some(log) = self.table.log {
            // SAFETY: the program takes this call on any thread at any time, and copies the bytes.
            unsafe { log(self.table.ctx, level as u32, Bytes::new(message)) };
        }
    }
}

/// Where the answers of one call go.
struct Replies<'a> {
    each: &'a mut dyn FnMut(&str),
    /// A text that came last: what is wrong, should the call fail. In JSON.
    held: Option<String>,
    /// What the checker panicked with; it goes on where the program is no longer on the stack.
    panic: Option<Box<dyn Any + Send>>,
}

/// Takes one answer.
unsafe extern "C" fn take_reply(replies: *mut c_void, json: Bytes) {
    // SAFETY: `Program::call` gave the place for as long as its call runs, and the program lends the bytes.
    let (replies, json) = unsafe { (&mut *replies.cast::<Replies<'_>>(), json.as_slice()) };
    if replies.panic.is_some() {
        return;
    }
    let Ok(answer) = std::str::from_utf8(json) else { return };
    let before = replies.held.take();
    let is_text = answer.trim_start().starts_with('"');
    if is_text {
        replies.held = Some(answer.to_owned());
    }
    let now = Some(answer).filter(|_| !is_text);
    let give = || before.as_deref().into_iter().chain(now).for_each(&mut *replies.each);
    replies.panic = catch_unwind(AssertUnwindSafe(give)).err();
}

fn panic_message(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

#[cfg(test)]
mod tests;
