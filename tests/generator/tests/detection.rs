//! A paper that a style printed is told to be in that style, or in one that prints the same.

use std::path::Path;

use ibidem::Reading;
use ibidem::styles::Shelf;
use ibidem::styles::detecting::{KnownStyle, detect, known_styles};
use ibidem_generator::{Writing, made_paper};

/// Styles of every kind, of which no two print the same list.
const TWENTY: [&str; 20] = [
    "american-anthropological-association",
    "american-chemical-society",
    "american-medical-association",
    "american-political-science-association",
    "american-sociological-association",
    "apa",
    "cell",
    "chicago-author-date",
    "chicago-notes",
    "chicago-shortened-notes",
    "elsevier-harvard",
    "harvard-cite-them-right",
    "ieee",
    "iso-690-author-date",
    "mla",
    "modern-humanities-research-association",
    "nature",
    "plos",
    "turabian-fullnote-8",
    "vancouver",
];

/// The styles whose papers are not told to be theirs, or of their family, and what stands first.
fn missed<'a>(made: &[&'a KnownStyle], styles: &[KnownStyle], seed: u64) -> Vec<(&'a str, Option<String>)> {
    let mut missed = Vec::new();
    for known in made {
        let paper = made_paper(&known.style, seed, 24, Writing::Markdown, true);
        let reading = Reading::from_bytes(paper.into_bytes(), None, None);
        let first = detect(&reading.paper, styles).families.into_iter().next();
        let names: Vec<String> =
            first.into_iter().flat_map(|family| family.styles).map(|(name, _)| name).collect();
        if !names.contains(&known.name) {
            missed.push((known.name.as_str(), names.into_iter().next()));
        }
    }
    missed
}

#[test]
fn nineteen_of_twenty_papers_in_embedded_styles_are_told() {
    let styles = known_styles(&Shelf::default()).expect("the embedded styles can be read");
    let made: Vec<_> = styles.iter().filter(|style| TWENTY.contains(&style.name.as_str())).collect();
    assert_eq!(made.len(), TWENTY.len());
    let missed = missed(&made, &styles, 1);
    assert!(missed.len() <= 1, "{missed:?}");
}

#[test]
fn papers_in_note_styles_of_the_repository_are_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/csl/styles");
    if !folder.is_dir() {
        eprintln!("skipped: there are no styles in {}", folder.display());
        return;
    }
    let shelf = Shelf::of_user(std::slice::from_ref(&folder)).expect("the folder can be read");
    let styles = known_styles(&shelf).expect("the styles can be read");
    let is_there = |known: &&KnownStyle| folder.join(format!("{}.csl", known.name)).is_file();
    let made: Vec<_> = styles.iter().filter(|known| known.style.is_note()).filter(is_there).collect();
    let missed = missed(&made, &styles, 1);
    assert!(missed.len() <= 4, "{missed:?} of {}", made.len());
}
