//! Targets → what came of asking: of each first the registry, then the page, then where it sends
//! its reader, then a page that cannot be on its host, and at last the archives.
//!
//! Nothing here waits. An inquiry takes one answer at a time, in any order, judges it, and says what
//! is to be asked next; a page is let go as soon as it is judged. What is asked, and so the outcome, does not
//! hang on the order of the answers.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use ibidem_sdk::Host;
use ibidem_sdk::http::{Answer, Purpose, Request};
use url::Url;

use crate::Settings;
use crate::ask::Asker;
use crate::days::Day;
use crate::desk;
use crate::judge::{self, Control, Evidence, Judgement, Seen};
use crate::outcome::Outcome;
use crate::registry::{self, Registration};
use crate::search::{Ask, Search};
use crate::targets::{Target, is_archive};
use crate::verdict::{Reason, Verdict};

/// How much of a page is read: more than any has before its first paragraph.
const PAGE_BYTES: usize = 256 << 10;

/// What an answer is awaited for. The numbers are those of outcomes and of pages.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Whether a registry knows an identifier.
    Registration(usize),
    /// What a registry has of a work.
    Record(usize),
    /// A cited page.
    Page(usize),
    /// Where a cited page sends its reader.
    Refreshed(usize, Url),
    /// A page that cannot be, of a host.
    Control(String),
    /// A page that is cited with `http`, with `https`.
    Secure(usize, String),
    /// An archive.
    Archive(usize, Ask),
}

/// All that is asked about one paper, and what came of it.
pub(crate) struct Inquiry {
    settings: Settings,
    today: Option<Day>,
    outcomes: Vec<Outcome>,
    pages: Vec<Page>,
    /// The page of each outcome.
    page_of: Vec<usize>,
    hosts: BTreeMap<String, Origin>,
    searches: BTreeMap<usize, Search>,
    next: Vec<(Step, Request)>,
}

/// A cited page, whatever fragments are cited of it.
struct Page {
    address: String,
    outcomes: Vec<usize>,
    /// How many answers of registries are awaited before it is asked for.
    registries: usize,
}

/// A host, as far as it is known how it answers where nothing can be.
struct Origin {
    /// A page that cannot be: beside the page that is cited first, whichever is answered first.
    sibling: Option<Url>,
    control: Controlled,
}

enum Controlled {
    Unasked,
    /// Pages that wait for the answer.
    Asked(Vec<(usize, Seen)>),
    Answered(Option<Control>),
}

/// Asks for all targets.
pub(crate) fn inquire(targets: Vec<Target>, settings: &Settings, host: &Host<'_>) -> Vec<Outcome> {
    let inquiry = Inquiry::new(targets, settings, host.now());
    if inquiry.outcomes.is_empty() {
        return Vec::new();
    }
    let later = if settings.archives { &["archive.org", "web.archive.org"][..] } else { &[] };
    let asker = Asker::new(host, later.iter().map(|&host| host.to_owned()).collect());
    desk::work_off(inquiry, &asker, host).finish()
}

impl Inquiry {
    fn new(targets: Vec<Target>, settings: &Settings, now: &str) -> Self {
        let outcomes: Vec<Outcome> = targets.into_iter().map(Outcome::unasked).collect();
        let (mut pages, mut hosts) = (Vec::<Page>::new(), BTreeMap::new());
        let (mut known, mut page_of) = (BTreeMap::new(), Vec::with_capacity(outcomes.len()));
        for (i, outcome) in outcomes.iter().enumerate() {
            let address = without_fragment(&outcome.target.url);
            let place = *known.entry(address.to_owned()).or_insert(pages.len());
            if place == pages.len() {
                pages.push(Page { address: address.to_owned(), outcomes: Vec::new(), registries: 0 });
                if let Ok(url) = Url::parse(address) {
                    hosts.entry(origin(&url)).or_insert_with(|| Origin {
                        sibling: judge::sibling(&url),
                        control: Controlled::Unasked,
                    });
                }
            }
            page_of.push(place);
            if let Some(page) = pages.get_mut(place) {
                page.outcomes.push(i);
            }
        }
        Self {
            settings: settings.clone(),
            today: Day::read(now),
            outcomes,
            pages,
            page_of,
            hosts,
            searches: BTreeMap::new(),
            next: Vec::new(),
        }
    }

    /// What is asked first: the registries, and the pages of which no registry knows.
    pub(crate) fn begin(&mut self) -> Vec<(Step, Request)> {
        let mut begun = Vec::new();
        for (i, page) in self.pages.iter_mut().enumerate() {
            for &place in page.outcomes.iter().filter(|_| self.settings.registries) {
                let Some(outcome) = self.outcomes.get(place) else { continue };
                let requests = registry::requests(&outcome.target);
                page.registries += requests.len();
                begun.extend(requests.into_iter().map(|(is_record, request)| {
                    (if is_record { Step::Record(place) } else { Step::Registration(place) }, request)
                }));
            }
            if page.registries == 0 {
                begun.push((Step::Page(i), Request::page(0, &page.address, PAGE_BYTES)));
            }
        }
        begun
    }

    /// What is to be asked now.
    pub(crate) fn take_next(&mut self) -> Vec<(Step, Request)> {
        mem::take(&mut self.next)
    }

    /// Takes an answer.
    pub(crate) fn take(&mut self, step: Step, answer: Answer) {
        match step {
            Step::Registration(place) => {
                if let Some(outcome) = self.outcomes.get_mut(place) {
                    let (registration, work) = registry::registration(&outcome.target, &answer);
                    outcome.registration = Some(registration);
                    outcome.work = outcome.work.take().or(work);
                    if outcome.is_known_by_registry() {
                        outcome.answer =
                            Answer { final_url: outcome.target.url.clone(), ..without_body(answer.clone()) };
                    }
                }
                self.take_registry(place);
            }
            Step::Record(place) => {
                if let Some(outcome) = self.outcomes.get_mut(place) {
                    outcome.work = registry::of_crossref(&answer);
                }
                self.take_registry(place);
            }
            Step::Page(i) => self.take_page(i, answer),
            Step::Refreshed(i, to) => self.take_refreshed(i, &to, answer),
            Step::Control(origin) => self.take_control(&origin, &answer),
            Step::Secure(place, url) => self.take_secure(place, url, &answer),
            Step::Archive(place, ask) => self.take_archive(place, ask, &answer),
        }
    }

    /// Asks for the page of an identifier when its registry has answered, unless that decides already.
    fn take_registry(&mut self, place: usize) {
        let Some(&i) = self.page_of.get(place) else { return };
        let Some(page) = self.pages.get_mut(i) else { return };
        page.registries = page.registries.saturating_sub(1);
        if page.registries > 0 {
            return;
        }
        let is_decided = |place: &usize| {
            let outcome = self.outcomes.get(*place);
            outcome.is_some_and(|outcome| {
                outcome.registration == Some(Registration::Unregistered) || outcome.is_known_by_registry()
            })
        };
        if page.outcomes.iter().all(is_decided) {
            self.settle(i);
        } else {
            self.next.push((Step::Page(i), Request::page(0, &page.address, PAGE_BYTES)));
        }
    }

    fn take_page(&mut self, i: usize, answer: Answer) {
        let seen = judge::see(&answer);
        let mut is_found = true;
        for outcome in outcomes_of(&self.pages, &mut self.outcomes, i) {
            outcome.judgement = judge::judge(&outcome.target.cited, &answer, seen.as_ref(), None);
            is_found &= outcome.judgement.evidence.title_found;
        }
        self.keep(i, without_body(answer));
        let refreshed = seen.as_ref().filter(|_| !is_found);
        match refreshed.and_then(|seen| seen.page.refresh_target(&seen.shown)) {
            Some(to) => {
                let request = Request::page(0, to.as_str(), PAGE_BYTES);
                self.next.push((Step::Refreshed(i, to), request));
            }
            None => self.control(i, seen),
        }
    }

    /// Keeps what was answered for a page; mostly it is cited once, and then nothing is copied.
    fn keep(&mut self, i: usize, mut answer: Answer) {
        let mut outcomes = outcomes_of(&self.pages, &mut self.outcomes, i).peekable();
        while let Some(outcome) = outcomes.next() {
            outcome.answer = if outcomes.peek().is_some() { answer.clone() } else { mem::take(&mut answer) };
        }
    }

    /// Takes the page to which a cited one sends its reader.
    fn take_refreshed(&mut self, i: usize, to: &Url, answer: Answer) {
        let seen = judge::see(&answer);
        let bare = without_body(answer.clone());
        for outcome in outcomes_of(&self.pages, &mut self.outcomes, i) {
            if outcome.judgement.evidence.title_found {
                continue;
            }
            let mut judgement = judge::judge(&outcome.target.cited, &answer, seen.as_ref(), None);
            judgement.reason = match judgement.reason {
                Reason::NotFound | Reason::Gone | Reason::RedirectGone => Reason::RefreshGone,
                Reason::Ok | Reason::RedirectPermanent => Reason::RedirectTemporary,
                other => other,
            };
            outcome.refreshed_to = Some(to.to_string());
            outcome.judgement = judgement;
            outcome.answer = bare.clone();
        }
        drop(answer);
        self.control(i, seen);
    }

    /// Has the host asked once for a page that cannot be, where that tells more of a page.
    fn control(&mut self, i: usize, seen: Option<Seen>) {
        let wants = outcomes_of(&self.pages, &mut self.outcomes, i)
            .any(|outcome| outcome.judgement.wants_control() && !outcome.target.is_registered());
        let Some(seen) = seen.filter(|_| wants) else { return self.settle(i) };
        let address = self.pages.get(i).and_then(|page| Url::parse(&page.address).ok());
        let Some(name) = address.map(|url| origin(&url)) else { return self.settle(i) };
        let Some(host) = self.hosts.get_mut(&name) else { return self.settle(i) };
        match &mut host.control {
            Controlled::Answered(_) => {}
            Controlled::Asked(waiting) => return waiting.push((i, seen)),
            Controlled::Unasked => {
                let Some(sibling) = &host.sibling else { return self.settle(i) };
                let request = Request::page(0, sibling.as_str(), PAGE_BYTES).for_purpose(Purpose::Control);
                host.control = Controlled::Asked(vec![(i, seen)]);
                return self.next.push((Step::Control(name), request));
            }
        }
        self.compare(&name, i, &seen);
    }

    fn take_control(&mut self, name: &str, answer: &Answer) {
        let Some(host) = self.hosts.get_mut(name) else { return };
        let shown = host.sibling.as_ref().and_then(|sibling| {
            let status = answer.status.filter(|_| answer.failure.is_none())?;
            let page = judge::see(answer).map(|seen| seen.page).unwrap_or_default();
            Some(Control::new(sibling, status, &page))
        });
        if let Controlled::Asked(waiting) = mem::replace(&mut host.control, Controlled::Answered(shown)) {
            for (i, seen) in waiting {
                self.compare(name, i, &seen);
            }
        }
    }

    /// Judges a page once more, beside what its host shows where nothing can be.
    fn compare(&mut self, name: &str, i: usize, seen: &Seen) {
        if let Some(Origin { control: Controlled::Answered(Some(control)), .. }) = self.hosts.get(name) {
            for outcome in outcomes_of(&self.pages, &mut self.outcomes, i) {
                if !outcome.judgement.wants_control() {
                    continue;
                }
                let before = outcome.judgement.reason;
                let cited = &outcome.target.cited;
                outcome.control = Some((control.asked.clone(), control.is_honest()));
                outcome.judgement = judge::judge(cited, &outcome.answer, Some(seen), Some(control));
                if before == Reason::RedirectTemporary && outcome.judgement.reason == Reason::Ok {
                    outcome.judgement.reason = before;
                }
            }
        }
        self.settle(i);
    }

    /// Says the last word on a page, and looks for a copy of one that is dead.
    fn settle(&mut self, i: usize) {
        for place in self.pages.get(i).map(|page| page.outcomes.clone()).unwrap_or_default() {
            let Some(outcome) = self.outcomes.get_mut(place) else { continue };
            outcome.settle_registered();
            outcome.answer.headers = Vec::new();
            if self.settings.insecure
                && let Some(url) = outcome.with_https()
            {
                let request = Request::page(0, &url, PAGE_BYTES);
                self.next.push((Step::Secure(place, url), request));
            }
            let is_wanted = self.settings.archives
                && outcome.judgement.verdict() == Verdict::Dead
                && !outcome.target.is_registered()
                && !is_archive(&outcome.target.url);
            let search = Search::new(&outcome.target.cited, self.today).filter(|_| is_wanted);
            if let Some(mut search) = search {
                let first = search.begin(&outcome.target.url, &self.settings.timegates);
                self.searches.insert(place, search);
                self.ask_archives(place, first);
            }
        }
    }

    /// Takes a page with `https`: it is the same one, by its bytes or by its title.
    fn take_secure(&mut self, place: usize, url: String, answer: &Answer) {
        let Some(outcome) = self.outcomes.get_mut(place) else { return };
        let seen = judge::see(answer);
        let judgement = judge::judge(&outcome.target.cited, answer, seen.as_ref(), None);
        let same_bytes = answer.sha256.is_some() && answer.sha256 == outcome.answer.sha256;
        let is_page = judgement.verdict() == Verdict::Live
            && answer.final_url.starts_with("https://")
            && (same_bytes || judgement.evidence.title_found);
        outcome.secure = is_page.then_some(url);
    }

    fn take_archive(&mut self, place: usize, ask: Ask, answer: &Answer) {
        let (Some(search), Some(outcome)) = (self.searches.get_mut(&place), self.outcomes.get_mut(place))
        else {
            return;
        };
        let next = match ask {
            Ask::List(is_index) => search.take_list(&outcome.target.url, is_index, answer),
            Ask::Copy(copy) => match search.take_copy(&outcome.target.cited, copy, answer) {
                Ok(found) => {
                    outcome.copy = Some(found);
                    Vec::new()
                }
                Err(next) => next,
            },
        };
        outcome.archive_answered = search.has_answer;
        if next.is_empty() && !search.is_waiting() {
            self.searches.remove(&place);
        }
        self.ask_archives(place, next);
    }

    fn ask_archives(&mut self, place: usize, next: Vec<(Ask, Request)>) {
        self.next.extend(next.into_iter().map(|(ask, request)| (Step::Archive(place, ask), request)));
    }

    /// What came of it.
    fn finish(mut self) -> Vec<Outcome> {
        if is_portal(&self.outcomes) {
            for outcome in &mut self.outcomes {
                outcome.judgement = Judgement { reason: Reason::NoNetwork, evidence: Evidence::default() };
                outcome.copy = None;
            }
        }
        self.outcomes
    }
}

fn outcomes_of<'a>(
    pages: &[Page],
    outcomes: &'a mut [Outcome],
    i: usize,
) -> impl Iterator<Item = &'a mut Outcome> {
    // The numbers rise, and each is behind the one before.
    let mut rest = outcomes;
    let mut passed = 0;
    let places = pages.get(i).map(|page| page.outcomes.clone()).unwrap_or_default();
    places.into_iter().filter_map(move |place| {
        let (_, from) = mem::take(&mut rest).split_at_mut_checked(place - passed)?;
        let (outcome, behind) = from.split_first_mut()?;
        (rest, passed) = (behind, place + 1);
        Some(outcome)
    })
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or(url)
}

fn origin(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(0))
}

/// An answer without what nobody asks for once its page is judged.
fn without_body(answer: Answer) -> Answer {
    Answer { id: 0, url: String::new(), body: None, tls: None, at: String::new(), ..answer }
}

/// Whether every host shows one and the same page: then none of them was reached, and a captive portal answered.
fn is_portal(outcomes: &[Outcome]) -> bool {
    const FEWEST_HOSTS: usize = 3;
    let mut shown: BTreeSet<&str> = BTreeSet::new();
    let mut hosts: BTreeSet<String> = BTreeSet::new();
    for outcome in outcomes {
        let Ok(url) = Url::parse(&outcome.target.url) else { continue };
        let Some(hash) = outcome.answer.sha256.as_deref().filter(|_| outcome.answer.status.is_some()) else {
            return false;
        };
        shown.insert(hash);
        hosts.insert(url.host_str().unwrap_or_default().to_owned());
        if shown.len() > 1 || outcome.judgement.evidence.title_found {
            return false;
        }
    }
    shown.len() == 1 && hosts.len() >= FEWEST_HOSTS
}

#[cfg(test)]
mod tests;
