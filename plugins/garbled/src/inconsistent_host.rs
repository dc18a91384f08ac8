#![doc = include_str!("inconsistent_host.md")]

use std::collections::{BTreeMap, BTreeSet};

use ibidem_sdk::{CitationItem, Finding, Findings, Host, Paper, Rule, Severity, Span, Variable};

use crate::Registered;
use crate::address::{Address, Parts, addresses, archived};

const RULE: Rule =
    Rule { name: "inconsistent-host", severity: Severity::Error, page: include_str!("inconsistent_host.md") };

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

/// Names of four letters or fewer are close to many others by chance: bbc, nbc; welt, zeit.
const SHORTEST_NAME: usize = 5;

/// Names of so many letters are close to others by mistake alone.
const LONG_NAME: usize = 8;

/// Subdomains of fewer letters name languages, servers and departments: en, img, maths, maps.
const LONGEST_DEPARTMENT: usize = 8;

/// All that the document says of one site.
#[derive(Default)]
struct Site {
    /// Each address once: the second mention of one says nothing new.
    urls: BTreeSet<String>,
    /// Where its host stands, in order.
    places: Vec<Place>,
}

/// One mention of a host.
struct Place {
    /// The host in the text, or the text of the link.
    span: Span,
    /// What stands before the registered name: `en` of `en.wikipedia.org`.
    subdomain: String,
    /// The path.
    path: String,
    /// The names under which the citation puts the page: newspaper, site, publisher; in letters only.
    containers: Vec<String>,
}

/// A registered name and its suffix: `indrus` and `in`, `guardian` and `co.uk`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    suffix: String,
    label: String,
}

impl Name {
    fn host(&self) -> String {
        format!("{}.{}", self.label, self.suffix)
    }
}

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    let sites = sites(paper);
    let mut pairs = BTreeSet::new();
    let similar = similar(&sites);
    let mut likenesses: BTreeMap<&Name, usize> = BTreeMap::new();
    for name in similar.iter().flat_map(|(a, b)| [*a, *b]) {
        *likenesses.entry(name).or_default() += 1;
    }
    for (a, b) in similar {
        // Three names that are all but one are a family, as of the mirrors of a library.
        let is_family = [a, b].into_iter().any(|name| likenesses.get(name).is_some_and(|n| *n > 1));
        if is_family {
            continue;
        }
        if let Some((odd, right)) = odd_one(&sites, a, b) {
            pairs.insert((odd, right));
        }
    }
    let mut found: Vec<Finding> =
        pairs.into_iter().filter_map(|(odd, right)| report(&sites, odd, right)).collect();
    found.sort_by_key(|finding| finding.span);
    for finding in found {
        findings.push(finding);
    }
}

fn report(sites: &BTreeMap<Name, Site>, odd: &Name, right: &Name) -> Option<Finding> {
    let (wrong, witness) = (sites.get(odd)?, sites.get(right)?);
    let mentions = witness.places.len();
    let often = if mentions == 1 { String::new() } else { format!(", {mentions} times") };
    let message = format!(
        "The host “{}” is almost, but not quite, “{}”, which the document has elsewhere{often} for what looks \
         like the same site: one of them is misspelt, and leads nowhere.",
        odd.host(),
        right.host()
    );
    let mut finding = Finding::new(&RULE, wrong.places.first()?.span, message);
    finding =
        finding.with_related(witness.places.first()?.span, format!("here the host is “{}”", right.host()));
    for place in wrong.places.iter().skip(1) {
        finding = finding.with_related(place.span, format!("here again “{}”", odd.host()));
    }
    Some(finding.with_evidence("host", odd.host()).with_evidence("similar", right.host()))
}

/// The sites of the document by their names.
fn sites(paper: &Paper) -> BTreeMap<Name, Site> {
    let containers = containers(paper);
    let mut sites: BTreeMap<Name, Site> = BTreeMap::new();
    for address in addresses(paper) {
        let url = archived(&address.url);
        let Some(parts) = Parts::of(url) else { continue };
        let host = parts.host.trim_end_matches('.').to_lowercase();
        let Some((subdomain, name)) = registered(&host) else { continue };
        let place = Place {
            span: host_place(paper, &address, parts.host),
            subdomain,
            path: parts.path.to_owned(),
            containers: containers.of(address.span),
        };
        // “library.kattegat.example”: a name before the registered one can be misspelt as well.
        let within = place.within(&name);
        for (name, place) in within.into_iter().chain([(name, place)]) {
            let site = sites.entry(name).or_default();
            site.urls.insert(url.to_owned());
            site.places.push(place);
        }
    }
    sites
}

impl Place {
    /// The same place as one of the site that its subdomain names, where it names one.
    fn within(&self, name: &Name) -> Option<(Name, Self)> {
        let (before, label) = self.subdomain.rsplit_once('.').unwrap_or(("", &self.subdomain));
        if label.chars().count() < LONGEST_DEPARTMENT {
            return None;
        }
        let name = Name { suffix: name.host(), label: label.to_owned() };
        let (path, containers) = (self.path.clone(), self.containers.clone());
        Some((name, Self { span: self.span, subdomain: before.to_owned(), path, containers }))
    }
}

/// Where the host stands within an address.
fn host_place(paper: &Paper, address: &Address, host: &str) -> Span {
    match paper.text_of(address.span).find(host) {
        Some(at) => Span::new(address.span.start + at, address.span.start + at + host.len()),
        None => address.span,
    }
}

/// What citations call the sites of their addresses, by place.
struct Containers(Vec<(Span, Vec<String>)>);

impl Containers {
    fn of(&self, span: Span) -> Vec<String> {
        let behind = self.0.partition_point(|(item, _)| item.start <= span.start);
        let item = self.0.get(..behind).and_then(<[_]>::last).filter(|(item, _)| item.contains(span));
        item.map(|(_, names)| names.clone()).unwrap_or_default()
    }
}

fn containers(paper: &Paper) -> Containers {
    let names = |item: &CitationItem| {
        let variables = [Variable::ContainerTitle, Variable::Publisher];
        let texts = variables.iter().filter_map(|variable| item.as_cited.text(*variable));
        texts.map(letters).filter(|name| name.len() >= SHORTEST_NAME).collect()
    };
    let mut items: Vec<(Span, Vec<String>)> =
        paper.items().map(|(_, item)| (item.span, names(item))).collect();
    items.sort_by_key(|(span, _)| *span);
    Containers(items)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Subdomain, and the part of a host that somebody has registered.
fn registered(host: &str) -> Option<(String, Name)> {
    const SECOND_LEVEL: [&str; 24] = [
        "ac", "asn", "asso", "co", "com", "edu", "gen", "go", "gob", "gov", "gouv", "gv", "id", "info",
        "mil", "ne", "net", "nhs", "nic", "or", "org", "plc", "res", "sch",
    ];
    // What is registered there belongs to as many people as there are names.
    const PLATFORMS: [&str; 10] = [
        "blogspot.com",
        "wordpress.com",
        "tumblr.com",
        "typepad.com",
        "substack.com",
        "github.io",
        "medium.com",
        "academia.edu",
        "livejournal.com",
        "hypotheses.org",
    ];
    let labels: Vec<&str> = host.split('.').collect();
    let last = labels.last().filter(|label| label.chars().all(char::is_alphabetic))?;
    let second = labels.get(labels.len().checked_sub(2)?)?;
    let is_platform = PLATFORMS.iter().any(|platform| host.ends_with(&format!(".{platform}")));
    let suffix_length = if is_platform || (last.len() == 2 && SECOND_LEVEL.contains(second)) { 2 } else { 1 };
    let at = labels.len().checked_sub(suffix_length + 1)?;
    let label = labels.get(at).filter(|label| !label.is_empty())?;
    let subdomain: Vec<&str> =
        labels.get(..at)?.iter().copied().filter(|label| !matches!(*label, "www" | "m" | "mobile")).collect();
    let name = Name { suffix: labels.get(at + 1..)?.join("."), label: (*label).to_owned() };
    Some((subdomain.join("."), name))
}

/// Pairs of sites of one suffix whose names are one letter apart, or two where they are long.
///
/// Only names that share what is left after a letter is dropped are compared, so that a document with
/// thousands of hosts costs no more than their number.
fn similar(sites: &BTreeMap<Name, Site>) -> BTreeSet<(&Name, &Name)> {
    let mut buckets: BTreeMap<(&str, String), Vec<&Name>> = BTreeMap::new();
    for name in
        sites.keys().filter(|name| name.label.chars().count() >= SHORTEST_NAME && name.label.len() <= 63)
    {
        let whole: Vec<char> = name.label.chars().collect();
        buckets.entry((&name.suffix, name.label.clone())).or_default().push(name);
        let mut shortened: BTreeSet<String> = BTreeSet::new();
        for i in 0..whole.len() {
            let rest = whole.iter().enumerate().filter(|(at, _)| *at != i).map(|(_, c)| *c);
            shortened.insert(rest.collect());
        }
        for rest in shortened {
            buckets.entry((&name.suffix, rest)).or_default().push(name);
        }
    }
    let mut pairs = BTreeSet::new();
    for names in buckets.values() {
        for (i, a) in names.iter().enumerate() {
            // A bucket with many names is a family of numbered or generated hosts.
            for b in names.iter().skip(i + 1).take(8) {
                if a != b {
                    pairs.insert((*a.min(b), *a.max(b)));
                }
            }
        }
    }
    pairs
}

/// How two similar names differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slip {
    /// A letter within the word is missing, doubled or added, or two have changed places.
    OfTheHand,
    /// Another letter stands there, or the difference is at an end of the name: two words may be meant.
    Doubtful,
}

/// Tells how two names differ, or nothing where they differ by family: numbers, hyphens, plural.
fn slip(a: &str, b: &str) -> Option<Slip> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let start = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let end = short.iter().rev().zip(long.iter().rev()).take_while(|(a, b)| a == b).count();
    let end = end.min(short.len() - start);
    let differs_short = short.get(start..short.len() - end)?;
    let differs_long = long.get(start..long.len() - end)?;
    if differs_short.iter().chain(differs_long).any(|c| !c.is_alphabetic()) {
        return None;
    }
    let inside = start > 0 && end > 0;
    match (differs_short, differs_long) {
        ([], [_]) if inside => Some(Slip::OfTheHand),
        ([], ['s']) => None,
        ([a, b], [c, d]) if a == d && b == c => Some(Slip::OfTheHand),
        ([] | [_], [_]) => Some(Slip::Doubtful),
        _ => None,
    }
}

/// Which of two similar names is the odd one and which the right one, if that can be said.
fn odd_one<'a>(sites: &BTreeMap<Name, Site>, a: &'a Name, b: &'a Name) -> Option<(&'a Name, &'a Name)> {
    let slip = slip(&a.label, &b.label)?;
    let (site_a, site_b) = (sites.get(a)?, sites.get(b)?);
    let (named_a, named_b) = (is_named(site_a, site_b, &a.label), is_named(site_a, site_b, &b.label));
    let a_is_odd = if named_a == named_b {
        // Of two that stand there equally often, a slip of the hand rather made the shorter one.
        (site_a.urls.len(), a.label.len(), a) < (site_b.urls.len(), b.label.len(), b)
    } else {
        named_b
    };
    let (odd, right) = if a_is_odd { (a, b) } else { (b, a) };
    let (wrong, witness) = (sites.get(odd)?, sites.get(right)?);
    // Two pages of a site are not both misspelt in the same way: then there are two sites.
    if wrong.urls.len() > 1 {
        return None;
    }
    let named = named_a != named_b || are_exchanged(&a.label, &b.label);
    let tied =
        wrong.places.iter().any(|odd| witness.places.iter().any(|right| are_of_one_site(odd, right, slip)));
    (named || tied).then_some((odd, right))
}

/// Whether two long names differ in two neighboring letters that have changed places, as no two sites do by chance.
fn are_exchanged(a: &str, b: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let differing: Vec<usize> =
        one.iter().zip(&other).enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at).collect();
    let is_swap = matches!(differing.as_slice(), [i, j] if i + 1 == *j
        && one.get(*i) == other.get(*j) && one.get(*j) == other.get(*i));
    one.len() == other.len() && one.len() >= LONG_NAME && is_swap
}

/// Whether a citation of either site calls its newspaper or publisher by this very name.
fn is_named(a: &Site, b: &Site, label: &str) -> bool {
    const ARTICLES: [&str; 10] = ["", "the", "der", "die", "das", "le", "la", "les", "il", "el"];
    let is_label = |name: &String| ARTICLES.iter().any(|article| name.strip_prefix(article) == Some(label));
    a.places.iter().chain(&b.places).flat_map(|place| &place.containers).any(is_label)
}

/// Whether two addresses are built alike, or are cited under one name.
fn are_of_one_site(odd: &Place, right: &Place, slip: Slip) -> bool {
    if odd.subdomain != right.subdomain {
        return false;
    }
    let same_path = odd.path.len() > 1 && odd.path == right.path;
    let same_container = odd.containers.iter().any(|name| right.containers.contains(name));
    same_path || same_container || (slip == Slip::OfTheHand && same_folders(&odd.path, &right.path))
}

/// Whether two paths have the same first folder, and as many of them.
fn same_folders(a: &str, b: &str) -> bool {
    let folders = |path: &str| -> Vec<String> {
        let number = |folder: &str| folder.bytes().all(|byte| byte.is_ascii_digit());
        let kind = |folder: &str| if number(folder) { "0".repeat(folder.len()) } else { folder.to_owned() };
        path.split('/').filter(|folder| !folder.is_empty()).map(kind).collect()
    };
    let (a, b) = (folders(a), folders(b));
    a.len() >= 2 && a.len() == b.len() && a.first() == b.first()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_hand() {
        let check = |a, b, expected| assert_eq!(slip(a, b), expected, "{a} and {b}");
        check("idrus", "indrus", Some(Slip::OfTheHand));
        check("theguardian", "thegaurdian", Some(Slip::OfTheHand));
        check("spiegel", "spieggel", Some(Slip::OfTheHand));
        check("wikipedia", "wikimedia", Some(Slip::Doubtful));
        check("abcnews", "nbcnews", Some(Slip::Doubtful));
        check("archive", "archives", None);
        check("univ-paris1", "univ-paris3", None);
        check("lemonde", "le-monde", None);
        check("nytimes", "latimes", None);
        check("bundestag", "bundesrat", None);
    }

    #[test]
    fn the_name_of_the_newspaper_tells_which_is_odd() {
        let paper = ibidem_sdk::testing::paper(
            "1. Anna Maier, „Der Fluss“, in: Der Ständige, 13.7.2012, https://www.staendige.example/a/b.\n\
             2. Anna Maier, „Fluss und Stadt“, *The Standard*, 2 May 2012, https://www.standard.example/a/c.\n\
             3. Klaus Kurz, „Das Meer“, *The Standard*, 3 May 2012, https://www.standrad.example/a/d.",
        );
        let mut findings = Findings::default();
        check(&paper, &Host::new("2026-01-01"), &mut findings);
        let found: Vec<_> =
            findings.into_vec().iter().map(|finding| paper.text_of(finding.span).to_owned()).collect();
        assert_eq!(found, ["www.standrad.example"]);
    }

    #[test]
    fn registered_names() {
        let check = |host, expected: &str| {
            let name = registered(host).map(|(subdomain, name)| format!("{subdomain}|{}", name.host()));
            assert_eq!(name.as_deref().unwrap_or("none"), expected, "{host}");
        };
        check("www.thenews.com.pk", "|thenews.com.pk");
        check("en.m.wikipedia.org", "en|wikipedia.org");
        check("someone.blogspot.com", "|someone.blogspot.com");
        check("blogspot.com", "|blogspot.com");
        check("127.0.0.1", "none");
        check("co.uk", "none");
    }
}
