//! What waits between one who sends and one who takes: where it is much, the sender has patience.
//!
//! The patience has an end, and then more is sent all the same. Whoever takes may himself be waiting for
//! something that is behind what was sent; slowly is better than never.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// So many bytes are much: dozens of pages as large as any is read.
const MUCH: usize = 8 << 20;

/// How long a sender waits before it sends all the same.
const PATIENCE: Duration = Duration::from_millis(200);

/// The bytes that wait.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    bytes: usize,
    is_closed: bool,
}

impl Backlog {
    /// Waits while there is much.
    pub(super) fn wait(&self) {
        let is_much = |waiting: &mut Waiting| waiting.bytes >= MUCH && !waiting.is_closed;
        drop(self.changed.wait_timeout_while(self.waiting(), PATIENCE, is_much));
    }

    /// Says that so many wait from now on.
    pub(super) fn add(&self, bytes: usize) {
        self.waiting().bytes += bytes;
    }

    /// Says that so many were taken.
    pub(super) fn take(&self, bytes: usize) {
        let mut waiting = self.waiting();
        let was_much = waiting.bytes >= MUCH;
        waiting.bytes = waiting.bytes.saturating_sub(bytes);
        // To wake nobody costs a call of the system, too.
        if was_much && waiting.bytes < MUCH {
            drop(waiting);
            self.changed.notify_all();
        }
    }

    /// Says that nobody takes any more, so that nobody waits.
    pub(super) fn close(&self) {
        self.waiting().is_closed = true;
        self.changed.notify_all();
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Instant;

    use super::*;

    #[test]
    fn a_sender_waits_until_there_is_less() {
        let backlog = Arc::new(Backlog::default());
        backlog.add(MUCH);
        let taker = Arc::clone(&backlog);
        let taking = std::thread::spawn(move || {
            std::thread::sleep(PATIENCE / 4);
            taker.take(MUCH);
        });
        let begun = Instant::now();
        backlog.wait();
        assert!(begun.elapsed() >= PATIENCE / 4);
        taking.join().unwrap();
        assert_eq!(backlog.waiting().bytes, 0);
    }

    #[test]
    fn nobody_waits_for_good() {
        let backlog = Backlog::default();
        backlog.add(MUCH);
        let begun = Instant::now();
        backlog.wait();
        assert!(begun.elapsed() >= PATIENCE);
        backlog.close();
        let begun = Instant::now();
        (0..1000).for_each(|_| backlog.wait());
        assert!(begun.elapsed() < PATIENCE * 100);
    }
}
