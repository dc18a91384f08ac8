//! The head of a CSL file → what the style is called and what it is for.
//!
//! The repository of styles has eleven thousand files, some of a quarter of a megabyte. Whoever
//! looks for one by its title reads the heads alone, so this is a reader of its own, and lenient:
//! whether a style can be rendered is told by [`Style::parse`](super::Style::parse).

use hayagriva::archive::ArchivedStyle;
use hayagriva::citationberg::{self, Style as CslStyle, StyleCategory, StyleClass};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

/// What a style says of itself (CSL 1.0.2, “Info”).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StyleInfo {
    /// Its address, or whatever names it: `http://www.zotero.org/styles/apa`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// A shorter title, or the name of its manual.
    pub title_short: Option<String>,
    /// `note` or `in-text`; absent for a dependent style.
    pub class: Option<String>,
    /// How it cites: `author-date`, `numeric`, `note`, `label`, `author`.
    pub citation_format: Option<String>,
    /// The fields of study that it is for: `history`, `law` …
    pub fields: Vec<String>,
    /// The ISSNs of its journal.
    pub issns: Vec<String>,
    /// The address of the style as which it prints, if it is dependent.
    pub parent: Option<String>,
    /// The locale in which it prints, if it names one.
    pub default_locale: Option<String>,
    /// Addresses of the manual that it follows.
    pub documentation: Vec<String>,
    /// What it is, in a sentence.
    pub summary: Option<String>,
    /// The day on which it was changed last, `2026-02-07`.
    pub updated: Option<String>,
    /// Under which license it may be copied, as it says.
    pub license: Option<String>,
}

impl StyleInfo {
    /// Reads the head of a CSL 1.0 file; nothing where it has none with a title.
    ///
    /// The text may end anywhere behind `</info>`.
    ///
    /// ```
    /// use ibidem_citations::style::StyleInfo;
    ///
    /// let head = r#"<style version="1.0" class="note"><info><title>Harbor &amp; Sea</title><issn>0178-7667</issn></info>"#;
    /// let info = StyleInfo::read(head).unwrap();
    /// assert_eq!((info.title.as_str(), info.issns[0].as_str()), ("Harbor & Sea", "0178-7667"));
    /// ```
    pub fn read(head: &str) -> Option<Self> {
        let mut reader = Reader::from_str(head);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.expand_empty_elements = true;
        let mut info = Self::default();
        let mut path: Vec<String> = Vec::new();
        let mut text = String::new();
        loop {
            match reader.read_event().ok()? {
                Event::Start(element) => {
                    let name = String::from_utf8_lossy(element.local_name().as_ref()).into_owned();
                    if path.is_empty() && !info.is_style(&name, &element) {
                        return None;
                    }
                    info.attributes(&path, &name, &element);
                    path.push(name);
                    text.clear();
                }
                Event::Text(part) => text.push_str(&part.decode().unwrap_or_default()),
                Event::CData(part) => text.push_str(&part.decode().unwrap_or_default()),
                Event::GeneralRef(entity) => text.extend(resolved(&entity)),
                Event::End(_) => {
                    let name = path.pop()?;
                    if name == "info" && path.len() == 1 {
                        break;
                    }
                    if path.len() == 2 {
                        info.value(&name, squeezed(&text));
                    }
                    text.clear();
                }
                Event::Eof => return None,
                _ => {}
            }
        }
        (!info.title.is_empty()).then_some(info)
    }

    /// Takes the attributes of the root; false where it is no style of CSL 1.0.
    fn is_style(&mut self, name: &str, root: &BytesStart<'_>) -> bool {
        self.class = attribute(root, "class");
        self.default_locale = attribute(root, "default-locale");
        // Versions before 1.0 wrote no version.
        name == "style" && attribute(root, "version").is_some_and(|version| version.starts_with("1."))
    }

    fn attributes(&mut self, path: &[String], name: &str, element: &BytesStart<'_>) {
        if path.len() != 2 || path.last().is_none_or(|parent| parent != "info") {
            return;
        }
        match name {
            "link" => {
                let href = attribute(element, "href");
                match attribute(element, "rel").as_deref() {
                    Some("independent-parent") => self.parent = href,
                    Some("documentation") => self.documentation.extend(href),
                    _ => {}
                }
            }
            "category" => {
                self.fields.extend(attribute(element, "field"));
                self.citation_format = attribute(element, "citation-format").or(self.citation_format.take());
            }
            "rights" => self.license = attribute(element, "license"),
            _ => {}
        }
    }

    fn value(&mut self, name: &str, text: String) {
        if text.is_empty() {
            return;
        }
        match name {
            "id" => self.id = text,
            "title" if self.title.is_empty() => self.title = text,
            "title-short" => self.title_short = self.title_short.take().or(Some(text)),
            "summary" => self.summary = Some(text),
            "updated" => self.updated = Some(day(&text)),
            "issn" | "eissn" | "issnl" => self.issns.push(text),
            "rights" => self.license = Some(licensed(&text, self.license.as_deref())),
            _ => {}
        }
    }

    /// The last part of its address: `apa`.
    pub fn slug(&self) -> &str {
        slug(&self.id)
    }

    /// The last part of the address of its parent.
    pub fn parent_slug(&self) -> Option<&str> {
        self.parent.as_deref().map(slug)
    }

    fn of(style: &CslStyle) -> Self {
        let info = style.info();
        let value = |text: &citationberg::LocalString| squeezed(&text.value);
        let mut citation_format = None;
        let mut fields: Vec<String> = info.field.iter().map(named).collect();
        for category in &info.category {
            match category {
                StyleCategory::CitationFormat { format } => citation_format = Some(named(format)),
                StyleCategory::Field { field } => fields.push(named(field)),
            }
        }
        let independent = match style {
            CslStyle::Independent(style) => Some(style),
            CslStyle::Dependent(_) => None,
        };
        Self {
            id: info.id.clone(),
            title: value(&info.title),
            title_short: info.title_short.as_ref().map(value),
            class: independent.map(|style| {
                if style.settings.class == StyleClass::Note { "note" } else { "in-text" }.to_owned()
            }),
            citation_format,
            fields,
            issns: info.issn.iter().chain(&info.eissn).chain(&info.issnl).cloned().collect(),
            parent: None,
            default_locale: independent
                .and_then(|style| style.default_locale.as_ref())
                .map(|code| code.0.clone()),
            documentation: info
                .link
                .iter()
                .filter(|link| link.rel == citationberg::InfoLinkRel::Documentation)
                .map(|link| link.href.clone())
                .collect(),
            summary: info.summary.as_ref().map(value),
            updated: info.updated.as_ref().map(|updated| day(&updated.raw)),
            license: info
                .rights
                .as_ref()
                .map(|rights| licensed(&squeezed(&rights.name), rights.license.as_deref())),
        }
    }
}

/// A style that the program carries within itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmbeddedStyle(ArchivedStyle);

impl EmbeddedStyle {
    /// All of them, in order of their names.
    pub fn all() -> Vec<Self> {
        let mut all: Vec<Self> = ArchivedStyle::all().iter().copied().map(Self).collect();
        all.sort_unstable_by_key(|style| style.name());
        all
    }

    /// The name under which it is listed; the shortest of its names.
    pub fn name(self) -> &'static str {
        let names = self.0.names().iter();
        names.min_by_key(|name| (name.len(), **name)).copied().unwrap_or_default()
    }

    /// All its names.
    pub fn names(self) -> &'static [&'static str] {
        self.0.names()
    }

    /// Its title.
    pub fn title(self) -> &'static str {
        self.0.display_name()
    }

    /// The last part of its address in the repository of styles.
    pub fn slug(self) -> &'static str {
        slug(self.0.csl_id())
    }

    /// What it says of itself; unpacks the style.
    pub fn info(self) -> StyleInfo {
        StyleInfo::of(&self.0.get())
    }
}

/// The whole name of a locale: `de` is `de-DE`, `pt_br` is `pt-BR`.
pub fn locale_name(name: &str) -> Result<String, super::StyleError> {
    super::source::find_locale(name).map(|code| code.0)
}

fn slug(address: &str) -> &str {
    address.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// The name of a term of CSL, as its files write it.
fn named(term: &impl serde::Serialize) -> String {
    match serde_json::to_value(term) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

fn licensed(words: &str, address: Option<&str>) -> String {
    match address {
        Some(address) if words.is_empty() => address.to_owned(),
        Some(address) if !words.contains(address) => format!("{words} ({address})"),
        _ => words.to_owned(),
    }
}

fn day(timestamp: &str) -> String {
    timestamp.split('T').next().unwrap_or_default().to_owned()
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    let value = attribute.unescape_value().ok()?.trim().to_owned();
    (!value.is_empty()).then_some(value)
}

fn resolved(entity: &BytesRef<'_>) -> Option<String> {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return Some(character.to_string());
    }
    resolve_predefined_entity(&entity.decode().ok()?).map(str::to_owned)
}

impl super::Style {
    /// The style as a dependent one has it: in its locale, if it names one (CSL 1.0.2, “Dependent styles”).
    #[must_use]
    pub fn in_locale_of_dependent(mut self, locale: Option<&str>) -> Self {
        if let Some(locale) = locale {
            self.csl.default_locale = Some(citationberg::LocaleCode(locale.to_owned()));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_head() {
        let info = StyleInfo::read(
            r#"<?xml version="1.0"?><!-- by <b>me</b> --><style version="1.0" default-locale="de-DE"><info>
            <title>Hafen
              und Meer</title><title-short>HuM</title-short><id>http://x.org/styles/hafen</id>
            <author><name>A</name><title>no title</title></author>
            <link href="http://x.org/styles/apa" rel="independent-parent"/><link href="http://x.org/y" rel="documentation"/>
            <category citation-format="note"/><category field="history"/><eissn>1437-0751</eissn>
            <updated>2014-05-15T12:00:00+00:00</updated><rights license="http://l">Free</rights></info><macro>"#,
        )
        .expect("this is a head");
        assert_eq!((info.title.as_str(), info.title_short.as_deref()), ("Hafen und Meer", Some("HuM")));
        assert_eq!((info.slug(), info.parent_slug()), ("hafen", Some("apa")));
        assert_eq!((info.class.as_deref(), info.citation_format.as_deref()), (None, Some("note")));
        assert_eq!(
            (info.fields.as_slice(), info.issns.as_slice()),
            (&["history".to_owned()][..], &["1437-0751".to_owned()][..])
        );
        assert_eq!(info.license.as_deref(), Some("Free (http://l)"));
        assert_eq!(
            (info.updated.as_deref(), info.default_locale.as_deref()),
            (Some("2014-05-15"), Some("de-DE"))
        );
    }

    #[test]
    fn what_is_no_style_has_no_head() {
        for text in [
            "",
            "x",
            "<style",
            "<style version=\"1.0\"><info><title>T</title>",
            "<style><info><title>of version 0.8</title></info></style>",
            "<html><info><title>T</title></info></html>",
            "<style version=\"1.0\"><info><title></title></info></style>",
            "</style></style>",
            "<style version=\"1.0\"></style></info></info></style>",
        ] {
            assert_eq!(StyleInfo::read(text), None, "{text}");
        }
    }

    #[test]
    fn every_embedded_style_says_what_it_is() {
        let all = EmbeddedStyle::all();
        assert!(all.len() > 80);
        for style in all {
            let info = style.info();
            assert!(!info.title.is_empty() && info.class.is_some(), "{style:?}");
            assert_eq!(info.slug(), style.slug());
            assert!(super::super::Style::embedded(style.name()).is_ok(), "{style:?}");
        }
    }
}
