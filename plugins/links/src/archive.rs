//! Dead address → the archived copies of it, the nearest in time first.

use std::collections::BTreeSet;

use ibidem_sdk::MONTHS;
use ibidem_sdk::http::{Answer, Purpose, Request, WAYBACK_BASE};
use serde_json::Value;
use url::Url;

use crate::cited::Cited;
use crate::days::Day;
use crate::encoding::percent_encoded;
use crate::judge::{self, Seen};
use crate::verdict::Verdict;

/// The availability interface of the Internet Archive has a host of its own.
const AVAILABILITY: &str = "https://archive.org/wayback/available";
/// How much of an index, and of a copy, is read.
const INDEX_BYTES: usize = 512 << 10;
const COPY_BYTES: usize = 256 << 10;
/// How many copies of one page are looked at.
pub(crate) const MOST_COPIES: usize = 6;

/// A copy of which an archive says that it has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Copy {
    /// Year to second, `20150401123000`.
    pub(crate) timestamp: String,
    /// Where a reader sees it.
    pub(crate) url: String,
    /// The digest of its bytes, where the index has it.
    pub(crate) digest: String,
}

impl Copy {
    fn of_wayback(timestamp: &str, original: &str, digest: &str) -> Self {
        let url = format!("{WAYBACK_BASE}/web/{timestamp}/{original}");
        Self { timestamp: timestamp.to_owned(), url, digest: digest.to_owned() }
    }

    /// The day on which it was taken.
    pub(crate) fn day(&self) -> Option<Day> {
        Day::read(&self.timestamp)
    }

    /// The request for the copy itself, as it was captured where the archive can say so.
    pub(crate) fn request(&self) -> Request {
        let stamp = format!("/web/{}/", self.timestamp);
        let raw = if self.url.starts_with(WAYBACK_BASE) {
            self.url.replacen(&stamp, &format!("/web/{}id_/", self.timestamp), 1)
        } else {
            self.url.clone()
        };
        Request::page(0, raw, COPY_BYTES).for_purpose(Purpose::Archive)
    }
}

/// The request for the index of the Wayback Machine: all captures of an address that answered 200.
pub(crate) fn index_request(url: &str) -> Request {
    let query = percent_encoded(without_fragment(url), "");
    list(format!("{WAYBACK_BASE}/cdx/search/cdx?url={query}&output=json&filter=statuscode:200&limit=2000"))
}

/// The request for the capture nearest to a day, for where the index has nothing.
pub(crate) fn availability_request(url: &str, near: Day) -> Request {
    let query = percent_encoded(without_fragment(url), "");
    list(format!("{AVAILABILITY}?url={query}&timestamp={}", near.iso().replace('-', "")))
}

/// The request to a `TimeGate` for the copy nearest to a day (RFC 7089, 2.1.1).
pub(crate) fn timegate_request(gate: &str, url: &str, near: Day) -> Request {
    let request = list(format!("{gate}{}", without_fragment(url)));
    Request { accept_datetime: Some(near.http_date()), ..request }
}

fn list(url: String) -> Request {
    Request::page(0, url, INDEX_BYTES).for_purpose(Purpose::Archive)
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or(url)
}

/// The request for a `TimeMap` (RFC 7089), for where the index does not answer.
pub(crate) fn timemap_request(url: &str) -> Request {
    list(format!("{WAYBACK_BASE}/web/timemap/link/{}", without_fragment(url)))
}

/// Reads what archives have, whichever interface answered.
pub(crate) fn copies(original: &str, answer: &Answer) -> Vec<Copy> {
    let original = without_fragment(original);
    if answer.failure.is_some() || !answer.status.is_some_and(|status| (200..300).contains(&status)) {
        return Vec::new();
    }
    if let Some(copy) = memento(answer) {
        return vec![copy];
    }
    let Some(text) = answer.text() else { return Vec::new() };
    let text = text.trim_start();
    if text.starts_with('[') {
        return of_index(original, text);
    }
    if text.starts_with('{') {
        return of_availability(original, text);
    }
    of_timemap(text)
}

/// A copy at which a `TimeGate` ended: it names its own time (RFC 7089, 2.1.1).
fn memento(answer: &Answer) -> Option<Copy> {
    let day = of_http_date(answer.header("memento-datetime")?)?;
    let url = answer.final_url.clone();
    Some(Copy { timestamp: day, url, digest: String::new() })
}

/// Rows of the CDX index; the first names the columns.
fn of_index(original: &str, text: &str) -> Vec<Copy> {
    let rows: Vec<Vec<Value>> = serde_json::from_str(text).unwrap_or_default();
    let column = |name: &str| rows.first()?.iter().position(|cell| cell.as_str() == Some(name));
    let (Some(timestamp), Some(status)) = (column("timestamp"), column("statuscode")) else {
        return Vec::new();
    };
    let digest = column("digest");
    let read = |row: &Vec<Value>| {
        let text = |at: usize| row.get(at).and_then(Value::as_str);
        let stamp = text(timestamp).filter(|stamp| Day::read(stamp).is_some())?;
        let digest = digest.and_then(text).unwrap_or_default();
        (text(status) == Some("200")).then(|| Copy::of_wayback(stamp, original, digest))
    };
    rows.iter().skip(1).filter_map(read).collect()
}

fn of_availability(original: &str, text: &str) -> Vec<Copy> {
    let json: Value = serde_json::from_str(text).unwrap_or_default();
    let Some(closest) = json.pointer("/archived_snapshots/closest") else { return Vec::new() };
    let field = |name: &str| closest.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_sound = field("status") == "200" && Day::read(field("timestamp")).is_some();
    if is_sound { vec![Copy::of_wayback(field("timestamp"), original, "")] } else { Vec::new() }
}

/// Links of a `TimeMap`: `<URL>; rel="memento"; datetime="Mon, 01 Jan 2018 00:00:00 GMT"`.
fn of_timemap(text: &str) -> Vec<Copy> {
    let mut copies = Vec::new();
    for part in text.split('<').skip(1) {
        let Some((url, parameters)) = part.split_once('>') else { continue };
        let is_memento = parameters.split(';').any(|parameter| {
            parameter.trim().strip_prefix("rel=").is_some_and(|rel| rel.contains("memento"))
        });
        let date = parameters.split_once("datetime=\"").and_then(|(_, rest)| rest.split('"').next());
        if let Some(timestamp) = date.filter(|_| is_memento).and_then(of_http_date) {
            let url = url.replacen("http://web.archive.org/", "https://web.archive.org/", 1);
            copies.push(Copy { timestamp, url, digest: String::new() });
        }
    }
    copies
}

/// The timestamp of a date as HTTP writes it (RFC 9110, 5.6.7).
fn of_http_date(date: &str) -> Option<String> {
    let mut parts = date.split_once(", ")?.1.split(' ');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|name| name.get(..3) == Some(month))? + 1;
    let time: String = parts.next().unwrap_or("00:00:00").chars().filter(char::is_ascii_digit).collect();
    let stamp = format!("{year}{month:02}{day:0>2}{time}");
    Day::read(&stamp).map(|_| stamp)
}

/// The copies in the order in which they are tried: nearest to a day first, one of each content.
pub(crate) fn nearest(mut copies: Vec<Copy>, near: Day) -> Vec<Copy> {
    copies.sort_by_cached_key(|copy| {
        (copy.day().map_or(u64::MAX, |day| day.distance(near)), copy.timestamp.clone())
    });
    let (mut stamps, mut digests) = (BTreeSet::new(), BTreeSet::new());
    copies.retain(|copy| {
        let is_new = stamps.insert(copy.timestamp.clone());
        // Of captures with the same bytes, the nearest tells as much as all of them.
        is_new && (copy.digest.is_empty() || digests.insert(copy.digest.clone()))
    });
    copies
}

/// Whether a copy shows the cited page: it answered 200 itself, and its text is judged as a page is.
pub(crate) fn shows_cited_page(cited: &Cited, answer: &Answer) -> bool {
    if answer.failure.is_some() || answer.status != Some(200) {
        return false;
    }
    let Ok(shown) = Url::parse(&cited.url) else { return false };
    let Some(Seen { page, .. }) = judge::see(answer) else {
        // A PDF has no title that could be read here.
        return answer.header("content-type").is_some_and(|kind| kind.contains("pdf"));
    };
    let seen = Seen { shown, page };
    // As if the page itself had answered: the address of the archive says nothing of it.
    let answer = Answer { final_url: cited.url.clone(), hops: Vec::new(), ..answer.clone() };
    let judgement = judge::judge(cited, &answer, Some(&seen), None);
    judgement.verdict() == Verdict::Live && (judgement.evidence.title_found || cited.title.is_none())
}

#[cfg(test)]
mod tests {
    use ibidem_sdk::http::Body;

    use super::*;

    fn answer(body: &str) -> Answer {
        let final_url = "https://web.archive.org/web/20180101000000id_/http://a.example/x".to_owned();
        Answer { status: Some(200), body: Some(Body::Text(body.to_owned())), final_url, ..Answer::default() }
    }

    fn stamps(copies: &[Copy]) -> Vec<&str> {
        copies.iter().map(|copy| copy.timestamp.as_str()).collect()
    }

    #[test]
    fn every_interface_is_read() {
        let index = r#"[["urlkey","timestamp","original","mimetype","statuscode","digest","length"],
            ["k","20180101000000","http://a.example/x","text/html","200","D1","9"],
            ["k","20190101000000","http://a.example/x","text/html","404","D2","9"],
            ["k","oops","http://a.example/x","text/html","200","D3","9"]]"#;
        let found = copies("http://a.example/x#top", &answer(index));
        assert_eq!(found, [Copy::of_wayback("20180101000000", "http://a.example/x", "D1")]);
        let available = r#"{"archived_snapshots":{"closest":{"status":"200","available":true,"url":"http://x","timestamp":"20200615120000"}}}"#;
        assert_eq!(stamps(&copies("http://a.example/", &answer(available))), ["20200615120000"]);
        let map = "<http://a.example/x>; rel=\"original\",\n<http://web.archive.org/web/20180101000000/http://a.example/x>; \
                   rel=\"first memento\"; datetime=\"Mon, 01 Jan 2018 00:00:00 GMT\"";
        assert_eq!(stamps(&copies("http://a.example/x", &answer(map))), ["20180101000000"]);
        for nothing in ["[]", "{}", "", "<", "[[1]]", "{\"archived_snapshots\":{}}", "<a>; rel=memento"] {
            assert_eq!(copies("http://a.example/x", &answer(nothing)), [], "{nothing}");
        }
        let mut gate = answer("<html>");
        gate.headers = vec![("memento-datetime".to_owned(), "Wed, 3 Feb 2016 04:05:06 GMT".to_owned())];
        assert_eq!(stamps(&copies("http://a.example/x", &gate)), ["20160203040506"]);
    }

    #[test]
    fn the_nearest_comes_first_and_the_same_bytes_once() {
        let copy = |stamp: &str, digest: &str| Copy::of_wayback(stamp, "http://a.example/", digest);
        let all = vec![
            copy("20180101000000", "A"),
            copy("20200101000000", "B"),
            copy("20200201000000", "A"),
            copy("20200101000000", ""),
        ];
        let near = Day::read("20200203").unwrap();
        assert_eq!(stamps(&nearest(all, near)), ["20200201000000", "20200101000000"]);
    }

    #[test]
    fn the_copy_is_asked_for_as_it_was_captured() {
        let copy = Copy::of_wayback("20180101000000", "http://a.example/web/x", "");
        assert_eq!(
            copy.request().url,
            "https://web.archive.org/web/20180101000000id_/http://a.example/web/x"
        );
    }

    #[test]
    fn a_timegate_gets_the_address_and_the_day() {
        let near = Day::read("20200615").unwrap();
        let request = timegate_request("https://gate.example/wayback/", "http://a.example/x#top", near);
        assert_eq!(request.url, "https://gate.example/wayback/http://a.example/x");
        assert_eq!(request.accept_datetime.as_deref(), Some("Mon, 15 Jun 2020 12:00:00 GMT"));
    }

    #[test]
    fn a_copy_must_bear_the_title() {
        let cited = Cited {
            url: "http://a.example/x".to_owned(),
            title: Some("A History of Dikes".to_owned()),
            ..Cited::default()
        };
        let check =
            |body: &str, expected| assert_eq!(shows_cited_page(&cited, &answer(body)), expected, "{body}");
        check("<title>A history of dikes | Herald</title>", true);
        check("<title>Page not found</title><h1>Page not found</h1>", false);
        check(
            "<title>Sport</title><h1>Sport</h1><p>Rowers reach the final after a long and wet afternoon.</p>",
            false,
        );
        assert!(!shows_cited_page(
            &cited,
            &Answer { status: Some(404), ..answer("<title>A history of dikes</title>") }
        ));
    }
}
