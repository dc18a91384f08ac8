//! Calls of services, declared and not.

use ibidem_sdk::{Finding, Findings, Host, Span};
use serde_json::json;

use crate::FIRST_WORD;

/// Calls services, of which its manifest declares one.
pub(crate) fn call(host: &Host<'_>, findings: &mut Findings) {
    let put = json!({"op": "put", "key": "a", "value": "kept"});
    let get = json!({"op": "get", "key": "a"});
    let calls =
        [("cache/1", &get), ("cache/1", &put), ("cache/1", &get), ("http/1", &get), ("cache/1", &put["key"])];
    for (service, request) in calls {
        let answer = match host.call(service, request) {
            Ok(answer) => answer.to_string(),
            Err(error) => format!("{error:?}"),
        };
        say(findings, format!("{service}: {}", answer.chars().take(60).collect::<String>()));
    }
}

/// Calls the tests' own service in the way that the deed names.
pub(crate) fn count(deed: &str, host: &Host<'_>, findings: &mut Findings) {
    match deed {
        "one by one" => {
            let end = host.call_each("count/1", &json!({"to": 3}), |n: u64| say(findings, n.to_string()));
            say(findings, format!("{end:?}"));
        }
        "from threads" => {
            // Each waits in the service until all of them are there.
            let call = || host.call("count/1", &json!({"meet": true})).map_or(0, |_| 1);
            let met: usize = std::thread::scope(|scope| {
                let threads: Vec<_> = (0..4).map(|_| scope.spawn(call)).collect();
                threads.into_iter().map(|thread| thread.join().unwrap_or(0)).sum()
            });
            say(findings, format!("{met} have met"));
        }
        "and panic" => {
            let _ = host.call_each("count/1", &json!({"to": 3}), |n: u64| {
                say(findings, n.to_string());
                assert!(n != 2, "2 is too many");
            });
        }
        "and sleep" => {
            let slept = host.call("count/1", &json!({"sleep": 1500}));
            say(findings, format!("{slept:?}"));
        }
        "and wait" => {
            let waited = host.call("count/1", &json!({"sleep": 60_000}));
            say(findings, format!("{waited:?}"));
        }
        _ => {
            let caller = host.call("count/1", &json!({"who": true}));
            say(findings, format!("{caller:?}"));
        }
    }
}

fn say(findings: &mut Findings, message: String) {
    findings.push(Finding::new(&FIRST_WORD, Span::new(0, 0), message));
}
