//! Bytes of a worker ↔ messages: in frames, or as lines.

use std::io::{self, BufReader, Read};
use std::sync::mpsc::SyncSender;

use super::protocol::{self, Answer, MAX_ANSWER};

/// What the thread that listens has heard; at the end it falls silent.
pub(super) enum Heard {
    /// With its length in bytes.
    Answer(Answer, usize),
    Nonsense(String),
}

/// How messages are told from each other.
#[derive(Clone, Copy)]
pub(super) enum Speech {
    /// By a length before each.
    Frames,
    /// By line breaks.
    Lines,
}

/// Writes a request, which comes as a frame.
pub(super) fn send_to(to: &mut impl io::Write, request: &[u8], speech: Speech) -> io::Result<()> {
    match speech {
        Speech::Frames => to.write_all(request),
        Speech::Lines => {
            to.write_all(protocol::json_of(request))?;
            to.write_all(b"\n")
        }
    }
}

pub(super) fn listen_to_lines(from: impl Read, heard: &SyncSender<Heard>) {
    let mut from = BufReader::with_capacity(64 << 10, from);
    loop {
        let answer = match protocol::read_line(&mut from, MAX_ANSWER) {
            Ok(None) => return,
            Ok(Some(line)) => match Answer::read(&line) {
                Ok(answer) => Heard::Answer(answer, line.len()),
                Err(_) => Heard::Nonsense(no_message(&line)),
            },
            Err(error) => Heard::Nonsense(format!("gave an answer that is none: {error}")),
        };
        let is_last = matches!(answer, Heard::Nonsense(_));
        if heard.send(answer).is_err() || is_last {
            return;
        }
    }
}

/// Quotes what a process has written where only messages go: its author finds the `print` by it.
fn no_message(line: &[u8]) -> String {
    let line = String::from_utf8_lossy(line);
    let start: String = line.trim_end().chars().take(60).collect();
    format!("wrote to standard output what is no message: “{start}”")
}

pub(super) fn listen(from: impl Read, heard: &SyncSender<Heard>) {
    let mut from = BufReader::with_capacity(64 << 10, from);
    let nonsense = |error: String| Heard::Nonsense(format!("gave an answer that is none: {error}"));
    loop {
        let answer = match protocol::read(&mut from, MAX_ANSWER) {
            Ok(None) => return,
            Ok(Some(json)) => match Answer::read(&json) {
                Ok(answer) => Heard::Answer(answer, json.len()),
                Err(error) => nonsense(error.to_string()),
            },
            // The worker was cut off within a frame: how it ended says more.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return,
            Err(error) => nonsense(error.to_string()),
        };
        let is_last = matches!(answer, Heard::Nonsense(_));
        if heard.send(answer).is_err() || is_last {
            return;
        }
    }
}
