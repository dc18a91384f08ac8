//! What classes and packages decide: whether a citation is a note, and where notes are counted anew.

use ibidem_citations::Span;

use super::macros::option;
use super::walk::{Sign, walk};

/// What the preamble decides for the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    /// `\autocite` makes a note.
    pub(super) autocite_is_note: bool,
    /// Notes begin anew with each chapter.
    pub(super) counts_by_chapter: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { autocite_is_note: true, counts_by_chapter: false }
    }
}

/// Classes with chapters that begin the count of notes anew.
const CHAPTERED: [&str; 8] =
    ["book", "report", "memoir", "scrbook", "scrreprt", "amsbook", "extbook", "extreport"];

/// Reads the settings of stretches, of which the last one has the last word.
pub(super) fn settings(source: &str, stretches: impl Iterator<Item = Span>) -> Settings {
    let mut settings = Settings::default();
    let mut style: Option<String> = None;
    let mut autocite: Option<String> = None;
    for stretch in stretches {
        walk(source, stretch, |sign| {
            let Sign::Command(_, name, behind) = sign else { return };
            let rest = source.get(behind..stretch.end).unwrap_or_default();
            match name {
                "documentclass" => {
                    let class = super::files::argument(rest).map_or("", |(class, _)| class.trim());
                    settings.counts_by_chapter = CHAPTERED.contains(&class);
                }
                "counterwithout" if rest.trim_start_matches('*').trim_start().starts_with("{footnote}") => {
                    settings.counts_by_chapter = false;
                }
                "usepackage" | "RequirePackage" | "ExecuteBibliographyOptions" | "PassOptionsToPackage" => {
                    let options = options_of(source, name, behind);
                    let package = super::files::argument(rest).map_or("", |(package, _)| package.trim());
                    let is_biblatex = package.split(',').any(|package| package.trim() == "biblatex");
                    let of_biblatex = is_biblatex || name == "ExecuteBibliographyOptions";
                    if package.trim() == "biblatex-chicago" {
                        let by_date =
                            options.split(',').any(|option| option.trim().starts_with("authordate"));
                        style = Some(if by_date { "authoryear" } else { "chicago-notes" }.to_owned());
                    }
                    if of_biblatex || options.contains("style") || options.contains("autocite") {
                        style = value(&options, "citestyle")
                            .or_else(|| value(&options, "style"))
                            .or(style.take());
                        autocite = value(&options, "autocite").or(autocite.take());
                    }
                    if is_biblatex && style.is_none() {
                        // The manual of biblatex, 3.1.1: “style … default: numeric”.
                        style = Some("numeric".to_owned());
                    }
                }
                _ => {}
            }
        });
    }
    settings.autocite_is_note = match autocite.as_deref() {
        Some(way) => way == "footnote",
        None => style.as_deref().is_none_or(is_note_style),
    };
    settings
}

/// The options of a package: in brackets, or as the first argument.
fn options_of(source: &str, command: &str, behind: usize) -> String {
    let at = super::macros::past_blanks(source, behind);
    if let Some((options, _)) = option(source, at) {
        return options.of(source).to_owned();
    }
    if command.starts_with("use") || command.starts_with("Require") {
        return String::new();
    }
    super::files::argument(source.get(at..).unwrap_or_default())
        .map_or_else(String::new, |(options, _)| options.to_owned())
}

/// The value of a key: `style=verbose-ibid`, `style={authoryear}`.
fn value(options: &str, key: &str) -> Option<String> {
    let pairs = options.split(',').filter_map(|option| option.split_once('='));
    let found = pairs.filter(|(name, _)| name.trim() == key).map(|(_, value)| value).next_back()?;
    Some(found.trim().trim_matches(['{', '}', '"']).trim().to_lowercase())
}

/// Whether the citations of a style are notes: all that are not known to stand in the text.
fn is_note_style(style: &str) -> bool {
    const INLINE: [&str; 30] = [
        "numeric",
        "alphabetic",
        "authoryear",
        "apa",
        "mla",
        "ieee",
        "nature",
        "science",
        "chem-",
        "phys",
        "draft",
        "debug",
        "chicago-authordate",
        "ext-numeric",
        "ext-alphabetic",
        "ext-authoryear",
        "trad-",
        "vancouver",
        "nejm",
        "gb7714",
        "oxyear",
        "philosophy-classic",
        "philosophy-modern",
        "unified",
        "musuos",
        "aer",
        "ama",
        "ajs",
        "lsa",
        "iso-",
    ];
    !INLINE.iter().any(|inline| style.starts_with(inline))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(preamble: &str, autocite_is_note: bool) {
        let found = settings(preamble, [Span::new(0, preamble.len())].into_iter());
        assert_eq!(found.autocite_is_note, autocite_is_note, "{preamble}");
    }

    #[test]
    fn the_style_says_what_autocite_does() {
        check("\\usepackage[style=verbose]{biblatex}", true);
        check("\\usepackage[backend=biber,\n  style = authoryear-comp]{biblatex}", false);
        check("\\usepackage[style=authoryear,citestyle=verbose-ibid]{biblatex}", true);
        check("\\usepackage[style=authoryear,autocite=footnote]{biblatex}", true);
        check("\\usepackage{biblatex}", false);
        check("\\usepackage{biblatex}\\ExecuteBibliographyOptions{autocite=footnote}", true);
        check("\\usepackage[notes]{biblatex-chicago}", true);
        check("\\usepackage[authordate]{biblatex-chicago}", false);
        check("% \\usepackage[style=apa]{biblatex}\n", true);
    }

    #[test]
    fn books_count_by_chapter() {
        let by_chapter =
            |preamble: &str| settings(preamble, [Span::new(0, preamble.len())].into_iter()).counts_by_chapter;
        assert!(by_chapter("\\documentclass[12pt]{scrbook}"));
        assert!(!by_chapter("\\documentclass{article}"));
        assert!(!by_chapter("\\documentclass{book}\\counterwithout*{footnote}{chapter}"));
    }
}
