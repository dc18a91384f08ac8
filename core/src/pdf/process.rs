//! The process that opens a PDF, seen from the program: started, listened to, and ended whatever it does.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use thiserror::Error;

use super::PROGRAM;
use super::library::{self, REMEDY};
use super::page::{Failure, Message, Page};
use crate::process::empty_folder::EmptyFolder;
use crate::process::ending::{describe, kill_group};

/// How long a document may take, whatever it has.
const LONGEST: Duration = Duration::from_secs(30);

/// How much memory may be taken, in bytes of address space.
const MEMORY: u64 = 1 << 30;

/// How many signs of a document are read: a book of a thousand pages has three million.
const MOST_SIGNS: usize = 20_000_000;

/// The longest line that is taken: a page of a million signs.
const LONGEST_LINE: u64 = 64 << 20;

/// What a PDF has.
#[derive(Debug, Default)]
pub(crate) struct Extracted {
    pub(crate) title: Option<String>,
    /// Its pages in order; those that cannot be read are empty.
    pub(crate) pages: Vec<Page>,
    /// What could not be read: the page from 1, and why.
    pub(crate) unread: Vec<(usize, String)>,
    /// Where there is no library that knows of places, the words of its pages alone, and why.
    pub(crate) words: Option<Words>,
}

/// The words of a PDF.
#[derive(Debug)]
pub(crate) struct Words {
    /// Those of each page.
    pub(crate) pages: Vec<String>,
    /// Why there is no more, and what to do.
    pub(crate) cause: String,
}

/// Why a PDF cannot be opened.
#[derive(Debug, Error)]
pub(crate) enum PdfError {
    /// There is no library for it.
    #[error("{0}")]
    NoLibrary(String),
    /// The program is not there, or cannot be started.
    #[error("the process that reads PDF cannot be started: {0}")]
    NoProcess(String),
    /// It wants a password.
    #[error("it is encrypted; save a copy without a password")]
    Encrypted,
    /// It is broken.
    #[error("the PDF is damaged; open it in a program that shows it, and print it to a new PDF")]
    Damaged,
    /// The process ended before it had opened the document.
    #[error("the library for PDF {0} on it; print it to a new PDF, or convert it to HTML or text")]
    Ended(String),
}

/// Opens a PDF in a process of its own, and takes down what stands on its pages.
pub(crate) fn extract(bytes: Vec<u8>) -> Result<Extracted, PdfError> {
    let program =
        PROGRAM.get().ok_or_else(|| PdfError::NoProcess("no program is named for it".to_owned()))?;
    let library = library::find(program);
    let mut process = Process::start(program, library.as_deref().ok(), bytes)
        .map_err(|error| PdfError::NoProcess(error.to_string()))?;
    let mut extracted = process.listen()?;
    let library = match process.unusable.take() {
        Some(cause) => Err(format!("PDFium cannot be used: {cause}; {REMEDY}")),
        None => library,
    };
    match (&mut extracted.words, library) {
        (Some(words), Err(cause)) => words.cause = cause,
        // Nothing was said of any page.
        (None, Err(cause)) => return Err(PdfError::NoLibrary(cause)),
        (_, Ok(_)) => {}
    }
    Ok(extracted)
}

#[cfg(fuzzing)]
impl Extracted {
    /// What the pages are of which lines tell.
    pub(crate) fn of_lines(said: &[u8]) -> Self {
        let messages = said.split(|byte| *byte == b'\n').map_while(|line| serde_json::from_slice(line).ok());
        let pages = messages.filter_map(|message| match message {
            Message::Page(page) => Some(Page::sound(page)),
            _ => None,
        });
        Self { pages: pages.collect(), ..Self::default() }
    }
}

struct Process {
    child: Child,
    messages: mpsc::Receiver<Message>,
    /// Why the library cannot be used, where it said so.
    unusable: Option<String>,
    /// Goes after the process that may write to it.
    _folder: EmptyFolder,
}

impl Process {
    fn start(program: &Path, library: Option<&Path>, bytes: Vec<u8>) -> std::io::Result<Self> {
        let folder = EmptyFolder::create()?;
        let mut command = Command::new(program);
        command.arg("pdf-host").arg("--memory").arg(MEMORY.to_string());
        if let Some(library) = library {
            command.arg("--library").arg(library);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        command.env_clear().env("HOME", &folder.path).env("TMPDIR", &folder.path);
        command.current_dir(if cfg!(windows) { "C:\\" } else { "/" });
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(std::io::Error::other("it has no channels"));
        };
        // Neither is waited for: a process that was killed takes its ends along.
        std::thread::spawn(move || {
            // Of a process that has ended the messages tell.
            let _ = stdin.write_all(&bytes);
        });
        let (said, messages) = mpsc::sync_channel(64);
        std::thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            let mut line = Vec::new();
            loop {
                line.clear();
                let read = stdout.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
                let Some(message) = read.ok().and_then(|_| serde_json::from_slice(&line).ok()) else {
                    return;
                };
                if said.send(message).is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, messages, unusable: None, _folder: folder })
    }

    fn listen(&mut self) -> Result<Extracted, PdfError> {
        let until = Instant::now() + LONGEST;
        let mut extracted = Extracted::default();
        let (mut expected, mut signs) = (None, 0);
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.messages.recv_timeout(left) {
                Ok(Message::Opened(about)) => {
                    expected = Some(about.pages);
                    extracted.title = about.title;
                }
                Ok(Message::Page(page)) => {
                    signs += page.runs.iter().map(|run| run.x.len()).sum::<usize>();
                    extracted.pages.push(page.sound());
                }
                Ok(Message::Words(page)) => {
                    signs += page.len();
                    extracted.pages.push(Page::default());
                    let words = Words { pages: Vec::new(), cause: String::new() };
                    extracted.words.get_or_insert(words).pages.push(page);
                }
                Ok(Message::Unread(cause)) => {
                    extracted.pages.push(Page::default());
                    extracted.unread.push((extracted.pages.len(), cause));
                }
                Ok(Message::Failed(Failure::Password)) => return Err(PdfError::Encrypted),
                Ok(Message::Failed(Failure::Damaged)) => return Err(PdfError::Damaged),
                Ok(Message::Unusable(cause)) => self.unusable = Some(cause),
                Ok(Message::End) => return Ok(extracted),
                Err(ended) => {
                    let cause = self.end(ended);
                    // What was read until then counts.
                    let Some(expected) = expected else { return Err(PdfError::Ended(cause)) };
                    let first = extracted.pages.len() + 1;
                    if first <= expected {
                        let pages = if first == expected { "page is" } else { "pages are" };
                        let rest =
                            format!("this and all further {pages} not read: the library for PDF {cause}");
                        extracted.unread.push((first, rest));
                    }
                    return Ok(extracted);
                }
            }
            if signs > MOST_SIGNS {
                let first = extracted.pages.len() + 1;
                let rest = format!("further pages are not read: there are more than {MOST_SIGNS} signs");
                extracted.unread.push((first, rest));
                return Ok(extracted);
            }
        }
    }

    /// Ends the process, and says how it ended.
    fn end(&mut self, ended: RecvTimeoutError) -> String {
        if ended == RecvTimeoutError::Timeout {
            return format!("took longer than the limit of {} s", LONGEST.as_secs());
        }
        let status: Option<ExitStatus> = self.child.wait().ok();
        let limit = MEMORY >> 20;
        status.map_or_else(
            || "ended".to_owned(),
            |status| format!("{} (it has {limit} MB of memory)", describe(status)),
        )
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        kill_group(&mut self.child);
        let _ = self.child.wait();
    }
}
