//! An inquiry at work: what it wants asked goes out in batches, side by side, and each answer is
//! judged as it comes.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use ibidem_sdk::Host;
use ibidem_sdk::http::{Answer, Request};

use crate::ask::Asker;
use crate::inquiry::{Inquiry, Step};

/// How many requests are handed over at once.
const BATCH: usize = 20_000;

/// How many batches that follow from answers are under way at a time, beside the pages themselves:
/// what one host keeps waiting does not keep the others.
const FOLLOWING: usize = 6;

/// What is worked off.
struct Desk<'a> {
    asker: &'a Asker<'a>,
    work: Mutex<Work>,
    changed: Condvar,
}

struct Work {
    inquiry: Inquiry,
    /// What is still to be asked of what was known from the beginning.
    begun: VecDeque<(Step, Request)>,
    /// What follows from answers.
    following: Vec<(Step, Request)>,
    /// Batches that are under way, and may yet have something follow.
    under_way: usize,
}

/// Works an inquiry off, to its end.
pub(crate) fn work_off(inquiry: Inquiry, asker: &Asker<'_>, host: &Host<'_>) -> Inquiry {
    let mut inquiry = inquiry;
    let begun = inquiry.begin().into();
    let work = Work { inquiry, begun, following: Vec::new(), under_way: 0 };
    let desk = Desk { asker, work: Mutex::new(work), changed: Condvar::new() };
    thread::scope(|scope| {
        for _ in 0..FOLLOWING {
            // Without threads of their own, what follows is asked when the pages are done.
            let follower = thread::Builder::new().name("following".to_owned());
            if follower.spawn_scoped(scope, || desk.work(false, host)).is_err() {
                break;
            }
        }
        desk.work(true, host);
    });
    desk.work.into_inner().unwrap_or_else(PoisonError::into_inner).inquiry
}

impl Desk<'_> {
    fn state(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks batch after batch, until nothing is left that could have something follow.
    fn work(&self, begins: bool, host: &Host<'_>) {
        while let Some((batch, follows)) = self.next_batch(begins) {
            let _under_way = UnderWay { desk: self };
            self.asker.ask(batch, follows, &mut |step, answer| self.take(step, answer, host));
        }
    }

    /// The next requests, and whether they follow from answers; waits for them.
    fn next_batch(&self, begins: bool) -> Option<(Vec<(Step, Request)>, bool)> {
        let mut work = self.state();
        loop {
            let follows = !begins || work.begun.is_empty();
            let batch: Vec<(Step, Request)> = if follows {
                let length = work.following.len().min(BATCH);
                work.following.drain(..length).collect()
            } else {
                let length = work.begun.len().min(BATCH);
                work.begun.drain(..length).collect()
            };
            if !batch.is_empty() {
                work.under_way += 1;
                return Some((batch, follows));
            }
            if work.under_way == 0 && work.begun.is_empty() {
                return None;
            }
            work = self.changed.wait(work).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn take(&self, step: Step, answer: Answer, host: &Host<'_>) {
        let mut work = self.state();
        work.inquiry.take(step, answer);
        let next = work.inquiry.take_next();
        if !next.is_empty() && !host.cancelled() {
            work.following.extend(next);
            drop(work);
            self.changed.notify_one();
        }
    }
}

/// A batch that is under way until this is dropped, in whichever way it ends.
struct UnderWay<'a> {
    desk: &'a Desk<'a>,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.desk.state().under_way -= 1;
        self.desk.changed.notify_all();
    }
}
