//! A package → the parts beside its text that a change touches: relationships, types of content, comments.

use ibidem_citations::Span;

use super::{Refusal, in_xml};
use crate::read::package::{Archive, PackageError};
use crate::read::xml::Xml;

const TYPES: &str = "[Content_Types].xml";
const RELATIONSHIPS: &str = "word/_rels/document.xml.rels";
/// ECMA-376, part 1, 11.3.2, and the same of ISO/IEC 29500 Strict.
const RELATIONSHIP: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments";
const STRICT_RELATIONSHIP: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments";
const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";

/// The parts of a package that say what comments it has.
pub(super) struct Register {
    types: String,
    relationships: Option<String>,
    /// The name of the part with the comments.
    pub(super) name: String,
    /// What it holds, where it is there.
    pub(super) comments: Option<String>,
}

impl Register {
    pub(super) fn read(archive: &mut Archive<'_>) -> Result<Self, Refusal> {
        let types = text(archive, TYPES)?.ok_or_else(|| PackageError::Missing(TYPES.to_owned()))?;
        let relationships = text(archive, RELATIONSHIPS)?;
        let named = relationships.as_deref().and_then(comments_of);
        if let Some(name) = named
            && let Some(comments) = text(archive, &name)?
        {
            return Ok(Self { types, relationships, name, comments: Some(comments) });
        }
        let taken = archive.names();
        let names = std::iter::once("word/comments.xml".to_owned())
            .chain((1..).map(|n| format!("word/comments{n}.xml")));
        let name = names.into_iter().find(|name| !taken.contains(name)).unwrap_or_default();
        Ok(Self { types, relationships, name, comments: None })
    }

    /// What has to be written beside the first comments of a document: the parts that name theirs.
    pub(super) fn entries(&self, is_strict: bool) -> Option<Vec<(String, String)>> {
        if self.comments.is_some() {
            return Some(Vec::new());
        }
        let kind = if is_strict { STRICT_RELATIONSHIP } else { RELATIONSHIP };
        let target = in_xml(self.name.strip_prefix("word/").unwrap_or(&self.name));
        let none = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
            <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>";
        let relationships = self.relationships.as_deref().unwrap_or(none);
        let id = new_id(relationships);
        let relationships = with_child(relationships, "Relationships", |p| {
            format!("<{p}Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>")
        })?;
        let name = in_xml(&self.name);
        let types = with_child(&self.types, "Types", |p| {
            format!("<{p}Override PartName=\"/{name}\" ContentType=\"{CONTENT_TYPE}\"/>")
        })?;
        Some(vec![(RELATIONSHIPS.to_owned(), relationships), (TYPES.to_owned(), types)])
    }
}

/// The text of a part that is written as it is read.
pub(super) fn text(archive: &mut Archive<'_>, name: &str) -> Result<Option<String>, Refusal> {
    let Some(bytes) = archive.bytes(name)? else { return Ok(None) };
    String::from_utf8(bytes).map(Some).map_err(|_| Refusal::Encoding(name.to_owned()))
}

/// The name of the part with the comments of the body.
fn comments_of(relationships: &str) -> Option<String> {
    let xml = Xml::read(relationships, Span::new(0, relationships.len()));
    let comments = xml.named("Relationship").find(|relationship| {
        let kind = relationship.attribute("Type");
        kind.is_some_and(|kind| [RELATIONSHIP, STRICT_RELATIONSHIP].contains(&kind.as_str()))
    })?;
    let target = comments.attribute("Target")?;
    Some(match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("word/{}", target.trim_start_matches("./")),
    })
}

/// An id that no relationship has.
fn new_id(relationships: &str) -> String {
    let xml = Xml::read(relationships, Span::new(0, relationships.len()));
    let taken: Vec<String> = xml.named("Relationship").filter_map(|one| one.attribute("Id")).collect();
    let ids = (1..).map(|n| format!("rId{n}"));
    ids.into_iter().find(|id| !taken.contains(id)).unwrap_or_default()
}

/// A part whose root, of this name, has one more child at its end; the child is told the prefix of the root.
pub(super) fn with_child(part: &str, root: &str, child: impl Fn(&str) -> String) -> Option<String> {
    let xml = Xml::read(part, Span::new(0, part.len()));
    let element = xml.elements.first().filter(|element| element.name == root && xml.broken_at.is_none())?;
    let (tag, length) = element.start_tag(part);
    let name = tag.get(1..=length)?;
    let child = child(name.strip_suffix(root)?);
    let Span { start, end } = element.source;
    let whole = element.source.of(part);
    if whole.ends_with("/>") && whole.matches('<').count() == 1 {
        return Some(format!("{}{tag}{child}</{name}>{}", part.get(..start)?, part.get(end..)?));
    }
    let at = start + whole.rfind("</")?;
    Some(format!("{}{child}{}", part.get(..at)?, part.get(at..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_comes_last_in_the_root() {
        let check = |part: &str, expected: Option<&str>| {
            assert_eq!(with_child(part, "Types", |p| format!("<{p}New/>")).as_deref(), expected);
        };
        check("<Types a=\"b\"/>", Some("<Types a=\"b\"><New/></Types>"));
        check("<?xml?><o:Types><o:A/></o:Types>\n", Some("<?xml?><o:Types><o:A/><o:New/></o:Types>\n"));
        check("<Other/>", None);
        check("<Types><!-- ", None);
    }

    #[test]
    fn the_part_of_the_comments_is_found_by_its_relationship() {
        let check = |target: &str, expected: &str| {
            let relationships = format!(
                "<Relationships><Relationship Id=\"rId1\" Type=\"{RELATIONSHIP}\" Target=\"{target}\"/></Relationships>"
            );
            assert_eq!(comments_of(&relationships).as_deref(), Some(expected));
            assert_eq!(new_id(&relationships), "rId2");
        };
        check("comments.xml", "word/comments.xml");
        check("/word/notes/c.xml", "word/notes/c.xml");
    }
}
