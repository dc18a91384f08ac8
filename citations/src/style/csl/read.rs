//! The XML of a CSL style → its elements.
//!
//! Reading is tolerant: an attribute value or an element that CSL does not have is left out. What
//! cannot be rendered (no CSL, CSL 0.8, a macro that is missing or calls itself) is an error with
//! its place.

use std::collections::HashMap;
use std::sync::Arc;

use roxmltree::{Document, Node};

use super::element::{
    Area, BibliographyOptions, Branch, Choose, CitationOptions, Collapse, DateElement, DateForm, DatePart,
    DatePartForm, DatePartName, DateShown, Demote, Element, GivennameRule, Group, Label, Match, NameOptions,
    Number, NumberForm, PageFormat, Pluralize, PositionTest, SortKey, SortTarget, SubstituteRule, TermForm,
    Test, Tests, Text, TextSource,
};
use super::read_names::{look, name_options, names};
use crate::style::StyleError;

/// All that the evaluator needs of an independent style.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "what a style says or does, each of its own meaning")]
pub(super) struct Sheet {
    pub(super) title: String,
    pub(super) id: String,
    pub(super) is_note: bool,
    pub(super) default_locale: Option<String>,
    pub(super) citation: Area,
    pub(super) citation_options: CitationOptions,
    pub(super) bibliography: Option<Area>,
    pub(super) bibliography_options: BibliographyOptions,
    pub(super) macros: Vec<Vec<Element>>,
    /// `locale` elements of the style: language (perhaps empty) and content.
    pub(super) locales: Vec<super::locale::Layer>,
    pub(super) demote: Demote,
    pub(super) initialize_with_hyphen: bool,
    pub(super) page_format: Option<PageFormat>,
    /// Whether a `text` prints the variable `year-suffix`.
    pub(super) prints_year_suffix: bool,
    /// Whether a condition asks for `disambiguate`.
    pub(super) asks_disambiguate: bool,
}

/// What a style file holds.
pub(super) enum StyleFile {
    Independent(Box<Sheet>),
    /// Address of the parent, and the locale that replaces the parent's.
    Dependent {
        parent: String,
        locale: Option<String>,
    },
}

pub(super) fn not_csl(cause: impl Into<String>) -> StyleError {
    StyleError::NotCsl { cause: cause.into() }
}

/// Reads the text of a style.
pub(super) fn read(xml: &str) -> Result<StyleFile, StyleError> {
    // The depth of what recurses into elements is the caller's stack.
    if let Some(cause) = crate::style::source::refused(xml) {
        return Err(not_csl(cause));
    }
    let xml = xml.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = Document::parse_with_options(xml, options).map_err(|error| not_csl(error.to_string()))?;
    let root = document.root_element();
    if root.tag_name().name() != "style" {
        return Err(not_csl(format!("its root element is “{}”, not “style”", root.tag_name().name())));
    }
    let version = root.attribute("version").unwrap_or("1.0");
    if version.starts_with("0.") {
        return Err(not_csl(format!("it is of CSL {version}; the styles of today are of CSL 1.0")));
    }
    // CSL 0.8 bore no number; its options were elements, which CSL 1.0 has as attributes.
    let areas = ["citation", "bibliography"].into_iter().filter_map(|name| child(root, name));
    if root.attribute("version").is_none() && areas.into_iter().any(|area| child(area, "option").is_some()) {
        return Err(not_csl("it has the options of CSL 0.8; the styles of today are of CSL 1.0"));
    }
    let info = child(root, "info");
    let parent = info
        .into_iter()
        .flat_map(|info| children(info, "link"))
        .find(|link| link.attribute("rel") == Some("independent-parent"));
    let locale = root.attribute("default-locale").map(str::to_owned).filter(|code| !code.is_empty());
    if let (Some(link), None) = (parent, child(root, "citation")) {
        let parent = link.attribute("href").unwrap_or_default().to_owned();
        return Ok(StyleFile::Dependent { parent, locale });
    }
    independent(root, info, locale).map(|sheet| StyleFile::Independent(Box::new(sheet)))
}

fn independent(
    root: Node<'_, '_>,
    info: Option<Node<'_, '_>>,
    locale: Option<String>,
) -> Result<Sheet, StyleError> {
    let text_of = |name| {
        info.and_then(|info| child(info, name))
            .and_then(|node| node.text())
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let mut macro_names = HashMap::new();
    let bodies: Vec<_> = children(root, "macro").collect();
    for (index, body) in bodies.iter().enumerate() {
        macro_names.entry(body.attribute("name").unwrap_or_default()).or_insert(index);
    }
    let mut reader = Reader { macros: macro_names, prints_year_suffix: false, asks_disambiguate: false };
    let macros = bodies.iter().map(|body| reader.elements(*body)).collect::<Result<Vec<_>, _>>()?;
    let style_options = name_options(root, false);
    let Some(citation_node) = child(root, "citation") else {
        return Err(not_csl("it has no element “citation”"));
    };
    let citation = reader.area(citation_node, &style_options)?;
    let bibliography_node = child(root, "bibliography");
    let bibliography = bibliography_node.map(|node| reader.area(node, &style_options)).transpose()?;
    check_circles(&bodies, &macros)?;
    let page_format = root.attribute("page-range-format").and_then(|format| match format {
        "chicago" | "chicago-15" => Some(PageFormat::Chicago15),
        "chicago-16" => Some(PageFormat::Chicago16),
        "expanded" => Some(PageFormat::Expanded),
        "minimal" => Some(PageFormat::Minimal),
        "minimal-two" => Some(PageFormat::MinimalTwo),
        _ => None,
    });
    Ok(Sheet {
        title: text_of("title"),
        id: text_of("id"),
        is_note: root.attribute("class") == Some("note"),
        default_locale: locale,
        citation,
        citation_options: citation_options(citation_node),
        bibliography,
        bibliography_options: bibliography_node.map(bibliography_options).unwrap_or_default(),
        macros,
        locales: children(root, "locale").map(super::locale::layer).collect(),
        demote: match root.attribute("demote-non-dropping-particle") {
            Some("never") => Demote::Never,
            Some("sort-only") => Demote::SortOnly,
            _ => Demote::DisplayAndSort,
        },
        initialize_with_hyphen: root.attribute("initialize-with-hyphen") != Some("false"),
        page_format,
        prints_year_suffix: reader.prints_year_suffix,
        asks_disambiguate: reader.asks_disambiguate,
    })
}

fn citation_options(node: Node<'_, '_>) -> CitationOptions {
    let text = |name: &str| node.attribute(name).map(str::to_owned);
    let flag = |name: &str| node.attribute(name) == Some("true");
    CitationOptions {
        add_names: flag("disambiguate-add-names"),
        add_givenname: flag("disambiguate-add-givenname"),
        add_year_suffix: flag("disambiguate-add-year-suffix"),
        rule: match node.attribute("givenname-disambiguation-rule") {
            Some("all-names") => GivennameRule::AllNames,
            Some("all-names-with-initials") => GivennameRule::AllNamesWithInitials,
            Some("primary-name") => GivennameRule::PrimaryName,
            Some("primary-name-with-initials") => GivennameRule::PrimaryNameWithInitials,
            _ => GivennameRule::ByCite,
        },
        collapse: match node.attribute("collapse") {
            Some("citation-number") => Some(Collapse::CitationNumber),
            Some("year") => Some(Collapse::Year),
            Some("year-suffix") => Some(Collapse::YearSuffix),
            Some("year-suffix-ranged") => Some(Collapse::YearSuffixRanged),
            _ => None,
        },
        cite_group_delimiter: text("cite-group-delimiter"),
        year_suffix_delimiter: text("year-suffix-delimiter"),
        after_collapse_delimiter: text("after-collapse-delimiter"),
        near_note_distance: node.attribute("near-note-distance").and_then(|n| n.parse().ok()).unwrap_or(5),
    }
}

fn bibliography_options(node: Node<'_, '_>) -> BibliographyOptions {
    BibliographyOptions {
        subsequent_author_substitute: node.attribute("subsequent-author-substitute").map(str::to_owned),
        substitute_rule: match node.attribute("subsequent-author-substitute-rule") {
            Some("complete-each") => SubstituteRule::CompleteEach,
            Some("partial-each") => SubstituteRule::PartialEach,
            Some("partial-first") => SubstituteRule::PartialFirst,
            _ => SubstituteRule::CompleteAll,
        },
        second_field_align: matches!(node.attribute("second-field-align"), Some("flush" | "margin")),
        hanging_indent: node.attribute("hanging-indent") == Some("true"),
    }
}

/// A macro that calls itself would exhaust the stack.
fn check_circles(bodies: &[Node<'_, '_>], macros: &[Vec<Element>]) -> Result<(), StyleError> {
    let calls: Vec<Vec<usize>> = macros
        .iter()
        .map(|body| {
            let mut called = Vec::new();
            called_macros(body, &mut called);
            called
        })
        .collect();
    // Macros that call nothing open are closed until none is left, or only circles are.
    let mut open = vec![true; macros.len()];
    loop {
        let closed: Vec<usize> = (0..macros.len())
            .filter(|&index| open[index] && calls[index].iter().all(|&called| !open[called]))
            .collect();
        if closed.is_empty() {
            break;
        }
        for index in closed {
            open[index] = false;
        }
    }
    match open.iter().position(|&is_open| is_open) {
        Some(index) => Err(StyleError::EndlessMacro {
            name: bodies[index].attribute("name").unwrap_or_default().to_owned(),
        }),
        None => Ok(()),
    }
}

fn called_macros(elements: &[Element], called: &mut Vec<usize>) {
    for element in elements {
        match element {
            Element::Text(Text { source: TextSource::Macro(index), .. }) => called.push(*index),
            Element::Group(group) => called_macros(&group.children, called),
            Element::Names(names) => called_macros(&names.substitute, called),
            Element::Choose(choose) => {
                for branch in &choose.branches {
                    called_macros(&branch.children, called);
                }
                called_macros(&choose.otherwise, called);
            }
            _ => {}
        }
    }
}

pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

pub(super) fn children<'a, 'i: 'a>(
    node: Node<'a, 'i>,
    name: &'a str,
) -> impl Iterator<Item = Node<'a, 'i>> + 'a {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// Reads elements, knowing the macros that they may call.
pub(super) struct Reader<'a> {
    macros: HashMap<&'a str, usize>,
    prints_year_suffix: bool,
    asks_disambiguate: bool,
}

impl Reader<'_> {
    fn area(&mut self, node: Node<'_, '_>, style_options: &NameOptions) -> Result<Area, StyleError> {
        let mut area = Area { options: name_options(node, false).over(style_options), ..Area::default() };
        // CSL-M has several layouts, each for some languages; the last, without any, is for all.
        let layouts: Vec<_> = children(node, "layout").collect();
        let layout = layouts.iter().find(|layout| layout.attribute("locale").is_none()).or(layouts.last());
        let Some(&layout) = layout else {
            return Err(not_csl(format!("its “{}” has no layout", node.tag_name().name())));
        };
        area.layout = self.elements(layout)?;
        area.look = look(layout);
        layout.attribute("delimiter").unwrap_or_default().clone_into(&mut area.delimiter);
        if let Some(sort) = child(node, "sort") {
            for key in children(sort, "key") {
                area.sort.extend(self.sort_key(key)?);
            }
        }
        Ok(area)
    }

    fn sort_key(&self, key: Node<'_, '_>) -> Result<Option<SortKey>, StyleError> {
        let target = match (key.attribute("macro"), key.attribute("variable")) {
            (Some(name), _) => SortTarget::Macro(self.macro_index(name)?),
            (None, Some(name)) => SortTarget::Variable(name.trim().into()),
            _ => return Ok(None),
        };
        let number = |name: &str| key.attribute(name).and_then(|n| n.trim().parse().ok());
        Ok(Some(SortKey {
            target,
            descending: key.attribute("sort") == Some("descending"),
            names_min: number("names-min"),
            names_use_first: number("names-use-first"),
            names_use_last: key.attribute("names-use-last").map(|flag| flag == "true"),
        }))
    }

    fn macro_index(&self, name: &str) -> Result<usize, StyleError> {
        self.macros.get(name).copied().ok_or_else(|| StyleError::MissingMacro { name: name.to_owned() })
    }

    pub(super) fn elements(&mut self, node: Node<'_, '_>) -> Result<Vec<Element>, StyleError> {
        let mut elements = Vec::new();
        for child in node.children().filter(Node::is_element) {
            elements.extend(self.element(child)?);
        }
        Ok(elements)
    }

    fn element(&mut self, node: Node<'_, '_>) -> Result<Option<Element>, StyleError> {
        Ok(Some(match node.tag_name().name() {
            "text" => match self.text(node)? {
                Some(text) => Element::Text(text),
                None => return Ok(None),
            },
            "number" => Element::Number(Number {
                variable: variable(node),
                form: match node.attribute("form") {
                    Some("ordinal") => NumberForm::Ordinal,
                    Some("long-ordinal") => NumberForm::LongOrdinal,
                    Some("roman") => NumberForm::Roman,
                    _ => NumberForm::Numeric,
                },
                look: look(node),
            }),
            "date" => Element::Date(date(node)),
            "names" => Element::Names(Box::new(names(self, node)?)),
            "label" => Element::Label(label(node)),
            "group" => Element::Group(Group {
                children: self.elements(node)?,
                delimiter: node.attribute("delimiter").unwrap_or_default().to_owned(),
                look: look(node),
            }),
            "choose" => Element::Choose(self.choose(node)?),
            _ => return Ok(None),
        }))
    }

    fn text(&mut self, node: Node<'_, '_>) -> Result<Option<Text>, StyleError> {
        let source = if let Some(name) = node.attribute("variable") {
            let name = name.trim();
            self.prints_year_suffix |= name == "year-suffix";
            // `title-short` is `title` in its short form, and the other way round.
            TextSource::Variable { name: name.into(), short: node.attribute("form") == Some("short") }
        } else if let Some(name) = node.attribute("macro") {
            TextSource::Macro(self.macro_index(name)?)
        } else if let Some(name) = node.attribute("term") {
            let plural = node.attribute("plural") == Some("true");
            TextSource::Term { name: name.trim().into(), form: term_form(node), plural }
        } else if let Some(value) = node.attribute("value") {
            TextSource::Value(value.to_owned())
        } else {
            return Ok(None);
        };
        Ok(Some(Text { source, look: look(node) }))
    }

    fn choose(&mut self, node: Node<'_, '_>) -> Result<Choose, StyleError> {
        let mut choose = Choose { branches: Vec::new(), otherwise: Vec::new() };
        for child in node.children().filter(Node::is_element) {
            match child.tag_name().name() {
                "if" | "else-if" => {
                    let tests = self.tests(child);
                    choose.branches.push(Branch { tests, children: self.elements(child)? });
                }
                "else" => choose.otherwise = self.elements(child)?,
                _ => {}
            }
        }
        Ok(choose)
    }

    fn tests(&mut self, node: Node<'_, '_>) -> Tests {
        let joined = match node.attribute("match") {
            Some("any") => Match::Any,
            Some("none") => Match::None,
            _ => Match::All,
        };
        let mut tests = Vec::new();
        for attribute in node.attributes() {
            let words = || attribute.value().split_ascii_whitespace();
            match attribute.name() {
                "type" => tests.push(Test::Type(words().map(str::to_owned).collect())),
                "variable" => tests.extend(words().map(|word| Test::Variable(word.into()))),
                "is-numeric" => tests.extend(words().map(|word| Test::IsNumeric(word.into()))),
                "is-uncertain-date" => tests.extend(words().map(|word| Test::IsUncertainDate(word.into()))),
                "has-day" => tests.extend(words().map(|word| Test::HasDay(word.into()))),
                "has-to-month-or-season" => {
                    tests.extend(words().map(|word| Test::HasMonthOrSeason(word.into())));
                }
                "has-year-only" => tests.extend(words().map(|word| Test::HasYearOnly(word.into()))),
                "locator" => tests.extend(words().map(|word| Test::Locator(word.to_owned()))),
                "disambiguate" => {
                    self.asks_disambiguate = true;
                    tests.push(Test::Disambiguate(attribute.value() == "true"));
                }
                "context" => tests.push(Test::InBibliography(attribute.value() == "bibliography")),
                "position" => tests.extend(words().map(position_test)),
                "match" => {}
                _ => tests.push(Test::Unknown),
            }
        }
        if let Some(conditions) = child(node, "conditions") {
            let nested: Vec<_> =
                children(conditions, "condition").map(|one| Test::Nested(self.tests(one))).collect();
            let joined = match conditions.attribute("match") {
                Some("any") => Match::Any,
                Some("none") => Match::None,
                _ => Match::All,
            };
            tests.push(Test::Nested(Tests { tests: nested, joined }));
        }
        Tests { tests, joined }
    }
}

fn position_test(word: &str) -> Test {
    Test::Position(match word {
        "first" => PositionTest::First,
        "subsequent" => PositionTest::Subsequent,
        "ibid" => PositionTest::Ibid,
        "ibid-with-locator" => PositionTest::IbidWithLocator,
        "near-note" => PositionTest::NearNote,
        "far-note" => PositionTest::FarNote,
        _ => return Test::Unknown,
    })
}

fn variable(node: Node<'_, '_>) -> Arc<str> {
    node.attribute("variable").unwrap_or_default().trim().into()
}

fn term_form(node: Node<'_, '_>) -> TermForm {
    read_term_form(node.attribute("form"))
}

pub(super) fn read_term_form(form: Option<&str>) -> TermForm {
    match form {
        Some("short") => TermForm::Short,
        Some("verb") => TermForm::Verb,
        Some("verb-short") => TermForm::VerbShort,
        Some("symbol") => TermForm::Symbol,
        _ => TermForm::Long,
    }
}

pub(super) fn label(node: Node<'_, '_>) -> Label {
    Label {
        variable: variable(node),
        form: term_form(node),
        plural: match node.attribute("plural") {
            Some("always") => Pluralize::Always,
            Some("never") => Pluralize::Never,
            _ => Pluralize::Contextual,
        },
        look: look(node),
    }
}

/// Reads a `date`, of a style or of a locale.
pub(super) fn date(node: Node<'_, '_>) -> DateElement {
    let parts = children(node, "date-part").filter_map(|part| {
        let name = match part.attribute("name")? {
            "year" => DatePartName::Year,
            "month" => DatePartName::Month,
            "day" => DatePartName::Day,
            _ => return None,
        };
        let form = part.attribute("form").and_then(|form| match form {
            "long" => Some(DatePartForm::Long),
            "short" => Some(DatePartForm::Short),
            "numeric" => Some(DatePartForm::Numeric),
            "numeric-leading-zeros" => Some(DatePartForm::NumericLeadingZeros),
            "ordinal" => Some(DatePartForm::Ordinal),
            _ => None,
        });
        Some(DatePart {
            name,
            form,
            range_delimiter: part.attribute("range-delimiter").map(str::to_owned),
            look: look(part),
        })
    });
    DateElement {
        variable: variable(node),
        form: node.attribute("form").and_then(|form| match form {
            "text" => Some(DateForm::Text),
            "numeric" => Some(DateForm::Numeric),
            _ => None,
        }),
        shown: match node.attribute("date-parts") {
            Some("year") => DateShown::Year,
            Some("year-month") => DateShown::YearMonth,
            _ => DateShown::YearMonthDay,
        },
        parts: parts.collect(),
        delimiter: node.attribute("delimiter").unwrap_or_default().to_owned(),
        look: look(node),
    }
}
