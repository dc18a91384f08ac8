//! `ibidem styles detect`: paper → the styles that it is like.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ibidem::Reading;
use ibidem::report::escape::escaped;
use ibidem::styles::detecting::{Detection, StyleFamily, detect, known_styles};
use serde_json::{Value, json};

use super::{Format, Places};

/// Says which style a document follows.
///
/// What it cites is rendered in every style at hand and compared with what was typed. Styles that
/// print the same for all of it cannot be told apart, and are named together.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ibidem styles detect paper.md
  ibidem styles detect paper.docx --styles ~/csl-styles
  ibidem styles detect paper.md --format json | jq -r '.clear.styles[0].name'")]
pub(crate) struct Arguments {
    /// The document.
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Reads the document in this format, whatever it looks like.
    #[arg(long, value_name = "FORMAT", value_parser = ibidem::read::Format::named)]
    from: Option<ibidem::read::Format>,
    /// How many styles, or families of styles, are named.
    #[arg(long, value_name = "N", default_value_t = 5)]
    most: usize,
    /// How the ranking is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    places: Places,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let shelf = arguments.places.shelf()?;
    let reading = Reading::open_as(&arguments.path, arguments.from)?;
    let mut detection = detect(&reading.paper, &known_styles(&shelf)?);
    let clear = detection.clear().cloned();
    detection.families.truncate(arguments.most);
    match arguments.format {
        Format::Text => crate::output::print(text(&detection, clear.as_ref()).as_bytes())?,
        Format::Json => {
            let families: Vec<Value> = detection.families.iter().map(family).collect();
            let json = json!({
                "compared": { "notes": detection.cited, "references": detection.listed, "in_text": detection.in_text, "unlike": detection.unlike },
                "clear": clear.as_ref().map(family),
                "styles": families,
            });
            crate::output::json(&json, true)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn family(family: &StyleFamily) -> Value {
    let styles: Vec<Value> =
        family.styles.iter().map(|(name, title)| json!({ "name": name, "title": title })).collect();
    json!({ "likeness": rounded(1.0 - family.distance), "styles": styles })
}

/// Three digits are more than the comparison is worth.
fn rounded(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}

fn text(detection: &Detection, clear: Option<&StyleFamily>) -> String {
    if detection.cited + detection.listed + detection.in_text + detection.unlike == 0 {
        return "nothing is cited, so no style can be told\n".to_owned();
    }
    let mut text = String::new();
    for (family, rank) in detection.families.iter().zip(1..) {
        let mut styles = family.styles.iter();
        let Some((name, title)) = styles.next() else { continue };
        let share = (1.0 - family.distance) * 100.0;
        let _ = writeln!(text, "{rank:>2}  {share:5.1} % alike  {}  {}", escaped(name), escaped(title));
        let others: Vec<_> = styles.map(|(name, _)| escaped(name)).collect();
        if !others.is_empty() {
            let _ = writeln!(text, "                   not distinguishable here: {}", others.join(", "));
        }
    }
    let counted = |n: usize, one: &str, more: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {more}")),
    };
    let compared = [
        counted(detection.cited, "citation in notes", "citations in notes"),
        counted(detection.listed, "entry of a list of references", "entries of a list of references"),
        counted(detection.in_text, "citation in the text", "citations in the text"),
    ];
    let compared: Vec<String> = compared.into_iter().flatten().collect();
    let verdict = match clear.and_then(|family| family.styles.first().map(|(name, _)| (family, name))) {
        Some((family, name)) if family.styles.len() == 1 => format!("it follows {}", escaped(name)),
        Some((family, name)) => format!(
            "it follows {} or one of {} that print the same here",
            escaped(name),
            family.styles.len() - 1
        ),
        None => "none of them is clearly its style".to_owned(),
    };
    let compared = if compared.is_empty() { "nothing".to_owned() } else { compared.join(" and ") };
    let unlike = match detection.unlike {
        0 => String::new(),
        n => format!(" ({n} more like no style at all)"),
    };
    let _ = writeln!(text, "\ncompared {compared}{unlike}; {verdict}");
    text
}
