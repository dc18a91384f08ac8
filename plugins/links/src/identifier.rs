//! Identifiers of works in registries, told by their forms.

use ibidem_sdk::{Paper, Span, Variable};
use url::Url;

use crate::encoding::percent_decoded;

/// An identifier of a work, with the registry that has given it.
///
/// An ISBN is none of them: no registry has all of them, and one that lacks a book has said nothing of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Identifier {
    /// Of the handle system: `10.5555/abc`.
    Doi(String),
    /// Of arXiv: `1803.04321`, `math.GT/0309136`, with a version or without.
    Arxiv(String),
    /// Of `PubMed`: `12345678`.
    Pmid(String),
}

impl Identifier {
    /// The identifier of which an address is one.
    pub(crate) fn of_address(url: &str) -> Option<Self> {
        // Each host below has one of these in its name, and most addresses have none.
        if !["doi.org", "arxiv.org", "nih.gov"].iter().any(|registry| url.contains(registry)) {
            return None;
        }
        let parsed = Url::parse(url).ok()?;
        let host = parsed.host_str()?;
        let path = url.split_once(host)?.1.split(['#', '?']).next()?;
        match host {
            "doi.org" | "dx.doi.org" | "www.doi.org" => {
                let doi = percent_decoded(path.find("10.").and_then(|at| path.get(at..))?);
                doi.contains('/').then_some(Self::Doi(doi))
            }
            "arxiv.org" | "www.arxiv.org" | "export.arxiv.org" => {
                let id = path.strip_prefix("/abs/")?.trim_end_matches('/');
                is_arxiv(id).then(|| Self::Arxiv(id.to_owned()))
            }
            "pubmed.ncbi.nlm.nih.gov" => Self::pmid(path.trim_matches('/')),
            "www.ncbi.nlm.nih.gov" => Self::pmid(path.strip_prefix("/pubmed/")?.trim_end_matches('/')),
            _ => None,
        }
    }

    fn pmid(text: &str) -> Option<Self> {
        is_pmid(text).then(|| Self::Pmid(text.to_owned()))
    }

    /// What is the same for all ways of writing it.
    pub(crate) fn key(&self) -> String {
        format!("{}:{}", self.kind(), self.value().to_lowercase())
    }

    /// Where a reader finds the work.
    pub(crate) fn address(&self) -> String {
        match self {
            Self::Doi(doi) => format!("https://doi.org/{doi}"),
            Self::Arxiv(id) => format!("https://arxiv.org/abs/{id}"),
            Self::Pmid(id) => format!("https://pubmed.ncbi.nlm.nih.gov/{id}/"),
        }
    }

    /// What it is called in evidence.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Doi(_) => "doi",
            Self::Arxiv(_) => "arxiv",
            Self::Pmid(_) => "pmid",
        }
    }

    /// What it is, as it is written.
    pub(crate) fn value(&self) -> &str {
        match self {
            Self::Doi(value) | Self::Arxiv(value) | Self::Pmid(value) => value,
        }
    }

    /// What it is called in a sentence: “the PMID 12345678”.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Doi(doi) => format!("the DOI {doi}"),
            Self::Arxiv(id) => format!("the arXiv identifier {id}"),
            Self::Pmid(id) => format!("the PMID {id}"),
        }
    }

    /// Who gives them, and knows them all.
    pub(crate) fn registry(&self) -> &'static str {
        match self {
            Self::Doi(_) => "doi.org",
            Self::Arxiv(_) => "arXiv",
            Self::Pmid(_) => "PubMed",
        }
    }
}

/// The identifiers of a paper that are no addresses, each with its place.
pub(crate) fn identifiers(paper: &Paper) -> Vec<(Span, Identifier)> {
    let mut found = Vec::new();
    for (_, item) in paper.items() {
        for (variable, of) in [
            (Variable::Doi, (|text: &str| Some(Identifier::Doi(text.to_owned()))) as fn(&str) -> _),
            (Variable::Pmid, Identifier::pmid),
        ] {
            let identifier = item.as_cited.text(variable).and_then(|text| of(text.trim()));
            found.extend(item.as_cited.span(variable).zip(identifier));
        }
    }
    for note in &paper.notes {
        let text = paper.text_of(note.span);
        for (at, label) in text.match_indices(':').filter(|(at, _)| says_arxiv(text.get(..*at))) {
            let from = at + label.len();
            let behind = text.get(from..).unwrap_or_default();
            let from = from + behind.len() - behind.trim_start_matches(' ').len();
            let id = word_at(text, from);
            if is_arxiv(id) {
                let start = note.span.start + from;
                found.push((Span::new(start, start + id.len()), Identifier::Arxiv(id.to_owned())));
            }
        }
    }
    found
}

fn says_arxiv(before: Option<&str>) -> bool {
    const LABEL: &str = "arxiv";
    let before = before.unwrap_or_default();
    let label = before.len().checked_sub(LABEL.len()).and_then(|at| before.get(at..));
    label.is_some_and(|label| label.eq_ignore_ascii_case(LABEL))
}

/// The letters, digits and marks of an identifier from a place on; the end of a sentence is none of it.
fn word_at(text: &str, from: usize) -> &str {
    let rest = text.get(from..).unwrap_or_default();
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "./-".contains(c))).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default().trim_end_matches(['.', '/', '-'])
}

/// Whether a text has the form of an arXiv identifier (<https://info.arxiv.org/help/arxiv_identifier.html>):
/// since April 2007 `YYMM.NNNN`, with a fifth digit since 2015; before, `archive.XX/YYMMNNN`.
pub(crate) fn is_arxiv(text: &str) -> bool {
    let id = match text.rsplit_once('v') {
        Some((id, version)) if is_digits(version) && version.len() <= 3 => id,
        _ => text,
    };
    let is_month = |text: &str| matches!(text.get(2..4).and_then(|text| text.parse().ok()), Some(1..=12_u8));
    if let Some((archive, number)) = id.split_once('/') {
        let (archive, class) = archive.split_once('.').unwrap_or((archive, "XX"));
        let is_archive = !archive.is_empty() && archive.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let is_class = class.len() == 2 && class.bytes().all(|b| b.is_ascii_uppercase());
        return is_archive && is_class && number.len() == 7 && is_digits(number) && is_month(number);
    }
    let Some((month, number)) = id.split_once('.') else { return false };
    let digits = if month >= "1501" { 5 } else { 4 };
    month.len() == 4 && is_digits(month) && is_month(month) && number.len() == digits && is_digits(number)
}

/// Whether a text has the form of a `PubMed` identifier: one to eight digits.
fn is_pmid(text: &str) -> bool {
    (1..=8).contains(&text.len()) && is_digits(text) && !text.starts_with('0')
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_arxiv() {
        for id in ["1803.04321", "0704.0001", "1412.9999v12", "math.GT/0309136", "hep-th/9901001v2"] {
            assert!(is_arxiv(id), "{id}");
        }
        for id in
            ["1803.4321", "1813.04321", "0704.00001", "1803.04321v", "math/030913", "Math/0309136", "", "v1"]
        {
            assert!(!is_arxiv(id), "{id}");
        }
    }

    #[test]
    fn addresses_of_registries() {
        let of = |url| Identifier::of_address(url).map(|identifier| identifier.key());
        let check = |url, key: Option<&str>| assert_eq!(of(url).as_deref(), key, "{url}");
        check("https://dx.doi.org/10.1/A%20b?x#y", Some("doi:10.1/a b"));
        check("http://arxiv.org/abs/1803.04321v2", Some("arxiv:1803.04321v2"));
        check("https://pubmed.ncbi.nlm.nih.gov/12345678/", Some("pmid:12345678"));
        check("https://www.ncbi.nlm.nih.gov/pubmed/12345678", Some("pmid:12345678"));
        check("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1/", None);
        check("https://arxiv.org/list/math.GT/recent", None);
        check("https://doi.org/about", None);
    }

    #[test]
    fn identifiers_in_notes() {
        let paper = ibidem_sdk::testing::paper(
            "1. Ann Marsh, “On Eels,” 2018, arXiv:1803.04321v2 [cs.CY].\n\
             2. Jo Reed, “On Reeds,” *Bog* 3 (2009): 4, PMID: 1234567.\n\
             3. Jo Reed, “More Reeds,” arXiv: 18.1.",
        );
        let found: Vec<String> =
            identifiers(&paper).into_iter().map(|(_, identifier)| identifier.key()).collect();
        assert_eq!(found, ["pmid:1234567", "arxiv:1803.04321v2"]);
    }
}
