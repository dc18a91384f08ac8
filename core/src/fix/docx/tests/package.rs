//! What must hold of a package that Word is to open: ECMA-376, part 2, and the places of changes in part 1.

use std::collections::{BTreeMap, BTreeSet};

use ibidem_citations::Span;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::unpacked;
use crate::read::xml::{Element, Xml};

/// Stops at the first thing that Word would complain of.
pub(super) fn check_package(bytes: &[u8]) {
    let parts: BTreeMap<String, Vec<u8>> = unpacked(bytes).into_iter().collect();
    let texts: BTreeMap<&str, &str> = parts
        .iter()
        .filter(|(name, _)| [".xml", ".rels"].iter().any(|ending| name.ends_with(ending)))
        .map(|(name, bytes)| (name.as_str(), std::str::from_utf8(bytes).unwrap()))
        .collect();
    for (name, text) in &texts {
        check_well_formed(name, text);
    }
    check_types(&parts, texts["[Content_Types].xml"]);
    let rels = texts.iter().filter(|(name, _)| name.contains("_rels/"));
    rels.for_each(|(name, text)| check_relationships(name, text, &parts));
    check_changes(&texts);
}

fn check_well_formed(name: &str, text: &str) {
    let mut reader = Reader::from_str(text);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")) {
            Event::Start(tag) => {
                depth += 1;
                let mut names = BTreeSet::new();
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap_or_else(|error| panic!("{name}: {error}"));
                    assert!(names.insert(attribute.key.into_inner().to_vec()), "{name}");
                }
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{name}");
}

fn xml(text: &str) -> Xml<'_> {
    Xml::read(text, Span::new(0, text.len()))
}

fn check_types(parts: &BTreeMap<String, Vec<u8>>, types: &str) {
    let types = xml(types);
    let attributes = |name, attribute: &str| -> Vec<String> {
        types.named(name).filter_map(|element| element.attribute(attribute)).collect()
    };
    let (endings, names) = (attributes("Default", "Extension"), attributes("Override", "PartName"));
    for name in parts.keys().filter(|name| *name != "[Content_Types].xml") {
        let by_ending =
            name.rsplit_once('.').is_some_and(|(_, ending)| endings.iter().any(|one| one == ending));
        let by_name = names.iter().filter(|one| one.trim_start_matches('/') == name).count();
        // Test packages hold a part or two that nothing names.
        assert!(
            by_name == 1 || (by_name == 0 && (by_ending || name.contains("/media/"))),
            "{name}: {by_name}"
        );
    }
    for name in &names {
        assert!(parts.contains_key(name.trim_start_matches('/')), "{name} has a type, and is not there");
    }
}

fn check_relationships(name: &str, text: &str, parts: &BTreeMap<String, Vec<u8>>) {
    let folder = name.split("_rels/").next().unwrap();
    let rels = xml(text);
    let mut ids = BTreeSet::new();
    for relationship in rels.named("Relationship") {
        assert!(ids.insert(relationship.attribute("Id").unwrap()), "{name}");
        let target = relationship.attribute("Target").unwrap();
        if relationship.attribute("TargetMode").as_deref() == Some("External") {
            continue;
        }
        let path = target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned);
        let path = path.replace("word/../", "");
        assert!(parts.contains_key(&path), "{name} names {path}");
    }
}

/// Numbers are given once, comments stand where they are named, and changes where changes may be.
fn check_changes(texts: &BTreeMap<&str, &str>) {
    let mut numbers = BTreeSet::new();
    let mut comments: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for (name, text) in texts.iter().filter(|(name, _)| name.starts_with("word/")) {
        let xml = xml(text);
        for element in &xml.elements {
            let parent = xml.parent(element).map_or("", |parent| parent.name);
            let place = format!("{name}: {} in {parent}", element.name);
            match element.name {
                "ins" | "del" if parent != "rPr" && parent != "trPr" => {
                    let ways_in =
                        ["p", "hyperlink", "sdtContent", "smartTag", "customXml", "fldSimple", "dir", "bdo"];
                    let is_nested = element.name == "del" && parent == "ins";
                    assert!(ways_in.contains(&parent) || is_nested, "{place}");
                    if element.attribute("author").as_deref() == Some("ibidem") {
                        assert!(numbers.insert(element.attribute("id").unwrap()), "{place}");
                    }
                }
                "delText" => assert!(is_within(&xml, element, "del"), "{place}"),
                "t" => assert!(!is_within(&xml, element, "del"), "{place}"),
                "commentRangeStart" | "commentRangeEnd" | "commentReference" | "comment" => {
                    let index = ["commentRangeStart", "commentRangeEnd", "commentReference", "comment"]
                        .iter()
                        .position(|one| *one == element.name)
                        .unwrap();
                    comments.entry(element.attribute("id").unwrap()).or_default()[index] += 1;
                    assert!(*name == "word/document.xml" || index == 3, "{place}");
                }
                _ => {}
            }
        }
    }
    for (id, counts) in comments {
        assert_eq!(counts, [1; 4], "comment {id}");
    }
}

fn is_within(xml: &Xml<'_>, element: &Element<'_>, name: &str) -> bool {
    let mut parent = xml.parent(element);
    while let Some(one) = parent {
        if one.name == name {
            return true;
        }
        parent = xml.parent_of(one);
    }
    false
}
