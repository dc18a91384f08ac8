//! The calls of services that one worker makes: several at a time, each with a budget.
//!
//! While a call is in flight the worker's own clock stands still: the time of a service is not
//! that of the checker.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::outbox::Outbox;
use super::protocol::{self, MAX_ANSWER, Request};
use super::service::{Answering, Caller, Grants, Reply, Service, Subject};

/// How many calls of one worker are answered at a time.
const MAX_RUNNING: usize = 64;

/// How many more may wait for their turn.
const MAX_WAITING: usize = 4096;

/// The calls of one worker.
pub(super) struct Calls {
    board: Arc<Board>,
    grants: Grants,
    caller: Caller,
}

/// What the threads that answer calls share.
struct Board {
    state: Mutex<State>,
    outbox: Arc<Outbox>,
}

struct State {
    /// Where replies go.
    outbox: Arc<Outbox>,
    waiting: VecDeque<Call>,
    running: Vec<Running>,
    next_ticket: u64,
    clock: Clock,
}

/// A call that waits for its turn.
struct Call {
    id: u64,
    service: Arc<dyn Service>,
    caller: Caller,
    request: Value,
}

/// A call that a thread is at work on.
struct Running {
    /// Plugins choose the ids of their calls, so they tell nothing apart.
    ticket: u64,
    id: u64,
    caller: Caller,
    until: Instant,
    budget: Duration,
}

/// The time of the worker itself.
struct Clock {
    begun: Instant,
    stood: Duration,
    stands_since: Option<Instant>,
}

impl Calls {
    /// Calls whose replies go to a worker.
    pub(super) fn new(outbox: Arc<Outbox>) -> Self {
        let clock = Clock { begun: Instant::now(), stood: Duration::ZERO, stands_since: None };
        let (waiting, running) = (VecDeque::new(), Vec::new());
        let state = State { outbox: Arc::clone(&outbox), waiting, running, next_ticket: 0, clock };
        let board = Arc::new(Board { state: Mutex::new(state), outbox });
        Self { board, grants: Grants::default(), caller: Caller::default() }
    }

    /// Says who calls, and what it may ask for.
    pub(super) fn introduce(&mut self, plugin: &str, is_shipped: bool, grants: Grants) {
        self.caller = Caller::new(plugin);
        self.caller.is_shipped = is_shipped;
        self.grants = grants;
    }

    /// Whether the plugin may call at all.
    pub(super) fn are_possible(&self) -> bool {
        self.grants.are_any()
    }

    /// Says on whose behalf it calls from here on.
    pub(super) fn begin(&mut self, subject: Subject) {
        self.caller.subject = subject;
    }

    /// Answers a call in a thread of its own, or refuses it at once.
    pub(super) fn take(&self, id: u64, service: &str, request: Value) {
        let mut caller = self.caller.again();
        let mut state = self.board.state();
        match self.grants.find(service, &mut caller) {
            Err(refusal) => state.reply(id, refusal),
            Ok(_) if state.waiting.len() >= MAX_WAITING => {
                state.reply(id, Reply::wrong(format!("more than {MAX_WAITING} calls wait already")));
            }
            Ok(service) => {
                state.waiting.push_back(Call { id, service, caller, request });
                state.turn_clock();
                self.board.staff(&mut state);
            }
        }
    }

    /// The time that the worker has had for itself, since it was started.
    pub(super) fn own_time(&self) -> Duration {
        self.board.state().clock.now()
    }

    /// Gives up the calls that have taken longer than they may.
    pub(super) fn expire(&self) {
        let now = Instant::now();
        self.give_up(|running| running.until <= now, false);
    }

    /// Gives up all calls: what they were for is over.
    pub(super) fn end(&self) {
        self.give_up(|_| true, true);
    }

    /// Gives up all calls, and closes the way to the worker.
    pub(super) fn close(&self) {
        self.board.outbox.close();
        self.end();
    }

    fn give_up(&self, is_over: impl Fn(&Running) -> bool, all: bool) {
        let mut state = self.board.state();
        let (over, running) = std::mem::take(&mut state.running).into_iter().partition(is_over);
        state.running = running;
        let over: Vec<Running> = over;
        for call in over {
            call.caller.leave();
            let cause = if all {
                "the check is over".to_owned()
            } else {
                format!("the service took longer than {} s", call.budget.as_secs_f64())
            };
            state.reply(call.id, Reply::wrong(cause));
        }
        if all {
            for call in std::mem::take(&mut state.waiting) {
                state.reply(call.id, Reply::wrong("the check is over"));
            }
        }
        state.turn_clock();
        self.board.staff(&mut state);
    }
}

impl Board {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has a thread for every call that waits, as long as there are not too many.
    fn staff(self: &Arc<Self>, state: &mut State) {
        while state.running.len() < MAX_RUNNING
            && let Some(call) = state.waiting.pop_front()
        {
            let (id, ticket) = (call.id, state.begin(&call));
            let board = Arc::clone(self);
            let work = move || board.work(ticket, call);
            if let Err(error) = std::thread::Builder::new().name("service".to_owned()).spawn(work) {
                state.finish(ticket, id, Reply::wrong(format!("no thread can be had: {error}")));
            }
        }
    }

    /// Answers one call, and then those that wait, for as long as nobody has given it up.
    fn work(&self, mut ticket: u64, mut call: Call) {
        loop {
            let Call { id, service, caller, request } = call;
            let mut reply = |answer: &str| {
                self.outbox.wait();
                let mut state = self.state();
                if state.is_running(ticket) {
                    state.send_part(id, answer);
                }
            };
            let mut answering = Answering::new(&mut reply);
            // What fails in a service must not take the program along.
            let answered = catch_unwind(AssertUnwindSafe(|| service.call(&caller, request, &mut answering)));
            let end = answered.unwrap_or_else(|_| Reply::wrong("the service failed"));
            let mut state = self.state();
            if !state.finish(ticket, id, end) {
                return;
            }
            let Some(next) = state.waiting.pop_front() else { return };
            ticket = state.begin(&next);
            call = next;
        }
    }
}

impl State {
    fn begin(&mut self, call: &Call) -> u64 {
        self.next_ticket += 1;
        let (ticket, budget) = (self.next_ticket, call.service.budget());
        let until = Instant::now() + budget;
        self.running.push(Running { ticket, id: call.id, caller: call.caller.clone(), until, budget });
        ticket
    }

    fn is_running(&self, ticket: u64) -> bool {
        self.running.iter().any(|running| running.ticket == ticket)
    }

    /// Ends a call, and says whether it was still waited for.
    fn finish(&mut self, ticket: u64, id: u64, reply: Reply) -> bool {
        let Some(i) = self.running.iter().position(|running| running.ticket == ticket) else { return false };
        self.running.swap_remove(i);
        self.reply(id, reply);
        self.turn_clock();
        true
    }

    fn reply(&mut self, id: u64, reply: Reply) {
        self.send(&Request::Reply { id, more: false, reply });
    }

    /// Sends one answer of several, in JSON.
    fn send_part(&mut self, id: u64, answer: &str) {
        match protocol::part(id, answer, MAX_ANSWER) {
            Ok(frame) => self.outbox.send(Arc::new(frame)),
            Err(error) => self.reply(id, Reply::wrong(error.to_string())),
        }
    }

    fn send(&mut self, message: &Request<'_>) {
        let frame = protocol::frame(message, MAX_ANSWER).or_else(|error| match message {
            // Whoever called waits for some answer.
            Request::Reply { id, .. } => {
                let reply = Reply::wrong(error.to_string());
                protocol::frame(&Request::Reply { id: *id, more: false, reply }, MAX_ANSWER)
            }
            Request::Open { .. } => Err(error),
        });
        if let Ok(frame) = frame {
            self.outbox.send(Arc::new(frame));
        }
    }

    /// Has the clock stand while the worker waits for a service, and go on after that.
    fn turn_clock(&mut self) {
        self.clock.turn(!self.running.is_empty() || !self.waiting.is_empty());
    }
}

impl Clock {
    fn now(&self) -> Duration {
        let stands = self.stands_since.map_or(Duration::ZERO, |since| since.elapsed());
        self.begun.elapsed().saturating_sub(self.stood + stands)
    }

    fn turn(&mut self, stands: bool) {
        match self.stands_since {
            None if stands => self.stands_since = Some(Instant::now()),
            Some(since) if !stands => {
                self.stood += since.elapsed();
                self.stands_since = None;
            }
            _ => {}
        }
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::mpsc::{self, Receiver};

    use serde_json::json;

    use super::super::protocol::Replied;
    use super::super::service::Services;
    use super::super::speech::Speech;
    use super::*;
    use ibidem_sdk::abi;

    /// Does what it is asked: waits, counts, fails.
    struct Obedient {
        meeting: Barrier,
        budget: Duration,
    }

    impl Service for Obedient {
        fn name(&self) -> &'static str {
            "obedient/1"
        }

        fn budget(&self) -> Duration {
            self.budget
        }

        fn call(&self, caller: &Caller, request: Value, reply: &mut Answering<'_>) -> Reply {
            match request.as_str() {
                Some("count") => {
                    (1..=3).for_each(|n| reply.give(&n));
                    Reply::end()
                }
                Some("meet") => {
                    self.meeting.wait();
                    Reply::of(json!("met"))
                }
                Some("panic") => panic!("it was asked to"),
                Some("sleep") => {
                    std::thread::sleep(Duration::from_millis(300));
                    Reply::end()
                }
                Some("hang") => {
                    while !caller.is_gone() {
                        std::thread::sleep(Duration::from_millis(5));
                    }
                    reply.give(&"too late");
                    Reply::end()
                }
                _ => Reply::of(json!(caller.plugin)),
            }
        }
    }

    fn calls(budget: Duration) -> (Calls, Receiver<Vec<u8>>) {
        let (mut from, to) = std::io::pipe().unwrap();
        let (replies, heard) = mpsc::channel();
        std::thread::spawn(move || {
            while let Ok(Some(reply)) = protocol::read(&mut from, MAX_ANSWER) {
                replies.send(reply).unwrap();
            }
        });
        let to = std::os::fd::OwnedFd::from(to).into();
        let mut calls = Calls::new(Arc::new(Outbox::new(to, Speech::Frames)));
        let services = Services::none().with(Obedient { meeting: Barrier::new(2), budget });
        calls.introduce("words", false, Grants::new(&services, &["obedient/1".to_owned()], &[]));
        (calls, heard)
    }

    fn next(heard: &Receiver<Vec<u8>>) -> Replied {
        let reply = heard.recv_timeout(Duration::from_secs(20)).unwrap();
        Replied::read(reply).unwrap()
    }

    /// The answer of a message, as it is written.
    fn said(message: &Replied) -> &str {
        std::str::from_utf8(message.answer().unwrap()).unwrap()
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn an_answer_can_come_in_several_parts() {
        let (calls, heard) = calls(LONG);
        calls.take(7, "obedient/1", json!("count"));
        for n in 1..=3 {
            let message = next(&heard);
            assert_eq!((message.id, message.more, said(&message)), (7, true, &*n.to_string()));
        }
        let end = next(&heard);
        assert!((end.id, end.more, end.code) == (7, false, abi::OK) && end.answer().is_none());
    }

    #[test]
    fn what_is_not_declared_gets_to_no_service() {
        let (calls, heard) = calls(LONG);
        calls.take(1, "cache/1", json!({"op": "get", "key": "a"}));
        assert_eq!(next(&heard).code, abi::REFUSED);
        calls.take(2, "obedient/1", Value::Null);
        assert_eq!(said(&next(&heard)), "\"words\"");
    }

    #[test]
    fn calls_are_answered_side_by_side() {
        let (calls, heard) = calls(LONG);
        // Each waits for the other within the service.
        calls.take(1, "obedient/1", json!("meet"));
        calls.take(2, "obedient/1", json!("meet"));
        let mut ids = [next(&heard).id, next(&heard).id];
        ids.sort_unstable();
        assert_eq!(ids, [1, 2]);
    }

    #[test]
    fn many_calls_wait_for_their_turn() {
        let (calls, heard) = calls(LONG);
        (0..500).for_each(|id| calls.take(id, "obedient/1", Value::Null));
        let mut ids: Vec<u64> = (0..500).map(|_| next(&heard).id).collect();
        ids.sort_unstable();
        assert!(ids.into_iter().eq(0..500));
    }

    #[test]
    fn a_service_that_fails_costs_one_answer() {
        let (calls, heard) = calls(LONG);
        calls.take(1, "obedient/1", json!("panic"));
        assert_eq!(next(&heard).code, abi::ERROR);
        calls.take(2, "obedient/1", Value::Null);
        assert_eq!(next(&heard).code, abi::OK);
    }

    #[test]
    fn a_service_has_a_budget() {
        let (calls, heard) = calls(Duration::from_millis(50));
        calls.take(1, "obedient/1", json!("hang"));
        std::thread::sleep(Duration::from_millis(80));
        calls.expire();
        let reply = next(&heard);
        assert_eq!(reply.code, abi::ERROR);
        assert!(said(&reply).contains("took longer than 0.05 s"));
        calls.take(2, "obedient/1", Value::Null);
        assert_eq!(next(&heard).id, 2, "nothing of the first call comes any more");
    }

    #[test]
    fn the_clock_stands_while_a_service_works() {
        let (calls, heard) = calls(LONG);
        let before = calls.own_time();
        calls.take(1, "obedient/1", json!("sleep"));
        next(&heard);
        let own = calls.own_time().saturating_sub(before);
        assert!(own < Duration::from_millis(200), "{own:?}");
        std::thread::sleep(Duration::from_millis(50));
        assert!(calls.own_time().saturating_sub(before) >= Duration::from_millis(50), "it goes on afterward");
    }

    #[test]
    fn what_is_left_of_a_check_is_given_up() {
        let (calls, heard) = calls(LONG);
        calls.take(1, "obedient/1", json!("hang"));
        calls.end();
        assert!(said(&next(&heard)).contains("the check is over"));
        calls.close();
        calls.take(2, "obedient/1", Value::Null);
        assert!(heard.recv_timeout(Duration::from_millis(200)).is_err());
    }
}
