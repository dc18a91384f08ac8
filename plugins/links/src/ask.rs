//! Requests → answers, through the service `http/1` of the program.

use std::sync::atomic::{AtomicUsize, Ordering};

use ibidem_sdk::http::{self, Answer, Batch, Failure, Request};
use ibidem_sdk::{CallError, Host, Level};

/// Asks the network for the checker, and says how far it has come. Several threads may ask at once.
pub(crate) struct Asker<'a> {
    host: &'a Host<'a>,
    /// Hosts that are asked later on, to be told to the user first.
    later: Vec<String>,
    done: AtomicUsize,
    total: AtomicUsize,
}

impl<'a> Asker<'a> {
    pub(crate) fn new(host: &'a Host<'a>, later: Vec<String>) -> Self {
        Self { host, later, done: AtomicUsize::new(0), total: AtomicUsize::new(0) }
    }

    /// Asks, and hands each answer over with what its request is for, in the order in which they come.
    ///
    /// `follows` says that it follows from earlier answers.
    /// Where the program does not answer, the answer is a failure: nothing is lost.
    pub(crate) fn ask<T>(&self, asked: Vec<(T, Request)>, follows: bool, take: &mut dyn FnMut(T, Answer)) {
        let (mut purposes, mut requests) = (Vec::with_capacity(asked.len()), Vec::with_capacity(asked.len()));
        for (id, (purpose, request)) in (0_u32..).zip(asked) {
            purposes.push(Some(purpose));
            requests.push(Request { id, ..request });
        }
        self.total.fetch_add(requests.len(), Ordering::Relaxed);
        let batch = Batch { requests, later: self.later.clone(), follows };
        let outcome = self.host.call_each(http::SERVICE, &batch, |answer: Answer| {
            let purpose = usize::try_from(answer.id).ok().and_then(|id| purposes.get_mut(id)?.take());
            if let Some(purpose) = purpose {
                take(purpose, answer);
                self.moved();
            }
        });
        if let Err(CallError::Failed(cause)) = outcome {
            self.host.log(Level::Warning, &format!("the network was not asked: {cause}"));
        }
        let failure = if self.host.cancelled() { Failure::Interrupted } else { Failure::Offline };
        for (purpose, request) in purposes.into_iter().zip(&batch.requests) {
            if let Some(purpose) = purpose {
                take(purpose, Answer::failed(request, failure));
            }
        }
    }

    fn moved(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        self.host.progress(done, self.total.load(Ordering::Relaxed));
    }
}
