//! `ibidem styles show`: what a style is, and what it prints.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;
use ibidem::report::escape::escaped;
use ibidem::styles::FoundStyle;
use ibidem::styles::examples::{Example, examples};
use ibidem_citations::style::locale_name;
use serde_json::{Value, json};

use super::{Format, Places};

/// Says what a style is, and prints an example of each main type in it.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ibidem styles show apa
  ibidem styles show 'Forum der Psychoanalyse' --styles ~/csl-styles
  ibidem styles show 0178-7667 --styles styles-master.zip
  ibidem styles show ./my-journal.csl --locale de-DE")]
pub(crate) struct Arguments {
    /// Its name, title, ISSN or address, or a CSL file.
    #[arg(value_name = "NAME|FILE.csl")]
    name: String,
    /// The language of the style’s own words in the examples.
    #[arg(long, value_name = "LOCALE")]
    locale: Option<String>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    places: Places,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let found = arguments.places.shelf()?.find(&arguments.name)?;
    let locale =
        arguments.locale.as_deref().map(locale_name).transpose()?.or_else(|| found.dependent_locale());
    let examples = examples(&found.csl()?, locale.as_deref());
    match arguments.format {
        Format::Text => crate::output::print(text(&found, &examples).as_bytes())?,
        Format::Json => crate::output::json(&json(&found, &examples), true)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// What is said of a style, line by line: a word, and what stands behind it.
fn facts(found: &FoundStyle) -> Vec<(&'static str, String)> {
    let info = &found.info;
    let shown = found.parent.as_ref().unwrap_or(info);
    let cites = match (info.citation_format.as_ref().or(shown.citation_format.as_ref()), &shown.class) {
        (Some(format), Some(class)) if format != class => format!("{class}, by {format}"),
        (Some(one), _) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    };
    let parent = found.parent.as_ref().map(|parent| format!("{} ({})", parent.slug(), parent.title));
    let facts = [
        ("short title", info.title_short.clone().unwrap_or_default()),
        ("what it is", info.summary.clone().unwrap_or_default()),
        ("prints as", parent.unwrap_or_default()),
        ("cites", cites),
        ("fields", info.fields.join(", ")),
        ("locale", info.default_locale.clone().or(shown.default_locale.clone()).unwrap_or_default()),
        ("ISSN", info.issns.join(", ")),
        ("manual", info.documentation.join(", ")),
        ("address", info.id.clone()),
        ("changed", info.updated.clone().unwrap_or_default()),
        ("license", info.license.clone().or(shown.license.clone()).unwrap_or_default()),
        ("from", found.from.clone()),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn text(found: &FoundStyle, examples: &[Example]) -> String {
    let mut text = format!("{} · {}\n\n", escaped(&found.name), escaped(&found.info.title));
    for (word, value) in facts(found) {
        let _ = writeln!(text, "{word:11}  {}", escaped(&value));
    }
    for example in examples {
        let _ = writeln!(text, "\n{}", example.kind);
        for (form, line) in &example.lines {
            let _ = writeln!(text, "  {form:12}  {}", escaped(line));
        }
    }
    text
}

fn json(found: &FoundStyle, examples: &[Example]) -> Value {
    let info = &found.info;
    let examples: Vec<Value> = examples
        .iter()
        .map(|example| {
            let lines: serde_json::Map<_, _> =
                example.lines.iter().map(|(form, line)| ((*form).to_owned(), line.clone().into())).collect();
            json!({ "type": example.kind, "printed": lines })
        })
        .collect();
    json!({
        "name": found.name,
        "title": info.title,
        "short_title": info.title_short,
        "summary": info.summary,
        "class": found.parent.as_ref().unwrap_or(info).class,
        "citation_format": info.citation_format,
        "parent": found.parent.as_ref().map(ibidem_citations::style::StyleInfo::slug),
        "fields": info.fields,
        "issn": info.issns,
        "locale": info.default_locale,
        "address": info.id,
        "documentation": info.documentation,
        "updated": info.updated,
        "license": info.license,
        "from": found.from,
        "examples": examples,
    })
}
