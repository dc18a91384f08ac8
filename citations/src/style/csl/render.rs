//! Elements of a style + one item → what they print.

use std::sync::Arc;

use super::case;
use super::element::{
    Choose, Element, Group, Label, Look, Match, Number, NumberForm, Pluralize, PositionTest, Test, Tests,
    Text, TextSource,
};
use super::numbers;
use super::pages;
use super::rich;
use super::scene::{Place, Position, Printed, Scene, Track};
use super::tree::{Content, Mark, Origin, Part};
use crate::csl_json::JsonValue;

/// Deeper than any honest style nests its macros; what recurses is the caller's stack.
const DEEPEST: usize = 120;

/// More elements than any honest style evaluates for one item: macros that call others twice, and
/// those again others, would never end.
const MOST_STEPS: usize = 200_000;

/// Number variables (CSL 1.0.2, appendix IV): a hyphen within them is a range.
fn is_number_variable(name: &str) -> bool {
    const NUMBERS: &[&str] = &[
        "chapter-number",
        "collection-number",
        "edition",
        "issue",
        "number",
        "number-of-pages",
        "number-of-volumes",
        "part-number",
        "printing-number",
        "section",
        "supplement-number",
        "version",
        "volume",
    ];
    NUMBERS.contains(&name)
}

impl<'a> Scene<'a> {
    /// Renders the layout of the scene's area.
    pub(super) fn layout(&self, track: &mut Track) -> Part {
        let (parts, _, _) = self.elements(&self.area.layout, track);
        Part::list(parts, "")
    }

    /// Renders elements one after the other; also whether variables were called and had values.
    pub(super) fn elements(&self, elements: &[Element], track: &mut Track) -> (Vec<Part>, bool, bool) {
        let mut parts = Vec::with_capacity(elements.len());
        let (mut tried, mut found) = (false, false);
        for element in elements {
            let printed = self.element(element, track);
            tried |= printed.tried;
            found |= printed.found;
            match printed.part {
                Some(Part { mark: Mark::Loose, content: Content::List { parts: loose, .. }, .. }) => {
                    parts.extend(loose);
                }
                part => parts.extend(part),
            }
        }
        (parts, tried, found)
    }

    pub(super) fn element(&self, element: &Element, track: &mut Track) -> Printed {
        if track.depth > DEEPEST || track.steps > MOST_STEPS {
            return Printed::default();
        }
        track.depth += 1;
        track.steps += 1;
        let printed_before = track.printed;
        let printed = match element {
            Element::Text(text) => self.text(text, track),
            Element::Number(number) => self.number(number, track),
            Element::Date(date) => self.date(date, track),
            Element::Names(names) => self.names(names, track),
            Element::Label(label) => self.label(label),
            Element::Group(group) => self.group(group, track),
            Element::Choose(choose) => self.choose(choose, track),
        };
        track.depth -= 1;
        track.printed = printed_before || printed.part.is_some();
        printed
    }

    /// A group that calls variables prints only if one of them has a value.
    fn group(&self, group: &Group, track: &mut Track) -> Printed {
        let (parts, tried, found) = self.elements(&group.children, track);
        if parts.is_empty() || (tried && !found) {
            return Printed { part: None, tried, found: false };
        }
        let part = Part::list(parts, group.delimiter.clone()).with(&group.look);
        // A group that prints counts as a variable with a value for the group around it.
        Printed { part: Some(part), tried: true, found: true }
    }

    fn choose(&self, choose: &Choose, track: &mut Track) -> Printed {
        let branch = choose.branches.iter().find(|branch| self.holds(&branch.tests));
        let children = branch.map_or(&choose.otherwise, |branch| &branch.children);
        let (parts, tried, found) = self.elements(children, track);
        let part = match parts.len() {
            0 => None,
            1 => parts.into_iter().next(),
            _ => Some(Part::list(parts, "").marked(Mark::Loose)),
        };
        Printed { part, tried, found }
    }

    fn text(&self, text: &Text, track: &mut Track) -> Printed {
        match &text.source {
            TextSource::Value(value) => {
                let part = rich::parts(value, &Origin::Style, self.locale);
                Printed::fixed(self.dressed(part, &text.look))
            }
            TextSource::Term { name, form, plural } => {
                let term = self.locale.term(name, *form, *plural).unwrap_or_default();
                let part = Part::text(term, Origin::Term(Arc::clone(name)));
                let mut part = self.dressed(part, &text.look);
                // A note or an entry begins with a capital: “Ibid.”
                let begins = self.sheet.is_note || self.place == Place::Bibliography;
                if begins && !track.printed && self.sort.is_none() {
                    case::capitalize_first(&mut part);
                }
                Printed::fixed(part)
            }
            TextSource::Macro(index) => {
                let (parts, tried, found) = self.elements(&self.sheet.macros[*index], track);
                // A macro is a group of its own.
                if parts.iter().all(Part::is_empty) || (tried && !found) {
                    return Printed { part: None, tried, found };
                }
                let part = if parts.len() == 1
                    && text.look.format.is_plain()
                    && text.look.prefix.is_empty()
                    && text.look.suffix.is_empty()
                    && !text.look.quotes
                {
                    parts.into_iter().next().unwrap_or_default()
                } else {
                    Part::list(parts, "")
                };
                Printed { part: Some(self.dressed(part, &text.look)), tried: true, found: true }
            }
            TextSource::Variable { name, short } => {
                let printed = self.variable(name, *short, track);
                let Some(part) = printed.filter(|part| !part.is_empty()) else {
                    // A year suffix comes from the style's own work, not from the item.
                    return Printed { tried: &**name != "year-suffix", ..Printed::default() };
                };
                if self.outer.is_some() {
                    track.used.push(Arc::clone(name));
                }
                Printed::variable(Some(self.dressed(part, &text.look)))
            }
        }
    }

    /// Case first, then the rest of the looks.
    pub(super) fn dressed(&self, mut part: Part, look: &Look) -> Part {
        if let Some(case) = look.case {
            let language = self.item.text("language").filter(|language| !language.is_empty());
            case::apply(&mut part, case, self.takes_title_case(), language.unwrap_or(&self.locale.name));
        }
        part.with(look)
    }

    /// Title case is for English: the item's language decides, else the locale's.
    fn takes_title_case(&self) -> bool {
        match self.item.text("language") {
            Some(language) if !language.trim().is_empty() => {
                let language = language.trim().to_ascii_lowercase();
                language == "en"
                    || language.starts_with("en-")
                    || language.starts_with("en_")
                    || language == "english"
            }
            _ => self.locale.is_english(),
        }
    }

    /// The text of a variable.
    fn variable(&self, name: &Arc<str>, short: bool, track: &mut Track) -> Option<Part> {
        if track.is_used(name) {
            return None;
        }
        let origin = Origin::Variable(Arc::clone(name));
        let plain = |text: String| Some(Part::text(text, origin.clone()));
        match &**name {
            "citation-number" => {
                let number = self.number?;
                let text = if self.sort.is_some() { format!("{number:08}") } else { number.to_string() };
                Some(Part::text(text, origin).marked(Mark::CitationNumber))
            }
            "year-suffix" => {
                let suffix = self.distinction.year_suffix?;
                track.year_suffix_done = true;
                Some(Part::text(numbers::letters(suffix), origin).marked(Mark::YearSuffix))
            }
            "first-reference-note-number" => plain(self.standing.first_note?.to_string()),
            "locator" => {
                let locator = self.cite?.locator.as_deref()?;
                Some(rich::parts(&pages::locator(locator, self), &origin, self.locale))
            }
            "page" => {
                let page = self.item.text("page")?;
                Some(rich::parts(
                    &pages::range(page, self.sheet.page_format, self.locale),
                    &origin,
                    self.locale,
                ))
            }
            "page-first" => {
                plain(pages::first(self.item.text("page-first").or_else(|| self.item.text("page"))?))
            }
            "citation-label" => {
                let label = Part::text(super::citation_label::label(self.item), origin);
                let suffix = self.year_suffix("issued", track);
                Some(Part::list(std::iter::once(label).chain(suffix).collect(), ""))
            }
            "URL" | "DOI" | "PMID" | "PMCID" => plain(self.item.text(name)?.to_owned()),
            _ => {
                let value = self.field(name, short)?;
                if is_number_variable(name) && numbers::is_numeric(value) {
                    return plain(numbers::written(value, NumberForm::Numeric, name, self.locale));
                }
                Some(rich::parts(value, &origin, self.locale))
            }
        }
    }

    /// The text of a field, in its short form where that is asked for and there is one.
    pub(super) fn field(&self, name: &str, short: bool) -> Option<&'a str> {
        let text = |name: &str| self.item.text(name).filter(|text| !text.is_empty());
        let shorter = || match name {
            "title" => text("title-short").or_else(|| text("shortTitle")),
            "container-title" => text("container-title-short").or_else(|| text("journalAbbreviation")),
            _ => text(&format!("{name}-short")),
        };
        match name {
            _ if short => shorter().or_else(|| text(name)),
            "title-short" => text("title-short").or_else(|| text("shortTitle")),
            "container-title-short" => text("container-title-short").or_else(|| text("journalAbbreviation")),
            // The names of CSL 1.0.1.
            "event-title" => text("event-title").or_else(|| text("event")),
            _ => text(name),
        }
    }

    fn number(&self, number: &Number, track: &mut Track) -> Printed {
        if track.is_used(&number.variable) {
            return Printed::variable(None);
        }
        let text = match &*number.variable {
            "citation-number" => self.number.map(|n| n.to_string()),
            "locator" => self.cite.and_then(|cite| cite.locator.clone()),
            "first-reference-note-number" => self.standing.first_note.map(|n| n.to_string()),
            "page" => {
                self.item.text("page").map(|page| pages::range(page, self.sheet.page_format, self.locale))
            }
            "page-first" => self.item.text("page").map(pages::first),
            name => self.field(name, false).map(str::to_owned),
        };
        let Some(text) = text.filter(|text| !text.is_empty()) else { return Printed::variable(None) };
        let origin = Origin::Variable(Arc::clone(&number.variable));
        let part = if let Some(_key) = self.sort {
            Part::text(numbers::sortable(&text), origin)
        } else {
            let written = numbers::written(&text, number.form, &number.variable, self.locale);
            rich::parts(&written, &origin, self.locale)
        };
        if self.outer.is_some() {
            track.used.push(Arc::clone(&number.variable));
        }
        let part =
            if &*number.variable == "citation-number" { part.marked(Mark::CitationNumber) } else { part };
        Printed::variable(Some(self.dressed(part, &number.look)))
    }

    fn label(&self, label: &Label) -> Printed {
        let variable = &*label.variable;
        let (term, text) = match variable {
            "locator" => {
                let Some(cite) = self.cite else { return Printed::default() };
                let Some(locator) = cite.locator.as_deref().filter(|text| !text.is_empty()) else {
                    return Printed::default();
                };
                if pages::brings_label(locator) {
                    return Printed::default();
                }
                (cite.label.as_deref().unwrap_or("page").replace(' ', "-"), locator.to_owned())
            }
            "first-reference-note-number" => match self.standing.first_note {
                Some(note) => (variable.to_owned(), note.to_string()),
                None => return Printed::default(),
            },
            _ => {
                let Some(text) = self.field(variable, false).filter(|text| !text.is_empty()) else {
                    return Printed::default();
                };
                let has_term =
                    self.locale.term(variable, label.form, false).is_some_and(|term| !term.is_empty());
                let term = match variable {
                    _ if has_term => variable,
                    "number-of-pages" | "page-first" => "page",
                    "number-of-volumes" => "volume",
                    other => other,
                };
                (term.to_owned(), text.to_owned())
            }
        };
        let plural = match label.plural {
            Pluralize::Always => true,
            Pluralize::Never => false,
            Pluralize::Contextual => numbers::is_plural(&text, variable.starts_with("number-of-")),
        };
        let Some(written) = self.locale.term(&term, label.form, plural) else { return Printed::default() };
        let part = Part::text(written, Origin::Term(term.as_str().into()));
        Printed::fixed(self.dressed(part, &label.look))
    }

    /// Whether a condition holds.
    fn holds(&self, tests: &Tests) -> bool {
        let mut results = tests.tests.iter().map(|test| self.passes(test));
        match tests.joined {
            Match::All => results.all(|passes| passes),
            Match::Any => results.any(|passes| passes),
            Match::None => !results.any(|passes| passes),
        }
    }

    fn passes(&self, test: &Test) -> bool {
        let date = |name: &str| self.item.date(name);
        match test {
            Test::Type(kinds) => kinds.contains(&self.item.kind),
            Test::Variable(name) => self.has(name),
            Test::IsNumeric(name) => {
                let text = match &**name {
                    "locator" => self.cite.and_then(|cite| cite.locator.as_deref()),
                    "citation-number" => return self.number.is_some(),
                    name => self.field(name, false),
                };
                text.is_some_and(numbers::is_numeric)
            }
            Test::IsUncertainDate(name) => date(name).is_some_and(|date| date.circa),
            Test::HasDay(name) => {
                date(name).is_some_and(|date| date.parts.iter().any(|parts| parts.day.is_some()))
            }
            Test::HasMonthOrSeason(name) => {
                date(name).is_some_and(|date| date.parts.iter().any(|parts| parts.month.is_some()))
            }
            Test::HasYearOnly(name) => {
                date(name).is_some_and(|date| date.parts.iter().all(|parts| parts.month.is_none()))
            }
            Test::Locator(kind) => self.cite.is_some_and(|cite| {
                let label = cite.label.as_deref().unwrap_or("page");
                cite.locator.is_some() && label.replace(' ', "-") == kind.replace(' ', "-")
            }),
            Test::Position(wanted) => self.place == Place::Citation && self.stands(*wanted),
            Test::Disambiguate(wanted) => self.distinction.condition == *wanted,
            Test::InBibliography(wanted) => (self.place == Place::Bibliography) == *wanted,
            Test::Unknown => false,
            Test::Nested(tests) => self.holds(tests),
        }
    }

    fn stands(&self, wanted: PositionTest) -> bool {
        let position = self.standing.position;
        match wanted {
            PositionTest::First => position == Position::First,
            PositionTest::Subsequent => position != Position::First,
            PositionTest::Ibid => matches!(position, Position::Ibid | Position::IbidWithLocator),
            PositionTest::IbidWithLocator => position == Position::IbidWithLocator,
            PositionTest::NearNote => position != Position::First && self.standing.near,
            PositionTest::FarNote => position != Position::First && !self.standing.near,
        }
    }

    /// Whether a variable has a value.
    fn has(&self, name: &str) -> bool {
        match name {
            "locator" => {
                self.cite.is_some_and(|cite| cite.locator.as_deref().is_some_and(|text| !text.is_empty()))
            }
            "citation-number" => self.number.is_some(),
            "year-suffix" => self.distinction.year_suffix.is_some(),
            "first-reference-note-number" => self.standing.first_note.is_some(),
            "citation-label" => true,
            "page-first" => self.item.text("page").is_some(),
            _ => match self.item.get(name) {
                Some(JsonValue::Names(names)) => !names.is_empty(),
                Some(JsonValue::Date(_)) => true,
                Some(JsonValue::Text(text)) => !text.is_empty(),
                Some(JsonValue::Kept(_)) => false,
                None => self.field(name, false).is_some(),
            },
        }
    }
}
