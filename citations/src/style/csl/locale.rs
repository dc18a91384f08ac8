//! Terms, dates and options of a locale, those of the style before those of the locale files.
//!
//! CSL 1.0.2, “Locale”: a style's `locale` elements of the very dialect come first, then those of
//! the language, then those of none, then the file of the dialect, of the language's main dialect,
//! and of American English.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hayagriva::citationberg::{Locale as EmbeddedLocale, LocaleFile};
use roxmltree::Node;

use super::element::{DateElement, DateForm, TermForm};
use super::read::{child, children, date, read_term_form};

/// One source of terms: a `locale` element or file.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub(super) language: String,
    terms: Vec<(String, Term)>,
    dates: Vec<DateElement>,
    limit_day_ordinals: Option<bool>,
    punctuation_in_quote: Option<bool>,
}

/// One term in one form.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Term {
    pub(super) form: TermForm,
    pub(super) single: String,
    pub(super) multiple: String,
    pub(super) gender: Option<Gender>,
    /// The gender for which an ordinal is meant.
    gender_form: Option<Gender>,
    matches: Option<Matches>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Feminine,
    Masculine,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Matches {
    LastDigit,
    LastTwoDigits,
    WholeNumber,
}

/// Reads a `locale` element.
pub(super) fn layer(node: Node<'_, '_>) -> Layer {
    let mut layer = Layer::default();
    let language = node.attributes().find(|attribute| attribute.name() == "lang");
    layer.language = language.map(|attribute| attribute.value().to_owned()).unwrap_or_default();
    if let Some(options) = child(node, "style-options") {
        let flag = |name: &str| options.attribute(name).map(|flag| flag == "true");
        layer.limit_day_ordinals = flag("limit-day-ordinals-to-day-1");
        layer.punctuation_in_quote = flag("punctuation-in-quote");
    }
    layer.dates = children(node, "date").map(date).collect();
    for term in child(node, "terms").into_iter().flat_map(|terms| children(terms, "term")) {
        layer.terms.push((term.attribute("name").unwrap_or_default().to_owned(), read_term(term)));
    }
    layer
}

fn read_term(node: Node<'_, '_>) -> Term {
    let gender = |name: &str| match node.attribute(name) {
        Some("feminine") => Some(Gender::Feminine),
        Some("masculine") => Some(Gender::Masculine),
        _ => None,
    };
    let text = |name: &str| child(node, name).map(|child| child.text().unwrap_or_default().to_owned());
    let own = node.text().unwrap_or_default().to_owned();
    let single = text("single");
    let multiple = text("multiple");
    Term {
        form: read_term_form(node.attribute("form")),
        multiple: multiple.clone().or_else(|| single.clone()).unwrap_or_else(|| own.clone()),
        single: single.or(multiple).unwrap_or(own),
        gender: gender("gender"),
        gender_form: gender("gender-form"),
        matches: match node.attribute("match") {
            Some("last-digit") => Some(Matches::LastDigit),
            Some("last-two-digits") => Some(Matches::LastTwoDigits),
            Some("whole-number") => Some(Matches::WholeNumber),
            _ => None,
        },
    }
}

/// All layers together: what the evaluator asks for terms, dates and options.
#[derive(Debug)]
pub(super) struct Locale {
    /// Its name: `de-AT`.
    pub(super) name: String,
    terms: HashMap<String, Vec<Term>>,
    text_date: Option<DateElement>,
    numeric_date: Option<DateElement>,
    pub(super) limit_day_ordinals: bool,
    pub(super) punctuation_in_quote: bool,
    /// Double and single quotes, opening and closing.
    pub(super) quotes: [[String; 2]; 2],
}

impl Locale {
    /// The locale of this name, over which the `locale` elements of a style go.
    pub(super) fn new(name: &str, of_style: &[Layer]) -> Self {
        let name = full_name(name);
        let language = name.split('-').next().unwrap_or_default().to_owned();
        let files =
            [Some(name.clone()), main_dialect(&language).map(str::to_owned), Some("en-US".to_owned())];
        let mut locale = Self {
            name: name.clone(),
            terms: HashMap::new(),
            text_date: None,
            numeric_date: None,
            limit_day_ordinals: false,
            punctuation_in_quote: false,
            quotes: Default::default(),
        };
        let mut seen = Vec::new();
        for file in files.into_iter().flatten().rev() {
            if !seen.contains(&file) {
                if let Some(layer) = embedded(&file) {
                    locale.put(&layer);
                }
                seen.push(file);
            }
        }
        let mut own = vec![""];
        own.push(&language);
        if name != language {
            own.push(&name);
        }
        for wanted in own {
            for layer in of_style.iter().filter(|layer| layer.language.eq_ignore_ascii_case(wanted)) {
                locale.put(layer);
            }
        }
        let quote = |name: &str| locale.term(name, TermForm::Long, false).unwrap_or_default().to_owned();
        locale.quotes = [
            [quote("open-quote"), quote("close-quote")],
            [quote("open-inner-quote"), quote("close-inner-quote")],
        ];
        locale
    }

    /// Puts a layer over what is there.
    fn put(&mut self, layer: &Layer) {
        // A locale that defines ordinals defines them all (CSL 1.0.2, “Ordinal suffixes”).
        if layer.terms.iter().any(|(name, _)| is_ordinal(name)) {
            self.terms.retain(|name, _| !is_ordinal(name));
        }
        for (name, term) in &layer.terms {
            let known = self.terms.entry(key(name).into_owned()).or_default();
            known.retain(|other| (other.form, other.gender_form) != (term.form, term.gender_form));
            known.push(term.clone());
        }
        for date in &layer.dates {
            match date.form {
                Some(DateForm::Numeric) => self.numeric_date = Some(date.clone()),
                _ => self.text_date = Some(date.clone()),
            }
        }
        self.limit_day_ordinals = layer.limit_day_ordinals.unwrap_or(self.limit_day_ordinals);
        self.punctuation_in_quote = layer.punctuation_in_quote.unwrap_or(self.punctuation_in_quote);
    }

    /// A term in this form, or in the one it falls back to; it may be empty.
    pub(super) fn term(&self, name: &str, form: TermForm, plural: bool) -> Option<&str> {
        let terms = self.terms.get(&*key(name))?;
        let mut form = Some(form);
        while let Some(wanted) = form {
            if let Some(term) = terms.iter().find(|term| term.form == wanted && term.gender_form.is_none()) {
                return Some(if plural { &term.multiple } else { &term.single });
            }
            form = wanted.fallback();
        }
        None
    }

    /// The gender of a noun.
    pub(super) fn gender(&self, name: &str) -> Option<Gender> {
        self.terms.get(&*key(name))?.iter().find_map(|term| term.gender)
    }

    pub(super) fn date(&self, form: DateForm) -> Option<&DateElement> {
        match form {
            DateForm::Text => self.text_date.as_ref(),
            DateForm::Numeric => self.numeric_date.as_ref(),
        }
    }

    /// The suffix that makes a number an ordinal: 2 → `nd`.
    pub(super) fn ordinal_suffix(&self, number: u64, gender: Option<Gender>) -> &str {
        let two = number % 100;
        let one = number % 10;
        let candidates = [
            (two, [Matches::WholeNumber, Matches::LastTwoDigits]),
            (one, [Matches::WholeNumber, Matches::LastDigit]),
        ];
        for (value, matching) in candidates {
            let name = format!("ordinal-{value:02}");
            let Some(terms) = self.terms.get(&name) else { continue };
            let fits = |term: &&Term| {
                // Up to 9 the last digit counts unless told otherwise, from 10 the last two.
                let default = if value < 10 { Matches::LastDigit } else { Matches::LastTwoDigits };
                match term.matches.unwrap_or(default) {
                    Matches::WholeNumber => number == value,
                    Matches::LastTwoDigits => two == value && matching.contains(&Matches::LastTwoDigits),
                    Matches::LastDigit => one == value && matching.contains(&Matches::LastDigit),
                }
            };
            let found = terms
                .iter()
                .filter(fits)
                .find(|term| term.gender_form == gender)
                .or_else(|| terms.iter().filter(fits).find(|term| term.gender_form.is_none()));
            if let Some(term) = found {
                return &term.single;
            }
        }
        let Some(terms) = self.terms.get("ordinal") else { return self.older_ordinal(number) };
        let found = terms.iter().find(|term| term.gender_form == gender);
        let found = found.or_else(|| terms.iter().find(|term| term.gender_form.is_none()));
        found.map_or("", |term| &term.single)
    }

    /// CSL 1.0 had four suffixes, for 1, 2, 3 and the rest.
    fn older_ordinal(&self, number: u64) -> &str {
        let class = match (number % 100, number % 10) {
            (11..=13, _) => 4,
            (_, digit @ 1..=3) => digit,
            _ => 4,
        };
        self.term(&format!("ordinal-{class:02}"), TermForm::Long, false).unwrap_or_default()
    }

    /// An ordinal in words, up to the tenth: 2 → `second`.
    pub(super) fn long_ordinal(&self, number: u64, gender: Option<Gender>) -> Option<&str> {
        if !(1..=10).contains(&number) {
            return None;
        }
        let terms = self.terms.get(&format!("long-ordinal-{number:02}"))?;
        let found = terms.iter().find(|term| term.gender_form == gender);
        found
            .or_else(|| terms.iter().find(|term| term.gender_form.is_none()))
            .map(|term| term.single.as_str())
    }

    pub(super) fn is_english(&self) -> bool {
        self.name.starts_with("en")
    }
}

/// “sub verbo” of CSL 1.0 is “sub-verbo” today.
fn key(name: &str) -> Cow<'_, str> {
    if name.contains(' ') { Cow::Owned(name.replace(' ', "-")) } else { Cow::Borrowed(name) }
}

fn is_ordinal(name: &str) -> bool {
    name == "ordinal" || name.strip_prefix("ordinal-").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
}

/// The name of a locale with its dialect: `de` → `de-DE`; what is not known stays.
pub(super) fn full_name(name: &str) -> String {
    let name = name.trim().replace('_', "-");
    let (language, rest) = name.split_once('-').map_or((name.as_str(), None), |(a, b)| (a, Some(b)));
    let language = language.to_ascii_lowercase();
    match rest {
        Some(rest) if rest.len() == 2 => format!("{language}-{}", rest.to_ascii_uppercase()),
        Some(rest) => format!("{language}-{rest}"),
        None => main_dialect(&language).map_or(language, str::to_owned),
    }
}

/// The dialect that stands for its language (CSL locales, “primary dialects”).
fn main_dialect(language: &str) -> Option<&'static str> {
    const DIALECTS: &[&str] = &[
        "af-ZA", "bg-BG", "bal-PK", "brh-PK", "ca-AD", "cs-CZ", "cy-GB", "da-DK", "de-DE", "el-GR", "en-US",
        "es-ES", "et-EE", "fa-IR", "fi-FI", "fr-FR", "gl-ES", "he-IL", "hi-IN", "hr-HR", "hu-HU", "hy-AM",
        "id-ID", "is-IS", "it-IT", "ja-JP", "km-KH", "ko-KR", "lij-IT", "lt-LT", "lv-LV", "mn-MN", "ms-MY",
        "nb-NO", "nl-NL", "nn-NO", "pa-PK", "pl-PL", "pt-PT", "ro-RO", "ru-RU", "sk-SK", "sl-SI", "sr-RS",
        "sv-SE", "th-TH", "tl-PH", "tr-TR", "uk-UA", "vi-VN", "zh-CN", "ar", "eu", "la",
    ];
    if language == "no" {
        return Some("nb-NO");
    }
    DIALECTS.iter().copied().find(|dialect| dialect.split('-').next() == Some(language))
}

/// An embedded locale file, read once.
fn embedded(name: &str) -> Option<Arc<Layer>> {
    static FILES: OnceLock<Vec<EmbeddedLocale>> = OnceLock::new();
    static READ: Mutex<Vec<(String, Option<Arc<Layer>>)>> = Mutex::new(Vec::new());
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, layer)) = read.iter().find(|(known, _)| known == name) {
        return layer.clone();
    }
    let files = FILES.get_or_init(hayagriva::archive::locales);
    let file =
        files.iter().find(|file| file.lang.as_ref().is_some_and(|code| code.0.eq_ignore_ascii_case(name)));
    let layer = file.and_then(from_file).map(Arc::new);
    read.push((name.to_owned(), layer.clone()));
    layer
}

/// What Hayagriva embeds is a serialized model; written as XML it is read like any other locale.
fn from_file(file: &EmbeddedLocale) -> Option<Layer> {
    let xml = LocaleFile::try_from(file.clone()).ok()?.to_xml().ok()?;
    let document = roxmltree::Document::parse(&xml).ok()?;
    Some(layer(document.root_element()))
}
