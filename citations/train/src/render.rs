//! Invented works, rendered as notes and lists have them, with the label of each character.
//!
//! A template is text with fields in braces: `{pp. PAGES}` is the value of the field `PAGES` with the
//! words that announce it. Titles, journals, publishers and towns are drawn from the training
//! corpora, people and numbers are made up.

mod templates;
mod values;
mod words;

use ibidem_citations::label::Label;

use crate::data::Labelled;
use crate::random::Random;
pub(crate) use values::Pools;
use values::{Tongue, Work};

/// Renders references.
pub(crate) fn references(count: usize, pools: &Pools, random: &mut Random) -> Vec<Labelled> {
    (0..count).map(|_| reference(pools, random)).collect()
}

fn reference(pools: &Pools, random: &mut Random) -> Labelled {
    let total: usize = templates::GROUPS.iter().map(|group| group.weight).sum();
    let mut at = random.below(total);
    let group = templates::GROUPS
        .iter()
        .find(|group| {
            let here = at < group.weight;
            at = at.saturating_sub(group.weight);
            here
        })
        .unwrap_or(&templates::GROUPS[0]);
    let template = random.of(group.templates);
    let work = Work::invent(group.tongue, pools, random);
    let mut characters = Vec::new();
    if group.note && random.chance(12) {
        let leads = leads(group.tongue);
        characters.extend(random.of(leads).chars().map(|c| (c, Label::Lead)));
    }
    fill(template, &work, random, &mut characters);
    if random.chance(25) {
        // What stands at the end of a note is as often cut off as not.
        while characters.last().is_some_and(|(c, _)| ".;, ".contains(*c)) {
            characters.pop();
        }
    }
    Labelled { characters }
}

fn leads(tongue: Tongue) -> &'static [&'static str] {
    match tongue {
        Tongue::German => &["Vgl. ", "Vgl. auch ", "Siehe ", "So auch ", "Dazu ", "Siehe dazu "],
        Tongue::French => &["Voir ", "Cf. ", "V. ", "Voir aussi "],
        Tongue::Italian => &["Cfr. ", "Vedi ", "Si veda ", "V. "],
        Tongue::Spanish | Tongue::Portuguese => &["Véase ", "Cf. ", "Ver ", "Vid. "],
        Tongue::Dutch => &["Zie ", "Vgl. ", "Zie ook "],
        Tongue::Russian => &["См. ", "Ср. ", "См. также "],
        Tongue::English => &[
            "See ",
            "See also ",
            "Cf. ",
            "See, e.g., ",
            "But see ",
            "Compare ",
            "See generally ",
            "For example, ",
            "Quoted in ",
        ],
    }
}

/// Writes a template with the values of a work.
fn fill(template: &str, work: &Work, random: &mut Random, characters: &mut Vec<(char, Label)>) {
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        characters.extend(rest[..open].chars().map(|c| (c, Label::Other)));
        let Some(close) = rest[open..].find('}').map(|close| open + close) else { break };
        field(&rest[open + 1..close], work, random, characters);
        rest = &rest[close + 1..];
    }
    characters.extend(rest.chars().map(|c| (c, Label::Other)));
}

/// One field: its name stands in capitals among the words that announce it.
fn field(inside: &str, work: &Work, random: &mut Random, characters: &mut Vec<(char, Label)>) {
    let Some((name, label)) = values::FIELDS.iter().find(|(name, _)| inside.contains(name)) else {
        // Words alone: “{back:op. cit.}”.
        let (label, text) = inside.split_once(':').unwrap_or(("other", inside));
        let label = Label::ALL.iter().copied().find(|one| one.name() == label).unwrap_or(Label::Other);
        characters.extend(text.chars().map(|c| (c, label)));
        return;
    };
    let value = work.value(name, random);
    characters.extend(inside.replacen(name, &value, 1).chars().map(|c| (c, *label)));
}
