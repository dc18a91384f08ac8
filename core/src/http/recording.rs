//! A recorded audit: every answer that a run was given, in one file of JSON lines, and the day on
//! which it was. Replayed, it gives the same report, and asks nobody.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ibidem_sdk::http::{Answer, Request, Source};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::HttpError;
use super::store::key_of;

/// The version of the lines.
const VERSION: u32 = 1;

/// The longest line: a body in JSON, and what is said of it.
const MAX_LINE: u64 = 16 << 20;

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    #[serde(rename = "ibidem-recording")]
    version: u32,
    now: String,
}

/// Every other line.
#[derive(Serialize)]
struct Line<'a> {
    key: &'a str,
    answer: &'a Answer,
}

#[derive(Deserialize)]
struct KeyOfLine {
    key: String,
    #[serde(rename = "answer")]
    _answer: IgnoredAny,
}

#[derive(Deserialize)]
struct AnswerOfLine {
    answer: Answer,
}

/// Writes down what a run is answered.
#[derive(Debug)]
pub(crate) struct Recorder {
    path: PathBuf,
    /// Null after an error.
    out: Mutex<Option<BufWriter<File>>>,
}

impl Recorder {
    /// Begins a recording; what was in the file is gone.
    pub(crate) fn create(path: &Path, now: &str) -> Result<Self, HttpError> {
        let fault =
            |error: io::Error| HttpError::Recording { path: path.to_owned(), cause: error.to_string() };
        let mut out = BufWriter::new(File::create(path).map_err(fault)?);
        let head = Head { version: VERSION, now: now.to_owned() };
        write_line(&mut out, &head).and_then(|()| out.flush()).map_err(fault)?;
        Ok(Self { path: path.to_owned(), out: Mutex::new(Some(out)) })
    }

    /// Writes an answer; an error once, when it fails.
    pub(crate) fn record(&self, request: &Request, answer: &Answer) -> Result<(), HttpError> {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(open) = out.as_mut() else { return Ok(()) };
        // The key has the address; the paper may have it with a password.
        let answer = &Answer { url: String::new(), ..answer.clone() };
        let written = write_line(open, &Line { key: &key_of(request), answer }).and_then(|()| open.flush());
        written.map_err(|error| {
            *out = None;
            HttpError::Recording { path: self.path.clone(), cause: error.to_string() }
        })
    }
}

fn write_line(out: &mut impl io::Write, line: &impl Serialize) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(line)?;
    bytes.push(b'\n');
    out.write_all(&bytes)
}

/// A recording, open to be replayed. Answers stay in the file until they are wanted.
#[derive(Debug)]
pub struct Recording {
    path: PathBuf,
    now: String,
    file: Mutex<File>,
    /// Where the line of a request stands.
    lines: HashMap<String, u64>,
}

impl Recording {
    /// Opens a recording, and finds the answers in it.
    pub fn open(path: &Path) -> Result<Self, HttpError> {
        let fault = |cause: String| HttpError::Recording { path: path.to_owned(), cause };
        let file = File::open(path).map_err(|error| fault(error.to_string()))?;
        let mut reader = BufReader::new(file);
        let mut line = Vec::new();
        let mut next = |line: &mut Vec<u8>| {
            line.clear();
            reader.by_ref().take(MAX_LINE).read_until(b'\n', line).map(|n| n as u64)
        };
        let mut at = next(&mut line).map_err(|error| fault(error.to_string()))?;
        let head: Head =
            serde_json::from_slice(&line).map_err(|_| fault("it is no recording of an audit".to_owned()))?;
        if head.version != VERSION {
            return Err(fault(format!("it is a recording of version {}", head.version)));
        }
        let mut lines = HashMap::new();
        for number in 2.. {
            let length = next(&mut line).map_err(|error| fault(error.to_string()))?;
            if length == 0 {
                break;
            }
            match serde_json::from_slice::<KeyOfLine>(&line) {
                // The first answer is the one that the audit was judged by.
                Ok(KeyOfLine { key, .. }) => _ = lines.entry(key).or_insert(at),
                // A run that was killed leaves half a line.
                Err(_) if !line.ends_with(b"\n") => break,
                Err(error) => return Err(fault(format!("line {number}: {error}"))),
            }
            at += length;
        }
        let file = reader.into_inner();
        Ok(Self { path: path.to_owned(), now: head.now, file: Mutex::new(file), lines })
    }

    /// The day of the recorded audit: `2026-01-31`.
    pub fn now(&self) -> &str {
        &self.now
    }

    /// The recorded answer to a request.
    pub(crate) fn find(&self, request: &Request) -> Result<Option<Answer>, HttpError> {
        let Some(at) = self.lines.get(&key_of(request)) else { return Ok(None) };
        let answer = self
            .read(*at)
            .map_err(|error| HttpError::Recording { path: self.path.clone(), cause: error.to_string() })?;
        let (id, url) = (request.id, request.url.clone());
        Ok(Some(Answer { id, url, source: Source::Recording, ..answer }))
    }

    fn read(&self, at: u64) -> io::Result<Answer> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        let mut line = Vec::new();
        BufReader::new((&mut *file).take(MAX_LINE)).read_until(b'\n', &mut line)?;
        Ok(serde_json::from_slice::<AnswerOfLine>(&line)?.answer)
    }
}

#[cfg(test)]
mod tests {
    use ibidem_sdk::http::{Body, Failure};

    use super::*;

    fn path(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("ibidem-recording-{name}-{}", std::process::id()))
    }

    #[test]
    fn what_was_recorded_is_replayed() {
        let path = path("whole");
        let recorder = Recorder::create(&path, "2026-01-31").unwrap();
        let requests: Vec<Request> =
            (0..50).map(|i| Request::page(i, format!("http://a.example/{i}"), 10)).collect();
        for request in &requests {
            let body = Some(Body::Text(format!("page {}\n", request.id)));
            let answer = Answer { status: Some(200), body, ..Answer::failed(request, Failure::Dns) };
            recorder.record(request, &answer).unwrap();
        }
        // A run that is killed leaves half a line.
        let mut file = File::options().append(true).open(&path).unwrap();
        file.write_all(b"{\"key\":\"page").unwrap();
        let recording = Recording::open(&path).unwrap();
        assert_eq!(recording.now(), "2026-01-31");
        for request in requests.iter().rev() {
            let asked = Request { id: request.id + 100, ..request.clone() };
            let answer = recording.find(&asked).unwrap().unwrap();
            assert_eq!(answer.text(), Some(&*format!("page {}\n", request.id)));
            assert_eq!((answer.id, answer.source), (request.id + 100, Source::Recording));
        }
        assert!(recording.find(&Request::page(0, "http://b.example/", 10)).unwrap().is_none());
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    fn other_files_are_refused() {
        let path = path("other");
        for text in [
            "",
            "{}\n",
            "a paper\n",
            "{\"ibidem-recording\":2,\"now\":\"\"}\n",
            "{\"ibidem-recording\":1,\"now\":\"\"}\n{}\n",
        ] {
            std::fs::write(&path, text).unwrap();
            assert!(Recording::open(&path).is_err(), "{text}");
        }
        std::fs::remove_file(&path).unwrap();
        assert!(Recording::open(&path).is_err());
    }
}
