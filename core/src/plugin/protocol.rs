//! What the program and its workers say to each other: JSON in frames with a length before each.
//!
//! The plugin gets the frame of [`Request`] as it is, so the members of a request are those of
//! `ibidem.h`. Members that a reader does not know are ignored.

use std::io::{self, Read, Write};
use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::service::Reply;

/// The version of these messages: its own number, never that of the program.
pub const VERSION: u32 = 1;

/// The longest frame to a worker: a paper of the largest size that is read, with its notes.
pub const MAX_REQUEST: usize = 1 << 30;

/// The longest frame from a worker; the page of a rule and the evidence of a finding are far shorter.
pub const MAX_ANSWER: usize = 16 << 20;

/// What the program says to a worker.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Request<'a> {
    /// Comes first, once, after [`Answer::Loaded`].
    Open {
        /// The options of the checker.
        options: &'a Map<String, Value>,
    },
    /// An answer to an [`Answer::Call`].
    Reply {
        /// That of the call.
        id: u64,
        /// Whether this is one answer of several, and not the last.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        more: bool,
        /// What it comes to.
        #[serde(flatten)]
        reply: Reply,
    },
}

/// A paper to check: a [`Paper`](ibidem_sdk::Paper), or what is written like one.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "check")]
pub struct Check<'a, P> {
    /// The day of the audit (`YYYY-MM-DD`).
    pub now: &'a str,
    /// All of it, or what a checker of scope `note` gets at a time.
    pub paper: &'a P,
}

/// With what every [`Request::Reply`] begins; a request is long, and is read only once.
pub(crate) const REPLY_BEGINS: &[u8] = br#"{"type":"reply""#;

/// What stands between the id and the answer of every [`part`].
const PART_GOES_ON: &[u8] = br#","more":true,"code":0,"answer":"#;

/// A [`Request::Reply`], as a worker reads it: the message itself, and what stands where.
#[derive(Debug)]
pub(crate) struct Replied {
    pub(crate) id: u64,
    pub(crate) more: bool,
    pub(crate) code: i32,
    message: Vec<u8>,
    /// Where its answer stands, as it is handed on to the plugin.
    answer: Option<Range<usize>>,
}

impl Replied {
    /// Reads a message; nothing where it is none.
    ///
    /// Parts come by thousands, with pages in them, and their reader is the plugin: of those only the beginning
    /// is looked at.
    pub(crate) fn read(message: Vec<u8>) -> Option<Self> {
        #[derive(Deserialize)]
        struct Reply<'a> {
            id: u64,
            #[serde(default)]
            more: bool,
            #[serde(default)]
            code: i32,
            #[serde(borrow)]
            answer: Option<&'a RawValue>,
        }
        if let Some((id, answer)) = Self::part(&message) {
            return Some(Self { id, more: true, code: 0, message, answer: Some(answer) });
        }
        let Reply { id, more, code, answer } = serde_json::from_slice(&message).ok()?;
        let start = |answer: &str| answer.as_ptr().addr() - message.as_ptr().addr();
        let answer = answer.map(RawValue::get).map(|answer| start(answer)..start(answer) + answer.len());
        Some(Self { id, more, code, message, answer })
    }

    /// The id of a [`part`], and where its answer stands.
    fn part(message: &[u8]) -> Option<(u64, Range<usize>)> {
        let rest = message.strip_prefix(REPLY_BEGINS)?.strip_prefix(br#","id":"#)?;
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let id = std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()?;
        let answer = rest.get(digits..)?.strip_prefix(PART_GOES_ON)?.strip_suffix(b"}")?;
        let end = message.len() - 1;
        Some((id, end - answer.len()..end))
    }

    /// Its answer, in JSON.
    pub(crate) fn answer(&self) -> Option<&[u8]> {
        self.message.get(self.answer.clone()?)
    }

    /// Its room, for another message.
    pub(crate) fn into_room(self) -> Vec<u8> {
        self.message
    }

    /// The length of its answer, in bytes.
    pub(crate) fn length(&self) -> usize {
        self.answer.as_ref().map_or(0, Range::len)
    }
}

/// With what every [`Check`] begins.
const CHECK_BEGINS: &[u8] = br#"{"type":"check","#;

/// What a worker must know of a request before it hands it on.
///
/// The type is read by itself: to choose a variant by it, serde would copy the whole paper first.
#[derive(Debug, Deserialize)]
pub struct RequestHead {
    /// The type of the [`Request`]: `open`, `check`, or that of a later program.
    #[serde(rename = "type")]
    pub kind: String,
}

/// Whether a request is one to check, told by its first bytes where they are those of this program.
pub(crate) fn is_check(request: &[u8]) -> bool {
    request.starts_with(CHECK_BEGINS)
        || serde_json::from_slice::<RequestHead>(request).is_ok_and(|head| head.kind == "check")
}

/// What a worker says to the program.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Answer {
    /// The library is loaded, and waits for [`Request::Open`].
    Loaded {
        /// [`VERSION`] of the worker.
        protocol: u32,
        /// Its manifest, for the program to read: a worker starts faster that has no TOML to read.
        #[serde(default)]
        manifest: String,
    },
    /// The checker is open; the answer to [`Request::Open`].
    Hello {
        /// Its rules, as it gave them.
        rules: Vec<Value>,
        /// The name of its records, where its manifest does not declare it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        records: Option<String>,
    },
    /// A finding, as the checker gave it.
    Finding {
        /// To be validated.
        finding: Value,
    },
    /// A record, as the checker gave it.
    Record {
        /// To be validated.
        record: Value,
    },
    /// The checker gave something that is no JSON.
    Invalid {
        /// What is wrong with it.
        cause: String,
    },
    /// How far the check has come.
    Progress {
        /// Of its own units.
        done: u64,
        /// All of them.
        total: u64,
    },
    /// The checker asks a service; the answer is a [`Request::Reply`].
    Call {
        /// By which the reply is told from others.
        id: u64,
        /// The name of the service: `cache/1`.
        service: String,
        /// What it is asked.
        #[serde(default)]
        request: Value,
    },
    /// The check is at its end.
    Done,
    /// The worker cannot go on.
    Failed {
        /// What it was doing.
        phase: Phase,
        /// What happened.
        cause: String,
    },
    /// An answer of a later worker.
    #[serde(other)]
    Unknown,
}

/// What a plugin gives, on its way through its worker: an [`Answer`] of which is known only that it is JSON.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(crate) enum Passed<'a> {
    /// [`Answer::Finding`]
    Finding { finding: &'a RawValue },
    /// [`Answer::Record`]
    Record { record: &'a RawValue },
    /// [`Answer::Call`]
    Call { id: u64, service: &'a str, request: &'a RawValue },
}

impl Answer {
    /// Reads an answer.
    ///
    /// Findings and records come by thousands, and begin in one way where the worker is this program's own;
    /// those are read at once. To choose a variant by its type, serde would copy all of it first.
    pub(crate) fn read(json: &[u8]) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct OfFinding {
            finding: Value,
        }
        #[derive(Deserialize)]
        struct OfRecord {
            record: Value,
        }
        // What is well-formed can still be no text, or nested without end.
        let invalid = |what: &str, error| Self::Invalid { cause: format!("{what} is no JSON: {error}") };
        if json.starts_with(br#"{"type":"finding","#) {
            let read = serde_json::from_slice(json).map(|OfFinding { finding }| Self::Finding { finding });
            Ok(read.unwrap_or_else(|error| invalid("a finding", error)))
        } else if json.starts_with(br#"{"type":"record","#) {
            let read = serde_json::from_slice(json).map(|OfRecord { record }| Self::Record { record });
            Ok(read.unwrap_or_else(|error| invalid("a record", error)))
        } else {
            serde_json::from_slice(json)
        }
    }
}

/// What a worker was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Opening the library, and reading its table.
    Load,
    /// Making the checker from its options.
    Open,
    /// Checking a paper.
    Check,
    /// Saying something that can be understood.
    Answer,
}

impl Phase {
    /// The word for it, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Open => "open",
            Self::Check => "check",
            Self::Answer => "answer",
        }
    }
}

/// A rule, as a checker gives it in its hello.
#[derive(Debug, Serialize, Deserialize)]
pub struct RuleMessage {
    /// Its name.
    pub name: String,
    /// The default severity of its findings.
    pub severity: ibidem_sdk::Severity,
    /// Its page in Markdown.
    pub page: String,
}

/// How far a check has come, as a checker says it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Of its own units.
    #[serde(default)]
    pub done: u64,
    /// All of them.
    #[serde(default)]
    pub total: u64,
}

/// A message as a frame, ready to be written; an error where it is longer than `limit`.
pub fn frame(message: &impl Serialize, limit: usize) -> io::Result<Vec<u8>> {
    frame_in(Vec::with_capacity(256), message, limit)
}

/// The same in the room of a frame that is no longer needed.
pub(crate) fn frame_in(mut frame: Vec<u8>, message: &impl Serialize, limit: usize) -> io::Result<Vec<u8>> {
    frame.clear();
    frame.extend_from_slice(&[0; 4]);
    serde_json::to_writer(&mut frame, message)?;
    let len = frame.len() - 4;
    match u32::try_from(len) {
        Ok(prefix) if len <= limit => frame[..4].copy_from_slice(&prefix.to_le_bytes()),
        _ => return Err(too_long(len, limit)),
    }
    Ok(frame)
}

/// The frame of a [`Request::Reply`] with one answer of several, which is written in JSON already.
pub(crate) fn part(id: u64, answer: &str, limit: usize) -> io::Result<Vec<u8>> {
    let id = id.to_string();
    let parts = [REPLY_BEGINS, br#","id":"#, id.as_bytes(), PART_GOES_ON, answer.as_bytes(), b"}"];
    let len = parts.iter().map(|part| part.len()).sum();
    let prefix = u32::try_from(len).ok().filter(|_| len <= limit).ok_or_else(|| too_long(len, limit))?;
    let mut frame = Vec::with_capacity(4 + len);
    frame.extend_from_slice(&prefix.to_le_bytes());
    for part in parts {
        frame.extend_from_slice(part);
    }
    Ok(frame)
}

/// Writes a message as a frame, in one piece.
pub fn write(to: &mut impl Write, message: &impl Serialize, limit: usize) -> io::Result<()> {
    to.write_all(&frame(message, limit)?)?;
    to.flush()
}

/// Reads a frame: its JSON, or nothing at the end.
pub fn read(from: &mut impl Read, limit: usize) -> io::Result<Option<Vec<u8>>> {
    read_in(Vec::new(), from, limit)
}

/// The same in the room of a message that is no longer needed.
pub(crate) fn read_in(mut json: Vec<u8>, from: &mut impl Read, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let mut prefix = [0; 4];
    match from.read(&mut prefix)? {
        0 => return Ok(None),
        n => from.read_exact(&mut prefix[n..])?,
    }
    let len = length_of(&prefix, limit)?.unwrap_or_default();
    // The length is only claimed: room is made as bytes arrive.
    json.clear();
    json.reserve(len.min(1 << 20));
    from.take(len as u64).read_to_end(&mut json)?;
    if json.len() < len {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(json))
}

/// The JSON of a frame that [`frame`] has made.
pub(crate) fn json_of(frame: &[u8]) -> &[u8] {
    frame.get(4..).unwrap_or_default()
}

/// How long the JSON is that some bytes begin a frame of, once they say it.
pub(crate) fn length_of(bytes: &[u8], limit: usize) -> io::Result<Option<usize>> {
    let Some(prefix) = bytes.first_chunk() else { return Ok(None) };
    let len = u32::from_le_bytes(*prefix) as usize;
    if len > limit { Err(too_long(len, limit)) } else { Ok(Some(len)) }
}

fn too_long(len: usize, limit: usize) -> io::Error {
    io::Error::other(format!("a message of {len} bytes is longer than the limit of {limit}"))
}

#[cfg(test)]
mod tests {
    use ibidem_sdk::Paper;
    use serde_json::json;

    use super::*;

    #[test]
    fn frames_come_back_as_they_were_written() {
        let mut bytes = Vec::new();
        write(&mut bytes, &Answer::Done, MAX_ANSWER).unwrap();
        write(&mut bytes, &Answer::Progress { done: 1, total: 2 }, MAX_ANSWER).unwrap();
        let mut from = bytes.as_slice();
        assert_eq!(read(&mut from, MAX_ANSWER).unwrap().unwrap(), br#"{"type":"done"}"#);
        let second = read(&mut from, MAX_ANSWER).unwrap().unwrap();
        assert_eq!(second, br#"{"type":"progress","done":1,"total":2}"#);
        assert!(read(&mut from, MAX_ANSWER).unwrap().is_none());
    }

    /// A worker passes on what is well-formed; that it is no text, or has no bottom, costs one finding.
    #[test]
    fn what_cannot_be_read_is_invalid_by_itself() {
        let deep = format!(r#"{{"type":"record","record":{}{}}}"#, "[".repeat(500), "]".repeat(500));
        for answer in [r#"{"type":"finding","finding":{"message":"\ud800"}}"#, deep.as_str()] {
            let read = Answer::read(answer.as_bytes()).unwrap();
            assert!(matches!(&read, Answer::Invalid { cause } if cause.contains("is no JSON")), "{read:?}");
        }
        let sound = Answer::read(br#"{"type":"record","record":{"url":"a"}}"#).unwrap();
        assert!(matches!(sound, Answer::Record { record } if record == json!({"url": "a"})));
        assert!(Answer::read(b"{").is_err());
    }

    /// What plugins of protocol 1 were promised; new members may come, none may go.
    #[test]
    fn messages_are_what_was_promised() {
        let paper = Paper { text: "Ibid., 5.".to_owned(), ..Paper::default() };
        let check = serde_json::to_value(Check { now: "2026-01-31", paper: &paper }).unwrap();
        assert_eq!((&check["type"], &check["now"]), (&json!("check"), &json!("2026-01-31")));
        assert_eq!(check["paper"], serde_json::to_value(&paper).unwrap());
        let Value::Object(options) = json!({"style": "mla"}) else { unreachable!("an object") };
        let open = serde_json::to_value(Request::Open { options: &options }).unwrap();
        assert_eq!(open, json!({"type": "open", "options": {"style": "mla"}}));
        let said = |answer: &Answer| serde_json::to_value(answer).unwrap();
        let loaded = Answer::Loaded { protocol: VERSION, manifest: "id = \"garbled\"".to_owned() };
        let expected = json!({"type": "loaded", "protocol": 1, "manifest": "id = \"garbled\""});
        assert_eq!(said(&loaded), expected);
        assert_eq!(
            said(&Answer::Hello { rules: Vec::new(), records: None }),
            json!({"type": "hello", "rules": []})
        );
        let finding = Answer::Finding { finding: json!({"rule": "stray-space"}) };
        assert_eq!(said(&finding), json!({"type": "finding", "finding": {"rule": "stray-space"}}));
        let record = Answer::Record { record: json!({"url": "https://a.example"}) };
        let expected = json!({"type": "record", "record": {"url": "https://a.example"}});
        assert_eq!(said(&record), expected);
        let failed = Answer::Failed { phase: Phase::Open, cause: "panicked".to_owned() };
        assert_eq!(said(&failed), json!({"type": "failed", "phase": "open", "cause": "panicked"}));
    }

    #[test]
    fn calls_and_replies_are_what_was_promised() {
        let call: Answer =
            serde_json::from_str(r#"{"type":"call","id":7,"service":"cache/1","request":{}}"#).unwrap();
        assert!(matches!(call, Answer::Call { id: 7, .. }));
        let check = |more: bool, reply: Reply, expected: &str| {
            let text = serde_json::to_string(&Request::Reply { id: 7, more, reply }).unwrap();
            assert!(text.as_bytes().starts_with(REPLY_BEGINS));
            assert_eq!(text, expected);
            let read = Replied::read(text.clone().into_bytes()).unwrap();
            assert_eq!((read.id, read.more), (7, more));
            let message: Value = serde_json::from_str(&text).unwrap();
            let answer = read.answer().map(|answer| serde_json::from_slice(answer).unwrap());
            assert_eq!(answer.as_ref(), message.get("answer"));
        };
        let answer = json!({"value": 1});
        check(false, Reply::of(answer.clone()), r#"{"type":"reply","id":7,"code":0,"answer":{"value":1}}"#);
        let part = r#"{"type":"reply","id":7,"more":true,"code":0,"answer":{"value":1}}"#;
        check(true, Reply::of(answer), part);
        assert_eq!(json_of(&super::part(7, r#"{"value":1}"#, part.len()).unwrap()), part.as_bytes());
        assert!(super::part(7, r#"{"value":1}"#, part.len() - 1).is_err(), "it is too long");
        check(false, Reply::end(), r#"{"type":"reply","id":7,"code":0}"#);
        check(false, Reply::wrong("no"), r#"{"type":"reply","id":7,"code":-1,"answer":"no"}"#);
    }

    #[test]
    fn a_claimed_length_is_not_believed() {
        let claimed = [0xFF, 0xFF, 0xFF, 0x00, b'{'];
        let error = read(&mut claimed.as_slice(), MAX_ANSWER).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        let error = read(&mut [0xFF; 8].as_slice(), MAX_ANSWER).unwrap_err();
        assert!(error.to_string().contains("longer than the limit"), "{error}");
        let cut = read(&mut [1, 0].as_slice(), MAX_ANSWER).unwrap_err();
        assert_eq!(cut.kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn messages_of_later_programs_are_told_from_nonsense() {
        let later: Answer = serde_json::from_str(r#"{"type":"sings","song":"x"}"#).unwrap();
        assert!(matches!(later, Answer::Unknown));
        let more: Answer = serde_json::from_str(r#"{"type":"done","mood":"fine"}"#).unwrap();
        assert!(matches!(more, Answer::Done));
        assert!(is_check(br#"{"type":"check","paper":{}}"#));
        assert!(is_check(br#"{"paper":{}, "type": "check"}"#));
        assert!(!is_check(br#"{"type":"checkmate"}"#) && !is_check(b"{"));
        assert!(serde_json::from_str::<Answer>(r#"{"finding":{}}"#).is_err());
    }
}
