//! What earlier runs were answered, kept in one file of `SQLite`: the evidence of every verdict, and
//! what a run that was broken off goes on from.
//!
//! A store that fails never fails an audit: it says so once, and the audit goes on without it.

mod ages;
mod history;
mod rows;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use ibidem_sdk::http::{Answer, Request, Source};
use rusqlite::Connection;

use super::watch::Watch;
use super::{HttpError, plain_address};
use ages::{is_fresh, is_kept};

pub use history::Entry;

/// The file of the store, in its folder.
pub const FILE_NAME: &str = "links.sqlite";

/// How long another program may hold the file.
const BUSY_TIME: Duration = Duration::from_secs(2);

/// Answers are written together: each write by itself would wait for the disk. What a killed run
/// loses is no more than this.
const PACE: Duration = Duration::from_millis(250);
const TOGETHER: usize = 64;

/// The store, open.
pub struct Store {
    path: PathBuf,
    reader: Mutex<Connection>,
    writer: Option<(SyncSender<Kept>, JoinHandle<()>)>,
    watch: Arc<dyn Watch>,
    is_broken: Arc<AtomicBool>,
}

/// An answer on its way to the file.
struct Kept {
    key: String,
    purpose: &'static str,
    answer: Answer,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Store").field("path", &self.path).finish_non_exhaustive()
    }
}

/// What tells one request from another: all of it but its id, credentials and fragment.
pub(crate) fn key_of(request: &Request) -> String {
    let url = plain_address(&request.url);
    let follow = if request.follow { "follow" } else { "stay" };
    let accept = request.accept.as_deref().unwrap_or_default();
    let when = request.accept_datetime.as_deref().map(|when| format!(" {when}")).unwrap_or_default();
    format!("{} {} {follow} {accept}{when} {url}", purpose_name(request), request.body)
}

fn purpose_name(request: &Request) -> &'static str {
    use ibidem_sdk::http::Purpose;
    match request.purpose {
        Purpose::Page => "page",
        Purpose::Control => "control",
        Purpose::Registry => "registry",
        Purpose::Archive => "archive",
        _ => "other",
    }
}

impl Store {
    /// Opens the store of a folder, and makes both where there are none.
    pub fn open(folder: &Path, watch: Arc<dyn Watch>) -> Result<Self, HttpError> {
        let path = folder.join(FILE_NAME);
        let fault = |cause: String| HttpError::Store { path: path.clone(), cause };
        make_folder(folder).map_err(|error| fault(error.to_string()))?;
        let open = || rows::open(&path, BUSY_TIME).map_err(|error| fault(explain(&error)));
        let (reader, connection) = (open()?, open()?);
        let (sender, receiver) = sync_channel(TOGETHER * 4);
        let is_broken = Arc::new(AtomicBool::new(false));
        let writer = Writer {
            connection,
            path: path.clone(),
            watch: Arc::clone(&watch),
            is_broken: Arc::clone(&is_broken),
        };
        let thread =
            std::thread::Builder::new().name("store".to_owned()).spawn(move || writer.run(&receiver));
        let thread = thread.map_err(|error| fault(error.to_string()))?;
        Ok(Self { path, reader: Mutex::new(reader), writer: Some((sender, thread)), watch, is_broken })
    }

    /// What an earlier run was answered, if it is not too old, or whatever its age.
    pub(crate) fn find(&self, request: &Request, now: i64, any_age: bool) -> Option<Answer> {
        if self.is_broken.load(Ordering::Relaxed) {
            return None;
        }
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let found = rows::latest(&reader, &key_of(request));
        drop(reader);
        let (at, answer) = match found {
            Ok(found) => found?,
            Err(error) => {
                warn_once(&self.is_broken, &*self.watch, &self.path, &error);
                return None;
            }
        };
        let is_good = any_age || is_fresh(&answer, at, now);
        let (id, url) = (request.id, request.url.clone());
        is_good.then_some(Answer { id, url, source: Source::Store, ..answer })
    }

    /// Keeps an answer, if it is one to be kept; returns before it is on the disk.
    pub(crate) fn keep(&self, request: &Request, answer: &Answer) {
        if !is_kept(answer) || self.is_broken.load(Ordering::Relaxed) {
            return;
        }
        let answer = Answer { id: 0, url: plain_address(&request.url), ..answer.clone() };
        let kept = Kept { key: key_of(request), purpose: purpose_name(request), answer };
        if let Some((sender, _)) = &self.writer {
            // Without a writer it is broken, and has been said to be.
            let _ = sender.send(kept);
        }
    }

    /// All that is known of an address, the latest first.
    pub fn history(&self, url: &str) -> Result<Vec<Entry>, HttpError> {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        history::of(&reader, &plain_address(url)).map_err(|error| self.fault(&error))
    }

    /// Forgets an address, or all; says how many answers are gone.
    pub fn forget(&self, url: Option<&str>) -> Result<usize, HttpError> {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        history::forget(&reader, url.map(plain_address).as_deref()).map_err(|error| self.fault(&error))
    }

    /// Removes the file of a store, whatever is in it.
    pub fn remove(folder: &Path) -> Result<(), HttpError> {
        for name in [FILE_NAME.to_owned(), format!("{FILE_NAME}-wal"), format!("{FILE_NAME}-shm")] {
            let path = folder.join(name);
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(HttpError::Store { path, cause: error.to_string() });
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn fault(&self, error: &rusqlite::Error) -> HttpError {
        HttpError::Store { path: self.path.clone(), cause: explain(error) }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.writer.take() {
            drop(sender);
            // A writer that panicked has said so itself.
            let _ = thread.join();
        }
    }
}

/// The thread that writes.
struct Writer {
    connection: Connection,
    path: PathBuf,
    watch: Arc<dyn Watch>,
    is_broken: Arc<AtomicBool>,
}

impl Writer {
    fn run(mut self, receiver: &Receiver<Kept>) {
        let mut waiting = Vec::new();
        let mut due = Instant::now() + PACE;
        loop {
            let received = receiver.recv_timeout(due.saturating_duration_since(Instant::now()));
            let is_over = matches!(received, Err(RecvTimeoutError::Disconnected));
            waiting.extend(received);
            if is_over || waiting.len() >= TOGETHER || Instant::now() >= due {
                due = Instant::now() + PACE;
                let written = rows::add(&mut self.connection, &waiting);
                waiting.clear();
                if let Err(error) = written {
                    warn_once(&self.is_broken, &*self.watch, &self.path, &error);
                    return;
                }
            }
            if is_over {
                return;
            }
        }
    }
}

fn warn_once(is_broken: &AtomicBool, watch: &dyn Watch, path: &Path, error: &rusqlite::Error) {
    if !is_broken.swap(true, Ordering::Relaxed) {
        let cause = explain(error);
        watch
            .warn(&format!("the link store {} fails: {cause}; the audit goes on without it", path.display()));
    }
}

/// What went wrong, and what to do about it.
fn explain(error: &rusqlite::Error) -> String {
    use rusqlite::ErrorCode as Code;
    match error.sqlite_error_code() {
        Some(Code::NotADatabase | Code::DatabaseCorrupt) => {
            "it is damaged (`ibidem links forget --all` removes it)".to_owned()
        }
        Some(Code::DatabaseBusy | Code::DatabaseLocked) => "another program holds it".to_owned(),
        Some(Code::DiskFull) => "the disk is full".to_owned(),
        Some(Code::ReadOnly | Code::PermissionDenied) => "it may not be written".to_owned(),
        _ => error.to_string(),
    }
}

/// The history of what somebody read is nobody else's business.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests;
