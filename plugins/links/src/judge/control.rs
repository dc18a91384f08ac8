//! What a host shows where nothing can be: a page beside the cited one, of a name that nobody gave.

use std::collections::BTreeSet;

use url::Url;

use crate::page::Page;
use crate::words::words;

/// How many words make a shingle.
const SHINGLE: usize = 4;

/// How a host answered when it was asked for a page that cannot be.
#[derive(Clone, Debug)]
pub(crate) struct Control {
    /// The address that was made up.
    pub(crate) asked: String,
    /// The status.
    pub(crate) status: u16,
    /// What it showed.
    print: Print,
}

/// A page, as far as it is compared with another.
#[derive(Clone, Debug)]
struct Print {
    words: Vec<String>,
    shingles: BTreeSet<Vec<String>>,
}

impl Control {
    pub(crate) fn new(asked: &Url, status: u16, page: &Page) -> Self {
        let print = Print::new(page, asked);
        Self { asked: asked.to_string(), status, print }
    }

    /// Whether the host says honestly that a page is not there.
    pub(crate) fn is_honest(&self) -> bool {
        !(200..300).contains(&self.status)
    }

    /// Whether a page is what the host shows for any address.
    pub(crate) fn is_shown_as(&self, page: &Page, asked: &Url) -> bool {
        !self.is_honest() && self.print.is_like(&Print::new(page, asked))
    }
}

impl Print {
    /// The words of a page, less those of its own address, which some hosts repeat.
    fn new(page: &Page, asked: &Url) -> Self {
        let address = words(asked.as_str());
        let shown = words(&format!("{}\n{}", page.title, page.text()));
        let words: Vec<String> =
            shown.into_iter().filter(|word| !address.contains(word)).take(3_000).collect();
        let shingles = words.windows(SHINGLE).map(<[String]>::to_vec).collect();
        Self { words, shingles }
    }

    fn is_like(&self, other: &Self) -> bool {
        if self.words == other.words {
            return !self.words.is_empty();
        }
        let common = self.shingles.intersection(&other.shingles).count();
        let all = self.shingles.len() + other.shingles.len() - common;
        // News in a sidebar may change from one request to the next.
        all > 8 && common * 10 >= all * 8
    }
}

/// A sibling of an address that nobody can have given to a page; the same for each run.
pub(crate) fn sibling(url: &Url) -> Option<Url> {
    let mut sibling = url.clone();
    sibling.set_query(None);
    sibling.set_fragment(None);
    let path = url.path();
    let folder = path.get(..=path.rfind('/')?)?;
    let name = path.get(folder.len()..).unwrap_or_default();
    let end =
        name.rfind('.').and_then(|dot| name.get(dot..)).filter(|end| end.len() <= 6).unwrap_or_default();
    sibling.set_path(&format!("{folder}qzxv-no-such-page-7391{end}"));
    Some(sibling)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::read;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn siblings() {
        let check = |of: &str, expected: &str| assert_eq!(sibling(&url(of)).unwrap().as_str(), expected);
        check("http://a.example/b/c.html?d#e", "http://a.example/b/qzxv-no-such-page-7391.html");
        check("http://a.example/", "http://a.example/qzxv-no-such-page-7391");
        check("http://a.example/b/", "http://a.example/b/qzxv-no-such-page-7391");
    }

    #[test]
    fn pages_that_are_shown_for_any_address() {
        let text = |path: &str| {
            format!(
                "<title>A</title><p>We have no page {path} on this site, but here are many other good things to read.</p>"
            )
        };
        let (asked, other) = (url("http://a.example/river"), url("http://a.example/qzxv"));
        let control = Control::new(&other, 200, &read(&text("qzxv")));
        assert!(control.is_shown_as(&read(&text("river")), &asked));
        assert!(
            !control.is_shown_as(
                &read("<p>An article on rivers, and on what they carry to the sea.</p>"),
                &asked
            )
        );
        let honest = Control::new(&other, 404, &read(&text("qzxv")));
        assert!(!honest.is_shown_as(&read(&text("river")), &asked));
        let empty = Control::new(&other, 200, &read(""));
        assert!(!empty.is_shown_as(&read(""), &asked));
    }
}
