//! `ibidem styles list`: the names of the styles at hand.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;
use ibidem::report::escape::escaped;
use ibidem::styles::{Listed, has_words};
use serde_json::{Value, json};

use super::{Format, Places};

/// Lists the styles at hand: name, how they cite, title.
///
/// Styles of folders and archives stand beside the embedded ones; a style of the same name in a
/// folder hides the embedded one. The folders are those of --styles, of the environment variable
/// `IBIDEM_STYLES`, and ibidem/styles in your data folder.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ibidem styles list                                    the styles that the program carries
  ibidem styles list --search chicago
  ibidem styles list --search 'history note' --styles ~/csl-styles
  ibidem styles list --styles styles-master.zip --format json | jq -r '.[].name'")]
pub(crate) struct Arguments {
    /// Lists only styles that have all of these words in name, title, ISSN, field or class.
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// How the list is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    places: Places,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut list = arguments.places.shelf()?.list()?;
    if let Some(words) = &arguments.search {
        list.retain(|one| has_words(one, words));
        if list.is_empty() {
            anstream::eprintln!("ibidem: no style at hand has all of “{}”", escaped(words));
        }
    }
    match arguments.format {
        Format::Text => crate::output::print(text(&list).as_bytes())?,
        Format::Json => crate::output::json(&list.iter().map(json).collect::<Vec<_>>(), true)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn text(list: &[Listed]) -> String {
    /// Longer names push their line out rather than all titles.
    const WIDEST: usize = 44;
    let width = list.iter().map(|one| one.name.chars().count()).max().unwrap_or_default().min(WIDEST);
    let mut text = String::new();
    for one in list {
        let info = &one.info;
        let cites = info.citation_format.as_deref().or(info.class.as_deref()).unwrap_or_default();
        let _ = write!(text, "{:width$}  {cites:11}  {}", escaped(&one.name), escaped(&info.title));
        if let Some(parent) = info.parent_slug() {
            let _ = write!(text, " (prints as {})", escaped(parent));
        }
        text.push('\n');
    }
    text
}

fn json(one: &Listed) -> Value {
    let info = &one.info;
    json!({
        "name": one.name,
        "title": info.title,
        "short_title": info.title_short,
        "class": info.class,
        "citation_format": info.citation_format,
        "fields": info.fields,
        "issn": info.issns,
        "parent": info.parent_slug(),
        "locale": info.default_locale,
        "embedded": one.is_embedded,
    })
}
