//! Links as a user sees them: asked, kept, replayed, interrupted; against a server on this machine.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot do")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use ibidem_tests::fault_server::FaultServer;
use ibidem_tests::program;
use serde_json::Value;

/// A folder for one test, with a paper that cites some addresses.
struct Desk {
    folder: PathBuf,
    server: FaultServer,
}

impl Desk {
    fn new(name: &str, paths: &[(&str, &str)]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("links").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let server = FaultServer::start();
        let mut paper = String::from("# Harbors\n\n");
        let mut notes = String::new();
        for (i, (host, path)) in paths.iter().enumerate() {
            let n = i + 1;
            let _ = write!(paper, "Ships came.[^{n}]\n\n");
            let url = if host.contains(':') { (*host).to_owned() } else { server.url(host, path) };
            let _ = write!(
                notes,
                "[^{n}]: Priya Raman, \"Report on the harbors of the coast\", *Coastal Times*, January 16, 2012, {url} (accessed March 2, 2022).\n\n"
            );
        }
        fs::write(folder.join("paper.md"), paper + &notes).unwrap();
        Self { folder, server }
    }

    /// The program, with everything on this machine; archives lead nowhere.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.current_dir(&self.folder).args(["audit", "paper.md", "--only", "links", "--format", "json"]);
        command.args(arguments).env("XDG_CACHE_HOME", self.folder.join("caches"));
        command.env("XDG_CONFIG_HOME", self.folder.join("config"));
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(name);
        }
        command
    }

    fn audit(&self, arguments: &[&str]) -> Audit {
        let mut all = vec!["--resolve-all", "127.0.0.1", "--now", "2026-01-31", "--rate", "100"];
        all.extend(arguments);
        Audit::of(self.command(&all).output().unwrap())
    }

    fn start(&self, arguments: &[&str]) -> Child {
        let mut all = vec!["--resolve-all", "127.0.0.1", "--now", "2026-01-31"];
        all.extend(arguments);
        self.command(&all).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}

struct Audit {
    status: i32,
    stdout: String,
    said: String,
    report: Value,
}

impl Audit {
    fn of(output: Output) -> Self {
        let stdout = String::from_utf8(output.stdout).unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let report = serde_json::from_str(&stdout).unwrap_or(Value::Null);
        assert!(report.is_object(), "{said}");
        Self { status: output.status.code().unwrap(), stdout, said, report }
    }

    /// “verdict reason” of each link, in the order of the paper.
    fn verdicts(&self) -> Vec<String> {
        let links = self.report["links"].as_array().unwrap();
        let member = |link: &Value, name: &str| link[name].as_str().unwrap_or("?").to_owned();
        links.iter().map(|link| format!("{} {}", member(link, "verdict"), member(link, "reason"))).collect()
    }
}

/// Waits until the server has had so many requests.
fn wait_for(desk: &Desk, hits: usize) {
    let end = Instant::now() + Duration::from_secs(60);
    while desk.server.hits().len() < hits {
        assert!(Instant::now() < end, "the program asks too little");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn interrupt(child: &Child) {
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
}

const MIXED: &[(&str, &str)] = &[
    ("fine.example", "/ok/1"),
    ("gone.example", "/status/404"),
    ("wall.example", "/status/403"),
    ("moved.example", "/to?/ok/1"),
    ("lost.example", "/to?http://127.0.0.1:1/"),
    ("http://nowhere.invalid/page", ""),
    ("ftp://files.example/page", ""),
];

#[test]
fn links_are_asked_and_told() {
    let desk = Desk::new("told", MIXED);
    let audit = desk.audit(&["--cache", "off"]);
    assert_eq!(audit.status, 1, "{}", audit.said);
    let verdicts = audit.verdicts();
    assert_eq!(verdicts[0], "live ok");
    assert_eq!(verdicts[1], "dead http.404");
    assert_eq!(verdicts[2], "unknown blocked.403");
    assert_eq!(verdicts[3], "live redirect.temporary");
    assert_eq!(verdicts[4], "unknown private-address");
    assert_eq!(verdicts[5], "dead dns");
    let link = &audit.report["links"][1];
    assert_eq!((&link["status"], &link["note"]), (&404.into(), &2.into()));
    // Of whom is asked comes before anything else.
    let first = audit.said.lines().next().unwrap_or_default();
    assert!(first.contains("asking") && first.contains("web.archive.org"), "{}", audit.said);
    assert!(desk.server.hits().iter().all(|hit| hit.headers["user-agent"].starts_with("ibidem/")));
}

#[test]
fn a_recorded_audit_is_replayed_byte_for_byte() {
    let desk = Desk::new("replayed", MIXED);
    let first = desk.audit(&["--cache", "off", "--record", "audit.jsonl"]);
    let hits = desk.server.hits().len();
    let replay = ["--replay", "audit.jsonl"];
    assert_eq!(Audit::of(desk.command(&replay).output().unwrap()).stdout, first.stdout);
    assert_eq!(desk.server.hits().len(), hits);
    // Where there is no network at all.
    let command = desk.command(&replay);
    let mut alone = Command::new("unshare");
    alone.args(["-rn"]).arg(command.get_program()).args(command.get_args()).current_dir(&desk.folder);
    if Command::new("unshare").args(["-rn", "true"]).output().is_ok_and(|tried| tried.status.success()) {
        assert_eq!(Audit::of(alone.output().unwrap()).stdout, first.stdout);
    } else {
        println!("skipped: no network namespace to be had");
    }
    let missing = desk.command(&["--replay", "none.jsonl"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn offline_says_what_is_known() {
    let desk = Desk::new("offline", &MIXED[..4]);
    let unknown = desk.audit(&["--offline"]);
    assert_eq!(unknown.verdicts(), ["unknown offline"; 4]);
    assert_eq!((unknown.status, desk.server.hits().len()), (0, 0), "{}", unknown.said);
    let known = desk.audit(&[]).verdicts();
    let hits = desk.server.hits().len();
    assert_eq!(desk.audit(&["--offline"]).verdicts(), known);
    assert_eq!(desk.server.hits().len(), hits);
}

#[test]
fn a_link_has_a_history_that_can_be_forgotten() {
    let desk = Desk::new("history", &MIXED[..2]);
    desk.audit(&[]);
    let url = desk.server.url("gone.example", "/status/404");
    let links = |arguments: &[&str]| {
        let mut command = Command::new(program());
        command.arg("links").args(arguments).env("XDG_CACHE_HOME", desk.folder.join("caches"));
        let output = command.output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let (status, shown) = links(&["show", &url]);
    assert_eq!(status, 0);
    assert!(shown.contains("  404  ") && shown.contains("content-type"), "{shown}");
    let (_, json) = links(&["show", &url, "--format", "json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["history"][0]["answer"]["status"], 404);
    assert_eq!(links(&["forget", &url]).0, 0);
    assert_eq!(links(&["show", &url]), (1, String::new()));
    assert_eq!(links(&["forget", "--all"]).0, 0);
    // A damaged file is named, and forgotten whole.
    let file = desk.folder.join("caches/ibidem/links.sqlite");
    fs::write(&file, "no database at all, and long enough to be looked at ".repeat(40)).unwrap();
    let audit = desk.audit(&[]);
    assert!(audit.said.contains("it is damaged"), "{}", audit.said);
    assert_eq!(audit.verdicts()[0], "live ok");
    assert_eq!(links(&["forget", "--all"]).0, 0);
    assert!(!file.exists());
}

fn many() -> Vec<(&'static str, String)> {
    (0..60).map(|i| ("slow.example", format!("/ok/{i}"))).collect()
}

fn desk_of_many(name: &str) -> Desk {
    let many = many();
    let many: Vec<(&str, &str)> = many.iter().map(|(host, path)| (*host, path.as_str())).collect();
    Desk::new(name, &many)
}

#[test]
fn an_interrupted_audit_says_what_it_knows() {
    let desk = desk_of_many("interrupted");
    let child = desk.start(&["--cache", "off", "--rate", "4"]);
    wait_for(&desk, 5);
    interrupt(&child);
    let audit = Audit::of(child.wait_with_output().unwrap());
    assert_eq!(audit.status, 3, "{}", audit.said);
    assert_eq!(audit.report["interrupted"], true);
    let verdicts = audit.verdicts();
    assert_eq!(verdicts.len(), 60);
    assert!(verdicts.iter().any(|verdict| verdict == "live ok"), "{verdicts:?}");
    assert!(desk.server.hits().len() < 40);
}

#[test]
fn a_killed_audit_goes_on_where_it_was() {
    let desk = desk_of_many("killed");
    let mut child = desk.start(&["--rate", "10"]);
    wait_for(&desk, 40);
    child.kill().unwrap();
    child.wait().unwrap();
    std::thread::sleep(Duration::from_millis(200));
    let before = desk.server.hits().len();
    let audit = desk.audit(&[]);
    assert_eq!(audit.verdicts(), ["live ok"; 60]);
    // What lay unwritten is asked again: a quarter of a second on an idle machine, more on a busy one.
    let cited = desk.server.hits().into_iter().skip(before).filter(|hit| hit.path.starts_with("/ok/"));
    assert!(cited.count() <= 45, "{before} were asked before");
}

#[test]
fn what_is_wrong_with_a_flag_is_said() {
    let desk = Desk::new("flags", &MIXED[..1]);
    for (arguments, said) in [
        (["--resolve", "dawn.com"], "HOST=ADDR"),
        (["--resolve-all", "nobody"], "invalid"),
        (["--rate", "0"], "0.01 to 1000"),
        (["--doi-base", "doi.org"], "not an address"),
        (["--wayback-base", "file:///x"], "http"),
        (["--ca", "none.pem"], "none.pem"),
        (["--record", "no/such/folder/x"], "no/such/folder/x"),
    ] {
        let output = desk.command(&arguments).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr.contains(said), "{arguments:?}: {stderr}");
    }
}
