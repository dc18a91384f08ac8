//! The door to the network, against a server on this machine.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot do")]

use std::collections::BTreeMap;
use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ibidem::http::store::Store;
use ibidem::http::watch::{Progress, Unwatched, Watch, Whom};
use ibidem::http::{Bases, Clock, Door, Names, Recording, Settings, Way};
use ibidem_sdk::http::{Answer, Batch, Failure, Purpose, Request, Source, Truncated};
use ibidem_tests::fault_server::FaultServer;
use ibidem_tests::tls_server::{Authority, Fault};

const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn settings() -> Settings {
    Settings {
        names: Names { all: Some(LOCAL), ..Names::default() },
        requests_per_second: 100.0,
        ..Settings::default()
    }
}

fn door() -> Door {
    door_with(settings())
}

fn door_with(settings: Settings) -> Door {
    Door::open(Way::Online(Box::new(settings)), None, Arc::new(Unwatched)).unwrap()
}

/// A door that waits no longer than a test can, for what never comes.
fn hasty_door() -> Door {
    door_with(Settings { response_time: Duration::from_secs(2), ..settings() })
}

/// Longer than anything here takes on a busy machine, and far shorter than what must not be waited for.
const LONG: Duration = Duration::from_secs(60);

fn pages(urls: &[String]) -> Batch {
    let request =
        |(i, url): (usize, &String)| Request::page(u32::try_from(i).unwrap(), url.clone(), 64 << 10);
    Batch { requests: urls.iter().enumerate().map(request).collect(), ..Batch::default() }
}

/// The answers to a batch, in the order of its requests; each must have exactly one.
fn ask(door: &Door, batch: Batch) -> Vec<Answer> {
    let n = batch.requests.len();
    let mut answers = BTreeMap::new();
    door.ask(batch, &mut |answer| assert!(answers.insert(answer.id, answer).is_none()));
    assert_eq!(answers.len(), n);
    answers.into_values().collect()
}

fn ask_one(door: &Door, url: String) -> Answer {
    ask(door, pages(&[url])).remove(0)
}

/// The answer of a door of its own, beside a page that shows that there is a network.
fn answer_to(server: &FaultServer, path: &str) -> Answer {
    let urls = [server.url("trouble.example", path), server.url("fine.example", "/ok/1")];
    let door = if path == "/hang" { hasty_door() } else { door() };
    ask(&door, pages(&urls)).remove(0)
}

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("ibidem-network-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    path
}

#[test]
fn pages_come_with_what_speaks_of_them() {
    let server = FaultServer::start();
    let answer = ask_one(&door(), server.url("a.example", "/ok/1#part"));
    assert_eq!((answer.status, answer.failure), (Some(200), None));
    assert_eq!(answer.final_url, server.url("a.example", "/ok/1"));
    assert!(answer.text().unwrap().contains("<title>Report on the harbors of the coast</title>"));
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(answer.sha256.as_ref().map(String::len), Some(64));
    assert_eq!(answer.source, Source::Network);
    let hit = &server.hits()[0];
    assert_eq!((hit.method.as_str(), hit.path.as_str()), ("GET", "/ok/1"));
    assert!(hit.headers["user-agent"].starts_with("ibidem/"));
    assert!(answer_to(&server, "/koi8").text().unwrap().contains("Мир"));
}

#[test]
fn statuses_are_answers() {
    let server = FaultServer::start();
    for status in [401, 403, 404, 410, 451, 501, 999] {
        let answer = answer_to(&server, &format!("/status/{status}"));
        assert_eq!((answer.status, answer.failure), (Some(status), None));
    }
}

#[test]
fn redirects_are_followed_and_told() {
    let server = FaultServer::start();
    let answer = answer_to(&server, "/to?/to?/ok/1");
    assert_eq!(answer.status, Some(200));
    assert_eq!(answer.hops.len(), 2);
    assert_eq!(answer.final_url, server.url("trouble.example", "/ok/1"));
    assert_eq!(answer_to(&server, "/chain/8").status, Some(200));
    assert_eq!(answer_to(&server, "/cookie").status, Some(200));
    for (path, failure) in [
        ("/loop", Failure::RedirectLoop),
        ("/chain/60", Failure::TooManyRedirects),
        ("/to?", Failure::BadRedirect),
        ("/to?ftp://files.example/x", Failure::Scheme),
        ("/to?file:///etc/passwd", Failure::Scheme),
    ] {
        assert_eq!(answer_to(&server, path).failure, Some(failure), "{path}");
    }
    let first = Request { follow: false, ..Request::page(0, server.url("a.example", "/to?/ok/2"), 0) };
    let answer = ask(&door(), Batch { requests: vec![first], ..Batch::default() }).remove(0);
    assert_eq!((answer.status, answer.hops.len(), answer.header("location")), (Some(302), 0, Some("/ok/2")));
}

#[test]
fn no_redirect_leads_into_a_private_network() {
    let server = FaultServer::start();
    let port = server.port();
    for host in ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:127.0.0.1]", "[::1]", "0"] {
        let answer = answer_to(&server, &format!("/to?http://{host}:{port}/ok/secret"));
        assert_eq!(answer.failure, Some(Failure::PrivateAddress), "{host}");
        let cited = ask(
            &door(),
            pages(&[format!("http://{host}:{port}/ok/secret"), server.url("a.example", "/ok/1")]),
        );
        assert_eq!(cited[0].failure, Some(Failure::PrivateAddress), "{host}");
    }
    assert!(server.hits().iter().all(|hit| hit.path != "/ok/secret"));
}

#[test]
fn a_name_of_this_machine_is_refused_when_it_is_connected_to() {
    let server = FaultServer::start();
    let names = Names { mapped: [("a.example".to_owned(), LOCAL)].into(), ..Names::default() };
    let door = Door::open(Way::Online(Box::new(Settings { names, ..settings() })), None, Arc::new(Unwatched))
        .unwrap();
    let urls = [server.url("localhost", "/ok/secret"), server.url("a.example", "/to?//localhost/ok/secret")];
    for answer in ask(&door, pages(&urls)) {
        assert_eq!(answer.failure, Some(Failure::PrivateAddress));
    }
    assert!(server.hits().iter().all(|hit| hit.path != "/ok/secret"));
}

#[test]
fn what_passes_is_waited_for() {
    let server = FaultServer::start();
    for path in ["/once/429/a", "/once/503/a", "/once/500/a", "/reset-once/a"] {
        let answer = answer_to(&server, path);
        assert_eq!((answer.status, answer.failure), (Some(200), None), "{path}");
    }
    let hits: Vec<_> = server.hits().into_iter().filter(|hit| hit.path == "/once/429/a").collect();
    assert_eq!(hits.len(), 2);
    assert!(hits[1].at - hits[0].at >= Duration::from_secs(1));
}

#[test]
fn what_does_not_pass_is_a_failure() {
    let server = FaultServer::start();
    for (path, failure) in [
        ("/reset", Failure::Reset),
        ("/hang", Failure::Timeout),
        ("/nonsense", Failure::Protocol),
        ("/headers", Failure::Protocol),
    ] {
        assert_eq!(answer_to(&server, path).failure, Some(failure), "{path}");
    }
    let fine = server.url("fine.example", "/ok/1");
    for (url, failure) in [
        ("http://gone.invalid/", Failure::Dns),
        ("http://a.example:1/", Failure::Refused),
        ("ftp://a.example/x", Failure::Scheme),
        ("file:///etc/passwd", Failure::Scheme),
        ("javascript:alert(1)", Failure::Scheme),
        ("http://", Failure::InvalidUrl),
        ("no address", Failure::InvalidUrl),
    ] {
        let answer = ask(&door(), pages(&[url.to_owned(), fine.clone()])).remove(0);
        assert_eq!(answer.failure, Some(failure), "{url}");
    }
}

#[test]
fn a_long_pause_closes_the_host() {
    let server = FaultServer::start();
    let door = door();
    // By itself: of a whole batch, all could be asked before a busy machine has read this answer.
    assert_eq!(ask_one(&door, server.url("busy.example", "/long/429")).status, Some(429));
    let urls: Vec<String> = (0..20).map(|i| server.url("busy.example", &format!("/ok/{i}"))).collect();
    let begun = Instant::now();
    let answers = ask(&door, pages(&urls));
    assert!(begun.elapsed() < LONG);
    assert!(answers.iter().all(|answer| answer.failure == Some(Failure::RateLimited)));
    assert!(!server.hits().iter().any(|hit| hit.path.starts_with("/ok")));
}

#[test]
fn a_host_that_hangs_is_let_alone() {
    let server = FaultServer::start();
    let mut urls: Vec<String> = (0..40).map(|i| server.url("slow.example", &format!("/hang?{i}"))).collect();
    urls.push(server.url("fine.example", "/ok/1"));
    let begun = Instant::now();
    let answers = ask(&hasty_door(), pages(&urls));
    assert!(begun.elapsed() < LONG, "{:?}", begun.elapsed());
    assert_eq!(answers.iter().filter(|answer| answer.failure == Some(Failure::Timeout)).count(), 40);
    assert!(server.hits().iter().filter(|hit| hit.path.starts_with("/hang")).count() <= 4);
}

#[test]
fn bodies_have_an_end() {
    let server = FaultServer::start();
    let answer = answer_to(&server, "/huge");
    assert_eq!((answer.status, answer.truncated), (Some(200), Some(Truncated::Cap)));
    assert_eq!(answer.text().map(str::len), Some(64 << 10));
    assert!(server.bytes() <= 8 << 20, "{}", server.bytes());
    let answer = answer_to(&server, "/bomb");
    assert_eq!((answer.truncated, answer.text().map(str::len)), (Some(Truncated::Cap), Some(64 << 10)));
    let answer = answer_to(&server, "/short");
    assert_eq!((answer.status, answer.truncated), (Some(200), Some(Truncated::Connection)));
    assert_eq!(answer.text(), Some("<title>Cut</title>"));
}

#[test]
fn a_head_that_lies_is_asked_again() {
    let server = FaultServer::start();
    let requests = vec![Request::page(0, server.url("a.example", "/no-head"), 0)];
    let answer = ask(&door(), Batch { requests, ..Batch::default() }).remove(0);
    assert_eq!(answer.status, Some(200));
    let methods: Vec<String> = server.hits().into_iter().map(|hit| hit.method).collect();
    assert_eq!(methods, ["HEAD", "GET"]);
}

#[test]
fn robots_are_asked_once_and_heeded() {
    let server = FaultServer::start();
    let mut urls: Vec<String> = (0..6).map(|i| server.url("closed.example", &format!("/ok/{i}"))).collect();
    urls.push(server.url("closed.example", "/private/x"));
    // Through a redirect as well.
    urls.push(server.url("open.example", &format!("/to?{}", server.url("closed.example", "/private/y"))));
    let answers = ask(&door(), pages(&urls));
    assert!(answers[..6].iter().all(|answer| answer.status == Some(200)));
    assert_eq!([answers[6].failure, answers[7].failure], [Some(Failure::Robots); 2]);
    assert_eq!(server.robots_hits(), 2);
    assert!(server.hits().iter().all(|hit| !hit.path.starts_with("/private")));
}

#[test]
fn one_domain_is_asked_at_its_pace_hops_counted() {
    let server = FaultServer::start();
    let settings = Settings { requests_per_second: 20.0, ..settings() };
    let door = door_with(settings);
    let urls: Vec<String> = (0..40).map(|i| server.url(&format!("h{i}.site.example"), "/to?/ok/1")).collect();
    ask(&door, pages(&urls));
    let mut times: Vec<Instant> = server.hits().iter().map(|hit| hit.at).collect();
    times.sort();
    let whole = *times.last().unwrap() - times[0];
    assert_eq!(times.len(), 80);
    // 79 gaps of 50 ms; a busy machine may notice the first request later than the last.
    assert!(whole >= Duration::from_millis(79 * 50 - 400), "{whole:?}");
}

#[test]
fn services_are_asked_where_the_user_says() {
    let server = FaultServer::start();
    // The user has named the address, so it may be one of this machine.
    let base = Bases::read(&format!("http://127.0.0.1:{}/ok", server.port())).unwrap();
    let bases = Bases { wayback: Some(base), ..Bases::default() };
    let door = Door::open(
        Way::Online(Box::new(Settings { bases, ..Settings::default() })),
        None,
        Arc::new(Unwatched),
    )
    .unwrap();
    let request =
        Request::page(0, "https://web.archive.org/cdx/search/cdx?url=x", 100).for_purpose(Purpose::Archive);
    let answer = ask(&door, Batch { requests: vec![request], ..Batch::default() }).remove(0);
    assert_eq!(answer.status, Some(200));
    assert_eq!(server.hits()[0].path, "/ok/cdx/search/cdx?url=x");
    assert_eq!(server.robots_hits(), 0);
}

#[test]
fn a_timegate_is_told_of_which_time_a_copy_is_wanted() {
    let server = FaultServer::start();
    let when = "Mon, 15 Jun 2020 12:00:00 GMT";
    let page = Request::page(0, server.url("gate.example", "/ok/1"), 100).for_purpose(Purpose::Archive);
    let request = Request { accept_datetime: Some(when.to_owned()), ..page.clone() };
    let answers =
        ask(&door(), Batch { requests: vec![request, Request { id: 1, ..page }], ..Batch::default() });
    assert_eq!([answers[0].status, answers[1].status], [Some(200); 2]);
    let told: Vec<Option<String>> =
        server.hits().iter().map(|hit| hit.headers.get("accept-datetime").cloned()).collect();
    assert!(told.contains(&Some(when.to_owned())) && told.contains(&None), "{told:?}");
}

#[test]
fn a_second_run_asks_nobody() {
    let server = FaultServer::start();
    let folder = folder("second");
    let open = |way| {
        let store = Store::open(&folder, Arc::new(Unwatched)).unwrap();
        Door::open(way, Some(store), Arc::new(Unwatched)).unwrap()
    };
    let urls: Vec<String> = (0..20).map(|i| server.url(&format!("h{i}.example"), "/ok/1")).collect();
    let first = ask(&open(Way::Online(Box::new(settings()))), pages(&urls));
    let hits = server.hits().len();
    let second = ask(&open(Way::Online(Box::new(settings()))), pages(&urls));
    let offline = ask(&open(Way::Offline(Clock::default())), pages(&urls));
    assert_eq!(server.hits().len(), hits);
    for (first, later) in first.iter().zip(second.iter().chain(&offline)).chain(first.iter().zip(&offline)) {
        assert_eq!(later.source, Source::Store);
        assert_eq!(Answer { source: Source::Network, ..later.clone() }.status, first.status);
    }
    assert_eq!(second[3].body, first[3].body);
    let unknown = ask_one(&open(Way::Offline(Clock::default())), server.url("new.example", "/ok/1"));
    assert_eq!((unknown.failure, unknown.source), (Some(Failure::Offline), Source::Nobody));
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_recording_gives_the_same_answers() {
    let server = FaultServer::start();
    let folder = folder("record");
    fs::create_dir_all(&folder).unwrap();
    let file: &Path = &folder.join("audit.jsonl");
    let urls: Vec<String> =
        ["/ok/1", "/status/404", "/loop", "/reset"].map(|path| server.url("a.example", path)).into();
    let mut online = door();
    online.record(file, "2026-01-31").unwrap();
    let first = ask(&online, pages(&urls));
    drop(online);
    let hits = server.hits().len();
    let recording = Recording::open(file).unwrap();
    assert_eq!(recording.now(), "2026-01-31");
    let replay = Door::open(Way::Replay(recording), None, Arc::new(Unwatched)).unwrap();
    let again = ask(&replay, pages(&urls));
    for (first, again) in first.into_iter().zip(again) {
        assert_eq!(again, Answer { source: Source::Recording, ..first });
    }
    assert_eq!(ask_one(&replay, server.url("b.example", "/ok/1")).failure, Some(Failure::NotRecorded));
    assert_eq!(server.hits().len(), hits);
    fs::remove_dir_all(&folder).unwrap();
}

#[derive(Default)]
struct Said(Mutex<Vec<String>>);

impl Watch for Said {
    fn begins(&self, whom: &Whom) {
        self.0.lock().unwrap().push(format!("{whom:?}"));
    }

    fn moves(&self, _progress: Progress) {}

    fn warn(&self, message: &str) {
        self.0.lock().unwrap().push(message.to_owned());
    }
}

#[test]
fn where_every_certificate_is_out_of_date_the_clock_is_doubted_once() {
    let folder = folder("clock");
    fs::create_dir_all(&folder).unwrap();
    let ours = Authority::named("Authority of a test");
    let file = folder.join("ca.pem");
    fs::write(&file, ours.pem()).unwrap();
    let warnings = |hosts: &[(&str, Fault)]| {
        let said = Arc::new(Said::default());
        let settings = Settings { authority: Some(file.clone()), ..settings() };
        let door = Door::open(Way::Online(Box::new(settings)), None, said.clone()).unwrap();
        let urls: Vec<String> = hosts
            .iter()
            .map(|(host, fault)| format!("https://{host}:{}/", ours.serve(host, *fault)))
            .collect();
        // One after the other: which certificate is seen first counts.
        for url in urls {
            ask_one(&door, url);
        }
        let said = said.0.lock().unwrap().clone();
        said.into_iter().filter(|said| said.contains("clock")).collect::<Vec<_>>()
    };
    let old = ["a.example", "b.example", "c.example", "d.example"].map(|host| (host, Fault::Expired));
    let said = warnings(&old);
    assert!(said.len() == 1 && said[0].contains("tls.expired"), "{said:?}");
    let one_good = [&[("good.example", Fault::None)], &old[..]].concat();
    assert_eq!(warnings(&one_good), Vec::<String>::new());
    fs::remove_dir_all(&folder).unwrap();
}

/// Every name leads to a port on which nobody listens, the services' own included.
#[test]
fn without_a_network_nothing_is_judged_and_it_is_said_once() {
    let said = Arc::new(Said::default());
    let nobody = Bases::read("http://nobody.example:1/").unwrap();
    let bases = Bases {
        doi: Some(nobody.clone()),
        crossref: Some(nobody.clone()),
        wayback: Some(nobody),
        ..Bases::default()
    };
    let door =
        Door::open(Way::Online(Box::new(Settings { bases, ..settings() })), None, said.clone()).unwrap();
    let mut urls: Vec<String> = (0..30).map(|i| format!("http://h{i}.example:1/")).collect();
    urls.push("http://gone.invalid/".to_owned());
    for answer in ask(&door, pages(&urls)) {
        assert_eq!(answer.failure, Some(Failure::NoNetwork));
    }
    assert_eq!(ask_one(&door, "http://later.example:1/".to_owned()).failure, Some(Failure::NoNetwork));
    let said = said.0.lock().unwrap().clone();
    assert_eq!(said.iter().filter(|said| said.contains("no-network")).count(), 1, "{said:?}");
    assert!(said[0].contains("pages: 31, hosts: 31"), "{said:?}");
}

#[test]
fn an_interrupted_batch_is_answered_to_its_end() {
    let server = FaultServer::start();
    let settings = Settings { requests_per_second: 10.0, ..settings() };
    let door = Arc::new(Door::open(Way::Online(Box::new(settings)), None, Arc::new(Unwatched)).unwrap());
    let urls: Vec<String> = (0..500).map(|i| server.url("a.example", &format!("/ok/{i}"))).collect();
    let ender = Arc::clone(&door);
    let asked = server.clone();
    let thread = std::thread::spawn(move || {
        let end = Instant::now() + LONG;
        while asked.hits().len() < 5 && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(20));
        }
        ender.interrupt();
    });
    let answers = ask(&door, pages(&urls));
    thread.join().unwrap();
    assert!(door.is_interrupted());
    let known = answers.iter().filter(|answer| answer.status == Some(200)).count();
    let interrupted = answers.iter().filter(|answer| answer.failure == Some(Failure::Interrupted)).count();
    assert!(known > 0, "what is known stays");
    assert!(interrupted > 0, "the rest is not waited for");
    assert_eq!(known + interrupted, 500);
}

#[test]
fn certificates_are_judged_and_told() {
    let folder = folder("tls");
    fs::create_dir_all(&folder).unwrap();
    let ours = Authority::named("Authority of a test");
    let file = folder.join("ca.pem");
    fs::write(&file, ours.pem()).unwrap();
    let settings = || Settings { authority: Some(file.clone()), ..settings() };
    let door = Door::open(Way::Online(Box::new(settings())), None, Arc::new(Unwatched)).unwrap();
    let url = |host: &str, port: u16| format!("https://{host}:{port}/");
    let urls = [
        url("good.example", ours.serve("good.example", Fault::None)),
        url("old.example", ours.serve("old.example", Fault::Expired)),
        url("self.example", ours.serve("self.example", Fault::SelfSigned)),
        url("other.example", ours.serve("good.example", Fault::None)),
        url("stranger.example", Authority::named("Somebody else").serve("stranger.example", Fault::None)),
    ];
    let answers = ask(&door, pages(&urls));
    assert_eq!((answers[0].status, answers[0].text()), (Some(200), Some("<title>Safe</title>\n")));
    let tls = answers[0].tls.as_ref().unwrap();
    assert!(tls.subject.contains("good.example") && tls.issuer.contains("Authority of a test"), "{tls:?}");
    assert_eq!((tls.sha256.len(), tls.not_after.ends_with('Z')), (64, true));
    let expected = [
        (Failure::TlsExpired, "2002-01-01"),
        (Failure::TlsSelfSigned, "self.example"),
        (Failure::TlsWrongHost, "good.example"),
        (Failure::TlsUntrusted, "Somebody else"),
    ];
    for (answer, (failure, detail)) in answers[1..].iter().zip(expected) {
        assert_eq!(answer.failure, Some(failure), "{}: {}", answer.url, answer.detail);
        assert!(answer.detail.contains(detail), "{}", answer.detail);
    }
    // Without the flag, the authority is a stranger.
    let strict = Door::open(Way::Online(Box::new(self::settings())), None, Arc::new(Unwatched)).unwrap();
    assert_eq!(ask_one(&strict, urls[0].clone()).failure, Some(Failure::TlsUntrusted));
    fs::write(&file, "no certificate").unwrap();
    assert!(Door::open(Way::Online(Box::new(settings())), None, Arc::new(Unwatched)).is_err());
    fs::remove_dir_all(&folder).unwrap();
}
