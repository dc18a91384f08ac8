//! What can be known surely: addresses, DOIs, identifiers and access dates.

use super::dates::date_at;
use super::token::{Kind as TokenKind, Passage, Tokens};
use crate::{Address, Date, Run, RunStyle, Span};

/// Finds the addresses of a passage: links, and what starts with `http` or `www.`.
pub fn addresses(passage: Passage<'_>) -> Vec<Address> {
    let mut found: Vec<Address> = links(passage.runs, passage.span)
        .filter_map(|(span, target)| link_address(passage.text, span, target))
        .collect();
    let text = passage.as_str();
    let mut bare = Vec::new();
    let mut at = 0;
    while let Some(start) = start_from(text, at) {
        let url = bare_address(&text[start..]);
        at = start + url.len().max(4);
        let span = Span::new(start, start + url.len()).shifted(passage.span.start);
        let i = found.partition_point(|address| address.span.end <= span.start);
        let taken = found.get(i).is_some_and(|address| address.span.overlaps(span));
        if !taken && url.len() > "http://".len() {
            bare.push(Address { span, url: clean(url) });
        }
    }
    if !bare.is_empty() {
        found.extend(bare);
        found.sort_by_key(|address| address.span.start);
    }
    found
}

fn links(runs: &[Run], within: Span) -> impl Iterator<Item = (Span, &str)> {
    runs.iter().filter(move |run| run.span.overlaps(within)).filter_map(|run| match &run.style {
        RunStyle::Link { target } => Some((run.span, target.as_str())),
        _ => None,
    })
}

/// The address of a link: its target; links within the document and to mail are none.
fn link_address(text: &str, span: Span, target: &str) -> Option<Address> {
    let shown = span.of(text).trim();
    let is_web = |address: &str| {
        ["http://", "https://", "ftp://", "www."].iter().any(|start| address.starts_with(start))
    };
    if is_web(target) {
        // Converters take the point of the sentence into the link.
        let url = if is_web(shown) { bare_address(target) } else { target };
        return Some(Address { span, url: clean(url) });
    }
    is_web(shown).then(|| Address { span, url: clean(bare_address(shown)) })
}

/// Where the next address begins, from a place on.
///
/// What all addresses have is looked for byte by byte: most text has little of it.
fn start_from(text: &str, at: usize) -> Option<usize> {
    let (bytes, mut at) = (text.as_bytes(), at);
    loop {
        let sign = at + bytes.get(at..)?.iter().position(|byte| matches!(byte, b':' | b'w'))?;
        let behind = bytes.get(sign..).unwrap_or_default();
        if behind.starts_with(b"www.") {
            return Some(sign);
        }
        if behind.starts_with(b"://") {
            let before = bytes.get(at..sign).unwrap_or_default();
            let scheme = ["https", "http", "ftp"].iter().find(|scheme| before.ends_with(scheme.as_bytes()));
            if let Some(scheme) = scheme {
                return Some(sign - scheme.len());
            }
        }
        at = sign + 1;
    }
}

/// The address at the start of a text, up to what cannot be part of it or ends the sentence.
pub(crate) fn bare_address(text: &str) -> &str {
    let end = text
        .char_indices()
        .find(|(_, c)| {
            c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”' | '»' | '«' | '|' | '`' | '\u{FFFD}')
        })
        .map_or(text.len(), |(end, _)| end);
    let mut url = &text[..end];
    loop {
        let before = url;
        url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '’', '\'', '*', '_']);
        // A closing bracket belongs to the address only with its opening one (RFC 3986 allows both).
        for (open, close) in [('(', ')'), ('[', ']')] {
            if url.ends_with(close) && url.matches(open).count() < url.matches(close).count() {
                url = &url[..url.len() - 1];
            }
        }
        if url == before {
            return url;
        }
    }
}

/// Converters double backslashes and keep them in addresses, where none belongs.
fn clean(url: &str) -> String {
    if url.contains('\\') { url.replace('\\', "") } else { url.to_owned() }
}

/// What stands in a passage for sure.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    pub(crate) urls: Vec<Address>,
    pub(crate) doi: Option<(Span, String)>,
    pub(crate) pmid: Option<(Span, String)>,
    pub(crate) isbn: Option<(Span, String)>,
    pub(crate) accessed: Option<(Span, Date)>,
    /// All of it, with the words and brackets around, in order; no other variable is there.
    pub(crate) taken: Vec<Span>,
}

/// Finds what stands in a passage for sure.
pub(crate) fn claims(passage: Passage<'_>, tokens: &Tokens<'_>) -> Claims {
    let mut claims = Claims { urls: addresses(passage), ..Claims::default() };
    for address in &claims.urls {
        if let Some(doi) = doi_of_address(&address.url) {
            claims.doi.get_or_insert((address.span, doi));
        }
    }
    let hidden = claims.urls.iter().map(|address| address.span).filter(|span| !shows_title(tokens, *span));
    claims.taken = hidden.collect();
    find_doi(passage, &mut claims);
    for i in 0..tokens.len() {
        find_accessed(tokens, i, &mut claims);
        find_archived(tokens, i, &mut claims);
        find_identifier(tokens, i, &mut claims);
    }
    claims.taken.sort_unstable();
    claims
}

/// Whether the words of a link are a title, in quotation marks or italics: they are read as any other words.
pub(crate) fn shows_title(tokens: &Tokens<'_>, link: Span) -> bool {
    let first = tokens.list.partition_point(|token| token.span.end <= link.start);
    let last = tokens.list.partition_point(|token| token.span.start < link.end);
    let starts = tokens.is_any(first, "“\"‘«„") || tokens.list.get(first).is_some_and(|token| token.italic);
    starts
        && (first..last).any(|i| tokens.is_word(i) && tokens.str(i) != "http" && tokens.str(i) != "https")
        && !link.of(tokens.text).contains("://")
}

fn doi_of_address(url: &str) -> Option<String> {
    let (_, rest) = url.contains("doi.org/").then(|| url.split_once("doi.org/")).flatten()?;
    rest.starts_with("10.").then(|| rest.to_owned())
}

/// `doi:10.1234/abc`, `DOI 10.1234/abc`.
fn find_doi(passage: Passage<'_>, claims: &mut Claims) {
    let text = passage.as_str();
    if !text.contains("10.") {
        return;
    }
    for (at, _) in text.match_indices("10.") {
        let registrant =
            text[at + 3..].bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let is_doi = (4..=12).contains(&registrant) && text[at + 3 + registrant..].starts_with('/');
        let span = Span::new(at, at + bare_address(&text[at..]).len()).shifted(passage.span.start);
        if !is_doi || claims.taken.iter().any(|taken| taken.overlaps(span)) {
            continue;
        }
        let before = text[..at].trim_end_matches([' ', ':', '\u{A0}']);
        let label = before.len() - before.len().min(3);
        let labelled = before.get(label..).is_some_and(|label| label.eq_ignore_ascii_case("doi"));
        let start = if labelled { passage.span.start + label } else { span.start };
        claims.doi.get_or_insert((span, span.of(passage.text).to_owned()));
        claims.taken.push(Span::new(start, span.end));
    }
}

/// “Archived from the original on October 14, 2016”: when an archive kept a copy is no date of the page.
fn find_archived(tokens: &Tokens<'_>, start: usize, claims: &mut Claims) {
    if tokens.str(start) != "Archived" && tokens.str(start) != "archived" {
        return;
    }
    let on = (start + 1..start + 7).find(|i| tokens.str(*i) == "on");
    if let Some((_, end)) = on.and_then(|on| date_at(tokens, on + 1)) {
        claims.taken.push(tokens.span(start, end));
    }
}

/// A date whose day and month can both be either, read the other way round.
fn with_month_first(mut date: Date) -> Date {
    for parts in &mut date.parts {
        if parts.day.is_some_and(|day| day <= 12) {
            std::mem::swap(&mut parts.month, &mut parts.day);
        }
    }
    date
}

/// “(accessed May 4, 2013)”, “[last accessed 4 May 2013]”, “abgerufen am 4. Mai 2013”, “consulté le 4 mai 2013”.
fn find_accessed(tokens: &Tokens<'_>, start: usize, claims: &mut Claims) {
    const WORDS: [&str; 28] = [
        "accessed",
        "retrieved",
        "viewed",
        "visited",
        "consulted",
        "abgerufen",
        "zugegriffen",
        "zugriff",
        "aufgerufen",
        "letzter",
        "consulté",
        "consultée",
        "consultado",
        "consultada",
        "consultato",
        "accesso",
        "accedido",
        "acesso",
        "acessado",
        "geraadpleegd",
        "bezocht",
        "stand",
        "обращения",
        "consultation",
        "eingesehen",
        "besucht",
        "access",
        "download",
    ];
    if claims.accessed.is_some() || !tokens.is_word(start) || !WORDS.contains(&tokens.lower(start)) {
        return;
    }
    let between = [
        "on", "am", "le", "el", "il", "em", "op", "in", "date", "zugriff", "abruf", ":", "the", "vom", "l",
        "at",
    ];
    let mut i = start + 1;
    while i < start + 4 && (between.contains(&tokens.lower(i)) || tokens.is_any(i, ":,")) {
        i += 1;
    }
    let Some((date, end)) = date_at(tokens, i) else { return };
    let mut first = start;
    while first > 0
        && matches!(
            tokens.lower(first - 1),
            "last" | "zuletzt" | "date" | "дата" | "site" | "page" | "letzter" | "and" | "online"
        )
    {
        first -= 1;
    }
    let opened = first > 0 && tokens.is_any(first - 1, "([");
    let closed = tokens.is_any(end, ")]");
    let span = tokens.span(first - usize::from(opened && closed), end + usize::from(opened && closed));
    // BibLaTeX prints “(visited on 03/09/2021)”, the month first.
    let american = tokens.lower(start) == "visited" && tokens.is(i + 1, '/');
    let date = if american { with_month_first(date) } else { date };
    claims.accessed = Some((span, date));
    claims.taken.push(span);
}

/// “PMID: 1234567”, “ISBN 978-0-…”.
fn find_identifier(tokens: &Tokens<'_>, i: usize, claims: &mut Claims) {
    let label = tokens.str(i);
    let value = if tokens.is(i + 1, ':') { i + 2 } else { i + 1 };
    if label.eq_ignore_ascii_case("PMID") && tokens.is_number(value) {
        let span = tokens.span(value, value + 1);
        claims.pmid = Some((span, tokens.str(value).to_owned()));
        claims.taken.push(tokens.span(i, value + 1));
    } else if label.eq_ignore_ascii_case("arXiv")
        && tokens.is_number(value)
        && tokens.is(value + 1, '.')
        && tokens.is_number(value + 2)
    {
        // “arXiv:1803.04321 [cs.CY]”
        let close = tokens.is(value + 3, '[').then(|| tokens.closing(value + 3, tokens.len())).flatten();
        claims.taken.push(tokens.span(i, close.map_or(value + 3, |close| close + 1)));
    } else if (matches!(label, "JSTOR" | "OCLC" | "S2CID" | "LCCN" | "Bibcode")
        || label.eq_ignore_ascii_case("ISSN"))
        && tokens
            .list
            .get(value)
            .is_some_and(|token| matches!(token.kind, TokenKind::Number | TokenKind::Word))
        && tokens.str(value).contains(|c: char| c.is_ascii_digit())
    {
        // “Bibcode:1984Sci...224..283D”: all of it up to the next blank.
        let mut end = (value + 1..tokens.len()).find(|i| tokens.list[*i].spaced).unwrap_or(tokens.len());
        while end > value + 1 && tokens.is_any(end - 1, ".,;") {
            end -= 1;
        }
        claims.taken.push(tokens.span(i, end));
    } else if label.eq_ignore_ascii_case("ISBN") && tokens.is_number(value) {
        let mut end = value + 1;
        while tokens.is_any(end, "-‐‑–")
            && tokens
                .list
                .get(end + 1)
                .is_some_and(|_| tokens.is_number(end + 1) || tokens.lower(end + 1) == "x")
        {
            end += 2;
        }
        let span = tokens.span(value, end);
        claims.isbn = Some((span, span.of(tokens.text).to_owned()));
        claims.taken.push(tokens.span(i, end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let passage = Passage { text, span: Span::new(0, text.len()), runs: &[] };
        let found: Vec<String> = addresses(passage).into_iter().map(|address| address.url).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_sentence_ends_the_address() {
        check("See https://example.org/a_b.html.", &["https://example.org/a_b.html"]);
        check(
            "(https://example.org/a_(b)), and www.example.org;",
            &["https://example.org/a_(b)", "www.example.org"],
        );
        check("<http://example.org/?q=x%20y>, 3", &["http://example.org/?q=x%20y"]);
        check("no address http:// here", &[]);
    }

    fn sure(text: &str) -> Claims {
        let passage = Passage { text, span: Span::new(0, text.len()), runs: &[] };
        claims(passage, &Tokens::read(passage))
    }

    #[test]
    fn access_dates_in_several_languages() {
        for text in [
            "x (accessed May 4, 2013).",
            "x [last accessed on 4 May 2013]",
            "x, zuletzt abgerufen am 4. Mai 2013.",
            "x (consulté le 4 mai 2013)",
            "x, retrieved 4 May 2013",
        ] {
            assert_eq!(
                sure(text).accessed.map(|(_, date)| date),
                Some(Date::new(2013, Some(5), Some(4))),
                "{text}"
            );
        }
        assert!(sure("He accessed the archive in May").accessed.is_none());
    }

    #[test]
    fn identifiers() {
        assert_eq!(sure("doi:10.1000/xyz123.").doi.map(|(_, doi)| doi).as_deref(), Some("10.1000/xyz123"));
        assert_eq!(
            sure("https://doi.org/10.1000/xyz123").doi.map(|(_, doi)| doi).as_deref(),
            Some("10.1000/xyz123")
        );
        assert_eq!(
            sure("ISBN 978-0-394-74478-0").isbn.map(|(_, isbn)| isbn).as_deref(),
            Some("978-0-394-74478-0")
        );
    }
}
