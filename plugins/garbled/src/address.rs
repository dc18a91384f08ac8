//! Web addresses of a paper, and their parts.

use ibidem_sdk::{Paper, RunStyle, Span};

/// A web address, and where it stands in the text.
pub(crate) struct Address {
    /// The address, or the text of a link that leads to it.
    pub(crate) span: Span,
    /// The address itself, unescaped.
    pub(crate) url: String,
}

/// The parts of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    /// The host as printed, without port and user.
    pub(crate) host: &'a str,
    /// The path without query and fragment, its first slash included.
    pub(crate) path: &'a str,
}

impl<'a> Parts<'a> {
    /// Reads the parts of an address with or without scheme.
    pub(crate) fn of(url: &'a str) -> Option<Self> {
        let rest = without_scheme(url);
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        let host = authority.rsplit('@').next().unwrap_or(authority);
        let host = host.split(':').next().unwrap_or(host);
        if !host.contains('.') || host.contains(char::is_whitespace) {
            return None;
        }
        let path = tail.split(['?', '#']).next().unwrap_or(tail);
        Some(Self { host, path })
    }
}

fn without_scheme(url: &str) -> &str {
    let scheme = ["http://", "https://"].into_iter().find(|scheme| starts_with(url, scheme));
    scheme.and_then(|scheme| url.get(scheme.len()..)).unwrap_or(url)
}

/// Whether a text starts with a prefix of ASCII characters in any case.
pub(crate) fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// The address that an archive holds a copy of; other addresses as they are.
///
/// The day on which a copy was taken stands in its address, and is no date of the page.
pub(crate) fn archived(url: &str) -> &str {
    let inner = ["http://", "https://"].into_iter().filter_map(|scheme| {
        let from = scheme.len().min(url.len());
        url.get(from..)?.find(scheme).map(|at| at + from)
    });
    inner.min().and_then(|at| url.get(at..)).unwrap_or(url)
}

/// Finds the web addresses of body and notes, in order: links first by their target, then bare text.
pub(crate) fn addresses(paper: &Paper) -> Vec<Address> {
    let mut found: Vec<Address> = Vec::new();
    for run in &paper.runs {
        if let RunStyle::Link { target } = &run.style
            && (starts_with(target, "http://") || starts_with(target, "https://"))
        {
            found.push(Address { span: run.span, url: target.clone() });
        }
    }
    // Links do not nest, so those in order of their start are in order of their end as well.
    let linked: Vec<Span> = found.iter().map(|address| address.span).collect();
    let mut next = 0;
    for span in bare(&paper.text) {
        while linked.get(next).is_some_and(|link| link.end <= span.start) {
            next += 1;
        }
        if !linked.get(next).is_some_and(|link| link.overlaps(span)) {
            found.push(Address { span, url: paper.text_of(span).to_owned() });
        }
    }
    found.sort_by_key(|address| address.span);
    found
}

/// Finds what looks like an address in running text.
pub(crate) fn bare(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next_start(text, at) {
        let rest = text.get(start..).unwrap_or_default();
        let length = rest.find(|c: char| c.is_whitespace() || "<>\"“”„«»|".contains(c)).unwrap_or(rest.len());
        let url = without_closing(rest.get(..length).unwrap_or_default());
        if Parts::of(url).is_some() {
            found.push(Span::new(start, start + url.len()));
        }
        at = start + length.max(1);
    }
    found
}

/// Where the next address starts, and does so at the start of a word.
fn next_start(text: &str, mut from: usize) -> Option<usize> {
    loop {
        let rest = text.get(from..)?;
        let at = from + rest.find("://").into_iter().chain(rest.find("www.")).min()?;
        let before = text.get(..at)?;
        let scheme = ["https", "http"].into_iter().find(|scheme| before.ends_with(scheme));
        let start = match scheme {
            Some(scheme) => at - scheme.len(),
            None if text.get(at..)?.starts_with("www.") => at,
            None => {
                from = at + 3;
                continue;
            }
        };
        let at_word_start = !text.get(..start)?.ends_with(char::is_alphanumeric);
        if at_word_start && start >= from {
            return Some(start);
        }
        from = at + 3;
    }
}

/// An address less the punctuation of the sentence around it.
fn without_closing(url: &str) -> &str {
    let mut url = url;
    while let Some(last) = url.chars().next_back() {
        let closes = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '…' | '*' => true,
            ')' => url.matches('(').count() < url.matches(')').count(),
            ']' => url.matches('[').count() < url.matches(']').count(),
            _ => false,
        };
        if !closes {
            break;
        }
        url = url.get(..url.len() - last.len_utf8()).unwrap_or_default();
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = bare(text).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, expected, "in {text:?}");
    }

    #[test]
    fn addresses_in_running_text() {
        check("See http://a.example/b.", &["http://a.example/b"]);
        check("(https://a.example/b_(c)), 5.", &["https://a.example/b_(c)"]);
        check("www.a.example, and http://www.b.example/x", &["www.a.example", "http://www.b.example/x"]);
        check("<http://a.example/ä>", &["http://a.example/ä"]);
        check("ftp://a.example, xhttp://b.example, http://, ://", &[]);
        check("awww.a.example", &[]);
    }

    #[test]
    fn an_archive_holds_another_address() {
        assert_eq!(
            archived("https://web.archive.org/web/20130101/http://a.example/2012/"),
            "http://a.example/2012/"
        );
        assert_eq!(archived("http://a.example/x"), "http://a.example/x");
        assert_eq!(archived("h"), "h");
    }

    #[test]
    fn parts() {
        let parts = Parts::of("HTTP://me@www.a.example:80/b/c.html?d=/e#f").unwrap();
        assert_eq!((parts.host, parts.path), ("www.a.example", "/b/c.html"));
        assert_eq!(Parts::of("http://localhost/"), None);
    }
}
