//! Faults that editors listed by hand: what is found of them may rise, and never fall.

use ibidem_tests::faults::{measure, recorded, shortfalls};
use ibidem_tests::program;

#[test]
fn no_figure_of_listed_faults_falls() {
    let all = measure(program());
    assert!(!recorded().is_empty(), "no figures are recorded: run the example `faults --bless`");
    let falls = shortfalls(&all);
    let faults: Vec<_> = all.iter().map(|found| (&found.name, &found.faults)).collect();
    assert!(falls.is_empty(), "{falls:#?}\n{faults:#?}");
}

#[test]
fn papers_with_faults_are_not_accused_of_others() {
    let all = measure(program());
    let notes: usize = all.iter().map(|found| found.notes).sum();
    let alarms: usize = all.iter().map(|found| found.false_alarms).sum();
    assert!(notes >= 100, "only {notes} notes were read");
    assert!(alarms * 100 <= notes, "{alarms} false alarms in {notes} notes: {all:#?}");
}
