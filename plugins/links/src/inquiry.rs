//! Targets → what came of asking: registries first, then the pages, then controls, then archives.

use std::collections::{BTreeMap, BTreeSet};

use ibidem_sdk::Host;
use ibidem_sdk::http::{Answer, Failure, Request};
use url::Url;

use crate::Settings;
use crate::archive::{self, Copy};
use crate::ask::Asker;
use crate::days::Day;
use crate::judge::{self, Control, Evidence, Judgement, Seen};
use crate::registry::{self, Registration, WorkRecord};
use crate::targets::{Target, is_archive};
use crate::verdict::{Reason, Verdict};

/// How much of a page is read: more than any has before its first paragraph.
const PAGE_BYTES: usize = 256 << 10;

/// What came of asking for one cited address.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// The address and its citation.
    pub(crate) target: Target,
    /// What is said of it, and why.
    pub(crate) judgement: Judgement,
    /// The answer on which that rests.
    pub(crate) answer: Answer,
    /// The made-up address of the same host, and whether it was answered honestly.
    pub(crate) control: Option<(String, bool)>,
    /// Where the page sent its reader.
    pub(crate) refreshed_to: Option<String>,
    /// What the registry says, of a DOI.
    pub(crate) registration: Option<Registration>,
    /// What Crossref has, of a DOI.
    pub(crate) work: Option<WorkRecord>,
    /// The archived copy that shows the page.
    pub(crate) copy: Option<FoundCopy>,
    /// Whether an archive was asked, and answered.
    pub(crate) archive_answered: bool,
}

/// An archived copy that shows the cited page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundCopy {
    /// The copy.
    pub(crate) copy: Copy,
    /// The day on which it was taken.
    pub(crate) day: Day,
    /// How many days lie between that and the day on which the page was seen.
    pub(crate) days: u64,
    /// Whether that day is the one on which the author saw the page; else it is that of publication or today.
    pub(crate) is_from_accessed: bool,
}

/// Asks for all targets.
pub(crate) fn inquire(targets: Vec<Target>, settings: &Settings, host: &Host<'_>) -> Vec<Outcome> {
    let archives = if settings.archives {
        vec!["archive.org".to_owned(), "web.archive.org".to_owned()]
    } else {
        Vec::new()
    };
    let mut asker = Asker::new(host, archives);
    let mut outcomes: Vec<Outcome> = targets.into_iter().map(Outcome::unasked).collect();
    if settings.registries {
        ask_registries(&mut outcomes, &mut asker);
    }
    let mut seen = ask_pages(&mut outcomes, &mut asker);
    follow_refreshes(&mut outcomes, &mut seen, &mut asker);
    ask_controls(&mut outcomes, &seen, &mut asker);
    settle_dois(&mut outcomes);
    settle_portal(&mut outcomes);
    if settings.archives {
        ask_archives(&mut outcomes, settings, host, &mut asker);
    }
    outcomes
}

impl Outcome {
    fn unasked(target: Target) -> Self {
        let answer = Answer::failed(&Request::page(0, &target.url, 0), Failure::Offline);
        Self {
            judgement: Judgement::bare(Reason::Offline),
            answer,
            target,
            control: None,
            refreshed_to: None,
            registration: None,
            work: None,
            copy: None,
            archive_answered: false,
        }
    }

    /// Whether permanent redirects alone lead from the cited address to another one.
    pub(crate) fn is_permanent(&self) -> bool {
        self.refreshed_to.is_none()
            && self.judgement.verdict() == Verdict::Live
            && judge::is_permanent(&self.answer.hops, &self.target.url, &self.answer.final_url)
            && !self.target.is_doi()
    }
}

fn ask_registries(outcomes: &mut [Outcome], asker: &mut Asker<'_>) {
    let dois: Vec<(usize, String)> = outcomes
        .iter()
        .enumerate()
        .filter(|(_, outcome)| outcome.target.is_doi())
        .filter_map(|(i, outcome)| Some((i, outcome.target.doi.clone()?)))
        .collect();
    if dois.is_empty() {
        return;
    }
    let requests = dois
        .iter()
        .flat_map(|(_, doi)| [registry::handle_request(doi), registry::work_request(doi)])
        .collect();
    let answers = asker.ask(requests);
    for ((i, _), answers) in dois.iter().zip(answers.chunks(2)) {
        if let (Some(outcome), [handle, work]) = (outcomes.get_mut(*i), answers) {
            outcome.registration = Some(registry::registration(handle));
            outcome.work = registry::work_record(work);
        }
    }
}

/// Asks for each page once, whatever fragments are cited of it.
fn ask_pages(outcomes: &mut [Outcome], asker: &mut Asker<'_>) -> Vec<Option<Seen>> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut requests = Vec::new();
    for outcome in outcomes.iter().filter(|outcome| outcome.registration != Some(Registration::Unregistered))
    {
        let address = without_fragment(&outcome.target.url);
        if !places.contains_key(address) {
            places.insert(address.to_owned(), requests.len());
            requests.push(Request::page(0, address, PAGE_BYTES));
        }
    }
    let answers = asker.ask(requests);
    let seen: Vec<Option<Seen>> = answers.iter().map(judge::see).collect();
    let mut of_outcomes = Vec::with_capacity(outcomes.len());
    for outcome in outcomes {
        let place = places.get(without_fragment(&outcome.target.url)).copied();
        let Some((answer, seen)) = place.and_then(|i| Some((answers.get(i)?, seen.get(i)?))) else {
            of_outcomes.push(None);
            continue;
        };
        outcome.answer = answer.clone();
        outcome.judgement = judge::judge(&outcome.target.cited, answer, seen.as_ref(), None);
        of_outcomes.push(seen.clone());
    }
    of_outcomes
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or(url)
}

/// Follows pages that send their readers on, once.
fn follow_refreshes(outcomes: &mut [Outcome], seen: &mut [Option<Seen>], asker: &mut Asker<'_>) {
    let mut followed = Vec::new();
    for (i, (outcome, seen)) in outcomes.iter().zip(seen.iter()).enumerate() {
        let target = seen.as_ref().and_then(|seen| seen.page.refresh_target(&seen.shown));
        if let Some(target) = target.filter(|_| !outcome.judgement.evidence.title_found) {
            followed.push((i, target));
        }
    }
    if followed.is_empty() {
        return;
    }
    let answers =
        asker.ask(followed.iter().map(|(_, to)| Request::page(0, to.as_str(), PAGE_BYTES)).collect());
    for ((i, to), answer) in followed.into_iter().zip(answers) {
        let (Some(outcome), Some(seen)) = (outcomes.get_mut(i), seen.get_mut(i)) else { continue };
        let there = judge::see(&answer);
        let mut judgement = judge::judge(&outcome.target.cited, &answer, there.as_ref(), None);
        outcome.refreshed_to = Some(to.to_string());
        judgement.reason = match judgement.reason {
            Reason::NotFound | Reason::Gone | Reason::RedirectGone => Reason::RefreshGone,
            Reason::Ok | Reason::RedirectPermanent => Reason::RedirectTemporary,
            other => other,
        };
        outcome.judgement = judgement;
        outcome.answer = answer;
        *seen = there;
    }
}

/// Asks hosts once for a page that cannot be, where that tells more of a page.
fn ask_controls(outcomes: &mut [Outcome], seen: &[Option<Seen>], asker: &mut Asker<'_>) {
    let mut hosts: BTreeMap<String, usize> = BTreeMap::new();
    let mut asked: Vec<Url> = Vec::new();
    for (outcome, seen) in outcomes.iter().zip(seen) {
        let Ok(url) = Url::parse(&outcome.target.url) else { continue };
        if outcome.judgement.wants_control() && seen.is_some() && !outcome.target.is_doi() {
            let sibling = judge::sibling(&url);
            if let (std::collections::btree_map::Entry::Vacant(place), Some(sibling)) =
                (hosts.entry(origin(&url)), sibling)
            {
                place.insert(asked.len());
                asked.push(sibling);
            }
        }
    }
    if asked.is_empty() {
        return;
    }
    let request = |url: &Url| {
        Request::page(0, url.as_str(), PAGE_BYTES).for_purpose(ibidem_sdk::http::Purpose::Control)
    };
    let answers = asker.ask(asked.iter().map(request).collect());
    let controls: Vec<Option<Control>> =
        asked.iter().zip(&answers).map(|(url, answer)| control(url, answer)).collect();
    for (outcome, seen) in outcomes.iter_mut().zip(seen) {
        let Ok(url) = Url::parse(&outcome.target.url) else { continue };
        let control = hosts.get(&origin(&url)).and_then(|i| controls.get(*i)?.as_ref());
        let (Some(control), Some(seen), true) = (control, seen, outcome.judgement.wants_control()) else {
            continue;
        };
        outcome.control = Some((control.asked.clone(), control.is_honest()));
        let before = outcome.judgement.reason;
        outcome.judgement = judge::judge(&outcome.target.cited, &outcome.answer, Some(seen), Some(control));
        if before == Reason::RedirectTemporary && outcome.judgement.reason == Reason::Ok {
            outcome.judgement.reason = before;
        }
    }
}

fn origin(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(0))
}

fn control(asked: &Url, answer: &Answer) -> Option<Control> {
    let status = answer.status.filter(|_| answer.failure.is_none())?;
    let page = judge::see(answer).map(|seen| seen.page).unwrap_or_default();
    Some(Control::new(asked, status, &page))
}

/// What a registry knows of a DOI counts for more than what its publisher shows to programs.
fn settle_dois(outcomes: &mut [Outcome]) {
    for outcome in outcomes {
        let reason = outcome.judgement.reason;
        let is_gone = matches!(
            reason,
            Reason::NotFound
                | Reason::Gone
                | Reason::RedirectGone
                | Reason::SoftNotFound
                | Reason::Parked
                | Reason::Dns
        );
        match outcome.registration {
            Some(Registration::Unregistered) => outcome.judgement = Judgement::bare(Reason::NotFound),
            Some(Registration::Registered) if !is_gone => {
                outcome.judgement =
                    Judgement { reason: Reason::Ok, evidence: outcome.judgement.evidence.clone() };
            }
            _ if outcome.target.is_doi()
                && matches!(reason, Reason::RedirectTemporary | Reason::RedirectPermanent) =>
            {
                outcome.judgement.reason = Reason::Ok;
            }
            _ => {}
        }
    }
}

/// Where every host shows one and the same page, none of them was reached: a captive portal answered.
fn settle_portal(outcomes: &mut [Outcome]) {
    const FEWEST_HOSTS: usize = 3;
    let mut shown: BTreeSet<&str> = BTreeSet::new();
    let mut hosts: BTreeSet<String> = BTreeSet::new();
    for outcome in outcomes.iter() {
        let Ok(url) = Url::parse(&outcome.target.url) else { continue };
        let Some(hash) = outcome.answer.sha256.as_deref().filter(|_| outcome.answer.status.is_some()) else {
            return;
        };
        shown.insert(hash);
        hosts.insert(url.host_str().unwrap_or_default().to_owned());
        if shown.len() > 1 || outcome.judgement.evidence.title_found {
            return;
        }
    }
    if shown.len() == 1 && hosts.len() >= FEWEST_HOSTS {
        for outcome in outcomes {
            outcome.judgement = Judgement { reason: Reason::NoNetwork, evidence: Evidence::default() };
        }
    }
}

/// A dead page of which copies are looked for.
struct Search {
    outcome: usize,
    near: Day,
    is_from_accessed: bool,
    copies: std::vec::IntoIter<Copy>,
}

fn ask_archives(outcomes: &mut [Outcome], settings: &Settings, host: &Host<'_>, asker: &mut Asker<'_>) {
    let today = Day::read(host.now());
    let mut searches: Vec<Search> = Vec::new();
    for (i, outcome) in outcomes.iter().enumerate() {
        let is_wanted = outcome.judgement.verdict() == Verdict::Dead
            && !outcome.target.is_doi()
            && !is_archive(&outcome.target.url);
        let accessed = outcome.target.cited.accessed.map(Day::of);
        let near = accessed.or_else(|| outcome.target.cited.issued.map(Day::of)).or(today);
        if let Some(near) = near.filter(|_| is_wanted) {
            let copies = Vec::new().into_iter();
            searches.push(Search { outcome: i, near, is_from_accessed: accessed.is_some(), copies });
        }
    }
    if searches.is_empty() {
        return;
    }
    ask_indexes(&mut searches, outcomes, settings, asker);
    for _ in 0..archive::MOST_COPIES {
        let mut tried: Vec<(usize, Copy)> = Vec::new();
        for (i, search) in searches.iter_mut().enumerate() {
            let is_open = outcomes.get(search.outcome).is_some_and(|outcome| outcome.copy.is_none());
            if let Some(copy) = if is_open { search.copies.next() } else { None } {
                tried.push((i, copy));
            }
        }
        if tried.is_empty() || host.cancelled() {
            return;
        }
        let answers = asker.ask(tried.iter().map(|(_, copy)| copy.request()).collect());
        for ((i, copy), answer) in tried.into_iter().zip(answers) {
            let Some(search) = searches.get(i) else { continue };
            let Some(outcome) = outcomes.get_mut(search.outcome) else { continue };
            if archive::shows_cited_page(&outcome.target.cited, &answer)
                && let Some(day) = copy.day()
            {
                let (days, is_from_accessed) = (day.distance(search.near), search.is_from_accessed);
                outcome.copy = Some(FoundCopy { copy, day, days, is_from_accessed });
            }
        }
    }
}

fn ask_indexes(
    searches: &mut [Search],
    outcomes: &mut [Outcome],
    settings: &Settings,
    asker: &mut Asker<'_>,
) {
    let url_of = |outcomes: &[Outcome], search: &Search| {
        outcomes.get(search.outcome).map(|outcome| outcome.target.url.clone()).unwrap_or_default()
    };
    let mut requests = Vec::new();
    let mut ranges = Vec::new();
    for search in searches.iter() {
        let of_search = archive::index_requests(&url_of(outcomes, search), search.near, &settings.timegates);
        ranges.push(requests.len()..requests.len() + of_search.len());
        requests.extend(of_search);
    }
    let answers = asker.ask(requests);
    let mut unanswered: Vec<usize> = Vec::new();
    for (i, (search, range)) in searches.iter_mut().zip(ranges).enumerate() {
        let url = url_of(outcomes, search);
        let of_search = answers.get(range).unwrap_or_default();
        let found: Vec<Copy> = of_search.iter().flat_map(|answer| archive::copies(&url, answer)).collect();
        let has_index = of_search.first().is_some_and(|answer| answer.status == Some(200));
        if let Some(outcome) = outcomes.get_mut(search.outcome) {
            outcome.archive_answered = of_search.iter().any(|answer| answer.status == Some(200));
        }
        if !has_index {
            unanswered.push(i);
        }
        search.copies = archive::nearest(found, search.near).into_iter();
    }
    ask_timemaps(&unanswered, searches, outcomes, asker);
}

/// Asks for the `TimeMap` where the index did not answer.
fn ask_timemaps(
    unanswered: &[usize],
    searches: &mut [Search],
    outcomes: &mut [Outcome],
    asker: &mut Asker<'_>,
) {
    // What nobody answers because nobody is asked need not be asked again.
    let asked: Vec<usize> = unanswered
        .iter()
        .copied()
        .filter(|i| {
            searches
                .get(*i)
                .and_then(|search| outcomes.get(search.outcome))
                .is_some_and(|outcome| outcome.answer.asked > 0)
        })
        .collect();
    if asked.is_empty() {
        return;
    }
    let url_of = |outcomes: &[Outcome], i: usize| {
        let outcome = searches.get(i).and_then(|search| outcomes.get(search.outcome));
        outcome.map(|outcome| outcome.target.url.clone()).unwrap_or_default()
    };
    let urls: Vec<String> = asked.iter().map(|i| url_of(outcomes, *i)).collect();
    let answers = asker.ask(urls.iter().map(|url| archive::timemap_request(url)).collect());
    for ((i, url), answer) in asked.into_iter().zip(urls).zip(answers) {
        let Some(search) = searches.get_mut(i) else { continue };
        if let Some(outcome) = outcomes.get_mut(search.outcome) {
            outcome.archive_answered |= answer.status == Some(200);
        }
        let mut found: Vec<Copy> = search.copies.by_ref().collect();
        found.extend(archive::copies(&url, &answer));
        search.copies = archive::nearest(found, search.near).into_iter();
    }
}
