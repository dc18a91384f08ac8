//! What a worker says: its messages, one after the other, and the log that it writes beside them.
//!
//! Whoever waits for a message takes what has come meanwhile; no thread stands between. A worker that is not
//! listened to fills its pipes and waits.

use std::io;
use std::process::{ChildStderr, ChildStdout};
use std::time::{Duration, Instant};

use super::protocol::Answer;
use super::speech::{Place, Speech};

/// How much of the log is kept.
const MAX_LOG: usize = 16 << 10;

/// How many bytes are taken at a time.
const GULP: usize = 64 << 10;

/// What was heard.
pub(super) enum Heard {
    /// With its length in bytes.
    Answer(Answer, usize),
    /// The last thing that is listened to.
    Nonsense(String),
}

/// Why nothing was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Silence {
    /// Nothing has come yet.
    Waiting,
    /// Nothing will come any more.
    Closed,
}

/// The ears for one worker.
pub(super) struct Inbox {
    channels: Channels,
    speech: Speech,
    /// What has come and is not taken yet, from `taken` on.
    bytes: Vec<u8>,
    taken: usize,
    /// How much of that is known to hold no end of a line.
    known: usize,
    log: Vec<u8>,
    is_closed: bool,
}

impl Inbox {
    pub(super) fn new(answers: ChildStdout, log: ChildStderr, speech: Speech) -> io::Result<Self> {
        let channels = Channels::of(answers, log)?;
        let (bytes, log) = (Vec::new(), Vec::new());
        Ok(Self { channels, speech, bytes, taken: 0, known: 0, log, is_closed: false })
    }

    /// Waits for the next message.
    pub(super) fn next(&mut self, patience: Duration) -> Result<Heard, Silence> {
        let until = Instant::now() + patience;
        loop {
            if let Some(heard) = self.take() {
                self.is_closed |= matches!(heard, Heard::Nonsense(_));
                return Ok(heard);
            }
            if self.is_closed {
                return Err(Silence::Closed);
            }
            match self.listen(until) {
                Some(Source::Answers(0)) => self.close(),
                Some(_) => {}
                None => return Err(Silence::Waiting),
            }
        }
    }

    /// What was written to the log; a worker that has just ended gets some time to be read.
    pub(super) fn log(&mut self, patience: Duration) -> String {
        let until = Instant::now() + patience;
        while self.channels.has_log() && self.listen(until).is_some() {
            // Messages no longer count.
            self.is_closed = true;
            self.bytes.clear();
        }
        String::from_utf8_lossy(&self.log).into_owned()
    }

    /// Takes a message, if all of it has come.
    fn take(&mut self) -> Option<Heard> {
        loop {
            let bytes = self.bytes.get(self.taken..).unwrap_or_default();
            let Place { json, end } = match self.speech.first(bytes, self.known) {
                Ok(Some(place)) => place,
                Ok(None) => {
                    self.known = bytes.len();
                    return None;
                }
                Err(error) => return Some(Heard::Nonsense(format!("gave an answer that is none: {error}"))),
            };
            let json = bytes.get(json).unwrap_or_default();
            let is_blank = self.speech == Speech::Lines && json.trim_ascii().is_empty();
            let heard = (!is_blank).then(|| match Answer::read(json) {
                Ok(answer) => Heard::Answer(answer, json.len()),
                Err(error) => Heard::Nonsense(self.speech.no_message(json, &error)),
            });
            self.taken += end;
            self.known = 0;
            if heard.is_some() {
                return heard;
            }
        }
    }

    /// Takes what has come on either channel, and says how much it was; nothing where nothing came.
    fn listen(&mut self, until: Instant) -> Option<Source> {
        if self.taken > 0 {
            self.bytes.drain(..self.taken);
            self.taken = 0;
        }
        let source = self.channels.read(until, &mut self.bytes, &mut self.log);
        // What is too much of a log is read all the same: a full pipe would hold the worker up.
        self.log.truncate(MAX_LOG);
        source
    }

    /// Nothing more will come; the last line can be without its end.
    fn close(&mut self) {
        self.is_closed = true;
        if self.speech == Speech::Lines {
            self.bytes.push(b'\n');
        }
    }
}

/// Where bytes came from, and how many; none at the end of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Answers(usize),
    Log(usize),
}

/// The two channels of a worker, each until its end.
#[cfg(unix)]
struct Channels {
    answers: Option<ChildStdout>,
    log: Option<ChildStderr>,
    /// For what is read at a time; its memory is only had where it is used.
    room: Vec<u8>,
}

#[cfg(unix)]
impl Channels {
    #[expect(clippy::unnecessary_wraps, reason = "the threads of other systems can fail")]
    fn of(answers: ChildStdout, log: ChildStderr) -> io::Result<Self> {
        Ok(Self { answers: Some(answers), log: Some(log), room: vec![0; GULP] })
    }

    fn has_log(&self) -> bool {
        self.log.is_some()
    }

    /// Takes what has come on one of them; messages first, so that a long log keeps nobody waiting.
    fn read(&mut self, until: Instant, answers: &mut Vec<u8>, log: &mut Vec<u8>) -> Option<Source> {
        use std::os::fd::AsFd as _;

        use rustix::event::{PollFd, PollFlags, poll};
        use rustix::io::Errno;

        let fds = [self.answers.as_ref().map(ChildStdout::as_fd), self.log.as_ref().map(ChildStderr::as_fd)];
        let watch = |fd| PollFd::from_borrowed_fd(fd, PollFlags::IN);
        let mut watched: Vec<PollFd<'_>> = fds.into_iter().flatten().map(watch).collect();
        let wait = || until.saturating_duration_since(Instant::now()).try_into().ok();
        loop {
            match poll(&mut watched, wait().as_ref()) {
                Ok(1..) => break,
                Err(Errno::INTR) => {}
                _ => return None,
            }
        }
        let is_ready = watched.first().is_some_and(|first| !first.revents().is_empty());
        if is_ready && self.answers.is_some() {
            return Some(Source::Answers(gulp(&mut self.answers, &mut self.room, answers)));
        }
        Some(Source::Log(gulp(&mut self.log, &mut self.room, log)))
    }
}

/// Reads what is there, and says how much; a channel that cannot be read is at its end.
#[cfg(unix)]
fn gulp<R: io::Read>(channel: &mut Option<R>, room: &mut [u8], bytes: &mut Vec<u8>) -> usize {
    let read = channel.as_mut().map_or(Ok(0), |channel| channel.read(room));
    if read.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::Interrupted) {
        return gulp(channel, room, bytes);
    }
    let read = read.unwrap_or_default();
    bytes.extend_from_slice(&room[..read]);
    if read == 0 {
        *channel = None;
    }
    read
}

/// Elsewhere a thread reads each of them, as nothing waits for both.
#[cfg(not(unix))]
struct Channels {
    read: std::sync::mpsc::Receiver<(bool, Vec<u8>)>,
    has_log: bool,
}

#[cfg(not(unix))]
impl Channels {
    fn of(answers: ChildStdout, log: ChildStderr) -> io::Result<Self> {
        let (sender, read) = std::sync::mpsc::sync_channel(16);
        let pump = |is_log: bool, mut from: Box<dyn io::Read + Send>| {
            let sender = sender.clone();
            let run = move || {
                let mut room = vec![0; GULP];
                loop {
                    let read = from.read(&mut room).unwrap_or_default();
                    if sender.send((is_log, room[..read].to_vec())).is_err() || read == 0 {
                        return;
                    }
                }
            };
            std::thread::Builder::new().name("answers".to_owned()).spawn(run)
        };
        pump(false, Box::new(answers))?;
        pump(true, Box::new(log))?;
        Ok(Self { read, has_log: true })
    }

    fn has_log(&self) -> bool {
        self.has_log
    }

    fn read(&mut self, until: Instant, answers: &mut Vec<u8>, log: &mut Vec<u8>) -> Option<Source> {
        let (is_log, read) = self.read.recv_timeout(until.saturating_duration_since(Instant::now())).ok()?;
        self.has_log &= !(is_log && read.is_empty());
        let bytes = if is_log { log } else { answers };
        bytes.extend_from_slice(&read);
        Some(if is_log { Source::Log(read.len()) } else { Source::Answers(read.len()) })
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::io::{PipeWriter, Write as _, pipe};
    use std::os::fd::OwnedFd;

    use super::super::protocol::{self, MAX_ANSWER};
    use super::*;

    const LONG: Duration = Duration::from_secs(20);
    const SHORT: Duration = Duration::from_millis(20);

    fn inbox(speech: Speech) -> (Inbox, PipeWriter, PipeWriter) {
        let (answers, says) = pipe().unwrap();
        let (log, logs) = pipe().unwrap();
        let (answers, log) = (OwnedFd::from(answers), OwnedFd::from(log));
        (Inbox::new(answers.into(), log.into(), speech).unwrap(), says, logs)
    }

    /// What is heard next, in a word.
    fn next(inbox: &mut Inbox) -> String {
        match inbox.next(LONG) {
            Ok(Heard::Answer(answer, len)) => format!("{answer:?} of {len}"),
            Ok(Heard::Nonsense(cause)) => cause,
            Err(silence) => format!("{silence:?}"),
        }
    }

    #[test]
    fn frames_are_heard_however_they_are_cut() {
        let frame = protocol::frame(&Answer::Done, MAX_ANSWER).unwrap();
        for cut in 0..frame.len() {
            let (mut inbox, mut says, logs) = inbox(Speech::Frames);
            let (one, other) = frame.split_at(cut);
            says.write_all(one).unwrap();
            assert_eq!(inbox.next(Duration::ZERO).err(), Some(Silence::Waiting));
            says.write_all(&[other, &frame].concat()).unwrap();
            drop((says, logs));
            assert_eq!(next(&mut inbox), "Done of 15");
            assert_eq!(next(&mut inbox), "Done of 15");
            assert_eq!(next(&mut inbox), "Closed");
        }
    }

    #[test]
    fn blank_lines_are_passed_over_and_the_last_line_needs_no_end() {
        let (mut inbox, mut says, _logs) = inbox(Speech::Lines);
        says.write_all(b"\n{\"type\":\"done\"}\r\n  \n{\"type\":\"done\"}").unwrap();
        assert_eq!(next(&mut inbox), "Done of 16");
        assert_eq!(inbox.next(SHORT).err(), Some(Silence::Waiting));
        drop(says);
        assert_eq!(next(&mut inbox), "Done of 15");
        assert_eq!(next(&mut inbox), "Closed");
    }

    #[test]
    fn nothing_is_heard_behind_nonsense() {
        let (mut lines, mut says, _logs) = inbox(Speech::Lines);
        says.write_all(b"hello\n{\"type\":\"done\"}\n").unwrap();
        assert_eq!(next(&mut lines), "wrote to standard output what is no message: “hello”");
        let (mut frames, mut says, _logs) = inbox(Speech::Frames);
        says.write_all(&[0xFF; 8]).unwrap();
        assert!(next(&mut frames).starts_with("gave an answer that is none: a message of"));
        assert!(matches!(frames.next(SHORT), Ok(Heard::Nonsense(_)) | Err(Silence::Closed)));
    }

    /// A frame that is cut off by the end of the worker: how that ended says more.
    #[test]
    fn half_a_frame_is_none() {
        let (mut inbox, mut says, logs) = inbox(Speech::Frames);
        says.write_all(&[9, 0, 0, 0, b'{']).unwrap();
        drop((says, logs));
        assert_eq!(next(&mut inbox), "Closed");
    }

    #[test]
    fn a_long_log_holds_nobody_up_and_is_kept_in_part() {
        let (mut inbox, mut says, mut logs) = inbox(Speech::Frames);
        let writing = std::thread::spawn(move || {
            logs.write_all(&vec![b'x'; 4 << 20]).unwrap();
            protocol::write(&mut says, &Answer::Done, MAX_ANSWER).unwrap();
            logs.write_all(b"rest").unwrap();
        });
        assert_eq!(next(&mut inbox), "Done of 15");
        // Who writes is done only when the rest was read.
        assert_eq!(inbox.log(LONG), "x".repeat(MAX_LOG));
        writing.join().unwrap();
        assert_eq!(inbox.log(LONG).len(), MAX_LOG, "its end is known");
    }
}
