//! Relationships of a package → where its parts are: most programs use the same names, and none has to.
//!
//! ECMA-376, part 2, 9.3 (relationships) and 10.1.2 (types of content); part 1, 11.3.

use ibidem_citations::Span;

use crate::read::package::{Archive, PackageError};
use crate::read::xml::Xml;

/// What says which part is the document.
const ROOT: &str = "_rels/.rels";

/// The types of content of all parts.
const TYPES: &str = "[Content_Types].xml";

/// Where the document is, if nothing says so.
const USUAL: &str = "word/document.xml";

/// Where the parts of a manuscript are.
pub(crate) struct Paths {
    /// The part with the body.
    pub(crate) document: String,
    /// Those with notes: footnotes, endnotes.
    pub(crate) notes: [String; 2],
    pub(super) styles: String,
    pub(crate) settings: String,
    pub(super) numbering: String,
}

impl Paths {
    /// Follows the relationships of the package and of its document, given as XML.
    pub(super) fn of(document: String, relationships: &str) -> Self {
        let folder = folder(&document);
        let path = |kind: &str| {
            let named = target(relationships, kind).map(|target| resolved(folder, &target));
            named.unwrap_or_else(|| format!("{folder}{kind}.xml"))
        };
        Self {
            notes: [path("footnotes"), path("endnotes")],
            styles: path("styles"),
            settings: path("settings"),
            numbering: path("numbering"),
            document,
        }
    }

    /// The parts that have text, in the order in which they are read.
    pub(crate) fn texts(&self) -> [&str; 3] {
        let [footnotes, endnotes] = &self.notes;
        [&self.document, footnotes, endnotes]
    }

    /// The folder in which the parts of the document are, with the slash at its end.
    pub(crate) fn folder(&self) -> &str {
        folder(&self.document)
    }

    /// The part that says what the document refers to.
    pub(crate) fn relationships(&self) -> String {
        relationships_of(&self.document)
    }
}

/// The part of an archive that is the body of a Word manuscript; none, where the archive is something else.
pub(crate) fn document_of(archive: &mut Archive<'_>) -> Result<Option<String>, PackageError> {
    if let Some(root) = archive.text(ROOT)?
        && let Some(path) = named_document(&root).filter(|path| archive.has(path))
        // The main parts of tables and slides are named by the same relationship.
        && (path == USUAL || is_text(&archive.text(TYPES)?.unwrap_or_default(), &path))
    {
        return Ok(Some(path));
    }
    Ok(archive.has(USUAL).then(|| USUAL.to_owned()))
}

/// The document that the relationships of a package name.
fn named_document(root: &str) -> Option<String> {
    target(root, "officeDocument").map(|target| resolved("", &target))
}

/// Whether a part is said to be text of Word, macros or not.
fn is_text(types: &str, path: &str) -> bool {
    let xml = Xml::read(types, Span::new(0, types.len()));
    let own = xml.named("Override").find(|own| {
        own.attribute("PartName").is_some_and(|name| name.trim_start_matches('/').eq_ignore_ascii_case(path))
    });
    let kind = own.and_then(|own| own.attribute("ContentType")).unwrap_or_default();
    kind.contains("wordprocessingml") || kind.contains("ms-word")
}

/// Where the first relationship of a kind leads, within the package.
fn target(relationships: &str, kind: &str) -> Option<String> {
    let xml = Xml::read(relationships, Span::new(0, relationships.len()));
    let named = xml.named("Relationship").find(|one| {
        let is_kind = one.attribute("Type").is_some_and(|own| own.rsplit('/').next() == Some(kind));
        is_kind && one.attribute("TargetMode").is_none_or(|mode| mode != "External")
    });
    named?.attribute("Target")
}

/// The part that says what another part refers to.
pub(super) fn relationships_of(part: &str) -> String {
    let folder = folder(part);
    let name = part.strip_prefix(folder).unwrap_or(part);
    format!("{folder}_rels/{name}.rels")
}

fn folder(part: &str) -> &str {
    part.rfind('/').and_then(|at| part.get(..=at)).unwrap_or_default()
}

/// A target as the name of a part: from the root, or from the folder of the part that refers to it.
pub(crate) fn resolved(folder: &str, target: &str) -> String {
    let mut names: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').filter(|name| !name.is_empty()).collect()
    };
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_where_relationships_say() {
        let relationship = |kind: &str, target: &str, mode: &str| {
            format!("<Relationship Id=\"a\" Type=\"http://x.example/{kind}\" Target=\"{target}\"{mode}/>")
        };
        let root = format!(
            "<Relationships>{}{}</Relationships>",
            relationship("officeDocument", "https://a.example/x", " TargetMode=\"External\""),
            relationship("officeDocument", "/text/body.xml", "")
        );
        let document = named_document(&root).unwrap();
        let links =
            format!("<Relationships>{}</Relationships>", relationship("footnotes", "../n/./feet.xml", ""));
        let paths = Paths::of(document, &links);
        assert_eq!(paths.texts(), ["text/body.xml", "n/feet.xml", "text/endnotes.xml"]);
        assert_eq!((paths.folder(), paths.relationships().as_str()), ("text/", "text/_rels/body.xml.rels"));
        assert_eq!(relationships_of("body.xml"), "_rels/body.xml.rels");
        assert_eq!(resolved("", "../../a.xml"), "a.xml");
    }
}
