//! A checker that misbehaves as its options say: `{"on": "check", "do": "abort"}`.
//!
//! Before each check it finds the first word of the paper, so that a test sees what is kept.

mod calls;
pub mod tables;

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use ibidem_sdk::{
    Checker, Finding, Findings, Host, Level, Options, Paper, Record, Rule, Safety, Severity, Span,
    export_checker,
};

pub(crate) const MANIFEST: &str = include_str!("../plugin.toml");

export_checker!(ibidem_unruly_plugin, Unruly, manifest = MANIFEST);

pub(crate) const FIRST_WORD: Rule = Rule {
    name: "first-word",
    severity: Severity::Info,
    page: "# first-word\n\nThe first word of a paper is worth a look.\n",
};

const UNDECLARED: Rule = Rule { name: "undeclared", severity: Severity::Error, page: "" };

const BADLY_NAMED: Rule = Rule { name: "Bad Name", severity: Severity::Info, page: "" };

/// Finds the first word of a paper, and then does what it was told.
pub struct Unruly {
    on: String,
    deed: String,
    mark: PathBuf,
    rules: Vec<Rule>,
}

impl Checker for Unruly {
    fn open(options: Options) -> Result<Self, String> {
        let text = |name: &str| options.get(name).and_then(|value| value.as_str()).unwrap_or_default();
        let rule = if text("do") == "misname" { BADLY_NAMED } else { FIRST_WORD };
        let (on, deed, mark) = (text("on").to_owned(), text("do").to_owned(), text("mark").into());
        let unruly = Self { on, deed, mark, rules: vec![rule] };
        if unruly.on == "open" {
            if unruly.deed == "refuse" {
                return Err("option “do” must be something else".to_owned());
            }
            misbehave(&unruly.deed);
        }
        Ok(unruly)
    }

    fn rules(&self) -> &[Rule] {
        &self.rules
    }

    fn check(&self, paper: &Paper, host: &Host<'_>, findings: &mut Findings) {
        if self.deed == "probe" {
            return probe(&self.mark.to_string_lossy(), host, findings);
        }
        if self.deed == "call" {
            return calls::call(host, findings);
        }
        if let Some(deed) = self.deed.strip_prefix("count ") {
            return calls::count(deed, host, findings);
        }
        if self.deed == "record" {
            return record(paper, findings);
        }
        if self.deed == "obey notes" {
            return obey_notes(paper, findings);
        }
        let word = paper.text.split(' ').next().unwrap_or_default();
        let message = format!("“{word}” comes first on {}", host.now());
        let first = Finding::new(&FIRST_WORD, Span::new(0, word.len()), message);
        findings.push(first.clone());
        if self.on == "check" {
            if self.deed == "stumble" && std::fs::read_to_string(&self.mark).unwrap_or_default() != "" {
                std::process::abort();
            }
            if self.deed == "connect" {
                return connect(&self.mark.to_string_lossy());
            }
            answer_badly(&self.deed, &first, paper, host, findings);
            misbehave(&self.deed);
        }
    }
}

/// Tries what a worker is kept from, and says of each whether it could.
fn probe(options: &str, host: &Host<'_>, findings: &mut Findings) {
    let mut parts = options.split('\n');
    let (file, port) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let parent = std::os::unix::process::parent_id();
    let home = |name: &str| PathBuf::from(std::env::var_os(name).unwrap_or_default()).join("probe");
    let tries = [
        ("reads a stranger's file", std::fs::read(file).is_ok()),
        ("reads the environment of the program", std::fs::read(format!("/proc/{parent}/environ")).is_ok()),
        ("writes beside a stranger's file", std::fs::write(format!("{file}.probe"), "x").is_ok()),
        ("connects over TCP", std::net::TcpStream::connect(format!("127.0.0.1:{port}")).is_ok()),
        ("sends over UDP", send_over_udp(port)),
        ("writes to its home", std::fs::write(home("HOME"), "x").is_ok()),
        ("writes to its folder for temporary files", std::fs::write(home("TMPDIR"), "x").is_ok()),
        ("reads the system's programs", std::fs::read("/bin/sh").is_ok()),
        (
            "has a home that is empty",
            std::fs::read_dir(home("HOME").with_file_name("")).is_ok_and(|it| it.count() == 1),
        ),
        ("allocates 3 GB", Vec::<u8>::new().try_reserve_exact(3 << 30).is_ok()),
        ("sees a variable of the user's", std::env::var_os("CARGO_MANIFEST_DIR").is_some()),
        (
            "is granted a service that it has not declared",
            ["cache/1", "http/1", "render/1"].iter().any(|name| host.call(name, &()).is_ok()),
        ),
        ("runs a program", std::process::Command::new("true").status().is_ok_and(|status| status.success())),
    ];
    for (name, done) in tries {
        let message = format!("{name}: {}", if done { "yes" } else { "no" });
        findings.push(Finding::new(&FIRST_WORD, Span::new(0, 0), message));
    }
}

fn send_over_udp(port: &str) -> bool {
    let socket = std::net::UdpSocket::bind("127.0.0.1:0");
    socket.is_ok_and(|socket| socket.send_to(b"x", format!("127.0.0.1:{port}")).is_ok())
}

/// Tries to reach a port of this machine in every way there is.
fn connect(port: &str) {
    let tcp = std::net::TcpStream::connect(format!("127.0.0.1:{port}"));
    assert!(tcp.is_err() && !send_over_udp(port), "it has reached somebody");
}

/// Gives a record of each note, the last one first, and one of the whole paper.
fn record(paper: &Paper, findings: &mut Findings) {
    findings.record(Record::new().with("notes", paper.notes.len()));
    for note in paper.notes.iter().rev() {
        findings.record(Record::new().at(note.span).with("of", note.id.as_str()));
    }
}

/// Finds every note, and does what its text says.
fn obey_notes(paper: &Paper, findings: &mut Findings) {
    for note in &paper.notes {
        let deed =
            ["abort", "panic", "hang"].into_iter().find(|deed| paper.text_of(note.span).contains(deed));
        misbehave(deed.unwrap_or_default());
        findings.push(Finding::new(&FIRST_WORD, note.span, note.id.clone()));
    }
}

/// Does what a process can do to itself.
fn misbehave(deed: &str) {
    match deed {
        "panic" => panic!("it was told to"),
        "abort" => std::process::abort(),
        "exit" => leave(0),
        "leave" => leave(7),
        "segfault" => tables::segfault(),
        "overflow" => drop(overflow(u64::MAX)),
        "allocate" => {
            let mut held = Vec::new();
            loop {
                held.push(std::hint::black_box(vec![1_u8; 64 << 20]));
            }
        }
        "leave a thread" => drop(std::thread::spawn(|| {
            loop {
                std::thread::sleep(Duration::from_millis(1));
            }
        })),
        "hang" => loop {
            std::thread::sleep(Duration::from_millis(10));
        },
        "print" => {
            let mut out = std::io::stdout();
            for _ in 0..1000 {
                // Printed as C would: past Rust's capture, straight to descriptor 1.
                let _ = out.write_all("{\"type\":\"done\"} noise\n".as_bytes());
            }
            let _ = out.flush();
            let mut line = String::new();
            let read = std::io::stdin().read_line(&mut line);
            assert_eq!(read.ok(), Some(0), "standard input is empty");
        }
        "spin" => loop {
            std::hint::spin_loop();
        },
        "shout" => {
            let noise = [b'!'; 4096];
            for _ in 0..3000 {
                let _ = std::io::stderr().write_all(&noise);
            }
            panic!("out of breath");
        }
        _ => {}
    }
}

#[expect(clippy::exit, reason = "that is the fault")]
fn leave(status: i32) {
    std::process::exit(status);
}

#[expect(unconditional_recursion, reason = "that is the fault")]
fn overflow(depth: u64) -> u64 {
    std::hint::black_box(overflow(std::hint::black_box(depth) - 1)) + 1
}

/// Gives findings that are not to be believed, or too many of them.
fn answer_badly(deed: &str, first: &Finding, paper: &Paper, host: &Host<'_>, findings: &mut Findings) {
    let end = paper.text.len();
    match deed {
        "undeclared" => findings.push(Finding::new(&UNDECLARED, first.span, "a rule of nobody")),
        "outside" => findings.push(Finding::new(&FIRST_WORD, Span::new(0, end + 1), "too long")),
        "within" => {
            let within = paper.text.char_indices().find(|(_, c)| c.len_utf8() > 1).map_or(0, |(i, _)| i + 1);
            findings.push(Finding::new(&FIRST_WORD, Span::new(within, end), "half a letter"));
        }
        "overlap" => {
            let fixed = first.clone().with_fix(Safety::Safe, Span::new(0, 4), "a");
            findings.push(fixed.with_fix(Safety::Safe, Span::new(2, 6), "b"));
        }
        "flood" => loop {
            findings.push(first.clone());
        },
        "dawdle" => {
            // Longer than the silence that a test allows, but not silent.
            for i in 0..12 {
                std::thread::sleep(Duration::from_millis(150));
                host.progress(i, 12);
            }
            host.log(Level::Info, "dawdled");
        }
        "dawdle for ever" => loop {
            std::thread::sleep(Duration::from_millis(20));
            host.progress(1, 2);
        },
        "leave a child" => {
            // It inherits both ends of the log, and is not waited for.
            if let Ok(child) = std::process::Command::new("sleep").arg("60").spawn() {
                findings.push(Finding::new(&FIRST_WORD, first.span, child.id().to_string()));
            }
            std::process::abort();
        }
        "environment" => {
            for (name, value) in std::env::vars() {
                let message = format!("{name}={value}");
                findings.push(Finding::new(&FIRST_WORD, first.span, message));
            }
        }
        _ => return,
    }
    // Whatever came before, what follows is sound.
    findings.push(first.clone());
}
