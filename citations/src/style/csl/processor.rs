//! A style, its locale and the items of a document: what everything is rendered from.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::disambiguate;
use super::element::Area;
use super::flat;
use super::locale::Locale;
use super::name_registry::NameRegistry;
use super::read::{Sheet, StyleFile, read};
use super::scene::{Distinction, Place, Scene, Standing, Track};
use super::sort::{self, Order};
use super::tree::Part;
use super::write::Rendered;
use crate::csl_json::JsonItem;
use crate::style::StyleError;

/// A CSL style, read and ready to render; cheap to clone.
#[derive(Clone, Debug)]
pub struct CslStyle {
    sheet: Arc<Sheet>,
    /// Locales under this style's own terms, by name.
    locales: Arc<Mutex<HashMap<String, Arc<Locale>>>>,
}

impl CslStyle {
    /// Reads the text of an independent style.
    ///
    /// # Errors
    /// [`StyleError::NotCsl`] with what is wrong and where, [`StyleError::Dependent`] with the
    /// address of the parent, or a macro that is missing or calls itself.
    pub fn parse(xml: &str) -> Result<Self, StyleError> {
        match read(xml)? {
            StyleFile::Independent(sheet) => Ok(Self::of(*sheet)),
            StyleFile::Dependent { parent, .. } => Err(StyleError::Dependent { parent }),
        }
    }

    /// Reads a style that may depend on a parent, whose text is given. The locale of the dependent
    /// style replaces the parent's.
    pub fn parse_with_parent(xml: &str, parent: &str) -> Result<Self, StyleError> {
        match read(xml)? {
            StyleFile::Independent(sheet) => Ok(Self::of(*sheet)),
            StyleFile::Dependent { locale, .. } => match read(parent)? {
                StyleFile::Independent(mut sheet) => {
                    sheet.default_locale = locale.or(sheet.default_locale.take());
                    Ok(Self::of(*sheet))
                }
                StyleFile::Dependent { parent, .. } => Err(StyleError::Dependent { parent }),
            },
        }
    }

    /// Finds an embedded style by its name: `chicago-notes`, `apa` …
    pub fn embedded(name: &str) -> Result<Self, StyleError> {
        crate::style::Style::embedded(name)?.sheet()
    }

    /// The style under the title, and in the locale, of one that depends on it.
    #[must_use]
    pub fn for_dependent(mut self, title: &str, locale: Option<&str>) -> Self {
        let sheet = Arc::make_mut(&mut self.sheet);
        title.clone_into(&mut sheet.title);
        if let Some(locale) = locale {
            sheet.default_locale = Some(locale.to_owned());
        }
        self
    }

    fn of(sheet: Sheet) -> Self {
        Self { sheet: Arc::new(sheet), locales: Arc::default() }
    }

    /// Its title.
    pub fn title(&self) -> &str {
        &self.sheet.title
    }

    /// Its id, an address.
    pub fn id(&self) -> &str {
        &self.sheet.id
    }

    /// Whether it cites in notes.
    pub fn is_note(&self) -> bool {
        self.sheet.is_note
    }

    /// Whether it has a bibliography.
    pub fn has_bibliography(&self) -> bool {
        self.sheet.bibliography.is_some()
    }

    /// The locale that it is written for.
    pub fn default_locale(&self) -> Option<&str> {
        self.sheet.default_locale.as_deref()
    }

    /// Whether entries of its bibliography hang.
    pub fn has_hanging_indent(&self) -> bool {
        self.sheet.bibliography_options.hanging_indent
    }

    fn locale(&self, name: &str) -> Arc<Locale> {
        let mut locales = self.locales.lock().unwrap_or_else(PoisonError::into_inner);
        let locale = locales
            .entry(name.to_owned())
            .or_insert_with(|| Arc::new(Locale::new(name, &self.sheet.locales)));
        Arc::clone(locale)
    }
}

/// Items under a style: what is printed for them, alone and together.
#[derive(Debug)]
pub struct Processor {
    pub(super) sheet: Arc<Sheet>,
    pub(super) locale: Arc<Locale>,
    pub(super) order: Order,
    pub(super) items: Vec<JsonItem>,
    pub(super) index: HashMap<String, usize>,
    /// Items in the order of the bibliography.
    pub(super) sorted: Vec<usize>,
    /// Number of each item, from 1.
    pub(super) numbers: Vec<usize>,
    pub(super) distinctions: Vec<Distinction>,
    pub(super) registry: Option<NameRegistry>,
}

/// One entry of a bibliography.
#[derive(Clone, Debug)]
pub struct RenderedEntry {
    /// Id of its item.
    pub id: String,
    /// What is printed.
    pub rendered: Rendered,
}

impl Processor {
    /// Registers items, in the order in which they are cited (or given).
    ///
    /// The locale is used where the style does not name one; without either, it is American English.
    /// Two items of one id are one: the last.
    pub fn new(style: &CslStyle, locale: Option<&str>, items: Vec<JsonItem>) -> Self {
        let name = style.sheet.default_locale.as_deref().or(locale).unwrap_or("en-US");
        Self::with_locale(style, name, items)
    }

    /// Registers items under a locale that replaces the style's own.
    pub fn with_locale(style: &CslStyle, locale: &str, items: Vec<JsonItem>) -> Self {
        let locale = style.locale(locale);
        let mut index = HashMap::new();
        let mut unique: Vec<JsonItem> = Vec::with_capacity(items.len());
        for item in items {
            if let Some(&at) = index.get(&item.id) {
                unique[at] = item;
            } else {
                index.insert(item.id.clone(), unique.len());
                unique.push(item);
            }
        }
        let count = unique.len();
        let mut processor = Self {
            sheet: Arc::clone(&style.sheet),
            order: Order::new(&locale.name),
            locale,
            items: unique,
            index,
            sorted: (0..count).collect(),
            numbers: (1..=count).collect(),
            distinctions: vec![Distinction::default(); count],
            registry: None,
        };
        processor.number();
        disambiguate::run(&mut processor);
        processor
    }

    /// Sorts the items as the bibliography does, and numbers them in that order.
    fn number(&mut self) {
        let Some(area) = self.sheet.bibliography.as_ref().filter(|area| !area.sort.is_empty()) else {
            return;
        };
        let sheet = Arc::clone(&self.sheet);
        let keys: Vec<Vec<String>> = (0..self.items.len())
            .map(|at| sort::keys(&self.scene(at, Place::Bibliography, &Distinction::default()), &area.sort))
            .collect();
        let mut sorted = std::mem::take(&mut self.sorted);
        if let Some(area) = &sheet.bibliography {
            sorted.sort_by(|&left, &right| sort::compare(&self.order, &area.sort, &keys[left], &keys[right]));
        }
        for (number, &at) in sorted.iter().enumerate() {
            self.numbers[at] = number + 1;
        }
        self.sorted = sorted;
    }

    /// The area of a place; citations serve where there is no bibliography.
    pub(super) fn area(&self, place: Place) -> &Area {
        match place {
            Place::Bibliography => self.sheet.bibliography.as_ref().unwrap_or(&self.sheet.citation),
            Place::Citation => &self.sheet.citation,
        }
    }

    pub(super) fn scene<'a>(&'a self, at: usize, place: Place, distinction: &'a Distinction) -> Scene<'a> {
        Scene {
            sheet: &self.sheet,
            locale: &self.locale,
            item: &self.items[at],
            place,
            area: self.area(place),
            cite: None,
            standing: Standing::default(),
            number: Some(self.numbers[at]),
            distinction,
            registry: self.registry.as_ref(),
            sort: None,
            comparing: false,
            outer: None,
        }
    }

    /// Ids of the items, in the order of the bibliography.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.sorted.iter().map(|&at| self.items[at].id.as_str())
    }

    /// Renders the bibliography. An item for which the style prints nothing has no entry.
    pub fn bibliography(&self) -> Vec<RenderedEntry> {
        let Some(area) = &self.sheet.bibliography else { return Vec::new() };
        let mut entries = Vec::with_capacity(self.sorted.len());
        let mut substitute = super::subsequent::Subsequent::new(&self.sheet.bibliography_options);
        for &at in &self.sorted {
            let mut entry = self.entry(at, area);
            if entry.is_empty() {
                continue;
            }
            substitute.replace(&mut entry);
            let rendered = self.rendered(&entry);
            entries.push(RenderedEntry { id: self.items[at].id.clone(), rendered });
        }
        entries
    }

    fn entry(&self, at: usize, area: &Area) -> Part {
        let mut track = Track::default();
        let scene = self.scene(at, Place::Bibliography, &self.distinctions[at]);
        let mut layout = scene.layout(&mut track);
        if self.sheet.bibliography_options.second_field_align {
            super::subsequent::align_second_field(&mut layout);
        }
        let mut entry = Part::list(vec![layout], "");
        entry.format = area.look.format;
        entry.prefix.clone_from(&area.look.prefix);
        if !super::subsequent::end_last_block(&mut entry, &area.look.suffix) {
            entry.suffix.clone_from(&area.look.suffix);
        }
        entry
    }

    pub(super) fn rendered(&self, part: &Part) -> Rendered {
        Rendered::new(flat::flat(part, self.locale.punctuation_in_quote), &self.locale)
    }
}
