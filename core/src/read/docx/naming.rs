//! What the names in a manuscript mean: styles, lists, forms of numbers.

use std::collections::HashMap;

use ibidem_citations::RunStyle;

use crate::read::numerals::Numerals;
use crate::read::xml::{Element, Xml};

/// How far a style is followed to those on which it is based.
const DEEPEST: usize = 20;

/// What styles and lists mean.
#[derive(Default)]
pub(super) struct Naming {
    styles: HashMap<String, Style>,
    /// Whether the items of a list have plain numbers, by the ids of list and level.
    numbered: HashMap<(String, String), bool>,
}

/// A style of paragraphs or of letters.
#[derive(Clone, Default)]
struct Style {
    /// As Word calls it in English, in small letters.
    name: String,
    based_on: Option<String>,
    level: Option<u8>,
    looks: Looks,
}

/// How letters look, as far as something says so.
#[derive(Clone, Copy, Default)]
pub(super) struct Looks {
    pub(super) italic: Option<bool>,
    pub(super) bold: Option<bool>,
    pub(super) small_caps: Option<bool>,
    pub(super) raised: Option<bool>,
    pub(super) hidden: Option<bool>,
}

/// What a paragraph is by its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Author,
    Heading(u8),
    Quote,
    Plain,
}

/// How the notes of a document are numbered.
#[derive(Clone, Copy, Default)]
pub(super) struct NoteForm {
    pub(super) numerals: Numerals,
    pub(super) start: u32,
    pub(super) restart: Restart,
}

/// Where the numbers of notes begin again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Restart {
    #[default]
    Never,
    Section,
    Page,
}

/// The forms of footnotes and of endnotes.
pub(super) struct NoteForms {
    pub(super) footnotes: NoteForm,
    pub(super) endnotes: NoteForm,
}

impl Naming {
    pub(super) fn read(styles: Option<&Xml<'_>>, numbering: Option<&Xml<'_>>) -> Self {
        let mut naming = Self::default();
        if let Some(xml) = styles {
            naming.styles = xml
                .named("style")
                .filter_map(|style| Some((style.attribute("styleId")?, Style::read(xml, style))))
                .collect();
        }
        if let Some(xml) = numbering {
            naming.read_lists(xml);
        }
        naming
    }

    fn read_lists(&mut self, xml: &Xml<'_>) {
        let mut levels: HashMap<String, Vec<(String, bool)>> = HashMap::new();
        for list in xml.named("abstractNum") {
            let Some(id) = list.attribute("abstractNumId") else { continue };
            let forms = xml.children(list).filter(|level| level.name == "lvl").filter_map(|level| {
                let form = value(xml, level, "numFmt")?;
                Some((level.attribute("ilvl")?, form == "decimal"))
            });
            levels.insert(id, forms.collect());
        }
        for list in xml.named("num") {
            let (Some(id), Some(of)) = (list.attribute("numId"), value(xml, list, "abstractNumId")) else {
                continue;
            };
            for (level, is_numbered) in levels.get(&of).into_iter().flatten() {
                self.numbered.insert((id.clone(), level.clone()), *is_numbered);
            }
        }
    }

    /// Whether a list counts its items in plain numbers.
    pub(super) fn is_numbered(&self, list: &str, level: &str) -> bool {
        self.numbered.get(&(list.to_owned(), level.to_owned())).copied().unwrap_or(false)
    }

    /// The styles from this one to the last on which it is based.
    fn line(&self, id: &str) -> impl Iterator<Item = &Style> {
        let mut next = self.styles.get(id);
        let line = std::iter::from_fn(move || {
            let style = next?;
            next = style.based_on.as_ref().and_then(|id| self.styles.get(id));
            Some(style)
        });
        line.take(DEEPEST)
    }

    pub(super) fn role(&self, id: &str) -> Role {
        for style in self.line(id) {
            match style.name.as_str() {
                "title" => return Role::Title,
                "author" | "authors" => return Role::Author,
                name if name.contains("quote") || name.starts_with("block text") => return Role::Quote,
                name => {
                    let named = name.strip_prefix("heading ").and_then(|level| level.trim().parse().ok());
                    if let Some(level) = named.or(style.level) {
                        return Role::Heading(level);
                    }
                }
            }
        }
        Role::Plain
    }

    /// Whether a style of letters is that of the numbers of notes.
    pub(super) fn is_of_numbers(&self, id: &str) -> bool {
        self.line(id).any(|style| matches!(style.name.as_str(), "footnote reference" | "endnote reference"))
    }

    /// How a style makes letters look.
    pub(super) fn looks(&self, id: &str) -> Looks {
        self.line(id).fold(Looks::default(), |looks, style| looks.or(style.looks))
    }
}

impl Style {
    fn read(xml: &Xml<'_>, element: &Element<'_>) -> Self {
        let properties = xml.child(element, "pPr");
        let outline = properties.and_then(|properties| value(xml, properties, "outlineLvl"));
        Self {
            name: value(xml, element, "name").unwrap_or_default().to_lowercase(),
            based_on: value(xml, element, "basedOn"),
            level: outline
                .and_then(|level| level.parse::<u8>().ok())
                .filter(|level| *level < 9)
                .map(|level| level + 1),
            looks: xml
                .child(element, "rPr")
                .map(|properties| Looks::read(xml, properties))
                .unwrap_or_default(),
        }
    }
}

impl Looks {
    /// Reads properties of letters.
    pub(super) fn read(xml: &Xml<'_>, properties: &Element<'_>) -> Self {
        let mut looks = Self::default();
        for property in xml.children(properties) {
            let value = property.attribute("val");
            let is_on = Some(!matches!(value.as_deref(), Some("0" | "false" | "off" | "none")));
            match property.name {
                "i" => looks.italic = is_on,
                "b" => looks.bold = is_on,
                "smallCaps" => looks.small_caps = is_on,
                "vanish" => looks.hidden = is_on,
                "vertAlign" => looks.raised = Some(value.as_deref() == Some("superscript")),
                _ => {}
            }
        }
        looks
    }

    /// These looks, and where they say nothing those.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            italic: self.italic.or(other.italic),
            bold: self.bold.or(other.bold),
            small_caps: self.small_caps.or(other.small_caps),
            raised: self.raised.or(other.raised),
            hidden: self.hidden.or(other.hidden),
        }
    }

    pub(super) fn runs(self) -> impl Iterator<Item = RunStyle> {
        let all = [
            (self.italic, RunStyle::Italic),
            (self.bold, RunStyle::Bold),
            (self.small_caps, RunStyle::SmallCaps),
            (self.raised, RunStyle::Raised),
        ];
        all.into_iter().filter(|(is_on, _)| *is_on == Some(true)).map(|(_, style)| style)
    }
}

impl NoteForms {
    /// Endnotes have small Roman numbers unless something else is said (ECMA-376, 17.11.17).
    pub(super) fn read(settings: Option<&Xml<'_>>) -> Self {
        let usual = NoteForm { start: 1, ..NoteForm::default() };
        let mut forms =
            Self { footnotes: usual, endnotes: NoteForm { numerals: Numerals::LowerRoman, ..usual } };
        if let Some(xml) = settings {
            forms.read_properties(xml, xml.elements.iter());
        }
        forms
    }

    /// Reads what a document or a section says of its notes.
    pub(super) fn read_properties<'x, 'a: 'x>(
        &mut self,
        xml: &Xml<'a>,
        elements: impl Iterator<Item = &'x Element<'a>>,
    ) {
        for element in elements {
            let form = match element.name {
                "footnotePr" => &mut self.footnotes,
                "endnotePr" => &mut self.endnotes,
                _ => continue,
            };
            if let Some(name) = value(xml, element, "numFmt") {
                form.numerals = Numerals::named(&name);
            }
            if let Some(start) = value(xml, element, "numStart").and_then(|start| start.parse().ok()) {
                form.start = start;
            }
            match value(xml, element, "numRestart").as_deref() {
                Some("eachSect") => form.restart = Restart::Section,
                Some("eachPage") => form.restart = Restart::Page,
                Some("continuous") => form.restart = Restart::Never,
                _ => {}
            }
        }
    }
}

/// The value of a property: `<w:name w:val="…"/>`.
pub(super) fn value(xml: &Xml<'_>, element: &Element<'_>, name: &str) -> Option<String> {
    xml.child(element, name)?.attribute("val")
}
