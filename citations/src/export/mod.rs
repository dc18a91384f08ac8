//! Bibliography → the exchange forms of other programs.
//!
//! Every variable of a work goes somewhere: into the field that the form has for it, else into a
//! note of the form `variable: value`. `docs/exports.md` has the tables.

mod biblatex;
mod bibtex;
mod csl_json;
mod data_model;
mod edtf;
mod key;
mod latex;
mod page;
mod plain;
mod remaining;
mod ris;
#[cfg(test)]
pub(crate) mod sample;
mod yaml;

#[cfg(feature = "import")]
pub(crate) use biblatex::language_tag;
pub use csl_json::CslItem;
pub use key::citation_keys;
pub use plain::plain;

#[cfg(feature = "style")]
pub(crate) use edtf::{real, says_that_there_is_none};

use crate::Bibliography;

/// A form in which other programs read a bibliography.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExchangeForm {
    /// CSL-JSON: Zotero, pandoc, citeproc-js.
    CslJson,
    /// BibLaTeX, read by biber.
    Biblatex,
    /// Classic BibTeX.
    Bibtex,
    /// RIS: `EndNote`, Mendeley, library catalogs.
    Ris,
    /// YAML of Hayagriva, read by Typst.
    Yaml,
}

impl ExchangeForm {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::CslJson, Self::Biblatex, Self::Bibtex, Self::Ris, Self::Yaml];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::CslJson => "csl-json",
            Self::Biblatex => "biblatex",
            Self::Bibtex => "bibtex",
            Self::Ris => "ris",
            Self::Yaml => "yaml",
        }
    }

    /// Finds the one of this name.
    pub fn read(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|form| form.name() == name)
    }
}

/// Writes all works in an exchange form, in order of first citation.
///
/// A work has the same key in every form (see [`citation_keys`]).
///
/// ```
/// use ibidem_citations::export::{ExchangeForm, write};
/// use ibidem_citations::{Bibliography, Item, Kind, Name, Span, Value, Variable, Work, WorkId};
///
/// let mut item = Item::new(Kind::Book);
/// item.set(Variable::Author, Value::Names(vec![Name::person("Carl E.", "Schorske")]), None, 1.0);
/// item.set(Variable::Title, Value::Text("Fin-de-siècle Vienna".into()), None, 1.0);
/// let work = Work { id: WorkId(1), item, first_cited: Span::default(), mentions: Vec::new() };
/// let ris = write(&Bibliography { works: vec![work] }, ExchangeForm::Ris);
/// assert_eq!(ris, "TY  - BOOK\r\nID  - schorskefin\r\nAU  - Schorske, Carl E.\r\nTI  - Fin-de-siècle Vienna\r\nER  - \r\n");
/// ```
pub fn write(bibliography: &Bibliography, form: ExchangeForm) -> String {
    let keys = citation_keys(bibliography);
    let works: Vec<_> =
        keys.iter().map(String::as_str).zip(bibliography.works.iter().map(|work| &work.item)).collect();
    match form {
        ExchangeForm::CslJson => csl_json::write(&works),
        ExchangeForm::Biblatex => biblatex::write(&works),
        ExchangeForm::Bibtex => bibtex::write(&works),
        ExchangeForm::Ris => ris::write(&works),
        ExchangeForm::Yaml => yaml::write(&works),
    }
}
