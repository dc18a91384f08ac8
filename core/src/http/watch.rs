//! Who looks on while hosts are asked.

/// Of whom is asked: what a user must know before it happens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whom {
    /// How many cited pages.
    pub pages: usize,
    /// On how many hosts.
    pub hosts: usize,
    /// The registries and archives that are asked, or will be for what is gone.
    pub services: Vec<String>,
}

/// Shows how far the asking has come. Every function may be called from any thread.
pub trait Watch: Send + Sync {
    /// Hosts are about to be asked.
    fn begins(&self, whom: &Whom);

    /// So many more requests are made, or an answer has come.
    fn moves(&self, progress: Progress);

    /// Something does not work, and the audit goes on.
    fn warn(&self, message: &str);
}

/// How far a batch has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many answers have come in all batches.
    pub done: usize,
    /// How many requests there are so far.
    pub total: usize,
    /// How many hosts are being asked now.
    pub hosts: usize,
}

/// Nobody looks on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn begins(&self, _whom: &Whom) {}

    fn moves(&self, _progress: Progress) {}

    fn warn(&self, _message: &str) {}
}

/// Keeps the warnings, for tests.
#[cfg(test)]
#[derive(Debug, Default)]
pub(crate) struct Warnings(pub(crate) std::sync::Mutex<Vec<String>>);

#[cfg(test)]
impl Watch for Warnings {
    fn begins(&self, _whom: &Whom) {}

    fn moves(&self, _progress: Progress) {}

    fn warn(&self, message: &str) {
        self.0.lock().unwrap().push(message.to_owned());
    }
}
