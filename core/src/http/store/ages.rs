//! How long an answer is good for: a page that is there is likely there tomorrow; a fault may pass
//! within the hour, and must never be believed as long.

use ibidem_sdk::http::{Answer, Failure, Source};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// Whether an answer says something that the next run can use.
pub(super) fn is_kept(answer: &Answer) -> bool {
    let says_nothing = matches!(
        answer.failure,
        Some(
            Failure::Offline
                | Failure::NoNetwork
                | Failure::NotRecorded
                | Failure::Interrupted
                | Failure::NotGranted
                | Failure::Proxy
                | Failure::RateLimited
        )
    );
    // Without a response, and nobody asked, it is as quickly told again.
    answer.source == Source::Network && !says_nothing
}

/// Whether an answer of a time is still good.
pub(super) fn is_fresh(answer: &Answer, at: i64, now: i64) -> bool {
    // A clock that was set back makes an answer of tomorrow; it is as good as one of today.
    (now - at).abs() <= age_of(answer)
}

fn age_of(answer: &Answer) -> i64 {
    match (answer.failure, answer.status) {
        (Some(Failure::Robots | Failure::Scheme | Failure::InvalidUrl | Failure::PrivateAddress), _) => DAY,
        (None, Some(200..=299)) => 7 * DAY,
        (Some(_), _) | (None, Some(429 | 500..=599) | None) => HOUR,
        (None, Some(_)) => DAY,
    }
}

#[cfg(test)]
mod tests {
    use ibidem_sdk::http::Request;

    use super::*;

    fn answer(status: u16) -> Answer {
        Answer { status: Some(status), ..Answer::default() }
    }

    #[test]
    fn no_fault_is_believed_as_long_as_a_page() {
        let page = age_of(&answer(200));
        for status in [301, 401, 403, 404, 410, 429, 451, 500, 503, 999] {
            assert!(age_of(&answer(status)) < page, "{status}");
        }
        for failure in [Failure::Dns, Failure::Timeout, Failure::TlsExpired, Failure::Robots] {
            let failed = Answer::failed(&Request::page(1, "http://a.example/", 0), failure);
            assert!(age_of(&failed) < page, "{failure}");
        }
    }

    #[test]
    fn an_answer_ages() {
        assert!(is_fresh(&answer(200), 0, 6 * DAY));
        assert!(!is_fresh(&answer(200), 0, 8 * DAY));
        assert!(!is_fresh(&answer(503), 0, 2 * HOUR));
        assert!(is_fresh(&answer(503), HOUR, 0));
    }

    #[test]
    fn what_says_nothing_is_not_kept() {
        assert!(is_kept(&answer(404)));
        assert!(!is_kept(&Answer { source: Source::Store, ..answer(200) }));
        let failed = Answer { failure: Some(Failure::NoNetwork), ..Answer::default() };
        assert!(!is_kept(&failed));
    }
}
