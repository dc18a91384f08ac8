//! DOCX → Document: the text of a Word manuscript as it is printed, its notes with their printed numbers.
//!
//! ECMA-376, part 1. Deleted text is left out, inserted text is kept; fields are read as what they
//! show. Nothing that a document refers to outside of itself is fetched.
//!
//! ```text
//! archive ─open→ Package ─styles, numbering→ what the names mean ─walk→ Flow → Document
//! ```

mod citing;
pub(crate) mod fields;
pub(crate) mod managed;
mod naming;
pub(crate) mod paths;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::HashMap;

use ibidem_citations::Span;

use super::package::{Archive, Package, PackageError};
use super::xml::Xml;
use super::xml::flow::Flow;
use crate::document::{Document, Guess};
use naming::{Naming, NoteForms};
use paths::{Paths, relationships_of};
use walk::{Part, Walk};

/// Takes what is needed out of an archive whose document is this part.
pub(crate) fn open(archive: &mut Archive<'_>, document: String) -> Result<Package, PackageError> {
    let relationships = archive.text(&relationships_of(&document))?.unwrap_or_default();
    let paths = Paths::of(document, &relationships);
    let mut package = Package::default();
    package.demand(archive, &paths.document)?;
    let links = paths.texts().map(relationships_of);
    let names = [&paths.styles, &paths.settings, &paths.numbering].into_iter().chain(&links);
    for name in paths.notes.iter().chain(names) {
        package.take(archive, name)?;
    }
    Ok(package)
}

/// Where the parts of an opened package are; its first part is the document.
pub(crate) fn paths(package: &Package) -> Paths {
    let document = package.parts().next().map(|(name, _)| name.to_owned()).unwrap_or_default();
    let relationships = package.part(&relationships_of(&document)).map(|span| span.of(&package.text));
    Paths::of(document, relationships.unwrap_or_default())
}

/// Reads a manuscript.
pub(crate) fn read(package: &Package) -> Document {
    let source = package.text.as_str();
    let paths = paths(package);
    let xml = |name: &str| package.part(name).map(|span| Xml::read(source, span));
    let [document, footnotes, endnotes] = paths.texts().map(&xml);
    let [styles, settings, numbering] =
        [&paths.styles, &paths.settings, &paths.numbering].map(|name| xml(name));
    let links = paths.texts().map(|name| xml(&relationships_of(name)));
    let Some(document) = document else { return Document::default() };
    let naming = Naming::read(styles.as_ref(), numbering.as_ref());
    let forms = NoteForms::read(settings.as_ref());
    let [of_document, of_footnotes, of_endnotes] = links.map(|xml| targets(xml.as_ref()));
    let mut parts = vec![Part { xml: &document, targets: of_document }];
    for (xml, targets) in [(&footnotes, of_footnotes), (&endnotes, of_endnotes)] {
        if let Some(xml) = xml {
            parts.push(Part { xml, targets });
        }
    }
    let mut flow = Flow::new(source);
    let mut walk = Walk::new(&mut flow, &naming, &forms);
    walk.body(&parts[0]);
    for notes in parts.iter().skip(1) {
        walk.notes(notes);
    }
    let works = walk.works();
    let head = walk.head;
    let (mut result, paragraphs) = flow.finish();
    result.paragraphs = paragraphs;
    result.metadata = head.metadata();
    result.managed.works = works;
    let broken = parts.iter().filter(|part| part.xml.broken_at.is_some()).count();
    if broken > 0 {
        result.guesses.push(Guess::Broken { count: broken });
    }
    result
}

/// Where the links of a part lead, by their ids.
fn targets(xml: Option<&Xml<'_>>) -> HashMap<String, String> {
    let relations = xml.into_iter().flat_map(|xml| xml.named("Relationship"));
    let links = relations
        .filter(|relation| relation.attribute("Type").is_some_and(|kind| kind.ends_with("/hyperlink")));
    links.filter_map(|link| Some((link.attribute("Id")?, link.attribute("Target")?))).collect()
}

/// A place in the order of a source: what is behind it was not there before it.
fn key(span: Span) -> usize {
    span.start
}
