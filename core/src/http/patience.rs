//! When a request is made again, and how long it waits for that.

use std::time::Duration;

use ibidem_sdk::http::{Failure, Purpose};

/// The longest pause that an audit waits for.
pub(crate) const MAX_PAUSE: Duration = Duration::from_secs(30);

/// A pause is over a little later than the host says: its clock began before ours.
const MARGIN: Duration = Duration::from_millis(50);

/// What to do after a response or a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Take it.
    Take,
    /// Try again after a wait that concerns this page alone.
    Wait(Duration),
    /// Try again after a pause for the whole host.
    Pause(Duration),
    /// Take it, and ask nothing more of the host.
    Close,
}

/// What to do after a status, at the so-and-so-many-th try, counted from 1.
pub(crate) fn after_status(status: u16, pause: Option<Duration>, tries: u32, purpose: Purpose) -> Next {
    // Services answer to programs, and a work is not called unretracted for one bad minute.
    let most = if matches!(purpose, Purpose::Registry | Purpose::Archive) { 4 } else { 3 };
    match status {
        429 | 503 => {
            let pause = pause.unwrap_or_else(|| backoff(tries)) + MARGIN;
            match () {
                () if pause > MAX_PAUSE => Next::Close,
                () if tries >= most => Next::Take,
                () => Next::Pause(pause),
            }
        }
        // Not implemented, version not supported, a network that wants a sign-in: the same tomorrow.
        501 | 505 | 511 => Next::Take,
        500..=599 if tries < most => Next::Wait(backoff(tries)),
        _ => Next::Take,
    }
}

/// What to do after a failure.
pub(crate) fn after_failure(failure: Failure, tries: u32) -> Next {
    let most = match failure {
        Failure::Reset => 3,
        Failure::Refused | Failure::DnsTrouble | Failure::Unreachable => 2,
        _ => 1,
    };
    if tries < most { Next::Wait(backoff(tries)) } else { Next::Take }
}

/// 0.5, 1, 2 … seconds.
fn backoff(tries: u32) -> Duration {
    Duration::from_millis(250 << tries.min(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_says_how_long() {
        let after = |status, pause, tries| after_status(status, pause, tries, Purpose::Page);
        let second = Duration::from_secs(1);
        assert_eq!(after(429, Some(second), 1), Next::Pause(second + MARGIN));
        assert_eq!(after(503, Some(second), 2), Next::Pause(second + MARGIN));
        assert_eq!(after(429, Some(second), 3), Next::Take);
        assert_eq!(after(429, Some(second * 3600), 1), Next::Close);
        assert_eq!(after(429, None, 1), Next::Pause(Duration::from_millis(500) + MARGIN));
        assert_eq!(after(500, None, 1), Next::Wait(Duration::from_millis(500)));
        assert_eq!(after(500, None, 3), Next::Take);
        assert_eq!(after(501, None, 1), Next::Take);
        assert_eq!(after(404, Some(second), 1), Next::Take);
        assert_eq!(after_status(500, None, 3, Purpose::Registry), Next::Wait(second * 2));
    }

    #[test]
    fn what_does_not_pass_is_not_tried_again() {
        for failure in [Failure::Timeout, Failure::Dns, Failure::TlsExpired, Failure::PrivateAddress] {
            assert_eq!(after_failure(failure, 1), Next::Take, "{failure}");
        }
        assert_eq!(after_failure(Failure::Reset, 1), Next::Wait(Duration::from_millis(500)));
        assert_eq!(after_failure(Failure::Refused, 2), Next::Take);
    }
}
