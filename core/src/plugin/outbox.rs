//! What is sent to a worker: written at once as far as its pipe takes it, and the rest by a thread.
//!
//! Nobody who sends waits for a worker that does not read.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::backlog::Backlog;
use super::speech::Speech;

/// The size of the pipe to a worker, in bytes; the system may refuse it.
#[cfg(target_os = "linux")]
const PIPE: usize = 1 << 20;

/// The way to one worker.
pub(super) struct Outbox {
    speech: Speech,
    state: Mutex<State>,
    /// What waits to be written.
    backlog: Backlog,
}

struct State {
    /// None while a thread has it, and once it is closed.
    pipe: Option<File>,
    queue: VecDeque<Arc<Vec<u8>>>,
    is_closed: bool,
}

impl Outbox {
    /// Takes the end of a pipe.
    pub(super) fn new(pipe: File, speech: Speech) -> Self {
        // A chunk of notes fits into a pipe of this size, and its writer need not wait for its reader.
        #[cfg(target_os = "linux")]
        let _ = rustix::pipe::fcntl_setpipe_size(&pipe, PIPE);
        have_wait(&pipe, false);
        let state = State { pipe: Some(pipe), queue: VecDeque::new(), is_closed: false };
        Self { speech, state: Mutex::new(state), backlog: Backlog::default() }
    }

    /// Sends a frame behind all that were sent before. Whether it arrives is not said: a worker that has gone
    /// is missed when its answer is awaited.
    pub(super) fn send(self: &Arc<Self>, frame: Arc<Vec<u8>>) {
        let mut state = self.state();
        if state.is_closed {
            return;
        }
        let Some(mut pipe) = state.pipe.take() else {
            self.backlog.add(frame.len());
            state.queue.push_back(frame);
            return;
        };
        match write_at_once(&mut pipe, self.speech.written(&frame)) {
            Ok(Written::All) => state.pipe = Some(pipe),
            Ok(Written::Part(written)) => {
                self.backlog.add(frame.len());
                let outbox = Arc::clone(self);
                let rest = move || outbox.write_on(pipe, frame, written);
                // Without a thread the pipe is closed by this, of which the worker ends.
                state.is_closed =
                    std::thread::Builder::new().name("requests".to_owned()).spawn(rest).is_err();
            }
            Err(_) => state.is_closed = true,
        }
    }

    /// Waits while much is to be written, though not for long.
    pub(super) fn wait(&self) {
        self.backlog.wait();
    }

    /// Lets the worker know that nothing more comes, once what was sent is written.
    pub(super) fn close(&self) {
        let mut state = self.state();
        state.is_closed = true;
        state.pipe = None;
    }

    /// Writes the rest of a frame, and what is sent meanwhile.
    fn write_on(&self, mut pipe: File, mut frame: Arc<Vec<u8>>, mut written: usize) {
        have_wait(&pipe, true);
        loop {
            let is_written = write_rest(&mut pipe, self.speech.written(&frame), written).is_ok();
            self.backlog.take(frame.len());
            let mut state = self.state();
            if !is_written {
                state.is_closed = true;
                state.queue.clear();
                self.backlog.close();
                return;
            }
            let Some(next) = state.queue.pop_front() else {
                have_wait(&pipe, false);
                state.pipe = (!state.is_closed).then_some(pipe);
                return;
            };
            (frame, written) = (next, 0);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says whether a pipe that is full has its writer wait. The worker's end is not touched by that.
#[cfg(unix)]
fn have_wait(pipe: &File, waits: bool) {
    // That of a child can always be told.
    let _ = rustix::io::ioctl_fionbio(pipe, !waits);
}

#[cfg(not(unix))]
fn have_wait(_pipe: &File, _waits: bool) {}

/// How much was written without waiting.
#[derive(Debug, PartialEq, Eq)]
enum Written {
    All,
    Part(usize),
}

/// Writes as much as the pipe takes now.
#[cfg(unix)]
fn write_at_once(pipe: &mut File, parts: [&[u8]; 2]) -> io::Result<Written> {
    let mut written = 0;
    for mut part in parts {
        while !part.is_empty() {
            match pipe.write(part) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(n) => {
                    written += n;
                    part = &part[n..];
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    return Ok(Written::Part(written));
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok(Written::All)
}

/// Elsewhere a pipe may keep its writer waiting at any time.
#[cfg(not(unix))]
fn write_at_once(_pipe: &mut File, _parts: [&[u8]; 2]) -> io::Result<Written> {
    Ok(Written::Part(0))
}

/// Writes what is not written yet, however long that takes.
fn write_rest(pipe: &mut File, parts: [&[u8]; 2], mut written: usize) -> io::Result<()> {
    for part in parts {
        let done = written.min(part.len());
        pipe.write_all(&part[done..])?;
        written -= done;
    }
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::io::{PipeReader, Read as _, pipe};
    use std::os::fd::OwnedFd;
    use std::time::{Duration, Instant};

    use super::*;

    fn outbox(speech: Speech) -> (PipeReader, Arc<Outbox>) {
        let (reader, writer) = pipe().unwrap();
        (reader, Arc::new(Outbox::new(OwnedFd::from(writer).into(), speech)))
    }

    /// Frames of several lengths, small and larger than a pipe, each of a letter of its own.
    fn frames() -> Vec<Arc<Vec<u8>>> {
        let lengths = [5, 3 << 20, 6, 100_000, 7, 2 << 20, 8].into_iter().cycle().take(40);
        lengths.zip(b'A'..).map(|(len, letter)| Arc::new(vec![letter; len])).collect()
    }

    #[test]
    fn all_is_written_in_order_and_nobody_waits() {
        for speech in [Speech::Frames, Speech::Lines] {
            let (mut reader, outbox) = outbox(speech);
            let begun = Instant::now();
            for frame in frames() {
                outbox.send(frame);
            }
            assert!(begun.elapsed() < Duration::from_secs(10), "who sends does not wait for who reads");
            outbox.close();
            outbox.send(Arc::new(b"too late".to_vec()));
            let mut read = Vec::new();
            reader.read_to_end(&mut read).unwrap();
            let expected: Vec<u8> =
                frames().iter().flat_map(|frame| speech.written(frame).concat()).collect();
            assert!(read == expected, "{} bytes, not {}", read.len(), expected.len());
        }
    }

    /// When the thread is through, what comes next is written at once again.
    #[test]
    fn the_pipe_comes_back() {
        let (mut reader, outbox) = outbox(Speech::Frames);
        let large = Arc::new(vec![b'x'; 3 << 20]);
        for _ in 0..3 {
            outbox.send(Arc::clone(&large));
            assert!(outbox.state().pipe.is_none(), "a thread has it");
            reader.read_exact(&mut vec![0; large.len()]).unwrap();
            let until = Instant::now() + Duration::from_secs(20);
            while outbox.state().pipe.is_none() {
                assert!(Instant::now() < until, "it does not come back");
                std::thread::sleep(Duration::from_millis(1));
            }
            outbox.send(Arc::new(b"small".to_vec()));
            assert!(outbox.state().pipe.is_some());
            reader.read_exact(&mut [0; 5]).unwrap();
        }
    }

    #[test]
    fn a_worker_that_has_gone_is_no_error() {
        let (reader, outbox) = outbox(Speech::Frames);
        outbox.send(Arc::new(vec![b'x'; 3 << 20]));
        drop(reader);
        (0..100).for_each(|_| outbox.send(Arc::new(vec![b'x'; 1 << 20])));
        let begun = Instant::now();
        outbox.wait();
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
}
