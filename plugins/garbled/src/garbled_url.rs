#![doc = include_str!("garbled_url.md")]

use ibidem_sdk::{Finding, Findings, Host, Paper, Rule, Safety, Severity, Span, Variable};

use crate::Registered;
use crate::address::{Address, Parts, addresses, archived, starts_with};
use crate::slug::{self, Oddity};

const RULE: Rule =
    Rule { name: "garbled-url", severity: Severity::Error, page: include_str!("garbled_url.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    let addresses = addresses(paper);
    let mut found: Vec<Finding> = Vec::new();
    for address in &addresses {
        found.extend(doubled_scheme(paper, address));
        found.extend(lost_ending(paper, address, &addresses));
    }
    found.extend(broken_starts(paper));
    found.extend(misspelt_slugs(paper));
    found.sort_by_key(|finding| finding.span);
    for finding in found {
        findings.push(finding);
    }
}

/// `http://http://a.example` and `http://www.www.a.example`.
fn doubled_scheme(paper: &Paper, address: &Address) -> Option<Finding> {
    let schemes = ["http://", "https://"];
    let scheme = schemes.into_iter().find(|scheme| starts_with(&address.url, scheme))?;
    let rest = address.url.get(scheme.len()..)?;
    let doubled = ["http://", "https://", "http//", "https//", "http:/", "https:/", "www.www."];
    let second = doubled.into_iter().find(|second| starts_with(rest, second))?;
    let message = format!("The web address starts twice (“{scheme}{second}”), and leads nowhere.");
    let finding = Finding::new(&RULE, address.span, message);
    // Only where the text shows the address itself can a part of it be taken out.
    let is_printed = paper.text_of(address.span) == address.url && second.ends_with("://");
    let first = Span::new(address.span.start, address.span.start + scheme.len());
    Some(if is_printed { finding.with_fix(Safety::Safe, first, "") } else { finding })
}

/// `…_17855-html`, where `.html` is meant.
fn lost_ending(paper: &Paper, address: &Address, addresses: &[Address]) -> Option<Finding> {
    const ENDINGS: [&str; 6] = ["html", "htm", "shtml", "php", "asp", "aspx"];
    let name = file_name(&address.url)?;
    let (stem, ending) = name.rsplit_once(['-', '_'])?;
    // Words can lead up to “html” in a title about it; a number cannot.
    if !ENDINGS.contains(&ending) || !stem.ends_with(|c: char| c.is_ascii_digit()) || stem.contains('.') {
        return None;
    }
    let message = format!(
        "The file name ends in “{}{ending}” where “.{ending}” is meant: the address leads nowhere.",
        name.get(stem.len()..stem.len() + 1)?
    );
    let tail = stem.rsplit(['-', '_']).next().unwrap_or_default().len() + 1 + ending.len();
    let text = paper.text_of(address.span);
    let place = text
        .rfind(name.get(name.len() - tail..)?)
        .map_or(address.span, |at| Span::new(address.span.start + at, address.span.start + at + tail));
    let mut finding = Finding::new(&RULE, place, message);
    let dotted = format!(".{ending}");
    let right =
        addresses.iter().find(|other| file_name(&other.url).is_some_and(|name| name.ends_with(&dotted)));
    if let Some(right) = right {
        finding = finding.with_related(right.span, format!("an address that ends in “.{ending}”"));
    }
    let dash = Span::new(place.end - ending.len() - 1, place.end - ending.len());
    Some(if place == address.span { finding } else { finding.with_fix(Safety::Unsafe, dash, ".") })
}

fn file_name(url: &str) -> Option<&str> {
    Parts::of(archived(url))?.path.rsplit('/').next().filter(|name| !name.is_empty())
}

/// `http:// www.a.example`, `http:/www.a.example`, `htp://a.example`.
fn broken_starts(paper: &Paper) -> Vec<Finding> {
    const STARTS: [(&str, &str); 9] = [
        ("http:// ", "a space stands in it"),
        ("https:// ", "a space stands in it"),
        ("http:/www.", "a slash is missing"),
        ("https:/www.", "a slash is missing"),
        ("http//www.", "the colon is missing"),
        ("https//www.", "the colon is missing"),
        ("htp://", "it starts with “htp”"),
        ("hhttp://", "it starts with “hhttp”"),
        ("htttp://", "it starts with “htttp”"),
    ];
    let mut found = Vec::new();
    for note in &paper.notes {
        let text = paper.text_of(note.span);
        for (start, why) in STARTS {
            for (at, _) in text.match_indices(start) {
                let at_word = text.get(..at).is_some_and(|before| !before.ends_with(char::is_alphanumeric));
                let rest = text.get(at + start.len()..).unwrap_or_default();
                let word = rest.split(char::is_whitespace).next().unwrap_or_default();
                let host = word.trim_end_matches(['.', ',', ';', ')', '>']);
                if at_word && Parts::of(host).is_some_and(|parts| parts.host.is_ascii()) {
                    let span = Span::new(at, at + start.len() + host.len()).shifted(note.span.start);
                    let message = format!("The web address leads nowhere: {why}.");
                    found.push(Finding::new(&RULE, span, message));
                }
            }
        }
    }
    found
}

/// File names with a word that the citation's own title, and the rest of the document, spell otherwise.
fn misspelt_slugs(paper: &Paper) -> Vec<Finding> {
    let mut known: Option<slug::Words> = None;
    let mut found = Vec::new();
    for (_, item) in paper.items() {
        let cited = &item.as_cited;
        let (Some(url), Some(title_at)) = (cited.text(Variable::Url), cited.span(Variable::Title)) else {
            continue;
        };
        let Some(Oddity { word, title_word }) = slug::odd_word(url, cited.title()) else { continue };
        let known = known.get_or_insert_with(|| slug::Words::of(&paper.text));
        // In doubt the title is at fault, and this address is not.
        if known.count(&word) > known.count_in_addresses(&word) || known.count(&title_word) < 2 {
            continue;
        }
        let url_at = cited.span(Variable::Url).unwrap_or(item.span);
        let text = paper.text_of(url_at).to_lowercase();
        let place = text
            .find(&word)
            .map_or(url_at, |at| Span::new(url_at.start + at, url_at.start + at + word.len()));
        let place = if paper.text_of(place).to_lowercase() == word { place } else { url_at };
        let message = format!(
            "The address has “{word}” where the title has “{title_word}”, as the document has elsewhere: the address \
             is misspelt, and leads nowhere."
        );
        let finding = Finding::new(&RULE, place, message);
        found.push(finding.with_related(title_at, format!("the title says “{title_word}”")));
    }
    found
}
