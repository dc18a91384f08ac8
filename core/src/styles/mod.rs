//! The name or file that the user gives → a CSL style.
//!
//! Styles are at hand in three ways: some hundred are embedded; folders and archives of CSL files
//! can be named, such as a checkout of the CSL repository; and a file can be named itself.

mod catalog;
pub(crate) mod cited;
pub mod detecting;
mod error;
pub mod examples;
mod file;
mod in_text;
mod likeness;
mod place;
mod shapes;
mod unread;
mod worth;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use ibidem_citations::style::csl::CslStyle;
use ibidem_citations::style::{EmbeddedStyle, Style, StyleError, StyleInfo, locale_name, nearest};

pub use catalog::Listed;
pub use error::FindStyleError;

use catalog::{Key, fold};
use place::Place;

/// The environment variable that names folders and archives of styles.
pub const STYLES_VARIABLE: &str = "IBIDEM_STYLES";

/// How many names are offered for a wrong one.
const OFFERED: usize = 3;

/// What people call embedded styles that have longer names.
const EVERYDAY: [(&str, &str); 10] = [
    ("aaa", "american-anthropological-association"),
    ("acs", "american-chemical-society"),
    ("ama", "american-medical-association"),
    ("apsa", "american-political-science-association"),
    ("asa", "american-sociological-association"),
    ("abnt", "associacao-brasileira-de-normas-tecnicas"),
    ("harvard", "harvard-cite-them-right"),
    ("lancet", "the-lancet"),
    ("mhra", "modern-humanities-research-association"),
    ("turabian", "turabian-fullnote-8"),
];

/// The styles at hand: folders and archives, the first first, and behind them the embedded ones.
#[derive(Debug, Default)]
pub struct Shelf {
    places: Vec<Place>,
}

/// A style that was found.
#[derive(Clone, Debug)]
pub struct FoundStyle {
    /// The name of its file, or that of the embedded style.
    pub name: String,
    /// What it says of itself.
    pub info: StyleInfo,
    /// What its parent says of itself, if it is dependent.
    pub parent: Option<StyleInfo>,
    /// Where it was found: `embedded`, or the file.
    pub from: String,
    source: Source,
}

/// What a style is read from.
#[derive(Clone, Debug)]
enum Source {
    Embedded(EmbeddedStyle),
    Text(String),
    /// The parent of a dependent style.
    Dependent(Box<Source>),
}

impl FoundStyle {
    /// Reads the style for our own evaluator; a dependent one as its parent prints it, in its own locale.
    pub fn csl(&self) -> Result<CslStyle, FindStyleError> {
        fn read(source: &Source) -> Result<CslStyle, StyleError> {
            match source {
                Source::Embedded(embedded) => CslStyle::embedded(embedded.name()),
                Source::Text(xml) => CslStyle::parse(xml),
                Source::Dependent(parent) => read(parent),
            }
        }
        let style = read(&self.source).map_err(|source| self.unusable(source))?;
        Ok(match &self.parent {
            Some(_) => style.for_dependent(&self.info.title, self.dependent_locale().as_deref()),
            None => style,
        })
    }

    /// The locale that a dependent style names, instead of that of its parent.
    pub fn dependent_locale(&self) -> Option<String> {
        let named = self.info.default_locale.as_deref().filter(|_| self.parent.is_some());
        named.and_then(|name| locale_name(name).ok())
    }

    /// Reads the style for lists of works; a dependent one as its parent, in [`Self::dependent_locale`].
    pub fn style(&self) -> Result<Style, FindStyleError> {
        fn read(source: &Source) -> Result<Style, StyleError> {
            match source {
                Source::Embedded(embedded) => Style::embedded(embedded.name()),
                Source::Text(xml) => Style::parse(xml),
                Source::Dependent(parent) => read(parent),
            }
        }
        read(&self.source).map_err(|source| self.unusable(source))
    }

    fn unusable(&self, source: StyleError) -> FindStyleError {
        FindStyleError::Unusable { file: self.from.clone(), source }
    }
}

/// The text of a style, before it is read.
struct Text {
    name: String,
    xml: String,
    from: String,
}

/// What a name leads to.
enum Lead {
    Text(Text),
    Embedded(EmbeddedStyle),
}

impl Shelf {
    /// The folders and archives that the user names, those of the environment, and the user's own folder.
    ///
    /// Fails where one that is named is neither; the user's own folder need not be there.
    pub fn of_user(named: &[PathBuf]) -> Result<Self, FindStyleError> {
        Self::of_environment(named, |name| std::env::var_os(name))
    }

    fn of_environment(
        named: &[PathBuf],
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, FindStyleError> {
        let from_environment = variable(STYLES_VARIABLE).unwrap_or_default();
        let from_environment = std::env::split_paths(&from_environment).filter(|path| path != Path::new(""));
        let mut places: Vec<Place> = named
            .iter()
            .cloned()
            .chain(from_environment)
            .map(|path| Place::open(&path))
            .collect::<Result<_, _>>()?;
        let data = variable("XDG_DATA_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
        let home = || Some(PathBuf::from(variable("HOME")?).join(".local/share"));
        let own = data.or_else(home).map(|data| data.join("ibidem/styles")).filter(|folder| folder.is_dir());
        places.extend(own.map(Place::Folder));
        Ok(Self { places })
    }

    /// Finds a style.
    ///
    /// A name that ends in `.csl` or has a folder in it is that of a file. Any other name is looked
    /// for among the names of files, then among the embedded styles, then among titles, short
    /// titles, addresses and ISSNs.
    pub fn find(&self, name: &str) -> Result<FoundStyle, FindStyleError> {
        let path = Path::new(name);
        let is_file = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csl"))
            || path.components().count() > 1 && !name.contains("://");
        if is_file {
            let xml = file::read(path)?;
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let text = Text { name: stem, xml, from: path.display().to_string() };
            return self.found(Lead::Text(text), path.parent());
        }
        self.find_named(name)
    }

    /// Finds a style by its name alone: no file of the working directory is ever opened.
    pub fn find_named(&self, name: &str) -> Result<FoundStyle, FindStyleError> {
        let lead = match self.lead(name)? {
            Some(lead) => lead,
            None => self.search(name)?,
        };
        self.found(lead, None)
    }

    /// Every style at hand under its name, sorted; of several with one name, the first that would be found.
    ///
    /// Reads the head of every file.
    pub fn list(&self) -> Result<Vec<Listed>, FindStyleError> {
        let mut listed: BTreeMap<String, Listed> = BTreeMap::new();
        for place in &self.places {
            for one in place.heads()? {
                listed.entry(one.name.clone()).or_insert(one);
            }
        }
        for style in EmbeddedStyle::all() {
            // A style of the repository is listed under the name that it has there, and not once more.
            if !listed.contains_key(style.slug()) {
                listed.entry(style.name().to_owned()).or_insert_with(|| Listed::embedded(style));
            }
        }
        Ok(listed.into_values().collect())
    }

    /// By the name of a file, by one that it had before, or by that of an embedded style.
    fn lead(&self, name: &str) -> Result<Option<Lead>, FindStyleError> {
        for place in &self.places {
            let stem = name.strip_suffix(".csl").unwrap_or(name);
            if let Some(text) = place.named(stem)? {
                return Ok(Some(Lead::Text(text)));
            }
            if let Some(renamed) = place.renamed(stem)?
                && let Some(text) = place.named(&renamed)?
            {
                return Ok(Some(Lead::Text(text)));
            }
        }
        let lower = name.to_lowercase();
        let lower = EVERYDAY
            .iter()
            .find(|(everyday, _)| *everyday == lower)
            .map_or(lower, |(_, name)| (*name).to_owned());
        let embedded = EmbeddedStyle::all().into_iter();
        let mut embedded =
            embedded.filter(|style| style.names().contains(&lower.as_str()) || style.slug() == lower);
        Ok(embedded.next().map(Lead::Embedded))
    }

    /// By address, title, short title or ISSN; each better sign in all places before the next one.
    fn search(&self, name: &str) -> Result<Lead, FindStyleError> {
        let heads: Vec<Vec<Listed>> = self.places.iter().map(Place::heads).collect::<Result<_, _>>()?;
        let embedded: Vec<Listed> = EmbeddedStyle::all().into_iter().map(Listed::embedded).collect();
        for key in Key::of(name) {
            let mut matching: Vec<(Option<&Place>, &Listed)> = Vec::new();
            for (place, heads) in self.places.iter().zip(&heads) {
                matching.extend(heads.iter().filter(|one| key.fits(one)).map(|one| (Some(place), one)));
            }
            if matching.is_empty() {
                matching.extend(embedded.iter().filter(|one| key.fits(one)).map(|one| (None, one)));
            }
            let Some((place, first)) = matching.first().copied() else { continue };
            if matching.iter().any(|(_, other)| !first.prints_as(other)) {
                let names = matching.iter().map(|(_, one)| one.name.clone()).collect();
                return Err(FindStyleError::Ambiguous { name: name.to_owned(), names });
            }
            let found = match place {
                Some(place) => place.named(&first.name)?.map(Lead::Text),
                None => self.lead(&first.name)?,
            };
            if let Some(lead) = found {
                return Ok(lead);
            }
        }
        Err(self.unknown(name, heads.iter().flatten().chain(&embedded)))
    }

    fn unknown<'a>(&self, name: &str, known: impl Iterator<Item = &'a Listed>) -> FindStyleError {
        let (mut names, mut titles): (Vec<&str>, Vec<(&str, &str)>) = (Vec::new(), Vec::new());
        for one in known {
            let both = [Some(one.info.title.as_str()), one.info.title_short.as_deref()];
            names.push(&one.name);
            titles.extend(both.into_iter().flatten().map(|title| (title, one.name.as_str())));
        }
        for style in EmbeddedStyle::all() {
            names.extend(style.names());
        }
        // Three letters are like any other three.
        names.extend(EVERYDAY.iter().map(|(everyday, _)| *everyday).filter(|name| name.len() > 5));
        let mut meant: Vec<String> = nearest(name, names).into_iter().map(str::to_owned).collect();
        // A title is not what a shell takes best; the name behind it is.
        let near = nearest(name, titles.iter().map(|(title, _)| *title));
        let behind = near.iter().filter_map(|near| titles.iter().find(|(title, _)| title == near));
        let none_yet = meant.is_empty();
        for (title, name) in behind {
            let says_something = none_yet || title.len() > 5;
            if says_something && meant.len() < OFFERED && meant.iter().all(|one| one != name) {
                meant.push((*name).to_owned());
            }
        }
        let searched = !self.places.is_empty();
        FindStyleError::Unknown { name: name.to_owned(), nearest: meant, searched }
    }

    /// Adds to what was found its parent, if it has one.
    fn found(&self, lead: Lead, beside: Option<&Path>) -> Result<FoundStyle, FindStyleError> {
        let text = match lead {
            Lead::Embedded(embedded) => return Ok(Self::embedded(embedded)),
            Lead::Text(text) => text,
        };
        let Text { name, xml, from } = text;
        // A file without a readable head is no style; reading it whole says why.
        let info = StyleInfo::read(&xml).unwrap_or_default();
        let Some(parent_name) = info.parent_slug().map(str::to_owned) else {
            return Ok(FoundStyle { name, info, parent: None, from, source: Source::Text(xml) });
        };
        let parent = match self.parent(&parent_name, beside)? {
            Some(Lead::Embedded(embedded)) => Self::embedded(embedded),
            Some(Lead::Text(parent)) => {
                let info = StyleInfo::read(&parent.xml).unwrap_or_default();
                let Text { name, xml, from } = parent;
                FoundStyle { name, info, parent: None, from, source: Source::Text(xml) }
            }
            None => return Err(FindStyleError::WithoutParent { file: from, parent: parent_name }),
        };
        let source = Source::Dependent(Box::new(parent.source));
        Ok(FoundStyle { name, info, parent: Some(parent.info), from, source })
    }

    /// The parent of a dependent style: beside its file, where the repository has it, or on the shelf.
    fn parent(&self, name: &str, beside: Option<&Path>) -> Result<Option<Lead>, FindStyleError> {
        let file = format!("{name}.csl");
        for folder in beside.into_iter().flat_map(|folder| [folder.to_owned(), folder.join("..")]) {
            let path = folder.join(&file);
            if place::is_name(name) && path.is_file() {
                let from = path.display().to_string();
                return Ok(Some(Lead::Text(Text { name: name.to_owned(), xml: file::read(&path)?, from })));
            }
        }
        self.lead(name)
    }

    fn embedded(embedded: EmbeddedStyle) -> FoundStyle {
        FoundStyle {
            name: embedded.name().to_owned(),
            info: embedded.info(),
            parent: None,
            from: "embedded".to_owned(),
            source: Source::Embedded(embedded),
        }
    }
}

/// Whether a style has all of the words in its names, titles, ISSNs or fields.
pub fn has_words(listed: &Listed, words: &str) -> bool {
    let text = fold(&listed.searched());
    fold(words).split(' ').all(|word| text.contains(word))
}

#[cfg(test)]
mod tests;
