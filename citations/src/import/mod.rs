//! Exchange forms of other programs → items: the way back from [`export`](crate::export).
//!
//! Reading never fails: an odd field or a broken entry is a [`Fault`], and the rest is read.

mod biblatex;
mod csl_json;
mod date;
mod entries;
mod note;
mod ris;
mod tex;
mod yaml;

use crate::{Item, Name, Span, Value, Variable};

/// A form in which other programs write references.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceForm {
    /// CSL-JSON: Zotero, pandoc, citeproc-js.
    CslJson,
    /// BibLaTeX or BibTeX.
    Biblatex,
    /// RIS, of EndNote, Mendeley and library catalogs.
    Ris,
    /// YAML of Hayagriva, for Typst.
    Yaml,
}

impl SourceForm {
    /// Its name, as `--from` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::CslJson => "csl-json",
            Self::Biblatex => "biblatex",
            Self::Ris => "ris",
            Self::Yaml => "yaml",
        }
    }

    /// Finds the form of this name; `bibtex` is read as `biblatex` is.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "csl-json" | "csljson" => Self::CslJson,
            "biblatex" | "bibtex" | "bib" => Self::Biblatex,
            "ris" => Self::Ris,
            "yaml" | "hayagriva" => Self::Yaml,
            _ => return None,
        })
    }
}

/// What a file of references holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// Its entries, in order.
    pub entries: Vec<Entry>,
    /// What could not be read, in order.
    pub faults: Vec<Fault>,
}

/// One reference of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id or key as written; empty where it has none.
    pub id: String,
    /// Its type and variables; their spans are bytes of the file.
    pub item: Item,
    /// Where it stands in the file.
    pub span: Span,
    /// Further keys of it: `ids` of BibLaTeX.
    pub aliases: Vec<String>,
    /// Keys of entries that it draws on: `crossref`, `xdata`, `related`, the members of a set.
    pub needs: Vec<String>,
}

/// A part of a file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands in the file.
    pub span: Span,
    /// What is wrong with it, without full stop.
    pub message: String,
}

/// Tells by its content whether a text is a file of references: `@book{key,`, `TY  - BOOK`, a YAML key
/// with a type of Hayagriva below it, or JSON objects with `type` and `title` or `id`.
pub fn sniff(text: &str) -> Option<SourceForm> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    match start.chars().next()? {
        '[' | '{' => csl_json::is_one(start).then_some(SourceForm::CslJson),
        '@' | '%' => entries::is_one(start).then_some(SourceForm::Biblatex),
        _ if ris::is_one(start) => Some(SourceForm::Ris),
        _ if yaml::is_one(start) => Some(SourceForm::Yaml),
        _ => None,
    }
}

/// Reads all references of a text.
///
/// ```
/// use ibidem_citations::import::{SourceForm, read, sniff};
///
/// let text = "@book{s80, author = {Schorske, Carl E.}, title = {Fin-de-si\\`ecle Vienna}, date = {1980}}";
/// assert_eq!(sniff(text), Some(SourceForm::Biblatex));
/// let entry = &read(text, SourceForm::Biblatex).entries[0];
/// assert_eq!((entry.id.as_str(), entry.item.title()), ("s80", "Fin-de-siècle Vienna"));
/// ```
pub fn read(text: &str, form: SourceForm) -> Imported {
    match form {
        SourceForm::CslJson => csl_json::read(text),
        SourceForm::Biblatex => biblatex::read(text),
        SourceForm::Ris => ris::read(text),
        SourceForm::Yaml => yaml::read(text),
    }
}

impl Entry {
    /// An entry that names no other.
    fn new(id: String, item: Item, span: Span) -> Self {
        Self { id, item, span, aliases: Vec::new(), needs: Vec::new() }
    }
}

impl Imported {
    fn fault(&mut self, span: Span, message: impl Into<String>) {
        self.faults.push(Fault { span, message: message.into() });
    }
}

/// Sets a text, unless it is blank.
fn set_text(item: &mut Item, variable: Variable, text: &str, span: Option<Span>) {
    let text = crate::export::plain(text);
    if !text.is_empty() {
        item.set(variable, Value::Text(text), span, 1.0);
    }
}

/// Sets names, unless there are none.
fn set_names(item: &mut Item, variable: Variable, names: Vec<Name>, span: Option<Span>) {
    let names: Vec<Name> = names.into_iter().filter(|name| *name != Name::default()).collect();
    if !names.is_empty() {
        item.set(variable, Value::Names(names), span, 1.0);
    }
}

/// Sets a variable from a text: names are taken whole, dates are read.
fn set_from_text(item: &mut Item, variable: Variable, text: &str, span: Option<Span>) {
    if variable.holds_date() {
        if let Some(date) = date::read(text) {
            item.set(variable, Value::Date(date), span, 1.0);
        }
    } else if variable.holds_names() {
        set_names(item, variable, text.split("; ").map(note::name).collect(), span);
    } else {
        set_text(item, variable, text, span);
    }
}
