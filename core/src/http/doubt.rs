//! Certificates that are out of date one and all: then it is the clock of this machine that is.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use ibidem_sdk::http::{Answer, Failure};
use url::Url;

/// So many hosts, and none among them with a certificate that is good today, are no coincidence.
const FEWEST: usize = 3;

/// What the certificates of a run say of the clock.
#[derive(Debug, Default)]
pub(super) struct ClockDoubt {
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    out_of_date: BTreeSet<String>,
    /// Some certificate was good, so that the clock is; or the doubt was told.
    is_settled: bool,
}

impl ClockDoubt {
    /// Takes note of an answer; says, once, whether the clock is to be doubted.
    pub(super) fn arises(&self, answer: &Answer) -> bool {
        let is_out_of_date = answer.failure == Some(Failure::TlsExpired);
        let is_good = answer.failure.is_none() && answer.tls.is_some();
        if !is_out_of_date && !is_good {
            return false;
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.is_settled {
            return false;
        }
        if is_out_of_date {
            let host = Url::parse(&answer.url).ok().and_then(|url| Some(url.host_str()?.to_owned()));
            seen.out_of_date.extend(host);
        }
        seen.is_settled = is_good || seen.out_of_date.len() >= FEWEST;
        is_out_of_date && seen.is_settled
    }
}

#[cfg(test)]
mod tests {
    use ibidem_sdk::http::Tls;

    use super::*;

    fn expired(host: &str) -> Answer {
        Answer { url: format!("https://{host}/"), failure: Some(Failure::TlsExpired), ..Answer::default() }
    }

    fn good() -> Answer {
        Answer { url: "https://good.example/".to_owned(), tls: Some(Tls::default()), ..Answer::default() }
    }

    #[test]
    fn the_clock_is_doubted_once_where_no_certificate_is_good() {
        let doubt = ClockDoubt::default();
        let hosts = ["a.example", "a.example", "b.example", "c.example", "d.example"];
        assert_eq!(hosts.map(|host| doubt.arises(&expired(host))), [false, false, false, true, false]);
    }

    #[test]
    fn one_good_certificate_clears_it() {
        let doubt = ClockDoubt::default();
        let answers = [expired("a.example"), good(), expired("b.example"), expired("c.example")];
        assert_eq!(answers.map(|answer| doubt.arises(&answer)), [false; 4]);
        assert!(!doubt.arises(&Answer::default()));
    }
}
