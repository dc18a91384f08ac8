//! Standard output, as a part of a pipe.

use std::io::{self, BufWriter, ErrorKind, StdoutLock, Write as _};

use ibidem::Reading;
use ibidem::report::escape::escaped;
use serde::Serialize;

/// Prints text to standard output, with colors only on a terminal.
pub(crate) fn print(text: &[u8]) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        // Whoever reads has enough: `ibidem audit paper.md | head`.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Says on standard error what of a document could not be read.
pub(crate) fn unread(reading: &Reading, name: &str) {
    for unread in &reading.unread {
        anstream::eprintln!("ibidem: {}, {}: {}", escaped(name), unread.place(), escaped(&unread.message));
    }
}

/// Prints a value as JSON and a line end, piece by piece: the JSON of a long book is larger than the book.
pub(crate) fn json(value: &impl Serialize, pretty: bool) -> io::Result<()> {
    stream(|out| {
        if pretty {
            serde_json::to_writer_pretty(&mut *out, value)?;
        } else {
            serde_json::to_writer(&mut *out, value)?;
        }
        writeln!(out)
    })
}

/// Prints what has no colors, as it is written: JSON comes in pieces of a few bytes, by the million.
pub(crate) fn stream(
    write: impl FnOnce(&mut BufWriter<StdoutLock<'static>>) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
