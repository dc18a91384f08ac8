//! What a worker writes to its standard error: kept for its author, up to a limit.

use std::io::{self, Read};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::worker::spawn_thread;

/// How much of it is kept.
const MAX_LOG: usize = 16 << 10;

/// How long what was written last is waited for.
const LOOK: Duration = Duration::from_millis(100);

/// What a worker has written to its standard error.
pub(super) struct Log {
    kept: Arc<Mutex<Vec<u8>>>,
    /// Disconnected when there is no more to come.
    rest: Receiver<()>,
}

impl Log {
    pub(super) fn keep(mut from: impl Read + Send + 'static) -> io::Result<Self> {
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
    pub(super) fn text(&self) -> String {
        let _ = self.rest.recv_timeout(LOOK);
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&kept).into_owned()
    }
}
