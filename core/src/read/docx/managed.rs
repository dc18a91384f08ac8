//! The instruction of a field → the works that a reference manager says it cites.
//!
//! Zotero and Mendeley write CSL-JSON (“CSL citation items”), EndNote an XML of its own, which stands
//! in the instruction or, packed in base64, in the data of the field (ECMA-376, part 4, 14.5.3.1).
//! Mendeley Cite has its CSL-JSON, packed the same, in the tag of a content control (part 1, 17.5.2.42).
//! What is damaged is left out: the printed text is there in any case.

mod endnote;

use std::collections::HashMap;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use ibidem_citations::import::{self, SourceForm};
use ibidem_citations::{Item, Variable};
use serde_json::Value;

/// The longest instruction that is read, in bytes; abstracts make them long.
const LONGEST: usize = 4 << 20;

/// How the tags of the content controls begin that Mendeley Cite keeps: those of citations, and of the list.
pub(crate) const MENDELEY_TAGS: [&str; 2] = ["MENDELEY_CITATION_", "MENDELEY_BIBLIOGRAPHY"];

/// The most works of one citation.
const MOST_WORKS: usize = 500;

/// The managed citations of a manuscript, in the making.
#[derive(Default)]
pub(super) struct Gathered {
    works: Vec<Item>,
    by_identity: HashMap<String, usize>,
}

impl Gathered {
    /// Reads what a field cites; gives the numbers of the works, which are those of earlier fields where they are the same.
    pub(super) fn cited(&mut self, instruction: &str, data: &str) -> Vec<usize> {
        read(instruction, data).into_iter().map(|work| self.number(work)).collect()
    }

    /// Reads what a content control with a tag cites.
    pub(super) fn tagged(&mut self, tag: &str) -> Vec<usize> {
        read_tag(tag).into_iter().map(|work| self.number(work)).collect()
    }

    fn number(&mut self, work: CitedWork) -> usize {
        let known = work.identities.iter().find_map(|identity| self.by_identity.get(identity)).copied();
        let number = known.unwrap_or(self.works.len());
        if known.is_none() {
            self.works.push(work.item);
        }
        for identity in work.identities {
            self.by_identity.entry(identity).or_insert(number);
        }
        number
    }

    /// All works, by their numbers.
    pub(super) fn works(self) -> Vec<Item> {
        self.works
    }
}

/// A work as a reference manager has it.
#[derive(Clone, Debug, PartialEq)]
struct CitedWork {
    /// What tells it from others in the library that it is from: one in common is enough.
    identities: Vec<String>,
    item: Item,
}

/// Reads what the field of a citation says; nothing, where a field is none, or says nothing that can be read.
///
/// `data` is what its characters carry in `fldData`.
fn read(instruction: &str, data: &str) -> Vec<CitedWork> {
    let Some(said) = instruction.trim_start().strip_prefix("ADDIN").map(str::trim_start) else {
        return Vec::new();
    };
    if said.len() > LONGEST || data.len() > LONGEST {
        return Vec::new();
    }
    let mut works = match said.strip_prefix("EN.CITE") {
        Some(said) if said.contains("<EndNote") => endnote::read(said),
        Some(_) => endnote::read(&unpacked(data)),
        None => {
            let said = said.strip_prefix("ZOTERO_ITEM").unwrap_or(said).trim_start();
            said.strip_prefix("CSL_CITATION").map(cited).unwrap_or_default()
        }
    };
    works.truncate(MOST_WORKS);
    works
}

/// Reads what the tag of a content control says: `MENDELEY_CITATION_v3_` and its JSON in base64.
fn read_tag(tag: &str) -> Vec<CitedWork> {
    let Some(packed) = tag.strip_prefix(MENDELEY_TAGS[0]) else { return Vec::new() };
    // A version of their format in front: `v3_`.
    let Some((_, packed)) = packed.split_once('_').filter(|_| packed.len() <= LONGEST) else {
        return Vec::new();
    };
    let mut works = cited(&unpacked(packed));
    works.truncate(MOST_WORKS);
    works
}

/// The works of a citation in JSON; what stands behind it is for Word (`\* MERGEFORMAT`).
fn cited(json: &str) -> Vec<CitedWork> {
    let first = serde_json::Deserializer::from_str(json).into_iter::<Value>().next();
    let Some(Ok(Value::Object(mut citation))) = first else { return Vec::new() };
    match citation.remove("citationItems") {
        Some(Value::Array(items)) => items.iter().filter_map(work).collect(),
        _ => Vec::new(),
    }
}

fn work(cited: &Value) -> Option<CitedWork> {
    let data = cited.get("itemData")?;
    let item = import::read(&data.to_string(), SourceForm::CslJson).entries.into_iter().next()?.item;
    // Mendeley’s “ITEM-1” is another work in each citation, and so the address alone says which one it is.
    let addresses = ["uris", "uri"].into_iter().filter_map(|name| cited.get(name)?.as_array()).flatten();
    let addresses = addresses.filter_map(Value::as_str).map(str::to_owned);
    // Mendeley Cite has no addresses, but the numbers of its library, which no two works share.
    let number =
        cited.get("id").and_then(Value::as_str).filter(|id| is_uuid(id)).map(|id| format!("id:{id}"));
    let identities = addresses.chain(number).collect();
    says_something(CitedWork { identities: with_doi(identities, &item), item })
}

/// Whether an identifier has the form of RFC 9562, 4.
fn is_uuid(id: &str) -> bool {
    let groups = || id.split('-').map(str::len);
    groups().eq([8, 4, 4, 4, 12]) && id.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// A DOI is one work in all libraries.
fn with_doi(mut identities: Vec<String>, item: &Item) -> Vec<String> {
    let doi = item.text(Variable::Doi).map(|doi| format!("doi:{}", doi.to_lowercase()));
    identities.extend(doi);
    identities
}

fn says_something(work: CitedWork) -> Option<CitedWork> {
    (!work.item.fields.is_empty() && !work.identities.is_empty()).then_some(work)
}

/// Text that is packed in base64, broken into lines; Word ends it with a NUL.
fn unpacked(data: &str) -> String {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let letters: Vec<u8> = data.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let bytes = GeneralPurpose::new(&STANDARD, config).decode(letters).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default().trim_end_matches('\0').to_owned()
}

#[cfg(test)]
mod tests {
    use base64::prelude::BASE64_STANDARD;
    use ibidem_citations::Kind;

    use super::*;

    const ZOTERO: &str = r#" ADDIN ZOTERO_ITEM CSL_CITATION {"citationID":"a1","properties":{"plainCitation":"Brandt, Salt, 24."},
        "citationItems":[{"id":7,"uris":["http://zotero.org/users/1/items/AB"],"itemData":{"id":7,"type":"book","title":"Salt & <i>Iron</i>",
        "author":[{"family":"Brandt","given":"Paul"}],"issued":{"date-parts":[["1999"]]},"DOI":"10.5555/SALT"},"locator":"24"}],
        "schema":"https://x.example/csl.json"} \* MERGEFORMAT "#;
    const ENDNOTE: &str = r#"<EndNote><Cite><Author>Lee</Author><Year>2001</Year><RecNum>12</RecNum><DisplayText>(Lee)</DisplayText>
        <record><rec-number>12</rec-number><foreign-keys><key app="EN" db-id="x9" timestamp="1">12</key></foreign-keys>
        <ref-type name="Journal Article">17</ref-type><contributors><authors><author><style face="normal">Lee, Ann</style></author></authors></contributors>
        <titles><title><style face="normal">Quays &amp; </style><style face="italic">Docks</style></title><secondary-title>Harbors</secondary-title></titles>
        <pages>1-9</pages><volume>3</volume><number>2</number><dates><year>2001</year></dates>
        <electronic-resource-num>https://doi.org/10.5555/quays</electronic-resource-num></record></Cite></EndNote>"#;

    #[test]
    fn items_of_zotero_and_mendeley_are_read() {
        let [work] = read(ZOTERO, "").try_into().expect("one work");
        assert_eq!(work.identities, ["http://zotero.org/users/1/items/AB", "doi:10.5555/salt"]);
        assert_eq!((work.item.kind, work.item.title()), (Kind::Book, "Salt & Iron"));
        assert_eq!(work.item.names(Variable::Author)[0].full(), "Paul Brandt");
        let mendeley = ZOTERO.replace("ZOTERO_ITEM ", "");
        assert_eq!(read(&mendeley, ""), [work]);
    }

    #[test]
    fn tags_of_mendeley_cite_are_read() {
        let json = r#"{"citationID":"MENDELEY_CITATION_1","properties":{"noteIndex":3},"isEdited":false,
            "citationItems":[{"id":"0f3b2c1d-8a4e-3f6b-9c2d-1e5f7a9b3c4d","itemData":{"type":"book","id":"0f3b",
            "title":"Salt","author":[{"family":"Brandt","given":"Paul"}]},"isTemporary":false}]}"#;
        let tag = format!("MENDELEY_CITATION_v3_{}", BASE64_STANDARD.encode(json));
        let [work] = read_tag(&tag).try_into().expect("one work");
        assert_eq!(work.identities, ["id:0f3b2c1d-8a4e-3f6b-9c2d-1e5f7a9b3c4d"]);
        assert_eq!(work.item.title(), "Salt");
        for damaged in ["MENDELEY_CITATION_v3", "MENDELEY_CITATION_v3_e30", "MENDELEY_BIBLIOGRAPHY", "v3_e30"]
        {
            assert_eq!(read_tag(damaged), [], "{damaged}");
        }
        assert_eq!(read_tag(&tag[..tag.len() / 2]), []);
    }

    #[test]
    fn records_of_endnote_are_read_from_the_instruction_and_from_the_data() {
        let [work] = read(&format!(" ADDIN EN.CITE {ENDNOTE}"), "").try_into().expect("one work");
        assert_eq!(work.identities, ["endnote:x9:12", "doi:10.5555/quays"]);
        let item = &work.item;
        assert_eq!((item.kind, item.title()), (Kind::ArticleJournal, "Quays & Docks"));
        assert_eq!(item.names(Variable::Author)[0].full(), "Ann Lee");
        let text = |variable| item.text(variable);
        assert_eq!(text(Variable::ContainerTitle), Some("Harbors"));
        assert_eq!((text(Variable::Volume), text(Variable::Issue)), (Some("3"), Some("2")));
        assert_eq!(item.date(Variable::Issued).map(|date| date.parts[0].year), Some(2001));
        let mut packed = BASE64_STANDARD.encode(format!("{ENDNOTE}\0"));
        packed.insert_str(76, "\r\n");
        assert_eq!(read(" ADDIN EN.CITE ", &packed), [work]);
    }

    #[test]
    fn what_is_damaged_or_no_citation_says_nothing() {
        let check = |instruction: &str, data: &str| assert_eq!(read(instruction, data), []);
        check("HYPERLINK \"https://a.example\"", "");
        check("ADDIN ZOTERO_BIBL {\"uncited\":[]} CSL_BIBLIOGRAPHY", "");
        check("ADDIN ZOTERO_ITEM CSL_CITATION", "");
        check("ADDIN ZOTERO_ITEM CSL_CITATION {\"citationItems\":{\"id\":1}}", "");
        check(
            "ADDIN ZOTERO_ITEM CSL_CITATION {\"citationItems\":[1,{\"itemData\":[]},{\"itemData\":{}}]}",
            "",
        );
        check("ADDIN EN.CITE", "PEVuZE5vdGU+");
        check("ADDIN EN.CITE", "\u{e4}!=\0");
        check("ADDIN EN.CITE <EndNote><Cite><record><titles>", "");
        for end in (0..ZOTERO.len()).filter(|end| ZOTERO.is_char_boundary(*end)) {
            assert!(read(&ZOTERO[..end], "").len() <= 1);
        }
        for end in 0..ENDNOTE.len() {
            assert!(read(&format!("ADDIN EN.CITE {}", &ENDNOTE[..end]), "").len() <= 1);
        }
    }

    #[test]
    fn depth_and_length_end() {
        let deep = format!("ADDIN CSL_CITATION {{\"citationItems\":{}", "[".repeat(200_000));
        assert_eq!(read(&deep, ""), []);
        let deep = format!("ADDIN EN.CITE <EndNote>{}", "<Cite><record>".repeat(100_000));
        assert_eq!(read(&deep, ""), []);
        assert_eq!(read(&format!("{ZOTERO}{}", " ".repeat(LONGEST)), ""), []);
        let one = ZOTERO.split_once('[').unwrap().1.rsplit_once(']').unwrap().0;
        let many = format!("ADDIN CSL_CITATION {{\"citationItems\":[{}]}}", vec![one; 600].join(","));
        assert_eq!(read(&many, "").len(), MOST_WORKS);
    }
}
