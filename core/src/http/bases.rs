//! Where the public services are asked: at their own addresses, or where the user says.

use ibidem_sdk::http::{CROSSREF_BASE, DOI_BASE, WAYBACK_BASE};
use url::Url;

/// The addresses of the services, as the user gave them.
#[derive(Clone, Debug, Default)]
pub struct Bases {
    /// In place of `https://doi.org`.
    pub doi: Option<Url>,
    /// In place of `https://api.crossref.org`.
    pub crossref: Option<Url>,
    /// In place of `https://export.arxiv.org`.
    pub arxiv: Option<Url>,
    /// In place of `https://eutils.ncbi.nlm.nih.gov`.
    pub pubmed: Option<Url>,
    /// In place of `https://web.archive.org`, and of `https://archive.org/wayback/`.
    pub wayback: Option<Url>,
}

impl Bases {
    /// Reads an address that a user gives.
    pub fn read(text: &str) -> Result<Url, String> {
        let url = Url::parse(text).map_err(|error| format!("“{text}” is not an address: {error}"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(format!("“{text}” does not begin with http:// or https://"));
        }
        Ok(url)
    }

    /// The address at which a service is really asked; null where the URL is of no service that
    /// the user has moved.
    pub(crate) fn moved(&self, url: &Url) -> Option<Url> {
        let host = url.host_str()?;
        let base = match host {
            "doi.org" | "dx.doi.org" | "www.doi.org" => self.doi.as_ref(),
            "api.crossref.org" => self.crossref.as_ref(),
            "export.arxiv.org" => self.arxiv.as_ref(),
            "eutils.ncbi.nlm.nih.gov" => self.pubmed.as_ref(),
            "web.archive.org" => self.wayback.as_ref(),
            "archive.org" if url.path().starts_with("/wayback/") => self.wayback.as_ref(),
            _ => None,
        }?;
        let mut moved = base.clone();
        let path = format!("{}{}", base.path().trim_end_matches('/'), url.path());
        moved.set_path(&path);
        moved.set_query(url.query());
        Some(moved)
    }

    /// Whether a URL lies at an address that the user gave, and is wanted wherever it leads.
    pub(crate) fn hold(&self, url: &Url) -> bool {
        self.given().any(|base| base.origin() == url.origin())
    }

    /// The addresses that the user gave.
    pub(crate) fn given(&self) -> impl Iterator<Item = &Url> {
        [&self.doi, &self.crossref, &self.arxiv, &self.pubmed, &self.wayback].into_iter().flatten()
    }

    /// Addresses that are asked whether there is a network at all: those that are asked anyway.
    pub(crate) fn all(&self) -> Vec<Url> {
        [(&self.wayback, WAYBACK_BASE), (&self.doi, DOI_BASE), (&self.crossref, CROSSREF_BASE)]
            .into_iter()
            .filter_map(|(given, known)| given.clone().or_else(|| Url::parse(known).ok()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_move_with_path_and_query() {
        let bases =
            Bases { wayback: Some(Bases::read("http://mock.lab:8080/wb/").unwrap()), ..Bases::default() };
        let moved = |url: &str| bases.moved(&Url::parse(url).unwrap()).map(String::from);
        assert_eq!(
            moved("https://web.archive.org/cdx/search/cdx?url=http://a.lab/&output=json").as_deref(),
            Some("http://mock.lab:8080/wb/cdx/search/cdx?url=http://a.lab/&output=json")
        );
        assert_eq!(
            moved("https://archive.org/wayback/available?url=a").as_deref(),
            Some("http://mock.lab:8080/wb/wayback/available?url=a")
        );
        assert_eq!(moved("https://archive.org/details/x"), None);
        assert_eq!(moved("https://doi.org/10.1/x"), None);
        assert!(bases.hold(&Url::parse("http://mock.lab:8080/other").unwrap()));
        assert!(!bases.hold(&Url::parse("http://mock.lab/other").unwrap()));
    }

    #[test]
    fn a_base_is_an_address() {
        for text in ["doi.org", "ftp://doi.org", "", "file:///etc"] {
            assert!(Bases::read(text).is_err(), "{text}");
        }
    }
}
