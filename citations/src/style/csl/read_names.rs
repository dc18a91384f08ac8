//! The XML of `names` and of what every element may carry → their elements.

use roxmltree::Node;

use super::element::{
    And, AsSortOrder, Baseline, Decoration, Display, EtAl, FontStyle, FontVariant, FontWeight, Format, Look,
    NameElement, NameForm, NameOptions, Names, Precedes, TextCase,
};
use super::read::{Reader, child, label};
use crate::style::StyleError;

/// Formatting, affixes and case of an element.
pub(super) fn look(node: Node<'_, '_>) -> Look {
    let text = |name: &str| node.attribute(name).unwrap_or_default().to_owned();
    Look {
        format: format(node),
        prefix: text("prefix"),
        suffix: text("suffix"),
        quotes: node.attribute("quotes") == Some("true"),
        strip_periods: node.attribute("strip-periods") == Some("true"),
        case: node.attribute("text-case").and_then(|case| match case {
            "lowercase" => Some(TextCase::Lowercase),
            "uppercase" => Some(TextCase::Uppercase),
            "capitalize-first" => Some(TextCase::CapitalizeFirst),
            "capitalize-all" => Some(TextCase::CapitalizeAll),
            "sentence" => Some(TextCase::Sentence),
            "title" => Some(TextCase::Title),
            _ => None,
        }),
        display: node.attribute("display").and_then(|display| match display {
            "block" => Some(Display::Block),
            "left-margin" => Some(Display::LeftMargin),
            "right-inline" => Some(Display::RightInline),
            "indent" => Some(Display::Indent),
            _ => None,
        }),
    }
}

fn format(node: Node<'_, '_>) -> Format {
    Format {
        style: node.attribute("font-style").and_then(|value| match value {
            "normal" => Some(FontStyle::Normal),
            "italic" => Some(FontStyle::Italic),
            "oblique" => Some(FontStyle::Oblique),
            _ => None,
        }),
        variant: node.attribute("font-variant").and_then(|value| match value {
            "normal" => Some(FontVariant::Normal),
            "small-caps" => Some(FontVariant::SmallCaps),
            _ => None,
        }),
        weight: node.attribute("font-weight").and_then(|value| match value {
            "normal" => Some(FontWeight::Normal),
            "bold" => Some(FontWeight::Bold),
            "light" => Some(FontWeight::Light),
            _ => None,
        }),
        decoration: node.attribute("text-decoration").and_then(|value| match value {
            "none" => Some(Decoration::None),
            "underline" => Some(Decoration::Underline),
            _ => None,
        }),
        position: node.attribute("vertical-align").and_then(|value| match value {
            "baseline" => Some(Baseline::Normal),
            "sup" => Some(Baseline::Superscript),
            "sub" => Some(Baseline::Subscript),
            _ => None,
        }),
    }
}

/// The name options of `style`, `citation`, `bibliography` or `names`, or (`own`) of `name` itself,
/// where some of them have shorter names.
pub(super) fn name_options(node: Node<'_, '_>, own: bool) -> NameOptions {
    let number = |name: &str| node.attribute(name).and_then(|n| n.trim().parse().ok());
    let text = |name: &str| node.attribute(name).map(str::to_owned);
    let flag = |name: &str| node.attribute(name).map(|flag| flag == "true");
    let precedes = |name: &str| {
        node.attribute(name).and_then(|value| match value {
            "contextual" => Some(Precedes::Contextual),
            "after-inverted-name" => Some(Precedes::AfterInvertedName),
            "always" => Some(Precedes::Always),
            "never" => Some(Precedes::Never),
            _ => None,
        })
    };
    NameOptions {
        and: node.attribute("and").and_then(|value| match value {
            "text" => Some(And::Text),
            "symbol" => Some(And::Symbol),
            _ => None,
        }),
        delimiter: text(if own { "delimiter" } else { "name-delimiter" }),
        names_delimiter: text("names-delimiter"),
        precedes_et_al: precedes("delimiter-precedes-et-al"),
        precedes_last: precedes("delimiter-precedes-last"),
        et_al_min: number("et-al-min"),
        et_al_use_first: number("et-al-use-first"),
        subsequent_min: number("et-al-subsequent-min"),
        subsequent_use_first: number("et-al-subsequent-use-first"),
        use_last: flag("et-al-use-last"),
        form: node.attribute(if own { "form" } else { "name-form" }).and_then(|value| match value {
            "long" => Some(NameForm::Long),
            "short" => Some(NameForm::Short),
            "count" => Some(NameForm::Count),
            _ => None,
        }),
        initialize: flag("initialize"),
        initialize_with: text("initialize-with"),
        as_sort_order: node.attribute("name-as-sort-order").and_then(|value| match value {
            "first" => Some(AsSortOrder::First),
            "all" => Some(AsSortOrder::All),
            _ => None,
        }),
        sort_separator: text("sort-separator"),
    }
}

impl NameOptions {
    /// These options, and what they leave open from those around.
    pub(super) fn over(self, around: &Self) -> Self {
        Self {
            and: self.and.or(around.and),
            delimiter: self.delimiter.or_else(|| around.delimiter.clone()),
            names_delimiter: self.names_delimiter.or_else(|| around.names_delimiter.clone()),
            precedes_et_al: self.precedes_et_al.or(around.precedes_et_al),
            precedes_last: self.precedes_last.or(around.precedes_last),
            et_al_min: self.et_al_min.or(around.et_al_min),
            et_al_use_first: self.et_al_use_first.or(around.et_al_use_first),
            subsequent_min: self.subsequent_min.or(around.subsequent_min),
            subsequent_use_first: self.subsequent_use_first.or(around.subsequent_use_first),
            use_last: self.use_last.or(around.use_last),
            form: self.form.or(around.form),
            initialize: self.initialize.or(around.initialize),
            initialize_with: self.initialize_with.or_else(|| around.initialize_with.clone()),
            as_sort_order: self.as_sort_order.or(around.as_sort_order),
            sort_separator: self.sort_separator.or_else(|| around.sort_separator.clone()),
        }
    }
}

pub(super) fn names(reader: &mut Reader<'_>, node: Node<'_, '_>) -> Result<Names, StyleError> {
    let variables = node.attribute("variable").unwrap_or_default();
    let mut options = name_options(node, false);
    options.names_delimiter = node.attribute("delimiter").map(str::to_owned).or(options.names_delimiter);
    let mut names = Names {
        variables: variables.split_ascii_whitespace().map(Into::into).collect(),
        options,
        name: None,
        et_al: None,
        label: None,
        label_first: false,
        substitute: Vec::new(),
        look: look(node),
    };
    for child_node in node.children().filter(Node::is_element) {
        match child_node.tag_name().name() {
            "name" => names.name = Some(name(child_node)),
            "et-al" => {
                let term = child_node.attribute("term").unwrap_or("et-al").into();
                names.et_al = Some(EtAl { term, look: look(child_node) });
            }
            "label" => {
                names.label_first = names.name.is_none() && child(node, "name").is_some();
                names.label = Some(label(child_node));
            }
            "substitute" => names.substitute = reader.elements(child_node)?,
            _ => {}
        }
    }
    Ok(names)
}

fn name(node: Node<'_, '_>) -> NameElement {
    let part = |wanted: &str| {
        node.children()
            .filter(|child| child.is_element() && child.tag_name().name() == "name-part")
            .find(|part| part.attribute("name") == Some(wanted))
            .map(look)
    };
    NameElement {
        options: name_options(node, true),
        look: look(node),
        given: part("given"),
        family: part("family"),
    }
}
