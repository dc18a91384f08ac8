#![doc = include_str!("mixed_volume_format.md")]

use ibidem_sdk::{Findings, Kind, Variable};

use crate::desk::Desk;
use crate::habit::{STRICT, Sample, report};

crate::registered!("mixed-volume-format", Warning, "mixed_volume_format.md");

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let mut samples = Vec::new();
    for cited in
        desk.full.iter().filter(|cited| cited.kind() == Kind::ArticleJournal && cited.has(Variable::Title))
    {
        let (Some(volume), Some(container)) =
            (cited.span(Variable::Volume), cited.span(Variable::ContainerTitle))
        else {
            continue;
        };
        if container.end > volume.start {
            continue;
        }
        let before = desk.between(container, volume).to_lowercase();
        let label: String = before.chars().filter(|c| c.is_alphabetic()).collect();
        let form = match label.as_str() {
            "" => "the bare number of the volume",
            "vol" | "volume" | "bd" | "band" | "t" | "tome" => "“vol.” before the volume",
            _ => continue,
        };
        samples.push(Sample::new(cited.note, container.to(volume), form));
    }
    crate::add(findings, report(desk, &RULE, &samples, "citations of journals", STRICT));
}
