use ibidem_sdk::http::{Body, Failure};
use ibidem_sdk::testing::paper;
use ibidem_sdk::{Checker as _, Options};

use super::*;
use crate::Links;
use crate::targets::targets;

/// What a web of a few pages answers.
fn answer(request: &Request) -> Answer {
    let answered = |status: u16, text: &str| Answer {
        status: Some(status),
        final_url: request.url.clone(),
        body: Some(Body::Text(text.to_owned())),
        sha256: Some(format!("{:x}", text.len())),
        asked: 1,
        ..Answer::default()
    };
    let url = request.url.as_str();
    if url.contains("/cdx/") {
        let rows = r#"[["timestamp","statuscode","digest"],["20180101000000","200","A"],["20200615120000","200","B"]]"#;
        return answered(200, if url.contains("never") { "[]" } else { rows });
    }
    if url.contains("/web/2020") {
        return answered(200, "<title>Page not found</title>");
    }
    if url.contains("/web/2018") {
        return answered(200, "<title>Ferry terminal delayed for a third winter</title>");
    }
    match url.rsplit('/').next().unwrap_or_default() {
        "ferry" => answered(200, "<title>Ferry terminal delayed for a third winter | Herald</title>"),
        "gone" | "never" => answered(404, "gone"),
        "moved" => {
            answered(200, "<meta http-equiv=refresh content='0; url=/gone'><p>Wait a moment, please.</p>")
        }
        "soft" | "qzxv-no-such-page-7391" if url.contains("soft.example") => {
            answered(200, "<title>Herald</title><p>We have many other good things to read on this site.</p>")
        }
        "qzxv-no-such-page-7391" => answered(404, ""),
        _ => {
            Answer { failure: Some(Failure::Refused), asked: 1, ..Answer::failed(request, Failure::Refused) }
        }
    }
}

/// Asks about a paper; `pick` says which of so many answers comes next.
fn outcomes(source: &str, mut pick: impl FnMut(usize) -> usize) -> (Vec<String>, Vec<String>) {
    let paper = paper(source);
    let links = Links::open(Options::default()).unwrap();
    let mut inquiry = Inquiry::new(targets(&paper), &links.settings, "2026-01-31");
    let mut under_way = inquiry.begin();
    let mut asked = Vec::new();
    while !under_way.is_empty() {
        let (step, request) = under_way.swap_remove(pick(under_way.len()));
        asked.push(request.url.clone());
        inquiry.take(step, answer(&request));
        under_way.extend(inquiry.take_next());
    }
    assert!(inquiry.searches.is_empty(), "{:?}", inquiry.searches);
    let said = |outcome: Outcome| {
        let copy = outcome.copy.map(|found| found.copy.timestamp).unwrap_or_default();
        format!("{} {} {copy}", outcome.target.url, outcome.judgement.reason)
    };
    asked.sort();
    (inquiry.finish().into_iter().map(said).collect(), asked)
}

const NOTES: &str = "\
    1. Dana Whitlock, “Ferry terminal delayed for a third winter,” *Herald*, April 18, 2013, http://a.example/ferry#top.\n\
    2. Dana Whitlock, “Ferry terminal delayed for a third winter,” *Herald*, April 18, 2013, http://a.example/gone (accessed March 3, 2020).\n\
    3. Owen Pryce, “A Bridge for Nobody,” *Gazette*, November 2, 2009, http://a.example/moved.\n\
    4. Owen Pryce, “What the Loan Cost,” *Gazette*, November 2, 2009, http://soft.example/soft.\n\
    5. Mira Kessler, “Eels and Law,” *Webcraft*, April 4, 2017, http://a.example/never.\n\
    6. Mira Kessler, “More Eels and More Law,” *Webcraft*, April 4, 2017, http://b.example/x.\n";

#[test]
fn the_order_of_the_answers_makes_no_difference() {
    let (said, asked) = outcomes(NOTES, |_| 0);
    assert_eq!(
        said,
        [
            "http://a.example/ferry#top ok ",
            "http://a.example/gone http.404 20180101000000",
            "http://a.example/moved meta-refresh-gone ",
            "http://soft.example/soft soft-404 ",
            "http://a.example/never http.404 ",
            "http://b.example/x refused ",
        ]
    );
    // The index has nothing of one page, and its availability is asked for.
    assert_eq!(asked.iter().filter(|url| url.contains("/wayback/available")).count(), 1, "{asked:#?}");
    assert_eq!(outcomes(NOTES, |length| length - 1), (said.clone(), asked.clone()));
    let mut seed = 7_u32;
    for _ in 0..50 {
        let pick = |length| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            usize::try_from(seed >> 16).unwrap() % length
        };
        assert_eq!(outcomes(NOTES, pick), (said.clone(), asked.clone()));
    }
}
