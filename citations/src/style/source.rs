//! CSL files and embedded styles → styles that can be rendered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use hayagriva::archive::ArchivedStyle;
use hayagriva::citationberg::{IndependentStyle, Locale, LocaleCode, Style as CslStyle};
use thiserror::Error;

use super::nearest;

/// A CSL style that can be rendered.
#[derive(Clone, Debug)]
pub struct Style {
    pub(super) csl: IndependentStyle,
    /// The file that it was read from; an embedded one has none.
    text: Option<String>,
}

/// Why there is no such style.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StyleError {
    /// No embedded style has this name.
    #[error("no style is named “{name}”{}", suggestion(nearest))]
    UnknownStyle {
        /// The name.
        name: String,
        /// Names like it.
        nearest: Vec<String>,
    },
    /// No embedded locale has this name.
    #[error("no locale is named “{name}”{}", suggestion(nearest))]
    UnknownLocale {
        /// The name.
        name: String,
        /// Names like it.
        nearest: Vec<String>,
    },
    /// The text is no CSL style.
    #[error("this is no CSL 1.0 style: {cause}")]
    NotCsl {
        /// What is wrong with it.
        cause: String,
    },
    /// The style only refers to another one.
    #[error("this style is dependent: it prints as {parent}, which must be named instead")]
    Dependent {
        /// Address of the style that it refers to.
        parent: String,
    },
    /// The style calls a macro that it does not have.
    #[error("this style calls the macro “{name}”, which it does not have")]
    MissingMacro {
        /// The macro.
        name: String,
    },
    /// A macro of the style calls itself.
    #[error("this style cannot be rendered: its macro “{name}” calls itself")]
    EndlessMacro {
        /// The macro.
        name: String,
    },
}

fn suggestion(nearest: &[String]) -> String {
    if nearest.is_empty() {
        return String::new();
    }
    let names: Vec<_> = nearest.iter().map(|name| format!("“{name}”")).collect();
    format!("; did you mean {}?", names.join(" or "))
}

impl Style {
    /// Finds an embedded style by its name: `chicago-notes`, `apa` … (see [`style_names`]).
    pub fn embedded(name: &str) -> Result<Self, StyleError> {
        let style = ArchivedStyle::by_name(name).map(ArchivedStyle::get);
        let Some(CslStyle::Independent(csl)) = style else {
            let nearest = nearest(name, style_names()).into_iter().map(str::to_owned).collect();
            return Err(StyleError::UnknownStyle { name: name.to_owned(), nearest });
        };
        Ok(Self { csl, text: None })
    }

    /// Reads the text of a CSL file.
    pub fn parse(xml: &str) -> Result<Self, StyleError> {
        // The depth of what the XML reader recurses into is the caller's stack.
        if let Some(cause) = refused(xml) {
            return Err(StyleError::NotCsl { cause: cause.to_owned() });
        }
        match CslStyle::from_xml(xml) {
            Ok(CslStyle::Independent(csl)) => {
                check_macros(&csl)?;
                Ok(Self { csl, text: Some(xml.to_owned()) })
            }
            Ok(CslStyle::Dependent(dependent)) => {
                Err(StyleError::Dependent { parent: dependent.parent_link.href })
            }
            Err(error) => {
                let place = error.path.map(|path| path.to_string()).filter(|path| path != ".");
                let place = place.map(|path| format!(" at {path}")).unwrap_or_default();
                Err(StyleError::NotCsl { cause: format!("{}{place}", error.source) })
            }
        }
    }

    /// The style as the processor reads it.
    pub(super) fn sheet(&self) -> Result<super::csl::CslStyle, StyleError> {
        if let Some(text) = &self.text {
            return super::csl::CslStyle::parse(text);
        }
        // The archive holds a serialized model; written as XML it is read like any other style.
        let xml = CslStyle::Independent(self.csl.clone()).to_xml();
        let xml = xml.map_err(|error| StyleError::NotCsl { cause: error.to_string() })?;
        super::csl::CslStyle::parse(&xml)
    }

    /// Its title, as its authors wrote it.
    pub fn title(&self) -> &str {
        &self.csl.info.title.value
    }
}

/// All names of embedded styles, sorted.
pub fn style_names() -> Vec<&'static str> {
    let mut names: Vec<_> = ArchivedStyle::all().iter().flat_map(|style| style.names()).copied().collect();
    names.sort_unstable();
    names
}

/// All names of embedded locales, sorted: `de-DE`, `en-US` …
pub fn locale_names() -> Vec<String> {
    let codes = locales().iter().filter_map(|locale| locale.lang.as_ref());
    let mut names: Vec<_> = codes.map(|code| code.0.clone()).collect();
    names.sort_unstable();
    names
}

/// Finds a locale by its name in any case, `_` for `-`; a language alone means its main locale.
pub(super) fn find_locale(name: &str) -> Result<LocaleCode, StyleError> {
    let wanted = name.replace('_', "-");
    let names = locale_names();
    let is_wanted = |known: &&String| known.eq_ignore_ascii_case(&wanted);
    let main = LocaleCode(wanted.to_ascii_lowercase()).fallback().map(|code| code.0);
    if let Some(found) =
        names.iter().find(is_wanted).cloned().or_else(|| main.filter(|_| !wanted.contains('-')))
    {
        return Ok(LocaleCode(found));
    }
    let nearest = nearest(&wanted, names.iter().map(String::as_str)).into_iter().map(str::to_owned).collect();
    Err(StyleError::UnknownLocale { name: name.to_owned(), nearest })
}

/// The embedded locales. They are unpacked once: all sixty cost as much as rendering a bibliography.
fn locales() -> &'static [Locale] {
    static LOCALES: OnceLock<Vec<Locale>> = OnceLock::new();
    LOCALES.get_or_init(hayagriva::archive::locales)
}

/// What no honest style contains, and what would exhaust memory or stack.
pub(super) fn refused(xml: &str) -> Option<&'static str> {
    const DEEPEST: usize = 256;
    if xml.contains("<!ENTITY") {
        return Some("it declares entities");
    }
    let mut depth = 0_usize;
    for tag in xml.split('<').skip(1) {
        let end = tag.split('>').next().unwrap_or_default();
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !tag.starts_with(['!', '?']) && !end.ends_with('/') {
            depth += 1;
        }
        if depth > DEEPEST {
            return Some("its elements are nested deeper than 256");
        }
    }
    None
}

/// A macro that is missing prints nothing, and one that calls itself exhausts the stack.
fn check_macros(style: &IndependentStyle) -> Result<(), StyleError> {
    let mut calls: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for called in &style.macros {
        calls.entry(called.name.clone()).or_default().extend(called_macros(called));
    }
    let mut roots = called_macros(&style.citation);
    roots.extend(called_macros(&style.bibliography));
    let all: BTreeSet<_> = roots.iter().chain(calls.values().flatten()).collect();
    if let Some(name) = all.into_iter().find(|name| !calls.contains_key(*name)) {
        return Err(StyleError::MissingMacro { name: name.clone() });
    }
    // Macros that call nothing unknown are crossed out until none is left, or only circles are.
    let mut open: BTreeSet<&String> = calls.keys().collect();
    loop {
        let before = open.len();
        let still = |name: &&String| {
            calls.get(*name).is_some_and(|called| called.iter().any(|name| open.contains(name)))
        };
        let next: BTreeSet<&String> = open.iter().copied().filter(still).collect();
        open = next;
        if open.len() == before {
            break;
        }
    }
    match open.first() {
        Some(name) => Err(StyleError::EndlessMacro { name: (*name).clone() }),
        None => Ok(()),
    }
}

/// The names of the macros that an element calls, at any depth.
fn called_macros(element: &impl serde::Serialize) -> BTreeSet<String> {
    fn walk(value: &serde_json::Value, found: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    match value {
                        serde_json::Value::String(name) if key == "@macro" => {
                            found.insert(name.clone());
                        }
                        _ => walk(value, found),
                    }
                }
            }
            serde_json::Value::Array(values) => values.iter().for_each(|value| walk(value, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(&serde_json::to_value(element).unwrap_or_default(), &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"><info><title>T</title><id>t</id><updated>2020-01-01T00:00:00+00:00</updated></info>"#;

    fn parse(body: &str) -> Result<Style, StyleError> {
        Style::parse(&format!("{HEAD}{body}</style>"))
    }

    #[test]
    fn wrong_name_offers_the_nearest() {
        let error = Style::embedded("chicago-note").expect_err("no such style");
        assert_eq!(error.to_string(), "no style is named “chicago-note”; did you mean “chicago-notes”?");
    }

    #[test]
    fn styles_that_the_program_promises_are_embedded() {
        for name in ["chicago-notes", "chicago-author-date", "apa", "mla", "ieee", "harvard-cite-them-right"]
        {
            assert!(Style::embedded(name).is_ok(), "{name}");
        }
        assert!(style_names().len() > 80);
    }

    #[test]
    fn every_embedded_style_passes_our_own_checks() {
        for style in ArchivedStyle::all() {
            let CslStyle::Independent(csl) = style.get() else { panic!("{style:?} is dependent") };
            assert_eq!(check_macros(&csl), Ok(()), "{style:?}");
        }
    }

    #[test]
    fn locale_by_name_or_language() {
        let find = |name| find_locale(name).map(|code| code.0);
        assert_eq!(find("de-DE").as_deref(), Ok("de-DE"));
        assert_eq!(find("de_at").as_deref(), Ok("de-AT"));
        assert_eq!(find("fr").as_deref(), Ok("fr-FR"));
        assert!(matches!(find("xx"), Err(StyleError::UnknownLocale { .. })));
    }

    #[test]
    fn dependent_style_names_its_parent() {
        let xml = r#"<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"><info><title>T</title><id>t</id><link href="http://www.zotero.org/styles/apa" rel="independent-parent"/><updated>2020-01-01T00:00:00+00:00</updated></info></style>"#;
        let error = Style::parse(xml).expect_err("a dependent style");
        assert_eq!(error, StyleError::Dependent { parent: "http://www.zotero.org/styles/apa".into() });
    }

    #[test]
    fn text_that_is_no_style() {
        for text in
            ["", "hello", "<html/>", "{}", "<style", "<style xmlns=\"http://purl.org/net/xbiblio/csl\"/>"]
        {
            assert!(matches!(Style::parse(text), Err(StyleError::NotCsl { .. })), "{text}");
        }
        let nested = "<group>".repeat(100_000);
        let error = parse(&nested).expect_err("too deep");
        assert!(error.to_string().contains("nested deeper"), "{error}");
        assert!(Style::parse("<!DOCTYPE a [<!ENTITY b 'c'>]>").is_err());
    }

    #[test]
    fn macro_that_calls_itself_is_told() {
        let body = r#"<macro name="a"><text macro="b"/></macro><macro name="b"><group><text macro="a"/></group></macro><citation><layout><text macro="a"/></layout></citation>"#;
        assert_eq!(parse(body).err(), Some(StyleError::EndlessMacro { name: "a".into() }));
    }

    #[test]
    fn macro_that_is_missing_is_told() {
        let body = r#"<citation><sort><key macro="none"/></sort><layout><text variable="title"/></layout></citation>"#;
        assert_eq!(parse(body).err(), Some(StyleError::MissingMacro { name: "none".into() }));
    }

    #[test]
    fn small_style_is_read() {
        let style =
            parse(r#"<citation><layout><text variable="title"/></layout></citation>"#).expect("a style");
        assert_eq!(style.title(), "T");
    }
}
