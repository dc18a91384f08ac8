//! The folder that a worker's environment names: empty, its own, gone when it ends.

use std::fs::DirBuilder;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder for one worker, both its home and its place for temporary files; it goes with its owner.
pub(crate) struct EmptyFolder {
    pub(crate) path: PathBuf,
}

impl EmptyFolder {
    pub(crate) fn create() -> io::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        loop {
            let name = format!("ibidem-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            let path = std::env::temp_dir().join(name);
            match builder.create(&path) {
                // Left behind by a program of this number that was killed, or put there to be taken for ours.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
                Ok(()) => return Ok(Self { path }),
            }
        }
    }
}

impl Drop for EmptyFolder {
    fn drop(&mut self) {
        // Mostly nothing was written to it. What cannot be removed lies where the system clears away.
        let _ = std::fs::remove_dir(&self.path).or_else(|_| std::fs::remove_dir_all(&self.path));
    }
}
