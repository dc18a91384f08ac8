//! arXiv, by its interface for programs (<https://info.arxiv.org/help/api/user-manual.html>), which
//! answers in Atom (RFC 4287).

use html5gum::{Token, Tokenizer};
use ibidem_sdk::http::{ARXIV_BASE, Answer, Purpose, Request};

use super::{RECORD_BYTES, Registration, WorkRecord};
use crate::page::squeezed;

pub(super) fn request(id: &str) -> Request {
    let url = format!("{ARXIV_BASE}/api/query?id_list={id}&max_results=1");
    Request::page(0, url, RECORD_BYTES).for_purpose(Purpose::Registry)
}

/// A feed without an entry is its word that there is none; an entry called “Error” tells why it looked for none.
pub(super) fn read(answer: &Answer) -> (Registration, Option<WorkRecord>) {
    let Some(text) = answer.text().filter(|text| answer.status == Some(200) && text.contains("<feed")) else {
        return (Registration::Unknown, None);
    };
    let is_whole = answer.truncated.is_none() && text.contains("</feed>");
    let entry = Entry::read(text);
    if !entry.is_there {
        let registration = if is_whole { Registration::Unregistered } else { Registration::Unknown };
        return (registration, None);
    }
    if entry.title.is_empty() || entry.title == "Error" || entry.names.is_empty() {
        return (Registration::Unknown, None);
    }
    let family = |name: &String| name.rsplit(' ').next().unwrap_or(name).to_owned();
    let families = entry.names.iter().map(family).collect();
    (Registration::Registered, Some(WorkRecord { titles: vec![entry.title], families, updates: Vec::new() }))
}

/// The first entry of a feed.
#[derive(Default)]
struct Entry {
    is_there: bool,
    title: String,
    names: Vec<String>,
}

impl Entry {
    fn read(feed: &str) -> Self {
        let mut entry = Self::default();
        let mut text = String::new();
        for Ok(token) in Tokenizer::new(feed) {
            match token {
                Token::StartTag(tag) => {
                    entry.is_there |= *tag.name == b"entry"[..];
                    text.clear();
                }
                Token::String(part) => text.push_str(&String::from_utf8_lossy(&part)),
                Token::EndTag(tag) if entry.is_there => match &**tag.name {
                    b"title" => entry.title = squeezed(&text),
                    b"name" => entry.names.push(squeezed(&text)),
                    b"entry" => break,
                    _ => {}
                },
                _ => {}
            }
        }
        entry
    }
}

#[cfg(test)]
mod tests {
    use ibidem_sdk::http::Body;

    use super::*;

    fn read(status: u16, body: &str) -> (Registration, Option<WorkRecord>) {
        super::read(&Answer {
            status: Some(status),
            body: Some(Body::Text(body.to_owned())),
            ..Answer::default()
        })
    }

    #[test]
    fn feeds() {
        let known = "<?xml version='1.0'?><feed><title>Query</title><author><name>Nobody</name></author><entry>\
            <title>On Eels\n  &amp; Law</title><author><name>Ann B. Marsh</name></author></entry></feed>";
        let (registration, work) = read(200, known);
        let work = work.unwrap();
        assert_eq!(registration, Registration::Registered);
        assert_eq!((&*work.titles[0], &*work.families[0]), ("On Eels & Law", "Marsh"));
        assert_eq!(read(200, "<feed><title>Query</title></feed>").0, Registration::Unregistered);
        for trouble in [
            "",
            "<html><title>Busy</title>",
            "<feed><title>Que",
            "<feed><entry><title>Error</title></entry></feed>",
        ] {
            assert_eq!(read(200, trouble).0, Registration::Unknown, "{trouble}");
        }
        assert_eq!(read(503, "<feed></feed>").0, Registration::Unknown);
    }
}
