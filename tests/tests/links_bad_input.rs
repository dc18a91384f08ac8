//! Networks, files and addresses that are out of order: links are then unknown, and it is said why.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot do")]

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use ibidem_tests::fault_server::FaultServer;
use ibidem_tests::program;
use serde_json::Value;

/// A paper that cites addresses, in a folder of its own.
struct Paper {
    folder: PathBuf,
}

/// What an audit of it says.
struct Said {
    verdicts: Vec<String>,
    findings: Vec<String>,
    stderr: String,
    status: i32,
}

impl Paper {
    fn new(name: &str, urls: &[String]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("links-bad").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let (mut body, mut notes) = (String::from("# Harbors\n\n"), String::new());
        for (n, url) in (1..).zip(urls) {
            let _ = write!(body, "Ships came.[^{n}]\n\n");
            let _ = write!(
                notes,
                "[^{n}]: Priya Raman, \"Report on the harbors of the coast\", *Coastal Times*, January 16, 2012, {url}.\n\n"
            );
        }
        fs::write(folder.join("paper.md"), body + &notes).unwrap();
        Self { folder }
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        let mut command = Command::new(program());
        command.current_dir(&self.folder).args(["audit", "paper.md", "--only", "links", "--format", "json"]);
        command.args(["--now", "2026-01-31", "--rate", "100"]).args(arguments);
        command.env("XDG_CACHE_HOME", self.folder.join("caches"));
        command.env("XDG_CONFIG_HOME", self.folder.join("config"));
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(name);
        }
        command.envs(environment.iter().copied()).output().unwrap()
    }

    fn audit(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Said {
        let output = self.run(arguments, environment);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{stderr}"));
        let member = |value: &Value, name: &str| value[name].as_str().unwrap_or("?").to_owned();
        let array = |name: &str| report[name].as_array().cloned().unwrap_or_default();
        Said {
            verdicts: array("links")
                .iter()
                .map(|link| format!("{} {}", member(link, "verdict"), member(link, "reason")))
                .collect(),
            findings: array("findings").iter().map(|finding| member(finding, "message")).collect(),
            stderr,
            status: output.status.code().unwrap(),
        }
    }
}

/// Answers every request with one page, whatever it is; says the first line of each.
fn one_page_for_all(page: &'static str) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let lines = Arc::clone(&heard);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            lines.lock().unwrap().push(request.next().unwrap_or_default());
            request.take_while(|line| !line.is_empty()).for_each(drop);
            let length = page.len();
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{page}"
            );
        }
    });
    (port, heard)
}

const LOCAL: [&str; 2] = ["--resolve-all", "127.0.0.1"];

#[test]
fn a_captive_portal_is_no_page() {
    let (port, _) = one_page_for_all(
        "<html><title>Harbor Hotel Guest Access</title><h1>Welcome</h1><p>Accept the terms to use our network.</p>",
    );
    let urls: Vec<String> = (0..8).map(|i| format!("http://h{i}.example:{port}/page/{i}")).collect();
    let said = Paper::new("portal", &urls).audit(&[&LOCAL[..], &["--cache", "off"]].concat(), &[]);
    assert_eq!(said.verdicts, ["unknown no-network"; 8], "{}", said.stderr);
    assert_eq!((said.findings.len(), said.status), (1, 0), "{:?}", said.findings);
    assert!(said.findings[0].contains("sign in to the network"), "{:?}", said.findings);
}

#[test]
fn where_no_name_resolves_no_page_is_called_gone() {
    let urls: Vec<String> = (0..20).map(|i| format!("http://h{i}.invalid/page/{i}")).collect();
    let nobody = "http://nobody.invalid/";
    let services = ["--wayback-base", nobody, "--doi-base", nobody, "--crossref-base", nobody];
    let said = Paper::new("nxdomain", &urls).audit(&[&services[..], &["--cache", "off"]].concat(), &[]);
    assert_eq!(said.verdicts, ["unknown no-network"; 20], "{}", said.stderr);
    assert_eq!(said.stderr.matches("nothing can be reached").count(), 1, "{}", said.stderr);
    assert_eq!((said.findings.len(), said.status), (1, 0), "{:?}", said.findings);
}

#[test]
fn a_proxy_that_fails_says_nothing_of_the_pages() {
    let paper =
        Paper::new("no-proxy", &["http://fine.example/ok/1".to_owned(), "https://safe.example/".to_owned()]);
    let said = paper.audit(
        &["--cache", "off"],
        &[("http_proxy", "http://127.0.0.1:1"), ("https_proxy", "http://127.0.0.1:1")],
    );
    assert_eq!(said.verdicts, ["unknown no-network"; 2], "{}", said.stderr);
    assert_eq!(said.status, 0);
}

#[test]
fn a_sound_proxy_is_asked_for_everything() {
    let (port, heard) = one_page_for_all(
        "<html><title>Report on the harbors of the coast | Coastal Times</title><h1>Report on the harbors of the coast</h1>",
    );
    let proxy = format!("http://127.0.0.1:{port}");
    let paper =
        Paper::new("proxy", &["http://fine.example/ok/1".to_owned(), "http://10.0.0.1/secret".to_owned()]);
    let said = paper.audit(&["--cache", "off"], &[("http_proxy", &proxy)]);
    assert_eq!(said.verdicts, ["live ok", "unknown private-address"], "{}", said.stderr);
    let heard = heard.lock().unwrap().clone();
    assert!(heard.iter().any(|line| line.starts_with("GET http://fine.example/ok/1 ")), "{heard:?}");
    assert!(heard.iter().all(|line| !line.contains("10.0.0.1")), "{heard:?}");
}

#[test]
fn odd_addresses_are_asked_as_they_are_meant() {
    let server = FaultServer::start();
    let port = server.port();
    let paper = Paper::new(
        "addresses",
        &[
            format!("http://me:secret@a.example:{port}/ok/1"),
            format!("http://bücher.example:{port}/ok/1"),
            // A Cyrillic “а”: another host than that with the Latin one.
            format!("http://\u{430}pple.example:{port}/ok/1"),
            format!("http://[::1]:{port}/ok/1"),
            "ftp://a.example/file".to_owned(),
        ],
    );
    let said = paper.audit(&[&LOCAL[..], &["--cache", "off", "--record", "audit.jsonl"]].concat(), &[]);
    assert_eq!(
        said.verdicts,
        ["live ok", "live ok", "live ok", "unknown private-address", "unknown scheme"],
        "{}",
        said.stderr
    );
    let hosts: Vec<String> = server.hits().into_iter().map(|hit| hit.host).collect();
    assert!(hosts.contains(&"xn--bcher-kva.example".to_owned()), "{hosts:?}");
    assert!(hosts.contains(&"xn--pple-43d.example".to_owned()), "{hosts:?}");
    assert!(server.hits().iter().all(|hit| !hit.headers.contains_key("authorization")));
    let recorded = fs::read_to_string(paper.folder.join("audit.jsonl")).unwrap();
    assert!(!recorded.contains("secret"), "{recorded}");
}

/// A recording that cannot even be begun is not what the user has asked for.
#[test]
fn a_full_disk_is_said_before_anyone_is_asked() {
    let server = FaultServer::start();
    let paper = Paper::new("full", &[server.url("a.example", "/ok/1")]);
    if !Path::new("/dev/full").exists() {
        println!("skipped: no /dev/full here");
        return;
    }
    let output = paper.run(&[&LOCAL[..], &["--cache", "off", "--record", "/dev/full"]].concat(), &[]);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("/dev/full") && server.hits().is_empty(), "{stderr}");
}

#[test]
fn a_cache_that_cannot_be_made_is_said_and_gone_without() {
    let server = FaultServer::start();
    let paper = Paper::new("no-cache", &[server.url("a.example", "/ok/1")]);
    fs::write(paper.folder.join("file"), "no folder").unwrap();
    let said = paper.audit(&[&LOCAL[..], &["--cache", "file"]].concat(), &[]);
    assert_eq!((&*said.verdicts, said.status), (&["live ok".to_owned()][..], 0), "{}", said.stderr);
    assert!(said.stderr.contains("goes on without it"), "{}", said.stderr);
}
