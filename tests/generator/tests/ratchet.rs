//! The figures of planted defects may rise, and never fall.

use std::path::Path;

use ibidem_generator::{DEFECTS, PLACES, Paper, SEED, measure, recorded, shortfalls};

#[test]
#[cfg_attr(
    debug_assertions,
    ignore = "a minute without optimization: .ci/run measures it by the example `defects`"
)]
fn no_figure_of_planted_defects_falls() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("defects");
    let figures = measure(&folder, SEED, PLACES);
    assert!(!recorded().is_empty(), "no figures are recorded: run the example `defects --bless`");
    let falls = shortfalls(&figures);
    assert!(falls.is_empty(), "{falls:#?}\n{:#?}", figures.faults);
}

/// A kind of defect that fits nowhere measures nothing.
#[test]
fn each_kind_of_defect_is_planted_somewhere() {
    let papers = Paper::all();
    for defect in DEFECTS {
        let places: usize = papers.iter().map(|paper| defect.plant(paper, SEED, 3).len()).sum();
        assert!(places > 0, "{} fits into no paper", defect.name);
    }
}

#[test]
fn the_same_seed_plants_the_same() {
    let papers = Paper::all();
    let planted = |seed: u64| -> Vec<String> {
        let of_paper = |paper: &Paper| {
            DEFECTS.iter().flat_map(|defect| defect.plant(paper, seed, 1)).collect::<Vec<_>>()
        };
        papers.iter().flat_map(of_paper).map(|planted| planted.source).collect()
    };
    assert!(planted(SEED) == planted(SEED));
    assert!(planted(SEED) != planted(SEED + 1));
}
