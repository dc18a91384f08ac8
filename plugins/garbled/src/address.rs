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

/// An address behind its scheme, or behind both where it has two by mistake.
fn without_scheme(url: &str) -> &str {
    let behind = |url: &'_ str| {
        let scheme = ["http://", "https://"].into_iter().find(|scheme| starts_with(url, scheme));
        scheme.map_or(0, str::len)
    };
    let first = behind(url);
    let rest = url.get(first..).unwrap_or(url);
    rest.get(behind(rest)..).unwrap_or(rest)
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
    let mut end = 0;
    for start in starts(text) {
        // Within an address, another start is a part of it.
        if start < end {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        let length = rest.find(|c: char| c.is_whitespace() || "<>\"“”„«»|".contains(c)).unwrap_or(rest.len());
        end = start + length;
        let url = without_closing(rest.get(..length).unwrap_or_default());
        if Parts::of(url).is_some() {
            found.push(Span::new(start, start + url.len()));
        }
    }
    found
}

/// Where addresses can start, in order: at a scheme or at `www.`, and at the start of a word.
fn starts(text: &str) -> Vec<usize> {
    let schemes = text.match_indices("://").filter_map(|(at, _)| {
        let before = text.get(..at)?;
        let scheme = ["https", "http"].into_iter().find(|scheme| before.ends_with(scheme))?;
        Some(at - scheme.len())
    });
    let hosts = text.match_indices("www.").map(|(at, _)| at);
    let at_word = |at: &usize| text.get(..*at).is_some_and(|before| !before.ends_with(char::is_alphanumeric));
    let mut starts: Vec<usize> = schemes.chain(hosts).filter(at_word).collect();
    starts.sort_unstable();
    starts
}

/// An address less the punctuation of the sentence around it.
fn without_closing(url: &str) -> &str {
    let count = |bracket: char| url.matches(bracket).count();
    // How many more close than open.
    let (mut round, mut square) =
        (count(')').saturating_sub(count('(')), count(']').saturating_sub(count('[')));
    let mut url = url;
    while let Some(last) = url.chars().next_back() {
        let closes = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '…' | '*' => true,
            ')' => take_one(&mut round),
            ']' => take_one(&mut square),
            _ => false,
        };
        if !closes {
            break;
        }
        url = url.get(..url.len() - last.len_utf8()).unwrap_or_default();
    }
    url
}

fn take_one(n: &mut usize) -> bool {
    let any = *n > 0;
    *n = n.saturating_sub(1);
    any
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
