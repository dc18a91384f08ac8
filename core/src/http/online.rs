//! A batch → answers from the hosts: domain by domain, side by side, as they come.

use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ibidem_sdk::http::{Answer, Batch, Failure, Purpose, Request};
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, watch as state};
use url::Url;

use super::clock::timestamp;
use super::doubt::ClockDoubt;
use super::pace::{MOST_SIDE_BY_SIDE, domain_of};
use super::store::Store;
use super::visit::Visitor;
use super::watch::{Progress, Watch, Whom};
use super::{Clock, Deliver, HttpError, Settings};

/// So many domains are worked on at a time; others wait, and hold neither memory nor connections.
const DOMAINS: usize = 512;

/// Answers that nobody has taken yet; hosts are not asked faster than answers are taken.
const UNTAKEN: usize = 64;

/// For so long answers gather before they are taken: each time costs the waking of threads in two processes,
/// and hosts take longer than this for their next answer.
const GATHERING: Duration = Duration::from_millis(4);

/// After so many failures without a single connection, the network itself is doubted.
const DOUBTS: usize = 8;

/// Open files that a run can need: two for each request under way, and those of the rest.
const FILES: u64 = 4096;

/// A run on the network.
pub(super) struct Online {
    /// Null only while it is dropped.
    runtime: Option<Runtime>,
    run: Arc<Run>,
    clock: Clock,
}

/// What all tasks of a run share.
struct Run {
    visitor: Visitor,
    watch: Arc<dyn Watch>,
    stop: state::Sender<bool>,
    has_no_network: AtomicBool,
    clock_doubt: ClockDoubt,
    announced: Mutex<HashSet<String>>,
    done: AtomicUsize,
    total: AtomicUsize,
    domains: AtomicUsize,
}

/// A request that only its host can answer.
struct Unknown {
    request: Request,
    /// Its address, where it is one.
    url: Option<Url>,
}

impl Unknown {
    fn host(&self) -> Option<&str> {
        self.url.as_ref()?.host_str()
    }
}

/// The requests to one domain that nobody has taken yet.
type Queue = Arc<Mutex<VecDeque<Unknown>>>;

impl Online {
    pub(super) fn new(settings: &Settings, watch: Arc<dyn Watch>) -> Result<Self, HttpError> {
        allow_files();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            // At the pace of hosts one keeps up, and has nobody to wake.
            .worker_threads(1)
            .thread_name("http")
            .enable_all()
            .build()
            .map_err(|error| HttpError::Client(error.to_string()))?;
        let run = Run {
            visitor: Visitor::new(settings)?,
            watch,
            stop: state::Sender::new(false),
            has_no_network: AtomicBool::new(false),
            clock_doubt: ClockDoubt::default(),
            announced: Mutex::default(),
            done: AtomicUsize::new(0),
            total: AtomicUsize::new(0),
            domains: AtomicUsize::new(0),
        };
        Ok(Self { runtime: Some(runtime), run: Arc::new(run), clock: settings.clock.clone() })
    }

    pub(super) fn interrupt(&self) {
        self.run.stop.send_replace(true);
    }

    pub(super) fn is_interrupted(&self) -> bool {
        *self.run.stop.borrow()
    }

    /// Ends the asking at the first Ctrl-C, and the program at the second.
    pub(super) fn heed_interrupts(&self) {
        let Some(runtime) = &self.runtime else { return };
        let run = Arc::clone(&self.run);
        runtime.spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                if run.stop.send_replace(true) {
                    // The user does not want to wait for the report either.
                    std::process::exit(130);
                }
                run.watch.warn("interrupted: the report has what is known; once more ends at once");
            }
        });
    }

    /// Answers from the store what is fresh there, and asks for the rest; breaks when nobody waits
    /// any more.
    pub(super) fn ask(
        &self,
        batch: Batch,
        store: Option<&Store>,
        deliver: &mut Deliver<'_>,
    ) -> ControlFlow<()> {
        let now = self.clock.now();
        let mut unknown = Vec::new();
        for request in batch.requests {
            match store.and_then(|store| store.find(&request, now, false)) {
                Some(answer) => deliver(&request, answer)?,
                None => unknown.push(Unknown { url: Url::parse(&request.url).ok(), request }),
            }
        }
        let Some(runtime) = self.runtime.as_ref().filter(|_| !unknown.is_empty()) else {
            return ControlFlow::Continue(());
        };
        self.run.announce(&unknown, &batch.later, batch.follows);
        let mut keep = |request: &Request, answer: Answer| {
            if let Some(store) = store {
                store.keep(request, &answer);
            }
            deliver(request, answer)
        };
        self.take_all(runtime, unknown, &mut keep)
    }

    /// Takes the answers as they come. As long as nothing has connected, failures that a missing
    /// network explains are held back: they say nothing about a page.
    fn take_all(
        &self,
        runtime: &Runtime,
        unknown: Vec<Unknown>,
        deliver: &mut Deliver<'_>,
    ) -> ControlFlow<()> {
        let awaited = unknown.len();
        let mut answers = Gathered { answers: self.run.start(runtime, unknown), awaited };
        let mut held: Vec<(Request, Answer)> = Vec::new();
        while let Some((request, answer)) = answers.next() {
            if self.run.visitor.has_connected() {
                held.drain(..).try_for_each(|(request, answer)| deliver(&request, answer))?;
            } else if answer.failure.is_some_and(may_be_the_network) {
                held.push((request, answer));
                if held.len() == DOUBTS {
                    self.doubt(runtime);
                }
                continue;
            }
            deliver(&request, answer)?;
        }
        if held.is_empty() {
            return ControlFlow::Continue(());
        }
        let is_network = self.run.visitor.has_connected() || !self.doubt(runtime);
        held.into_iter().try_for_each(|(request, mut answer)| {
            if !is_network {
                answer.failure = Some(Failure::NoNetwork);
            }
            deliver(&request, answer)
        })
    }

    /// Finds out whether there is no network; says so once.
    fn doubt(&self, runtime: &Runtime) -> bool {
        if self.is_interrupted() {
            return true;
        }
        let is_missing = !runtime.block_on(self.run.visitor.probe());
        if is_missing && !self.run.has_no_network.swap(true, Ordering::Relaxed) {
            self.run.watch.warn("nothing can be reached from here: no link was judged (no-network)");
        }
        is_missing
    }
}

impl Drop for Online {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A lookup that hangs is not waited for.
            runtime.shutdown_background();
        }
    }
}

impl Run {
    /// Says of whom is asked before it happens: of the pages that are cited, and once of each service.
    fn announce(&self, unknown: &[Unknown], later: &[String], follows: bool) {
        self.total.fetch_add(unknown.len(), Ordering::Relaxed);
        let is_page = |unknown: &&Unknown| unknown.request.purpose == Purpose::Page && !follows;
        let hosts: HashSet<&str> = unknown.iter().filter(is_page).filter_map(Unknown::host).collect();
        let is_service =
            |unknown: &&Unknown| matches!(unknown.request.purpose, Purpose::Registry | Purpose::Archive);
        let of_services = unknown.iter().filter(is_service).filter_map(Unknown::host);
        let mut services: Vec<String> = of_services.map(str::to_owned).collect();
        services.extend_from_slice(later);
        services.sort_unstable();
        services.dedup();
        let mut announced = self.announced.lock().unwrap_or_else(PoisonError::into_inner);
        services.retain(|service| announced.insert(service.clone()));
        drop(announced);
        let pages = unknown.iter().filter(is_page).count();
        let is_asked = !*self.stop.borrow() && !self.has_no_network.load(Ordering::Relaxed);
        if is_asked && (pages > 0 || !services.is_empty()) {
            self.watch.begins(&Whom { pages, hosts: hosts.len(), services });
        }
    }

    /// Starts the asking of all domains; the answers come until the last request is answered.
    fn start(
        self: &Arc<Self>,
        runtime: &Runtime,
        unknown: Vec<Unknown>,
    ) -> mpsc::Receiver<(Request, Answer)> {
        let (sender, answers) = mpsc::channel(UNTAKEN);
        let queues = by_domain(unknown);
        let tenders = queues.len().min(DOMAINS);
        let queues = Arc::new(Mutex::new(queues));
        for _ in 0..tenders {
            let (run, queues, sender) = (Arc::clone(self), Arc::clone(&queues), sender.clone());
            runtime.spawn(async move {
                while let Some(queue) = pop(&queues) {
                    run.tend(queue, &sender).await;
                }
            });
        }
        answers
    }

    /// Works off the requests to one domain, some at a time.
    async fn tend(self: &Arc<Self>, queue: Queue, sender: &mpsc::Sender<(Request, Answer)>) {
        self.domains.fetch_add(1, Ordering::Relaxed);
        let waiting = queue.lock().unwrap_or_else(PoisonError::into_inner).len();
        let lanes: Vec<_> = (0..waiting.min(MOST_SIDE_BY_SIDE))
            .map(|_| {
                let (run, queue, sender) = (Arc::clone(self), Arc::clone(&queue), sender.clone());
                tokio::spawn(async move {
                    while let Some(Unknown { request, url }) = pop(&queue) {
                        let answer = run.answer(&request, url).await;
                        run.look_at_certificate(&answer);
                        run.moved();
                        if sender.send((request, answer)).await.is_err() {
                            break;
                        }
                    }
                })
            })
            .collect();
        for lane in lanes {
            // A lane that panics takes its request with it; the others go on.
            let _ = lane.await;
        }
        self.domains.fetch_sub(1, Ordering::Relaxed);
    }

    async fn answer(&self, request: &Request, url: Option<Url>) -> Answer {
        if self.has_no_network.load(Ordering::Relaxed) {
            return Answer::failed(request, Failure::NoNetwork);
        }
        let mut stop = self.stop.subscribe();
        // On the heap: a task that waits for its turn should be small.
        let visit = Box::pin(self.visitor.visit(request, url));
        tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => Answer::failed(request, Failure::Interrupted),
            answer = visit => answer,
        }
    }

    fn look_at_certificate(&self, answer: &Answer) {
        if self.clock_doubt.arises(answer) {
            // Not the day of the audit, which a user may choose.
            let today = timestamp(Clock::default().now());
            let today = today.get(..10).unwrap_or_default();
            self.watch.warn(&format!(
                "every certificate so far is out of date by the clock of this machine, which says {today}; \
                 set it right and run again (tls.expired)"
            ));
        }
    }

    fn moved(&self) {
        self.watch.moves(Progress {
            done: self.done.fetch_add(1, Ordering::Relaxed) + 1,
            total: self.total.load(Ordering::Relaxed),
            hosts: self.domains.load(Ordering::Relaxed),
        });
    }
}

/// Answers as they are taken: those that have come meanwhile one after the other, without a wait.
struct Gathered {
    answers: mpsc::Receiver<(Request, Answer)>,
    /// How many are still to come.
    awaited: usize,
}

impl Gathered {
    fn next(&mut self) -> Option<(Request, Answer)> {
        self.awaited = self.awaited.saturating_sub(1);
        if let Ok(next) = self.answers.try_recv() {
            return Some(next);
        }
        let first = self.answers.blocking_recv();
        if self.awaited > 0 {
            std::thread::sleep(GATHERING);
        }
        first
    }
}

/// The requests by domain, in the order in which the domains are first named.
fn by_domain(unknown: Vec<Unknown>) -> VecDeque<Queue> {
    let mut places = HashMap::new();
    let mut queues: Vec<VecDeque<Unknown>> = Vec::new();
    for unknown in unknown {
        let domain = unknown.url.as_ref().map(domain_of).unwrap_or_default();
        let place = *places.entry(domain).or_insert(queues.len());
        if place == queues.len() {
            queues.push(VecDeque::new());
        }
        queues[place].push_back(unknown);
    }
    queues.into_iter().map(|queue| Arc::new(Mutex::new(queue))).collect()
}

fn pop<T>(queue: &Mutex<VecDeque<T>>) -> Option<T> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
}

/// Whether a failure could come of a missing network.
fn may_be_the_network(failure: Failure) -> bool {
    matches!(
        failure,
        Failure::Dns
            | Failure::DnsTrouble
            | Failure::Refused
            | Failure::Unreachable
            | Failure::Timeout
            | Failure::Proxy
    )
}

/// Raises the limit of open files as far as the run needs; with less, connections fail.
fn allow_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        let wanted = limit.maximum.map_or(FILES, |maximum| maximum.min(FILES));
        if limit.current.is_some_and(|current| current < wanted) {
            limit.current = Some(wanted);
            // Where it is not allowed, the run goes on with what there is.
            let _ = setrlimit(Resource::Nofile, limit);
        }
    }
}
