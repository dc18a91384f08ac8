//! Standard output, as a part of a pipe.

use std::io::{self, ErrorKind, Write as _};

/// Prints text to standard output, with colors only on a terminal.
pub(crate) fn print(text: &[u8]) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        // Whoever reads has enough: `ibidem audit paper.md | head`.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
