//! The boundary from the side of the program.

use std::sync::Mutex;

use super::*;
use crate::{Finding, Rule, Span};

const RULE: Rule = Rule { name: "first-word", severity: Severity::Info, page: "# first-word" };

/// Panics where its option says, and when it is dropped.
struct Panicking {
    on: String,
}

impl Checker for Panicking {
    fn open(options: Options) -> Result<Self, String> {
        let on = options.get("on").and_then(|on| on.as_str()).ok_or("option “on” is missing")?;
        assert_ne!(on, "open", "told to");
        Ok(Self { on: on.to_owned() })
    }

    fn rules(&self) -> &[Rule] {
        &[RULE]
    }

    fn check(&self, paper: &Paper, host: &Host<'_>, findings: &mut Findings) {
        let message = format!("“{}” on {}", paper.text, host.now());
        findings.push(Finding::new(&RULE, Span::new(0, 4), message));
        host.progress(1, 2);
        assert_ne!(self.on, "check", "told to");
    }
}

impl Drop for Panicking {
    fn drop(&mut self) {
        assert_ne!(self.on, "close", "told to");
    }
}

type Heard = Mutex<Vec<String>>;

unsafe extern "C" fn emit(ctx: *mut c_void, kind: u32, json: Bytes) -> i32 {
    // SAFETY: `host` puts what is heard there, and the bytes are lent.
    let (heard, json) = unsafe { (&*ctx.cast::<Heard>(), json.as_slice()) };
    heard.lock().unwrap().push(format!("{kind} {}", String::from_utf8_lossy(json)));
    OK
}

unsafe extern "C" fn log(ctx: *mut c_void, level: u32, utf8: Bytes) {
    // SAFETY: as for `emit`.
    unsafe { emit(ctx, level + 100, utf8) };
}

fn host(heard: &'static Heard) -> &'static HostTable {
    let ctx = std::ptr::from_ref(heard).cast_mut().cast();
    let struct_size = u32::try_from(size_of::<HostTable>()).unwrap();
    let (emit, log) = (Some(emit as _), Some(log as _));
    let (cancelled, call) = (None, None);
    let table =
        HostTable { struct_size, protocol: 1, minor: 0, reserved: 0, ctx, emit, log, cancelled, call };
    Box::leak(Box::new(table))
}

/// Opens, checks and closes a checker; gives the codes and what the program heard.
fn run(config: &str) -> (Vec<i32>, Vec<String>) {
    let heard: &'static Heard = Box::leak(Box::default());
    let (table, host) = (plugin::<Panicking>(""), host(heard));
    let mut instance = std::ptr::null_mut();
    let paper = Paper { text: "Ibid.".to_owned(), ..Paper::default() };
    let request = serde_json::json!({ "now": "2026-01-31", "paper": paper, "mood": "fine" }).to_string();
    // SAFETY: the program's side of the bargain is kept: table, bytes and place are there.
    let opened = unsafe { table.open.unwrap()(host, Bytes::new(config), &raw mut instance) };
    let mut codes = vec![opened];
    if opened == OK {
        // SAFETY: the instance is what `open` made, and is closed once.
        unsafe {
            codes.push(table.check.unwrap()(instance, host, Bytes::new(&request)));
            table.close.unwrap()(instance);
        }
    }
    (codes, heard.lock().unwrap().clone())
}

#[test]
fn what_a_checker_finds_crosses() {
    let (codes, heard) = run(r#"{"options": {"on": "nothing"}, "mood": "fine"}"#);
    assert_eq!(codes, [OK, OK]);
    let expected = [
        r##"4 {"name":"first-word","severity":"info","page":"# first-word"}"##,
        r#"1 {"rule":"first-word","severity":"info","span":[0,4],"message":"“Ibid.” on 2026-01-31"}"#,
        r#"3 {"done":1,"total":2}"#,
    ];
    assert_eq!(heard, expected);
}

#[test]
fn no_panic_crosses() {
    let (codes, heard) = run(r#"{"options": {"on": "open"}}"#);
    assert_eq!(codes, [PANIC]);
    assert!(heard[0].starts_with("101 ") && heard[0].contains("told to"), "{heard:?}");
    let (codes, heard) = run(r#"{"options": {"on": "check"}}"#);
    assert_eq!(codes, [OK, PANIC]);
    assert!(heard[3].contains("told to"), "{heard:?}");
    assert_eq!(run(r#"{"options": {"on": "close"}}"#).0, [OK, OK]);
}

#[test]
fn what_is_wrong_is_logged() {
    let (codes, heard) = run("{}");
    assert_eq!((codes, heard), (vec![ERROR], vec!["101 option “on” is missing".to_owned()]));
    let (codes, heard) = run("{");
    assert_eq!(codes, [ERROR]);
    assert!(heard[0].contains("its configuration cannot be read"), "{heard:?}");
}

#[test]
fn a_program_of_another_protocol_is_refused() {
    let table = plugin::<Panicking>("");
    let sound = host(Box::leak(Box::default()));
    let other = HostTable { protocol: 2, ..*sound };
    let short = HostTable { struct_size: 24, ..*sound };
    let config = Bytes::new(r#"{"options": {"on": "nothing"}}"#);
    for host in [std::ptr::null(), &raw const other, &raw const short] {
        let mut instance = std::ptr::null_mut();
        // SAFETY: the table stays for the whole of the call, which keeps nothing of it.
        let code = unsafe { table.open.unwrap()(host, config, &raw mut instance) };
        assert_eq!((code, instance.is_null()), (ERROR, true));
    }
}
